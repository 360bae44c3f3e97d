"""Lines in reading order → blocks of an article.

body        how most of it is set
layout      what is known of all lines: columns, rows of cells, formulas
headings    which lines are headings
captions    where captions begin and end
paragraphs  which lines go on with which paragraph
walk        goes through the lines once, and puts each where it belongs
"""

from citance.readers.pdf.blocks.body import find_body, first_prose
from citance.readers.pdf.blocks.values import Block, Kind
from citance.readers.pdf.blocks.walk import find_blocks

__all__ = ["Block", "Kind", "find_blocks", "find_body", "first_prose"]
