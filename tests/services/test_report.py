"""The report: tallies that agree with the page, filters, orders, versions, notices, provenance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citance.errors import InvalidIdentifier, InvalidInput, NotFound, UnknownName
from citance.index import Filters, Index, StatementOrder, open_index
from citance.model import SectionKind, Stance
from citance.model.codec import to_json

ALDER = "10.5555/toy.alder2011"


def test_the_page_and_the_tally_agree(toy: Index) -> None:
    report = toy.report(ALDER, limit=500)
    assert report.article.title
    assert report.article.doi == ALDER
    assert len(report.statements) == report.total == report.tally.total > 30
    for stance in Stance:
        assert sum(s.stance is stance for s in report.statements) == getattr(report.tally, stance)
    assert len({s.citing.key for s in report.statements}) <= report.tally.citing_articles
    assert all(ALDER in {work.doi for work in s.cited} for s in report.statements)
    assert all(s.span is None or s.span.cut(s.sentence) for s in report.statements)


def test_parts_add_up(toy: Index) -> None:
    report = toy.report(ALDER)
    for parts in (report.by_section, report.by_year):
        assert sum(part.total for part in parts.values()) == report.tally.total
        assert sum(part.contrasting for part in parts.values()) == report.tally.contrasting
    assert list(report.by_year) == sorted(report.by_year)


def test_pages_follow_one_another(toy: Index) -> None:
    whole = [s.id for s in toy.report(ALDER, limit=500).statements]
    paged = [s.id for at in range(0, len(whole), 7) for s in toy.report(ALDER, offset=at, limit=7).statements]
    assert paged == whole
    years = [s.citing.year for s in toy.report(ALDER, limit=500, order="oldest").statements]
    assert years == sorted(years, key=lambda year: year or 9999)


def test_filters(toy: Index) -> None:
    everything = toy.report(ALDER, limit=500)
    asked = Filters(stance=(Stance.CONTRASTING,), section=(SectionKind.DISCUSSION, SectionKind.RESULTS), self_citation=False)
    report = toy.report(ALDER, filters=asked, limit=500)
    wanted = [
        s.id
        for s in everything.statements
        if s.stance is Stance.CONTRASTING and s.section in asked.section and not s.self_citation
    ]
    assert [s.id for s in report.statements] == wanted
    assert report.total == len(wanted) > 0
    assert report.tally == everything.tally
    assert report.provenance.filters == {
        "stance": ("contrasting",),
        "section": ("discussion", "results"),
        "self_citation": False,
    }


@pytest.mark.parametrize(
    "words", ["10.5555/TOY.alder2011", "https://doi.org/10.5555/toy.alder2011", "doi:10.5555/toy.alder2011 "]
)
def test_any_spelling_finds_the_article(toy: Index, words: str) -> None:
    assert toy.find(words).key == toy.find(ALDER).key == toy.find(toy.find(ALDER).key).key


def test_what_is_not_there(toy: Index) -> None:
    with pytest.raises(NotFound):
        toy.report("10.5555/nobody")
    with pytest.raises(InvalidIdentifier):
        toy.report("sirolimus in children")
    with pytest.raises(NotFound):
        toy.report("aaaaaaaaaaaaa")
    with pytest.raises(UnknownName, match="newest"):
        toy.report(ALDER, order="youngest")
    with pytest.raises(UnknownName, match="language"):
        toy.report(ALDER, filters=Filters(language=("en",)))
    with pytest.raises(InvalidInput):
        toy.report(ALDER, offset=-1)


def test_a_page_behind_the_last_is_empty(toy: Index) -> None:
    report = toy.report(ALDER, offset=10_000)
    assert report.statements == ()
    assert report.total > 0


def test_a_retracted_article_is_marked_wherever_it_stands(toy: Index) -> None:
    assert toy.report("10.5555/toy.kestrel2016").article.standing == ("retracted",)
    citing = {s.citing.doi: s.citing.standing for s in toy.report(ALDER, limit=500).statements}
    assert citing["10.5555/toy.kestrel2016"] == ("retracted",)
    assert citing["10.5555/toy.castell2014"] == ("corrected",)


def test_notices_come_first_among_relations(toy: Index) -> None:
    relations = toy.report("10.5555/toy.castell2014").relations
    assert relations[0].kind == "corrected_by"
    assert relations[0].article.doi == "10.5555/toy.castell2015c"


def test_versions_are_counted_apart_and_together(toy: Index) -> None:
    paper, preprint = toy.report("10.5555/toy.hart2017"), toy.report("10.5555/toy.hart2016p")
    assert [version.doi for version in paper.versions] == ["10.5555/toy.hart2016p"]
    assert paper.tally_combined is not None
    assert paper.tally_combined.total == paper.tally.total + preprint.tally.total
    together = toy.report("10.5555/toy.hart2017", combined=True, limit=500)
    assert together.total == paper.tally_combined.total == len(together.statements)
    assert sum(part.total for part in together.by_section.values()) == together.total
    assert toy.report(ALDER).tally_combined is None


def article(name: str, body: str, *cites: str, preprint: str = "") -> str:
    """A short article, as JATS."""
    related = f'<related-article related-article-type="preprint" ext-link-type="doi" xlink:href="10.5555/{preprint}"/>'
    references = "".join(
        f'<ref id="r{number}"><element-citation><pub-id pub-id-type="doi">10.5555/{one}</pub-id></element-citation></ref>'
        for number, one in enumerate(cites, 1)
    )
    return f"""<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
<article-id pub-id-type="doi">10.5555/{name}</article-id><title-group><article-title>On {name}</article-title></title-group>
<pub-date><year>2020</year></pub-date>{related if preprint else ""}</article-meta></front>
<body><sec><title>Results</title><p>{body}</p></sec></body><back><ref-list>{references}</ref-list></back></article>"""


def test_parts_of_a_combined_report_are_of_all_versions(tmp_path: Path) -> None:
    """Those of the versions' versions too, as in the tally that they are parts of."""
    marked = " ".join(f'Seen <xref ref-type="bibr" rid="r{n}">[{n}]</xref>.' for n in (1, 2, 3))
    for file, words in (
        ("first.xml", article("first", "A first draft.")),
        ("second.xml", article("second", "A second draft.", preprint="first")),
        ("paper.xml", article("paper", "The paper itself.", preprint="second")),
        ("citing.xml", article("citing", marked, "first", "second", "paper")),
    ):
        (tmp_path / file).write_text(words, "utf-8")
    with open_index(None) as index:
        index.ingest([tmp_path], workers=0)
        report = index.report("10.5555/first", combined=True)
    assert report.tally_combined is not None
    assert (report.tally_combined.total, report.tally_combined.citing_articles) == (3, 1)
    assert {name: (part.total, part.citing_articles) for name, part in report.by_section.items()} == {"results": (3, 1)}
    assert {name: (part.total, part.citing_articles) for name, part in report.by_year.items()} == {"2020": (3, 1)}


def test_a_work_known_only_from_references_is_a_full_citizen(toy: Index) -> None:
    report = toy.report("10.5555/ext.sato2007")
    assert not report.article.has_document
    assert report.article.title
    assert report.article.known_from_references > 1
    assert report.tally.total == report.total > 5


def test_provenance_says_what_the_report_stands_on(toy: Index) -> None:
    provenance = toy.report(ALDER).provenance
    assert provenance.made_at == "2026-01-02T03:04:05Z"
    assert provenance.sequence == toy.sequence
    assert {made.split()[0] for made in provenance.made_by} == {"reader", "finder", "cutter", "linker", "classifier"}
    assert "classifier rules 1" in provenance.made_by
    assert provenance.query == ALDER


def test_coverage(toy: Index) -> None:
    report = toy.report(ALDER)
    assert report.coverage.documents == 20
    assert report.coverage.has_document
    assert report.coverage.classified + report.coverage.unclassified == report.tally.total


def test_the_same_question_gives_the_same_answer(toy: Index) -> None:
    assert to_json(toy.report(ALDER)) == to_json(toy.report(ALDER))


def test_json_names_its_schema_and_fields(toy: Index) -> None:
    report = json.loads(to_json(toy.report(ALDER, limit=1)))
    assert report["schema"] == "citance/report/1"
    assert report["provenance"]["schema"] == "citance/provenance/1"
    assert set(report["tally"]) >= {"total", "supporting", "contrasting", "mentioning", "unclassified", "citing_articles"}
    statement = report["statements"][0]
    assert set(statement) >= {"id", "citing", "cited", "stance", "section", "place", "mention", "sentence", "span"}
    assert report["order"] == StatementOrder.NEWEST
