"""Writes the generated pages of this directory; with --check it names the stale ones instead and exits with 1."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from json import dumps
from pathlib import Path

from pages import architecture, cli, facts, guards, report, rules

from advisor.api import load_engine, load_pack
from advisor.extraction.architecture.schema import architecture_schema
from advisor.reporters.json_schema import report_schema

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    """Writes or checks the pages and returns the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python docs/generate.py [--check]", file=sys.stderr)
        return 2
    stale = [(name, text) for name, text in generated_pages().items() if _written(name) != text]
    for name, text in stale:
        if arguments:
            print(f"docs/{name} is stale. Run `make docs`.")
        else:
            (HERE / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"docs/{name} written.")
    return 1 if stale and arguments else 0


def generated_pages() -> dict[str, str]:
    """Returns every generated page by its name."""
    pack, engine = load_pack(()), load_engine(())
    return {"architecture.md": architecture.page(), "rules.md": rules.page(pack, engine),
            "facts.md": facts.page(pack, engine.terms), "cli.md": cli.page(), "guards.md": guards.page(),
            "json.md": report.page(), "report.schema.json": dumps(report_schema(), indent=2) + "\n",
            "architecture.schema.json": dumps(architecture_schema(engine.terms), indent=2) + "\n"}


def _written(name: str) -> str | None:
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
