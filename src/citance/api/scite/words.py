"""From our answers to scite's words: tallies by own evidence, notices in exact words, statements with their markers.

scite counts a statement as supporting or contrasting only where it speaks from the citing authors' own evidence; one that
reports another's result is mentioning there. `evidence` "own" counts so, "all" counts reported evidence with its stance.
"""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterable, Mapping
from html import escape
from typing import Literal

from msgspec import UNSET, UnsetType

from citance.api.scite import wire
from citance.errors import NotFound
from citance.index import ArticleCard, ArticleView, StatementView, TallyView
from citance.model import Doi, Evidence, RelationKind, SectionKind, Span, Stance
from citance.services.export.names import pages

Counted = Literal["own", "all"]

NOTICE_STATUS = {
    RelationKind.RETRACTED_BY: "Retracted",
    RelationKind.CONCERN_BY: "Has expression of concern",
    RelationKind.CORRECTED_BY: "Has correction",
}
# What the notice calls itself decides between two that we keep as one: clients show these words.
# What a notice calls itself, at the beginning of its title: "Retraction: opioid withdrawal in mice" withdraws nothing.
_CALLED = re.compile(
    r"\W*(?:(?:an?|article|note|notice|of|on|partial|publisher|statement|the)\b\W*)*(retract|withdraw|correct|corrig|errat)", re.I
)

_TYPES = {Stance.SUPPORTING: "supporting", Stance.CONTRASTING: "contradicting", Stance.MENTIONING: "mentioning"}
_WORDS_OF_TYPES = {
    "research-article": "journal article",
    "review-article": "review",
    "systematic-review": "review",
    "case-report": "case report",
    "editorial": "editorial",
    "letter": "letter",
    "preprint": "preprint",
}


def by_type(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by type of article under the words PubMed has for them; other types as they are, with blanks."""
    found: dict[str, int] = {}
    for kind, count in counts.items():
        name = _WORDS_OF_TYPES.get(kind, kind.replace("-", " ").replace("_", " ").lower())
        found[name] = found.get(name, 0) + count
    return found


def key_of(asked: str) -> str:
    """The key under which an answer stands: the DOI as it was asked, in lower case."""
    return asked.lower()


def read_doi(words: str) -> Doi:
    """The DOI of a path: raw, escaped or as an address, in any case; raises NotFound where it is none."""
    doi = Doi.read(words)
    if doi is None:
        raise NotFound("article", words[:200])
    return doi


def dois_of(asked: Iterable[object]) -> dict[str, Doi | None]:
    """By key: the DOI that each text of the list spells, None where it spells none; what is no text is passed over."""
    return {key_of(words): Doi.read(words) for words in asked if isinstance(words, str)}


def tally(counts: TallyView | None, doi: str | UnsetType, evidence: Counted) -> wire.Tally:
    """The tally as scite counts; zeros where nothing is known."""
    if counts is None:
        return wire.Tally(0, 0, 0, 0, 0, 0, doi)
    told = counts.own_alone() if evidence == "own" else counts
    return wire.Tally(
        told.total, told.supporting, told.contrasting, told.mentioning, told.unclassified, told.citing_articles, doi
    )


def added(tallies: Iterable[wire.Tally]) -> wire.Tally:
    """Several tallies as one. An article that cites two of the works counts twice."""
    held = tuple(tallies)
    return wire.Tally(
        total=sum(one.total for one in held),
        supporting=sum(one.supporting for one in held),
        contradicting=sum(one.contradicting for one in held),
        mentioning=sum(one.mentioning for one in held),
        unclassified=sum(one.unclassified for one in held),
        citing_publications=sum(one.citing_publications for one in held),
    )


def section_tally(parts: Mapping[str, TallyView], total: int, doi: str | UnsetType) -> wire.SectionTally:
    """Statements by section; `total` counts those without a section too."""
    counts = {kind: parts[kind].total if kind in parts else 0 for kind in map(str, SectionKind)}
    return wire.SectionTally(
        total,
        introduction=counts["introduction"],
        results=counts["results"],
        methods=counts["methods"],
        discussion=counts["discussion"],
        other=counts["other"],
        doi=doi,
    )


def name_of(article: ArticleView) -> str:
    """The DOI; where there is none the best other name, for a statement must say whence it comes."""
    if article.doi:
        return str(article.doi)
    for scheme in ("pmid", "pmcid", "arxiv"):
        if value := getattr(article, scheme):
            return f"{scheme}:{value}"
    return f"key:{article.key}"


def notices(card: ArticleCard, doi: str) -> tuple[wire.Notice, ...]:
    """What was said of the article by its publisher, gravest first, in the words that clients know."""
    found = []
    for relation in card.relations:
        status = NOTICE_STATUS.get(relation.kind)
        if status is None:
            continue
        called = _CALLED.match(relation.article.title)
        name = called[1].lower() if called is not None else relation.printed.lower()
        if relation.kind is RelationKind.RETRACTED_BY and "withdraw" in name:
            status = "Withdrawn"
        elif relation.kind is RelationKind.CORRECTED_BY and "errat" in name:
            status = "Has erratum"
        notice_doi = relation.article.doi
        found.append(
            wire.Notice(
                status,
                doi,
                date=relation.article.date or (str(relation.article.year) if relation.article.year else UNSET),
                notice_doi=str(notice_doi) if notice_doi else UNSET,
                urls=(f"https://doi.org/{notice_doi}",) if notice_doi else (),
            )
        )
    return tuple(found)


def paper(card: ArticleCard, doi: str, evidence: Counted) -> wire.Paper:
    """The article as scite tells it, under the DOI it was asked by."""
    article = card.article
    links: dict[RelationKind, list[str]] = {kind: [] for kind in (RelationKind.HAS_PREPRINT, RelationKind.PREPRINT_OF)}
    for relation in card.relations:
        if relation.kind in links and relation.article.doi:
            links[relation.kind].append(str(relation.article.doi))
    kind = article.article_type
    return wire.Paper(
        doi=doi,
        title=article.whole_title or "Untitled",
        authors=tuple(
            wire.Author(a.name, place, _or_unset(a.surname), _or_unset(a.given), _or_unset(a.orcid))
            for place, a in enumerate(article.authors, 1)
        ),
        tally=tally(card.tally, doi, evidence),
        retracted="retracted" in article.standing,
        editorial_notices=notices(card, doi),
        preprint_links=tuple(map(wire.PreprintLink, links[RelationKind.HAS_PREPRINT])),
        publication_links=tuple(map(wire.PublicationLink, links[RelationKind.PREPRINT_OF])),
        normalized_types=(_WORDS_OF_TYPES[kind],) if kind in _WORDS_OF_TYPES else (),
        slug=doi,
        type=_or_unset(kind),
        abstract=_or_unset(article.abstract),
        keywords=article.keywords or UNSET,
        year=article.year if article.year is not None else UNSET,
        journal=_or_unset(article.journal),
        short_journal=_or_unset(article.journal),
        publisher=_or_unset(article.publisher),
        volume=_or_unset(article.volume),
        issue=_or_unset(article.issue),
        page=_or_unset(pages(article, "-")),
        issns=article.issns or UNSET,
    )


def citations(
    statements: Iterable[StatementView],
    evidence: Counted,
    *,
    target: str | None = None,
    key: str | None = None,
    snippets: bool = False,
) -> tuple[wire.Citation, ...]:
    """The statements as scite tells them: about one article (of this key, called `target`), or one for each they are about."""
    return tuple(
        _citation(statement, target or name_of(cited), evidence, snippets)
        for statement in statements
        for cited in statement.cited
        if key is None or cited.key == key
    )


def _citation(statement: StatementView, target: str, evidence: Counted, snippets: bool) -> wire.Citation:
    judged = statement.classification
    scores = judged.scores if judged is not None else None
    stance = _counted_stance(statement, evidence)
    own = {Stance.SUPPORTING: "supporting", Stance.CONTRASTING: "contrasting", Stance.MENTIONING: "mentioning"}.get(stance)
    return wire.Citation(
        id=number_of(statement.id),
        source=name_of(statement.citing),
        target=target,
        self_cites=(wire.SelfCite(),) if statement.self_citation else (),
        positive=scores.supporting if scores else UNSET,
        negative=scores.contrasting if scores else UNSET,
        neutral=scores.mentioning if scores else UNSET,
        section=str(statement.section),
        expert_classification=_TYPES[stance] if statement.reviewed and stance in _TYPES else UNSET,
        type=_TYPES.get(stance, UNSET),
        type_confidence=getattr(scores, own) if scores and own else UNSET,
        snippet=snippet(statement) if snippets else UNSET,
        snippet_hidden=not statement.sentence if snippets else UNSET,
        lang=statement.language or UNSET,
        ref_location=f"b{statement.position}/{statement.mention}" if statement.position is not None else UNSET,
    )


def _counted_stance(statement: StatementView, evidence: Counted) -> Stance:
    told = statement.stance in (Stance.SUPPORTING, Stance.CONTRASTING)
    if told and evidence == "own" and statement.evidence is Evidence.REPORTED:
        return Stance.MENTIONING
    return statement.stance


def number_of(id: str) -> int:
    """A statement's id as a number that JavaScript can hold: the first 53 of its 80 bits."""
    return int.from_bytes(b32decode(id.upper()), "big") >> 27


def snippet(statement: StatementView) -> str:
    """The sentences as HTML, with the marker as `<cite data-doi=…>` and found words in `<strong class="highlight">`.

    Nothing of the article's own words can be markup: every character of them is escaped.
    """
    target = next((str(cited.doi) for cited in statement.cited if cited.doi), "")
    marks: list[tuple[Span, str, str]] = []
    if statement.span is not None:
        marks.append((statement.span, f'<cite data-doi="{escape(target)}">' if target else "<cite>", "</cite>"))
    marks += ((found, '<strong class="highlight">', "</strong>") for found in statement.matched)
    parts: list[str] = []
    at = 0
    for span, opening, closing in sorted(marks, key=lambda mark: mark[0]):
        if span.start < at:  # within another one
            continue
        parts += [escape(statement.sentence[at : span.start]), opening, escape(span.cut(statement.sentence)), closing]
        at = span.end
    parts.append(escape(statement.sentence[at:]))
    around = (escape(statement.before), "".join(parts), escape(statement.after))
    return " ".join(part for part in around if part)


def _or_unset(text: str | None) -> str | UnsetType:
    return text or UNSET
