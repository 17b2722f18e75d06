"""SARIF 2.1.0 for code scanning: full rules, own fingerprints, one-line regions, suppressed results included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from advisor.model.finding import Fix, NotRead, RelatedPlace, ReportedFinding, TextEdit
from advisor.model.practice import Practice, PracticeExamples
from advisor.reporters.fingerprints import with_fingerprints
from advisor.reporters.paths import path_to_uri, repository_path
from advisor.reporters.regions import TextRegion, clip_to_first_line, region_in_characters
from advisor.reporters.report import Report
from advisor.reporters.rule_help import help_in_markdown, help_in_text, rule_url, rules_by_id
from advisor.reporters.safe_json import dump_json
from advisor.reporters.selection import COMMENT, all_findings, sort_by_severity
from advisor.text.sanitise import escape_controls
from advisor.text.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
MAX_RESULTS = 25_000  # per run; code scanning rejects an upload with more
MAX_DESCRIPTION = 1024  # characters of a description
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
FINGERPRINT = "advisor/v1"
Data = dict[str, Any]


def render(report: Report) -> Iterator[str]:
    """Yields a SARIF log with one run."""
    findings = sort_by_severity(all_findings(report.documents))
    included, omitted = findings[:MAX_RESULTS], findings[MAX_RESULTS:]
    rules = rules_by_id(report, (noted.finding for noted in findings))
    numbers = {rule: number for number, rule in enumerate(rules)}
    with_suppressions = any(noted.suppression is not None for noted in included)  # in all results or none
    run = {"tool": {"driver": _driver(rules, report)}, "automationDetails": {"id": f"advisor-{report.command}/"},
           "invocations": [_invocation(report, len(omitted))], "columnKind": "unicodeCodePoints",
           "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}}}
    yield f'{{\n "$schema": "{SCHEMA}",\n "version": "2.1.0",\n "runs": [\n  {{'
    for key, value in run.items():
        yield f'\n   "{key}": {dump_json(value)},'
    yield '\n   "results": ['
    separator = "\n    "
    for noted, key in with_fingerprints(included, report):
        yield separator + dump_json(_result(noted, key, numbers, with_suppressions, report))
        separator = ",\n    "
    yield "]\n  }\n ]\n}\n"


def _driver(rules: dict[str, Practice], report: Report) -> Data:
    examples = report.examples()
    return {"name": "advisor",
            **({"version": report.version, "semanticVersion": report.version} if report.version else {}),
            **({"informationUri": report.rules_page} if report.rules_page else {}),
            "rules": [_rule(practice, examples.get(rule), report) for rule, practice in rules.items()]}


def _rule(practice: Practice, examples: PracticeExamples | None, report: Report) -> Data:
    link = rule_url(practice.id, report)
    return {
        "id": practice.id,
        **({"deprecatedIds": list(practice.aliases)} if practice.aliases else {}),
        "name": "".join(word.capitalize() for word in practice.id.split("-")),
        "shortDescription": {"text": _description(practice.title)},
        "fullDescription": {"text": _description(practice.because)},
        "help": {"text": escape_controls(help_in_text(practice)),
                 "markdown": "".join(help_in_markdown(practice, examples, link))},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": LEVELS[practice.severity]},
        "properties": {"tags": ["architecture", "communication", *practice.applies_to],
                       # A condition uses stated facts only; a check may depend on thresholds.
                       "precision": "high" if practice.check else "very-high",
                       "problem.severity": PROBLEMS[practice.severity]}}


def _description(text: str) -> str:
    text = escape_controls(text).strip().rstrip(".")
    return f"{text[:MAX_DESCRIPTION - 4]}..." if len(text) >= MAX_DESCRIPTION else f"{text}."


def _invocation(report: Report, omitted_count: int) -> Data:
    notifications: list[Data] = [
        {"level": "error", "message": {"text": escape_controls(message)}} for message in report.failed]
    notifications += map(_not_read, report.not_read(), repeat(report))
    notifications += [{"level": "note", "message": {"text": escape_controls(message)}} for message in report.notes]
    if omitted_count:
        notifications.append({"level": "warning", "message": {
            "text": f"{omitted_count:,} results are left out, the least severe: a run may have {MAX_RESULTS:,}."}})
    return {"executionSuccessful": not report.failed, "toolExecutionNotifications": notifications}


def _not_read(part: NotRead, report: Report) -> Data:
    place: Data = {"artifactLocation": _artifact(part.file, report)}
    if part.line:
        place["region"] = {"startLine": part.line}
    return {"level": "note", "message": {"text": f"Not read: {escape_controls(part.what)}"},
            "locations": [{"physicalLocation": place}]}


def _result(
    noted: ReportedFinding, key: str, numbers: dict[str, int], with_suppressions: bool, report: Report
) -> Data:
    finding = noted.finding
    file = _artifact(finding.span.file, report)
    location: Data = {"physicalLocation": {"artifactLocation": file,
                                           "region": _region(region_in_characters(clip_to_first_line(finding.span)))}}
    if finding.interaction:
        location["logicalLocations"] = [{"name": escape_controls(finding.interaction), "kind": "interaction"}]
    return {
        "ruleId": finding.rule, "ruleIndex": numbers[finding.rule], "level": LEVELS[finding.severity],
        "message": {"text": _sentence(noted)}, "locations": [location], "partialFingerprints": {FINGERPRINT: key},
        **({"relatedLocations": list(map(_related, count(1), finding.related, repeat(report)))}
           if finding.related else {}),
        **({"suppressions": _suppressions(noted)} if with_suppressions else {}),
        **({"fixes": [_fix(noted.fix, finding.span.source, file)]} if noted.fix is not None else {}),
        **({"properties": {"path": [escape_controls(name) for name in finding.path]}} if finding.path else {})}


def _related(number: int, place: RelatedPlace, report: Report) -> Data:
    region = {"startLine": place.line, "startColumn": place.column, "endLine": place.line,
              "endColumn": place.end_column}
    return {"id": number, "message": {"text": escape_controls(place.message)},
            "physicalLocation": {"artifactLocation": _artifact(place.file, report), "region": region}}


def _artifact(file: str, report: Report) -> Data:
    uri = path_to_uri(repository_path(file, report))
    return {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": ROOT}


def _sentence(noted: ReportedFinding) -> str:
    text = escape_controls(noted.finding.message).strip().rstrip(".") or noted.finding.rule
    return f"{text}."


def _suppressions(noted: ReportedFinding) -> list[Data]:
    silence = noted.suppression
    if silence is None:
        return []
    kind = "inSource" if silence.kind == COMMENT else "external"
    return [{"kind": kind, "status": "accepted",
             "justification": escape_controls(silence.reason) or "Known before and kept in the baseline."}]


def _fix(fix: Fix, source: Source, file: Data) -> Data:
    return {
        "description": {"text": escape_controls(fix.description)
                        if fix.is_safe
                        else f"{escape_controls(fix.description)} (may change the meaning)"},
        "artifactChanges": [
            {"artifactLocation": file, "replacements": [_replacement(edit, source) for edit in fix.edits]}
        ],
    }


def _replacement(edit: TextEdit, source: Source) -> Data:
    deleted = {"deletedRegion": _region(region_in_characters(Span(source, edit.start, edit.end)))}
    return {**deleted, "insertedContent": {"text": edit.text}} if edit.text else deleted


def _region(region: TextRegion) -> Data:
    return {"startLine": region.line, "startColumn": region.column, "endLine": region.end_line,
            "endColumn": region.end_column}
