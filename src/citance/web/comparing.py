"""Several articles side by side; what they say of each other; and who disagrees with whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from citance.errors import InvalidIdentifier, InvalidInput, NotFound
from citance.index import ArticleReport, ArticleView, Comparison, Index, StatementView, Tie
from citance.web.visitor import Asker

MOST_BESIDE = 5  # columns that can be read side by side
MOST_NAMED = 50  # articles in a set
MOST_READ = 20  # disagreements whose words are shown
_PARTED = re.compile(r"[\s,;]+")


class Disagreement(NamedTuple):
    """One article's contrasting words about another."""

    tie: Tie
    citing: ArticleView
    cited: ArticleView
    statement: StatementView


class NamedArticles(NamedTuple):
    """The names given, and those of them that lead nowhere."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: int

    def pairs(self, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """The question for an address."""
        return [("article", name) for name in (self.names if names is None else names)]


def add_comparing(routes: APIRouter, index: Callable[[], Index]) -> None:
    """The page, added to the routes."""

    def compare(request: Request) -> Response:
        """Several articles side by side."""
        asker, source = Asker(request), index()
        asked = _read(source, asker.params)
        found = source.compare(asked.names) if asked.names else None
        reports = [source.report(key, limit=0) for key in found.compared] if found and len(found.compared) <= MOST_BESIDE else []
        return asker.page(
            "compare.html",
            etag=f"{source.sequence}-{source.audience}",
            asked=asked,
            found=found,
            reports=reports,
            names={key: asked.names[place] for place, key in enumerate(found.compared)} if found else {},
            said=_by_pair(found) if found else {},
            disagreements=_disagreements(source, found) if found else [],
            alike=_scale(reports),
            alike_sections=max((part.total for one in reports for part in one.by_section.values()), default=1),
        )

    routes.add_api_route("/compare", compare, methods=["GET", "HEAD"])


def _read(index: Index, params: dict[str, list[str]]) -> NamedArticles:
    """The articles asked for: one by one (`article`), or many in a text (`articles`), however they are parted."""
    given = [one.strip() for one in params.get("article", ())]
    given += [one for text in params.get("articles", ()) for one in _PARTED.split(text[:10_000])]
    names = list(dict.fromkeys(one[:300] for one in given if one))
    known: dict[str, str] = {}
    unknown = []
    for name in names[:MOST_NAMED]:
        try:
            known.setdefault(index.article(name).key, name)
        except (NotFound, InvalidIdentifier, InvalidInput):
            unknown.append(name)
    return NamedArticles(tuple(known.values()), tuple(unknown), max(0, len(names) - MOST_NAMED))


def _by_pair(found: Comparison) -> dict[tuple[str, str], Tie]:
    return {(tie.citing, tie.cited): tie for tie in (*found.among, *found.from_common)}


def _disagreements(index: Index, found: Comparison) -> list[Disagreement]:
    """The contrasting words of the compared articles about each other, then of those that cite several."""
    read: list[Disagreement] = []
    for tie in (*found.among, *found.from_common):
        if not tie.contrasting or len(read) == MOST_READ:
            continue
        said = index.statements_between(tie.citing, tie.cited)
        first = next((view for view in said if view.stance == "contrasting"), None)
        if first is not None:
            read.append(Disagreement(tie, found.articles[tie.citing], found.articles[tie.cited], first))
    return read


def _scale(reports: Iterable[ArticleReport]) -> int:
    """The most statements about any of them: bars are drawn in proportion to it."""
    return max((report.tally.total for report in reports), default=1)
