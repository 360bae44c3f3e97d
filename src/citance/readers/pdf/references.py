"""Lines in reading order → the reference lists among them, parted into entries.

A list begins under its heading, or, where none is printed, where a run of numbers from 1 on begins lines that read like
references. How its entries are told apart is a question to the whole list: by numbers that count on, by hanging or indented
first lines, by the room between them, or by names at the start of a line behind the end of a sentence. Each way that the page
allows is tried, and the one whose entries read most like references is taken.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from citance.model.reference import RawReference
from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.values import Line
from citance.text.headings import section_kind
from citance.text.normalise import squash


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
        lists.append(_as_list(lines, parts, heading, count, len(lists), words))
        count += len(parts)
        last_label = next((int(part.number) for part in reversed(parts) if part.number), 0)
        behind = parts[-1].lines[-1] + 1
    if not lists and (parts := _without_heading(lines)):
        lists.append(_as_list(lines, parts, None, 0, 0, words))
    return tuple(lists)


# ── headings ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_HEADINGS = frozenset(
    """references reference referencesandnotes notesandreferences referencescited literaturecited literature bibliography
    bibliographicreferences bibliographicalreferences workscited listofreferences referencelist citedliterature citedreferences
    selectedreferences selectedbibliography referencesandfurtherreading referencesandrecommendedreading furtherreading
    suggestedreading supplementaryreferences supplementalreferences additionalreferences methodsreferences sources citations
    referencesandfootnotes referencesandbibliography endnotes literaturereferences onlinereferences referencesonline
    supportinginformationreferences referenzen literatur literaturverzeichnis literaturangaben quellen quellenverzeichnis
    referencias referenciasbibliograficas bibliografia bibliografiacitada literaturacitada referenciascitadas obrascitadas
    referenciasbibliogrficas references1 bibliographie referencesbibliographiques ouvragescites riferimenti
    riferimentibibliografici bibliografiaessenziale literaturacytowana pismiennictwo literatura referenser litteratur
    kilder kirjallisuus irodalom kaynaklar kaynakca daftarpustaka referensi литература списоклитературы
    библиографическийсписок библиография 参考文献 引用文献 文献 참고문헌 المراجع منابع""".split()  # noqa: SIM905 - a list to read
)
_HEADING_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d+)*|[IVX]{1,4}|[A-Z])[.):]?\s+(?=\S)")


def is_list_heading(text: str) -> bool:
    """Whether a line is nothing but the heading of a reference list, in one of the languages of articles."""
    if not 4 <= len(text.strip()) <= 60 and not 2 <= len(text.strip()) <= 6:
        return False
    bare = text.strip(" .:■●•*▪|—–-")
    if text.rstrip().endswith((",", ";")):
        return False
    name = squash(bare)
    return name in _HEADINGS or squash(_HEADING_NUMBER.sub("", bare)) in _HEADINGS


# ── what an entry looks like ───────────────────────────────────────────────────────────────────────────────────────────

_YEAR = re.compile(
    r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|\b(?:in press|n\.d\.|s\.d\.|forthcoming|submitted|unpublished|no prelo)", re.I
)
_PARTICLES = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e[rnl]?|[Dd]ella|[Dd]i|[Dd]a|[Dd][ao]s|[Dd]u|[Ll][ae]|[Ee]l|[Aa]l|[Tt]e[nr]|bin|ibn|zu|af)\s+"
    r"|[dDOL]['’]|[Aa]l-|[Ee]l-)*"
)
_CAPITAL = r"[^\W\d_a-z]"
# A word is taken whole (++): a line of hyphens and capitals can then be read in one way only, and not in thousands.
_NAME = rf"{_PARTICLES}{_CAPITAL}[\w'’‐‑-]*+(?:\s(?:(?:y|e|de|da|do|dos|del|van|von|der|la)\s)?{_CAPITAL}[\w'’‐‑-]++){{0,3}}"
_OPENS = re.compile(
    rf"{_NAME},?\s(?:{_CAPITAL}\.?[\s‐‑-]?){{1,4}}(?:[\s,.;:&(]|$)"  # Alder AB, / Alder, A. B.,
    rf"|(?:{_CAPITAL}\.[\s‐‑-]?){{1,4}}{_NAME}"  # A. B. Alder
    rf"|{_NAME},\s{_CAPITAL}[\w'’‐‑-]"  # Alder, Anna
    r"|.{3,120}?[.,]?\s?\(?(?:1[6-9]|20)\d\d[a-z]?\)?[.,:;)]"  # An Invented Agency (2013).
    r"|(?:---+|———*|___+|⸻)"  # the same author
)
_STOPS, _QUOTES = (".", "!", "?", ")", "]"), '”’"'
_CAPTION = re.compile(
    r"(?:Supplementary\s|Extended Data\s)?(?:Fig(?:ure|\.)|Table|Scheme|Box|Chart|Plate|Tabela|Figura|Quadro|Abb\.|Tab\.)\s?S?\d",
    re.I,
)
_SHORTEST, _LONGEST = 25, 3_000


_NO_NAME = re.compile(r"https?:|www\.|doi\b|PM(?:C?ID|id)\b|Available|Accessed|Retrieved|Disponível|\d", re.I)


_E_PRINT = re.compile(r"\barXiv:\s?(?:[a-z-]+/)?\d{4}\.?\d{3}|\b(?:hep|astro|cond|nucl|math|gr)-[a-z]{2}/\d{7}", re.I)


def _reads_like_one(text: str) -> bool:
    return _SHORTEST <= len(text) <= _LONGEST and (_YEAR.search(text) is not None or _E_PRINT.search(text) is not None)


def _ended(text: str) -> bool:
    """Whether a line may be the last of an entry: it ends with a stop, a number, a bracket or an address."""
    word = (text[-_LONGEST:].rsplit(None, 1) or [""])[-1]
    if not word or text[-1].isspace():
        return False
    bare = word[:-1] if word[-1] in _QUOTES else word
    return "/" in word or bare.endswith(_STOPS) or bare[-1:].isdecimal()


def _opens(text: str) -> bool:
    """Whether a line may be the first of an entry: names, or a body and a year."""
    if (
        not text
        or text[0] in "[(<"
        or _NO_NAME.match(text)
        or (text[0].islower() and not text.startswith(("de ", "van ", "von ", "d'", "d’")))
    ):
        return False
    return _OPENS.match(text) is not None


# ── parting a list ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Part:
    """The lines of one entry; the label as printed, how many letters of the first line it takes, and its number."""

    lines: list[int]
    label: str | None = None
    skip: int = 0
    number: int = 0


def _part(lines: Sequence[Line], heading: int, until: int, last_label: int) -> list[_Part]:
    """The entries under a heading; none where nothing there reads like references."""
    region = _below(lines, heading, range(heading + 1, until))
    if not region:
        return []
    by_number = _by_numbers(lines, region, last_label)
    if by_number and _is_good(lines, by_number):
        return by_number
    own = _own_lines(lines, heading, region)
    if not own:
        return []
    parts = _without_tail(lines, _at_starts(own, _starts(lines, own)))
    return parts if _is_good(lines, parts) else []


def _below(lines: Sequence[Line], heading: int, region: Sequence[int]) -> list[int]:
    """The region without what stands above the list in the page's other columns, where text and list share both columns.

    Another part's heading tells: above it and down to the height of the list's own heading, a column is not the list's.
    """
    title = lines[heading]
    above: dict[int, list[int]] = defaultdict(list)
    for index in region:
        line = lines[index]
        if line.page == title.page and line.column != title.column and line.baseline < title.baseline - 1:
            above[line.column].append(index)
    dropped: set[int] = set()
    for indices in above.values():
        if any(_is_like(lines[index], title) or _opens_part(lines[index], title) for index in indices):
            dropped.update(indices)
    return [index for index in region if index not in dropped]


def _opens_part(line: Line, title: Line) -> bool:
    """Whether a line is a heading by its words, and as large or as bold as the list's."""
    return len(line.text) < 70 and section_kind(line.text) is not None and (line.bold or line.size > title.size - 0.3)


def _starts(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """The first lines of entries without numbers, by the way of parting whose entries read most like references."""
    left = _left_edges(lines, own)
    ways = [_hanging(lines, own, left), _indented(lines, own, left), _spaced(lines, own), _by_names(lines, own)]
    edges, room = _IS_EVEN * _is_at_two_edges(lines, own, left), _IS_EVEN * _is_in_two_steps(lines, own)
    scores = [_score(lines, own, starts) + even for starts, even in zip(ways, (edges, edges, room, 0.0), strict=True)]
    return ways[scores.index(max(scores))]


# What it is worth to a way of parting that the page was set for it: all lines begin at one of two edges, or stand in one of
# two steps from each other. As much as half of the entries without a name at their start, which lists of agencies have.
_IS_EVEN = 0.25


def _is_at_two_edges(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> bool:
    """Whether nearly all lines begin at the left edge of their column or at one indent, and enough of them at either."""
    indents = [_indent(lines[index], left) for index in own]
    flush = sum(indent < 2.0 for indent in indents)
    inner = Counter(round(indent) for indent in indents if indent >= _STEP)
    if not inner:
        return False
    indent, _ = inner.most_common(1)[0]
    inside = sum(inner[step] for step in (indent - 1, indent, indent + 1))
    return flush + inside >= 0.9 * len(indents) and min(flush, inside) >= 0.1 * len(indents)


def _is_good(lines: Sequence[Line], parts: Sequence[_Part]) -> bool:
    """Whether at least half of the entries read like references."""
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    return 2 * sum(map(_reads_like_one, texts)) >= len(texts) > 0


# What most references have and the cells of a table under "Reference" have not: pages, a volume, a publisher, an address.
_NUMBERS = re.compile(r"\d\s?[-–−‐]\s?\w?\d|\d\s?[:(]\s?\w?\d|(?:19|20)\d\d,\s\d|\bvol\.|https?:|\bdoi\b|10\.\d{4,9}/")
_PLACED = re.compile(rf"{_NUMBERS.pattern}|Press|Publish|\bpp?\.|Springer|Wiley|Elsevier|University")


def _is_list(lines: Sequence[Line], parts: Sequence[_Part]) -> bool:
    """Whether a further list is one: a heading "References" may also stand over a column of a table."""
    return _share(lines, parts) >= 0.6


def _without_tail(lines: Sequence[Line], parts: list[_Part]) -> list[_Part]:
    """The entries without what follows the last one: notices that have no year and no names."""
    while parts:
        text = " ".join(lines[index].text for index in parts[-1].lines)
        if _YEAR.search(text) or _opens(text) or "http" in text:
            break
        parts.pop()
    return parts


def _at_starts(own: Sequence[int], starts: Sequence[int]) -> list[_Part]:
    begins = set(starts)
    parts: list[_Part] = []
    for index in own:
        if index in begins or not parts:
            parts.append(_Part([]))
        parts[-1].lines.append(index)
    return parts


# -- by numbers --

_LABEL = re.compile(
    r"(?P<open>[\[(]?)\s?(?P<letter>[A-Z]{0,2})(?P<number>\d{1,4})\s?(?P<close>[\])]?[.:)]?(?:\s?[-–]\s)?)\s*(?=(?P<next>.?))"
)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that begins with a number."""

    index: int
    number: int
    label: str
    skip: int
    fits: float  # how much it looks like a label, beside its number


def _by_numbers(lines: Sequence[Line], region: Sequence[int], last_label: int, headed: bool = True) -> list[_Part]:
    """Entries whose labels count on from 1, or from the last label of the list before."""
    forms: dict[tuple[str, str, str], list[_Numbered]] = defaultdict(list)
    left = _left_edges(lines, region)
    for index in region:
        found = _LABEL.match(lines[index].text)
        if found is None or (not found["open"] and not found["close"] and found["next"] and found["next"].islower()):
            continue
        line = lines[index]
        fits = 0.3 * (line.box.x0 - left[line.page, line.column] < 14) + 0.1 * found["next"].isupper()
        form = (found["open"], found["letter"], found["close"].strip(" -–"))
        label = line.text[: found.end("close")].strip()
        forms[form].append(_Numbered(index, int(found["number"]), label, found.end(), fits))
    best: list[_Numbered] = []
    for candidates in forms.values():
        chain = _longest_chain(candidates, last_label)
        if len(chain) > len(best):
            best = chain
    if len(best) < 2 and not (best and best[0].index == region[0] and best[0].number == last_label + 1):
        return []
    if headed and sum(index < best[0].index and _opens(lines[index].text) for index in region) > max(1, len(best) // 4):
        return []  # numbers somewhere behind another list
    return _between(lines, best, region)


_NEVER = -1e9


def _longest_chain(candidates: Sequence[_Numbered], last_label: int) -> list[_Numbered]:
    """The longest run of numbers that counts on; one or two may be missing on the way."""
    score: list[float] = []
    before: list[int | None] = []
    at_number: dict[int, int] = {}  # number → the candidate with it that ends the best chain so far
    for place, candidate in enumerate(candidates):
        number = candidate.number
        mine = 1.0 if number in (1, last_label + 1) else 0.2 if 1 <= number <= 3 else _NEVER
        previous = None
        for step, worth in ((1, 1.0), (2, 0.4), (3, 0.2)):
            other = at_number.get(number - step)
            if other is not None and score[other] + worth > mine:
                mine, previous = score[other] + worth, other
        score.append(mine + candidate.fits)
        before.append(previous)
        if number not in at_number or score[at_number[number]] < score[place]:
            at_number[number] = place
    if not score:
        return []
    at: int | None = max(range(len(score)), key=score.__getitem__)
    if at is None or score[at] < 0.5:
        return []
    chain = []
    while at is not None:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _between(lines: Sequence[Line], labels: Sequence[_Numbered], region: Sequence[int]) -> list[_Part]:
    """Each label with the lines behind it that are its entry's."""
    size = _usual_size(lines, [label.index for label in labels])
    parts: list[_Part] = []
    ends = [label.index for label in labels[1:]] + [region[-1] + 1]
    own = set(region)
    longest = 0
    for label, end in zip(labels, ends, strict=True):
        last = label is labels[-1]
        part = _Part([label.index], label.label, label.skip, label.number)
        for index in range(label.index + 1, end):
            if index not in own or _is_foreign(lines[index], size):
                continue
            if last and len(part.lines) > longest + 2 and len(labels) > 3:
                break
            if _breaks_off(lines, part.lines[-1], index, last):
                break
            part.lines.append(index)
        longest = max(longest, len(part.lines))
        parts.append(part)
    return parts


def _breaks_off(lines: Sequence[Line], before: int, index: int, last: bool) -> bool:
    """Whether a line is no more of the entry that the line before it belongs to."""
    line, above = lines[index], lines[before]
    if _CAPTION.match(line.text) or _is_other_heading(line, above) or is_list_heading(line.text):
        return True
    same_column = line.page == above.page and line.column == above.column
    nearest = above if last else lines[index - 1]  # a caption between two lines of an entry is no room
    if same_column and line.baseline - nearest.baseline > 2.6 * max(line.size, above.size):
        return True
    if not last:
        return False
    ended = _ended(above.text)
    if not same_column:
        return ended
    return ended and (line.baseline - above.baseline > 1.75 * above.size or line.bold != above.bold)


def _is_other_heading(line: Line, above: Line) -> bool:
    """Whether a line is the heading of another part: known by its words, and set unlike the entry above it."""
    if len(line.text) > 70 or section_kind(line.text) is None:
        return False
    return (
        (line.bold and not above.bold)
        or line.size > above.size + 0.8
        or (line.text.isupper() and not above.text.isupper())
        or (
            len(line.runs) == 1
            and bool(above.runs)
            and line.runs[0].font not in {run.font for run in above.runs}
            and not _runs_on(above, line)
        )
    )


def _runs_on(above: Line, line: Line) -> bool:
    """Whether the line above breaks off in the middle of a sentence right over this one: "... of walls. In" "Findings of"."""
    near = above.page == line.page and above.column == line.column and 0 < line.baseline - above.baseline < 1.4 * line.size
    return near and (above.text[-1:].isalpha() or above.text.endswith((",", "-", ":")))


# -- the lines of a list without numbers --


def _usual_size(lines: Sequence[Line], indices: Sequence[int]) -> float:
    counts: Counter[float] = Counter()
    for index in indices:
        counts[round(lines[index].size, 1)] += len(lines[index].text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _is_foreign(line: Line, size: float) -> bool:
    """Whether a line is set in another size than the list: a caption, a table, a notice."""
    return abs(line.size - size) > max(0.55, 0.07 * size)


# Notices at the foot of a column, or at the end of the article, which begin no entry.
_BEHIND = re.compile(
    r"(?:conflicts?\sof\sinterests?|competing\sinterests?|copyright|©|received|accepted|publisher[’']s\snote|how\sto\scite|cite\sthis\sarticle"
    r"|to\scite\sthis|correspond(?:ence|ing)|handling\seditor|associate\seditor|academic\seditor|editors?:|edited\sby|reviewed\sby|open\saccess"
    r"|this\sarticle|this\sis\san\sopen|submit\syour|ready\sto\ssubmit|supporting\sinformation|supplementary\smaterial|author\scontributions"
    r"|disclaimer|peer\sreview|funding:|sample\savailability|presubmission|received:|e-?mail:)(?:\b|$)",
    re.I,
)


def _own_lines(lines: Sequence[Line], heading: int, region: Sequence[int]) -> list[int]:
    """The lines under a heading up to the next part of the article, without captions, tables and notices between them."""
    size = _usual_size(lines, region[:60])
    title = lines[heading]
    own: list[int] = []
    left_out: tuple[int, int] | None = None  # a page and column of which the rest is not the list's
    for index in region:
        line = lines[index]
        if left_out == (line.page, line.column):
            continue
        if own and _BEHIND.match(line.text) and _ended(lines[own[-1]].text):
            left_out = line.page, line.column
            continue
        if _is_foreign(line, size):
            if own and (_is_like(line, title) or _is_other_heading(line, lines[own[-1]])):
                break
            continue
        if own and (_is_other_heading(line, lines[own[-1]]) or (_is_like(line, title) and not _opens(line.text))):
            break
        if _CAPTION.match(line.text) and line.bold:
            continue
        own.append(index)
    return own


def _is_like(line: Line, title: Line) -> bool:
    """Whether a line is set as the list's heading is, and the heading unlike the list."""
    if not line.runs or not title.runs or len(line.text) > 80:
        return False
    return line.runs[0].font == title.runs[0].font and abs(line.size - title.size) < 0.3 and line.bold == title.bold


def _left_edges(lines: Sequence[Line], indices: Sequence[int]) -> dict[tuple[int, int], float]:
    """Of each column of each page, where its lines begin, by their leftmost.

    A line far to the left of all others is a stray one. A few lines at the top of a column may all be indented: then the
    same column of another page tells.
    """
    starts: dict[tuple[int, int], list[float]] = defaultdict(list)
    for index in indices:
        line = lines[index]
        starts[line.page, line.column].append(line.box.x0)
    edges: dict[tuple[int, int], float] = {}
    for key, places in starts.items():
        places.sort()
        usual = places[len(places) // 4]
        edges[key] = next(place for place in places if usual - place < _WIDEST_INDENT)
    for (page, column), places in starts.items():
        mine = edges[page, column]
        if len(places) <= 4:
            others = [edge for (other, same), edge in edges.items() if same == column and other != page]
            edges[page, column] = min((edge for edge in others if 0 < mine - edge < _WIDEST_INDENT), default=mine)
    return edges


_WIDEST_INDENT = 45.0  # points


# -- ways to part it --

_STEP = 3.5  # points that an indent is at least; first lines differ by less where their letters overhang


def _indent(line: Line, left: dict[tuple[int, int], float]) -> float:
    return line.box.x0 - left[line.page, line.column]


def _hanging(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> list[int]:
    """First lines stand out to the left."""
    return [index for index in own if _indent(lines[index], left) < _STEP]


def _indented(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> list[int]:
    """First lines are indented."""
    return [index for index in own if _indent(lines[index], left) >= _STEP]


def _spaced(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """Entries have more room between them than lines have."""
    usual = _usual_pitch(lines, own)
    if usual is None:
        return []
    starts = list(own[:1])
    for one, other in _neighbours(own):
        pitch = _pitch(lines[one], lines[other])
        if pitch is None:
            if _ended(lines[one].text) and _opens(lines[other].text):
                starts.append(other)
        elif pitch > _MORE_ROOM * usual:
            starts.append(other)
    return starts


_MORE_ROOM = 1.18  # times the usual step from line to line


def _usual_pitch(lines: Sequence[Line], own: Sequence[int]) -> float | None:
    """The usual step from one line to the next: the middle of the smaller two thirds."""
    pitches = sorted(pitch for one, other in _neighbours(own) if (pitch := _pitch(lines[one], lines[other])) is not None)
    return median(pitches[: max(1, len(pitches) * 2 // 3)]) if pitches else None


def _is_in_two_steps(lines: Sequence[Line], own: Sequence[int]) -> bool:
    """Whether the steps between lines are the usual one or clearly larger, and enough of them are larger."""
    usual = _usual_pitch(lines, own)
    if usual is None:
        return False
    pitches = [pitch for one, other in _neighbours(own) if (pitch := _pitch(lines[one], lines[other])) is not None]
    larger = sum(pitch > _MORE_ROOM * usual for pitch in pitches)
    near = sum(pitch < 1.08 * usual for pitch in pitches)
    return larger + near >= 0.93 * len(pitches) and larger >= 0.12 * len(pitches)


def _by_names(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """A line begins with names behind one that ends a sentence, when the entry so far has its year."""
    starts = list(own[:1])
    widths: dict[tuple[int, int], float] = defaultdict(float)
    for index in own:
        line = lines[index]
        widths[line.page, line.column] = max(widths[line.page, line.column], line.box.x1)
    length, has_year = 0, False  # of the entry so far
    for one, other in _neighbours(own):
        above = lines[one]
        length += 1 + len(above.text)
        has_year = has_year or _YEAR.search(above.text) is not None
        short = above.box.x1 < widths[above.page, above.column] - 12
        if has_year and _ended(above.text) and _opens(lines[other].text) and (short or length > 60):
            starts.append(other)
            length, has_year = 0, False
    return starts


def _neighbours(own: Sequence[int]) -> Iterator[tuple[int, int]]:
    return pairwise(own)


def _pitch(above: Line, line: Line) -> float | None:
    """From one line down to the next of the same column; None where they stand in two."""
    if above.page != line.page or above.column != line.column or line.baseline <= above.baseline:
        return None
    return line.baseline - above.baseline


def _score(lines: Sequence[Line], own: Sequence[int], starts: Sequence[int]) -> float:
    """How well entries that begin so read: the share that has one year and begins with names, less what looks unparted."""
    if not starts:
        return -1.0
    parts = _at_starts(own, starts)
    begins = set(starts)
    good = 0.0
    for part in parts:
        text = " ".join(lines[index].text for index in part.lines)
        good += 0.5 * _reads_like_one(text) + 0.3 * _opens(lines[part.lines[0]].text) + 0.2 * _ended(text)
        if len(text) > 700:
            good -= 0.5
    missed = 0
    for one, other in _neighbours(own):
        if other not in begins and _ended(lines[one].text) and _opens(lines[other].text):
            missed += 1
    return good / len(parts) - 0.5 * missed / len(parts)


# ── where no heading stands ────────────────────────────────────────────────────────────────────────────────────────────


def _without_heading(lines: Sequence[Line]) -> list[_Part]:
    """A list under no heading that we know: with numbers, or where years and pages stand close together."""
    parts = _by_numbers(lines, range(len(lines) // 3, len(lines)), 0, headed=False)
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    if len(parts) >= 4 and sum(map(_reads_like_one, texts)) >= 0.8 * len(parts):
        return parts
    crowd = _crowd(lines)
    if not crowd:
        return []
    size = _usual_size(lines, crowd)
    own = [
        index
        for index in _between_headings(lines, crowd, size)
        if not _is_foreign(lines[index], size) and not _CAPTION.match(lines[index].text)
    ]
    while own and not _opens(lines[own[0]].text):
        own.pop(0)
    parts = _without_tail(lines, _at_starts(own, _starts(lines, own))) if len(own) > 10 else []
    return parts if len(parts) >= 5 and _share(lines, parts) >= 0.7 else []


def _share(lines: Sequence[Line], parts: Sequence[_Part]) -> float:
    """The share of entries that have a year and a place."""
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    return sum(_reads_like_one(text) and _PLACED.search(text) is not None for text in texts) / max(1, len(texts))


_WINDOW = 12  # lines: three to five references


def _between_headings(lines: Sequence[Line], crowd: range, size: float) -> range:
    """The stretch grown to both sides as far as no line is larger, or bold and short, as headings are."""

    def is_heading(line: Line) -> bool:
        return line.size > size + 0.8 or (line.bold and len(line.text) < 60)

    start, end = crowd.start, crowd.stop
    while start > 0 and not is_heading(lines[start - 1]):
        start -= 1
    while end < len(lines) and not is_heading(lines[end]):
        end += 1
    return range(start, end)


def _crowd(lines: Sequence[Line]) -> range:
    """The longest stretch of the second half in which years and places stand close: five in twelve lines, later three."""
    begin = len(lines) // 2
    shown = [_YEAR.search(line.text) is not None or _NUMBERS.search(line.text) is not None for line in lines[begin:]]
    placed = [_NUMBERS.search(line.text) is not None for line in lines[begin:]]
    best = range(0)
    start: int | None = None
    for at in range(len(shown) - _WINDOW + 1):
        years, places = sum(shown[at : at + _WINDOW]), sum(placed[at : at + _WINDOW])
        if start is None and years >= 5 and places >= 3:
            start = at
        ends = years < 3 or places < 1
        if start is not None and (ends or at == len(shown) - _WINDOW):
            found = range(begin + start, begin + at + _WINDOW - ends)
            best = max(best, found, key=len)
            start = None
    return best


# ── entries ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _as_list(
    lines: Sequence[Line], parts: Sequence[_Part], heading: int | None, count: int, number: int, words: Words
) -> ReferenceList:
    entries = []
    for position, part in enumerate(parts, count + 1):
        texts = [lines[index].text for index in part.lines]
        texts[0] = texts[0][part.skip :]
        text = " ".join(join_lines([text for text in texts if text], words).split())
        addresses = tuple(dict.fromkeys(_addresses(lines, part.lines)))
        reference = RawReference(f"#{position}", position, text, part.label, addresses=addresses, list=number)
        entries.append(Entry(reference, tuple(part.lines)))
    return ReferenceList(heading, tuple(entries))


def _addresses(lines: Sequence[Line], indices: Sequence[int]) -> Iterator[str]:
    for index in indices:
        for link in lines[index].links:
            uri = link.annotation.uri
            if uri and not uri.lower().startswith("mailto:"):
                yield uri
