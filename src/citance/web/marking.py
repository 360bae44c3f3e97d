"""A sentence cut where something is to be pointed out: the marker, the words that tipped the verdict, what was searched for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from citance.extraction.groups import join_superscripts
from citance.index import ArticleView, StatementView
from citance.model import Because, MarkerStyle, Span
from citance.web.catalogue import Words
from citance.web.escaping import escaped
from citance.web.paths import Paths

Kind = Literal["marker", "group", "other", "because", "whose", "found", "raised"]


class Piece(NamedTuple):
    """Some of the words, and all that is pointed out in them."""

    text: str
    kinds: frozenset[Kind]


_NOTHING: frozenset[Kind] = frozenset()


def pieces(words: str, marks: Iterable[tuple[Span | None, Kind]]) -> list[Piece]:
    """The words in pieces that, joined, are the words; each knows the marks that lie over it. Spans may overlap."""
    spans = [(max(0, span[0]), min(len(words), span[1]), kind) for span, kind in marks if span is not None]
    if not spans:
        return [Piece(words, _NOTHING)] if words else []
    cuts = sorted({0, len(words)} | {end for span in spans for end in span[:2] if 0 <= end <= len(words)})
    return [
        Piece(words[start:end], frozenset(kind for first, last, kind in spans if first <= start and end <= last))
        for start, end in pairwise(cuts)
        if end > start
    ]


def sentence_pieces(view: StatementView) -> list[Piece]:
    """The sentence with its marker, its group, the citations beside it, the reasons and what was found."""
    marks: list[tuple[Span | None, Kind]] = [(view.span, "marker"), (view.group, "group")]
    marks += [(span, "other") for span in view.others]
    marks += [(span, "found") for span in view.matched]
    marks += [(span, "raised") for span in raised(view)]
    return pieces(view.sentence, [*marks, *_reasons(view, "sentence")])


_NUMBERS = re.compile(r"[\d\s,;\-\u2010-\u2015\u2212]+[a-z]?")


def raised(view: StatementView) -> list[Span]:
    """Which parts of the sentence were printed as superscripts, as far as a statement knows: its own marker with the group around
    it, and the numbers by which an article that cites so cites other works beside it."""
    if view.marker_style is not MarkerStyle.SUPERSCRIPT or view.span is None:
        return []
    whole = view.sentence
    own = [view.span] if view.group is None else [view.span, view.group]
    first, last = max(0, min(span.start for span in own)), min(len(whole), max(span.end for span in own))
    found = [Span(first, last)] if first < last else []
    found += [
        Span(max(0, span.start), min(len(whole), span.end))
        for span in view.others
        if (span.start < last and first < span.end) or _NUMBERS.fullmatch(whole, *span)
    ]
    return join_superscripts(whole, sorted(found)) if len(found) > 1 else found


def neighbour_pieces(view: StatementView, where: Literal["before", "after"]) -> list[Piece]:
    """The sentence before or after, with the reasons that stand in it."""
    return pieces(view.before if where == "before" else view.after, _reasons(view, where))


def _because(view: StatementView) -> tuple[Because, ...]:
    """The words that tipped the verdict, as far as it stands; nearly always none."""
    return view.classification.because if view.classification and not view.reviewed else ()


def _reasons(view: StatementView, where: str) -> list[tuple[Span | None, Kind]]:
    return [(Span(*one.span), "whose" if one.role == "whose" else "because") for one in _because(view) if one.where == where]


def reasons(view: StatementView, role: str = "cue") -> list[str]:
    """The words that tipped the verdict, as printed, each once; the cue's name where a snippet does not show them."""
    because = view.classification.because if view.classification else ()
    return list(dict.fromkeys(_printed(view, one) for one in because if one.role == role))


def _printed(view: StatementView, because: Because) -> str:
    words = {"before": view.before, "sentence": view.sentence, "after": view.after}[because.where]
    return " ".join(Span(*because.span).cut(words).split()) or because.cue


def sentence_html(view: StatementView, words: Words, paths: Paths) -> str:
    """The sentence as HTML, with all that is pointed out in it."""
    html = None if view.matched or _because(view) else _citations_alone(view, words, paths)
    return marked(sentence_pieces(view), view.id, words, paths) if html is None else html


def neighbour_html(view: StatementView, where: Literal["before", "after"], words: Words, paths: Paths) -> str:
    """The sentence before or after it as HTML, likewise."""
    if not _because(view):
        return escaped(view.before if where == "before" else view.after)
    return marked(neighbour_pieces(view, where), view.id, words, paths)


def _citations_alone(view: StatementView, words: Words, paths: Paths) -> str | None:
    """As `marked` makes it of a sentence in which citations alone are pointed out and none touches another: of nearly every one,
    in a third of the time. None of others. (A group is not seen: its signs are words as others are.)"""
    text, other = view.sentence, 0
    spans = [(start, end, True) for start, end in view.others]
    if view.span is not None:
        spans.append((*view.span, False))
    spans.sort()
    tags: list[tuple[int, int, str]] = []  # where each stands, and which of those at one place comes first
    last = -1
    for start, end, is_other in spans:
        if not last < start < end <= len(text):
            return None
        if is_other:
            tags += ((start, 3, _link(view.id, other, words, paths)), (end, 0, "</a>"))
            other += 1
        else:
            tags += ((start, 3, f'<mark class="marker" title="{words.html["statement.marker"]}">'), (end, 0, "</mark>"))
        last = end
    for start, end in raised(view):
        tags += ((start, 2, "<sup>"), (end, 1, "</sup>"))
    tags.sort()
    parts: list[str] = []
    at = 0
    for place, _, tag in tags:
        if place > at:
            parts.append(escaped(text[at:place]))
            at = place
        parts.append(tag)
    parts.append(escaped(text[at:]))
    return "".join(parts)


def _link(id: str, other: int, words: Words, paths: Paths) -> str:
    """The beginning of a link to what a citation beside the statement's own leads to."""
    where = escaped(paths.to(f"/statements/{id}/beside/{other}"))
    return f'<a class="beside" href="{where}" title="{words.html["statement.other"]}">'


def marked(found: Iterable[Piece], id: str, words: Words, paths: Paths) -> str:
    """The pieces as HTML: the marker marked, reasons underlined, citations beside it as links to what they cite. A link is
    raised as a whole or not at all."""
    parts: list[str] = []
    other, in_other, is_raised = -1, False, False
    for piece in found:
        if ("raised" in piece.kinds) != is_raised:
            if in_other:
                in_other = False
                parts.append("</a>")
            is_raised = not is_raised
            parts.append("<sup>" if is_raised else "</sup>")
        if ("other" in piece.kinds) != in_other:  # one link for a citation, whatever else is pointed out within it
            in_other = not in_other
            if in_other:
                other += 1
                parts.append(_link(id, other, words, paths))
            else:
                parts.append("</a>")
        parts.append(_pointed_out(piece, words))
    if in_other:
        parts.append("</a>")
    if is_raised:
        parts.append("</sup>")
    return "".join(parts)


def _pointed_out(piece: Piece, words: Words) -> str:
    """A piece as HTML. The signs of a bracket, and what stands for citations in a range, are words as others are."""
    kinds = piece.kinds
    html = escaped(piece.text)
    if not kinds:
        return html
    if "found" in kinds:
        html = f'<mark class="found">{html}</mark>'
    if "because" in kinds or "whose" in kinds:
        html = f'<u class="because{"" if "because" in kinds else " whose"}">{html}</u>'
    if "marker" in kinds:
        html = f'<mark class="marker" title="{words.html["statement.marker"]}">{html}</mark>'
    return html


# -- people and places -------------------------------------------------------------------------------------------------------


def title(article: ArticleView) -> str:
    """The title without the full stop that reference lists put behind it."""
    words = article.title
    return words[:-1] if words.endswith(".") and not words.endswith("..") else words


def short_authors(article: ArticleView) -> str:
    """`Alder`, `Alder & Quill`, `Alder et al.`; empty where nobody is known."""
    names = [author.surname or author.name for author in article.authors[:2]]
    match len(article.authors):
        case 0:
            return ""
        case 1:
            return names[0]
        case 2:
            return f"{names[0]} & {names[1]}"
        case _:
            return f"{names[0]} et al."


def name(article: ArticleView) -> str:
    """`Alder et al. 2011`; empty where nobody is known."""
    who = short_authors(article)
    return f"{who} {article.year or ''}".strip() if who else ""


def imprint(article: ArticleView) -> str:
    """Volume, issue and pages as they are cited: `4(2), 17–29`."""
    volume = (article.volume or "") + (f"({article.issue})" if article.issue else "")
    first, last = article.first_page, article.last_page
    pages = f"{first}–{last}" if first and last else first or last or ""
    return f"{volume}, {pages}" if volume and pages else volume or pages


def quotation(view: StatementView) -> str:
    """The sentence with where it was read, as one pastes it into a manuscript's notes."""
    citing = view.citing
    names = ", ".join([author.name for author in citing.authors[:6]]) + (" et al." if len(citing.authors) > 6 else "")
    told = (
        f"{names} ({citing.year})" if names and citing.year else names or str(citing.year or ""),
        citing.title,
        " ".join([part for part in (citing.journal, imprint(citing)) if part]),
        f"https://doi.org/{citing.doi}" if citing.doi else f"PMID {citing.pmid}" if citing.pmid else "",
    )
    return f"“{view.sentence.strip()}” " + ". ".join([part.rstrip(".") for part in told if part]) + "."
