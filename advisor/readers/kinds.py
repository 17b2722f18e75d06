"""Detects the format of a file by its name and first characters."""

from __future__ import annotations

BY_ENDING = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
    **dict.fromkeys((".mmd", ".mermaid"), "mermaid"),
    **dict.fromkeys((".puml", ".plantuml", ".pu", ".iuml", ".wsd"), "plantuml"),
}
DATA_SUFFIXES = (".yaml", ".yml", ".json")
MAX_HEAD = 64_000  # characters examined


def kind_of_file(name: str, head: str) -> str:
    """Returns markdown, mermaid, plantuml, structurizr, asyncapi, compose, architecture, or "" for other files.

    Args:
        head: beginning of the file; a longer one makes detection more certain.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    suffix = base[base.rfind(".") :] if "." in base else ""
    if suffix in BY_ENDING:
        return BY_ENDING[suffix]
    from advisor.readers import signs

    head = head[:MAX_HEAD].removeprefix("\ufeff").replace("\r\n", "\n")
    if suffix in DATA_SUFFIXES:
        return signs.kind_of_data(base, head)
    if suffix == ".dsl":
        return "structurizr" if signs.is_structurizr(head) else ""
    return "" if suffix else signs.kind_of_text(head)
