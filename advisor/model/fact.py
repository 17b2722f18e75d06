"""Fact definitions: the vocabulary of a rule pack."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FactType = Literal["bool", "choice", "number", "integer", "text", "pattern", "group"]


class FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Fact(FrozenModel):
    """Definition of one fact: type, range, question and relevance."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    type: FactType
    values: tuple[str, ...] = ()  # of a choice
    meanings: dict[str, str] = {}  # value -> explanation, of a choice
    at_least: float | None = None  # inclusive minimum
    above: float | None = None  # exclusive minimum
    unit: str = ""
    absence: bool = False  # whether `none` (or `false`) is valid
    fields: tuple[Fact, ...] = ()  # of a group
    question: str = Field(min_length=1)
    help: str = Field(min_length=1)
    matters: str = ""  # why it affects the recommendation
    aliases: tuple[str, ...] = ()
    example: str | int | float | bool | None = None


class NumberBands(FrozenModel):
    """A choice derived from a number: each value with its inclusive lower bound."""

    fact: str
    from_fact: str
    bands: dict[str, float]


class FactComparison(FrozenModel):
    """A boolean fact derived from two numbers: true if `smaller` <= `larger`."""

    fact: str
    title: str
    smaller: str
    larger: str


class FactVocabulary(FrozenModel):
    """`facts.yaml`: facts about needs and design, and circumstances that practices read."""

    needs: tuple[Fact, ...]
    design: tuple[Fact, ...] = ()
    circumstances: tuple[Fact, ...] = ()  # derived from the document's structure; never stated
    bands: tuple[NumberBands, ...] = ()
    comparisons: tuple[FactComparison, ...] = ()
