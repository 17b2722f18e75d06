"""Overlays: what each adds, replaces, re-weighs or switches off, in their order, with provenance."""

from __future__ import annotations

from typing import Literal

from advisor.model.pack import Manifest, Provenance, Reweighed, Switched, TieBreak
from advisor.model.rule import Pattern, Rule
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping
from advisor.rulebook.layer import PATTERN_SECTIONS, Entry, Layer
from advisor.rulebook.page import Page, items, values
from advisor.rulebook.validate import validated
from advisor.rulebook.vocabulary import Words

Change = Literal["", "added", "replaced"]


class Merge:
    """A pack in the making: layers go in one by one, the base pack first."""

    def __init__(self) -> None:
        self.words = Words()
        self.patterns: dict[str, Pattern | None] = {}  # without rules and notes; None where the pattern is broken
        self.pattern_pages: dict[str, Page] = {}
        self.entries: dict[str, Entry] = {}  # what has an id of its own: rules, notes and practices
        self.technologies: dict[tuple[str, str], Entry] = {}  # by pattern and name
        self.cases: dict[str, Entry] = {}
        self.switched_off: dict[str, Entry] = {}
        self.provenance: dict[str, Provenance] = {}
        self.precedence: tuple[TieBreak, ...] = ()
        self.simplicity: tuple[str, ...] = ()
        self.platform: tuple[str, ...] = ()

    def add(self, layer: Layer) -> None:
        """Adds a layer; what it changes in earlier ones is noted as its doing."""
        if (facts := layer.pages.get("facts.yaml")) is not None:
            self.words.add(facts)
        for page in layer.pattern_pages:
            self._add_pattern(layer, page)
        own: dict[tuple[str, str], Entry] = {}
        for entry in layer.entries:
            self._add_entry(layer, entry, own)
        if layer.manifest is not None:
            self._apply(layer, layer.manifest, own)

    def _add_pattern(self, layer: Layer, page: Page) -> None:
        name = page.stem
        stated = {key: value for key, value in values(page.root).items() if key not in PATTERN_SECTIONS}
        if name in self.patterns:
            self._amend_pattern(page, name, stated)
            return
        self.patterns[name] = validated(page, page.root, Pattern, stated)
        self.pattern_pages[name] = page
        self.provenance[name] = _provenance(layer, page, page.root, "added" if layer.is_overlay else "")
        if name in self.entries:
            page.wrong(page.root.entries.get("name", page.root), f"`{name}` is the id of a rule already.",
                       "Choose another name.")

    def _amend_pattern(self, page: Page, name: str, stated: dict[str, object]) -> None:
        base = self.patterns[name]
        if base is None:
            return  # what is wrong with it was said where it was first read
        kept = {"name": base.name, "title": base.title, "mode": base.mode, "summary": base.summary}
        amended = validated(page, page.root, Pattern, {**kept, **stated})
        if amended is not None:
            aliases = tuple(dict.fromkeys((*base.aliases, *amended.aliases)))
            amended = amended.model_copy(update={"aliases": aliases})
        self.patterns[name] = amended

    def _add_entry(self, layer: Layer, entry: Entry, own: dict[tuple[str, str], Entry]) -> None:
        if not entry.id:
            return
        # Rules, notes and practices share one set of names; technologies have one for each pattern.
        space = {"technology": f"technologies of {entry.pattern}", "case": "cases"}.get(entry.family, "")
        first = own.setdefault((space, entry.id), entry)
        if first is not entry:
            key = "name" if entry.family == "technology" else "id"
            entry.page.wrong(entry.node.entries[key], f"`{entry.id}` stands twice.",
                             f"First at {first.page.source.name}:{first.page.line(first.node)}; rename or remove one.")
        elif entry.family == "technology":
            self.technologies[entry.pattern, entry.id] = entry
        elif entry.family == "case":
            self.cases[entry.id] = entry
        else:
            self._add_named(layer, entry)

    def _add_named(self, layer: Layer, entry: Entry) -> None:
        before = self.entries.get(entry.id) or self.switched_off.get(entry.id)
        if entry.id in self.patterns:
            entry.page.wrong(entry.node.entries["id"], f"`{entry.id}` is the name of a pattern.", "Choose another id.")
        elif before is not None and before.family != entry.family:
            entry.page.wrong(entry.node.entries["id"], f"`{entry.id}` is a {before.family} and cannot become a "
                             f"{entry.family}.", "Choose another id.")
        else:
            change: Change = "" if not layer.is_overlay else "added" if before is None else "replaced"
            self.switched_off.pop(entry.id, None)
            self.entries[entry.id] = entry
            self.provenance[entry.id] = _provenance(layer, entry.page, entry.node, change)

    def _apply(self, layer: Layer, manifest: Manifest, own: dict[tuple[str, str], Entry]) -> None:
        self.precedence = manifest.precedence or self.precedence
        self.simplicity = manifest.simplicity or self.simplicity
        self.platform = manifest.platform or self.platform
        page = layer.pages["pack.yaml"]
        touched: set[str] = set()
        changes: tuple[Switched | Reweighed, ...] = (*manifest.switched_off, *manifest.reweighed)
        nodes = (*items(page, page.root, "switched_off"), *items(page, page.root, "reweighed"))
        for node, change in zip(nodes, changes, strict=True):
            if not self._may_change(layer, page, node, change.id, own, touched):
                continue
            touched.add(change.id)
            if isinstance(change, Reweighed):
                self._reweigh(layer, page, node, change)
            else:
                self.switched_off[change.id] = self.entries.pop(change.id)
                self._changed(layer, change.id, "switched-off", change.because)

    def _may_change(self, layer: Layer, page: Page, node: Mapping, name: str, own: dict[tuple[str, str], Entry],
                    touched: set[str]) -> bool:
        place = node.entries["id"]
        if not layer.is_overlay:
            page.wrong(place, "Only an overlay switches rules off or re-weighs them.", f"Change `{name}` itself.")
        elif ("", name) in own:
            page.wrong(place, f"`{name}` stands in this overlay too.", "Change it there.")
        elif name in touched:
            page.wrong(place, f"`{name}` is switched off or re-weighed twice.", "Keep one of the two.")
        elif name in self.switched_off:
            page.wrong(place, f"`{name}` is switched off already, by {self.provenance[name].by}.", "Leave it out.")
        elif name not in self.entries:
            page.wrong(place, f"There is no rule `{name}`.", did_you_mean(name, self.entries))
        else:
            return True
        return False

    def _reweigh(self, layer: Layer, page: Page, node: Mapping, change: Reweighed) -> None:
        name = change.id
        entry = self.entries[name]
        if entry.role not in ("scenario", "evidence"):
            page.wrong(node.entries["id"], f"`{name}` gives no points to re-weigh.", "Switch it off, or replace it.")
        elif isinstance(entry.value, Rule):
            self.entries[name] = entry._replace(value=entry.value.model_copy(update={"favours": change.favours}))
            self._changed(layer, name, "reweighed", change.because)

    def _changed(self, layer: Layer, name: str, change: Literal["switched-off", "reweighed"], because: str) -> None:
        changed = {"change": change, "by": layer.name, "because": because}
        self.provenance[name] = self.provenance[name].model_copy(update=changed)


def _provenance(layer: Layer, page: Page, node: Mapping, change: Change) -> Provenance:
    return Provenance(pack=layer.name, file=page.name, line=page.line(node), change=change,
                      by=layer.name if change else "")
