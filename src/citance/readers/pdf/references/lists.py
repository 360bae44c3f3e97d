"""Lines in reading order → the reference lists among them, each with its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citance.model.reference import RawReference
from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.references.entries import Part, are_good, at_starts, share, without_tail
from citance.readers.pdf.references.gaps import missing
from citance.readers.pdf.references.headings import is_list_heading
from citance.readers.pdf.references.layout import starts_of
from citance.readers.pdf.references.numbered import by_numbers
from citance.readers.pdf.references.region import below, own_lines
from citance.readers.pdf.references.unheaded import without_heading
from citance.readers.pdf.values import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """One reference and the lines it stands on, as indices into the lines that were given."""

    reference: RawReference
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """One list: the line of its heading, if it has one, and its entries."""

    heading: int | None
    entries: tuple[Entry, ...]
    missing: tuple[int, ...] = ()  # numbers that no entry has, before others that one has

    @property
    def lines(self) -> frozenset[int]:
        """Every line that is the list's: what stands between them (figures, tables, notices) is not."""
        own = {index for entry in self.entries for index in entry.lines}
        return frozenset(own if self.heading is None else own | {self.heading})


def find_reference_lists(lines: Sequence[Line], words: Words | None = None) -> tuple[ReferenceList, ...]:
    """The reference lists of an article whose lines are given in reading order, running heads and feet left out.

    Positions and ids count through all lists. `words` are those of the whole document, which tell hyphens apart.
    """
    words = words if words is not None else Words(line.text for line in lines)
    headings = [index for index, line in enumerate(lines) if is_list_heading(line.text)]
    lists: list[ReferenceList] = []
    behind = count = 0
    last_label = 0
    for number, heading in enumerate(headings):
        if heading < behind:
            continue
        until = headings[number + 1] if number + 1 < len(headings) else len(lines)
        parts = _part(lines, heading, until, last_label)
        if not parts or (lists and not _is_list(lines, parts)):
            continue
        lists.append(_as_list(lines, parts, heading, (count, last_label), len(lists), words))
        count += len(parts)
        last_label = next((int(part.number) for part in reversed(parts) if part.number), 0)
        behind = parts[-1].lines[-1] + 1
    if not lists and (parts := without_heading(lines)):
        lists.append(_as_list(lines, parts, None, (0, 0), 0, words))
    return tuple(lists)


def _part(lines: Sequence[Line], heading: int, until: int, last_label: int) -> list[Part]:
    """The entries under a heading; none where nothing there reads like references."""
    region = below(lines, heading, range(heading + 1, until))
    if not region:
        return []
    by_number = by_numbers(lines, region, last_label)
    if by_number and are_good(lines, by_number):
        return by_number
    own = own_lines(lines, heading, region)
    if not own:
        return []
    parts = without_tail(lines, at_starts(own, starts_of(lines, own)))
    return parts if are_good(lines, parts) else []


def _is_list(lines: Sequence[Line], parts: Sequence[Part]) -> bool:
    """Whether a further list is one: a heading "References" may also stand over a column of a table."""
    return share(lines, parts) >= 0.6


def _as_list(
    lines: Sequence[Line], parts: Sequence[Part], heading: int | None, behind: tuple[int, int], number: int, words: Words
) -> ReferenceList:
    """The list of these parts, `behind` so many entries of lists before it, the last of that number."""
    count, last_label = behind
    entries = []
    for position, part in enumerate(parts, count + 1):
        texts = [lines[index].text for index in part.lines]
        texts[0] = texts[0][part.skip :]
        text = " ".join(join_lines([text for text in texts if text], words).split())
        addresses = tuple(dict.fromkeys(_addresses(lines, part.lines)))
        reference = RawReference(f"#{position}", position, text, part.label, addresses=addresses, list=number)
        entries.append(Entry(reference, tuple(part.lines)))
    return ReferenceList(heading, tuple(entries), tuple(missing(parts, last_label)))


def _addresses(lines: Sequence[Line], indices: Sequence[int]) -> Iterator[str]:
    for index in indices:
        for link in lines[index].links:
            uri = link.annotation.uri
            if uri and not uri.lower().startswith("mailto:"):
                yield uri
