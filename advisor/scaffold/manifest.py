"""Manifest of a project: its subject, a digest of every file, and the files as last written (merge base)."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.scaffold.project import RESTORE_REMEDY, SCHEMA, ProjectPlan, ProjectSpec
from advisor.scaffold.safe_paths import BASE, MANIFEST, is_project_path, read_file

MAX_BYTES = 20_000_000  # of the unpacked base archive


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
        data = read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        message = f"This manifest cannot be read: {error}."
        raise InputError([Problem(message, RESTORE_REMEDY, file=str(path))]) from error
    from advisor.scaffold.manifest_file import parse_manifest  # imports pydantic

    content = parse_manifest(str(path), data)
    digests = {name: entry.sha256 for name, entry in content.files.items()}
    owners: dict[str, str] = {name: entry.owner for name, entry in content.files.items()}
    return ProjectManifest(content.advisor, content.subject, digests, owners, _read_base(folder, digests))


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
