"""Merges overlays in order: each adds, replaces, re-weighs or switches off entries; records provenance."""

from __future__ import annotations

from typing import Literal

from advisor.model.pack import DisabledRule, PackManifest, Provenance, ReweightedRule, TieBreak
from advisor.model.rule import Pattern, PatternNote, PracticeDefinition, Rule
from advisor.notation.tree import MappingNode
from advisor.rulebook.layer import PATTERN_SECTIONS, PackLayer, RuleEntry
from advisor.rulebook.rule_file import RuleFile, mappings_under, plain_value
from advisor.rulebook.vocabulary import VocabularyBuilder
from advisor.text.suggestions import did_you_mean

ChangeKind = Literal["", "added", "replaced"]
WithAliases = Rule | PatternNote | PracticeDefinition


class PackMerge:
    """Accumulates the layers of a pack, the base pack first."""

    def __init__(self) -> None:
        self.vocabulary = VocabularyBuilder()
        self.patterns: dict[str, Pattern | None] = {}  # without rules and notes; None if invalid
        self.pattern_files: dict[str, RuleFile] = {}
        self.entries: dict[str, RuleEntry] = {}  # rules, notes and practices by id
        self.aliases: dict[str, str] = {}  # their ids by each earlier one
        self.technologies: dict[tuple[str, str], RuleEntry] = {}  # by pattern and name
        self.cases: dict[str, RuleEntry] = {}
        self.switched_off: dict[str, RuleEntry] = {}
        self.provenance: dict[str, Provenance] = {}
        self.precedence: tuple[TieBreak, ...] = ()
        self.simplicity: tuple[str, ...] = ()
        self.platform: tuple[str, ...] = ()

    def add(self, layer: PackLayer) -> None:
        """Adds a layer; records its changes to earlier ones as provenance."""
        if (facts := layer.files.get("facts.yaml")) is not None:
            self.vocabulary.add(facts)
        for file in layer.pattern_files:
            self._add_pattern(layer, file)
        own: dict[tuple[str, str], RuleEntry] = {}
        for entry in layer.entries:
            self._add_entry(layer, entry, own)
        if layer.manifest is not None:
            self._apply(layer, layer.manifest, own)

    def _add_pattern(self, layer: PackLayer, file: RuleFile) -> None:
        name = file.stem
        stated = {key: value for key, value in plain_value(file.root).items() if key not in PATTERN_SECTIONS}
        if name in self.patterns:
            self._amend_pattern(file, name, stated)
            return
        self.patterns[name] = file.validated(file.root, Pattern, stated)
        self.pattern_files[name] = file
        self.provenance[name] = _provenance(layer, file, file.root, "added" if layer.is_overlay else "")
        if name in self.entries:
            file.report(file.root.entries.get("name", file.root), f"`{name}` is the id of a rule already.",
                        "Choose another name.")

    def _amend_pattern(self, file: RuleFile, name: str, stated: dict[str, object]) -> None:
        base = self.patterns[name]
        if base is None:
            return  # reported with its first definition
        required = {"name": base.name, "title": base.title, "mode": base.mode, "summary": base.summary}
        amended = file.validated(file.root, Pattern, {**required, **stated})
        if amended is not None:
            aliases = tuple(dict.fromkeys((*base.aliases, *amended.aliases)))
            amended = amended.model_copy(update={"aliases": aliases})
        self.patterns[name] = amended

    def _add_entry(self, layer: PackLayer, entry: RuleEntry, own: dict[tuple[str, str], RuleEntry]) -> None:
        if not entry.id:
            return
        # Rules, notes and practices share one namespace; technologies have one per pattern.
        namespace = {"technology": f"technologies of {entry.pattern}", "case": "cases"}.get(entry.family, "")
        first = own.setdefault((namespace, entry.id), entry)
        if first is not entry:
            key = "name" if entry.family == "technology" else "id"
            entry.file.report(entry.node.entries[key], f"`{entry.id}` stands twice.",
                              f"First at {first.file.source.name}:{first.file.line(first.node)}; rename or remove one.")
        elif entry.family == "technology":
            self.technologies[entry.pattern, entry.id] = entry
        elif entry.family == "case":
            self.cases[entry.id] = entry
        else:
            self._add_with_unique_id(layer, self._with_current_id(entry) if layer.is_overlay else entry)

    def _with_current_id(self, entry: RuleEntry) -> RuleEntry:
        """Returns an entry of an overlay under the id that a renamed rule has now; the rule keeps its aliases."""
        name = self.aliases.get(entry.id, entry.id)
        earlier = self.entries.get(name) or self.switched_off.get(name)
        if earlier is None or not isinstance(entry.value, WithAliases) or not isinstance(earlier.value, WithAliases):
            return entry._replace(id=name)
        aliases = tuple(dict.fromkeys((*earlier.value.aliases, *entry.value.aliases)))
        return entry._replace(id=name, value=entry.value.model_copy(update={"id": name, "aliases": aliases}))

    def _add_with_unique_id(self, layer: PackLayer, entry: RuleEntry) -> None:
        earlier = self.entries.get(entry.id) or self.switched_off.get(entry.id)
        if entry.id in self.patterns:
            entry.file.report(entry.node.entries["id"], f"`{entry.id}` is the name of a pattern.", "Choose another id.")
        elif entry.id in self.aliases:
            entry.file.report(entry.node.entries["id"], f"`{entry.id}` is an alias of `{self.aliases[entry.id]}`.",
                              "Choose another id.")
        elif earlier is not None and earlier.family != entry.family:
            entry.file.report(entry.node.entries["id"], f"`{entry.id}` is a {earlier.family} and cannot become a "
                              f"{entry.family}.", "Choose another id.")
        else:
            change: ChangeKind = "" if not layer.is_overlay else "added" if earlier is None else "replaced"
            self.switched_off.pop(entry.id, None)
            self.entries[entry.id] = entry
            self.provenance[entry.id] = _provenance(layer, entry.file, entry.node, change)
            self._add_aliases(entry)

    def _add_aliases(self, entry: RuleEntry) -> None:
        for alias in entry.value.aliases if isinstance(entry.value, WithAliases) else ():
            if alias in self.entries or alias in self.patterns or self.aliases.setdefault(alias, entry.id) != entry.id:
                owner = self.aliases.get(alias, alias)
                entry.file.report(entry.node.entries.get("aliases", entry.node),
                                  f"`{alias}` already means `{owner}`.", "Choose another alias.")

    def _apply(self, layer: PackLayer, manifest: PackManifest, own: dict[tuple[str, str], RuleEntry]) -> None:
        self.precedence = manifest.precedence or self.precedence
        self.simplicity = manifest.simplicity or self.simplicity
        self.platform = manifest.platform or self.platform
        file = layer.files["pack.yaml"]
        touched: set[str] = set()
        changes: tuple[DisabledRule | ReweightedRule, ...] = (*manifest.switched_off, *manifest.reweighed)
        nodes = (*mappings_under(file, file.root, "switched_off"), *mappings_under(file, file.root, "reweighed"))
        for node, change in zip(nodes, changes, strict=True):
            name = self.aliases.get(change.id, change.id)
            if not self._may_change(layer, file, node, name, own, touched):
                continue
            touched.add(name)
            if isinstance(change, ReweightedRule):
                self._reweigh(layer, file, node, change.model_copy(update={"id": name}))
            else:
                self.switched_off[name] = self.entries.pop(name)
                self._record(layer, name, "switched-off", change.because)

    def _may_change(self, layer: PackLayer, file: RuleFile, node: MappingNode, name: str,
                    own: dict[tuple[str, str], RuleEntry], touched: set[str]) -> bool:
        id_node = node.entries["id"]
        if not layer.is_overlay:
            file.report(id_node, "Only an overlay switches rules off or re-weighs them.", f"Change `{name}` itself.")
        elif ("", name) in own:
            file.report(id_node, f"`{name}` stands in this overlay too.", "Change it there.")
        elif name in touched:
            file.report(id_node, f"`{name}` is switched off or re-weighed twice.", "Keep one of the two.")
        elif name in self.switched_off:
            file.report(id_node, f"`{name}` is switched off already, by {self.provenance[name].by}.", "Leave it out.")
        elif name not in self.entries:
            file.report(id_node, f"There is no rule `{name}`.", did_you_mean(name, self.entries))
        else:
            return True
        return False

    def _reweigh(self, layer: PackLayer, file: RuleFile, node: MappingNode, change: ReweightedRule) -> None:
        name = change.id
        entry = self.entries[name]
        if entry.role not in ("scenario", "evidence"):
            file.report(node.entries["id"], f"`{name}` gives no points to re-weigh.", "Switch it off, or replace it.")
        elif isinstance(entry.value, Rule):
            self.entries[name] = entry._replace(value=entry.value.model_copy(update={"favours": change.favours}))
            self._record(layer, name, "reweighed", change.because)

    def _record(self, layer: PackLayer, name: str, change: Literal["switched-off", "reweighed"], because: str) -> None:
        update = {"change": change, "by": layer.name, "because": because}
        self.provenance[name] = self.provenance[name].model_copy(update=update)


def _provenance(layer: PackLayer, file: RuleFile, node: MappingNode, change: ChangeKind) -> Provenance:
    return Provenance(pack=layer.name, file=file.name, line=file.line(node), change=change,
                      by=layer.name if change else "")
