"""What pages are made of, without a server: words, addresses, marked sentences, charts, facets."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from citance.errors import InvalidInput
from citance.index import ArticleView, AuthorView, FacetCount, Filters, StatementView, TallyView
from citance.model import MarkerStyle, Place, RelationKind, SectionKind, Span, Stance
from citance.web import charts
from citance.web.catalogue import LANGUAGES, choose_language, words_in
from citance.web.escaping import escaped, replaced
from citance.web.facets import make_facets, pages_of
from citance.web.library import links_out
from citance.web.marking import marked, pieces, sentence_html, sentence_pieces, short_authors
from citance.web.page_query import Asked, read_asked
from citance.web.paths import Paths, name_in_path
from citance.web.rows import Rows

WEB = Path(charts.__file__).parent
EN = words_in("en")


def tally(supporting: int = 0, contrasting: int = 0, mentioning: int = 0, unclassified: int = 0) -> TallyView:
    total = supporting + contrasting + mentioning + unclassified
    return TallyView(total, supporting, contrasting, mentioning, unclassified, 1, supporting, 0, contrasting, 0)


# -- words -----------------------------------------------------------------------------------------------------------------


def places(entry: object) -> list[set[str]]:
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return [{name for _, name, _, _ in Formatter().parse(str(text)) if name} for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_complete_and_fill_the_same_places(language: str) -> None:
    words = words_in(language)
    assert words.entries.keys() == EN.entries.keys()
    for name, entry in words.entries.items():
        expected = set().union(*places(EN.entries[name]))
        assert set().union(*places(entry)) == expected, name
        assert isinstance(entry, dict) == isinstance(EN.entries[name], dict), name
        assert all(entry.values() if isinstance(entry, dict) else [entry]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_given_twice(language: str) -> None:
    """A catalogue may stand in several files: what one says no other says again."""
    names = [
        f"{group}.{name}"
        for file in sorted((WEB / "words").iterdir())
        if f".{file.name}".endswith(f".{language}.toml")
        for group, entries in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for name in entries
    ]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_no_template_speaks_by_itself() -> None:
    """Between tags, and in what is read aloud or shown, templates have no letters of their own."""
    for file in sorted((WEB / "templates").iterdir()):
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text(encoding="utf-8"), flags=re.S)
        source = re.sub(r"<\?xml.*?\?>|<!doctype html>|<code>.*?</code>", "", source)  # code is of the query language
        for text in re.findall(r">([^<>]*)<", source):
            assert not re.search(r"[^\W\d_]", text), (file.name, text)
        for name in ("title", "aria-label", "placeholder", "alt"):
            for value in re.findall(rf'\s{name}="([^"]*)"', source):
                assert not re.search(r"[^\W\d_]", value), (file.name, name, value)


def test_every_name_a_template_says_is_in_the_catalogue() -> None:
    for file in (WEB / "templates").iterdir():
        for name in re.findall(r"\bt\('([^']+)'", file.read_text(encoding="utf-8")):
            group = name.endswith(".") or any(f"{name}." in known for known in EN.entries)
            assert name in EN.entries or group, (file.name, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_the_model_has_words(language: str) -> None:
    words = words_in(language).entries
    for group, kinds in (("stance", Stance), ("section", SectionKind), ("place", Place)):
        for kind in kinds:
            assert f"{group}.{kind}" in words
    for kind in RelationKind:
        assert f"relation.{kind}" in words or f"notice.{kind}" in words


def test_numbers_and_dates() -> None:
    de = words_in("de")
    assert (EN.number(1234567), de.number(1234567)) == ("1,234,567", "1.234.567")
    assert [str(EN.date(date)) for date in ("2019-07-04", "2019-07", "2019", "spring", "2019-13")] == [
        "4 July 2019",
        "July 2019",
        "2019",
        "spring",
        "2019-13",
    ]
    assert de.date("2019-07-04T10:00:00Z") == "4. Juli 2019"
    assert (EN("count.statements", n=1), EN("count.statements", n=1200)) == ("1 statement", "1,200 statements")
    assert EN("feed.title", query="<b>") == "Citance: &lt;b&gt;"


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("de", "en", "de"),
        ("xx", "de", "de"),
        (None, "", "en"),
        (None, "fr,de;q=0.2,en;q=0.9", "en"),
        (None, "de-CH", "de"),
        (None, "de;q=0", "en"),
        (None, "de;q=x,;;,*", "en"),
    ],
)
def test_language(asked: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(asked, accepted) == chosen


# -- addresses ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doi", "path"),
    [
        ("10.5555/a.b", "/articles/10.5555/a.b"),
        ("10.5555/a<b>?c#d%", "/articles/10.5555/a%3Cb%3E%3Fc%23d%25"),
        ("10.5555/a//b", "/articles/key"),
        ("10.5555/../b", "/articles/key"),
        (None, "/articles/key"),
    ],
)
def test_an_article_has_an_address_that_survives(doi: str | None, path: str) -> None:
    view = ArticleView("key", doi=doi)
    assert Paths().article(view) == path
    assert name_in_path(view) in ("key", doi)


def test_links_out_are_addresses_of_their_schemes() -> None:
    view = ArticleView("key", doi='10.5555/a"onclick=x', pmid="123", arxiv="2101.00001")
    assert [(scheme, address) for scheme, _, address in links_out(view)] == [
        ("doi", "https://doi.org/10.5555/a%22onclick%3Dx"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/123"),
        ("arxiv", "https://arxiv.org/abs/2101.00001"),
    ]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "q": st.text(max_size=20).map(str.strip),
            "stance": st.sampled_from(["supporting", "contrasting"]),
            "journal": st.text(min_size=1, max_size=20).map(str.strip).filter(bool),
            "from": st.integers(1, 9999).map(str),
            "self": st.sampled_from(["yes", "no"]),
            "confidence": st.integers(1, 100).map(str),
            "page": st.integers(2, 99).map(str),
            "size": st.sampled_from(["50", "100"]),
            "combined": st.just("yes"),
        },
    )
)
def test_a_question_survives_its_address(params: dict[str, str]) -> None:
    asked = read_asked({name: [value] for name, value in params.items()}, inside=True)
    again: dict[str, list[str]] = {}
    for name, value in asked.pairs():
        again.setdefault(name, []).append(value)
    assert read_asked(again, inside=True) == asked


@pytest.mark.parametrize(
    "params", [{"from": ["x"]}, {"confidence": ["101"]}, {"stance": ["glad"]}, {"page": ["0"]}, {"to": ["²"]}]
)
def test_a_value_that_cannot_be_is_refused(params: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidInput):
        read_asked(params)


# -- sentences ---------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6))
def test_pieces_joined_are_the_words(words: str, ends: list[tuple[int, int]]) -> None:
    marks = [(Span(min(pair), max(pair)), "because") for pair in ends]
    cut = pieces(words, marks)  # type: ignore[arg-type]
    assert "".join(piece.text for piece in cut) == words
    at = 0
    for piece in cut:
        inside = any(span.start <= at and at + len(piece.text) <= span.end for span, _ in marks)
        assert ("because" in piece.kinds) == inside
        at += len(piece.text)


@given(
    st.text("ab12,<&\"' ", max_size=30),
    st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35)), max_size=5),
    st.booleans(),
    st.sampled_from(MarkerStyle),
)
def test_a_sentence_with_nothing_but_citations_is_marked_the_same(
    words: str, ends: list[tuple[int, int]], own: bool, style: MarkerStyle
) -> None:
    spans = [Span(min(pair), max(pair)) for pair in ends]
    view = StatementView(
        "id", ArticleView("k"), (), Stance.MENTIONING, SectionKind.OTHER, Place.PROSE, 0, sentence=words, marker_style=style,
        span=spans[0] if own and spans else None, group=spans[-1] if spans else None, others=tuple(spans[1 if own else 0 :]),
    )  # fmt: skip
    assert sentence_html(view, EN, Paths()) == marked(sentence_pieces(view), "id", EN, Paths())


@pytest.mark.parametrize(
    ("printed", "others", "style", "up"),
    [
        ("Others disagree.{7} So", (), "superscript", ["7"]),
        ("Others disagree.3,{7}–9 So", ("3", "9"), "superscript", ["3,7–9"]),
        ("Others5 disagree.{7}", ("5",), "superscript", ["5", "7"]),
        ("As Hart5 and Quill (2011) say.{7}", ("5", "Quill (2011)"), "superscript", ["5", "7"]),
        ("Others disagree {[7]}.", (), "numeric", []),
    ],
)
def test_what_was_raised_is_raised(printed: str, others: tuple[str, ...], style: str, up: list[str]) -> None:
    sentence, start = printed.replace("{", "").replace("}", ""), printed.index("{")
    span = Span(start, printed.index("}") - 1)
    beside = tuple(Span(sentence.index(one), sentence.index(one) + len(one)) for one in others)
    for matched in ((), (Span(0, 2),)):
        view = StatementView(
            "id", ArticleView("k"), (), Stance.MENTIONING, SectionKind.OTHER, Place.PROSE, 0, sentence=sentence, span=span,
            others=beside, matched=matched, marker_style=MarkerStyle(style),
        )  # fmt: skip
        html = sentence_html(view, EN, Paths())
        assert [re.sub("<[^>]+>", "", one) for one in re.findall("<sup>(.*?)</sup>", html)] == up
        assert re.sub("<[^>]+>", "", html) == sentence
        assert html.count('class="beside"') == len(others)
        ElementTree.fromstring(f"<p>{html}</p>")


def test_names_from_right_to_left_leave_the_year_where_it_is() -> None:
    rows = Rows(EN, Paths())
    shown = rows.byline(
        ArticleView("k", authors=(AuthorView("\u0623\u062d\u0645\u062f", "\u0643\u0627\u062a\u0628"),), year=2018)
    )
    assert re.fullmatch("<bdi>[^<]+</bdi> · 2018", str(shown))
    assert "<bdi>" not in rows.byline(ArticleView("k", authors=(AuthorView("Jürgen Łoś", "Łoś"),), year=2018))


@given(st.text(max_size=30))
def test_words_are_escaped_as_templates_do_it(words: str) -> None:
    assert escaped(words) == replaced(words) == str(escape(words))


def test_marks_may_overlap() -> None:
    cut = pieces("abcdef", [(Span(1, 4), "because"), (Span(3, 5), "marker"), (None, "group")])
    assert [(piece.text, sorted(piece.kinds)) for piece in cut] == [
        ("a", []),
        ("bc", ["because"]),
        ("d", ["because", "marker"]),
        ("e", ["marker"]),
        ("f", []),
    ]


def test_names() -> None:
    def named(*names: str) -> str:
        return short_authors(ArticleView("k", authors=tuple(AuthorView(f"A {n}", n) for n in names)))

    assert [named(), named("Heron"), named("Heron", "Ibis"), named("Heron", "Ibis", "Kite")] == [
        "",
        "Heron",
        "Heron & Ibis",
        "Heron et al.",
    ]


# -- charts and pages ----------------------------------------------------------------------------------------------------------


def test_a_bar_shares_its_length_among_the_stances() -> None:
    drawing = ElementTree.fromstring(str(charts.bar(tally(1, 1, 6), EN)))
    widths = {rect.get("class"): rect.get("width") for rect in drawing.iter("rect")}
    assert widths == {"of-supporting": "12.50%", "of-mentioning": "75.00%", "of-contrasting": "12.50%"}
    assert drawing.get("aria-label") == "1 supporting, 6 mentioning, 1 contrasting"
    assert ElementTree.fromstring(str(charts.bar(tally(2), EN, most=8))).find("rect").get("width") == "25.00%"  # type: ignore[union-attr]


def test_stances_to_choose_stand_in_one_order() -> None:
    counts = {"stance": [FacetCount(value, many) for value, many in (("mentioning", 9), ("supporting", 2), ("contrasting", 5))]}
    facet = make_facets(counts, read_asked({}), EN)[0]
    assert [(one.value, one.many) for one in facet.shown] == [("supporting", 2), ("contrasting", 5), ("mentioning", 9)]


def test_years_of_a_narrow_timeline_have_room() -> None:
    for many in range(1, 40):
        drawn = ElementTree.fromstring(str(charts.timeline({str(2000 + n): tally(1) for n in range(many)}, EN, narrow=True)))
        places = []
        for text in (one for one in drawn.iter() if one.get("class") == "year"):
            at, anchor = float(str(text.get("x")).rstrip("%")), text.get("text-anchor")
            places.append(at + {"start": 9, "middle": 0, "end": -9}[str(anchor)])  # a year is 18 % of 150 pixels wide
        assert all(later - earlier > 18 for earlier, later in pairwise(places)), many


def test_a_timeline_hangs_contrast_below_its_line() -> None:
    drawing = ElementTree.fromstring(str(charts.timeline({"2010": tally(1, 0, 3), "2012": tally(0, 2), "": tally(9)}, EN)))
    line = float(drawing.find("line").get("y1"))  # type: ignore[union-attr,arg-type]
    for rect in drawing.iter("rect"):
        top, tall = float(rect.get("y", "0")), float(rect.get("height", "0"))
        assert top == line if rect.get("class") == "of-contrasting" else top + tall <= line + 0.11
    years = [text.text for text in drawing.iter("text") if text.get("class") == "year"]
    assert years == ["2010", "2011", "2012"]
    assert not charts.timeline({"": tally(3)}, EN)
    long = charts.timeline({"1900": tally(1), "2024": tally(1)}, EN)
    assert [text.text for text in ElementTree.fromstring(str(long)).iter("text") if text.get("class") == "year"][::5] == [
        "≤ 1975",
        "2024",
    ]


def test_pages_to_offer() -> None:
    def offered(total: int, page: int) -> list[int | None]:
        return [step.number for step in pages_of(total, Asked(page=page))]

    assert offered(20, 1) == []
    assert offered(41, 1) == [1, 2, 3]
    assert offered(400, 10) == [1, None, 9, 10, 11, None, 20]
    assert offered(400, 99)[-1] == 20


def test_colours_can_be_read() -> None:
    """Words in the colours of the style sheet stand out from their ground as WCAG AA asks (4.5), in light and dark."""
    sheet = (WEB / "static" / "citance.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", sheet, flags=re.S)[:2]
    for theme in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", theme))
        for ink in ("ink", "soft", "link", "supporting", "contrasting", "mentioning", "unclassified"):
            for ground in ("paper", "sheet", "wash"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for ink, ground in (
            ("alarm", "alarm-wash"),
            ("warn", "warn-wash"),
            ("ink", "marker"),
            ("ink", "found"),
            ("ink", "alarm-wash"),
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert contrast(colours["edge"], colours["sheet"]) >= 3


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_filters_that_are_usual_are_not_written() -> None:
    assert Asked().pairs() == []
    assert Asked(filters=Filters(stance=(Stance.SUPPORTING,)), page=3).narrowed(stance=()) == []


def test_clearing_filters_keeps_how_things_are_shown() -> None:
    asked = read_asked(
        {"stance": ["contrasting"], "q": ["x"], "size": ["50"], "sort": ["oldest"], "count": ["own"], "page": ["3"]}, inside=True
    )
    assert asked.cleared() == [("count", "own"), ("sort", "oldest"), ("size", "50")]


def test_studies_of_no_known_type_are_counted_too(local: Any) -> None:
    page = local.get("/articles/10.5555/toy.alder2011?lang=en").text
    facet = re.search(r"<legend>Study type.*?</fieldset>", page, re.S)
    assert facet
    total = re.search(r'id="sum-title">(\d+) statements', page)
    assert total
    assert "not known" in facet[0]
    assert sum(map(int, re.findall(r"(\d+)(?:</span></label>|</p>)", facet[0]))) == int(total[1])
