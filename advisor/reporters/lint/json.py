"""JSON for programs, in the shape of `evaluate`: the keys are a promise (`"schema": 1`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from advisor.model.checked import Fix, Noted
from advisor.model.practice import Examples
from advisor.reporters.json import SCHEMA, noted_as_data, question_as_data, result_as_data
from advisor.reporters.lint.about import address
from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import by_rule, counting, silenced
from advisor.reporters.lint.regions import in_characters
from advisor.reporters.lint_report import LintReport
from advisor.source import Source, Span

Data = dict[str, Any]
NO_EXAMPLES = Examples("", "")


def report(what: LintReport) -> Iterator[str]:
    """Yields one JSON document: interactions, what was found in them, what would have to be known, and the rest."""
    yield f'{{\n "schema": {SCHEMA},\n "rules_pack": {dumps(what.rules_pack)}'
    yield from _listed("interactions", (result_as_data(*result) for result in what.results))
    yield from _listed("findings", map(noted_with_fix, counting(what.checked)))
    yield from _listed("suppressed", map(noted_with_fix, silenced(what.checked)))
    asked = [question for document in what.checked for question in document.questions]
    yield from _listed("not_checked", map(question_as_data, asked if what.questions else ()))
    if asked and not what.questions:
        yield f',\n "not_checked_beyond": {len(asked)}'  # only counted
    yield from _listed("documents", _documents(what))
    yield from _listed("rules", _rules(what))
    yield from _listed("failed", what.failed)
    if what.statistics:
        rows = by_rule(noted.finding for noted in counting(what.checked))
        yield from _listed("statistics", ({"rule": rule, "severity": severity, "count": count}
                                          for rule, severity, count in rows))
    yield "\n}\n"


def noted_with_fix(noted: Noted) -> Data:
    """Returns a finding under the keys of the format, with its fix and why it does not count, if it does not."""
    data = noted_as_data(noted)
    if noted.fix is not None:
        data["fix"] = _fix(noted.fix, noted.finding.span.source)
    return data


def _fix(fix: Fix, source: Source) -> Data:
    return {"says": fix.says, "safe": fix.is_safe, "edits": [
        {**in_characters(Span(source, edit.start, edit.end))._asdict(), "text": edit.text} for edit in fix.edits]}


def _documents(what: LintReport) -> Iterator[Data]:
    for document in what.checked:
        yield {"file": document.file, "interactions": document.interactions,
               "findings": sum(noted.silence is None for noted in document.noted),
               "suppressed": sum(noted.silence is not None for noted in document.noted),
               "questions": len(document.questions), "not_read": list(document.not_read)}


def _rules(what: LintReport) -> Iterator[Data]:
    """The rules that findings name, explained."""
    found = {noted.finding.rule for document in what.checked for noted in document.noted}
    known = sorted(found & what.practices.keys())
    examples = what.examples() if known else {}
    for rule in known:
        practice, shown = what.practices[rule], examples.get(rule, NO_EXAMPLES)
        yield {"id": rule, "title": practice.title, "because": practice.because, "help": practice.remedy,
               "source": practice.source, "docs": address(rule, what) or None, "bad": shown.bad or None,
               "good": shown.good or None}


def _listed(key: str, items: Iterable[Any]) -> Iterator[str]:
    yield f',\n "{key}": ['
    between = "\n  "
    for item in items:
        yield between + written(item, None)
        between = ",\n  "
    yield "]" if between == "\n  " else "\n ]"
