"""The Index: the one object every face holds, and `open_index`, which wires its parts.

    with open_index("my-index", create=True) as index:
        index.ingest(["articles/"], classify="now")
        print(index.report("10.5555/toy.alder2011").tally)

Methods are thin: each hands the question to its service and returns a value that faces turn into words or, with
`model.codec.to_json`, into JSON whose top says its `schema`. This is the only place that names concrete parts.

An index is a folder: `citance.sqlite` (the truth), `search/` (derived from it; deleting it loses nothing, it is filled
again when somebody searches). Without a path it lives in memory and is gone when closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Self, get_args

import msgspec

from citance.errors import InvalidInput, NotFound, StoreReadOnly, UnknownName
from citance.model import Article, Evidence, Stance
from citance.searching.base import Sort
from citance.services.accuracy import Measured
from citance.services.answer_cache import KeptAnswer, RecentAnswers
from citance.services.cards import ArticleCard
from citance.services.choices import not_negative, number_of, one_of, text_of
from citance.services.cited_by import CitedBy, CitedByOrder, Sifted, sift, size_of
from citance.services.classify import ClassifySummary
from citance.services.export import FORMATS, ExportSummary, What
from citance.services.filters import NO_FILTERS, Filters
from citance.services.folder import SEARCH_FOLDER, STORE_FILE, back_up, bytes_of, restore, store_bytes, store_file
from citance.services.gathered import Gathered, Told
from citance.services.journal_names import ALONE, JournalNames
from citance.services.journals import JournalPage, Journals, JournalsPage, JournalView
from citance.services.method import Method
from citance.services.newest import NewStatement
from citance.services.progress import Progress
from citance.services.provenance import Provenance, Stamp
from citance.services.references import ArticleReferences, ReferenceView
from citance.services.report import ArticleReport, Coverage
from citance.services.review import Judged, ReviewImport, StatementDetails
from citance.services.search import ArticleHit, ArticleHits, FacetCount, Kind, SearchAnswer, StatementHit, StatementHits
from citance.services.search_index import SearchBeside
from citance.services.support import Support, support_of
from citance.services.thresholds import Given, why_given
from citance.services.ties import CitationMap, Comparison, Tie
from citance.services.totals import Totals, count_all
from citance.services.viewer import AUDIENCES, Audience, Viewer, tally_view
from citance.services.views import ArticleView, AuthorView, FormView, RelationView, StatementView, TallyView
from citance.store.values import Extent, JoinRecord, ProblemRow, ReviewRow, Stage, StatementOrder, Stats, Tombstone, Visibility

if TYPE_CHECKING:
    from citance.classification.base import Classifier
    from citance.classification.training.data import Labelled
    from citance.searching.base import SearchIndex
    from citance.services.ingest import IngestSummary
    from citance.services.people import Person
    from citance.services.reading import Reading
    from citance.sources.grobid import Grobid
    from citance.store.base import Store
    from citance.store.values import SourceFile

__all__ = [
    "STORE_FILE",
    "ArticleCard",
    "ArticleHit",
    "ArticleHits",
    "ArticleReferences",
    "ArticleReport",
    "ArticleView",
    "Audience",
    "AuthorView",
    "CitationMap",
    "CitedBy",
    "CitedByOrder",
    "ClassifySummary",
    "Comparison",
    "Coverage",
    "ExportSummary",
    "FacetCount",
    "Filters",
    "FormView",
    "Gathered",
    "Given",
    "Index",
    "IndexStats",
    "IngestSummary",
    "JoinRecord",
    "JournalPage",
    "JournalView",
    "JournalsPage",
    "Judged",
    "Measured",
    "Method",
    "NewStatement",
    "ProblemRow",
    "Progress",
    "Provenance",
    "ReferenceView",
    "RelationView",
    "ReviewImport",
    "ReviewRow",
    "SearchAnswer",
    "Sort",
    "StatementDetails",
    "StatementHit",
    "StatementHits",
    "StatementOrder",
    "StatementView",
    "Stats",
    "Support",
    "TallyView",
    "Tie",
    "Told",
    "Tombstone",
    "Totals",
    "Visibility",
    "open_index",
    "support_of",
    "why_given",
]

ClassifyWhen = Literal["later", "now", "rules"]
RebuildStage = Literal["find", "cut", "link", "classify", "search"]
CLASSIFY_WHEN, REBUILD_STAGES = get_args(ClassifyWhen), get_args(RebuildStage)


class IndexStats(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/stats/1"):
    """How much there is, how much waits, what made it, and how large it is on disk (bytes; 0 in memory)."""

    path: str
    counts: Stats
    search_sequence: int  # what the search index has seen; behind `counts.sequence` until the next search
    bytes_store: int
    bytes_search: int
    provenance: Provenance


FEW_DOCUMENTS = 500
"""Full texts of an index whose journals are added up before a search that counts them: a fifth of a second, after each change."""

REMEMBERED = 4 << 20
"""Bytes of what was sifted of the statements about articles: half a megabyte where there are fifty thousand, mostly a few
kilobytes. A report that is leafed through, or that many ask for, is sifted once."""


def open_index(
    path: str | Path | None,
    *,
    create: bool = False,
    read_only: bool = False,
    audience: Audience = "owner",
    clock: Callable[[], datetime] | None = None,
    follow: Callable[[], None] | None = None,
) -> Index:
    """The index in the folder `path`; None or ":memory:" gives a new one in memory.

    `create` makes the folder and the index where there is none; without it NotFound is raised. `audience` "public" shows
    only what documents' visibility allows (see services.viewer) and cannot write. `clock` says what time it is, for
    provenance. `follow` is called where a search finds the search index far behind the store: a server has it taken along by
    another process meanwhile, and searches what there is. Raises StoreVersion, StoreDamaged, StoreReadOnly.
    """
    if audience not in AUDIENCES:
        raise UnknownName("audience", audience, AUDIENCES)
    if path is None or str(path) == ":memory:":
        from citance.store.memory import MemoryStore

        return Index(MemoryStore(), audience=audience, clock=clock)
    from citance.store.sqlite import SqliteStore

    folder = Path(path)
    file = store_file(folder, create=create and not read_only)
    return Index(SqliteStore(str(file), read_only=read_only), path=folder, audience=audience, clock=clock, follow=follow)


class Index:
    """Everything one can ask of an index, and do with it. Made by `open_index`; a context manager.

    Wherever an article is named, `words` are any spelling of a DOI, PMID, PMCID or arXiv id, or an article's key.
    They raise InvalidIdentifier where they spell nothing, NotFound where the index does not know it.
    Methods that write raise StoreReadOnly where the index was opened read-only or for the public.
    """

    def __init__(
        self,
        store: Store,
        *,
        path: Path | None = None,
        audience: Audience = "owner",
        clock: Callable[[], datetime] | None = None,
        follow: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._folder = store, path
        self.audience: Audience = audience
        self._clock = clock or (lambda: datetime.now(UTC))
        self._beside = SearchBeside(store, path and path / SEARCH_FOLDER, _open_tantivy, follow)
        self._extent_at = lru_cache(1)(lambda _sequence: store.extent())  # the same until something changes
        self._sifted: RecentAnswers[tuple[Any, ...], Sifted] = RecentAnswers(
            lambda asked: sift(self._viewer(), *asked[1:]), size_of, REMEMBERED
        )
        self._journals = KeptAnswer(lambda: Journals(Viewer(store, self.audience)))
        self._names_sifted_by = ALONE
        self._stats = KeptAnswer(self.stats)
        self._totals = KeptAnswer(self._count_all)

    # -- opening and closing

    @property
    def path(self) -> Path | None:
        """The folder of the index; None in memory."""
        return self._folder

    @property
    def writable(self) -> bool:
        """Whether it may be written to: it was opened neither read-only nor for the public."""
        return self.audience == "owner" and not self._store.read_only

    @property
    def sequence(self) -> int:
        """The number of the last change: two equal numbers of one index mean the same contents."""
        return self._store.sequence

    def close(self) -> None:
        """Let everything go."""
        self._beside.close()
        self._store.close()
        self._beside.clean_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- filling

    def ingest(
        self,
        paths: Iterable[str | Path] | str | Path,
        *,
        classify: ClassifyWhen = "later",
        classifier: str = "best",
        point: str = "default",
        visibility: Visibility | str | None = None,
        new_visibility: Visibility | str | None = None,
        at_most: Visibility | str | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
        grobid: str | None = None,
        read_before: Mapping[str, Reading] | None = None,
    ) -> IngestSummary:
        """What became of the files, folders and archives ("-" is standard input): read, with problems, unreadable...

        Known files are passed over, so a stopped run is gone on with by running it again. `classify`: "later" leaves
        statements unclassified, "now" classifies them at the end with `classifier` at the operating point `point` (see
        `classify`), "rules" with that one.
        `visibility` overrides what the licences say, and whatever was said of these articles before, also where a file is known:
        it holds for their later forms, too, until it is said anew (see `set_visibility`). `new_visibility` does so only for
        articles of which nothing was said, `at_most` only narrows: it is for what others hand in. `workers` defaults to the
        cores. `progress` counts files, and then statements where they are classified at once. `grobid` is the address of a
        GROBID server that reads the PDFs; those it does not read are read here. InvalidInput where none answers there.
        `read_before` is what services.reading made of files before this index was opened for writing, by the SHA-256 of their
        bytes.
        """
        from citance.services.ingest import Said, ingest

        store = self._writing()
        if classify not in CLASSIFY_WHEN:
            raise UnknownName("time to classify", classify, CLASSIFY_WHEN)
        # Before anything is read: a name that no classifier has is not told after a night's work.
        chosen = None if classify == "later" else _classifier(classifier if classify == "now" else classify, point)
        said = Said(*(None if one is None else _visibility(one) for one in (visibility, new_visibility, at_most)))
        # What is classified at once is told to the search index when it has its stance, the rest while files are read.
        follow = self._beside.follower() if chosen is None else None
        summary = ingest(
            store,
            (paths,) if isinstance(paths, str | Path) else paths,  # "/data" letter by letter would begin with all of "/"
            said=said,
            workers=workers,
            progress=progress,
            clock=self._clock,
            after_batch=None if follow is None else follow.step,
            grobid=None if grobid is None else _grobid(grobid),
            read_before=read_before,
        )
        if chosen is not None:
            self._classify(chosen, None, progress)
        if follow is not None:
            follow.finish()
            self._beside.let_go()
        else:
            self._beside.catch_up()
        return summary

    def classify(
        self,
        classifier: str = "best",
        *,
        point: str = "default",
        again: bool = False,
        limit: int | None = None,
        progress: Progress | None = None,
    ) -> ClassifySummary:
        """What a classifier (by name, or the folder of one that was trained) made of the statements that wait.

        Stopped anywhere, the next run goes on from there.
        `point` is an operating point: "default", or "precise", which gives fewer verdicts and is right more often. `again`
        lets all statements not classified by this very version wait first. UnknownName for an unknown classifier or point.
        Where "best" cannot be used the rules are taken, with a FallbackWarning; one asked for by name then raises
        ClassifierUnusable.
        """
        store = self._writing()
        chosen = _classifier(classifier, point)
        if again:
            store.wait_again(keep=f"{chosen.name} {chosen.version}")
        summary = self._classify(chosen, limit, progress)
        self._beside.catch_up()
        return summary

    def rebuild(
        self,
        stage: RebuildStage,
        *,
        classifier: str = "best",
        point: str = "default",
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> int:
        """How many documents (or, of "classify", statements; of "search", articles) were made anew from what is stored.

        "classify" takes `classifier` at the operating point `point` (see `classify`). Stopped anywhere, the next run goes on
        from there. UnknownName for an unknown stage.
        """
        store = self._writing()
        match stage:
            case "search":
                self._beside.refill(progress)
                return store.stats().articles
            case "classify":
                from citance.services.classify import classify_anew

                chosen = _classifier(classifier, point)
                done = classify_anew(store, lambda: self._classify(chosen, None, progress))
            case "find" | "cut" | "link":
                from citance.services.rebuild import rebuild

                done = rebuild(store, Stage(stage), workers=workers, progress=progress)
            case _:
                raise UnknownName("stage", stage, REBUILD_STAGES)
        self._beside.catch_up()
        return done

    def remove(self, words: str, why: str = "") -> Tombstone:
        """Take an article's documents and statements out for good; ingest leaves it out from now on."""
        store = self._writing()
        tombstone = store.remove(self._viewer().find_key(words), text_of("the reason", why), self._stamp().at)
        self._beside.catch_up()
        return tombstone

    def remove_source(self, source: str, why: str = "") -> tuple[Tombstone, ...]:
        """As `remove`, for every document that came from this folder or archive."""
        from citance.sources.folder import as_text

        tombstones = self._writing().remove_source(as_text(source), text_of("the reason", why), self._stamp().at)
        self._beside.catch_up()
        return tombstones

    def tombstones(self) -> tuple[Tombstone, ...]:
        """All that was removed, oldest first."""
        return self._store.tombstones() if self.audience == "owner" else ()

    def lift_tombstone(self, number: int) -> None:
        """Let what was removed be ingested again."""
        self._writing().lift_tombstone(number_of("removal", number))

    def set_visibility(self, words: str, visibility: Visibility | str) -> int:
        """How many documents of the article are now shown this much; none where it has none, and then nothing is kept.

        It is kept by article: other forms that come in later are shown so, too, whatever their licence says."""
        store = self._writing()
        wanted = _visibility(visibility)
        key = self._viewer().find_key(words)
        if not any(True for _ in store.documents(key)):
            return 0
        documents = store.set_visibility((key,), wanted)
        self._beside.catch_up()
        return documents

    # -- asking

    def find(self, words: str) -> Article:
        """The article that the words name."""
        viewer = self._viewer()
        article = self._store.article(viewer.find_key(words))
        if self.audience == "owner":
            return article
        abstract = viewer.whole(article, ()).abstract
        return msgspec.structs.replace(article, record=msgspec.structs.replace(article.record, abstract=abstract))

    def article_of_file(self, digest: str) -> str | None:
        """The key of the article that the file with this SHA-256 (hex) is a full text of; None where it is none."""
        return self._viewer().article_of_file(digest)

    def article(self, words: str) -> ArticleView:
        """The article as answers show it, with all its fields."""
        viewer = self._viewer()
        return viewer.article(viewer.find_key(words))

    def tally(self, words: str, *, combined: bool = False) -> TallyView:
        """Statements about the article by stance and evidence; with its versions' where `combined`."""
        return tally_view(self._store.tally(self._viewer().find_key(words), combined=combined))

    def tally_by_section(self, words: str) -> dict[str, TallyView]:
        """The tally taken apart by the section in which the article is cited; "" where that is not known."""
        parts = self._store.tally_by(self._viewer().find_key(words), "section")
        return {section: tally_view(tally) for section, tally in parts.items()}

    def tallies(self, words: Iterable[str] | str) -> dict[str, TallyView]:
        """The tallies of the articles that these identifiers name, by the words as given, in one look-up.

        Words that name no article of the index are left out, and nothing is raised for them.
        """
        from citance.services.cards import tallies

        return tallies(self._viewer(), _several(words))

    def cards(self, words: Iterable[str] | str) -> dict[str, ArticleCard]:
        """The articles that the words name, each with its tally and notices, by the words as given; others are left out."""
        from citance.services.cards import cards

        return cards(self._viewer(), _several(words))

    def find_by_title(self, title: str, first_author: str = "", year: int | None = None) -> ArticleView | None:
        """The article that has this title and first author (a surname); None where none does, or more than one could be
        meant. Quick, and without the search index: for many titles at once."""
        from citance.services.title_lookup import find_by_title

        viewer = self._viewer()
        key = find_by_title(viewer, title, first_author, year).article
        return None if key is None else viewer.articles((key,)).get(key)

    def citing_articles(self, words: str) -> tuple[ArticleView, ...]:
        """The articles that cite this one, in the text or only in their reference list."""
        from citance.services.neighbours import citing_articles

        viewer = self._viewer()
        return citing_articles(viewer, viewer.find_key(words))

    def cited_articles(self, words: str) -> tuple[ArticleView, ...]:
        """The articles that this one's reference list leads to, in its order; none where its full text is not here."""
        from citance.services.neighbours import cited_articles

        viewer = self._viewer()
        return cited_articles(viewer, viewer.find_key(words))

    def statements_made(self, words: str) -> tuple[StatementView, ...]:
        """What the article says of others, in reading order; none where its full text is not here."""
        from citance.services.neighbours import statements_made

        viewer = self._viewer()
        return statements_made(viewer, viewer.find_key(words))

    def citation_map(self, words: str, *, opened: Iterable[str] = (), citing: int = 16, cited: int = 10) -> CitationMap:
        """The article among those that cite it and those it cites (so many at most), with what any says of any other.

        `opened` are names of other articles of the map whose neighbours are shown, too.
        """
        from citance.services.ties import citation_map

        return citation_map(self._viewer(), words, self._stamp(), opened=tuple(opened), citing=citing, cited=cited)

    def compare(self, words: Iterable[str] | str) -> Comparison:
        """What several articles say of each other, and what those say of them that cite more than one."""
        from citance.services.ties import compare

        return compare(self._viewer(), _several(words), self._stamp())

    def statements_between(self, citing: str, cited: str) -> tuple[StatementView, ...]:
        """What the one article says of the other, in reading order."""
        from citance.services.ties import statements_between

        return statements_between(self._viewer(), citing, cited)

    def journal(self, words: str) -> JournalView:
        """The journal with this ISSN or name, and what is said of its articles; raises NotFound.

        The first question reads every article, seconds in an index of a million statements; what is known then is told for a
        while, though another process write.
        """
        return self._journals.get(self._store.sequence)[1].find(words)

    def journal_named(self, words: str) -> JournalView | None:
        """The journal with this ISSN or whole name; None where there is none, or nobody has added up the journals of this large
        index so far: nothing waits for that here."""
        known = self._journals_at_hand()
        try:
            return known.find(words) if known is not None and words.strip() else None
        except NotFound:
            return None

    @staticmethod
    def words_sought(words: str) -> tuple[str, ...]:
        """The words that a search for these cannot do without: none of the small ones ("for", "of"), and none at all where
        operators or fields are asked with. Raises InvalidQuery."""
        from citance.services.search import words_sought

        return words_sought(words)

    def journal_page(self, words: str) -> JournalPage:
        """As `journal`, with the articles that stand out."""
        stamp = self._stamp()
        sequence, journals = self._journals.get(stamp.sequence)
        return journals.page(self._viewer(), words, msgspec.structs.replace(stamp, sequence=sequence))

    def journals(self, limit: int = 100) -> tuple[JournalView, ...]:
        """The journals of whose articles most is said, most first."""
        return self.journals_page(limit).journals

    def journals_page(self, limit: int = 100) -> JournalsPage:
        """As `journals`, with the state of the index that it tells of, which for a while may be a former one."""
        stamp = self._stamp()
        sequence, journals = self._journals.get(stamp.sequence)
        return JournalsPage(journals.most_cited(not_negative("limit", limit)), stamp.provenance("journals", sequence=sequence))

    def author(self, name: str, *, orcid: str | None = None) -> Person:
        """What is said of the articles that bear this author's name (of one ORCID alone, where given); raises NotFound."""
        from citance.services.people import person

        return person(self._viewer(), self._beside.searching(), name, self._stamp(), orcid=orcid)

    def totals(self) -> Totals:
        """How much the index holds. Counted anew when it has changed, but, while another process writes, only now and then."""
        return self._totals.get(self._store.sequence)[1]

    def report(
        self,
        words: str,
        *,
        filters: Filters = NO_FILTERS,
        order: StatementOrder | str = StatementOrder.NEWEST,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> ArticleReport:
        """Who cites the article, where, in which words and with which stance: its tallies and one page of statements."""
        from citance.services.report import report

        return report(
            self._viewer(),
            words,
            self._stamp(),
            documents=self._extent().documents,
            filters=filters,
            order=one_of("order", order, StatementOrder),
            offset=not_negative("offset", offset),
            limit=not_negative("limit", limit),
            combined=combined,
        )

    def cited_by(
        self,
        words: str,
        *,
        filters: Filters = NO_FILTERS,
        order: CitedByOrder | str = CitedByOrder.NEWEST,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> CitedBy:
        """One page of the statements about the article, narrowed by any filter, with counts by facet that combine.

        `report` is quicker, knows fewer filters, and tells of the article itself.
        """
        return self._cited_by(self._viewer(), words, filters, order, offset, limit, combined)

    def cited_by_with_places(
        self,
        words: str,
        *,
        filters: Filters = NO_FILTERS,
        order: CitedByOrder | str = CitedByOrder.NEWEST,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> tuple[CitedBy, dict[str, FormView]]:
        """As `cited_by`, and the `places` of its statements."""
        viewer = self._viewer()
        found = self._cited_by(viewer, words, filters, order, offset, limit, combined)
        return found, viewer.places([view.id for view in found.statements])

    def _cited_by(
        self,
        viewer: Viewer,
        words: str,
        filters: Filters,
        order: CitedByOrder | str,
        offset: int,
        limit: int,
        combined: bool,
    ) -> CitedBy:
        from citance.services.cited_by import cited_by

        stamp = self._stamp()
        self._journal_names()  # what was sifted without them is not asked any more
        return cited_by(
            viewer,
            words,
            stamp,
            sifted=lambda *asked: self._sifted.get((stamp.sequence, *asked)),
            filters=filters,
            order=one_of("order", order, CitedByOrder),
            offset=not_negative("offset", offset),
            limit=not_negative("limit", limit),
            combined=combined,
        )

    def possible_verdicts(self, words: str, *, own: bool = False, combined: bool = False) -> dict[str, int]:
        """Stance → the verdicts about the article whose classifier was not even half sure of them, of those that this audience
        may see; on `own` evidence alone. Known from when `cited_by` was last asked without filters."""
        key = self._viewer().find_key(words)
        possible = self._sifted.get((self._stamp().sequence, key, NO_FILTERS, CitedByOrder.NEWEST, combined)).possible
        counts: dict[str, int] = {}
        for (stance, evidence), many in possible.items():
            if not own or evidence == Evidence.OWN:
                counts[stance] = counts.get(stance, 0) + many
        return counts

    def most_cited(self, limit: int = 20) -> tuple[Told, ...]:
        """The articles that most others cite, most first. Reads the counts of all articles."""
        from citance.services.gathered import most_cited

        return most_cited(self._viewer(), not_negative("limit", limit))

    def references(self, words: str) -> ArticleReferences:
        """What the article says of others: its reference list, with the statements it makes about each work."""
        from citance.services.references import references

        return references(self._viewer(), words, self._stamp())

    def said_beside(self, id: str) -> tuple[StatementView, ...]:
        """The other statements in the sentence of this one: the works cited beside it. Raises NotFound."""
        from citance.services.references import said_beside

        return said_beside(self._viewer(), id)

    def recognise(self, words: str) -> ArticleView | None:
        """The one article that the words name: an identifier, a printed reference or a title. None where they name none."""
        from citance.services.lookup import recognise

        viewer = self._viewer()
        key = recognise(viewer, self._beside.searching, words)
        return None if key is None else viewer.article(key)

    def method(self) -> Method:
        """How stances were given: the classifiers that spoke here, and what is measured of the trained one."""
        from citance.services.method import method

        return method(self._stamp())

    def measured(self) -> Measured | None:
        """How right the verdicts of this index are, by the card of the classifier that gave them; None where it says nothing."""
        from citance.services.accuracy import figures_of
        from citance.services.method import classifiers_of

        return figures_of(classifiers_of(self._stamp()))

    def search(
        self,
        query: str = "",
        *,
        kind: Kind = "statements",
        filters: Filters = NO_FILTERS,
        sort: Sort | str = Sort.RELEVANCE,
        offset: int = 0,
        limit: int = 20,
        facets: tuple[str, ...] | None = None,
    ) -> SearchAnswer:
        """Statements or articles that match the query and the filters, one page, with counts by facet.

        Of articles, filters speak of the articles themselves; `stance` and `evidence` of at least one statement about each.

        `facets` None counts all there are, () none. Raises InvalidQuery with the place where the query cannot be read.
        """
        from citance.services.search import search

        index = self._beside.searching()
        return search(
            self._viewer(),
            index,
            query,
            self._stamp(),
            kind=kind,
            filters=filters,
            sort=one_of("order", sort, Sort),
            offset=not_negative("offset", offset),
            limit=not_negative("limit", limit),
            facets=facets,
            analyze=_analyzer(),
        )

    def newest(self, query: str = "", *, filters: Filters = NO_FILTERS, limit: int = 50) -> tuple[NewStatement, ...]:
        """Of the statements that match, those that were read, judged or reviewed last, each with the time of that; the last
        first. Raises InvalidQuery."""
        from citance.services.newest import newest

        return newest(self._viewer(), self._beside.searching(), query, filters=filters, limit=not_negative("limit", limit))

    def statement(self, id: str) -> StatementDetails:
        """One statement with the history of its classifications and its reviews; raises NotFound."""
        from citance.services.review import statement_details

        return statement_details(self._viewer(), id)

    def places(self, ids: Collection[str]) -> dict[str, FormView]:
        """The files that these statements were read from, with page and box, as far as these are known."""
        return self._viewer().places(ids)

    def file(self, digest: str) -> tuple[SourceFile, str]:
        """The file whose bytes have this SHA-256 (hex), and a name to keep it under; raises NotFound, also where this audience
        may not have it. Whether it is still where it was read is not looked at: see services.originals."""
        return self._viewer().file(digest)

    def statements(
        self, words: str | None = None, *, filters: Filters = NO_FILTERS, combined: bool = False
    ) -> Iterator[StatementView]:
        """Every statement about the article, or of the whole index, lazily."""
        from citance.services.export.selection import Selection

        viewer = self._viewer()
        article = None if words is None else viewer.find_key(words)
        return Selection(viewer, article=article, filters=filters, combined=combined).statements()

    def problems(self, words: str | None = None) -> Iterator[ProblemRow]:
        """What spoiled items of one article's documents, or of all files, in the order of ingest."""
        viewer = self._viewer()
        rows = self._store.problems(None if words is None else viewer.find_key(words))
        if self.audience == "owner":
            return rows
        return iter(())  # they name files and quote documents

    def joins(self, words: str | None = None) -> tuple[JoinRecord, ...]:
        """Which articles were found to be one, and why; of one article or all, oldest first."""
        viewer = self._viewer()
        joins = self._store.joins(None if words is None else viewer.find_key(words))
        if self.audience == "owner":
            return joins
        known = viewer.knows({key for join in joins for key in (join.survivor, join.absorbed)})
        return tuple(join for join in joins if join.survivor in known and (join.absorbed in known or not join.undone))

    def undo_join(self, number: int) -> None:
        """Part what a join made one; ingest never joins them again."""
        self._writing().undo_join(number_of("join", number))
        self._beside.catch_up()

    def take_search_along(self) -> bool:
        """Bring the search index to where the store is now; False where another process is at it, or we may not write there."""
        return self._beside.catch_up()

    def provenance(self, what: str, query: str = "") -> Provenance:
        """What an answer stands on that is made now; most answers bring theirs along."""
        return self._stamp().provenance(what, query=query)

    def stats(self) -> IndexStats:
        """How much there is, how much waits, what made it, and how large it is."""
        return IndexStats(
            path=str(self._folder or ":memory:"),
            counts=self._store.stats(),
            search_sequence=self._beside.sequence,
            bytes_store=store_bytes(self._folder) if self._folder else 0,
            bytes_search=bytes_of(self._beside.folder) if self._folder else 0,
            provenance=self._stamp().provenance("stats"),
        )

    def recent_stats(self) -> IndexStats:
        """As `stats`, but, while another process writes, counted anew only now and then: it takes a second where there are a
        million statements. `counts.sequence` is the state that it tells of."""
        return self._stats.get(self._store.sequence)[1]

    # -- reviewing

    def record_review(
        self,
        statement: str,
        *,
        reviewer: str,
        stance: Stance | str | None = None,
        evidence: Evidence | str | None = None,
        cited: str | None = None,
        no_article: bool = False,
        why: str = "",
    ) -> ReviewRow:
        """A person's word on a statement, as kept: on its stance, or (`cited`, `no_article`) on the article it leads to.

        Counts at once, and no machine overwrites it. The same reviewer's earlier word on it is withdrawn.
        """
        from citance.services.review import make_review, record

        store = self._writing()
        review = make_review(
            store,
            statement,
            reviewer=reviewer,
            at=self._stamp().at,
            stance=stance,
            evidence=evidence,
            cited=None if cited is None else self._viewer().find_key(cited),
            no_article=no_article,
            why=why,
        )
        return record(store, review)

    def withdraw_review(self, number: int) -> None:
        """Undo a review: what other reviewers say, else the machine's word, holds again."""
        self._writing().withdraw_review(number_of("review", number))

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        """Reviews that stand, oldest first; `orphaned` True: those whose statement is no more, False: the others."""
        from citance.services.review import list_reviews

        return list_reviews(self._viewer(), statement=statement, orphaned=orphaned)

    def disagreements(self) -> tuple[StatementDetails, ...]:
        """Statements on whose stance reviewers disagree."""
        from citance.services.review import disagreements

        return disagreements(self._viewer())

    def export_reviews(self, out: BinaryIO | str | Path) -> ExportSummary:
        """Write every review as JSON Lines, which `import_reviews` reads."""
        return self.export("reviews", "jsonl", out)

    def import_reviews(self, source: BinaryIO | str | Path) -> ReviewImport:
        """What became of reviews in JSON Lines, which may be packed; those whose statement is not here are kept as orphaned."""
        from citance.services.review import import_reviews
        from citance.unpacking import lines_of

        store = self._writing()
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                return import_reviews(store, lines_of(file, str(source)))
        return import_reviews(store, lines_of(source, "standard input"))

    def labelled_reviews(self) -> tuple[Labelled, ...]:
        """What people said of stances as labelled statements, for training a classifier; for the owner alone."""
        from citance.services.review import labelled_reviews

        if self.audience != "owner":
            raise StoreReadOnly(str(self._folder or ":memory:"), "opened for the public")
        return labelled_reviews(self._store)

    # -- taking away

    def export(
        self,
        what: What = "statements",
        format: str = "jsonl",
        out: BinaryIO | str | Path = "-",
        *,
        article: str | None = None,
        query: str | None = None,
        filters: Filters = NO_FILTERS,
        combined: bool = False,
        provenance: bool = True,
        progress: Progress | None = None,
    ) -> ExportSummary:
        """What was written to `out` (a path, a binary stream, "-" for standard output), in constant memory.

        `services.export.FORMATS` (also `Index.formats`) lists what goes with which format; UnknownName else, MissingExtra
        for parquet without pyarrow. `article` and `query` choose what is exported; neither: all, of reviews always, where
        InvalidInput is raised for any other wish. Articles as such are filtered as by a search for them.
        `provenance` is written into the formats that have room for it, else into a file beside `out`.
        """
        from citance.services.export import check_format, export
        from citance.services.export.selection import Selection, needs_search

        check_format(what, format)
        viewer = self._viewer()
        asked = text_of("the query", query or article or "")
        stamp = self._stamp().provenance(f"export {what}", query=asked, filters=filters)
        if what == "reviews":
            from citance.services.export.reviews import export_reviews

            if article is not None or query is not None or combined or filters != NO_FILTERS:
                raise InvalidInput("reviews are exported all together: no article, query or filter chooses among them")
            return export_reviews(viewer, format, out, stamp, provenance)
        if what == "articles" and article is None and query is None and needs_search(filters):
            query = ""
        selection = Selection(
            viewer,
            article=None if article is None else viewer.find_key(article),
            query=query,
            filters=filters,
            combined=combined,
            search=self._beside.searching() if query is not None else None,
        )
        return export(what, format, out, selection, stamp, provenance=provenance, progress=progress)

    formats = FORMATS

    def backup(self, path: str | Path, progress: Progress | None = None) -> Path:
        """Where a copy of the index was written, while others read and write it; opens as an index."""
        return back_up(self._store, Path(path), progress)

    @staticmethod
    def restore(backup: str | Path, path: str | Path, *, replace: bool = False) -> Path:
        """Where a backup was laid out as an index again; raises StoreError where there is one already, unless `replace`."""
        from citance.store.sqlite import restore as put_in_place

        return restore(Path(backup), Path(path), put_in_place, replace=replace)

    def check(self) -> list[str]:
        """What is not sound, in words; empty when all is well. Slow: reads everything."""
        return self._store.check()

    # -- within

    def _writing(self) -> Store:
        if self.audience != "owner":
            raise StoreReadOnly(str(self._folder or ":memory:"), "opened for the public")
        if self._store.read_only:
            raise StoreReadOnly(str(self._folder or ":memory:"))
        return self._store

    def _viewer(self) -> Viewer:
        return Viewer(self._store, self.audience, self._journal_names)

    def _journals_at_hand(self) -> Journals | None:
        """The journals, where nobody has to wait for them to be added up."""
        few = self._extent().documents <= FEW_DOCUMENTS
        found = self._journals.get(self._store.sequence) if few else self._journals.held()
        return None if found is None else found[1]

    def _journal_names(self) -> JournalNames:
        """Which names are of one journal. Of a large index that is known once the journals were added up, for which a search must
        not wait."""
        known = self._journals_at_hand()
        names = ALONE if known is None else known.names
        if names is not self._names_sifted_by:  # what was counted under other names
            self._names_sifted_by = names
            self._sifted.forget()
        return names

    def _extent(self) -> Extent:
        return self._extent_at(self._store.sequence)

    def _stamp(self) -> Stamp:
        extent = self._extent()
        return Stamp(self._clock(), extent.sequence, extent.made_by, self.audience)

    def _count_all(self) -> Totals:
        counts = self._store.stats()
        everything = self.search(limit=0, facets=("section",)).statements
        own = self.search(filters=Filters(self_citation=True), limit=0, facets=()).statements
        assert everything is not None
        assert own is not None
        return count_all(counts, everything, own, len(self._journals.get(counts.sequence)[1]))

    def _classify(self, classifier: Classifier, limit: int | None, progress: Progress | None) -> ClassifySummary:
        from citance.services.classify import classify_waiting
        from citance.services.provenance import timestamp

        return classify_waiting(
            self._store,
            classifier,
            at=timestamp(self._clock()),
            limit=limit,
            progress=progress,
            total=self._store.stats().waiting if progress is not None else None,
        )


def _several(words: Iterable[str] | str) -> Iterable[str]:
    """The words; of a lone one that alone, and not its letters."""
    return (words,) if isinstance(words, str) else words


def _classifier(name: str, point: str) -> Classifier:
    from citance.services.classify import load_classifier

    return load_classifier(name, point)


def _open_tantivy(folder: Path) -> SearchIndex:
    from citance.searching.tantivy import TantivyIndex

    return TantivyIndex(folder)


def _analyzer() -> Callable[[str], Any]:
    from citance.searching.tantivy.schema import STEMMED

    analyze: Callable[[str], Any] = STEMMED.analyze
    return analyze


def _grobid(url: str) -> Grobid:
    """The GROBID server at an address, which answers; raises InvalidInput."""
    from citance.sources.grobid import Grobid

    server = Grobid(url)
    server.check()
    return server


def _visibility(name: Visibility | str) -> Visibility:
    return one_of("visibility", name, Visibility)


def __getattr__(name: str) -> Any:
    if name == "IngestSummary":  # its service brings the readers along, which asking an index does not need
        from citance.services.ingest import IngestSummary

        return IngestSummary
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
