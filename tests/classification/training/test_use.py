"""A trained classifier in a folder of its own is used by that folder's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from citance.classification.training.data import LabelledLine, as_labelled
from citance.errors import ClassifierUnusable, UnknownName
from citance.index import Index, open_index
from citance.model import Span
from citance.services.classify import load_classifier
from citance.services.evaluate import evaluate_classifier
from citance.toy import toy_path


def test_it_is_loaded_by_its_folder(standin: Path, tmp_path: Path) -> None:
    model = load_classifier(str(standin))
    assert f"{model.name} {model.version}" == "trained 0"
    assert load_classifier(str(standin), "precise").version == "0-precise"
    with pytest.raises(ClassifierUnusable, match="not there"):
        load_classifier(str(tmp_path / "nothing"))
    with pytest.raises(UnknownName):
        load_classifier("nothing")


def test_it_is_measured_at_all_its_operating_points(standin: Path) -> None:
    sentence = "Our results agree with those of the study [1]."
    line = LabelledLine(id=1, sentence=sentence, span=Span(42, 45), label="supporting", evidence="own")  # type: ignore[arg-type]
    evaluation, (verdict,) = evaluate_classifier([as_labelled(line)], load_classifier(str(standin)))
    assert set(evaluation.points) == {"default", "precise"}
    assert evaluation.by == verdict.by == "trained 0"


def test_an_index_takes_the_one_it_is_given(standin: Path, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", create=True) as index:
        index.ingest([toy_path() / "brandt2013.xml"], classify="now", classifier=str(standin), workers=1)
        assert _by(index) == {"trained 0"}
        index.classify("rules", again=True)
        assert _by(index) == {"rules 1"}
        index.rebuild("classify", classifier=str(standin))
        assert _by(index) == {"trained 0"}
        one = next(s for s in index.statements() if s.sentence)
        assert [judged.classification.by for judged in index.statement(one.id).history] == ["trained 0", "rules 1", "trained 0"]


def _by(index: Index) -> set[str]:
    return {s.classification.by for s in index.statements() if s.classification is not None}
