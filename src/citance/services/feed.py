"""The store's change log → entries of the search index.

The search index asks for what changed since its last commit and is given what those articles and statements are now.
Saying the same change twice changes nothing, so a crash in between costs only time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from citance.errors import NotFound
from citance.extraction.study_type import find_study_type
from citance.searching.base import ArticleEntry, Changes, SearchIndex, StatementEntry, catch_up
from citance.services.progress import Progress
from citance.services.viewer import SNIPPET, cut_around, is_hidden, standing_of
from citance.store.base import Store
from citance.store.packing import Visibility
from citance.store.values import ArticleToSearch, StatementToSearch

# Documents per step: the statements of so many are held at a time, some 10 MB.
STEP = 100
_READ_AT_ONCE = 1000  # changes of the log
# Changes after which a follower takes the articles too: those of some 3,500 documents, 4 MB. A work that is cited on both sides
# of this line is indexed twice, a fifth of all.
LONGEST_LOG = 200_000


def feed(index: SearchIndex, store: Store, progress: Progress | None = None) -> int:
    """Bring the search index to where the store is now; the sequence number reached. While others go on writing, what they
    write meanwhile is left for the next time: else it would not end before they do.

    What the log no longer tells is taken anew from the whole store. So is all when the index is ahead of the store: then it
    was made beside another one (a backup brought back).
    """
    if index.sequence == store.sequence:
        return index.sequence
    if not index.sequence or index.sequence > store.sequence:
        return refill(index, store, progress)
    last = store.sequence
    try:
        return catch_up(index, lambda after: changes_after(store, after, progress, last=last))
    except NotFound:
        return refill(index, store, progress)


def refill(index: SearchIndex, store: Store, progress: Progress | None = None) -> int:
    """Forget what the search index has and fill it from the whole store; the sequence number reached."""
    index.clear()
    return catch_up(index, lambda _: everything(store, progress))


class Follower:
    """Takes the search index along while much is written: what would else be done afterwards is done while files are read.

    Statements are taken at once. Articles are taken at the end, each once: in a long ingest a work is cited, and so changed,
    again and again. Until then the index claims no new sequence number, so that after a crash all is told again. In a very long
    one all is taken now and then, so that the log stays small and little has to be told again.
    """

    def __init__(self, index: SearchIndex, store: Store) -> None:
        self.index, self.store = index, store
        feed(index, store)
        self._begun = self._seen = index.sequence

    def step(self) -> None:
        """Take the statements that changed since the last step. The index commits when much has gathered."""
        last = self.store.sequence
        for changes, reached in changes_after(self.store, self._seen, articles=False):
            self.index.apply(changes, self._begun)
            self._seen = reached
        self._seen = max(self._seen, last)
        if self._seen - self._begun > LONGEST_LOG:
            self._catch_up()

    def finish(self) -> int:
        """Take all the rest, and commit; the sequence number reached."""
        self.step()
        return self._catch_up()

    def _catch_up(self) -> int:
        self._begun = catch_up(self.index, self._articles)
        # What the index has committed need not be told again. Where it is lost, it is filled from the whole store.
        self.store.forget_changes(self._begun)
        return self._begun

    def _articles(self, after: int) -> Iterator[tuple[Changes, int]]:
        for changes, reached in changes_after(self.store, after, statements=False):
            yield changes, min(reached, self._seen)  # of what another process wrote meanwhile the statements are not taken yet


def changes_after(
    store: Store,
    after: int,
    progress: Progress | None = None,
    *,
    articles: bool = True,
    statements: bool = True,
    last: int | None = None,
) -> Iterator[tuple[Changes, int]]:
    """What changed after a sequence number, oldest first, each step with the number it reaches; of either kind or both. `last`
    is the one with which it may end."""
    done = 0
    reached = after
    while (last is None or reached < last) and (changes := store.changes_since(reached, _READ_AT_ONCE, articles=articles)):
        told: dict[str, list[str]] = {"article": [], "statements": [], "gone": []}
        for change in changes:
            told[change.kind].append(change.key)
        former, reached = reached, changes[-1].sequence
        # The log says where to look; the store says what is so now. A key that is joined to another is one that is gone.
        still = {row.key for row in store.articles_to_search(told["gone"])} if told["gone"] else set()
        gone = tuple(key for key in told["gone"] if key not in still)
        yield Changes(articles=_articles(store, told["article"]) if articles else (), gone=gone), former
        # The number is claimed by the last step alone.
        for some in _some(told["statements"] if statements else []):
            yield Changes(statements=_statements(store, some)), former
        yield Changes(), reached
        done += len(changes)
        if progress is not None:
            progress(done, None)


def everything(store: Store, progress: Progress | None = None) -> Iterator[tuple[Changes, int]]:
    """All there is, as changes; only the last step claims a sequence number, for a part of it is no state of the store.

    The number is the one from before: what changes meanwhile is told again by the log.
    """
    sequence = store.sequence
    done = 0
    rows = store.articles_to_search()
    while step := list(islice(rows, STEP)):
        citing = [row.key for row in step if row.has_document]
        yield Changes(articles=tuple(_article(store, row) for row in step), statements=_statements(store, citing)), 0
        done += len(step)
        if progress is not None:
            progress(done, None)
    yield Changes(), sequence


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + STEP] for at in range(0, len(keys), STEP))


def _articles(store: Store, keys: Collection[str]) -> tuple[ArticleEntry, ...]:
    return tuple(_article(store, row) for row in store.articles_to_search(keys)) if keys else ()


def _article(store: Store, row: ArticleToSearch) -> ArticleEntry:
    """The entry, as visible as the article is to the public: of a private one that is cited, all but its abstract, and a study
    type that only this tells. What is known from references alone tells its study type in its title, as it is shown."""
    if row.has_document:
        told, apart = _study_type(row)
    else:
        of_title = find_study_type(None, row.title)
        told, apart = "" if of_title is None else str(of_title.type), False
    shown = row.visibility
    if shown == Visibility.PRIVATE and not is_hidden(store, row.key, Visibility.PRIVATE, row.tally.citing_articles):
        shown = Visibility.SNIPPET
    return ArticleEntry(*row[:9], str(shown), row.language, told, apart, standing_of(row.relations))


def _statements(store: Store, citing: Collection[str]) -> dict[str, tuple[StatementEntry, ...]]:
    """All statements of each of these articles; none of one that has lost its document."""
    found: dict[str, tuple[StatementEntry, ...]] = dict.fromkeys(citing, ())
    for key, rows in store.statements_to_search(citing):
        found[key] = tuple(map(_statement, rows))
    return found


def _statement(row: StatementToSearch) -> StatementEntry:
    """The entry, and what of it the public may not know: what a snippet leaves out, a study type that only an abstract tells."""
    shown = None
    if row.around is not None and len(row.sentence) > SNIPPET:
        shown, _ = cut_around(row.sentence, row.around)
    return StatementEntry(*row[:15], *_study_type(row), shown)


def _study_type(row: ArticleToSearch | StatementToSearch) -> tuple[str, bool]:
    """The study type that a document tells, and whether the public may not know of it: an abstract alone tells it."""
    told, _, where = (row.study or "").partition(" ")
    return told, bool(where) and row.visibility != Visibility.OPEN
