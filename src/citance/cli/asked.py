"""What the global options ask, as one value every command is handed; and the two streams we speak on.

Answers go to standard output, everything else (progress, summaries of streaming commands, errors) to standard error.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from citance.cli.exits import Failure

if TYPE_CHECKING:
    from citance.index import Index
    from citance.settings import Settings


@dataclass
class Asked:
    """The global options: the index's folder (None: the settings say), JSON, how much to say."""

    index: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: int = 0

    @cached_property
    def settings(self) -> Settings:
        """What citance.toml and the environment say."""
        from citance.settings import read_settings

        return read_settings()

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
            line = json.dumps({"error": {**told, "facts": failure.facts}}, ensure_ascii=False, default=str)
        else:
            line = f"citance: {failure.words}" + (f"\n  {_sentence(failure.advice)}" if failure.advice else "")
        print(line, file=sys.stderr)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
