"""Preprint and paper: two articles that are versions of one work and stay two, each with its own tally; and forms of one
article, that are one."""

from __future__ import annotations

import re

from citance.linking.decide import words_of
from citance.linking.features import View, compare
from citance.linking.likeness import dice, trigrams
from citance.model.article import ArticleRecord, RelationKind
from citance.text.names import fold_surname, same_person
from citance.text.normalise import squash

# Prefixes that only preprint servers use (https://www.crossref.org, https://datacite.org: the owners of the prefixes), and
# beginnings of the rest where a publisher shares its prefix with its journals, as Cold Spring Harbor does.
_SERVERS = re.compile(
    r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.\d+|\d{6})|10\.64898/|10\.48550/arxiv|10\.31219/|10\.31234/|10\.31235/|10\.31222/|10\.35542/"
    r"|10\.20944/preprints|10\.21203/rs\.|10\.26434/chemrxiv|10\.36227/techrxiv|10\.2139/ssrn|10\.22541/au|10\.7287/peerj\.preprints"
    r"|10\.1590/scielopreprints|10\.32942/|10\.33774/|10\.14293/.*ppr|10\.31223/|10\.51094/|10\.1002/essoar|10\.5194/.*-discuss"
)
_SERVER_NAMES = re.compile(
    r"\b(?:bio|med|chem|psy|soc|eco ?evo|edu?|earth|tech|engr|law|math|paleo|sport|af|agri)?rxiv\b|\barxiv\b|\bresearch square\b"
    r"|\bssrn\b|\bpreprints?\b|\bauthorea\b|\bosf preprints\b|\bscielo preprints\b",
    re.I,
)

# A preprint printed as a paper more than this many years later is seldom the same work.
_YEARS = 3


def is_preprint(record: ArticleRecord) -> bool:
    """Whether the record is of a preprint: by its type, its server's DOI or name, or an arXiv id and nothing else."""
    identifiers = record.identifiers
    if record.article_type is not None and "preprint" in record.article_type.lower():
        return True
    if identifiers.doi is not None:
        return _SERVERS.match(identifiers.doi) is not None
    if record.journal.title:
        return _SERVER_NAMES.search(record.journal.title) is not None
    return identifiers.arxiv is not None and not record.volume


def are_versions(preprint: ArticleRecord, paper: ArticleRecord) -> str | None:
    """Why the two are preprint and paper of one work, for people to read; None where they are not.

    By the word of one of them (its related articles), or because the titles are the same or nearly so, an author is on both,
    and the paper came in the years after.
    """
    if not is_preprint(preprint) or is_preprint(paper):
        return None
    if _names(preprint, paper, RelationKind.PREPRINT_OF) or _names(paper, preprint, RelationKind.HAS_PREPRINT):
        return "one names the other as its preprint"
    if preprint.year is not None and paper.year is not None and not -1 <= paper.year - preprint.year <= _YEARS:
        return None
    if not _shares_author(preprint, paper):
        return None
    title, other = squash(preprint.title), squash(paper.title)
    if len(title) < 16 or len(other) < 16:
        return None
    if title == other:
        return "same title and a shared author, one of them on a preprint server"
    if dice(trigrams(title), trigrams(other)) >= 0.9:
        return "nearly the same title and a shared author, one of them on a preprint server"
    return None


def are_forms(one: ArticleRecord, other: ArticleRecord) -> str | None:
    """Why the front matter of two files is that of one article, for people to read; None where it may not be.

    For files whose identifiers do not say (a PDF that prints none, GROBID's reading of one). Stricter than `decide`, which may
    believe a title alone: joined wrongly, one article's statements would be hidden behind another's. The titles must be the same
    or nearly so, the authors too, the years at most one apart where both are known; a preprint is no form of a paper.
    """
    if is_preprint(one) != is_preprint(other):
        return None
    levels = compare(View(one), View(other))
    said = dict(levels)
    if said.get("title") not in _ONE_TITLE or "title marks" in said:
        return None
    if said.get("first author") not in _ONE_AUTHOR and said.get("other authors") not in ("all", "most"):
        return None
    if said.get("year") in ("differs by a few", "different"):
        return None
    return words_of(levels)


_ONE_TITLE = ("same", "same, of middling length", "one begins the other", "nearly the same")
_ONE_AUTHOR = ("same", "nearly the same")


def are_strangers(one: ArticleRecord, other: ArticleRecord) -> bool:
    """Whether the front matter of two files cannot be that of one article, whatever identifier both carry: other words in the
    title, and no author of one on the other."""
    said = dict(compare(View(one), View(other)))
    if said.get("title") not in ("partly alike", "different") or not one.authors or not other.authors:
        return False
    surnames = {fold_surname(author.surname) for author in other.authors}
    return not any(fold_surname(author.surname) in surnames for author in one.authors)


def _names(one: ArticleRecord, other: ArticleRecord, kind: RelationKind) -> bool:
    theirs = set(other.identifiers)
    return any(related.kind is kind and not theirs.isdisjoint(related.identifiers) for related in one.related)


def _shares_author(one: ArticleRecord, other: ArticleRecord) -> bool:
    surnames = {fold_surname(author.surname) for author in other.authors}
    return any(
        fold_surname(author.surname) in surnames
        and any(
            same_person(author.surname, author.given, theirs.surname, theirs.given)
            or (author.surname == theirs.surname and not (author.given and theirs.given))
            for theirs in other.authors
        )
        for author in one.authors
    )
