"""The truth on disk: one SQLite file in WAL mode, one writer, any number of readers. See docs/decisions for why plain SQL."""

from citance.store.sqlite.store import SqliteStore, restore

__all__ = ["SqliteStore", "restore"]
