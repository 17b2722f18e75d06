"""Registry of computed checks: `@check` registers one, in the module of `advisor.linter.checks` named like it.

`sync-chain` is the function of `advisor/linter/checks/sync_chain.py`. There is no list of checks: the modules of the
package are the list, and each is imported when a practice names its check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple

from advisor.linter.context import Check, LintContext

PACKAGE = "advisor.linter.checks"
Precondition = Callable[[LintContext, Collection[str]], bool]


class RegisteredCheck(NamedTuple):
    """A check and its properties."""

    find: Check
    parameters: tuple[str, ...]  # names; a practice with this check sets each of them
    can_find: Precondition  # cheap: whether it can find a violation, given the names of all facts known anywhere
    is_about_system: bool  # whether it is about calls that wait for each other, which asynchronous ones would improve
    has_examples: bool  # whether the text of an example can show it


class ReportedElsewhere(NamedTuple):
    """A rule whose findings are made while comments, files and baselines are read."""

    module: str
    has_examples: bool = True


SUPPRESSIONS = ReportedElsewhere("advisor.linter.suppressions.apply")
REPORTED_ELSEWHERE: Mapping[str, ReportedElsewhere] = {
    "malformed-suppression": SUPPRESSIONS,
    "stale-baseline-entry": ReportedElsewhere("advisor.linter.baseline.apply", has_examples=False),
    "suppression-without-reason": SUPPRESSIONS,
    "unknown-suppression": SUPPRESSIONS,
    "unreadable-document": ReportedElsewhere("advisor.linter.lint", has_examples=False),
    "unused-suppression": SUPPRESSIONS,
}
_registered: dict[str, RegisteredCheck] = {}


def _always(context: LintContext, stated: Collection[str]) -> bool:
    return True


def check(name: str, *, parameters: tuple[str, ...] = (), can_find: Precondition = _always,
          is_about_system: bool = False, has_examples: bool = True) -> Callable[[Check], Check]:
    """Registers a function as the check of this name."""
    def register(find: Check) -> Check:
        _registered[name] = RegisteredCheck(find, parameters, can_find, is_about_system, has_examples)
        return find

    return register


def if_stated(fact: str) -> Precondition:
    """Returns the precondition that a fact is known of any interaction."""
    return lambda context, stated: fact in stated


@lru_cache(maxsize=1)
def check_names() -> tuple[str, ...]:
    """Returns the ids of all checks that a practice may name, sorted."""
    from pkgutil import iter_modules

    modules = (module.name for module in iter_modules(import_module(PACKAGE).__path__))
    return tuple(sorted({*REPORTED_ELSEWHERE, *(name.replace("_", "-") for name in modules)}))


def find_check(name: str) -> RegisteredCheck:
    """Returns a check by an id of `check_names()`."""
    if name in REPORTED_ELSEWHERE:
        return RegisteredCheck(_nothing, (), _never, False, REPORTED_ELSEWHERE[name].has_examples)
    if name not in _registered:
        import_module(f"{PACKAGE}.{name.replace('-', '_')}")
    return _registered[name]


def check_parameters() -> dict[str, tuple[str, ...]]:
    """Returns the parameters of every check by its id."""
    return {name: find_check(name).parameters for name in check_names()}


def _never(context: LintContext, stated: Collection[str]) -> bool:
    return False


def _nothing(context: LintContext, practice: object) -> tuple[()]:
    return ()
