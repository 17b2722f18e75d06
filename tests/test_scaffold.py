"""Projects are planned, written whole, and brought up to date without losing what a person wrote."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.api import load_engine
from advisor.errors import InputError
from advisor.readers.architecture import read_architecture
from advisor.scaffold import recipe as recipes
from advisor.scaffold import write as writing
from advisor.scaffold.changes import changes
from advisor.scaffold.folder import bring, check_new, check_update, survey
from advisor.scaffold.manifest import BASE, MANIFEST, Manifest, base_bytes, read_manifest
from advisor.scaffold.merge import merge
from advisor.scaffold.names import channel_name, package_name, plain_text, project_name
from advisor.scaffold.plan import plan
from advisor.scaffold.project import GENERATED, SEED, Plan, PlannedFile, Subject
from advisor.scaffold.recipe import load_recipe
from advisor.scaffold.subject import design_of, of_pattern, resource_of
from advisor.source import Source

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


def made(technology: str = "rabbitmq", **said: Any) -> Plan:
    load_recipe.cache_clear()
    subject = of_pattern(load_recipe("sample"), technology, "shop", "# Decision\n", ["Because."])
    return plan(subject._replace(**said), "1.0")


def write(folder: Path, planned: Plan) -> None:
    bring(survey(folder, planned, read_manifest(folder)), "1.0")


def whats(folder: Path, planned: Plan) -> dict[str, str]:
    return {change.path: change.what for change in survey(folder, planned, read_manifest(folder)).changes}


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


@pytest.mark.parametrize("taken", ["json", "class", "print", "grpc", "tests", "match"])
def test_a_package_hides_no_module_that_it_needs(taken: str) -> None:
    assert package_name(taken, "orders") == f"{taken}_app"


@pytest.mark.parametrize(("operation", "resource"), [
    ("POST /orders", "orders"), ("GET /api/v2/order-items/{id}", "order_items"), ("GetOrder", "order"),
    ("", "x"), ("POST /{id}", "x"), ("order.created", "order_created"),
])
def test_a_resource_is_what_an_operation_is_about(operation: str, resource: str) -> None:
    assert resource_of(operation, "x") == resource


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
        check_update(survey(tmp_path / "p", made(), read_manifest(tmp_path / "p")), allow_dirty=True)


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
    assert survey(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current
    put(tmp_path / "p" / "README.md", "# Mine\n")  # shared with its owner
    assert survey(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current
    put(tmp_path / "p" / "src" / "shop" / "settings.py", "# mine\n")
    assert not survey(tmp_path / "p", made(), read_manifest(tmp_path / "p")).is_current


def test_uncommitted_changes_stop_an_update(templates: Path, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, made())
    for arguments in (["init", "-q"], ["add", "."], [*AUTHOR, "commit", "-qm", "all"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    check_update(survey(folder, made(), read_manifest(folder)), allow_dirty=False)
    put(folder / "README.md", "mine\n")
    with pytest.raises(InputError, match=r"uncommitted changes: README\.md"):
        check_update(survey(folder, made(), read_manifest(folder)), allow_dirty=False)
    check_update(survey(folder, made(), read_manifest(folder)), allow_dirty=True)


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
    if failing <= 4:  # .gitignore, extra, the manifest and the base
        with pytest.raises(InputError, match="No space left on device"):
            write(folder, made())
        assert tree(folder) == before
    else:
        write(folder, made())
        assert tree(folder)["extra"] == b"extra\n"


@pytest.mark.parametrize("killed", range(1, 5))
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
    assert writing.recover(folder)
    assert tree(folder) == before
    assert not writing.recover(folder)


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


@pytest.mark.parametrize("wrong", [
    "", "{", "[]", "{}", '{"schema": 2}', "\x00", "[" * 100_000,
    '{"schema": 1, "advisor": "1", "files": {}, "subject": {"recipe": "sample"}}',
])
def test_a_manifest_that_makes_no_sense_is_an_error_with_its_place(templates: Path, tmp_path: Path, wrong: str) -> None:
    write(tmp_path / "p", made())
    put(tmp_path / "p" / MANIFEST, wrong)
    with pytest.raises(InputError, match=r"manifest\.json: This manifest cannot be read"):
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
    with pytest.raises(InputError, match=r"`\.\./evil` would lie outside"):
        write(folder, evil)
    assert not (tmp_path / "evil").exists()


TEXTS = st.sampled_from(["a\n", "b\n", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", ""])


@given(st.none() | TEXTS, TEXTS, TEXTS, st.sampled_from([GENERATED, SEED]))
def test_no_line_that_a_person_wrote_is_ever_lost(ours: str | None, base: str, new: str, owner: str) -> None:
    subject = Subject("r", "p", "s", "t", "", {}, "", "", {}, "", ())
    last = Manifest("1", subject, {"f": ""}, {"f": owner}, {"f": base})
    present = {} if ours is None else {"f": ours}
    (change,) = changes(Plan(subject, (PlannedFile("f", new, owner),), ()), last, present, merge)
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
    assert design_of(interaction) == {"timeout_ms": 90, **told}
