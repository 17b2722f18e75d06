"""What is shipped: the wheel, the source archive, and nothing that nobody uses."""

from __future__ import annotations

import ast
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import advisor
from advisor.cli.app import COMMANDS
from advisor.linter.check_registry import PACKAGE, REPORTED_ELSEWHERE, check_names
from advisor.reporters import REPORTERS
from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRY_POINTS = {"advisor", "advisor.__main__"}
TEMPLATES = "advisor/scaffold/templates/"  # what stands there becomes other projects


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the wheel and the source archive, built offline by the build backend itself."""
    directory = tmp_path_factory.mktemp("archives")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--directory", str(directory)], cwd=ROOT, check=True,
                   capture_output=True)
    return directory


@pytest.fixture(scope="session")
def wheel(archives: Path) -> set[str]:
    (path,) = archives.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def source_archive(archives: Path) -> set[str]:
    (path,) = archives.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def files(directory: str, pattern: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / directory).rglob(pattern) if path.is_file()}


def test_the_wheel_has_every_rule(wheel: set[str]) -> None:
    rules = files("rules", "*.yaml")
    assert "rules/communication/pack.yaml" in rules
    assert {f"advisor/_{name}" for name in rules} <= wheel


def test_the_wheel_has_every_module_and_says_that_it_is_typed(wheel: set[str]) -> None:
    assert files("advisor", "*.py") | {"advisor/py.typed"} <= wheel


def test_the_wheel_has_every_template_and_nothing_that_was_made_in_one(wheel: set[str]) -> None:
    made = (".venv/", ".mypy_cache/", ".pytest_cache/", ".ruff_cache/", ".hypothesis/", "/var/", ".egg-info")
    templates = {name for name in files(TEMPLATES, "*") if "__pycache__" not in name}
    assert f"{TEMPLATES}grpc/recipe.yaml" in templates
    assert templates == {name for name in wheel if name.startswith(TEMPLATES)}
    assert not [name for name in templates if any(part in name for part in made)]


def test_the_wheel_has_one_package_and_no_tests(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert tops == {"advisor", f"comms_advisor-{advisor.__version__}.dist-info"}
    assert not [name for name in wheel if ("test_" in name and not name.startswith(TEMPLATES)) or "__pycache__" in name]


def test_the_wheel_carries_its_licence_and_command(wheel: set[str]) -> None:
    info = f"comms_advisor-{advisor.__version__}.dist-info"
    assert {f"{info}/licenses/LICENSE", f"{info}/entry_points.txt"} <= wheel


def test_the_source_archive_has_what_its_tests_and_documents_need(source_archive: set[str]) -> None:
    wanted = {"pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile"}
    for directory in ("advisor", "rules", "tests", "docs", "examples"):
        wanted |= {name for name in files(directory, "*") if "__pycache__" not in name}
    assert wanted - source_archive == set()


def test_the_source_archive_has_nothing_that_was_made_on_the_way(source_archive: set[str]) -> None:
    assert not [name for name in source_archive if "__pycache__" in name or name.startswith((".venv", "dist/"))]


def test_the_version_is_one() -> None:
    assert advisor.__version__ == PROJECT["version"]


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{advisor.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_command_is_the_entry_point() -> None:
    assert PROJECT["scripts"] == {"advisor": "advisor.__main__:main"}


def test_every_module_is_imported_by_another_one() -> None:
    paths = [path for path in (ROOT / "advisor").rglob("*.py") if not path.is_relative_to(ROOT / TEMPLATES)]
    modules = {module_name(path) for path in paths}
    used = {name for path in paths for name in imported(path, modules)}
    used |= {source.place.partition(":")[0] for source in COMMANDS.values()}
    used |= {reporter.__module__ for reporter in REPORTERS.values()}
    used |= {f"{PACKAGE}.{name.replace('-', '_')}" for name in check_names() if name not in REPORTED_ELSEWHERE}
    packages = {name.rpartition(".")[0] for name in used}
    assert sorted(modules - used - packages - ENTRY_POINTS) == []


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, modules: set[str]) -> Iterator[str]:
    """The modules that a file imports, itself left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    yield from (found & modules) - {module_name(path)}
