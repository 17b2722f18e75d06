"""What a run is about to replace, so that the next one can undo it if it never came to its end."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.changes import NEW_SUFFIX
from advisor.scaffold.manifest import names_of
from advisor.scaffold.places import BASE, FOLDER, MANIFEST, check_links, check_place, faults, read_file

JOURNAL = f"{FOLDER}/journal.json"
NEXT, PREVIOUS = f"{FOLDER}/next", f"{FOLDER}/previous"
SCHEMA = 1
DIGEST = re.compile(r"[0-9a-f]{64}")
REMEDY = f"Look at what stands there, restore it from version control, and remove {JOURNAL}."


class Step(NamedTuple):
    """One file, by what it holds; None where it is not there."""

    before: str | None
    after: str | None


def begin(folder: Path, steps: Mapping[str, Step]) -> None:
    """Writes down what is about to happen; from now on it is undone unless `end` follows."""
    written = folder / NEXT / FOLDER / "journal.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps({"schema": SCHEMA, "files": steps}, sort_keys=True), encoding="utf-8")
    written.replace(folder / JOURNAL)


def end(folder: Path) -> None:
    """Says that all has happened."""
    (folder / JOURNAL).unlink()
    clear(folder)


def clear(folder: Path) -> None:
    """Takes away what was prepared and kept. Raises OSError or InputError where it stays."""
    for name in (NEXT, PREVIOUS):
        check_links(folder, name)
        with suppress(FileNotFoundError):
            shutil.rmtree(folder / name)


def digest_at(path: Path) -> str | None:
    """Returns the fingerprint of what a file holds; None where it is not there, and none at all of a folder."""
    if path.is_dir():
        return ""
    try:
        return sha256(read_file(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_journal(folder: Path) -> dict[str, Step] | None:
    """Returns what an interrupted run was doing, or None where none was interrupted.

    Raises InputError for a journal that no run can have written: it would have files replaced that are not ours.
    """
    check_links(folder, JOURNAL)
    journal = folder / JOURNAL
    try:
        page = json.loads(read_file(journal))
        if page["schema"] != SCHEMA:
            raise ValueError("it is of another version")
        steps = {path: Step(*said) for path, said in page["files"].items()}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused(folder, f"This journal of an interrupted run cannot be read: {error}.") from error
    with faults(folder, REMEDY):
        for problem in _wrong(folder, steps):
            raise _refused(folder, f"No interrupted run has written this journal: {problem}.")
    return steps


def recover(folder: Path) -> tuple[str, ...] | None:
    """Returns what somebody has edited since a run was interrupted, after undoing everything else of it.

    None where no run had begun to replace anything; what one has prepared goes. Raises InputError where it cannot be
    undone.
    """
    steps = read_journal(folder)
    if steps is None:
        with faults(folder):
            clear(folder)
        return None
    with faults(folder, "An interrupted run is not undone yet. Make room or give permission; the next run goes on."):
        for path in sorted(steps, key=lambda one: one in (MANIFEST, BASE)):  # last, for it knows which files are ours
            if _is_to_do(folder, path, steps[path]):
                _undo(folder, path, steps[path])
        edited = tuple(path for path, step in steps.items() if digest_at(folder / path) != step.before)
        end(folder)
    return edited


def _wrong(folder: Path, steps: Mapping[str, Step]) -> Iterator[str]:
    known = {MANIFEST, BASE}
    for place in (folder, folder / NEXT, folder / PREVIOUS):
        names = names_of(place / MANIFEST)
        known |= names | {f"{name}{NEW_SUFFIX}" for name in names}
    for path, step in steps.items():
        check_place(folder, path)
        check_links(folder, f"{PREVIOUS}/{path}")
        if not all(said is None or (isinstance(said, str) and DIGEST.fullmatch(said)) for said in step):
            yield f"`{path}` has no digest"
        elif _is_to_do(folder, path, step):
            if path not in known:
                yield f"`{path}` is no file of this project"
            elif step.before and digest_at(folder / PREVIOUS / path) != step.before:
                yield f"`{path}` is not kept as it was"


def _is_to_do(folder: Path, path: str, step: Step) -> bool:
    """Only what the run itself has written is put back: not what it never came to, and not what was edited since."""
    return digest_at(folder / path) == step.after != step.before


def _undo(folder: Path, path: str, step: Step) -> None:
    there = folder / path
    if step.before is not None:
        there.parent.mkdir(parents=True, exist_ok=True)
        (folder / PREVIOUS / path).replace(there)
        return
    there.unlink(missing_ok=True)
    for parent in there.relative_to(folder).parents[:-1]:
        with suppress(OSError):  # it holds more
            (folder / parent).rmdir()


def _refused(folder: Path, message: str) -> InputError:
    return InputError([Problem(message, REMEDY, file=str(folder / JOURNAL))])
