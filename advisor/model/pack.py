"""A rule pack: everything a decision rests on, in one frozen value."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.model.fact import Frozen, Vocabulary
from advisor.model.rule import Case, Pattern, Practice, Role, Rule
from advisor.source import Span

TieBreak = Literal["scenarios", "platform", "simplicity"]


class Switched(Frozen):
    """A rule an overlay takes out of force, and why."""

    id: str
    because: str = Field(min_length=1)


class Reweighed(Frozen):
    """New points an overlay gives to a rule, and why."""

    id: str
    favours: dict[str, int]
    because: str = Field(min_length=1)


class Manifest(Frozen):
    """`pack.yaml`: the pack's name and its judgement calls."""

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: str
    precedence: tuple[TieBreak, ...] = ()  # how equal scores are told apart; exclusions and scores come before
    simplicity: tuple[str, ...] = ()  # pattern names, least to run first
    platform: tuple[str, ...] = ()  # patterns or technologies the team already runs
    switched_off: tuple[Switched, ...] = ()
    reweighed: tuple[Reweighed, ...] = ()


class Provenance(Frozen):
    """Where a rule of a merged pack is from and what an overlay did to it."""

    pack: str
    file: str
    line: int
    change: Literal["", "added", "replaced", "reweighed", "switched-off"] = ""
    by: str = ""  # the overlay that changed it
    because: str = ""


class Pack(Frozen):
    """Rules, facts, patterns and practices, merged from a base pack and its overlays."""

    model_config = {**Frozen.model_config, "arbitrary_types_allowed": True}

    name: str
    title: str
    vocabulary: Vocabulary
    patterns: tuple[Pattern, ...]  # in the order of their names; favoured/avoided/... are also in `rules`
    rules: tuple[Rule, ...]  # in force, sorted by id
    roles: dict[str, Role]  # rule id -> role
    practices: tuple[Practice, ...]
    cases: tuple[Case, ...]
    precedence: tuple[TieBreak, ...]
    simplicity: tuple[str, ...]
    platform: tuple[str, ...]  # patterns that the team already runs
    runs: tuple[str, ...]  # technologies that the team already runs
    provenance: dict[str, Provenance]  # id of every rule, practice, note and pattern, those switched off included
    switched_off: tuple[Rule, ...] = ()
    spans: dict[str, Span] = Field(default={}, repr=False)  # id -> where it stands
