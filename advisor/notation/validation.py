"""Validates trees with pydantic models; reports errors in our wording, with spans.

Importing pydantic takes longer than most runs: import this module where there is a file to validate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from advisor.errors import Problem
from advisor.notation.problem_collector import MAX_PROBLEMS
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, text_under, to_plain
from advisor.text.scalars import BOOLEAN_SYNONYMS
from advisor.text.source import Source, Span
from advisor.text.suggestions import did_you_mean

MISSING, UNKNOWN, CUSTOM = "missing", "extra_forbidden", "invalid_value"  # types of pydantic errors; ours the last

Model = TypeVar("Model", bound=BaseModel)


def validated(source: Source, tree: MappingNode, model: type[Model], problems: list[Problem],
              value: dict[str, Any] | None = None, context: object = None) -> Model | None:
    """Returns the model of a tree, or None after adding every problem.

    Args:
        value: validated instead of the tree's values, if defaults were filled in or sequences are tuples.
        context: for the validators of the model.
    """
    try:
        return model.model_validate(to_plain(tree) if value is None else value, context=context)
    except ValidationError as error:
        found: dict[object, Problem] = {}
        for number, detail in enumerate(error.errors(include_url=False, include_input=False)[:MAX_PROBLEMS]):
            location = _Location.of(tree, detail)
            is_value = detail["type"] not in (MISSING, UNKNOWN)
            position = (location.node.start, location.key) if is_value else number
            if position not in found:  # one problem for all members of a union
                found[position] = _problem(source, location, detail, model)
        problems.extend(found.values())
        if error.error_count() > MAX_PROBLEMS:
            problems.append(Problem(f"There are {error.error_count():,} problems; the rest is not shown.",
                                    "Solve the ones above first.", Span(source, tree.start, tree.end)))
        return None


def invalid_value(message: str, remedy: str) -> PydanticCustomError:
    """Returns the error that a validator of a model raises."""
    return PydanticCustomError(CUSTOM, "{message}", {"message": message, "remedy": remedy})


def invalid_entries(problems: Mapping[str, tuple[str, str]]) -> ValidationError:
    """Returns the error that the validator of a mapping raises: message and remedy by key."""
    return ValidationError.from_exception_data("mapping", [
        InitErrorDetails(type=invalid_value(message, remedy), loc=(key,), input=None)
        for key, (message, remedy) in problems.items()])


class _Location(NamedTuple):
    """The node that a pydantic error location leads to."""

    node: TreeNode
    parent: MappingNode
    key: str  # innermost key of the path
    keys: tuple[str, ...]
    in_list: bool

    @classmethod
    def of(cls, root: MappingNode, detail: ErrorDetails) -> _Location:
        node: TreeNode = root
        parent, in_list = root, False
        keys: tuple[str, ...] = ()
        for step in detail["loc"]:
            if isinstance(node, SequenceNode) and isinstance(step, int):
                if step >= len(node.items):  # a named tuple's missing field
                    break
                node, in_list = node.items[step], True
            elif isinstance(node, MappingNode) and isinstance(step, str):
                if step in node.entries:
                    parent, node, keys, in_list = node, node.entries[step], (*keys, step), False
                elif detail["type"] == MISSING:  # any other missing step is the name of a union member
                    parent, keys, in_list = node, (*keys, step), False
        return cls(node, parent, keys[-1] if keys else "", keys, in_list)


def _problem(source: Source, location: _Location, detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    key, node = location.key, location.node
    if detail["type"] == MISSING:
        parent = location.parent
        owner = text_under(parent, "id") or text_under(parent, "name")
        message = f"`{key}`{f' of `{owner}`' if owner else ''} is missing."
        return Problem(message, "", Span(source, parent.start, parent.end))
    if detail["type"] == UNKNOWN:
        start = location.parent.key_offsets.get(key, location.parent.start)
        known = _field_names(model, location.keys[:-1])
        remedy = did_you_mean(key, known) or f"Known here: {', '.join(known)}."
        return Problem(f"Unknown key `{key}`.", remedy, Span(source, start, start + len(key)))
    name = f"An item of `{key}`" if location.in_list else f"`{key}`" if key else "This"
    return Problem(*_describe(name, node, detail), Span(source, node.start, node.end))


def _describe(name: str, node: TreeNode, detail: ErrorDetails) -> tuple[str, str]:
    value = node.value if isinstance(node, ScalarNode) else None
    context = detail.get("ctx", {})
    if detail["type"] == CUSTOM:
        return context["message"], context["remedy"]
    if isinstance(node, ScalarNode) and value is None:
        return f"{name} has no value.", "Write one, or leave the line out."
    match detail["type"]:
        case "string_type":
            quoted = f'Put it in quotes: "{_shown(value)}".' if isinstance(node, ScalarNode) else ""
            return f"{name} must be text.", quoted
        case "bool_type":
            return (f"{name} must be true or false.",
                    f"Write `{BOOLEAN_SYNONYMS[value]}`." if value in BOOLEAN_SYNONYMS else "")
        case "int_type" | "int_from_float":
            return f"{name} must be a whole number.", ""
        case "float_type" | "finite_number":
            return f"{name} must be a number.", ""
        case "greater_than_equal":
            return f"{name} must be at least {context['ge']:g}.", ""
        case "tuple_type" | "list_type":
            return f"{name} must be a list.", f"Write `[{_shown(value)}]`." if isinstance(node, ScalarNode) else ""
        case "dict_type" | "model_type" | "model_attributes_type" | "named_tuple_type":
            return f"{name} must be a mapping (`key: value`).", ""
        case "literal_error":
            expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return (f"{name} cannot be `{_shown(value)}`.",
                    did_you_mean(_shown(value), expected) or f"Choose from {', '.join(filter(None, expected))}.")
        case "string_pattern_mismatch":
            joint = "_" if "_" in context["pattern"] else "-"
            return (f"{name} cannot be `{value}`.",
                    f"Start with a small letter, then small letters and digits, words joined by `{joint}`.")
        case "string_too_long":
            return f"{name} is longer than {context['max_length']} characters.", "Shorten it."
        case "string_too_short" | "too_short":
            return f"{name} is empty.", "Write one, or leave the line out."
    return f"{name} is not right: {detail['msg']}.", ""


def _shown(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _field_names(model: type[Any], keys: tuple[str, ...]) -> Sequence[str]:
    """Returns the keys of the model at the end of a path of keys."""
    for key in keys:
        field = getattr(model, "model_fields", {}).get(key)
        nested = field and _nested_model(field.annotation)
        if nested is None:
            break
        model = nested
    return tuple(getattr(model, "model_fields", None) or model._fields)


def _nested_model(annotation: object) -> type[Any] | None:
    """Returns the model or named tuple in an annotation."""
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or hasattr(annotation, "_fields")):
        return annotation
    return next((nested for part in get_args(annotation) if (nested := _nested_model(part))), None)
