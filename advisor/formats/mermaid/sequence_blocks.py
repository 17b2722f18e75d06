"""Open blocks and boxes of a sequence diagram."""

from __future__ import annotations

import re

from advisor.formats.diagram_builder import MAX_GROUPS
from advisor.formats.mermaid.builder import MermaidDiagramBuilder

BLOCK_KINDS = {"loop": "loop", "rect": "", "opt": "opt", "alt": "alt", "par": "par", "par_over": "par",
               "critical": "critical", "break": "break", "box": ""}  # kind by keyword; empty without control flow
BRANCHES = {"else": "alt", "and": "par", "option": "critical"}
FUNCTION = re.compile(r"(?:rgb|hsl)a?\s*\([^()\n]*\)", re.IGNORECASE)
NAMES = """
    transparent currentcolor
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
    cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
    darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
    darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
    lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
    mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
    midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
    rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
    slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
    whitesmoke yellow yellowgreen
"""
COLOURS = frozenset(NAMES.split())


class BlockStack:
    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.kinds: tuple[str, ...] = ()  # kinds of open blocks, outermost first
        self._open: list[tuple[str, int, tuple[str, ...]]] = []  # word, offset, enclosing kinds

    @property
    def is_box(self) -> bool:
        return bool(self._open) and self._open[-1][0] == "box"

    def begin(self, word: str, at: int) -> None:
        self._open.append((word, at, self.kinds))
        kind = BLOCK_KINDS[word]
        if kind and len(self.kinds) < MAX_GROUPS:
            self.kinds = (*self.kinds, kind)

    def branch(self, word: str, start: int, end: int) -> None:
        block = BRANCHES[word]
        if not self._open or BLOCK_KINDS[self._open[-1][0]] != block:
            self.builder.fault(f"`{word}` stands outside of `{block}`.", f"Write it between `{block}` and its `end`.",
                               start, end)

    def end(self, start: int, end: int) -> None:
        if not self._open:
            self.builder.fault("Nothing is open that this `end` could close.", "Remove it.", start, end)
            return
        _, _, self.kinds = self._open.pop()

    def report_unclosed(self) -> None:
        """Reports unclosed blocks."""
        for word, start, _ in self._open:
            self.builder.fault(f"This `{word}` never ends.", "Close it with `end`.", start, start + len(word))


def strip_colour(text: str) -> str:
    """Returns the title of a box from the text after `box`."""
    text = text.strip()
    colour = FUNCTION.match(text)
    if colour:
        return text[colour.end() :].strip()
    first, _, rest = text.partition(" ")
    return rest.strip() if first.lower() in COLOURS else text
