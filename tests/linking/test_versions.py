"""Preprints and their papers."""

from __future__ import annotations

import msgspec
import pytest

from citance.linking.versions import are_versions, is_preprint
from citance.model.article import ArticleRecord, Author, Journal, RelatedArticle, RelationKind
from citance.model.identifiers import ArxivId, Doi, Identifiers

ALDER, BRANDT = Author("Alder", "Ada B."), Author("Brandt", "C.")
PREPRINT = ArticleRecord(
    identifiers=Identifiers(doi=Doi("10.1101/2019.02.30.123456")),
    title="Tolerance of a drug in children with lesions",
    authors=(ALDER, BRANDT),
    year=2019,
)
PAPER = ArticleRecord(
    identifiers=Identifiers(doi=Doi("10.5555/paper.1")),
    title="Tolerance of a Drug in Children with Lesions",
    authors=(Author("Alder", "AB"),),
    journal=Journal("J Invent Med"),
    year=2020,
)
STRANGER = msgspec.structs.replace(PAPER, identifiers=Identifiers(doi=Doi("10.5555/paper.2")), authors=(Author("Castell", "D."),))


@pytest.mark.parametrize(
    "record",
    [
        PREPRINT,
        ArticleRecord(identifiers=Identifiers(doi=Doi("10.48550/arxiv.2101.00001"))),
        ArticleRecord(identifiers=Identifiers(arxiv=ArxivId("2101.00001"))),
        ArticleRecord(identifiers=Identifiers(doi=Doi("10.5555/x")), article_type="preprint"),
        ArticleRecord(journal=Journal("bioRxiv")),
        ArticleRecord(journal=Journal("SSRN Electronic Journal")),
    ],
)
def test_preprints(record: ArticleRecord) -> None:
    assert is_preprint(record)


@pytest.mark.parametrize(
    "record",
    [
        PAPER,
        ArticleRecord(identifiers=Identifiers(doi=Doi("10.1101/gr.123456.107"))),
        ArticleRecord(journal=Journal("Genome Res")),
    ],
)
def test_papers(record: ArticleRecord) -> None:
    assert not is_preprint(record)


def test_same_title_and_author() -> None:
    assert are_versions(PREPRINT, PAPER) == "same title and a shared author, one of them on a preprint server"
    assert are_versions(PAPER, PREPRINT) is None


def test_not_without_a_shared_author_nor_years_apart() -> None:
    assert are_versions(PREPRINT, STRANGER) is None
    assert are_versions(PREPRINT, msgspec.structs.replace(PAPER, year=2026)) is None


def test_their_own_word_is_enough() -> None:
    said = RelatedArticle(RelationKind.PREPRINT_OF, Identifiers(doi=Doi("10.5555/paper.2")))
    preprint = msgspec.structs.replace(PREPRINT, title="An early title", related=(said,))
    assert are_versions(preprint, STRANGER) == "one names the other as its preprint"
