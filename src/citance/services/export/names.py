"""Addresses, types and printed names of articles, as the formats of others want them."""

from __future__ import annotations

from citance.model import ArxivId, Doi, Pmcid, Pmid
from citance.services.views import ArticleView

# What no IRI may hold (RFC 3987, and IRIREF of Turtle), and %, so that what was encoded comes back as it was.
_FORBIDDEN = {c: f"%{ord(c):02X}" for c in '<>"{}|^`\\%# '} | {chr(c): f"%{c:02X}" for c in range(0x20)}


def escape_iri(text: str) -> str:
    """The text as part of an address: what may not stand there percent-encoded."""
    return "".join(_FORBIDDEN.get(c, c) for c in text)


def address(article: ArticleView) -> str:
    """The address of the article's surest identifier; one of our own (`urn:citance:article:KEY`) where it has none."""
    if article.doi:
        return Doi.address + escape_iri(article.doi)
    if article.pmcid:
        return Pmcid.address + escape_iri(article.pmcid)
    if article.pmid:
        return Pmid.address + escape_iri(article.pmid)
    if article.arxiv:
        return ArxivId.address + escape_iri(article.arxiv)
    return f"urn:citance:article:{article.key}"


def is_preprint(article: ArticleView) -> bool:
    """Whether the article says it is a preprint, or is known by nothing but its arXiv id."""
    if article.article_type:
        return "preprint" in article.article_type.casefold()
    return bool(article.arxiv and not article.journal)


def pages(article: ArticleView, dash: str) -> str:
    """First and last page with a dash between; a lone page or article number alone."""
    return dash.join(page for page in (article.first_page, article.last_page) if page)


def date_parts(article: ArticleView) -> list[int]:
    """Year, month, day as far as known; nothing where not even the year is."""
    parts = [int(part) for part in (article.date or "").split("-")[:3] if part.isdecimal()]
    if parts and (article.year is None or parts[0] == article.year):
        return parts
    return [] if article.year is None else [article.year]
