"""`GET /search` as scite has it: one engine for articles and statements, asked by fields, filters and counts.

What scite filters by and we do not know of an article (affiliations, substances, MeSH terms) is had by none. What our search
index does not filter by (notices, counts of statements, kinds of article) is looked at hit by hit, among the first
thousand that answer.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from citance.api import scite_wire as wire
from citance.api import scite_words as words
from citance.api.scite_words import Counted
from citance.errors import InvalidInput, InvalidQuery
from citance.index import ArticleCard, ArticleView, Filters, Index, SearchAnswer, StatementView
from citance.model import Evidence, SectionKind, Stance

MOST_HITS = 1_000
"""On a page, and looked at where hits have to be looked at one by one: each costs a quarter of a millisecond."""
_STATEMENTS_SHOWN = 100  # in the articles of one page

Sort = Literal["date", "total_cited", "total_supported", "total_contrasted", "total_mentioned", "total_citing_publications"]
Number = int | None
YesNo = bool | None


class SearchAsked(msgspec.Struct, frozen=True):
    """The parameters of a search. The comment beside each is what the description of the API says of it."""

    term: str = ""  # words, "phrases", AND, OR, -word
    mode: Literal["all", "citations", "papers", "question-answering"] = "all"
    format: Literal["json", "csv", "ris"] = "json"
    limit: int = 10  # hits on the page; at most 1,000 are given
    offset: int = 0
    sort: (
        Literal["date", "total_cited", "total_supported", "total_contrasted", "total_mentioned", "total_citing_publications"]
        | None
    ) = None  # without it by relevance
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
            asked = msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at ")
            raise InvalidInput(f"parameter {where.strip('`').removeprefix('$.')}: {what}") from error
        if asked.limit < 0 or asked.offset < 0:
            raise InvalidInput("limit and offset cannot be negative")
        return msgspec.structs.replace(asked, limit=min(asked.limit, MOST_HITS), offset=min(asked.offset, 1_000_000))

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
    query = _query(index, asked)
    filters = _filters(asked)
    if asked.mode == "citations" or asked.citation_types or asked.section:
        return _by_statements(index, asked, query, filters, evidence)
    return _by_articles(index, asked, query, filters, evidence)


def _by_statements(index: Index, asked: SearchAsked, query: str, filters: Filters, evidence: Counted) -> wire.SearchResults:
    """The statements that answer, a page of them, under the articles they stand in."""
    sort = "relevance" if asked.sort != "date" else "newest" if asked.sort_order == "desc" else "oldest"
    answer = index.search(query, filters=filters, sort=sort, offset=asked.offset, limit=asked.limit, facets=("journal", "year"))
    assert answer.statements is not None
    held: dict[str, list[StatementView]] = {}
    for hit in answer.statements.hits:
        held.setdefault(hit.statement.citing.key, []).append(hit.statement)
    fits = _test(asked)
    cards = index.cards(held)
    return wire.SearchResults(
        answer.statements.total,
        _counts(index, asked, query, filters, answer.statements.facets, evidence),
        tuple(_hit(card, held[key], evidence) for key, card in cards.items() if fits is None or fits(card, evidence)),
        restricted_cites=bool(answer.withheld),
    )


def _by_articles(index: Index, asked: SearchAsked, query: str, filters: Filters, evidence: Counted) -> wire.SearchResults:
    """The articles that answer, each with those of its own statements that answer too."""
    fits, order = _test(asked), _order(asked)
    one_by_one = fits is not None or order is not None
    sort = _SORTS.get((asked.sort or "", asked.sort_order), "relevance")
    offset, limit = (0, MOST_HITS) if one_by_one else (asked.offset, asked.limit)
    answer = index.search(
        query, kind="articles", filters=filters, sort=sort, offset=offset, limit=limit, facets=("journal", "year")
    )
    assert answer.articles is not None
    total = answer.articles.total
    cards = index.cards(hit.article.key for hit in answer.articles.hits)
    chosen = list(cards.values())
    if fits is not None:
        chosen = [card for card in chosen if fits(card, evidence)]
        total = len(chosen)
    if order is not None:
        chosen.sort(key=order, reverse=asked.sort_order == "desc")
    if one_by_one:
        chosen = chosen[asked.offset :][: asked.limit]
    said = _said_in(index, asked, query, [card.article for card in chosen])
    return wire.SearchResults(
        total,
        _counts(index, asked, query, filters, answer.articles.facets, evidence),
        tuple(_hit(card, said.get(card.article.key, ()), evidence) for card in chosen),
        restricted_cites=bool(answer.withheld),
    )


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


def _query(index: Index, asked: SearchAsked) -> str:
    """The words in our search language. What cannot be read in it is looked for word by word: a search box takes anything."""
    parts = [
        f"{field}:({found})"
        for field in ("title", "abstract", "author", "journal")
        if (found := _only_words(getattr(asked, field)))
    ]
    whole = " ".join([f"({asked.term})" if parts and asked.term else asked.term, *parts])
    try:
        index.search(whole, kind="articles", limit=0, facets=())
    except InvalidQuery:
        return " ".join([_only_words(asked.term), *parts])
    return whole


def _only_words(text: str) -> str:
    """Letters, digits and blanks of it; hyphens within words stay, one before a word would turn it into its opposite."""
    return " ".join(word.strip("-'’") for word in _ODD.sub(" ", text).split() if word.strip("-'’")).lower()


def _filters(asked: SearchAsked) -> Filters:
    stances = {
        "supporting": Stance.SUPPORTING,
        "contrasting": Stance.CONTRASTING,
        "contradicting": Stance.CONTRASTING,
        "mentioning": Stance.MENTIONING,
    }
    section: tuple[SectionKind, ...] = ()
    if asked.section:
        try:
            section = (SectionKind(asked.section.strip().lower()),)
        except ValueError:
            raise InvalidInput(f"there are the sections {', '.join(SectionKind)}; not {asked.section!r}") from None
    return Filters(
        stance=tuple(dict.fromkeys(stances[one] for one in asked.citation_types)),
        section=section,
        first_year=_year(asked.date_from),
        last_year=_year(asked.date_to),
    )


def _year(date: str) -> int | None:
    if not date:
        return None
    if not re.fullmatch(r"\d{4}(-\d\d?){0,2}", date.strip()):
        raise InvalidInput(f"a date is written YYYY or YYYY-MM-DD; not {date!r}")
    return int(date.strip()[:4])


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


_SORTS = {
    ("date", "desc"): "newest",
    ("date", "asc"): "oldest",
    ("total_cited", "desc"): "most_cited",
    ("total_supported", "desc"): "most_supported",
    ("total_contrasted", "desc"): "most_contrasted",
}


def _order(asked: SearchAsked) -> Callable[[ArticleCard], int] | None:
    """What hits must be put in order by here; None where the search index does it."""
    if asked.sort is None or (asked.sort, asked.sort_order) in _SORTS:
        return None
    field = {
        "total_cited": "total",
        "total_supported": "supporting",
        "total_contrasted": "contrasting",
        "total_mentioned": "mentioning",
        "total_citing_publications": "citing_articles",
    }[asked.sort]
    return lambda card: int(getattr(card.tally, field))


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
            if filters.stance and stance not in filters.stance:
                return {}
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
_COLUMNS = ("doi", "title", "authors", "journal", "year", "total", "supporting", "contradicting", "mentioning", "unclassified")


def written(results: wire.SearchResults, format: str) -> tuple[str, str]:
    """The hits as CSV or RIS, and the media type."""
    return (_csv(results), "text/csv; charset=utf-8") if format == "csv" else (_ris(results), RIS)


def _csv(results: wire.SearchResults) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for hit in results.hits:
        authors = "; ".join(author.author_name for author in hit.authors)
        counts = hit.tally
        row = (hit.doi, hit.title, authors, _text(hit.journal), _text(hit.year))
        numbers = (counts.total, counts.supporting, counts.contradicting, counts.mentioning, counts.unclassified)
        rows.writerow([*map(_cell, row), *numbers])
    return out.getvalue()


def _cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _ris(results: wire.SearchResults) -> str:
    lines = []
    for hit in results.hits:
        pairs = [("TY", "JOUR"), *(("AU", author.author_name) for author in hit.authors), ("TI", hit.title)]
        pairs += [("T2", _text(hit.journal)), ("PY", _text(hit.year)), ("VL", _text(hit.volume)), ("IS", _text(hit.issue))]
        pairs += [("SP", _text(hit.page)), ("DO", hit.doi), ("AB", _text(hit.abstract))]
        lines += [f"{tag}  - {' '.join(value.split())}" for tag, value in pairs if value]
        lines += ["ER  - ", ""]
    return "\r\n".join(lines)


def _text(value: object) -> str:
    return "" if value is UNSET else str(value)


def _whole_date(date: str | None) -> str:
    """The date as scite writes dates, to the day; one less exact is that of its first day."""
    if not date:
        return ""
    parts = [*date.split("-"), "01", "01"][:3]
    return "-".join(parts)
