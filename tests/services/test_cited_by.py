"""The statements about an article, narrowed: the sieve agrees with the store, facets combine, and exports hold what is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection

import pytest

from citance.errors import InvalidInput, UnknownName
from citance.index import CitedBy, CitedByOrder, Filters, Index
from citance.model import Evidence, SectionKind, Stance
from citance.services.answer_cache import RecentAnswers
from citance.services.sieve import read_phrases
from citance.store.values import CitingDocument

ALDER = "10.5555/toy.alder2011"


def counts(found: CitedBy, facet: str) -> dict[str, int]:
    return {one.value: one.count for one in found.facets[facet]}


def test_without_filters_it_is_the_report(toy: Index) -> None:
    found, report = toy.cited_by(ALDER, limit=500), toy.report(ALDER, limit=500)
    assert found.total == report.total == report.tally.total
    assert [view.id for view in found.statements] == [view.id for view in report.statements]
    assert found.citing_articles <= report.tally.citing_articles
    stances = counts(found, "stance")
    assert all(stances.get(stance, 0) == getattr(report.tally, stance) for stance in Stance)
    assert counts(found, "year") == {year: part.total for year, part in report.by_year.items() if year and part.total}
    assert counts(found, "section") == {name: part.total for name, part in report.by_section.items() if part.total}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(stance=(Stance.CONTRASTING, Stance.SUPPORTING)),
        Filters(evidence=(Evidence.REPORTED,)),
        Filters(section=(SectionKind.DISCUSSION,), first_year=2015),
        Filters(last_year=2016),
        Filters(self_citation=True),
        Filters(self_citation=False, stance=(Stance.MENTIONING,)),
        Filters(journal=("toy trials",)),
    ],
)
def test_the_sieve_agrees_with_the_store(toy: Index, filters: Filters) -> None:
    found, report = toy.cited_by(ALDER, filters=filters, limit=500), toy.report(ALDER, filters=filters, limit=500)
    assert [view.id for view in found.statements] == [view.id for view in report.statements]
    assert 0 < found.total == report.total < report.tally.total


@pytest.mark.parametrize("combined", [False, True])
def test_versions_are_counted_together_on_demand(toy: Index, combined: bool) -> None:
    found = toy.cited_by("10.5555/toy.hart2017", combined=combined)
    assert found.total == toy.report("10.5555/toy.hart2017", combined=combined).total


def test_each_count_tells_what_choosing_it_would_show(toy: Index) -> None:
    set_already = Filters(stance=(Stance.CONTRASTING,), section=(SectionKind.DISCUSSION,))
    found = toy.cited_by(ALDER, filters=set_already)
    choices: dict[str, Callable[[str], Filters]] = {
        "stance": lambda value: Filters(stance=(Stance(value),), section=set_already.section),
        "section": lambda value: Filters(stance=set_already.stance, section=(SectionKind(value),)),
        "journal": lambda value: Filters(stance=set_already.stance, section=set_already.section, journal=(value,)),
        "author": lambda value: Filters(stance=set_already.stance, section=set_already.section, author=(value,)),
        "article_type": lambda value: Filters(stance=set_already.stance, section=set_already.section, article_type=(value,)),
        "self": lambda value: Filters(stance=set_already.stance, section=set_already.section, self_citation=value == "yes"),
        "language": lambda value: Filters(stance=set_already.stance, section=set_already.section, language=(value,)),
        "evidence": lambda value: Filters(stance=set_already.stance, section=set_already.section, evidence=(Evidence(value),)),
    }
    assert len(counts(found, "stance")) > 1
    for facet, choose in choices.items():
        for value, count in counts(found, facet).items():
            assert toy.cited_by(ALDER, filters=choose(value)).total == count, (facet, value)


def test_what_no_store_is_asked_narrows_too(toy: Index) -> None:
    whole = toy.cited_by(ALDER, limit=500)
    author = whole.facets["author"][0]
    assert toy.cited_by(ALDER, filters=Filters(author=(author.value.upper(),))).total == author.count
    sure = toy.cited_by(ALDER, filters=Filters(confidence=0.8), limit=500)
    assert 0 < sure.total < whole.total
    assert all(view.classification and (view.classification.confidence or 0) >= 0.8 for view in sure.statements)
    inside = toy.cited_by(ALDER, filters=Filters(words='INFECTION "first study"'), limit=500)
    assert 0 < inside.total < whole.total
    for view in inside.statements:
        assert "first study" in f"{view.before} {view.sentence} {view.after}".casefold()
        assert all(span.cut(view.sentence).casefold() in ("infection", "first study") for span in view.matched)
    assert any(view.matched for view in inside.statements)


def test_reviewed_statements_are_sure(toy: Index) -> None:
    unsure = next(
        view
        for view in toy.cited_by(ALDER, limit=500).statements
        if view.classification and (view.classification.confidence or 0) < 0.9
    )
    toy.record_review(unsure.id, reviewer="Ada", stance="mentioning")
    sure = toy.cited_by(ALDER, filters=Filters(confidence=1.0), limit=500)
    assert unsure.id in [view.id for view in sure.statements]


def test_orders(toy: Index) -> None:
    def ordered(order: CitedByOrder) -> CitedBy:
        return toy.cited_by(ALDER, order=order, limit=500)

    years = [view.citing.year or 0 for view in ordered(CitedByOrder.OLDEST).statements]
    assert years == sorted(years)
    scores = [
        (view.classification.confidence if view.classification else None) or 0 for view in ordered(CitedByOrder.SUREST).statements
    ]
    assert scores == sorted(scores, reverse=True)
    assert ordered(CitedByOrder.VERDICTS).statements[0].stance is Stance.CONTRASTING
    cited = [view.citing.cited_by for view in ordered(CitedByOrder.MOST_CITED).statements]
    assert cited == sorted(cited, reverse=True)
    pages = [toy.cited_by(ALDER, order=CitedByOrder.VERDICTS, offset=at, limit=7).statements for at in range(0, 70, 7)]
    assert [v.id for page in pages for v in page] == [v.id for v in ordered(CitedByOrder.VERDICTS).statements]


def test_each_citing_article_of_the_page_has_its_tally(toy: Index) -> None:
    found = toy.cited_by(ALDER, limit=5)
    assert {view.citing.key for view in found.statements} == set(found.citing)
    for key, tally in found.citing.items():
        assert tally == toy.tally(key)


def test_what_is_asked_wrongly_is_said(toy: Index) -> None:
    with pytest.raises(UnknownName):
        toy.cited_by(ALDER, filters=Filters(has_document=True))
    with pytest.raises(UnknownName):
        toy.cited_by(ALDER, order="alphabetical")
    with pytest.raises(UnknownName):
        toy.report(ALDER, filters=Filters(author=("Ada",)))
    with pytest.raises(InvalidInput):
        toy.cited_by(ALDER, filters=Filters(words="a " * 5 + " ".join(f"w{n}" for n in range(30))))


def test_a_citing_document_that_goes_meanwhile_is_left_out(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may remove it between the statements and what they are narrowed by."""
    whole = toy.cited_by(ALDER, limit=500)
    first = whole.statements[0].citing
    citing_documents = toy._store.citing_documents

    def later(numbers: Collection[int]) -> dict[int, CitingDocument]:
        keys = toy._store.citing_keys(numbers)
        return {number: one for number, one in citing_documents(numbers).items() if keys[number] != first.key}

    monkeypatch.setattr(toy._store, "citing_documents", later)
    for order in CitedByOrder:
        left = toy.cited_by(ALDER, order=order, filters=Filters(self_citation=False), limit=500)
        assert first.key not in {one.citing.key for one in left.statements}
        assert 0 < left.total < whole.total
        assert left.withheld == 0


def test_phrases() -> None:
    assert read_phrases('Fièvre "after  the dose" IL-6 "" fievre') == ("fievre", "after the dose", "il 6")


def test_an_export_holds_what_is_shown(toy: Index) -> None:
    filters = Filters(confidence=0.6, words="infection", language=("en",))
    shown = toy.cited_by(ALDER, filters=filters, limit=500)
    out = io.BytesIO()
    toy.export("statements", "csv", out, article=ALDER, filters=filters)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert {row["id"] for row in rows} == {view.id for view in shown.statements}
    articles = io.BytesIO()
    summary = toy.export("articles", "ris", articles, article=ALDER, filters=filters)
    assert summary.rows == shown.citing_articles
    assert toy.export("articles", "ris", io.BytesIO(), article=ALDER).rows == toy.tally(ALDER).citing_articles


def test_the_public_reads_and_searches_only_what_it_may_see(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    citing = owner.cited_by(ALDER).statements[0].citing
    whole = owner.cited_by(ALDER).total
    owner.set_visibility(citing.key, "private")
    public = open_toy(audience="public", read_only=True).cited_by(ALDER, limit=500)
    assert citing.key not in {view.citing.key for view in public.statements}
    assert public.withheld > 0
    assert public.total + public.withheld == whole
    assert citing.journal not in counts(public, "journal") or counts(public, "journal") != counts(
        owner.cited_by(ALDER), "journal"
    )
    owner.set_visibility(citing.key, "snippet")
    snippet = next(v for v in owner.cited_by(ALDER, limit=500).statements if v.citing.key == citing.key and v.before)
    hidden = Filters(words=f'"{" ".join(snippet.before.split()[:4])}"')
    assert snippet.id in {view.id for view in owner.cited_by(ALDER, filters=hidden).statements}
    assert snippet.id not in {
        view.id for view in open_toy(audience="public", read_only=True).cited_by(ALDER, filters=hidden).statements
    }


def test_study_types_are_kept_with_the_documents(open_toy: Callable[..., Index]) -> None:
    """What is kept is what the words say; of an index made before they were kept the words are read."""
    index = open_toy()
    kept = counts(index.cited_by(ALDER), "study_type")
    assert kept
    store = index._store
    numbers = set(store.columns_citing(store.find_by_identifiers([f"doi:{ALDER}"])[f"doi:{ALDER}"]).documents)
    assert all(document.study is not None for document in store.citing_documents(numbers).values())
    store._connections.writer.execute("UPDATE document_facets SET study = NULL")  # type: ignore[attr-defined]
    index._sifted.forget()
    assert counts(index.cited_by(ALDER), "study_type") == kept


def test_what_was_sifted_last_is_kept_as_far_as_there_is_room() -> None:
    made: list[str] = []

    def make(asked: str) -> str:
        made.append(asked)
        return asked

    recent = RecentAnswers(make, len, 8)
    for asked in ("aa", "bbb", "aa", "cccc", "aa", "bbb", "too long", "too long"):
        assert recent.get(asked) == asked
    # Without "bbb", which was not asked for again, there is room for "cccc"; what takes more than half of it is not kept.
    assert made == ["aa", "bbb", "cccc", "bbb", "too long", "too long"]
