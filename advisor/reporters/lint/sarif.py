"""SARIF 2.1.0 for code scanning: full rules, own fingerprints, one-line regions, suppressed results included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.checked import Edit, Fix, Noted
from advisor.model.practice import Examples, Practice
from advisor.reporters.clean import clean
from advisor.reporters.lint.about import address, all_rules, help_in_markdown, help_in_text
from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import COMMENT, everything, worst_first
from advisor.reporters.lint.keys import with_keys
from advisor.reporters.lint.paths import portable, uri
from advisor.reporters.lint.regions import Region, first_line, in_characters
from advisor.reporters.lint_report import LintReport
from advisor.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
MOST_RESULTS = 25_000  # per run; code scanning rejects an upload with more
MAX_DESCRIPTION = 1024  # characters of a description
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
FINGERPRINT = "advisor/v1"
CATEGORY = "advisor-lint/"
Data = dict[str, Any]


def report(report: LintReport) -> Iterator[str]:
    """Yields a SARIF log with one run."""
    findings = worst_first(everything(report.checked))
    included, omitted = findings[:MOST_RESULTS], findings[MOST_RESULTS:]
    rules = all_rules(report, (noted.finding for noted in findings))
    numbers = {rule: number for number, rule in enumerate(rules)}
    with_suppressions = any(noted.silence is not None for noted in included)  # in all results or none
    run = {"tool": {"driver": _driver(rules, report)}, "automationDetails": {"id": CATEGORY},
           "invocations": [_invocation(report, len(omitted))], "columnKind": "unicodeCodePoints",
           "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}}}
    yield f'{{\n "$schema": "{SCHEMA}",\n "version": "2.1.0",\n "runs": [\n  {{'
    for key, value in run.items():
        yield f'\n   "{key}": {written(value, None)},'
    yield '\n   "results": ['
    separator = "\n    "
    for noted, key in with_keys(included, report):
        yield separator + written(_result(noted, key, numbers, with_suppressions, report), None)
        separator = ",\n    "
    yield "]\n  }\n ]\n}\n"


def _driver(rules: dict[str, Practice], report: LintReport) -> Data:
    examples = report.examples()
    return {"name": "advisor",
            **({"version": report.version, "semanticVersion": report.version} if report.version else {}),
            **({"informationUri": report.rules_page} if report.rules_page else {}),
            "rules": [_rule(practice, examples.get(rule), report) for rule, practice in rules.items()]}


def _rule(practice: Practice, examples: Examples | None, report: LintReport) -> Data:
    link = address(practice.id, report)
    return {
        "id": practice.id,
        "name": "".join(word.capitalize() for word in practice.id.split("-")),
        "shortDescription": {"text": _description(practice.title)},
        "fullDescription": {"text": _description(practice.because)},
        "help": {"text": clean(help_in_text(practice)),
                 "markdown": "".join(help_in_markdown(practice, examples, link))},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": LEVELS[practice.severity]},
        "properties": {"tags": ["architecture", "communication", *practice.applies_to],
                       # A condition uses stated facts only; a check may depend on thresholds.
                       "precision": "high" if practice.check else "very-high",
                       "problem.severity": PROBLEMS[practice.severity]}}


def _description(text: str) -> str:
    text = clean(text).strip().rstrip(".")
    return f"{text[:MAX_DESCRIPTION - 4]}..." if len(text) >= MAX_DESCRIPTION else f"{text}."


def _invocation(report: LintReport, omitted_count: int) -> Data:
    notifications = [{"level": "error", "message": {"text": clean(message)}} for message in report.failed]
    notifications += [{"level": "note", "message": {"text": clean(message)}} for message in report.notes]
    if omitted_count:
        notifications.append({"level": "warning", "message": {
            "text": f"{omitted_count:,} results are left out, the least severe: a run may have {MOST_RESULTS:,}."}})
    return {"executionSuccessful": not report.failed, "toolExecutionNotifications": notifications}


def _result(noted: Noted, key: str, numbers: dict[str, int], with_suppressions: bool, report: LintReport) -> Data:
    finding = noted.finding
    file = {"uri": uri(portable(finding.span.file, report))}
    if not file["uri"].startswith("file:"):
        file["uriBaseId"] = ROOT
    location: Data = {"physicalLocation": {"artifactLocation": file,
                                           "region": _region(in_characters(first_line(finding.span)))}}
    if finding.interaction:
        location["logicalLocations"] = [{"name": clean(finding.interaction), "kind": "interaction"}]
    return {
        "ruleId": finding.rule, "ruleIndex": numbers[finding.rule], "level": LEVELS[finding.severity],
        "message": {"text": _sentence(noted)}, "locations": [location], "partialFingerprints": {FINGERPRINT: key},
        **({"suppressions": _suppressions(noted)} if with_suppressions else {}),
        **({"fixes": [_fix(noted.fix, finding.span.source, file)]} if noted.fix is not None else {}),
        **({"properties": {"path": [clean(name) for name in finding.path]}} if finding.path else {})}


def _sentence(noted: Noted) -> str:
    text = clean(noted.finding.message).strip().rstrip(".") or noted.finding.rule
    return f"{text}."


def _suppressions(noted: Noted) -> list[Data]:
    silence = noted.silence
    if silence is None:
        return []
    kind = "inSource" if silence.kind == COMMENT else "external"
    return [{"kind": kind, "status": "accepted",
             "justification": clean(silence.because) or "Known before and kept in the baseline."}]


def _fix(fix: Fix, source: Source, file: Data) -> Data:
    return {"description": {"text": clean(fix.says) if fix.is_safe else f"{clean(fix.says)} (may change the meaning)"},
            "artifactChanges": [{"artifactLocation": file,
                                 "replacements": [_replacement(edit, source) for edit in fix.edits]}]}


def _replacement(edit: Edit, source: Source) -> Data:
    deleted = {"deletedRegion": _region(in_characters(Span(source, edit.start, edit.end)))}
    return {**deleted, "insertedContent": {"text": edit.text}} if edit.text else deleted


def _region(region: Region) -> Data:
    return {"startLine": region.line, "startColumn": region.column, "endLine": region.end_line,
            "endColumn": region.end_column}
