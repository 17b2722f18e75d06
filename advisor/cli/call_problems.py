"""Problems of one call, collected while its arguments are parsed."""

from __future__ import annotations

from typing import Any

import typer

from advisor.errors import Problem
from advisor.settings.values import SettingValue, choice_problem

KEY = "advisor.problems"  # in the shared data of a call


def call_problems(ctx: typer.Context) -> list[Problem]:
    """Returns the problems found so far; add to the list to report more."""
    problems: list[Problem] = ctx.meta.setdefault(KEY, [])
    return problems


def take_problems(ctx: typer.Context) -> list[Problem]:
    """Returns the problems of a command that adds more of its own before it reports them."""
    problems: list[Problem] = ctx.meta.pop(KEY, [])
    return problems


def choice_check(values: tuple[str, ...], noun: str) -> Any:
    """Returns a callback that reports a value outside `values`; an option that is not given passes."""

    def check(ctx: typer.Context, param: typer.CallbackParam, value: str | None) -> str | None:
        problem = value is not None and choice_problem(SettingValue(value, param.opts[0]), values, noun)
        if problem:
            call_problems(ctx).append(problem)
        return value

    return check
