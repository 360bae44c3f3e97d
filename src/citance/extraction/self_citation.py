"""Whether the citing and the cited work share an author."""

from __future__ import annotations

from collections.abc import Iterable

from citance.model.article import ArticleRecord, Author
from citance.model.reference import Reference
from citance.text.names import fold_surname, same_person


class OwnAuthors:
    """The authors of the citing article, asked for each cited reference whether it is one of theirs."""

    def __init__(self, record: ArticleRecord) -> None:
        self._orcids = {author.orcid for author in record.authors if author.orcid}
        self._people = [author for author in record.authors if not author.group and author.surname]
        surnames = {author.surname.lower() for author in self._people}
        self._surnames = surnames | {fold_surname(surname) for surname in surnames}

    def wrote(self, reference: Reference) -> bool:
        """Whether any work of the reference shares a person: by ORCID, or by surname and agreeing initials."""
        if not self._surnames:
            return False
        return any(self._share(work.authors) for work in reference.works)

    def _share(self, authors: Iterable[Author]) -> bool:
        surnames = self._surnames
        for author in authors:
            surname = author.surname
            # A plain surname that none of ours has needs no closer look; one of several words may lack its particles.
            if surname.isalpha() and surname.isascii() and surname.lower() not in surnames and not author.orcid:
                continue
            if author.group:
                continue
            if author.orcid and author.orcid in self._orcids:
                return True
            if any(_same(own, author) for own in self._people):
                return True
        return False


def _same(one: Author, other: Author) -> bool:
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return same_person(one.surname, one.given, other.surname, other.given)
