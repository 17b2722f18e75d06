"""Rules, patterns, practices and test cases of a rule pack."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from advisor.model.fact import FrozenModel

RULE_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

Role = Literal["scenario", "evidence", "exclusion", "conflict", "warning", "technology"]
Severity = Literal["error", "warning", "info"]
Condition = dict[str, Any]  # checked against the vocabulary by the rulebook
Text = Annotated[str, Field(min_length=1)]
Aliases = tuple[Annotated[str, Field(pattern=RULE_ID, max_length=60)], ...]  # earlier ids, the first one first
# A single source can be written without brackets.
Sources = Annotated[tuple[Text, ...], Field(min_length=1), BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class InteractionSplit(FrozenModel):
    """How to split an interaction in two if its facts conflict."""

    critical: str = Field(min_length=1)  # the blocking part
    rest: str = Field(min_length=1)  # the non-blocking part


class Rule(FrozenModel):
    """One rule. Its role follows from its file and section."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    aliases: Aliases = ()
    title: str = Field(min_length=1)
    when: Condition
    favours: dict[str, int] = {}
    excludes: tuple[str, ...] = ()
    warns: str = ""
    split: InteractionSplit | None = None
    because: str = Field(min_length=1)
    source: Sources
    status: Literal["as-written", "corrected", "added"] = "added"
    corrects: str = ""  # claim of the first source, if a better one disagrees
    article: str = ""  # passage of the article that this rule encodes
    only_for: tuple[str, ...] = ()  # a warning shown only when one of these patterns wins
    only_while: Literal["", "leaning"] = ""


class Technology(FrozenModel):
    """A product or protocol of a pattern, and when to choose it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: str
    aliases: tuple[str, ...] = ()
    when: Condition = {}
    because: str = Field(min_length=1)
    source: Sources


class PatternNote(FrozenModel):
    """An advantage or a gotcha; with `when`, shown only if it applies."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    aliases: Aliases = ()
    text: str = Field(min_length=1)
    when: Condition = {}
    source: Sources
    status: Literal["as-written", "corrected", "added"] = "added"
    corrects: str = ""


class Pattern(FrozenModel):
    """A communication pattern: `patterns/<name>.yaml`."""

    name: str = Field(pattern=RULE_ID)
    title: str
    mode: Literal["sync", "async"]
    aliases: tuple[str, ...] = ()
    summary: str = Field(min_length=1)
    favoured: tuple[Rule, ...] = ()
    avoided: tuple[Rule, ...] = ()
    excluded: tuple[Rule, ...] = ()
    advantages: tuple[PatternNote, ...] = ()
    gotchas: tuple[PatternNote, ...] = ()
    technologies: tuple[Technology, ...] = ()


class PracticeCase(FrozenModel):
    """A small architecture with all findings and open questions expected of its practice.

    It is the text of an architecture file, or a Markdown document if the practice is about documents.
    """

    title: Text
    finds: dict[str, int] = {}  # practice -> number of findings
    unknown: dict[str, int] = {}  # practice -> number of undecided verdicts
    severity: Severity | None = None  # of this practice's findings
    architecture: str = ""
    document: str = ""


class PracticeDefinition(FrozenModel):
    """Definition of a practice and of its violation: `practices/<category>/<id>.yaml`."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    aliases: Aliases = ()
    title: Text
    severity: Severity = "warning"
    applies_to: tuple[str, ...] = ()  # pattern names; empty means all
    applies_when: Condition = {}  # over needs, design and circumstances
    violated_when: Condition = {}  # likewise
    check: str = ""  # instead of `violated_when`: a linter check
    parameters: dict[str, float] = {}  # of the check
    logic: str = ""  # where the check is, and the meaning of its parameters
    says: str = ""  # message of the finding, with {placeholders}
    advised: bool | tuple[str, ...] = False  # shown with a recommendation: of the patterns it applies to, or of these
    because: Text
    remedy: Text
    source: Sources
    article: str = ""
    examples: tuple[PracticeCase, ...] = ()

    @property
    def is_checkable(self) -> bool:
        """Whether a design can violate it; otherwise it is only advice."""
        return bool(self.violated_when or self.check)

    @property
    def is_advice(self) -> bool:
        """Whether it is shown with a recommendation."""
        return bool(self.advised) or not self.is_checkable

    @property
    def advised_patterns(self) -> tuple[str, ...]:
        """Names of the patterns with which it is shown; empty means all."""
        return self.advised if isinstance(self.advised, tuple) else self.applies_to


class RuleCase(FrozenModel):
    """A test case of the pack: facts and the expected result (`cases/*.yaml`)."""

    id: str = Field(pattern=RULE_ID, max_length=80)
    title: str
    facts: dict[str, Any] = {}
    pattern: str | None = None
    status: Literal["decided", "leaning", "undecided", "conflict"] | None = None
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
