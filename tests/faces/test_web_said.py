"""Pages speak one language: also where they say what other parts of the program said in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import citance
from citance.errors import CitanceError, InvalidQuery, SearchIndexError, StoreFull, StoreLocked, StoreReadOnly
from citance.index import open_index
from citance.model import ProblemKind
from citance.text.language import LANGUAGES as RECOGNISED
from citance.text.language import guess_language
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.errors import told
from citance.web.translation import GROUP, REWORDED, said

ALDER = "10.5555/toy.alder2011"
EN, DE = words_in("en"), words_in("de")
SOURCE = Path(citance.__file__).parent

# Where what pages show is said, and what there is not: said to the command line alone.
SPEAK = {
    "web": (),
    "serving": ("create",),
    "services/review.py": ("_read",),
    "services/sieve.py": (),
    "services/export/selection.py": (),
    "classification/base.py": (),
    "classification/rules.py": (),
    "classification/trained.py": ("_model",),
}
RAISED, NAMED = ("InvalidInput", "InvalidRecord", "Refused", "Denied"), ("reason", "why")
RETURNED_BY = ("_trouble_with", "why_unjudged")


def messages(file: Path, passed_over: tuple[str, ...]) -> Iterator[str]:
    """What a file says, with a 7 where something is filled in."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    silent = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name in passed_over
        for node in ast.walk(function)
    }
    returned = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in RETURNED_BY
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
    }
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        if id(node) in silent:
            continue
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            values += node.args if name in RAISED else []
            values += [one.value for one in node.keywords if one.arg in NAMED]
        named = isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in NAMED for one in node.targets)
        if isinstance(node, ast.Assign | ast.Return) and node.value is not None and (named or id(node) in returned):
            values.append(node.value)
        for value in values:
            for one in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                if isinstance(one, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in one.values)
                elif isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value:
                    yield one.value


def all_messages() -> list[str]:
    found = []
    for place, passed_over in SPEAK.items():
        where = SOURCE / place
        for file in sorted(where.rglob("*.py")) if where.is_dir() else [where]:
            found += list(messages(file, passed_over))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words(language: str) -> None:
    found = all_messages()
    assert len(found) > 25
    for message in found:
        assert "<span" not in said(message, words_in(language)), f"{message!r} is not in said.{language}.toml"


def test_every_message_of_the_catalogue_is_said() -> None:
    spoken = {str(said(message, DE)) for message in all_messages()}
    for name, entry in DE.entries.items():
        if name.startswith(GROUP) and name != "said.negative":
            entry = DE.entries.get(name.replace(GROUP, REWORDED, 1), entry)
            pattern = re.sub(r"\\\{\w+\\\}", ".*", re.escape(str(entry)))
            assert any(re.fullmatch(pattern, unescape(one)) for one in spoken), name


def test_a_message_is_filled_in_and_escaped() -> None:
    assert said("a request may have 1,048,576 bytes", DE) == "Eine Anfrage darf 1.048.576 Bytes haben."
    language = "language pt is not among those of rules 1: en"
    assert said(language, DE) == "Sie ist auf Portugiesisch, das der Klassifikator (rules 1) nicht kennt."
    assert said(language, EN) == "it is in Portuguese, which the classifier (rules 1) does not know"
    assert said("<b> is empty", DE) == "&lt;b&gt; ist leer."
    assert said("nobody <says> this", DE) == '<span lang="en">nobody &lt;says&gt; this</span>'
    assert said("nobody <says> this", EN) == "nobody &lt;says&gt; this"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_a_file_has_words(language: str) -> None:
    assert {f"problem.{kind}" for kind in ProblemKind} <= set(words_in(language).entries)


@pytest.mark.parametrize("kind", [StoreLocked, StoreReadOnly, StoreFull, SearchIndexError])
def test_trouble_with_the_index_names_no_file(kind: type[CitanceError]) -> None:
    for words in (EN, DE):
        text = told(kind("/secret/place"), words)
        assert text
        assert "secret" not in text
    assert told(kind("/secret/place"), EN) != told(kind("/secret/place"), DE)


def test_a_query_whose_trouble_has_no_kind_is_told_all_the_same() -> None:
    assert "odd" in told(InvalidQuery("x", "it is odd"), DE)


def german(answer: Any) -> str:
    """What a page says in German: without what is marked as of another language, or comes from data."""
    page = re.sub(r"<(head|script|style|code|blockquote|cite)\b.*?</\1>", " ", answer.text, flags=re.S)
    page = re.sub(r'<(\w+)[^>]*\slang="en"[^>]*>[^<]*</\1>', " ", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(scope="module")
def pages(local: Any, toy_index: Path) -> list[str]:
    with open_index(toy_index, read_only=True) as index:
        views = index.report(ALDER, limit=200).statements
        some = {view.stance: view.id for view in views}.values()
        journal = next(view.citing.journal for view in views if view.citing.journal)
        author = next(view.citing.authors[0].name for view in views if view.citing.authors)
    article = f"/articles/{ALDER}"
    return [
        *("/", "/about/method", "/about/badge", "/search?q=sirolimus", "/search?q=sirolimus&kind=articles", "/upload", "/key"),
        *("/search?q=(", "/search?q=confidence:7000", "/nowhere", "/articles/nothing", "/statements/none", "/upload/none"),
        *(article, f"{article}?tab=references", f"{article}?tab=map", "/articles/10.5555/toy.hart2017?tab=versions"),
        *(f"{article}?page=9", f"{article}?size=7000", f"{article}?stance=none", f"{article}?q={'+'.join(map(str, range(30)))}"),
        *(f"/statements/{id}" for id in some),
        *(f"/authors/{author}", f"/journals/{journal}", f"/compare?article={ALDER}&article=10.5555/toy.hart2017"),
    ]


def test_no_page_in_german_says_what_the_english_catalogue_says(local: Any, pages: list[str]) -> None:
    english = {str(EN(name)) for name, entry in EN.entries.items() if isinstance(entry, str) and "{" not in entry}
    same = {str(entry) for entry in DE.entries.values() if isinstance(entry, str)}
    told = {" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in english - same}
    phrases = {one for one in told if " " in one and len(one) > 11}
    assert len(phrases) > 200
    for path in pages:
        answer = local.get(path, headers={"Accept": "text/html", "Accept-Language": "de"})
        assert '<html lang="de"' in answer.text, path
        text = german(answer)
        assert not [phrase for phrase in phrases if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)], path
        for message in ("too many", "at most", "there is no", "no sentence stands", "is not among"):
            assert message not in text, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_is_recognised_has_a_name(language: str) -> None:
    scripts = (
        "これは文です",
        "한국어 문장",
        "中文句子",
        "Це її слово",
        "Это слово",
        "Αυτή",
        "این چیز",
        "هذه كلمة",
        "זה מילה",
        "यह शब्द",
        "ภาษาไทย",
    )
    codes = {*RECOGNISED, *map(guess_language, scripts)}
    assert len(codes) == len(RECOGNISED) + len(scripts)
    words = words_in(language)
    assert [code for code in codes if str(words.known("language", str(code))) == code] == []
