"""What the public sees of documents that are not open: in every answer, by every road."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from citance.errors import NotFound, StoreReadOnly
from citance.index import Filters, Index, StatementView, open_index
from citance.model.codec import to_json
from citance.toy import toy_path

ALDER, CASTELL, WEN = "10.5555/toy.alder2011", "10.5555/toy.castell2014", "10.5555/toy.wen2024"

Opener = Callable[..., Index]


def hide(open_toy: Opener, **visibility: str) -> Index:
    """The index before the public, after these articles were given these visibilities."""
    owner = open_toy()
    for article, wanted in visibility.items():
        assert owner.set_visibility(f"10.5555/toy.{article}", wanted) == 1
    owner.close()
    return open_toy(audience="public", read_only=True)


def every_answer(index: Index) -> Iterator[bytes]:
    """All that can be asked for, as JSON."""
    for doi in (ALDER, CASTELL, "10.5555/ext.sato2007"):
        yield to_json(index.report(doi, limit=500))
        yield to_json(index.report(doi, limit=500, combined=True))
    for kind in ("both", "statements", "articles"):
        for query in ("sirolimus", "", f"cites:{ALDER}", "infection OR pneumonia"):
            yield to_json(index.search(query, kind=kind, limit=500))  # type: ignore[arg-type]
    for what, formats in index.formats.items():
        for format in formats:
            if format != "parquet":
                narrowed = Filters(first_year=1900) if what == "articles" else Filters(self_citation=False)
                choices = [{}, {"article": ALDER}, {"filters": narrowed}] if what != "reviews" else [{}]
                for asked in choices:
                    out = BytesIO()
                    index.export(what, format, out, **asked)  # type: ignore[arg-type]
                    yield out.getvalue()
    yield to_json(list(index.statements()))
    yield to_json(list(index.problems()))
    yield to_json(index.reviews())
    yield to_json(index.disagreements())


def private_words(owner: Index, doi: str) -> list[StatementView]:
    key = owner.find(doi).key
    return [s for s in owner.statements() if s.citing.key == key]


def test_nothing_of_a_private_document_leaves(open_toy: Opener) -> None:
    owner = open_toy()
    secret = private_words(owner, CASTELL)
    assert len(secret) > 20
    someone = next(s for s in secret if s.sentence)
    owner.record_review(someone.id, reviewer="A. Reader", stance="supporting", why="so it is")
    abstract = owner.article(CASTELL).abstract
    assert abstract
    owner.close()
    public = hide(open_toy, castell2014="private")
    needles = [json.dumps(s.sentence, ensure_ascii=False)[1:-1].encode() for s in secret if len(s.sentence) > 40]
    needles += [s.id.encode() for s in secret] + [abstract[:60].encode()]
    for answer in every_answer(public):
        for needle in needles:
            assert needle not in answer
    with pytest.raises(NotFound):
        public.statement(someone.id)
    assert public.article(CASTELL).abstract == ""
    assert public.find(CASTELL).record.abstract == ""


def test_what_is_withheld_is_counted(open_toy: Opener) -> None:
    owner = open_toy()
    before = owner.report(ALDER, limit=500)
    from_castell = sum(s.citing.doi == CASTELL for s in before.statements)
    owner.close()
    public = hide(open_toy, castell2014="private")
    report = public.report(ALDER, limit=500)
    assert report.withheld == from_castell > 0
    assert len(report.statements) == before.total - from_castell
    assert report.tally == before.tally
    assert public.export("statements", "jsonl", BytesIO(), article=ALDER).withheld == from_castell
    assert public.export("citations", "jsonl", BytesIO(), article=ALDER).withheld == from_castell


def test_the_owner_sees_everything(open_toy: Opener) -> None:
    hide(open_toy, castell2014="private", gale2016="snippet").close()
    owner = open_toy()
    report = owner.report(ALDER, limit=500)
    assert report.withheld == 0
    assert not any(s.cut for s in report.statements)
    assert {s.visibility.value for s in report.statements} == {"open", "snippet", "private"}


def test_of_a_snippet_document_the_sentence_alone_is_seen(open_toy: Opener) -> None:
    owner = open_toy()
    whole = {s.id: s for s in private_words(owner, "10.5555/toy.gale2016")}
    owner.close()
    public = hide(open_toy, gale2016="snippet")
    shown = [s for s in public.statements() if s.id in whole]
    assert len(shown) == len(whole)
    for view in shown:
        assert view.cut
        assert (view.before, view.after) == ("", "")
        assert len(view.sentence) <= 304
        if len(whole[view.id].sentence) <= 300:
            assert view.sentence == whole[view.id].sentence
            assert view.span == whole[view.id].span
        for judged in public.statement(view.id).history:
            assert judged.classification.because == ()
    assert len(public.article("10.5555/toy.gale2016").abstract) <= 304


def test_a_private_article_nobody_cites_is_not_there(open_toy: Opener) -> None:
    owner = open_toy()
    key = owner.find(WEN).key
    assert owner.find(WEN).cited_by == 0
    owner.close()
    public = hide(open_toy, wen2024="private")
    for ask in (public.find, public.article, public.tally, public.report):
        for words in (WEN, key):
            with pytest.raises(NotFound):
                ask(words)  # type: ignore[operator]
    for answer in every_answer(public):
        assert WEN.encode() not in answer
        assert key.encode() not in answer


def test_a_private_article_that_lists_itself_is_not_there(tmp_path: Path) -> None:
    """As those do that say how they are to be cited: nobody else does."""
    file = tmp_path / "own.xml"
    file.write_text(
        """<article><front><journal-meta><journal-title>Journal of Hidden Things</journal-title></journal-meta><article-meta>
<article-id pub-id-type="doi">10.5555/toy.own</article-id><title-group><article-title>A quokka</article-title></title-group>
</article-meta></front><body><sec><p>Cite this as <xref ref-type="bibr" rid="r1">[1]</xref>.</p></sec></body><back><ref-list>
<ref id="r1"><element-citation><pub-id pub-id-type="doi">10.5555/toy.own</pub-id></element-citation></ref></ref-list></back>
</article>""",
        "utf-8",
    )
    with open_index(tmp_path / "index", create=True) as owner:
        owner.ingest([file], visibility="private", workers=0)
        assert owner.article("10.5555/toy.own").cited_by == 1
    with open_index(tmp_path / "index", read_only=True, audience="public") as public:
        with pytest.raises(NotFound):
            public.article("10.5555/toy.own")
        assert public.tallies(["10.5555/toy.own"]) == {}
        assert public.search("quokka", kind="articles").articles.total == 0  # type: ignore[union-attr]
        assert public.journals() == ()


def test_the_public_cannot_write(open_toy: Opener) -> None:
    public = open_toy(audience="public")
    attempts: list[Callable[[], object]] = [
        lambda: public.ingest([]),
        public.classify,
        lambda: public.rebuild("search"),
        lambda: public.remove(ALDER),
        lambda: public.remove_source("toy"),
        lambda: public.lift_tombstone(1),
        lambda: public.set_visibility(ALDER, "open"),
        lambda: public.undo_join(1),
        lambda: public.withdraw_review(1),
        lambda: public.import_reviews(BytesIO()),
    ]
    for attempt in attempts:
        with pytest.raises(StoreReadOnly):
            attempt()


def test_what_is_hidden_is_answered_as_what_is_absent(open_toy: Opener) -> None:
    owner = open_toy()
    key = owner.article(WEN).key
    assert not owner.article(WEN).cited_by
    owner.set_visibility(WEN, "private")
    public = open_toy(audience="public", read_only=True)
    absent = "10.5555/toy.nobody2024"

    def refusal(words: str) -> str:
        with pytest.raises(NotFound) as refused:
            public.article(words)
        return str(refused.value).replace(WEN, absent).replace(key, "a" * 13)

    for spelled in ("{}", "https://doi.org/{}", "  doi:{} "):
        assert refusal(spelled.format(WEN)) == refusal(spelled.format(absent))
    assert refusal(key) == refusal("a" * 13)
    around = public.citation_map(ALDER, opened=[WEN, key, absent])
    assert around.opened == (around.centre,)
    assert set(around.left_out) <= {around.centre}
    assert public.tallies([WEN, absent]) == {}
    assert set(public.tallies([ALDER, "10.5555/toy.castell2014"])) == {ALDER, CASTELL}  # known, whoever cites them
    assert set(owner.tallies([WEN, absent])) == {WEN}


def test_joins_of_what_is_hidden_are_not_told(open_toy: Opener) -> None:
    owner = open_toy()
    held = owner.joins()
    assert held
    for join in held:
        owner.set_visibility(join.survivor, "private")
    public = open_toy(audience="public", read_only=True)
    hidden = [join for join in held if not owner.article(join.survivor).cited_by]
    told = public.joins()
    assert not {join.survivor for join in hidden} & {join.survivor for join in told}
    assert [join for join in held if join not in hidden] == list(told)
    assert owner.joins() == held


def test_a_file_tells_nobody_of_a_hidden_article(open_toy: Opener) -> None:
    owner = open_toy()
    digest = sha256((toy_path() / "wen2024.xml").read_bytes()).hexdigest()
    assert owner.article_of_file(digest) == owner.article(WEN).key
    owner.set_visibility(WEN, "private")
    assert open_toy(audience="public", read_only=True).article_of_file(digest) is None
