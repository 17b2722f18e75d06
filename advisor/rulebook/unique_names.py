"""Unique names and aliases of patterns and technologies, and the manifest lists that use them."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.rule import Pattern, Technology
from advisor.notation.tree import ScalarNode, SequenceNode
from advisor.rulebook.layer import PackLayer
from advisor.rulebook.overlay import PackMerge
from advisor.text.suggestions import did_you_mean


def pattern_aliases(patterns: Iterable[Pattern]) -> dict[str, str]:
    """Returns pattern names by accepted word: the name itself and its aliases."""
    return {word: pattern.name for pattern in patterns for word in (pattern.name, *pattern.aliases)}


def technology_aliases(technologies: Iterable[Technology]) -> dict[str, str]:
    """Returns technology names by accepted word: the name itself and its aliases."""
    return {word: technology.name for technology in technologies for word in (technology.name, *technology.aliases)}


def platform_patterns(platform: Iterable[str], patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """Returns the patterns that a platform supports, in its order; a technology counts for all its patterns."""
    patterns = tuple(patterns)
    words = pattern_aliases(patterns)
    names: list[str] = []
    for word in platform:
        if word in words:
            names.append(words[word])
        else:
            names += [p.name for p in patterns if word in technology_aliases(p.technologies)]
    return tuple(dict.fromkeys(names))


def platform_technologies(platform: Iterable[str], patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """Returns the technologies of a platform, in its order."""
    words = technology_aliases(technology for pattern in patterns for technology in pattern.technologies)
    return tuple(dict.fromkeys(words[word] for word in platform if word in words))


def check_names(merge: PackMerge) -> None:
    """Reports duplicate names and aliases of patterns and technologies."""
    taken = {name: name for name in merge.patterns}
    for name, pattern in merge.patterns.items():
        file = merge.pattern_files[name]
        if pattern is not None and pattern.name != name:
            file.report(file.root.entries["name"], f"The pattern `{pattern.name}` stands in `{name}.yaml`.",
                        "Give both the same name.")
        for alias in pattern.aliases if pattern is not None else ():
            if taken.setdefault(alias, name) != name:
                file.report(file.root.entries.get("aliases", file.root),
                            f"`{alias}` already means the pattern `{taken[alias]}`.", "Choose another alias.")
    _check_technologies(merge)


def _check_technologies(merge: PackMerge) -> None:
    taken = {name: name for _, name in merge.technologies}
    for entry in merge.technologies.values():
        for alias in entry.value.aliases if isinstance(entry.value, Technology) else ():
            if taken.setdefault(alias, entry.id) != entry.id:
                entry.file.report(entry.node.entries["aliases"],
                                  f"`{alias}` already means the technology `{taken[alias]}`.", "Choose another alias.")


def check_manifest(layer: PackLayer, merge: PackMerge) -> None:
    """Reports unknown and duplicate names in a manifest's lists."""
    technologies = [entry.value for entry in merge.technologies.values() if isinstance(entry.value, Technology)]
    words = pattern_aliases(pattern for pattern in merge.patterns.values() if pattern is not None)
    _check_list(layer, "simplicity", merge.patterns, "pattern")
    _check_list(layer, "precedence", None, "")
    _check_list(layer, "platform", {**dict.fromkeys(merge.patterns, ""), **words, **technology_aliases(technologies)},
                "pattern or technology")


def _check_list(layer: PackLayer, key: str, known: Iterable[str] | None, noun: str) -> None:
    file = layer.files["pack.yaml"]
    node = file.root.entries.get(key)
    seen: set[object] = set()
    for item in node.items if isinstance(node, SequenceNode) else ():
        if not isinstance(item, ScalarNode) or not isinstance(item.value, str):
            continue
        if item.value in seen:
            file.report(item, f"`{item.value}` stands twice in `{key}`.", "Remove one.")
        elif known is not None and item.value not in known:
            file.report(item, f"Unknown {noun} `{item.value}`.", did_you_mean(item.value, known))
        seen.add(item.value)
