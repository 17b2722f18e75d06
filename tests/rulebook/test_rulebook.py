"""The rulebook: good packs load, bad ones say everything that is wrong with them, and where."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.errors import Problem, RulebookError
from advisor.model.pack import Pack
from advisor.rulebook import cache
from advisor.rulebook.fingerprint import pack_fingerprint
from advisor.rulebook.location import built_in_pack, rules_directory
from advisor.rulebook.pack_files import MAX_BYTES
from advisor.rulebook.terms import build_terms
from tests import CASES as ALL_CASES
from tests.packs import load_pack

CASES = ALL_CASES / "rulebook"
SMALL = CASES / "small"
BAD = sorted(path.name for path in (CASES / "bad").iterdir())


@pytest.fixture(scope="module")
def small() -> Pack:
    return load_pack(SMALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "pack"))


def problems_of(directory: Path, *overlays: Path) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_pack(directory, overlays)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_pack_tells_every_problem_with_its_place(name: str) -> None:
    """`ADVISOR_ACCEPT=1 pytest` writes what is said now, for review in the diff."""
    case = CASES / "bad" / name
    found = problems_of(case / "pack") if (case / "pack").exists() else problems_of(SMALL, case / "overlay")
    said = "".join(f"{problem.replace(f'{case}{os.sep}', '').replace(os.sep, '/')}\n" for problem in found)
    if os.environ.get("ADVISOR_ACCEPT"):
        (case / "expected.txt").write_text(said, encoding="utf-8")
    assert said == (case / "expected.txt").read_text(encoding="utf-8")


def test_every_part_of_a_pack_is_read(small: Pack) -> None:
    assert [rule.id for rule in small.rules] == [
        "answer-needed", "call-outside", "call-under-load", "much-load", "no-broker-outside", "several-consumers",
        "too-slow", "wide-wait"]
    assert small.roles == {
        "answer-needed": "scenario", "call-outside": "evidence", "call-under-load": "evidence", "much-load": "evidence",
        "no-broker-outside": "exclusion", "several-consumers": "scenario", "too-slow": "conflict",
        "wide-wait": "warning"}
    call, message = small.patterns
    assert [rule.id for rule in (*call.favoured, *call.avoided)] == ["call-outside", "call-under-load"]
    assert [note.id for note in (*call.advantages, *call.gotchas)] == ["call-simple", "call-blocks"]
    assert [technology.name for technology in message.technologies] == ["rabbit", "http"]
    assert [practice.id for practice in small.practices] == ["missing-timeout"]
    assert [case.id for case in small.cases] == ["nothing-known", "waits-for-it"]
    assert small.vocabulary.comparisons[0].fact == "work_fits"


def test_every_named_thing_has_its_place(small: Pack) -> None:
    assert small.provenance["several-consumers"].model_dump() == {
        "pack": "small", "file": "scenarios.yaml", "line": 8, "change": "", "by": "", "because": ""}
    assert set(small.provenance) == set(small.spans)
    assert {"call", "call-simple", "missing-timeout"} <= set(small.spans)
    assert (small.spans["several-consumers"].line, small.spans["several-consumers"].column) == (8, 5)


def test_one_source_needs_no_brackets(small: Pack) -> None:
    rules = {rule.id: rule for rule in small.rules}
    assert rules["answer-needed"].source == ("the book",)
    assert rules["several-consumers"].source == ("the book", "another book")


def test_terms_hold_every_accepted_word(small: Pack) -> None:
    terms = build_terms(small)
    assert terms.pattern_aliases == {"call": "call", "rpc": "call", "message": "message"}
    assert terms.modes == {"call": "sync", "message": "async"}
    assert terms.technologies == {"http": "http", "rest": "http", "rabbit": "rabbit", "amqp": "rabbit"}
    assert terms.technology_patterns == {"http": ("call", "message"), "rabbit": ("message",)}
    assert terms.needs["consumers"].at_least == 1
    assert terms.design["retries"].fields[0].name == "attempts"


def test_the_built_in_pack_is_that_of_the_rules_and_names_its_sources() -> None:
    assert (rules_directory() / "communication").samefile(built_in_pack())
    pack = load_pack(built_in_pack())
    assert [pattern.name for pattern in pack.patterns] == ["event-streaming", "grpc", "message-queue", "rest"]
    assert all(all(rule.source) for rule in pack.rules)


def test_a_directory_that_is_not_there_is_said_for_every_overlay(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.yaml").write_text("name: file\n", encoding="utf-8")
    said = "\n".join(problems_of(SMALL, tmp_path / "none", tmp_path / "empty", tmp_path / "file.yaml"))
    assert f"{tmp_path / 'none'}: There is no such directory of rules." in said
    assert f"{tmp_path / 'empty'}: The directory holds no rules." in said
    assert f"{tmp_path / 'file.yaml'}: This is a file, and rules are a directory." in said


@pytest.mark.parametrize(("content", "said"), [
    (b"name: caf\xe9\n", "UTF-8"),
    (b"", "empty"),
    (b"scenarios:\n\t- id: x\n", "tab"),
    (b"scenarios: []\nscenarios: []\n", "scenarios"),
    (b"#" * (MAX_BYTES + 1), "large"),
])
def test_a_file_that_cannot_be_read_is_named(copy: Path, content: bytes, said: str) -> None:
    (copy / "scenarios.yaml").write_bytes(content)
    problems = [problem for problem in problems_of(copy) if str(copy / "scenarios.yaml") in problem]
    assert problems
    assert said in problems[0].lower() or said in problems[0]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("name", ["warnings.yaml", "practices", "cases/more.yaml"])
def test_a_link_out_of_the_pack_is_not_followed(copy: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "outside").mkdir()
    shutil.rmtree(copy / "practices")
    (copy / "warnings.yaml").unlink()
    (copy / name).symlink_to(tmp_path / "outside")
    assert any(f"{copy / name}: This link leads out of the pack" in problem for problem in problems_of(copy))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_inside_the_pack_is_followed(copy: Path) -> None:
    (copy / "practices" / "missing-timeout.yaml").rename(copy / "practices" / "kept.txt")
    (copy / "practices" / "missing-timeout.yaml").symlink_to("kept.txt")
    assert [practice.id for practice in load_pack(copy).practices] == ["missing-timeout"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_pack_is_refused_and_not_waited_for(copy: Path) -> None:
    (copy / "facts.yaml").unlink()
    os.mkfifo(copy / "facts.yaml")
    assert any("not a regular file" in problem for problem in problems_of(copy))
    assert pack_fingerprint(copy)


def test_a_broken_vocabulary_does_not_hide_the_rest(copy: Path) -> None:
    (copy / "facts.yaml").write_text("needs: {}\n", encoding="utf-8")
    (copy / "warnings.yaml").write_text("warnings: {}\n", encoding="utf-8")
    assert len(problems_of(copy)) == 2


def test_the_order_of_rules_does_not_matter(copy: Path, small: Pack) -> None:
    text = (copy / "scenarios.yaml").read_text(encoding="utf-8")
    scenarios, evidence = text.split("\nevidence:\n")
    (copy / "scenarios.yaml").write_text(f"evidence:\n{evidence}\n{scenarios}", encoding="utf-8")
    assert load_pack(copy).rules == small.rules


FRAGMENTS = ("{}", "[]", "null", "5", "-1", "true", "yes", '""', "[1]", "{a: b}", "[{a: b}]", ".inf", "1e999", "id",
             "call", "x" * 70, "[[]]", "- x", "")


@pytest.mark.parametrize("seed", range(120))
def test_no_mutation_of_a_pack_ends_in_anything_but_a_pack_or_problems(tmp_path: Path, seed: int) -> None:
    base = Path(shutil.copytree(SMALL, tmp_path / "base"))
    overlay = Path(shutil.copytree(CASES / "overlays" / "team", tmp_path / "team"))
    chance = random.Random(seed)
    for _ in range(3):
        file = chance.choice(sorted(tmp_path.rglob("*.yaml")))
        text = file.read_text(encoding="utf-8")
        words = list(re.finditer(r"[\w.-]+|\{[^{}]*\}|\[[^\[\]]*\]", text))
        old, other = chance.choice(words), chance.choice(words)
        new = chance.choice([*FRAGMENTS, other.group()])
        file.write_text(text[:old.start()] + new + text[old.end():], encoding="utf-8")
    assert all(problem.location for problem in _problems_if_any(base, overlay))


def _problems_if_any(base: Path, overlay: Path) -> tuple[Problem, ...]:
    try:
        load_pack(base, [overlay])
    except RulebookError as error:
        return error.problems
    return ()


class TestFingerprint:
    def test_it_changes_with_any_file_and_any_overlay(self, copy: Path) -> None:
        seen = {pack_fingerprint(SMALL), pack_fingerprint(SMALL, [copy]), pack_fingerprint(SMALL, [copy / "none"])}
        assert pack_fingerprint(copy) in seen  # the same bytes elsewhere
        for file in sorted(copy.rglob("*.yaml")):
            with file.open("a", encoding="utf-8") as stream:
                stream.write("#\n")
            seen.add(pack_fingerprint(copy))
        (copy / "cases" / "scenarios.yaml").rename(copy / "cases" / "others.yaml")
        seen.add(pack_fingerprint(copy))
        assert len(seen) == 3 + 9 + 1

    def test_it_needs_neither_yaml_nor_pydantic(self) -> None:
        program = ("import sys; from pathlib import Path; from advisor.rulebook.fingerprint import pack_fingerprint; "
                   "from advisor.rulebook.location import built_in_pack_path; from advisor.rulebook import cache; "
                   "pack_fingerprint(built_in_pack_path()); print({'yaml', 'pydantic', 'difflib'} & set(sys.modules))")
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout == "set()\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guards by access lists")
class TestCache:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.delenv("ADVISOR_NO_CACHE", raising=False)
        return tmp_path / "cache" / "advisor"

    def test_what_was_stored_comes_back(self, home: Path) -> None:
        data = {"a": [1, (2.5, None)], "b": 1 << 200}
        assert cache.load_cached("key") is None
        cache.store("key", data)
        assert cache.load_cached("key") == data
        assert home.stat().st_mode & 0o777 == 0o700
        assert [path.name for path in home.iterdir()] == ["key.pack"]

    @pytest.mark.parametrize("damage", [b"", b"x" * 10, b"x" * 100])
    def test_a_damaged_entry_is_no_entry(self, home: Path, damage: bytes) -> None:
        cache.store("key", {"a": 1})
        (home / "key.pack").write_bytes(damage)
        assert cache.load_cached("key") is None
        cache.store("key", {"a": 2})
        assert cache.load_cached("key") == {"a": 2}

    def test_an_entry_under_another_key_is_no_entry(self, home: Path) -> None:
        cache.store("key", {"a": 1})
        (home / "key.pack").rename(home / "other.pack")
        assert cache.load_cached("other") is None

    @pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
    def test_a_directory_that_others_can_write_is_not_used(self, home: Path, mode: int) -> None:
        cache.store("key", {"a": 1})
        home.chmod(mode)
        cache.store("new", {"a": 1})
        assert cache.load_cached("key") is None
        home.chmod(0o700)
        assert cache.load_cached("new") is None

    def test_a_file_that_others_can_write_is_not_read(self, home: Path) -> None:
        cache.store("key", {"a": 1})
        (home / "key.pack").chmod(0o666)
        assert cache.load_cached("key") is None

    def test_what_belongs_to_somebody_else_is_not_read(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.store("key", {"a": 1})
        monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid + 1)
        assert cache.load_cached("key") is None

    def test_a_linked_entry_is_not_read(self, home: Path, tmp_path: Path) -> None:
        cache.store("key", {"a": 1})
        (home / "key.pack").rename(tmp_path / "elsewhere")
        (home / "key.pack").symlink_to(tmp_path / "elsewhere")
        assert cache.load_cached("key") is None

    def test_it_can_be_turned_off(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ADVISOR_NO_CACHE", "1")
        cache.store("key", {"a": 1})
        assert cache.load_cached("key") is None
        assert not home.exists()

    def test_without_a_directory_nothing_happens(self, home: Path) -> None:
        home.parent.write_text("a file where the cache should be", encoding="utf-8")
        cache.store("key", {"a": 1})
        assert cache.load_cached("key") is None

    def test_old_entries_go(self, home: Path) -> None:
        for number in range(12):
            cache.store(f"key{number}", {"a": number})
            os.utime(home / f"key{number}.pack", (number, number))
        (home / "left.0.tmp").touch()
        os.utime(home / "left.0.tmp", (0, 0))
        cache.store("last", {"a": 0})
        assert sorted(path.name for path in home.iterdir()) == sorted(
            [*(f"key{number}.pack" for number in range(5, 12)), "last.pack"])
