"""Decision records: what they state for programs, and whether it still holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from advisor.errors import InputError, Problem
from advisor.linter.causes import causes
from advisor.model.comparison import Change
from advisor.model.record import LANGUAGE, OVER, REJECTED, VERSION, Record
from advisor.notation.front_matter import front_value
from advisor.notation.quote import quoted, shown
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.whole import Verdict, Whole
    from advisor.model.architecture import Architecture
    from advisor.model.interaction import Interaction
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms

BEGIN = regex(rf"^```yaml {LANGUAGE}[ \t]*\r?\n", re.MULTILINE)
END = regex(r"^```[ \t]*\r?$", re.MULTILINE)
TEXTS = ("interaction", "pattern", "advised", "pack")
KEYS = (*TEXTS, "version", "architecture", "is_advised", "facts")


class Recorded(NamedTuple):
    """A decision as a document records it, and where."""

    record: Record
    span: Span  # of the chosen pattern


class Kept(NamedTuple):
    """A recorded decision beside the architecture that it is about."""

    recorded: Recorded
    architecture: Architecture | None  # None where it is not there any more


def recorded(source: Source) -> Recorded | None:
    """Returns the decision that a document records, None where it records none.

    Raises InputError where a record cannot be read.
    """
    found = BEGIN.search(source.text) if LANGUAGE in source.text else None
    if found is None:
        return None
    begin, end = found.end(), END.search(source.text, found.end())
    from advisor.notation.read import read
    from advisor.notation.tree import Mapping as MappingNode
    from advisor.notation.tree import plain

    problems: list[Problem] = []
    text = source.text[begin : end.start() if end else len(source.text)]
    tree = read(Source(source.name, text), problems=problems)
    if isinstance(tree, MappingNode) and not problems:
        record = _record(plain(tree))
        node = tree.entries.get("pattern")
        if record is not None and node is not None:
            return Recorded(record, Span(source, begin + node.start, begin + node.end))
    why = problems[0].message if problems else "A record needs at least its version, its pattern and its facts."
    raise InputError(Problem(f"This record of a decision cannot be read. {why}",
                             "Write the decision again with --adr, or take the block out.",
                             Span(source, found.start(), begin)))


def kept_decision(source: Source, companions: Mapping[str, Source | None],
                  read_together: Callable[[Sequence[Source]], Architecture]) -> Kept | None:
    """Returns the decision that a document records, with what it is about; None where that cannot be said.

    Raises InputError where the record cannot be read.

    Args:
        companions: the files that it names, as it names them; None where there is no such file.
    """
    if front_value(source.text, "status").lower().startswith((*OVER, REJECTED)):
        return None
    found = recorded(source)
    if found is None or not found.record.interaction or not found.record.architecture:
        return None
    if any(name not in companions for name in found.record.architecture):
        return None
    there = [known for name in found.record.architecture if (known := companions[name]) is not None]
    if len(there) < len(found.record.architecture):
        return Kept(found, None)
    return Kept(found, read_together(there))


def stale(record: Record, interaction: Interaction | None, engine: Engine) -> str:
    """Returns why a recorded decision no longer holds; nothing where it does."""
    name = quoted(record.interaction)
    if interaction is None:
        return f"{name} is recorded as {shown(record.pattern)}, and there is no such interaction any more"
    if interaction.declared not in (None, record.pattern):
        return f"{name} is recorded as {shown(record.pattern)}, and the design declares {shown(interaction.declared)}"
    facts = interaction.facts()
    decision = engine.decide(facts)
    if decision.pattern in (record.pattern, record.advised) and decision.status != "undecided":
        return ""
    if decision.status == "undecided":
        return ""  # something has become unknown, and nothing else has become right
    now = f"speak for {decision.pattern}" if decision.pattern else "contradict one another"
    return f"{name} is recorded as {shown(record.pattern)}, and the facts {now}{_why(record, facts, engine)}"


def stale_decision(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the decision that a document records still holds for the architecture beside it."""
    from advisor.linter.whole import SATISFIED, VIOLATED, Verdict

    if whole.kept is None:
        return
    (record, span), architecture = whole.kept
    if architecture is None:
        names = " and ".join(map(quoted, record.architecture))
        name = quoted(record.interaction)
        problem = f"{name} is recorded as {shown(record.pattern)}, and {names} is not there any more"
    else:
        interaction = next((one for one in architecture.interactions if one.id == record.interaction), None)
        problem = stale(record, interaction, whole.engine)
    yield Verdict(VIOLATED if problem else SATISFIED, record.interaction, "", span, {"problem": problem})


def _why(record: Record, facts: Mapping[str, Any], engine: Engine) -> str:
    before = _known(record.facts, engine.terms)
    said = ", ".join(map(_in_words, causes(engine, before, facts)))
    if said:
        return f": {said}"
    packs = f" (recorded with {shown(record.pack)}, judged with {engine.name})" if record.pack != engine.name else ""
    return f": the rules have changed, not the facts{packs}"


def _in_words(change: Change) -> str:
    return f"{change.fact} was {_value(change.before)} and is {_value(change.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else shown(value)


def _known(facts: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """The recorded facts that this pack knows, too."""
    from advisor.model.values import check_value

    checked = {name: check_value(terms.needs[name], value) for name, value in facts.items() if name in terms.needs}
    return {name: value for name, (value, message, _) in checked.items() if not message}


def _record(data: Mapping[str, Any]) -> Record | None:
    facts, files = data.get("facts"), data.get("architecture", [])
    texts = [data.get(key, "") for key in TEXTS]
    is_whole = data.get("version") == VERSION and data["version"] is not True and bool(data.get("pattern"))
    if not is_whole or not isinstance(facts, Mapping) or not all(isinstance(text, str) for text in texts):
        return None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files) or data.keys() - set(KEYS):
        return None
    interaction, pattern, advised, pack = texts
    is_advised = data.get("is_advised") is not False
    return Record(tuple(files), interaction, pattern, (advised or pattern) if is_advised else None, pack, dict(facts))
