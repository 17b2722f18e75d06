"""Reports faulty suppression comments: no reason, unknown rule, misspelt, unused."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256

from advisor.linter.suppressions.collect import ScopedDirective, SuppressionComments
from advisor.linter.suppressions.directives import FILE, RuleName, SuppressionDirective
from advisor.linter.suppressions.matching import COMMENT_RULES, is_used
from advisor.linter.suppressions.misspelt_directives import SEPARATORS
from advisor.linter.suppressions.rule_suggestions import RuleSuggestions
from advisor.model.finding import Finding, ReportedFinding
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

SEVERITY = "warning"  # replaced by that of the active practice
FINGERPRINT_DIGITS = 16  # hexadecimal
ALL_RULES = ("*", "all", "any", "everything")
EXAMPLE = "advisor: ignore missing-timeout -- handled by the mesh"
Draft = tuple[str, int, int, str]  # rule, start, end, message


def suppression_findings(
    source: Source,
    comments: SuppressionComments,
    uses: Collection[tuple[int, str]],
    noted: Sequence[ReportedFinding],
    suggestions: RuleSuggestions,
    active_rules: Collection[str],
) -> Iterator[ReportedFinding]:
    """Yields findings about the suppression comments of a file."""
    lines = _lines_by_rule(noted)
    drafts = [("misspelt-suppression", start, end, f"This silences nothing: {says}.")
              for start, end, says in comments.misspelt]
    for placed in comments.directives:
        drafts += _without_reason(placed.directive)
        drafts += _unknown(placed.directive, suggestions)
        if placed.directive.reason:
            drafts += _unused(placed, uses, lines, active_rules)
    drafts.sort(key=lambda draft: (draft[1], draft[0]))
    ordinals: dict[str, int] = {}
    for rule, start, end, message in drafts:
        identity = f"{rule}\0{' '.join(source.text[start:end].split())}"
        ordinal = ordinals[identity] = ordinals.get(identity, 0) + 1
        fingerprint = sha256(f"{identity}\0{ordinal}".encode(errors="surrogatepass")).hexdigest()[:FINGERPRINT_DIGITS]
        yield ReportedFinding(Finding(rule, SEVERITY, message, Span(source, start, end), "", fingerprint, ""))


def _without_reason(directive: SuppressionDirective) -> Iterator[Draft]:
    if not directive.reason:
        yield ("suppression-without-reason", directive.start, directive.end,
               f"Nothing is silenced without a reason: write it behind two dashes, such as `{EXAMPLE}`.")


def _unknown(directive: SuppressionDirective, suggestions: RuleSuggestions) -> Iterator[Draft]:
    if not directive.rules:
        yield ("unknown-suppression", directive.start, directive.end,
               f"A comment silences the rules it names, never all: write such as `{EXAMPLE}`.")
    for word in directive.rules:
        if word.text in suggestions and word.text not in COMMENT_RULES:
            continue
        if word.text.lower() in ALL_RULES or not word.text.strip("*"):
            message = f"{quote_value(word.text)} would silence all rules: name those that are meant."
        elif word.text in COMMENT_RULES:
            message = f"{quote_value(word.text)} cannot be silenced by a comment: mend what it is about."
        elif not directive.reason and word.text in SEPARATORS:
            continue
        else:
            suggestion = suggestions.closest(word.text)
            message = (f"There is no rule {quote_value(word.text)}."
                       + (f" Did you mean `{suggestion}`?" if suggestion else ""))
        yield "unknown-suppression", word.start, word.end, message


def _unused(placed: ScopedDirective, uses: Collection[tuple[int, str]], lines: dict[str, list[int]],
            active_rules: Collection[str]) -> Iterator[Draft]:
    directive = placed.directive
    words = [word for word in directive.rules if word.text in active_rules
             and word.text not in COMMENT_RULES and not is_used(directive, word.text, uses)]
    if words and len(words) == len(directive.rules):
        message = _unused_message(words[0], placed, lines)
        if len(words) > 1:
            message = f"None of these rules finds anything here that this comment silences. {message}"
        yield "unused-suppression", directive.start, directive.end, message
    else:
        for word in words:
            yield "unused-suppression", word.start, word.end, _unused_message(word, placed, lines)


def _unused_message(word: RuleName, placed: ScopedDirective, lines: dict[str, list[int]]) -> str:
    rule_lines, rule = lines.get(word.text), quote_value(word.text)
    region = placed.region
    if region is None:
        return f"Nothing follows this comment for which it could silence {rule}."
    where = "this file" if placed.directive.scope == FILE else _describe_lines(region.first, region.last)
    if not rule_lines:
        return f"There is no finding of {rule} in {where} to silence."
    index = bisect_left(rule_lines, region.first)
    if index < len(rule_lines) and rule_lines[index] <= region.last:
        return f"Another comment silences {rule} in {where} already."
    nearest = min(rule_lines[max(index - 1, 0) : index + 1], key=lambda line: abs(line - region.first))
    return f"There is no finding of {rule} in {where} to silence; the nearest is in line {nearest}."


def _describe_lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _lines_by_rule(noted: Sequence[ReportedFinding]) -> dict[str, list[int]]:
    result: dict[str, list[int]] = {}
    for reported in noted:
        result.setdefault(reported.finding.rule, []).append(reported.finding.span.line)
    for lines in result.values():
        lines.sort()
    return result
