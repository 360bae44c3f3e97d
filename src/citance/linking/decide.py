"""Linked, ambiguous or unlinked, and the words that say why."""

from __future__ import annotations

from collections.abc import Sequence

from citance.linking.features import View, compare
from citance.linking.identity import same_doi
from citance.linking.scoring import CLEARLY_LESS, LINKED, WEIGHTS, score
from citance.model.article import ArticleRecord
from citance.model.link import Candidate, Link, LinkReason, LinkStatus

Levels = tuple[tuple[str, str], ...]


def decide(record: ArticleRecord, candidates: Sequence[Candidate], printed: str | None = None) -> Link:
    """The verdict on one work of a reference among its candidates; in which order they come does not matter.

    An identifier that both carry decides alone. Else the fields do: linked where the best candidate's score reaches `LINKED`
    and no other comes near it, ambiguous where another does. `printed` is the reference's text, where fields may be wanting.
    """
    by_identifier = [c for c in candidates if _shares_identifier(record, c.record)]
    if len(by_identifier) == 1:
        return Link(LinkStatus.LINKED, LinkReason.IDENTIFIER, "the reference carries its identifier", by_identifier[0].key)
    if not candidates:
        return Link(LinkStatus.UNLINKED, LinkReason.NO_CANDIDATE, "no article shares enough words or numbers with it")
    asked = View(record, printed)
    ranked = sorted(
        ((score(levels := compare(asked, View(c.record))), levels, c) for c in by_identifier or candidates),
        key=lambda ranked: (-ranked[0], ranked[2].key),
    )
    best_score, levels, best = ranked[0]
    rest = ranked[1:]
    best = _whole_doi(best, [c for s, _, c in rest if s >= LINKED])
    runner_up = next(((s, c) for s, _, c in rest if c.key != best.key and not _one_entry(best, c)), None)
    spoke = tuple((f"{name}: {level}", WEIGHTS.get((name, level), 0.0)) for name, level in levels)
    runner_key = runner_up[1].key if runner_up else None
    if best_score < LINKED:
        words = f"the nearest article does not agree enough: {words_of(levels)}"
        return Link(LinkStatus.UNLINKED, LinkReason.TOO_WEAK, words, None, best_score, spoke, best.key)
    if runner_up is not None and best_score - runner_up[0] < CLEARLY_LESS:
        words = f"two articles agree alike: {words_of(levels)}"
        return Link(LinkStatus.AMBIGUOUS, LinkReason.EQUALS, words, None, best_score, spoke, runner_key)
    return Link(LinkStatus.LINKED, LinkReason.FIELDS, words_of(levels), best.key, best_score, spoke, runner_key)


def _shares_identifier(one: ArticleRecord, other: ArticleRecord) -> bool:
    ours, theirs = one.identifiers, other.identifiers
    return bool(
        (ours.doi and ours.doi == theirs.doi)
        or (ours.pmid and ours.pmid == theirs.pmid)
        or (ours.pmcid and ours.pmcid == theirs.pmcid)
        or (ours.arxiv and ours.arxiv == theirs.arxiv)
    )


def _one_entry(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are one work entered twice, under a DOI and the same cut short or misprinted."""
    ours, theirs = one.record.identifiers.doi, other.record.identifiers.doi
    return bool(ours and theirs and same_doi(ours, theirs))


def _whole_doi(best: Candidate, near: Sequence[Candidate]) -> Candidate:
    """Of the best and its doubles, the one with the longest DOI: the others are it, cut short."""
    return max([best, *(c for c in near if _one_entry(best, c))], key=lambda c: (len(c.record.identifiers.doi or ""), c is best))


# What a level is called in a sentence; the rest are "same title", "different page" and the like.
_SAID = {
    ("title", "one begins the other"): "one title begins the other",
    ("title", "one ends the other"): "one title ends the other",
    ("title", "nearly the same"): "nearly the same title",
    ("title", "alike"): "titles alike",
    ("title", "partly alike"): "titles partly alike",
    ("title marks", "different numbers"): "different numbers in the titles",
    ("title marks", "another part"): "the titles end with different numbers",
    ("title marks", "one is a notice or an answer"): "one title is that of a notice or an answer",
    ("first author", "nearly the same"): "nearly the same first author",
    ("first author", "elsewhere"): "first author named elsewhere",
    ("other authors", "all"): "same other authors",
    ("other authors", "most"): "most other authors the same",
    ("other authors", "few"): "few other authors the same",
    ("other authors", "none"): "other authors different",
    ("year", "differs by one"): "year differs by one, as preprints do",
    ("year", "differs by a few"): "year differs by a few",
    ("page", "same number"): "same page number",
    ("edition", "year and volume both differ"): "perhaps another edition",
}


def words_of(levels: Levels) -> str:
    """The comparison as a person would say it: what is the same first, then what is not."""
    same = [name for name, level in levels if level.split(",")[0] == "same"]
    other = [_SAID.get((name, level), f"{level} {name}") for name, level in levels if level.split(",")[0] != "same"]
    phrases = []
    if same:
        phrases.append("same " + (", ".join(same[:-1]) + " and " + same[-1] if len(same) > 1 else same[0]))
    return "; ".join(phrases + other)
