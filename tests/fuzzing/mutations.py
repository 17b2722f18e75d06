"""How documents are spoilt: in bytes, characters, words, lines, blocks, and by putting two into one."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.fuzzing.documents import ENDINGS, Document, drawn, in_markdown, seed

WORD = re.compile(r"\w+|[^\w\s]|\s+")
MOST_CHANGES = 6
LONGEST = 60_000
ODD = (
    "\x00", "\x1b[2J", "\x07", "\x9b", "\x7f", "\x85", "\xa0", "\xad", "\u200b", "\u200d", "\u202e", "\u2028",
    "\u2029", "\u2066", "\u3000", "\ufeff", "\ufffd", "\ufffe", "\ud800", "\udfff", "\U0001f6d2", "e\u0301", "\u0130",
    "\u00df", "\uff0d", "\u2013>", "\u2192", "\t", "\v", "\f", "\x1c", "\r", "\r\n", "\n", "\r\r\n", "\\", "\x1a")
TOKENS = (
    "```", "````", "~~~", "```mermaid", "```yaml advisor", "```plantuml", "<!--", "-->", "--!>", "---", "...", "+++",
    "> ", "- ", "1. ", "|", "| --- |", "\\|", "# advisor: ignore missing-timeout -- x",
    "%% advisor: {timeout_ms: none}", "<!-- advisor: ignore-file -- x -->", "advisor: ignore",
    "advisor:ignore missing-timout", "<!-- advisor: end -->", "&a ", "*a", "<<: *a", "!!python/object:os.system",
    "!!binary ", "? ", ": ", "{", "}", "[", "]", ",", "'", '"', "%", "%YAML 1.1", "@", "#", "0o17", "1e999", ".inf",
    ".nan", "-0", "1_000", "0x1F", "on", "null", "~", "true", "none", "9" * 30, "1.10", "2026-01-01",
    "sequenceDiagram", "flowchart LR", "graph", "C4Context", "architecture-beta", "subgraph", "end", "loop", "alt",
    "else", "par", "box", "activate", "Note over a,b: x", "participant", "actor", "->>", "-->>", "-->", "==>", "-.->",
    "~~~", "&", ":::", "@{ shape: cyl }", "%%{init: {", "}%%", "#quot;", "@startuml", "@enduml", "!include x",
    "workspace {", "model {", "this -> b", "!identifiers hierarchical", "a -> b \"x\"", "asyncapi: 3.0.0",
    "$ref: '#/a'", "$ref: \"#/channels/x\"", "services:", "interactions:", "flows:", "version: 1", "from:", "to:",
    "needs:", "design:", "pattern: rest", "pattern: gprc", "timeout_ms: none", "retries: {attempts: 2}",
    "retries: {backof: none}", "steps: [a, b]", "id: a", "depends_on: [b]", "image: rabbitmq", "advisor-record",
    "::error::x", "##vso[task.complete]", "{% raw %}", "{{ x }}", "--8<--", ":align: left", "<details>", "<br/>")

Change = Callable[[str, Random], str]


def document(random: Random) -> Document:
    """Returns the next document: a seed, or a diagram by chance, that was changed a few times."""
    one = drawn(random) if random.random() < 0.25 else seed(random)
    if random.random() < 0.25:
        one = in_markdown(one)
    text = one.text
    for _ in range(random.randint(0, MOST_CHANGES)):
        text = random.choice(CHANGES)(text, random)[:LONGEST]
    name = one.name if random.random() < 0.95 else "design" + random.choice(ENDINGS)
    return Document(name, text)


def _in_bytes(text: str, random: Random) -> str:
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(random.randint(1, 4)):
        if content:
            at = random.randrange(len(content))
            content[at:at + random.randint(0, 2)] = random.randbytes(random.randint(0, 2))
    return content.decode("utf-8", random.choice(["replace", "ignore", "surrogateescape"]))


def _in_characters(text: str, random: Random) -> str:
    start = _place(text, random)
    end = start + random.choice([0, 0, 1, 2, 8])
    return text[:start] + random.choice((random.choice(ODD), random.choice(text or " "), "")) + text[end:]


def _in_words(text: str, random: Random) -> str:
    words = WORD.findall(text)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(words) + 1)
        match random.randrange(4):
            case 0:
                words[at:at + 1] = []
            case 1:
                words.insert(at, random.choice(TOKENS))
            case 2:
                words.insert(at, random.choice(words or ["x"]))
            case _:
                words[at:at + 1] = [random.choice(TOKENS)]
    return "".join(words)


def _in_lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[at:at + random.randint(1, 3)]
        case 1:
            lines.insert(at, lines[to])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines.insert(at, random.choice(TOKENS))
        case 4:
            lines[at] = random.choice(["> ", "  ", "\t", "- ", "    ", "| ", "# ", "%% "]) + lines[at]
        case _:
            lines[at] = lines[at].lstrip()
    return "\n".join(lines)


def _cut(text: str, random: Random) -> str:
    at = _place(text, random)
    return text[:at] if random.random() < 0.7 else text[at:]


def _with_a_part_of_another(text: str, random: Random) -> str:
    other = seed(random).text
    start = _place(other, random)
    at = _place(text, random)
    return text[:at] + other[start:start + random.randint(1, 400)] + text[at:]


def _with_lines_of_another(text: str, random: Random) -> str:
    others = seed(random).text.split("\n")
    start = random.randrange(len(others))
    lines = text.split("\n")
    at = random.randrange(len(lines) + 1)
    lines[at:at] = others[start:start + random.randint(1, 12)]
    return "\n".join(lines)


def _with_other_line_ends(text: str, random: Random) -> str:
    match random.randrange(4):
        case 0:
            return text.replace("\n", "\r\n")
        case 1:
            return text.replace("\n", "\r")
        case 2:
            return "".join(random.choice(["\n", "\r\n", "\r", "\n\n"]) if one == "\n" else one for one in text)
        case _:
            return text.rstrip("\n")


def _with_a_mark(text: str, random: Random) -> str:
    return random.choice(["\ufeff", "\ufeff\ufeff", "\n", "---\n", "---\nstatus: accepted\n---\n", " "]) + text


def _within(text: str, random: Random) -> str:
    prefix = random.choice(["> ", "  ", "    ", "\t", "> > ", "- ", "1. "])
    return "\n".join(prefix + line for line in text.split("\n"))


def _more_of_the_same(text: str, random: Random) -> str:
    start = _place(text, random)
    part = text[start:start + random.randint(1, 40)]
    return text[:start] + part * random.choice([2, 3, 50, 300]) + text[start:]


def _place(text: str, random: Random) -> int:
    return random.randrange(len(text) + 1)


CHANGES: tuple[Change, ...] = (
    _in_bytes, _in_characters, _in_characters, _in_words, _in_words, _in_words, _in_lines, _in_lines, _cut,
    _with_a_part_of_another, _with_lines_of_another, _with_other_line_ends, _with_a_mark, _within, _more_of_the_same)
