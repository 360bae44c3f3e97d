"""The search index that stands beside a store: opened when first needed, and brought to where the store is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from citance.errors import SearchIndexError, StoreLocked, StoreReadOnly
from citance.searching.base import SearchIndex
from citance.services.feed import Follower, feed, refill
from citance.services.progress import Progress
from citance.store.base import Store

TAKEN_AT_ONCE = 50
"""Changes that whoever searches waits for, even where another process could see to them: those of some reviews. One article
brings more, and each time the search index is written the process keeps some memory."""
FILLED_AT_ONCE = 5_000
"""As many where there is no search index yet, and nothing to search meanwhile."""


class SearchBeside:
    """The search index of one store, in a folder, or in one of its own that goes when it is closed.

    `make` opens it: tantivy takes longer to load than a report. `have_followed` has another process bring it along; see
    `open_index`.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None,
        make: Callable[[Path], SearchIndex],
        have_followed: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._folder, self._make, self._have_followed = store, folder, make, have_followed
        self._catching_up = Lock()
        self._index: SearchIndex | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        if self._folder is not None:
            return self._folder
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="citance-")
        return Path(self._scratch.name)

    @property
    def sequence(self) -> int:
        """The number of the last change that it has seen; 0 where there is none yet."""
        return 0 if self._folder is not None and not self._folder.exists() else self.opened().sequence

    def opened(self) -> SearchIndex:
        """The search index as it stands."""
        if self._index is None:
            self._index = self._make(self.folder)
        return self._index

    def searching(self) -> SearchIndex:
        """The search index, brought to where the store is as far as we may: while another process writes, as it stands."""
        index = self.opened()
        most = TAKEN_AT_ONCE if index.sequence else FILLED_AT_ONCE
        if self._have_followed is not None and not 0 <= self._store.sequence - index.sequence <= most:
            self._have_followed()
        # One thread brings it further; the others search what there is, and wait only where there is nothing.
        elif self._catching_up.acquire(blocking=not index.sequence):
            try:
                self.catch_up()
            finally:
                self._catching_up.release()
        if not index.sequence and self._store.sequence:  # an empty answer would be a wrong one
            raise SearchIndexError(
                f"the search index in {self.folder} is not filled, and cannot be now: another process is at it,"
                " or we may not write there"
            )
        return index

    def catch_up(self) -> bool:
        """Bring it to where the store is. Where another process does so, or we may not write, it stays as it is, and False
        comes back: whoever searches next tries again."""
        index = self.opened()
        if index.sequence != self._store.sequence:
            with suppress(StoreLocked, StoreReadOnly):
                feed(index, self._store)
                self.let_go()
                return True
            return False
        return True

    def follower(self) -> Follower | None:
        """What takes it along while much is written; None where another process holds it."""
        with suppress(StoreLocked, StoreReadOnly):
            return Follower(self.opened(), self._store)
        return None

    def refill(self, progress: Progress | None) -> None:
        """Forget what it has and fill it from the whole store."""
        refill(self.opened(), self._store, progress)
        self.let_go()

    def let_go(self) -> None:
        """Let its lock go, for other processes to bring it further; and the log that it has read."""
        if self._index is not None:
            self._index.close()
            if not self._store.read_only:
                self._store.forget_changes(self._index.sequence)

    def close(self) -> None:
        """Let everything go."""
        if self._index is not None:
            self._index.close()

    def clean_up(self) -> None:
        """Take the folder away that it had for its own."""
        if self._scratch is not None:
            self._scratch.cleanup()
