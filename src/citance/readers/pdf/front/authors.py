"""The authors: the lines of names below the title, without degrees, notes and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citance.model.article import Author
from citance.readers.pdf.front.abstract import ABSTRACT
from citance.readers.pdf.front.seen import Seen, goes_on
from citance.readers.pdf.values import Line
from citance.text.bodies import is_body
from citance.text.names import parse_name

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


def find_authors(seen: Seen, title: Sequence[int]) -> tuple[tuple[Author, ...], list[int]]:
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
            if not is_of_names(text, going_on=True) or len(found) > 40:
                break
            found.append(index)
        elif passed < 14 and line.size <= size + 0.1 and is_of_names(text, going_on=False):
            before = seen.lines[after[passed - 1]] if passed else None
            if before is None or not goes_on(before, line) or line.text != text:  # else it ends a subtitle, or the title again
                found.append(index)
        elif passed < 14 and ABSTRACT.match(text):
            break
    if not found:
        return (), []
    return tuple(_names_in(_joined(seen, found))), found


def _joined(seen: Seen, indices: Sequence[int]) -> str:
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


def is_of_names(text: str, going_on: bool) -> bool:
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
