"""Asking the public's search about words that the public may not read: whatever they are, every face answers the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index

ALDER = "10.5555/toy.alder2011"
SECRET = "10.5555/secret.1"

# Two tellings of each of two documents that differ in nothing but in words that the public may not read.
PRIVATE = {
    "tower": {
        "title": "Bells rung from a leaning tower",
        "surname": "Privately",
        "abstract": "Ringers deafened.",
        "said": "Bells were louder than sirolimusk is strong",
    },
    "castle": {
        "title": "Drums beaten in a sunken castle",
        "surname": "Secretson",
        "abstract": "Drummers drowned.",
        "said": "Drums were wetter than rapamycinn is strong",
    },
}
SNIPPET = {"tower": "quartz", "castle": "basalt"}

WORDS = (
    *("tower", "castle", "bells", "drum*", "privately", "deafened", "drowned", "quartz", "basalt", "quart*"),
    *(
        "title:tower",
        "title:(castle OR sunken)",
        'title:"leaning tower"',
        "author:privately",
        "author:secretson",
        "author:privat*",
    ),
    *("abstract:deafened", "abstract:quartz", "abstract:bas*", "abstract:marble -abstract:quartz", "-tower", "journal:keyholes"),
    *(f"doi:{SECRET}", f"citing:{SECRET}", f"citing:{SECRET} title:tower", "louder", '"wetter than"', "sirolimusk", "rapamycinn"),
    # misspellings of words that either telling has, and words of either telling that are nearly others
    *("towr", "castel", "privatly", "author:privatly", "quarts", "sirolimuskk", "strog", "sirolimus", ""),
)


def jats(doi: str, title: str, surname: str, abstract: str, said: str) -> str:
    return f"""<article article-type="research-article"><front><journal-meta>
<journal-title-group><journal-title>Annals of Keyholes</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">{doi}</article-id>
<title-group><article-title>{title}</article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>{surname}</surname><given-names>Una</given-names></name></contrib>
</contrib-group><pub-date><year>2019</year></pub-date><abstract><p>{abstract}</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>{said} [<xref ref-type="bibr" rid="B1">1</xref>].</p></sec></body>
<back><ref-list><ref id="B1"><label>1</label><element-citation publication-type="journal"><article-title>Sirolimus for complicated
vascular anomalies in children</article-title><year>2011</year><pub-id pub-id-type="doi">{ALDER}</pub-id></element-citation></ref>
</ref-list></back></article>"""


def long_sentence(telling: str) -> str:
    """One of which a snippet shows the end alone, where the marker stands."""
    return f"{SNIPPET[telling].title()} lies {'beside the marble of the hills and ' * 12} it is as hard as that"


@pytest.fixture(scope="module")
def told(toy_index: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An index for each telling."""
    indexes = {}
    for telling, private in PRIVATE.items():
        folder = tmp_path_factory.mktemp(telling)
        (folder / "private.xml").write_text(jats(SECRET, **private))
        abstract = f"{'All about marble and how it is cut. ' * 12}In the end there is {SNIPPET[telling]}."
        (folder / "snippet.xml").write_text(jats("10.5555/snippet.1", "Stones", "Mason", abstract, long_sentence(telling)))
        indexes[telling] = shutil.copytree(toy_index, folder / "index")
        with open_index(indexes[telling]) as index:
            for visibility in ("private", "snippet"):
                index.ingest([folder / f"{visibility}.xml"], classify="rules", workers=0, visibility=visibility)
    return indexes


@pytest.fixture(scope="module")
def servers(serving: Callable[..., Any], told: dict[str, Path]) -> tuple[Any, Any]:
    tower, castle = (serving(told[telling], public=True, base_url="http://citations.example.org") for telling in PRIVATE)
    return tower, castle


ASKED: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    # face → path, what its parameter for words is and what else is asked, what it accepts
    "v1 articles": ("/v1/search", {"query": "", "kind": "articles"}, ("application/json", "text/csv")),
    "v1 statements": ("/v1/search", {"query": "", "kind": "statements"}, ("application/json",)),
    "scite": ("/search", {"term": ""}, ("application/json",)),
    "scite statements": ("/search", {"term": "", "mode": "citations"}, ("application/json",)),
    "page of articles": ("/search", {"q": "", "kind": "articles"}, ("text/html",)),
    "page of statements": ("/search", {"q": ""}, ("text/html",)),
    "exported": ("/search", {"q": "", "kind": "articles", "export": "bibtex"}, ("text/html",)),
    "atom": ("/search.atom", {"q": ""}, ("*/*",)),
    "json feed": ("/search.json", {"q": ""}, ("*/*",)),
    "find": ("/find", {"q": ""}, ("text/html",)),
    "match": ("/search/match_reference", {"title": "", "first_author": "Privately"}, ("application/json",)),
    "author": ("/authors/", {}, ("text/html",)),
}


def ask(client: Any, face: str, words: str, accept: str) -> tuple[int, str]:
    path, params, _ = ASKED[face]
    asked = {name: value or words for name, value in params.items()}
    if not params:
        path += words or "nobody"
    answer = client.get(path, params=asked, headers={"accept": accept})
    return answer.status_code, re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "now", answer.text)


@pytest.mark.parametrize("face", ASKED)
def test_no_face_tells_one_telling_from_the_other(servers: tuple[Any, Any], face: str) -> None:
    for words in WORDS:
        for accept in ASKED[face][2]:
            one, other = (ask(client, face, words, accept) for client in servers)
            assert one == other, words


def test_the_owner_finds_every_word(told: dict[str, Path]) -> None:
    with open_index(told["tower"], read_only=True) as index:
        for words in ("title:tower", "author:privately", "abstract:deafened", "abstract:quartz", "quart*", "tower -castle"):
            found = index.search(words, kind="articles").articles
            assert found is not None
            assert found.total == 1, words
        for words in ("louder", "title:tower", "abstract:quartz", "quartz"):
            statements = index.search(words).statements
            assert statements is not None
            assert statements.total == 1, words


def test_what_nobody_cites_is_not_counted(servers: tuple[Any, Any]) -> None:
    client = servers[0]
    for words in ("tower", "author:privately", "journal:keyholes title:tower", f"doi:{SECRET}"):
        answer = client.get("/v1/search", params={"query": words, "kind": "articles"}).json()
        assert answer["articles"]["total"] == 0
        assert answer.get("withheld", 0) == 0
        assert not any(answer["articles"]["facets"].values())
        found = client.get("/search", params={"term": words}).json()
        assert found["count"] == 0
        assert "Keyholes" not in json.dumps(found)
        assert (
            "may not be shown"
            not in client.get("/search", params={"q": words, "kind": "articles"}, headers={"accept": "text/html"}).text
        )


def test_one_telling_is_open_and_can_be_asked(serving: Callable[..., Any], told: dict[str, Path], tmp_path: Path) -> None:
    """What is said of an article's visibility holds for searches at once; whom others cite is known, but not by its abstract."""
    folder = shutil.copytree(told["tower"], tmp_path / "index")

    def total(words: str) -> int:
        with open_index(folder, read_only=True, audience="public") as index:
            found = index.search(words, kind="articles").articles
            assert found is not None
            return found.total

    def say(visibility: str) -> None:
        with open_index(folder) as index:
            index.set_visibility(SECRET, visibility)

    asked = ("title:tower", "author:privately", "abstract:deafened")
    assert [total(words) for words in asked] == [0, 0, 0]
    say("snippet")
    assert [total(words) for words in asked] == [1, 1, 0]
    say("open")
    assert [total(words) for words in asked] == [1, 1, 1]
    say("private")
    assert [total(words) for words in asked] == [0, 0, 0]
    citing = tmp_path / "citing.xml"
    citing.write_text(jats("10.5555/citing.1", "Echoes", "Openly", "Heard.", "Echoes were heard").replace(ALDER, SECRET))
    with open_index(folder) as index:
        index.ingest([citing], workers=0, visibility="open")
    assert [total(words) for words in asked] == [1, 1, 0]
    with open_index(folder) as index:
        index.remove("10.5555/citing.1")
    assert [total(words) for words in asked] == [0, 0, 0]
