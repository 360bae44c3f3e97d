"""The filters that report, search and export share: as options of the command line, and as one value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from citance.index import Filters

PANEL = "Filters (several of a kind: any of them; a,b is two)"


def _option(*names: str, **how: Any) -> Any:
    """An option among the filters in the help."""
    return typer.Option(*names, rich_help_panel=PANEL, **how)


Stances = Annotated[
    list[str] | None,
    _option("--stance", metavar="STANCE", help="supporting, contrasting, mentioning or unclassified."),
]
Evidences = Annotated[
    list[str] | None,
    _option("--evidence", metavar="WHOSE", help="own: the citing article's own result; reported: another's."),
]
Sections = Annotated[
    list[str] | None,
    _option("--section", metavar="KIND", help="introduction, methods, results, discussion or other."),
]
Places = Annotated[
    list[str] | None,
    _option("--place", metavar="PLACE", help="prose, table, figure, footnote, heading, abstract, box, appendix or other."),
]
Years = Annotated[
    str | None,
    _option("--year", metavar="YEARS", help="Of the citing article: 2015, 2010..2020, 2018.. or ..2005."),
]
SelfCitations = Annotated[
    bool | None,
    _option("--self/--independent", help="Only citations among shared authors, or only the others."),
]
Journals = Annotated[
    list[str] | None,
    _option("--journal", metavar="NAME", help="The citing article's journal, its whole name, commas included."),
]
ArticleTypes = Annotated[
    list[str] | None,
    _option("--article-type", metavar="TYPE", help="Of the citing article, as its source has it."),
]
StudyTypes = Annotated[
    list[str] | None,
    _option(
        "--study-type",
        metavar="TYPE",
        help="Of the citing article, as its own words tell: trial, cohort, case-report, systematic-review, animal, in-vitro...",
    ),
]
Authors = Annotated[
    list[str] | None,
    _option("--author", metavar="NAME", help="An author of the citing article, the whole name."),
]
Languages = Annotated[list[str] | None, _option("--language", metavar="CODE", help="Of the sentence: en, pt...")]
Confidences = Annotated[
    int | None,
    _option("--confidence", metavar="PERCENT", min=0, max=100, help="At least this sure; what a person reviewed always is."),
]
CitedArticles = Annotated[list[str] | None, _option("--cited", metavar="ID", help="About this article.")]
CitingArticles = Annotated[list[str] | None, _option("--citing", metavar="ID", help="By this article.")]
WithDocuments = Annotated[
    bool | None,
    _option("--with-document/--without-document", help="Only articles whose full text is here, or only the others."),
]

Retracted = Annotated[
    bool | None,
    _option("--retracted/--not-retracted", help="Only retracted articles, and what they say; or only the others."),
]
Standings = Annotated[
    list[str] | None,
    _option("--standing", metavar="STANDING", help="Only articles with notices: retracted, concern or corrected."),
]

_YEARS = re.compile(r"(\d{4})?(?:\s*(\.\.\.?|-|\N{EN DASH}|:))?\s*(\d{4})?")
_Word = TypeVar("_Word", bound=StrEnum)
_Choice = TypeVar("_Choice", bound=str)


def make_filters(
    stance: list[str] | None = None,
    evidence: list[str] | None = None,
    section: list[str] | None = None,
    year: str | None = None,
    self_citation: bool | None = None,
    journal: list[str] | None = None,
    *,
    place: list[str] | None = None,
    cited: list[str] | None = None,
    citing: list[str] | None = None,
    language: list[str] | None = None,
    has_document: bool | None = None,
    article_type: list[str] | None = None,
    study_type: list[str] | None = None,
    author: list[str] | None = None,
    confidence: int | None = None,
    retracted: bool | None = None,
    standing: list[str] | None = None,
) -> Filters:
    """The filters that the options ask for; UnknownName for a word that is none of those known."""
    from citance.index import Filters
    from citance.model import Evidence, Place, SectionKind, Stance, Standing, StudyType

    first, last = read_years(year)
    return Filters(
        stance=known_words("stance", Stance, stance),
        evidence=known_words("evidence", Evidence, evidence),
        section=known_words("section", SectionKind, section),
        place=known_words("place", Place, place),
        first_year=first,
        last_year=last,
        self_citation=self_citation,
        journal=tuple(journal or ()),
        cited=tuple(cited or ()),
        citing=tuple(citing or ()),
        language=tuple(_split(language)),
        has_document=has_document,
        article_type=tuple(_split(article_type)),
        study_type=known_words("study type", StudyType, study_type),
        author=tuple(author or ()),
        confidence=confidence / 100 if confidence else None,
        retracted=retracted,
        standing=known_words("standing", Standing, standing),
    )


def known_words(what: str, kind: type[_Word], words: Iterable[str] | None) -> tuple[_Word, ...]:
    """The words as values of `kind`, in any case; UnknownName lists those there are."""
    return tuple(known_word(what, kind, word) for word in _split(words))


def known_word(what: str, kind: type[_Word], word: str) -> _Word:
    """One word as a value of `kind`, in any case, with - or a blank for _; UnknownName lists those there are."""
    from citance.errors import UnknownName

    for value in kind:
        if value.value == _folded(word):
            return value
    raise UnknownName(what, word, [spelt(value) for value in kind])


def read_years(text: str | None) -> tuple[int | None, int | None]:
    """First and last year of `2015`, `2010..2020`, `2018..`, `..2005`; InvalidInput where it is none of these."""
    from citance.errors import InvalidInput

    if text is None:
        return None, None
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match[1] or match[3]):
        raise InvalidInput(f"{text!r} is no span of years; write 2015, 2010..2020, 2018.. or ..2005")
    first, last = (int(match[n]) if match[n] else None for n in (1, 3))
    if match[2] is None:
        return first, first
    if first is not None and last is not None and first > last:
        raise InvalidInput(f"{text!r} ends before it begins")
    return first, last


def _split(words: Iterable[str] | None) -> list[str]:
    return [part.strip() for word in words or () for part in word.split(",") if part.strip()]


def spell_filters(filters: Filters) -> str:
    """The filters as they would be written on a command line, for a footer: `--stance contrasting --year 2010..2020`."""
    import shlex

    words: list[str] = []
    lists = ("stance", "evidence", "section", "place", "article_type", "study_type", "journal", "author", "language")
    for name in (*lists, "cited", "citing", "standing"):
        words += (f"--{spelt(name)} {shlex.quote(str(value))}" for value in getattr(filters, name))
    if filters.confidence:
        words.append(f"--confidence {round(filters.confidence * 100)}")
    if filters.first_year is not None or filters.last_year is not None:
        words.append(f"--year {filters.first_year or ''}..{filters.last_year or ''}")
    if filters.self_citation is not None:
        words.append("--self" if filters.self_citation else "--independent")
    if filters.retracted is not None:
        words.append("--retracted" if filters.retracted else "--not-retracted")
    if filters.has_document is not None:
        words.append("--with-document" if filters.has_document else "--without-document")
    return " ".join(words)


def read_choice(what: str, word: str, known: Iterable[_Choice]) -> _Choice:
    """The word as one of those known, in any case, with - or a blank for _; UnknownName lists them."""
    from citance.errors import UnknownName

    names = list(known)
    for name in names:
        if _folded(name) == _folded(word):
            return name
    raise UnknownName(what, word, [spelt(name) for name in names])


def spelt(name: str) -> str:
    """A name as the command line writes it, `not-well-formed`; JSON has `not_well_formed`, and either is understood."""
    return name.replace("_", "-")


def _folded(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")
