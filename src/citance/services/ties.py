"""Who says what of whom, article by article: the statements between two of them added up, around one or among several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest

import msgspec

from citance.errors import TooMany
from citance.model import Stance
from citance.services.cards import find_keys
from citance.services.neighbours import active_document, tells
from citance.services.provenance import Provenance, Stamp
from citance.services.viewer import Viewer
from citance.services.views import ArticleView, StatementView, TallyView
from citance.store.packing import Visibility

MOST_OPENED = 12
"""Articles of one map whose neighbours are shown: with more a map is a thicket, and takes long."""
MOST_COMPARED = 50
MOST_COMMON = 40
"""Articles that cite several of those compared: the first of them, as they are ranked."""
SPARE = 100
"""Neighbours looked at besides those that there is room for: among those with as much to say, the most cited are drawn."""

Pair = tuple[str, str]
"""The keys of a citing and a cited article."""


class Tie(msgspec.Struct, frozen=True):
    """What one article says of another, in statements by stance; none at all where it is only in the reference list."""

    citing: str  # key
    cited: str
    supporting: int = 0
    contrasting: int = 0
    mentioning: int = 0
    unclassified: int = 0

    @property
    def total(self) -> int:
        """Statements."""
        return self.supporting + self.contrasting + self.mentioning + self.unclassified

    @property
    def verdicts(self) -> int:
        """Statements that support or contrast."""
        return self.supporting + self.contrasting


class CitationMap(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/map/1"):
    """An article among those that cite it and those that it cites, and the ties between any two of them.

    `opened` are the articles whose neighbours are shown, the centre first. `left_out` tells how many neighbours of each there
    was no room for: those with verdicts come first, then those with most statements. What an audience may not see ties nothing.
    """

    centre: str  # key
    opened: tuple[str, ...]
    articles: dict[str, ArticleView]
    tallies: dict[str, TallyView]
    ties: tuple[Tie, ...]
    left_out: dict[str, int]
    provenance: Provenance


class Comparison(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/comparison/1"):
    """Several articles: what they say of each other, and what those say that cite more than one of them.

    `common` are the keys of such articles, those first that support one and contrast another, then those with most verdicts.
    """

    compared: tuple[str, ...]  # keys
    articles: dict[str, ArticleView]  # compared and common ones
    among: tuple[Tie, ...]
    common: tuple[str, ...]
    from_common: tuple[Tie, ...]
    provenance: Provenance


def citation_map(
    viewer: Viewer, words: str, stamp: Stamp, *, opened: Sequence[str] = (), citing: int = 16, cited: int = 10
) -> CitationMap:
    """The map around the article that the words name, and around those `opened` besides (by any name).

    Of the centre as many `citing` and `cited` articles are shown, of the others half as many. Names of articles that are not
    here are passed over. Raises TooMany where too many are to be opened.
    """
    centre = viewer.find_key(words)
    others = tuple(dict.fromkeys(key for key in _known(viewer, opened) if key != centre))
    if len(others) >= MOST_OPENED:
        raise TooMany("articles of a map", MOST_OPENED, len(others) + 1)
    around = Neighbours(viewer)
    shown: dict[str, None] = {centre: None}
    left_out = {}
    for key in (centre, *others):
        part = 1 if key == centre else 2
        found = around.citing(key, citing // part), around.cited(key, cited // part)
        shown.update(dict.fromkeys((key, *found[0].keys, *found[1].keys)))
        left_out[key] = found[0].left_out + found[1].left_out
    articles = viewer.articles(shown)
    ties = tuple(around.among(articles))
    tallies = viewer.tallies(articles)
    return CitationMap(
        centre=centre,
        opened=(centre, *others),
        articles=articles,
        tallies=tallies,
        ties=ties,
        left_out={key: many for key, many in left_out.items() if many},
        provenance=stamp.provenance("map", query=words),
    )


def compare(viewer: Viewer, words: Iterable[str], stamp: Stamp) -> Comparison:
    """The articles that the words name, set against each other. Raises as finding one does, and TooMany for too many."""
    asked = tuple(words)
    keys = tuple(dict.fromkeys(viewer.find_key(one) for one in asked))
    if len(keys) > MOST_COMPARED:
        raise TooMany("articles to compare", MOST_COMPARED, len(keys))
    around = Neighbours(viewer)
    ties = [tie for key in keys for tie in around.about(key)]
    inside = set(keys)
    by_citing: dict[str, list[Tie]] = {}
    for tie in ties:
        if tie.citing not in inside:
            by_citing.setdefault(tie.citing, []).append(tie)
    several = {citing: said for citing, said in by_citing.items() if len(said) > 1}
    common = sorted(several, key=lambda citing: (-takes_sides(several[citing]), *_rank(several[citing]), citing))[:MOST_COMMON]
    articles = viewer.articles((*keys, *common))
    common = [key for key in common if key in articles]
    return Comparison(
        compared=keys,
        articles=articles,
        among=tuple(tie for tie in ties if tie.citing in inside),
        common=tuple(common),
        from_common=tuple(tie for citing in common for tie in several[citing]),
        provenance=stamp.provenance("comparison", query=" ".join(asked)),
    )


def takes_sides(ties: Iterable[Tie]) -> bool:
    """Whether they support one article and contrast another: the statements to read first."""
    held = tuple(ties)
    return any(a.supporting and b.contrasting for a in held for b in held if a.cited != b.cited)


def statements_between(viewer: Viewer, citing: str, cited: str) -> tuple[StatementView, ...]:
    """What the one article says of the other, in reading order; both are named by any words."""
    maker, about = viewer.find_key(citing), viewer.find_key(cited)
    return viewer.statements([one for one in viewer.store.statements_of(maker) if about in one.cited])


class _Chosen(msgspec.Struct, frozen=True):
    keys: tuple[str, ...]
    left_out: int


class Neighbours:
    """Ties around articles, each article's read once. For one answer: it remembers what it has read."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._owner = viewer.audience == "owner"
        self._about: dict[str, dict[Pair, Tie]] = {}
        self._by: dict[str, dict[Pair, Tie]] = {}

    def about(self, key: str) -> Collection[Tie]:
        """The ties that lead to the article."""
        if key not in self._about:
            store = self._viewer.store
            columns = store.columns_citing(key)
            told = store.citing_keys(set(columns.documents))
            if not self._owner:
                documents = store.citing_documents(told)
                told = {n: key for n, key in told.items() if n in documents and documents[n].visibility is not Visibility.PRIVATE}
            pairs = zip(columns.documents, columns.stances, strict=True)
            said = (((told[document], key), Stance(stance)) for document, stance in pairs if document in told)
            speaking = set(told.values())
            listed = (row.citing for row in store.citations(key))
            silent = ((one, key) for one in listed if one in speaking or tells(self._viewer, one))
            self._about[key] = _add_up(silent, said)
        return self._about[key].values()

    def by(self, key: str) -> Collection[Tie]:
        """The ties that go out from the article; none where there is no full text."""
        if key not in self._by:
            store = self._viewer.store
            active = active_document(self._viewer, key)
            if active is None or not tells(self._viewer, key):
                self._by[key] = {}
            else:
                listed = ((key, link.article) for works in store.links(active.number) for link in works if link.article)
                made = (one for one in store.statements_of(key) if self._viewer.may_see(one))
                self._by[key] = _add_up(listed, (((key, cited), one.stance) for one in made for cited in one.cited))
        return self._by[key].values()

    def citing(self, key: str, most: int) -> _Chosen:
        """The articles that cite it, those with most to say first."""
        return self._choose({tie.citing: tie for tie in self.about(key)}, most)

    def cited(self, key: str, most: int) -> _Chosen:
        """The articles that it cites, those of which it has most to say first."""
        return self._choose({tie.cited: tie for tie in self.by(key)}, most)

    def among(self, keys: Collection[str]) -> Iterator[Tie]:
        """The ties between any two of them."""
        for key in keys:
            yield from (tie for tie in self.by(key) if tie.cited in keys and tie.cited != key)

    def _choose(self, by_key: Mapping[str, Tie], most: int) -> _Chosen:
        # Of a much-cited work only those that may be drawn are looked at: thousands would take seconds.
        first = nsmallest(most + SPARE, by_key, key=lambda key: (*_rank((by_key[key],)), key))
        shown = self._viewer.articles(first)
        ranked = sorted(shown, key=lambda key: (*_rank((by_key[key],)), -shown[key].cited_by, key))
        return _Chosen(tuple(ranked[:most]), max(0, len(by_key) - (len(first) - len(shown)) - most))


def _add_up(listed: Iterable[Pair], said: Iterable[tuple[Pair, Stance]]) -> dict[Pair, Tie]:
    counts: dict[Pair, Counter[Stance]] = {pair: Counter() for pair in listed}
    for pair, stance in said:
        counts.setdefault(pair, Counter())[stance] += 1
    return {pair: Tie(*pair, *(count[stance] for stance in _STANCES)) for pair, count in counts.items() if pair[0] != pair[1]}


_STANCES = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING, Stance.UNCLASSIFIED)


def _rank(ties: Iterable[Tie]) -> tuple[int, int]:
    held = tuple(ties)
    return -sum(tie.verdicts for tie in held), -sum(tie.total for tie in held)


def _known(viewer: Viewer, words: Iterable[str]) -> Iterator[str]:
    asked = tuple(words)
    keys = find_keys(viewer, asked)
    return (keys[one] for one in asked if one in keys)
