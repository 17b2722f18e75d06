"""Applies suppression comments to findings, and reports faulty comments: no reason, unknown, misspelt, unused."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from advisor.linter.suppressions.directives import RuleName, SuppressionComments, SuppressionDirective
from advisor.linter.suppressions.misspelt_directives import SEPARATORS, RuleSuggestions
from advisor.linter.suppressions.scopes import FILE
from advisor.model.finding import Finding, ReportedFinding, Suppression, fingerprint
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

COMMENT_RULES = frozenset((  # about comments, which cannot suppress them
    "malformed-suppression", "stale-baseline-entry", "suppression-without-reason", "unknown-suppression",
    "unused-suppression"))
FIRST_IDS = {"malformed-suppression": "misspelt-suppression"}  # a renamed rule keeps its fingerprints
SEVERITY = "warning"  # replaced by that of the active practice
ALL_RULES = ("*", "all", "any", "everything")
EXAMPLE = "advisor: ignore missing-timeout -- handled by the mesh"
Draft = tuple[str, int, int, str]  # rule, start, end, message


def match_suppressions(
    directives: Sequence[SuppressionDirective], noted: Sequence[ReportedFinding], known_rules: Mapping[str, str]
) -> tuple[list[ReportedFinding], set[tuple[int, str]]]:
    """Returns findings, suppressed by directives, and the (start, rule) of each directive in use.

    The directive that covers the fewest lines suppresses a finding, the first one in a tie; others that cover it
    are unused.
    """
    unmatched = _by_rule(noted)
    reasons: dict[int, str] = {}
    uses: set[tuple[int, str]] = set()
    for directive in sorted(directives, key=_narrow_first):
        covered = directive.covered
        if covered is None or not directive.reason:
            continue
        named = {known_rules[word.text] for word in directive.rules if word.text in known_rules}
        for rule in named - COMMENT_RULES:
            findings = unmatched.get(rule, [])
            first, end = bisect_left(findings, (covered.first,)), bisect_left(findings, (covered.last + 1,))
            if first < end:
                uses.add((directive.start, rule))
                reasons.update((index, directive.reason) for _, index in findings[first:end])
                del findings[first:end]
    return [reported._replace(suppression=Suppression("comment", reasons[index])) if index in reasons else reported
            for index, reported in enumerate(noted)], uses


def report_faulty_comments(source: Source, comments: SuppressionComments, uses: Collection[tuple[int, str]],
                           noted: Sequence[ReportedFinding], suggestions: RuleSuggestions,
                           known_rules: Mapping[str, str], active_rules: Collection[str]) -> Iterator[ReportedFinding]:
    """Yields findings about the suppression comments of a file."""
    by_rule = _by_rule(noted)
    drafts: list[Draft] = [("malformed-suppression", start, end, f"This silences nothing: {problem}.")
                           for start, end, problem in comments.misspelt]
    for directive in comments.directives:
        drafts += _unknown(directive, suggestions, known_rules)
        if directive.reason:
            drafts += _unused(directive, uses, by_rule, known_rules, active_rules)
        else:
            drafts.append(("suppression-without-reason", directive.start, directive.end,
                           f"Nothing is silenced without a reason: write it behind two dashes, such as `{EXAMPLE}`."))
    drafts.sort(key=lambda draft: (draft[1], draft[0]))
    ordinals: dict[str, int] = {}
    for rule, start, end, message in drafts:
        identity = f"{FIRST_IDS.get(rule, rule)}\0{' '.join(source.text[start:end].split())}"
        ordinal = ordinals[identity] = ordinals.get(identity, 0) + 1
        yield ReportedFinding(Finding(rule, SEVERITY, message, Span(source, start, end), "",
                                      fingerprint(identity, str(ordinal)), ""))


def _by_rule(noted: Sequence[ReportedFinding]) -> dict[str, list[tuple[int, int]]]:
    """Returns the line and the index of each finding, in order of lines, by rule."""
    findings: dict[str, list[tuple[int, int]]] = {}
    for index, reported in enumerate(noted):
        findings.setdefault(reported.finding.rule, []).append((reported.finding.span.line, index))
    for numbered in findings.values():
        numbered.sort()
    return findings


def _narrow_first(directive: SuppressionDirective) -> tuple[int, int]:
    covered = directive.covered
    return (covered.last - covered.first if covered else 0, directive.start)


def _unknown(directive: SuppressionDirective, suggestions: RuleSuggestions,
             known_rules: Mapping[str, str]) -> Iterator[Draft]:
    if not directive.rules:
        yield ("unknown-suppression", directive.start, directive.end,
               f"A comment silences the rules it names, never all: write such as `{EXAMPLE}`.")
    for word in directive.rules:
        current = known_rules.get(word.text, word.text)
        if word.text in suggestions and current not in COMMENT_RULES:
            continue
        if word.text.lower() in ALL_RULES or not word.text.strip("*"):
            message = f"{quote_value(word.text)} would silence all rules: name those that are meant."
        elif current in COMMENT_RULES:
            message = f"{quote_value(word.text)} cannot be silenced by a comment: mend what it is about."
        elif not directive.reason and word.text in SEPARATORS:
            continue
        else:
            suggestion = suggestions.closest(word.text)
            message = (f"There is no rule {quote_value(word.text)}."
                       + (f" Did you mean `{suggestion}`?" if suggestion else ""))
        yield "unknown-suppression", word.start, word.end, message


def _unused(directive: SuppressionDirective, uses: Collection[tuple[int, str]],
            by_rule: Mapping[str, list[tuple[int, int]]], known_rules: Mapping[str, str],
            active_rules: Collection[str]) -> Iterator[Draft]:
    words = [word for word in directive.rules for current in (known_rules.get(word.text, word.text),)
             if current in active_rules and current not in COMMENT_RULES and (directive.start, current) not in uses]
    if words and len(words) == len(directive.rules):
        message = _unused_message(words[0], directive, by_rule, known_rules)
        if len(words) > 1:
            message = f"None of these rules finds anything here that this comment silences. {message}"
        yield "unused-suppression", directive.start, directive.end, message
    else:
        for word in words:
            yield "unused-suppression", word.start, word.end, _unused_message(word, directive, by_rule, known_rules)


def _unused_message(word: RuleName, directive: SuppressionDirective,
                    by_rule: Mapping[str, list[tuple[int, int]]], known_rules: Mapping[str, str]) -> str:
    covered, rule = directive.covered, quote_value(word.text)
    if covered is None:
        return f"Nothing follows this comment for which it could silence {rule}."
    where = "this file" if directive.scope == FILE else _describe_lines(covered.first, covered.last)
    findings = by_rule.get(known_rules.get(word.text, word.text))
    if not findings:
        return f"There is no finding of {rule} in {where} to silence."
    index = bisect_left(findings, (covered.first,))
    if index < len(findings) and findings[index][0] <= covered.last:
        return f"Another comment silences {rule} in {where} already."
    nearest = min((line for line, _ in findings[max(index - 1, 0) : index + 1]),
                  key=lambda line: abs(line - covered.first))
    return f"There is no finding of {rule} in {where} to silence; the nearest is in line {nearest}."


def _describe_lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first} to {last}"
