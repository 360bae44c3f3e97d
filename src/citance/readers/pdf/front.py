"""The first pages → what they say of the article: title, authors, DOI, journal, year, and which lines are its abstract.

The page is believed before the file's own data about itself, which often are those of the file it was made from; they count
where the page says the same. What cannot be told stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from citance.model.article import ArticleRecord, Author, Journal
from citance.model.document import SectionKind
from citance.model.identifiers import Doi, Identifiers
from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.values import Line, Pdf
from citance.text.bodies import is_body
from citance.text.headings import section_kind
from citance.text.names import parse_name
from citance.text.normalise import fold_words, squash

_FIRST_PAGES = 3  # a cover sheet, a page of highlights, and the article
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Front:
    """What the first pages say, and their lines, as indices into the lines that were given."""

    record: ArticleRecord
    lines: frozenset[int] = frozenset()  # title and authors
    abstract: tuple[int, ...] = ()  # without its heading


@dataclass(slots=True)
class _Seen:
    """What is looked at: lines of the first pages in reading order, heads and feet, and what the file says of itself."""

    lines: Sequence[Line]
    first: list[int]  # indices of the lines of the first pages that are not references
    heads: Sequence[Line]
    info: dict[str, str]
    words: Words
    heights: dict[int, float]
    size: float  # of the running text
    around: str = ""  # heads and feet of the first page and all its lines, as one string
    squashed: str = ""  # the letters of that


def read_front(pdf: Pdf, lines: Sequence[Line], heads: Sequence[Line], apart: Collection[int], words: Words) -> Front:
    """What the first pages say of the article.

    `heads` are the running heads and feet that were taken out of `lines`; `apart` the lines of reference lists.
    """
    first = [index for index, line in enumerate(lines[:_MOST_LINES]) if line.page <= _FIRST_PAGES and index not in apart]
    if not first:
        return Front(ArticleRecord())
    seen = _Seen(lines, first, heads, pdf.info, words, {page.number: page.height for page in pdf.pages}, _usual_size(lines))
    opening = lines[first[0]].page
    on_page = [line.text for line in heads if line.page <= opening + 1] + [
        lines[i].text for i in first if lines[i].page <= opening
    ]
    seen.around = join_lines(on_page, words)
    seen.squashed = squash(seen.around)
    title_lines = _find_title(seen)
    title = _title_of(seen, title_lines)
    authors, author_lines = _find_authors(seen, title_lines)
    abstract = _find_abstract(seen, (title_lines or author_lines or [first[0]])[-1])
    journal, year = _find_journal_and_year(seen, title, authors)
    record = ArticleRecord(
        identifiers=Identifiers(doi=_find_doi(seen, pdf)),
        title=title,
        authors=authors,
        journal=Journal(title=journal),
        year=year,
        abstract=" ".join(join_lines([lines[index].text for index in abstract], words).split()),
    )
    return Front(record, frozenset([*title_lines, *author_lines]), tuple(abstract))


def _usual_size(lines: Sequence[Line]) -> float:
    """The size of most letters."""
    counts: Counter[float] = Counter()
    for line in lines[:2000]:
        counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0]


# ── title ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

# What stands over titles and is none: the kind of article, the journal's own marks.
_KINDS = re.compile(
    r"""(?:open\s?access|(?:full\s|original\s|short\s|brief\s|rapid\s|mini\s?|systematic\s|invited\s|regular\s|clinical\s|basic\s|special\s|scientific\s)*
        (?:research|review|article|articles|paper|report|reports|communication|communications|letter|letters|note|notes|study|protocol
        |case\sreport|case\sstudy|case\sseries|editorial|commentary|perspective|perspectives|opinion|viewpoint|correspondence|methods?
        |meta-?analysis|investigation|investigations|contribution|science|clinical\strial|data|software|tool|resource|feature|trial
        |artigo\soriginal|artigo|artículo(?:\soriginal)?|article\soriginal|originalarbeit|übersicht|revisão|revisión|original)
        (?:\s(?:article|articles|paper|report|letter|review|communication|protocol|note|study|research|in\s\w+))*)""",
    re.I | re.X,
)
_NOTICE = re.compile(
    r"https?://|www\.|\bdoi\b|\bISSN\b|©|\(c\)\s|copyright|@|all rights reserved|open access article|^volume\b|^vol\.|^page\s\d"
    r"|^(?:received|accepted|published|submitted|correspond|edited by|reviewed by|academic editor|editors?:|keywords?"
    r"|citation|cite this|how to cite|to cite|licen[sc]e|downloaded|available online"
    r"|contents? lists? available|journal homepage|check for updates)",
    re.I,
)
_JOURNALISH = re.compile(
    r"\b(?:Journal|Annals|Archives|Bulletin|Transactions|Proceedings|Revista|Acta|Zeitschrift|Magazine|Gazette|Quarterly)\b", re.I
)
_LETTERS = re.compile(r"[^\W\d_]")


# Points of size that it is worth to a heading that the file, or a line of how to cite, has the same words.
_AGREEMENT = 4.0


@dataclass(frozen=True, slots=True)
class _Heading:
    """Lines of one size that follow each other near the top of a page."""

    indices: list[int]
    text: str
    size: float
    agrees: bool  # the file or a line of how to cite says the same
    plain: bool  # reads like a title


def _find_title(seen: _Seen) -> list[int]:
    """The lines of the title: the largest near the top, or what the file's own title says where the page has it, too."""
    candidates = list(_headings(seen))
    if not candidates:
        return []
    best = max(candidates, key=lambda one: (one.plain, one.size + _AGREEMENT * one.agrees, -one.indices[0]))
    if not best.agrees and (not best.plain or best.size < seen.size + 0.4):
        bold = [one for one in candidates if one.plain and seen.lines[one.indices[0]].bold]
        return bold[0].indices if bold else best.indices if best.plain and best.size > seen.size - 0.5 else []
    return best.indices


def _headings(seen: _Seen) -> Iterator[_Heading]:
    """What may be the title, by lines of one size."""
    told = _told_titles(seen)
    group: list[int] = []
    page = seen.lines[seen.first[0]].page
    for index in [*seen.first, -1]:
        over = len(group) == 1 and _KINDS.fullmatch(seen.lines[group[0]].text.strip(" .:|")) is not None
        if group and index >= 0 and not over and _goes_on(seen.lines[group[-1]], seen.lines[index]):
            group.append(index)
            continue
        if group and (heading := _heading(seen, group, told)) is not None:
            yield heading
        group = []
        if index >= 0 and seen.lines[index].page <= page + 1:
            group = [index]


def _goes_on(above: Line, line: Line) -> bool:
    if above.page != line.page or abs(above.size - line.size) > max(0.4, 0.03 * line.size):
        return False
    down = line.baseline - above.baseline
    beside = min(above.box.x1, line.box.x1) - max(above.box.x0, line.box.x0)
    return 0 < down < 2.0 * line.size and beside > 0 and (above.bold == line.bold or above.italic != line.italic)


def _heading(seen: _Seen, group: list[int], told: Sequence[str]) -> _Heading | None:
    lines = [seen.lines[index] for index in group]
    if len(group) > 10:
        return None
    text = " ".join(join_lines([line.text for line in lines], seen.words).split())
    letters = squash(text)
    if len(letters) < 8 or len(text) > 400:
        return None
    large = max(line.size for line in lines) > seen.size - 0.3
    agrees = len(letters) > 24 and large and any(_alike(letters, other) for other in told)
    if _KINDS.fullmatch(text.strip(" .:|")) or (_NOTICE.search(text) and not agrees):
        return None
    if not agrees and re.search(rf"{re.escape(letters)}(?:vol(?:ume)?)?\d{{0,4}}(?:19|20)\d\d", seen.squashed):
        return None  # the journal: volume and year follow somewhere
    place = lines[0].baseline / max(1.0, seen.heights.get(lines[0].page, 0.0))
    count = len(text.split())
    journalish = count <= 8 and _JOURNALISH.search(text) is not None and not re.search(r"\b[a-z]{5,}\b", text)
    heading = count <= 5 and section_kind(text) is not None
    plain = (
        (count >= 3 or (count == 2 and len(letters) > 20))
        and len(letters) > 14
        and 2 * len(_LETTERS.findall(text)) > len(text)
        and not journalish
        and not heading
        and not ("," in text and _is_of_names(text, going_on=False))
        and place < 0.62
        and not (text.endswith(".") and len(group) > 3)
    )
    if not plain and not agrees:
        return None
    return _Heading(group, text, max(line.size for line in lines), agrees, plain)


_CITE = re.compile(r"(?:how to cite|to cite|cite (?:this|as)|citation)\b[^:]{0,40}:\s*(.{40,400})", re.I)
_MOST_TOLD = 8  # lines of how to cite; an article has one or two
_NO_TITLE = re.compile(r"untitled|\.(?:dvi|docx?|indd|tex|qxd|p65|pdf|fm|rtf|eps)\b|^microsoft word|^layout \d|^doi:|^\S+$", re.I)


def _told_titles(seen: _Seen) -> list[str]:
    """Squashed words that hold the title: of the file's data about itself, and of a line that says how to cite."""
    told = []
    title = seen.info.get("Title", "")
    if title and not _NO_TITLE.search(title):
        told.append(squash(title))
    told += [squash(match[1]) for match in islice(_CITE.finditer(seen.around), _MOST_TOLD)]
    return [words for words in told if len(words) > 14]


def _alike(letters: str, other: str) -> bool:
    """Whether a heading is what was told, or part of it; a cut title, or one with its subtitle behind, is the same."""
    if letters in other or (len(other) > 25 and letters.startswith(other)):
        return True
    return (
        abs(len(letters) - len(other)) < 0.2 * len(letters)
        and SequenceMatcher(None, letters, other, autojunk=False).ratio() > 0.9
    )


_MARKS = " *†‡§¶#✉"


def _title_of(seen: _Seen, indices: Sequence[int]) -> str:
    """The words of the title, without a sign for a note at its end; the file's own where the page holds them unseen."""
    if not indices:
        title = " ".join(seen.info.get("Title", "").split())
        letters = squash(title)
        return title if len(letters) > 14 and not _NO_TITLE.search(title) and letters in seen.squashed else ""
    texts = [seen.lines[index].text for index in indices]
    last = seen.lines[indices[-1]]
    if last.runs and last.runs[-1].raised and last.runs[-1].end >= len(last.text.rstrip()) and len(last.runs) > 1:
        raised = last.text[last.runs[-1].start : last.runs[-1].end]
        if not any(map(str.isalpha, raised)) or len(raised.strip()) == 1:
            texts[-1] = last.text[: last.runs[-1].start]
    return " ".join(join_lines(texts, seen.words).split()).rstrip(_MARKS)


# ── authors ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# Between names, where blanks are single.
_BETWEEN = re.compile(r" ?(?:[,;•·|∙●]| \. | [-–] (?=[A-Z])|(?:,? (?:and|und|et|y|e|&) )) ?| ?& ?")
_DEGREE = re.compile(
    r"(?:(?:M\.?|B\.?|Ph\.?|D\.?|Pharm|Dr|Prof|R|F|L|DM|Sc|MRC?|FRC?)\s?)?\.?"
    r"(?:D|Sc|S|A|B|Phil|PH|P|Pharm|BS|BBS|BA|N|Ed|Med|DS|VM|Tech|Eng|VSc|VetMed|CP|CS|ACS|CPath|Pract)\.?[a-z]?"
    r"|Jr\.?|Sr\.?|II|III|PhD\w?|M\.?D\.?|MPH|RN|DVM|DDS|BDS|MDS|MSc|BSc|MBBS|MBA|DSc|DrPH|PharmD|FRCP|FRCS|FACS|FACC|OBE|CCRP|RD|PT|ScD|MHS|MS|BS|MA|BA|MB|MM|BM"
)
_TITLE_BEFORE = re.compile(r"^(?:by|Prof(?:essor)?\.?|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Authors?:?|and|&)\s+", re.I)
_NOTE_SIGNS = re.compile(r"[*†‡§¶#∥‖✉⁎∗✝☆✱\[\]()]+|[¹²³⁰⁴-⁹ªº]+|[\ue000-\uf8ff]+")
_ORCID = re.compile(r"(?:https?://)?(?:orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_NUMBERS = re.compile(
    r"(?<=[^\W\d_])\s?\d{1,2}(?:\s?[,–-]\s?\d{1,2})*(?:,?\s?[a-z*])?(?=\s|,|;|$)|\b\d{1,2}(?:\s?,\s?\d{1,2})*\b"
)
_NO_NAME = re.compile(
    r"\b(?:department|university|universit\w+|institut\w*|school|faculty|college|hospital|cent(?:er|re)|laborator\w+|division|academy"
    r"|abstract|received|accepted|correspond\w+|published|article|journal|keywords?|email|e-mail|available|street|road|avenue"
    r"|professor|research|review|original|introduction|author|authors|editor|reader|lecturer|student|usa|china|india|iran|brazil|turkey"
    r"|switzerland|germany|france|italy|spain|japan|korea|egypt|nigeria|uk|clinic|ministry|company|ltd|inc|unit|section|copyright|licen[cs]e"
    r"|departamento|universidade|universidad|faculdade|facultad|instituto|programa|escola|escuela|open|access)\b|[@:/]|\d{3,}",
    re.I,
)
_WORD = re.compile(r"[^\W\d_][\w.'’‐‑-]*")
_MOST_NAMES = 600


def _find_authors(seen: _Seen, title: Sequence[int]) -> tuple[tuple[Author, ...], list[int]]:
    """The names below the title, and their lines."""
    if not title:
        return (), []
    after = seen.first[seen.first.index(title[-1]) + 1 :]
    size = seen.lines[title[0]].size
    found: list[int] = []
    for passed, index in enumerate(after[:40]):
        line = seen.lines[index]
        text = _without_notes(line)
        if found:
            above = seen.lines[found[-1]]
            far = (
                line.page != above.page or line.baseline - above.baseline > 2.6 * above.size or abs(line.size - above.size) > 0.8
            )
            if far and _WORD.search(text):
                break
            if not _WORD.search(text):
                continue
            if not _is_of_names(text, going_on=True) or len(found) > 40:
                break
            found.append(index)
        elif passed < 14 and line.size <= size + 0.1 and _is_of_names(text, going_on=False):
            before = seen.lines[after[passed - 1]] if passed else None
            if before is None or not _goes_on(before, line) or line.text != text:  # else it ends a subtitle, or the title again
                found.append(index)
        elif passed < 14 and _ABSTRACT.match(text):
            break
    if not found:
        return (), []
    return tuple(_names_in(_joined(seen, found))), found


def _joined(seen: _Seen, indices: Sequence[int]) -> str:
    """The lines of the names as one string; a line that ends short of the others ends a name, too."""
    right = max(seen.lines[index].box.x1 for index in indices)
    names = ""
    for index in indices:
        line = seen.lines[index]
        text = _without_notes(line)
        names += text + ("; " if line.box.x1 < right - _SHORT and _is_name((_pieces(text) or [""])[-1]) else " ")
    return names


_SHORT = 60.0  # points by which a line ends before the right edge


def _without_notes(line: Line) -> str:
    """A line without raised letters and the signs that point to addresses."""
    text, at = "", 0
    for run in line.runs:
        if run.raised and run.end - run.start < 24:
            text += line.text[at : run.start] + "; "  # it ends a name, whatever it is
            at = run.end
    text = _ORCID.sub("; ", text + line.text[at:])
    text = _NOTE_SIGNS.sub(" ", text)
    return re.sub(r"[\s;,]*;[\s;,]*", "; ", " ".join(_NUMBERS.sub(" ", text).replace(" ,", ",").split()))


def _is_of_names(text: str, going_on: bool) -> bool:
    """Whether a line is a list of names, or goes on with one."""
    if _NO_NAME.search(text) or not _WORD.search(text):
        return False
    pieces = [piece for piece in _pieces(text) if piece]
    if not pieces:
        return going_on
    good = sum(_is_name(piece) or (going_on and piece[0].isupper() and " " not in piece) for piece in pieces)
    return good >= 0.75 * len(pieces) and (going_on or good > 1 or len(pieces) == 1)


def _pieces(names: str) -> list[str]:
    """A list of names parted, without degrees."""
    pieces = []
    for piece in _BETWEEN.split(" ".join(names.split())):
        piece = _TITLE_BEFORE.sub("", piece.strip(" .,;-–"))
        words = piece.split()
        while (
            len(words) > 1 and _DEGREE.fullmatch(words[-1]) and (len(words) > 2 or len(words[-1]) > 2) and not _initial(words[-1])
        ):
            words.pop()
        piece = " ".join(words)
        if piece and not _DEGREE.fullmatch(piece):
            pieces.append(piece)
    return pieces


def _initial(word: str) -> bool:
    return len(word.strip(".")) == 1


def _is_name(piece: str) -> bool:
    """Whether a piece reads like one person's name: two to six words, most with a capital."""
    words = piece.split()
    if not 2 <= len(words) <= 6 or any(map(str.isdigit, piece)) or is_body(piece):
        return False
    capital = sum(word[0].isupper() for word in words)
    small = [word for word in words if word[0].islower()]
    return (
        capital >= 2 - bool(small) and all(len(word) <= 4 for word in small) and any(len(word.strip(".")) > 1 for word in words)
    )


def _names_in(names: str) -> Iterator[Author]:
    if len(names) > 40 * _MOST_NAMES:
        return
    for piece in _pieces(names):
        if not _is_name(piece):
            continue
        name = parse_name(_in_order(piece))
        if name.given and name.surname:
            yield Author(name.surname, name.given)


_CAPITALS = re.compile(r"(?:[^\W\d_a-z]|[-'’])+")


def _in_order(name: str) -> str:
    """The name with a comma behind its surname where that is set in capitals: "Anna DO VALE" is "do Vale, Anna"."""
    words = name.split()
    large = [len(word) > 1 and _CAPITALS.fullmatch(word) is not None and word.upper() == word for word in words]
    if not any(large) or all(large) or not any(len(word) > 2 for word, big in zip(words, large, strict=True) if big):
        return name
    small = {"DO", "DA", "DE", "DOS", "DAS", "DEL", "DI", "VAN", "VON", "DER", "DEN", "Y", "E"}
    surname = [word.lower() if word in small else "-".join(map(str.capitalize, word.split("-"))) for word in _only(words, large)]
    return f"{' '.join(surname)}, {' '.join(word for word, big in zip(words, large, strict=True) if not big)}"


def _only(words: Sequence[str], chosen: Sequence[bool]) -> list[str]:
    return [word for word, is_chosen in zip(words, chosen, strict=True) if is_chosen]


# ── abstract ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_ABSTRACT = re.compile(
    r"(?:structured\s|graphical\s)?(?:abstract|a\sb\ss\st\sr\sa\sc\st|summary|s\su\sm\sm\sa\sr\sy|resumo|resumen|résumé|resume|zusammenfassung"
    r"|riassunto|sommario|synopsis)(?P<end>\s*$|\s*[:.–—|-]+\s*|\s+(?=[A-ZÀ-Ý]))",
    re.I,
)
_BEHIND_ABSTRACT = re.compile(
    r"(?:key\s?-?words?|index\sterms|palavras?-chave|palabras\sclave|descritores|mots[-\s]clés|schlüsselwörter|abbreviations|running\s(?:title|head)"
    r"|©|copyright|correspond|received|accepted|published|citation|cite\sthis|how\sto\scite|doi\b|https?:|jel\b|classification|subject\sterms"
    r"|trial\sregistration\snumber|pacs|msc\b|k\se\sy\s?w|author\ssummary|significance\sstatement|e-?mail|address\sfor|funding\b)",
    re.I,
)
_OPENING = frozenset({"introduction", "background", "introducao", "introduccion", "einleitung", "introduzione", "lintroduction"})
_SENTENCES = re.compile(r"[a-z]{2}[.!?](?:\s|$)")


def _find_abstract(seen: _Seen, behind: int) -> list[int]:
    """The lines of the abstract: under its heading or word; without one, the first paragraph before the introduction."""
    for at, index in enumerate(seen.first):
        line = seen.lines[index]
        match = _ABSTRACT.match(line.text.strip("■▪● "))
        if match is None or (match["end"].isspace() and match["end"] and not _set_apart(line, match.end())):
            continue
        rest = line.text[match.end() :].strip()
        own = _abstract_lines(seen, seen.first[at + 1 :], line if rest else None)
        own = [index, *own] if rest else own
        if sum(len(seen.lines[one].text) for one in own) > 150:
            return own
    return _without_heading(seen, behind)


def _set_apart(line: Line, end: int) -> bool:
    """Whether the first word of a line is set in another font than the rest, or in capitals."""
    if line.text[: end - 1].isupper():
        return True
    first = line.runs[0] if line.runs else None
    return first is not None and first.end <= end + 2 and len(line.runs) > 1


def _abstract_lines(seen: _Seen, after: Sequence[int], begun: Line | None) -> list[int]:
    """The lines from the abstract's beginning to the keywords, the introduction, or a change of size or room."""
    own: list[int] = []
    above = begun
    column: Line | None = begun
    for index in after[:120]:
        line = seen.lines[index]
        text = line.text.strip()
        if _ends_abstract(seen, text, line, above):
            break
        if column is None:
            column = line
        if abs(line.size - column.size) > 0.55 and len(text) > 25:
            if above is not None and above.page == line.page and above.column != line.column:
                continue  # a column of dates and addresses beside it
            break
        beside = min(column.box.x1, line.box.x1) - max(column.box.x0, line.box.x0)
        if (
            beside <= 0
            and line.page == column.page
            and line.baseline < column.baseline + 200
            and line.box.width < column.box.width * 0.7
        ):
            continue
        if above is not None and above.page == line.page and line.baseline - above.baseline > 3.4 * line.size and own:
            break
        own.append(index)
        above = line
    return own


def _ends_abstract(seen: _Seen, text: str, line: Line, above: Line | None) -> bool:
    if _BEHIND_ABSTRACT.match(text) or _ABSTRACT.fullmatch(text):
        return True
    if len(text) > 60:
        return False
    name = squash(re.sub(r"^(?:\d+|[IVX]+)\W*\s", "", text))
    if name in _OPENING:
        numbered = text[:1].isdigit() or text[:2] in ("I.", "I ")
        return (
            name != "background"
            or numbered
            or line.size > seen.size + 0.6
            or (above is not None and line.size > above.size + 0.6)
        )
    return above is not None and line.size > above.size + 1.4 and section_kind(text) is not SectionKind.OTHER


def _without_heading(seen: _Seen, behind: int) -> list[int]:
    """The first paragraph of sentences behind the authors, where the introduction has a heading of its own after it."""
    after = [index for index in seen.first if index > behind]
    until = next(
        (
            at
            for at, index in enumerate(after)
            if len(text := seen.lines[index].text.strip()) < 40 and squash(re.sub(r"^(?:\d+|[IVX]+)\W*\s", "", text)) in _OPENING
        ),
        None,
    )
    if until is None:
        return []
    runs: list[list[int]] = []
    for index in after[:until]:
        line = seen.lines[index]
        if runs and _goes_on(seen.lines[runs[-1][-1]], line) and not _BEHIND_ABSTRACT.match(line.text):
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in reversed(runs):
        text = " ".join(seen.lines[index].text for index in run)
        if (
            len(run) >= 3
            and len(text) > 250
            and _SENTENCES.search(text)
            and not _LICENCE.search(text)
            and not _NO_PROSE.search(text)
        ):
            return run
    return []


_LICENCE = re.compile(r"creative commons|open access article|distributed under|permits unrestricted|all rights reserved", re.I)
_NO_PROSE = re.compile(r"@|\bDepartment of\b.*\bUniversity\b")


# ── DOI ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/[^\s\"<>,;]{3,}")


def _find_doi(seen: _Seen, pdf: Pdf) -> Doi | None:
    """The article's DOI: the one that heads and feet repeat, the file tells, or the first page prints or links."""
    opening = seen.lines[seen.first[0]].page
    votes: Counter[Doi] = Counter()
    for line in seen.heads:
        votes.update(dict.fromkeys(_dois(line.text), 3 if line.page <= opening + 1 else 2))
    for value in pdf.info.values():
        votes.update(dict.fromkeys(_dois(value), 3))
    here = [seen.lines[index] for index in seen.first if seen.lines[index].page == opening]
    for place, doi in enumerate(_dois(join_lines([line.text for line in here], seen.words))):
        votes[doi] += _ONCE if place == 0 else 1
    for page in pdf.pages:
        if page.number <= opening + 1:
            for annotation in page.annotations:
                if annotation.uri and _is_at_the_edge(annotation.box.y0, page.height, page.number == opening):
                    votes.update(dict.fromkeys(_dois(annotation.uri), 2))
    for index in seen.first:
        line = seen.lines[index]
        if line.page > opening and re.match(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s?)10\.", line.text, re.I):
            votes.update(_dois(line.text))
    return _whole(votes.most_common(1)[0][0], votes) if votes else None


_ONCE = 4  # votes of a DOI that only the first page prints
_PART = re.compile(r"[gtse]?\d{3}")


def _whole(doi: Doi, votes: Counter[Doi]) -> Doi:
    """The article's DOI where the one found is of a figure or table of it: 10.5555/walls.12.g001, 10.5555/walls.12.003.

    A bare number tells only where another such number stands beside it, and neither is repeated by heads and feet.
    """
    article, part = _parted(doi)
    if not part:
        return doi
    siblings = [other for other in votes if other != doi and _parted(other)[0] == article and _parted(other)[1]]
    lone = votes[doi] <= _ONCE and len(siblings) > 0
    whole = Doi.read(article) if lone or part[0].isalpha() else None
    return whole or doi


def _parted(doi: str) -> tuple[str, str]:
    """A DOI as that of an article and the number of a part: "10.5555/walls.12" and "g001"; all and nothing where it has none."""
    article, _, part = str.__str__(doi).rpartition(".")
    numbered = any(map(str.isdecimal, article.partition("/")[2]))
    return (article, part) if numbered and _PART.fullmatch(part) else (doi, "")


def _is_at_the_edge(top: float, height: float, first: bool) -> bool:
    """Whether a link stands where an article names itself: in the upper half of its first page, or in a head or foot."""
    return top < 0.12 * height or top > 0.88 * height or (first and top < 0.5 * height)


def _dois(text: str) -> list[Doi]:
    found = []
    for match in _DOI.finditer(text):
        doi = Doi.read(match[0].rstrip(".,;)]"))
        if doi is not None:
            found.append(doi)
    return found


# ── journal and year ───────────────────────────────────────────────────────────────────────────────────────────────────

_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "J Invent Biol 2016;10(2):92-98", "Inventions (2015) 5:697", "Inventions, 2017, 7(1), 97", "Inventions Volume 2016, Article ID".
_CITED_AS = re.compile(
    rf"(?P<name>[^\W\d_a-z][^\d;:()\[\]|]{{2,90}}?)[\s.,|]*(?:"
    rf"\(?{_YEAR}\)?[\s;,]+(?:[A-Z]\w{{2,8}}\s?\d{{0,2}};\s?)?(?:[Vv]ol(?:ume)?\.?\s)?[A-Z]?\d{{1,4}}\s?[(:,]"
    rf"|(?:[Vv]ol(?:ume)?\.?\s?)?\d{{1,4}}\s?(?:\([^)]{{1,12}}\)|,\s?(?:[Nn]o|[Ii]ssue|[Ii]ss)\.?\s?\d+)?[\s,:]*"
    rf"(?:[a-z]?\d+\s?[-–]\s?[a-z]?\d+)?[\s,]*\({_YEAR.replace('year', 'year2')}\)"
    rf"|[Vv]ol(?:ume)?\.?\s{_YEAR.replace('year', 'year3')},)"
)
_PUBLISHED = re.compile(r"(?:published(?:\sonline)?|publication\sdate|available\sonline)[^.;()]{0,40}?((?:19|20)\d\d)", re.I)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[^.;()]{0,30}?((?:19|20)\d\d)|((?:19|20)\d\d)\s?©|the author\(?s?\)?,?\s((?:19|20)\d\d)", re.I
)
_ACCEPTED = re.compile(r"accepted[^;()]{0,40}?((?:19|20)\d\d)", re.I)
_LABELLED = re.compile(r"journal(?:\sname|\stitle)?:\s*([^|\n]{3,80})", re.I)
_NOT_JOURNAL = re.compile(r"\bet al\b|@|https?:|www\.|received|accepted|published|copyright|©|downloaded|article\b.*\bpage", re.I)


def _find_journal_and_year(seen: _Seen, title: str, authors: Sequence[Author]) -> tuple[str, int | None]:
    """Where and when it appeared, by heads and feet, by a line of how to cite, and by its dates."""
    opening = seen.lines[seen.first[0]].page
    texts = [line.text for line in seen.heads if line.page <= opening + 2]
    texts += [seen.lines[index].text for index in seen.first[:60] if seen.lines[index].page == opening]
    texts += [seen.info.get("Subject", "")]
    texts += [match[1] for match in _CITE.finditer(seen.around)]
    names: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for text in texts:
        if (label := _LABELLED.match(text)) is not None:
            names[label[1].strip(" .,")] += 5
        for match in _CITED_AS.finditer(text[:400]):
            year = match["year"] or match["year2"] or match["year3"]
            name = _journal_name(match["name"], "" if match.start() == 0 else title, authors)
            if name:
                names[name] += 1
                if year:
                    years[int(year)] += 1
    for text in texts:
        named = _NAMED.match(text)
        if named is not None and (name := _journal_name(named["name"], title, authors)):
            names[name] += 1
            if (year := named["year"] or named["year2"]) is not None:
                years[int(year)] += 1
    if not names:
        names.update(_running_names(seen, title, authors))
    when = years.most_common(1)[0][0] if years else None
    if when is None:
        around = f"{seen.around} {seen.info.get('Subject', '')}"
        for pattern in (_PUBLISHED, _COPYRIGHT, _ACCEPTED):
            found = [int(next(filter(None, match.groups()))) for match in pattern.finditer(around)]
            if found:
                when = found[0] if pattern is not _ACCEPTED else max(found)
                break
    return (names.most_common(1)[0][0] if names else ""), when


# "Inventions | October-December 2014 | Vol 5", "Inventions, EISSN: 0000-0000", "Inventions 2021:13".
_NAMED = re.compile(
    rf"(?P<name>[^\W\d_a-z][^\d;:()\[\]|]{{2,90}}?)(?:\s?[|,]\s?(?:[A-Z][a-z]+(?:[-–][A-Z][a-z]+)?\s{_YEAR}|[Ee]?-?ISSN|DOI|doi|[Vv]ol)"
    rf"|\s{_YEAR.replace('year', 'year2')}:\d)"
)


def _running_names(seen: _Seen, title: str, authors: Sequence[Author]) -> Iterator[str]:
    """Heads and feet that are nothing but a name in capitals, and neither the title in short nor the authors."""
    of_title = set(fold_words(title))
    for line in seen.heads:
        words = line.text.strip(" |").split()
        if not 2 <= len(words) <= 9 or any(map(str.isdigit, line.text)):
            continue
        small = [word for word in words if word[0].islower()]
        own = [word for word in fold_words(line.text) if len(word) > 2 and word not in of_title]
        if all(word in _SMALL for word in small) and own and not _KINDS.fullmatch(line.text.strip()) and not line.text.isupper():
            name = _journal_name(" ".join(words), title, authors)
            if name and (_JOURNALISH.search(name) or small or len(own) > 1) and not _OF_THE_PAGE.search(name):
                yield name


_SMALL = frozenset("of the and in for on de la et y e des du der für di da do".split())  # noqa: SIM905 - a list to read
_OF_THE_PAGE = re.compile(
    r"open access|press$|publish|submit|download|springer|elsevier|wiley|manuscript|article|page|copyright|university", re.I
)


def _journal_name(words: str, title: str, authors: Sequence[Author]) -> str:
    """A journal's name out of the words before a volume: what stands behind authors and title; empty where it is none."""
    name = re.split(r"\bet al\.?,?\s|[/|•]|[.?!]\s(?=[A-Z][a-z]{3,}\s)|\s{2,}", words)[-1].strip(" .,;:-–(")
    if len(name) < 3 or _NOT_JOURNAL.search(name) or len(name.split()) > 12 or not name[0].isupper():
        return ""
    letters = squash(name)
    if letters and letters in squash(title):
        return ""
    return "" if authors and squash(authors[0].surname) in letters and len(name.split()) <= 4 else name
