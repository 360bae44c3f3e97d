"""Many articles at once, their neighbours, titles, journals and totals; and answers that are kept for a while."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from citance.errors import NotFound
from citance.index import Index, open_index
from citance.model import RelationKind
from citance.services import answer_cache
from citance.services.answer_cache import PAUSE, KeptAnswer
from citance.services.journals import read_issn

ALDER, KESTREL, HART = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016", "10.5555/toy.hart2017"


def test_tallies_stand_under_the_words_that_asked(toy: Index) -> None:
    asked = [ALDER.upper(), f"https://doi.org/{ALDER}", "10.5555/nobody", "no identifier"]
    found = toy.tallies(asked)
    assert list(found) == asked[:2]
    assert all(tally == toy.tally(ALDER) for tally in found.values())
    assert toy.tallies([]) == {}


def test_a_card_has_what_the_report_has(toy: Index) -> None:
    cards = toy.cards([KESTREL, "10.5555/nobody", "words"])
    assert list(cards) == [KESTREL]
    card, report = cards[KESTREL], toy.report(KESTREL)
    assert (card.article, card.tally, card.relations) == (report.article, report.tally, report.relations)
    assert card.relations[0].kind is RelationKind.RETRACTED_BY
    assert toy.cards([card.article.key])[card.article.key] == card


def test_what_the_public_must_not_know_of_has_no_card(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    uncited = next(view.key for view in map(owner.article, ["10.5555/toy.wen2024"]) if not view.cited_by)
    owner.set_visibility(uncited, "private")
    public = open_toy(audience="public", read_only=True)
    assert owner.cards([uncited])
    assert public.cards([uncited]) == {}
    cited = {view.key for view in owner.cited_articles(uncited)}
    assert cited
    for key in cited:
        assert uncited in {view.key for view in owner.citing_articles(key)}
        assert uncited not in {view.key for view in public.citing_articles(key)}


def test_neighbours_agree_with_each_other(toy: Index) -> None:
    key = toy.article(ALDER).key
    citing = toy.citing_articles(ALDER)
    assert len(citing) == toy.tally(ALDER).citing_articles
    assert all(key in {cited.key for cited in toy.cited_articles(one.key)} for one in citing)
    assert toy.cited_articles("pmid:90100001") == ()
    made = toy.statements_made(HART)
    assert {cited.key for statement in made for cited in statement.cited} <= {one.key for one in toy.cited_articles(HART)}
    assert toy.statements_made("pmid:90100001") == ()


def test_sections_add_up_to_the_tally(toy: Index) -> None:
    parts = toy.tally_by_section(ALDER)
    assert sum(part.total for part in parts.values()) == toy.tally(ALDER).total


def test_a_title_and_a_surname_mean_an_article(toy: Index) -> None:
    title = toy.article(ALDER).title
    found = toy.find_by_title(title.upper(), "Alder")
    assert found is not None
    assert found.doi == ALDER
    assert toy.find_by_title(title, "Somebody") is None
    assert toy.find_by_title("A title that nobody has written", "Alder") is None
    assert toy.find_by_title("") is None


def test_a_retracted_article_is_found_with_and_without_the_word_before_its_title(toy: Index) -> None:
    title = toy.article(KESTREL).title
    assert title.startswith("RETRACTED: ")
    for asked in (title, title.removeprefix("RETRACTED: ")):
        found = toy.find_by_title(asked, "Kestrel")
        assert found is not None
        assert found.doi == KESTREL


def test_a_journal_has_the_tallies_of_its_articles(toy: Index) -> None:
    article = toy.article(ALDER)
    journal = toy.journal(article.issns[0].replace("-", ""))
    assert journal == toy.journal(article.journal.upper())
    assert (journal.title, set(article.issns) <= set(journal.issns)) == (article.journal, True)
    assert journal.by_year[2011] == toy.tally(ALDER)
    assert journal.tally.total == sum(tally.total for tally in journal.by_year.values())
    with pytest.raises(NotFound):
        toy.journal("0000-0000")


def test_issns_are_read_as_they_are_printed() -> None:
    assert (read_issn("1234567x"), read_issn(" 1234-5679 "), read_issn("1234")) == ("1234-567X", "1234-5679", None)


def test_totals_are_those_of_the_index(toy: Index) -> None:
    totals, stats = toy.totals(), toy.stats().counts
    assert (totals.articles, totals.documents, totals.tally.total) == (stats.articles, stats.with_document, stats.statements)
    assert sum(totals.by_section.values()) == stats.statements
    assert totals.self_citations > 0


def test_recent_figures_may_be_former_ones_and_say_so(toy_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_cache, "PAUSE", 10**6)
    folder = tmp_path / "index"
    shutil.copytree(toy_index, folder)
    with open_index(folder) as index:
        former = index.recent_stats()
        assert former == index.recent_stats()
        index.remove("10.5555/toy.alder2011")
        assert index.recent_stats().counts == former.counts
        assert index.stats().counts.sequence == index.sequence > former.counts.sequence


def test_a_costly_answer_is_made_again_when_the_index_changed_but_not_all_the_time() -> None:
    now = [0.0]
    made: list[float] = []

    def make() -> int:
        now[0] += 2  # it takes two seconds
        made.append(now[0])
        return len(made)

    kept = KeptAnswer(make, clock=lambda: now[0])
    assert (kept.get(1), kept.get(1), kept.get(2)) == ((1, 1), (1, 1), (1, 1))  # the state it tells of, too
    now[0] += 2 * PAUSE
    assert (kept.get(1), kept.get(2), kept.get(2)) == ((1, 1), (2, 2), (2, 2))
