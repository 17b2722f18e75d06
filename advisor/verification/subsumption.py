"""Subsumption: rules that another rule makes redundant, and rules that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from advisor.verification.goals import NoneFires
from advisor.verification.proof_subject import ConditionalStatement, PackUnderTest
from advisor.verification.report import PackFault, Proof
from advisor.verification.search import SearchLimitReached, WorldSearch

METHOD = "a search, for each pair of rules with the same or opposite effect, for facts where only one of them fires"


class SubsumptionCheck:
    """Compares the conditions of rules with the same or opposite effect; skips `silent` statements."""

    def __init__(self, subject: PackUnderTest, silent: set[int]) -> None:
        self._subject = subject
        # Conflicts are compared over all facts, including contradictory ones.
        self._unrestricted = WorldSearch(subject.open_search.space, 0)
        self._statements = [statement for index, statement in enumerate(subject.statements) if index not in silent]
        self._fired = {
            False: [subject.worlds.fired_boxes(world) for world in subject.samples],
            True: [subject.worlds.fired_boxes(world) for world in subject.worlds.samples(len(subject.samples), 0)],
        }
        self._pairs = 0
        self._unproved: list[str] = []
        self.faults = [*self._exclusions(), *self._duplicates(), *self._same_conditions(), *self._excluded_favours()]
        self.redundant = {fault.id for fault in self.faults if fault.kind == "shadowed"}

    def proof(self) -> Proof:
        count = len(self.faults)
        return Proof("Does every rule say something of its own?", f"{count} do not" if count else "yes", METHOD,
                     self._pairs, tuple(dict.fromkeys(self._unproved)))

    def _exclusions(self) -> Iterator[PackFault]:
        shadowed: set[str] = set()
        for rule, other in permutations(self._of_role("exclusion"), 2):
            covers = set(rule.data["excludes"]) <= set(other.data["excludes"]) and other.id not in shadowed
            if covers and rule.id not in shadowed and self._implies(rule, other):
                shadowed.add(rule.id)
                yield _shadowed(rule, other, "excludes the same")

    def _duplicates(self) -> Iterator[PackFault]:
        """Yields warnings and conflicts with the text of a broader one, or with an equivalent condition."""
        shadowed: set[str] = set()
        for role in ("warning", "conflict"):
            for rule, other in permutations(self._of_role(role), 2):
                if {rule.id, other.id} & shadowed or not self._implies(rule, other):
                    continue
                if _normalised_texts(rule) == _normalised_texts(other) and _is_shown_with(rule, other):
                    shadowed.add(rule.id)
                    yield _shadowed(rule, other, "says the same")
                elif rule.id > other.id and _is_shown_with(rule, other) and self._implies(other, rule):
                    shadowed.add(rule.id)
                    yield PackFault("same-condition", rule.family, rule.id,
                                    f"It fires exactly where `{other.id}` does.",
                                    "Make one of the two, or change a condition.", (other.id,))

    def _same_conditions(self) -> Iterator[PackFault]:
        for other, rule in combinations(self._of_role("scenario", "evidence"), 2):
            products = [rule.data["points"].get(pattern, 0) * points
                        for pattern, points in other.data["points"].items()]
            if any(products) and self._implies(rule, other) and self._implies(other, rule):
                if min(products) < 0:
                    yield PackFault("contradictory", rule.family, rule.id,
                                    f"It fires exactly where `{other.id}` does and gives opposite points.",
                                    "Keep one of the two, or change a condition.", (other.id,))
                else:
                    yield PackFault("same-condition", rule.family, rule.id,
                                    f"It fires exactly where `{other.id}` does and favours the same.",
                                    "Put the points into one rule.", (other.id,))

    def _excluded_favours(self) -> Iterator[PackFault]:
        for rule in self._of_role("scenario", "evidence"):
            for other in self._of_role("exclusion"):
                favoured = [name for name in other.data["excludes"] if rule.data["points"].get(name, 0) > 0]
                if favoured and self._implies(rule, other):
                    names = " and ".join(favoured)
                    yield PackFault("contradictory", rule.family, rule.id,
                                    f"It favours {names} only where `{other.id}` excludes it.",
                                    "Remove these points, or narrow the exclusion.", (other.id, *favoured))

    def _of_role(self, *roles: str) -> list[ConditionalStatement]:
        return [statement for statement in self._statements if statement.role in roles]

    def _implies(self, rule: ConditionalStatement, other: ConditionalStatement) -> bool:
        """Returns whether the other rule fires whenever this one does; False if the search gives up."""
        self._pairs += 1
        conflicts = rule.role == "conflict"
        if any(fired & rule.mask and not fired & other.mask for fired in self._fired[conflicts]):
            return False
        search = self._unrestricted if conflicts else self._subject.open_search
        try:
            return all(search.find(NoneFires(other.mask), box) is None for box in rule.boxes)
        except SearchLimitReached:
            self._unproved.append(f"{rule.id} and {other.id}")
            return False


def _shadowed(rule: ConditionalStatement, other: ConditionalStatement, does: str) -> PackFault:
    return PackFault("shadowed", rule.family, rule.id, f"Wherever it fires, `{other.id}` fires too and {does}.",
                     "Remove it, or narrow the other.", (other.id,))


def _normalised_texts(rule: ConditionalStatement) -> tuple[str, ...]:
    texts = [rule.data["warns"], *rule.data["split"]]
    return tuple(" ".join(text.casefold().split()) for text in texts)


def _is_shown_with(rule: ConditionalStatement, other: ConditionalStatement) -> bool:
    """Returns whether the other is shown for every pattern and status for which this rule is."""
    patterns = set(other.data["patterns"])
    for_patterns = not patterns or (bool(rule.data["patterns"]) and patterns >= set(rule.data["patterns"]))
    return for_patterns and other.data["only_while"] in ("", rule.data["only_while"])
