"""The filters a person can set on a report, a search or an export: one value, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from citance.errors import InvalidInput, OutOfRange, UnknownName
from citance.model import Evidence, Place, SectionKind, Stance, Standing
from citance.services.journal_names import ALONE, JournalNames
from citance.store.values import StatementFilter

if TYPE_CHECKING:
    from citance.searching.base import SearchFilters
    from citance.services.viewer import Viewer


SIEVED = ("study_type", "language", "article_type", "author", "confidence", "retracted", "words")
"""What a store is not asked for: statements are read, and sifted (see services.sieve)."""


_WORDS = {"stance": Stance, "evidence": Evidence, "section": SectionKind, "place": Place, "standing": Standing}
_NAMES = ("journal", "cited", "citing", "language", "article_type", "study_type", "author")


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which statements (or articles): within a field any of the values, across fields all; empty and None ask nothing.

    `cited` and `citing` take any spelling of an identifier, or a key. `place` is known to reports and exports, but not to
    search; `cited`, `citing`, `has_document` and `standing` to search alone. Those from `article_type` to `words`, and
    `language`, are known to `Index.cited_by` and to exports of one article, and all but `words` to search. One set where it is
    not known raises UnknownName.

    Where articles are searched for, what is said here of the citing article is meant of the article itself; `stance` and
    `evidence` are those of at least one statement about it; `section`, `self_citation`, `cited`, `citing` and `confidence` ask
    nothing. Where statements are, `has_document` and `standing` do not.
    """

    stance: tuple[Stance, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    section: tuple[SectionKind, ...] = ()
    place: tuple[Place, ...] = ()
    first_year: int | None = None  # of the citing article
    last_year: int | None = None
    self_citation: bool | None = None  # True: only them; False: only independent ones
    journal: tuple[str, ...] = ()  # whole names of the citing article's journal, any it is known by, case ignored
    cited: tuple[str, ...] = ()
    citing: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    has_document: bool | None = None
    article_type: tuple[str, ...] = ()  # of the citing article, as its source has it
    study_type: tuple[str, ...] = ()  # of the citing article, as its own words tell (see extraction.study_type)
    author: tuple[str, ...] = ()  # whole names of the citing article's authors, case ignored
    confidence: float | None = None  # at least this sure; a reviewer's word always is
    retracted: bool | None = None  # True: only what retracted articles say; False: only what others do
    words: str = ""  # all of them in the sentence or its neighbours; those in quotation marks together
    standing: tuple[Standing, ...] = ()  # what notices make of the article: retracted, under a concern, corrected

    def __post_init__(self) -> None:
        """Raises UnknownName for a word that none has, by which nothing would be found; InvalidInput for a lone word;
        OutOfRange for a year that is none."""
        for name in (*_WORDS, *_NAMES):
            given = getattr(self, name)
            if isinstance(given, str):
                raise InvalidInput(f"the filter {name} takes several: ({given!r},)")
        for name, kind in _WORDS.items():
            for word in getattr(self, name):
                if word not in kind.__members__.values():
                    raise UnknownName(name, str(word), kind)
        for name in ("first_year", "last_year"):
            year = getattr(self, name)
            if year is not None and not 1 <= year <= 9999:
                raise OutOfRange(name, str(year), 1, 9999)

    def for_store(self, journals: Callable[[], JournalNames] = lambda: ALONE) -> StatementFilter:
        """The same, as a store is asked; of a journal by all the names that `journals` tells, asked where one is meant."""
        self._refuse("a report or export", ("cited", "citing", "has_document", "standing", *SIEVED))
        return StatementFilter(
            stance=self.stance,
            evidence=self.evidence,
            section=self.section,
            place=self.place,
            first_year=self.first_year,
            last_year=self.last_year,
            self_citation=self.self_citation,
            journal=journals().all(self.journal) if self.journal else (),
        )

    def for_search(
        self, cited: tuple[str, ...] = (), citing: tuple[str, ...] = (), journals: Callable[[], JournalNames] = lambda: ALONE
    ) -> SearchFilters:
        """The same, as the search index is asked; `cited` and `citing` are the keys of the articles they name."""
        from citance.searching.base import SearchFilters

        self._refuse("a search", ("place", "words"))
        return SearchFilters(
            stance=self.stance,
            evidence=self.evidence,
            section=self.section,
            first_year=self.first_year,
            last_year=self.last_year,
            journal=journals().all(self.journal) if self.journal else (),
            self_citation=self.self_citation,
            cited=cited,
            citing=citing,
            language=self.language,
            has_document=self.has_document,
            article_type=self.article_type,
            author=self.author,
            confidence=self.confidence,
            study_type=self.study_type,
            standing=self.standing,
            retracted=self.retracted,
        )

    def for_sieve(self) -> Filters:
        """The same, once nothing is set that only a search knows; see services.sieve."""
        self._refuse("the statements about one article", ("cited", "citing", "has_document", "standing"))
        return self

    def as_dict(self) -> dict[str, Any]:
        """Those that are set, plain, as provenance tells them."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    def _refuse(self, asked: str, names: tuple[str, ...]) -> None:
        for name in names:
            if getattr(self, name) not in ((), None, ""):
                known = (known for known in self.__struct_fields__ if known not in names)
                raise UnknownName(f"filter of {asked}", name, known)


def visible_to(viewer: Viewer) -> tuple[str, ...]:
    """What the search index may look into for this audience; () for all."""
    return () if viewer.audience == "owner" else ("open", "snippet")


NO_FILTERS = Filters()
