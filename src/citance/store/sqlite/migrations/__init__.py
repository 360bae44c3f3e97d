"""Numbered steps in plain SQL from one version of the schema to the next; see `apply`."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files

from citance.errors import StoreVersion
from citance.model import ArticleRecord
from citance.model.codec import decode
from citance.store.facets import facets_of
from citance.store.packing import decompress

# "CITN": tells our files from any other SQLite file.
APPLICATION_ID = 0x4349544E


def steps() -> list[tuple[int, str]]:
    """The steps with their numbers, in order: 0001_start.sql and so on."""
    found = []
    for entry in files(__name__).iterdir():
        match = re.fullmatch(r"(\d{4})_\w+\.sql", entry.name)
        if match:
            found.append((int(match[1]), entry.read_text(encoding="utf-8")))
    return sorted(found)


def newest() -> int:
    """The version of the schema this Citance writes."""
    return steps()[-1][0]


def version_of(db: sqlite3.Connection, path: str) -> int:
    """The schema version of an open file, 0 for an empty one; raises StoreVersion where it is newer than ours or not ours."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    mark = int(db.execute("PRAGMA application_id").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if mark != APPLICATION_ID and (mark or version or tables):
        raise StoreVersion(path, "it is no Citance index")
    if version > newest():
        raise StoreVersion(path, f"its schema is {version}, this Citance knows up to {newest()}")
    return version


def apply(db: sqlite3.Connection, path: str) -> None:
    """Bring the schema up to date, each step in a transaction of its own: a crash leaves the version before or after."""
    version = version_of(db, path)
    if version < newest():
        _let_read_fronts(db)
    for number, script in steps():
        if number <= version:
            continue
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in _statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _let_read_fronts(db: sqlite3.Connection) -> None:
    """Let a step read out of stored front matter what statements are narrowed by."""

    def read(body: bytes) -> tuple[str, str, tuple[str, ...]]:
        return facets_of(decode(decompress(body), ArticleRecord))

    db.create_function("front_type", 1, lambda body: read(body)[0])
    db.create_function("front_journal", 1, lambda body: read(body)[1])
    db.create_function("front_authors", 1, lambda body: "\n".join(read(body)[2]))


def _statements(script: str) -> list[str]:
    """The statements of a script one by one, for executescript would commit in between."""
    bare = re.sub(r"--[^\n]*", "", script)
    return [part.strip() for part in bare.split(";") if part.strip()]
