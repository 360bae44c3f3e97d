"""Study types of citing articles: counted, filtered by, and told by no more words than an audience may read."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from citance.index import Filters, Index
from citance.services.viewer import Viewer

ALDER = "10.5555/toy.alder2011"


def test_articles_tell_their_study_type_with_the_words(toy: Index) -> None:
    study = toy.article("10.5555/toy.quill2009").study
    assert study is not None
    assert (study.type, study.where) == ("animal", "title")
    assert study.words in toy.article("10.5555/toy.quill2009").title


def test_each_count_is_what_choosing_it_shows(toy: Index) -> None:
    whole = toy.cited_by(ALDER, limit=500)
    counts = {one.value: one.count for one in whole.facets["study_type"]}
    assert len(counts) > 2
    said = [str(view.citing.study.type) for view in whole.statements if view.citing.study is not None]
    assert counts == {name: said.count(name) for name in set(said)}
    for name, count in counts.items():
        found = toy.cited_by(ALDER, filters=Filters(study_type=(name,)), limit=500)
        assert found.total == count
        assert {one.value: one.count for one in found.facets["study_type"]} == counts


def test_the_public_is_told_no_type_that_a_hidden_abstract_gave(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    article = owner.find(ALDER)
    record = msgspec.structs.replace(
        article.record, title="Larches", article_type=None, keywords=(), abstract="Forty mice were randomly assigned to frost."
    )
    article = msgspec.structs.replace(article, record=record)
    public = open_toy(read_only=True, audience="public")
    assert Viewer(public._store, "public").study_of(article) is not None
    owner.set_visibility(ALDER, "snippet")
    assert Viewer(owner._store).study_of(article) is not None
    assert Viewer(public._store, "public").study_of(article) is None
    titled = msgspec.structs.replace(article, record=msgspec.structs.replace(record, title="Frost in mice"))
    assert Viewer(public._store, "public").study_of(titled) is not None  # titles are everybody's
