"""The shapes of scite's API, field for field: what tools written for it read. Kept apart from our own answers.

A field of type `X | UnsetType` is left out where there is nothing to say, for scite's schema knows no null. The others are
always there: a badge that looks for `typeof tally.total === "number"`, or for the list of notices, must find it.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Tally(Struct, frozen=True, rename="camel"):
    """Counts of statements about one article; `contradicting` is what we call contrasting."""

    total: int
    supporting: int
    contradicting: int
    mentioning: int
    unclassified: int
    citing_publications: int
    doi: str | UnsetType = UNSET


class Tallies(Struct, frozen=True):
    """Tallies by DOI as it was asked, in lower case."""

    tallies: dict[str, Tally]


class SectionTally(Struct, frozen=True):
    """Statements by section; those whose section is not known are in `total` alone."""

    total: int
    introduction: int
    results: int
    methods: int
    discussion: int
    other: int
    doi: str | UnsetType = UNSET


class SectionTallies(Struct, frozen=True):
    """Section tallies by DOI as it was asked, in lower case."""

    tallies: dict[str, SectionTally]


class Notice(Struct, frozen=True, rename="camel"):
    """An editorial notice: `status` in the very words that clients compare and show."""

    status: str
    doi: str  # of the article that the notice is about
    date: str | UnsetType = UNSET
    notice_doi: str | UnsetType = UNSET
    urls: tuple[str, ...] = ()


class Author(Struct, frozen=True, rename="camel"):
    """An author of a paper."""

    author_name: str
    author_sequence_number: int
    family: str | UnsetType = UNSET
    given: str | UnsetType = UNSET
    orcid: str | UnsetType = UNSET


class PreprintLink(Struct, frozen=True, rename="camel"):
    """The preprint of a paper."""

    preprint_doi: str


class PublicationLink(Struct, frozen=True, rename="camel"):
    """The paper that a preprint became."""

    published_doi: str


class Paper(Struct, frozen=True, rename="camel"):
    """An article. The list of notices is always there, and empty where there are none."""

    doi: str
    title: str
    authors: tuple[Author, ...]
    tally: Tally
    retracted: bool
    editorial_notices: tuple[Notice, ...]
    preprint_links: tuple[PreprintLink, ...] = ()
    publication_links: tuple[PublicationLink, ...] = ()
    normalized_types: tuple[str, ...] = ()
    slug: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    abstract: str | UnsetType = UNSET
    keywords: tuple[str, ...] | UnsetType = UNSET
    year: int | UnsetType = UNSET
    journal: str | UnsetType = UNSET
    short_journal: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    volume: str | UnsetType = UNSET
    issue: str | UnsetType = UNSET
    page: str | UnsetType = UNSET
    issns: tuple[str, ...] | UnsetType = UNSET


class Papers(Struct, frozen=True):
    """Papers by DOI as it was asked, in lower case; those that are not known are left out."""

    papers: dict[str, Paper]


class SelfCite(Struct, frozen=True):
    """Why a statement is a self-citation."""

    type: str = "SHAREDAUTHOR"


class Citation(Struct, frozen=True, rename="camel"):
    """One statement: `source` cites `target`. Scores are there where a machine judged, `snippet` only in a search."""

    id: int
    source: str
    target: str
    self_cites: tuple[SelfCite, ...]
    positive: float | UnsetType = UNSET
    negative: float | UnsetType = UNSET
    neutral: float | UnsetType = UNSET
    section: str | UnsetType = UNSET
    expert_classification: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    type_confidence: float | UnsetType = UNSET
    snippet: str | UnsetType = UNSET
    snippet_hidden: bool | UnsetType = UNSET
    lang: str | UnsetType = UNSET
    ref_location: str | UnsetType = UNSET


class CitationsMetadata(Struct, frozen=True, rename="camel"):
    """How many statements there are, and how many of the page are not shown."""

    total_citation_count: int
    restricted_citation_count: int = 0


class Page(Struct, frozen=True, kw_only=True):
    """Beside what a page lists: tallies and papers of both ends, where they were asked for."""

    tallies: dict[str, Tally] | UnsetType = UNSET
    papers: dict[str, Paper] | UnsetType = UNSET


class Citations(Page, frozen=True):
    """One page of statements."""

    metadata: CitationsMetadata
    citations: tuple[Citation, ...]


class Reference(Struct, frozen=True, rename="camel"):
    """`source` has `target` in its reference list."""

    source: str
    target: str
    self_cites: tuple[SelfCite, ...] = ()
    data_source: str = "citance"


class ReferencesMetadata(Struct, frozen=True, rename="camel"):
    """How many references there are in all."""

    total_reference_count: int
    distinct_source_count: int
    restricted_reference_count: int = 0


class References(Page, frozen=True):
    """One page of references."""

    metadata: ReferencesMetadata
    references: tuple[Reference, ...]


class JournalTally(Struct, frozen=True, rename="camel"):
    """Statements about all articles of a journal."""

    title: str
    issns: tuple[str, ...]
    total_cites: int
    total_supporting_cites: int
    total_mentioning_cites: int
    total_contrasting_cites: int
    total_unclassified_cites: int


class YearlyIndex(Struct, frozen=True, rename="camel"):
    """Supporting of supporting and contrasting, for articles of two and five years up to this one, and of all until then."""

    relative_year: str
    issns: tuple[str, ...]
    si_two_years: float | UnsetType = UNSET
    si_five_years: float | UnsetType = UNSET
    si_all_years: float | UnsetType = UNSET


class JournalIndex(Struct, frozen=True, rename="camel"):
    """As YearlyIndex, with the name of the journal."""

    issns: tuple[str, ...]
    journal: str
    journal_slug: str
    relative_year: str
    sji_two_years: float | UnsetType = UNSET
    sji_five_years: float | UnsetType = UNSET
    sji_all_years: float | UnsetType = UNSET


class NoticeCounts(Struct, frozen=True, rename="camel"):
    """How many notices there are about the articles of a journal."""

    total_retractions: int
    total_expression_of_concerns: int
    total_withdrawals: int
    total_errata: int
    total_corrections: int


class JournalNotices(Struct, frozen=True):
    """The notices about one journal's articles; left out where the journal is not known."""

    issn: str
    notices: NoticeCounts | UnsetType = UNSET


class TypeTallies(Struct, frozen=True, rename="camel"):
    """Statements by the type of the citing article, by DOI as it was asked, in lower case."""

    pubmed_source_type_tallies: dict[str, dict[str, int]]


class SubjectCoverage(Struct, frozen=True, rename="camel"):
    """How much there is about a subject."""

    display_name: str
    publications: int
    citation_statements: int
    contrasting: int
    mentioning: int
    supporting: int
    unique_citations: int


class ArticleCount(Struct, frozen=True, rename="camel"):
    """How many articles of a journal are known."""

    total_article_count: int


class Stats(Struct, frozen=True, rename="camel"):
    """Figures of the whole index. `affilationsTotal` is spelled as scite spells it."""

    citations_total: int
    citations_new_total: int
    papers_total: int
    citations_distinct_sources: int
    authors_total: int
    affilations_total: int
    publishers_total: int
    journals_total: int
    self_cites_total: int
    unique_citations: int
    citation_statements_total: int
    contrasting_total: int
    mentioning_total: int
    supporting_total: int
    introduction_total: int
    methods_total: int
    results_total: int
    discussion_total: int
    other_total: int


class Match(Struct, frozen=True):
    """Whether a title and a first author mean an article, and which."""

    matched: bool
    doi: str | None


class HitAuthor(Struct, frozen=True, rename="camel"):
    """An author as search shows them; the number is a text here."""

    author_name: str
    author_sequence_number: str


class Hit(Struct, frozen=True, rename="camel"):
    """An article found, with the statements in it that answer."""

    id: str
    doi: str
    title: str
    authors: tuple[HitAuthor, ...]
    tally: Tally
    editorial_notices: tuple[Notice, ...]
    citations: tuple[Citation, ...]
    highlighted_fields: tuple[str, ...] = ()
    normalized_types: tuple[str, ...] = ()
    mesh_types: tuple[str, ...] = ()
    is_oa: bool = False
    oa_status: str = "closed"
    slug: str | UnsetType = UNSET
    journal: str | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    abstract: str | UnsetType = UNSET
    year: int | UnsetType = UNSET
    date: str | UnsetType = UNSET
    volume: str | UnsetType = UNSET
    issue: str | UnsetType = UNSET
    page: str | UnsetType = UNSET
    issns: tuple[str, ...] | UnsetType = UNSET


class Bucket(Struct, frozen=True, rename="camel"):
    """How many have this value."""

    key: str
    doc_count: int
    metadata: dict[str, str] = {}


class DateBucket(Struct, frozen=True, rename="camel"):
    """How many are of this year, and their statements by stance."""

    date: str
    doc_count: int
    total: int = 0
    supporting: int = 0
    contradicting: int = 0
    mentioning: int = 0
    unclassified: int = 0


class Aggregations(Struct, frozen=True, rename="camel"):
    """Counts over all that matched. Lists of what is not known here (topics, substances...) are empty."""

    paper_types: tuple[Bucket, ...] = ()
    journals: tuple[Bucket, ...] = ()
    topics: tuple[Bucket, ...] = ()
    substances: tuple[Bucket, ...] = ()
    mesh_descriptors: tuple[Bucket, ...] = ()
    editorial_notices: tuple[Bucket, ...] = ()
    authors: tuple[Bucket, ...] = ()
    affiliations: tuple[Bucket, ...] = ()
    date_histogram: tuple[DateBucket, ...] = ()
    citation_type_date_histogram: tuple[DateBucket, ...] = ()
    min_date: str | UnsetType = UNSET
    max_date: str | UnsetType = UNSET


class SearchResults(Struct, frozen=True, rename="camel"):
    """One page of a search. `restrictedCites`: some statements may not be shown."""

    count: int
    aggregations: Aggregations
    hits: tuple[Hit, ...]
    restricted_cites: bool = False


class Failure(Struct, frozen=True):
    """Why there is no answer, as a text: clients show it."""

    detail: str
