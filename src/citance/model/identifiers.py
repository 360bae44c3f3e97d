"""The names scholarship gives to articles: DOI, PMID, PMCID, arXiv; parsed once at the border, normal ever after.

Each is a `str` in its normal form, so that comparing, hashing and storing are plain. `parse` is the door for words a
person gave (it raises), `read` the one for text met on the way (it answers None).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Self
from urllib.parse import unquote

import msgspec

from citance.errors import InvalidIdentifier


class _Name(str):
    """A normal-form identifier; subclasses know their scheme and address."""

    __slots__ = ()
    scheme: ClassVar[str]
    address: ClassVar[str]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The identifier that `text`, as a whole, spells; None where it spells none."""
        raise NotImplementedError

    @classmethod
    def parse(cls, text: str) -> Self:
        """The identifier that `text` spells, in normal form; raises InvalidIdentifier where it spells none."""
        found = cls.read(text)
        if found is None:
            raise InvalidIdentifier(text, cls.scheme.upper())
        return found

    @property
    def url(self) -> str:
        """The address that resolves it."""
        return self.address + self


_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_LEAD = re.compile(
    r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|https?://\S+?/(?=10\.\d{4,9}/)|info:doi/|urn:doi:|doi\s*[:.]?\s*)",
    re.I,
)
_DOI_TAIL = re.compile(r"(?:[.,;:'\"’”>}]|\]|\.\s*(?:pubmed|epub|pmid).*|&(?:gt|lt|amp|quot);?)+$", re.I)


class Doi(_Name):
    """A DOI, lower-cased (DOI Handbook 2.4: ASCII case-insensitive), without resolver, `doi:` or trailing stops."""

    __slots__ = ()
    scheme = "doi"
    address = "https://doi.org/"

    @classmethod
    def read(cls, text: str) -> Doi | None:
        """The DOI that `text` spells: any resolver or prefix before it and punctuation behind it are taken off."""
        text = text.strip()
        if not text.startswith("10."):
            text = _DOI_LEAD.sub("", text.strip("\u200b\ufeff<>[]() "), count=1)
        if "%" in text:
            text = unquote(text)
        text = text.replace("\u2010", "-").replace("\u2011", "-").replace("\u200b", "").replace("\u00ad", "")
        match = _DOI.match(text)
        if match is None:
            return None
        doi = _DOI_TAIL.sub("", match[0].lower())
        while doi.endswith(")") and doi.count("(") < doi.count(")"):
            doi = _DOI_TAIL.sub("", doi[:-1])
        return cls(doi) if _DOI.fullmatch(doi) else None


_PMID = re.compile(
    r"(?:pmid\s*:?\s*|(?:https?://)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/))?0*([1-9]\d{0,8})/?",
    re.I,
)
_PMCID = re.compile(
    r"(?:pmcid\s*:?\s*|(?:https?://)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/))?PMC0*([1-9]\d{0,9})(?:\.\d+)?/?",
    re.I,
)
_ARXIV = re.compile(
    r"(?:arxiv\s*:?\s*|(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|(?:https?://)?(?:dx\.)?doi\.org/10\.48550/arxiv\.|10\.48550/arxiv\.)?"
    r"(\d{4}\.\d{4,5}|[a-z\-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.I,
)


class Pmid(_Name):
    """A PubMed identifier: digits without leading zeros."""

    __slots__ = ()
    scheme = "pmid"
    address = "https://pubmed.ncbi.nlm.nih.gov/"

    @classmethod
    def read(cls, text: str) -> Pmid | None:
        """The PMID that `text` spells, bare, with `PMID:` or as an address of PubMed."""
        match = _PMID.fullmatch(text.strip().rstrip("."))
        return cls(match[1]) if match else None


class Pmcid(_Name):
    """A PubMed Central identifier: `PMC` and digits, without a version."""

    __slots__ = ()
    scheme = "pmcid"
    address = "https://pmc.ncbi.nlm.nih.gov/articles/"

    @classmethod
    def read(cls, text: str) -> Pmcid | None:
        """The PMCID that `text` spells; the letters PMC are needed, bare digits are a PMID."""
        match = _PMCID.fullmatch(text.strip().rstrip("."))
        return cls("PMC" + match[1]) if match else None


class ArxivId(_Name):
    """An arXiv identifier, old or new style, without a version (`2101.00001`, `hep-th/9901001`)."""

    __slots__ = ()
    scheme = "arxiv"
    address = "https://arxiv.org/abs/"

    @classmethod
    def read(cls, text: str) -> ArxivId | None:
        """The arXiv id that `text` spells, bare, with `arXiv:`, as an address or as arXiv's own DOI."""
        match = _ARXIV.fullmatch(text.strip().rstrip("."))
        return cls(match[1].lower()) if match else None


Identifier = Doi | Pmid | Pmcid | ArxivId
SCHEMES: dict[str, type[Doi] | type[Pmid] | type[Pmcid] | type[ArxivId]] = {k.scheme: k for k in (Doi, Pmid, Pmcid, ArxivId)}


def find_identifier(text: str) -> Identifier | None:
    """The identifier that a person's words spell, whatever its kind; bare digits are read as a PMID, else None."""
    for kind in (Doi, Pmcid, ArxivId, Pmid):
        found = kind.read(text)
        if found is not None:
            return found
    return None


def parse_identifier(text: str) -> Identifier:
    """As `find_identifier`, but raises InvalidIdentifier where there is none."""
    found = find_identifier(text)
    if found is None:
        raise InvalidIdentifier(text)
    return found


class Identifiers(msgspec.Struct, frozen=True, omit_defaults=True):
    """The identifiers one record gives for one article, at most one of each kind."""

    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    arxiv: ArxivId | None = None

    def __iter__(self) -> Iterator[Identifier]:
        """Those that are there, the surest first: DOI, PMCID, PMID, arXiv."""
        for name in (self.doi, self.pmcid, self.pmid, self.arxiv):
            if name is not None:
                yield name

    def __bool__(self) -> bool:
        return bool(self.doi or self.pmid or self.pmcid or self.arxiv)


NO_IDENTIFIERS = Identifiers()
