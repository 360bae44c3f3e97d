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

    def wrote(self, reference: Reference) -> bool:
        """Whether any work of the reference shares a person: by ORCID, or by surname and agreeing initials."""
        ours = self._surnames
        if not ours:
            return False
        for work in reference.works:
            for author in work.authors:
                if author.orcid is not None and author.orcid in self._orcids:
                    return True
                surname = author.surname
                if surname.lower() not in ours and (
                    (surname.isalpha() and surname.isascii())  # nothing in it to fold: nearly all end here
                    or ours.isdisjoint(_forms(surname))
                ):
                    continue
                if not author.group and any(_same(own, author) for own in self._people):
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
