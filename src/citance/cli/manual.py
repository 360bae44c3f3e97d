"""Manual pages: what `--help` prints, for the whole and for each command; and the same as Markdown for the docs.

A command's docstring is its page: the first line a summary, then paragraphs; lines indented by four are shown as they
stand. Arguments and options follow, under the headings their `rich_help_panel` names.
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from citance.cli.commands import COMMANDS, GLOBAL_OPTIONS
from citance.cli.exits import CODES

INTRODUCTION = """
Citance reads scholarly articles, finds where and how each one cites others, says whether a citation supports, contrasts
or mentions, and keeps it all in one folder, the index.
"""

FIRST_STEPS = """
citance ingest --toy --classify now    # twenty invented articles to try it on
citance report 10.5555/toy.alder2011   # who cites this one, and how
citance search "pneumonia infants"     # in the statements and titles
citance ingest articles/ more.tar.xz   # your own: files, folders, archives
"""

SPELLING = "Names of several words have hyphens on the command line (most-cited) and underscores in JSON (most_cited)."
AFTERWORD = f"'citance COMMAND --help' shows the page of a command. {SPELLING} Exit codes: {{codes}}."
EVERYWHERE = "Also: --index FOLDER, --json, -q, -v; see 'citance --help'."


class Row(NamedTuple):
    """One argument or option: how it is written, and what it does."""

    term: str
    words: str


class ManualPage(NamedTuple):
    """A manual page before it is laid out."""

    name: str
    summary: str
    usage: tuple[str, ...]
    paragraphs: tuple[str, ...]
    lists: tuple[tuple[str, tuple[Row, ...]], ...]  # heading and its rows


def root_page() -> ManualPage:
    """The page of `citance --help`."""
    headings = dict.fromkeys(entry.heading for entry in COMMANDS)
    lists = [(heading, tuple(Row(e.name, e.summary) for e in COMMANDS if e.heading == heading)) for heading in headings]
    lists.append(("Options, before or after the command", tuple(Row(*option) for option in GLOBAL_OPTIONS.values())))
    return ManualPage(
        "citance",
        "who cites an article, where, in which words, and with which stance.",
        ("citance [--index FOLDER] COMMAND ...",),
        (" ".join(INTRODUCTION.split()), textwrap.indent(FIRST_STEPS.strip(), "    ")),
        tuple(lists),
    )


def command_page(name: str, command: Any) -> ManualPage:
    """The page of one command, from its docstring and its parameters."""
    summary, *paragraphs = re.split(r"\n\s*\n", (command.help or "").strip())
    lists = []
    arguments = [p for p in command.params if p.param_type_name == "argument" and not p.hidden]
    options = [p for p in _options(command) if p.expose_value]
    if arguments:
        lists.append(("What to give", tuple(Row(_argument_term(p), _words(p)) for p in arguments)))
    panels = dict.fromkeys(p.rich_help_panel or "Options" for p in options)
    lists += [(panel, tuple(_rows(p for p in options if (p.rich_help_panel or "Options") == panel))) for panel in panels]
    usage = " ".join(["citance", name, "[OPTIONS]", *(_usage_piece(p) for p in arguments)])
    return ManualPage(f"citance {name}", " ".join(summary.split()), (usage,), tuple(paragraphs), tuple(lists))


def _options(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "option" and not p.hidden]


def _usage_piece(parameter: Any) -> str:
    name = _argument_term(parameter)
    return name if parameter.required else f"[{name}]"


def _argument_term(parameter: Any) -> str:
    return _metavar(parameter) + ("..." if parameter.nargs != 1 else "")


def _rows(parameters: Iterable[Any]) -> Iterator[Row]:
    for parameter in parameters:
        names = ", ".join(sorted(parameter.opts, key=len))
        if parameter.secondary_opts:
            names += " / " + ", ".join(parameter.secondary_opts)
        takes_value = not (parameter.is_flag or getattr(parameter, "count", False))
        yield Row(f"{names} {_metavar(parameter)}".strip() if takes_value else names, _words(parameter))


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _words(parameter: Any) -> str:
    return " ".join((parameter.help or "").split())


# -- laid out for a terminal ----------------------------------------------------------------------------------------------


def show(page: ManualPage) -> None:
    """Print a page on standard output, in bold and dim where it is a terminal."""
    width = min(shutil.get_terminal_size().columns, 100)
    sys.stdout.write("\n".join(lay_out(page, width, colour=_colour())) + "\n")


def _colour() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def lay_out(page: ManualPage, width: int, *, colour: bool = False) -> Iterator[str]:
    """The lines of a page, none wider than `width` but those of examples."""
    bold, dim, plain = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if colour else ("", "", "")
    separator = ": " if page.name == "citance" else " \N{EN DASH} "
    first = textwrap.wrap(f"{page.name}{separator}{page.summary}", width)
    yield first[0].replace(page.name, f"{bold}{page.name}{plain}", 1)
    yield from first[1:]
    yield ""
    for usage in page.usage:
        yield from textwrap.wrap(usage, width, initial_indent="  ", subsequent_indent="      ")
    for paragraph in page.paragraphs:
        yield ""
        yield from _paragraph(paragraph, width, dim, plain)
    commands = {entry.name for entry in COMMANDS}
    widest = max(map(len, commands))
    for heading, rows in page.lists:
        term_width = widest if rows[0].term in commands else min(max(len(row.term) for row in rows), 26)
        yield ""
        yield f"{bold}{heading}{plain}"
        for row in rows:
            yield from _definition(row, term_width, width)
    yield ""
    codes = ", ".join(f"{row.code} {row.short}" for row in CODES)
    yield from textwrap.wrap(AFTERWORD.format(codes=codes) if page.name == "citance" else EVERYWHERE, width)


def _paragraph(paragraph: str, width: int, dim: str, plain: str) -> Iterator[str]:
    if paragraph.startswith("    "):
        for line in paragraph.splitlines():
            code, mark, remark = line[2:].partition("  # ")
            yield code + (f"{dim}{mark}{remark}{plain}" if mark else "")
    else:
        yield from textwrap.wrap(" ".join(paragraph.split()), width, break_on_hyphens=False)


def _definition(row: Row, term_width: int, width: int) -> Iterator[str]:
    indent = " " * (term_width + 4)
    term = f"  {row.term:<{term_width}}  "
    if len(row.term) > term_width:
        yield f"  {row.term}"
        term = indent
    yield from textwrap.wrap(
        row.words, width, initial_indent=term, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    ) or [term.rstrip()]


# -- laid out as Markdown -------------------------------------------------------------------------------------------------

MARKDOWN_HEAD = """# Commands

Written by the program (`make docs`): every command's own `--help`, and the exit codes.
"""


def commands_markdown() -> str:
    """The whole of docs/reference/commands.md."""
    from citance.cli.app import command_line

    root = command_line()
    lines = [MARKDOWN_HEAD, *_markdown(root_page())]
    for entry in COMMANDS:
        lines += _markdown(command_page(entry.name, root.get_command(None, entry.name)))
    lines += ["## Spelling", "", f"{SPELLING} The command line understands either.", ""]
    lines += ["## Exit codes", "", "| code | when |", "|---|---|"]
    lines += [f"| {row.code} | {_escaped(row.words)} |" for row in CODES]
    lines += [
        "",
        'With `--json` an error is one JSON object on standard error: `{"schema": "citance/error/1", '
        '"error": {kind, words, advice, exit_code, facts}}`.',
        "",
    ]
    return "\n".join(lines)


def _markdown(page: ManualPage) -> Iterator[str]:
    """The lines of a page as Markdown."""
    yield f"## {page.name}"
    yield ""
    yield f"{page.summary[0].upper()}{page.summary[1:]}"
    yield ""
    yield from ("```text", *page.usage, "```")
    for paragraph in page.paragraphs:
        yield ""
        if paragraph.startswith("    "):
            yield from ("```sh", *textwrap.dedent(paragraph).splitlines(), "```")
        else:
            yield " ".join(paragraph.split())
    for heading, rows in page.lists:
        yield ""
        yield f"**{heading}**"
        yield ""
        yield "| | |"
        yield "|---|---|"
        yield from (f"| `{_escaped(row.term)}` | {_escaped(row.words)} |" for row in rows)
    yield ""


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")
