"""Benchmark environment: generated projects, and one virtual environment for all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

from advisor.bench.claims import QUEUE, BenchProgram
from advisor.errors import InputError, Problem
from advisor.scaffold.recipe import TEMPLATES

PROGRAMS = "_bench"  # directory next to the recipes
MARK = ".advisor-bench"  # marks a folder created by `advisor bench`
PACKAGES = {QUEUE: "bench_queue"}
ENVIRONMENT, STAMP = ".venv", "installed.txt"
LAST_LINES = 5
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)")


class BenchEnvironment(NamedTuple):
    folder: Path
    python: Path
    edited_recipes: tuple[str, ...]  # recipes whose project was edited

    def command(self, program: BenchProgram) -> list[str]:
        """Returns the command line of a program."""
        argument = [program.argument] if program.argument else []
        return [str(self.python), str(TEMPLATES / PROGRAMS / program.file), *argument]

    def environment_variables(self, program: BenchProgram) -> dict[str, str]:
        """Returns the environment variables of a program: few inherited ones, and the paths of its projects."""
        inherited = {name: value for name, value in os.environ.items()
                     if name in ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", program.needs)}
        sources = [str(self.folder / recipe / "src") for recipe in program.recipes]
        return {**inherited, "PYTHONPATH": os.pathsep.join(sources),
                "PYTHONPYCACHEPREFIX": str(self.folder / ".compiled"), "NO_PROXY": "*", "PYTHONUNBUFFERED": "1"}

    def log(self, program: BenchProgram) -> Path:
        """Returns the path of a program's error log."""
        return self.folder / f"{program.name}.log"


@contextmanager
def open_bench_folder(keep: str) -> Iterator[Path]:
    """Yields the folder to keep, or a temporary one if `keep` is empty. Raises InputError."""
    if not keep:
        with TemporaryDirectory(prefix="advisor-bench-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
    folder = Path(keep).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise InputError(Problem("This folder is not empty, and advisor bench has not made it.",
                                     "Name an empty or a new one with --keep.", file=keep))
        (folder / MARK).touch()
    except OSError as error:
        raise InputError(Problem(f"This cannot be used: {error.strerror or error}.", "Name another folder with --keep.",
                                 file=keep)) from error
    yield folder


def set_up_environment(folder: Path, recipes: Sequence[str], say: Callable[[str], None]) -> BenchEnvironment:
    """Generates the projects and installs their packages. Raises InputError if that fails."""
    edited = tuple(recipe for recipe in recipes if not _write(folder / recipe, recipe))
    for recipe in edited:
        say(f"{folder / recipe} is not as it would be generated now; it is measured as it is.")
    packages = merge_requirements(folder / recipe for recipe in recipes)
    pins = merge_constraints((folder / recipe / "requirements.lock").read_text(encoding="utf-8") for recipe in recipes)
    python = _install(folder, packages, pins, say)
    return BenchEnvironment(folder, python, edited)


def project_package(recipe: str) -> str:
    """Returns the package name of a project, which the programs import."""
    return PACKAGES.get(recipe, f"bench_{recipe}")


def merge_requirements(projects: Iterable[Path]) -> list[str]:
    """Returns the runtime dependencies of some projects, without their test dependencies."""
    pages = (tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8")) for project in projects)
    return sorted({str(package) for page in pages for package in page["project"]["dependencies"]})


def merge_constraints(locks: Iterable[str]) -> list[str]:
    """Returns the pins on which all locks agree; the installer resolves the others."""
    pins: dict[str, set[str]] = {}
    for lock in locks:
        for line in lock.splitlines():
            if pin := PIN.match(line):
                pins.setdefault(pin[1].lower(), set()).add(pin[2])
    return [f"{name}=={version}" for name, versions in sorted(pins.items()) if len(versions) == 1
            for version in versions]


def _write(folder: Path, recipe: str) -> bool:
    """Writes a project if there is none. Returns whether it is unedited."""
    from advisor.scaffold.apply import apply_diff, check_new, check_not_created_meanwhile, diff_folder
    from advisor.scaffold.lock import locked
    from advisor.scaffold.manifest import has_manifest, read_manifest
    from advisor.scaffold.plan import plan_project
    from advisor.scaffold.recipe import load_recipe
    from advisor.scaffold.subject import spec_for_pattern
    from advisor.version import __version__

    loaded = load_recipe(recipe)
    subject = spec_for_pattern(loaded, loaded.technologies[0], project_package(recipe), "# Made to be measured\n", ())
    project_plan = plan_project(subject, __version__)
    if has_manifest(folder):
        return diff_folder(folder, project_plan, read_manifest(folder)).is_current
    check_new(folder)
    with locked(folder) as is_held:
        surveyed = diff_folder(folder, project_plan, None)
        check_not_created_meanwhile(surveyed, is_held)
        apply_diff(surveyed, __version__)
    return True


def _install(folder: Path, packages: Sequence[str], pins: Sequence[str], say: Callable[[str], None]) -> Path:
    """Creates or reuses a virtual environment with all packages; returns its Python."""
    started = monotonic()
    python = folder / ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = folder / ENVIRONMENT / STAMP
    digest = sha256("\n".join((sys.version, *packages, "", *pins)).encode()).hexdigest()
    if python.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        say(f"The environment in {folder / ENVIRONMENT} is used again.")
        return python
    (folder / "requirements.txt").write_text("\n".join(packages) + "\n", encoding="utf-8")
    (folder / "constraints.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
    uv = _uv()
    say(f"Setting up an environment in {folder / ENVIRONMENT} with {'uv' if uv else 'pip'}, "
        f"for {len(packages)} packages and what they need ...")
    files = ["-r", str(folder / "requirements.txt"), "-c", str(folder / "constraints.txt")]
    if uv:
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder / ENVIRONMENT)])
        _run([uv, "pip", "install", "--quiet", "--python", str(python), *files])
    else:
        _run([sys.executable, "-m", "venv", "--clear", str(folder / ENVIRONMENT)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *files])
    stamp.write_text(digest, encoding="utf-8")
    say(f"It took {monotonic() - started:.1f} s.")
    return python


def _uv() -> str:
    """Returns the path of a working uv, or an empty text."""
    path = which("uv")
    if path is None:
        return ""
    completed = subprocess.run([path, "--version"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return path if completed.returncode == 0 else ""


def _run(command: Sequence[str]) -> None:
    completed = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace", check=False)
    if completed.returncode != 0:
        lines = [line.strip() for line in completed.stdout.strip().splitlines() if line.strip()]
        raise InputError(Problem(
            f"The environment could not be set up: {' | '.join(lines[-LAST_LINES:]) or 'nothing was said about it'}.",
            "bench needs a package index once; with --keep DIR what was set up is used again."))
