"""Templates with their values filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

SUFFIX = ".jinja"
WIDTH = 120  # of a line of code


def filled(text: str, names: Mapping[str, str]) -> str:
    """Returns text or a path in which every `__name__` of the names is replaced."""
    for name, value in names.items():
        text = text.replace(f"__{name}__", value)
    return text


def rendered(text: str, values: Mapping[str, Any]) -> str:
    """Returns a template as text. A value that is missing is an error of the template."""
    return _compiled(text).render(values)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    """A template that is made once for each service is the same text each time."""
    return _environment().from_string(text)


def packed(lines: str, indent: int) -> str:
    """Returns parts, a line each, as a list with commas that is broken where a line would be too long."""
    text = ""
    for part in filter(None, map(str.strip, lines.split("\n"))):
        last = text.rpartition("\n")[2] if "\n" in text else " " * indent + text
        separator = "" if not text else ", " if len(last) + len(part) + 6 <= WIDTH else ",\n" + " " * indent
        text += separator + part
    return text


@cache
def _environment() -> SandboxedEnvironment:
    """The delimiters leave alone what braces mean in Python, in workflows and in make files."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True,
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>")
    environment.filters["packed"] = packed
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment
