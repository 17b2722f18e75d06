"""Facts: the vocabulary of an interaction, as a rule pack declares it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FactType = Literal["bool", "choice", "number", "integer", "text", "pattern", "group"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Fact(Frozen):
    """One fact: its type and range, the question that asks for it, and why it matters."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    type: FactType
    values: tuple[str, ...] = ()  # of a choice
    meanings: dict[str, str] = {}  # value -> what it means, of a choice
    at_least: float | None = None  # the smallest value, itself allowed
    above: float | None = None  # the largest value not allowed
    unit: str = ""
    absence: bool = False  # `none` (or `false`) may be said of it
    fields: tuple[Fact, ...] = ()  # of a group
    question: str = Field(min_length=1)
    help: str = Field(min_length=1)
    matters: str = ""  # why it changes the answer
    aliases: tuple[str, ...] = ()
    example: str | int | float | bool | None = None


class Bands(Frozen):
    """A choice that follows from a number: each value with the smallest number that earns it."""

    fact: str
    from_fact: str
    bands: dict[str, float]


class Comparison(Frozen):
    """A yes-or-no fact that follows from two numbers: true when `smaller` <= `larger`."""

    fact: str
    title: str
    smaller: str
    larger: str


class Vocabulary(Frozen):
    """`facts.yaml`: what may be said of an interaction's needs and of its design, and what practices read besides."""

    needs: tuple[Fact, ...]
    design: tuple[Fact, ...] = ()
    circumstances: tuple[Fact, ...] = ()  # what follows from the document's structure; never stated
    bands: tuple[Bands, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
