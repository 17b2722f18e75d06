"""A rule pack: rules, facts, patterns and practices."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.model.fact import FactVocabulary, FrozenModel
from advisor.model.rule import Pattern, PracticeDefinition, Role, Rule, RuleCase
from advisor.text.source import Span

TieBreak = Literal["scenarios", "platform", "simplicity"]


class DisabledRule(FrozenModel):
    """A rule disabled by an overlay, and why."""

    id: str
    because: str = Field(min_length=1)


class ReweightedRule(FrozenModel):
    """New points of a rule set by an overlay, and why."""

    id: str
    favours: dict[str, int]
    because: str = Field(min_length=1)


class PackManifest(FrozenModel):
    """`pack.yaml`: name and preferences of a pack."""

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: str
    precedence: tuple[TieBreak, ...] = ()  # tie-breaks of equal scores, after exclusions
    simplicity: tuple[str, ...] = ()  # pattern names, least operational effort first
    platform: tuple[str, ...] = ()  # patterns or technologies the team already runs
    switched_off: tuple[DisabledRule, ...] = ()
    reweighed: tuple[ReweightedRule, ...] = ()


class Provenance(FrozenModel):
    """Origin of a rule in a merged pack, and its change by an overlay."""

    pack: str
    file: str
    line: int
    change: Literal["", "added", "replaced", "reweighed", "switched-off"] = ""
    by: str = ""  # the overlay that changed it
    because: str = ""


class Pack(FrozenModel):
    """Rules, facts, patterns and practices, merged from a base pack and its overlays."""

    model_config = {**FrozenModel.model_config, "arbitrary_types_allowed": True}

    name: str
    title: str
    vocabulary: FactVocabulary
    patterns: tuple[Pattern, ...]  # sorted by name; favoured/avoided/... are also in `rules`
    rules: tuple[Rule, ...]  # enabled, sorted by id
    roles: dict[str, Role]  # rule id -> role
    practices: tuple[PracticeDefinition, ...]
    cases: tuple[RuleCase, ...]
    precedence: tuple[TieBreak, ...]
    simplicity: tuple[str, ...]
    platform: tuple[str, ...]  # patterns that the team already runs
    existing_technologies: tuple[str, ...]  # technologies that the team already runs
    provenance: dict[str, Provenance]  # by id of rule, practice, note or pattern, disabled ones included
    switched_off: tuple[Rule, ...] = ()
    aliases: dict[str, str] = {}  # earlier ids of rules, notes and practices -> their ids
    spans: dict[str, Span] = Field(default={}, repr=False)  # id -> location
