"""What machines are answered where there is an error: the table in services.answered, which pages go by, too."""

from __future__ import annotations

from citance.services.answered import FAULT, FAULT_WORDS, NO_INDEX, TABLE, Answer, Row, answer_of, is_no_index, row_of

__all__ = ["FAULT", "FAULT_WORDS", "NO_INDEX", "TABLE", "Answer", "Row", "answer_of", "is_no_index", "row_of"]
