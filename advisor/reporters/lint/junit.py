"""JUnit XML: a suite for each document; what fails the run fails a test, and a clean document passes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.checked import Checked, Noted
from advisor.reporters.clean import clean
from advisor.reporters.lint.about import address
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint_report import LintReport

# Signs that begin commands in the logs of CI systems are written as references, too.
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "#": "&#35;"})
CLEAN = "No findings"


def report(what: LintReport) -> Iterator[str]:
    """Yields the suites of all documents, and of those that could not be checked."""
    failures = sum(_fails(noted, what) for document in what.checked for noted in document.noted)
    tests = sum(max(1, len(document.noted)) for document in what.checked) + len(what.failed)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="advisor lint" tests="{tests}" failures="{failures}" errors="{len(what.failed)}">\n'
    for document in what.checked:
        yield from _suite(document, what)
    for said in what.failed:
        yield from _failed(said)
    yield "</testsuites>\n"


def _suite(document: Checked, what: LintReport) -> Iterator[str]:
    name = _in_xml(portable(document.file, what))
    failures = sum(_fails(noted, what) for noted in document.noted)
    skipped = sum(noted.silence is not None for noted in document.noted)
    yield (f'  <testsuite name="{name}" tests="{max(1, len(document.noted))}" failures="{failures}" errors="0" '
           f'skipped="{skipped}">\n')
    if not document.noted:
        yield f'    <testcase name="{CLEAN}" classname="{name}"/>\n'
    for title, noted in _titled(document.noted):
        yield f'    <testcase name="{_in_xml(title)}" classname="{name}">'
        yield f"{_outcome(noted, what)}</testcase>\n"
    yield "  </testsuite>\n"


def _titled(found: Iterable[Noted]) -> Iterator[tuple[str, Noted]]:
    """Findings with names of their own: two tests of one name would count as one."""
    seen: dict[str, int] = {}
    for noted in found:
        line, column = noted.finding.span.source.place(noted.finding.span.start)
        title = f"{noted.finding.rule} {line}:{column}"
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})", noted


def _outcome(noted: Noted, what: LintReport) -> str:
    finding, silence = noted.finding, noted.silence
    message = _in_xml(finding.message)
    if silence is not None:
        reason = f": {_in_xml(silence.because)}" if silence.because else ""
        return f'<skipped message="Suppressed by {silence.kind}{reason}">{message}</skipped>'
    told = "\n".join(filter(None, (_place(noted, what), message, _in_xml(finding.help),
                                   _in_xml(address(finding.rule, what)))))
    if _fails(noted, what):
        return f'<failure type="{finding.severity}" message="{message}">{told}</failure>'
    return f"<system-out>{finding.severity}: {told}</system-out>"


def _place(noted: Noted, what: LintReport) -> str:
    line, column = noted.finding.span.source.place(noted.finding.span.start)
    return _in_xml(f"{portable(noted.finding.span.file, what)}:{line}:{column}")


def _failed(said: str) -> Iterator[str]:
    name = _in_xml(said)
    yield f'  <testsuite name="{name}" tests="1" failures="0" errors="1" skipped="0">\n'
    yield f'    <testcase name="Checked" classname="{name}"><error type="internal" message="{name}"/></testcase>\n'
    yield "  </testsuite>\n"


def _fails(noted: Noted, what: LintReport) -> bool:
    return noted.silence is None and noted.finding.severity in what.failing


def _in_xml(text: str) -> str:
    return clean(text).translate(ESCAPES).replace("::", "&#58;:")
