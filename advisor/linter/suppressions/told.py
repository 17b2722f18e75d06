"""Findings about suppressions: without reason, unknown, misspelt, of no use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from advisor.linter.suppressions.directives import FILE, Directive, Word
from advisor.linter.suppressions.found import Found, Placed
from advisor.linter.suppressions.guesses import Guesses
from advisor.linter.suppressions.lookalikes import SEPARATORS
from advisor.linter.suppressions.matching import ABOUT_COMMENTS, is_of_use
from advisor.model.checked import Noted
from advisor.model.finding import Finding
from advisor.notation.quote import quoted
from advisor.source import Source, Span
from advisor.source.digest import sha256

SEVERITY = "warning"  # until that of the practice in force is put in its place
DIGITS = 16  # hexadecimal, of a fingerprint
EVERYTHING = ("*", "all", "any", "everything")
EXAMPLE = "advisor: ignore missing-timeout -- handled by the mesh"
Told = tuple[str, int, int, str]  # rule, start, end, message


def told(source: Source, found: Found, uses: Collection[tuple[int, str]], noted: Sequence[Noted],
         known: Guesses, judged: Collection[str]) -> Iterator[Noted]:
    """Yields what is wrong with the comments of a file."""
    lines = _lines_by_rule(noted)
    told = [("misspelt-suppression", start, end, f"This silences nothing: {says}.")
            for start, end, says in found.lookalikes]
    for one in found.placed:
        told += _without_reason(one.directive)
        told += _unknown(one.directive, known)
        if one.directive.reason:
            told += _unused(one, uses, lines, judged)
    told.sort(key=lambda one: (one[1], one[0]))
    alike: dict[str, int] = {}
    for rule, start, end, message in told:
        identity = f"{rule}\0{' '.join(source.text[start:end].split())}"
        ordinal = alike[identity] = alike.get(identity, 0) + 1
        fingerprint = sha256(f"{identity}\0{ordinal}".encode(errors="surrogatepass")).hexdigest()[:DIGITS]
        yield Noted(Finding(rule, SEVERITY, message, Span(source, start, end), "", fingerprint, ""))


def _without_reason(directive: Directive) -> Iterator[Told]:
    if not directive.reason:
        yield ("suppression-without-reason", directive.start, directive.end,
               f"Nothing is silenced without a reason: write it behind two dashes, such as `{EXAMPLE}`.")


def _unknown(directive: Directive, known: Guesses) -> Iterator[Told]:
    if not directive.rules:
        yield ("unknown-suppression", directive.start, directive.end,
               f"A comment silences the rules it names, never all: write such as `{EXAMPLE}`.")
    for word in directive.rules:
        if word.text in known and word.text not in ABOUT_COMMENTS:
            continue
        if word.text.lower() in EVERYTHING or not word.text.strip("*"):
            message = f"{quoted(word.text)} would silence all rules: name those that are meant."
        elif word.text in ABOUT_COMMENTS:
            message = f"{quoted(word.text)} cannot be silenced by a comment: mend what it is about."
        elif not directive.reason and word.text in SEPARATORS:
            continue
        else:
            meant = known.closest(word.text)
            message = f"There is no rule {quoted(word.text)}." + (f" Did you mean `{meant}`?" if meant else "")
        yield "unknown-suppression", word.start, word.end, message


def _unused(one: Placed, uses: Collection[tuple[int, str]], lines: dict[str, list[int]], judged: Collection[str],
            ) -> Iterator[Told]:
    directive = one.directive
    words = [word for word in directive.rules
             if word.text in judged and word.text not in ABOUT_COMMENTS and not is_of_use(directive, word.text, uses)]
    if words and len(words) == len(directive.rules):
        message = _nothing_found(words[0], one, lines)
        if len(words) > 1:
            message = f"None of these rules finds anything here that this comment silences. {message}"
        yield "unused-suppression", directive.start, directive.end, message
    else:
        for word in words:
            yield "unused-suppression", word.start, word.end, _nothing_found(word, one, lines)


def _nothing_found(word: Word, one: Placed, lines: dict[str, list[int]]) -> str:
    found, named = lines.get(word.text), quoted(word.text)
    region = one.region
    if region is None:
        return f"Nothing follows this comment for which it could silence {named}."
    where = "this file" if one.directive.scope == FILE else _said_of(region.first, region.last)
    if not found:
        return f"There is no finding of {named} in {where} to silence."
    at = bisect_left(found, region.first)
    if at < len(found) and found[at] <= region.last:
        return f"Another comment silences {named} in {where} already."
    nearest = min(found[max(at - 1, 0) : at + 1], key=lambda line: abs(line - region.first))
    return f"There is no finding of {named} in {where} to silence; the nearest is in line {nearest}."


def _said_of(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _lines_by_rule(noted: Sequence[Noted]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in noted:
        found.setdefault(one.finding.rule, []).append(one.finding.span.line)
    for lines in found.values():
        lines.sort()
    return found
