"""Which reader a file needs, by its name and how it begins."""

from __future__ import annotations

BY_ENDING = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
    **dict.fromkeys((".mmd", ".mermaid"), "mermaid"),
    **dict.fromkeys((".puml", ".plantuml", ".pu", ".iuml", ".wsd"), "plantuml"),
}
DATA = (".yaml", ".yml", ".json")
HEAD = 64_000  # characters that are looked at


def kind_of_file(name: str, head: str) -> str:
    """Returns markdown, mermaid, plantuml, structurizr, asyncapi, compose, architecture, or nothing for other files.

    Args:
        head: how the file begins; the more of it, the surer.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    ending = base[base.rfind(".") :] if "." in base else ""
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    from advisor.readers import signs

    head = head[:HEAD].removeprefix("\ufeff").replace("\r\n", "\n")
    if ending in DATA:
        return signs.kind_of_data(base, head)
    if ending == ".dsl":
        return "structurizr" if signs.is_structurizr(head) else ""
    return "" if ending else signs.kind_of_text(head)
