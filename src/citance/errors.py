"""What stops the work, as one tree; what spoils only one item is a `Problem` on its document instead.

    CitanceError
    ├── InvalidInput            the asker's words cannot be understood
    │   ├── InvalidIdentifier     not a DOI, PMID, PMCID or arXiv id
    │   ├── InvalidQuery          a search query that does not parse
    │   ├── InvalidRecord         a line of JSON that is not what the command reads
    │   ├── OutOfRange            a number that is none, or too small or too large
    │   ├── TooMany               more things than are taken at once
    │   └── UnknownName           a name outside a known list; the answer names the known ones
    ├── NotFound                nothing in the index answers to that
    ├── Unreadable              a file no reader could make a document of
    ├── StoreError              the index on disk
    │   ├── StoreLocked           another process is writing
    │   ├── StoreReadOnly         we may not write there
    │   ├── StoreFull             the disk is full
    │   ├── StoreVersion          made by a newer Citance, or not an index at all
    │   └── StoreDamaged          the file is not sound
    ├── SearchIndexError        the derived search index; it can always be rebuilt
    ├── ClassifierUnusable      the files of a classifier are absent or damaged
    └── MissingExtra            an optional dependency is not installed

A `FallbackWarning` says that something less good was taken because nothing was asked for by name.

Facts are attributes; the cause is chained. Faces turn each class into words, status codes and exit codes in one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class CitanceError(Exception):
    """Anything Citance stops for."""


class InvalidInput(CitanceError):
    """The words given cannot be understood."""


class InvalidIdentifier(InvalidInput):
    """A text that is no identifier of the kind asked for."""

    def __init__(self, text: str, kind: str = "DOI, PMID, PMCID or arXiv identifier") -> None:
        self.text, self.kind = text, kind
        super().__init__(f"{text!r} is not a {kind}")


class InvalidQuery(InvalidInput):
    """A search query that does not parse; `offset` is where the trouble starts, in code points.

    `trouble` is what kind it is, and `particulars` are what `why` is made of: with them a face says it in other languages.
    """

    def __init__(
        self,
        query: str,
        why: str,
        offset: int | None = None,
        trouble: str = "",
        particulars: Mapping[str, str | int | tuple[str, ...]] | None = None,
    ) -> None:
        self.query, self.why, self.offset = query, why, offset
        self.trouble, self.particulars = trouble, dict(particulars or {})
        where = "" if offset is None else f" at character {offset + 1}"
        super().__init__(f"cannot read the query {query!r}{where}: {why}")


class InvalidRecord(InvalidInput):
    """A record of the input that is not what the command reads; `line` counts from 1."""

    def __init__(self, why: str, line: int | None = None) -> None:
        self.why, self.line = why, line
        super().__init__(why if line is None else f"line {line}: {why}")


class OutOfRange(InvalidInput):
    """What should be a whole number from `least` to `most`, and is not; `value` is what was given for `name`."""

    def __init__(self, name: str, value: str, least: int, most: int) -> None:
        self.name, self.value, self.least, self.most = name, value, least, most
        super().__init__(f"{name} is a number from {least} to {most}, not {value!r}")


class TooMany(InvalidInput):
    """More things of a kind (`what`, a plural) than the `most` that are taken at once."""

    def __init__(self, what: str, most: int, many: int) -> None:
        self.what, self.most, self.many = what, most, many
        super().__init__(f"at most {most} {what}, not {many}")


class TooMuch(InvalidInput):
    """What was asked for is more than the `most` bytes that one answer may have."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"this is more than {most // 2**20} MB: narrow it with filters, or use `citance export`")


class UnknownName(InvalidInput):
    """A name outside a known list."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(known)
        super().__init__(f"no {what} is called {name!r}; there are: {', '.join(self.known)}")


class NotFound(CitanceError):
    """Nothing in the index answers to what was asked for."""

    def __init__(self, what: str, name: str) -> None:
        self.what, self.name = what, name
        at_a_place = what in ("index", "backup", "settings file")  # which are in no index
        super().__init__(f"there is no {what} at {name}" if at_a_place else f"no {what} {name} in this index")


class Unreadable(CitanceError):
    """A file no reader could make a document of; `why` is for a person."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


class StoreError(CitanceError):
    """Trouble with the index on disk at `path`."""

    message = "the index at {path} cannot be used"

    def __init__(self, path: str, why: str = "") -> None:
        self.path, self.why = path, why
        text = self.message.format(path=path)
        super().__init__(f"{text}: {why}" if why else text)


class StoreLocked(StoreError):
    """Another process is writing to this index."""

    message = "another process is writing to the index at {path}"


class StoreReadOnly(StoreError):
    """The index lies where we may not write."""

    message = "the index at {path} is read-only"


class StoreFull(StoreError):
    """The disk is full; what was committed before is safe."""

    message = "no space is left on the disk of the index at {path}"


class StoreVersion(StoreError):
    """The index was made by a newer Citance, or is none."""

    message = "the index at {path} is of a version this Citance does not know"


class StoreDamaged(StoreError):
    """The index file is not sound."""

    message = "the index at {path} is damaged"


class SearchIndexError(CitanceError):
    """The derived search index could not be used; `citance rebuild --stage search` makes it anew."""


class ClassifierUnusable(CitanceError):
    """The files of the classifier `name` are absent or damaged; `path` is the file or folder."""

    def __init__(self, name: str, path: str, why: str) -> None:
        self.name, self.path, self.why = name, path, why
        super().__init__(f"the classifier {name!r} cannot be used: {why} ({path})")


class FallbackWarning(UserWarning):
    """Something less good was taken, because the best cannot be used and nothing was asked for by name."""


class MissingExtra(CitanceError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str, how: str = "") -> None:
        self.package, self.extra = package, extra
        self.how = how or f"pip install 'citance[{extra}]'"
        super().__init__(f"this needs {package}: {self.how}")
