"""Notation: YAML 1.2 and JSON as positioned trees, within bounds, whatever the text."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.errors import InputError, Problem
from advisor.notation.limits import MAX_DEPTH, MAX_PROBLEMS
from advisor.notation.load import MAX_BYTES, load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, to_plain
from advisor.text.quoting import quote_value
from advisor.text.scalars import scalar_value
from advisor.text.source import Source
from advisor.text.suggestions import did_you_mean
from tests import CASES as ALL_CASES

CASES = ALL_CASES / "readers"
INF = float("inf")


def tree_of(text: str, name: str = "text.yaml") -> TreeNode:
    problems: list[Problem] = []
    tree = parse_tree(Source(name, text), problems=problems)
    assert not problems
    assert tree is not None
    return tree


def problems_of(text: str, name: str = "text.yaml") -> list[str]:
    problems: list[Problem] = []
    parse_tree(Source(name, text), problems=problems)
    return [str(problem) for problem in problems]


def scalars(node: TreeNode) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case SequenceNode():
            for item in node.items:
                yield from scalars(item)
        case MappingNode():
            for value in node.entries.values():
                yield from scalars(value)


# What words mean.


@pytest.mark.parametrize(("word", "value"), [
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
    ("010", 10), ("+1", 1), ("-0", 0), ("0o17", 15), ("0x1F", 31), ("1_000", "1_000"), ("12:30", "12:30"),
    ("1e3", 1000.0), ("-.5", -0.5), ("1.", 1.0), (".", "."), ("-", "-"), ("0b1", "0b1"), ("0O7", "0O7"), ("1e", "1e"),
    ("~", None), ("null", None), ("NULL", None), ("", None), ("nUll", "nUll"),
    ("TRUE", True), ("True", True), ("tRUE", "tRUE"), ("false", False),
    (".inf", INF), ("-.INF", -INF), ("+.inf", INF), ("inf", "inf"), ("NaN", "NaN"), ("1e999", INF),
    ("2024-01-01", "2024-01-01"), ("=", "="), ("١", "١"),
])
def test_a_word_means_what_yaml_1_2_says(word: str, value: object) -> None:
    found = scalar_value(word)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("digits", ["9" * 10**6, "0x" + "f" * 10**6, "0." + "9" * 10**6, "1e" + "9" * 10**6])
def test_a_number_of_a_million_digits_costs_little(digits: str) -> None:
    found = scalar_value(digits)
    assert isinstance(found, float)


@given(st.text(max_size=30))
def test_every_quoted_text_is_that_text(text: str) -> None:
    dumped = yaml.safe_dump([text], default_style='"')
    assert to_plain(tree_of(dumped)) == [text]


# Trees.

TEXTS = st.text(max_size=20)
PLAIN_TEXTS = TEXTS.filter(lambda text: scalar_value(text) == text)
NUMBERS = st.integers(-(10**90), 10**90) | st.floats(allow_nan=False)
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | PLAIN_TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20)


class Written(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@given(DATA, st.sampled_from([None, True, False]))
def test_what_was_dumped_as_yaml_is_read_back(data: Any, flow: bool | None) -> None:
    text = yaml.dump(data, Dumper=Written, default_flow_style=flow, sort_keys=False)
    assert to_plain(tree_of(text)) == data


FINITE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**90), 10**90) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4), max_leaves=20)


@given(FINITE, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_what_was_dumped_as_json_is_read_back_and_every_span_is_exact(data: Any, ascii_only: bool,
                                                                      indent: int | str | None) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    tree = tree_of(text, "text.json")
    assert to_plain(tree) == data
    for scalar in scalars(tree):
        assert json.loads(text[scalar.start:scalar.end]) == scalar.value


@given(st.lists(st.text(max_size=20), max_size=5))
def test_spans_of_yaml_are_exact(items: list[str]) -> None:
    text = "é: 😀\nitems:\n" + "".join(f"  - {json.dumps(item, ensure_ascii=False)} # 😀\n" for item in items if
                                      item.isprintable())
    for scalar in scalars(tree_of(text)):
        assert scalar_value(text[scalar.start:scalar.end].strip('"')) == scalar.value or \
            json.loads(text[scalar.start:scalar.end]) == scalar.value


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_keys_and_collections_know_where_they_stand(end: str) -> None:
    text = end.join(["# é😀", "a: 😀", "b:", "  - {x: 1, y: [2]}", "  - z", "", "# end", "c: d", ""])
    source = Source("text.yaml", text)
    tree = tree_of(text)
    assert isinstance(tree, MappingNode)
    assert {key: source.position(offset) for key, offset in tree.key_offsets.items()} == {
        "a": (2, 1), "b": (3, 1), "c": (8, 1)}
    listed = tree.entries["b"]
    assert isinstance(listed, SequenceNode)
    assert [(source.position(item.start), source.position(item.end)) for item in listed.items] == [
        ((4, 5), (4, 19)), ((5, 5), (5, 6))]
    assert source.position(listed.end) == (5, 6)  # not after the comment that follows
    assert source.position(tree.end) == (8, 5)


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"])
def test_line_breaks_of_other_days_are_characters(char: str) -> None:
    text = f"a: x{char}y\nb: '{char}'\n\ue000: 1\n"
    tree = tree_of(text)
    assert to_plain(tree) == {"a": f"x{char}y", "b": char, "\ue000": 1}
    assert isinstance(tree, MappingNode)
    assert Source("text.yaml", text).position(tree.key_offsets["\ue000"]) == (3, 1)


def test_a_text_without_a_character_to_spare_keeps_its_old_line_breaks() -> None:
    every = "".join(map(chr, range(0xE000, 0xF900)))
    assert to_plain(tree_of(f'a: "{every}"\nb: "x\u2028y"\n')) == {"a": every, "b": "x\u2028y"}


def test_keys_are_texts_as_written() -> None:
    assert to_plain(tree_of("1: a\n010: b\ntrue: c\n~: d\n'quoted': e\n? f\n: g\n")) == {
        "1": "a", "010": "b", "true": "c", "~": "d", "quoted": "e", "f": "g"}


@pytest.mark.parametrize("text", ['{"a": [{"b": 1}]}', '[{"a": "\\ud83d\\ude00"}]', "{}", "[]", '{ "a": "\\/" }'])
def test_a_text_that_begins_like_json_is_read_as_json(text: str) -> None:
    assert to_plain(tree_of(text, "<stdin>")) == json.loads(text)


def test_a_flow_mapping_of_yaml_is_no_json() -> None:
    assert to_plain(tree_of("{a: b, c: [d]}", "<stdin>")) == {"a": "b", "c": ["d"]}


@pytest.mark.parametrize(("name", "text"), [
    ("text.yaml", "x: [0]\nlong:\n  - a\n  - {long: [b]}\n"),
    ("text.json", '{"x": [0], "long": ["a", {"long": ["b"]}]}')])
def test_items_of_a_long_list_are_handed_over_and_not_kept(name: str, text: str) -> None:
    taken: list[Any] = []
    tree = parse_tree(Source(name, text), problems=[], each={"long": lambda node: taken.append(to_plain(node))})
    assert taken == ["a", {"long": ["b"]}]
    assert tree is not None
    assert to_plain(tree) == {"x": [0], "long": []}


def test_an_item_that_cannot_be_relied_on_is_not_handed_over() -> None:
    taken: list[Any] = []
    problems: list[Problem] = []
    tree = parse_tree(Source("t", "y: !t 1\nlong: [a, *b, c, {x: !t y}, d]\n"), problems=problems,
                      each={"long": lambda node: taken.append(to_plain(node))})
    assert (tree, taken, len(problems)) == (None, ["a", "c", "d"], 3)


# What is refused. Each row: a text, and all that is said of it.

REFUSED: list[dict[str, Any]] = yaml.safe_load((CASES / "refused-notation.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["title"])
def test_a_text_that_is_refused_says_why_and_where(row: dict[str, Any]) -> None:
    assert problems_of(row["text"], row.get("name", "text.yaml")) == row["said"]


def test_all_problems_that_do_not_end_the_text_are_told() -> None:
    said = problems_of("a: 1\na: 2\nb: *x\nc: !t 3\n<<: {d: 4}\n[e]: 5\n")
    assert len(said) == 5
    assert all(problem.startswith("text.yaml:") for problem in said)


HOSTILE = {
    "a million brackets": ("[" * 10**6, "levels deep"),
    "a million brackets, each on a line": ("[\n" * 10**6, "levels deep"),
    "a million dashes": ("- " * 10**6, "levels deep"),
    "a hundred thousand braces": ("{a: " * 10**5, "levels deep"),
    "ten thousand levels of blocks": ("".join(" " * depth + "a:\n" for depth in range(10**4)), "levels deep"),
    "a million question marks": ("? " * 10**6, ""),
    "an alias bomb": ("a: &a [x, x]\n" + "".join(
        f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]\n" for n in range(1000)), "not read"),
    "a million keys that are the same": ("a: 1\n" * 10**6, "twice"),
    "a tag on everything": ("- !x y\n" * 10**5, "not read"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_little_and_says_little(name: str) -> None:
    text, said = HOSTILE[name]
    problems = problems_of(text)
    assert 0 < len(problems) <= MAX_PROBLEMS + 1
    assert said in problems[0]


@pytest.mark.parametrize("text", ["[" * 10**6, '{"a":' * 10**6, '{"a": 1,' * 10**6, '"' * 10**6])
def test_a_hostile_json_costs_little_and_says_little(text: str) -> None:
    assert len(problems_of(text, "text.json")) == 1


@pytest.mark.parametrize(("name", "module"), [("yaml", "events"), ("json", "json")])
def test_a_tree_has_an_upper_size_but_items_handed_over_do_not_count(
        name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"advisor.notation.{module}.MAX_NODES", 10)
    text = '{"a": [1, 2], "long": [[1, 2, 3], [1, 2, 3], [1, 2, 3]]}'
    source = Source(f"text.{name}", text)
    problems: list[Problem] = []
    assert parse_tree(source, problems=problems, each={"long": lambda node: None}) is not None
    assert problems == []
    assert parse_tree(source, problems=problems) is None
    assert "The text holds more than" in str(problems[0])


def test_nesting_up_to_the_limit_is_read() -> None:
    for name in ("text.yaml", "text.json"):
        assert isinstance(tree_of("[" * MAX_DEPTH + "]" * MAX_DEPTH, name), SequenceNode)
        assert problems_of("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), name)


FRAGMENTS = st.sampled_from(
    [
        *"{}[]:,-?!&*|>'\"%@` #\n\r\t\\",
        "a",
        "1",
        "é",
        "😀",
        "\0",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ud800",
        "---",
        "...",
        "<<",
        "!!",
        "*a",
        "&a ",
        "a: ",
        "- ",
        "\n  ",
        "%YAML 1.1\n",
        "%TAG ! x:\n",
        "true",
        ".inf",
        '"\\u',
        "\\x",
        "\x07",
    ]
)


@settings(max_examples=400)
@given(st.lists(FRAGMENTS, max_size=25).map("".join), st.sampled_from(["t.yaml", "t.json", "-"]))
def test_no_text_ends_in_anything_but_a_tree_or_problems(text: str, name: str) -> None:
    problems: list[Problem] = []
    tree = parse_tree(Source(name, text), problems=problems)
    assert tree is not None or problems
    assert all(problem.location and "\n" not in str(problem) for problem in problems)


@settings(max_examples=100)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
@example("\n\ufeff-")
def test_the_parser_in_python_reads_the_same(text: str) -> None:
    """Where the fast parser is missing, the slow one is used; the two word their complaints differently."""
    def outcome() -> Any:
        problems: list[Problem] = []
        tree = parse_tree(Source("t.yaml", text), problems=problems)
        return tree if not problems else None

    with_c = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        in_python = outcome()
    if with_c is not None and in_python is not None:
        assert to_plain(with_c) == to_plain(in_python)


# Files.


def fault_of(path: Path | str, **rest: int) -> str:
    with pytest.raises(InputError) as caught:
        load_text(str(path), **rest)
    (problem,) = caught.value.problems
    return str(problem).replace(str(path), "FILE")


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("\ufeffa: é\r\n".encode())
    assert load_text(str(tmp_path / "a")).text == "a: é\r\n"


@pytest.mark.parametrize(("content", "said"), [
    (b"", "FILE: The text is empty. Write something into it, or leave it out."),
    (b"\xef\xbb\xbf \r\n", "FILE: The text is empty. Write something into it, or leave it out."),
    ("é: 1\r\n😀: ".encode() + b"\xff1", "FILE:2:4: The byte 0xff is not UTF-8. Save the text as UTF-8."),
    (b"\xef\xbb\xbfa\xc3", "FILE:1:2: The byte 0xc3 is not UTF-8. Save the text as UTF-8."),
    ("a: 1".encode("utf-16"), "FILE: The text is UTF-16 and not UTF-8. Save it as UTF-8."),
    (b"a: 1\nb: \0", "FILE:2:4: The text holds a NUL character, so it is not a text file. Name a YAML or JSON file."),
])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    assert fault_of(tmp_path / "a.yaml") == said


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    assert fault_of(tmp_path / "huge.yaml") == (
        f"FILE: The text is too large: at most {MAX_BYTES >> 20} MB are read. Split it; several files may be given.")


def test_the_limit_is_exact(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a" * 10)
    assert load_text(str(tmp_path / "a"), max_bytes=10).text == "a" * 10
    assert "at most 9 bytes" in fault_of(tmp_path / "a", max_bytes=9)


def test_a_directory_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert fault_of(tmp_path) == "FILE: This is a directory. Name the files in it."
    assert fault_of(tmp_path / "none") == "FILE: There is no such file. Check the path."
    assert fault_of(tmp_path / ("x" * 300)).startswith("FILE: This cannot be read: ")


def test_a_name_no_file_can_have_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_text("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert fault_of(tmp_path / "pipe") == "FILE: This is not a regular file. Use `-` for standard input."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_an_endless_device_is_refused() -> None:
    assert "not a regular file" in fault_of("/dev/zero")


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="permissions do not bind everybody")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a: 1")
    (tmp_path / "a").chmod(0)
    assert fault_of(tmp_path / "a") == "FILE: This may not be read. Check its permissions."


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no such directory here")
def test_what_a_shell_hands_over_is_read() -> None:
    out, into = os.pipe()
    os.write(into, b"a: 1")
    os.close(into)
    assert load_text(f"/dev/fd/{out}").text == "a: 1"
    os.close(out)


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa: 1")))
    source = load_text("-")
    assert (source.name, source.text) == ("<stdin>", "a: 1")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="There is no standard input"):
        load_text("-")


# Words of ours.


@pytest.mark.parametrize(("name", "known", "said"), [
    ("repaly", ["replay", "routing"], "Did you mean `replay`?"),
    ("needsResponse", ["needs_response", "needs"], "Did you mean `needs_response`?"),
    ("REST", ["rest", "grpc"], "Did you mean `rest`?"),
    ("banana", ["replay", "routing"], ""),
    ("x" * 10**6, ["x" * 50], ""),
    ("service-1", (f"service-{n}" for n in range(10**9)), "Did you mean"),
    ("", ["a"], ""),
])
def test_the_word_that_was_meant_is_found_within_bounds(name: str, known: Any, said: str) -> None:
    found = did_you_mean(name, known)
    assert found.startswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(("value", "said"), [
    (True, "`true`"), (None, "`null`"), (1.5, "`1.5`"), (-INF, "`-.inf`"), (float("nan"), "`.nan`"), (10, "`10`"),
    ("a\nb", "`a\\nb`"), ("\x1b[0m", "`\\x1b[0m`"), ("x" * 100, f"`{'x' * 60}...`"), ("", '`""`'),
    ([1], "`a list`"), ({}, "`a mapping`"),
])
def test_a_strangers_words_stay_on_one_line(value: object, said: str) -> None:
    assert quote_value(value) == said


def test_a_number_too_long_to_write_is_cut() -> None:
    assert len(quote_value(10**10**4)) < 70


@pytest.mark.parametrize("end", ["c: d: e\n", "", "{\n"])
@pytest.mark.parametrize("count", range(MAX_PROBLEMS - 2, MAX_PROBLEMS + 2))
def test_the_last_problem_that_is_told_may_be_one_that_ends_the_reading(count: int, end: str) -> None:
    text = "a: 1\n" + "a: 1\n" * count + end
    found = problems_of(text)
    assert len(found) == min(count + bool(end), MAX_PROBLEMS) + (count + bool(end) >= MAX_PROBLEMS)
