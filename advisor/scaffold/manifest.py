"""Manifest of a project: its subject, a digest of every file, and the files as last written (merge base)."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.project import OWNERS, ProjectPlan, ProjectSpec
from advisor.scaffold.recipe import recipe_names
from advisor.scaffold.safe_paths import BASE, MANIFEST, is_project_path, read_file
from advisor.text.suggestions import did_you_mean

SCHEMA = 1
MAX_BYTES = 20_000_000  # of the unpacked base archive
LIST_FIELDS = ("services", "interactions", "contracts")
NAME_FIELDS = ("recipe", "project", "service", "technology", "resource", "channel")
NAME = re.compile(r"[A-Za-z0-9._-]*")
RESTORE_REMEDY = "Restore .advisor from version control, or scaffold into a new folder."


class ProjectManifest(NamedTuple):
    version: str  # of advisor that wrote it
    subject: ProjectSpec
    digests: dict[str, str]
    owners: dict[str, str]
    base: dict[str, str]  # text by path, as last written


def manifest_text(plan: ProjectPlan, version: str) -> str:
    """Returns the manifest of a plan as JSON."""
    files = {file.path: {"owner": file.owner, "sha256": text_digest(file.text)} for file in plan.files}
    page = {"schema": SCHEMA, "advisor": version, "subject": plan.subject._asdict(), "files": files}
    return json.dumps(page, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def base_bytes(plan: ProjectPlan) -> bytes:
    """Returns a reproducible archive of a plan's files, without timestamps."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file, \
            tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for planned in plan.files:
            content = planned.text.encode()
            entry = tarfile.TarInfo(planned.path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def read_manifest(folder: Path) -> ProjectManifest | None:
    """Returns the manifest of a folder, or None if there is none.

    Raises InputError for an invalid manifest.
    """
    path = folder / MANIFEST
    try:
        page = json.loads(read_file(path).decode("utf-8"))
        subject = _subject(page["subject"])
        files = {str(name): dict(entry) for name, entry in page["files"].items()}
        invalid = sorted(name for name in files if not is_project_path(name))
        if invalid or not files:
            raise ValueError(f"`{invalid[0]}` is no place for a file of a project" if invalid else "it names no files")
        digests = {name: str(entry["sha256"]) for name, entry in files.items()}
        owners = {name: str(entry["owner"]) for name, entry in files.items()}
        if page["schema"] != SCHEMA or not set(owners.values()) <= set(OWNERS):
            raise ValueError("it is of another version")
        version = str(page["advisor"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            [Problem(f"This manifest cannot be read: {error}.", RESTORE_REMEDY, file=str(path))]
        ) from error
    if subject.recipe not in recipe_names():
        raise InputError([Problem(f"There is no recipe `{subject.recipe}`.",
                                  did_you_mean(subject.recipe, recipe_names()) or RESTORE_REMEDY, file=str(path))])
    return ProjectManifest(version, subject, digests, owners, _read_base(folder, digests))


def has_manifest(folder: Path) -> bool:
    """Returns whether a folder has a manifest, readable or not."""
    return os.path.lexists(folder / MANIFEST)


def manifest_file_names(path: Path) -> set[str]:
    """Returns the file names in a manifest; an empty set if it cannot be read."""
    try:
        return {name for name in json.loads(read_file(path))["files"] if is_project_path(name)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def text_digest(text: str) -> str:
    """Returns the SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def _subject(page: dict[str, Any]) -> ProjectSpec:
    if set(page) - set(ProjectSpec._fields):
        raise ValueError("it names answers that this version does not know")
    for name, value in page.items():
        _check_field(name, value)
    lists = {name: tuple(page.get(name, ())) for name in ("summary", *LIST_FIELDS)}
    return ProjectSpec(**{**page, **lists})


def _check_field(name: str, value: Any) -> None:
    """Raises ValueError for a field of the wrong type, or a name with unsafe characters."""
    if name in ("interaction", "design"):
        if not isinstance(value, dict):
            raise ValueError(f"`{name}` is no object")
    elif name == "summary" or name in LIST_FIELDS:
        item_type = str if name == "summary" else dict
        if not isinstance(value, list) or not all(isinstance(item, item_type) for item in value):
            raise ValueError(f"`{name}` is no list of {'texts' if item_type is str else 'objects'}")
    elif not isinstance(value, str):
        raise ValueError(f"`{name}` is no text")
    elif name in NAME_FIELDS and not NAME.fullmatch(value):
        raise ValueError(f"`{name}` is no name")


def _read_base(folder: Path, digests: dict[str, str]) -> dict[str, str]:
    """Returns the files as last written; only files in the manifest, verified by digest."""
    path = folder / BASE
    texts: dict[str, str] = {}
    try:
        packed = read_file(path)
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            unpacked = file.read(MAX_BYTES + 1)
        if len(unpacked) > MAX_BYTES:
            raise ValueError("it is too large")
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() and entry.name in digests else None
                if content is not None:
                    texts[entry.name] = content.read().decode("utf-8")
    except (OSError, EOFError, ValueError, tarfile.TarError) as error:
        raise InputError([Problem(f"This archive cannot be read: {error}.", RESTORE_REMEDY, file=str(path))]) from error
    mismatched = sorted(name for name, expected in digests.items()
                        if name not in texts or text_digest(texts[name]) != expected)
    if mismatched:
        raise InputError([Problem(f"This archive does not hold `{mismatched[0]}` as the manifest says.", RESTORE_REMEDY,
                                  file=str(path))])
    return texts
