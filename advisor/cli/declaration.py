"""Declares commands: a function with annotated parameters becomes a command of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from advisor.cli.call_problems import call_problems
from advisor.cli.help import write_help
from advisor.errors import InputError, Problem
from advisor.text.suggestions import did_you_mean

UsageError: type[Any] = typer.BadParameter.__mro__[1]  # typer's base class of usage errors
MAX_PARSED_AGAIN = 50  # times; further problems would not be shown
CONTEXT = {"help_option_names": ["-h", "--help"], "token_normalize_func": lambda name: name.replace("_", "-")}


class CommandSource(NamedTuple):
    """Where a command is declared, and its line in the help of its group."""

    place: str  # module:attribute
    help: str  # repeated here, so that the help of a group imports none of its commands


class CollectingCommand(TyperCommand):
    """Command that reports every problem of its arguments at once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:  # shell completion; the last word may be an option whose value is being typed
            return super().parse_args(ctx, args[:-1] if args and args[-1].startswith("-") else args)
        values, extra = self._parse_options(ctx, args)
        complete = [self._read(param, ctx, values) for param in self._eager_first(ctx)]
        call_problems(ctx).extend(self._unexpected(argument, ctx) for argument in extra)
        if not all(complete):
            raise InputError(call_problems(ctx))
        ctx.args = []
        return []

    def invoke(self, ctx: Any) -> Any:
        """Returns the function that does the work. Raises InputError with problems that the command did not take."""
        work = super().invoke(ctx)
        if call_problems(ctx):
            raise InputError(call_problems(ctx))
        return work

    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter)

    def _parse_options(self, ctx: Any, args: list[str]) -> tuple[dict[str, Any], list[str]]:
        """Returns values by parameter, and unexpected arguments; parses again without each option that is wrong."""
        for _ in range(MAX_PARSED_AGAIN):
            try:
                values, extra, _ = self.make_parser(ctx).parse_args(list(args))
            except UsageError as error:
                call_problems(ctx).append(self._option_problem(error.option_name, ctx))
                args = _without_option(args, error.option_name, is_unknown=hasattr(error, "possibilities"))
            else:
                return values, extra
        raise InputError(call_problems(ctx))

    def _eager_first(self, ctx: Any) -> list[Any]:
        return sorted(self.get_params(ctx), key=lambda param: not param.is_eager)

    def _read(self, param: Any, ctx: Any, values: Mapping[str, Any]) -> bool:
        """Reads the value of a parameter; returns whether there is one."""
        try:
            value, _ = param.handle_parse_result(ctx, values, [])
        except UsageError as error:
            call_problems(ctx).append(Problem(error.format_message(), _hint(ctx)))
            return False
        if param.param_type_name == "option" and isinstance(value, str) and value in self._flags(ctx):
            call_problems(ctx).append(self._option_problem(param.opts[0], ctx))
        return True

    def _option_problem(self, name: str, ctx: Any) -> Problem:
        params: list[Any] = self.get_params(ctx)
        option = next((param for param in params if name in (*param.opts, *param.secondary_opts)), None)
        if option is None:
            return Problem(f"There is no option {name}.", did_you_mean(name, self._flags(ctx)) or _hint(ctx))
        if option.is_flag:
            return Problem("It takes no value.", f"Write {name}.", file=name)
        return Problem("A value is missing.", f"Write {name} {option.make_metavar(ctx)}.", file=name)

    def _unexpected(self, argument: str, ctx: Any) -> Problem:
        flag = f"--{argument.replace('_', '-')}"
        return Problem(f"`{argument}` is unexpected.", f"Write {flag}." if flag in self._flags(ctx) else _hint(ctx))

    def _flags(self, ctx: Any) -> list[str]:
        return [flag for param in self.get_params(ctx) if param.param_type_name == "option"
                for flag in (*param.opts, *param.secondary_opts)]


class LazyCommandGroup(TyperGroup):
    """Command group that imports its commands one at a time."""

    sources: Mapping[str, CommandSource] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.sources)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        source = self.sources.get(cmd_name)
        if source is None:
            return None
        command = load_command(source.place)
        command.short_help = source.help
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.sources and not args[0].startswith("-"):
            ctx.fail(f"There is no command `{args[0]}`. {did_you_mean(args[0], self.sources)}".rstrip())
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        write_help(self, ctx, formatter, [(name, source.help) for name, source in self.sources.items()])


def declare(name: str | None = None, cls: type[CollectingCommand] = CollectingCommand
            ) -> Callable[[Callable[..., Any]], Any]:
    """Returns a decorator that makes a command of a function, which returns the function that does the work."""

    def decorate(function: Callable[..., Any]) -> Any:
        function.__annotations__ = get_type_hints(function, include_extras=True)  # typer would evaluate them four times
        app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
        app.command(name, cls=cls, context_settings=CONTEXT)(function)
        return get_command(app)

    return decorate


def declare_group(sources: Mapping[str, CommandSource], *, is_root: bool = False
                  ) -> Callable[[Callable[..., Any]], Any]:
    """Returns a decorator that makes a group of commands of a function with the options of the group."""

    def decorate(function: Callable[..., Any]) -> Any:
        app = typer.Typer(cls=LazyCommandGroup, no_args_is_help=True, context_settings=CONTEXT, rich_markup_mode=None,
                          add_completion=is_root, pretty_exceptions_enable=False)
        app.callback()(function)
        group: Any = get_command(app)
        group.sources = sources
        return group

    return decorate


def load_command(place: str) -> Any:
    """Returns the command that is declared at `module:attribute`."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def _without_option(args: list[str], name: str, *, is_unknown: bool) -> list[str]:
    """Removes an option, and most likely its value if the option is unknown."""
    for index, argument in enumerate(args):
        word, equals, _ = argument.replace("_", "-").partition("=")
        if word == name or (len(name) == 2 and word.startswith(name) and not word.startswith("--")):
            has_value = is_unknown and not equals and args[index + 1:] and not args[index + 1].startswith("-")
            return args[:index] + args[index + (2 if has_value else 1):]
    return args[:-1]


def _hint(ctx: Any) -> str:
    return f"`{ctx.command_path} --help` lists what there is."
