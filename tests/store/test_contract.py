"""What every store must do, each rule with the case that shows it. The keys of these tests are identifiers as spelled."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
import pytest

from citance.errors import NotFound
from citance.model import (
    ArticleRecord,
    Because,
    Box,
    Classification,
    Doi,
    Evidence,
    LinkReason,
    LinkStatus,
    PlacedLine,
    Pmid,
    Problem,
    ProblemKind,
    RelationKind,
    Review,
    Scores,
    SectionKind,
    Span,
    Stance,
    Tally,
    statement_id,
)
from citance.store import parts
from citance.store.base import Store
from citance.store.packing import pack_layout
from citance.store.values import (
    Entry,
    FileState,
    Join,
    MadeBy,
    MatchKeys,
    Outcome,
    OwnDocument,
    Relation,
    SourceFile,
    Stage,
    StatementFilter,
    StatementOrder,
    UnreadableFile,
    Visibility,
)

Paper = Callable[..., Entry]
Work = Callable[..., ArticleRecord]

A, B, C = "doi:10.5555/a", "doi:10.5555/b", "doi:10.5555/c"
X, Y = "doi:10.5555/x", "doi:10.5555/y"


def ids(store: Store, key: str) -> list[str]:
    return [statement.id for statement in store.statements_of(key)]


def say(stance: Stance, evidence: Evidence | None = None, by: str = "rules 1") -> Classification:
    scores = {Stance.SUPPORTING: Scores(0.8, 0.05, 0.15), Stance.CONTRASTING: Scores(0.1, 0.7, 0.2)}
    because = () if stance is Stance.MENTIONING else (Because("sentence", Span(0, 4), "we found"),)
    return Classification(stance, by, scores.get(stance, Scores(0.1, 0.1, 0.8)), evidence, because)


# -- putting and asking


def test_a_document_is_kept_whole(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "One finding [1]. Another, as before [1,2].", work("10.5555/a"), work("10.5555/b"))
    [stored] = store.put([entry])
    assert stored.outcome is Outcome.ADDED
    assert stored.document is not None
    assert store.document(stored.document) == entry.packed.unpack_document()
    assert store.bibliography(stored.document) == entry.packed.unpack_references()
    assert store.links(stored.document) == entry.links
    [info] = store.documents("doi:10.5555/x")
    assert info.file == entry.file
    assert info.made_by == entry.made_by
    assert (info.references, info.statements, info.active) == (2, 3, True)


def test_statements_have_their_words_and_spans(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "First. We saw it [1], others not [2]. Last.", work("10.5555/a"), work("10.5555/b"))])
    one, two = store.statements_of("doi:10.5555/x")
    assert one.text.sentence == "We saw it [1], others not [2]."
    assert (one.text.before, one.text.after) == ("First.", "Last.")
    assert one.text.span is not None
    assert one.text.group is not None
    assert one.text.span.cut(one.text.sentence) == "1"
    assert one.text.group.cut(one.text.sentence) == "[1]"
    assert [span.cut(one.text.sentence) for span in one.text.others] == ["[2]"]
    assert (one.cited, two.cited) == ((A,), (B,))
    assert one.id == statement_id("doi:10.5555/x", "key-doi:10.5555/a", 1)
    assert store.statement(one.id) == one
    assert store.statements([two.id, "nothing", one.id]) == {two.id: two, one.id: one}
    assert (one.text.heading, one.text.language, one.year, one.citing) == ("Heading 1", "en", 2020, "doi:10.5555/x")


def test_statements_are_narrowed_by_columns(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As one shows [1]. As all know [1,2].", work("10.5555/a"), work("10.5555/b"), year=2019)])
    store.put([paper("y", "As one shows [1].", work("10.5555/a"), year=2021)])
    columns = store.columns_citing(A)
    page = store.statements_citing(A).statements
    assert columns.numbers == [one.number for one in page]
    assert store.numbered(columns.numbers) == page
    assert columns.years == [2021, 2019, 2019]
    assert columns.stances == ["unclassified"] * 3
    assert columns.only([False, True, True]).years == [2019, 2019]
    citing = store.citing_documents(set(columns.documents))
    keys = store.citing_keys(set(columns.documents))
    assert [keys[number] for number in columns.documents] == [one.citing for one in page]
    assert not any(document.related for document in citing.values())
    own = store.own_documents([A, *(one.citing for one in page)])
    assert own == {one.citing: OwnDocument(citing[one.document].visibility, citing[one.document].study) for one in page}
    asked = [A, "doi:10.5555/nobody", *(one.citing for one in page)]
    assert {key: (one.article, one.tally, one.own, one.relations) for key, one in store.known_articles(asked).items()} == {
        key: (article, store.tallies([key])[key], own.get(key), ()) for key, article in store.articles(asked).items()
    }
    store.record_classifications([(page[0].id, say(Stance.CONTRASTING, Evidence.OWN))])
    assert store.columns_citing(A).stances[0] == "contrasting"
    assert store.how_sure(columns.numbers) == {columns.numbers[0]: 0.7}
    assert {number: text.sentence for number, text in store.texts(columns.numbers)} == {
        one.number: one.text.sentence for one in page
    }
    assert store.columns_citing("doi:10.5555/x").numbers == []


def test_the_articles_read_last_come_first(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper(name, "As one shows [1].", work("10.5555/a")) for name in "xyz"])
    assert store.read_last(2) == ("doi:10.5555/z", "doi:10.5555/y")
    assert store.read_last(9) == ("doi:10.5555/z", "doi:10.5555/y", "doi:10.5555/x")
    store.put([paper("x", "As one shows [1]. As it does [1].", work("10.5555/a"), format="tei")])  # of two forms one is active
    assert len(store.read_last(9)) == 3
    store.remove("doi:10.5555/z")
    assert store.read_last(1) != ("doi:10.5555/z",)
    assert set(store.read_last(9)) == {"doi:10.5555/x", "doi:10.5555/y"}


def test_who_is_cited_most_is_so_by_articles(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As one shows [1]. As it shows [1]. As it shows [1].", work("10.5555/a"))])
    store.put([paper(name, "As one shows [1]. As another does [2].", work("10.5555/b"), work("10.5555/c")) for name in "yz"])
    assert store.most_cited(2) == (B, C)
    assert store.most_cited(9) == (B, C, A)


def test_a_group_adds_one_to_each_of_its_works(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As three of them show [1,2,3].", work("10.5555/a"), work("10.5555/b"), work("10.5555/c"))])
    assert [store.tally(key) for key in (A, B, C)] == [Tally(unclassified=1, citing_articles=1)] * 3
    assert store.stats().statements == 3


def test_tallies_are_found_by_identifier_many_at_once(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As shown [1], and by others [2].", work("10.5555/a", "PMID 7"), work("10.5555/b"))])
    one = Tally(unclassified=1, citing_articles=1)
    assert store.tallies_of([A, "pmid:7", B, C]) == {A: one, "pmid:7": one, B: one}
    store.record_classifications([(ids(store, "doi:10.5555/x")[0], say(Stance.SUPPORTING, Evidence.REPORTED))])
    assert store.tallies_of([A]) == {A: Tally(supporting_reported=1, citing_articles=1)}
    many = [f"doi:10.5555/{number}" for number in range(500)]
    assert store.tallies_of([*many, "doi:10.5555/x"]) == {"doi:10.5555/x": Tally()}
    assert store.tallies_of([]) == {}


def test_identifiers_of_joined_articles_lead_to_the_tally_of_both(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As shown [1], and by others [2].", work("10.5555/a"), work("10.5555/b"))])
    store.join(Join(A, B))
    both = store.tally(A)
    assert store.tallies_of([A, B]) == {A: both, B: both}
    assert both.total == 2


def test_several_works_in_one_reference_each_count(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As shown [1], and shown again [1].", (work("10.5555/a"), work("10.5555/b")))])
    assert store.tally(A) == store.tally(B) == Tally(unclassified=2, citing_articles=1)
    assert store.statements_of("doi:10.5555/x")[0].cited == (A, B)
    assert store.stats().statements == 2


def test_a_work_cited_twice_in_a_list_counts_its_citing_article_once(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "As shown [1], and shown again [2].", work("10.5555/a"), work("10.5555/a"))])
    assert store.tally(A) == Tally(unclassified=2, citing_articles=1)
    assert len(set(ids(store, "doi:10.5555/x"))) == 2


def test_who_only_stands_in_the_list_is_cited_too(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Nothing is cited here.", work("10.5555/a"))])
    assert store.tally(A) == Tally(citing_articles=1)
    [row] = store.citations(A)
    assert (row.citing, row.position, row.mentions) == ("doi:10.5555/x", 0, 0)


def test_citations_count_their_mentions(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. Again [1,2]. And again [1].", work("10.5555/a"), work("10.5555/b"))])
    store.put([paper("y", "Seen [1].", work("10.5555/a"))])
    assert [(row.citing, row.cited, row.mentions) for row in store.citations()] == [
        ("doi:10.5555/x", A, 3),
        ("doi:10.5555/x", B, 1),
        ("doi:10.5555/y", A, 1),
    ]
    assert [row.mentions for row in store.citations(A)] == [3, 1]


def test_what_leads_nowhere_is_kept_and_counted_for_nobody(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Known [1]. Unknown [2]. No such [9].", work("10.5555/a"), work(title="T"), links={1: None})])
    known, unknown, unresolved = store.statements_of("doi:10.5555/x")
    assert (known.cited, unknown.cited, unresolved.cited) == ((A,), (), ())
    assert (unresolved.reference, unresolved.position) == (None, None)
    stats = store.stats()
    assert (stats.statements, stats.linked_statements, stats.linked, stats.references) == (3, 1, 1, 2)


def test_unknown_names_raise(store: Store) -> None:
    for ask in (store.article, store.tally, store.statements_of, store.current_key, store.relations, store.statement):
        with pytest.raises(NotFound):
            ask("nothing")
    with pytest.raises(NotFound):
        store.document(7)
    with pytest.raises(NotFound):
        store.withdraw_review(7)
    assert store.articles(["nothing"]) == {}
    assert store.tallies(["nothing"]) == {}


def test_the_extent_names_what_made_any_of_the_documents(store: Store, paper: Paper, work: Work) -> None:
    assert (store.extent().documents, store.extent().made_by) == (0, ())
    makers = [MadeBy("jats 1", "finder 2", "cutter 1", "linker 1"), MadeBy("jats 1", "finder 1", "cutter 3", "linker 1")]
    makers += [MadeBy("jats 1", "finder 1", "cutter 2", "linker 1"), makers[0], MadeBy("jats 1", "finder 2", "cutter 2", "")]
    store.put(
        [
            msgspec.structs.replace(paper(name, "Seen [1].", work("10.5555/a")), made_by=made)
            for name, made in zip("uvxyz", makers, strict=True)
        ]
    )
    used = "reader jats 1, finder finder 1, finder finder 2, cutter cutter 1, cutter cutter 2, cutter cutter 3, linker linker 1"
    assert (store.extent().documents, store.extent().made_by) == (5, tuple(used.split(", ")))
    store.remove("doi:10.5555/v")
    assert "cutter cutter 3" not in store.extent().made_by
    assert store.extent().documents == 4


# -- idempotence, forms, versions


def test_the_same_bytes_again_change_nothing(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1].", work("10.5555/a"))
    [first] = store.put([entry])
    sequence, stats = store.sequence, store.stats()
    [again] = store.put([entry])
    assert again == msgspec.structs.replace(first, outcome=Outcome.UNCHANGED)
    assert (store.sequence, store.stats()) == (sequence, stats)
    assert store.known_files([entry.file.digest, "00" * 32]) == {entry.file.digest: FileState.STORED}
    assert store.article_of_file(entry.file.digest) == first.article
    assert store.article_of_file("00" * 32) is None


def test_the_same_bytes_twice_in_one_batch_are_one_document(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1].", work("10.5555/a"))
    assert [stored.outcome for stored in store.put([entry, entry])] == [Outcome.ADDED, Outcome.UNCHANGED]
    assert store.tally(A).total == 1


def test_a_newer_version_replaces_the_statements(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. Seen again [1].", work("10.5555/a"), date="2020-01")])
    [stored] = store.put([paper("x", "Seen [1] and [2].", work("10.5555/a"), work("10.5555/b"), date="2020-02")])
    assert stored.outcome is Outcome.REPLACED
    assert (store.tally(A), store.tally(B)) == (Tally(unclassified=1, citing_articles=1),) * 2
    assert [info.active for info in store.documents("doi:10.5555/x")] == [True, False]
    assert store.stats().statements == 2


def test_an_older_version_is_kept_without_statements(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"), date="2020-02")])
    [stored] = store.put([paper("x", "Unseen [1].", work("10.5555/b"), date="2020-01")])
    assert stored.outcome is Outcome.INACTIVE
    assert store.tally(A).total == 1
    assert store.find(Doi("10.5555/b")) is None
    assert store.stats().documents == 2


@pytest.mark.parametrize("order", [("pdf", "tei", "jats"), ("jats", "pdf", "tei"), ("tei", "jats", "pdf")])
def test_the_best_form_is_active_in_whatever_order_they_come(
    store: Store, paper: Paper, work: Work, order: tuple[str, ...]
) -> None:
    for format in order:
        store.put([paper("x", f"In {format} [1].", work("10.5555/a"), format=format)])
    assert [s.text.sentence for s in store.statements_of("doi:10.5555/x")] == ["In jats [1]."]
    assert store.tally(A) == Tally(unclassified=1, citing_articles=1)


def test_statements_keep_their_ids_over_forms(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. More [1].", work("10.5555/a"), format="pdf")])
    before = ids(store, "doi:10.5555/x")
    store.put([paper("x", "Seen anew [1]. More [1].", work("10.5555/a"), format="jats")])
    assert ids(store, "doi:10.5555/x") == before


def test_when_the_active_form_goes_the_next_best_wakes(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "In the pdf [1].", work("10.5555/a"), format="pdf", source="scans")])
    store.put([paper("x", "In jats [1] and [2].", work("10.5555/b"), work("10.5555/c"), source="papers")])
    assert store.find(Doi("10.5555/a")) is None
    store.remove_source("papers")
    assert [s.text.sentence for s in store.statements_of("doi:10.5555/x")] == ["In the pdf [1]."]
    assert store.tally(A).total == 1
    assert store.find(Doi("10.5555/b")) is None


def test_a_statement_knows_the_form_it_was_read_from_and_its_page(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen on a page [1]. Seen elsewhere [1].", work("10.5555/a"), format="pdf")
    document = entry.packed.unpack_document()
    at = document.text.index("[1]")
    line = PlacedLine(Span(at - 5, at + 3), 7, Box(50, 60, 290, 72))
    placed = msgspec.structs.replace(document, placed=(line,))
    packed = msgspec.structs.replace(entry.packed, layout=pack_layout(placed))
    store.put([msgspec.structs.replace(entry, packed=packed)])
    told = {store.statement(id).text.sentence: store.read_from(id) for id in ids(store, "doi:10.5555/x")}
    info, found = told["Seen on a page [1]."]
    assert (info.format, info.active, found) == ("pdf", True, line)
    assert told["Seen elsewhere [1]."][1] is None
    with pytest.raises(NotFound):
        store.read_from("a" * 16)
    store.put([paper("y", "Tagged [1].", work("10.5555/a"))])
    every = [*ids(store, "doi:10.5555/x"), *ids(store, "doi:10.5555/y"), "a" * 16, "no id"]
    assert list(store.places(every).values()) == [told["Seen on a page [1]."]]
    assert [store.statement(id).paged for id in every[:3]] == [True, True, False]


# -- articles


def test_a_work_known_from_references_shows_what_most_say(store: Store, paper: Paper, work: Work) -> None:
    for name, title, year in (("x", "A study", 2001), ("y", "A studdy", 2001), ("z", "A study", 2002)):
        store.put([paper(name, "Seen [1].", work("10.5555/a", title=title, year=year, surname="Smith"))])
    article = store.article(A)
    assert (article.record.title, article.record.year) == ("A study", 2001)
    assert (article.cited_by, article.known_from_references, article.has_document) == (3, 3, False)
    assert article.record.authors[0].surname == "Smith"


def test_votes_are_taken_back(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", title="Right"))])
    for name in ("y", "z"):
        store.put([paper(name, "Seen [1].", work("10.5555/a", title="Wrong and long"))])
    assert store.article(A).record.title == "Wrong and long"
    for name in ("y", "z"):
        store.remove(f"doi:10.5555/{name}")
    assert store.article(A).record.title == "Right"
    assert store.article(A).known_from_references == 1


def test_of_equal_votes_the_longer_is_shown(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", title="Short"))])
    store.put([paper("y", "Seen [1].", work("10.5555/a", title="Much longer"))])
    assert store.article(A).record.title == "Much longer"


@pytest.mark.parametrize("order", [("x", "y"), ("y", "x")])
def test_of_two_titles_under_one_identifier_none_gets_the_authors_of_the_other(
    store: Store, paper: Paper, work: Work, order: tuple[str, str]
) -> None:
    fields = {
        "x": {"title": "Ferns of walls in the rain", "surname": "Ott", "year": 2001},
        "y": {"title": "Rice of ponds", "surname": "Brandenburger", "year": 2002},
    }
    for name in order:
        store.put([paper(name, "Seen [1].", work("10.5555/a", **fields[name]))])
    record = store.article(A).record
    assert (record.title, record.authors[0].surname, record.year) == ("Ferns of walls in the rain", "Ott", 2001)


def test_its_own_front_matter_stands_above_votes(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", title="As cited", year=1999))])
    store.put([paper("a", "Nothing to cite.", title="As it is", year=2000)])
    article = store.article(A)
    assert (article.record.title, article.record.year, article.has_document) == ("As it is", 2000, True)
    assert (article.known_from_references, article.cited_by) == (0, 1)
    store.remove(A)
    assert store.article(A).record.title == "As cited"


def test_articles_are_found_by_any_identifier(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", "PMID:12"))])
    assert store.find(Pmid("12")) == store.find(Doi("10.5555/a")) == A
    assert store.find_by_identifiers(["pmid:12", "pmid:13"]) == {"pmid:12": A}
    assert store.article(A).all_identifiers == ("doi:10.5555/a", "pmid:12")
    assert store.identifiers_of([A, "nothing"]) == {A: ("doi:10.5555/a", "pmid:12")}


def test_an_identifier_stays_with_who_has_it(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1,2].", work("10.5555/a", "PMID:12"), work("10.5555/b", "PMID:12"))])
    assert store.find(Pmid("12")) == A
    assert store.article(B).all_identifiers == ("doi:10.5555/b",)


def test_candidates_are_found_by_match_key(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1,2].", work("10.5555/a", title="Same"), work("10.5555/b", title="Same"))
    store.put([entry])
    [match_key] = entry.packed.references[0].works[0].match_keys
    sought = [MatchKeys((match_key, 7)), MatchKeys((match_key, 7), 2), MatchKeys((7,))]
    assert store.find_by_match_keys(sought) == [(A, B), (), ()]
    assert store.find_by_match_keys(sought, most=1) == [(A,), (), ()]
    store.remove("doi:10.5555/x")
    assert store.find_by_match_keys(sought) == [(), (), ()]


def test_relations_are_seen_from_both_sides(store: Store, paper: Paper) -> None:
    notice = Relation(RelationKind.RETRACTION_OF, A, (A,), "retraction")
    store.put([paper("x", "We take it back.", relations=(notice,)), paper("a", "It was so.")])
    assert store.relations("doi:10.5555/x") == (notice,)
    [turned] = store.relations(A)
    assert (turned.kind, turned.article) == (RelationKind.RETRACTED_BY, "doi:10.5555/x")
    assert store.known_articles([A])[A].relations == (turned,)
    store.remove("doi:10.5555/x")
    assert store.relations(A) == ()


def test_forms_that_come_in_one_transaction_end_as_those_that_come_one_by_one(store: Store, paper: Paper) -> None:
    with store.transaction():
        store.put([paper("x", "It was seen [1].", format="pdf")])
        [better] = store.put([paper("x", "It was seen [1]. And again [1].", format="jats")])
        [worse] = store.put([paper("x", "It was seen, once more [1].", format="pdf")])
    assert (better.outcome, worse.outcome) == (Outcome.REPLACED, Outcome.INACTIVE)
    assert [info.active for info in store.documents("doi:10.5555/x")] == [True, False, False]
    assert len(store.statements_of("doi:10.5555/x")) == 2
    assert store.check() == []


def test_an_article_shows_the_concern_expressed_about_it(store: Store, paper: Paper) -> None:
    notice = Relation(RelationKind.CONCERN_ABOUT, A, (A,), "object-of-concern")
    store.put([paper("x", "We wonder.", relations=(notice,)), paper("a", "It was so.")])
    [turned] = store.relations(A)
    assert (turned.kind, turned.article) == (RelationKind.CONCERN_BY, "doi:10.5555/x")


def test_a_pair_of_versions_is_counted_once_together(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("a", "A preprint.", relations=(Relation(RelationKind.PREPRINT_OF, B, (B,)),)), paper("b", "A paper.")])
    store.put([paper("x", "Seen [1], and later [2].", work("10.5555/a"), work("10.5555/b"))])
    store.put([paper("y", "Seen [1].", work("10.5555/b"))])
    assert store.article(A).versions == (B,)
    assert store.article(B).versions == (A,)
    assert [one.article.versions for one in store.known_articles([A, B]).values()] == [(B,), (A,)]
    assert (store.tally(A).citing_articles, store.tally(B).citing_articles) == (1, 2)
    assert store.tally(A, combined=True) == store.tally(B, combined=True) == Tally(unclassified=3, citing_articles=2)
    assert store.statements_citing(A, combined=True).total == 3


def test_parts_of_versions_are_counted_once_together(store: Store, paper: Paper, work: Work) -> None:
    """Also a statement that cites both in one reference."""
    store.put([paper("a", "A preprint.", relations=(Relation(RelationKind.PREPRINT_OF, B, (B,)),)), paper("b", "A paper.")])
    both = (work("10.5555/a"), work("10.5555/b"))
    store.put([paper("x", "Seen [1]. And seen [2].", both, work("10.5555/b"), journal="Alpha")])
    assert [store.tally(key).total for key in (A, B)] == [1, 2]
    together = Tally(unclassified=2, citing_articles=1)
    assert store.tally(A, combined=True) == together
    for field, value in (("section", "results"), ("year", "2020"), ("journal", "Alpha")):
        assert store.tally_by(A, field, combined=True) == {value: together}  # type: ignore[arg-type]


# -- joins


def test_a_join_brings_tallies_together(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a")), paper("y", "Seen [1].", work("PMID:12"))])
    store.put([paper("z", "Seen [1].", work("10.5555/a", "PMID:12"), joins=(Join(A, "pmid:12", "one record gives both"),))])
    assert store.tally(A) == Tally(unclassified=3, citing_articles=3)
    assert store.current_key("pmid:12") == A
    assert store.tally("pmid:12") == store.tally(A)
    assert store.find(Pmid("12")) == A
    assert [s.cited for s in store.statements_of("doi:10.5555/y")] == [(A,)]
    [record] = store.joins(A)
    assert (record.survivor, record.absorbed, record.identifiers, record.undone) == (A, "pmid:12", ("pmid:12",), False)
    assert store.joins("pmid:12") == (record,)


def test_a_join_is_undone(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", title="One")), paper("y", "Seen [1].", work("PMID:12", title="Two"))])
    number = store.join(Join(A, "pmid:12"))
    store.put([paper("z", "Seen [1].", work("PMID:12", title="Two"), links={0: A})])  # led there by the identifier
    store.put([paper("v", "Seen [1].", work("10.5555/a", title="One"))])
    store.undo_join(number)
    assert (store.tally(A).total, store.tally("pmid:12").total) == (2, 2)
    assert (store.find(Pmid("12")), store.current_key("pmid:12")) == ("pmid:12", "pmid:12")
    assert (store.article(A).record.title, store.article("pmid:12").record.title) == ("One", "Two")
    assert store.kept_apart([A, "pmid:12"]) == {frozenset((A, "pmid:12"))}
    assert store.joins()[0].undone
    with pytest.raises(NotFound):
        store.undo_join(number)


def test_a_new_key_may_come_joined_and_be_parted(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work(title="Same"))])
    join = Join("Same", A, "same title", (A,))
    store.put([paper("y", "Seen [1].", work("10.5555/a", title="Same"), joins=(join,))])
    assert store.current_key(A) == "Same"
    assert store.tally("Same").total == 2
    store.undo_join(store.joins()[0].number)
    assert (store.tally("Same").total, store.tally(A).total) == (1, 1)
    assert store.find(Doi("10.5555/a")) == A


def test_joins_that_records_made_are_dropped(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a", title="One")), paper("y", "Seen [1].", work("PMID:12", title="Two"))])
    both = Join(A, "pmid:12", "one record gives both")
    [stored] = store.put([paper("z", "Seen [1].", work("10.5555/a", "PMID:12", title="One"), joins=(both,))])
    store.put([paper("v", "Seen [1].", work("PMID:12", title="Two"), links={0: A})])
    before = (store.tally(A), store.article(A), store.joins())
    store.drop_joins()
    assert store.joins() == ()
    assert (store.tally(A).total, store.tally("pmid:12").total) == (3, 1)  # what came since waits to be linked anew
    assert store.find(Pmid("12")) == store.current_key("pmid:12") == "pmid:12"
    assert store.kept_apart([A, "pmid:12"]) == frozenset()
    store.drop_joins()
    assert stored.document is not None
    store.put_again([(stored.document, msgspec.structs.replace(store.entry(stored.document), joins=(both,)))])
    after = (store.tally(A), store.article(A), store.joins())
    assert [msgspec.structs.replace(join, number=1) for join in after[2]] == list(before[2])
    assert after[:2] == before[:2]
    store.undo_join(store.joins()[0].number)  # as it would have been parted before
    assert (store.tally(A).total, store.tally("pmid:12").total) == (2, 2)


def test_links_by_the_key_that_their_own_document_joined_go_back(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a")), paper("y", "Seen [1].", work("PMID:12"))])
    both = work("10.5555/a", "PMID:12")
    store.put([paper("z", "Seen [1]. Seen [2].", both, work("PMID:12"), joins=(Join(A, "pmid:12", "one record gives both"),))])
    assert store.tally(A).total == 4
    store.undo_join(store.joins()[0].number)
    assert (store.tally(A).total, store.tally("pmid:12").total) == (2, 2)


def test_statements_of_articles_that_were_parted_have_ids_of_their_own(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"), format="pdf"), paper("v", "Seen [1].", work("10.5555/y"))])
    store.join(Join(Y, X), "2026")
    store.put([paper("y", "Seen [1].", work("10.5555/a"), article=Y)])  # named as the form is that came before
    store.undo_join(store.joins()[0].number)
    [one], [two] = ids(store, X), ids(store, Y)
    assert one != two
    store.record_classifications([(one, say(Stance.SUPPORTING, Evidence.OWN))], "2026")
    assert [store.statement(id).citing for id in (one, two)] == [X, Y]
    assert store.tally(A) == Tally(supporting_own=1, unclassified=1, citing_articles=2)


def test_reviews_leave_the_statement_they_found_while_two_were_one(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"), format="pdf"), paper("y", "Seen [1].", work("10.5555/a"))])
    store.put([paper("v", "Seen [1].", work("10.5555/b"))])
    [id] = ids(store, X)
    store.record_review(Review("link", id, X, "key-doi:10.5555/a", "Seen [1].", "Ada", "2026", cited=B))
    assert (store.tally(A).total, store.tally(B).total) == (1, 2)
    store.join(Join(Y, X), "2026")
    assert (store.articles([A]), store.tally(B).total) == ({}, 2)  # said of the form that is active now
    store.undo_join(store.joins()[0].number)
    assert (store.tally(A).total, store.tally(B).total) == (1, 2)
    assert [row.statement for row in store.reviews()] == ids(store, X)


def test_joins_of_persons_and_what_they_parted_outlive_dropping(store: Store, paper: Paper, work: Work) -> None:
    names = ("10.5555/a", "PMID:12", "10.5555/b", "PMID:13")
    store.put([paper(f"x{number}", "Seen [1].", work(name)) for number, name in enumerate(names)])
    store.put([paper("z", "Seen [1].", work("10.5555/a", "PMID:12"), joins=(Join(A, "pmid:12"),))])
    store.undo_join(store.joins()[0].number)
    store.join(Join(B, "pmid:13", "a person knew"))
    before = store.joins()
    store.drop_joins()
    assert store.joins() == before
    assert store.kept_apart([A, "pmid:12"]) == {frozenset((A, "pmid:12"))}
    assert store.current_key("pmid:13") == B


def test_what_was_known_through_a_dropped_join_alone_is_no_more(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work(title="Same"))])
    join = Join("Same", A, "same title", (A,))
    [stored] = store.put([paper("y", "Seen [1].", work("10.5555/a", title="Same"), joins=(join,), links={0: "Same"})])
    before = (store.tally("Same"), store.article("Same"))
    store.drop_joins()
    assert store.find(Doi("10.5555/a")) is None
    assert store.articles([A]) == {}
    assert store.tally("Same").total == 2
    assert stored.document is not None
    store.put_again([(stored.document, msgspec.structs.replace(store.entry(stored.document), joins=(join,)))])
    assert (store.tally(A), store.article(A)) == before


def test_forms_that_come_together_by_a_join_leave_one_active(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "In the pdf [1].", work("10.5555/a"), ids=("PMID:12",), format="pdf")])
    store.put([paper("x", "In jats [1].", work("10.5555/a"))])
    assert store.tally(A).citing_articles == 2
    number = store.join(Join("doi:10.5555/x", "pmid:12"))
    assert store.tally(A) == Tally(unclassified=1, citing_articles=1)
    assert [(d.format, d.active) for d in store.documents("pmid:12")] == [("jats", True), ("pdf", False)]
    store.undo_join(number)
    assert store.tally(A) == Tally(unclassified=2, citing_articles=2)
    assert [d.format for d in store.documents("pmid:12")] == ["pdf"]


def test_reviews_outlive_a_join_of_forms_and_its_undoing(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "In the pdf [1].", work("10.5555/a"), ids=("PMID:12",), format="pdf")])
    store.put([paper("x", "In jats [1].", work("10.5555/a"))])
    [one], [two] = ids(store, "doi:10.5555/x"), ids(store, "pmid:12")
    store.record_review(review_of(store, one, Stance.CONTRASTING))
    store.record_review(review_of(store, two, Stance.SUPPORTING))
    number = store.join(Join("doi:10.5555/x", "pmid:12"))
    assert [row.statement for row in store.reviews()] == [one, None]  # the pdf's words are not those of jats
    assert store.statement(one).stance is Stance.CONTRASTING
    store.undo_join(number)
    assert [row.statement for row in store.reviews()] == [one, two]


# -- pages, filters, tallies by part


def some_statements(store: Store, paper: Paper, work: Work) -> None:
    sections = {0: SectionKind.INTRODUCTION, 1: SectionKind.METHODS, 2: SectionKind.RESULTS}
    text = "In the beginning [1]. In the middle [1]. In the end [1]."
    for name, year, journal in (("x", 2019, "Alpha"), ("y", 2021, "Beta"), ("z", None, "alpha")):
        store.put(
            [
                paper(
                    name,
                    text,
                    work("10.5555/a"),
                    year=year,
                    journal=journal,
                    sections=sections,
                    self_citing=name == "y",
                )
            ]
        )


def test_pages_are_newest_first_and_each_statement_comes_once(store: Store, paper: Paper, work: Work) -> None:
    some_statements(store, paper, work)
    pages = [store.statements_citing(A, offset=offset, limit=4) for offset in (0, 4, 8)]
    assert [page.total for page in pages] == [9, 9, 9]
    found = [s for page in pages for s in page.statements]
    assert [s.year for s in found] == [2021] * 3 + [2019] * 3 + [None] * 3
    assert len({s.id for s in found}) == 9
    oldest = store.statements_citing(A, order=StatementOrder.OLDEST, limit=9).statements
    assert [s.year for s in oldest] == [2019] * 3 + [2021] * 3 + [None] * 3
    assert [s.number for s in oldest[:3]] == sorted(s.number for s in oldest[:3])
    assert store.statements_citing(A, offset=9).statements == ()


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (StatementFilter(section=(SectionKind.METHODS,)), 3),
        (StatementFilter(section=(SectionKind.METHODS, SectionKind.RESULTS)), 6),
        (StatementFilter(first_year=2020), 3),
        (StatementFilter(last_year=2020), 3),
        (StatementFilter(first_year=2019, last_year=2021), 6),
        (StatementFilter(journal=("ALPHA",)), 6),
        (StatementFilter(self_citation=True), 3),
        (StatementFilter(self_citation=False, journal=("Beta",)), 0),
        (StatementFilter(stance=(Stance.UNCLASSIFIED,)), 9),
        (StatementFilter(stance=(Stance.SUPPORTING,)), 0),
        (StatementFilter(evidence=(Evidence.OWN,)), 0),
    ],
)
def test_filters(store: Store, paper: Paper, work: Work, filters: StatementFilter, total: int) -> None:
    some_statements(store, paper, work)
    assert store.statements_citing(A, filters).total == total
    assert len(list(store.all_statements(filters))) == total


def test_tallies_by_part(store: Store, paper: Paper, work: Work) -> None:
    some_statements(store, paper, work)
    assert list(store.tally_by(A, "section").items()) == [
        (name, Tally(unclassified=3, citing_articles=3)) for name in ("introduction", "methods", "results")
    ]
    assert list(store.tally_by(A, "year").items()) == [
        ("2019", Tally(unclassified=3, citing_articles=1)),
        ("2021", Tally(unclassified=3, citing_articles=1)),
        ("", Tally(unclassified=3, citing_articles=1)),
    ]
    assert list(store.tally_by(A, "journal")) == ["Alpha", "Beta", "alpha"]


def test_verdicts_that_change_places_are_counted_in_their_new_ones(
    store: Store, paper: Paper, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tally as a whole stays as it was, and so nothing seemed to have changed of a much-cited work."""
    monkeypatch.setattr(parts, "LEAST", 2)
    sections = {0: SectionKind.INTRODUCTION, 1: SectionKind.METHODS}
    store.put([paper("x", "One thing [1]. Another thing [1].", work("10.5555/a"), sections=sections)])
    one, other = ids(store, X)
    supporting, mentioning = (Classification(stance, "test 1") for stance in (Stance.SUPPORTING, Stance.MENTIONING))
    store.record_classifications([(one, supporting), (other, mentioning)])
    store.record_classifications([(one, mentioning), (other, supporting)])
    assert {name: tally.supporting for name, tally in store.tally_by(A, "section").items()} == {"introduction": 0, "methods": 1}


# -- classification


def test_statements_wait_until_they_are_classified(store: Store, paper: Paper, work: Work) -> None:
    some_statements(store, paper, work)
    first = store.waiting(4)
    assert len(first) == 4
    second = store.waiting(10, after=first[-1].number)
    assert len(second) == 5
    assert store.record_classifications([(s.id, say(Stance.MENTIONING)) for s in first], "2026-01-02T00:00:00Z") == 4
    assert [s.id for s in store.waiting(10)] == [s.id for s in second]
    assert store.tally(A) == Tally(mentioning=4, unclassified=5, citing_articles=3)
    assert store.stats().waiting == 5
    assert store.record_classifications([("nothing", say(Stance.MENTIONING))]) == 0


def test_a_stance_is_counted_by_its_evidence(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "One [1]. Two [1]. Three [1]. Four [1].", work("10.5555/a"))])
    given = [
        say(Stance.SUPPORTING, Evidence.OWN),
        say(Stance.SUPPORTING, Evidence.REPORTED),
        say(Stance.CONTRASTING),
        say(Stance.MENTIONING),
    ]
    store.record_classifications(zip(ids(store, "doi:10.5555/x"), given, strict=True), "then")
    assert store.tally(A) == Tally(supporting_own=1, supporting_reported=1, contrasting_own=1, mentioning=1, citing_articles=1)
    first = store.statements_of("doi:10.5555/x")[0]
    assert first.classification == given[0]
    assert store.statements_citing(A, StatementFilter(evidence=(Evidence.REPORTED,))).total == 1
    assert store.statements_citing(A, StatementFilter(stance=(Stance.CONTRASTING,), evidence=(Evidence.OWN,))).total == 1


def test_not_knowing_is_a_verdict_too(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Um [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    said = Classification(Stance.UNCLASSIFIED, "rules 1", reason="language pt is not among those of rules 1: en")
    store.record_classifications([(id, said)])
    assert store.waiting(10) == []
    assert store.tally(A).unclassified == 1
    assert store.statement(id).classification == said


def test_what_was_said_before_is_kept(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    store.record_classifications([(id, say(Stance.MENTIONING))], "2026-01-01")
    store.record_classifications([(id, say(Stance.SUPPORTING, Evidence.OWN, by="model 2"))], "2026-02-01")
    assert [(at, c.by, c.stance) for at, c in store.classifications(id)] == [
        ("2026-01-01", "rules 1", Stance.MENTIONING),
        ("2026-02-01", "model 2", Stance.SUPPORTING),
    ]
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)


def test_what_waits_again_keeps_its_stance_until_it_has_another(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    assert store.wait_again() == 0  # what was never classified waits already
    store.record_classifications([(id, say(Stance.SUPPORTING, Evidence.OWN))], "2026-01-01")
    assert store.wait_again(keep="rules 1") == 0
    assert store.waiting(9) == []
    assert store.wait_again(keep="model 2") == 1
    assert store.wait_again() == 0
    assert [s.id for s in store.waiting(9)] == [id]
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)
    store.record_classifications([(id, say(Stance.MENTIONING, by="model 2"))], "2026-02-01")
    assert store.waiting(9) == []
    assert store.tally(A) == Tally(mentioning=1, citing_articles=1)
    assert [(at, c.by) for at, c in store.classifications(id)] == [("2026-01-01", "rules 1"), ("2026-02-01", "model 2")]
    assert [row for row in store.stats().made_by if row[0].startswith("classifier")] == [("classifier model 2", 1)]


def test_the_same_said_again_is_no_news(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    for at, verdict in (
        ("2026-01-01", say(Stance.SUPPORTING, Evidence.OWN)),
        ("2026-02-01", say(Stance.SUPPORTING, Evidence.OWN)),
        ("2026-03-01", say(Stance.SUPPORTING, Evidence.REPORTED)),
        ("2026-04-01", say(Stance.SUPPORTING, Evidence.OWN)),
    ):
        store.wait_again()
        assert store.record_classifications([(id, verdict)], at) == 1
        assert store.waiting(9) == []
    assert [at for at, _ in store.classifications(id)] == ["2026-01-01", "2026-03-01", "2026-04-01"]


# -- making again


def test_making_again_keeps_what_was_said_of_the_same_words(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1]. Not seen [1].", work("10.5555/a"))
    [stored] = store.put([entry])
    assert stored.document is not None
    one, two = ids(store, "doi:10.5555/x")
    store.record_classifications([(one, say(Stance.SUPPORTING, Evidence.OWN)), (two, say(Stance.MENTIONING))], "then")
    # A splitter that takes the first sentence and the second as one: the words of both statements change.
    joined = paper("x", "Seen [1], not seen [1].", work("10.5555/a")).packed.statements
    packed = msgspec.structs.replace(entry.packed, statements=(entry.packed.statements[0], joined[1]))
    store.put_again([(stored.document, msgspec.structs.replace(entry, packed=packed))])
    assert ids(store, "doi:10.5555/x") == [one, two]
    assert store.tally(A) == Tally(supporting_own=1, unclassified=1, citing_articles=1)
    assert [s.id for s in store.waiting(9)] == [two]
    assert len(store.classifications(one)) == 1


def test_the_active_form_is_chosen_anew_when_forms_are_made_again(store: Store, paper: Paper, work: Work) -> None:
    jats, pdf = (paper("x", "Seen [1].", work("10.5555/a"), format=format) for format in ("jats", "pdf"))
    one, two = (put.document for put in store.put([jats, pdf]))
    assert one is not None
    assert two is not None
    [id] = ids(store, X)
    store.record_classifications([(id, say(Stance.SUPPORTING, Evidence.OWN))], "2026")
    nothing = msgspec.structs.replace(jats, packed=msgspec.structs.replace(jats.packed, statements=()))
    store.put_again([(one, nothing)])  # a finder that finds no citation in it any more
    assert [(info.number, info.active) for info in store.documents(X)] == [(two, True), (one, False)]
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)  # the words are the same in the other
    store.put_again([(two, pdf), (one, jats)])
    assert [(info.number, info.active) for info in store.documents(X)] == [(one, True), (two, False)]
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)
    assert store.waiting(9) == []


def test_what_waits_again_waits_still_when_its_document_was_made_again(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1].", work("10.5555/a"))
    [stored] = store.put([entry])
    assert stored.document is not None
    [id] = ids(store, "doi:10.5555/x")
    store.record_classifications([(id, say(Stance.SUPPORTING, Evidence.OWN))], "2026-01-01")
    store.wait_again()
    store.put_again([(stored.document, entry)])
    assert [s.id for s in store.waiting(9)] == [id]
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)
    store.record_classifications([(id, say(Stance.SUPPORTING, Evidence.OWN))], "2026-02-01")
    store.put_again([(stored.document, entry)])
    assert store.waiting(9) == []


def test_links_made_again_move_the_counts(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1].", work("10.5555/a"))
    [stored] = store.put([entry])
    assert stored.document is not None
    moved = paper("x", "Seen [1].", work("10.5555/a"), links={0: "elsewhere"})
    store.put_again([(stored.document, msgspec.structs.replace(entry, links=moved.links))])
    assert store.tally("elsewhere") == Tally(unclassified=1, citing_articles=1)
    with pytest.raises(NotFound):
        store.tally(A)


def test_an_entry_read_back_can_be_put_again(store: Store, paper: Paper, work: Work) -> None:
    relation = Relation(RelationKind.CORRECTION_OF, C, (C,))
    [stored] = store.put([paper("x", "Seen [1,2].", work("10.5555/a"), work("10.5555/b"), relations=(relation,))])
    assert stored.document is not None
    before = (store.statements_of("doi:10.5555/x")[0].text, store.tally(A), store.relations("doi:10.5555/x"))
    store.put_again([(stored.document, store.entry(stored.document))])
    assert (store.statements_of("doi:10.5555/x")[0].text, store.tally(A), store.relations("doi:10.5555/x")) == before


def test_the_mark_of_a_rebuild(store: Store) -> None:
    assert store.progress(Stage.CUT) is None
    store.set_progress(Stage.CUT, 12)
    assert (store.progress(Stage.CUT), store.progress(Stage.LINK)) == (12, None)
    store.set_progress(Stage.CUT, None)
    assert store.progress(Stage.CUT) is None


# -- reviews


def review_of(
    store: Store, id: str, stance: Stance | None, reviewer: str = "Ada", at: str = "2026-03-01", **more: object
) -> Review:
    statement = store.statement(id)
    given = {"subject": "stance", "evidence": None, **more}
    return Review(
        statement=id,
        article=statement.citing,
        reference=statement.reference or "",
        anchor=statement.text.sentence,
        reviewer=reviewer,
        at=at,
        stance=stance,
        **given,  # type: ignore[arg-type]
    )


def test_a_review_outvotes_the_machine_now_and_later(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    store.record_classifications([(id, say(Stance.MENTIONING))])
    number = store.record_review(review_of(store, id, Stance.CONTRASTING, evidence=Evidence.OWN))
    assert store.tally(A) == Tally(contrasting_own=1, citing_articles=1)
    store.record_classifications([(id, say(Stance.SUPPORTING, by="model 2"))])
    shown = store.statement(id)
    assert (shown.stance, shown.evidence, shown.disputed) == (Stance.CONTRASTING, Evidence.OWN, False)
    assert shown.classification is not None
    assert shown.classification.stance is Stance.SUPPORTING
    assert len(shown.reviews) == 1
    store.withdraw_review(number)
    assert store.tally(A) == Tally(supporting_own=1, citing_articles=1)
    assert store.reviews() == ()


def test_reviewers_who_disagree_are_both_kept(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    store.record_review(review_of(store, id, Stance.SUPPORTING, "Ada", "2026-03-01"))
    store.record_review(review_of(store, id, Stance.MENTIONING, "Bob", "2026-03-02"))
    shown = store.statement(id)
    assert shown.disputed
    assert len(shown.reviews) == 2
    assert shown.stance is Stance.MENTIONING  # of two equals the later
    store.record_review(review_of(store, id, Stance.SUPPORTING, "Cy", "2026-03-03"))
    assert store.statement(id).stance is Stance.SUPPORTING
    assert store.tally(A).supporting == 1
    assert len(store.reviews(statement=id)) == 3


def test_a_reviewer_who_thinks_again_is_heard_once(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    store.record_review(review_of(store, id, Stance.SUPPORTING, at="2026-03-01"))
    store.record_review(review_of(store, id, Stance.CONTRASTING, at="2026-03-02"))
    [row] = store.reviews()
    assert row.review.stance is Stance.CONTRASTING
    assert not store.statement(id).disputed


def test_reviews_find_their_statement_in_another_form(store: Store, paper: Paper, work: Work) -> None:
    store.put(
        [paper("x", "It helps many patients with the disease [1]. It harms a few of them [1].", work("10.5555/a"), format="pdf")]
    )
    _, harm = ids(store, "doi:10.5555/x")
    store.record_review(review_of(store, harm, Stance.CONTRASTING))
    # The better form has another sentence before: the mention number, and so the id, of the reviewed one changes.
    text = "In brief [1]. It helps many patients with the disease [1]. It  harms a few of them [1]."
    store.put([paper("x", text, work("10.5555/a"))])
    [row] = store.reviews()
    assert row.statement == ids(store, "doi:10.5555/x")[2] != harm
    assert store.tally(A) == Tally(contrasting_own=1, unclassified=2, citing_articles=1)


def test_reviews_find_their_statement_when_the_splitter_cuts_elsewhere(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "It helps many patients with it [1]. It harms a few of the younger ones [1].", work("10.5555/a"))
    [stored] = store.put([entry])
    assert stored.document is not None
    _, harm = ids(store, "doi:10.5555/x")
    store.record_review(review_of(store, harm, Stance.CONTRASTING))
    whole = paper("x", "It helps many patients with it [1], it harms a few of the younger ones [1].", work("10.5555/a")).packed
    packed = msgspec.structs.replace(entry.packed, statements=whole.statements)
    store.put_again([(stored.document, msgspec.structs.replace(entry, packed=packed))])
    assert store.statement(harm).text.sentence.startswith("It helps")
    assert [row.statement for row in store.reviews()] == [harm]
    assert store.tally(A).contrasting == 1


def test_a_review_whose_words_are_gone_is_orphaned_not_dropped(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "It harms a few of them [1].", work("10.5555/a"), date="2020-01")])
    [id] = ids(store, "doi:10.5555/x")
    store.record_review(review_of(store, id, Stance.CONTRASTING))
    store.put([paper("x", "Something else altogether stands here [1].", work("10.5555/a"), date="2020-02")])
    assert ids(store, "doi:10.5555/x") == [id]  # the same id over other words is not what was reviewed
    [row] = store.reviews(orphaned=True)
    assert (row.statement, row.review.stance) == (None, Stance.CONTRASTING)
    assert store.reviews(orphaned=False) == ()
    assert store.tally(A) == Tally(unclassified=1, citing_articles=1)
    store.put([paper("x", "It harms a few of them [1].", work("10.5555/a"), date="2020-03")])
    assert store.reviews(orphaned=True) == ()
    assert store.tally(A).contrasting == 1


def test_reviews_may_come_before_their_article(store: Store, paper: Paper, work: Work) -> None:
    review = Review(
        "stance", "aaaabbbbccccdddd", "doi:10.5555/x", "key-doi:10.5555/a", "Seen [1].", "Ada", "2026", Stance.SUPPORTING
    )
    store.record_review(review)
    assert len(store.reviews(orphaned=True)) == 1
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    assert store.reviews(orphaned=True) == ()
    assert store.tally(A).supporting == 1


def test_the_same_review_again_is_no_other(store: Store, paper: Paper, work: Work) -> None:
    """What was exported may be brought in again, with reviews among it that have no statement now."""
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    review = review_of(store, id, Stance.SUPPORTING)
    number = store.record_review(review)
    assert store.record_review(review) == number
    store.remove("doi:10.5555/x")
    assert store.record_review(review) == number
    assert [row.number for row in store.reviews()] == [number]
    store.withdraw_review(number)
    assert store.record_review(review) != number


def test_a_link_review_moves_the_link_and_comes_undone(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. Again [1].", work("10.5555/a", title="As printed")), paper("b", "Nothing.")])
    id = ids(store, "doi:10.5555/x")[0]
    number = store.record_review(review_of(store, id, None, subject="link", cited=B))
    assert store.tally(B) == Tally(unclassified=2, citing_articles=1)
    assert store.find(Doi("10.5555/a")) is None or store.tally(A) == Tally()
    [[link]] = store.links(1)
    assert (link.status, link.reason, link.article) == (LinkStatus.LINKED, LinkReason.REVIEWED, B)
    store.withdraw_review(number)
    assert store.tally(B) == Tally()
    assert store.find(Doi("10.5555/a")) == A  # it was gone, for nothing led to it
    assert store.article(A).record.title == "As printed"
    assert store.tally(A) == Tally(unclassified=2, citing_articles=1)


def test_a_link_review_comes_undone_after_the_document_was_made_again(store: Store, paper: Paper, work: Work) -> None:
    [_, stored] = store.put([paper("b", "Nothing."), paper("x", "Seen [1].", work("10.5555/a"))])
    assert stored.document is not None
    [id] = ids(store, "doi:10.5555/x")
    number = store.record_review(review_of(store, id, None, subject="link", cited=B))
    assert store.entry(stored.document).links[0][0].article == A  # the machine's: the person's comes with the review
    store.put_again([(stored.document, store.entry(stored.document))])
    assert store.statement(id).cited == (B,)
    store.withdraw_review(number)
    assert store.statement(id).cited == (A,)


def test_reviewers_of_a_link_who_disagree_are_both_kept(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. Again [1].", work("10.5555/a")), paper("b", "Nothing."), paper("c", "Nothing.")])
    one, two = ids(store, "doi:10.5555/x")

    def say_of(id: str, reviewer: str, cited: str, at: str) -> int:
        return store.record_review(review_of(store, id, None, reviewer, at, subject="link", cited=cited))

    for taken_back_first in (0, 1):
        numbers = (say_of(one, "Ada", B, "2026-01"), say_of(one, "Bo", C, "2026-02"))
        assert store.statement(one).cited == store.statement(two).cited == (C,)  # of equals the word given last
        assert store.statement(one).disputed
        assert [row.review.cited for row in store.reviews()] == [B, C]
        store.withdraw_review(numbers[taken_back_first])
        assert store.statement(one).cited == ((C,), (B,))[taken_back_first]  # the other's word, not the machine's
        assert not store.statement(one).disputed
        store.withdraw_review(numbers[1 - taken_back_first])
        assert store.statement(one).cited == (A,)
    for number, (id, reviewer, cited) in enumerate([(one, "Ada", B), (two, "Bo", C), (two, "Cy", B)]):
        say_of(id, reviewer, cited, f"2026-03-0{number + 1}")
    assert store.statement(one).cited == (B,)  # what most of them say, on whichever mention


def test_a_link_review_may_say_that_it_leads_nowhere(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a")), paper("y", "Seen [1].", work("10.5555/a"))])
    [id] = ids(store, "doi:10.5555/x")
    number = store.record_review(review_of(store, id, None, subject="link", cited=None))
    assert store.tally(A) == Tally(unclassified=1, citing_articles=1)
    assert store.statement(id).cited == ()
    store.withdraw_review(number)
    assert store.tally(A) == Tally(unclassified=2, citing_articles=2)


# -- removal


def test_removal_takes_back_all_it_counted_for(store: Store, paper: Paper, work: Work) -> None:
    entry = paper("x", "Seen [1,2].", work("10.5555/a"), work("10.5555/b"))
    store.put([entry, paper("y", "Seen [1].", work("10.5555/a"))])
    tomb = store.remove("doi:10.5555/x", "a duplicate", "2026-05-01")
    assert store.tally(A) == Tally(unclassified=1, citing_articles=1)
    assert store.find(Doi("10.5555/b")) is None
    assert store.stats().documents == 1
    assert store.tombstones() == (tomb,)
    assert tomb.identifiers == ("doi:10.5555/x",)
    assert store.known_files([entry.file.digest]) == {entry.file.digest: FileState.REMOVED}


def test_what_was_removed_stays_out_until_it_is_let_in(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    tomb = store.remove("doi:10.5555/x")
    newer = paper("x", "Seen anew [1].", work("10.5555/a"), date="2021")
    assert [stored.outcome for stored in store.put([newer])] == [Outcome.REMOVED]
    assert store.stats().documents == 0
    store.lift_tombstone(tomb.number)
    assert [stored.outcome for stored in store.put([newer])] == [Outcome.ADDED]
    with pytest.raises(NotFound):
        store.lift_tombstone(tomb.number)


def test_a_removed_article_stays_known_where_others_cite_it(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("a", "Mine [1].", work("10.5555/b")), paper("x", "Seen [1].", work("10.5555/a", title="As cited"))])
    store.remove(A)
    article = store.article(A)
    assert (article.has_document, article.record.title, article.cited_by) == (False, "As cited", 1)


def test_a_source_is_removed_whole(store: Store, paper: Paper, work: Work) -> None:
    store.put(
        [paper("x", "Seen [1].", work("10.5555/a"), source="one"), paper("y", "Seen [1].", work("10.5555/a"), source="two")]
    )
    assert [tomb.article for tomb in store.remove_source("one")] == ["doi:10.5555/x"]
    assert store.tally(A).citing_articles == 1
    with pytest.raises(NotFound):
        store.remove_source("three")


# -- changes, problems, visibility


def test_the_log_says_what_changed_once(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1]. Again [1].", work("10.5555/a"))])
    changes = {(change.kind, change.key) for change in store.changes_since(0)}
    assert changes == {("article", A), ("article", "doi:10.5555/x"), ("statements", "doi:10.5555/x")}
    assert len(store.changes_since(0)) == 3
    assert store.changes_since(0, articles=False) == [c for c in store.changes_since(0) if c.kind == "statements"]
    seen = store.sequence
    assert store.changes_since(seen) == []
    store.record_classifications([(id, say(Stance.MENTIONING)) for id in ids(store, "doi:10.5555/x")])
    assert {(c.kind, c.key) for c in store.changes_since(seen)} == {("article", A), ("statements", "doi:10.5555/x")}
    seen = store.sequence
    store.remove("doi:10.5555/x")
    assert {(c.kind, c.key) for c in store.changes_since(seen)} == {("gone", A), ("gone", "doi:10.5555/x")}
    numbers = [change.sequence for change in store.changes_since(0)]
    assert numbers == sorted(set(numbers))
    assert store.changes_since(0, 2) == store.changes_since(0)[:2]


def test_the_log_can_be_shortened(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    seen = store.sequence
    store.put([paper("y", "Seen [1].", work("10.5555/a"))])
    store.forget_changes(seen)
    assert {c.key for c in store.changes_since(seen)} == {A, "doi:10.5555/y"}
    with pytest.raises(NotFound):
        store.changes_since(0)


def test_problems_are_kept_with_their_file(store: Store, paper: Paper, work: Work) -> None:
    problem = Problem(ProblemKind.IDENTIFIER_CONFLICT, "kept apart", "pmid:12")
    store.put([paper("x", "Seen [1].", work("10.5555/a"), problems=(problem,))])
    broken = UnreadableFile(
        SourceFile("papers/broken.xml", "ab" * 32, "papers"), (Problem(ProblemKind.NOT_WELL_FORMED, "no end"),)
    )
    store.put([], [broken])
    store.put([], [broken])
    rows = list(store.problems())
    assert [(row.file.name, row.problem.kind, row.article) for row in rows] == [
        ("papers/x.jats", ProblemKind.IDENTIFIER_CONFLICT, "doi:10.5555/x"),
        ("papers/broken.xml", ProblemKind.NOT_WELL_FORMED, None),
    ]
    assert [row.problem for row in store.problems("doi:10.5555/x")] == [problem]
    assert store.known_files(["ab" * 32]) == {"ab" * 32: FileState.UNREADABLE}
    assert (store.stats().unreadable, store.stats().documents_with_problems) == (1, 1)


def test_a_file_that_was_not_read_in_time_is_read_again(store: Store, paper: Paper, work: Work) -> None:
    file = SourceFile("papers/slow.xml", "cd" * 32, "papers")
    store.put([], [UnreadableFile(file, (Problem(ProblemKind.TIMEOUT, "not read within 20 seconds"),))])
    assert store.known_files([file.digest]) == {}
    store.put([], [UnreadableFile(file, (Problem(ProblemKind.NOT_WELL_FORMED, "no end"),))])
    assert store.known_files([file.digest]) == {file.digest: FileState.UNREADABLE}
    assert [row.problem.words for row in store.problems()] == ["no end"]
    assert store.stats().unreadable == 1


def test_a_document_with_nothing_but_notes_is_not_counted_as_one_with_problems(store: Store, paper: Paper, work: Work) -> None:
    note = Problem(ProblemKind.SUB_ARTICLE, "a translation within")
    dangling = Problem(ProblemKind.DANGLING_LINK, "leads nowhere", "r9")
    store.put([paper("x", "Seen [1].", work("10.5555/a"), problems=(note,)), paper("y", "Seen.", problems=(note, dangling))])
    assert len(list(store.problems())) == store.stats().problems == 3
    assert store.stats().documents_with_problems == 1


def test_visibility_comes_with_every_statement(store: Store, paper: Paper, work: Work) -> None:
    [stored] = store.put([paper("x", "Seen [1].", work("10.5555/a"), visibility=Visibility.PRIVATE)])
    assert stored.article == "doi:10.5555/x"
    assert store.statements_of("doi:10.5555/x")[0].visibility is Visibility.PRIVATE
    seen = store.sequence
    assert store.set_visibility([stored.article], Visibility.SNIPPET) == 1
    assert store.statements_of("doi:10.5555/x")[0].visibility is Visibility.SNIPPET
    changes = [(c.kind, c.key) for c in store.changes_since(seen)]
    assert changes == [("article", "doi:10.5555/x"), ("statements", "doi:10.5555/x")]
    assert {row.key: row.visibility for row in store.articles_to_search()} == {A: "open", "doi:10.5555/x": "snippet"}


def test_what_is_said_of_visibility_holds_for_every_form_of_the_article(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"), format="tei")])
    assert store.given_visibility([X]) == {}
    assert store.set_visibility([X], Visibility.PRIVATE) == 1
    [better] = store.put([paper("x", "Seen [1].", work("10.5555/a"), visibility=Visibility.OPEN)])
    assert better.outcome is Outcome.REPLACED
    [lesser] = store.put([paper("x", "Seen [1]. More.", work("10.5555/a"), format="tei")])
    assert lesser.outcome is Outcome.INACTIVE
    for _ in range(2):
        assert {info.visibility for info in store.documents(X)} == {Visibility.PRIVATE}
        assert store.statements_of(X)[0].visibility is Visibility.PRIVATE
        assert {entry.visibility for entry in (store.entry(info.number) for info in store.documents(X))} == {Visibility.PRIVATE}
        numbers = [info.number for info in store.documents(X)]
        store.put_again([(n, msgspec.structs.replace(store.entry(n), visibility=Visibility.OPEN)) for n in numbers])
    assert store.given_visibility([X, A]) == {X: Visibility.PRIVATE}
    assert store.set_visibility([X], Visibility.OPEN) == 3
    assert store.statements_of(X)[0].visibility is Visibility.OPEN
    with pytest.raises(NotFound):
        store.set_visibility(["doi:10.5555/nobody"], Visibility.OPEN)


def test_what_is_said_of_visibility_holds_when_an_article_comes_back(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    store.set_visibility([X], Visibility.PRIVATE)
    store.remove(X)
    store.lift_tombstone(store.tombstones()[0].number)
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    assert store.statements_of(X)[0].visibility is Visibility.PRIVATE


def test_of_joined_articles_the_stricter_word_holds(store: Store, paper: Paper, work: Work) -> None:
    y = "doi:10.5555/y"
    store.put([paper("x", "Seen [1].", work("10.5555/a")), paper("y", "Seen [1].", work("10.5555/a"))])
    store.set_visibility([y], Visibility.PRIVATE)
    number = store.join(Join(X, y))
    assert {info.visibility for info in store.documents(X)} == {Visibility.PRIVATE}
    store.put([paper("x", "Seen [1]. More.", work("10.5555/a"), date="2026")])
    assert {info.visibility for info in store.documents(X)} == {Visibility.PRIVATE}
    assert store.set_visibility([y], Visibility.SNIPPET) == 3  # the two are one: said of both
    store.undo_join(number)
    assert store.given_visibility([X, y]) == {X: Visibility.SNIPPET, y: Visibility.SNIPPET}
    assert {info.visibility for key in (X, y) for info in store.documents(key)} == {Visibility.SNIPPET}


def test_a_transaction_is_seen_by_the_thread_that_writes_it(store: Store, paper: Paper, work: Work) -> None:
    """Whichever thread opened the store: linking asks for what the documents before brought."""
    seen: list[str | None] = []

    def write() -> None:
        with store.transaction():
            store.put([paper("x", "Seen [1].", work("10.5555/a"))])
            seen.append(store.find(Doi("10.5555/a")))
            seen.extend(store.articles([A]))

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert seen == [A, A]
    assert store.find(Doi("10.5555/a")) == A


def test_a_transaction_is_all_or_nothing(store: Store, paper: Paper, work: Work) -> None:
    store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    before = (store.stats(), store.sequence, list(store.all_articles()))

    def fail() -> None:
        with store.transaction():
            store.put([paper("y", "Seen [1].", work("10.5555/a"), journal="Another", format="tei")])
            assert store.tally(A).total == 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (store.stats(), store.sequence, list(store.all_articles())) == before
    [stored] = store.put([paper("y", "Seen [1].", work("10.5555/a"), journal="Another", format="tei")])
    assert stored.outcome is Outcome.ADDED
