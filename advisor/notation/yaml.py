"""YAML 1.2 parser on PyYAML's events; its node graph with aliases and tags is never built."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from advisor.errors import Problem
from advisor.notation.events import NodeHandler, TreeBuilder
from advisor.notation.limits import ProblemLog, UnreadableError
from advisor.notation.tree import TreeNode
from advisor.text.source import Source

# Line breaks of YAML 1.1, which the parser still recognises, and byte order marks within the text, which parsers
# treat differently; in YAML 1.2 all of them are ordinary characters.
_ORDINARY = ("\x85", "\u2028", "\u2029", "\ufeff")
_STAND_INS = range(0xE000, 0xE010)  # private use area; a text that uses them all is left unchanged


def read_yaml(source: Source, problems: list[Problem], each: Mapping[str, NodeHandler]) -> TreeNode | None:
    """Returns the tree of a YAML text, or None if it cannot be parsed reliably."""
    import yaml

    from advisor.notation.yaml_errors import record_parser_error

    notes = ProblemLog(source, problems)
    text, stand_ins = _with_stand_ins(source.text)
    loader: Any = None
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        return TreeBuilder(notes, each, stand_ins).build(loader.get_event)
    except UnreadableError:
        return None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        with suppress(UnreadableError):  # it can be the problem at the limit
            record_parser_error(notes, error)
        return None
    finally:
        if loader is not None:
            loader.dispose()


def _with_stand_ins(text: str) -> tuple[str, dict[int, str]]:
    """Returns the text with stand-ins for characters that the parser misreads, and their originals."""
    present = [char for char in _ORDINARY if char in text]
    if not present:
        return text, {}
    free = [code for code in _STAND_INS if chr(code) not in text]
    stand_ins = dict(zip(free, present, strict=False))
    return text.translate({ord(char): code for code, char in stand_ins.items()}), stand_ins
