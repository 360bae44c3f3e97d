"""One style of marker per file, and the list that orders them.

Every finder takes a document and its bibliography and gives markers with spans and targets; which of them may speak is
decided here, by how well the file is tagged:

* **Tagged** (the rule): the file's links stand. The finder of the document's own style, and the one for names and years,
  look for what was left out; what they find counts only where it names a reference that no tag cites, or a name and
  year that leave no doubt. Everything else that looks like a number in brackets is taken to be an interval,
  but for a single number beyond the list in a document that cites in brackets: a citation of no listed reference.
  Numbers in one group with links are citations too, where nothing but numbers of the list stands in it, as are those that
  running words call references ("ref. 3").
* **Untagged** (no links, none that leads to an entry, or links to less than a quarter of the list): every finder reads the
  whole text, and the style that accounts for most of the reference list is the document's. The other styles' finds are its
  exponents and intervals.

Paragraphs that print an entry of the list again cite nothing. Overlaps are settled once, after the list, in favour of the
earlier finder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

import msgspec

from citance.extraction.bibliography import Bibliography
from citance.extraction.cited_names import flat
from citance.extraction.markers.author_year import find_author_year
from citance.extraction.markers.beside import find_beside
from citance.extraction.markers.in_words import find_in_words, speaks_of_numbers
from citance.extraction.markers.numeric import find_round, find_square, find_unlisted, is_beyond_doubt
from citance.extraction.markers.reprinted import find_reprinted, heads_reprinted
from citance.extraction.markers.superscript import find_glued, find_superscript
from citance.extraction.markers.tagged import find_tagged
from citance.extraction.markers.taken import Taken
from citance.extraction.markers.within import find_within
from citance.extraction.places import paragraph_at
from citance.model.citation import CitationMarker, MarkerStyle
from citance.model.document import Document, Span

__all__ = ["FINDERS", "find_markers"]

Finder = Callable[[Document, Bibliography, Taken], Iterable[CitationMarker]]


class PlainFinder(NamedTuple):
    """A finder of plain text, and what it must account for to be believed in a document without links."""

    name: str
    find: Finder
    share: float  # of the reference list
    fewest: int  # references, whatever the share


# In order: where two account for the list equally, and where two finds overlap, the earlier one holds. Names, and numbers
# raised or in square brackets, are seldom anything else; round brackets and glued digits often are.
FINDERS = (
    PlainFinder("square", find_square, 0.2, 1),
    PlainFinder("superscript", find_superscript, 0.3, 2),
    PlainFinder("author_year", find_author_year, 0.0, 1),
    PlainFinder("round", find_round, 0.5, 3),
    PlainFinder("glued", find_glued, 0.5, 3),
)
# A later finder must account for so much more of the list to hold against an earlier one: the later it stands, the more of
# its finds are chance, and what is raised or bracketed is found by the loose finders too.
CLEARLY_MORE = 1.2
# And so much more of it for links that are laid over the words: those that lead to an entry are sure.
MORE = 1.03
# Of a list in the order of the alphabet and without labels, numbers must account for so much: they are most often footnotes.
BY_NAME = 0.6
# Formats whose links are rectangles over the page: they may miss their words by a letter, or be there for some only.
LAID_OVER = frozenset({"pdf"})
# Below this share of the reference list cited by links, the links are an exception and the text is read as untagged.
WELL_TAGGED = 0.25


def find_markers(document: Document) -> list[CitationMarker]:
    """Every citation marker of the document, tagged, expanded and inferred; `resolve` puts them in reading order."""
    bibliography = Bibliography(document.references, document.own_lists)
    if document.links and document.format in LAID_OVER and len(bibliography):
        return _linked_or_plain(document, bibliography)
    return _find_markers(document, bibliography)


def _linked_or_plain(document: Document, bibliography: Bibliography) -> list[CitationMarker]:
    """The markers of a document whose links are laid over the words: they count where the words alone say clearly less."""
    plain = _find_markers(msgspec.structs.replace(document, links=()), bibliography)
    linked = _find_markers(document, bibliography)
    named = [len({target for marker in found for target in marker.targets}) for found in (plain, linked)]
    return linked if named[1] > MORE * named[0] else plain


def _find_markers(document: Document, bibliography: Bibliography) -> list[CitationMarker]:
    tagged = find_tagged(document, bibliography)
    if not len(bibliography):
        return tagged
    tagged += find_within(document, bibliography, tagged)
    cited = {target for marker in tagged for target in marker.targets}
    if tagged and not cited:  # every link leads nowhere: their words may yet say what they cite
        plain = _find_markers(msgspec.structs.replace(document, links=()), bibliography)
        if plain:
            return plain
    if len(cited) < WELL_TAGGED * len(bibliography):
        taken = _taken(document, tagged, find_reprinted(document, bibliography))
        found = _style_of_untagged(document, bibliography, taken)
    else:
        found = _left_out(document, bibliography, tagged, cited)
        found = [marker for marker in found if not heads_reprinted(document, marker)]
    found += find_beside(document, bibliography, tagged)
    if _cites_by_number(tagged + found) and speaks_of_numbers(document.text):
        taken = _taken(document, [*tagged, *found])
        found += (marker for marker in find_in_words(document, bibliography, taken) if not heads_reprinted(document, marker))
    return tagged + _settled(document, found) if found else tagged


def _cites_by_number(markers: list[CitationMarker]) -> bool:
    """Whether most of the markers are numbers."""
    return sum([m.style is MarkerStyle.NUMERIC or m.style is MarkerStyle.SUPERSCRIPT for m in markers]) * 2 > len(markers)


def _taken(document: Document, tagged: list[CitationMarker], reprinted: Iterable[Span] = ()) -> Taken:
    """What the finders of plain text may not take: links of every kind, the groups of citations, entries printed again.

    Of links by names and year only the link: "(<Arden 2001>; Blythe 2004)" is often linked in part.
    """
    spans = {marker.group for marker in tagged if marker.style is not MarkerStyle.AUTHOR_YEAR}
    spans.update(marker.span for marker in tagged)
    spans.update(document.other_links)
    spans.update(reprinted)
    return Taken(spans)


def _style_of_untagged(document: Document, bibliography: Bibliography, taken: Taken) -> list[CitationMarker]:
    """What the finder finds that accounts for most of the reference list."""
    best: list[CitationMarker] = []
    most = 0
    square = False
    by_name = _is_by_name(bibliography)
    for finder in FINDERS:
        found = [marker for marker in finder.find(document, bibliography, taken) if not taken.touches(*marker.span)]
        named = len({target for marker in found for target in marker.targets})
        share = max(finder.share, BY_NAME) if by_name and finder.find is not find_author_year else finder.share
        if named > CLEARLY_MORE * most and named >= max(finder.fewest, share * len(bibliography)):
            best, most = found, named
            square = finder.find is find_square
    if square:
        best += find_unlisted(document, bibliography, taken)
    return best


def _is_by_name(bibliography: Bibliography) -> bool:
    """Whether the list has no labels and is in the order of the alphabet: its numbers are seen by nobody."""
    references = bibliography.references
    if len(references) < 8 or any(reference.label for reference in references):
        return False
    opening = [flat(reference.text[:12]) for reference in references]
    return sum(a <= b for a, b in pairwise(opening)) >= 0.85 * (len(opening) - 1)


def _left_out(
    document: Document, bibliography: Bibliography, tagged: list[CitationMarker], cited: set[int]
) -> list[CitationMarker]:
    """What a well-tagged document cites without a link."""
    style = Counter(marker.style for marker in tagged).most_common(1)[0][0]
    text = document.text
    if style is MarkerStyle.AUTHOR_YEAR:
        taken = _taken(document, tagged)
        found = find_author_year(document, bibliography, taken)
        return [marker for marker in found if not marker.ambiguous and not taken.touches(*marker.span)]
    missing = frozenset(range(len(bibliography))).difference(cited)
    square = style is MarkerStyle.NUMERIC and sum([text.startswith("[", marker.group[0]) for marker in tagged]) * 2 > len(tagged)
    if not missing and not (square and _has_untagged_brackets(text, tagged)):
        return []
    taken = _taken(document, tagged)
    kept: list[CitationMarker] = []
    if square:
        brackets = find_square(document, bibliography, taken)
        kept += (m for m in brackets if not missing.isdisjoint(m.targets) or is_beyond_doubt(text, m))
        kept += find_unlisted(document, bibliography, taken)
    elif style is MarkerStyle.SUPERSCRIPT:
        kept += (m for m in find_superscript(document, bibliography, taken) if not missing.isdisjoint(m.targets))
    if missing:
        kept += (m for m in find_author_year(document, bibliography.only(missing), taken) if not m.ambiguous)
    return kept


def _has_untagged_brackets(text: str, tagged: list[CitationMarker]) -> bool:
    """Whether any square bracket opens outside the tagged groups; most documents have none, and need no finder."""
    ends = {marker.group[0]: marker.group[1] for marker in tagged}
    at = text.find("[")
    while at >= 0:
        end = ends.get(at)
        if end is None:
            if not any(start < at < end for start, end in ends.items()):
                return True
            end = at + 1
        at = text.find("[", end)
    return False


def _settled(document: Document, found: list[CitationMarker]) -> list[CitationMarker]:
    """The finds in order, each within one paragraph, the earlier of two that overlap."""
    paragraphs = document.paragraphs
    kept: list[CitationMarker] = []
    end = -1
    for marker in sorted(found, key=lambda marker: marker.span):
        span = marker.span
        at = paragraph_at(document, span.start)
        if span.start >= end and at >= 0 and span.end <= paragraphs[at].span.end:
            kept.append(marker)
            end = span.end
    return kept
