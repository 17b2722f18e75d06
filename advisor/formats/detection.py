"""Detects the format of a file by its name and first characters."""

from __future__ import annotations

import re

FORMAT_BY_SUFFIX = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
    **dict.fromkeys((".mmd", ".mermaid"), "mermaid"),
    **dict.fromkeys((".puml", ".plantuml", ".pu", ".iuml", ".wsd"), "plantuml"),
}
DATA_SUFFIXES = (".yaml", ".yml", ".json")
MAX_HEAD = 64_000  # characters examined
BLANKS = r"[ \t]{0,99}"
COMPOSE_NAME = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml")
COMPOSE_KEY = re.compile(
    rf"(?:^[ \t]{{1,99}}|\{{{BLANKS})[\"']?(?:image|build|depends_on|container_name|extends)[\"']?{BLANKS}:",
    re.MULTILINE)
VERSION = re.compile(rf"""^(?:\{{{BLANKS})?["']?version["']?{BLANKS}:{BLANKS}(\S{{1,20}})""", re.MULTILINE)
JSON_SCHEMA = re.compile(r"""["']?\$schema["']?\s{0,9}:\s{0,9}["']?https?://json-schema\.org/""")
OUR_REPORT = re.compile(r"""\{\s{0,9}"schema": \d{1,9},\s{0,9}"rules_pack":""")
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


def _key_pattern(name: str) -> re.Pattern[str]:
    """Returns a pattern for a top-level key of YAML, or any key of JSON."""
    return re.compile(
        rf"""^{name}{BLANKS}:|^{BLANKS}\{{?{BLANKS}["']{name}["']{BLANKS}:|[{{,]{BLANKS}"{name}"{BLANKS}:""",
        re.MULTILINE)


ASYNCAPI, INTERACTIONS, SERVICES = map(_key_pattern, ("asyncapi", "interactions", "services"))


def detect_format(name: str, head: str) -> str:
    """Returns markdown, mermaid, plantuml, structurizr, asyncapi, compose, architecture, or "" for other files.

    Args:
        head: beginning of the file; a longer one makes detection more certain.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    suffix = base[base.rfind(".") :] if "." in base else ""
    if suffix in FORMAT_BY_SUFFIX:
        return FORMAT_BY_SUFFIX[suffix]
    head = head[:MAX_HEAD].removeprefix("\ufeff").replace("\r\n", "\n")
    if suffix in DATA_SUFFIXES:
        return detect_data_format(base, head)
    if suffix == ".dsl":
        return "structurizr" if is_structurizr(head) else ""
    return "" if suffix else detect_text_format(head)


def is_structurizr(head: str) -> bool:
    """Returns whether a text looks like a Structurizr model or workspace."""
    return STRUCTURIZR.search(head) is not None


def detect_data_format(base: str, head: str) -> str:
    """Returns the format of a YAML or JSON file by its lower-case name and its beginning."""
    if JSON_SCHEMA.search(head) or OUR_REPORT.match(head):  # a schema or a report of ours, not an architecture
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
    return "compose" if COMPOSE_KEY.search(head) else ""


def detect_text_format(head: str) -> str:
    """Returns the format of a text without a telling name, such as standard input."""
    if not FENCE.search(head):
        for kind, pattern in (("plantuml", PLANTUML), ("mermaid", MERMAID), ("structurizr", WORKSPACE)):
            if pattern.search(head):
                return kind
        if data := detect_data_format("", head):
            return data
    return "markdown" if MARKDOWN.search(head) else ""
