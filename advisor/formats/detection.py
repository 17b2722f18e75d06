"""The formats that can be read, and the detection of a file's format by its name and first characters.

The one list of suffixes, fence languages, comment syntaxes and readers. `foreign_formats` names files of other tools.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from advisor.formats.diagram import Diagram, Line
    from advisor.text.source import Source

MAX_HEAD = 64_000  # characters examined
TEXT_SUFFIXES = ("", ".txt", ".text")  # say nothing about the format
BLANKS = r"[ \t]{0,99}"

# Patterns are compiled on first use: most runs detect every format by its suffix.
COMPOSE_NAME = r"(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml"
COMPOSE_KEY = (rf"(?m)(?:^[ \t]{{1,99}}|\{{{BLANKS})[\"']?(?:image|build|depends_on|container_name|extends)[\"']?"
               rf"{BLANKS}:")
STRUCTURIZR = (
    rf"(?mi)^{BLANKS}(?:workspace\b|model{BLANKS}\{{|!(?:include|identifiers|const|element|ref)\b"
    rf"|(?:[\w.]{{1,100}}{BLANKS}={BLANKS})?(?:person|softwareSystem|container|component|group|deploymentEnvironment)\s"
    rf"|[\w.]{{1,100}}{BLANKS}->{BLANKS}[\w.])")
WORKSPACE = rf"(?m)^{BLANKS}workspace\b[^\n]*\{{"
PLANTUML = rf"(?m)^{BLANKS}@start\w"
MERMAID = (rf"(?m)^{BLANKS}(?:sequenceDiagram{BLANKS}$|(?:flowchart|graph)[ \t]{{1,9}}(?:TB|TD|BT|RL|LR)\b"
           r"|C4(?:Context|Container|Component|Dynamic|Deployment)\b|architecture-beta\b)")
FENCE = rf"(?m)^{BLANKS}(?:```|~~~)"
MARKDOWN_BLOCK = r"(?m)^(?:#{1,6}[ \t]|```|~~~|\|[^\n]*\|[ \t]{0,9}$|[-*][ \t]|<!--)"

# An architecture file says so: by our schema, or by a version and an item or a service with our keys.
SCHEMA_FILE = "architecture.schema.json"  # named by a comment on the first line, or by `$schema`
OUR_SCHEMA = rf"""["']?\$schema["']?\s{{0,9}}:[^\n]{{0,300}}{re.escape(SCHEMA_FILE)}"""
VERSION = rf"""(?m)^(?:\{{{BLANKS})?["']?version["']?{BLANKS}:|[{{,]\s{{0,99}}"version"{BLANKS}:"""
ITEM_KEY = r"""["']?(?:from|to|operation|needs|design)["']?[ \t]{0,9}:"""
BLOCK_ITEM = r"^([ \t]{0,40})-([ ]{1,9})(?=[^\s#])"
IN_BRACES = rf"\{{[^{{}}]{{0,5000}}?(?<![\w-]){ITEM_KEY}"
FLOW_ITEM = rf"""["']?interactions["']?\s{{0,9}}:\s{{0,99}}(?:\[\s{{0,99}}|-[ ]{{0,9}})?{IN_BRACES}"""
SERVICE_KIND = (r"""(?m)(?:^[ ]{1,40}|[{,]\s{0,99})["']?kind["']?[ \t]{0,9}:[ \t]{0,9}["']?"""
                r"(?:service|gateway|external|browser|mobile|device|database|broker|job)\b")
NO_ITEMS = rf"""(?m)["']?interactions["']?{BLANKS}:{BLANKS}(?:\[\s{{0,9}}\]|(?:#[^\n]*)?(?:\n\s{{0,99}})?(?=\Z|\n\w))"""
TOP_LEVEL_KEY = r"""(?m)^["']?([\w.$-]{1,100})["']?[ \t]{0,9}:"""
KEYS = ("version", "name", "description", "services", "interactions", "flows")
JSON_SCHEMA = r"""["']?\$schema["']?\s{0,9}:\s{0,9}["']?https?://json-schema\.org/"""
OUR_REPORT = r"""\A\{\s{0,9}"schema": \d{1,9},\s{0,9}"rules_pack":"""


class CommentSyntax(NamedTuple):
    """How comments are written in a notation."""

    notation: str
    marker: str
    pattern: str = ""  # of the start of a comment on a line of its own, where there are no others


HTML_COMMENTS, YAML_COMMENTS = CommentSyntax("markdown", "<!--"), CommentSyntax("yaml", "#")


class Format(NamedTuple):
    """A notation that can be read."""

    name: str
    suffixes: tuple[str, ...] = ()  # of this format alone
    shared_suffixes: tuple[str, ...] = ()  # of other files too, so the content decides
    languages: tuple[str, ...] = ()  # of fences in Markdown
    detect: Callable[[str, str], bool] = lambda base, head: False  # by the lower-case file name and the beginning
    comments: CommentSyntax = YAML_COMMENTS
    read: Callable[[Source, Sequence[Line]], Diagram | None] | None = None  # of a format that draws


def detect_format(name: str, head: str) -> Format | None:
    """Returns the format of a file, or None if it is not one that is read.

    Args:
        name: a path; `<stdin>` and names that end in .txt say nothing about the format.
        head: beginning of the file; a longer one makes detection more certain.
    """
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    suffix = file_suffix(base)
    if suffix in FORMAT_BY_SUFFIX:
        return FORMAT_BY_SUFFIX[suffix]
    if suffix not in SHARED_SUFFIXES and suffix not in TEXT_SUFFIXES:
        return None
    head = normalise_head(head)
    if suffix in TEXT_SUFFIXES:
        return _detect_in_text(head)
    if suffix in DATA_SUFFIXES and _is_schema_or_report(head):
        return None
    return next((known for known in FORMATS if suffix in known.shared_suffixes and known.detect(base, head)), None)


def file_suffix(base: str) -> str:
    """Returns the suffix of a lower-case file name with its dot, or "" if it has none."""
    return base[base.rfind(".") :] if "." in base else ""


def normalise_head(text: str) -> str:
    """Returns the beginning of a text as detection examines it."""
    return text[:MAX_HEAD].removeprefix("\ufeff").replace("\r\n", "\n")


def has_key(name: str, head: str) -> bool:
    """Returns whether a text has a top-level key of YAML, or any key of JSON."""
    key = rf"""(?m)^{name}{BLANKS}:|^{BLANKS}\{{?{BLANKS}["']{name}["']{BLANKS}:|[{{,]{BLANKS}"{name}"{BLANKS}:"""
    return re.search(key, head) is not None


def has_interactions(head: str) -> bool:
    """Returns whether a YAML or JSON text lists interactions with our keys."""
    if not has_key("interactions", head):
        return False
    if re.search(FLOW_ITEM, head):
        return True
    section = re.search(r"(?m)^[\"']?interactions[\"']?[ \t]{0,9}:[^\n]*\n", head)
    item = section and re.compile(BLOCK_ITEM, re.MULTILINE).search(head, section.end())
    if not section or not item:
        return False
    column = len(item[1]) + 1 + len(item[2])
    key = rf"^(?:{item[1]}-{item[2]}|[ \t]{{{column}}}){ITEM_KEY}|^{item[1]}-[ ]{{0,9}}{IN_BRACES}"
    return re.compile(key, re.MULTILINE).search(head, section.end()) is not None


def _is_architecture(base: str, head: str) -> bool:
    if SCHEMA_FILE in head[:300].partition("\n")[0] or re.search(OUR_SCHEMA, head):
        return True
    if not re.search(VERSION, head):
        return False
    if has_interactions(head) or (has_key("services", head) and re.search(SERVICE_KIND, head)):
        return True
    return _has_only_our_keys(head) and not re.search(COMPOSE_KEY, head)


def _has_only_our_keys(head: str) -> bool:
    """Returns whether a file has no key but ours, and no items of another kind: it is new, or incomplete."""
    if has_key("interactions", head) and not re.search(NO_ITEMS, head):
        return False
    if head.lstrip().startswith("{"):
        return has_key("services", head) or has_key("interactions", head)
    keys = set(re.findall(TOP_LEVEL_KEY, head))
    return keys <= set(KEYS) and not keys.isdisjoint(("services", "interactions", "flows"))


def _is_schema_or_report(head: str) -> bool:
    """Returns whether a file is a JSON Schema or a report of ours, which hold the keys of formats as well."""
    return re.search(JSON_SCHEMA, head) is not None or re.search(OUR_REPORT, head) is not None


def _is_asyncapi(base: str, head: str) -> bool:
    return has_key("asyncapi", head)


def _is_compose(base: str, head: str) -> bool:
    return bool(re.fullmatch(COMPOSE_NAME, base)) or (has_key("services", head) and bool(re.search(COMPOSE_KEY, head)))


def _is_structurizr(base: str, head: str) -> bool:
    """Returns whether a text is a workspace; in a .dsl file a part of a model is enough."""
    return re.search(STRUCTURIZR if base.endswith(".dsl") else WORKSPACE, head) is not None


def _detect_in_text(head: str) -> Format | None:
    """Detects the format of a text whose name says nothing, such as standard input."""
    if not re.search(FENCE, head) and not _is_schema_or_report(head):
        known = next((known for known in FORMATS if known is not MARKDOWN and known.detect("", head)), None)
        if known is not None:
            return known
    return MARKDOWN if MARKDOWN.detect("", head) else None


def _read_mermaid(source: Source, lines: Sequence[Line]) -> Diagram | None:
    from advisor.formats.mermaid import read_mermaid

    return read_mermaid(lines)


def _read_plantuml(source: Source, lines: Sequence[Line]) -> Diagram | None:
    from advisor.formats.plantuml import read_plantuml

    return read_plantuml(lines)


def _read_structurizr(source: Source, lines: Sequence[Line]) -> Diagram | None:
    from advisor.formats.structurizr import read_structurizr

    return read_structurizr(lines)


def _read_asyncapi(source: Source, lines: Sequence[Line]) -> Diagram | None:
    from advisor.formats.asyncapi import read_asyncapi

    return read_asyncapi(source)


def _read_compose(source: Source, lines: Sequence[Line]) -> Diagram | None:
    from advisor.formats.compose import read_compose

    return read_compose(source)


YAML_SUFFIXES = (".yaml", ".yml")
DATA_SUFFIXES = (*YAML_SUFFIXES, ".json")
MARKDOWN = Format("markdown", suffixes=(".md", ".markdown", ".mdown", ".mkd", ".mdx"), comments=HTML_COMMENTS,
                  detect=lambda base, head: re.search(MARKDOWN_BLOCK, head) is not None)
ARCHITECTURE = Format("architecture", shared_suffixes=DATA_SUFFIXES, detect=_is_architecture)
FORMATS = (  # the first that recognises a text wins
    MARKDOWN,
    Format("plantuml", suffixes=(".puml", ".plantuml", ".pu", ".iuml", ".wsd"),
           languages=("plantuml", "puml", "uml"), read=_read_plantuml,
           comments=CommentSyntax("plantuml", "'", r"[ \t]*('|/'(?=.*'/[ \t]*$))"),
           detect=lambda base, head: re.search(PLANTUML, head) is not None),
    Format("mermaid", suffixes=(".mmd", ".mermaid"), languages=("mermaid", "mmd"), read=_read_mermaid,
           comments=CommentSyntax("mermaid", "%%", r"[ \t]*(%%)(?!\{)"),
           detect=lambda base, head: re.search(MERMAID, head) is not None),
    Format("structurizr", shared_suffixes=(".dsl",), languages=("structurizr",), read=_read_structurizr,
           comments=CommentSyntax("structurizr", "//", r"[ \t]*(//|#)"), detect=_is_structurizr),
    Format("asyncapi", shared_suffixes=DATA_SUFFIXES, read=_read_asyncapi, detect=_is_asyncapi),
    ARCHITECTURE,
    Format("compose", shared_suffixes=DATA_SUFFIXES, read=_read_compose, detect=_is_compose),
)
FORMAT_BY_SUFFIX = {suffix: known for known in FORMATS for suffix in known.suffixes}
FORMAT_BY_LANGUAGE = {language: known for known in FORMATS for language in known.languages}
SHARED_SUFFIXES = tuple(dict.fromkeys(suffix for known in FORMATS for suffix in known.shared_suffixes))
DOCUMENT_SUFFIXES = (*FORMAT_BY_SUFFIX, *SHARED_SUFFIXES)  # what a walk opens
