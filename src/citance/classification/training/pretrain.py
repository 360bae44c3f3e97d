"""Unlabelled statements → a network that knows their words better, for the folds to begin with.

    python -m citance.classification.training.pretrain STATEMENTS... --start BERT --into NETWORK.pt [--count 80000] [--seed 1]

Masked language modelling: words of each window are masked and predicted (Devlin et al. 2019, BERT; on text of the task's own
kind: Gururangan et al. 2020, "Don't stop pretraining"). Phrases that `cues.py` marks are masked whole, and more often than other
words: what stands where "in contrast to" stood can only be told from what both sides found. One pass; the vectors of the words
stay as they are.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from citance.classification.inputs import STANDS_FOR, Mark, Place, Window, Windows
from citance.classification.lines import StatementLine, as_text, read_line
from citance.classification.training.data import LANGUAGE
from citance.classification.training.fit import as_tensors, shuffled_batches
from citance.classification.training.network import StanceNetwork, load_bert

MASK = 103  # in the vocabulary of BERT
MASKED_WORDS, MASKED_PHRASES = 0.15, 0.30
SEEN = 0.1  # share of the words to predict that stay to be seen, so that what is seen is not taken for granted
RATE, WARM_UP = 3e-4, 0.05
BATCH_TOKENS = 4096


class Masked(NamedTuple):
    """A window with words masked, and where."""

    window: Window
    at: list[int]  # the tokens to be predicted


class LanguageHead(nn.Module):  # type: ignore[misc, unused-ignore]
    """From what a token means to the word it is; needed for pre-training only."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        width = network.shape.width
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, 1e-12)
        self.bias = nn.Parameter(torch.zeros(network.shape.words))
        nn.init.normal_(self.dense.weight, std=0.02)
        nn.init.zeros_(self.dense.bias)

    def forward(self, meant: Tensor, words: Tensor) -> Tensor:
        return self.norm(functional.gelu(self.dense(meant))) @ words.T.to(meant.dtype) + self.bias


def pretrain(
    windows: Sequence[Window],
    start: Path,
    *,
    seed: int = 1,
    rate: float = RATE,
    on_progress: Callable[[int, int, float], None] = lambda *_: None,
) -> StanceNetwork:
    """The BERT of `start` after one pass over the windows; its heads are new.

    `on_progress` is told after each batch: its number, of how many, and the loss.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = StanceNetwork(dropout=0.0)
    load_bert(network, start)
    network.words.weight.requires_grad_(False)
    head = LanguageHead(network).to(device)
    network.to(device)
    learnt = [p for p in (*network.parameters(), *head.parameters()) if p.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=rate, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.01)
    batches = shuffled_batches([len(w.ids) for w in windows], range(len(windows)), BATCH_TOKENS, chance)
    for number, batch in enumerate(batches):
        at = number / len(batches)
        for group in optimizer.param_groups:
            group["lr"] = rate * min((at + 1 / len(batches)) / WARM_UP, (1.0 - at) / (1.0 - WARM_UP))
        masked = [mask_words(windows[i], chance) for i in batch]
        rows = torch.tensor([row for row, m in enumerate(masked) for _ in m.at], device=device)
        columns = torch.tensor([column for m in masked for column in m.at], device=device)
        if not len(rows):
            continue
        words = torch.tensor([windows[i].ids[c] for i, m in zip(batch, masked, strict=True) for c in m.at], device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            meant = network.encode(*as_tensors([m.window for m in masked], device))
            predicted = head(meant[rows, columns], network.words.weight)
        loss = functional.cross_entropy(predicted.float(), words)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        on_progress(number + 1, len(batches), float(loss.detach()))
    network.cpu().eval()
    return network


def mask_words(window: Window, chance: random.Random) -> Masked:
    """The window with some of its words masked; neither its frame nor its citations.

    A masked phrase loses its mark, which would tell it.
    """
    ids, marks, at = list(window.ids), list(window.marks), []
    token = 0
    while token < len(ids):
        end = token + 1
        if window.places[token] == Place.FRAME or ids[token] == STANDS_FOR:
            token = end
            continue
        phrase = Mark.NONE < window.marks[token] < Mark.OTHER
        while (
            phrase and end < len(ids) and (window.marks[end], window.places[end]) == (window.marks[token], window.places[token])
        ):
            end += 1
        if chance.random() < (MASKED_PHRASES if phrase else MASKED_WORDS):
            for masked in range(token, end):
                at.append(masked)
                marks[masked] = Mark.NONE
                if chance.random() >= SEEN:
                    ids[masked] = MASK
        token = end
    return Masked(window._replace(ids=ids, marks=marks), at)


def distinct_windows(lines: Iterable[bytes], windows: Windows, count: int) -> list[Window]:
    """The windows of the first so many statements that have a sentence, those with the same sentence and marker once."""
    found: dict[tuple[object, object], Window] = {}
    for number, line in enumerate(lines, 1):
        if len(found) == count:
            break
        statement = read_line(line, StatementLine, number)
        key = (statement.sentence, statement.span)
        if statement.sentence and key not in found:
            found[key] = windows.window(as_text(statement, LANGUAGE))
    return list(found.values())


def main() -> None:
    """Pre-trains from the command line, with a line a minute or so."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("statements", type=Path, nargs="+", help="JSON Lines as `citance extract` writes them")
    options.add_argument("--start", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    options.add_argument("--into", type=Path, required=True)
    options.add_argument("--count", type=int, default=80_000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    lines = (line for path in asked.statements for line in path.open("rb") if line.strip())
    windows = distinct_windows(lines, Windows(asked.start / "vocab.txt"), asked.count)
    began = time.monotonic()

    def tell(number: int, batches: int, loss: float) -> None:
        if number % 50 == 0:
            print(f"batch {number}/{batches} {loss:.3f} {time.monotonic() - began:.0f} s", flush=True)

    network = pretrain(windows, asked.start / "model.safetensors", seed=asked.seed, on_progress=tell)
    torch.save(network.state_dict(), asked.into)


if __name__ == "__main__":
    main()
