"""The verdict on two records (pairs.tsv), and on several candidates."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from citance.extraction.references import read_printed
from citance.linking.candidates import MemoryCandidates
from citance.linking.decide import decide, words_of
from citance.linking.features import FEATURES
from citance.linking.scoring import WEIGHTS
from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import Doi, Identifiers, Pmid
from citance.model.link import Candidate, LinkReason, LinkStatus


def read(text: str) -> tuple[ArticleRecord, str | None]:
    """The record, and the printed words where it is a printed reference."""
    if text.startswith("raw: "):
        printed = text.removeprefix("raw: ")
        return read_printed(printed), printed
    authors, year, title, container, volume, issue, page = (part.strip() for part in text.split("|"))
    people = []
    for name in filter(None, map(str.strip, authors.split(";"))):
        surname, _, given = name.partition(" ")
        people.append(Author(name[1:], group=True) if name.startswith("*") else Author(surname, given))
    record = ArticleRecord(
        authors=tuple(people),
        year=int(year) if year else None,
        title=title,
        journal=Journal(container),
        volume=volume or None,
        issue=issue or None,
        first_page=page or None,
    )
    return record, None


def _pairs() -> list[tuple[str, str, str, str, str]]:
    with (Path(__file__).parent / "pairs.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


PAIRS = _pairs()


@pytest.mark.parametrize(("verdict", "sureness", "asked", "article", "note"), PAIRS, ids=[pair[4] for pair in PAIRS])
def test_pair(verdict: str, sureness: str, asked: str, article: str, note: str) -> None:
    assert sureness in ("sure", "likely", "doubtful")
    record, printed = read(asked)
    link = decide(record, [Candidate("the article", read(article)[0])], printed)
    assert link.status == verdict, link
    assert link.article == ("the article" if verdict == "linked" else None)
    assert link.words


@pytest.mark.parametrize(("verdict", "sureness", "asked", "article", "note"), [pair for pair in PAIRS if pair[0] == "linked"])
def test_what_is_linked_is_found_among_others(verdict: str, sureness: str, asked: str, article: str, note: str) -> None:
    others = {pair[3] for pair in PAIRS} - {article}
    source = MemoryCandidates(Candidate(text, read(text)[0]) for text in [*sorted(others), article])
    record, printed = read(asked)
    assert article in [candidate.key for candidate in source.candidates(record, printed)]


ALDER = read("Alder A; Brandt B | 2013 | Tolerance of a drug in children with lesions | J Invent Med | 12 | 3 | 45")[0]
TWIN = read("Alder A; Brandt B | 2013 | Tolerance of a drug in children with lesions | J Invent Med | 12 | 3 | 45")[0]
OTHER = read("Castell C | 2009 | Roots of invented plants in salty soil | J Invent Bot | 3 | | 7")[0]


def test_two_equals_are_ambiguous() -> None:
    link = decide(ALDER, [Candidate("one", ALDER), Candidate("two", TWIN)])
    assert (link.status, link.reason, link.article, link.runner_up) == (LinkStatus.AMBIGUOUS, LinkReason.EQUALS, None, "two")


def test_the_order_of_candidates_does_not_matter() -> None:
    candidates = [Candidate("one", ALDER), Candidate("two", OTHER), Candidate("three", read(PAIRS[0][3])[0])]
    verdicts = []
    for seed in range(5):
        random.Random(seed).shuffle(candidates)
        verdicts.append(decide(ALDER, candidates))
    assert all(verdict == verdicts[0] for verdict in verdicts)


def test_a_doi_cut_short_is_no_rival_of_the_whole() -> None:
    def with_doi(doi: str) -> Candidate:
        return Candidate(doi, ArticleRecord(**{**_fields(ALDER), "identifiers": Identifiers(doi=Doi(doi))}))

    link = decide(ALDER, [with_doi("10.5555/j.rice"), with_doi("10.5555/j.rice.2013.01.001")])
    assert (link.status, link.article) == (LinkStatus.LINKED, "10.5555/j.rice.2013.01.001")


def _fields(record: ArticleRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_an_identifier_decides_alone() -> None:
    asked = ArticleRecord(title="Quite another title of a work", identifiers=Identifiers(pmid=Pmid("15357017")))
    known = ArticleRecord(**{**_fields(ALDER), "identifiers": Identifiers(pmid=Pmid("15357017"))})
    link = decide(asked, [Candidate("one", known), Candidate("two", OTHER)])
    assert (link.status, link.reason, link.article) == (LinkStatus.LINKED, LinkReason.IDENTIFIER, "one")


def test_no_candidate_is_said() -> None:
    assert decide(ALDER, []).reason is LinkReason.NO_CANDIDATE


def test_words_are_a_sentence() -> None:
    levels = (("title", "same"), ("first author", "same"), ("year", "differs by one"), ("page", "different"))
    assert words_of(levels) == "same title and first author; year differs by one, as preprints do; different page"


def test_every_feature_is_explained_and_every_weight_is_of_a_feature() -> None:
    assert all(feature.__doc__ for feature in FEATURES.values())
    assert {name for name, _ in WEIGHTS} == set(FEATURES)
