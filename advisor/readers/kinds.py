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
COMPOSE_NAME = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml")
ASYNCAPI = re.compile(r"""^\s*\{?\s*["']?asyncapi["']?\s*:""", re.MULTILINE)
INTERACTIONS = re.compile(
    r"""^(?:interactions\s*:|\s*["']interactions["']\s*:)|^\{.*["']interactions["']\s*:""", re.MULTILINE)
SERVICES = re.compile(r"""^(?:services\s*:|\s*["']services["']\s*:)|^\{.*["']services["']\s*:""", re.MULTILINE)
OF_COMPOSE = re.compile(r"^[ \t]+(?:-[ \t]+)?(?:image|build|depends_on|container_name|extends)[ \t]*:", re.MULTILINE)
VERSION = re.compile(r"""^(?:\{\s*)?["']?version["']?\s*:\s*(\S{1,20})""", re.MULTILINE)
STRUCTURIZR = re.compile(
    r"^\s*(?:workspace\b|model\s*\{|!(?:include|identifiers|const|element|ref)\b"
    r"|(?:[\w.]{1,100}\s*=\s*)?(?:person|softwareSystem|container|component|group|deploymentEnvironment)\s"
    r"|[\w.]{1,100}\s*->\s*[\w.])", re.MULTILINE | re.IGNORECASE)
MERMAID = re.compile(
    r"\s*(?:---\s*$|%%|(?:sequenceDiagram|flowchart|graph|C4Context|C4Container|C4Component|C4Dynamic|C4Deployment"
    r"|architecture-beta)\b)", re.MULTILINE)
MERMAID_HEADER = re.compile(
    r"^\s*(?:sequenceDiagram\s*$|(?:flowchart|graph)\s+(?:TB|TD|BT|RL|LR)\b|C4(?:Context|Container|Component|Dynamic|Deployment)\b"
    r"|architecture-beta\b)", re.MULTILINE)
MARKDOWN = re.compile(r"^(?:#{1,6}\s|[`~]{3}|\|.*\|\s*$|[-*]\s|<!--)", re.MULTILINE)


def kind_of_file(name: str, head: str) -> str:
    """Returns markdown, mermaid, plantuml, structurizr, asyncapi, compose, architecture, or nothing for other files.

    Args:
        head: how the file begins; the more of it, the surer.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    ending = base[base.rfind(".") :] if "." in base.strip("<>") else ""
    head = head[:HEAD].removeprefix("\ufeff")
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    if ending in DATA:
        return _kind_of_data(base, head)
    if ending == ".dsl":
        return "structurizr" if STRUCTURIZR.search(head) else ""
    return "" if ending else _kind_of_text(head)


def _kind_of_data(base: str, head: str) -> str:
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
    if re.search(r"^\s*@start\w", head, re.MULTILINE) and not MARKDOWN.match(head):
        return "plantuml"
    if MERMAID.match(head) and MERMAID_HEADER.search(head) and not re.search(r"^[`~]{3}", head, re.MULTILINE):
        return "mermaid"
    if re.match(r"\s*(?:(?:#|//)[^\n]*\n\s*)*workspace\b", head):
        return "structurizr"
    data = _kind_of_data("", head)
    if data:
        return data
    return "markdown" if MARKDOWN.search(head) else ""
