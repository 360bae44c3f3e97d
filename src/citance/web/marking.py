"""A sentence cut where something is to be pointed out: the marker, the words that tipped the verdict, what was searched for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from citance.index import ArticleView, StatementView
from citance.model import Because, Span
from citance.web.catalogue import Words
from citance.web.escaping import escaped
from citance.web.paths import Paths

Kind = Literal["marker", "group", "other", "because", "whose", "found"]


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
    return pieces(view.sentence, [*marks, *_reasons(view, "sentence")])


def neighbour_pieces(view: StatementView, where: Literal["before", "after"]) -> list[Piece]:
    """The sentence before or after, with the reasons that stand in it."""
    return pieces(view.before if where == "before" else view.after, _reasons(view, where))


def _reasons(view: StatementView, where: str) -> list[tuple[Span | None, Kind]]:
    because = view.classification.because if view.classification and not view.reviewed else ()
    if not because:  # nearly always
        return []
    return [(Span(*one.span), "whose" if one.role == "whose" else "because") for one in because if one.where == where]


def reasons(view: StatementView, role: str = "cue") -> list[str]:
    """The words that tipped the verdict, as printed, each once; the cue's name where a snippet does not show them."""
    because = view.classification.because if view.classification else ()
    return list(dict.fromkeys(_printed(view, one) for one in because if one.role == role))


def _printed(view: StatementView, because: Because) -> str:
    words = {"before": view.before, "sentence": view.sentence, "after": view.after}[because.where]
    return " ".join(Span(*because.span).cut(words).split()) or because.cue


def marked(found: Iterable[Piece], id: str, words: Words, paths: Paths) -> str:
    """The pieces as HTML: the marker marked, reasons underlined, citations beside it as links to what they cite."""
    parts: list[str] = []
    other, in_other = -1, False
    for piece in found:
        if ("other" in piece.kinds) != in_other:  # one link for a citation, whatever else is pointed out within it
            in_other = not in_other
            if in_other:
                other += 1
                where = escaped(paths.to(f"/statements/{id}/beside/{other}"))
                parts.append(f'<a class="beside" href="{where}" title="{words.html["statement.other"]}">')
            else:
                parts.append("</a>")
        parts.append(_pointed_out(piece, words))
    if in_other:
        parts.append("</a>")
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
    names = [author.surname or author.name for author in article.authors]
    match names:
        case []:
            return ""
        case [one]:
            return one
        case [one, other]:
            return f"{one} & {other}"
        case _:
            return f"{names[0]} et al."


def name(article: ArticleView) -> str:
    """`Alder et al. 2011`; empty where nobody is known."""
    who = short_authors(article)
    return f"{who} {article.year or ''}".strip() if who else ""


def imprint(article: ArticleView) -> str:
    """Volume, issue and pages as they are cited: `4(2), 17–29`."""
    volume = (article.volume or "") + (f"({article.issue})" if article.issue else "")
    pages = "–".join(page for page in (article.first_page, article.last_page) if page)
    return ", ".join(part for part in (volume, pages) if part)


def quotation(view: StatementView) -> str:
    """The sentence with where it was read, as one pastes it into a manuscript's notes."""
    citing = view.citing
    names = ", ".join(author.name for author in citing.authors[:6]) + (" et al." if len(citing.authors) > 6 else "")
    told = [f"{names} ({citing.year})" if names and citing.year else names or str(citing.year or "")]
    told += [citing.title, " ".join(part for part in (citing.journal, imprint(citing)) if part)]
    told.append(f"https://doi.org/{citing.doi}" if citing.doi else f"PMID {citing.pmid}" if citing.pmid else "")
    return f"“{view.sentence.strip()}” " + ". ".join(part.rstrip(".") for part in told if part) + "."
