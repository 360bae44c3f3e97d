"""Authors from the front of a printed reference, in the style that reaches farthest; bodies among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citance.extraction.printed.bodies import body_after, body_first, is_name, read_group
from citance.extraction.printed.journals import JOURNAL_WORDS
from citance.extraction.printed.letters import AND, DOTTED, LOW, NEXT_WORD, NO_NAME, ONE_WORD, PARTICLE, SURNAME, UP, WORD
from citance.model.article import Author
from citance.text.bodies import is_body

_SPACED = (  # "Alder A B and Brandt C 2010"
    rf"[{UP}](?:\s[{UP}]){{1,3}}(?=[,;]|\.\s[{UP}]|\s(?:and|&|et)\s|\s\(?(?:1[5-9]|20)\d\d)"
)
_PLAIN = (
    rf"(?:{_SPACED}|[{UP}]{{1,4}})(?:[‐‑-][{UP}]{{1,4}}|vd?(?!\w)|d[aeo]s?[{UP}](?![{LOW}]))?"
    r"(?:\s(?:de|da|do|dos|van|von)(?=[,.;\s]))?"
)
_SUFFIX = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?|(?:Jr|Sr)\b\.?)?"
_GIVEN = rf"[{UP}][{LOW}]+(?:[\s‐‑-][{UP}][{LOW}]+)?(?:[\s‐‑-][{UP}]\.?){{0,2}}"
_END = rf"(?![‐‑-]?[{UP}{LOW}]|\d[a-z\s])"  # "Brandt C-reactive protein", "An E3 ligase": no initial
# name: surname and given of one author. Each style is tried over the whole front; the one that reaches farthest is taken.
_CAMEL = (  # a surname in one writing, so that "KimJParkY" is two; prefixes are part of it
    rf"(?!(?!Ng)[A-Z][b-df-hj-np-tv-xz][A-Z]\b)(?:{PARTICLE}){{0,4}}(?:{WORD}\s)??(?:Mc|Mac|Di|De|Der|Den|Du|Da|Do|Le|La|Van|Von|El|Al|Fitz|[OD]['’])?"
    rf"[{UP}][{LOW}'’]+(?:[‐‑-][{UP}]?[{LOW}]+)*"
)
_STYLES: dict[str, str] = {
    "Surname AB": rf"(?P<s>{SURNAME})\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname, A. B.": rf"(?P<s>{SURNAME})(?:\s(?:Jr|Sr)\.?)?,\s?(?P<g>{DOTTED}){_SUFFIX}",
    "Surname, AB": rf"(?P<s>{SURNAME}),\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname A. B.": rf"(?P<s>{SURNAME})\s(?P<g>{DOTTED}){_SUFFIX}",
    "A. B. Surname": rf"(?P<g>{DOTTED})\s?(?P<s>{ONE_WORD}){_SUFFIX}{_END}",
    "AB Surname": rf"(?P<g>[{UP}]{{1,3}})\s(?P<s>{ONE_WORD}){_SUFFIX}{_END}",
    "SurnameAB": rf"(?P<s>{_CAMEL})(?P<g>[{UP}]{{1,4}}(?:-[{UP}])?)(?:,?\s?(?:Jr|Sr|III|II)\b\.?)?"
    rf"(?=[{UP}][{LOW}'’]|(?!['’]){_END})",
    "SurnameA. B.": rf"(?P<s>{_CAMEL})(?P<g>(?:[{UP}]\.[\s‐‑-]*){{1,4}})(?:,?\s?(?:Jr|Sr)\b\.?)?",
    "Surname, Given": rf"(?P<s>{SURNAME}),\s(?P<g>{_GIVEN}){_SUFFIX}{_END}",
}
_BETWEEN = r"(?:\s*[,;/]?\s*(?:…|\.\.\.|\. \. \.)?\s*(?:(?:and|&amp;|&|und|et|y|e)\s+)?)"
_OTHERS = (
    r"(?:\s?[,;]?\s?(?:(?:and|&)\s)?(?:et\.?\s?al\b\.?|others\b|colleagues\b|u\.\s?a\.)|\s?,?\s\[?(?:и\sдр|та\sін|и\sсоавт)\.\]?)?"
    r"(?:[,.]?\s*\(?\b(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hgg?|Orgs?|[Cc]oord|Producers?|Directors?)\b\.?\)?)?"
)


@dataclass(frozen=True, slots=True)
class _Style:
    one: re.Pattern[str]
    many: re.Pattern[str]
    surname_first: bool


# A surname that lost its capital, or the blank behind it, is a name where it stands among names.
_SMALL_NAME = (
    rf"(?:[{LOW}][{LOW}'’-]{{3,}}\s[{UP}]{{1,3}}|(?:d[aeo]|van|von|Mc|De|Di)?[{UP}][{LOW}]{{2,}}[{UP}]{{1,3}}"
    rf"|d[aeo][{UP}][{LOW}]{{2,}}\s[{UP}]{{1,3}})(?=,)"
)
# "Castell PC Angiotensin II infusion in rats": not a name, but the title; "Jr", "III" of a name stand before a mark.
_NOT_OF_THE_TITLE = rf"(?!(?<=\s[IV][IV])\s(?!et\s|and\s|und\s)[{LOW}])"


def _without_names(pattern: str) -> str:
    return pattern.replace("(?P<s>", "(?:").replace("(?P<g>", "(?:")


_READERS = {
    name: _Style(
        re.compile(one),
        re.compile(
            rf"(?:{_without_names(one)})(?>(?:{_BETWEEN}(?:{_without_names(one)})"
            rf"{_NOT_OF_THE_TITLE + '|,' + chr(92) + 's' + _SMALL_NAME if name == 'Surname AB' else ''})*){_OTHERS}"
        ),
        name.startswith("S"),
    )
    for name, one in _STYLES.items()
}
_ANY_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FRONT_YEAR = re.compile(r"(?:\s?[\[(]\s?|[\s.,](?=(?:1[5-9]|20)\d\d[a-z]?[.,:;\s]))((?:1[5-9]|20)\d\d)")
_TITLE_NEXT = re.compile(rf"[a-z]?[\])]?[\s.:,]*[“\"‘'(\[]?[{UP}{LOW}]")  # after the year; in styles without titles, a number
_NO_NAMES = frozenset(
    {"and", "et", "al", "und", "der", "den", "von", "van", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el"}
    | {"zu", "zur", "af", "ter", "ten", "the", "of", "for", "on", "behalf"}
)
_FULL_GIVEN = rf"[{UP}][{LOW}]+(?:[\s-](?:[{UP}]\.?|[{UP}][{LOW}]+))?"
_JUNIOR = r"(?:\s(?:Jr|Sr)\b\.?)?"
_FULL_NAME = rf"{NO_NAME}{_FULL_GIVEN}\s(?:{PARTICLE}){{0,4}}(?!Jr\b|Sr\b){WORD}{_JUNIOR}"
# Names written out are names where an "and" closes their list, or a middle initial stands in them: other words look alike.
# "Anna Alder, Bo Brandt, and Carl Castell" begins with given names, though "Alder, Bo Brandt" would be a name, too.
_TWO_FULL_NAMES = (
    rf"[{UP}][{LOW}]+\s(?:{PARTICLE}){{0,4}}{WORD},\s[{UP}][{LOW}]+\s(?:[{UP}]\.\s)?(?:{PARTICLE}){{0,4}}{WORD}(?:,|\sand\s)"
)
_WRITTEN_OUT = re.compile(
    rf"(?P<first>(?!{_TWO_FULL_NAMES}){NO_NAME}(?P<s>(?:{PARTICLE}){{0,4}}{WORD}(?:\s{NEXT_WORD})?),\s(?P<g>{_FULL_GIVEN}|{DOTTED}\s[{UP}][{LOW}]+|{DOTTED})|{_FULL_NAME})"
    rf"(?P<more>(?:,\s{_FULL_NAME})*(?:{AND}(?:{DOTTED}\s?)?{_FULL_NAME}(?=\s?[.,:;(“\"‘«]|$)|(?(s),?\set\sal\b\.?|(?!))))"
)
_WITH_MIDDLE = re.compile(
    rf"(?P<g>{NO_NAME}[{UP}][{LOW}]+\s(?:[{UP}]\.\s?){{1,2}})(?P<s>(?:{PARTICLE}){{0,4}}{WORD})(?=[.,])(?!\.\s[Ii]n:)"
)
_EACH_WRITTEN = re.compile(
    rf"(?P<g>{_FULL_GIVEN}|{DOTTED})\s(?P<s>(?:{PARTICLE}){{0,4}}(?!Jr\b|Sr\b){WORD}){_JUNIOR}(?=,|\s(?:and|&|und|et|y|e)\s|$)"
)
# "Alder, A., B. Brandt, and Carl Castell": what follows the names of one style in another, where an "and" closes the list.
_MORE_NAMES = re.compile(
    rf"(?:,\s(?:{DOTTED}\s?{ONE_WORD}|{_FULL_NAME}))*{AND}(?:{DOTTED}\s?{ONE_WORD}|{_FULL_NAME})(?=\s?[.,:;(“\"])"
)


def _read_written_out(text: str) -> tuple[tuple[Author, ...], int]:
    """Authors whose given names are written out: "Alder, Anna, and Bo Brandt", "Anna Alder and Bo Brandt", "Anna B. Alder"."""
    match = _WRITTEN_OUT.match(text)
    if match is None:
        match = _WITH_MIDDLE.match(text)
        return ((Author(match["s"], match["g"].strip()),), match.end()) if match else ((), 0)
    names = [] if match["s"] is None else [Author(match["s"], match["g"])]
    rest = match["more"] if names else match[0]
    names += [Author(" ".join(each["s"].split()), each["g"]) for each in _EACH_WRITTEN.finditer(rest)]
    return tuple(names), match.end()


def read_authors(text: str) -> tuple[tuple[Author, ...], int]:
    """(authors, offset where they end); nobody and 0 where the text does not begin with names."""
    if (body := body_first(text)) is not None:
        authors, end = body
        return _with_persons(text, authors, end) if text.startswith((",", " ,"), end) else (authors, _others_end(text, end))
    authors, end = _read_persons(text)
    if end:
        if (more := _MORE_NAMES.match(text, end, end + 200)) is not None:
            found = [*_EACH_WRITTEN.finditer(more[0])]
            authors, end = (*authors, *(Author(" ".join(each["s"].split()), each["g"]) for each in found)), more.end()
        if (after := body_after(text, end)) is not None:
            return (*authors, after[0]), after[1]
        if (editors := _EDITORS_AFTER.match(text, end)) is not None:
            end = editors.end()
    return authors, end


def _with_persons(text: str, bodies: tuple[Author, ...], end: int) -> tuple[tuple[Author, ...], int]:
    """The bodies, and the persons named behind a comma: "Invent Collaboration, Alder A, Brandt B, et al."."""
    rest = text[end:].lstrip(" ,")
    persons, reach = _read_persons(rest)
    if len(persons) > 1 and all(person.given.isupper() for person in persons):
        return (*bodies, *persons), len(text) - len(rest) + reach
    # What is above or below it: "Department of Ferns, State of Invention. 2006.", "Institute of Ferns, Academy of Walls. Title".
    year = front_year(text, end, end + 120)
    until = year.start() if year is not None else text.find(". ", end, end + 120)
    more = text[end:until].strip(" ,.").split(" (", 1)[0]
    if until > end and is_name(more) and (year is not None or is_body(more)):
        end = until
    return bodies, _others_end(text, end)


_OTHERS_AFTER = re.compile(_OTHERS)
_EDITORS_AFTER = re.compile(r",\s(?:eds?|editors?|Hrsg|Hgg?)\b\.?(?=[\s,.:]|$)|,?\s\((?:[Ee]ds?|[Ee]ditors?|Hrsg|Hgg?)\.?\)")


def _others_end(text: str, end: int) -> int:
    """Where the authors end when "et al." and "(eds.)" behind them are theirs."""
    others = _OTHERS_AFTER.match(text, end)
    return others.end() if others else end


def _read_persons(text: str) -> tuple[tuple[Author, ...], int]:
    """(authors, offset where they end), persons first; a body of people where there are none."""
    best: tuple[int, re.Pattern[str]] | None = None
    for style in _READERS.values():
        match = style.many.match(text)
        if match is None:
            continue
        reach = match.end() if style.surname_first else _without_journal(style.one, text, match.end())
        if best is None or reach > best[0]:
            best = reach, style.one
    written, reach = _read_written_out(text)
    further = best is None or reach > best[0] or (reach == best[0] and len(written) > len(_names_in(text[:reach], best[1])))
    if written and further and not (best and len(written) == 1 and _ONLY_JOURNAL.match(text, reach)):
        return written, reach
    if best is None:
        return _with_others(text) or read_group(text)
    end, one = best
    # Where nothing but names stands before the year, names in another style among them do not end the authors.
    year = front_year(text, end, end + 600)
    if year is not None and year.start() > end and _TITLE_NEXT.match(text, year.end()) and only_names(text[end : year.start()]):
        end = year.start()
    else:
        others = re.compile(r",?\s?et\.? al\b\.?").search(text, end, end + 300)
        if others is not None and only_names(text[end : others.start()]):
            end = others.end()
    if text.endswith(" J.", 0, end) and (word := _WORD_AND_STOP.match(text, end)) and word[1].lower() in JOURNAL_WORDS:
        end -= 3  # "Brandt, C. J. Am. Chem. Soc.": the journal's, not an initial
    return _names_in(text[:end], one), end


_AND_OTHERS = re.compile(rf"(?:(?P<g>{_FULL_GIVEN})\s)?(?P<s>(?:{PARTICLE}){{0,4}}{WORD}),?\s(?:et\.?\s?al\b\.?|\[?и\sдр\.\]?)")


def _with_others(text: str) -> tuple[tuple[Author, ...], int] | None:
    """One who stands for all, without initials: "Alder et al. Ferns of walls"."""
    found = _AND_OTHERS.match(text)
    return None if found is None else ((Author(surname=" ".join(found["s"].split()), given=found["g"] or ""),), found.end())


# What follows "Smith J. Obesity" in "Smith J. Obesity. Lancet 2010;375:100": then the last word is the title, and no surname.
_ONLY_JOURNAL = re.compile(r"\.\s[^.:;\d]{2,40}\.?\s(?:19|20)\d\d\s?[;,:]")
_WORD_AND_STOP = re.compile(rf"\s([{UP}][{LOW}]+)\.")


def _without_journal(one: re.Pattern[str], text: str, end: int) -> int:
    """Where the authors end, if the last of them is a journal's beginning: "D. Castell, J. Chem. Phys."."""
    last = None
    for match in one.finditer(text, 0, end):
        last, before = match, last
    if last is None or before is None or text[last.end() : last.end() + 1] != ".":
        return end
    named = last["g"].strip() == "J." and text[before.end()] == "," and _JOURNAL_AND_YEAR.match(text, last.end())
    return before.end() if named or last["s"].lower() in JOURNAL_WORDS else end


_JOURNAL_AND_YEAR = re.compile(rf"\.(?:\s[{UP}]\w*\.?){{0,5}},?\s(?:19|20)\d\d,")  # behind "D. Castell, J. Invent"


def _names_in(front: str, one: re.Pattern[str]) -> tuple[Author, ...]:
    """The names in the front of a reference, in one style; or the first turned round and the others not."""
    found = list(one.finditer(front))
    if len(found) == 1 and len(front) - found[0].end() > 4:
        rest = [list(_READERS[style].one.finditer(front, found[0].end())) for style in ("Surname A. B.", "A. B. Surname")]
        most = max(rest, key=len)
        found += most
    return tuple(Author(surname=" ".join(match["s"].split()), given=" ".join(match["g"].split())) for match in found)


_NOT_OF_NAMES = re.compile(
    r"[“\"«?]|(?<!\w)‘|:\s|\b(?:Journal|Annals|Archives|Proceedings|Transactions|Bulletin|Conference|Symposium)\b|\bThe\s"
)


def front_year(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first year set apart, between these places. Nothing is sought before the first year of any kind."""
    first = _ANY_YEAR.search(text, start, end)
    return None if first is None else _FRONT_YEAR.search(text, max(start, first.start() - 3), end)


def only_names(text: str) -> bool:
    """Whether no word of a sentence stands in `text`: words in lower case are particles and conjunctions."""
    if _NOT_OF_NAMES.search(text) is not None:
        return False
    return all(
        word in _NO_NAMES or not word.isalpha() for word in re.findall(r"(?<![\w'’-])[a-z]\w+", text)
    ) and ". " not in re.sub(rf"\b[{UP}][{LOW}]?\. |\bJr\. ", "", text)
