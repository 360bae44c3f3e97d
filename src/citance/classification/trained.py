"""The trained classifier: a gate settles the clear mentions, an encoder reads the rest, and each verdict says why.

A statement's answer depends on nothing but its own words: equal ones are judged once, and every one alone.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citance.classification import artefact
from citance.classification.artefact import SHIPPED, Manifest, decide, open_artefact
from citance.classification.base import why_unjudged
from citance.errors import ClassifierUnusable, UnknownName
from citance.model.citation import StatementText
from citance.model.stance import Classification, Evidence, Scores, Stance

if TYPE_CHECKING:
    from citance.classification.encoder import Encoder, Reading
    from citance.classification.gate import Gate
    from citance.classification.inputs import Windows

REMEMBERED = 4096
"""Verdicts kept from call to call: members of one group come one after the other, also across the edge of two batches."""

Key = tuple[Any, ...]


class Trained:
    """The classifier of an artefact. `point` is one of its operating points; without `gate` the encoder reads everything.

    Raises ClassifierUnusable where the artefact is absent or damaged, UnknownName for an operating point it does not have.
    What is heavy is loaded with the first statement. `threads` read side by side; None: one for each core, at most four.
    """

    def __init__(self, point: str = "default", folder: Path = SHIPPED, *, gate: bool = True, threads: int | None = None) -> None:
        self.manifest: Manifest = open_artefact(folder)
        if point not in self.manifest.points:
            raise UnknownName("operating point", point, self.manifest.points)
        self.point, self.folder, self.threads = point, folder, threads
        self.name = self.manifest.name
        self.version = self.manifest.version if point == "default" else f"{self.manifest.version}-{point}"
        self.languages = frozenset(self.manifest.languages)
        self.asked = self.settled = self.read = 0  # statements, those of the distinct ones settled by the gate, and read
        self._gated = gate and artefact.GATE in self.manifest.files
        self._known: OrderedDict[Key, Classification] = OrderedDict()
        self._pool: ThreadPoolExecutor | None = None
        self._loading = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process: loaded anew, with one thread, for there are other processes beside it."""
        return _again, (self.point, self.folder, self._gated)

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        """One classification for each statement, in order."""
        keys = [_key(s) for s in statements]
        verdicts: dict[Key, Classification] = {}
        doubtful: dict[Key, StatementText] = {}
        self.asked += len(statements)
        for key, s in zip(keys, statements, strict=True):
            if key in verdicts or key in doubtful:
                continue
            known = self._known.get(key) or self._unjudged(s) or self._settled(s)
            if known is None:
                doubtful[key] = s
            else:
                verdicts[key] = known
        verdicts.update(zip(doubtful, self._read_all(doubtful.values()), strict=True))
        self._remember(verdicts)
        return [verdicts[key] for key in keys]

    @property
    def _by(self) -> str:
        return f"{self.name} {self.version}"

    def _unjudged(self, s: StatementText) -> Classification | None:
        reason = why_unjudged(s, self)
        return None if reason is None else Classification(Stance.UNCLASSIFIED, self._by, reason=reason)

    def _settled(self, s: StatementText) -> Classification | None:
        """The classification of a clear mention, None where the encoder is to look."""
        scores = self._gate.settle(s) if self._gated else None
        if scores is None:
            return None
        self.settled += 1
        return Classification(Stance.MENTIONING, self._by, scores)

    def _read_all(self, statements: Iterable[StatementText]) -> list[Classification]:
        """What the encoder makes of statements, several at once: it works outside the interpreter's lock."""
        several = list(statements)
        self.read += len(several)
        if len(several) < 2 or self._threads < 2:
            return [self._read(s) for s in several]
        with self._loading:
            self._pool = self._pool or ThreadPoolExecutor(self._threads, "encoder")
        self._model  # noqa: B018  loaded once, before threads ask for it
        futures: list[Future[Classification]] = [self._pool.submit(self._read, s) for s in several]
        try:
            return [future.result() for future in futures]
        except BaseException:  # Ctrl-C: what has not begun is not waited for
            for future in futures:
                future.cancel()
            raise

    def _read(self, s: StatementText) -> Classification:
        from citance.classification.because import words_that_tipped

        windows, encoder = self._model
        window = windows.window(s)
        reading = encoder.read(window)
        scores = self.manifest.calibrate(self._raw(reading))
        stance = decide(scores, self.manifest.points[self.point])
        if stance is Stance.MENTIONING:
            return Classification(stance, self._by, scores)
        evidence = Evidence.OWN if reading.evidence >= self.manifest.evidence else Evidence.REPORTED
        return Classification(stance, self._by, scores, evidence, words_that_tipped(s, window, reading, stance, evidence))

    def _raw(self, reading: Reading) -> Scores:
        """Softmax of the logits at the temperature of the calibration."""
        most = max(reading.stance)
        parts = [exp((logit - most) / self.manifest.temperature) for logit in reading.stance]
        total = sum(parts)
        return Scores(*(part / total for part in parts))

    def _remember(self, verdicts: dict[Key, Classification]) -> None:
        self._known.update(verdicts)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    @cached_property
    def _threads(self) -> int:
        if self.threads is not None:
            return self.threads
        available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(4, available)

    @cached_property
    def _gate(self) -> Gate:
        from citance.classification.gate import Gate

        return Gate(self.folder / artefact.GATE)

    @cached_property
    def _model(self) -> tuple[Windows, Encoder]:
        from citance.classification.encoder import Encoder

        try:
            from citance.classification.inputs import INPUTS, Windows
        except ImportError as error:
            raise ClassifierUnusable(self.name, str(self.folder), f"{error.name} is not installed") from error
        if self.manifest.inputs != INPUTS:
            why = f"it was trained on windows {self.manifest.inputs}, this Citance makes windows {INPUTS}"
            raise ClassifierUnusable(self.name, str(self.folder), why)
        return Windows(self.folder / artefact.VOCABULARY), Encoder(self.folder / artefact.ENCODER)


def _again(point: str, folder: Path, gate: bool) -> Trained:
    return Trained(point, folder, gate=gate, threads=1)


def _key(s: StatementText) -> Key:
    """All that the verdict depends on. Members of one group share it, so they share the verdict."""
    return s.sentence, s.before, s.after, s.group or s.span, s.others, s.section, s.language
