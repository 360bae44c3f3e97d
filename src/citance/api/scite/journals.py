"""Journals: their tallies, support indexes and notices."""

from __future__ import annotations

from collections import Counter

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.scite import wire, words
from citance.api.scite.bodies import MOST_DOIS, json_of, read_list
from citance.api.scite.openapi import describe, text_parameter
from citance.api.scite.words import Counted
from citance.errors import InvalidInput, NotFound
from citance.index import Index, JournalView

# An index S/(S+C) on fewer statements says next to nothing; scite's own threshold.
LEAST_FOR_INDEX = 100


def add_journals(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""

    @routes.get("/journal/{issn}/tallies", **describe(wire.JournalTally, "Statements about the articles of a journal."))
    async def journal_tallies(issn: str) -> Response:
        journal = await ask(lambda index: index.journal(issn))
        counts = words.tally(journal.tally, msgspec.UNSET, evidence)
        return json_of(
            wire.JournalTally(
                journal.title,
                journal.issns,
                counts.total,
                counts.supporting,
                counts.mentioning,
                counts.contradicting,
                counts.unclassified,
            )
        )

    @routes.get(
        "/journal/{issn}/yearly-si",
        **describe(list[wire.YearlyIndex], "Its support index S/(S+C), year by year.", parameters=(text_parameter("years"),)),
    )
    async def yearly_index(request: Request, issn: str) -> Response:
        journal = await ask(lambda index: index.journal(issn))
        by_year = {year: words.tally(counts, msgspec.UNSET, evidence) for year, counts in journal.by_year.items()}
        asked = [int(year) for year in request.query_params.getlist("years") if year.isdecimal() and len(year) <= 4]
        return json_of([index_of(year, by_year, journal.issns) for year in asked or sorted(by_year)])

    @routes.get(
        "/issn-sji",
        **describe(list[wire.JournalIndex], "The support index of a journal, year by year, the latest first."),
    )
    async def journal_index(issn: str = "", year: str = "") -> Response:
        return json_of(await ask(lambda index: _indexes(index, issn, evidence, year.strip())))

    @routes.post("/issn-sji-bulk", **describe(dict[str, list[wire.JournalIndex]], "The same for up to 500 ISSNs.", body="ISSNs"))
    async def journal_indexes(request: Request) -> Response:
        issns = [issn for issn in await read_list(request, "ISSNs") if isinstance(issn, str)]
        return json_of(await ask(lambda index: {issn: _indexes(index, issn, evidence) for issn in issns}))

    @routes.get(
        "/issn-editorial-notices",
        **describe(list[wire.JournalNotices], "Notices about the articles of up to 500 journals."),
    )
    async def journal_notices(issn: str = "") -> Response:
        issns = list(dict.fromkeys(one.strip() for one in issn.split(",") if one.strip()))
        if len(issns) > MOST_DOIS:
            raise InvalidInput(f"at most {MOST_DOIS} ISSNs at a time; these are {len(issns)}")
        return json_of(await ask(lambda index: [_notices(index, one) for one in issns]))

    @routes.get(
        "/dashboards/journal/{issn}/article-count", **describe(wire.ArticleCount, "How many articles a journal has here.")
    )
    async def article_count(issn: str) -> Response:
        return json_of(wire.ArticleCount((await ask(lambda index: index.journal(issn))).articles))


def _journal(index: Index, issn: str) -> JournalView | None:
    try:
        return index.journal(issn)
    except NotFound:
        return None


def _indexes(index: Index, issn: str, evidence: Counted, year: str = "") -> list[wire.JournalIndex]:
    """The support indexes of a journal, the latest year first; none where it is not known."""
    journal = _journal(index, issn)
    if journal is None:
        return []
    by_year = {one: words.tally(counts, msgspec.UNSET, evidence) for one, counts in journal.by_year.items()}
    found = [index_of(one, by_year, journal.issns) for one in sorted(by_year, reverse=True) if year in ("", str(one))]
    return [
        wire.JournalIndex(
            journal.issns,
            journal.title,
            issn,
            one.relative_year,
            one.si_two_years,
            one.si_five_years,
            one.si_all_years,
        )
        for one in found
    ]


def _notices(index: Index, issn: str) -> wire.JournalNotices:
    journal = _journal(index, issn)
    if journal is None:
        return wire.JournalNotices(issn)
    cards = index.cards(journal.noticed).values()
    statuses = Counter(notice.status for card in cards for notice in words.notices(card, ""))
    return wire.JournalNotices(
        issn,
        wire.NoticeCounts(
            statuses["Retracted"],
            statuses["Has expression of concern"],
            statuses["Withdrawn"],
            statuses["Has erratum"],
            statuses["Has correction"],
        ),
    )


def index_of(year: int, by_year: dict[int, wire.Tally], issns: tuple[str, ...]) -> wire.YearlyIndex:
    def over(first: int) -> float | msgspec.UnsetType:
        counts = words.added(counts for one, counts in by_year.items() if first <= one <= year)
        both = counts.supporting + counts.contradicting
        return counts.supporting / both if both >= LEAST_FOR_INDEX else msgspec.UNSET

    return wire.YearlyIndex(str(year), issns, over(year - 1), over(year - 4), over(0))
