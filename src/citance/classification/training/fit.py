"""Labelled statements → a trained network: seeded, resumable after each epoch, on a GPU where there is one."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import msgspec
import torch
from torch import Tensor
from torch.nn import functional

from citance.classification.inputs import Window, Windows
from citance.classification.training.data import Labelled
from citance.classification.training.network import Read, StanceNetwork, load_start
from citance.model.stance import Evidence, Stance

STEP = 8
"""Windows are padded to multiples of this."""

ORDER = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING)


class Recipe(msgspec.Struct, frozen=True):
    """How a network is trained. What each choice brought is in docs/explanation/stance-training.md."""

    epochs: int = 3
    rate: float = 1e-4  # of the top layer
    head_rate: float = 5e-4
    layer_decay: float = 0.85  # of the rate, for each layer further down
    warm_up: float = 0.06  # share of the steps
    weight_decay: float = 0.01
    dropout: float = 0.1
    batch_tokens: int = 2560
    weight_power: float = 0.25  # an item that stands for n statements counts n to this power
    doubt: tuple[float, float, float] = (0.30, 0.10, 0.02)  # given to the other stances where `sure` is 1, 2, 3
    evidence: float = 0.3  # share of the loss
    average: float = 0.99  # of the weights so far, kept at each step; the average is what is used
    rest: float = 0.5  # share of the mentions already learnt that sit out an epoch
    learnt: float = 0.95  # a mention given at least this is learnt
    train_words: bool = False  # the vectors of the words too
    marks: bool = True  # phrases of `cues.py` marked
    seed: int = 1


class Example(NamedTuple):
    """A window with what is to be said of it."""

    window: Window
    stance: tuple[float, float, float]  # in the order of Scores; sums to one
    own: float | None  # 1 own, 0 reported evidence, None where there is no verdict
    weight: float


class Progress(NamedTuple):
    """How far the training is; handed to the caller after every step."""

    epoch: int
    epochs: int
    step: int
    steps: int  # about; learnt items that sit out make it fewer
    loss: float


def as_example(item: Labelled, windows: Windows, recipe: Recipe) -> Example:
    """The item as it is learnt from: less sure labels are softer."""
    doubt = recipe.doubt[min(max(item.sure, 1), 3) - 1]
    stance = tuple(1.0 - doubt if s is item.stance else doubt / 2 for s in ORDER)
    own = None if item.evidence is None else float(item.evidence is Evidence.OWN)
    weight = (item.weight or 1.0) ** recipe.weight_power
    return Example(windows.window(item.text), (stance[0], stance[1], stance[2]), own, weight)


def fit(
    examples: Sequence[Example],
    recipe: Recipe,
    start: Path | StanceNetwork,
    *,
    checkpoint: Path | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    on_epoch: Callable[[int, StanceNetwork], None] = lambda *_: None,
) -> StanceNetwork:
    """The trained network: the average of its weights over the last steps.

    `start` are the weights of a BERT or of a pre-trained network (`load_start`), or a network to go on from. With
    `checkpoint` the state is kept there after each epoch, and training that was cut short goes on from it; one of other examples
    or another recipe is not used.
    """
    torch.manual_seed(recipe.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = StanceNetwork(dropout=recipe.dropout)
    if isinstance(start, Path):
        load_start(network, start)
    else:
        network.load_state_dict(start.state_dict())
    network.to(device)
    network.words.weight.requires_grad_(recipe.train_words)
    averaged = deepcopy(network)
    optimizer = torch.optim.AdamW(_groups(network, recipe), betas=(0.9, 0.98), eps=1e-6)
    lengths = [len(e.window.ids) for e in examples]
    per_epoch = len(shuffled_batches(lengths, range(len(examples)), recipe.batch_tokens, random.Random(0)))
    steps = per_epoch * recipe.epochs
    sureness = [0.0] * len(examples)
    first, done = 0, 0
    mark = _fingerprint(examples, recipe)
    if checkpoint is not None and checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=True)
        if kept["mark"] == mark:
            first, done, sureness = kept["epoch"], kept["done"], kept["sureness"]
            network.load_state_dict(kept["network"])
            averaged.load_state_dict(kept["averaged"])
            optimizer.load_state_dict(kept["optimizer"])
    rates = [group["initial_lr"] for group in optimizer.param_groups]
    for epoch in range(first, recipe.epochs):
        chance = random.Random(f"{recipe.seed} {epoch}")
        torch.manual_seed(recipe.seed * 1000 + epoch)
        seen = [i for i in range(len(examples)) if sureness[i] < recipe.learnt or chance.random() >= recipe.rest]
        batches = shuffled_batches(lengths, seen, recipe.batch_tokens, chance)
        network.train()
        for number, batch in enumerate(batches):
            at = (epoch + number / len(batches)) / recipe.epochs
            share = min(at / recipe.warm_up, (1.0 - at) / (1.0 - recipe.warm_up))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = max(rate * share, rate * 0.002)
            chosen = [examples[i] for i in batch]
            inputs = as_tensors([e.window for e in chosen], device, recipe.marks)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                read = network(*inputs)
            loss, given = _loss(read, chosen, recipe, device)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            done += 1
            _average(averaged, network, min(recipe.average, (1 + done) / (10 + done)))
            for i, p in zip(batch, given, strict=True):
                sureness[i] = p if examples[i].stance[2] > 0.5 else 0.0
            on_progress(Progress(epoch + 1, recipe.epochs, done, steps, float(loss.detach())))
        if checkpoint is not None:
            kept = {"mark": mark, "epoch": epoch + 1, "done": done, "sureness": sureness, "network": network.state_dict()}
            kept |= {"averaged": averaged.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(kept, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
        on_epoch(epoch + 1, averaged)
    averaged.eval()
    return averaged


def read(network: StanceNetwork, windows: Sequence[Window], *, marks: bool = True, batch_tokens: int = 6144) -> list[Read]:
    """What the network says of each window, in order, on the CPU; `words` without the padding."""
    device = next(network.parameters()).device
    answers: list[Read | None] = [None] * len(windows)
    network.eval()
    with torch.inference_mode():
        for batch in _by_length([len(w.ids) for w in windows], range(len(windows)), batch_tokens):
            with torch.autocast(device.type, dtype=torch.bfloat16):
                found = network(*as_tensors([windows[i] for i in batch], device, marks))
            for row, i in enumerate(batch):
                length = len(windows[i].ids)
                answers[i] = Read(found.stance[row].float().cpu(), found.evidence[row].cpu(), found.words[row, :length].cpu())
    return [answer for answer in answers if answer is not None]


def as_tensors(windows: Sequence[Window], device: torch.device, marks: bool = True) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """ids, places, marks and mask of some windows, padded to the longest."""
    longest = _padded(max(len(w.ids) for w in windows))

    def padded(rows: list[list[int]]) -> Tensor:
        return torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device)

    kinds = [w.marks if marks else [m if m > 5 else 0 for m in w.marks] for w in windows]
    return (
        padded([w.ids for w in windows]),
        padded([w.places for w in windows]),
        padded(kinds),
        padded([[1] * len(w.ids) for w in windows]),
    )


def _loss(read: Read, chosen: Sequence[Example], recipe: Recipe, device: torch.device) -> tuple[Tensor, list[float]]:
    """The loss of a batch, and what the network gave each right stance."""
    target = torch.tensor([e.stance for e in chosen], device=device)
    weight = torch.tensor([e.weight for e in chosen], device=device)
    scores = read.stance.float().log_softmax(1)
    loss = (-(target * scores).sum(1) * weight).sum() / weight.sum()
    verdicts = [i for i, e in enumerate(chosen) if e.own is not None]
    if verdicts:
        own = torch.tensor([chosen[i].own for i in verdicts], device=device)
        loss = loss + recipe.evidence * functional.binary_cross_entropy_with_logits(read.evidence.float()[verdicts], own)
    given = scores.detach().exp().gather(1, target.argmax(1, keepdim=True))[:, 0]
    return loss, given.tolist()


def _groups(network: StanceNetwork, recipe: Recipe) -> list[dict[str, object]]:
    """The parameters with their rates: lower layers learn more slowly, the new heads fastest."""
    top = network.shape.layers
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            part = name.split(".")
            if part[0] == "layers":
                rate = recipe.rate * recipe.layer_decay ** (top - 1 - int(part[1]))
            elif part[0] in ("words", "positions", "places", "norm"):
                rate = recipe.rate * recipe.layer_decay**top
            else:
                rate = recipe.head_rate
            decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "initial_lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def _average(averaged: StanceNetwork, network: StanceNetwork, keep: float) -> None:
    """Moves the average towards the network, keeping so much of itself."""
    ours = [p for p, q in zip(averaged.parameters(), network.parameters(), strict=True) if q.requires_grad]
    theirs = [q for q in network.parameters() if q.requires_grad]
    with torch.no_grad():
        torch._foreach_lerp_(ours, theirs, 1.0 - keep)


def shuffled_batches(lengths: Sequence[int], chosen: Sequence[int], tokens: int, chance: random.Random) -> list[list[int]]:
    """The chosen items in batches of like lengths and so many tokens, in random order."""
    batches = list(_by_length([length + chance.random() * STEP for length in lengths], chosen, tokens))
    chance.shuffle(batches)
    return batches


def _by_length(lengths: Sequence[float], chosen: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """The chosen items from long to short, as many at once as fit into so many tokens."""
    ordered = sorted(chosen, key=lambda i: -lengths[i])
    at = 0
    while at < len(ordered):
        fit = max(1, tokens // _padded(lengths[ordered[at]]))
        yield ordered[at : at + fit]
        at += fit


def _padded(length: float) -> int:
    """The length to which windows are padded: few different ones, since each new shape costs a preparation of its own."""
    return math.ceil(length / STEP) * STEP


def _fingerprint(examples: Sequence[Example], recipe: Recipe) -> str:
    found = hashlib.sha256(msgspec.json.encode(recipe))
    for e in examples:
        found.update(msgspec.json.encode((e.window.ids, e.stance, e.own, e.weight)))
    return found.hexdigest()
