"""Citations as OpenCitations writes its own: the CSV of the OpenCitations Index, version 2 (since 2023).

Columns: oci, citing, cited, creation, timespan, journal_sc, author_sc. Articles are named by all their identifiers,
separated by blanks (`doi:10.5555/a pmid:123`); `creation` is the citing article's date; `timespan` the time between the
two as an xsd:duration, as exact as the less exact of the dates, negative where the cited one is younger; the last two say
whether the journal or an author is the same. `oci` is left empty: OpenCitations gives that number when it takes a
citation in. Only citations between articles with an identifier that OpenCitations knows are written.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Iterable
from typing import BinaryIO

from citance.services.export.names import date_parts
from citance.services.export.rows import CitationExport
from citance.services.views import ArticleView

COLUMNS = ("oci", "citing", "cited", "creation", "timespan", "journal_sc", "author_sc")


def write_opencitations(out: BinaryIO, rows: Iterable[CitationExport]) -> int:
    """How many citations were written."""
    text = io.TextIOWrapper(out, "utf-8", "replace", newline="", write_through=True)
    count = 0
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            citing, cited = identifiers(row.citing), identifiers(row.cited)
            if citing and cited:
                count += 1
                writer.writerow(
                    (
                        "",
                        citing,
                        cited,
                        _date(date_parts(row.citing)),
                        timespan(date_parts(row.citing), date_parts(row.cited)),
                        "yes" if same_journal(row.citing, row.cited) else "no",
                        "yes" if row.self_citation else "no",
                    )
                )
    finally:
        text.detach()
    return count


def identifiers(article: ArticleView) -> str:
    """The identifiers that OpenCitations knows, with their schemes."""
    given = (("doi", article.doi), ("pmid", article.pmid), ("pmcid", article.pmcid), ("arxiv", article.arxiv))
    # A blank parts identifiers, so one within (there are such DOIs) is written as in an address.
    return " ".join(f"{scheme}:{value.replace(' ', '%20')}" for scheme, value in given if value)


def timespan(citing: list[int], cited: list[int]) -> str:
    """From the cited article's date to the citing one's, as an xsd:duration: P2Y, P2Y3M, P2Y3M4D; "" where not known."""
    exact = min(len(citing), len(cited))
    if not exact:
        return ""
    later, earlier, sign = citing[:exact], cited[:exact], ""
    if later < earlier:
        later, earlier, sign = earlier, later, "-"
    parts = [a - b for a, b in zip(later, earlier, strict=True)]
    if exact == 3 and parts[2] < 0:  # borrow the days of the month before
        year, month = (later[0], later[1] - 1) if later[1] > 1 else (later[0] - 1, 12)
        parts[1] -= 1
        parts[2] += monthrange(year, month)[1]
        parts[2] = max(parts[2], 0)
    if exact > 1 and parts[1] < 0:
        parts[0] -= 1
        parts[1] += 12
    return f"{sign}P" + "".join(f"{part}{unit}" for part, unit in zip(parts, "YMD", strict=False))


def same_journal(one: ArticleView, other: ArticleView) -> bool:
    """Whether the two appeared in one journal: a shared ISSN, else the same title."""
    if one.issns and other.issns:
        return bool(set(one.issns) & set(other.issns))
    return bool(one.journal) and one.journal.casefold() == other.journal.casefold()


def _date(parts: list[int]) -> str:
    return "-".join(f"{part:04d}" if place == 0 else f"{part:02d}" for place, part in enumerate(parts))
