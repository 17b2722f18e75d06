"""Comments, in the notation of the part they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.linter.suppressions.parts import Part
from advisor.linter.suppressions.yaml_comments import comments_in
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

SIGNS = {
    "mermaid": re.compile(r"[ \t]*(%%)(?!\{)"),
    "plantuml": re.compile(r"[ \t]*('|/'(?=.*'/[ \t]*$))"),
    "structurizr": re.compile(r"[ \t]*(//|#)"),
}
ELSEWHERE = regex(r"(?:%%|//|<!--|['#;])[ \t]*(?=advisor[ \t]*:[ \t]*ignore)", re.IGNORECASE)
WRITES = {"mermaid": "`%%`", "plantuml": "`'`", "structurizr": "`//`"}
AROUND = "> \t"  # what may stand around a comment that has its line for itself


class Comment(NamedTuple):
    part: Part
    start: int  # in the source, with its signs
    end: int
    inner: int  # without them
    inner_end: int
    line: int  # number of its first line
    last_line: int
    is_alone: bool  # nothing else stands on its lines


class Stray(NamedTuple):
    """What looks like a comment and is none where it stands."""

    start: int
    end: int
    because: str


def comments_of(source: Source, part: Part, blocks: Sequence[Block]) -> Iterator[Comment]:
    """Yields the comments of one part."""
    match part.notation:
        case "markdown":
            for block in blocks:
                if block.kind == "comment":
                    yield _of_markdown(source, part, block)
        case "yaml":
            for number, sign in comments_in(part.lines):
                start, text = part.lines[number]
                yield Comment(part, start + sign, start + len(text), start + sign + 1, start + len(text),
                              part.begins + number, part.begins + number, not text[:sign].strip())
        case notation:
            own = SIGNS[notation]
            for number, (start, text) in enumerate(part.lines):
                if found := own.match(text):
                    end = start + len(text)
                    closing = len(text) - len(text.rstrip().removesuffix("'/")) if found[1] == "/'" else 0
                    yield Comment(part, start + found.start(1), end, start + found.end(), end - closing,
                                  part.begins + number, part.begins + number, True)


def strays_of(part: Part) -> Iterator[Stray]:
    """Yields what is meant to silence a finding and is no comment where it stands: its sign is another notation's, or
    it stands behind something on a line whose notation has only comments of a whole line."""
    own = SIGNS.get(part.notation)
    if own is None:
        return
    for start, text in part.lines:
        found = ELSEWHERE.search(text) if "advisor" in text.lower() else None
        if found and not own.match(text):
            because = f"a comment begins with {WRITES[part.notation]} here, on a line of its own"
            yield Stray(start + found.start(), start + len(text.rstrip()), because)


def _of_markdown(source: Source, part: Part, block: Block) -> Comment:
    text = source.text
    end = block.end
    inner_end = end - len("-->") if block.is_closed else end
    before = text[text.rfind("\n", 0, block.start) + 1 : block.start]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    is_alone = not before.strip(AROUND + "\ufeff") and not after.strip()
    return Comment(part, block.start, end, block.start + len("<!--"), inner_end, source.place(block.start)[0],
                   source.place(end)[0], is_alone)
