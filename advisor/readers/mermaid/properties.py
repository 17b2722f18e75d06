"""Parses the properties of a node or a participant: `shape: cyl, label: "Orders"` or `"type": "queue"`."""

from __future__ import annotations

from advisor.source.regex import regex

PROPERTY = regex(
    r"""(?<!\w)["']?([A-Za-z]\w*)["']?[^\S\n]*:\s*(?:"([^"]*)"|'([^'\n]*)'|([^\s,"'][^,\n]*))""")
PICTURES = ("fa", "mdi", "material")  # icon packs without products


def product_of_icon(icon: str) -> str:
    """Returns the product of an icon such as `logos:apache-kafka`, or an empty string."""
    pack, _, name = icon.rpartition(":")
    return name if pack and not pack.startswith(PICTURES) else ""


def properties_of(text: str) -> dict[str, str]:
    """Returns all properties with a scalar value."""
    properties = {}
    for name, double, single, bare in PROPERTY.findall(text):
        properties[name] = (double or single or bare).strip()
    return properties
