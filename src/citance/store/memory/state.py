"""All there is, in dictionaries, and the small questions that everybody asks of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from citance.errors import NotFound
from citance.model import Classification, Link, Review
from citance.store.packing import PackedStatement
from citance.store.values import Change, Entry, JoinRecord, Tombstone, UnreadableFile, Visibility


class HeldStatement(msgspec.Struct):
    number: int
    id: str
    packed: PackedStatement
    self_citation: bool
    history: list[tuple[str, Classification]] = msgspec.field(default_factory=list)


class HeldForm(msgspec.Struct):
    """A document: `article` and the links' articles are keys as they were given; joins are followed when asked."""

    number: int
    entry: Entry
    article: str
    named_as: str
    active: bool = False
    links: list[list[Link]] = msgspec.field(default_factory=list)
    statements: list[HeldStatement] = msgspec.field(default_factory=list)


class HeldReview(msgspec.Struct):
    number: int
    review: Review
    statement: str | None = None
    before: tuple[int, Link] | None = None  # of a link review: the link as the machine made it
    known_as: tuple[tuple[str, ...], tuple[int, ...]] = ((), ())  # identifiers and match keys of the article it led to


class State(msgspec.Struct):
    """All there is, so that a transaction can put it back."""

    works: dict[str, set[str]] = msgspec.field(default_factory=dict)  # key → identifiers; the rest is worked out
    orders: dict[str, int] = msgspec.field(default_factory=dict)  # key, absorbed ones too → when it was entered
    filed: dict[str, set[int]] = msgspec.field(default_factory=dict)  # key, absorbed ones too → match keys
    joined: dict[str, str] = msgspec.field(default_factory=dict)  # absorbed key → survivor's, as of the join
    forms: dict[int, HeldForm] = msgspec.field(default_factory=dict)
    unreadable: dict[str, UnreadableFile] = msgspec.field(default_factory=dict)
    joins: dict[int, JoinRecord] = msgspec.field(default_factory=dict)
    last_documents: dict[int, int] = msgspec.field(default_factory=dict)  # join → the newest document then
    given_visibility: dict[str, Visibility] = msgspec.field(default_factory=dict)  # key → what a person said
    moved: dict[int, list[int]] = msgspec.field(default_factory=dict)  # join → documents of the absorbed one
    waiting: set[str] = msgspec.field(default_factory=set)
    reviews: dict[int, HeldReview] = msgspec.field(default_factory=dict)
    tombstones: dict[int, Tombstone] = msgspec.field(default_factory=dict)
    changes: list[Change] = msgspec.field(default_factory=list)
    forgotten: int = 0
    progress: dict[str, int] = msgspec.field(default_factory=dict)
    last: dict[str, int] = msgspec.field(default_factory=dict)  # numbers given
    noted: dict[tuple[str, str], None] = msgspec.field(default_factory=dict)  # in the transaction under way
    emptied: set[str] = msgspec.field(default_factory=set)  # articles that lost a reference in it: they may be orphans

    def put_back(self, former: State) -> None:
        """Be as it was: nothing of what was done since has happened."""
        for field in self.__struct_fields__:
            setattr(self, field, getattr(former, field))

    def number(self, what: str) -> int:
        """The next number of its kind."""
        self.last[what] = self.last.get(what, 0) + 1
        return self.last[what]

    def note(self, kind: Literal["article", "statements", "gone"], key: str) -> None:
        """Remember that this has changed, for the log."""
        self.noted[kind, key] = None

    def follow(self, key: str) -> str:
        """The key of the article that this one was joined to, else its own."""
        while key in self.joined:
            key = self.joined[key]
        return key

    def now(self, key: str) -> str:
        """The key the article goes by now; raises NotFound."""
        found = self.follow(key)
        if found not in self.works:
            raise NotFound("article", key)
        return found

    def known(self, keys: Collection[str]) -> dict[str, str]:
        """The keys that the known ones among these go by now."""
        return {key: self.follow(key) for key in keys if self.follow(key) in self.works}

    def in_order(self) -> list[str]:
        """The keys of all articles, oldest first."""
        return sorted(self.works, key=self.orders.__getitem__)

    def active(self) -> list[HeldForm]:
        """The forms that count."""
        return [form for form in self.forms.values() if form.active]

    def forms_of(self, key: str) -> list[HeldForm]:
        """All forms of an article."""
        return [form for form in self.forms.values() if self.follow(form.article) == key]

    def active_form(self, key: str) -> HeldForm | None:
        """The form of an article that counts."""
        return next((form for form in self.forms_of(key) if form.active), None)

    def links_to(self, keys: set[str]) -> Iterator[tuple[HeldForm, int, int]]:
        """The references that lead to one of these: form, position, and place among its works."""
        for form in self.active():
            for position, links in enumerate(form.links):
                for place, link in enumerate(links):
                    if link.article is not None and self.follow(link.article) in keys:
                        yield form, position, place

    def form(self, number: int) -> HeldForm:
        """The document of this number; raises NotFound."""
        form = self.forms.get(number)
        if form is None:
            raise NotFound("document", str(number))
        return form

    def cited(self, form: HeldForm, position: int | None) -> tuple[str, ...]:
        """The articles that a reference leads to."""
        if position is None or position >= len(form.links):
            return ()
        return tuple(dict.fromkeys(self.now(link.article) for link in form.links[position] if link.article is not None))

    def find_statement(self, id: str) -> tuple[HeldForm, HeldStatement] | None:
        """A statement by its id, with its form."""
        return next(((form, s) for form in self.active() for s in form.statements if s.id == id), None)

    def in_storing_order(self) -> list[tuple[HeldForm, HeldStatement]]:
        """All statements with their forms, as they were stored."""
        pairs = [(form, statement) for form in self.active() for statement in form.statements]
        return sorted(pairs, key=lambda pair: pair[1].number)

    def touch(self, form: HeldForm, statement: HeldStatement) -> None:
        """Note that a statement has changed: for its article, and for those it is about."""
        self.note("statements", self.now(form.article))
        for key in self.cited(form, statement.packed.reference):
            self.note("article", key)

    def reviews_on(self, id: str) -> list[HeldReview]:
        """The reviews of a statement that stand, oldest first."""
        return [row for _, row in sorted(self.reviews.items()) if row.statement == id and not row.review.withdrawn]
