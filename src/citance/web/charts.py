"""Tallies drawn on the server as SVG: widths in per cent and heights in pixels, so that words stay as large as words are.

Stances are told apart without colour: supporting is solid, mentioning dotted, contrasting hatched (patterns that the page
defines once); in the timeline contrasting statements hang below the line. No drawing carries a style of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from markupsafe import Markup, escape

from citance.index import Support, TallyView, Tie, support_of
from citance.model import Stance
from citance.web.catalogue import Words

ORDER = ("supporting", "mentioning", "contrasting", "unclassified")
"""Side by side in a bar: the two verdicts at its ends, where they can be compared."""

NOTICE = 16  # the room above a timeline for the word that its year is that of a retraction
TALL, TICKS, LONGEST = 112, 6, 50
ROOM, NARROW_ROOM, FIGURE, YEAR = 320, 150, 8, 30
"""How wide a timeline is on a phone, and where five stand side by side; a figure of a number, and a year. In pixels."""

ByYear = Mapping[str, TallyView] | Mapping[int, TallyView]


def told(tally: TallyView, words: Words) -> str:
    """The tally in words, for those who do not see the drawing."""
    return ", ".join(
        f"{words.number(getattr(tally, stance))} {words(f'stance.{stance}')}" for stance in ORDER if getattr(tally, stance)
    )


def _mark(stance: str, kind: str) -> Markup:
    shape = f'<use href="#mark-{stance}"/>'
    return Markup(f'<svg class="{kind} of-{stance}" aria-hidden="true" focusable="false">{shape}</svg>')


MARKS = {stance.value: _mark(stance.value, "mark") for stance in Stance}
"""The shape of each stance, as every page defines it."""

_SHAPES = {stance: str(mark) for stance, mark in MARKS.items()}

HOLLOW = {stance.value: _mark(stance.value, "mark possible") for stance in Stance}
"""The same, of verdicts that are possible alone."""


def mini(tally: TallyView | Tie, words: Words, before: str = "") -> Markup:
    """A tally in one line: of each stance its mark and number, with some HTML `before` it. Drawn here, for a page shows it two
    hundred times."""
    return Markup(mini_html(tally, words, before))


def mini_html(tally: TallyView | Tie, words: Words, before: str = "") -> str:
    """As `mini`, as a plain string."""
    parts = [
        f'<span class="of-{stance}{"" if many else " none"}">{shape}'
        f'<span class="unseen">{words.html[f"stance.{stance}"]}</span> {words.number(many)}</span>'
        for stance, shape in _SHAPES.items()
        if (many := getattr(tally, stance)) or stance != Stance.UNCLASSIFIED
    ]
    return f'<span class="mini">{before}{"".join(parts)}</span>'


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


def timeline(
    by_year: ByYear,
    words: Words,
    name: str = "chart.by_year",
    *,
    narrow: bool = False,
    beside: Sequence[ByYear] = (),
    notice: int | None = None,
) -> Markup:
    """Columns by year: supporting and mentioning stand on the line, contrasting hang below it; numbers tell how many do, at
    each column where there is room, else at the longest. `name` is that of its words: whose year it is. Where it is `narrow`, as
    wide as five years side by side, fewer are named. Those drawn `beside` it have the same years and the same scale. `notice` is
    the year in which the article was retracted. Of more than fifty years the earliest share one column."""
    known = _by_known_year(by_year)
    if not known:
        return Markup("")
    alike = [known, *map(_by_known_year, beside)]
    first, last = min(min(one) for one in alike if one), max(max(one) for one in alike if one)
    if notice is not None:
        first, last = min(first, notice), max(last, notice)
    label = words(name, first=first, last=last)
    begins = first if notice is not None else max(first, last - LONGEST + 1)
    if begins > first:
        known, *alike = [_from_year(begins, one) for one in (known, *alike)]
    earlier, first = begins > first, begins
    years = range(first, last + 1)
    above = max(_standing(tally) for one in alike for tally in one.values())
    below = max(tally.contrasting for one in alike for tally in one.values())
    unit = TALL / max(above + below, 1)
    line = (14 if notice is None else 14 + NOTICE) + above * unit
    step = min(20 if narrow else 12.5, 100 / len(years))  # no column is wider: two years are not two walls
    wide, inset = step * 0.76, step * 0.12
    bottom = line + below * unit + (14 if below else 0)
    parts = []
    for place, year in enumerate(years):
        if year in known:
            told = f"≤ {year}" if earlier and year == first else str(year)
            parts.append(_column(known[year], told, place * step + inset, wide, line, unit, words))
    room = (NARROW_ROOM if narrow else ROOM) / len(years)
    figures = [
        (year, y, many)
        for year, stand, hang in _figures(known, room >= FIGURE * (len(str(max(above, below))) + 0.5))
        for y, many in ((line - stand * unit - 4, stand), (line + hang * unit + 12, hang))
        if many
    ]
    if notice is not None:
        parted = [y for year, y, _ in figures if year == notice]
        parts.append(_notice(notice, (notice - first + 0.5) * step, bottom, parted, words))
        label = Markup("{} {}").format(label, words("since.marked", year=notice))
    parts += [_figure((year - first + 0.5) * step, y, many, words) for year, y, many in figures]
    parts.append(f'<line class="axis" x1="0" x2="{step * len(years):.2f}%" y1="{line:.1f}" y2="{line:.1f}"/>')
    named = _ticks(len(years), 3, 5) if narrow else _ticks(len(years))
    ends = {} if room >= YEAR else {0: "start", len(years) - 1: "end"}
    for place in named:
        named_so = f"≤ {first}" if earlier and not place else str(years[place])
        parts.append(_year(named_so, (place + 0.5) * step, bottom + 15, ends.get(place, "")))
    return _svg("timeline", bottom + 20, label, "".join(parts))


def _notice(year: int, x: float, bottom: float, figures: Sequence[float], words: Words) -> str:
    """A line at the middle of the year of a notice, with words on the side where there is room; parted where `figures` stand."""
    anchor, aside = ("start", 5) if x < 60 else ("end", -5)
    ends = [1.0, *(end for y in sorted(figures) for end in (y - 12, y + 4)), bottom]
    lines = (
        f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{top:.1f}" y2="{end:.1f}"/>'
        for top, end in zip(ends[::2], ends[1::2], strict=True)
        if end > top
    )
    return (
        f'<g class="notice-line"><title>{words("since.marked", year=year)}</title>'
        f"{''.join(lines)}"
        f'<text x="{x:.2f}%" dx="{aside}" y="11" text-anchor="{anchor}">{words("since.mark")}</text></g>'
    )


def _standing(tally: TallyView) -> int:
    return tally.total - tally.contrasting


def _figures(known: Mapping[int, TallyView], every: bool) -> list[tuple[int, int, int]]:
    """Of which columns is told how many stand and how many hang: of every one, or of the two that are longest."""
    found = [(year, _standing(tally), tally.contrasting) for year, tally in known.items()]
    if every:
        return found
    highest, deepest = max(found, key=lambda one: one[1]), max(found, key=lambda one: one[2])
    return [(highest[0], highest[1], 0), (deepest[0], 0, deepest[2])]


def _figure(x: float, y: float, many: int, words: Words) -> str:
    return f'<text class="figure" x="{x:.2f}%" y="{y:.1f}" text-anchor="middle">{words.number(many)}</text>'


def _by_known_year(by_year: ByYear) -> dict[int, TallyView]:
    return {int(year): tally for year, tally in by_year.items() if str(year).isdecimal() and tally.total}


def _from_year(first: int, by_year: Mapping[int, TallyView]) -> dict[int, TallyView]:
    """The tallies by year, those of all earlier years added to that of the first."""
    found = {year: tally for year, tally in by_year.items() if year > first}
    if early := [msgspec.structs.astuple(tally) for year, tally in by_year.items() if year <= first]:
        found[first] = TallyView(*map(sum, zip(*early, strict=True)))
    return found


def _column(tally: TallyView, year: str, x: float, wide: float, line: float, unit: float, words: Words) -> str:
    parts, at = [], line
    for stance in ("supporting", "mentioning", "unclassified"):
        tall = getattr(tally, stance) * unit
        if tall:
            at -= tall
            parts.append(_rect(stance, x, at, wide, tall))
    if tally.contrasting:
        parts.append(_rect("contrasting", x, line, wide, tally.contrasting * unit))
    return f"<g><title>{year}: {escape(told(tally, words))}</title>{''.join(parts)}</g>"


def _year(year: str, x: float, y: float, end: str = "") -> str:
    """A year under its column; at an `end` of the drawing it keeps within it, where columns are narrower than years."""
    anchor, at = end or "middle", {"start": "0", "end": "100%"}.get(end, f"{x:.2f}%")
    return f'<text class="year" x="{at}" y="{y:.1f}" text-anchor="{anchor}">{year}</text>'


# -- the support index ---------------------------------------------------------------------------------------------------------


LEAST_VERDICTS = 20
"""Fewer say nothing of a share: of one supporting statement it would be 100 %."""


def support_shown(tally: TallyView) -> Support | None:
    """The support index of a tally; None where too few verdicts stand behind it."""
    found = support_of(tally)
    return found if found is not None and found.statements >= LEAST_VERDICTS else None


def interval(support: Support, words: Words, height: int = 14) -> Markup:
    """A support index on a line from none to all: a band as wide as it is unsure, and a tick where it stands."""
    middle = height / 2
    body = (
        f'<line class="axis" x1="0" x2="100%" y1="{middle:g}" y2="{middle:g}"/>'
        f'<line class="axis half" x1="50%" x2="50%" y1="1" y2="{height - 1}"/>'
        f'<rect class="band" x="{100 * support.low:.1f}%" y="{middle - 3:g}" width="{100 * (support.high - support.low):.1f}%"'
        f' height="6"/><circle class="point" cx="{100 * support.share:.1f}%" cy="{middle:g}" r="4"/>'
    )
    return _svg("interval", height, str(told_support(support, words)), body)


def told_support(support: Support, words: Words) -> Markup:
    """The support index in words, with its interval and what it rests on."""
    low, high = round(100 * support.low), round(100 * support.high)
    return words("support.told", n=support.statements, share=words.percent(support.share), low=low, high=high)


def brief_support(support: Support, words: Words) -> Markup:
    """The support index with its interval, where what it rests on stands beside it."""
    low, high = round(100 * support.low), round(100 * support.high)
    return words("support.brief", share=words.percent(support.share), low=low, high=high)


def support_years(by_year: Mapping[int, TallyView], words: Words) -> Markup:
    """The support index by year: a point with its interval; a year with too few verdicts has none."""
    known = {year: support for year, tally in by_year.items() if (support := support_shown(tally)) is not None}
    if len(known) < 2:
        return Markup("")
    first, last = min(known), max(known)
    years = range(first, last + 1)
    step = min(12.5, 100 / len(years))
    parts = []
    for share in (0, 50, 100):
        y, css = _level(share / 100), "axis half" if share == 50 else "axis"
        parts.append(f'<line class="{css}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="figure" x="0" y="{y - 3:.1f}">{words.percent(share / 100)}</text>')
    for place, year in enumerate(years):
        if year in known:
            support, x = known[year], f"{_beside_scale(place, step):.2f}%"
            parts.append(
                f"<g><title>{year}: {escape(told_support(support, words))}</title>"
                f'<line class="whisker" x1="{x}" x2="{x}" y1="{_level(support.low):.1f}" y2="{_level(support.high):.1f}"/>'
                f'<circle class="point" cx="{x}" cy="{_level(support.share):.1f}" r="4"/></g>'
            )
    parts += [_year(str(years[place]), _beside_scale(place, step), TALL + 32) for place in _ticks(len(years))]
    return _svg("timeline support", TALL + 37, words("chart.support", first=first, last=last), "".join(parts))


def _beside_scale(place: int, step: float) -> float:
    """The middle of a year's room, in per cent, the scale standing left of all."""
    return 10 + 0.88 * (place + 0.5) * step


def _level(share: float) -> float:
    return 16 + TALL * (1 - share)


# -- years ---------------------------------------------------------------------------------------------------------------------


def _ticks(count: int, most: int = TICKS, few: int = 8) -> Sequence[int]:
    """Which years are named: all where there are few, else the first, the last and some between."""
    if count <= few:
        return range(count)
    step = -(-(count - 1) // (most - 1))
    between = [place for place in range(0, count - 1, step) if count - 1 - place >= step * 0.7]
    return [*between, count - 1]
