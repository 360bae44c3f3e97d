from __future__ import annotations

import re
from pathlib import Path

import pytest

from citance.classification.cues import CUES, LOOKING_BACK, OWN
from citance.classification.rules import Rules
from citance.model import Evidence, SectionKind, Span, Stance, StatementText

CASES = Path(__file__).with_name("stances.txt")


def read_cases() -> list[tuple[str, StatementText, str, str, str]]:
    """The cases of stances.txt: title, statement, stance, evidence, words that tip."""
    cases = []
    for block in re.split(r"\n\s*\n", "\n".join(x for x in CASES.read_text("utf-8").splitlines() if not x.startswith("#"))):
        if not block.strip():
            continue
        title, text, verdict = block.strip().split("\n")
        language = "en"
        if match := re.match(r"\((\w\w)\) ", text):
            language, text = match[1], text[match.end() :]
        before, sentence, after = [p.strip() for p in text.split("|")] if "|" in text else ("", text, "")
        start, end = sentence.index("{"), sentence.index("}") - 1
        group = Span(start, end)
        sentence = sentence.replace("{", "").replace("}", "")
        statement = StatementText(sentence, before, after, group, group, section=SectionKind.DISCUSSION, language=language)
        words = re.fullmatch(r"= (\w+)(?: (\w+))?(?:: (.*))?", verdict)
        assert words, f"cannot read the verdict of {title!r}"
        cases.append((title, statement, words[1], words[2] or "", words[3] or ""))
    return cases


@pytest.mark.parametrize(
    ("title", "statement", "stance", "evidence", "words"), read_cases(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_case(
    title: str, statement: StatementText, stance: str, evidence: str, words: str, request: pytest.FixtureRequest
) -> None:
    if title.startswith("(not yet)"):
        request.applymarker(pytest.mark.xfail(strict=True, reason="the rules cannot do this yet"))
    (verdict,) = Rules().classify([statement])
    assert verdict.stance == stance
    assert (verdict.evidence or "") == (Evidence(evidence) if evidence else "")
    if words:
        tipped = verdict.because[0]
        assert words in tipped.span.cut({"sentence": statement.sentence, "after": statement.after}[tipped.where]) + " …"


@pytest.mark.parametrize("cue", [*CUES, *LOOKING_BACK], ids=lambda cue: cue.name)
def test_each_cue_catches_its_example(cue) -> None:
    assert cue.regex.search(cue.example)


def test_scores_sum_to_one_and_order_does_not_matter() -> None:
    statements = [statement for _, statement, *_ in read_cases()]
    together = Rules().classify(statements)
    assert together == [Rules().classify([s])[0] for s in statements]
    assert together == Rules().classify(statements[::-1])[::-1]
    for verdict in together:
        if verdict.scores is not None:
            assert abs(verdict.scores.supporting + verdict.scores.contrasting + verdict.scores.mentioning - 1) < 1e-9


def test_an_unknown_language_is_said_and_never_silently_mentioning() -> None:
    (verdict,) = Rules().classify([StatementText("Nossos resultados concordam [3].", language="pt")])
    assert verdict.stance is Stance.UNCLASSIFIED
    assert "pt" in (verdict.reason or "")


def test_own_words_are_seen() -> None:
    assert OWN.search("In the present study we saw none.")
    assert not OWN.search("Sirolimus inhibits mTOR.")
