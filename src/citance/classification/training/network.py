"""The encoder: a small BERT, and on it the heads for stance and evidence.

Stance is read from the marked citation's token, from the frame token, and from two pools over all tokens, one for supporting and
one for contrasting. What a token puts into its pool is what it adds to the score: the words of `because` are read there.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import NamedTuple

import msgspec
import torch
from torch import Tensor, nn
from torch.nn import functional

from citance.classification.inputs import MARKS, Mark, Place

STANCES = 3  # supporting, contrasting, mentioning: the order of `model.stance.Scores`


class Shape(msgspec.Struct, frozen=True):
    """The measures of the network; those of MiniLM-L6 unless said otherwise."""

    words: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512


class Read(NamedTuple):
    """What the network says of a batch of B windows of T tokens."""

    stance: Tensor  # [B, 3] logits in the order of Scores
    evidence: Tensor  # [B] logit that the evidence is the citing article's own
    words: Tensor  # [B, T, 2] what each token adds to the logits of supporting and contrasting


class Drop(nn.Module):  # type: ignore[misc, unused-ignore]
    """Dropout of whole features of a window, the same at each token: few chances to draw."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        shape = (x.shape[0], *(1,) * (x.ndim - 2), x.shape[-1])
        return x * (torch.rand(shape, device=x.device) >= self.share).to(x.dtype).div_(1.0 - self.share)


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]
    """One layer of BERT, names as in its published weights."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.out_norm = nn.LayerNorm(shape.width, 1e-12)
        self.widen = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.narrow_norm = nn.LayerNorm(shape.width, 1e-12)
        self.dropout = Drop(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: the fused attention of PyTorch takes four times as long for short windows on a CPU.
        heed = (q * (w // self.heads) ** -0.5 @ k.transpose(-1, -2) + mask.to(q.dtype)).softmax(-1).to(v.dtype)
        x = self.out_norm(x + self.out((heed @ v).transpose(1, 2).reshape(b, t, w)))
        return self.narrow_norm(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))


class StanceNetwork(nn.Module):  # type: ignore[misc, unused-ignore]
    """Windows in, stance, evidence and the words that spoke out."""

    def __init__(self, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape = shape or Shape()
        self.words = nn.Embedding(shape.words, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.places = nn.Embedding(len(Place), shape.width)
        self.marks = nn.Embedding(MARKS, shape.width)
        self.norm = nn.LayerNorm(shape.width, 1e-12)
        self.dropout = Drop(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.hidden = nn.Linear(2 * shape.width, shape.width)
        self.stance = nn.Linear(shape.width, STANCES)
        self.evidence = nn.Linear(shape.width, 1)
        self.heed = nn.Linear(shape.width, 2)
        self.speak = nn.Linear(shape.width, 2)
        for part in (self.hidden, self.stance, self.evidence, self.heed, self.speak):
            nn.init.normal_(part.weight, std=0.02)
            nn.init.zeros_(part.bias)
        nn.init.zeros_(self.marks.weight)
        nn.init.normal_(self.marks.weight[Mark.OTHER :], std=0.02)

    def encode(self, ids: Tensor, places: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        """[B, T, width]: what each token means in its window."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.places(places) + self.marks(marks)
        x = self.dropout(self.norm(x))
        closed = _closed(mask, x)
        for layer in self.layers:
            x = layer(x, closed[:, None, None, :])
        return x

    def forward(self, ids: Tensor, places: Tensor, marks: Tensor, mask: Tensor) -> Read:
        x = self.encode(ids, places, marks, mask).float()
        target = (marks == Mark.TARGET).to(x.dtype)
        at_target = (x * target[:, :, None]).sum(1) / target.sum(1, keepdim=True).clamp(min=1.0)
        hidden = self.dropout(functional.gelu(self.hidden(self.dropout(torch.cat([x[:, 0], at_target], 1)))))
        heed = (self.heed(x) + _closed(mask, x)[:, :, None]).softmax(1)
        words = heed * self.speak(x)
        pooled = functional.pad(words.sum(1), (0, 1))
        return Read(self.stance(hidden) + pooled, self.evidence(hidden)[:, 0], words)


def _closed(mask: Tensor, like: Tensor) -> Tensor:
    """[B, T]: added to a softmax, shuts out the padding."""
    return (1.0 - mask.to(like.dtype)) * -1e4


def load_start(network: StanceNetwork, weights: Path) -> None:
    """Puts in what training begins with: the weights of a BERT (`.safetensors`) or of a pre-trained network (`.pt`)."""
    if weights.suffix == ".safetensors":
        load_bert(network, weights)
    else:
        network.load_state_dict(torch.load(weights, weights_only=True))


def load_bert(network: StanceNetwork, weights: Path) -> None:
    """Puts the published weights of a BERT (`model.safetensors`) into the network; the heads stay as they are."""
    given = read_safetensors(weights)
    prefix = "bert." if "bert.embeddings.word_embeddings.weight" in given else ""

    def take(name: str) -> Tensor:
        return given[prefix + name]

    state = {
        "words.weight": take("embeddings.word_embeddings.weight"),
        "positions.weight": take("embeddings.position_embeddings.weight"),
        "norm.weight": take("embeddings.LayerNorm.weight"),
        "norm.bias": take("embeddings.LayerNorm.bias"),
        "places.weight": take("embeddings.token_type_embeddings.weight")[0].repeat(len(Place), 1),
    }
    for i in range(network.shape.layers):
        base = f"encoder.layer.{i}"
        for end in ("weight", "bias"):
            state[f"layers.{i}.qkv.{end}"] = torch.cat(
                [take(f"{base}.attention.self.{x}.{end}") for x in ("query", "key", "value")]
            )
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("out_norm", "attention.output.LayerNorm"),
                ("widen", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("narrow_norm", "output.LayerNorm"),
            ):
                state[f"layers.{i}.{ours}.{end}"] = take(f"{base}.{theirs}.{end}")
    missing, unknown = network.load_state_dict(state, strict=False)
    heads = ("hidden.", "stance.", "evidence.", "heed.", "speak.", "marks.")
    if unknown or any(not name.startswith(heads) for name in missing):
        raise ValueError(f"{weights} does not fit: without {missing}, with {unknown}")


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a `.safetensors` file by name: a JSON head with types, shapes and offsets, then the bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    kinds = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            if end > start and entry["dtype"] in kinds:
                raw = torch.frombuffer(bytearray(data[start:end]), dtype=kinds[entry["dtype"]])
                tensors[name] = raw.reshape(entry["shape"])
    return tensors
