"""Which reader a file needs, by its name and how it begins."""

from __future__ import annotations

import re

BY_ENDING = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
    **dict.fromkeys((".mmd", ".mermaid"), "mermaid"),
    **dict.fromkeys((".puml", ".plantuml", ".pu", ".iuml", ".wsd"), "plantuml"),
}
DATA = (".yaml", ".yml", ".json")
HEAD = 64_000  # characters that are looked at
BLANKS = r"[ \t]{0,99}"
COMPOSE_NAME = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml")
OF_COMPOSE = re.compile(
    rf"(?:^[ \t]{{1,99}}|\{{{BLANKS})[\"']?(?:image|build|depends_on|container_name|extends)[\"']?{BLANKS}:",
    re.MULTILINE)
VERSION = re.compile(rf"""^(?:\{{{BLANKS})?["']?version["']?{BLANKS}:{BLANKS}(\S{{1,20}})""", re.MULTILINE)
JSON_SCHEMA = re.compile(r"""["']?\$schema["']?\s{0,9}:\s{0,9}["']?https?://json-schema\.org/""")
STRUCTURIZR = re.compile(
    rf"^{BLANKS}(?:workspace\b|model{BLANKS}\{{|!(?:include|identifiers|const|element|ref)\b|(?:[\w.]{{1,100}}{BLANKS}="
    rf"{BLANKS})?(?:person|softwareSystem|container|component|group|deploymentEnvironment)\s"
    rf"|[\w.]{{1,100}}{BLANKS}->{BLANKS}[\w.])", re.MULTILINE | re.IGNORECASE)
WORKSPACE = re.compile(rf"^{BLANKS}workspace\b[^\n]*\{{", re.MULTILINE)
PLANTUML = re.compile(rf"^{BLANKS}@start\w", re.MULTILINE)
MERMAID = re.compile(
    rf"^{BLANKS}(?:sequenceDiagram{BLANKS}$|(?:flowchart|graph)[ \t]{{1,9}}(?:TB|TD|BT|RL|LR)\b"
    r"|C4(?:Context|Container|Component|Dynamic|Deployment)\b|architecture-beta\b)", re.MULTILINE)
FENCE = re.compile(rf"^{BLANKS}(?:```|~~~)", re.MULTILINE)
MARKDOWN = re.compile(r"^(?:#{1,6}[ \t]|```|~~~|\|[^\n]*\|[ \t]{0,9}$|[-*][ \t]|<!--)", re.MULTILINE)


def _key(name: str) -> re.Pattern[str]:
    """An outermost key of YAML, or any key of JSON."""
    return re.compile(
        rf"""^{name}{BLANKS}:|^{BLANKS}\{{?{BLANKS}["']{name}["']{BLANKS}:|[{{,]{BLANKS}"{name}"{BLANKS}:""",
        re.MULTILINE)


ASYNCAPI, INTERACTIONS, SERVICES = map(_key, ("asyncapi", "interactions", "services"))


def kind_of_file(name: str, head: str) -> str:
    """Returns markdown, mermaid, plantuml, structurizr, asyncapi, compose, architecture, or nothing for other files.

    Args:
        head: how the file begins; the more of it, the surer.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    ending = base[base.rfind(".") :] if "." in base else ""
    head = head[:HEAD].removeprefix("\ufeff").replace("\r\n", "\n")
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending in DATA:
        return _kind_of_data(base, head)
    if ending == ".dsl":
        return "structurizr" if STRUCTURIZR.search(head) else ""
    return "" if ending else _kind_of_text(head)


def _kind_of_data(base: str, head: str) -> str:
    if JSON_SCHEMA.search(head):  # it may describe architectures, and is none
        return ""
    if ASYNCAPI.search(head):
        return "asyncapi"
    if INTERACTIONS.search(head):
        return "architecture"
    if COMPOSE_NAME.fullmatch(base):
        return "compose"
    if not SERVICES.search(head):
        return ""
    version = VERSION.search(head)
    if version and version[1].rstrip(",") == "1":
        return "architecture"
    return "compose" if OF_COMPOSE.search(head) else ""


def _kind_of_text(head: str) -> str:
    """Returns the kind of a text without a name that says it, such as standard input."""
    if not FENCE.search(head):
        for kind, sign in (("plantuml", PLANTUML), ("mermaid", MERMAID), ("structurizr", WORKSPACE)):
            if sign.search(head):
                return kind
        if data := _kind_of_data("", head):
            return data
    return "markdown" if MARKDOWN.search(head) else ""
