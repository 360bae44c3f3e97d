"""Articles, statements and tallies as answers show them: the shapes that faces turn into words, pages and JSON.

Their field names are kept. What an audience may not see was left out before (see services.viewer).
"""

from __future__ import annotations

import msgspec

from citance.extraction.study_type import Study
from citance.model import (
    Classification,
    Evidence,
    MarkerKind,
    MarkerStyle,
    Place,
    RelationKind,
    Review,
    SectionKind,
    Span,
    Stance,
)
from citance.store.packing import Visibility


class TallyView(msgspec.Struct, frozen=True):
    """Counts of statements by stance and by whose evidence; `total` includes the unclassified. All are always there."""

    total: int
    supporting: int
    contrasting: int
    mentioning: int
    unclassified: int
    citing_articles: int
    supporting_own: int
    supporting_reported: int
    contrasting_own: int
    contrasting_reported: int

    def own_alone(self) -> TallyView:
        """The same with verdicts on own evidence alone: what reports others' evidence counts as a mention."""
        return msgspec.structs.replace(
            self,
            supporting=self.supporting_own,
            contrasting=self.contrasting_own,
            mentioning=self.mentioning + self.supporting_reported + self.contrasting_reported,
            supporting_reported=0,
            contrasting_reported=0,
        )


class AuthorView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An author: the name as a reader writes it, and its parts; a group has its whole name in `surname`."""

    name: str
    surname: str
    given: str = ""
    orcid: str | None = None
    group: bool = False


class ArticleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article as shown. `standing` says what its notices make of it: retracted, corrected (in that order).

    The fields after `study` are there only where one article is looked at closely (`abstract`, `keywords`...).
    """

    key: str
    title: str = ""
    authors: tuple[AuthorView, ...] = ()
    journal: str = ""
    year: int | None = None
    date: str | None = None  # ISO 8601, as exact as known
    issns: tuple[str, ...] = ()
    volume: str | None = None
    issue: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    arxiv: str | None = None
    article_type: str | None = None
    has_document: bool = False
    cited_by: int = 0  # articles
    known_from_references: int = 0  # references whose agreement gave the fields; 0 where its own document did
    standing: tuple[str, ...] = ()
    study: Study | None = None  # what kind of study it is by its own words; None where they leave it open
    subtitle: str = ""
    publisher: str | None = None
    licence: str | None = None
    language: str | None = None
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    abstract: str = ""
    identifiers: tuple[str, ...] = ()  # all that were joined, scheme:value
    form: str | None = None  # of its full text that was read: jats, elsevier, bmc, tei, pdf; None where there is none
    other_forms: tuple[str, ...] = ()  # those kept beside it

    @property
    def whole_title(self) -> str:
        """The title, with the subtitle where it is known."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title


class RelationView(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the article and another one say of each other: correction, retraction, preprint..."""

    kind: RelationKind
    article: ArticleView
    printed: str = ""


class FormView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The file that a statement was read from: its form (jats, elsevier, bmc, tei, pdf), and, where the form has pages, the page
    and the box around the line, in whole points (1/72 inch) from the page's upper left corner as [left, top, right, bottom].

    `name` is the file's, for the owner alone. `file` is the SHA-256 (hex) of its bytes, for those who may have it whole.
    `address` opens there, where the file has an address that a browser can open.
    """

    form: str
    page: int | None = None  # from 1, as viewers count
    box: tuple[int, int, int, int] | None = None
    name: str = ""
    address: str | None = None
    file: str | None = None


class StatementView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A statement as shown, with the articles at its two ends. `span`, `group`, `others` and `matched` are in code points
    of `sentence`; `matched` are the words a search found. `cut` says that an audience sees only a snippet.
    """

    id: str
    citing: ArticleView
    cited: tuple[ArticleView, ...]
    stance: Stance
    section: SectionKind
    place: Place
    mention: int
    reference: str | None = None  # key within the citing article; None where unresolved or ambiguous
    position: int | None = None  # of the reference in the bibliography, from 0
    sentence: str = ""  # empty in a table cell
    before: str = ""
    after: str = ""
    span: Span | None = None
    group: Span | None = None
    others: tuple[Span, ...] = ()
    matched: tuple[Span, ...] = ()
    heading: str = ""
    language: str | None = None
    evidence: Evidence | None = None
    disputed: bool = False  # reviewers disagree
    reviewed: bool = False  # the stance is the reviewers' word
    self_citation: bool = False
    marker_kind: MarkerKind = MarkerKind.TAGGED
    marker_style: MarkerStyle = MarkerStyle.OTHER
    classification: Classification | None = None  # the machine's, whether or not it holds
    reviews: tuple[Review, ...] = ()
    visibility: Visibility = Visibility.OPEN
    cut: bool = False
