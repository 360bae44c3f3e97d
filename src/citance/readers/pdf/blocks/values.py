"""What blocks are: lines that belong together, of a kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ABSTRACT = "abstract"  # a paragraph of it
    CAPTION = "caption"
    CELL = "cell"
    FOOTNOTE = "footnote"


@dataclass(slots=True)
class Block:
    """Lines that belong together, as indices in reading order."""

    kind: Kind
    lines: list[int] = field(default_factory=list)
    level: float = 0.0  # of a heading: greater stands above
