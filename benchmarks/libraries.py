"""Libraries that could do part of the work: what importing them costs, and reading Markdown and Mermaid with them.

Run it with `python -m benchmarks.libraries`. Libraries come with the dependency groups `dev` and `benchmarks`; one that
is not installed is left out. The commands take turns, and every ratio is between neighbours in time.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from time import process_time

from benchmarks.documents import document
from benchmarks.processes import cost_of, environment_of
from benchmarks.rounds import Spread, ratios, table

ROUNDS = 15
DOCUMENTS = 100
IMPORTS = ("argparse", "dataclasses", "typing", "re", "pathspec", "markdown_it", "merman", "lark", "networkx",
           "pydantic", "typer", "rich.table", "jinja2", "prompt_toolkit", "junitparser")
Reader = Callable[[str], object]


def import_costs(rounds: int) -> Iterator[tuple[str, str]]:
    """Yields each library with its import's processor time as a multiple of that of `python -c pass`."""
    with tempfile.TemporaryDirectory() as directory:
        environment = environment_of(directory)
        for name in filter(_is_installed, IMPORTS):
            bare, imported = [], []
            for number in range(rounds + 1):  # the first one only fills caches
                costs = [cost_of((sys.executable, "-c", code), environment).cpu for code in ("pass", f"import {name}")]
                if number:
                    bare.append(costs[0])
                    imported.append(costs[1])
            yield name, str(ratios(imported, bare))


def reading_costs(rounds: int) -> Iterator[tuple[str, str, str]]:
    """Yields a notation, a library and the library's time to read documents as a multiple of ours."""
    texts = [document(number) for number in range(DOCUMENTS)]
    yield "Markdown", "markdown-it-py", str(_compared(_markdown_it(), _our_markdown(), texts, rounds))
    diagrams = [text for whole in texts for text in _fences(whole)]
    yield "Mermaid", "merman", str(_compared(_merman(), _our_mermaid(), diagrams, rounds))


def _compared(library: Reader, ours: Reader, texts: list[str], rounds: int) -> Spread:
    times: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        times.append((_time(library, texts), _time(ours, texts)))
    return ratios([first for first, _ in times[1:]], [second for _, second in times[1:]])


def _time(read: Reader, texts: list[str]) -> float:
    begin = process_time()
    for text in texts:
        read(text)
    return process_time() - begin


def _our_markdown() -> Reader:
    from advisor.formats.markdown.blocks import scan_blocks
    from advisor.text.source import Source

    return lambda text: scan_blocks(Source("design.md", text))


def _markdown_it() -> Reader:
    from markdown_it import MarkdownIt

    return MarkdownIt("gfm-like", {"linkify": False}).parse


def _our_mermaid() -> Reader:
    from advisor.formats.diagram import split_lines
    from advisor.formats.mermaid import read_mermaid

    return lambda text: read_mermaid(split_lines(text, 0, len(text)))


def _merman() -> Reader:
    import merman

    return lambda text: merman.Merman().parse_json(text, None)


def _fences(text: str) -> list[str]:
    return [part.partition("```")[0] for part in text.split("```mermaid\n")[1:]]


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name.partition(".")[0]) is not None


def main() -> int:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    print(table(("import", "x python -c pass"), list(import_costs(rounds))), end="\n\n")
    print(table(("notation", "library", "x our reader"), list(reading_costs(rounds))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
