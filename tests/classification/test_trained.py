"""The trained classifier: what is around its encoder by a stand-in, and the shipped one where it is there."""

from __future__ import annotations

import gzip
import itertools
import json
import pickle
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from standin_artefact import write_manifest

from citance.classification.artefact import ENCODER, GATE, VOCABULARY, digest
from citance.classification.trained import REMEMBERED, Trained
from citance.errors import ClassifierUnusable, UnknownName
from citance.model import Classification, Evidence, SectionKind, Span, Stance, StatementText

AGREES = StatementText(
    "Our results agree with those of [3].", span=Span(32, 35), group=Span(32, 35), section=SectionKind.DISCUSSION
)
DIFFERS = StatementText("This is in contrast to the study [4].", span=Span(33, 36), group=Span(33, 36))
PLAIN = StatementText("Plants were used in the study [5].", span=Span(30, 33), group=Span(30, 33))


def test_gate_encoder_and_thresholds_make_a_verdict(standin: Path) -> None:
    trained = Trained(folder=standin)
    agrees, differs, plain = trained.classify([AGREES, DIFFERS, PLAIN])
    assert (agrees.stance, agrees.evidence, agrees.by) == (Stance.SUPPORTING, Evidence.OWN, "trained 0")
    assert (differs.stance, differs.evidence) == (Stance.CONTRASTING, Evidence.OWN)
    assert (plain.stance, plain.evidence, plain.because) == (Stance.MENTIONING, None, ())
    assert (trained.asked, trained.settled, trained.read) == (3, 1, 2)
    for verdict in (agrees, differs, plain):
        scores = verdict.scores
        assert scores is not None
        assert sum((scores.supporting, scores.contrasting, scores.mentioning)) == pytest.approx(1.0)
    assert agrees.confidence == agrees.scores.supporting  # type: ignore[union-attr]


def test_without_the_gate_the_encoder_reads_everything(standin: Path) -> None:
    trained = Trained(folder=standin, gate=False)
    trained.classify([AGREES, DIFFERS, PLAIN])
    assert (trained.settled, trained.read) == (0, 3)


def test_an_artefact_without_a_gate_does_without(standin: Path) -> None:
    write_manifest(standin, lambda m: m["files"].pop(GATE))
    assert Trained(folder=standin).classify([PLAIN])[0].stance is Stance.MENTIONING


def test_the_precise_point_gives_fewer_verdicts_and_the_same_scores(standin: Path) -> None:
    default, precise = (Trained(point, standin).classify([AGREES, DIFFERS]) for point in ("default", "precise"))
    assert [verdict.scores for verdict in precise] == [verdict.scores for verdict in default]
    assert [verdict.stance for verdict in precise] == ["mentioning", "mentioning"]
    assert precise[0].by == "trained 0-precise"
    assert precise[0].confidence == precise[0].scores.mentioning  # type: ignore[union-attr]


def test_an_unknown_point_is_answered_with_the_known(standin: Path) -> None:
    with pytest.raises(UnknownName, match="default, precise"):
        Trained("bold", standin)


def test_equal_statements_are_read_once(standin: Path) -> None:
    trained = Trained(folder=standin)
    group = StatementText("Our results agree with [3, 4].", group=Span(23, 29))
    members = [
        StatementText(group.sentence, span=Span(24, 25), group=group.group, id="a"),
        StatementText(group.sentence, span=Span(27, 28), group=group.group, id="b"),
    ]
    first, second = trained.classify(members)
    assert first is second
    assert trained.classify(members[1:])[0] is first
    assert trained.read == 1
    other = StatementText("Our results agree with [3], not [4].", group=Span(23, 26))
    trained.classify([other, StatementText(other.sentence, group=Span(32, 35))])
    assert trained.read == 3  # another citation of the same sentence is another question


def test_what_is_remembered_is_bounded(standin: Path) -> None:
    trained = Trained(folder=standin)
    trained.classify([StatementText(f"Plants were used {'so ' * (i % 7)}{i}.", before=f"{i}.") for i in range(REMEMBERED + 50)])
    assert len(trained._known) == REMEMBERED


def test_other_languages_and_missing_sentences_stay_unclassified(standin: Path) -> None:
    foreign, empty = Trained(folder=standin).classify([StatementText("Concorda com [3].", language="pt"), StatementText("")])
    assert foreign.stance is empty.stance is Stance.UNCLASSIFIED
    assert "language pt" in (foreign.reason or "")
    assert "no sentence" in (empty.reason or "")
    assert foreign.scores is empty.scores is None


def test_it_travels_to_other_processes(standin: Path) -> None:
    there = pickle.loads(pickle.dumps(Trained("precise", standin)))
    assert there.version == "0-precise"
    assert there.classify([AGREES])[0].scores == Trained(folder=standin).classify([AGREES])[0].scores


def test_windows_of_another_kind_are_refused(standin: Path) -> None:
    write_manifest(standin, lambda m: m.update(inputs="of old"))
    with pytest.raises(ClassifierUnusable, match="windows of old"):
        Trained(folder=standin).classify([AGREES])


def test_an_encoder_that_cannot_be_loaded_is_told(standin: Path) -> None:
    (standin / ENCODER).write_bytes(b"no graph at all")
    write_manifest(standin)
    with pytest.raises(ClassifierUnusable, match="cannot load"):
        Trained(folder=standin).classify([AGREES])


def test_nothing_heavy_is_loaded_before_the_first_statement(standin: Path) -> None:
    code = (
        "import sys, pathlib; from citance.classification.trained import Trained;"
        f"Trained(folder=pathlib.Path({str(standin)!r}));"
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


# -- the same answer however it is asked for

PARTS = (
    ("Our results", "These findings", "Alder et al.", "The plants", "Two trials", "We", "Previous studies"),
    ("agree with", "are in contrast to", "did not confirm", "were grown as in", "are consistent with", "failed to replicate"),
    ("earlier work", "the rate of 40%", "a role of light in growth", "the standard protocol", "what others have found"),
    ("[3]", "[3, 5–7]", "(Brandt, 2013)", "(Castell et al., 2014; Dunmore, 2015)"),
)
NEIGHBOURS = (
    "",
    "However, we found the opposite.",
    "It is a common plant.",
    "This agrees with our data, although few were seen.",
)


def invented(count: int) -> list[StatementText]:
    """Statements of our own making, of all lengths."""
    chance = random.Random(7)
    made = []
    for parts in itertools.islice(itertools.cycle(itertools.product(*PARTS)), count):
        *words, marker = parts
        lead = "In the second year of growth, " * chance.randrange(4)
        sentence = f"{lead}{' '.join(words)} {marker}."
        span = Span(sentence.index(marker), sentence.index(marker) + len(marker))
        section = chance.choice(list(SectionKind))
        made.append(StatementText(sentence, chance.choice(NEIGHBOURS), chance.choice(NEIGHBOURS), span, span, (), section))
    return made


def judged(shared: Path, count: int) -> list[StatementText]:
    """Labelled statements of the training part."""
    with gzip.open(shared / "data/stance/train.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in itertools.islice(lines, count)]
    return [StatementText(r["sentence"], r["before"] or "", r["after"] or "", Span(*r["span"]), Span(*r["span"])) for r in rows]


def assert_always_the_same(folder: Path, statements: Sequence[StatementText]) -> None:
    """Alone, in batches of any size, in any order, with one thread and two: the same stance, scores within .005."""
    together = Trained(folder=folder, threads=2, gate=False).classify(statements)
    order = list(range(len(statements)))
    random.Random(3).shuffle(order)
    other = Trained(folder=folder, threads=1, gate=False)
    batches = [order[i : i + 37] for i in range(0, len(order), 37)]
    shuffled = dict(zip(order, (v for batch in batches for v in other.classify([statements[i] for i in batch])), strict=True))
    for i, verdict in enumerate(together):
        assert_same(verdict, shuffled[i])
    alone = Trained(folder=folder, threads=2, gate=False)
    for i in order[:100]:
        assert_same(together[i], alone.classify([statements[i]])[0])


def assert_same(one: Classification, other: Classification) -> None:
    assert (one.stance, one.evidence) == (other.stance, other.evidence)
    for name in ("supporting", "contrasting", "mentioning"):
        assert getattr(one.scores, name) == pytest.approx(getattr(other.scores, name), abs=0.005)


def test_the_same_answer_whatever_the_batch_with_the_stand_in(standin: Path) -> None:
    assert_always_the_same(standin, invented(2000))


def test_the_same_answer_whatever_the_batch_on_invented_statements(shipped: Path) -> None:
    assert_always_the_same(shipped, invented(400))


@pytest.mark.shared
def test_the_same_answer_whatever_the_batch_on_labelled_statements(shipped: Path, shared: Path) -> None:
    assert_always_the_same(shipped, judged(shared, 2000))


def test_the_stand_in_is_what_its_script_makes(standin: Path) -> None:
    assert (standin / ENCODER).stat().st_size < 2000
    assert digest(standin / VOCABULARY)
