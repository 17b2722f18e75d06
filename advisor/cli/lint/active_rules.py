"""Active rules, loaded lazily: a fully cached run never loads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem
from advisor.model.practice import ids_by_name
from advisor.settings.values import RunSettings, unknown_rule_problems

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.settings import RuleSelection as Judging
    from advisor.model.practice import Practice, PracticeExamples
    from advisor.runner.workers import DocumentLinter, DocumentLinterFactory

MAX_QUESTIONS = 1000  # in one document


class ActiveRules(Mapping[str, "Practice"]):
    """The active practices by id, with their severity in this run."""

    def __init__(self, settings: RunSettings, *, asks: bool) -> None:
        self._settings = settings
        self._max_questions = MAX_QUESTIONS if asks else 0

    def __getitem__(self, name: str) -> Practice:
        return self._active[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._active)

    def __len__(self) -> int:
        return len(self._active)

    @property
    def is_customised(self) -> bool:
        """Whether settings deselect practices or change their severity."""
        judging = self._settings.lint_settings()
        return any(judging)

    @property
    def make_judge(self) -> DocumentLinterFactory:
        """A factory for the judge of documents; it can be pickled for worker processes."""
        return partial(
            _make_judge, self._settings.overlays, self._key, self._settings.lint_settings(), self._max_questions
        )

    @property
    def engine(self) -> Engine:
        return self._loaded[0]

    @cached_property
    def cache_key(self) -> str:
        """A cache key of everything a result depends on besides its document."""
        from advisor.runner.cache import configuration_key

        return configuration_key(self._key, self._settings.lint_settings(), self._max_questions)

    def collect_problems(self, problems: list[Problem]) -> None:
        """Adds every problem of the rules, and every setting that names an unknown practice."""
        try:
            known = ids_by_name(self._loaded[1])
        except InputError as error:
            problems.extend(error.problems)
        else:
            problems.extend(unknown_rule_problems(self._settings, known))

    def examples(self) -> Mapping[str, PracticeExamples]:
        """Returns violating and compliant examples by practice."""
        from advisor.api import load_examples

        return load_examples(self._settings.overlays)

    @cached_property
    def _key(self) -> str:
        from advisor.api import rules_key

        return rules_key(self._settings.overlays)

    @cached_property
    def _loaded(self) -> tuple[Engine, tuple[Practice, ...]]:
        from advisor.api import load_engine_and_practices

        return load_engine_and_practices(self._settings.overlays, self._key)

    @cached_property
    def _active(self) -> dict[str, Practice]:
        from advisor.linter.settings import active_practices

        return {practice.id: practice for practice in active_practices(self._loaded[1], self._settings.lint_settings())}


def _make_judge(overlays: Sequence[str], key: str, settings: Judging, max_questions: int) -> DocumentLinter:
    from advisor.api import load_engine_and_practices
    from advisor.linter.lint import lint, report_unreadable
    from advisor.runner.workers import DocumentLinter

    engine, practices = load_engine_and_practices(overlays, key)
    return DocumentLinter(
        lambda source, linked_files: lint(
            source, engine, practices, settings, max_questions=max_questions, linked_files=linked_files
        ),
        lambda source, problems: report_unreadable(source, problems, engine, practices, settings),
    )
