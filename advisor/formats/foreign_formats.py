"""Names files of other tools, which are not read, for what they are."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.detection import (
    DATA_SUFFIXES,
    JSON_SCHEMA,
    OUR_REPORT,
    TEXT_SUFFIXES,
    file_suffix,
    has_interactions,
    has_key,
    normalise_head,
)


class ForeignFormat(NamedTuple):
    """A kind of file that is not read, and how it is recognised."""

    title: str
    suffixes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # top-level keys of YAML or JSON, all of them
    pattern: str = ""  # found in the beginning of a YAML or JSON file


UNVERSIONED = "an architecture file without `version: 1`"
UNKNOWN = "a file of no known format"
FOREIGN_FORMATS = (  # the first that fits names the file
    ForeignFormat("an AsciiDoc document", (".adoc", ".asciidoc", ".asc")),
    ForeignFormat("a reStructuredText document", (".rst",)),
    ForeignFormat("a LikeC4 model", (".c4", ".likec4", ".like-c4")),
    ForeignFormat("a D2 diagram", (".d2",)),
    ForeignFormat("a Graphviz graph", (".dot", ".gv")),
    ForeignFormat("a drawing of draw.io", (".drawio", ".dio")),
    ForeignFormat("an HTML page", (".html", ".htm", ".xhtml")),
    ForeignFormat("a Protobuf definition", (".proto",)),
    ForeignFormat("a Terraform configuration", (".tf", ".tfvars", ".hcl")),
    ForeignFormat("a BPMN process", (".bpmn",)),
    ForeignFormat("a CALM model", pattern=r"calm\.finos\.org|[\"']?unique-id[\"']?\s{0,9}:"),
    ForeignFormat("an OpenAPI description", keys=("openapi",)),
    ForeignFormat("an OpenAPI description", keys=("swagger",)),
    ForeignFormat("a Threagile model", keys=("threagile_version",)),
    ForeignFormat("a Backstage catalogue", keys=("apiVersion", "kind"), pattern=r"backstage\.io/"),
    ForeignFormat("a Kubernetes manifest", keys=("apiVersion", "kind")),
    ForeignFormat("a Kubernetes manifest", keys=("apiVersion", "items")),
    ForeignFormat("a Pact contract", keys=("consumer", "provider")),
    ForeignFormat("recorded HTTP traffic", keys=("interactions",), pattern=r"[\"']?request[\"']?\s{0,9}:"),
    ForeignFormat("recorded HTTP traffic", keys=("http_interactions",)),
    ForeignFormat("recorded HTTP traffic", keys=("log",), pattern=r"[\"']entries[\"']\s{0,9}:"),
    ForeignFormat("a trace of OpenTelemetry", keys=("resourceSpans",)),
    ForeignFormat("an Arazzo description", keys=("arazzo",)),
    ForeignFormat("a Postman collection", keys=("info", "item")),
    ForeignFormat("a CloudFormation template", keys=("AWSTemplateFormatVersion",)),
    ForeignFormat("a workflow of GitHub Actions", keys=("on", "jobs")),
    ForeignFormat("a SARIF log", keys=("runs",), pattern=r"sarif"),
    ForeignFormat("a report of advisor", pattern=OUR_REPORT),
    ForeignFormat("a JSON Schema", pattern=JSON_SCHEMA),
)


def foreign_title(name: str, text: str) -> str:
    """Returns what kind of file this is, such as "a CALM model", for a file whose format is not read."""
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    suffix, head = file_suffix(base), normalise_head(text)
    is_data = suffix in DATA_SUFFIXES or suffix in TEXT_SUFFIXES
    title = next((known.title for known in FOREIGN_FORMATS if _is(known, suffix, head, is_data=is_data)), "")
    return title or (UNVERSIONED if is_data and _is_unversioned(head) else UNKNOWN)


def _is_unversioned(head: str) -> bool:
    """Returns whether a text would be an architecture file if it had a version."""
    return has_interactions(head) and not has_key("version", head)


def _is(known: ForeignFormat, suffix: str, head: str, *, is_data: bool) -> bool:
    if known.suffixes:
        return suffix in known.suffixes
    return (is_data and all(has_key(key, head) for key in known.keys)
            and (not known.pattern or re.search(known.pattern, head) is not None))
