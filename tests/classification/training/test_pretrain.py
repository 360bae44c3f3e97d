"""Pre-training: words are masked by rule, and what is learnt of them is a beginning for training."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

import citance.classification.training.pretrain as pretraining  # noqa: E402
from citance.classification.inputs import STANDS_FOR, Mark, Place, Window  # noqa: E402
from citance.classification.training.fit import read  # noqa: E402
from citance.classification.training.network import StanceNetwork, load_start  # noqa: E402

FRAME, SENTENCE = Place.FRAME, Place.SENTENCE


def window(number: int) -> Window:
    """An invented window: a word, a phrase of contrast of two tokens, a word, a citation."""
    return Window(
        [101, 1500 + number % 3, 2001, 2002, 1500 + number % 3, STANDS_FOR, 102],
        [FRAME, SENTENCE, SENTENCE, SENTENCE, SENTENCE, SENTENCE, FRAME],
        [Mark.NONE, Mark.NONE, Mark.CONTRAST, Mark.CONTRAST, Mark.NONE, Mark.TARGET, Mark.NONE],
        [None] * 7,
    )


def test_neither_frame_nor_citation_is_masked_and_a_phrase_is_masked_whole() -> None:
    masked = [pretraining.mask_words(window(0), random.Random(seed)) for seed in range(400)]
    tokens = {token for m in masked for token in m.at}
    assert tokens == {1, 2, 3, 4}
    assert all((2 in m.at) == (3 in m.at) for m in masked)
    phrases, words = sum(2 in m.at for m in masked), sum(1 in m.at for m in masked)
    assert phrases > 1.4 * words
    for m in masked:
        shown = [n for n in range(7) if n not in m.at]
        assert [m.window.ids[n] for n in shown] == [window(0).ids[n] for n in shown]
        assert all(m.window.marks[n] == Mark.NONE for n in m.at)


def test_words_are_predicted_better_and_the_network_is_a_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretraining, "BATCH_TOKENS", 256)
    monkeypatch.setattr(pretraining, "load_bert", lambda network, _: network)
    losses: list[float] = []
    network = pretraining.pretrain([window(n) for n in range(600)], tmp_path, on_progress=lambda _, __, loss: losses.append(loss))
    assert sum(losses[-3:]) < 0.7 * sum(losses[:3])
    torch.save(network.state_dict(), tmp_path / "network.pt")
    begun = StanceNetwork()
    load_start(begun, tmp_path / "network.pt")
    assert torch.equal(read(begun, [window(1)])[0].stance, read(network, [window(1)])[0].stance)


def test_the_same_statement_is_read_once_and_what_has_no_sentence_not_at_all() -> None:
    lines = [b'{"sentence": "Ours differ from [1].", "span": [17, 20]}'] * 2 + [
        b'{"sentence": null, "span": null, "before": null}',  # of a table, as `citance extract` writes it
        b'{"sentence": "We agree with [2].", "span": [14, 17]}',
    ]

    class Counted:
        def window(self, text: object) -> Window:
            return window(0)

    assert len(pretraining.distinct_windows(lines, Counted(), 10)) == 2  # type: ignore[arg-type]
    assert len(pretraining.distinct_windows(lines, Counted(), 1)) == 1  # type: ignore[arg-type]
