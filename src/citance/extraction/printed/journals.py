"""What a journal is called: whether a few words can be the name of one."""

from __future__ import annotations

import re
from importlib.resources import files

JOURNAL_WORDS = frozenset(
    line
    for line in files("citance.extraction").joinpath("journal_words.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
_JOURNAL_NAMES = re.compile(
    r"\b(?:Journal|Annals|Archives?|Proceedings|Transactions|Reviews?|Letters|Bulletin|Nature|Science|PLoS|PLOS|BMC|Lancet|Revista|Rivista|Revue"
    r"|Zeitschrift|Acta|Cell|Frontiers|Advances|Quarterly|Gazette|Magazine|Reports|Chemistry|Biology|Research|Medicine|Conference|Symposium)\b"
)


def is_journal(name: str) -> bool:
    """Whether a name is a journal's, by its words."""
    words = name.replace(".", " ").split()
    return 1 <= len(words) <= 12 and (
        _JOURNAL_NAMES.search(name) is not None or sum(word.lower() in JOURNAL_WORDS for word in words) * 2 >= len(words) > 1
    )
