"""One text, one verdict: by `lint` and by `evaluate`, by its name, as a copy in .txt and on standard input."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.api import load_examples
from benchmarks.same_findings import compare_folder, differences, run
from tests import CASES, ROOT

SAME = 'version: 1\ninteractions:\n  - {id: a, from: b, to: c, design: {pattern: rest, timeout_ms: none}}\n'


@pytest.mark.parametrize("folder", [ROOT / "examples", CASES / "documents"], ids=lambda path: path.name)
def test_documents_get_the_same_findings_on_every_road(folder: Path) -> None:
    count, found = compare_folder(folder)
    assert found == []
    assert count > 4


def test_examples_of_practices_get_the_same_findings_on_every_road(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fourth of them; the script takes a folder with all."""
    monkeypatch.chdir(tmp_path)
    texts = {name: examples.bad for name, examples in load_examples().items() if examples.bad}
    for name, text in list(texts.items())[::4]:
        path = Path(f"{name}.{'md' if text.lstrip().startswith('#') else 'yaml'}")
        path.write_text(text)
        assert list(differences(path)) == []


def test_a_difference_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests above would prove nothing."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SAME)
    monkeypatch.setattr("benchmarks.same_findings.run", lambda command, *rest, **text: run(
        command, *rest, *(("--ignore", "missing-timeout") if command == "evaluate" else ()), **text))
    assert [line.split(" differs")[0] for line in differences(Path("a.yaml"))] == [
        "a.yaml: evaluate", "a.yaml: evaluate of a copy", "a.yaml: evaluate on standard input"]
