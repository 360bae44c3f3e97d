"""The words of a printed reference without what is none of its fields: its label, addresses, dates of access."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"\s*(?:\[[A-Za-z][\w.+&-]{0,24}\d{2,4}[a-z]?(?:-\w{1,10})?\](?=\s)|\(?[a-z]\)(?=\s)|\[\s?\d{1,4}[a-z]?\s?\]|\(\d{1,3}\)|\d{1,3}[.)]|\d{1,3}(?:(?=\s[A-Z]\w+,?\s[A-Z]{1,3}\b)|(?=\s?(?:[A-Z]\.[\s-]?){1,4}[A-Z]\w)|-\s(?=[A-Z])))\s*"
)
# What heads an entry in a list of points; and dashes for the authors of the entry before.
_HEAD = re.compile(r"(?:[•·‧▪●■◦\uf0b7]|[-–—](?=\s\w))\s*|(?:[-–—―_]\s?){2,}[.,:;]*\s*")
# "7 July 2016", "July 7, 2016", "2016 Jul 7", "2016-07-25", "8.3.2006", "3 fev. 2017", "22 de maio de 2010".
_DATE = r"""(?:(?:\d{1,2}(?:st|nd|rd|th|º|er)?[\s./-]*(?:(?:of|de)\s)?)?(?:[^\W\d_]{3,10}\.?[\s,/-]*(?:de\s)?)?
        (?:\d{1,2}(?:st|nd|rd|th)?[\s,./-]+)?(?:19|20)\d\d(?!\d)
        (?:[\s,/-]+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:[\s,]*\d{1,2}\b)?|-\d\d-\d\d)?
        |\d{1,2}[./]\d{1,2}[./]\d\d\b)"""
_ACCESS = re.compile(
    r"""\[(?:PubMed|Cross\s?Ref|Google\sScholar|PMC[^\]]*|Medline|internet|online|e-?pub[^\]]*|electronic[^\]]*|home\s?page[^\]]*
        |(?:last\s)?(?:access|cited|consult|updated|retrieved|acess|visited)[^\]]*)\]
    |\(?\b(?:date\s(?:of\s)?)?(?:(?:last|first)\s)?(?:access(?:ed)?(?:\s(?:date|on))?|cited|visited|retrieved|retr\.|viewed|consult(?:ed|ado|ada)(?:\s(?:on|em|el|en))?
        |acesso(?:\sem)?|acessado(?:\sem)?|accesso|abgerufen(?:\sam)?|zugriff(?:\sam)?|consulté(?:\sle)?|letzter\szugriff|stand)\b:?\s*DATE(?:,?\sfrom:?(?=\s|$))?\)?\.?
    |\(?\b(?:last\s)?accessed(?:\son)?:?\s[^).\d]*\)?
    |(?<=[.,;(]\s)(?:advance\sonline\spublication|in\spress|forthcoming|submitted(?:\sfor\spublication)?|(?:published\s)?online\sahead\sof\sprint)(?=\s*(?:[.,;)]|(?:19|20)\d\d|$))
    |\((?:in\s(?:press|preparation|prep\.?|review)|forthcoming|submitted|accepted|n\.\s?d\.|no\sdate|s\.\s?[adf]\.|o\.\s?J\.)\)[.,:]?
    |\bISBN(?:[-\s]?1[03])?[\s:]*[\dXx][\dXx\s–-]{8,16}
    |\b(?:available|retrieved|disponible|disponível)\s(?:online|from|at|em|en)?[:;,]?(?:\sat|\sfrom)?:?
    |\(?\be-?pub(?:lished)?\s(?:ahead\sof\sprint|online)?[^.;)]*[.;)]
    |\b(?:Pub\s?Med\s)?PMID:?\s?\d+|\bPub\s?Med:?\s?\d{5,}|\bPMC(?:ID)?:?\s?(?:PMC)?\d+
    |\barxiv(?:\spreprint)?[:.\s]*(?:arxiv:)?\s?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?(?:\s?\[[^\]]+\])?""".replace(
        "DATE", _DATE
    ),
    re.I | re.X,
)
_ADDRESS = re.compile(
    r"""[HhWwFfDd1](?:(?<=[Hh])[Tt][Tt][Pp][Ss]?://\S+|(?<=[Ww])[Ww][Ww]\.\S+|(?<=[Ff])[Tt][Pp]://\S+
        |(?:(?<=\b[Dd])|(?<=\d[Dd]))[Oo][Ii]\s?[:.]?\s?(?=10\.)|(?<=\b[Dd])[Oo][Ii]:\S*|(?<=(?<![\d.])1)0\.\d{4,9}/\S+)""",
    re.X,
)
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ACCESS_SIGNS = (
    *("[", "access", "avail", "retr", "dispon", "pubmed", "pub med", "epub", "e-pub", "pmid", "pmc", "arxiv", "cited", "visited"),
    *("viewed", "consult", "acess", "abgerufen", "zugriff", "stand", "in press", "forthcoming", "submitted", "online"),
    *("isbn", "(in ", "(n.", "(no date", "(s.", "(o.", "(accepted"),
)  # one of these stands in what _ACCESS finds


def bare_of(text: str) -> str:
    """The text in one line without label, addresses and words about access."""
    if "\n" in text:
        text = _BROKEN_WORD.sub("", text)
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    text = " ".join(text.split())
    if (label := _LABEL.match(text)) is not None:
        text = text[label.end() :]
    if not text[:1].isalnum() and (head := _HEAD.match(text)) is not None:
        text = text[head.end() :]
    lower = text.lower()
    if "10." in text or "://" in text or "www." in lower or "doi" in lower:
        text = _ADDRESS.sub(" ", text)
    if any(sign in lower for sign in _ACCESS_SIGNS):
        text = _ACCESS.sub(" ", text)
    return _BLANK_BEFORE.sub(r"\1", " ".join(text.split())).strip(" ,;")


_BLANK_BEFORE = re.compile(r" ([,;.)])")
