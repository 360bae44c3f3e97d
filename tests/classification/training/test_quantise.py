"""Eight bits: what each remedy is for, shown where the fault is made on purpose."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from citance.classification.inputs import Mark, Window  # noqa: E402
from citance.classification.training.network import Shape, StanceNetwork  # noqa: E402
from citance.classification.training.quantise import CLIP, STEPS, Scaled, on_the_grid, rounded, what_products_meet  # noqa: E402


def window(*words: int) -> Window:
    marks = [0, Mark.SECTION, *[0] * len(words), Mark.TARGET, 0]
    return Window([101, 1, *words, 1, 102], [0, 0, *[2] * len(words), 2, 0], marks, [None] * (len(words) + 4))


@pytest.fixture
def network() -> StanceNetwork:
    torch.manual_seed(5)
    return StanceNetwork(Shape(words=200, width=24, layers=2, heads=2, inner=48)).eval()


WINDOWS = [window(*range(n, n + 3 + n % 4)) for n in range(10, 40)]


def step(weight: torch.Tensor) -> torch.Tensor:
    return CLIP * weight.abs().amax(1, keepdim=True).double() / STEPS


def test_weights_stand_on_the_grid_and_the_largest_at_its_end() -> None:
    torch.manual_seed(1)
    weight, given = torch.randn(12, 30), torch.randn(200, 30)
    steps = rounded(weight, given.T @ given).double() / step(weight)
    assert torch.allclose(steps, steps.round(), atol=1e-4)
    assert steps.abs().amax(1).round().tolist() == [STEPS] * 12


def test_what_is_made_good_errs_less_than_the_nearest_step_where_features_go_together() -> None:
    torch.manual_seed(2)
    weight = torch.randn(16, 40)
    given = torch.randn(500, 6) @ torch.randn(6, 40) + 0.1 * torch.randn(500, 40)
    nearest = (weight / step(weight)).round().clamp(-STEPS, STEPS) * step(weight)

    def error(other: torch.Tensor) -> float:
        return float((given.double() @ (other.double() - weight).T).square().mean())

    assert error(rounded(weight, given.T @ given)) < 0.3 * error(nearest)


def test_a_scaled_layer_says_in_float_what_the_plain_one_says() -> None:
    torch.manual_seed(3)
    linear, evened = torch.nn.Linear(10, 4), torch.rand(10) + 0.5
    x = torch.randn(2, 5, 10)
    x[0, 0] *= 100
    for by_rows in (False, True):
        assert torch.allclose(Scaled(linear.weight / evened, linear.bias, evened, by_rows)(x), linear(x), atol=1e-4)
    assert Scaled(linear.weight, linear.bias, None, True)(torch.zeros(1, 3, 10)).isfinite().all()


def test_padding_is_not_read_as_words(network: StanceNetwork) -> None:
    short, long = window(20, 21), window(*range(30, 44))
    apart, together = [what_products_meet(network, [w]) for w in (short, long)], what_products_meet(network, [short, long])
    assert len(together) == 8
    for name, met in together.items():
        assert torch.allclose(met.together, apart[0][name].together + apart[1][name].together, rtol=1e-3, atol=1e-3), name
        assert torch.allclose(met.largest, torch.maximum(apart[0][name].largest, apart[1][name].largest), atol=1e-4), name


def test_the_network_on_the_grid_says_nearly_the_same_and_the_given_one_stays(network: StanceNetwork) -> None:
    from citance.classification.training.fit import as_tensors

    before = {name: value.clone() for name, value in network.state_dict().items()}
    gridded = on_the_grid(network, WINDOWS)
    inputs = as_tensors(WINDOWS, torch.device("cpu"))
    with torch.inference_mode():
        apart = (network(*inputs).stance.softmax(1) - gridded(*inputs).stance.softmax(1)).abs().max()
    assert float(apart) < 0.02
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
