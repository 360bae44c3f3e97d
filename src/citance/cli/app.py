"""The commands put together: global options, lazy loading, and one place where errors become words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from citance.cli import exits
from citance.cli.commands import COMMANDS, GLOBAL_OPTIONS
from citance.cli.global_options import GlobalOptions
from citance.cli.suggest import known_commands
from citance.cli.version import own_version

_UsageError: Any = typer.BadParameter.__base__  # typer gives these two no public name
_ClickException: Any = _UsageError.__base__

SHARED = ("index", "json", "quiet", "verbose")  # taken before the command and after it alike


class Command(TyperCommand):
    """A command that shows its docstring as a manual page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from citance.cli.manual import command_page, show

        show(command_page(self.name or "", self))


class Commands(TyperGroup):
    """All commands: each is imported when it is asked for; errors leave as one sentence and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands:
            found = next((entry for entry in COMMANDS if entry.name == cmd_name), None)
            if found is None:
                return None
            function = getattr(import_module(f"citance.cli.{found.module}"), found.module)
            self.commands[cmd_name] = self._with_shared_options(_command_of(cmd_name, function))
        return self.commands[cmd_name]

    def _with_shared_options(self, command: Any) -> Any:
        """The command, taking the global options too, unless it has one of that name for itself."""
        taken = {name for parameter in command.params for name in parameter.opts}
        for parameter in self.params:
            if parameter.name in SHARED and taken.isdisjoint(parameter.opts):
                shared = copy(parameter)
                shared.expose_value, shared.callback = False, _note
                command.params.append(shared)
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0] if args else ""
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise _UsageError(known_commands(name), ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from citance.cli.manual import root_page, show

        show(root_page())

    def invoke(self, ctx: Any) -> Any:
        try:
            with _warnings_told():
                result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a broken pipe is still ours to be quiet about
        except BrokenPipeError:
            _leave_quietly()
        except (Exception, KeyboardInterrupt) as error:
            if isinstance(error, (_ClickException, typer.Exit, typer.Abort)):
                raise
            if isinstance(error, OSError) and error.errno in exits.NO_ROOM and error.filename is None:
                _silence_output()
                error = exits.OutputError("standard output", (error.strerror or str(error)).lower())
            _fail(error, ctx.obj, ctx.invoked_subcommand)
        return result

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run a command line; every error becomes one sentence on standard error and an exit code."""
        named["standalone_mode"] = False
        words = list(sys.argv[1:] if args is None else args)
        try:
            _refuse_other_encodings(words)
            code = super().main(words, *rest, **named)
        except _ClickException as error:
            code = _say_usage(error, as_json="--json" in words)
        except typer.Abort:
            code = exits.INTERRUPTED
        except BrokenPipeError:
            _leave_quietly()
        sys.exit(code if isinstance(code, int) else exits.OK)


def _refuse_other_encodings(words: Sequence[str]) -> None:
    """Raise for what was typed in another encoding than UTF-8, unless there is a file of that name, or was one: nothing else is
    called so."""
    for before, word in pairwise(("", *words)):
        try:
            word.encode()
        except UnicodeEncodeError:
            option, _, value = word.partition("=") if word.startswith("--") else (before, "", word)
            if option != "--source" and not os.path.lexists(value):
                shown = os.fsencode(word).decode("utf-8", "backslashreplace")
                raise _UsageError(f"{shown} is not UTF-8, and no file has this name") from None


@contextmanager
def _warnings_told() -> Iterator[None]:
    """Our own warnings as a line on standard error, also with -q: what they tell makes the answers less good."""
    import warnings

    from citance.errors import FallbackWarning

    def tell(message: Any, category: type[Warning], *where: Any) -> None:
        if issubclass(category, FallbackWarning):
            print(f"citance: {message}", file=sys.stderr)
        else:
            usual(message, category, *where)

    with warnings.catch_warnings():
        warnings.simplefilter("always", FallbackWarning)
        usual = warnings.showwarning
        setattr(warnings, "showwarning", tell)  # noqa: B010  as the library means it to be replaced
        yield


def _command_of(name: str, function: Any) -> Any:
    """The function as a command, by typer's own reading of its signature."""
    alone = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    alone.command(name, cls=Command, context_settings={"help_option_names": ["-h", "--help"]})(function)
    return get_command(alone)


def _note(ctx: Any, param: Any, value: Any) -> Any:
    """Take a global option that stands after the command."""
    if value:
        setattr(ctx.find_root().obj, param.name, value)
    return value


def _fail(error: BaseException, asked: GlobalOptions | None, command: str | None) -> NoReturn:
    """Say what happened in a sentence, what to do, and exit."""
    failure = exits.explain(error, command)
    asked = asked or GlobalOptions()
    if failure.code == exits.FAULT and asked.verbose:
        import traceback

        traceback.print_exception(error)
    asked.say_failure(failure)
    raise typer.Exit(failure.code)


def _say_usage(error: Any, *, as_json: bool) -> int:
    context = error.ctx if isinstance(error, _UsageError) else None
    name = context.command_path if context is not None else "citance"
    words = error.format_message().strip()
    words = words[:1].lower() + words[1:].rstrip(".")
    failure = exits.Failure(exits.NOT_UNDERSTOOD, "usage", words, f"'{name} --help' shows how it is written", {})
    GlobalOptions(json=as_json).say_failure(failure)
    return exits.NOT_UNDERSTOOD


def _leave_quietly() -> NoReturn:
    """Whoever read us has gone: nothing more can be said there."""
    _silence_output()
    sys.exit(exits.PIPE)


def _silence_output() -> None:
    """Let what is still to be written go nowhere: Python would try once more, and complain, when it closes the stream."""
    with suppress(OSError, ValueError):  # no real file behind it, as in tests
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_version(value: bool) -> None:
    if value:
        print(f"citance {own_version()}")
        raise typer.Exit


_help = {name: option.words for name, option in GLOBAL_OPTIONS.items()}


def _root(
    ctx: typer.Context,
    index: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help=_help["index"]),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_help["json"])] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_help["quiet"])] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help=_help["verbose"])] = 0,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help=_help["version"])] = False,
) -> None:
    ctx.obj = GlobalOptions(index=index, json=json, quiet=quiet, verbose=verbose)


def command_line() -> Any:
    """The whole command line, ready to run."""
    return get_command(app)


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(_root)
