"""The made-up literature of the benches: spans cut out what they claim, and the same seed gives the same articles."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from citance.model import Extraction
from citance.searching.base import Search, SearchFilters
from citance.searching.tantivy import TantivyIndex


@pytest.fixture(scope="module")
def scale() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_scale", Path(__file__).parents[2] / "bench" / "scale.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(scale: ModuleType) -> list[Extraction]:
    return list(_literature(scale).extractions(6))


def _literature(scale: ModuleType, seed: int = 1) -> object:
    stream = [f"word{number * number % 97}" for number in range(2_000)]
    return scale.Literature(scale.Vocabulary(stream, ["Alder", "Brandt", "Castell"], [5, 9, 14]), seed)


def test_spans_cut_out_what_they_claim(made: list[Extraction]) -> None:
    for extraction in made:
        text = extraction.document.text
        assert len(extraction.statements) > 30
        for statement in extraction.statements:
            cited = statement.citation
            assert statement.sentence is not None
            assert cited.reference is not None
            assert cited.marker.span.cut(text) == str(cited.reference + 1)
            group, sentence = cited.marker.group.cut(text), statement.sentence.cut(text)
            assert group.startswith("[")
            assert group.endswith("]")
            assert group in sentence
            assert sentence.endswith(".")
            paragraph = extraction.document.paragraphs[cited.paragraph].span
            assert paragraph.start <= statement.sentence.start < statement.sentence.end <= paragraph.end
            assert statement.before is None or paragraph.start <= statement.before.start < statement.sentence.start
        mentions = [(statement.citation.reference, statement.citation.mention) for statement in extraction.statements]
        assert len(set(mentions)) == len(mentions)


def test_the_same_seed_gives_the_same_articles(scale: ModuleType, made: list[Extraction]) -> None:
    assert list(_literature(scale).extractions(6)) == made  # type: ignore[attr-defined]
    assert list(_literature(scale, seed=2).extractions(6)) != made  # type: ignore[attr-defined]


def test_it_can_be_indexed(scale: ModuleType, made: list[Extraction], tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    for number, changes in enumerate(scale.changes(made), 1):
        index.apply(changes, number)
    index.commit()
    assert index.search_statements(Search()).total == sum(len(extraction.statements) for extraction in made)
    of_the_first = Search(filters=SearchFilters(cited=(scale.article_key("10.5555/w0000000"),)))
    assert index.search_statements(of_the_first).total == 6 * 4
    assert index.search_articles(Search(facets=("has_document",))).facets["has_document"][1] == ("yes", 6)
    index.close()
