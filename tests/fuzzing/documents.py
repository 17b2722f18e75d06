"""What fuzzing starts from: a document of every kind that is read, from the promises, the examples and by chance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from advisor.api import load_examples
from tests import mermaid_generator

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases"
FOLDERS = [ROOT / "examples", *(CASES / name for name in ("documents", "records", "readers"))]
ENDINGS = (".md", ".mmd", ".puml", ".dsl", ".yaml", ".json")
KEYS = ("text", "diagram", "document", "before", "after", "file")  # of a case, under which documents stand
NAMES = {"mermaid": "design.mmd", "plantuml": "design.puml", "structurizr": "workspace.dsl", "asyncapi": "events.yaml",
         "compose": "compose.yaml", "fixes": "design.md", "suppressions": "design.md", "readers": "design.yaml"}
DRAWN = ("flowchart", "sequence", "c4", "architecture")
DATA = ("version:", "services:", "interactions:", "flows:", "name:")
LONGEST = 20_000  # characters; longer ones only take longer
FENCED = {".mmd": "mermaid", ".puml": "plantuml", ".dsl": "structurizr", ".yaml": "yaml advisor", ".json": "json"}


class Document(NamedTuple):
    name: str
    text: str


@cache
def seeds() -> Mapping[str, tuple[Document, ...]]:
    """Returns every document of the promises and examples, by the ending of its name."""
    found = tuple(dict.fromkeys(one for one in _all() if one.text.strip() and len(one.text) <= LONGEST))
    return {ending: some for ending in ENDINGS if (some := tuple(one for one in found if one.name.endswith(ending)))}


def seed(random: Random) -> Document:
    """Returns one of them, of every kind alike."""
    known = seeds()
    return random.choice(known[random.choice(tuple(known))])


def drawn(random: Random) -> Document:
    """Returns a diagram that nobody has seen before."""
    return Document("design.mmd", getattr(mermaid_generator, random.choice(DRAWN))(random.randrange(2**32)))


def in_markdown(one: Document) -> Document:
    """Returns a document as a block of a Markdown one."""
    language = FENCED.get(one.name[one.name.rfind("."):])
    if language is None:
        return one
    return Document("design.md", f"# Design\n\n````{language}\n{one.text.rstrip()}\n````\n")


def _all() -> Iterator[Document]:
    for folder in FOLDERS:
        yield from _files(folder)
    for file in sorted(CASES.glob("*/*.yaml")):
        kind = next((name for name in (file.stem, file.stem.split("-")[0], file.parent.name) if name in NAMES), "")
        for name, text in _texts(yaml.safe_load(file.read_text(encoding="utf-8"))) if kind else ():
            yield Document(name or NAMES[kind], text)
    for text in (text for examples in load_examples().values() for text in examples if text):
        if text.startswith(DATA):
            yield Document("design.yaml", text)
            yield Document("design.json", json.dumps(yaml.safe_load(text), indent=1))
        else:
            yield Document("design.md", text)


def _files(folder: Path) -> Iterator[Document]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in ENDINGS:
            yield Document(file.name, file.read_bytes().decode("utf-8", "replace"))


def _texts(case: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yields the documents of cases, each with the name that its case gives it."""
    if isinstance(case, list):
        for one in case:
            yield from _texts(one)
    elif isinstance(case, dict):
        named = case.get("file", name)
        name = named if isinstance(named, str) and named.endswith(ENDINGS) else name
        for value in case.values():
            if isinstance(value, str) and "\n" in value:
                yield name, value
            elif isinstance(value, dict | list):
                yield from _texts(value, name)
