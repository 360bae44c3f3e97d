"""Facets as a page shows them: what can be chosen with how many there would be, and what is chosen with how to undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from citance.index import FacetCount, Filters, TallyView
from citance.model import Stance
from citance.web.catalogue import Words
from citance.web.page_query import FLAGS, LISTS, Asked, Pairs

SHOWN = 7
"""Values of a facet that are seen at once; the others unfold."""

FACETS = ("stance", "evidence", "section", "self", "type", "study", "journal", "author", "language", "retracted")
FOLDED = ("journal", "author", "language")
"""Those whose values are many names, or nearly always one: they unfold, so that all facets are in view and soon passed."""
COUNTED_AS = {"type": "article_type", "study": "study_type", "text": "has_document"}
"""Parameter → facet of answers, where they are called otherwise."""


class Choice(NamedTuple):
    """A value of a facet: its words, how many have it, whether it is chosen."""

    value: str
    label: str
    many: int
    chosen: bool


class Facet(NamedTuple):
    """A facet: `shown` choices at once, `more` that unfold; one that is `folded` shows its name first. `name` is the parameter of
    the address, `rest` how many have no value that is known."""

    name: str
    label: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]
    folded: bool = False
    rest: int = 0


class Chip(NamedTuple):
    """A filter that is set, and what is asked without it."""

    label: str
    without: Pairs


def make_facets(
    counts: Mapping[str, Sequence[FacetCount]], asked: Asked, words: Words, names: Iterable[str] = FACETS, total: int = 0
) -> list[Facet]:
    """The facets there is something to choose in: two values at least, or one that is chosen. `total`: of how many they tell."""
    facets = []
    for name in names:
        chosen = _chosen(asked.filters, name)
        pairs = {one.value: one.count for one in counts.get(COUNTED_AS.get(name, name), ())}
        pairs |= {value: 0 for value in chosen if value not in pairs}
        if len(pairs) < 2 and not chosen:
            continue
        if name == "stance":  # stands in one order on all pages, whatever there is most of
            pairs = {stance.value: pairs[stance.value] for stance in Stance if stance.value in pairs}
        choices = [
            Choice(value, value_words(name, value, words, asked.kind), count, value in chosen) for value, count in pairs.items()
        ]
        head = [choice for place, choice in enumerate(choices) if place < SHOWN or choice.chosen]
        rest = [choice for choice in choices if choice not in head]
        if len(rest) == 1:  # to unfold one is more work than to read it
            head, rest = choices, []
        unknown = max(0, total - sum(pairs.values())) if name == "study" and not chosen else 0
        # Articles that are searched for are of a type themselves; of statements it is that of the citing article.
        own = f"facet.own_{name}"
        label = own if asked.kind == "articles" and own in words.entries else f"facet.{name}"
        facets.append(Facet(name, words(label), tuple(head), tuple(rest), name in FOLDED, unknown))
    return facets


def _chosen(filters: Filters, name: str) -> tuple[str, ...]:
    if name in FLAGS:
        wanted = getattr(filters, FLAGS[name])
        return () if wanted is None else ("yes" if wanted else "no",)
    return tuple(str(value) for value in getattr(filters, LISTS[name]))


def value_words(name: str, value: str, words: Words, kind: str = "") -> str:
    """A facet's value as people say it, of articles otherwise than of statements; names of people and journals as they are."""
    if name in ("journal", "author"):
        return value
    groups = _GROUPS_OF_ARTICLES if kind == "articles" else _GROUPS
    return str(words.known(groups.get(name, name), value))


_GROUPS = {"retracted": "retracted_by"}
_GROUPS_OF_ARTICLES = {"stance": "cited_as", "evidence": "judged", "retracted": "retracted_or_not"}
"""Parameter → its values' words, where these stand under another name."""


def chips(asked: Asked, words: Words) -> list[Chip]:
    """All that narrows what is shown, each with the question without it."""
    filters = asked.filters
    found = []
    for name, field in LISTS.items():
        values: tuple[Any, ...] = getattr(filters, field)
        for value in values:
            rest = tuple(one for one in values if one != value)
            found.append(Chip(value_words(name, str(value), words, asked.kind), asked.narrowed(**{field: rest})))
    for name, field in FLAGS.items():
        found += [
            Chip(value_words(name, value, words, asked.kind), asked.narrowed(**{field: None})) for value in _chosen(filters, name)
        ]
    if filters.first_year or filters.last_year:
        label = words("chip.years", first=filters.first_year or "", last=filters.last_year or "")
        found.append(Chip(str(label), asked.narrowed(first_year=None, last_year=None)))
    if filters.confidence:
        found.append(
            Chip(str(words("chip.confidence", share=words.percent(filters.confidence))), asked.narrowed(confidence=None))
        )
    if filters.words:
        found.append(Chip(f"“{filters.words}”", Asked.pairs(asked, words="", page=1)))
    return found


def years_of(by_year: Mapping[str, TallyView]) -> tuple[int, int] | None:
    """The first and last year there are."""
    years = [int(year) for year, tally in by_year.items() if year.isdecimal() and tally.total]
    return (min(years), max(years)) if years else None


class Step(NamedTuple):
    """A page to go to; None is a gap between pages."""

    number: int | None
    current: bool = False


def beyond(total: int, asked: Asked, most: int | None = None) -> int | None:
    """The last page there is, where a later one was asked for."""
    last = min(-(-total // asked.size), most or total)
    return last if total and asked.page > last else None


def pages_of(total: int, asked: Asked, most: int | None = None) -> list[Step]:
    """The pages to offer: the first, the last, and those about the present one."""
    last = -(-total // asked.size)
    if most is not None:
        last = min(last, most)
    if last < 2:
        return []
    numbers = sorted({1, last, *range(max(1, asked.page - 1), min(last, asked.page + 1) + 1)})
    steps: list[Step] = []
    for number in numbers:
        if steps and steps[-1].number is not None and number > steps[-1].number + 1:
            steps.append(Step(None))
        steps.append(Step(number, number == asked.page))
    return steps
