"""Active rules, loaded lazily: a fully cached run never loads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from advisor.cli.settings.values import Settings, unknown_rules
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.fileset.workers import Judge, MakeJudge
    from advisor.linter.settings import Settings as Judging
    from advisor.model.practice import Examples, Practice

MOST_QUESTIONS = 1000  # in one document


class Knowledge(Mapping[str, "Practice"]):
    """The active practices by id, with their severity in this run."""

    def __init__(self, settings: Settings, *, asks: bool) -> None:
        self._settings = settings
        self._max_questions = MOST_QUESTIONS if asks else 0

    def __getitem__(self, name: str) -> Practice:
        return self._active[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._active)

    def __len__(self) -> int:
        return len(self._active)

    @property
    def is_narrowed(self) -> bool:
        """Whether settings deselect practices or change their severity."""
        judging = self._settings.judging()
        return bool(judging.only or judging.ignore or judging.severities)

    @property
    def make_judge(self) -> MakeJudge:
        """A factory for the judge of documents; it can be pickled for worker processes."""
        return partial(_make_judge, self._settings.overlays, self._key, self._settings.judging(), self._max_questions)

    @property
    def engine(self) -> Engine:
        return self._loaded[0]

    @cached_property
    def configuration(self) -> str:
        """A cache key of everything a result depends on besides its document."""
        from advisor.fileset.configuration import configuration

        return configuration(self._key, self._settings.judging(), self._max_questions)

    def check(self, problems: list[Problem]) -> None:
        """Adds every problem of the rules, and every setting that names an unknown practice."""
        try:
            known = {practice.id for practice in self._loaded[1]}
        except InputError as error:
            problems.extend(error.problems)
        else:
            problems.extend(unknown_rules(self._settings, known))

    def examples(self) -> Mapping[str, Examples]:
        """Returns violating and compliant examples by practice."""
        from advisor.api import load_examples

        return load_examples(self._settings.overlays)

    @cached_property
    def _key(self) -> str:
        from advisor.api import rules_key

        return rules_key(self._settings.overlays)

    @cached_property
    def _loaded(self) -> tuple[Engine, tuple[Practice, ...]]:
        from advisor.api import load_known

        return load_known(self._settings.overlays, self._key)

    @cached_property
    def _active(self) -> dict[str, Practice]:
        from advisor.linter.settings import in_force

        return {practice.id: practice for practice in in_force(self._loaded[1], self._settings.judging())}


def _make_judge(overlays: Sequence[str], key: str, settings: Judging, most_questions: int) -> Judge:
    from advisor.api import load_known
    from advisor.fileset.workers import Judge
    from advisor.linter.document import lint, refused

    engine, practices = load_known(overlays, key)
    return Judge(lambda source, companions: lint(source, engine, practices, settings, most_questions=most_questions,
                                                 companions=companions),
                 lambda source, problems: refused(source, problems, engine, practices, settings))
