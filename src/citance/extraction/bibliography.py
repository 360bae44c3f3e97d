"""The reference list as markers name it: by the file's ids, by printed number, by name and year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from citance.extraction.cited_names import CitedName, cited_name
from citance.model.reference import RawReference

_NUMBER = re.compile(r"\W*(?:ref(?:erence)?\.?\s*)?(\d{1,4})\W*", re.I)
_NUMBER_AND_LETTER = re.compile(r"\W*(\d{1,4})\s?[a-z]\W*")


class Bibliography:
    """The references of one document, by everything a marker can call them. Indexes are into `Document.references`.

    Numbers come from the labels as printed, never from digits in ids (`pmed.1001518-1` can be number 11). Where no entry
    has a label, number n is the n-th entry. Several lists (main text and supplement) may each begin with 1: then the list
    of the marker's neighbours decides, and the first list where there is no neighbour.
    """

    def __init__(self, references: Sequence[RawReference]) -> None:
        self.references = references

    def __len__(self) -> int:
        return len(self.references)

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Index of each reference by its id, and by the ids of the elements inside it."""
        ids: dict[str, int] = {}
        for index, reference in enumerate(self.references):
            ids.setdefault(reference.id, index)
        for index, reference in enumerate(self.references):
            for alias in reference.aliases:
                ids.setdefault(alias, index)
        return ids

    @cached_property
    def numbers(self) -> list[int | None]:
        """The number each reference goes by."""
        numbers: list[int | None] = []
        for reference in self.references:
            label = reference.label
            if label is None:
                numbers.append(None)
            elif label.isdecimal() and len(label) <= 4:
                numbers.append(int(label))
            else:
                match = _NUMBER.fullmatch(label) or _NUMBER_AND_LETTER.fullmatch(label)
                numbers.append(int(match[1]) if match else None)
        if not any(numbers):  # no labels, or labels that are names
            return list(range(1, len(numbers) + 1))
        return numbers

    @cached_property
    def _lists(self) -> dict[int, dict[int, int]]:
        lists: dict[int, dict[int, int]] = {}
        for index, (reference, number) in enumerate(zip(self.references, self.numbers, strict=True)):
            if number is not None:
                lists.setdefault(reference.list, {}).setdefault(number, index)
        return lists

    @cached_property
    def _all(self) -> dict[int, int]:
        merged: dict[int, int] = {}
        for numbers in self._lists.values():
            for number, index in numbers.items():
                merged.setdefault(number, index)
        return merged

    @cached_property
    def highest(self) -> int:
        """The highest number in use; above it a printed number is a year, a page or a measurement."""
        return max(self._all, default=0)

    def numbered(self, number: int, beside: int | None = None) -> int | None:
        """The reference that goes by `number`, first in the list that holds the reference `beside`; None where there is none."""
        if beside is not None and len(self._lists) > 1:
            own = self._lists.get(self.references[beside].list)
            if own is not None and number in own:
                return own[number]
        return self._all.get(number)

    @cached_property
    def names(self) -> list[CitedName]:
        """What an author-year marker would call each reference."""
        return [cited_name(reference) for reference in self.references]

    @cached_property
    def by_year(self) -> dict[int, list[int]]:
        """The references of each year, in list order."""
        years: dict[int, list[int]] = {}
        for index, name in enumerate(self.names):
            if name.firsts:
                years.setdefault(name.year, []).append(index)
        return years

    def expand(self, numbers: Iterable[int], beside: int | None = None) -> list[int]:
        """The references that go by these numbers, those unknown left out."""
        found = (self.numbered(number, beside) for number in numbers)
        return [index for index in found if index is not None]
