"""Settings of `evaluate` and `lint`, by value and origin: a default, a line of `.advisor.yaml`, an option."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import Problem
from advisor.text.source import Span
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.linter.settings import RuleSelection as LintSettings

SEVERITIES = ("error", "warning", "info")
OFF = "off"
ONLY_OPTION, IGNORE_OPTION, SEVERITY_OPTION = "--only", "--ignore", "--severity"  # origins of values
LEVELS = (*SEVERITIES, OFF)  # of a rule
DISAGREEMENT, NEVER = "disagreement", "never"
FAIL_ON = (*SEVERITIES, DISAGREEMENT, NEVER)
DEFAULT = "default"


class SettingValue(NamedTuple):
    """One value as written, and its origin: a line of a file, an option, or the default."""

    text: str
    origin: str = DEFAULT
    span: Span | None = None

    def problem(self, message: str, remedy: str) -> Problem:
        """Returns a problem at the origin of this value."""
        return Problem(message, remedy, self.span, "" if self.span else self.origin)


class RunSettings(NamedTuple):
    """Every setting; the fields are the keys of `.advisor.yaml`."""

    only: tuple[SettingValue, ...] = ()  # rules; empty means all
    ignore: tuple[SettingValue, ...] = ()
    severity: tuple[tuple[SettingValue, SettingValue], ...] = ()  # rule, level; the last level of a rule wins
    fail_on: SettingValue = SettingValue("error")
    rules: tuple[SettingValue, ...] = ()  # directories
    format: SettingValue = SettingValue("text")
    exclude: tuple[SettingValue, ...] = ()  # globs; those of options are relative to the working directory
    baseline: SettingValue = SettingValue("")  # a file

    @property
    def failing_severities(self) -> tuple[str, ...]:
        """The severities that make a run fail."""
        level = self.fail_on.text
        return SEVERITIES[:SEVERITIES.index(level) + 1] if level in SEVERITIES else ()

    @property
    def overlays(self) -> tuple[str, ...]:
        """The directories of rules, in order."""
        return tuple(value.text for value in self.rules)

    def lint_settings(self) -> LintSettings:
        """Returns the settings of the linter."""
        from advisor.linter.settings import RuleSelection as LintSettings

        off = {rule.text for rule, level in self.severity if level.text == OFF and rule.origin != SEVERITY_OPTION}
        severities = {rule.text: level.text for rule, level in self.severity
                      if level.text != OFF or rule.origin == SEVERITY_OPTION}
        by_option = {value.text for value in self.ignore if value.origin == IGNORE_OPTION}
        by_file = {value.text for value in self.ignore if value.origin != IGNORE_OPTION}
        requested = {value.text for value in self.only if value.origin == ONLY_OPTION}
        return LintSettings(frozenset(value.text for value in self.only), frozenset(by_option), severities,
                            frozenset(requested), frozenset(by_file), frozenset(off))


class SettingOptions(NamedTuple):
    """The options that override settings, as given."""

    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    fail_on: str | None = None
    rules: tuple[str, ...] = ()
    format: str | None = None
    exclude: tuple[str, ...] = ()
    baseline: str | None = None


def merge_options(settings: RunSettings, options: SettingOptions, problems: list[Problem]) -> RunSettings:
    """Returns settings in which options override the file, and adds their problems to `problems`."""
    only, ignore = _split_names(ONLY_OPTION, options.only), _split_names(IGNORE_OPTION, options.ignore)
    severity = tuple(_parse_levels(options.severity, problems))
    wanted = {value.text for value in only}
    stated = {rule.text for rule, _ in severity}
    return RunSettings(
        only or settings.only,
        ignore or tuple(value for value in settings.ignore if value.text not in wanted),
        (*(pair for pair in settings.severity if not _is_overridden(pair, wanted, stated)), *severity),
        settings.fail_on if options.fail_on is None else SettingValue(options.fail_on, "--fail-on"),
        tuple(SettingValue(path, "--rules") for path in options.rules) or settings.rules,
        settings.format if options.format is None else SettingValue(options.format, "--format"),
        (
            *settings.exclude,
            *(SettingValue(glob, "--exclude") for glob in options.exclude),
        ),  # to exclude more is always safe
        settings.baseline if options.baseline is None else SettingValue(options.baseline, "--baseline"),
    )


def unknown_rule_problems(settings: RunSettings, known: Mapping[str, str]) -> Iterator[Problem]:
    """Yields a problem for each unknown practice.

    Args:
        known: current ids of all practices, by every name they have or had.
    """
    for value in (*settings.only, *settings.ignore, *(rule for rule, _ in settings.severity)):
        if value.text not in known:
            remedy = did_you_mean(value.text, set(known.values())) or "`advisor rules list` lists the practices."
            yield value.problem(f"There is no practice `{value.text}`.", remedy)


def level_problem(level: SettingValue) -> Problem | None:
    """Returns a problem if the severity of a rule is unknown, else None."""
    return choice_problem(level, LEVELS, "severity")


def choice_problem(value: SettingValue, values: Sequence[str], noun: str) -> Problem | None:
    """Returns a problem if a value is not allowed, else None."""
    if value.text in values:
        return None
    remedy = f"{did_you_mean(value.text, values)} It is one of {', '.join(values)}.".strip()
    return value.problem(f"There is no {noun} `{value.text}`.", remedy)


def _split_names(flag: str, given: Iterable[str]) -> tuple[SettingValue, ...]:
    names = (name.strip() for text in given for name in text.split(","))
    return tuple(SettingValue(name, flag) for name in dict.fromkeys(names))


def _parse_levels(given: Iterable[str], problems: list[Problem]) -> Iterator[tuple[SettingValue, SettingValue]]:
    pairs: Mapping[str, str] = {}
    for text in (part.strip() for argument in given for part in argument.split(",")):
        name, equals, level = (part.strip() for part in text.partition("="))
        rule, severity = SettingValue(name, SEVERITY_OPTION), SettingValue(level, SEVERITY_OPTION)
        if not equals:
            problems.append(rule.problem(f"`{text}` does not name a rule and a severity.",
                                         "Write RULE=LEVEL, such as sync-chain=error."))
        elif problem := level_problem(severity):
            problems.append(problem)
        elif pairs.get(name, level) != level:
            problems.append(rule.problem(f"`{name}` is set to {pairs[name]} and to {level}.", "Set it once."))
        else:
            pairs = {**pairs, name: level}
            yield rule, severity


def _is_overridden(pair: tuple[SettingValue, SettingValue], wanted: Collection[str], stated: Collection[str]) -> bool:
    """Whether options override the level of a rule in the file; `--only` also overrides off."""
    rule, level = pair
    return rule.text in stated or (level.text == OFF and rule.text in wanted)
