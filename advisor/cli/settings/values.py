"""What `evaluate` and `lint` are set to, by value and origin: a default, a line of `.advisor.yaml`, an option."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.errors import Problem
from advisor.notation.suggest import did_you_mean
from advisor.source import Span
from advisor.source.frozen import NamedTuple

if TYPE_CHECKING:
    from advisor.linter.settings import Settings as Judging

SEVERITIES = ("error", "warning", "info")
OFF = "off"
LEVELS = (*SEVERITIES, OFF)  # what a rule may be set to
DISAGREEMENT, NEVER = "disagreement", "never"
FAIL_ON = (*SEVERITIES, DISAGREEMENT, NEVER)
DEFAULT = "default"


class Word(NamedTuple):
    """One value as it was written, and where: in a file, in an option, or nowhere."""

    text: str
    origin: str = DEFAULT
    span: Span | None = None

    def problem(self, message: str, remedy: str) -> Problem:
        """Returns a problem at the place of this word."""
        return Problem(message, remedy, self.span, "" if self.span else self.origin)


class Settings(NamedTuple):
    """Everything that can be set."""

    only: tuple[Word, ...] = ()  # rules; empty means all
    ignore: tuple[Word, ...] = ()
    severity: tuple[tuple[Word, Word], ...] = ()  # rule, level; the last one of a rule holds
    fail_on: Word = Word("error")
    rules: tuple[Word, ...] = ()  # directories
    format: Word = Word("text")  # of either command; the other one keeps to text
    exclude: tuple[Word, ...] = ()  # globs; from an option they are relative to where we are
    baseline: Word = Word("")  # a file

    @property
    def fails_from(self) -> tuple[str, ...]:
        """The severities that make a run fail."""
        level = self.fail_on.text
        return SEVERITIES[:SEVERITIES.index(level) + 1] if level in SEVERITIES else ()

    @property
    def overlays(self) -> tuple[str, ...]:
        """The directories of rules, in order."""
        return tuple(word.text for word in self.rules)

    def judging(self) -> Judging:
        """Returns what the review needs to know."""
        from advisor.linter.settings import Settings as Judging

        return Judging(frozenset(word.text for word in self.only), frozenset(word.text for word in self.ignore),
                       {rule.text: level.text for rule, level in self.severity})


class Options(NamedTuple):
    """The options that set something, as they were given."""

    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    fail_on: str | None = None
    rules: tuple[str, ...] = ()
    format: str | None = None
    exclude: tuple[str, ...] = ()
    baseline: str | None = None


def with_options(settings: Settings, options: Options, problems: list[Problem]) -> Settings:
    """Returns settings in which options take the place of what a file says; what is wrong with them is noted."""
    only, ignore = _listed("--only", options.only), _listed("--ignore", options.ignore)
    severity = tuple(_levels(options.severity, problems))
    wanted = {word.text for word in only}
    stated = {rule.text for rule, _ in severity}
    return Settings(
        only or settings.only,
        ignore or tuple(word for word in settings.ignore if word.text not in wanted),
        (*(pair for pair in settings.severity if not _overruled(pair, wanted, stated)), *severity),
        settings.fail_on if options.fail_on is None else Word(options.fail_on, "--fail-on"),
        tuple(Word(path, "--rules") for path in options.rules) or settings.rules,
        settings.format if options.format is None else Word(options.format, "--format"),
        (*settings.exclude, *(Word(glob, "--exclude") for glob in options.exclude)),  # to exclude more is always safe
        settings.baseline if options.baseline is None else Word(options.baseline, "--baseline"),
    )


def unknown_rules(settings: Settings, known: Collection[str]) -> Iterator[Problem]:
    """Yields a problem for each word that should name a practice and does not."""
    for word in (*settings.only, *settings.ignore, *(rule for rule, _ in settings.severity)):
        if word.text not in known:
            remedy = did_you_mean(word.text, known) or "`advisor rules list` lists the practices."
            yield word.problem(f"There is no practice `{word.text}`.", remedy)


def level_problem(level: Word) -> Problem | None:
    """Returns what is wrong with the severity that a rule is set to."""
    return not_one_of(level, LEVELS, "severity")


def not_one_of(word: Word, values: Sequence[str], what: str) -> Problem | None:
    """Returns a problem where a word is none of the values it may be."""
    if word.text in values:
        return None
    remedy = f"{did_you_mean(word.text, values)} It is one of {', '.join(values)}.".strip()
    return word.problem(f"There is no {what} `{word.text}`.", remedy)


def _listed(flag: str, given: Iterable[str]) -> tuple[Word, ...]:
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(Word(name, flag) for name in dict.fromkeys(names))


def _levels(given: Iterable[str], problems: list[Problem]) -> Iterator[tuple[Word, Word]]:
    pairs: Mapping[str, str] = {}
    for text in (part.strip() for one in given for part in one.split(",")):
        name, equals, level = (part.strip() for part in text.partition("="))
        rule, word = Word(name, "--severity"), Word(level, "--severity")
        if not equals:
            problems.append(rule.problem(f"`{text}` does not name a rule and a severity.",
                                         "Write RULE=LEVEL, such as sync-chain=error."))
        elif problem := level_problem(word):
            problems.append(problem)
        elif pairs.get(name, level) != level:
            problems.append(rule.problem(f"`{name}` is set to {pairs[name]} and to {level}.", "Set it once."))
        else:
            pairs = {**pairs, name: level}
            yield rule, word


def _overruled(pair: tuple[Word, Word], wanted: Collection[str], stated: Collection[str]) -> bool:
    """Whether options speak for a rule that the file has a word about; one asked for by name is not off."""
    rule, level = pair
    return rule.text in stated or (level.text == OFF and rule.text in wanted)
