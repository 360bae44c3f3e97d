"""Window → what the encoder makes of it: logits of the stances and of the evidence, and what each token adds.

One window per call, without padding: int8 takes the scale of its activations from all that is in a call, so a statement
judged among others would get other scores than alone. It costs little: a batch of 16, padded to its longest, was no faster
on two CPUs of a laptop's kind than single calls.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citance.errors import ClassifierUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citance.classification.inputs import Window


class Reading(NamedTuple):
    """What the encoder says of one window."""

    stance: tuple[float, float, float]  # logits of supporting, contrasting, mentioning
    evidence: float  # logit of own
    words: Sequence[Sequence[float]]  # for each token, what it adds to supporting and to contrasting


class Encoder:
    """The encoder of an artefact. May be called from several threads at once; each call takes one core."""

    def __init__(self, path: Path) -> None:
        try:
            import numpy
            import onnxruntime
        except ImportError as error:
            raise ClassifierUnusable("trained", str(path), f"{error.name} is not installed") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # plans are kept for each length met, and lengths are many
        options.log_severity_level = 3  # errors: what it has to say else is for its makers
        self._array = numpy.array
        self._int64 = numpy.int64
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its errors share no class
            raise ClassifierUnusable("trained", str(path), f"onnxruntime cannot load it: {error}") from error
        self._inputs = [node.name for node in self._session.get_inputs()]

    def read(self, window: Window) -> Reading:
        """What the encoder makes of one window."""
        rows = {"ids": window.ids, "places": window.places, "marks": window.marks, "mask": [1] * len(window.ids)}
        feed = {name: self._array([rows[name]], self._int64) for name in self._inputs}
        stance, evidence, words = self._session.run(("stance", "evidence", "words"), feed)
        supporting, contrasting, mentioning = stance[0].tolist()
        return Reading((supporting, contrasting, mentioning), float(evidence.reshape(-1)[0]), words[0].tolist())
