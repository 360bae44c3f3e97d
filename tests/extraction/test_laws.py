"""What holds for every document, by Hypothesis: links written down are read back, however they are printed."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

import msgspec
from extraction_cases import Case, write_document
from hypothesis import given
from hypothesis import strategies as st

from citance.extraction import cut_statements, extract, find_markers, resolve_markers
from citance.extraction.places import paragraph_at, paragraph_starts
from citance.model import ArticleRecord, Author, Document, MarkerKind, Paragraph, Place, RawReference, Span, TaggedLink
from citance.model.codec import decode, encode

FORTY = Case("", [("refs", "1..40")]).document.references
NAMED = tuple(
    RawReference(f"r{n}", n, "Entry.", works=(ArticleRecord(authors=(Author("Arden", "P"), Author("Blythe", "Q")), year=2001),))
    for n in (1, 2)
)
IDS = st.sampled_from(["r1", "r2", "r7", "nowhere"])
NUMBERS = st.lists(st.integers(1, 40), min_size=1, max_size=9, unique=True).map(sorted)


def printed(numbers: list[int], dash: str, as_links: bool) -> str:
    """The numbers as a reader prints them: runs of three and more as ranges, whose middle no link names."""
    parts: list[str] = []
    while numbers:
        length = 1
        while length < len(numbers) and numbers[length] == numbers[0] + length:
            length += 1
        ends = (numbers[0],) if length < 3 else (numbers[0], numbers[length - 1])
        numbers = numbers[1:] if length < 3 else numbers[length:]
        parts.append(dash.join(f"<{n}>" if as_links else f"{n}" for n in ends))
    return ", ".join(parts)


@st.composite
def texts(draw: st.DrawFn, as_links: bool = True) -> tuple[str, list[list[int]]]:
    """Paragraphs of sentences with groups in square brackets, and the numbers of each group in order."""
    groups = draw(st.lists(NUMBERS, min_size=1, max_size=6))
    dash = draw(st.sampled_from(["-", "–", " – ", "]–["]))
    text = ""
    for group in groups:
        words = draw(
            st.sampled_from(["Mice were cold", "They ate 2.5 g of E. coli", "Arden et al. disagreed", "It rose (p < 0.05)"])
        )
        gap = draw(st.sampled_from([" ", " and then ", ". ", " ¶ ", " ¶table "]))
        text += f"{words} [{printed(group, dash if as_links else '-', as_links)}]{gap}"
    return text, groups


def numbers_of(document: Document) -> list[int]:
    citations, _ = resolve_markers(document, find_markers(document))
    return [citation.reference + 1 for citation in citations if citation.reference is not None]


@given(texts())
def test_ranges_are_read_back_in_full(case: tuple[str, list[list[int]]]) -> None:
    text, groups = case
    document = write_document(text, FORTY)
    got = numbers_of(document)
    assert sorted(got) == sorted(n for group in groups for n in group)


@given(texts(as_links=False))
def test_what_is_inferred_stands_in_the_text(case: tuple[str, list[list[int]]]) -> None:
    document = write_document(case[0], FORTY)
    for marker in find_markers(document):
        assert marker.kind is MarkerKind.INFERRED
        assert set(marker.span.cut(document.text)) <= set("0123456789,- ")


@given(texts())
def test_every_statement_holds_its_marker(case: tuple[str, list[list[int]]]) -> None:
    document = write_document(case[0], FORTY)
    statements = extract(document).statements
    mentions: dict[int | None, int] = {}
    for statement in statements:
        citation, group, sentence = statement.citation, statement.citation.marker.group, statement.sentence
        assert group.start <= citation.marker.span.start < citation.marker.span.end <= group.end
        mentions[citation.reference] = mentions.get(citation.reference, 0) + 1
        assert citation.mention == mentions[citation.reference]
        if sentence is None:
            continue
        assert sentence.start <= group.start
        assert group.end <= sentence.end
        for other in statement.others:
            assert sentence.start <= other.start < other.end <= sentence.end
            assert other.end <= group.start or other.start >= group.end
        assert statement.before is None or statement.before.end <= sentence.start
        assert statement.after is None or statement.after.start >= sentence.end


@given(texts())
def test_stages_run_again_from_the_stored_document_alike(case: tuple[str, list[list[int]]]) -> None:
    document = write_document(case[0], FORTY)
    stored = decode(encode(document), Document)
    found = extract(document)
    citations, problems = resolve_markers(stored, find_markers(stored))
    assert tuple(cut_statements(stored, found.references, citations)) == found.statements
    assert tuple(problems) == found.problems


def test_without_references_nothing_is_inferred() -> None:
    document = write_document("Mice were cold [1], said Arden (2001).^2^", ())
    assert find_markers(msgspec.structs.replace(document, references=())) == []


@st.composite
def odd_documents(draw: st.DrawFn) -> Document:
    """Documents as damaged files give them: links, superscripts and paragraphs anywhere, empty, overlapping, nested."""
    letters = st.text(alphabet="ab Z.,;:-–[](){}0129é²\n\\", max_size=80)
    words = st.sampled_from(["(Arden et al., 2001)", "[1, 3-5]", "2001a,b", " in press", "et al. ", "\u2028", "10^6", "[2]-[7]"])
    text = "".join(draw(st.lists(letters | words, max_size=8)))
    places = st.integers(0, len(text))
    spans = st.lists(st.tuples(places, places).map(lambda pair: Span(min(pair), max(pair))), max_size=6).map(sorted)
    cuts = sorted(draw(st.lists(places, max_size=4)))
    bounds = [0, *cuts, len(text)]
    kinds = st.sampled_from([Place.PROSE, Place.TABLE, Place.HEADING])
    return Document(
        text,
        ArticleRecord(),
        "test",
        paragraphs=tuple(Paragraph(Span(a, b), draw(kinds)) for a, b in pairwise(bounds) if a < b),
        links=tuple(TaggedLink(span, tuple(draw(st.lists(IDS, min_size=1, max_size=3)))) for span in draw(spans)),
        superscripts=tuple(draw(spans)),
        other_links=tuple(draw(spans)),
        displays=tuple(draw(spans)),
        references=draw(st.sampled_from([FORTY, NAMED, ()])),
    )


@given(odd_documents())
def test_nothing_breaks_on_odd_documents(document: Document) -> None:
    for statement in extract(document).statements:
        marker = statement.citation.marker
        assert 0 <= marker.group.start <= marker.span.start <= marker.span.end <= marker.group.end <= len(document.text)


@given(texts())
def test_a_place_is_found_among_the_starts_as_it_is_alone(case: tuple[str, list[list[int]]]) -> None:
    document = write_document(case[0], FORTY)
    starts = paragraph_starts(document)
    for at in range(-1, len(document.text) + 1):
        assert bisect_right(starts, at) - 1 == paragraph_at(document, at)
