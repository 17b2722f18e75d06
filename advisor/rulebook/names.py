"""Names that must mean one thing: patterns, technologies and their aliases; and the lists that use them."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.rule import Pattern, Technology
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Scalar, Sequence
from advisor.rulebook.layer import Layer
from advisor.rulebook.overlay import Merge


def pattern_words(patterns: Iterable[Pattern]) -> dict[str, str]:
    """Returns every accepted word for a pattern, its own name included."""
    return {word: pattern.name for pattern in patterns for word in (pattern.name, *pattern.aliases)}


def technology_words(technologies: Iterable[Technology]) -> dict[str, str]:
    """Returns every accepted word for a technology, its own name included."""
    return {word: technology.name for technology in technologies for word in (technology.name, *technology.aliases)}


def platform_patterns(platform: Iterable[str], patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """Returns the patterns that a platform's words stand for, in their order; a technology for all it serves."""
    patterns = tuple(patterns)
    words = pattern_words(patterns)
    found: list[str] = []
    for word in platform:
        if word in words:
            found.append(words[word])
        else:
            found += [p.name for p in patterns if word in technology_words(p.technologies)]
    return tuple(dict.fromkeys(found))


def platform_technologies(platform: Iterable[str], patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """Returns the technologies that a platform's words name, in their order."""
    words = technology_words(technology for pattern in patterns for technology in pattern.technologies)
    return tuple(dict.fromkeys(words[word] for word in platform if word in words))


def check_names(merge: Merge) -> None:
    """Notes names of patterns and technologies that are used twice."""
    taken = {name: name for name in merge.patterns}
    for name, pattern in merge.patterns.items():
        page = merge.pattern_pages[name]
        if pattern is not None and pattern.name != name:
            page.wrong(page.root.entries["name"], f"The pattern `{pattern.name}` stands in `{name}.yaml`.",
                       "Give both the same name.")
        for alias in pattern.aliases if pattern is not None else ():
            if taken.setdefault(alias, name) != name:
                page.wrong(page.root.entries.get("aliases", page.root),
                           f"`{alias}` already means the pattern `{taken[alias]}`.", "Choose another alias.")
    _check_technologies(merge)


def _check_technologies(merge: Merge) -> None:
    taken = {name: name for _, name in merge.technologies}
    for entry in merge.technologies.values():
        for alias in entry.value.aliases if isinstance(entry.value, Technology) else ():
            if taken.setdefault(alias, entry.id) != entry.id:
                entry.page.wrong(entry.node.entries["aliases"],
                                 f"`{alias}` already means the technology `{taken[alias]}`.", "Choose another alias.")


def check_manifest(layer: Layer, merge: Merge) -> None:
    """Notes what a manifest lists and nobody knows."""
    technologies = [entry.value for entry in merge.technologies.values() if isinstance(entry.value, Technology)]
    words = pattern_words(pattern for pattern in merge.patterns.values() if pattern is not None)
    _check_list(layer, "simplicity", merge.patterns, "pattern")
    _check_list(layer, "precedence", None, "")
    _check_list(layer, "platform", {**dict.fromkeys(merge.patterns, ""), **words, **technology_words(technologies)},
                "pattern or technology")


def _check_list(layer: Layer, key: str, known: Iterable[str] | None, what: str) -> None:
    page = layer.pages["pack.yaml"]
    node = page.root.entries.get(key)
    seen: set[object] = set()
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            continue
        if item.value in seen:
            page.wrong(item, f"`{item.value}` stands twice in `{key}`.", "Remove one.")
        elif known is not None and item.value not in known:
            page.wrong(item, f"Unknown {what} `{item.value}`.", did_you_mean(item.value, known))
        seen.add(item.value)
