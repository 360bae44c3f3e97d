"""Whether the citing and the cited work share an author."""

from __future__ import annotations

from functools import lru_cache

from citance.model.article import ArticleRecord, Author
from citance.model.reference import Reference
from citance.text.names import fold_surname, same_person


class OwnAuthors:
    """The authors of the citing article, asked for each cited reference whether it is one of theirs."""

    def __init__(self, record: ArticleRecord) -> None:
        self._orcids = {author.orcid for author in record.authors if author.orcid}
        self._people = [author for author in record.authors if not author.group and author.surname]
        self._surnames = {form for author in self._people for form in _forms(author.surname)}
        self._near: dict[str, bool] = {}  # surnames asked for before: the same people are cited again and again

    def wrote(self, reference: Reference) -> bool:
        """Whether any work of the reference shares a person: by ORCID, or by surname and agreeing initials."""
        if not self._surnames:
            return False
        near = self._near
        for work in reference.works:
            for author in work.authors:
                surname = author.surname
                if (close := near.get(surname)) is None:
                    close = near[surname] = self._is_near(surname)
                if close and not author.group and any(_same(own, author) for own in self._people):
                    return True
                if author.orcid and author.orcid in self._orcids:
                    return True
        return False

    def _is_near(self, surname: str) -> bool:
        """Whether one of ours may go by that surname."""
        if surname.isascii() and surname.isalpha():
            return surname.lower() in self._surnames
        return not self._surnames.isdisjoint(_forms(surname))


@lru_cache(maxsize=8192)
def _forms(surname: str) -> tuple[str, str]:
    """A surname folded, and its last word, which is what remains of it without particles."""
    return fold_surname(surname), fold_surname(surname.rpartition(" ")[2])


def _same(one: Author, other: Author) -> bool:
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return same_person(one.surname, one.given, other.surname, other.given)
