"""The page of a search, and the same search as a feed: what is asked stands in the address, so either can be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response

from citance.errors import InvalidQuery
from citance.index import (
    ArticleHits,
    ArticleView,
    Filters,
    Index,
    NewStatement,
    SearchAnswer,
    Sort,
    StatementHit,
    StatementHits,
    StatementView,
)
from citance.model import Identifier, find_identifier
from citance.web import marking
from citance.web.catalogue import Words
from citance.web.errors import mended, told
from citance.web.exporting import EXPORTS, exported
from citance.web.facets import COUNTED_AS, FACETS, Facet, beyond, chips, make_facets, pages_of
from citance.web.page_query import FLAGS, LAST_PAGE, LISTS, SIZES, Asked, Pairs, read_asked
from citance.web.paths import Paths
from citance.web.render import render
from citance.web.tabs import INSTEAD, of_kind, other_kind
from citance.web.visitor import Asker

OF_ARTICLES = ("stance", "text", "standing", "type", "study", "journal", "language")

MOST_WORDS = 8  # of a query that finds nothing, that are looked for one by one

IN_FEED = 50  # statements, those read or judged last


def add_searching(routes: APIRouter, index: Callable[[], Index], may_review: Callable[[], bool]) -> None:
    """Add the routes."""

    def search(request: Request) -> Response:
        page = search_page(index(), Asker(request), may_review())
        page.headers["Vary"] = "Accept, Accept-Language"  # programs are answered with JSON at this address
        return page

    def atom(request: Request) -> Response:
        return feed(index(), Asker(request), _atom)

    def json_feed(request: Request) -> Response:
        return feed(index(), Asker(request), _json_feed)

    routes.add_api_route("/search", search, methods=["GET", "HEAD"])
    routes.add_api_route("/search.atom", atom, methods=["GET", "HEAD"])
    routes.add_api_route("/search.json", json_feed, methods=["GET", "HEAD"])


def search_page(index: Index, asker: Asker, may_review: bool) -> Response:
    """Statements or articles that answer words and filters."""
    asked = read_asked(asker.params)
    given = msgspec.structs.replace(asked, page=min(asked.page, LAST_PAGE))
    filters = of_kind(given.filters, given.kind)
    asked = msgspec.structs.replace(given, filters=filters)
    export = asker.params.get("export", [""])[-1]
    if export:
        return exported(index, export, asker.request.method, query=asked.words, filters=filters)
    order = Sort(asked.order) if asked.order in list(Sort) else Sort.RELEVANCE
    trouble: InvalidQuery | None = None
    answer: SearchAnswer | None = None
    facets: list[Facet] = []
    try:
        answer, facets = _search(index, asked, order, asker)
    except InvalidQuery as error:
        trouble = error
    articles = asked.kind == "articles"
    hits = (answer.articles if articles else answer.statements) if answer else None
    other = other_kind(index, given, 0 if hits and hits.total else INSTEAD) if answer else None
    return asker.page(
        "search.html",
        status=400 if trouble else 200,
        etag=None if trouble else f"{index.sequence}-{index.audience}",
        asked=asked,
        given=given,
        to=lambda pairs: asker.paths.to("/search", pairs),
        answer=answer,
        hits=hits,
        other=other,
        facets=facets,
        chips=chips(asked, asker.words),
        unseen=not_offered(asked, facets),
        steps=pages_of(hits.total, asked, LAST_PAGE) if hits else [],
        beyond=beyond(hits.total, asked, LAST_PAGE) if hits else None,
        orders=[one.value for one in Sort if articles or not one.value.startswith("most_")],
        sizes=SIZES,
        exports={name: EXPORTS[name] for name in (("ris", "bibtex") if articles else ("csv", "jsonl"))},
        trouble=trouble,
        told=told(trouble, asker.words) if trouble else None,
        meant=mended(trouble) or in_plain_words(asked.words) if trouble else (),
        nothing=nothing_found(index, asked, filters) if hits and not hits.total else None,
        sentences=[] if articles or answer is None or answer.statements is None else by_sentence(answer.statements.hits),
        whom_of=whom_of,
        journal=index.journal_named(asked.words) if asked.page == 1 else None,
        author=author_named(asked.words, hits, other) if asked.page == 1 else None,
        may_review=may_review,
    )


class NothingFound(NamedTuple):
    """What a search that finds nothing tells, and offers instead."""

    unknown: Identifier | None  # what was asked for, of which the index knows nothing
    alone: dict[str, int]  # each word → how much it finds by itself

    @property
    def any_of(self) -> str:
        """A query for any of the words that find something; empty where fewer than two do."""
        finding = [word for word, many in self.alone.items() if many]
        return " OR ".join(finding) if len(finding) > 1 else ""


def nothing_found(index: Index, asked: Asked, filters: Filters) -> NothingFound:
    return NothingFound(find_identifier(asked.words), each_alone(index, asked, filters))


def each_alone(index: Index, asked: Asked, filters: Filters) -> dict[str, int]:
    """Each word of a query that finds nothing → how much it finds by itself, so that one sees which word is to be left out.
    Nothing where operators or fields are asked with, or there is but one word."""
    words = list(dict.fromkeys(word.strip(".,;:?!").lower() for word in index.words_sought(asked.words)))
    if len(words) < 2 or not all(word.replace("-", "").isalnum() for word in words):
        return {}
    kind: Any = "articles" if asked.kind == "articles" else "statements"
    found = {}
    for word in words[:MOST_WORDS]:
        answer = index.search(word, kind=kind, filters=filters, limit=0, facets=())
        hits = answer.articles if kind == "articles" else answer.statements
        found[word] = hits.total if hits else 0
    return found


def author_named(words: str, *found: StatementHits | ArticleHits | None) -> str | None:
    """The author of one of the articles found whose very name was asked for, whatever its capitals; None where it is no name."""
    asked = words.strip().casefold()
    articles = (hit.article for hits in found if isinstance(hits, ArticleHits) for hit in hits.hits)
    return next((one.name for article in articles for one in article.authors if one.name.casefold() == asked), None)


def in_plain_words(words: str) -> tuple[str, ...]:
    """The words of a query without all that could be read as operators; nothing where none are left."""
    plain = " ".join(word for word in re.findall(r"\w+(?:-\w+)*", words) if word not in ("AND", "OR", "NOT"))
    return (plain,) if plain else ()


def by_sentence(hits: Iterable[StatementHit]) -> list[list[StatementView]]:
    """The statements in their order, but those that say the same in one sentence, of several works, with the first of them."""
    found: dict[tuple[str, ...], list[StatementView]] = {}
    for hit in hits:
        view = hit.statement
        # What may not be shown, or stands in no sentence, is like nothing else.
        said = (view.citing.key, view.sentence, view.stance, view.evidence or "") if view.sentence else (view.id,)
        found.setdefault(said, []).append(view)
    return list(found.values())


def whom_of(said: Iterable[StatementView]) -> tuple[ArticleView, ...]:
    """The articles that these statements are about, each once."""
    return tuple({cited.key: cited for view in said for cited in view.cited}.values())


def not_offered(asked: Asked, facets: Iterable[Facet]) -> Pairs:
    """The filters that are set and can be chosen in none of the facets: who chooses there keeps them."""
    offered = {facet.name for facet in facets}
    return [(name, value) for name, value in asked.pairs() if name in (*LISTS, *FLAGS) and name not in offered]


def _search(index: Index, asked: Asked, order: Sort, asker: Asker) -> tuple[SearchAnswer, list[Facet]]:
    """The answer, and its facets, each counted without its own filter, so that choices within one can be added."""
    articles, filters = asked.kind == "articles", asked.filters
    names = OF_ARTICLES if articles else FACETS
    kind: Any = "articles" if articles else "statements"
    fields = {name: FLAGS.get(name) or LISTS[name] for name in names}
    counted = {name: COUNTED_AS.get(name, name) for name in names}
    answer = index.search(
        asked.words,
        kind=kind,
        filters=filters,
        sort=order,
        offset=asked.offset,
        limit=asked.size,
        facets=tuple(counted.values()),
    )
    hits = answer.articles if articles else answer.statements
    counts = dict(hits.facets) if hits else {}
    for name, field in fields.items():
        if getattr(filters, field) not in ((), None):
            wider = msgspec.structs.replace(filters, **{field: None if name in FLAGS else ()})
            others = index.search(asked.words, kind=kind, filters=wider, limit=0, facets=(counted[name],))
            other_hits = others.articles if articles else others.statements
            counts[counted[name]] = other_hits.facets[counted[name]] if other_hits else ()
    return answer, make_facets(counts, asked, asker.words, names, hits.total if hits else 0)


# -- feeds -------------------------------------------------------------------------------------------------------------------

Write = Callable[[Asker, Asked, tuple[NewStatement, ...]], tuple[str | bytes, str]]


def feed(index: Index, asker: Asker, write: Write) -> Response:
    """The newest statements that answer a search, for a program that comes again; 304 where nothing has changed since."""
    tag = f'W/"{index.sequence}-{index.audience}-{asker.words.language}"'
    headers = {"Vary": "Accept-Language", "ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in asker.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    asked = read_asked(asker.params)
    body, kind = write(asker, asked, index.newest(asked.words, filters=asked.filters, limit=IN_FEED))
    return Response(body, media_type=kind, headers=headers)


def feed_about(article: ArticleView, asked: Asked, paths: Paths) -> str:
    """The address of the feed of what is said of an article, narrowed as its report is."""
    words = f"cites:{article.doi or 'key:' + article.key}" + (f" ({asked.words})" if asked.words else "")
    return paths.to("/search.atom", asked.pairs(words=words, page=1, size=SIZES[0], order="", own=False, combined=False))


def headline(view: StatementView, words: Words) -> str:
    """Who says what of whom, in one line: `Quill 2019 → Alder et al. 2011: contrasting`."""
    citing = marking.name(view.citing) or view.citing.key
    cited = ", ".join(marking.name(one) or marking.title(one) or one.key for one in view.cited)
    return f"{citing}{' → ' if cited else ''}{cited}: {words(f'stance.{view.stance}')}"


def _atom(asker: Asker, asked: Asked, news: tuple[NewStatement, ...]) -> tuple[str | bytes, str]:
    # A feed without entries has changed at no time that is known.
    values: dict[str, Any] = {"host": asker.host, "asked": asked, "news": news, "headline": headline}
    plain = Paths(asker.paths.root)  # an entry has one name in all languages
    values["named"] = lambda view: asker.host + plain.statement(view.id)
    values["updated"] = news[0].since if news else "1970-01-01T00:00:00Z"
    return render("feed.xml", asker.words, asker.paths, **values), "application/atom+xml; charset=utf-8"


def _json_feed(asker: Asker, asked: Asked, news: tuple[NewStatement, ...]) -> tuple[str | bytes, str]:
    """As https://www.jsonfeed.org/version/1.1 has it; what it has no word for stands under `_citance`."""
    t, paths = asker.words, asker.paths

    def item(new: NewStatement) -> dict[str, Any]:
        view = new.statement
        address = asker.host + paths.statement(view.id)
        told: dict[str, Any] = {
            "id": address,
            "url": address,
            "title": headline(view, t),
            "date_modified": new.since,
            "content_text": view.sentence,
            "tags": [view.stance.value, view.section.value],
            "_citance": {
                "citing": view.citing.doi or view.citing.key,
                "cited": [one.doi or one.key for one in view.cited],
                "evidence": view.evidence,
                "year": view.citing.year,
            },
        }
        if view.citing.authors:
            told["authors"] = [{"name": author.name} for author in view.citing.authors[:20]]
        if view.language:
            told["language"] = view.language
        return told

    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": str(t("feed.title", query=asked.words or "*")),
        "home_page_url": asker.host + paths.to("/search", asked.pairs(page=1, size=SIZES[0], order=Sort.NEWEST.value)),
        "feed_url": asker.host + paths.to("/search.json", asked.pairs(page=1, size=SIZES[0], order="")),
        "language": t.language,
        "items": [item(new) for new in news],
    }
    return msgspec.json.encode(value, enc_hook=str), "application/feed+json; charset=utf-8"
