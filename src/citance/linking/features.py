"""Small comparisons of what a reference says with what is known of an article.

Each gives a level, a word for how far the two agree, or None where one of them does not say. The docstrings are shown to
users beside the levels; the weights are in `citance.linking.scoring`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from citance.linking.likeness import dice, journal_stands_in, one_letter_apart, same_journal, share, trigrams
from citance.model.article import ArticleRecord
from citance.text.bodies import is_body, spells
from citance.text.normalise import fold, squash

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")
_IN_BRACKETS = re.compile(r"\([^)]*\)")  # the place, or "(Clinical research ed.)": one journal is written with and without
_LONG_NUMBER = re.compile(r"\d{7,}")
_NUMBER = re.compile(r"[a-z]{0,4}\d+[a-z]?", re.I)
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"))
# First words that make another article of the same title: a notice about it, or an answer to it.
_ABOUT = frozenset(
    {"erratum", "errata", "corrigendum", "correction", "corrections", "addendum", "retraction", "retracted", "expression"}
    | {"reply", "response", "comment", "comments", "commentary", "editorial", "re", "author", "authors", "letter"}
)


class View:
    """A record as it is compared: folded once, each part when first asked for."""

    def __init__(self, record: ArticleRecord, printed: str | None = None) -> None:
        self.record = record
        self.printed = printed

    @cached_property
    def title(self) -> str:
        return squash(self.record.title)

    @cached_property
    def full_title(self) -> str:
        return squash(f"{self.record.title} {self.record.subtitle}") if self.record.subtitle else self.title

    @cached_property
    def main_title(self) -> str:
        """The title before its colon, where it has one and that says something."""
        main, colon, _ = self.record.title.partition(":")
        return squash(main) if colon and len(main) > 5 else ""

    @cached_property
    def title_trigrams(self) -> frozenset[str]:
        return trigrams(self.title)

    @cached_property
    def title_marks(self) -> tuple[frozenset[str], bool]:
        """Numbers in the title, Roman ones too, and whether it begins as a notice or an answer."""
        words = fold(self.record.title).split()
        return (
            frozenset(word.lstrip("0") for word in words if word.isdecimal() or word in _ROMAN),
            bool(words) and (words[0] in _ABOUT or words[-1] in ("erratum", "corrigendum", "correction")),
        )

    @cached_property
    def last_number(self) -> str:
        """The number that the title ends with: of a part, a version, a year; "" where it ends with a word."""
        last = fold(self.record.title).rpartition(" ")[2]
        return last.lstrip("0") if last.isdecimal() or last in _ROMAN else ""

    @cached_property
    def surnames(self) -> tuple[str, ...]:
        return tuple(name for author in self.record.authors if (name := squash(author.surname)))

    @cached_property
    def first_is_body(self) -> bool:
        return bool(self.record.authors) and (self.record.authors[0].group or is_body(self.record.authors[0].name))

    @cached_property
    def initials(self) -> tuple[str, ...]:
        return tuple(fold(author.given)[:1] for author in self.record.authors)

    @cached_property
    def journal(self) -> str:
        return fold(_IN_BRACKETS.sub(" ", self.record.journal.title or self.record.journal.abbreviation or ""))

    @cached_property
    def volume(self) -> str:
        return squash(self.record.volume or "").lstrip("0")

    @cached_property
    def issue(self) -> str:
        return squash(self.record.issue or "").lstrip("0")

    @cached_property
    def page(self) -> str:
        return squash(re.split(r"[-–—]", self.record.first_page, maxsplit=1)[0]).lstrip("0") if self.record.first_page else ""

    # What stands in the printed words, wherever it stands.

    @cached_property
    def printed_letters(self) -> str:
        return squash(self.printed or "")

    @cached_property
    def printed_digits(self) -> tuple[str, ...]:
        """Long runs of digits: year, volume, issue and pages run together, as some files print them."""
        return tuple(_LONG_NUMBER.findall(self.printed or ""))

    def prints_together(self, article: View) -> bool:
        """Whether the article's year, volume and page stand in one run of digits, an issue perhaps between them."""
        if not self.printed_digits or not article.volume.isdecimal() or not article.page.isdecimal():
            return False
        start, page = f"{article.record.year}{article.volume}", article.page
        return any(run.startswith(start) and page in run[len(start) : len(start) + len(page) + 2] for run in self.printed_digits)

    @cached_property
    def printed_words(self) -> frozenset[str]:
        return frozenset(fold(self.printed or "").split())

    @cached_property
    def printed_trigrams(self) -> frozenset[str]:
        return trigrams(self.printed_letters)

    @cached_property
    def printed_years(self) -> frozenset[int]:
        return frozenset(int(year) for year in _YEAR.findall(self.printed or ""))

    @cached_property
    def printed_numbers(self) -> frozenset[str]:
        """Numbers with the letters that stand with them, and without."""
        found = {number.lower() for number in _NUMBER.findall(self.printed or "")}
        return frozenset(part for number in found for part in (number, re.sub(r"\D", "", number), number.lstrip("0")))


Feature = Callable[[View, View], str | None]


def title(asked: View, article: View) -> str | None:
    """How far the titles agree, letter by letter without case, accents and punctuation. Short ones agree by chance."""
    if not article.title:
        return None
    best = _title_level(asked, article) if asked.title else None
    if asked.printed and (best is None or not best.startswith("same")):
        if article.title in asked.printed_letters and len(article.title) >= 8:
            return _same_title(article.title)
        found = share(article.title_trigrams, asked.printed_trigrams)
        if best is None and found < 0.6 and asked.journal and asked.page:
            return None  # a style that prints no titles
        level = (
            "nearly the same" if found >= 0.93 else "alike" if found >= 0.8 else "partly alike" if found >= 0.6 else "different"
        )
        if best is None or _TITLE_LEVELS.index(level) < _TITLE_LEVELS.index(best):
            return level
    return best


_TITLE_LEVELS = (
    *("same", "same, of middling length", "same, but short", "one begins the other", "one ends the other"),
    *("nearly the same", "alike", "partly alike", "different"),
)


def _same_title(title: str) -> str:
    return "same" if len(title) >= 40 else "same, of middling length" if len(title) >= 20 else "same, but short"


def _title_level(asked: View, article: View) -> str:
    one, other = asked.title, article.title
    if one == other or asked.full_title == other or one == article.full_title:
        return _same_title(one)
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if long.startswith(short) and (len(short) >= 16 or short in (asked.main_title, article.main_title)):
        return "one begins the other"
    if len(short) >= 24 and long.endswith(short):
        return "one ends the other"
    alike = dice(asked.title_trigrams, article.title_trigrams)
    return "nearly the same" if alike >= 0.9 else "alike" if alike >= 0.75 else "partly alike" if alike >= 0.5 else "different"


def title_marks(asked: View, article: View) -> str | None:
    """Whether the titles count and announce the same: "part II" is not "part I", and an erratum is not its article."""
    if not asked.record.title or not article.record.title:
        return None
    numbers, about = asked.title_marks
    other_numbers, other_about = article.title_marks
    if about != other_about:
        return "one is a notice or an answer"
    part, other_part = asked.last_number, article.last_number
    if part and other_part and part != other_part:
        return "another part"
    return None if numbers == other_numbers else "different numbers"


def first_author(asked: View, article: View) -> str | None:
    """Whether the first authors have one surname."""
    if not article.surnames:
        return None
    theirs = article.surnames[0]
    if not asked.surnames:
        return _first_author_in_print(asked, theirs) if asked.printed else None
    ours = asked.surnames[0]
    if ours == theirs or (asked.printed and len(theirs) >= 4 and asked.printed_letters.startswith(theirs)):
        return "same"
    if len(ours) >= 4 and len(theirs) >= 4:
        if one_letter_apart(ours, theirs):
            return "nearly the same"
        if ours.endswith(theirs) or theirs.endswith(ours) or ours.startswith(theirs) or theirs.startswith(ours):
            return "nearly the same"  # with and without particles or the second surname
    elif len(ours) == len(theirs) == 3 and sorted(ours) == sorted(theirs):  # Liu, Lui
        return "nearly the same"
    if asked.first_is_body != article.first_is_body:
        return None  # one names the consortium, the other its members
    if asked.first_is_body and _same_body(asked.record.authors[0].name, article.record.authors[0].name):
        return "nearly the same"
    swapped = asked.initials[0] == theirs[:1] and article.initials[0] == ours[:1]  # given name for surname
    return "elsewhere" if swapped or ours in article.surnames or theirs in asked.surnames else "different"


def _same_body(one: str, other: str) -> bool:
    """Whether a body is named by its letters alone and by its name: `WHO`, `World Health Organization (WHO)`."""
    short, name = sorted((one, other), key=len)
    return " " not in short and spells(short, name)


def _first_author_in_print(asked: View, surname: str) -> str:
    head = asked.printed_letters[:60]
    if head.startswith(surname) or (len(surname) >= 4 and surname in head):
        return "same"
    if len(surname) < 4:  # would be found in any text: as a word only
        return "elsewhere" if surname in asked.printed_words else "different"
    return "elsewhere" if surname in asked.printed_letters else "different"


def other_authors(asked: View, article: View) -> str | None:
    """How many of the further authors named on both sides are the same."""
    ours, theirs = asked.surnames[1:], article.surnames[1:]
    if asked.first_is_body != article.first_is_body:
        return None
    if asked.printed and theirs:
        found = sum(name in asked.printed_letters for name in theirs[:5])
        most = min(len(theirs), 5)
    elif ours and theirs:
        shorter = min(len(ours), len(theirs), 5)
        found = len(set(ours) & set(theirs))
        found, most = min(found, shorter), shorter
    else:
        return None
    return "all" if found == most else "most" if 2 * found >= most else "few" if found else "none"


def year(asked: View, article: View) -> str | None:
    """Whether the years agree; a preprint or an online-first article is a year earlier than the issue."""
    theirs = article.record.year
    if theirs is None:
        return None
    ours = asked.record.year
    if ours is None:
        if asked.prints_together(article):
            return "same"
        if not asked.printed_years:
            return None
        if theirs in asked.printed_years:
            return "same"
        apart = min(abs(theirs - other) for other in asked.printed_years)
    else:
        apart = abs(ours - theirs)
        if apart and theirs in asked.printed_years:
            apart = 1
    return "same" if apart == 0 else "differs by one" if apart == 1 else "differs by a few" if apart <= 3 else "different"


def journal(asked: View, article: View) -> str | None:
    """Whether the journals are the same, written out or abbreviated."""
    if not article.journal:
        return None
    if asked.journal and same_journal(asked.journal, article.journal):
        return "same"
    if asked.printed:
        together = article.journal.replace(" ", "")
        stands = journal_stands_in(article.journal, asked.printed_words) or (
            len(together) > 8 and together in asked.printed_letters
        )
        return "same" if stands else "different"
    return "different" if asked.journal else None


def volume(asked: View, article: View) -> str | None:
    """Whether the volumes are the same."""
    if not article.volume:
        return None
    if asked.volume == article.volume or article.volume in asked.printed_numbers or asked.prints_together(article):
        return "same"
    return "different" if asked.volume or asked.printed_numbers else None


def issue(asked: View, article: View) -> str | None:
    """Whether the issues are the same."""
    if not article.issue or not asked.issue:
        return None
    return "same" if article.issue == asked.issue else "different"


_LEADING_NUMBER = re.compile(r"\d+")


def page(asked: View, article: View) -> str | None:
    """Whether they begin on the same page, or have the same article number; letters before the number may be missing."""
    if not article.page:
        return None
    if asked.page:
        ours, theirs = asked.page, article.page
        if ours == theirs:
            return "same" if len(ours) > 2 else "same, but short"
        numbers = _LEADING_NUMBER.search(ours), _LEADING_NUMBER.search(theirs)
        if numbers[0] and numbers[1]:
            one, other = numbers[0][0].lstrip("0"), numbers[1][0].lstrip("0")
            if one == other or (min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))):
                return "same number"
    elif not asked.printed_numbers:
        return None
    if article.page in asked.printed_numbers or asked.prints_together(article):
        return "same" if len(article.page) > 2 else "same, but short"
    return "different"


def another_edition(asked: View, article: View) -> str | None:
    """Whether both year and volume differ: guidelines and databases are written up again under one title."""
    if not asked.record.year or not article.record.year or not asked.volume or not article.volume:
        return None
    if abs(asked.record.year - article.record.year) < 2 or asked.volume == article.volume:
        return None
    return "year and volume both differ"


# In the order in which their words are spoken.
FEATURES: dict[str, Feature] = {
    "title": title,
    "title marks": title_marks,
    "first author": first_author,
    "other authors": other_authors,
    "year": year,
    "journal": journal,
    "volume": volume,
    "issue": issue,
    "page": page,
    "edition": another_edition,
}


def compare(asked: View, article: View) -> tuple[tuple[str, str], ...]:
    """(feature, level) for each feature that speaks."""
    return tuple((name, level) for name, feature in FEATURES.items() if (level := feature(asked, article)) is not None)
