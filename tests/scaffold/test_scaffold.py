"""Projects are planned, written whole, and brought up to date without losing what a person wrote."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.cli.console import ConsoleOptions
from advisor.cli.scaffold.run import ScaffoldArguments, run
from advisor.errors import InputError
from advisor.extraction.architecture.read import read_architecture
from advisor.scaffold import recipe as recipes
from advisor.scaffold.apply import apply_diff, check_new, check_not_created_meanwhile, check_update, diff_folder
from advisor.scaffold.changes import plan_changes
from advisor.scaffold.journal import JOURNAL, NEXT, PREVIOUS, JournalStep, recover, write_journal
from advisor.scaffold.lock import LOCK, check_unlocked, locked
from advisor.scaffold.manifest import ProjectManifest, base_bytes, read_manifest
from advisor.scaffold.merge import merge
from advisor.scaffold.names import channel_name, package_name, plain_text, project_name
from advisor.scaffold.plan import plan_from_manifest, plan_project
from advisor.scaffold.project import GENERATED, SEED, PlannedFile, ProjectPlan, ProjectSpec
from advisor.scaffold.recipe import load_recipe
from advisor.scaffold.safe_paths import BASE, MANIFEST, is_project_path
from advisor.scaffold.subject import numeric_design, resource_name, spec_for_pattern
from advisor.text.source import Source

FILES = {
    "README.md.jinja": "# << title >>\n<% for line in summary %>\n* << line >>\n<% endfor %>\n",
    "src/__service__/settings.py.jinja": "TIMEOUT_MS = << design.timeout_ms >>\n"
                                        "NAME = << interaction.caller | tojson >>\n",
    "src/__service__/domain.py": "from __service__ import settings\n",
    "src/__service__/sqs.py": "# sqs\n",
    "run": "#!/bin/sh\ntrue\n",
    "dot_gitignore": ".venv\n",
}
AUTHOR = ("-c", "user.name=n", "-c", "user.email=n@example.org")
PAGE = """
title: Sample
pattern: sample
technologies: [rabbitmq, sqs]
includes: [_common]
seeds: ["*/domain.py"]
merged: [README.md]
only: {"*/sqs.py": {technology: [sqs]}}
design: {timeout_ms: {value: 500, because: Half a second.}}
next: [make demo]
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one recipe, to be changed like a newer version of the generator would."""
    folder = tmp_path / "templates"
    for name, text in FILES.items():
        put(folder / "sample" / "files" / name, text)
    put(folder / "sample" / "recipe.yaml", PAGE)
    put(folder / "_common" / "files" / "Makefile", "demo:\n\ttrue\n")
    monkeypatch.setattr(recipes, "TEMPLATES", folder)
    load_recipe.cache_clear()
    yield folder
    load_recipe.cache_clear()


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def made(technology: str = "rabbitmq", **said: Any) -> ProjectPlan:
    load_recipe.cache_clear()
    subject = spec_for_pattern(load_recipe("sample"), technology, "shop", "# Decision\n", ["Because."])
    return plan_project(subject._replace(**said), "1.0")


def write(folder: Path, planned: ProjectPlan) -> None:
    with locked(folder):
        apply_diff(diff_folder(folder, planned, read_manifest(folder)), "1.0")


def whats(folder: Path, planned: ProjectPlan) -> dict[str, str]:
    return {change.path: change.action for change in diff_folder(folder, planned, read_manifest(folder)).changes}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_plan_fills_names_into_paths_and_text(templates: Path) -> None:
    texts = {file.path: file.text for file in made().files}
    assert texts["src/shop/domain.py"] == "from shop import settings\n"
    assert texts["README.md"] == "# Orders\n* Because.\n"
    assert texts[".gitignore"] == ".venv\n"
    assert texts["Makefile"].startswith("demo:")


def test_a_default_of_the_recipe_holds_until_the_design_says_more(templates: Path) -> None:
    settings = "src/shop/settings.py"
    assert "TIMEOUT_MS = 500\n" in {file.path: file.text for file in made().files}[settings]
    assert "TIMEOUT_MS = 90\n" in {file.path: file.text for file in made(design={"timeout_ms": 90}).files}[settings]


def test_only_the_chosen_technology_has_files(templates: Path) -> None:
    assert "src/shop/sqs.py" not in {file.path for file in made("rabbitmq").files}
    assert "src/shop/sqs.py" in {file.path for file in made("sqs").files}


def test_the_same_subject_gives_the_same_bytes(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "a", made())
    write(tmp_path / "b", made())
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert base_bytes(made()) == base_bytes(made())


@pytest.mark.parametrize("name", [
    'evil"; import os', "{{ 7 * 7 }}", "<< 7 >>", "<% raise %>", "\x1b[31mred", '"""', "a\nb",
    "'; DROP", "__import__('os')", "\u202egpj",
])
def test_a_hostile_name_stays_a_text_in_code(templates: Path, name: str) -> None:
    planned = made(interaction={"id": name, "operation": name, "caller": name, "callees": [name]}, title=name)
    text = {file.path: file.text for file in planned.files}["src/shop/settings.py"]
    names: dict[str, Any] = {}
    exec(compile(text, "settings.py", "exec"), names)
    assert names["NAME"] == json.loads(json.dumps(plain_text(name)))
    assert "49" not in text


@given(st.text(max_size=60))
def test_any_name_becomes_one_that_a_package_a_project_and_a_channel_may_have(name: str) -> None:
    package = package_name(name, "orders")
    assert package.isidentifier()
    assert package.isascii()
    assert package == package.lower()
    assert package_name(package, "orders") == package
    for made_name in (project_name(name, "orders"), channel_name(name, "orders")):
        assert made_name
        assert not set(made_name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
        assert made_name[0].isalnum()


@pytest.mark.parametrize("taken", [
    "json", "class", "print", "grpc", "tests", "match", "test", "requests", "packaging", "certifi", "yaml", "dotenv",
    "httpx", "sitecustomize"])
def test_a_package_hides_no_module_that_it_needs(taken: str) -> None:
    assert package_name(taken, "orders") == f"{taken}_app"


@pytest.mark.parametrize("lock", sorted(recipes.TEMPLATES.glob("*/files/requirements.lock*")), ids=str)
def test_a_package_hides_nothing_that_its_environment_holds(lock: Path) -> None:
    pins = re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE)
    assert len(pins) > 10
    assert not [pin for pin in pins if package_name(pin, "orders") == pin.lower().replace("-", "_")]


@pytest.mark.parametrize(("operation", "resource"), [
    ("POST /orders", "orders"), ("GET /api/v2/order-items/{id}", "order_items"), ("GetOrder", "order"),
    ("", "x"), ("POST /{id}", "x"), ("order.created", "order_created"),
])
def test_a_resource_is_what_an_operation_is_about(operation: str, resource: str) -> None:
    assert resource_name(operation, "x") == resource


def test_a_project_appears_with_its_manifest_and_its_programs(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / "run").stat().st_mode & 0o111
    last = read_manifest(tmp_path / "p")
    assert last is not None
    assert last.subject == made().subject
    assert last.base == {file.path: file.text for file in made().files}
    assert set(whats(tmp_path / "p", made()).values()) == {"same"}


def test_a_folder_that_holds_something_is_left_alone(templates: Path, tmp_path: Path) -> None:
    put(tmp_path / "p" / "mine.txt", "mine")
    with pytest.raises(InputError, match=r"not empty; it holds mine\.txt"):
        check_new(tmp_path / "p")


def test_a_folder_with_nothing_but_a_repository_is_empty(templates: Path, tmp_path: Path) -> None:
    (tmp_path / "p" / ".git").mkdir(parents=True)
    check_new(tmp_path / "p")
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / "README.md").exists()
    assert not list(tmp_path.glob("**/next"))


def test_a_file_nobody_touched_follows_its_template(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    put(templates / "sample" / "files" / "dot_gitignore", ".venv\ndist\n")
    assert whats(tmp_path / "p", made())[".gitignore"] == "replaced"
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / ".gitignore").read_text() == ".venv\ndist\n"


def test_both_edits_of_a_file_are_kept(templates: Path, tmp_path: Path) -> None:
    put(templates / "sample" / "files" / "Makefile", "one:\n\ttrue\n\n\n\ntwo:\n\ttrue\n")
    write(tmp_path / "p", made())
    put(tmp_path / "p" / "Makefile", "one:\n\ttrue\n\n\n\ntwo:\n\techo mine\n")
    put(templates / "sample" / "files" / "Makefile", "one:\n\techo newer\n\n\n\ntwo:\n\ttrue\n")
    assert whats(tmp_path / "p", made())["Makefile"] == "merged"
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / "Makefile").read_text() == "one:\n\techo newer\n\n\n\ntwo:\n\techo mine\n"
    assert whats(tmp_path / "p", made())["Makefile"] == "edited"


def test_edits_that_collide_stand_side_by_side_and_stop_the_next_update(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / ".gitignore", "mine\n")
    put(templates / "sample" / "files" / "dot_gitignore", "theirs\n")
    assert whats(tmp_path / "p", made())[".gitignore"] == "conflict"
    write(tmp_path / "p", made())
    text = (tmp_path / "p" / ".gitignore").read_text()
    assert "mine\n" in text
    assert "theirs\n" in text
    with pytest.raises(InputError, match=r"Conflicts of the last update stand in \.gitignore"):
        check_update(diff_folder(tmp_path / "p", made(), read_manifest(tmp_path / "p")), allow_dirty=True)


def test_without_git_a_collision_is_put_beside(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / ".gitignore", "mine\n")
    put(templates / "sample" / "files" / "dot_gitignore", "theirs\n")
    monkeypatch.setenv("PATH", "")
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / "p" / ".gitignore.advisor-new").read_text() == "theirs\n"


def test_what_a_person_deleted_stays_deleted(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    (tmp_path / "p" / "run").unlink()
    put(templates / "sample" / "files" / "run", "#!/bin/sh\nfalse\n")
    assert whats(tmp_path / "p", made())["run"] == "deleted by you"
    write(tmp_path / "p", made())
    assert not (tmp_path / "p" / "run").exists()
    assert whats(tmp_path / "p", made())["run"] == "deleted by you"


def test_a_seed_is_written_once(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / "src" / "shop" / "domain.py", "mine\n")
    put(templates / "sample" / "files" / "src" / "__service__" / "domain.py", "newer\n")
    assert whats(tmp_path / "p", made())["src/shop/domain.py"] == "yours"
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / "src" / "shop" / "domain.py").read_text() == "mine\n"


def test_a_file_that_is_new_and_stands_in_the_way_is_not_overwritten(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / "extra", "mine\n")
    put(templates / "sample" / "files" / "extra", "theirs\n")
    write(tmp_path / "p", made())
    assert (tmp_path / "p" / "extra").read_text() == "mine\n"
    assert (tmp_path / "p" / "extra.advisor-new").read_text() == "theirs\n"


def test_a_file_that_is_dropped_goes_unless_somebody_changed_it(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made("sqs"))
    assert whats(tmp_path / "p", made("rabbitmq"))["src/shop/sqs.py"] == "removed"
    put(tmp_path / "p" / "src" / "shop" / "sqs.py", "mine\n")
    assert whats(tmp_path / "p", made("rabbitmq"))["src/shop/sqs.py"] == "left, no longer generated"
    write(tmp_path / "p", made("rabbitmq"))
    assert (tmp_path / "p" / "src" / "shop" / "sqs.py").read_text() == "mine\n"


def test_a_generated_file_that_was_edited_is_drift(templates: Path, tmp_path: Path) -> None:
    write(tmp_path / "p", made())
    assert diff_folder(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current
    put(tmp_path / "p" / "README.md", "# Mine\n")  # shared with its owner
    assert diff_folder(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current
    put(tmp_path / "p" / "src" / "shop" / "settings.py", "# mine\n")
    assert not diff_folder(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current


def test_uncommitted_changes_stop_an_update(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    for arguments in (["init", "-q"], ["add", "."], [*AUTHOR, "commit", "-qm", "all"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    with locked(folder):  # its lock is no change
        check_update(diff_folder(folder, made(), read_manifest(folder)), allow_dirty=False)
    put(folder / "README.md", "mine\n")
    with pytest.raises(InputError, match=r"uncommitted changes: README\.md"):
        check_update(diff_folder(folder, made(), read_manifest(folder)), allow_dirty=False)
    check_update(diff_folder(folder, made(), read_manifest(folder)), allow_dirty=True)


@pytest.mark.parametrize("failing", range(1, 12))
def test_a_run_that_fails_in_the_middle_leaves_the_old_tree(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int,
) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    put(templates / "sample" / "files" / "dot_gitignore", "newer\n")
    put(templates / "sample" / "files" / "extra", "extra\n")
    before = tree(folder)
    replace, calls = Path.replace, []

    def fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    if failing <= 5:  # the journal, .gitignore, extra, the manifest and the base
        with pytest.raises(InputError, match="No space left on device"):
            write(folder, made())
        assert tree(folder) == before
    else:
        write(folder, made())
        assert tree(folder)["extra"] == b"extra\n"


@pytest.mark.parametrize("killed", range(2, 6))
def test_a_run_that_was_killed_is_undone_by_the_next(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: int,
) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    put(templates / "sample" / "files" / "dot_gitignore", "newer\n")
    put(templates / "sample" / "files" / "extra", "extra\n")
    before = tree(folder)
    child = os.fork()
    if child == 0:
        replace, calls = Path.replace, []

        def dies(self: Path, target: Path) -> Path:
            calls.append(target)
            if len(calls) == killed:
                os.kill(os.getpid(), 9)
            return replace(self, target)

        Path.replace = dies  # type: ignore[method-assign]
        write(folder, made())
        os._exit(0)
    os.waitpid(child, 0)
    assert recover(folder) == ()
    assert LOCK in tree(folder)  # of the dead; it keeps nobody out
    with locked(folder):
        pass
    assert tree(folder) == before
    assert recover(folder) is None


def test_a_disk_that_is_full_leaves_nothing_of_a_new_project(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_bytes, calls = Path.write_bytes, []

    def fills(self: Path, content: bytes) -> int:
        calls.append(self)
        if len(calls) == 3:
            raise OSError(28, "No space left on device", str(self))
        return put_bytes(self, content)

    monkeypatch.setattr(Path, "write_bytes", fills)
    with pytest.raises(InputError, match="No space left on device"):
        write(tmp_path / "p", made())
    assert not (tmp_path / "p").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["templates"]


def test_a_link_in_a_project_leads_nothing_out_of_it(templates: Path, tmp_path: Path) -> None:
    folder, outside = tmp_path / "p", tmp_path / "outside"
    outside.mkdir()
    write(folder, made())
    put(templates / "sample" / "files" / "linked" / "extra", "extra\n")
    (folder / "linked").symlink_to(outside)
    with pytest.raises(InputError, match="This is a link"):
        write(folder, made())
    assert not list(outside.iterdir())


@pytest.mark.parametrize(("wrong", "because"), [
    ("", "json: The text is empty"), ("{", "json:1:2: A key"), ("[]", "json:1:1: This is not a manifest"),
    ("{}", "json:1:1: This is not a manifest"), ('{"schema": 2}', "json:1:12: The `schema` of a manifest is 1"),
    ("\x00", "json:1:1: The text holds a NUL"), ("[" * 100_000, "json:1:65: This is nested more than 64 levels deep"),
    ('{"schema": 1, "advisor": "1", "files": {}, "subject": {"recipe": "sample"}}', "json:1:55: `project` is missing"),
])
def test_a_manifest_that_makes_no_sense_is_an_error_with_its_place(
    templates: Path, tmp_path: Path, wrong: str, because: str,
) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / MANIFEST, wrong)
    with pytest.raises(InputError, match=rf"manifest\.{because}.* Restore \.advisor"):
        read_manifest(tmp_path / "p")


@pytest.mark.parametrize("wrong", [b"", b"no archive", b"\x1f\x8b\x08\x00"])
def test_an_archive_that_makes_no_sense_is_an_error(templates: Path, tmp_path: Path, wrong: bytes) -> None:
    write(tmp_path / "p", made())
    (tmp_path / "p" / BASE).write_bytes(wrong)
    with pytest.raises(InputError, match=r"base\.tar\.gz: This archive"):
        read_manifest(tmp_path / "p")


def test_a_manifest_that_names_a_path_outside_writes_nothing_there(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    planned = made()
    evil = planned._replace(files=(*planned.files, PlannedFile("../evil", "evil\n", GENERATED)))
    (folder / ".git").mkdir(parents=True)
    for act in (whats, write):  # it is not even read
        with pytest.raises(InputError, match=r"`\.\./evil` is no place for a file of a project"):
            act(folder, evil)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(("answer", "value", "because"), [
    ("design", 5, "`design` must be a mapping"), ("interaction", [], "`interaction` must be a mapping"),
    ("services", [1], "An item of `services` must be a mapping"), ("summary", [5], "An item of `summary` must be text"),
    ("summary", "text", "`summary` must be a list"), ("title", None, "`title` has no value"),
    ("service", "x\nimport os", "`service` is no name"), ("more", 1, "Unknown key `more`"),
])
def test_an_answer_of_the_wrong_kind_is_an_error_with_its_place(
    templates: Path, tmp_path: Path, answer: str, value: object, because: str,
) -> None:
    write(tmp_path / "p", made())
    with pytest.raises(InputError, match=rf"manifest\.json:1:\d+: {because}"):
        changed_manifest(tmp_path / "p", lambda page: page["subject"].update({answer: value}))


@pytest.mark.parametrize(("files", "because"), [
    ({}, "This manifest names no files"), ({".git/config": {"owner": "seed", "sha256": ""}}, "is no place"),
])
def test_a_manifest_names_files_and_only_those_of_a_project(
    templates: Path, tmp_path: Path, files: object, because: str,
) -> None:
    write(tmp_path / "p", made())
    with pytest.raises(InputError, match=because):
        changed_manifest(tmp_path / "p", lambda page: page.update(files=files))


def changed_manifest(folder: Path, change: Callable[[Any], object]) -> None:
    """Reads a manifest in which something was changed."""
    page = json.loads((folder / MANIFEST).read_text())
    change(page)
    put(folder / MANIFEST, json.dumps(page))
    read_manifest(folder)


def test_answers_that_a_recipe_needs_and_a_manifest_lacks_are_an_error(templates: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.json: This manifest does not say what its recipe needs"):
        plan_from_manifest(made().subject._replace(interaction={}), "1.0", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", [MANIFEST, BASE, "README.md"])
def test_a_pipe_is_not_waited_for(templates: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(InputError, match="It is no file"):
        whats(folder, made())


@pytest.mark.parametrize(("path", "is_one"), [
    ("README.md", True), (".github/workflows/ci.yml", True), (".gitignore", True), ("a/.env", True),
    ("", False), ("/etc/passwd", False), ("../x", False), ("a/../x", False), ("a//b", False), ("./a", False),
    (".git/config", False), (".GIT/config", False), (".git./config", False), ("sub/.git/hooks/x", False),
    (".advisor/lock", False), ("C:/x", False), ("a\\b", False), ("a\nb", False), ("a/", False), ("...", False),
])
def test_only_a_path_inside_is_one_of_a_project(path: str, is_one: bool) -> None:
    assert is_project_path(path) is is_one


def interrupted(folder: Path, steps: dict[str, JournalStep], previous: dict[str, str]) -> None:
    """Leaves what a run leaves that did not come to its end."""
    write_journal(folder, steps)
    for path, text in previous.items():
        put(folder / PREVIOUS / path, text)


def said(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("path", [
    ".git/HEAD", "../outside", "/etc/hostname", ".advisor/lock", "mine.txt", "a/../mine.txt"])
def test_a_journal_has_nothing_replaced_but_files_of_the_project(templates: Path, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    for there in (folder / ".git" / "HEAD", folder / "mine.txt", tmp_path / "outside"):
        put(there, "mine\n")
    interrupted(folder, {path: JournalStep(None, said("mine\n"))}, {})
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"is no (place for a )?file of (a|this) project"):
        recover(folder)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("journal", [
    "", "[", '["README.md"]', '{"schema": 2, "files": {}}', '{"schema": 1, "files": {"README.md": 5}}',
    '{"schema": 1, "files": {"README.md": [null, 5]}}', '{"schema": 1, "files": {"README.md": ["a", "b"]}}',
])
def test_a_journal_that_makes_no_sense_is_an_error_and_has_no_effect(
    templates: Path, tmp_path: Path, journal: str,
) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / JOURNAL, journal)
    before = tree(tmp_path)
    with pytest.raises(InputError, match=r"journal\.json: "):
        recover(tmp_path / "p")
    assert tree(tmp_path) == before


def test_what_is_put_back_is_what_was_there_and_nothing_else(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    step = JournalStep(said("as it was\n"), said((folder / "README.md").read_text()))
    interrupted(folder, {"README.md": step}, {"README.md": "evil\n"})
    with pytest.raises(InputError, match=r"`README\.md` is not kept as it was"):
        recover(folder)
    put(folder / PREVIOUS / "README.md", "as it was\n")
    assert recover(folder) == ()
    assert (folder / "README.md").read_text() == "as it was\n"


def test_what_was_edited_since_a_run_was_interrupted_stays_and_is_told(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    new = (folder / ".gitignore").read_text()
    interrupted(
        folder,
        {"README.md": JournalStep(said("old\n"), said("new\n")), ".gitignore": JournalStep(said("old\n"), said(new))},
        {"README.md": "old\n", ".gitignore": "old\n"},
    )
    put(folder / "README.md", "edited since\n")
    assert recover(folder) == ("README.md",)
    assert (folder / "README.md").read_text() == "edited since\n"
    assert (folder / ".gitignore").read_text() == "old\n"


def test_what_a_run_has_prepared_that_was_killed_before_it_began_goes(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    before = tree(folder)
    put(folder / NEXT / "README.md", "next\n")
    put(folder / PREVIOUS / "README.md", "previous\n")
    assert recover(folder) is None
    assert tree(folder) == before


def test_a_file_that_cannot_be_replaced_leaves_nothing_to_undo_later(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    put(templates / "sample" / "files" / "dot_gitignore", "newer\n")
    put(templates / "sample" / "files" / "run", "#!/bin/sh\nfalse\n")
    before = tree(folder)
    replace = Path.replace

    def refuses(self: Path, target: Path) -> Path:
        if target.name == "run":
            raise PermissionError(1, "Operation not permitted", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(InputError, match=r"Operation not permitted\. Nothing was changed"):
        write(folder, made())
    assert tree(folder) == before


@pytest.mark.parametrize("name", [NEXT, PREVIOUS, JOURNAL])
def test_what_a_run_needs_for_itself_leads_nowhere_else(templates: Path, tmp_path: Path, name: str) -> None:
    folder, outside = tmp_path / "p", tmp_path / "outside"
    put(outside / "README.md", "mine\n")
    write(folder, made())
    (folder / name).symlink_to(outside)
    with pytest.raises(InputError, match="This is a link"):
        write(folder, made())
    assert tree(outside) == {"README.md": b"mine\n"}


@pytest.mark.parametrize(("refused", "name", "because"), [
    ("is_symlink", "journal.json", r"journal\.json: This cannot be looked at: Permission denied\. Give permission"),
    ("read_bytes", "README.md", r"README\.md: This cannot be read: Permission denied\. Give permission"),
    ("read_bytes", "manifest.json", r"manifest\.json: This manifest cannot be read: .*Permission denied"),
    ("read_bytes", "base.tar.gz", r"base\.tar\.gz: This archive cannot be read: .*Permission denied"),
])
def test_what_is_closed_to_a_run_is_named(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, name: str, because: str,
) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    before = tree(folder)
    allowed = getattr(Path, refused)

    def refuses(self: Path) -> Any:
        if self.name == name:
            raise PermissionError(13, "Permission denied", str(self))
        return allowed(self)

    def again() -> None:
        recover(folder)
        write(folder, made())

    monkeypatch.setattr(Path, refused, refuses)
    with pytest.raises(InputError, match=because):
        again()
    monkeypatch.undo()
    assert tree(folder) == before


def test_only_one_run_at_a_time_is_at_work_in_a_folder(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    before = tree(folder)
    with locked(folder) as is_held:
        assert is_held
        with pytest.raises(InputError, match=r"p: Another run of advisor is at work here\. Wait"), locked(folder):
            pass
        with pytest.raises(InputError, match="Another run"):
            check_unlocked(folder)
    check_unlocked(folder)
    assert tree(folder) == before


def test_a_new_project_does_not_replace_what_has_appeared_meanwhile(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    surveyed = diff_folder(folder, made(), None)
    folder.mkdir()
    for _ in range(2):  # while it is empty, and while it holds something
        with pytest.raises(InputError, match="has appeared meanwhile"):
            apply_diff(surveyed, "1.0")
        put(folder / "mine", "mine\n")
    assert tree(folder) == {"mine": b"mine\n"}
    with pytest.raises(InputError, match="has appeared meanwhile"):
        check_not_created_meanwhile(diff_folder(folder, made(), None), is_held=False)


def test_a_folder_that_is_there_is_filled_and_not_replaced(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    same = folder.stat().st_ino
    write(folder, made())
    assert folder.stat().st_ino == same
    assert set(whats(folder, made()).values()) == {"same"}


def test_a_new_project_that_was_interrupted_leaves_the_folder_empty(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    child = os.fork()
    if child == 0:
        Path.unlink = lambda *_, **__: os.kill(os.getpid(), 9)  # type: ignore[assignment]
        write(folder, made())
        os._exit(0)
    os.waitpid(child, 0)
    assert (folder / "src" / "shop" / "domain.py").exists()
    with locked(folder):
        assert recover(folder) == ()
    assert not list(folder.iterdir())


def test_an_update_keeps_the_mode_and_the_line_ends_of_a_file(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    (folder / ".gitignore").write_bytes(b".venv\r\n")
    (folder / ".gitignore").chmod(0o600)
    (folder / "Makefile").chmod(0o755)
    put(templates / "sample" / "files" / "dot_gitignore", ".venv\ndist\n")
    put(templates / "_common" / "files" / "Makefile", "demo:\n\tfalse\n")
    write(folder, made())
    assert (folder / ".gitignore").read_bytes() == b".venv\r\ndist\r\n"
    assert (folder / "Makefile").read_bytes() == b"demo:\n\tfalse\n"
    assert [(folder / name).stat().st_mode & 0o777 for name in (".gitignore", "Makefile")] == [0o600, 0o755]


# The command: options, names, and looking without touching.


def advised(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "advisor", "scaffold", *arguments], cwd=cwd, capture_output=True,
                          text=True, check=False)


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project `p`, which is not to be changed."""
    folder = tmp_path_factory.mktemp("queue")
    done = advised("message-queue", "--name", "billing", "--out", "p", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_an_empty_current_folder_becomes_the_project(tmp_path: Path) -> None:
    same = tmp_path.stat().st_ino
    done = advised("rest", "--out", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert tmp_path.stat().st_ino == same
    assert (tmp_path / MANIFEST).exists()


def test_a_name_that_no_folder_can_have_is_an_error_of_the_call(tmp_path: Path) -> None:
    done = advised("rest", "--out", "x" * 300, cwd=tmp_path)
    assert (done.returncode, "File name too long" in done.stderr) == (2, True)


@pytest.mark.parametrize("looking", [["--check"], ["--diff"], ["--dry-run"], ["--check", "--format", "json"]])
def test_looking_tells_of_an_interrupted_run_and_touches_nothing(
    queue: Path, tmp_path: Path, looking: list[str],
) -> None:
    shutil.copytree(queue / "p", tmp_path / "p")
    text = (tmp_path / "p" / "README.md").read_text()
    interrupted(tmp_path / "p", {"README.md": JournalStep(None, said(text))}, {})
    before = tree(tmp_path)
    done = advised("--out", "p", *looking, cwd=tmp_path)
    assert (done.returncode, "interrupted" in done.stdout) == (1, True)
    assert tree(tmp_path) == before


def test_looking_writes_nothing_for_a_journal_that_is_not_ours(queue: Path, tmp_path: Path) -> None:
    shutil.copytree(queue / "p", tmp_path / "p")
    put(tmp_path / "p" / ".git" / "HEAD", "ref\n")
    put(tmp_path / "p" / JOURNAL, '[".git/HEAD", "README.md"]')
    before = tree(tmp_path)
    for option in ("--check", "--diff", "--dry-run", "--update"):
        done = advised("--out", "p", option, cwd=tmp_path)
        assert (done.returncode, "journal.json" in done.stderr) == (2, True)
    assert tree(tmp_path) == before


def test_an_update_undoes_what_was_interrupted_and_says_what_it_leaves(queue: Path, tmp_path: Path) -> None:
    shutil.copytree(queue / "p", tmp_path / "p")
    text = (tmp_path / "p" / "Makefile").read_text()
    steps = {"README.md": JournalStep(said("old\n"), said("new\n")), "Makefile": JournalStep(said("old\n"), said(text))}
    interrupted(tmp_path / "p", steps, {"README.md": "old\n", "Makefile": "old\n"})
    put(tmp_path / "p" / "README.md", "edited since\n")
    done = advised("--out", "p", "--update", cwd=tmp_path)
    assert (done.returncode, "undone. What was edited since stays: README.md." in done.stderr) == (0, True)
    assert (tmp_path / "p" / "README.md").read_text() == "edited since\n"
    assert (tmp_path / "p" / "Makefile").read_text() == "old\n"


@pytest.mark.parametrize(("arguments", "refused"), [
    (["--update", "--technology", "sqs", "--name", "foo"], ["--technology", "--name"]),
    (["--check", "--interaction", "zzz"], ["--interaction"]),
    (["--check", "--allow-dirty"], ["--allow-dirty"]),
    (["--diff", "--format", "json"], ["--diff"]),
])
def test_an_option_without_effect_is_refused(queue: Path, arguments: list[str], refused: list[str]) -> None:
    done = advised("--out", "p", *arguments, cwd=queue)
    assert done.returncode == 2
    for option in refused:
        assert f"{option}: " in done.stderr


def test_an_update_without_a_name_keeps_the_one_that_the_project_has(queue: Path) -> None:
    assert advised("message-queue", "--out", "p", "--check", cwd=queue).returncode == 0
    done = advised("message-queue", "--technology", "sqs", "--out", "p", "--dry-run", cwd=queue)
    assert "added" in done.stdout
    assert "src/billing/sqs.py" in done.stdout
    assert "src/payments" not in done.stdout


def test_a_run_that_began_without_its_folder_does_not_write_into_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "p"

    @contextmanager
    def slow(folder: Path) -> Iterator[bool]:
        folder.mkdir()  # somebody else does
        yield False

    monkeypatch.setattr("advisor.scaffold.lock.locked", slow)
    with pytest.raises(InputError, match="has appeared meanwhile"):
        run(
            ScaffoldArguments(
                str(folder), "rest", "", "", "", False, False, False, False, False, "text", (), ConsoleOptions()
            )
        )
    assert not list(folder.iterdir())


def test_two_runs_at_once_leave_one_whole_project(tmp_path: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-m", "advisor", "scaffold", recipe, "--out", "p"], cwd=tmp_path,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for recipe in ("rest", "grpc")]
    said = [run.communicate()[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 2], said
    assert "Traceback" not in "".join(said)
    assert advised("--out", "p", "--check", cwd=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


TEXTS = st.sampled_from(["a\n", "b\n", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", ""])


@given(st.none() | TEXTS, TEXTS, TEXTS, st.sampled_from([GENERATED, SEED]))
def test_no_line_that_a_person_wrote_is_ever_lost(ours: str | None, base: str, new: str, owner: str) -> None:
    subject = ProjectSpec("r", "p", "s", "t", "", {}, "", "", {}, "", ())
    last = ProjectManifest("1", subject, {"f": ""}, {"f": owner}, {"f": base})
    present = {} if ours is None else {"f": ours}
    (change,) = plan_changes(ProjectPlan(subject, (PlannedFile("f", new, owner),), ()), last, present, merge)
    if ours is None:
        assert not change.writes
    elif ours != base:
        added = set(ours.splitlines()) - set(base.splitlines())
        assert added <= set((change.after or "").splitlines())


@pytest.mark.parametrize(("retries", "told"), [
    ("none", {"retry_repeats": 0, "retry_attempts": 1}),
    ("{attempts: 2, backoff: exponential}", {"retry_repeats": 2, "retry_attempts": 3}),
    ("{backoff: fixed}", {}),
])
def test_repeats_of_a_document_become_attempts_of_a_client(retries: str, told: dict[str, int]) -> None:
    text = f"version: 1\ninteractions:\n- {{id: a, from: b, to: c, design: {{timeout_ms: 90, retries: {retries}}}}}\n"
    (interaction,) = read_architecture([Source("a.yaml", text)], load_engine().terms).interactions
    assert numeric_design(interaction) == {"timeout_ms": 90, **told}
