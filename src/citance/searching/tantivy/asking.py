"""A query's tree and filters, turned into tantivy's own queries: built of parts, never of strings.

A property an article has not (a section, whom it cites) matches no article; a stance is that of at least one statement about
it. `title:`, `abstract:`, `author:` and `retracted:`, asked of statements, mean the citing article's: the articles with
documents are asked first, and their statements taken.
Whatever names no words (fields with few values, years, articles) says who matches, not how well: it adds nothing to scores.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import tantivy
from tantivy import Occur
from tantivy import Query as TantivyQuery

from citance.model import Standing
from citance.searching.base import CONFIDENCE_STEPS, VISIBILITIES, SearchFilters
from citance.searching.query import And, Everything, Is, Kind, Not, OfArticle, Or, Phrase, Prefix, Query, Sure, Word, Years
from citance.searching.tantivy.schema import PLAIN, STEMMED, code_of, fields_of, said_codes, standing_codes, study_codes

# Endings with which a beginning may go on, for `toler*` and the like. The index holds stems: "tolerable" lies under "toler",
# and so is not among the terms that begin with "tolerab"; but the stem of "tolerab" + "le" is. A beginning that reaches past
# the stem so finds its sisters too ("tolerance"): rather one too many than one too few.
_ENDINGS = (
    *("", "s", "e", "es", "y", "ies", "ed", "ing", "er", "al", "ic", "ly", "le", "ity", "ate", "ion", "ions", "ive", "ous"),
    *("ment", "ness", "ance", "ence", "able", "ism", "ist", "ize", "ise", "us", "um"),
)


_SIGNIFICANT = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")  # in a regular expression
_MET = 100.0  # more than the rarest word scores
_LONGEST_FOLDED = 100  # letters; a pattern of 150 that each have several other forms is more than tantivy takes


def _flat(asked: TantivyQuery) -> TantivyQuery:
    return TantivyQuery.const_score_query(asked, 0.0)


def _all_but(asked: TantivyQuery) -> TantivyQuery:
    return TantivyQuery.boolean_query([(Occur.Must, TantivyQuery.all_query()), (Occur.MustNot, asked)])


def both(asked: TantivyQuery, other: TantivyQuery, occur: Occur = Occur.Must) -> TantivyQuery:
    """What matches one query, and the other too (or, with MustNot, not). The score is that of the first."""
    return TantivyQuery.boolean_query([(Occur.Must, asked), (occur, _flat(other))])


class Part(NamedTuple):
    """A part of an answer: entries, and which of their members are meant. Parts of one answer share no member.

    The member that cites `cites`; or those that cite none of `cites_none_of`, all where that is empty.
    """

    asked: TantivyQuery
    cites: str | None = None
    cites_none_of: tuple[str, ...] = ()


class Asker(ABC):
    """Turns trees into queries over one kind of documents. `journals` gives every journal's whole name."""

    kind: Kind
    weight: str  # the field whose logarithm relevance is multiplied by
    held: str | None = None  # the field that says how many an entry holds; None where it is always one
    counted_in: Mapping[str, str]  # facet → the field that tells it, where that is not of its name
    scored: tuple[str, ...]  # the fields in which words say how well something matches

    def __init__(self, schema: tantivy.Schema, journals: Callable[[], Iterable[str]]) -> None:
        self.schema = schema
        self.journals = journals
        self._visibility: tuple[str, ...] = ()  # that of the filters, in what is being asked

    def ask(self, tree: Query, filters: SearchFilters) -> TantivyQuery:
        """What matches the tree and passes the filters."""
        self._visibility = filters.visibility
        asked = self.tree(tree)
        parts = [TantivyQuery.empty_query() if asked is None else asked, *map(_flat, self.filters(filters))]
        return parts[0] if len(parts) == 1 else TantivyQuery.boolean_query([(Occur.Must, part) for part in parts])

    def parts(self, tree: Query, filters: SearchFilters) -> Sequence[Part]:
        """What matches the tree and passes the filters, in parts."""
        return (Part(self.ask(tree, filters)),)

    def scores(self, tree: Query) -> bool:
        """Whether the tree says how well something matches; otherwise all that match are alike."""
        match tree:
            case And(items) | Or(items):
                return any(map(self.scores, items))
            case Word() | Phrase() | Prefix():
                return tree.field in self.scored
            case _:
                return False

    def tree(self, tree: Query) -> TantivyQuery | None:
        """What matches the tree. None for a word that has no letter of any alphabet: it asks nothing."""
        match tree:
            case Everything():
                return TantivyQuery.all_query()
            case And(items):
                return self._all(items)
            case Or(items):
                parts = [part for part in map(self.tree, items) if part is not None]
                if tree.least > 1 and parts:
                    return self._most(items, parts, tree.least)
                return TantivyQuery.boolean_query([(Occur.Should, part) for part in parts]) if parts else None
            case Not():
                return self._all((tree,))
            case Years(first, last):
                return _flat(self.years(first, last))
            case Is("type", value):
                return _flat(TantivyQuery.all_query()) if value == self.kind else TantivyQuery.empty_query()
            case Is(field, value):
                return _flat(self.property(field, value))
            case Sure(least):
                return _flat(self.confidence(least))
            case OfArticle(field, _, keys):
                return _flat(self.of_article(field, keys or ()))
            case Word() | Phrase() | Prefix():
                return self.journal(tree) if tree.field == "journal" else self.words(tree)

    def _most(self, items: Sequence[Query], parts: Sequence[TantivyQuery], least: int) -> TantivyQuery:
        """At least so many of the parts: how many there are comes before how rare they are, and words that stand side by side, as
        they were asked, before those that do not."""
        counted = [
            TantivyQuery.boolean_query([(Occur.Must, part), (Occur.Must, TantivyQuery.const_score_query(part, _MET))])
            for part in parts
        ]
        some = TantivyQuery.boolean_query(
            [(Occur.Should, part) for part in counted], minimum_number_should_match=min(least, len(counted))
        )
        plain = (Word, Phrase)
        pairs = [f"{one.text} {two.text}" for one, two in pairwise(items) if isinstance(one, plain) and isinstance(two, plain)]
        beside = [asked for pair in pairs if (asked := self.words(Phrase(pair))) is not None]
        return TantivyQuery.boolean_query([(Occur.Must, some), *((Occur.Should, asked) for asked in beside)])

    def _all(self, items: Sequence[Query]) -> TantivyQuery | None:
        parts: list[tuple[Occur, TantivyQuery]] = []
        for item in items:
            spared = isinstance(item, Word) and not item.must
            if spared and not self.scores(item):
                continue
            part = self.tree(item.item if isinstance(item, Not) else item)
            if part is not None:
                parts.append((Occur.MustNot if isinstance(item, Not) else Occur.Should if spared else Occur.Must, part))
        if not parts:
            return None
        if all(occur == Occur.MustNot for occur, _ in parts):
            parts.append((Occur.Must, _flat(TantivyQuery.all_query())))
        return TantivyQuery.boolean_query(parts)

    @abstractmethod
    def words(self, node: Word | Phrase | Prefix) -> TantivyQuery | None: ...

    def property(self, field: str, value: str) -> TantivyQuery:
        """Those of which a field has that value."""
        match field:
            case "article-type":
                return self.any_name("article_type", [value])
            case "lang":
                return self.any_coded("language", [value])
            case "study":
                return self.studies([value])
            case "retracted":
                return self.retracted(value == "yes")
            case _:
                return self.own_property(field, value)

    @abstractmethod
    def own_property(self, field: str, value: str) -> TantivyQuery: ...

    @abstractmethod
    def confidence(self, least: float) -> TantivyQuery: ...

    @abstractmethod
    def of_article(self, field: str, keys: Sequence[str]) -> TantivyQuery: ...

    def filters(self, filters: SearchFilters) -> Iterable[TantivyQuery]:
        """What each of the filters lets through."""
        if filters.first_year is not None or filters.last_year is not None:
            yield self.years(filters.first_year, filters.last_year)
        if filters.journal:
            yield self.any_name("journal", filters.journal)
        if filters.article_type:
            yield self.any_term("article_type", filters.article_type)
        if filters.study_type:
            yield self.studies(filters.study_type)
        if filters.language:
            yield self.any_coded("language", filters.language)
        if filters.visibility:
            yield self.visible(filters.visibility)
        if filters.retracted is not None:
            yield self.retracted(filters.retracted)
        yield from self.own_filters(filters)

    @abstractmethod
    def own_filters(self, filters: SearchFilters) -> Iterable[TantivyQuery]: ...

    def years(self, first: int | None, last: int | None) -> TantivyQuery:
        if first is None and last is None:
            return TantivyQuery.all_query()
        return TantivyQuery.range_query(self.schema, "year", tantivy.FieldType.Unsigned, first, last)

    def any_term(self, field: str, values: Sequence[object]) -> TantivyQuery:
        """Those with any of the values in a field that is kept whole."""
        if len(values) == 1:
            return TantivyQuery.term_query(self.schema, field, values[0], "basic")
        return TantivyQuery.term_set_query(self.schema, field, values) if values else TantivyQuery.empty_query()

    def studies(self, names: Sequence[str]) -> TantivyQuery:
        """Those of studies of these types, as far as it may be known."""
        return self.any_term("study_type", study_codes(names, self._visibility))

    def retracted(self, wanted: bool) -> TantivyQuery:
        """Those of articles that were retracted, or the others."""
        return self.gone() if wanted else _all_but(self.gone())

    @abstractmethod
    def gone(self) -> TantivyQuery: ...

    def any_coded(self, field: str, values: Sequence[str]) -> TantivyQuery:
        """Those with any of the values in a field that is kept as a number."""
        return self.any_term(field, [code_of(field, value) for value in values])

    def visible(self, wanted: Sequence[str]) -> TantivyQuery:
        """Those of these visibilities; what is open is not marked."""
        if VISIBILITIES[0] in wanted:
            return _all_but(self.any_coded("visibility", [name for name in VISIBILITIES if name not in wanted]))
        return self.any_coded("visibility", wanted)

    def any_name(self, field: str, names: Sequence[str]) -> TantivyQuery:
        """Those with any of the names in a field that is kept whole, in whichever letters; a very long one as it stands."""
        short = [name for name in names if len(name) <= _LONGEST_FOLDED]
        asked = [TantivyQuery.regex_query(self.schema, field, "(?i)" + _SIGNIFICANT.sub(r"\\\g<0>", name)) for name in short]
        asked += [TantivyQuery.term_query(self.schema, field, name, "basic") for name in names if len(name) > _LONGEST_FOLDED]
        return TantivyQuery.boolean_query([(Occur.Should, name) for name in asked])

    def text(self, field: str, node: Word | Phrase | Prefix, analyzer: tantivy.TextAnalyzer = STEMMED) -> TantivyQuery | None:
        """Those with the words in running text, as far as it may be looked into. A word of several parts ("IL-6") is a phrase."""
        parts = [self._text(name, node, analyzer) for name in fields_of(field, self._visibility)]
        asked = [part for part in parts if part is not None]
        # The best of them, not their sum: of a snippet one has a part of what the other has.
        return TantivyQuery.disjunction_max_query(asked) if len(asked) > 1 else asked[0] if asked else None

    def _text(self, field: str, node: Word | Phrase | Prefix, analyzer: tantivy.TextAnalyzer) -> TantivyQuery | None:
        if isinstance(node, Prefix):
            return self._beginning(field, node.text, analyzer)
        parts = analyzer.analyze(node.text)
        if len(parts) > 1:
            return TantivyQuery.phrase_query(self.schema, field, list(parts))
        return TantivyQuery.term_query(self.schema, field, parts[0], "freq") if parts else None

    def _beginning(self, field: str, text: str, analyzer: tantivy.TextAnalyzer) -> TantivyQuery | None:
        parts = PLAIN.analyze(text)
        if not parts:
            return None
        if len(parts) > 1:
            return TantivyQuery.phrase_prefix_query(self.schema, field, [*analyzer.analyze(" ".join(parts[:-1])), parts[-1]])
        begins = TantivyQuery.regex_query(self.schema, field, f"{parts[0]}.*")
        stems = {stem for ending in _ENDINGS for stem in analyzer.analyze(parts[0] + ending)}
        shorter = sorted(stem for stem in stems if not stem.startswith(parts[0]))
        if not shorter:
            return begins
        return TantivyQuery.boolean_query([(Occur.Should, begins), (Occur.Should, self.any_term(field, shorter))])

    def journal(self, node: Word | Phrase | Prefix) -> TantivyQuery | None:
        """Those in a journal whose name has these words next to each other."""
        wanted = PLAIN.analyze(node.text)
        if not wanted:
            return None
        last = len(wanted) - 1
        whole = not isinstance(node, Prefix)

        def fits(words: Sequence[str]) -> bool:
            return any(
                words[at : at + last] == wanted[:last]
                and (words[at + last] == wanted[last] if whole else words[at + last].startswith(wanted[last]))
                for at in range(len(words) - last)
            )

        return _flat(self.any_term("journal", [name for name in self.journals() if fits(PLAIN.analyze(name))]))


def cited_in(tree: Query) -> Iterator[str]:
    """The keys of the articles that the tree names as cited."""
    match tree:
        case And(items) | Or(items):
            for item in items:
                yield from cited_in(item)
        case Not(item):
            yield from cited_in(item)
        case OfArticle("cites", _, keys):
            yield from keys or ()
        case _:
            return


def may_match(tree: Query, cited: str | None) -> bool:
    """Whether the tree can match a statement that cites that article alone; None is one that the tree does not name."""
    match tree:
        case And(items):
            return all(may_match(item, cited) for item in items)
        case Or(items):
            return any(may_match(item, cited) for item in items)
        case Not(item):
            return not _must_match(item, cited)
        case OfArticle("cites", _, keys):
            return cited in (keys or ())
        case _:
            return True


def _must_match(tree: Query, cited: str | None) -> bool:
    match tree:
        case And(items):
            return all(_must_match(item, cited) for item in items)
        case Or(items):
            return any(_must_match(item, cited) for item in items)
        case Not(item):
            return not may_match(item, cited)
        case OfArticle("cites", _, keys):
            return cited in (keys or ())
        case _:
            return False


class ArticleAsker(Asker):
    """Asks for articles. Words are looked for in title, abstract and authors; in the title they weigh twice."""

    kind = Kind.ARTICLE
    weight = "by_total"
    counted_in: Mapping[str, str] = {"stance": "said", "evidence": "said"}
    scored = ("", "title", "abstract", "author")

    def words(self, node: Word | Phrase | Prefix) -> TantivyQuery | None:
        if node.field:
            return self.text(node.field, node, PLAIN if node.field == "author" else STEMMED)
        title, abstract = self.text("title", node), self.text("abstract", node)
        author = self.text("author", node, PLAIN)
        if title is None or abstract is None or author is None:
            return None
        parts = (TantivyQuery.boost_query(title, 2.0), abstract, author)
        return TantivyQuery.boolean_query([(Occur.Should, part) for part in parts])

    def own_property(self, field: str, value: str) -> TantivyQuery:
        match field:
            case "stance":
                return self.any_term("said", said_codes([value], ()))
            case "evidence":
                return self.any_term("said", said_codes((), [value]))
            case _:
                return TantivyQuery.empty_query()

    def confidence(self, least: float) -> TantivyQuery:
        return TantivyQuery.empty_query()

    def of_article(self, field: str, keys: Sequence[str]) -> TantivyQuery:
        return self.any_term("key", keys) if field == "id" else TantivyQuery.empty_query()

    def gone(self) -> TantivyQuery:
        """Those that were retracted."""
        return self.any_term("standing", standing_codes([Standing.RETRACTED]))

    def own_filters(self, filters: SearchFilters) -> Iterable[TantivyQuery]:
        if filters.author:  # authors are words here, for articles known from references alone are too many to name them twice
            names = (self.text("author", Phrase(name), PLAIN) for name in filters.author)
            yield TantivyQuery.boolean_query([(Occur.Should, name) for name in names if name is not None])
        if filters.has_document is not None:
            yield self.any_term("has_document", [int(filters.has_document)])
        if filters.stance or filters.evidence:
            yield self.any_term("said", said_codes(filters.stance, filters.evidence))
        if filters.standing:
            yield self.any_term("standing", standing_codes(filters.standing))


class StatementAsker(Asker):
    """Asks for entries of statements. `citing_where` gives the keys of the articles with documents that answer a tree and are of
    these visibilities.

    Whom a statement cites is a property of it, not of its entry. So a tree is read once for each article it names as cited, as
    it is for the statement of an entry that cites this one and no other; once as it is for those that cite none of
    them; and, for statements that cite several and are entries of their own, as it stands.
    """

    kind = Kind.STATEMENT
    weight = "by_year"
    held = "many"
    counted_in: Mapping[str, str] = {"self": "own"}
    scored = ("",)

    def __init__(
        self,
        schema: tantivy.Schema,
        journals: Callable[[], Iterable[str]],
        citing_where: Callable[[Query, tuple[str, ...]], Sequence[str]],
    ) -> None:
        super().__init__(schema, journals)
        self.citing_where = citing_where
        self._cites = self._any_cited  # what it means to cite one of some articles, in the part that is being asked

    def _any_cited(self, keys: Sequence[str]) -> TantivyQuery:
        return self.any_term("cited", keys)

    def parts(self, tree: Query, filters: SearchFilters) -> Sequence[Part]:
        """What matches the tree and passes the filters, in parts; only those in which anything may match."""
        named = tuple(dict.fromkeys((*cited_in(tree), *filters.cited)))
        if not named:
            return (Part(self.ask(tree, filters)),)
        several = self.any_term("several", [True])
        parts = [Part(both(self.ask(tree, filters), several))]
        for key in named:
            if may_match(tree, key) and (not filters.cited or key in filters.cited):
                asked = both(self._ask_where(tree, filters, key), several, Occur.MustNot)
                parts.append(Part(both(asked, self.any_term("cited", [key])), cites=key))
        if may_match(tree, None) and not filters.cited:
            parts.append(Part(both(self._ask_where(tree, filters, None), several, Occur.MustNot), cites_none_of=named))
        return parts

    def _ask_where(self, tree: Query, filters: SearchFilters, cited: str | None) -> TantivyQuery:
        """What matches the tree, of a statement that cites that article alone; None is one that the tree does not name."""

        def cites(keys: Sequence[str]) -> TantivyQuery:
            return TantivyQuery.all_query() if cited in keys else TantivyQuery.empty_query()

        self._cites = cites
        try:
            return self.ask(tree, filters)
        finally:
            self._cites = self._any_cited

    def words(self, node: Word | Phrase | Prefix) -> TantivyQuery | None:
        if not node.field:
            return self.text("sentence", node)
        return _flat(self.any_term("citing", self.citing_where(node, self._visibility)))

    def own_property(self, field: str, value: str) -> TantivyQuery:
        return self.self_citations(value == "yes") if field == "self" else self.any_coded(field, [value])

    def of_article(self, field: str, keys: Sequence[str]) -> TantivyQuery:
        match field:
            case "cites":
                return self._cites(keys)
            case "citing":
                return self.any_term("citing", keys)
            case _:
                return TantivyQuery.empty_query()

    def gone(self) -> TantivyQuery:
        """Those made by articles that were retracted."""
        return self.any_term("citing", self.citing_where(Is("retracted", "yes"), self._visibility))

    def own_filters(self, filters: SearchFilters) -> Iterable[TantivyQuery]:
        for field in ("stance", "evidence", "section"):
            values = getattr(filters, field)
            if values:
                yield self.any_coded(field, values)
        if filters.citing:
            yield self.any_term("citing", filters.citing)
        if filters.author:
            yield self.any_name("author", filters.author)
        if filters.confidence is not None:
            yield self.confidence(filters.confidence)
        if filters.cited:
            yield self._cites(filters.cited)
        if filters.self_citation is not None:
            yield self.self_citations(filters.self_citation)

    def confidence(self, least: float) -> TantivyQuery:
        """Those whose stance is at least so sure."""
        step = ceil(least * CONFIDENCE_STEPS - 1e-6)
        return TantivyQuery.range_query(self.schema, "confidence", tantivy.FieldType.Unsigned, step, None)

    def self_citations(self, wanted: bool) -> TantivyQuery:
        """Those that are self-citations, or those that are not: only the former are marked."""
        marked = self.any_term("own", [True])
        return marked if wanted else _all_but(marked)
