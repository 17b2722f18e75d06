"""The contract: it follows the rules of its kind, breaks nobody, and the code is made from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import __service__.gen

ROOT = Path(__file__).parents[1]
GENERATED = Path(str(__service__.gen.__file__)).parent


def buf(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).parent / "buf")
    return subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_the_contract_is_clean() -> None:
    done = buf("lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_breaks_nobody_who_uses_the_last_release() -> None:
    done = buf("breaking", "proto", "--against", "tests/contract")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_change_of_a_type_would_be_noticed(tmp_path: Path) -> None:
    changed = tmp_path / "shop" / "orders" / "v1" / "orders.proto"
    changed.parent.mkdir(parents=True)
    text = (ROOT / "proto/shop/orders/v1/orders.proto").read_text()
    changed.write_text(text.replace("int64 total_cents = 4", "string total_cents = 4"))
    done = buf("breaking", str(tmp_path), "--against", "tests/contract")
    assert "total_cents" in done.stdout


def test_the_generated_code_is_made_from_the_contract(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "__service__.gen", str(tmp_path)], check=True)
    for made in sorted(tmp_path.iterdir()):
        current = (GENERATED / made.name).read_text()
        assert made.read_text() == current, f"{made.name}: run python -m __service__.gen"
