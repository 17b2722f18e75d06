"""`architecture.md`: the layers and packages of the code, with a picture, and three flows through them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pages import GENERATED

ROOT = Path(__file__).parents[2]
HIDDEN = ("__main__", "version")  # start and version: no step of any flow
INTRODUCTION = """\
# Architecture

One road: **a format turns text into a diagram, blocks or a tree; extraction turns those into interactions; the engine
advises and analysis calculates; the linter judges; one report is written in many formats.** `evaluate` and `lint` both
take it.

Imports point down, packages of one layer do not import each other, and no package has a circle of imports inside.
`lint-imports` checks all of it against the contracts in [pyproject.toml](../pyproject.toml), from which the picture and
the table below are made. The words are explained in the [glossary](glossary.md); how to add a format, a check, a
report, a rule or a command is described in [CONTRIBUTING](../CONTRIBUTING.md).
"""
ROAD = """\
```mermaid
flowchart LR
  file([file]) -->|text| formats
  formats -->|diagram, blocks, tree| extraction
  extraction -->|interactions| engine
  extraction -->|interactions| analysis
  rules([rules/*.yaml]) --> rulebook
  rulebook -->|pack| engine
  engine -->|scores, advice| linter
  analysis -->|calls, times, availability| linter
  linter -->|findings, questions, flows| reporters
  engine -->|recommendations| reporters
  reporters -->|text, JSON, SARIF, ...| output([output])
```
"""
FLOWS = """\
## Three flows

### A document to SARIF

`advisor lint design.md --format sarif`

| step | where | what happens |
| --- | --- | --- |
| 1 | `advisor/cli/app.py`, `advisor/cli/lint/command.py` | arguments are parsed; every problem of the call is reported at once |
| 2 | `advisor/cli/lint/project.py`, `advisor/settings/` | project root, `.advisor.yaml` and options become the settings in force |
| 3 | `advisor/runner/discovery.py` | files are found: named paths, folders, `.gitignore`, `--exclude` |
| 4 | `advisor/runner/run_checks.py`, `advisor/runner/cache.py` | each file is read; known results come from the cache, others from worker processes |
| 5 | `advisor/formats/detection.py` | name and first lines decide the format |
| 6 | `advisor/formats/` | Markdown becomes blocks, diagrams become nodes and edges, YAML becomes a tree, all with source offsets |
| 7 | `advisor/extraction/documents.py` | nodes get roles, brokers are collapsed, labels become facts, and descriptions of one interaction are merged |
| 8 | `advisor/linter/lint.py`, `advisor/linter/judge.py` | each active practice is applied to the facts; computed checks run from `advisor/linter/checks/` |
| 9 | `advisor/linter/suppressions/`, `advisor/linter/fixes/` | ignore comments silence findings; findings get their fixes |
| 10 | `advisor/cli/lint/finding_filters.py` | baseline and `--since` filter the findings |
| 11 | `advisor/reporters/sarif.py` | the results are written; the exit code follows from `--fail-on` |

### An architecture file to a table

`advisor evaluate orders.yaml`

| step | where | what happens |
| --- | --- | --- |
| 1 | `advisor/cli/evaluate/run.py` | destinations are checked before any work |
| 2 | `advisor/settings/resolve.py`, `advisor/api.py` | settings are resolved; the compiled pack comes from its cache, or is built by `advisor/rulebook/` and `advisor/engine/compile.py` |
| 3 | `advisor/runner/evaluate.py` | named files form one group, each file found in a directory its own; files of other tools are named |
| 4 | `advisor/extraction/documents.py` | each file is read by its format; an architecture file goes through `advisor/notation/` and `advisor/extraction/architecture/` |
| 5 | `advisor/linter/lint.py` | the documents are judged as by `lint`, with open questions, counts and flows |
| 6 | `advisor/analysis/` | call graph, latency, retries and availability of the flows are calculated |
| 7 | `advisor/engine/__init__.py` | each interaction gets its recommendation, while the report is written |
| 8 | `advisor/reporters/text.py` | the table, the findings and the flows are written |

### An answer to a recommendation

`advisor ask`, and `advisor recommend` from step 4 on

| step | where | what happens |
| --- | --- | --- |
| 1 | `advisor/cli/ask/run.py` | a prompter is chosen: full terminal, numbered lines, or none |
| 2 | `advisor/interview/next_question.py` | the question is chosen whose answers change the outcome most, by a search over all answers |
| 3 | `advisor/interview/session.py` | the answer is added to the facts; it can be undone |
| 4 | `advisor/model/fact_checks.py` | facts are checked against the vocabulary of the pack |
| 5 | `advisor/engine/fact_index.py` | each fact selects a bit mask of the conditions it allows; one `and` per fact gives the rules that fire |
| 6 | `advisor/engine/ranking.py` | points are added up; exclusions and precedence decide the order |
| 7 | `advisor/engine/completions.py`, `advisor/engine/flip_points.py` | a bounded exact search proves whether unknown facts can change the winner; single changes that do are listed |
| 8 | `advisor/reporters/result.py` | answer, reasons, why-not and next commands are written |

## Where to find things

| question | place |
| --- | --- |
| the condition of a rule or practice | `rules/communication/`, explained in [rules/README.md](../rules/README.md) |
| the code of a computed check | `advisor/linter/checks/`, one file per check, named like its rule |
| the reader of a notation | `advisor/formats/`, one module or package per notation |
| a report format | `advisor/reporters/`, one module per format |
| a command and its options | `advisor/cli/`, one package per command |
| an exit code | `advisor/cli/exit_codes.py` |
| the text of a message | `grep -rn "part of the message" advisor rules`: messages are whole sentences in one place |
| a template of generated projects | `advisor/scaffold/templates/` |
| the tests of a package | the folder of the same name in `tests/`; promises as data in `tests/cases/` |
"""


class Layer(NamedTuple):
    """The packages and modules of one layer, highest first in the contract."""

    names: tuple[str, ...]


def page() -> str:
    """Returns the page."""
    layers = [layer for layer in read_layers() if layer.names]
    return "\n".join([GENERATED, INTRODUCTION, ROAD, "## Layers\n", *_picture(layers), "", *_table(layers), "", FLOWS])


def read_layers() -> list[Layer]:
    """Returns the layers of the import contract, without those that no flow passes through."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in data["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return [Layer(tuple(name for name in map(str.strip, line.split("|")) if name not in HIDDEN))
            for line in contract["layers"]]


def _picture(layers: list[Layer]) -> Iterator[str]:
    yield "```mermaid"
    yield "flowchart TB"
    yield from (f'  layer{number}["{" · ".join(layer.names)}"]' for number, layer in enumerate(layers))
    yield "  " + " --> ".join(f"layer{number}" for number in range(len(layers)))
    yield "```"


def _table(layers: list[Layer]) -> Iterator[str]:
    yield "| layer | package | what it does |"
    yield "| --- | --- | --- |"
    for number, layer in zip(range(len(layers), 0, -1), layers, strict=True):
        for name in layer.names:
            path = _path(name)
            yield f"| {number} | `{path.relative_to(ROOT).as_posix()}` | {_first_line(path)} |"


def _path(name: str) -> Path:
    package = ROOT / "advisor" / name
    return package if package.is_dir() else package.with_suffix(".py")


def _first_line(path: Path) -> str:
    module = path / "__init__.py" if path.is_dir() else path
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
