"""The calibration plot: for each stance, how often a score is right, as an SVG that needs no other file.

Read it so: a point on the dotted line is honest (of the statements scored .7, seven of ten are right); below it the classifier
is too sure, above it too modest. The bars below count the items of each tenth; where they are few, a point means little.
Lines and words have colours that can be read on white and on black; each stance has a mark of its own besides its colour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

from citance.classification.training.evaluate import STANCES, Calibration
from citance.model import Stance

SIDE, GAP, LEFT, TOP, BARS = 230, 42, 46, 62, 46
INK, PALE = "#7a7f87", "#9aa0a8"  # grey enough for either ground
COLOURS = {Stance.SUPPORTING: "#1f9d61", Stance.CONTRASTING: "#c43fa0", Stance.MENTIONING: "#3b82d6"}


def calibration_plot(calibration: Mapping[str, Calibration], title: str) -> str:
    """An SVG of three panels, one for each stance."""
    width = LEFT + len(STANCES) * SIDE + (len(STANCES) - 1) * GAP + 16
    height = TOP + SIDE + BARS + 70
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        _words(LEFT, 20, title, size=14, weight=600),
        _words(
            LEFT,
            38,
            "share that is right, by score; on the dotted line a score is honest. Below: how many items have such a score.",
        ),
    ]
    for number, stance in enumerate(STANCES):
        parts += _panel(calibration[stance], stance, LEFT + number * (SIDE + GAP), first=number == 0)
    return "\n".join([*parts, "</svg>", ""])


def _panel(calibration: Calibration, stance: Stance, left: int, *, first: bool) -> list[str]:
    colour, bottom = COLOURS[stance], TOP + SIDE
    error = "" if calibration.error is None else f", error {calibration.error:.3f}"
    parts = [_words(left, TOP - 6, f"{stance}{error}", colour=colour, weight=600)]
    for tenth in range(0, 11, 2):
        x, y = left + SIDE * tenth / 10, bottom - SIDE * tenth / 10
        parts.append(_line(left, y, left + SIDE, y, PALE, 0.35))
        parts.append(_line(x, TOP, x, bottom, PALE, 0.35))
        parts.append(_words(x, bottom + 15, _tenth(tenth), anchor="middle", size=11))
        if first:
            parts.append(_words(left - 6, y + 4, _tenth(tenth), anchor="end", size=11))
    parts.append(_line(left, bottom, left + SIDE, TOP, INK, 0.9, dashes="2 4"))
    most = max((one.items for one in calibration.bins), default=1)
    points = [(left + SIDE * one.score, bottom - SIDE * one.right) for one in calibration.bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round"/>')
    for (x, y), one in zip(points, calibration.bins, strict=True):
        parts.append(_mark(stance, x, y, 3.5 + 3 * math.sqrt(one.items / most), colour))
    parts.append(_words(left + SIDE / 2, bottom + 31, "score", anchor="middle", size=11))
    base = bottom + BARS + 46
    for one in calibration.bins:
        tall = max(1.0, BARS * 0.8 * math.log1p(one.items) / math.log1p(most))
        place = f'x="{left + SIDE * one.low + 1.5:.1f}" y="{base - tall:.1f}" width="{SIDE / 10 - 3:.1f}" height="{tall:.1f}"'
        parts.append(f'<rect {place} fill="{colour}" opacity="0.55"/>')
        middle = left + SIDE * (one.low + one.high) / 2
        parts.append(_words(middle, base - tall - 3, f"{one.items:,}", anchor="middle", size=10))
    parts.append(_line(left, base, left + SIDE, base, PALE, 0.8))
    parts.append(_words(left, base + 14, "items, bars by logarithm", size=10))
    return parts


def _tenth(number: int) -> str:
    return "1" if number == 10 else f".{number}" if number else "0"


def _mark(stance: Stance, x: float, y: float, r: float, colour: str) -> str:
    """A triangle up, a triangle down, or a disc: as stances are marked elsewhere."""
    if stance is Stance.MENTIONING:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}"/>'
    up = -1 if stance is Stance.SUPPORTING else 1
    corners = ((0, up * 1.25), (-1.1, -up * 0.75), (1.1, -up * 0.75))
    places = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in corners)
    return f'<polygon points="{places}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, opacity: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{colour}" stroke-opacity="{opacity}" stroke-width="1"{dashed}/>'


def _words(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, weight: int = 400, colour: str | None = None
) -> str:
    fill = f' fill="{colour}"' if colour else ""
    look = f'font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"{fill}'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'
