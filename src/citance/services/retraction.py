"""How many articles cite a retracted one since the notice: those after it could have known."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from citance.model import RelationKind
from citance.services.viewer import Viewer
from citance.services.views import RelationView


class SinceRetraction(msgspec.Struct, frozen=True):
    """The articles with statements about a retracted article, by whether they are later than the notice of its retraction.

    They add up to the citing articles of its tally. Where only years or months are known, those of the notice's own are `unsure`.
    """

    date: str  # of the first notice, ISO 8601, as exact as it is known: a year, a month, a day
    later: int
    earlier: int  # or of the same day
    unsure: int  # of the notice's year, or month, and it is not known whether before or after
    undated: int  # of no known year

    @property
    def year(self) -> int:
        """Of the notice."""
        return int(self.date[:4])


def since_retraction(viewer: Viewer, key: str, relations: Iterable[RelationView]) -> SinceRetraction | None:
    """The count for the article with these relations; None where it was not retracted, or nobody knows in which year."""
    notices = (one.article for one in relations if one.kind == RelationKind.RETRACTED_BY)
    dates = [date for one in notices if (date := _date(one.date, one.year))]
    if not dates:
        return None
    notice = min(dates)
    by_year = {year: tally.citing_articles for year, tally in viewer.store.tally_by(key, "year").items()}
    later = sum(many for year, many in by_year.items() if year and int(year) > int(notice[:4]))
    earlier = sum(many for year, many in by_year.items() if year and int(year) < int(notice[:4]))
    unsure = 0
    if by_year.get(notice[:4].lstrip("0")):
        for date in _dates_of_year(viewer, key, int(notice[:4])):
            exact = min(len(date), len(notice))
            if date[:exact] > notice[:exact]:
                later += 1
            elif date[:exact] < notice[:exact] or exact == 10:
                earlier += 1
            else:
                unsure += 1
    return SinceRetraction(notice, later, earlier, unsure, by_year.get("", 0))


def _dates_of_year(viewer: Viewer, key: str, year: int) -> list[str]:
    """The dates of the articles of one year that make statements about an article, as exact as they are known."""
    columns = viewer.store.columns_citing(key)
    documents = {document for document, one in zip(columns.documents, columns.years, strict=True) if one == year}
    citing = set(viewer.store.citing_keys(documents).values())
    return [_date(one.record.date, year) for one in viewer.store.articles(citing).values()]


def _date(date: str | None, year: int | None) -> str:
    """The date as exact as it is known, if it is of that year; else the year. Empty where neither is known."""
    if date and date[:4].isdecimal() and (year is None or int(date[:4]) == year):
        return date[:10]
    return f"{year:04}" if year else ""
