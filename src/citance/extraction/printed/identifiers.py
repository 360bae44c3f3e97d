"""Identifiers in the words of a printed reference: DOI, PMID, PMCID, arXiv; also those printed without their name."""

from __future__ import annotations

import re

from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid

# Here and below, what stands before a match is looked at after its first sign: a pattern that begins with a sign is sought
# many times faster than one that begins with a look behind.
_DOI_IN_TEXT = re.compile(r"10\.(?<![\d.]10\.)\s?\d{4,9}(?:\.\d+)*\s?/")
_PMID_IN_TEXT = re.compile(  # behind "PubMed" alone four digits are a year
    r"(?:PMID|Pub\s?Med(?:\s*[:#]|\s+PMID|\s+ID)|pubmed/|Pub\s?Med(?=\s*\d{5}))\s*[:#]?\s*(\d{1,8})(?!\d)", re.I
)
_PMCID_IN_TEXT = re.compile(r"\bPMC(?:ID)?:?\s?(?:PMC)?(\d{3,9})\b")
_ARXIV_IN_TEXT = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|[\s:,.]*|\s+preprint\s+(?:arxiv:)?\s*)((?:[a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5}))", re.I
)
# PubMed's number alone at the very end, as PMC prints it behind the pages or the DOI.
_LONE_PMID = re.compile(r"(?<=[\d.;a-z)])\s(\d{7,8})\s*\.?$")
# The same where the blank was lost: "8:541.29416032", "8:541-9, 200818772048".
_PMID_RUN_ON = re.compile(r"(?:(?<=\d\.)|(?<=[\s(](?:19|20)\d\d))(\d{8})\s*\.?$")
# Numbers that are of something else: "US Patent No. 6012345", "accession no. 12345678", "accessed 20150312".
_OTHER_NUMBER = re.compile(
    r"\bpatents?\b|\b(?:nos?|nrs?|number|accession|access(?:ed)?|appl(?:ication)?|reports?|order|docket|grant|isbn|code|ids?)\b[.:#]?\s*\d+\W*$",
    re.I,
)


def find_lone_pmid(text: str) -> re.Match[str] | None:
    """A number at the very end that is a PMID though nothing says so."""
    if not text.rstrip().rstrip(".").rstrip()[-7:].isdecimal():  # nearly always
        return None
    if _OTHER_NUMBER.search(text) is not None:
        return None
    return _LONE_PMID.search(text) or (_PMID_RUN_ON.search(text) if "/" not in text[-24:] else None)


def _without_pmid(text: str, pmid: Pmid | None) -> str:
    """The text without the PMID that is known: where tags are lost it is run on to the DOI before it."""
    if pmid is None or pmid not in text:
        return text
    return text.replace(pmid, " ", 1) if re.search(rf"(?<=[\w.]){pmid}\b", text) else text


_ADDRESS_BEFORE = re.compile(r"(?:https?:/|www\.)\S*$", re.I)
_SLASH_ESCAPED = re.compile(r"(?<=10\.)(\d{4,9})%2F", re.I)


def _find_doi(text: str, pmid: Pmid | None) -> Doi | None:
    """The first DOI of a work in the text; one in an address is read with it, for the host tells what is no part of it."""
    if "%2" in text:
        text = _SLASH_ESCAPED.sub(r"\1/", text.replace("%252", "%2"))  # some are escaped twice
    for start in _DOI_IN_TEXT.finditer(text):
        at = start.start()
        address = _ADDRESS_BEFORE.search(text, max(0, at - 200), at) if text[at - 1 : at] in ("/", "=") else None
        doi = Doi.read(text[address.start() : at + 200]) if address is not None else None
        if doi is None:
            doi = Doi.read(_without_pmid(text[at : at + 200], pmid))
        if doi is not None and not doi.is_stump:
            return doi
    return None


def find_identifiers(text: str, given: Identifiers = NO_IDENTIFIERS) -> Identifiers:
    """The identifiers given, and those of the other kinds that stand in `text`."""
    doi, pmid, pmcid, arxiv = given.doi, given.pmid, given.pmcid, given.arxiv
    if doi is None and "10." in text:
        doi = _find_doi(text, pmid)
    if "PM" in text or "ubMed" in text or "ubmed" in text:
        if pmid is None and (found := _PMID_IN_TEXT.search(text)) is not None:
            pmid = Pmid.read(found[1])
        if pmcid is None and "PMC" in text and (found := _PMCID_IN_TEXT.search(text)) is not None:
            pmcid = Pmcid.read("PMC" + found[1])
    if arxiv is None and ("rXiv" in text or "rxiv" in text) and (found := _ARXIV_IN_TEXT.search(text)) is not None:
        arxiv = ArxivId.read(found[1])
    if doi is given.doi and pmid is given.pmid and pmcid is given.pmcid and arxiv is given.arxiv:
        return given
    return Identifiers(doi, pmid, pmcid, arxiv)
