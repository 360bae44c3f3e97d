"""Questions answered by one of the two indexes: how many match, which come first, how many have which value.

An article is an entry; statements that differ only in whom they cite share one (see `entries`). So statements are counted by
adding up how many each entry holds, and a page is made of entries taken apart. Where a question asks whom statements
cite, it has several parts (see `StatementAsker.parts`), each with its own rule for which members of an entry answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, NamedTuple

import tantivy
from tantivy import Occur, Order
from tantivy import Query as TantivyQuery

from citance.searching.base import CONFIDENCE_STEPS, Hit, Search, SearchFilters, Sort
from citance.searching.query import Kind, Query
from citance.searching.tantivy.asking import Asker, Part, both
from citance.searching.tantivy.entries import cited_digest, read_members
from citance.searching.tantivy.schema import EVIDENCES, SECTIONS, STANCES, keys_of, language_of, said_of, standing_of, study_of

Facets = dict[str, tuple[tuple[str, int], ...]]

_NAMES_SHOWN = 20
_NAMES_TOLD = 500  # so that of names that are equally frequent the first in the alphabet are shown
_SPELLINGS_TOLD = 20_000  # of journals: rare names are added to the frequent one
_YEARS_COUNTED = 3_000
_VALUES_COUNTED = 200  # of what has few values: languages, types of articles
# Of each segment tantivy adds up only the most frequent values: too few, and one that is middling everywhere is missed.
_NAMES_COUNTED = 65_000
_NAMES = ("journal", "author")

_SORTED_BY = {
    Sort.NEWEST: ("by_year", Order.Desc),
    Sort.OLDEST: ("by_year", Order.Asc),
    Sort.MOST_CITED: ("by_total", Order.Desc),
    Sort.MOST_CONTRASTED: ("by_contrasting", Order.Desc),
    Sort.MOST_SUPPORTED: ("by_supporting", Order.Desc),
}
_OF_ARTICLES_ONLY = (Sort.MOST_CITED, Sort.MOST_CONTRASTED, Sort.MOST_SUPPORTED)


def answer(searcher: tantivy.Searcher, asker: Asker, search: Search) -> tuple[int, tuple[Hit, ...], Facets]:
    """How many match in all, the hits of the page asked for, and the counts."""
    parts = asker.parts(search.query, search.filters)
    total, facets = _count(searcher, asker, parts, search)
    sort = _sort(search.sort, asker, search.query)
    page = _page(searcher, asker, parts, sort, search.offset, min(search.limit, total - search.offset))
    return total, page, facets


# -- the page --------------------------------------------------------------------------------------------------------------


def _sort(wanted: Sort, asker: Asker, tree: Query) -> Sort:
    """The order that can be given: statements have no tally, and where no words were looked for nothing is more relevant."""
    of_statements = asker.kind == Kind.STATEMENT
    if wanted == Sort.RELEVANCE or (of_statements and wanted in _OF_ARTICLES_ONLY):
        return Sort.RELEVANCE if asker.scores(tree) else Sort.NEWEST if of_statements else Sort.MOST_CITED
    return wanted


class _Entry(NamedTuple):
    """An entry that answers, where it stands in the order, and which of its members are meant."""

    order: tuple[int, float]  # smallest first
    address: tantivy.DocAddress
    part: Part


def _page(
    searcher: tantivy.Searcher, asker: Asker, parts: Sequence[Part], sort: Sort, offset: int, limit: int
) -> tuple[Hit, ...]:
    """The hits from `offset` on. What stands before is read too, for how much it holds: far pages take time by their offset."""
    if limit <= 0:
        return ()
    streams = [_entries(searcher, asker, part, sort, offset + limit) for part in parts]
    entries = streams[0] if len(streams) == 1 else merge(*streams, key=lambda entry: entry.order)
    found: list[Hit] = []
    if asker.kind == Kind.ARTICLE:
        taken = [entry for entry, _ in zip(entries, range(offset + limit), strict=False)][offset:]
        keys = keys_of(searcher, [entry.address for entry in taken])
        return tuple(Hit(key, _score(entry, sort)) for key, entry in zip(keys, taken, strict=True))
    for entry in entries:
        names = _names(searcher, entry)
        if offset:
            names, offset = names[offset:], max(0, offset - len(names))
        found.extend(Hit(name, _score(entry, sort)) for name in names)
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def _score(entry: _Entry, sort: Sort) -> float:
    return -entry.order[1] if sort == Sort.RELEVANCE else 0.0


def _names(searcher: tantivy.Searcher, entry: _Entry) -> list[str]:
    """The ids of the members that are meant."""
    members = read_members(bytes(searcher.doc(entry.address)["members"][0]))
    part = entry.part
    if part.cites is not None:
        wanted = cited_digest(part.cites)
        return [member.name for member in members if member.cites == wanted]
    if part.cites_none_of:
        unwanted = set(map(cited_digest, part.cites_none_of))
        return [member.name for member in members if member.cites not in unwanted]
    return [member.name for member in members]


def _entries(searcher: tantivy.Searcher, asker: Asker, part: Part, sort: Sort, wanted: int) -> Iterator[_Entry]:
    """The entries of a part in order, drawn in portions, of which the first nearly always suffices."""
    if sort == Sort.RELEVANCE:
        by: dict[str, Any] = {"weight_by_field": asker.weight}
        draws = [(-1, part.asked)]
    else:
        field, order = _SORTED_BY[sort]
        sign = 1 if order == Order.Asc else -1
        by = {"order_by_field": field, "order": order}
        draws = [(sign, part.asked)]
        if sort == Sort.OLDEST:  # those without a year would come first
            dated = TantivyQuery.exists_query("year")
            draws = [(sign, both(part.asked, dated)), (sign, both(part.asked, dated, Occur.MustNot))]
    for place, (sign, asked) in enumerate(draws):
        at, size = 0, wanted
        while (size := min(size, searcher.num_docs - at)) > 0:
            hits = searcher.search(asked, size, count=False, offset=at, **by).hits
            for value, address in hits:
                yield _Entry((place, sign * float(value or 0)), address, part)
            if len(hits) < size:
                break
            at, size = at + size, 2 * size


# -- the counts ------------------------------------------------------------------------------------------------------------

_CODES: dict[str, tuple[str, ...]] = {
    "stance": STANCES,
    "evidence": EVIDENCES,
    "section": SECTIONS,
    "has_document": ("no", "yes"),
}
_Counts = dict[str, Counter[str]]


def _count(searcher: tantivy.Searcher, asker: Asker, parts: Sequence[Part], search: Search) -> tuple[int, Facets]:
    """How many match in all, and how many of them have each value of the facets, as those may know who see the visibilities asked
    for; the names of one journal are counted under one."""
    total, counts = _add_up(searcher, asker, parts, search, [name for name in search.facets if name != "retracted"])
    if "self" in counts:  # only self-citations are marked
        counts["self"]["no"] = total - counts["self"]["yes"]
    if "retracted" in search.facets:
        gone = asker.gone()
        many, _ = _add_up(searcher, asker, [part._replace(asked=both(part.asked, gone)) for part in parts], search, ())
        counts["retracted"] = Counter({"yes": many, "no": total - many})
    if "journal" in counts and search.journal_of is not None:
        named: Counter[str] = Counter()
        for name, count in counts["journal"].items():
            named[search.journal_of(name)] += count
        counts["journal"] = named
    return total, {facet: _in_order(facet, counts[facet]) for facet in search.facets}


def _add_up(
    searcher: tantivy.Searcher, asker: Asker, parts: Sequence[Part], search: Search, facets: Sequence[str]
) -> tuple[int, _Counts]:
    """How many match in all of the parts, and how many of them have each value of these facets."""
    # Where counts of several parts are added up, those that are few in one may be many in all.
    names = _NAMES_TOLD if len(parts) == 1 and not parts[0].cites_none_of else _NAMES_COUNTED
    spellings = names if search.journal_of is None else max(names, _SPELLINGS_TOLD)
    sizes = {"author": names, "journal": spellings, "year": _YEARS_COUNTED, "confidence": CONFIDENCE_STEPS + 1}
    fields = {facet: asker.counted_in.get(facet, facet) for facet in facets}
    total = 0
    counts: _Counts = {facet: Counter() for facet in facets}

    def add(asked: TantivyQuery, sign: int, held: str | None) -> None:
        nonlocal total
        number, by_facet = _aggregate(searcher, asked, fields, held, sizes)
        total += sign * number
        for facet, buckets in by_facet.items():
            for key, count in buckets:
                for value in _values(facet, fields[facet], key, search.filters):
                    counts[facet][value] += sign * count

    for part in parts:
        add(part.asked, 1, asker.held if part.cites is None else None)
        for key in part.cites_none_of:  # members that cite one of them do not count, and there is one in each such entry
            add(both(part.asked, asker.any_term("cited", [key])), -1, None)
    return total, counts


def _aggregate(
    searcher: tantivy.Searcher, asked: TantivyQuery, fields: Mapping[str, str], held: str | None, sizes: Mapping[str, int]
) -> tuple[int, dict[str, list[tuple[Any, int]]]]:
    """Counts of entries, or, where `held` names a field, of what that field says they hold; at most `sizes` values of a facet."""
    question: dict[str, Any] = {}
    for facet, field in fields.items():
        terms: dict[str, Any] = {"field": field, "size": sizes.get(facet, _VALUES_COUNTED)}
        if facet in _NAMES:
            terms["segment_size"] = _NAMES_COUNTED
        question[facet] = {"terms": terms}
        if held is not None:
            terms["order"] = {"held": "desc"}
            question[facet]["aggs"] = {"held": {"sum": {"field": held}}}
    question["total"] = {"sum": {"field": held}} if held is not None else {"value_count": {"field": "by_year"}}
    counts = searcher.aggregate(asked, question)
    found = {
        facet: [
            (bucket["key"], int(bucket["doc_count"] if held is None else bucket["held"]["value"]))
            for bucket in counts[facet]["buckets"]
        ]
        for facet in fields
    }
    return int(counts["total"]["value"]), found


def _values(facet: str, field: str, key: Any, filters: SearchFilters) -> Iterable[str]:
    """What of a facet this value of the field that tells it stands for; for an article with statements of several stances, those
    that are found by the filters on their evidence."""
    match field:
        case "said":
            stances, evidences = said_of(int(key), filters.stance, filters.evidence)
            return stances if facet == "stance" else evidences
        case "standing":
            return standing_of(int(key))
        case "study_type":
            return (study_of(int(key), filters.visibility),)
        case "year":
            return (str(int(key)),)
        case "confidence":
            return (f"{int(key) / CONFIDENCE_STEPS:.2f}",)
        case "language":
            return (language_of(int(key)),)
        case "own":
            return ("yes",)
        case _:
            return (str(_CODES[field][int(key)] if field in _CODES else key),)


def _in_order(facet: str, values: Counter[str]) -> tuple[tuple[str, int], ...]:
    there = [(value, count) for value, count in values.items() if value and count]
    if facet in ("year", "confidence"):
        return tuple(sorted(there, key=lambda pair: float(pair[0])))
    there.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(there[:_NAMES_SHOWN] if facet in _NAMES else there)
