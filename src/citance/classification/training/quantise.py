"""A trained network → the same network, its weights on the grid of the 8 bits it will be kept in.

What 8 bits cost comes from three sides, and each is met where it arises (figures in docs/explanation/stance-training.md):

* One scale for all that goes into a product is coarse where one token stands out. There each token brings its own (Yao et al.
  2022, "ZeroQuant"), which needs no other arithmetic: rows are divided by their largest value before and multiplied behind.
* A feature that stands out in every token makes even that coarse. Half of it is moved into the weights (Xiao et al. 2023,
  "SmoothQuant").
* A weight rounded to what is nearest is not what errs least: the error of one is made good by those not yet rounded, as far as
  the features go together in what the network reads (Frantar et al. 2023, "GPTQ").
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

import torch
from torch import Tensor, nn

from citance.classification.inputs import Window
from citance.classification.training.fit import as_tensors
from citance.classification.training.network import StanceNetwork

STEPS = 64
"""To each side of zero: the reduced range of `export`, without which processors that lack VNNI add up past 16 bits."""

CLIP = 0.97  # of a row's largest weight is the end of its range: so the largest stands at the end, whatever is made good
EVENED = ("qkv", "widen")  # products of what a layer norm gives out: features stand out there in every token
BY_ROWS = ("widen", "narrow")  # products in which tokens stand out; in the others, own rows bring too little for their time
DAMP = 0.01  # of the mean square, added to each feature's: those that hardly occur are not made to answer for others
WINDOWS_AT_ONCE = 16


class Met(NamedTuple):
    """What goes into a product while the network reads: F features."""

    largest: Tensor  # [F] of each feature
    together: Tensor  # [F, F] sums of products


class Scaled(nn.Module):  # type: ignore[misc, unused-ignore]
    """A linear layer that says the same in float and less wrong in 8 bits: features evened out, rows brought to one range."""

    def __init__(self, weight: Tensor, bias: Tensor, evened: Tensor | None, by_rows: bool) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight), nn.Parameter(bias)
        self.register_buffer("evened", evened)
        self.by_rows = by_rows

    def forward(self, x: Tensor) -> Tensor:
        if self.evened is not None:
            x = x * self.evened
        if not self.by_rows:
            return x @ self.weight.T + self.bias
        largest = x.abs().amax(-1, keepdim=True).clamp(min=1e-9)
        return (x / largest) @ self.weight.T * largest + self.bias


def on_the_grid(network: StanceNetwork, windows: Sequence[Window]) -> StanceNetwork:
    """The network with `Scaled` for the products of its layers, weights where 8 bits have a step; `windows` are read for it."""
    network = deepcopy(network).float().cpu().eval()
    for name, (largest, together) in what_products_meet(network, windows).items():
        at, _, part = name.rpartition(".")
        linear = network.get_submodule(name)
        weight, evened = linear.weight.detach(), None
        if part in EVENED:
            evened = (weight.abs().amax(0).clamp(min=1e-5) / largest.clamp(min=1e-5)).sqrt()
            weight, together = weight / evened, together * torch.outer(evened, evened)
        setattr(network.get_submodule(at), part, Scaled(rounded(weight, together), linear.bias.detach(), evened, part in BY_ROWS))
    return network


def what_products_meet(network: StanceNetwork, windows: Sequence[Window]) -> dict[str, Met]:
    """By the name of each linear layer within the encoder, what goes into it over the windows."""
    met: dict[str, Met] = {}
    inside: Tensor  # [B, T] which tokens are no padding

    def meet(name: str, given: Tensor) -> None:
        rows = given[inside]
        largest, together = rows.abs().amax(0), rows.T @ rows
        if name in met:
            largest, together = torch.maximum(largest, met[name].largest), together + met[name].together
        met[name] = Met(largest, together)

    products = [(n, m) for n, m in network.named_modules() if n.startswith("layers.") and isinstance(m, nn.Linear)]
    hooks = [m.register_forward_pre_hook(lambda _, given, n=n: meet(n, given[0])) for n, m in products]
    ordered = sorted(windows, key=lambda w: len(w.ids))
    with torch.inference_mode():
        for at in range(0, len(ordered), WINDOWS_AT_ONCE):
            inputs = as_tensors(ordered[at : at + WINDOWS_AT_ONCE], torch.device("cpu"))
            inside = inputs[-1].bool()
            network(*inputs)
    for hook in hooks:
        hook.remove()
    return met


def rounded(weight: Tensor, together: Tensor) -> Tensor:
    """The weight [O, F] on the grid of its rows; what rounding one feature spoils is made good by those after it.

    Features that matter most come first, when most are left to make good.
    """
    order = together.diag().argsort(descending=True)
    left = weight.double()[:, order]
    square = together.double()[order][:, order]
    square += DAMP * square.diag().mean() * torch.eye(len(order))
    made_good = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(square)), upper=True)
    step = CLIP * weight.double().abs().amax(1).clamp(min=1e-12) / STEPS
    done = torch.empty_like(left)
    for feature in range(len(order)):
        done[:, feature] = (left[:, feature] / step).round().clamp(-STEPS, STEPS) * step
        error = (left[:, feature] - done[:, feature]) / made_good[feature, feature]
        left[:, feature:] -= torch.outer(error, made_good[feature, feature:])
    return done[:, order.argsort()].float()
