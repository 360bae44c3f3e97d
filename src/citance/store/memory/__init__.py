"""A store in plain dictionaries, gone when closed: for tests and small jobs.

It keeps what it was told and works everything else out when asked: tallies by looking at every statement, fields of works by
asking every reference. So it is slow and easily right, and what the SQLite store counts step by step is held against it.
"""

from citance.store.memory.store import MemoryStore

__all__ = ["MemoryStore"]
