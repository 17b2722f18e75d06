"""Rules: a condition over facts, what it speaks for, and where that is from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from advisor.model.fact import Frozen

RULE_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

Role = Literal["scenario", "evidence", "exclusion", "conflict", "warning", "technology"]
Severity = Literal["error", "warning", "info"]
Condition = dict[str, Any]  # checked against the vocabulary by the rulebook
Text = Annotated[str, Field(min_length=1)]
# One source may be written without brackets.
Sources = Annotated[tuple[Text, ...], Field(min_length=1), BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class Source(Frozen):
    """A document a rule rests on, cited by title."""

    title: str = Field(min_length=1)
    url: str = ""


class Split(Frozen):
    """How to cut an interaction in two when its facts cannot hold together."""

    critical: str = Field(min_length=1)  # the part somebody waits for
    rest: str = Field(min_length=1)  # the part nobody waits for


class Rule(Frozen):
    """One rule. `role` follows from the file and section it stands in."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    title: str = Field(min_length=1)
    when: Condition
    favours: dict[str, int] = {}
    excludes: tuple[str, ...] = ()
    warns: str = ""
    split: Split | None = None
    because: str = Field(min_length=1)
    source: Sources
    status: Literal["as-written", "corrected", "added"] = "added"
    corrects: str = ""  # what the first source says, where a better one disagrees
    article: str = ""  # the place in the article this rule encodes
    only_for: tuple[str, ...] = ()  # a warning shown only when one of these patterns wins
    only_while: Literal["", "leaning"] = ""


class Technology(Frozen):
    """A product or protocol of a pattern, and what tells it from its neighbours."""

    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    title: str
    aliases: tuple[str, ...] = ()
    when: Condition = {}
    because: str = Field(min_length=1)
    source: Sources


class Note(Frozen):
    """An advantage or a gotcha; with `when` it is said only where it applies."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    text: str = Field(min_length=1)
    when: Condition = {}
    source: Sources
    status: Literal["as-written", "corrected", "added"] = "added"
    corrects: str = ""


class Pattern(Frozen):
    """One way for services to talk: `patterns/<name>.yaml`."""

    name: str = Field(pattern=RULE_ID)
    title: str
    mode: Literal["sync", "async"]
    aliases: tuple[str, ...] = ()
    summary: str = Field(min_length=1)
    favoured: tuple[Rule, ...] = ()
    avoided: tuple[Rule, ...] = ()
    excluded: tuple[Rule, ...] = ()
    advantages: tuple[Note, ...] = ()
    gotchas: tuple[Note, ...] = ()
    technologies: tuple[Technology, ...] = ()


class Example(Frozen):
    """A small architecture, and what its practice says about it; what is not named is not found and not asked.

    It is the text of an architecture file, or a Markdown document where the practice is about documents.
    """

    title: Text
    finds: dict[str, int] = {}  # practice -> how many findings
    unknown: dict[str, int] = {}  # practice -> how many open judgements
    severity: Severity | None = None  # of this practice's findings
    architecture: str = ""
    document: str = ""


class Practice(Frozen):
    """What every design of some patterns should do, and how to see that one does not: `practices/<id>.yaml`."""

    id: str = Field(pattern=RULE_ID, max_length=60)
    title: Text
    severity: Severity = "warning"
    applies_to: tuple[str, ...] = ()  # pattern names; empty means all
    when: Condition = {}  # over needs
    applies_when: Condition = {}  # over needs, design and circumstances
    violated_when: Condition = {}  # likewise
    check: str = ""  # in the stead of `violated_when`: what the linter computes
    parameters: dict[str, float] = {}  # of the check
    says: str = ""  # the finding's sentence, with {placeholders}
    advised: bool = False  # said with a recommendation
    advised_for: tuple[str, ...] = ()  # patterns it is said with, where these are not those it applies to
    because: Text
    remedy: Text
    source: Sources
    article: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether a design can be found to break it; otherwise it is advice alone."""
        return bool(self.violated_when or self.check)

    @property
    def is_advice(self) -> bool:
        """Whether it is said with a recommendation."""
        return self.advised or not self.is_judged


class Case(Frozen):
    """A promise of the pack: facts, and what we say about them (`cases/*.yaml`)."""

    id: str = Field(pattern=RULE_ID, max_length=80)
    title: str
    facts: dict[str, Any] = {}
    pattern: str | None = None
    status: Literal["decided", "leaning", "undecided", "conflict"] | None = None
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
