"""What somebody took for a suppression: `adviser: ignore`, `advisor ignore`, `advisor: disable`, `noqa: lost-trace`.

A sentence that merely names the program, or says that something is ignored, is none.
"""

from __future__ import annotations

import re

from advisor.linter.suppressions.directives import BLOCK, DIRECTIVE, FILE
from advisor.linter.suppressions.guesses import Guesses
from advisor.linter.suppressions.signs import VERBS
from advisor.source.regex import regex

VERB = rf"(?:{'|'.join(VERBS)})"
WHERE = r"(?:[-_ ]?(?:next[-_ ]?line|this[-_ ]?line|line|block|file|all))?"
TO_US = regex(rf"@?(?P<name>[A-Za-z][A-Za-z_-]{{3,15}}?)(?P<colon>[ \t]*:[ \t]*|[ \t]+|[-_./])(?P<verb>{VERB})"
                   rf"(?P<where>{WHERE})(?![\w-])[ \t:=(\[]*(?P<target>[^\s,()\]]*)", re.IGNORECASE)
TO_US_BADLY = regex(r"advisor[ \t]*:[ \t]*(?P<verb>[A-Za-z][A-Za-z_-]{2,30})(?P<where>)[ \t:]*(?P<target>[^\s,]*)",
                         re.IGNORECASE)
TO_ANYBODY = regex(rf"(?:[\w-]{{1,30}}(?::[ \t]*|-))?(?P<verb>{VERB})(?P<where>{WHERE})[ \t:=(\[]+"
                        r"(?P<target>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)", re.IGNORECASE)
NAME = "advisor"
LIKE = 0.75  # a name or a verb from this likeness on is taken for a slip of the pen
SEPARATORS = ("--", "---", "—", "–", "*")


def instead_of(line: str, known: Guesses) -> str:
    """Returns what to write instead of a look-alike, or nothing where the line is none."""
    if DIRECTIVE.match(line):
        return ""
    if (found := TO_US.match(line)) and _is_like(found["name"], NAME) and _is_meant(found, known):
        return _directive(found, known)
    if (found := TO_US_BADLY.match(line)) and _is_verb(found["verb"]) and _is_meant(found, known):
        return _directive(found, known)
    if (found := TO_ANYBODY.match(line)) and found["target"].lower() in known:
        return _directive(found, known)
    return ""


def _is_meant(found: re.Match[str], known: Guesses) -> bool:
    """Returns whether a rule follows, or nothing: in a sentence other words do."""
    target = found["target"]
    return not target or target in SEPARATORS or target in known or ("-" in target and bool(_rule(target, known)))


def _directive(found: re.Match[str], known: Guesses) -> str:
    said = found["verb"].lower() + found["where"].lower()
    scope = FILE if "file" in said else BLOCK if "block" in said else ""
    rule = _rule(found["target"], known) or "rule"
    return f"advisor: ignore{'-' if scope else ''}{scope} {rule} -- reason"


def _rule(target: str, known: Guesses) -> str:
    if target.lower() in known:
        return target.lower()
    return known.closest(target) if "-" in target else ""


def _is_verb(word: str) -> bool:
    small = word.lower()
    return small.startswith("ignore") or small in VERBS or _is_like(small, "ignore")


def _is_like(word: str, wanted: str) -> bool:
    small = word.lower().strip("-_")
    if small in (wanted, f"comms-{wanted}", f"comms_{wanted}"):
        return True
    if not small or small[0] != wanted[0] or abs(len(small) - len(wanted)) > 2:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, small, wanted).ratio() >= LIKE
