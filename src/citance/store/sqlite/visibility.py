"""What a person has said of how much of an article may be shown: kept by its key, and applied to its documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from citance.errors import NotFound
from citance.store.packing import Visibility, strictest
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.changes import ARTICLE_CHANGED, STATEMENTS_CHANGED
from citance.store.sqlite.selecting import select_in

TABLE = "given_visibility"


def given(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, Visibility]:
    """What was said of the articles that have these keys now."""
    question = f"SELECT key, visibility FROM {TABLE} WHERE key IN ({{}})"
    return {key: Visibility(visibility) for key, visibility in select_in(db, question, set(keys))}


def say(batch: Batch, key: str, visibility: Visibility) -> int:
    """Keep it for an article and apply it; how many documents that has. Raises NotFound."""
    article = batch.find(key)
    if article is None:
        raise NotFound("article", key)
    batch.forget_any()
    # For those that were joined to it, too: when they are joined anew, what was said before must not count against it.
    absorbed = batch.db.execute(
        "WITH RECURSIVE one (id) AS (SELECT ? UNION"
        " SELECT j.absorbed FROM join_record j JOIN one ON j.survivor = one.id WHERE j.undone = 0)"
        " SELECT a.key FROM one JOIN article a ON a.id = one.id",
        (article.id,),
    ).fetchall()
    for name in {article.key, *(row[0] for row in absorbed)}:
        _keep(batch, name, visibility)
    return apply(batch, article.id, visibility)


def unite(batch: Batch, survivor: str, absorbed: str) -> Visibility | None:
    """What holds for two articles that are found to be one: the stricter of what was said of them; None where nothing was."""
    if not batch.has_any(TABLE):
        return None
    said = given(batch.db, (survivor, absorbed))
    if not said:
        return None
    visibility = strictest(said.values())
    _keep(batch, survivor, visibility)
    return visibility


def apply(batch: Batch, article: int, visibility: Visibility) -> int:
    """Show the article's documents so; how many there are."""
    numbers = batch.db.execute("UPDATE document SET visibility = ? WHERE article = ?", (str(visibility), article)).rowcount
    if numbers:
        batch.note(ARTICLE_CHANGED, article)
        batch.note(STATEMENTS_CHANGED, article)
    return numbers


def _keep(batch: Batch, key: str, visibility: Visibility) -> None:
    batch.db.execute(f"INSERT OR REPLACE INTO {TABLE} VALUES (?, ?)", (key, str(visibility)))
