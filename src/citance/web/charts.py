"""Tallies drawn on the server as SVG: widths in per cent and heights in pixels, so that words stay as large as words are.

Stances are told apart without colour: supporting is solid, mentioning dotted, contrasting hatched (patterns that the page
defines once); in the timeline contrasting statements hang below the line. No drawing carries a style of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from citance.index import TallyView
from citance.web.catalogue import Words

ORDER = ("supporting", "mentioning", "contrasting", "unclassified")
"""Side by side in a bar: the two verdicts at its ends, where they can be compared."""

TALL, TICKS = 112, 6


def told(tally: TallyView, words: Words) -> str:
    """The tally in words, for those who do not see the drawing."""
    return ", ".join(
        f"{words.number(getattr(tally, stance))} {words(f'stance.{stance}')}" for stance in ORDER if getattr(tally, stance)
    )


def bar(tally: TallyView, words: Words, *, most: int | None = None, height: int = 14) -> Markup:
    """A tally as one bar; as long as the room where `most` is None, else in proportion to it."""
    whole = max(most or tally.total, 1)
    return _svg("bar", height, told(tally, words), "".join(_segments(tally, whole, height)))


def _segments(tally: TallyView, whole: int, height: int) -> list[str]:
    parts, at = [], 0.0
    for stance in ORDER:
        share = 100 * getattr(tally, stance) / whole
        if share:
            parts.append(_rect(stance, at, 0, share, height))
            at += share
    return parts


def _rect(stance: str, x: float, y: float, width: float, height: float) -> str:
    fill = f' fill="url(#fill-{stance})"' if stance in ("contrasting", "mentioning", "unclassified") else ""
    return f'<rect class="of-{stance}" x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}"{fill}/>'


def _svg(kind: str, height: float, label: str, body: str) -> Markup:
    return Markup(
        f'<svg class="chart {kind}" width="100%" height="{height:g}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def timeline(by_year: Mapping[str, TallyView], words: Words) -> Markup:
    """Columns by the year of the citing article: supporting and mentioning stand on the line, contrasting hang below it."""
    known = {int(year): tally for year, tally in by_year.items() if year.isdecimal() and tally.total}
    if not known:
        return Markup("")
    first, last = min(known), max(known)
    years = range(first, last + 1)
    above = max(tally.total - tally.contrasting for tally in known.values())
    below = max(tally.contrasting for tally in known.values())
    unit = TALL / max(above + below, 1)
    line = 14 + above * unit
    step = min(12.5, 100 / len(years))  # a column is no wider than an eighth: two years are not two walls
    wide, inset = step * 0.76, step * 0.12
    parts = [f'<text class="figure" x="0" y="10">{words.number(above)}</text>' if above else ""]
    for place, year in enumerate(years):
        if year in known:
            parts.append(_column(known[year], year, place * step + inset, wide, line, unit, words))
    bottom = line + below * unit
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{line:.1f}" y2="{line:.1f}"/>')
    parts += [_year(years[place], (place + 0.5) * step, bottom + 15, place, len(years)) for place in _ticks(len(years))]
    label = words("chart.by_year", first=first, last=last)
    return _svg("timeline", bottom + 20, label, "".join(parts))


def _column(tally: TallyView, year: int, x: float, wide: float, line: float, unit: float, words: Words) -> str:
    parts, at = [], line
    for stance in ("supporting", "mentioning", "unclassified"):
        tall = getattr(tally, stance) * unit
        if tall:
            at -= tall
            parts.append(_rect(stance, x, at, wide, tall))
    if tally.contrasting:
        parts.append(_rect("contrasting", x, line, wide, tally.contrasting * unit))
    return f"<g><title>{year}: {escape(told(tally, words))}</title>{''.join(parts)}</g>"


def _year(year: int, x: float, y: float, place: int, count: int) -> str:
    anchor, at = "middle", f"{x:.2f}%"
    if count > 7 and place == 0:
        anchor, at = "start", "0"
    elif count > 7 and place == count - 1:
        anchor, at = "end", "100%"
    return f'<text class="year" x="{at}" y="{y:.1f}" text-anchor="{anchor}">{year}</text>'


def _ticks(count: int) -> Sequence[int]:
    """Which years are named: all where there are few, else the first, the last and some between."""
    if count <= 8:
        return range(count)
    step = -(-(count - 1) // (TICKS - 1))
    between = [place for place in range(0, count - 1, step) if count - 1 - place >= step * 0.7]
    return [*between, count - 1]
