"""Results of `rules check` and `rules test`, as text and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.page.elements import BLANK, Element, Run, TextLine
from advisor.page.style import BAD, GOOD, QUIET, STRONG
from advisor.reporters.phrasing import format_value
from advisor.text.source import Span
from advisor.verification.mutation import MutationReport
from advisor.verification.report import CaseFailure, CaseResult, ExampleWorld, PackFault, Proof, VerificationReport


def verdict_elements(verdict: VerificationReport) -> Iterator[Element]:
    """Yields each fault, then the counts, proofs, wins and ties."""
    yield from (TextLine(_fault(fault)) for fault in verdict.faults)
    if verdict.faults:
        yield BLANK
    counts = ", ".join(f"{name} {count}" for name, count in verdict.counts.items())
    yield TextLine((Run(f"{verdict.pack}: ", STRONG), Run(counts)))
    for proof in verdict.proofs:
        yield TextLine((Run(f"{proof.question} ", STRONG), Run(_answer(proof))))
    for win in verdict.wins:
        yield TextLine(f"{win.pattern} wins, {_for_example(win.example)}.")
    for tie in verdict.ties:
        winner = f"; {tie.example.pattern} wins by {tie.settled_by}"
        yield TextLine(f"{' and '.join(tie.patterns)} can be level, {_for_example(tie.example)}{winner}.")
    yield TextLine(_counted(len(verdict.faults), "problem"), BAD if verdict.faults else GOOD)


def verdict_as_data(verdict: VerificationReport) -> dict[str, Any]:
    """Returns a verdict as JSON data."""
    return {
        "schema": 1,
        "rules_pack": verdict.pack,
        "title": verdict.title,
        "counts": verdict.counts,
        "problems": [_fault_as_data(fault) for fault in verdict.faults],
        "proofs": [{**proof._asdict(), "exact": proof.exact} for proof in verdict.proofs],
        "wins": [{"pattern": win.pattern, "example": _example_as_data(win.example)} for win in verdict.wins],
        "ties": [{"patterns": tie.patterns, "settled_by": tie.settled_by, "example": _example_as_data(tie.example)}
                 for tie in verdict.ties],
    }


def case_elements(pack: str, results: Sequence[CaseResult]) -> Iterator[Element]:
    """Yields each failure of a case or example, then the totals."""
    if not results:
        yield TextLine(f"{pack} has no cases, so nothing was tested. Add some to `cases/`.")
        return
    for result in results:
        yield from (_located(result.span, f"{result.id}: {_failure(failure)}") for failure in result.failures)
    failed = sum(bool(result.failures) for result in results)
    yield TextLine(f"{len(results) - failed} passed, {failed} failed", BAD if failed else GOOD)


def mutation_elements(mutation: MutationReport) -> Iterator[Element]:
    """Yields each surviving mutant, then the share of killed ones."""
    for survivor in mutation.survivors:
        yield _located(survivor.span, f"{survivor.id}: Nothing notices {survivor.change}.")
    killed = mutation.tried - len(mutation.survivors)
    yield TextLine(f"{killed} of {mutation.tried} mutants killed, {_percent(mutation)} %",
                   BAD if mutation.survivors else GOOD)


def test_results_as_data(pack: str, cases: Sequence[CaseResult], examples: Sequence[CaseResult],
                         mutation: MutationReport | None) -> dict[str, Any]:
    """Returns the results of cases and examples as JSON data; the counts are those of both together."""
    total, failed = len(cases) + len(examples), sum(bool(result.failures) for result in (*cases, *examples))
    return {"schema": 1, "rules_pack": pack, "passed": total - failed, "failed": failed,
            "cases": [_result_as_data(result) for result in cases],
            "examples": [_result_as_data(result) for result in examples],
            "mutation": _mutation_as_data(mutation) if mutation else None}


def _result_as_data(result: CaseResult) -> dict[str, Any]:
    return {"id": result.id, "title": result.title, "passed": not result.failures, **_location_as_data(result.span),
            "failures": [failure._asdict() for failure in result.failures]}


def _mutation_as_data(mutation: MutationReport) -> dict[str, Any]:
    survivors = [{"id": mutant.id, "change": mutant.change, **_location_as_data(mutant.span)}
                 for mutant in mutation.survivors]
    return {"tried": mutation.tried, "killed": mutation.tried - len(survivors), "share": mutation.score,
            "survivors": survivors}


def _percent(mutation: MutationReport) -> str:
    """Returns the share in percent; 100 only if no mutant survives."""
    return "100" if not mutation.survivors else f"{min(mutation.score * 100, 99.9):.1f}"


def _fault(fault: PackFault) -> str:
    example = f" {_capitalised(_for_example(fault.example))}." if fault.example else ""
    return f"{_location(fault.span)}{fault.id}: {fault.cause} {fault.remedy}{example}"


def _for_example(example: ExampleWorld) -> str:
    names = example.rests_on or example.facts
    return f"for example with {', '.join(f'{name} {format_value(example.facts[name])}' for name in names)}"


def _answer(proof: Proof) -> str:
    exact = "exact" if proof.exact else f"not exact, cut short for {', '.join(proof.unproved)}"
    return f"{_capitalised(proof.answer)}. {proof.checked} checked, {exact}: {proof.method}."


def _failure(failure: CaseFailure) -> str:
    match failure.promise:
        case "fires" | "silent":
            return f"`{failure.expected}` should {_should(failure.promise)}, and {failure.found}."
        case "mentions":
            return f"\"{failure.expected}\" should be mentioned, and {failure.found}."
        case "finds":
            return f"It should find {failure.expected}, and does {failure.found}."
        case "unknown":
            return f"It should leave open {failure.expected}, and does {failure.found}."
        case "readable":
            return f"It should be {failure.expected}: {failure.found}"
        case promise:
            return f"The {promise} should be {failure.expected}, and is {failure.found}."


def _should(promise: str) -> str:
    return "fire" if promise == "fires" else "be silent"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counted(count: int, noun: str) -> str:
    return f"{count or 'No'} {noun}{'' if count == 1 else 's'}"


def _located(span: Span | None, text: str) -> TextLine:
    return TextLine((Run(_location(span), QUIET), Run(text)))


def _location(span: Span | None) -> str:
    return f"{span.file}:{span.line}:{span.column}: " if span else ""


def _location_as_data(span: Span | None) -> dict[str, Any]:
    return {"file": span.file if span else None, "line": span.line if span else None,
            "column": span.column if span else None}


def _fault_as_data(fault: PackFault) -> dict[str, Any]:
    return {"kind": fault.kind, "family": fault.family, "id": fault.id, "cause": fault.cause, "remedy": fault.remedy,
            **_location_as_data(fault.span), "others": fault.others,
            "example": _example_as_data(fault.example) if fault.example else None}


def _example_as_data(example: ExampleWorld) -> dict[str, Any]:
    return {"facts": example.facts, "rests_on": example.rests_on, "pattern": example.pattern,
            "shortest": example.is_shortest}
