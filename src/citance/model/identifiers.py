"""The names scholarship gives to articles: DOI, PMID, PMCID, arXiv; parsed once at the border, normal ever after.

Each is a `str` in its normal form, so that comparing, hashing and storing are plain. `parse` is the door for words a
person gave (it raises), `read` the one for text met on the way (it answers None).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
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

    @property
    def spelled(self) -> str:
        """The identifier with its scheme, as articles are looked up by it and records of joins name it: `doi:10.5555/a`."""
        return f"{self.scheme}:{self}"


_LONGEST = 2000  # characters looked at: no DOI, nor address with one, is longer
# What nearly every DOI met is made of; the rest takes the long way through `_mend_doi`.
_CLEAN_DOI = re.compile(r"10\.\d{4,9}/[a-z0-9](?:[a-z0-9._/()-]*[a-z0-9])?")
_SUSPECT = re.compile(
    r"10\.\d|pub|pm[ci]d|doi|access|avail|medl|cross|arxiv|01/.*v\d|98/.*v\d|/(?:full|e?pdf|abs|html|suppl|meta)"
)
# Half of a surrogate pair is no letter: it comes out of a broken file, or a name in another encoding, and cannot be stored.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\ud800-\udfff]*\w[^\s\ud800-\udfff]*")
_DOI_START = re.compile(r"10\.\s?\d{4,9}(?:\.\d+)*\s?/")
_RESOLVER = re.compile(r"(?:https?:?/*)?(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)[:/]*", re.I)
_DOI_LEAD = re.compile(r"(?:(?:urn:|info:)?\W*doi(?:\.org)?\W*)+", re.I)
_ADDRESS = re.compile(r"(?:https?:/*|www\.)\S+?(?<![0-9a-z.])(?=10\.\d{4,9}/)", re.I)
_PAGE_OF_ADDRESS = re.compile(
    r"[?#&].*|;jsessionid.*|/(?:full|abstract|abs|e?pdf|epub|meta|summary|html|fulltext|full-text|references|citation|issuetoc|suppl_file)\b.*"
    r"|(?:v\d+)?(?:\.full|\.abstract|\.short|\.long)?(?:\.pdf)$|(?:v\d+)?\.(?:full|abstract|short|long)(?:-text)?$",
    re.I,
)
# bioRxiv's and medRxiv's, under both prefixes: the version, and what their addresses say of the page behind it.
_VERSION_OF_PREPRINT = re.compile(
    r"(10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})v\d+(?:\.(?:full|abstract|short|long|supplement)\S*)?"
)
# What a publisher's address says of the page behind the DOI in it, and what is asked of it: never part of the DOI itself.
_VIEW_BEHIND = re.compile(
    r"(?<=[^/])/(?:full|fulltext|full-text|abstract|e?pdf|html|meta)(?:[?#;].*)?$|/suppl(?:_file/.*|/?)$|[?&][a-z_]+=.*$"
)
_WORDS_BEHIND = re.compile(
    r"[.,;]?(?<=[\d.,;)\]>])\W?"
    r"(?:(?:epub|e-pub|ecollection|article\s?published\w*|"
    r"pubmed|pmid|pmcid|medline|cross ?ref|accessed|available|arxiv)(?![a-z/]).*|https?:.*|doi:.*)$"
)
_KIND_BEHIND = re.compile(r"\[(?:doi|pii|pubmed|cross ?ref)\]?$")  # "10.1/x[doi]" is how MEDLINE prints it
_LONE_PERCENT = re.compile(r"%(?![0-9a-f]{2}).*$")  # "%J Nucleic..." is the next field of a reference manager
_STOPS_BEHIND = ".,;:'\"’”“‘»`´*|\\/&<([{"
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"), "-") | {
    ord(c): None for c in "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
}
_BRACKETS = {")": "(", "]": "[", ">": "<", "}": "{"}


def _join_parted(text: str) -> str:
    """The first word of `text`, with those joined to it that were parted from it by a line's end.

    A blank after a slash or hyphen, or before a stop that goes on, is a line's end; so is one after a stop where what
    follows is pieced together itself ("j.febslet. 2006.04.008"), but not before a lone number, which may be a year or PMID.
    """
    words = text.split()
    doi = words[0] if words else ""
    for word in words[1:]:
        if (
            doi.endswith(("/", "-", "_", "("))
            or re.fullmatch(r"10\.|10\.\d{4,9}", doi)
            or re.match(r"[./_-]\w", word)
            or (doi.endswith(".") and re.match(r"\d+[.-]\d", word))
        ):
            doi += word
        elif re.fullmatch(r"10\.1371/journal\.?", doi) and re.match(r"p[a-z]{2,3}\.\d", word):
            doi = f"10.1371/journal.{word}"
        else:
            break
    return doi


def _mend_doi(doi: str) -> str:
    """`doi`, which begins with 10., lower-cased and without what is no part of it; the same again for what it gives."""
    while True:
        before = doi
        if "%" in doi:
            doi = unquote(doi)
        if "&" in doi:
            doi = unescape(doi)
        doi = _LONE_PERCENT.sub("", _join_parted(doi.translate(_DASHES)).lower())
        twice = re.match(r"(10\.\d{4,9}/)\1*(?=\1)|(10\.\d{4,9}/).*?(?=(?:https?|doi)\S*\2)", doi)
        if twice:  # "10.1/10.1/x", "10.1/https://doi.org/10.1/x"
            doi = doi[doi.index("10.", twice.end()) :]
        doi = _KIND_BEHIND.sub("", _WORDS_BEHIND.sub("", doi))
        half = len(doi) // 2
        if doi[:half] == doi[half:]:
            doi = doi[:half]
        while doi and (doi[-1] in _STOPS_BEHIND or (doi[-1] in _BRACKETS and doi.count(_BRACKETS[doi[-1]]) < doi.count(doi[-1]))):
            doi = doi[:-1]
        doi = _VERSION_OF_PREPRINT.sub(r"\1", doi)
        start = doi.find("/") + 1
        doi = doi[:start] + _VIEW_BEHIND.sub("", doi[start:])
        if doi == before:
            return doi


# Of these publishers no article has a DOI without a digit behind the slash: it is a journal's, or was cut short; so is one that
# ends with the journal's ISSN, its year, or the number all Cochrane reviews share. Wiley's with an ISSN in brackets is a
# journal's too, and one that tells the issue (SICI) but not the item is an issue's.
_STUMP = re.compile(
    r"10\.(?:1001|1002|1007|1016|1021|1038|1039|1055|1056|1073|1074|1080|1083|1084|1085|1089|1093|1097|1101|1111|1113|1126|1128|1136"
    r"|1152|1159|1172|1177|1186|1242|1371|3389|3390|3835|3897|4161|5897|9734|14202|14348)/[a-z._-]+"
    r"|10\.1002/14651858(?:\.cd)?|10\.1016/s?\d{4}-\d{3}[\dx]|10\.(?:1016/j\.|1006/)[a-z]+\.(?:19|20)\d\d|10\.1371/journal\.[a-z]+\.0+"
    r"|10\.1002/\(issn\)\d{4}-\d{3}[\dx]|10\.\d{4,9}/\(sici\)(?!.*(?:co;|aid|<)).*|10\.\d{4,9}/.*-"
)


class Doi(_Name):
    """A DOI, lower-cased (DOI Handbook 2.4: ASCII case-insensitive), without resolver, `doi:` or trailing stops."""

    __slots__ = ()
    scheme = "doi"
    address = "https://doi.org/"

    @property
    def is_stump(self) -> bool:
        """Whether it names a journal or an issue, or is visibly cut short: many works are given it, so it tells none of them."""
        return _STUMP.fullmatch(self) is not None

    @classmethod
    def read(cls, text: str) -> Doi | None:
        """The DOI that `text` begins with, after any resolver, publisher's address or `doi:`.

        Mended: trailing stops, words run on behind it (Epub, PubMed), escapes, typographic dashes, line breaks inside, a
        DOI printed twice. The table of spellings, kept and refused, is tests/model/identifiers.txt.
        """
        text = text.strip()
        doi = text.lower()
        if doi.startswith("http"):
            at = doi.find("doi.org/10.")
            if 0 <= at < 12:
                doi = doi[at + 8 :]
        if _CLEAN_DOI.fullmatch(doi) and not _SUSPECT.search(doi, 4):
            return cls(doi)
        return cls._read_odd(text)

    @classmethod
    def _read_odd(cls, text: str) -> Doi | None:
        text = text[:_LONGEST].lstrip("\u200b\ufeff \t\r\n<>[]({\"'“”")
        if "%2" in text and "10." in text:
            text = unquote(text.replace("%25", "%"))  # some are escaped twice
        if not text.startswith("10."):
            lead = _RESOLVER.match(text)
            if lead:
                text = re.sub(r"\?[a-z_]+=.*", "", text[lead.end() :].lstrip(), flags=re.I)
            text = _DOI_LEAD.sub("", text, count=1) if text[:1].lower() in "udi:" else text
            if not _DOI_START.match(text):
                lead = _ADDRESS.match(text) or re.match(r"(?:https?:/*|www\.)\S+?[/=](?=10\.\d{4,9}/)", text)
                if lead is None:
                    return None
                text = text[lead.end() :]
                host = lead[0].lower()
                if "doi.org" not in host:
                    start = text.find("/") + 1
                    text = text[:start] + _PAGE_OF_ADDRESS.sub("", text[start:], count=1)
        match = _DOI_START.match(text)
        if match is None:
            return None
        doi = _mend_doi("".join(match[0].split()) + text[match.end() :].lstrip())
        return cls(doi) if _DOI.fullmatch(doi) else None


_PMID = re.compile(
    r"""[\[(]?
    (?:(?:pubmed\s*)?(?:pmid|pubmed|medline|med)(?:\s*(?:id|no\.?))?\s*[:#=]?\s*(?:pmid\s*:?\s*)?
      |(?:https?:/*)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/(?:pubmed|m/pubmed|entrez)/\S*?|pubmed\.ncbi\.nlm\.nih\.gov/\S*?|pubmed\.gov/\S*?
         |europepmc\.org/(?:abstract|article)/med/)
    )?
    (?:(?<!0)0+)?([1-9]\d{0,7})
    (?:/|[&?\#]\S*|\s*\[(?:pubmed|pmid|medline)\]|[\])])?""",
    re.I | re.X,
)
_PMCID = re.compile(
    r"""[\[(]?
    (?:(?:pubmed\s*)?pmcid\s*[:=]?\s*|pubmed\s*central\s*(?:pmcid)?\s*:?\s*
      |(?:https?:/*)?(?:www\.|europe)*(?:ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/|pmc\.org/articles?/(?:pmc/)?)
    )?
    PMC\s?-?0*([1-9]\d{0,8})(?:\.\d+)?
    (?:/\S*|[?\#]\S*|[\])])?""",
    re.I | re.X,
)
_LABELLED_PMCID = re.compile(r"pmc\s?id\s*[:=]?\s*0*([1-9]\d{0,8})", re.I)
_ARXIV_NEW = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}"
# The archives of before April 2007; arXiv's own list (https://info.arxiv.org/help/arxiv_identifier.html and /archive/).
_ARXIV_OLD = (
    r"(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|funct-an|gr-qc"
    r"|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int"
    r"|stat|supr-con)(?:\.[a-z]{2})?/\d\d(?:0[1-9]|1[0-2])\d{3}"
)
_ARXIV = re.compile(
    rf"""(?:(?:arxiv\s*)?(?:e-?prints?|preprints?)?[\s,:]*arxiv\s*(?:\.org)?[\s:.]*
      |(?:https?:/*)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|ftp)/
      |(?:(?:https?:/*)?(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.)?
    ({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?:\.pdf)?(?:\s*\[[a-z.\s-]+\])?""",
    re.I | re.X,
)


def _tidied(text: str) -> str:
    """The words as these patterns read them. A long run of blanks is one blank, for they try each way to share it out between
    two of their parts: eight thousand took ten seconds. What is too long is no identifier."""
    text = text.strip()
    if len(text) > 40:
        text = " ".join(text.split())
    return text.rstrip(".,;") if len(text) <= _LONGEST else ""


class Pmid(_Name):
    """A PubMed identifier: at most eight digits, without leading zeros."""

    __slots__ = ()
    scheme = "pmid"
    address = "https://pubmed.ncbi.nlm.nih.gov/"

    @classmethod
    def read(cls, text: str) -> Pmid | None:
        """The PMID that `text` spells, bare, with `PMID:` or `PubMed:`, or as an address of PubMed."""
        text = _tidied(text)
        if text.isdecimal() and text.isascii() and text[0] != "0" and len(text) < 9:
            return cls(text)
        match = _PMID.fullmatch(text)
        return cls(match[1]) if match and match[1].isascii() else None


class Pmcid(_Name):
    """A PubMed Central identifier: `PMC` and digits, without a version."""

    __slots__ = ()
    scheme = "pmcid"
    address = "https://pmc.ncbi.nlm.nih.gov/articles/"

    @classmethod
    def read(cls, text: str) -> Pmcid | None:
        """The PMCID that `text` spells; the letters PMC are needed, bare digits are a PMID."""
        text = _tidied(text)
        match = _PMCID.fullmatch(text) or _LABELLED_PMCID.fullmatch(text)
        return cls("PMC" + match[1]) if match and match[1].isascii() else None


class ArxivId(_Name):
    """An arXiv identifier, old or new style, without a version (`2101.00001`, `hep-th/9901001`)."""

    __slots__ = ()
    scheme = "arxiv"
    address = "https://arxiv.org/abs/"

    @classmethod
    def read(cls, text: str) -> ArxivId | None:
        """The arXiv id that `text` spells, bare, with `arXiv:`, as an address or as arXiv's own DOI."""
        match = _ARXIV.fullmatch(_tidied(text))
        if match is None or not match[1].isascii():
            return None
        archive, slash, number = match[1].lower().partition("/")
        # The subject class is no part of the id: math.GT/0309136 is math/0309136.
        return cls(archive.partition(".")[0] + slash + number if slash else archive)


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


class Identifiers(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
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

    @property
    def spelled(self) -> tuple[str, ...]:
        """As each of them spells itself, the surest first."""
        names = []  # written out: every work of every reference comes this way
        if self.doi is not None:
            names.append("doi:" + self.doi)
        if self.pmcid is not None:
            names.append("pmcid:" + self.pmcid)
        if self.pmid is not None:
            names.append("pmid:" + self.pmid)
        if self.arxiv is not None:
            names.append("arxiv:" + self.arxiv)
        return tuple(names)


NO_IDENTIFIERS = Identifiers()
