"""Validates the text of a manifest, with the location of every error."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from advisor.errors import InputError
from advisor.notation.load import decode_source
from advisor.notation.validation import invalid_entries, invalid_value
from advisor.notation.versioned_file import FileContent, FileKind, read_versioned
from advisor.scaffold.project import RESTORE_REMEDY, SCHEMA, Owner, ProjectSpec
from advisor.scaffold.recipe import recipe_names
from advisor.scaffold.safe_paths import is_project_path
from advisor.text.quoting import quote_value
from advisor.text.suggestions import did_you_mean

KIND = FileKind("a manifest", "schema", SCHEMA, RESTORE_REMEDY)
NAME_FIELDS = ("recipe", "project", "service", "technology", "resource", "channel")
NAME = re.compile(r"[A-Za-z0-9._-]*")


def parse_manifest(name: str, data: bytes) -> ManifestContent:
    """Returns the content of a manifest. Raises InputError with every problem."""
    try:
        source = decode_source(name, data)
    except InputError as error:
        raise InputError(problem._replace(remedy=RESTORE_REMEDY) for problem in error.problems) from error
    return read_versioned(source, KIND, ManifestContent)


def _check_path(path: str) -> str:
    if not is_project_path(path):
        raise invalid_value(f"{quote_value(path)} is no place for a file of a project.", RESTORE_REMEDY)
    return path


def _check_files(files: dict[str, FileEntry]) -> dict[str, FileEntry]:
    if not files:
        raise invalid_value("This manifest names no files.", RESTORE_REMEDY)
    return files


def _check_mapping(value: Any) -> Any:
    if not isinstance(value, dict):  # a list could be a named tuple
        raise invalid_value("`subject` must be a mapping (`key: value`).", RESTORE_REMEDY)
    return value


def _check_subject(subject: ProjectSpec) -> ProjectSpec:
    """Returns the subject. Raises ValidationError for names with unsafe characters, and for an unknown recipe."""
    problems = {name: (f"`{name}` is no name.", RESTORE_REMEDY) for name in NAME_FIELDS
                if not NAME.fullmatch(getattr(subject, name))}
    if "recipe" not in problems and subject.recipe not in recipe_names():
        remedy = did_you_mean(subject.recipe, recipe_names()) or RESTORE_REMEDY
        problems["recipe"] = f"There is no recipe `{subject.recipe}`.", remedy
    if problems:
        raise invalid_entries(problems)
    return subject


class FileEntry(FileContent):
    owner: Owner
    sha256: str


class ManifestContent(FileContent, strict=False):  # lists become the tuples of a subject
    advisor: str  # version
    subject: Annotated[ProjectSpec, BeforeValidator(_check_mapping), AfterValidator(_check_subject)]
    files: Annotated[dict[Annotated[str, AfterValidator(_check_path)], FileEntry], AfterValidator(_check_files)]
