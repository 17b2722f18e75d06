"""The properties of a node or a participant: `shape: cyl, label: "Orders"` or `"type": "queue"`."""

from __future__ import annotations

from advisor.source.regex import regex

PROPERTY = regex(
    r"""(?<!\w)["']?([A-Za-z]\w*)["']?[^\S\n]*:\s*(?:"([^"]*)"|'([^'\n]*)'|([^\s,"'][^,\n]*))""")
PICTURES = ("fa", "mdi", "material")  # packs of icons that show things and not products


def product_of_icon(icon: str) -> str:
    """Returns the product that an icon such as `logos:apache-kafka` stands for, if it stands for one."""
    pack, _, name = icon.rpartition(":")
    return name if pack and not pack.startswith(PICTURES) else ""


def properties_of(text: str) -> dict[str, str]:
    """Returns each property that has a plain value."""
    found = {}
    for name, double, single, bare in PROPERTY.findall(text):
        found[name] = (double or single or bare).strip()
    return found
