"""Training: seeded, resumable, and what is exported answers as the network does."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from citance.classification.inputs import Mark, Window  # noqa: E402
from citance.classification.training.export import compare, export  # noqa: E402
from citance.classification.training.fit import Example, Progress, Recipe, fit, read  # noqa: E402
from citance.classification.training.network import StanceNetwork  # noqa: E402

RECIPE = Recipe(epochs=2, batch_tokens=64, rest=0.0)


def example(number: int) -> Example:
    """An invented window; odd ones are contrasting."""
    words = [1000 + number % 7, 2000 + number % 2, 3000 + number]
    window = Window([101, 1, *words, 1, 102], [0, 0, 2, 2, 2, 2, 0], [0, Mark.SECTION, 0, 0, 0, Mark.TARGET, 0], [None] * 7)
    return Example(window, (0.0, 1.0, 0.0) if number % 2 else (0.0, 0.0, 1.0), 1.0 if number % 2 else None, 1.0)


@pytest.fixture(scope="module")
def begin() -> StanceNetwork:
    torch.manual_seed(3)
    return StanceNetwork()


@pytest.fixture(scope="module")
def trained(begin: StanceNetwork) -> StanceNetwork:
    return fit([example(n) for n in range(24)], RECIPE, begin)


def test_what_was_cut_short_goes_on_to_the_same_end(begin: StanceNetwork, trained: StanceNetwork, tmp_path: Path) -> None:
    class PulledPlug(Exception):
        pass

    def pull(progress: Progress) -> None:
        if progress.epoch == 2:
            raise PulledPlug

    examples = [example(n) for n in range(24)]
    with pytest.raises(PulledPlug):
        fit(examples, RECIPE, begin, checkpoint=tmp_path / "kept.pt", on_progress=pull)
    steps: list[int] = []
    resumed = fit(examples, RECIPE, begin, checkpoint=tmp_path / "kept.pt", on_progress=lambda p: steps.append(p.epoch))
    assert set(steps) == {2}
    for (name, a), b in zip(trained.state_dict().items(), resumed.state_dict().values(), strict=True):
        assert torch.allclose(a, b, atol=1e-6), name


def test_a_checkpoint_of_other_examples_is_not_used(begin: StanceNetwork, tmp_path: Path) -> None:
    recipe = Recipe(epochs=1, batch_tokens=64)
    fit([example(n) for n in range(4)], recipe, begin, checkpoint=tmp_path / "kept.pt")
    steps: list[int] = []
    fit(
        [example(n) for n in range(6)],
        recipe,
        begin,
        checkpoint=tmp_path / "kept.pt",
        on_progress=lambda p: steps.append(p.epoch),
    )
    assert steps


def test_words_add_up_to_what_the_pools_say(trained: StanceNetwork) -> None:
    windows = [example(n).window for n in range(5)]
    for answer in read(trained, windows):
        assert answer.words.shape == (7, 2)
        assert bool(answer.words.isfinite().all())


@pytest.mark.filterwarnings("ignore")  # the exporter's own
def test_what_is_exported_answers_as_the_network_does(trained: StanceNetwork, tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    windows = [example(n).window for n in range(12)]
    export(trained, tmp_path / "whole.onnx")
    assert compare(read(trained, windows), tmp_path / "whole.onnx", windows).largest < 0.02  # the network is read in 16 bits
    export(trained, tmp_path / "small.onnx", read_for=windows)
    assert (tmp_path / "small.onnx").stat().st_size < 0.4 * (tmp_path / "whole.onnx").stat().st_size
    assert compare(read(trained, windows), tmp_path / "small.onnx", windows).mean < 0.02
