"""Template rendering with Jinja."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

SUFFIX = ".jinja"
WIDTH = 120  # of a line of code


def fill_names(text: str, names: Mapping[str, str]) -> str:
    """Replaces every `__name__` in a text or path."""
    for name, value in names.items():
        text = text.replace(f"__{name}__", value)
    return text


def render_template(text: str, values: Mapping[str, Any]) -> str:
    """Renders a template. A missing value is an error."""
    return _compiled(text).render(values)


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    """Compiles a template; cached, because per-service templates are rendered repeatedly."""
    return _environment().from_string(text)


def join_wrapped(lines: str, indent: int) -> str:
    """Joins lines with commas, wrapped at WIDTH."""
    text = ""
    for part in filter(None, map(str.strip, lines.split("\n"))):
        last = text.rpartition("\n")[2] if "\n" in text else " " * indent + text
        separator = "" if not text else ", " if len(last) + len(part) + 6 <= WIDTH else ",\n" + " " * indent
        text += separator + part
    return text


@cache
def _environment() -> SandboxedEnvironment:
    """Returns the Jinja environment; its delimiters do not clash with braces in Python, workflows and makefiles."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True,
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
        comment_start_string="<#", comment_end_string="#>")
    environment.filters["packed"] = join_wrapped
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment
