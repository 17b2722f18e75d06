"""What was written last time: the answers, a digest of every file, and the files as they were."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.notation.suggest import did_you_mean
from advisor.scaffold.project import OWNERS, Plan, Subject
from advisor.scaffold.recipe import recipe_names

FOLDER = ".advisor"
MANIFEST = f"{FOLDER}/manifest.json"
BASE = f"{FOLDER}/base.tar.gz"
SCHEMA = 1
MAX_BYTES = 20_000_000  # of a base, unpacked
AGAIN = "Restore .advisor from version control, or scaffold into a new folder."


class Manifest(NamedTuple):
    version: str  # of advisor, when it was written
    subject: Subject
    digests: dict[str, str]
    owners: dict[str, str]
    base: dict[str, str]  # text by path, as it was written


def manifest_text(plan: Plan, version: str) -> str:
    """Returns the manifest of a plan."""
    files = {file.path: {"owner": file.owner, "sha256": digest(file.text)} for file in plan.files}
    page = {"schema": SCHEMA, "advisor": version, "subject": plan.subject._asdict(), "files": files}
    return json.dumps(page, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def base_bytes(plan: Plan) -> bytes:
    """Returns an archive of a plan's files; it holds no dates, so that the same plan gives the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as file, \
            tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for planned in plan.files:
            content = planned.text.encode()
            entry = tarfile.TarInfo(planned.path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def read_manifest(folder: Path) -> Manifest | None:
    """Returns what was written into a folder last time, or None where nothing was.

    Raises InputError where that cannot be understood.
    """
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
        subject = _subject(page["subject"])
        files = {str(name): dict(said) for name, said in page["files"].items()}
        digests = {name: str(said["sha256"]) for name, said in files.items()}
        owners = {name: str(said["owner"]) for name, said in files.items()}
        if page["schema"] != SCHEMA or not set(owners.values()) <= set(OWNERS):
            raise ValueError("it is of another version")
        version = str(page["advisor"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError([Problem(f"This manifest cannot be read: {error}.", AGAIN, file=str(path))]) from error
    if subject.recipe not in recipe_names():
        raise InputError([Problem(f"There is no recipe `{subject.recipe}`.",
                                  did_you_mean(subject.recipe, recipe_names()) or AGAIN, file=str(path))])
    return Manifest(version, subject, digests, owners, _base(folder, digests))


def digest(text: str) -> str:
    """Returns the fingerprint of a file's text."""
    return sha256(text.encode()).hexdigest()


def _subject(page: dict[str, Any]) -> Subject:
    if set(page) - set(Subject._fields):
        raise ValueError("it names answers that this version does not know")
    subject = Subject(**{**page, "summary": tuple(page["summary"]), "services": tuple(page["services"]),
                         "interactions": tuple(page["interactions"]), "contracts": tuple(page.get("contracts", ()))})
    for name in ("recipe", "project", "service", "title", "technology", "resource", "channel", "decision", "source"):
        if not isinstance(getattr(subject, name), str):
            raise ValueError(f"`{name}` is no text")
    return subject


def _base(folder: Path, digests: dict[str, str]) -> dict[str, str]:
    """Returns the files as they were written. Only files that the manifest names are taken, and only as they were."""
    path = folder / BASE
    found: dict[str, str] = {}
    try:
        packed = path.read_bytes()
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            unpacked = file.read(MAX_BYTES + 1)
        if len(unpacked) > MAX_BYTES:
            raise ValueError("it is too large")
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() and entry.name in digests else None
                if content is not None:
                    found[entry.name] = content.read().decode("utf-8")
    except (OSError, EOFError, ValueError, tarfile.TarError) as error:
        raise InputError([Problem(f"This archive cannot be read: {error}.", AGAIN, file=str(path))]) from error
    wrong = sorted(name for name, known in digests.items() if name not in found or digest(found[name]) != known)
    if wrong:
        raise InputError([Problem(f"This archive does not hold `{wrong[0]}` as the manifest says.", AGAIN,
                                  file=str(path))])
    return found
