"""What the global options ask, as one value every command is handed; and the two streams we speak on.

Answers go to standard output, everything else (progress, summaries of streaming commands, errors) to standard error.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from citance.cli.exits import Failure, SettingsError

if TYPE_CHECKING:
    from citance.index import Index
    from citance.settings import Settings


@dataclass
class GlobalOptions:
    """The global options: the index's folder (None: the settings say), JSON, how much to say."""

    index: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: int = 0

    @cached_property
    def settings(self) -> Settings:
        """What citance.toml and the environment say."""
        from citance.errors import InvalidRecord
        from citance.settings import read_settings

        try:
            return read_settings()
        except InvalidRecord as error:  # no line of input: mended elsewhere
            raise SettingsError(_in_plain_words(error.why)) from error

    @property
    def folder(self) -> str:
        """The index's folder: asked for, else from the settings, else ./citance-index."""
        return self.index or self.settings.index

    def open_index(self, *, write: bool = False, create: bool = False, folder: str | None = None) -> Index:
        """The index (in another folder), to read or to write, made where there is none and `create` is asked; a context
        manager. There is one writer at a time, and any number of readers beside it."""
        from citance.index import open_index

        return open_index(folder or self.folder, create=create, read_only=not (write or create))

    def open_for_search(self) -> Index:
        """The index to be searched: read, unless the search index lags behind and nobody else is writing; then it catches up."""
        from citance.errors import StoreLocked, StoreReadOnly

        index = self.open_index()
        if index.stats().search_sequence != index.sequence:
            try:
                writable = self.open_index(write=True)
            except (StoreLocked, StoreReadOnly):
                return index
            index.close()
            return writable
        return index

    def say(self, words: str) -> None:
        """A line on standard error, unless asked to be quiet."""
        if not self.quiet:
            print(words, file=sys.stderr)

    def say_failure(self, failure: Failure) -> None:
        """An error on standard error: a sentence and what to do, or the same as one JSON object."""
        if self.json:
            told = {"kind": failure.kind, "words": failure.words, "advice": failure.advice, "exit_code": failure.code}
            answer = {"schema": "citance/error/1", "error": {**told, "facts": failure.facts}}
            line = json.dumps(answer, ensure_ascii=False, default=str)
        else:
            line = f"citance: {failure.words}" + (f"\n{_indented(_sentence(failure.advice))}" if failure.advice else "")
        print(line, file=sys.stderr)


def _in_plain_words(why: str) -> str:
    """What the reader of settings says, without its own notation: `$.workers` is the setting workers."""
    what, _, where = why.partition(" - at ")
    name = where.strip("`").removeprefix("$.")
    return f"setting {name}: {what.removeprefix('settings: ').replace('Expected', 'expected')}" if name else why


def _indented(words: str) -> str:
    """Words as the line below a message; as several where a terminal would break them."""
    if not sys.stderr.isatty():
        return f"  {words}"
    from shutil import get_terminal_size
    from textwrap import fill

    indent = "  "
    width = get_terminal_size().columns
    return fill(words, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
