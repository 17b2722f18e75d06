"""Detects the format of a file by its name and first characters; the one list of suffixes and languages."""

from __future__ import annotations

import re

FORMAT_BY_SUFFIX = {**dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx"), "markdown"),
                    **dict.fromkeys((".mmd", ".mermaid"), "mermaid"),
                    **dict.fromkeys((".puml", ".plantuml", ".pu", ".iuml", ".wsd"), "plantuml")}
DOCUMENT_SUFFIXES = tuple(FORMAT_BY_SUFFIX)
YAML_SUFFIXES = (".yaml", ".yml")
DATA_SUFFIXES = (*YAML_SUFFIXES, ".json")
AMBIGUOUS_SUFFIXES = (*DATA_SUFFIXES, ".dsl")  # the format depends on the content
FORMAT_BY_LANGUAGE = {  # of a fence in Markdown
    "mermaid": "mermaid",
    "mmd": "mermaid",
    "plantuml": "plantuml",
    "puml": "plantuml",
    "uml": "plantuml",
    "structurizr": "structurizr",
}
DESIGN_DOCUMENTS = frozenset(("markdown", "mermaid", "plantuml", "structurizr", "asyncapi", "compose"))
DATA_FORMATS = ("architecture", "asyncapi", "compose")  # YAML or JSON
MAX_HEAD = 64_000  # characters examined
BLANKS = r"[ \t]{0,99}"

# Patterns are compiled on first use: most runs detect every format by its suffix.
COMPOSE_NAME = r"(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml"
COMPOSE_KEY = (rf"(?m)(?:^[ \t]{{1,99}}|\{{{BLANKS})[\"']?(?:image|build|depends_on|container_name|extends)[\"']?"
               rf"{BLANKS}:")
VERSION = rf"""(?m)^(?:\{{{BLANKS})?["']?version["']?{BLANKS}:{BLANKS}(\S{{1,20}})"""
JSON_SCHEMA = r"""["']?\$schema["']?\s{0,9}:\s{0,9}["']?https?://json-schema\.org/"""
OUR_REPORT = r"""\{\s{0,9}"schema": \d{1,9},\s{0,9}"rules_pack":"""
STRUCTURIZR = (
    rf"(?mi)^{BLANKS}(?:workspace\b|model{BLANKS}\{{|!(?:include|identifiers|const|element|ref)\b"
    rf"|(?:[\w.]{{1,100}}{BLANKS}={BLANKS})?(?:person|softwareSystem|container|component|group|deploymentEnvironment)\s"
    rf"|[\w.]{{1,100}}{BLANKS}->{BLANKS}[\w.])")
WORKSPACE = rf"(?m)^{BLANKS}workspace\b[^\n]*\{{"
PLANTUML = rf"(?m)^{BLANKS}@start\w"
MERMAID = (rf"(?m)^{BLANKS}(?:sequenceDiagram{BLANKS}$|(?:flowchart|graph)[ \t]{{1,9}}(?:TB|TD|BT|RL|LR)\b"
           r"|C4(?:Context|Container|Component|Dynamic|Deployment)\b|architecture-beta\b)")
FENCE = rf"(?m)^{BLANKS}(?:```|~~~)"
MARKDOWN = r"(?m)^(?:#{1,6}[ \t]|```|~~~|\|[^\n]*\|[ \t]{0,9}$|[-*][ \t]|<!--)"


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


def format_of_named_file(name: str, text: str) -> str:
    """Returns the format of a file that was named, which is never passed over."""
    return detect_format(name, text) or ("architecture" if name.lower().endswith(DATA_SUFFIXES) else "markdown")


def is_structurizr(head: str) -> bool:
    """Returns whether a text looks like a Structurizr model or workspace."""
    return re.search(STRUCTURIZR, head) is not None


def detect_data_format(base: str, head: str) -> str:
    """Returns the format of a YAML or JSON file by its lower-case name and its beginning."""
    if re.search(JSON_SCHEMA, head) or re.match(OUR_REPORT, head):  # a schema or a report of ours, not an architecture
        return ""
    if _has_key("asyncapi", head):
        return "asyncapi"
    if _has_key("interactions", head):
        return "architecture"
    if re.fullmatch(COMPOSE_NAME, base):
        return "compose"
    if not _has_key("services", head):
        return ""
    version = re.search(VERSION, head)
    if version and version[1].rstrip(",") == "1":
        return "architecture"
    return "compose" if re.search(COMPOSE_KEY, head) else ""


def detect_text_format(head: str) -> str:
    """Returns the format of a text without a telling name, such as standard input."""
    if not re.search(FENCE, head):
        for kind, pattern in (("plantuml", PLANTUML), ("mermaid", MERMAID), ("structurizr", WORKSPACE)):
            if re.search(pattern, head):
                return kind
        if data := detect_data_format("", head):
            return data
    return "markdown" if re.search(MARKDOWN, head) else ""


def _has_key(name: str, head: str) -> bool:
    """Returns whether a text has a top-level key of YAML, or any key of JSON."""
    key = rf"""(?m)^{name}{BLANKS}:|^{BLANKS}\{{?{BLANKS}["']{name}["']{BLANKS}:|[{{,]{BLANKS}"{name}"{BLANKS}:"""
    return re.search(key, head) is not None
