"""Exports that are the answer to one question, as a server gives them: of a bounded size, whoever asks."""

from __future__ import annotations

import io
from typing import Any

from citance.errors import TooMuch

MOST_BYTES = 32 * 2**20
"""Of an export in one answer: the statements about an article cited 10,000 times. What is larger is for `citance export`."""


class Bounded(io.BytesIO):
    """A place to write an answer to; raises TooMuch where it grows too large for one."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > MOST_BYTES:
            raise TooMuch(MOST_BYTES)
        return super().write(data)
