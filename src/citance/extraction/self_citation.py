"""Whether the citing and the cited work share an author."""

from __future__ import annotations

from collections.abc import Iterable
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

    def wrote(self, reference: Reference) -> bool:
        """Whether any work of the reference shares a person: by ORCID, or by surname and agreeing initials."""
        if not self._surnames:
            return False
        return any(self._share(work.authors) for work in reference.works)

    def _share(self, authors: Iterable[Author]) -> bool:
        ours = self._surnames
        for author in authors:
            surname = author.surname
            if author.orcid and author.orcid in self._orcids:
                return True
            if surname.isascii() and surname.isalpha():  # a plain surname that none of ours has needs no closer look
                if surname.lower() not in ours:
                    continue
            elif author.group or ours.isdisjoint(_forms(surname)):
                continue
            if any(_same(own, author) for own in self._people):
                return True
        return False


@lru_cache(maxsize=8192)
def _forms(surname: str) -> tuple[str, str]:
    """A surname folded, and its last word, which is what remains of it without particles."""
    return fold_surname(surname), fold_surname(surname.rpartition(" ")[2])


def _same(one: Author, other: Author) -> bool:
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    return same_person(one.surname, one.given, other.surname, other.given)
