"""Which records speak of one article: keys, fingerprints, and when identifiers join articles.

Counted over the references of ../shared/corpus: 24 % carry a PMID and no DOI; 2,880 works are reached both by DOI and by PMID
alone, so that their tallies would split if nothing joined them; 107 PMIDs are claimed by references with different DOIs, so
that joining without asking would run different works together.

All functions are pure. The store looks up who holds an identifier, asks `decide_join`, writes what it says and keeps a record
of every join (which record made it), so that it can be undone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from struct import Struct

import msgspec

from citance.linking.likeness import squash
from citance.model.article import ArticleRecord
from citance.model.document import Problem, ProblemKind
from citance.model.identifiers import ArxivId, Doi, Identifier
from citance.model.keys import short_key
from citance.text.names import fold_surname


def identifier_name(identifier: Identifier) -> str:
    """The identifier with its scheme, as articles list them: `doi:10...`, `pmid:...`."""
    return f"{identifier.scheme}:{identifier}"


def identifier_names(record: ArticleRecord) -> tuple[str, ...]:
    """All identifiers of the record with their schemes, the surest first; arXiv's own DOI counts as the arXiv id too."""
    identifiers = record.identifiers
    names = [identifier_name(identifier) for identifier in identifiers]
    if identifiers.doi is not None and identifiers.arxiv is None and identifiers.doi.startswith("10.48550/arxiv."):
        arxiv = ArxivId.read(identifiers.doi)
        if arxiv is not None:
            names.append(identifier_name(arxiv))
    return tuple(names)


def article_key(record: ArticleRecord) -> str:
    """The internal key of an article made from this record: 13 characters, the same on every machine and in every order.

    Made from the surest identifier (DOI, PMCID, PMID, arXiv), else from the fingerprint, else from every word the record has.
    """
    for identifier in record.identifiers:
        return _hash(identifier_name(identifier))
    print_ = fingerprint(record)
    if print_ is not None:
        return _hash(print_)
    return _hash(
        "\x1f".join(
            ("words", squash(record.title), *(squash(a.name) for a in record.authors), str(record.year), str(record.other_ids))
        )
    )


def _hash(words: str) -> str:
    return short_key(words, 13)


# A title of fewer letters ("Editorial", "In reply") names no work even with author and year: the same author writes one a month.
_SHORTEST_TITLE = 16


def fingerprint(record: ArticleRecord) -> str | None:
    """What names a work that has no identifier: folded title, first author's surname and year; without a title, the
    surname, year, volume and first page. None where the record says too little to be told from other works."""
    title = squash(record.title)
    surname = squash(record.authors[0].surname) if record.authors else ""
    year = str(record.year or "")
    if len(title) >= _SHORTEST_TITLE and (surname or year):
        return "\x1f".join(("title", title, surname, year))
    page = _page(record.first_page)
    volume = squash(record.volume or "")
    if title and surname and year and (page or volume or record.journal.title):
        return "\x1f".join(("title", title, surname, year, volume, page))
    if surname and year and volume and page:
        return "\x1f".join(("place", surname, year, volume, page))
    return None


def _page(page: str | None) -> str:
    """The page as compared: folded, without leading zeros."""
    return squash(page).lstrip("0") if page else ""


def match_keys(record: ArticleRecord) -> tuple[int, ...]:
    """Keys under which the record is filed and sought: records of one work share at least one, nearly always.

    Signed 64-bit numbers, at most four: the title; surname, year and the title's beginning; volume, page and year; surname,
    volume and page. Of 4,000 references of the linking set with their article, all but 22 share one (nine of the 22 carry the
    DOI of another work); three keys more (title's beginning, title's end, surname with year and page) would find 8 more, and
    the beginning alone ("a randomized controlled trial of...") would be shared by thousands of works in a large index. What
    agrees on a key is still to be judged by `decide`.
    """
    title = squash(record.title)
    surname = fold_surname(record.authors[0].surname) if record.authors else ""
    page, volume = _page(record.first_page), squash(record.volume).lstrip("0") if record.volume else ""
    year = record.year or ""
    keys = []
    if len(title) >= _SHORTEST_TITLE:
        keys.append(f"t{title}")
    if surname and year and title:
        keys.append(f"n{surname}\x1f{year}\x1f{title[:8]}")
    if page and volume:
        if year:
            keys.append(f"v{volume}\x1f{page}\x1f{year}")
        if surname:
            keys.append(f"w{surname}\x1f{volume}\x1f{page}")
    return tuple(_UNPACK(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())[0] for key in keys)


_UNPACK = Struct(">q").unpack


class Holder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article that holds identifiers of a record: its key and all its identifiers, `doi:10...` and so on."""

    key: str
    identifiers: tuple[str, ...]
    record: ArticleRecord | None = None  # where known, so that its fields can tell variants from different works
    has_document: bool = False  # then its key is part of permanent names and stays


class Join(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to do with a record's identifiers.

    `article` is the article the record speaks of: a holder's key, or None for a new one (its key is `key`). `joined` are the
    keys of other holders that are the same article and become one with it. `added` are the identifiers it gains. `refused`
    are identifiers of the record that stay with, or without, another article, each with a Problem in `problems`. `key` is the
    key the article should have now; it differs from `article` where a surer identifier came and no document fixes the old.
    """

    article: str | None
    key: str
    joined: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    words: str = ""


# Surest first. A PMCID is given by the archive that holds the full text, a PMID in a reference often by a search for it.
_SURENESS = ("doi", "pmcid", "pmid", "arxiv")


def _scheme(name: str) -> str:
    return name.partition(":")[0]


def _sureness(name: str) -> int:
    return _SURENESS.index(_scheme(name))


def decide_join(record: ArticleRecord, holders: Sequence[Holder]) -> Join:
    """What the identifiers of `record` say about the articles that hold them.

    * Nobody holds any: a new article.
    * The article that holds the surest of them (DOI, PMCID, PMID, arXiv) is the one the record speaks of, unless it holds a
      different identifier of a surer scheme: a record with DOI A and PMID P, where P's article has DOI B, is not that article.
    * Other holders join it where no scheme has different identifiers on both sides: the PMID's article that had no DOI joins
      the DOI's that had no PMID.
    * Different identifiers of one scheme do not join, except spellings of one DOI (`same_doi`), or where title, first author
      and year of both are known and the same and the scheme in dispute is a DOI: publishers give one work two DOIs.
    * What is refused becomes an `identifier_conflict` Problem. A less sure identifier in dispute stays with who held it.
    """
    names = identifier_names(record)
    if not names:
        return Join(article=None, key=article_key(record), words="it has no identifier")
    by_name = {name: holder for holder in holders for name in holder.identifiers}
    base: Holder | None = None
    own = set(names)  # what the article may hold: the record's and its holders'
    joined: list[Holder] = []
    refused: list[str] = []
    problems: list[Problem] = []
    for name in names:  # the surest first
        holder = by_name.get(name)
        if holder is None or holder is base or holder in joined:
            continue
        held = set(holder.identifiers) | (own - {name} if base is None else set())
        conflict = _conflict(own if base is None else own | set(base.identifiers), holder, name, record)
        if conflict is None:
            if base is None:
                base = holder
            else:
                joined.append(holder)
            own |= held
        else:
            ours, theirs = conflict
            problems.append(
                Problem(
                    ProblemKind.IDENTIFIER_CONFLICT,
                    f"{name} is held by an article with {theirs}, while this record gives {ours}: kept apart",
                    where=name,
                )
            )
            refused.append(name)
            own.discard(name)
    own -= set(refused)
    added = tuple(name for name in names if name not in refused and (base is None or name not in base.identifiers))
    surest = min(own, key=lambda name: (_sureness(name), name)) if own else names[0]
    key = base.key if base is not None and base.has_document else _hash(surest)
    fixed = [holder for holder in joined if holder.has_document]
    if fixed and base is not None and not base.has_document:
        key = fixed[0].key
    return Join(
        article=base.key if base else None,
        key=key,
        joined=tuple(holder.key for holder in joined),
        added=added,
        refused=tuple(refused),
        problems=tuple(problems),
        words=_join_words(base, joined, added),
    )


def _join_words(base: Holder | None, joined: Sequence[Holder], added: Sequence[str]) -> str:
    if base is None:
        return f"nobody held {' or '.join(added)}" if added else "its identifiers belong to other articles"
    if joined:
        return (
            f"one record gives {', '.join(sorted({_scheme(n).upper() for h in (base, *joined) for n in h.identifiers}))} together"
        )
    return "it holds the identifier"


def _conflict(own: set[str], holder: Holder, shared: str, record: ArticleRecord) -> tuple[str, str] | None:
    """(ours, theirs): two identifiers of one scheme that cannot be of one article; None where there are none."""
    for scheme in _SURENESS:
        ours = {name for name in own if _scheme(name) == scheme}
        theirs = {name for name in holder.identifiers if _scheme(name) == scheme}
        if not ours or not theirs or ours & theirs:
            continue
        if scheme == "doi" and (any(same_doi(a[4:], b[4:]) for a in ours for b in theirs) or _same_work(record, holder.record)):
            continue
        if _SURENESS.index(scheme) > _sureness(shared):
            continue  # a surer identifier is shared; the record's less sure one is judged when its own turn comes
        return min(ours), min(theirs)
    return None


def same_doi(one: str, other: str) -> bool:
    """Whether two DOIs are one, misprinted: one is the other cut short at a part, or they differ in marks and zeros alone.

    `10.1016/j.cell` is `10.1016/j.cell.2009.01.002` cut short, SICI DOIs lose their brackets, and `25.5.0955` is `25.5.955`;
    but letters and digits that differ, even one, make another DOI: neighbours in an issue differ by one digit.
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 8 and long.startswith(short) and (long[len(short)] in ".-/" or short[-1] in ".-/"):
        return True
    return _flat_doi(one) == _flat_doi(other)


def _flat_doi(doi: str) -> str:
    prefix, _, suffix = doi.partition("/")
    return prefix + "/" + squash(_LEADING_ZEROS.sub("", suffix))


_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def _same_work(one: ArticleRecord, other: ArticleRecord | None) -> bool:
    if other is None or one.year is None or one.year != other.year or not one.authors or not other.authors:
        return False
    title = squash(one.title)
    return (
        len(title) >= _SHORTEST_TITLE
        and title == squash(other.title)
        and squash(one.authors[0].surname) == squash(other.authors[0].surname)
        and (not one.first_page or not other.first_page or _page(one.first_page) == _page(other.first_page))
    )


def settle_claims(claims: dict[str, int]) -> str | None:
    """Which of the DOIs that claim one PMID has it: the one that most records give; None where none leads two to one.

    `claims` counts records by DOI. The order records came in does not matter: a store that keeps the counts can ask again.
    """
    ranked = sorted(claims.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]:
        return ranked[0][0]
    return None


def read_doi_name(name: str) -> Doi | None:
    """The DOI of `doi:10...`; None where the name is of another scheme."""
    return Doi(name[4:]) if name.startswith("doi:") else None
