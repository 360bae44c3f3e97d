"""What one audience sees of a store: the only door between what is kept and what is answered.

* The owner sees everything.
* The public sees open documents whole; of *snippet* ones the citing sentence, cut to about 300 characters around the
  marker, without the sentences around it; of *private* ones no statement at all (answers count them as `withheld`), and
  of their articles nothing unless others cite them. Tallies are counts, not words: they count every statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Literal

import msgspec

from citance.errors import InvalidIdentifier, NotFound
from citance.extraction.study_type import Study, find_study_type
from citance.model import (
    Article,
    Because,
    PlacedLine,
    RelationKind,
    Review,
    Span,
    Standing,
    StatementText,
    Tally,
    find_identifier,
)
from citance.services.journal_names import ALONE, JournalNames
from citance.services.views import ArticleView, AuthorView, FormView, RelationView, StatementView, TallyView
from citance.store.base import Store
from citance.store.packing import Visibility
from citance.store.values import DocumentInfo, KnownArticle, OwnDocument, Relation, SourceFile, StoredStatement

Audience = Literal["owner", "public"]
AUDIENCES: tuple[Audience, ...] = ("owner", "public")

SNIPPET = 300
"""Characters of a sentence that a snippet shows: a long sentence of English prose, so that most are whole."""

# What a notice makes of the article it is about, gravest first.
_STANDING = {
    RelationKind.RETRACTED_BY: Standing.RETRACTED,
    RelationKind.CONCERN_BY: Standing.CONCERN,
    RelationKind.CORRECTED_BY: Standing.CORRECTED,
}
_NOTICES = (
    RelationKind.RETRACTED_BY,
    RelationKind.RETRACTION_OF,
    RelationKind.CONCERN_BY,
    RelationKind.CONCERN_ABOUT,
    RelationKind.CORRECTED_BY,
    RelationKind.CORRECTION_OF,
)
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Articles remembered between pages of one long answer; some 2 KB each.
_REMEMBERED = 4096


class Viewer:
    """One audience before one store. Remembers the articles it has shown or looked at: make a new one for each answer."""

    def __init__(self, store: Store, audience: Audience = "owner", journals: Callable[[], JournalNames] = lambda: ALONE) -> None:
        self.store, self.audience = store, audience
        self.journals = journals  # which names are of one journal, as far as that is known now
        self._articles: dict[str, ArticleView | None] = {}
        self._own: dict[str, OwnDocument | None] = {}
        self._tallies: dict[str, Tally] = {}
        self._unpaged: frozenset[str] = frozenset()  # of the statements shown last, those whose documents know no pages

    # -- articles

    def find_key(self, words: str) -> str:
        """The key of the article that the words name: any spelling of an identifier, or a key.

        Raises InvalidIdentifier where they can be neither, NotFound where the index (as this audience sees it) has none.
        """
        asked = words.strip()
        identifier = find_identifier(asked)
        key = self.store.find(identifier) if identifier is not None else None
        if key is None and _may_be_key(asked):
            with suppress(NotFound):
                key = self.store.current_key(asked)
        elif identifier is None:
            raise InvalidIdentifier(words)
        if key is None or not self.knows((key,)):  # in the same words: a refusal must not tell that there is something
            raise NotFound("article", str(identifier or asked))
        return key

    def knows(self, keys: Collection[str]) -> set[str]:
        """Those of these keys, which the store gave, whose articles this audience may know of, all asked for at once.

        Whatever finds keys asks here before it says anything of them; what is hidden is then answered as what is absent.
        """
        if self.audience == "owner":
            return set(keys)
        found = self.store.articles(keys)
        self.look_at(found.values())
        return {key for key, article in found.items() if not self.hides(article)}

    def hides(self, article: Article) -> bool:
        """Whether this audience must not know of the article, as `is_hidden` has it."""
        if self.audience == "owner" or not article.has_document or article.cited_by > 1:
            return False
        return is_hidden(self.store, article.key, self._visibility(article), article.cited_by)

    def article(self, key: str) -> ArticleView:
        """The article with all its fields."""
        return self.whole(self.store.article(key), self.store.relations(key))

    def whole(self, article: Article, relations: Collection[Relation]) -> ArticleView:
        """The article, which has these relations, with all its fields; of the abstract as much as the audience may see."""
        record = article.record
        forms = list(self.store.documents(article.key)) if article.has_document else []
        return msgspec.structs.replace(
            article_view(article, standing(relations), self.study_of(article)),
            subtitle=record.subtitle,
            publisher=record.journal.publisher,
            licence=record.licence,
            language=record.language,
            keywords=record.keywords,
            subjects=record.subjects,
            abstract=self._abstract(article),
            identifiers=article.all_identifiers,
            form=forms[0].format if forms else None,
            other_forms=tuple(form.format for form in forms[1:]),
        )

    def form_of(self, id: str) -> FormView:
        """The file that a statement was read from, and where in it; raises NotFound."""
        return self._form(*self.store.read_from(id))

    def places(self, ids: Collection[str]) -> dict[str, FormView]:
        """As `form_of` several statements, as far as a place on a page is known of them."""
        sought = [id for id in ids if id not in self._unpaged]
        return {id: self._form(*found) for id, found in self.store.places(sought).items()} if sought else {}

    def article_of_file(self, digest: str) -> str | None:
        """The key of the article that the file with this SHA-256 is a full text of, where this audience may know of it."""
        key = self.store.article_of_file(digest) if _DIGEST.fullmatch(digest) else None
        return key if key is not None and self.knows((key,)) else None

    def file(self, digest: str) -> tuple[SourceFile, str]:
        """The file whose bytes have this SHA-256, where this audience may have it, and the name to keep it under.

        Raises NotFound. As the visibility of a document is of its words, so it is of the file that has them all: the public
        gets those of open documents, and no name of a file of ours.
        """
        key = self.article_of_file(digest)
        found = next((one for one in self.store.documents(key) if one.file.digest == digest), None) if key else None
        if key is None or found is None or not self._may_have(found):
            raise NotFound("file", digest[:100])
        own = PurePath(found.file.name).name if self.audience == "owner" else ""
        return found.file, own or f"{self.store.article(key).record.identifiers.doi or key}.pdf"

    def _may_have(self, document: DocumentInfo) -> bool:
        return self.audience == "owner" or document.visibility is Visibility.OPEN

    def _form(self, document: DocumentInfo, placed: PlacedLine | None) -> FormView:
        name = document.file.name
        page = None if placed is None else placed.page
        shown = self._may_have(document)
        address = name if shown and name.startswith(("https://", "http://")) else None
        if address is not None and page is not None:
            address = f"{address.partition('#')[0]}#page={page}"
        return FormView(
            form=document.format,
            page=page,
            box=None if placed is None else (*placed.box,),
            name=name if self.audience == "owner" else "",
            address=address,
            file=document.file.digest if shown else None,
        )

    def articles(self, keys: Iterable[str]) -> dict[str, ArticleView]:
        """The articles with these keys, in brief, as far as there are any that this audience may know of."""
        wanted = dict.fromkeys(keys)
        missing = [key for key in wanted if key not in self._articles]
        if missing:
            if len(self._articles) + len(missing) > _REMEMBERED:
                self._articles = {key: self._articles[key] for key in wanted if key in self._articles}
            found = self.remember(missing)
            for key in missing:
                one = found.get(key)
                self._articles[key] = (
                    None
                    if one is None or self.hides(one.article)
                    else article_view(one.article, standing(one.relations), self.study_of(one.article))
                )
        return {key: view for key in wanted if (view := self._articles[key]) is not None}

    def remember(self, keys: Collection[str]) -> dict[str, KnownArticle]:
        """What there is of these articles, whoever may know of them; their own documents and tallies are not asked for again."""
        found = self.store.known_articles(keys)
        if len(self._own) > _REMEMBERED:
            self._own.clear()
            self._tallies.clear()
        self._own |= {one.article.key: one.own for one in found.values()}
        self._tallies |= {key: one.tally for key, one in found.items()}
        return found

    def tallies(self, keys: Collection[str]) -> dict[str, TallyView]:
        """The tallies of articles by their keys, in the order of these, as far as there are any; known of those shown."""
        missing = {key for key in keys if key not in self._tallies}
        known = self._tallies | self.store.tallies(missing) if missing else self._tallies
        return {key: tally_view(known[key]) for key in sorted(set(keys)) if key in known}

    def relations(self, key: str) -> tuple[RelationView, ...]:
        """What the article and others say of each other, notices first."""
        return self.related(self.store.relations(key))

    def related(self, relations: Collection[Relation]) -> tuple[RelationView, ...]:
        """The relations as shown, notices first."""
        shown = self.articles(relation.article for relation in relations)
        ordered = sorted(relations, key=lambda r: _NOTICES.index(r.kind) if r.kind in _NOTICES else len(_NOTICES))
        return tuple(RelationView(r.kind, shown[r.article], r.printed) for r in ordered if r.article in shown)

    def study_of(self, article: Article) -> Study | None:
        """What kind of study the article is, by as much of its words as this audience may read whole."""
        record, own = article.record, self._own_document(article)
        if own is not None and own.study == "":  # it was read, and leaves that open
            return None
        found = find_study_type(record.article_type, record.title, "", record.keywords)
        if found is not None or not record.abstract:
            return found
        if self.audience != "owner" and self._visibility(article) is not Visibility.OPEN:
            return None
        return find_study_type(record.article_type, record.title, record.abstract, record.keywords)

    def look_at(self, articles: Iterable[Article]) -> None:
        """Ask for all at once what is asked of each of these articles' own documents when it is shown."""
        unknown = [article.key for article in articles if article.has_document and article.key not in self._own]
        if unknown:
            if len(self._own) > _REMEMBERED:
                self._own.clear()
            found = self.store.own_documents(unknown)
            self._own |= {key: found.get(key) for key in unknown}

    def _own_document(self, article: Article) -> OwnDocument | None:
        if not article.has_document:
            return None
        self.look_at((article,))
        return self._own[article.key]

    def _visibility(self, article: Article) -> Visibility:
        own = self._own_document(article)
        return Visibility.OPEN if own is None else own.visibility

    def _abstract(self, article: Article) -> str:
        abstract = article.record.abstract
        if self.audience == "owner" or not abstract or not article.has_document:
            return abstract
        match self._visibility(article):
            case Visibility.PRIVATE:
                return ""
            case Visibility.SNIPPET:
                return cut_around(abstract, Span(0, 0))[0]
            case _:
                return abstract

    # -- statements

    def may_see(self, statement: StoredStatement) -> bool:
        """Whether this audience may know of the statement."""
        return self.audience == "owner" or statement.visibility is not Visibility.PRIVATE

    def statement(self, statement: StoredStatement) -> StatementView:
        """One statement as shown; raises NotFound where this audience may not know of it."""
        if not self.may_see(statement):
            raise NotFound("statement", statement.id)
        (view,) = self.statements([statement])
        return view

    def statements(
        self, statements: Sequence[StoredStatement], matched: Mapping[str, Sequence[Span]] | None = None
    ) -> tuple[StatementView, ...]:
        """The statements as shown, those withheld left out; `matched` are spans of found words by statement id."""
        seen = [statement for statement in statements if self.may_see(statement)]
        self._unpaged = frozenset(statement.id for statement in seen if not statement.paged)
        ends = self.articles(key for statement in seen for key in (statement.citing, *statement.cited))
        return tuple(self._statement(s, ends, (matched or {}).get(s.id, ())) for s in seen)

    def _statement(self, stored: StoredStatement, ends: Mapping[str, ArticleView], matched: Sequence[Span]) -> StatementView:
        text, classification, reviews = stored.text, stored.classification, stored.reviews
        cut = self.audience != "owner" and stored.visibility is not Visibility.OPEN
        if self.audience != "owner":
            reviews = tuple(without_anchor(review) for review in reviews)
        if cut:
            text, back = cut_text(text)
            matched = _within(matched, back, len(text.sentence))
            if classification is not None:
                because = _kept(classification.because, back, len(text.sentence))
                classification = msgspec.structs.replace(classification, because=because)
        return StatementView(
            id=stored.id,
            citing=ends.get(stored.citing) or ArticleView(stored.citing),
            cited=tuple(ends[key] for key in stored.cited if key in ends),
            stance=stored.stance,
            section=stored.section,
            place=stored.place,
            mention=stored.mention,
            reference=stored.reference,
            position=stored.position,
            sentence=text.sentence,
            before=text.before,
            after=text.after,
            span=text.span,
            group=text.group,
            others=text.others,
            matched=tuple(matched),
            heading=text.heading,
            language=text.language,
            evidence=stored.evidence,
            disputed=stored.disputed,
            reviewed=any(review.subject == "stance" for review in reviews),
            self_citation=stored.self_citation,
            marker_kind=stored.marker_kind,
            marker_style=stored.marker_style,
            classification=classification,
            reviews=reviews,
            visibility=stored.visibility,
            cut=cut,
        )


def is_hidden(store: Store, key: str, visibility: Visibility | None, cited_by: int) -> bool:
    """Whether the public must not know of an article: only a private document speaks of it, and nobody else cites it. Some list
    themselves, in "How to cite this article"."""
    if visibility is not Visibility.PRIVATE or cited_by > 1:
        return False
    return not cited_by or all(row.citing == key for row in store.citations(key))


# -- how values are shown ----------------------------------------------------------------------------------------------------


def tally_view(tally: Tally) -> TallyView:
    """The tally with its sums."""
    return TallyView(
        total=tally.total,
        supporting=tally.supporting,
        contrasting=tally.contrasting,
        mentioning=tally.mentioning,
        unclassified=tally.unclassified,
        citing_articles=tally.citing_articles,
        supporting_own=tally.supporting_own,
        supporting_reported=tally.supporting_reported,
        contrasting_own=tally.contrasting_own,
        contrasting_reported=tally.contrasting_reported,
    )


def article_view(article: Article, standing: tuple[str, ...] = (), study: Study | None = None) -> ArticleView:
    """The article in brief: what a reference list or a page of statements shows of it."""
    record = article.record
    names = record.identifiers
    return ArticleView(
        key=article.key,
        title=record.title,
        authors=tuple(AuthorView(a.name, a.surname, a.given, a.orcid, a.group) for a in record.authors),
        journal=record.journal.title or record.journal.abbreviation or "",
        year=record.year,
        date=record.date,
        issns=record.journal.issns,
        volume=record.volume,
        issue=record.issue,
        first_page=record.first_page,
        last_page=record.last_page,
        doi=names.doi,
        pmid=names.pmid,
        pmcid=names.pmcid,
        arxiv=names.arxiv,
        article_type=record.article_type,
        has_document=article.has_document,
        cited_by=article.cited_by,
        known_from_references=article.known_from_references,
        standing=tuple(map(str, standing)),
        study=study,
    )


def standing(relations: Collection[Relation]) -> tuple[Standing, ...]:
    """What notices make of the article: retracted, corrected."""
    return standing_of({relation.kind for relation in relations}) if relations else ()  # nearly always none


def standing_of(kinds: Collection[RelationKind]) -> tuple[Standing, ...]:
    """What notices of these kinds make of the article they are about."""
    return tuple(standing for kind, standing in _STANDING.items() if kind in kinds) if kinds else ()


def without_anchor(review: Review) -> Review:
    """The review without the words of the sentence it was given on."""
    return msgspec.structs.replace(review, anchor="")


# -- snippets ----------------------------------------------------------------------------------------------------------------


def cut_text(text: StatementText) -> tuple[StatementText, int]:
    """The statement as a snippet, and how far its spans moved (to be added): its sentence cut around the marker, alone."""
    centre = text.group or text.span or Span(0, 0)
    sentence, back = cut_around(text.sentence, centre)

    def moved(span: Span | None) -> Span | None:
        return next(iter(_within((span,), back, len(sentence))), None) if span is not None else None

    cut = msgspec.structs.replace(
        text,
        sentence=sentence,
        before="",
        after="",
        span=moved(text.span),
        group=moved(text.group),
        others=_within(text.others, back, len(sentence)),
    )
    return cut, back


def cut_around(words: str, centre: Span, most: int = SNIPPET) -> tuple[str, int]:
    """About `most` characters around a span, at blanks, with an ellipsis where something is left out; and how far a
    position in `words` moved (to be added)."""
    if len(words) <= most:
        return words, 0
    start = max(0, min((centre.start + centre.end - most) // 2, len(words) - most))
    end = start + most
    if start > 0:
        blank = words.find(" ", start, min(start + 40, centre.start))
        start = blank + 1 if blank >= 0 else start
    if end < len(words):
        blank = words.rfind(" ", max(end - 40, centre.end), end)
        end = blank if blank >= 0 else end
    lead = "… " if start > 0 else ""
    return lead + words[start:end] + (" …" if end < len(words) else ""), len(lead) - start


def _within(spans: Iterable[Span], back: int, length: int) -> tuple[Span, ...]:
    moved = (Span(*span).shift(back) for span in spans)
    return tuple(span for span in moved if span.start >= 0 and span.end <= length)


def _kept(because: Iterable[Because], back: int, length: int) -> tuple[Because, ...]:
    """The words that tipped a verdict, those that a snippet does not show left out."""
    return tuple(
        msgspec.structs.replace(reason, span=span)
        for reason in because
        if reason.where == "sentence"
        for span in _within((reason.span,), back, length)
    )


def _may_be_key(words: str) -> bool:
    """Whether the words have the shape of an article's key (see linking.identity.article_key)."""
    return len(words) == 13 and words.isascii() and words.isalnum() and words == words.lower()
