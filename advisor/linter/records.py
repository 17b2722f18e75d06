"""Decision records: parses their machine-readable block and detects stale decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.formats.front_matter import front_matter_value
from advisor.linter.causes import find_causes
from advisor.model.comparison import FactChange
from advisor.model.decision_record import INACTIVE_STATUSES, RECORD_LANGUAGE, RECORD_VERSION, REJECTED, DecisionRecord
from advisor.text.quoting import format_value, quote_value
from advisor.text.source import Source, Span

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.context import LintContext, Verdict
    from advisor.model.architecture import Architecture
    from advisor.model.interaction import Interaction
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms

BEGIN = re.compile(rf"^```yaml {RECORD_LANGUAGE}[ \t]*\r?\n", re.MULTILINE)
END = re.compile(r"^```[ \t]*\r?$", re.MULTILINE)
TEXTS = ("interaction", "pattern", "advised", "pack")
KEYS = (*TEXTS, "version", "architecture", "is_advised", "facts")


class LocatedRecord(NamedTuple):
    """A decision record and its location."""

    record: DecisionRecord
    span: Span  # of the chosen pattern's value


class RecordedDecision(NamedTuple):
    """A recorded decision with the architecture it refers to."""

    recorded: LocatedRecord
    architecture: Architecture | None  # None if a file of it no longer exists


def parse_record(source: Source) -> LocatedRecord | None:
    """Returns the decision record of a document, or None.

    Raises InputError if a record cannot be parsed.
    """
    begin_fence = BEGIN.search(source.text) if RECORD_LANGUAGE in source.text else None
    if begin_fence is None:
        return None
    begin, end = begin_fence.end(), END.search(source.text, begin_fence.end())
    from advisor.notation.read import parse_tree
    from advisor.notation.tree import MappingNode, to_plain

    problems: list[Problem] = []
    text = source.text[begin : end.start() if end else len(source.text)]
    tree = parse_tree(Source(source.name, text), problems=problems)
    if isinstance(tree, MappingNode) and not problems:
        record = _parse_record(to_plain(tree))
        node = tree.entries.get("pattern")
        if record is not None and node is not None:
            return LocatedRecord(record, Span(source, begin + node.start, begin + node.end))
    cause = problems[0].message if problems else "A record needs at least its version, its pattern and its facts."
    raise InputError(Problem(f"This record of a decision cannot be read. {cause}",
                             "Write the decision again with --adr, or take the block out.",
                             Span(source, begin_fence.start(), begin)))


def load_recorded_decision(source: Source, companions: Mapping[str, Source | None],
                  read_together: Callable[[Sequence[Source]], Architecture]) -> RecordedDecision | None:
    """Returns the recorded decision with its architecture, or None if it is superseded or its files are unknown.

    Raises InputError if the record cannot be parsed.

    Args:
        companions: the files that it names, by that name; None for a file that does not exist.
    """
    if front_matter_value(source.text, "status").lower().startswith((*INACTIVE_STATUSES, REJECTED)):
        return None
    decision = parse_record(source)
    if decision is None or not decision.record.interaction or not decision.record.architecture:
        return None
    if any(name not in companions for name in decision.record.architecture):
        return None
    present = [file for name in decision.record.architecture if (file := companions[name]) is not None]
    if len(present) < len(decision.record.architecture):
        return RecordedDecision(decision, None)
    return RecordedDecision(decision, read_together(present))


def stale_reason(record: DecisionRecord, interaction: Interaction | None, engine: Engine) -> str:
    """Returns why a recorded decision is stale, or an empty string."""
    name = quote_value(record.interaction)
    if interaction is None:
        return f"{name} is recorded as {format_value(record.pattern)}, and there is no such interaction any more"
    if interaction.declared not in (None, record.pattern):
        declared = format_value(interaction.declared)
        return f"{name} is recorded as {format_value(record.pattern)}, and the design declares {declared}"
    facts = interaction.facts()
    decision = engine.decide(facts)
    if decision.pattern in (record.pattern, record.advised) and decision.status != "undecided":
        return ""
    if decision.status == "undecided":
        return ""  # facts became unknown, but no other pattern is advised
    verdict = f"speak for {decision.pattern}" if decision.pattern else "contradict one another"
    return (
        f"{name} is recorded as {format_value(record.pattern)}, and the facts {verdict}{_reason(record, facts, engine)}"
    )


def stale_decision(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the recorded decision of a document still holds for its architecture."""
    from advisor.linter.context import SATISFIED, VIOLATED, Verdict

    if context.recorded_decision is None:
        return
    (record, span), architecture = context.recorded_decision
    if architecture is None:
        names = " and ".join(map(quote_value, record.architecture))
        name = quote_value(record.interaction)
        problem = f"{name} is recorded as {format_value(record.pattern)}, and {names} is not there any more"
    else:
        interaction = next((known for known in architecture.interactions if known.id == record.interaction), None)
        problem = stale_reason(record, interaction, context.engine)
    yield Verdict(VIOLATED if problem else SATISFIED, record.interaction, "", span, {"problem": problem})


def _reason(record: DecisionRecord, facts: Mapping[str, Any], engine: Engine) -> str:
    before = _known_facts(record.facts, engine.terms)
    changes = ", ".join(map(_format_change, find_causes(engine, before, facts)))
    if changes:
        return f": {changes}"
    packs = (
        f" (recorded with {format_value(record.pack)}, judged with {engine.name})" if record.pack != engine.name else ""
    )
    return f": the rules have changed, not the facts{packs}"


def _format_change(change: FactChange) -> str:
    return f"{change.fact} was {_format_value(change.before)} and is {_format_value(change.after)}"


def _format_value(value: Any) -> str:
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else format_value(value)


def _known_facts(facts: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Returns the recorded facts that this pack knows."""
    from advisor.model.value_checks import check_value

    checked = {name: check_value(terms.needs[name], value) for name, value in facts.items() if name in terms.needs}
    return {name: value for name, (value, message, _) in checked.items() if not message}


def _parse_record(data: Mapping[str, Any]) -> DecisionRecord | None:
    facts, files = data.get("facts"), data.get("architecture", [])
    texts = [data.get(key, "") for key in TEXTS]
    is_complete = data.get("version") == RECORD_VERSION and data["version"] is not True and bool(data.get("pattern"))
    if not is_complete or not isinstance(facts, Mapping) or not all(isinstance(text, str) for text in texts):
        return None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files) or data.keys() - set(KEYS):
        return None
    interaction, pattern, advised, pack = texts
    is_advised = data.get("is_advised") is not False
    return DecisionRecord(
        tuple(files), interaction, pattern, (advised or pattern) if is_advised else None, pack, dict(facts)
    )
