"""Validates trees with pydantic models; reports errors in our wording, with spans."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from advisor.model.value_checks import BOOLEAN_SYNONYMS
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.rulebook.rule_file import RuleFile, plain_value, text_under
from advisor.text.suggestions import did_you_mean

Model = TypeVar("Model", bound=BaseModel)


def validate_model(
    file: RuleFile, node: MappingNode, model: type[Model], value: dict[str, Any] | None = None
) -> Model | None:
    """Returns the model of a tree, or None after reporting every problem.

    Args:
        value: validated instead of the tree, if defaults were filled in.
    """
    try:
        return model.model_validate(plain_value(node) if value is None else value)
    except ValidationError as error:
        seen: set[tuple[int, str]] = set()
        for detail in error.errors(include_url=False):
            _report_error(file, _Location.of(node, detail), detail, model, seen)
        return None


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
                node, in_list = node.items[step], True
            elif isinstance(node, MappingNode) and isinstance(step, str):
                if step in node.entries:
                    parent, node, keys, in_list = node, node.entries[step], (*keys, step), False
                elif detail["type"] == "missing":  # any other missing step is the name of a union member
                    parent, keys, in_list = node, (*keys, step), False
        return cls(node, parent, keys[-1] if keys else "", keys, in_list)


def _report_error(file: RuleFile, location: _Location, detail: ErrorDetails, model: type[BaseModel],
                  seen: set[tuple[int, str]]) -> None:
    key = location.key
    match detail["type"]:
        case "missing":
            owner = text_under(location.parent, "id") or text_under(location.parent, "name")
            file.report(location.parent, f"`{key}`{f' of `{owner}`' if owner else ''} is missing.")
            return
        case "extra_forbidden":
            known = _fields(model, location.keys[:-1])
            file.report_key(location.parent, key, f"Unknown key `{key}`.",
                           did_you_mean(key, known) or f"Known here: {', '.join(known)}.")
            return
    name = f"An item of `{key}`" if location.in_list else f"`{key}`" if key else "This"
    message, remedy = _describe(name, location.node, detail)
    if (location.node.start, key) not in seen:  # one problem for all members of a union
        seen.add((location.node.start, key))
        file.report(location.node, message, remedy)


def _describe(name: str, node: TreeNode, detail: ErrorDetails) -> tuple[str, str]:
    value = node.value if isinstance(node, ScalarNode) else None
    context = detail.get("ctx", {})
    if isinstance(node, ScalarNode) and value is None:
        return f"{name} has no value.", "Write one, or leave the line out."
    match detail["type"]:
        case "string_type":
            quoted = f'Put it in quotes: "{_shown(value)}".' if isinstance(node, ScalarNode) else ""
            return f"{name} must be text.", quoted
        case "bool_type":
            return (
                f"{name} must be true or false.",
                f"Write `{BOOLEAN_SYNONYMS[value]}`." if value in BOOLEAN_SYNONYMS else "",
            )
        case "int_type" | "int_from_float":
            return f"{name} must be a whole number.", ""
        case "float_type" | "finite_number":
            return f"{name} must be a number.", ""
        case "tuple_type":
            return f"{name} must be a list.", f"Write `[{_shown(value)}]`." if isinstance(node, ScalarNode) else ""
        case "dict_type" | "model_type" | "model_attributes_type":
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


def _fields(model: type[BaseModel], keys: tuple[str, ...]) -> list[str]:
    """Returns the keys of the model at the end of a path of keys."""
    for key in keys:
        nested = _nested_model(model.model_fields[key].annotation) if key in model.model_fields else None
        if nested is None:
            break
        model = nested
    return list(model.model_fields)


def _nested_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((nested for part in get_args(annotation) if (nested := _nested_model(part))), None)
