"""One style of marker per file, and the list that orders them.

Every finder takes a document and its bibliography and gives markers with spans and targets; which of them may speak is
decided here, by how well the file is tagged:

* **Tagged** (the rule): the file's links stand. The finder of the document's own style, and the one for names and years,
  look for what was left out; what they find counts only where it names a reference that no tag cites, or a name and
  year that leave no doubt. Everything else that looks like a number in brackets is taken to be an interval.
* **Untagged** (no links, or links to less than a quarter of the list): every finder reads the whole text, and the style
  that accounts for most of the reference list is the document's. The other styles' finds are its exponents and intervals.

Overlaps are settled once, after the list, in favour of the earlier finder.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.author_year import find_author_year
from citance.extraction.markers.numeric import find_round, find_square
from citance.extraction.markers.superscript import find_glued, find_superscript
from citance.extraction.markers.tagged import find_tagged
from citance.model.citation import CitationMarker, MarkerStyle
from citance.model.document import Document, Span

__all__ = ["FINDERS", "find_markers"]

Finder = Callable[[Document, Bibliography], Iterable[CitationMarker]]

# The plain-text finders in order: where two styles account for the list equally, and where two finds overlap, the
# earlier one holds. The share is how much of the reference list a style must account for to be the style of an untagged
# document: names and raised or square-bracketed numbers are seldom anything else, round brackets and glued digits often are.
FINDERS: tuple[tuple[str, Finder, float], ...] = (
    ("square", find_square, 0.2),
    ("superscript", find_superscript, 0.3),
    ("author_year", find_author_year, 0.0),
    ("round", find_round, 0.5),
    ("glued", find_glued, 0.5),
)
# Below this share of the reference list cited by links, the links are an exception and the text is read as untagged.
WELL_TAGGED = 0.25


def find_markers(document: Document) -> list[CitationMarker]:
    """Every citation marker of the document in reading order, tagged, expanded and inferred."""
    bibliography = Bibliography(document.references)
    markers = find_tagged(document, bibliography)
    if not len(bibliography):
        return markers
    cited = {target for marker in markers for target in marker.targets}
    if len(cited) < WELL_TAGGED * len(bibliography):
        found = _style_of_untagged(document, bibliography)
    else:
        found = _left_out(document, bibliography, markers, cited)
    return _settled(document, markers, found)


def _style_of_untagged(document: Document, bibliography: Bibliography) -> list[CitationMarker]:
    """What the finder finds that accounts for most of the reference list."""
    best: list[CitationMarker] = []
    most = 0
    for _name, finder, share in FINDERS:
        found = list(finder(document, bibliography))
        named = len({target for marker in found for target in marker.targets})
        if named > most and named >= share * len(bibliography):
            best, most = found, named
    return best


def _left_out(
    document: Document, bibliography: Bibliography, tagged: list[CitationMarker], cited: set[int]
) -> list[CitationMarker]:
    """What a well-tagged document cites without a link."""
    style = Counter(marker.style for marker in tagged).most_common(1)[0][0]
    missing = len(cited) < len(bibliography)
    if style is MarkerStyle.AUTHOR_YEAR:
        return [marker for marker in find_author_year(document, bibliography) if len(marker.targets) == 1]
    if not missing:
        return []
    found: list[CitationMarker] = []
    if style is MarkerStyle.NUMERIC:
        text = document.text
        square = sum(text[marker.group.start] == "[" for marker in tagged) * 2 > len(tagged)
        if square:
            found += (marker for marker in find_square(document, bibliography) if not cited.issuperset(marker.targets))
    elif style is MarkerStyle.SUPERSCRIPT:
        found += (marker for marker in find_superscript(document, bibliography) if not cited.issuperset(marker.targets))
    found += (
        marker
        for marker in find_author_year(document, bibliography)
        if len(marker.targets) == 1 and marker.targets[0] not in cited
    )
    return found


def _settled(document: Document, tagged: list[CitationMarker], found: list[CitationMarker]) -> list[CitationMarker]:
    """Both together without overlaps: what a link or an earlier find covers is left."""
    if not found:
        return tagged
    taken = sorted({marker.group for marker in tagged} | {marker.span for marker in tagged} | set(document.other_links))
    starts = [span.start for span in taken]
    longest = max((span.end - span.start for span in taken), default=0)
    paragraphs = document.paragraphs
    firsts = [paragraph.span.start for paragraph in paragraphs]
    kept: list[CitationMarker] = []
    end = -1
    for marker in sorted(found, key=lambda marker: marker.span):
        span = marker.span
        if span.start < end or _overlaps(span, taken, starts, longest):
            continue
        at = bisect_left(firsts, span.start + 1) - 1
        if at >= 0 and span.end <= paragraphs[at].span.end:
            kept.append(marker)
            end = span.end
    return tagged + kept


def _overlaps(span: Span, taken: list[Span], starts: list[int], longest: int) -> bool:
    """Whether any of the taken spans, in order of their starts, shares a character with `span`."""
    at = bisect_left(starts, span.end) - 1
    while at >= 0 and starts[at] >= span.start - longest:
        if taken[at].end > span.start:
            return True
        at -= 1
    return False
