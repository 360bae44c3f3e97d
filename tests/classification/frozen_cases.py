"""The frozen statements of `frozen/*.txt` → cases: what a person reads in a block, and what a classifier is given.

    title [Heading]                              names the case, and the section it stands in
    < the sentence before                        where there is one
    The sentence with ⟦the marked group⟧ and ⟨other citations⟩.
    > the sentence after                         where there is one
    = stance evidence                            as the guide of the labelled statements would have it

Blank lines part the blocks; a line with # is for the reader. All sentences are our own invention.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from citance.classification.base import Classifier
from citance.model import SectionKind, Span, StatementText
from citance.text.headings import section_kind

FROZEN = Path(__file__).with_name("frozen")

_BRACKET = re.compile("[⟦⟧⟨⟩]")
_TITLE = re.compile(r"(?P<title>.+) \[(?P<heading>[^\]]+)\]")


class Case(NamedTuple):
    """A statement with the verdict a person gave it: "supporting own", "contrasting reported", "mentioning"."""

    title: str
    statement: StatementText
    expected: str

    @property
    def stance(self) -> str:
        """The expected stance without its evidence."""
        return self.expected.split()[0]


def read_cases() -> list[Case]:
    """All cases, by file and then in order. A block that cannot be read raises ValueError with its first line."""
    return [_read(block) for path in sorted(FROZEN.glob("*.txt")) for block in _blocks(path.read_text("utf-8"))]


def _blocks(text: str) -> list[list[str]]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [block.splitlines() for block in re.split(r"\n\s*\n", lines.strip()) if block.strip()]


def _read(block: list[str]) -> Case:
    title = _TITLE.fullmatch(block[0])
    by_mark = {line[0]: line[2:].strip() for line in block[1:] if line[0] in "<>="}
    bare = [line for line in block[1:] if line[0] not in "<>="]
    if title is None or len(bare) != 1 or len(bare) + len(by_mark) != len(block) - 1 or "=" not in by_mark:
        raise ValueError(f"cannot read the case {block[0]!r}")
    sentence, marked, others = _cut(bare[0])
    if len(marked) != 1:
        raise ValueError(f"no group, or several, is marked in {block[0]!r}")
    heading = title["heading"]
    statement = StatementText(
        sentence,
        by_mark.get("<", ""),
        by_mark.get(">", ""),
        marked[0],
        marked[0],
        tuple(others),
        section_kind(heading) or SectionKind.OTHER,
        heading,
        "en",
    )
    return Case(title["title"], statement, by_mark["="])


def _cut(line: str) -> tuple[str, list[Span], list[Span]]:
    """The sentence without brackets, and the spans that stood in ⟦ ⟧ and in ⟨ ⟩."""
    found: dict[str, list[Span]] = {"⟦": [], "⟨": []}
    open_at: list[tuple[str, int]] = []
    sentence, end = "", 0
    for bracket in _BRACKET.finditer(line):
        sentence += line[end : bracket.start()]
        end = bracket.end()
        if bracket[0] in found:
            open_at.append((bracket[0], len(sentence)))
        else:
            kind, start = open_at.pop()
            found[kind].append(Span(start, len(sentence)))
    return sentence + line[end:], found["⟦"], found["⟨"]


def answers(classifier: Classifier, cases: Sequence[Case]) -> dict[str, str]:
    """What the classifier says of each case, written as the expected verdicts are; by title."""
    verdicts = classifier.classify([case.statement for case in cases])
    return {
        case.title: f"{verdict.stance} {verdict.evidence or ''}".strip() for case, verdict in zip(cases, verdicts, strict=True)
    }


def recorded_at(classifier: Classifier) -> Path:
    """Where the answers of a classifier are recorded."""
    return FROZEN / f"answers_{classifier.name}.tsv"


def read_answers(path: Path) -> dict[str, str]:
    """Recorded answers by title."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])
    return {title: answered for title, _, answered, _ in rows}
