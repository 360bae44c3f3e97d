"""The citation map of an article: drawn on the server, every article and every tie a link, so that it works without script.

Which articles are opened and what is looked at stand in the address. A tie has the shape of its stance (supporting one line with
a triangle up, contrasting two lines with a triangle down, mentioning dots, a mere entry in the list dashes), and its colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import east_asian_width

from fastapi import Response
from markupsafe import Markup, escape

from citance.index import ArticleReport, ArticleView, CitationMap, Index, StatementView, Tie
from citance.web import marking
from citance.web.assets import ASSETS
from citance.web.catalogue import Words
from citance.web.layout import Curve, Layout, Spot, lay_out
from citance.web.paths import Pairs
from citance.web.visitor import Asker

_UP, _DOWN = "M0-5.4 5.6 4.4H-5.6Z", "M0 5.4 5.6-4.4H-5.6Z"
_MARKS = {"supporting": _UP, "contrasting": _DOWN}
LONGEST_NAME = 19  # half-width signs; what is wide counts twice
MANY = 15
"""Works beyond which a map begins with supporting and contrasting ties alone: with all mentions nobody could read it."""
# What the drawing is coloured with where it stands alone: the light theme, for most are put on paper.
_ALONE = (
    "svg{--paper:#fff;--sheet:#fff;--ink:#1d2024;--soft:#565b63;--edge:#857f73;--line:#ddd8cc;--alarm:#8f1220;--link:#1b4f8f;"
    "--supporting:#0c7156;--contrasting:#a8216b;--mentioning:#4f5f78;--unclassified:#6e6a62;--sans:Arial,sans-serif;background:#fff}"
)


class Looked(NamedTuple):
    """What of the map is looked at: an article, or the statements of one about another."""

    article: ArticleView | None = None
    citing: ArticleView | None = None
    cited: ArticleView | None = None
    statements: tuple[StatementView, ...] = ()


class MapQuery(NamedTuple):
    """The map as it is asked for."""

    opened: tuple[str, ...]
    only: str  # verdicts, all, or "" where it was not said
    look: str
    verdicts_only: bool = False  # what that comes to

    def pairs(self, **changed: object) -> Pairs:
        """The same as pairs for an address, with some of it changed."""
        asked = self._replace(**changed)  # type: ignore[arg-type]
        pairs = [("tab", "map"), *(("open", key) for key in asked.opened)]
        pairs += [("only", asked.only)] if asked.only else []
        return [*pairs, ("look", asked.look)] if asked.look else pairs


def map_page(index: Index, words: str, asker: Asker, etag: str) -> Response:
    """The page of the map, or its drawing by itself."""
    asked = MapQuery(
        tuple(dict.fromkeys(one[:100] for one in asker.params.get("open", ()) if one))[:20],
        _known_only(asker.params.get("only", ("",))[-1]),
        asker.params.get("look", ("",))[-1][:100],
    )
    found = index.citation_map(words, opened=asked.opened)
    many = len(found.articles) > MANY and any(tie.verdicts for tie in found.ties)
    asked = asked._replace(opened=found.opened[1:], verdicts_only=asked.only == "verdicts" or (not asked.only and many))
    ties = [tie for tie in found.ties if tie.verdicts or not asked.verdicts_only]
    shown = dict.fromkeys((*found.opened, *(end for tie in ties for end in (tie.citing, tie.cited))))
    centre = found.articles[found.centre]
    drawing = Drawing(found, [key for key in shown if key in found.articles], ties, asked, asker)
    if asker.params.get("export", ("",))[-1] == "svg":
        return Response(
            drawing.alone(),
            media_type="image/svg+xml",
            headers={
                "Content-Disposition": 'attachment; filename="citance-map.svg"',
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            },
        )
    report: ArticleReport = index.report(words, limit=0)
    return asker.page(
        "map.html",
        etag=etag,
        report=report,
        article=report.article,
        tally=report.tally,
        tab="map",
        found=found,
        not_drawn=len(found.ties) - len(ties),
        ties=sorted(ties, key=lambda tie: (-tie.contrasting, -tie.supporting, -tie.total)),
        drawing=drawing.svg(),
        asked=asked,
        looked=_look(index, found, asked.look),
        address=lambda **changed: asker.paths.article(centre, asked.pairs(**changed)),
        to=asker.paths.article,
    )


def _known_only(value: str) -> str:
    return value if value in ("verdicts", "all") else ""


def _look(index: Index, found: CitationMap, look: str) -> Looked | None:
    citing, tied, cited = look.partition("~")
    if not tied:
        return Looked(article=found.articles[look]) if look in found.articles else None
    if citing in found.articles and cited in found.articles:
        said = index.statements_between(citing, cited)
        return Looked(citing=found.articles[citing], cited=found.articles[cited], statements=said)
    return None


class Drawing:
    """One map as SVG. Articles that are opened have a ring; those known from references alone are hollow."""

    def __init__(self, found: CitationMap, keys: list[str], ties: list[Tie], asked: MapQuery, asker: Asker) -> None:
        self._found, self._keys, self._ties, self._asked = found, keys, ties, asked
        self._words, self._paths = asker.words, asker.paths
        self._host = asker.host
        self._layout: Layout = lay_out(
            {key: found.articles[key].year for key in keys},
            {key: found.tallies[key].total for key in keys if key in found.tallies},
            [(tie.citing, tie.cited) for tie in ties],
        )

    def svg(self) -> Markup:
        """The drawing for the page."""
        return Markup(self._open('class="map" role="group"', "") + self._body("") + "</svg>")

    def alone(self) -> str:
        """The drawing as a file of its own, its links whole."""
        style = f"<style>{_ALONE}{ASSETS['map.css'].content.decode()}</style>"
        return (
            self._open('xmlns="http://www.w3.org/2000/svg" class="map"', self._host) + style + self._body(self._host) + "</svg>"
        )

    def _open(self, attributes: str, host: str) -> str:
        name = escape(self._words("map.label", title=marking.title(self._found.articles[self._found.centre])))
        size = f"{self._layout.width:.0f}", f"{self._layout.height:.0f}"
        scale = f'width="{size[0]}" height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}"'
        return f'<svg {attributes} {scale} aria-label="{name}">' + (f"<title>{name}</title>" if host else "")

    def _body(self, host: str) -> str:
        heads = (
            f'<text class="years" x="{x:.0f}" y="16">{label or escape(self._words("report.no_year"))}</text>'
            for x, label in self._layout.years
        )
        ties = (self._tie(tie, host) for tie in sorted(self._ties, key=lambda tie: (self._is_near(tie), tie.verdicts)))
        spots = (self._spot(key, host) for key in self._keys)
        return f"{_HEADS}<g>{''.join(heads)}</g><g>{''.join(ties)}</g><g>{''.join(spots)}</g>"

    def _address(self, host: str, **changed: object) -> str:
        address = host + self._paths.article(self._found.articles[self._found.centre], self._asked.pairs(**changed))
        return str(escape(address + ("#looked" if "look" in changed and not host else "")))

    # -- ties

    def _is_near(self, tie: Tie) -> bool:
        """Whether it leads to or from an opened article: the others are drawn fainter, and under them."""
        return tie.citing in self._found.opened or tie.cited in self._found.opened

    def _tie(self, tie: Tie, host: str) -> str:
        lines = list(_lines(tie))
        parts = []
        for place, (stance, many) in enumerate(lines):
            shift = (place - (len(lines) - 1) / 2) * 9
            parts.append(_line(self._layout.curve(tie.citing, tie.cited, shift), stance, many))
        where = self._address(host, look=f"{tie.citing}~{tie.cited}")
        told = escape(told_of(tie, self._found, self._words))
        css = "tie" if self._is_near(tie) else "tie far"
        return (
            f'<a class="{css}" href="{where}" data-live="" tabindex="-1" data-ends="{tie.citing} {tie.cited}">'
            f"<title>{told}</title>{''.join(parts)}</a>"
        )

    # -- articles

    def _spot(self, key: str, host: str) -> str:
        article, spot, words = self._found.articles[key], self._layout.spots[key], self._words
        opened = key in self._found.opened
        css = " ".join(
            name
            for name, true in (
                ("spot", True),
                ("centre", key == self._found.centre),
                ("opened", opened),
                ("hollow", not article.has_document),
                ("looked", key == self._asked.look),
                ("gone", "retracted" in article.standing),
            )
            if true
        )
        told = escape(self._told_of(article))
        where = self._address(host, look=key)
        parts = [
            f'<a class="{css}" id="n-{key}" href="{where}" data-live="" aria-label="{told}"><title>{told}</title>',
            f'<circle class="ring" cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius + 4:.1f}"/>' if opened else "",
            f'<circle class="dot" cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:.1f}"/>',
            _cross(spot) if "retracted" in article.standing else "",
            f'<text x="{spot.x:.1f}" y="{spot.y + spot.radius + 15:.1f}">{escape(name_of(article, words))}</text></a>',
        ]
        if not opened and not host:
            parts.append(self._opener(key, spot))
        return "".join(parts)

    def _opener(self, key: str, spot: Spot) -> str:
        where = self._address("", opened=(*self._asked.opened, key), look=key).removesuffix("#looked")
        x, y = spot.x + spot.radius + 9, spot.y - spot.radius - 3
        return (
            f'<a class="open" href="{where}" data-live="" tabindex="-1"><title>{escape(self._words("map.open"))}</title>'
            f'<circle class="hit" cx="{x:.1f}" cy="{y:.1f}" r="12"/><circle cx="{x:.1f}" cy="{y:.1f}" r="6.5"/>'
            f'<path d="M{x - 3.5:.1f} {y:.1f}h7M{x:.1f} {y - 3.5:.1f}v7"/></a>'
        )

    def _told_of(self, article: ArticleView) -> str:
        tally = self._found.tallies.get(article.key)
        words = self._words
        told = [name_of(article, words, longest=200), marking.title(article)]
        told += [words(f"standing.{notice}") for notice in article.standing]
        if tally is not None:
            told.append(
                words("map.tally", statements=words("count.statements", n=tally.total), n1=tally.supporting, n2=tally.contrasting)
            )
        return ". ".join(part for part in told if part)


def name_of(article: ArticleView, words: Words, longest: int = LONGEST_NAME) -> str:
    """`Alder et al. 2011`, as it stands below a spot; the title's beginning where nobody is known."""
    who = marking.short_authors(article) or marking.title(article) or str(words("article.somebody"))
    if _width(who) > longest:
        while _width(who) > longest - 1:
            who = who[:-1]
        who = who.rstrip() + "…"
    return f"{who} {article.year or ''}".strip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def told_of(tie: Tie, found: CitationMap, words: Words) -> str:
    """The tie in words."""
    said = ", ".join(
        f"{words.number(many)} {words(f'stance.{stance}')}"
        for stance in ("supporting", "contrasting", "mentioning", "unclassified")
        if (many := getattr(tie, stance))
    )
    ends = (name_of(found.articles[key], words) for key in (tie.citing, tie.cited))
    return f"{' → '.join(ends)}: {said or words('map.listed')}"


def _lines(tie: Tie) -> Iterator[tuple[str, int]]:
    """What is drawn of a tie: each verdict; a mention only where there is no verdict, for there are so many."""
    for stance, many in (("supporting", tie.supporting), ("contrasting", tie.contrasting)):
        if many:
            yield stance, many
    if not tie.verdicts:
        yield ("mentioning", tie.mentioning) if tie.mentioning else ("unclassified", tie.unclassified)


def _line(curve: Curve, stance: str, many: int) -> str:
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = curve
    d = f"M{x1:.1f} {y1:.1f}C{x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f} {x4:.1f} {y4:.1f}"
    wide = 1.4 + min(many, 8) * 0.35
    head = f'marker-end="url(#head-{stance})"'
    drawn = f'<path class="line" d="{d}" stroke-width="{wide:.1f}" {head}/>'
    if stance == "contrasting":  # two lines: a broad one, and paper on it
        broad = f'<path class="line" d="{d}" stroke-width="{wide + 2.6:.1f}" {head}/>'
        drawn = f'{broad}<path class="gap" d="{d}" stroke-width="{wide:.1f}"/>'
    x, y = curve.middle
    mark = f'<path class="sign" transform="translate({x:.1f} {y:.1f})" d="{_MARKS[stance]}"/>' if stance in _MARKS else ""
    return f'<g class="is-{stance}"><path class="hit" d="{d}"/>{drawn}{mark}</g>'


def _cross(spot: Spot) -> str:
    far = spot.radius + 3
    return (
        f'<path class="cross" d="M{spot.x - far:.1f} {spot.y - far:.1f}L{spot.x + far:.1f} {spot.y + far:.1f}'
        f'M{spot.x + far:.1f} {spot.y - far:.1f}L{spot.x - far:.1f} {spot.y + far:.1f}"/>'
    )


_HEADS = (
    "<defs>"
    + "".join(
        f'<marker id="head-{stance}" class="is-{stance}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="8" markerHeight="8"'
        ' markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M.5 .5 7.5 4 .5 7.5Z"/></marker>'
        for stance in ("supporting", "contrasting", "mentioning", "unclassified")
    )
    + "</defs>"
)
