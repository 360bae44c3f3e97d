"""The store's change log → entries of the search index.

The search index asks for what changed since its last commit and is given what those articles and statements are now.
Saying the same change twice changes nothing, so a crash in between costs only time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from citance.errors import NotFound
from citance.model import Article, Tally
from citance.searching.base import ArticleEntry, Changes, SearchIndex, StatementEntry, catch_up
from citance.store.base import Store, StoredStatement

# Changes per step: the statements of so many documents are held at a time.
STEP = 100
Progress = Callable[[int, int | None], None]


def feed(index: SearchIndex, store: Store, progress: Progress | None = None) -> int:
    """Bring the search index to where the store is; the sequence number reached.

    What the log no longer tells is taken anew from the whole store. So is all when the index is ahead of the store: then it
    was made beside another one (a backup brought back).
    """
    if index.sequence == store.sequence:
        return index.sequence
    if not index.sequence or index.sequence > store.sequence:
        return refill(index, store, progress)
    try:
        return catch_up(index, lambda after: changes_after(store, after, progress))
    except NotFound:
        return refill(index, store, progress)


def refill(index: SearchIndex, store: Store, progress: Progress | None = None) -> int:
    """Forget what the search index has and fill it from the whole store; the sequence number reached."""
    index.clear()
    return catch_up(index, lambda _: everything(store, progress))


class Follower:
    """Takes the search index along while much is written: what would else be done afterwards is done while files are read.

    Statements are taken at once. Articles are taken at the end, each once: in a long ingest a work is cited, and so changed,
    again and again. Until then the index claims no new sequence number, so that after a crash all is told again.
    """

    def __init__(self, index: SearchIndex, store: Store) -> None:
        self.index, self.store = index, store
        feed(index, store)
        self._begun = self._seen = index.sequence

    def step(self) -> None:
        """Take the statements that changed since the last step. The index commits when much has gathered."""
        for changes, reached in changes_after(self.store, self._seen, articles=False):
            self.index.apply(changes, self._begun)
            self._seen = reached

    def finish(self) -> int:
        """Take all the rest, and commit; the sequence number reached."""
        self.step()
        return catch_up(self.index, lambda _: changes_after(self.store, self._begun, statements=False))


def changes_after(
    store: Store, after: int, progress: Progress | None = None, *, articles: bool = True, statements: bool = True
) -> Iterator[tuple[Changes, int]]:
    """What changed after a sequence number, oldest first, each step with the number it reaches; of either kind or both."""
    done = 0
    while changes := store.changes_since(after, STEP):
        told: dict[str, set[str]] = {"article": set(), "statements": set(), "gone": set()}
        for change in changes:
            told[change.kind].add(change.key)
        if not articles:
            told["article"].clear()
        if not statements:
            told["statements"].clear()
        # The log says where to look; the store says what is so now. An absorbed key answers with its survivor.
        found = store.articles(told["article"] | told["statements"] | told["gone"])
        now = {key: article for key, article in found.items() if article.key == key}
        changed = [now[key] for key in told["article"] if key in now]
        after = changes[-1].sequence
        yield (
            Changes(
                articles=_articles(store, changed),
                statements=_statements(store, {key: now[key] for key in told["statements"] if key in now}),
                gone=tuple(sorted(told["gone"] - now.keys())),
            ),
            after,
        )
        done += len(changes)
        if progress is not None:
            progress(done, None)


def everything(store: Store, progress: Progress | None = None) -> Iterator[tuple[Changes, int]]:
    """All there is, as changes; only the last step claims a sequence number, for a part of it is no state of the store.

    The number is the one from before: what changes meanwhile is told again by the log.
    """
    sequence = store.sequence
    done = 0
    articles = store.all_articles()
    while step := list(islice(articles, STEP)):
        cutting = {article.key: article for article in step if article.has_document}
        yield Changes(articles=_articles(store, step), statements=_statements(store, cutting)), 0
        done += len(step)
        if progress is not None:
            progress(done, None)
    yield Changes(), sequence


def _articles(store: Store, articles: Sequence[Article]) -> tuple[ArticleEntry, ...]:
    tallies = store.tallies([article.key for article in articles])
    return tuple(_article(article, tallies.get(article.key, Tally())) for article in articles)


def _article(article: Article, tally: Tally) -> ArticleEntry:
    record = article.record
    return ArticleEntry(
        key=article.key,
        title=f"{record.title} {record.subtitle}".strip(),
        abstract=record.abstract,
        authors=tuple(author.name for author in record.authors),
        journal=_journal(article),
        year=record.year,
        tally=tally,
        has_document=article.has_document,
    )


def _journal(article: Article) -> str:
    return article.record.journal.title or article.record.journal.abbreviation or ""


def _statements(store: Store, citing: Mapping[str, Article]) -> dict[str, tuple[StatementEntry, ...]]:
    """All statements of each of these articles; none of one that has lost its document."""
    return {key: _entries(store.statements_of(key), _journal(article)) for key, article in citing.items()}


def _entries(statements: Sequence[StoredStatement], journal: str) -> tuple[StatementEntry, ...]:
    return tuple(
        StatementEntry(
            id=statement.id,
            citing=statement.citing,
            cited=statement.cited,
            sentence=statement.text.sentence,
            section=statement.section,
            year=statement.year,
            stance=statement.stance,
            evidence=statement.evidence,
            self_citation=statement.self_citation,
            journal=journal,
            visibility=statement.visibility.value,
            language=statement.text.language,
        )
        for statement in statements
    )
