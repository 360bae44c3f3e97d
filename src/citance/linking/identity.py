"""Which records speak of one article: keys, fingerprints, and when identifiers join articles.

Counted over the references of ../shared/corpus: 24 % carry a PMID and no DOI; 2,880 works are reached both by DOI and by PMID
alone, so that their tallies would split if nothing joined them; 107 PMIDs are claimed by references with different DOIs, so
that joining without asking would run different works together.

All functions are pure. The store looks up who holds an identifier, asks `decide_join`, writes what it says and keeps a record
of every join (which record made it), so that it can be undone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import Struct

import msgspec

from citance.linking.likeness import dice, trigrams
from citance.model.article import ArticleRecord
from citance.model.document import Problem, ProblemKind
from citance.model.identifiers import ArxivId
from citance.model.keys import short_key
from citance.text.normalise import squash


def identifier_names(record: ArticleRecord) -> tuple[str, ...]:
    """All identifiers of the record with their schemes, the surest first; arXiv's own DOI counts as the arXiv id too."""
    identifiers = record.identifiers
    names = [*identifiers.spelled]
    if identifiers.doi is not None and identifiers.arxiv is None and identifiers.doi.startswith("10.48550/arxiv."):
        arxiv = ArxivId.read(identifiers.doi)
        if arxiv is not None:
            names.append(arxiv.spelled)
    return tuple(names)


def article_key(record: ArticleRecord) -> str:
    """The internal key of an article made from this record: 13 characters, the same on every machine and in every order.

    Made from the surest identifier (DOI, PMCID, PMID, arXiv), else from the fingerprint, else from every word the record has.
    """
    return known_key(record) or _hash(
        "\x1f".join(
            ("words", squash(record.title), *(squash(a.name) for a in record.authors), str(record.year), str(record.other_ids))
        )
    )


def known_key(record: ArticleRecord) -> str:
    """As `article_key`, but "" where the record says too little to be told from other works."""
    identifiers = record.identifiers
    surest = identifiers.doi or identifiers.pmcid or identifiers.pmid or identifiers.arxiv
    words = fingerprint(record) if surest is None else surest.spelled
    return "" if words is None else _hash(words)


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
    """The page, or volume, as compared: folded, without leading zeros."""
    if not page:
        return ""
    folded = page if page.isascii() and page.isdigit() else squash(page)  # nearly all are plain numbers
    return folded.lstrip("0")


def match_keys(record: ArticleRecord) -> tuple[int, ...]:
    """Keys under which the record is filed and sought: records of one work share at least one, nearly always.

    Signed 64-bit numbers, at most four: the title; surname, year and the title's beginning; volume, page and year; surname,
    volume and page. Of 4,000 references of the linking set with their article, all but 22 share one (nine of the 22 carry the
    DOI of another work); three keys more (title's beginning, title's end, surname with year and page) would find 8 more, and
    the beginning alone ("a randomized controlled trial of...") would be shared by thousands of works in a large index. What
    agrees on a key is still to be judged by `decide`.
    """
    title = squash(record.title)
    surname = squash(record.authors[0].surname) if record.authors else ""
    page, volume = _page(record.first_page), _page(record.volume)
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
    digests = [blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest() for key in keys]
    return _UNPACK[len(digests)](b"".join(digests))


_UNPACK = [Struct(f">{count}q").unpack for count in range(5)]


class Holder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article that holds identifiers of a record: its key and all its identifiers, `doi:10...` and so on."""

    key: str
    identifiers: tuple[str, ...]
    record: ArticleRecord | None = None  # where known, so that its fields can tell variants from different works
    has_document: bool = False  # then its key is part of permanent names and stays


class JoinVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to do with a record's identifiers.

    `article` is the article the record speaks of: a holder's key, or a new one's, where some identifier is left for it; None
    where none is, because each belongs to another article. `joined` are the keys of other holders that are the same article
    and become one with it. `added` are the identifiers it gains. `refused` are identifiers of the record that stay with, or
    without, another article, each with a Problem in `problems`. `key` is the key the article should have now; it differs from
    `article` where a surer identifier came and no document fixes the old.
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


def decide_join(record: ArticleRecord, holders: Sequence[Holder], own: bool = False) -> JoinVerdict:
    """What the identifiers of `record` say about the articles that hold them; `own` where it is a document's own front matter.

    * Nobody holds any: a new article.
    * The record speaks of the article that holds the surest of them (DOI, PMCID, PMID, arXiv), unless that one has a surer
      identifier of its own which differs: a record with DOI A and PMID P is not P's article where that has DOI B.
    * Other holders join it where nothing differs: the PMID's article that had no DOI joins the DOI's that had no PMID.
    * Two DOIs do not differ where one is the other misprinted (`same_doi`), nor where title, first author, year and page are
      the same: publishers give one work two DOIs. A DOI cut short is left out, for many works have the same stump.
    * An article known by a less sure identifier whose title is quite another does not join: PMIDs in references are often
      found by volume and page, and where every article begins on page 1 one PMID is given to many.
    * A DOI whose article has both another title and another PMID is lent from another entry, and the PMID holds: of 6,493 DOIs
      that the corpus cites more than once, 85 stand beside titles of different works. A document's own is never doubted so.
    * What stays out becomes a Problem, and stays with whoever held it.
    """
    names = identifier_names(record)
    if not names:
        return JoinVerdict(article=None, key=article_key(record), words="it has no identifier")
    refused, problems = _leave_out_stumps(names, holders)
    if not refused and not own:
        refused, problems = _leave_out_lent(record, names, holders)
    names = tuple(name for name in names if name not in refused)
    by_name = {name: holder for holder in holders for name in holder.identifiers}
    together: list[Holder] = []  # the article the record speaks of, then those that join it
    for name in names:
        holder = by_name.get(name)
        if holder is None or holder in together:
            continue
        why = _why_apart(record, names, together, holder, name)
        if why is None:
            together.append(holder)
        else:
            refused.append(name)
            problems.append(Problem(ProblemKind.IDENTIFIER_CONFLICT, f"{name} is held by {why}", where=name))
    for name in names:  # what nobody holds, and the article has another of
        if name in by_name or not together:
            continue
        other = next((n for holder in together for n in holder.identifiers if _scheme(n) == _scheme(name)), None)
        if other is not None and _scheme(name) != "doi":
            refused.append(name)
            problems.append(
                Problem(ProblemKind.IDENTIFIER_CONFLICT, f"{name} is given where the article has {other}", where=name)
            )
    base = together[0] if together else None
    held = {name for holder in together for name in holder.identifiers}
    added = tuple(name for name in names if name not in refused and (base is None or name not in base.identifiers))
    key = _joined_key(together, held | set(added)) or article_key(record)
    return JoinVerdict(
        article=base.key if base else key if added else None,
        key=key,
        joined=tuple(holder.key for holder in together[1:]),
        added=added,
        refused=tuple(refused),
        problems=tuple(problems),
        words=_join_words(together, added),
    )


def _leave_out_stumps(names: Sequence[str], holders: Sequence[Holder]) -> tuple[list[str], list[Problem]]:
    """The record's DOI, where an article that another of its identifiers leads to has the whole of it."""
    for name in names:
        for holder in holders:
            whole = next((other for other in holder.identifiers if _is_stump(name, other)), None)
            if whole is not None and name not in holder.identifiers:
                return [name], [Problem(ProblemKind.BAD_IDENTIFIER, f"{name} is {whole} cut short", where=name)]
    return [], []


def _leave_out_lent(record: ArticleRecord, names: Sequence[str], holders: Sequence[Holder]) -> tuple[list[str], list[Problem]]:
    """The record's DOI, where the article that has it has another title and another PMID than the record."""
    ours = [name for name in names if _scheme(name) == "pmid"]
    for holder in holders if ours else ():
        lent = [name for name in names if _scheme(name) == "doi" and name in holder.identifiers]
        theirs = [name for name in holder.identifiers if _scheme(name) == "pmid"]
        if lent and theirs and not set(ours) & set(theirs) and holder.record and _other_title(record, holder.record):
            words = f"{lent[0]} is of an article of another title and with {theirs[0]}, {holder.record.title[:80]!r}"
            return lent, [Problem(ProblemKind.IDENTIFIER_CONFLICT, words, where=lent[0])]
    return [], []


def lent_dois(works: Iterable[Sequence[str]]) -> frozenset[str]:
    """The DOIs that one list gives to works with different PMIDs; `works` are the identifiers of each, `doi:10...` and so on.

    One of the two has it from the entry beside it. Which cannot be told, and the PMIDs tell the works apart.
    """
    pmids: dict[str, set[str]] = {}
    for names in works:
        if len(names) > 1:
            dois = [name for name in names if name.startswith("doi:")]
            given = [name for name in names if name.startswith("pmid:")]
            if dois and given:
                pmids.setdefault(dois[0], set()).update(given)
    return frozenset([doi for doi, given in pmids.items() if len(given) > 1])


def _is_stump(name: str, whole: str) -> bool:
    return (
        _scheme(name) == "doi" == _scheme(whole)
        and len(name) < len(whole)
        and whole.startswith(name)
        and same_doi(name[4:], whole[4:])
    )


def _joined_key(together: Sequence[Holder], names: set[str]) -> str | None:
    fixed = next((holder.key for holder in together if holder.has_document), None)
    if fixed is not None or not names:
        return fixed
    return _hash(min(names, key=lambda name: (_sureness(name), name)))


def _join_words(together: Sequence[Holder], added: Sequence[str]) -> str:
    if not together:
        return f"nobody held {' or '.join(added)}" if added else "its identifiers belong to other articles"
    if len(together) == 1:
        return "it holds the identifier"
    schemes = sorted({_scheme(name) for holder in together for name in holder.identifiers}, key=_SURENESS.index)
    return f"one record gives {' and '.join(scheme.upper() for scheme in schemes)} together"


def _why_apart(
    record: ArticleRecord, names: Sequence[str], together: Sequence[Holder], holder: Holder, shared: str
) -> str | None:
    """Why the holder of `shared` is not the article of the record and of those already together; None where it is."""
    for scheme in _SURENESS[: _sureness(shared) + 1]:
        theirs = [name for name in holder.identifiers if _scheme(name) == scheme]
        ours = [n for other in together for n in other.identifiers if _scheme(n) == scheme] or [
            n for n in names if _scheme(n) == scheme
        ]
        if not ours or not theirs or set(ours) & set(theirs):
            continue
        if scheme == "doi" and (any(same_doi(a[4:], b[4:]) for a in ours for b in theirs) or _same_work(record, holder.record)):
            continue
        return f"the article with {min(theirs)}, where this record gives {min(ours)}"
    surer = any(_sureness(name) < _sureness(shared) for name in names)
    if surer and holder.record is not None and _other_title(record, holder.record):
        return f"an article of another title, {holder.record.title!r}"
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


def _other_title(one: ArticleRecord, other: ArticleRecord) -> bool:
    """Whether both have titles of which neither begins the other, and less than half of their letters' triples are shared."""
    short, long = sorted((squash(one.title), squash(other.title)), key=len)
    return len(short) >= _SHORTEST_TITLE and not long.startswith(short) and dice(trigrams(short), trigrams(long)) < 0.5
