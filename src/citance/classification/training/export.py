"""A trained network → `encoder.onnx`, whole or in 8 bits (`quantise`), compared with the network it was made from."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from citance.classification.inputs import Window
from citance.classification.training.fit import as_tensors
from citance.classification.training.network import Read, StanceNetwork
from citance.classification.training.quantise import on_the_grid

INPUTS = ("ids", "places", "marks", "mask")
OUTPUTS = ("stance", "evidence", "words")
OPSET = 18


class Difference(NamedTuple):
    """How far two forms of the network are apart over some statements: scores, and the share of other verdicts."""

    largest: float
    mean: float
    other_verdict: float


def export(network: StanceNetwork, target: Path, *, read_for: Sequence[Window] = ()) -> None:
    """Writes the network as ONNX, all lengths and any batch; in 8 bits, chosen for these windows, or whole where none is given.

    The weights have one scale per channel. Their range is reduced to 7 bits, without which processors that lack VNNI add up past
    16 bits and answer something else.
    """
    if read_for:
        network = on_the_grid(network, read_for)
    network = network.float().cpu().eval()
    window = Window([101, 1, 1, 102] * 4, [0, 0, 2, 0] * 4, [0, 8, 7, 0] * 4, [None] * 16)
    example = as_tensors([window, window], torch.device("cpu"))
    batch, length = torch.export.Dim("batch", min=1, max=512), torch.export.Dim("length", min=4, max=512)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        program = torch.onnx.export(
            _Unnamed(network),
            example,
            dynamo=True,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_shapes=tuple({0: batch, 1: length} for _ in INPUTS),
        )
        assert program is not None
        program.save(str(whole))
        if read_for:
            quantize_dynamic(
                onnx.load(whole),
                target,
                op_types_to_quantize=["MatMul", "Gemm", "Gather"],
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
            )
        else:
            onnx.save(onnx.load(whole), target)
    onnx.save(_without_story(onnx.load(target)), target)


def _without_story(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model without what the exporter tells of each node: files and lines of the machine it was made on."""
    graph = model.graph
    for part in (graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    return model


class _Unnamed(nn.Module):  # type: ignore[misc, unused-ignore]
    """The network with a plain tuple for an answer, as the exporter likes it."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, ids: torch.Tensor, places: torch.Tensor, marks: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        return tuple(self.network(ids, places, marks, mask))


def run(model: Path, windows: Sequence[Window]) -> list[tuple[NDArray[np.float32], float, NDArray[np.float32]]]:
    """Stance logits, evidence logit and words of each window, one at a time as at run time."""
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    answers = []
    for w in windows:
        rows = (w.ids, w.places, w.marks, [1] * len(w.ids))
        stance, evidence, words = session.run(
            None, {n: np.array([row], dtype=np.int64) for n, row in zip(INPUTS, rows, strict=True)}
        )
        answers.append((stance[0], float(evidence[0]), words[0]))
    return answers


def compare(reads: Sequence[Read], model: Path, windows: Sequence[Window]) -> Difference:
    """How far the exported model is from what the network said of the same windows."""
    ours = softmax(np.stack([r.stance.numpy() for r in reads]))
    theirs = softmax(np.stack([stance for stance, _, _ in run(model, windows)]))
    apart = np.abs(ours - theirs).max(1)
    return Difference(float(apart.max()), float(apart.mean()), float((ours.argmax(1) != theirs.argmax(1)).mean()))


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Scores of rows of logits."""
    raised = np.exp(logits.astype(np.float64) - logits.max(1, keepdims=True))
    scores: NDArray[np.float64] = raised / raised.sum(1, keepdims=True)
    return scores
