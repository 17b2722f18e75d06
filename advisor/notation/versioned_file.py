"""Reads files that this program wrote: baselines, calibrations, manifests, saved interviews.

Imports pydantic: import this module where there is a file to read.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from advisor.errors import InputError, Problem
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode
from advisor.notation.validation import Model, validated
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span


class FileContent(BaseModel):
    """Base of the models of such files; unknown keys are ignored."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class FileKind(NamedTuple):
    """A kind of such files."""

    title: str  # with its article
    version_key: str
    version: int
    remedy: str  # of a damaged file, and of every problem that has no remedy of its own


def read_versioned(source: Source, kind: FileKind, model: type[Model], context: object = None) -> Model:
    """Returns the content of a file. Raises InputError with every problem of the file.

    Args:
        context: for the validators of the model.
    """
    problems: list[Problem] = []
    tree = parse_tree(source, problems=problems)
    if problems:
        raise InputError(problem._replace(remedy=f"The file is damaged. {kind.remedy}") for problem in problems)
    if not isinstance(tree, MappingNode) or kind.version_key not in tree.entries:
        raise InputError(Problem(f"This is not {kind.title}.", kind.remedy, Span(source, 0, 1)))
    version = tree.entries[kind.version_key]
    if not isinstance(version, ScalarNode) or version.value != kind.version or version.value is True:
        stated = quote_value(version.value) if isinstance(version, ScalarNode) else "no number"
        message = f"The `{kind.version_key}` of {kind.title} is {kind.version}; here it is {stated}."
        remedy = f"Another version of this program wrote it. {kind.remedy}"
        raise InputError(Problem(message, remedy, Span(source, version.start, version.end)))
    content = validated(source, tree, model, problems, context=context)
    if content is None:
        raise InputError(problem._replace(remedy=problem.remedy or kind.remedy) for problem in problems)
    return content
