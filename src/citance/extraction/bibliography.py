"""The reference list as markers name it: by the file's ids, by printed number, by name and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from citance.extraction.cited_names import CitedName, cited_name
from citance.model.document import OwnList
from citance.model.reference import RawReference

_NUMBER = re.compile(r"\W*(?:ref(?:erence)?\.?\s*)?(\d{1,4})\W*", re.I)
_SERIES = re.compile(r"\W*([A-Z])\.?\s?(\d{1,3})\W*")  # S1, [W12]: entries of a supplement, or of the web
_NUMBER_AND_LETTER = re.compile(r"\W*(\d{1,4})\s?[a-z]\W*")


class Bibliography:
    """The references of one document, by everything a marker can call them. Indexes are into `Document.references`.

    Numbers come from the labels as printed, never from digits in ids (`pmed.1001518-1` can be number 11). Where no entry
    has a label, number n is the n-th entry. Several lists (main text and supplement) may each begin with 1: then the list
    of the marker's neighbours decides, or that of the part it stands in, and else the longest list.
    """

    def __init__(self, references: Sequence[RawReference], own_lists: Sequence[OwnList] = ()) -> None:
        self.references = references
        self._own_lists = own_lists
        self._names: dict[int, CitedName] = {}

    def __len__(self) -> int:
        return len(self.references)

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Index of each reference by its id, and by the ids of the elements inside it."""
        references = self.references
        ids = {references[index].id: index for index in range(len(references) - 1, -1, -1)}  # of two alike, the first
        for index, reference in enumerate(references):
            for alias in reference.aliases:
                ids.setdefault(alias, index)
        return ids

    @cached_property
    def numbers(self) -> list[int | None]:
        """The number each reference goes by, of its own series: that of S3 is 3."""
        numbers: list[int | None] = []
        for reference in self.references:
            label = reference.label
            if label is None:
                numbers.append(None)
            elif label.isdecimal() and len(label) <= 4:
                numbers.append(int(label))
            else:
                match = _NUMBER.fullmatch(label) or _NUMBER_AND_LETTER.fullmatch(label) or _SERIES.fullmatch(label)
                numbers.append(int(match[match.re.groups]) if match else None)
        if not any(numbers):  # no labels, or labels that are names
            return list(range(1, len(numbers) + 1))
        return numbers

    def _series(self, index: int) -> str:
        """The letter before the number of a reference, "S" of S3; "" where it has none, as nearly all."""
        label = self.references[index].label
        if label is None or label[:1].isdecimal():
            return ""
        match = _SERIES.fullmatch(label)
        return match[1] if match else ""

    @cached_property
    def _lists(self) -> dict[tuple[int, str], dict[int, int]]:
        lists: dict[tuple[int, str], dict[int, int]] = {}
        for index, (reference, number) in enumerate(zip(self.references, self.numbers, strict=True)):
            if number is not None:
                lists.setdefault((reference.list, self._series(index)), {}).setdefault(number, index)
        return lists

    @cached_property
    def _all(self) -> dict[int, int]:
        """Index by number: of the lists of plain numbers, where there are any, else of all."""
        merged: dict[int, int] = {}
        lists = [numbers for (_, series), numbers in self._lists.items() if not series] or list(self._lists.values())
        for numbers in sorted(lists, key=len, reverse=True):
            for number, index in numbers.items():
                merged.setdefault(number, index)
        return merged

    @cached_property
    def highest(self) -> int:
        """The highest number in use; above it a printed number is a year, a page or a measurement."""
        return max(self._all, default=0)

    def numbered(self, number: int, beside: int | None = None) -> int | None:
        """The reference that goes by `number`, in the list and series that hold `beside` if it can; None where there is none."""
        if beside is not None and len(self._lists) > 1:
            series = self._series(beside)
            own = self._lists.get((self.references[beside].list, series))
            if own is not None and number in own:
                return own[number]
            if series:
                return None
        return self._all.get(number)

    def beside(self, at: int) -> int | None:
        """A reference of the list that serves this place of the text, where some part of it has a list of its own."""
        if not self._own_lists:
            return None
        inside = [own for own in self._own_lists if own.span.start <= at < own.span.end]
        own = min(inside, key=lambda own: own.span.end - own.span.start).list if inside else self._of_the_rest
        return self._firsts.get(own)

    def is_elsewhere(self, index: int, beside: int) -> bool:
        """Whether a reference stands in another list than `beside`, and both lists begin with 1: no number there means it."""
        one, other = self.references[index].list, self.references[beside].list
        return one != other and all(1 in self._lists.get((which, ""), ()) for which in (one, other))

    @cached_property
    def _firsts(self) -> dict[int, int]:
        """The first reference of each list, of those that go by plain numbers or by none."""
        indexes = range(len(self.references) - 1, -1, -1)
        return {self.references[index].list: index for index in indexes if not self._series(index)}

    @cached_property
    def _of_the_rest(self) -> int:
        """The list of what has none of its own: the longest; -1 where there is none."""
        lists = Counter(reference.list for reference in self.references)
        for own in self._own_lists:
            del lists[own.list]
        return lists.most_common(1)[0][0] if lists else -1

    def called(self, index: int) -> CitedName:
        """What an author-year marker would call the reference."""
        name = self._names.get(index)
        if name is None:
            name = self._names[index] = cited_name(self.references[index])
        return name

    @cached_property
    def by_year(self) -> dict[int, list[int]]:
        """The references of each year, in list order; those without one under NO_YEAR."""
        years: dict[int, list[int]] = {}
        for index, reference in enumerate(self.references):
            works = reference.works
            year = works[0].year if works else None
            years.setdefault(year or self.called(index).year, []).append(index)
        return years

    def only(self, indexes: frozenset[int]) -> Bibliography:
        """The same list, of which names and years lead only to these references. Numbers are not narrowed."""
        narrowed = Bibliography(self.references, self._own_lists)
        years = {year: [index for index in listed if index in indexes] for year, listed in self.by_year.items()}
        narrowed.__dict__.update(by_year={year: listed for year, listed in years.items() if listed})
        return narrowed

    def expand(self, numbers: Iterable[int], beside: int | None = None) -> list[int]:
        """The references that go by these numbers, those unknown left out."""
        found = (self.numbered(number, beside) for number in numbers)
        return [index for index in found if index is not None]
