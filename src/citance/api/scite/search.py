"""`GET /search` as scite has it: one engine for articles and statements, asked by fields, filters and counts.

What scite filters by and we do not know of an article (affiliations, substances, MeSH terms) is had by none. What our search
index does not filter by exactly (notices by their names, counts of statements, kinds of article) is looked at hit by hit, among
the first thousand that answer; the index narrows to those with such a notice, or with any such statement, before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET

from citance.api.scite import wire, words
from citance.api.scite.words import Counted
from citance.errors import InvalidInput, InvalidQuery
from citance.index import ArticleCard, ArticleView, Filters, Index, SearchAnswer, StatementView
from citance.model import Evidence, SectionKind, Stance, Standing
from citance.model.codec import convert
from citance.services.export.ris import write_ris
from citance.services.export.rows import ArticleExport, Column
from citance.services.export.tables import write_csv

MOST_HITS = 1_000
"""On a page, and looked at where hits have to be looked at one by one: each costs a quarter of a millisecond."""
_STATEMENTS_SHOWN = 100  # in the articles of one page
_FACETS = ("journal", "year")

Sort = Literal["date", "total_cited", "total_supported", "total_contrasted", "total_mentioned", "total_citing_publications"]
T = TypeVar("T")
Number = int | None
YesNo = bool | None


class SearchAsked(msgspec.Struct, frozen=True):
    """The parameters of a search. The comment beside each is what the description of the API says of it."""

    term: str = ""  # words, "phrases", AND, OR, -word
    mode: Literal["all", "citations", "papers", "question-answering"] = "all"
    format: Literal["json", "csv", "ris"] = "json"
    limit: int = 10  # hits on the page; at most 1,000 are given
    offset: int = 0
    sort: Sort | None = None  # without it by relevance
    sort_order: Literal["asc", "desc"] = "desc"
    title: str = ""  # words of the title
    abstract: str = ""
    author: str = ""
    journal: str = ""
    date_from: str = ""  # YYYY or YYYY-MM-DD
    date_to: str = ""
    citation_types: tuple[Literal["supporting", "contrasting", "contradicting", "mentioning"], ...] = ()
    section: str = ""  # introduction, methods, results, discussion, other
    paper_type: str = ""  # as in normalizedTypes, or as the article names it
    topic: str = ""  # among its keywords and subjects
    affiliation: str = ""  # not known here: nothing has it
    substances: tuple[str, ...] = ()  # not known here
    mesh_type: str = ""  # not known here
    has_retraction: YesNo = None
    has_concern: YesNo = None
    has_correction: YesNo = None
    has_erratum: YesNo = None
    has_withdrawn: YesNo = None
    has_tally: YesNo = None  # whether any statement is about it
    supporting_from: Number = None
    supporting_to: Number = None
    mentioning_from: Number = None
    mentioning_to: Number = None
    contrasting_from: Number = None
    contrasting_to: Number = None
    citing_publications_from: Number = None
    citing_publications_to: Number = None
    aggregations_options: str = ""  # "none": no counts

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> SearchAsked:
        """The parameters as they came: empty ones ask nothing, unknown ones are passed over; raises InvalidInput."""
        values: dict[str, Any] = {}
        lists = ("citation_types", "substances")
        for name, value in given:
            name = name.removesuffix("[]")
            if name not in cls.__struct_fields__ or value.strip() in ("", "undefined", "null"):
                continue
            if name in lists:
                values.setdefault(name, []).extend(part.strip() for part in value.split(","))
            else:
                values[name] = value
        try:
            asked = convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at ")
            raise InvalidInput(f"parameter {where.strip('`').removeprefix('$.')}: {what}") from error
        if asked.limit < 0 or asked.offset < 0:
            raise InvalidInput("limit and offset cannot be negative")
        return msgspec.structs.replace(
            asked,
            limit=min(asked.limit, MOST_HITS),
            offset=min(asked.offset, 1_000_000),
            date_from=_date(asked.date_from) if asked.date_from else "",
            date_to=_date(asked.date_to) if asked.date_to else "",
        )

    @classmethod
    def described(cls) -> list[dict[str, Any]]:
        """The parameters for the description of the API."""
        schema = msgspec.json.schema(cls)["$defs"][cls.__name__]["properties"]
        return [{"name": name, "in": "query", "required": False, "schema": _plain(kind)} for name, kind in schema.items()]


def _plain(kind: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kind.items() if key != "default" or value is not None}


# -- the answer --------------------------------------------------------------------------------------------------------------


def search(index: Index, asked: SearchAsked, evidence: Counted) -> wire.SearchResults:
    """One page of what answers, with counts over all of it."""
    return _found(index, asked, evidence)[0]


Found = tuple[wire.SearchResults, list[ArticleCard]]
"""One page, and the articles of its hits, in their order."""


def _found(index: Index, asked: SearchAsked, evidence: Counted) -> Found:
    query = _query(index, asked, evidence)
    if query is None:
        return wire.SearchResults(0, wire.Aggregations(), ()), []
    filters = _filters(asked)
    if asked.mode == "citations" or asked.citation_types or asked.section:
        return _by_statements(index, asked, query, filters, evidence)
    return _by_articles(index, asked, query, filters, evidence)


def _by_statements(index: Index, asked: SearchAsked, query: str, filters: Filters, evidence: Counted) -> Found:
    """The statements that answer, a page of them, under the articles they stand in."""
    chooser = _Chooser(asked, evidence, _STATEMENT_SORTS)
    answer = index.search(query, filters=filters, sort=chooser.sort, offset=chooser.offset, limit=chooser.limit, facets=_FACETS)
    assert answer.statements is not None
    cards = index.cards(hit.statement.citing.key for hit in answer.statements.hits)
    statements = [hit.statement for hit in answer.statements.hits if hit.statement.citing.key in cards]
    total, page = chooser.page(statements, lambda statement: cards[statement.citing.key], answer.statements.total)
    held: dict[str, list[StatementView]] = {}
    for statement in page:
        held.setdefault(statement.citing.key, []).append(statement)
    results = wire.SearchResults(
        total,
        _counts(index, asked, query, filters, answer.statements.facets, evidence),
        tuple(_hit(cards[key], those, evidence) for key, those in held.items()),
        restricted_cites=bool(answer.withheld),
    )
    return results, [cards[key] for key in held]


def _by_articles(index: Index, asked: SearchAsked, query: str, filters: Filters, evidence: Counted) -> Found:
    """The articles that answer, each with those of its own statements that answer too."""
    chooser = _Chooser(asked, evidence, _ARTICLE_SORTS)
    answer = index.search(
        query,
        kind="articles",
        filters=_narrowed(asked, filters, evidence),
        sort=chooser.sort,
        offset=chooser.offset,
        limit=chooser.limit,
        facets=_FACETS,
    )
    assert answer.articles is not None
    cards = list(index.cards(hit.article.key for hit in answer.articles.hits).values())
    total, page = chooser.page(cards, lambda card: card, answer.articles.total)
    said = _said_in(index, asked, query, [card.article for card in page])
    results = wire.SearchResults(
        total,
        _counts(index, asked, query, filters, answer.articles.facets, evidence),
        tuple(_hit(card, said.get(card.article.key, ()), evidence) for card in page),
        restricted_cites=bool(answer.withheld),
    )
    return results, page


class _Chooser:
    """What of a search the index does by itself, and what is looked at hit by hit, by the card of each hit's article."""

    def __init__(self, asked: SearchAsked, evidence: Counted, sorts: dict[tuple[str, str], str]) -> None:
        wanted = (asked.sort or "", asked.sort_order)
        self._asked, self._evidence = asked, evidence
        self._fits = _test(asked)
        self._order = None if asked.sort is None or wanted in sorts else _order(asked.sort)
        self._one_by_one = self._fits is not None or self._order is not None
        self.sort = sorts.get(wanted, "relevance")
        self.offset, self.limit = (0, MOST_HITS) if self._one_by_one else (asked.offset, asked.limit)

    def page(self, hits: list[T], card_of: Callable[[T], ArticleCard], total: int) -> tuple[int, list[T]]:
        """How many hits fit, and those of the page in their order; `total` is what the index said."""
        if not self._one_by_one:
            return total, hits
        if self._fits is not None:
            fits = self._fits
            hits = [hit for hit in hits if fits(card_of(hit), self._evidence)]
            total = len(hits)
        if self._order is not None:
            order = self._order
            hits.sort(key=lambda hit: order(card_of(hit)), reverse=self._asked.sort_order == "desc")
        return total, hits[self._asked.offset :][: self._asked.limit]


def _said_in(index: Index, asked: SearchAsked, query: str, articles: list[ArticleView]) -> dict[str, list[StatementView]]:
    citing = tuple(article.key for article in articles if article.has_document)
    if not asked.term or asked.mode == "papers" or not citing:
        return {}
    answer = index.search(query, filters=Filters(citing=citing), limit=_STATEMENTS_SHOWN, facets=())
    said: dict[str, list[StatementView]] = {}
    for hit in answer.statements.hits if answer.statements is not None else ():
        said.setdefault(hit.statement.citing.key, []).append(hit.statement)
    return said


def _hit(card: ArticleCard, said: Iterable[StatementView], evidence: Counted) -> wire.Hit:
    name = words.name_of(card.article)
    told = words.paper(card, name, evidence)
    return wire.Hit(
        id=name,
        doi=name,
        title=told.title,
        authors=tuple(wire.HitAuthor(author.author_name, str(author.author_sequence_number)) for author in told.authors),
        tally=told.tally,
        editorial_notices=told.editorial_notices,
        citations=words.citations(said, evidence, snippets=True),
        normalized_types=told.normalized_types,
        slug=told.slug,
        journal=told.journal,
        publisher=told.publisher,
        abstract=told.abstract,
        year=told.year,
        date=_whole_date(card.article.date) or UNSET,
        volume=told.volume,
        issue=told.issue,
        page=told.page,
        issns=told.issns,
    )


# -- what is asked -----------------------------------------------------------------------------------------------------------

_ODD = re.compile(r"[^\w\s'’-]+")


def _query(index: Index, asked: SearchAsked, evidence: Counted) -> str | None:
    """The words in our search language; None where something is asked for that has no letters, which nothing matches.

    What cannot be read in it is looked for word by word: a search box takes anything.
    """
    fields = {field: _only_words(given) for field in _FIELDS if (given := getattr(asked, field))}
    found = _only_words(asked.term)
    if not all(fields.values()) or (asked.term and not found and asked.term.strip() != "*"):
        return None
    parts = [f"{field}:({found})" for field, found in fields.items()]
    if asked.citation_types:
        parts.append(f"({' OR '.join(dict.fromkeys(_WRITTEN_TYPES[evidence][one] for one in asked.citation_types))})")
    whole = " ".join([f"({asked.term})" if parts and asked.term else asked.term, *parts])
    try:
        index.search(whole, kind="articles", limit=0, facets=())
    except InvalidQuery:
        return " ".join([found, *parts])
    return whole


_FIELDS = ("title", "abstract", "author", "journal")
# A statement is of the type that the answer tells: where own evidence alone counts, reported verdicts are mentions.
_ALL_TYPES = {
    "supporting": "stance:supporting",
    "contrasting": "stance:contrasting",
    "contradicting": "stance:contrasting",
    "mentioning": "stance:mentioning",
}
_OWN_TYPES = {name: f"({written} evidence:own)" for name, written in _ALL_TYPES.items()}
_OWN_TYPES["mentioning"] = "stance:mentioning OR evidence:reported"
_WRITTEN_TYPES: dict[Counted, dict[str, str]] = {"own": _OWN_TYPES, "all": _ALL_TYPES}


def _only_words(text: str) -> str:
    """Letters, digits and blanks of it; hyphens within words stay, one before a word would turn it into its opposite."""
    return " ".join(word.strip("-'’") for word in _ODD.sub(" ", text).split() if word.strip("-'’")).lower()


def _filters(asked: SearchAsked) -> Filters:
    section: tuple[SectionKind, ...] = ()
    if asked.section:
        try:
            section = (SectionKind(asked.section.strip().lower()),)
        except ValueError:
            raise InvalidInput(f"there are the sections {', '.join(SectionKind)}; not {asked.section!r}") from None
    first, last = (int(date[:4]) if date else None for date in (asked.date_from, asked.date_to))
    # Some that were retracted are called withdrawn: who asks for the others of either kind gets those of the other.
    retracted = True if asked.has_retraction or asked.has_withdrawn else None
    return Filters(section=section, first_year=first, last_year=last, retracted=retracted)


def _narrowed(asked: SearchAsked, filters: Filters, evidence: Counted) -> Filters:
    """The filters, and those on articles that all hits pass: of several the one that fewest do."""
    standing: tuple[Standing, ...] = ()
    if asked.has_concern:
        standing = (Standing.CONCERN,)
    elif asked.has_correction or asked.has_erratum:
        standing = (Standing.CORRECTED,)
    stance: tuple[Stance, ...] = ()
    for field in (Stance.CONTRASTING, Stance.SUPPORTING):
        if (getattr(asked, f"{field}_from") or 0) > 0:
            own = (Evidence.OWN,) if evidence == "own" else ()
            return msgspec.structs.replace(filters, standing=standing, stance=(field,), evidence=own)
    if asked.has_tally:
        stance = tuple(Stance)
    return msgspec.structs.replace(filters, standing=standing, stance=stance)


def _date(given: str) -> str:
    """The date as articles have theirs, YYYY, YYYY-MM or YYYY-MM-DD."""
    read = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", given.strip(), re.ASCII)
    if read is None:
        raise InvalidInput(f"a date is written YYYY or YYYY-MM-DD; not {given!r}")
    return "-".join(part.zfill(2) for part in read.groups() if part)


Test = Callable[[ArticleCard, Counted], bool]


def _test(asked: SearchAsked) -> Test | None:
    """What must be looked at hit by hit; None where nothing of it is asked."""
    tests: list[Test] = []
    for name, status in _NOTICES.items():
        wanted = getattr(asked, f"has_{name}")
        if wanted is not None:
            tests.append(lambda card, _, status=status, wanted=wanted: _has_notice(card, status) is wanted)  # type: ignore[misc]
    if asked.has_tally is not None:
        tests.append(lambda card, _: bool(card.tally.total) is asked.has_tally)
    for field in ("supporting", "mentioning", "contrasting", "citing_publications"):
        least, most = getattr(asked, f"{field}_from"), getattr(asked, f"{field}_to")
        if least is not None or most is not None:
            tests.append(
                lambda card, evidence, field=field, least=least, most=most: (  # type: ignore[misc]
                    (least or 0) <= _count_of(card, field, evidence) <= (most if most is not None else 1 << 60)
                )
            )
    if asked.paper_type:
        wanted_type = asked.paper_type.strip().casefold()
        tests.append(lambda card, _: wanted_type in _types(card))
    if asked.topic:
        topic = asked.topic.strip().casefold()
        tests.append(lambda card, _: any(topic in one.casefold() for one in (*card.article.keywords, *card.article.subjects)))
    if asked.affiliation or asked.substances or asked.mesh_type:
        tests.append(lambda _card, _: False)
    if any(len(date) > 4 for date in (asked.date_from, asked.date_to)):
        tests.append(lambda card, _: _within(card.article, asked.date_from, asked.date_to))
    return (lambda card, evidence: all(test(card, evidence) for test in tests)) if tests else None


_NOTICES = {
    "retraction": "Retracted",
    "concern": "Has expression of concern",
    "correction": "Has correction",
    "erratum": "Has erratum",
    "withdrawn": "Withdrawn",
}


def _has_notice(card: ArticleCard, status: str) -> bool:
    if not any(relation.kind in words.NOTICE_STATUS for relation in card.relations):
        return False
    return any(notice.status == status for notice in words.notices(card, ""))


def _count_of(card: ArticleCard, field: str, evidence: Counted) -> int:
    counts = words.tally(card.tally, UNSET, evidence)
    return int(getattr(counts, "contradicting" if field == "contrasting" else field))


def _types(card: ArticleCard) -> set[str]:
    told = words.paper(card, "", "own")
    return {one.casefold() for one in (*told.normalized_types, card.article.article_type or "") if one}


def _within(article: ArticleView, first: str, last: str) -> bool:
    date = article.date or str(article.year or "")
    # As exact as both are: an article of 2019 lies within 2019-07 to 2020.
    return bool(date) and date[: len(first)] >= first[: len(date)] and date[: len(last)] <= (last[: len(date)] or date)


_STATEMENT_SORTS = {("date", "desc"): "newest", ("date", "asc"): "oldest"}
_ARTICLE_SORTS = {
    **_STATEMENT_SORTS,
    ("total_cited", "desc"): "most_cited",
    ("total_supported", "desc"): "most_supported",
    ("total_contrasted", "desc"): "most_contrasted",
}
_COUNTS = {
    "total_cited": "total",
    "total_supported": "supporting",
    "total_contrasted": "contrasting",
    "total_mentioned": "mentioning",
    "total_citing_publications": "citing_articles",
}


def _order(sort: Sort) -> Callable[[ArticleCard], int] | None:
    """What hits are put in order by where the search index does not do it; None where no count can say."""
    field = _COUNTS.get(sort)
    return None if field is None else lambda card: int(getattr(card.tally, field))


# -- counts ------------------------------------------------------------------------------------------------------------------


def _counts(index: Index, asked: SearchAsked, query: str, filters: Filters, facets: Any, evidence: Counted) -> wire.Aggregations:
    if asked.aggregations_options == "none":
        return wire.Aggregations()
    years = {one.value: one.count for one in facets["year"] if one.value}
    by_stance = _stances_by_year(index, query, filters, evidence)
    return wire.Aggregations(
        journals=tuple(wire.Bucket(one.value, one.count) for one in facets["journal"] if one.value),
        date_histogram=tuple(wire.DateBucket(f"{year}-01-01", count) for year, count in sorted(years.items())),
        citation_type_date_histogram=by_stance,
        min_date=f"{min(years)}-01-01T00:00:00Z" if years else UNSET,
        max_date=f"{max(years)}-12-31T00:00:00Z" if years else UNSET,
    )


def _stances_by_year(index: Index, query: str, filters: Filters, evidence: Counted) -> tuple[wire.DateBucket, ...]:
    """How many statements answer, by their year and stance."""
    whose = (Evidence.OWN,) if evidence == "own" else ()

    def years(stance: Stance | None) -> dict[str, int]:
        wanted = filters
        if stance is not None:
            own = whose if stance in (Stance.SUPPORTING, Stance.CONTRASTING) else ()
            wanted = msgspec.structs.replace(filters, stance=(stance,), evidence=own)
        answer: SearchAnswer = index.search(query, filters=wanted, limit=0, facets=("year",))
        return {one.value: one.count for one in answer.statements.facets["year"] if one.value} if answer.statements else {}

    total = years(None)
    supporting, contrasting, unclassified = map(years, (Stance.SUPPORTING, Stance.CONTRASTING, Stance.UNCLASSIFIED))
    buckets = []
    for year, count in sorted(total.items()):
        told = [kind.get(year, 0) for kind in (supporting, contrasting, unclassified)]
        buckets.append(wire.DateBucket(f"{year}-01-01", count, count, told[0], told[1], count - sum(told), told[2]))
    return tuple(buckets)


# -- other forms -------------------------------------------------------------------------------------------------------------

RIS = "application/x-research-info-systems"
_COUNTED = ("total", "supporting", "contradicting", "mentioning", "unclassified")
_COLUMNS: tuple[Column, ...] = (
    ("doi", str, lambda hit: hit.doi),
    ("title", str, lambda hit: hit.title),
    ("authors", str, lambda hit: "; ".join(author.author_name for author in hit.authors)),
    ("journal", str, lambda hit: _text(hit.journal)),
    ("year", int, lambda hit: None if hit.year is UNSET else hit.year),
    *((name, int, lambda hit, name=name: getattr(hit.tally, name)) for name in _COUNTED),
)


def written(index: Index, asked: SearchAsked, evidence: Counted) -> tuple[bytes, str]:
    """The hits of the page as CSV or RIS, and the media type. RIS is that of every export; only a DOI is called one there."""
    results, cards = _found(index, asked, evidence)
    out = io.BytesIO()
    if asked.format == "csv":
        write_csv(out, results.hits, _COLUMNS)
        return out.getvalue(), "text/csv; charset=utf-8"
    write_ris(out, (ArticleExport(card.article, card.tally) for card in cards))
    return out.getvalue(), RIS


def _text(value: object) -> str:
    return "" if value is UNSET else str(value)


def _whole_date(date: str | None) -> str:
    """The date as scite writes dates, to the day; one less exact is that of its first day."""
    if not date:
        return ""
    parts = [*date.split("-"), "01", "01"][:3]
    return "-".join(parts)
