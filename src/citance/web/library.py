"""Where a library's readers find an article: its proxy before a publisher's address, and its link resolver."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from citance.index import ArticleView
from citance.model.identifiers import SCHEMES, Doi, Identifier


class Library(NamedTuple):
    """A library: `proxy` is what stands before addresses that its readers open, `resolver` the address of its link resolver.

    A proxy that ends in `qurl=` takes the address behind it escaped, as EZproxy has it, any other as it is.
    """

    proxy: str = ""
    resolver: str = ""

    def proxied(self, address: str) -> str:
        """The address as the library's readers open it."""
        if not self.proxy:
            return address
        return self.proxy + (quote(address, safe="") if self.proxy.endswith("qurl=") else address)

    def resolved(self, article: ArticleView) -> str:
        """The address that asks the link resolver for the article: an OpenURL 1.0 (Z39.88-2004); "" where there is none."""
        if not self.resolver:
            return ""
        joint = "" if self.resolver.endswith(("?", "&")) else "&" if "?" in self.resolver else "?"
        return self.resolver + joint + urlencode([(name, str(value)) for name, value in _described(article) if value])


NO_LIBRARY = Library()


def _described(article: ArticleView) -> list[tuple[str, object]]:
    first = next(iter(article.authors), None)
    return [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rfr_id", "info:sid/citance"),
        ("rft.genre", "article"),
        ("rft_id", f"info:doi/{article.doi}" if article.doi else ""),
        ("rft_id", f"info:pmid/{article.pmid}" if article.pmid else ""),
        ("rft.atitle", article.title),
        ("rft.jtitle", article.journal),
        ("rft.issn", next(iter(article.issns), "")),
        ("rft.date", article.date or article.year),
        ("rft.volume", article.volume),
        ("rft.issue", article.issue),
        ("rft.spage", article.first_page),
        ("rft.epage", article.last_page),
        ("rft.aulast", first.surname if first else ""),
        ("rft.aufirst", first.given if first else ""),
    ]


def resolver(name: Identifier, library: Library = NO_LIBRARY) -> str:
    """Where an identifier leads; behind a DOI are publishers, so that way leads over the library's proxy."""
    address = name.address + quote(name, safe="/:;()._-~")
    return library.proxied(address) if isinstance(name, Doi) else address


def links_out(article: ArticleView, library: Library = NO_LIBRARY) -> list[tuple[str, str, str]]:
    """(scheme, identifier, address) of each name the article has elsewhere, the library's link resolver last.

    Publishers are behind the DOI and ask for a licence, so that way leads over the proxy; the others are open to all.
    """
    found = []
    for scheme, kind in SCHEMES.items():
        name = getattr(article, scheme)
        if name:
            address = kind.address + quote(str(name), safe="/:;()._-~<>")
            found.append((scheme, str(name), library.proxied(address) if scheme == "doi" else address))
    resolver = library.resolved(article)
    return [*found, ("library", "", resolver)] if resolver else found
