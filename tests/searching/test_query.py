"""The query language: the cases of queries.txt, and laws."""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_trees import trees_of

from citance.errors import InvalidQuery
from citance.model import Doi
from citance.searching.query import (
    DEEPEST,
    EVERYTHING,
    LONGEST,
    MOST,
    And,
    Is,
    Kind,
    Not,
    OfArticle,
    Phrase,
    Prefix,
    Query,
    Sure,
    Word,
    Years,
    any_of,
    kinds_asked,
    parse_query,
    read_question,
    resolve,
    show_tree,
    spare_small_words,
    write_query,
)


class Case(NamedTuple):
    title: str
    query: str
    expected: dict[str, str]


def read_cases() -> list[Case]:
    cases = []
    for block in (Path(__file__).parent / "queries.txt").read_text().split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if lines:
            title, query, *expected = lines
            cases.append(Case(title, query[2:], {line[0]: line[2:] for line in expected}))
    return cases


CASES = read_cases()
UNDERSTOOD = [case for case in CASES if "=" in case.expected]
REFUSED = [case for case in CASES if "!" in case.expected]


def test_all_cases_are_read() -> None:
    assert len(UNDERSTOOD) + len(REFUSED) == len(CASES) > 40


@pytest.mark.parametrize("case", UNDERSTOOD, ids=lambda case: case.title)
def test_understood(case: Case) -> None:
    tree = parse_query(case.query)
    assert show_tree(tree) == case.expected["="]
    assert write_query(tree) == case.expected.get("~", case.query)
    assert parse_query(write_query(tree)) == tree


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.title)
def test_refused(case: Case) -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse_query(case.query)
    place, words = case.expected["!"].split(" ", 1)
    assert raised.value.offset == int(place)
    assert raised.value.why.startswith(words)
    assert raised.value.query == case.query


FIELDS = st.sampled_from(["", "title", "abstract", "author", "journal"])
PLAIN = st.from_regex(r"[A-Za-zé0-9ß中][A-Za-z0-9.'é-]{0,8}[a-zé]", fullmatch=True).filter(
    lambda word: word not in ("AND", "OR", "NOT") and not word.startswith("10.")
)
LEAVES = st.one_of(
    st.just(EVERYTHING),
    st.builds(Word, PLAIN, FIELDS),
    st.builds(Phrase, st.lists(PLAIN, min_size=1, max_size=3).map(" ".join), FIELDS),
    st.builds(Prefix, PLAIN, FIELDS),
    st.builds(Is, st.just("stance"), st.sampled_from(["supporting", "contrasting", "mentioning", "unclassified"])),
    st.builds(Is, st.just("self"), st.sampled_from(["yes", "no"])),
    st.builds(Is, st.just("lang"), st.sampled_from(["en", "pt"])),
    st.builds(Is, st.just("study"), st.sampled_from(["review", "case_report"])),
    st.builds(Is, st.just("article-type"), st.sampled_from(["letter", "review article", "or"])),
    st.builds(Sure, st.integers(0, 100).map(lambda percent: percent / 100)),
    st.builds(Years, st.integers(0, 2100), st.none()),
    st.builds(Years, st.none(), st.integers(0, 2100)),
    st.builds(lambda a, b: Years(min(a, b), max(a, b)), st.integers(0, 9999), st.integers(0, 9999)),
    st.builds(
        OfArticle,
        st.sampled_from(["cites", "citing", "id"]),
        st.sampled_from(["10.5555/a(b)c", "10.5555/x;2-#", "12", "PMC7", "2101.00001", "hep-th/9901001", "key:abc"]),
    ),
)
TREES = trees_of(LEAVES, 12, 4)


@given(TREES)
def test_what_is_written_is_read_as_the_same(tree: Query) -> None:
    assert parse_query(write_query(tree)) == tree


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text('ab ()"*:-ANDORT.1/', max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    refused = None
    try:
        tree = parse_query(text)
    except InvalidQuery as error:
        refused = error
    if refused is None:
        assert parse_query(write_query(tree)) == tree
    else:
        assert refused.offset is not None
        assert 0 <= refused.offset <= len(text)
        assert refused.why


@given(TREES)
def test_resolving_changes_keys_only(tree: Query) -> None:
    resolved = resolve(tree, lambda identifier: (f"of {identifier}",))
    assert show_tree(resolved) == show_tree(tree)
    assert resolve(resolved, lambda identifier: (f"of {identifier}",)) == resolved


def test_identifiers_are_resolved() -> None:
    known = {Doi("10.5555/a"): ("first", "second")}
    tree = resolve(parse_query("cites:10.5555/a -cites:10.5555/b (x OR citing:key:third)"), lambda name: known.get(name, ()))
    assert isinstance(tree, And)
    assert tree.items[0] == OfArticle("cites", "10.5555/a", ("first", "second"))
    assert tree.items[1] == Not(OfArticle("cites", "10.5555/b", ()))
    assert any_of((Word("x"), OfArticle("citing", "key:third", ("third",)))) == tree.items[2]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("fever", {Kind.ARTICLE, Kind.STATEMENT}),
        ("fever stance:contrasting retracted:no study:trial", {Kind.ARTICLE, Kind.STATEMENT}),
        ("fever section:methods", {Kind.STATEMENT}),
        ("fever NOT self:yes", {Kind.STATEMENT}),
        ("fever OR section:methods", {Kind.ARTICLE, Kind.STATEMENT}),
        ("type:article fever", {Kind.ARTICLE}),
        ("NOT type:article", {Kind.STATEMENT}),
        ("type:article section:methods", set()),
        ("10.5555/a", {Kind.ARTICLE}),
        ("cites:10.5555/a", {Kind.STATEMENT}),
    ],
)
def test_kinds_asked(query: str, kinds: set[Kind]) -> None:
    assert set(kinds_asked(parse_query(query))) == kinds


@pytest.mark.parametrize(
    "query", ["x" * (LONGEST + 1), "(" * (DEEPEST + 5) + "x" + ")" * (DEEPEST + 5), "x " * (MOST + 1), "NOT " * 200 + "x"]
)
def test_too_much_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery):
        parse_query(query)


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("Does sirolimus cause infections?", "(and sirolimus cause infections)"),
        ("which drugs help children", "(and drugs children)"),
        ("which studies contradict deworming benefits?", "(and deworming benefits)"),
        ("What evidence supports early feeding?", "(and early feeding)"),
        ("Is sirolimus safe for infants?", "(and sirolimus safe infants)"),
        ("What do studies say?", None),
        ("sirolimus infections", None),
        ("infections?", None),
        ("is it?", None),
        ("Who was it, then?", None),
        ('does "this phrase" help?', None),
        ("does author:hart know?", None),
        ("What about IL-6?", "IL-6"),
        ("does vitamin D reduce falls in older people?", '(and "vitamin D" reduce falls older people)'),
        ("is hepatitis A, or B, worse between men?", '(and "hepatitis A" B worse men)'),
        ("is type 2 worse than 12 others?", '(and "type 2" worse 12 others)'),
    ],
)
def test_questions(asked: str, about: str | None) -> None:
    found = read_question(asked)
    assert (None if found is None else show_tree(found)) == about


@pytest.mark.parametrize(
    ("asked", "spared"),
    [
        ("sirolimus for lymphatic malformations", "(and sirolimus [for] lymphatic malformations)"),
        ("The Effects Of A Drug", "(and [The] Effects [Of] A Drug)"),
        ("A trial of sirolimus: a review", "(and [A] trial [of] sirolimus: [a] review)"),
        ("Sirolimus und Infektion bei Kindern", "(and Sirolimus [und] Infektion [bei] Kindern)"),
        ("efectos de la vacuna en niños", "(and efectos [de] [la] vacuna [en] niños)"),
        ("infants who die", "(and infants [who] die)"),  # German has a small word "die", English has not
        ("children not cured after surgery", "(and children not cured after surgery)"),
        ("vitamin A in WHO guidelines", "(and vitamin A [in] WHO guidelines)"),
        ('sirolimus "for" infants', '(and sirolimus "for" infants)'),
        ('"for infants"', '"for infants"'),
        ("for", "for"),
        ("to be or not", "(and [to] [be] [or] not)"),
        ("to be", "(and to be)"),
        ("the stance:contrasting", "(and the (stance contrasting))"),
        ("the -rats", "(and the (not rats))"),
        ("rash -(fever in infants)", "(and rash (not (and fever in infants)))"),
        ("fever in infants OR rash in children", "(or (and fever [in] infants) (and rash [in] children))"),
        (
            "title:(sirolimus for infants) author:(de la Cruz)",
            "(and (title sirolimus) (title [for]) (title infants) (author de) (author la) (author Cruz))",
        ),
    ],
)
def test_small_words_need_not_be_there(asked: str, spared: str) -> None:
    assert show_tree(spare_small_words(parse_query(asked))) == spared
