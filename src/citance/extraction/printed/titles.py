"""Where the title of a printed reference ends and the container begins."""

from __future__ import annotations

import re

from citance.extraction.printed.journals import JOURNAL_WORDS, is_journal
from citance.extraction.printed.letters import LOW, UP

_BREAK = re.compile(rf"(?<=[.?!])[”\"’]?\s*(?=[\"“‘'(\[]?[{UP}0-9])|(?<=[.?!])\s+(?=[a-z])")
_STOP = re.compile(r"[.?!]")
_IN = re.compile(
    r",\s?in\s(?=[A-Z][^.]{5,150}(?:\beds?\b|\bHrsg\b|\bHg\b|Press|Springer)|(?:Proceedings|Handbook|Advances|Encyclop))|[.,:;?!]\s*(?:(?:In|in|IN):\s*|In\s+(?!Vi(?:tro|vo)\b)(?=[A-Z“\"(]))|(?<=[)”\w])\s[Ii]n:\s*"
)
_IN_SIGNS = (", in ", "In", "in:", "IN:")  # one of these stands in what _IN finds


def find_in(text: str) -> re.Match[str] | None:
    """Where the container begins with "In"."""
    return _IN.search(text) if any(sign in text for sign in _IN_SIGNS) else None


QUOTED = re.compile(
    r"^\W{0,2}(?:“\s?([^”]+?)[,.]?\s?”|\"\s?([^\"]+?)[,.]?\s?\"|«\s?([^»]+?)[,.]?\s?»|‘\s?(.+?)[,.]?\s?’(?!\w)|``\s?(.+?)[,.]?\s?''(?!\w))[,.]*\s*"
)
_WORD_BEFORE = re.compile(rf"(?<![\w-])([{UP}{LOW}]+)\.?$")
_LOWER_ABBREVIATIONS = frozenset(
    {"subsp", "var", "cv", "spp", "vs", "ssp", "sp", "cf", "al", "approx", "ca", "nov", "st", "pv", "f"}
)
_LOWER_ENDS = tuple(f" {word}." for word in _LOWER_ABBREVIATIONS)
_GOES_ON = re.compile(r"(?:Suppl|Part|Series|Section|Sect|Ser)\b|[A-Z]:\s")


def _ends_sentence(before: str, after: str, lenient: bool) -> bool:
    """Whether the stop at the end of `before` ends the title, and is not one of an abbreviated journal name.

    A capitalised word is taken for an abbreviation where it is a known one or follows another word with a stop.
    """
    if before[-1] in "?!":
        return True
    match = _WORD_BEFORE.search(before, before.rfind(" ") + 1)
    if match is None:
        return True  # after a digit or bracket
    word = match[1]
    if word[0].islower():
        return word not in _LOWER_ABBREVIATIONS or (lenient and not after[:1].islower())
    if len(word) == 1:  # "J." begins a journal; "Project I." may end a title, where nothing better does
        return lenient and word != "J" and before.count(" ") >= 3
    if word.lower() in JOURNAL_WORDS or word in _TITLES_AND_PLACES or _GOES_ON.match(after):
        return False
    if (len(word) <= 4 or word[-1] not in "aeiouyáéíóú") and _COMMA_AND_WORD.search(before) and _ABBREVIATED.match(after):
        return False  # "..., Mon. Weather Rev."
    if len(word) <= 10 and _CAPITALS_ALONE.search(before):
        return False  # "... of running. J. Strength Cond. Res."
    previous = before[: match.start()].rstrip()
    return not previous.endswith((".", "?", "!")) or len(word) > 12 or previous.endswith(_LOWER_ENDS)


_TITLES_AND_PLACES = frozenset({"St", "Mt", "Ft", "Dr", "Mr", "Mrs", "Prof", "Jr", "Sr", "Nr", "No", "Vol", "Fig", "Ed", "Sta"})
_COMMA_AND_WORD = re.compile(rf",\s[{UP}][{LOW}]{{1,7}}\.$")
_ABBREVIATED = re.compile(rf"(?:[{UP}][{UP}{LOW}]*(?:\.\s?|\s)){{0,3}}[{UP}]{{1,9}}[{LOW}]{{0,7}}\.(?:[\s,]|$)")
# A sentence ended, and only words with capitals since, a shortened one among them.
_CAPITALS_ALONE = re.compile(
    rf"[{LOW})\d][.?!]\s(?:[{UP}][\w-]*\.?\s){{0,3}}[{UP}][{LOW}]{{0,6}}\.\s(?:[{UP}][\w-]*\.?\s){{0,3}}[{UP}][\w-]*\.$"
)
# "Title. Vol. 31, Journal. Publisher; 1992. p. 351-82", as some reference managers write it.
VOLUME_FIRST = re.compile(r"(?<=[.?!])\s*Vol\.\s(?P<volume>\d+[A-Z]?),\s(?P<container>[^.;,]+)")
_QUOTE_GOES_ON = re.compile(r":|(?!in\b|IN\b)[a-z]")  # "“Invented” plants and others"
_BREAK_INSIDE = re.compile(rf"[{LOW}]{{5}}[.?!,]\s[{UP}]|[{UP}]{{4}}[.?!]\s|[”\"]")
SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "in",
        "for",
        "&",
        "on",
        "de",
        "der",
        "für",
        "la",
        "et",
        "y",
        "e",
        "und",
        "des",
        "do",
        "da",
        "di",
        "del",
        "von",
        "to",
    ]
)


def split_title(text: str, placed: bool, by_commas: bool = False) -> tuple[str, str]:
    """(title, container) of what stands between authors and place; one of them may be empty.

    `by_commas`: a comma stands behind the authors or their year, so that one may part title and container, too.
    """
    if "Vol." in text and (parted := VOLUME_FIRST.search(text)) is not None:
        return text[: parted.start()], parted["container"]
    quoted = QUOTED.match(text)
    if quoted is not None and quoted.end() - quoted.start() > 10 and _QUOTE_GOES_ON.match(text, quoted.end()) is None:
        return quoted[quoted.lastindex or 0], re.sub(r"^[\s,.]*(?:[iI]n\b)?:?\s*", "", text[quoted.end() :])
    inside = find_in(text)
    if inside is not None and inside.start() > (3 if inside[0].endswith(": ") else 10):
        return text[: inside.start() + 1], text[inside.end() :]
    if placed and is_journal(text) and _all_capitals(text):
        begins = text.split(". ", 1)[0].split()
        if len(begins) == 1 and (one := _ONE_WORD_TITLE.match(text)) is not None and one[1].lower() not in JOURNAL_WORDS:
            return one[1], text[one.end() :]
        if len(begins) <= 10 and (len(begins) < 2 or _BREAK_INSIDE.search(text) is None):
            return "", text  # a style without titles
    if placed and _JOURNAL_OF.match(text) is not None and _all_capitals(text):
        return "", text
    if by_commas and (parted_by := _by_comma(text, placed)) is not None:
        return text[: parted_by.start()], text[parted_by.end() :]
    ends = [match for stop in _STOP.finditer(text) if (match := _BREAK.match(text, stop.end())) is not None]
    breaks = [match for match in ends[-_MOST_BREAKS:] if match.start() > 2 and any(map(str.isalpha, text[match.end() :]))]
    for lenient in (False, True):
        for at in reversed(breaks):
            before, after = text[: at.start()], text[at.end() :]
            if _ends_sentence(before, after, lenient):
                return before, after
    if breaks:  # abbreviations all along: they are the container, what stands before them is the title
        words = text.split()
        at_word = len(words)
        while at_word and (words[at_word - 1].endswith(".") or words[at_word - 1][0].isupper()):
            at_word -= 1
        title, container = " ".join(words[:at_word]), " ".join(words[at_word:])
        if not placed and not is_journal(container):
            return text, ""
        return (title, container) if at_word >= 3 else ("", text)
    commas = [match for match in _COMMA_AND_NAME.finditer(text) if match.start() > 5]
    named = [match for match in commas if is_journal(text[match.end() :])]
    commas = [match for match in commas if match.start() > 20 and (placed or text.count(" ", match.end()) <= 2)]
    if commas or named:
        comma = (named or commas)[0 if placed and not named else -1]
        return text[: comma.start()], text[comma.end() :]
    words = text.split()
    if (
        (placed or is_journal(text))
        and len(words) <= 6
        and all(word[0].isupper() or word in ("of", "the", "and", "in", "for", "&") for word in words)
    ):
        return "", text
    return text, ""


_MOST_BREAKS = 40  # of a text with more stops it is seen from its end; no title has so many
# "Psoriasis. N Engl J Med": a title of one word. Shortened words of journals' names seldom end so.
_ONE_WORD_TITLE = re.compile(rf"([{UP}][{LOW}]{{4,}}[aeiouys])\.\s(?=[{UP}])")
# "Journal of Invention, Discovery and Error": what begins so is the container of a style without titles.
_JOURNAL_OF = re.compile(
    rf"(?:The\s)?(?:[{UP}]\w+\s){{0,2}}(?:Journal|Annals|Archives|Proceedings|Transactions|Bulletin|Notices)\s(?:of|on|in|for)\s"
)


def _all_capitals(text: str) -> bool:
    """Whether every word begins with a capital but the small ones of names."""
    return all(word[0].isupper() or not word[0].isalpha() or word in SMALL for word in text.split())


def _by_comma(text: str, placed: bool) -> re.Match[str] | None:
    """The comma between title and container of "Title of it, J. Invent. Biol.", where such a name ends the text."""
    commas = [comma for comma in _COMMA_AND_NAME.finditer(text) if comma.start() > 12]
    if not commas or _HARD_BREAK.search(text, 0, commas[-1].start()) is not None:
        return None
    for comma in commas:
        name = text[comma.end() :]
        if is_journal(name.split(", ", 1)[0]) and _is_one_name(name):
            return comma
    return commas[-1] if placed and _is_one_name(text[commas[-1].end() :]) else None


def _is_one_name(name: str) -> bool:
    """Whether the stops in a name are those of shortened words: none ends the title, with the container behind it."""
    if "”" in name or '"' in name or _ENDS_AND_NAME.match(name) is not None:
        return False
    return all(len(word[1]) <= 6 or word[1].lower() in JOURNAL_WORDS for word in _STOPPED.finditer(name))


_STOPPED = re.compile(rf"(?<![{UP}{LOW}])([{UP}{LOW}]+)[.?!]\s")
_HARD_BREAK = re.compile(rf"(?:[{LOW}]{{5}}|[)\]”])[.?!]\s[{UP}]")
_ENDS_AND_NAME = re.compile(rf"[{UP}][\w-]*\.\s[^.]*$")  # "Texas. Geology": the end of the title, and the container
# ", Journal of Invented Things" at the end; names in capitals may hold commas themselves.
_COMMA_AND_NAME = re.compile(rf",\s(?=(?:[{UP}&][\w&:-]*\.?,?(?:\s|$)(?:(?:of|the|and|&|in|for|on|de|der|für|la)\s)*){{1,9}}$)")
EDGES = " .,;:–—-()[]“”\"'‘’*/"
EDITORS = re.compile(r"^.{3,150}?\b(?:eds?|editors?)\b\.?\)?[.,:]*\s+(?=\S)")  # of the book a chapter stands in
_PUBLISHER = re.compile(r"\s*\([^()]*$")  # "(Springer, 2013)" of which the year was taken


_VOLUME_LEFT = re.compile(r",\s(?:[Vv]ol(?:ume)?|[Bb]d)$")  # "Invented herbs, vol. 7" of which the number was taken


def trim(title: str) -> str:
    """The title without marks at its ends; a closing bracket that has its opening one stays."""
    start = len(title) - len(title.lstrip(EDGES))
    trimmed = _VOLUME_LEFT.sub("", title.strip(EDGES))
    for opening, closing in ("()", "[]"):
        if trimmed.count(opening) > trimmed.count(closing):
            at = title.find(closing, start + len(trimmed))
            if at >= 0:
                trimmed = title[start : at + 1]
            elif opening == "(":
                trimmed = _PUBLISHER.sub("", trimmed)
    return trimmed
