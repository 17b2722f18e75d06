"""`C4Context` and its kin: people, systems, containers, and the relations between them."""

from __future__ import annotations

from advisor.notation.quote import quoted
from advisor.readers.mermaid.calls import Call, read_call
from advisor.readers.mermaid.canvas import MOST_GROUPS, Canvas
from advisor.readers.mermaid.labels import shown
from advisor.readers.mermaid.page import after
from advisor.source.regex import regex

HEADER = regex(r"\s*C4\w+")
BLANKS = regex(r"\s*")
TITLE = regex(r"title[^\S\n]+([^#;\n]+)[^\n]*")
SKIPPED = regex(r"(?:accTitle[^\S\n]*:|accDescr[^\S\n]*:|accDescription\s|direction\s)[^\n]*")
DESCRIPTION = regex(r"accDescr\s*\{")
BRACE = regex(r"\}")
RELATION = regex(r"(?:Rel(?:_(?:U|Up|D|Down|L|Left|R|Right|B|Back))?|BiRel|RelIndex)")
ELEMENT = regex(r"(Person|System|Container|Component)(Db|Queue)?(_Ext)?")
BOUNDARY = regex(r"(?:(?:Enterprise_|System_|Container_)?Boundary|Deployment_Node|Node(?:_[LR])?)")
STYLING = regex(r"Update(?:ElementStyle|RelStyle|LayoutConfig)")
WITH_TECHNOLOGY = ("Container", "Component")


def read_c4(canvas: Canvas) -> None:
    """Reads a C4 diagram onto a canvas."""
    C4(canvas).read()


class C4:
    """A place in the text that moves on, and the boundaries that are open."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.page = canvas.page
        self.text = canvas.page.text
        self.at = 0
        self.opened = 0  # place after the last `{`
        self.open: list[tuple[int, tuple[str, ...]]] = []  # place, boundaries around it
        self.group: tuple[str, ...] = ()
        self.groups: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        self.at = after(HEADER, self.text, 0)
        while True:
            self.at = after(BLANKS, self.text, self.at)
            if self.at >= len(self.text):
                break
            self._statement()
        for start, _ in self.open:
            self.canvas.fault("This boundary never ends.", "Close it with `}`.", start, start + 1)
        self.canvas.regroup(self.groups)

    def _statement(self) -> None:
        if self.text[self.at] == "}":
            self._close()
        elif found := TITLE.match(self.text, self.at):
            self.canvas.title = self.canvas.title or shown(found[1])
            self.at = found.end()
        elif found := SKIPPED.match(self.text, self.at):
            self.at = found.end()
        elif found := DESCRIPTION.match(self.text, self.at):
            ending = self.page.search(BRACE, found.end())
            self.at = ending.end() if ending else self.page.line_end(self.at)
        elif call := read_call(self.canvas, self.at):
            self._apply(call)
        else:
            end = self.page.line_end(self.at)
            self.canvas.fault(f"{quoted(self.text[self.at : end].rstrip())} is not expected here.",
                              'Write, for example, `Rel(from, to, "label", "technology")`.', self.at, end)
            self.at = end

    def _close(self) -> None:
        if self.open:
            start, self.group = self.open.pop()
            if not self.text[self.opened : self.at].strip():
                self._hold_nothing(start)
        else:
            self.canvas.fault("Nothing is open that this `}` could close.", "Remove it.", self.at, self.at + 1)
        self.at += 1

    def _apply(self, call: Call) -> None:
        self.at = call.end
        if RELATION.fullmatch(call.word):
            self._relate(call)
        elif BOUNDARY.fullmatch(call.word):
            self._begin(call)
        elif found := ELEMENT.fullmatch(call.word):
            self._place(call, *found.groups())
        elif not STYLING.fullmatch(call.word):
            self.canvas.fault(f"There is no {quoted(call.word)} in C4 diagrams of Mermaid.",
                              "Remove it, or correct the word.", call.start, call.end)

    def _relate(self, call: Call) -> None:
        if call.word == "RelIndex":
            call = call._replace(arguments=call.arguments[1:])
        source, target, label = (call.value(0, "from"), call.value(1, "to"), call.value(2, "label"))
        if not source or not target:
            self.canvas.fault("This relation does not say between whom.", 'Write `Rel(from, to, "label")`.',
                              call.start, call.end)
            return
        if len(call.arguments) < 3 and not label:
            self.canvas.fault("This relation has no label.", 'Write `Rel(from, to, "label")`.', call.start, call.end)
        for name in (source, target):
            self.canvas.mention(name, call.start, call.end)
        if call.word in ("Rel_B", "Rel_Back"):
            source, target = target, source
        self.canvas.connect(source, target, call.start, call.end, label=label, technology=call.value(3, "techn"),
                            arrow=call.word, is_both_ways=call.word == "BiRel",
                            facts=self.canvas.facts_before(call.start))

    def _begin(self, call: Call) -> None:
        title = call.value(1, "label") or call.value(0, "alias")
        self.at = after(BLANKS, self.text, self.at)
        if not self.text.startswith("{", self.at):
            self._hold_nothing(call.start)
            return
        self.at = self.opened = self.at + 1
        self.open.append((call.start, self.group))
        self.group = (*self.group, title) if title and len(self.group) < MOST_GROUPS else self.group

    def _hold_nothing(self, start: int) -> None:
        self.canvas.fault("This boundary holds nothing.", "Put into `{` and `}` what it is around, or remove it.",
                          start, self.page.line_end(start))

    def _place(self, call: Call, element: str, variant: str | None, external: str | None) -> None:
        name = call.value(0, "alias")
        if not name:
            self.canvas.fault(f"This `{call.word}` has no name.", f'Write `{call.word}(name, "Label")`.',
                              call.start, call.end)
            return
        hint = {"Db": "database", "Queue": "queue"}.get(variant or "") or ("external" if external else element.lower())
        self.canvas.describe(name, call.start, call.end, label=call.value(1, "label"), hint=hint,
                             technology=call.value(2, "techn") if element in WITH_TECHNOLOGY else "")
        self.groups.setdefault(name, self.group)
