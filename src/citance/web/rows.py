"""What pages repeat hundreds of times, written as HTML here and not in a template: a statement, and an article in one line.

A page of two hundred statements has seven thousand places to fill in; a template asks of each what it is and makes an object of
it, which took more than half of the time of such a page. What comes from data is escaped where it is put in, as templates do it;
within this file HTML is a plain string, and `Markup` what is handed to templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from citance.extraction.study_type import Study
from citance.index import ArticleView, Given, StatementView, TallyView, why_given
from citance.model import Stance
from citance.services.sieve import LEAST_SURE
from citance.web import charts, marking
from citance.web.catalogue import Words
from citance.web.escaping import escaped
from citance.web.paths import Paths
from citance.web.translation import said

if TYPE_CHECKING:
    from citance.web.originals import Opens

VERDICTS = (Stance.SUPPORTING, Stance.CONTRASTING)
USUAL_LANGUAGE = "en"
"""Of articles; told of none that is written in it."""


def is_possible(view: StatementView) -> bool:
    """Whether its label is a verdict that its classifier is not even half sure of. What a person said is never so."""
    sure = view.classification.confidence if view.classification else None
    return view.stance in VERDICTS and not view.reviewed and sure is not None and sure < LEAST_SURE


class Rows:
    """The rows of one page: its `words` and its addresses."""

    def __init__(self, words: Words, paths: Paths) -> None:
        self._words, self._paths = words, paths
        # What a page says again and again, as HTML: made once.
        self._sure: dict[int, str] = {}  # whole percentages → how sure a label is, in words
        self._verdicts: dict[tuple[Stance, bool], str] = {}  # whether it is possible alone
        self._places: dict[tuple[str, str], str] = {}
        self._types: dict[str, str] = {}  # of articles

    # -- articles

    def title(self, article: ArticleView) -> Markup:
        """The title; words in its place where none is known."""
        return Markup(self._title(article))

    def _title(self, article: ArticleView) -> str:
        return escaped(marking.title(article)) if article.title else self._named("unknown", "article.no_title")

    def standing(self, article: ArticleView) -> Markup:
        """What notices made of it: retracted, corrected."""
        return Markup(self._standing(article))

    def _standing(self, article: ArticleView) -> str:
        return "".join([self._named(f"standing {notice}", f"standing.{notice}") for notice in article.standing])

    def byline(self, article: ArticleView) -> Markup:
        """Who wrote it, when, where; of what type it is, and what kind of study by its own words."""
        return Markup(self._byline(article))

    def _byline(self, article: ArticleView) -> str:
        who, study = marking.short_authors(article), article.study
        parts = [_isolated(escaped(who))] if who else []
        if article.year:
            parts.append(str(article.year))
        if article.journal:
            parts.append(f"<cite>{escaped(article.journal)}</cite>")
        told = " · ".join(parts)
        if article.article_type:
            told += f" · {self._type(article.article_type)}"
        if study is not None and study.where != "type":
            told += f' · <span class="study" title="{self.why_study(study)}">{self._words.html[f"study.{study.type}"]}</span>'
        return told

    def _type(self, kind: str) -> str:
        found = self._types.get(kind)
        if found is None:
            found = self._types[kind] = str(escape(self._words.known("type", kind)))
        return found

    def why_study(self, study: Study) -> Markup:
        """Where an article says what kind of study it is, and in which words."""
        return self._words(f"study_said.{study.where}", words=study.words)

    def article(
        self, article: ArticleView, tally: TallyView | None = None, level: str = "h3", told: str = "", whose: str = ""
    ) -> Markup:
        """An article as lists show it, with its tally and with what else is `told` of it. `whose` says before the tally what it
        counts, where that could be taken for another."""
        return Markup(self._article(article, tally, level, escape(told), escape(whose)))

    def _article(self, article: ArticleView, tally: TallyView | None, level: str, told: str, whose: str) -> str:
        of = f'<span class="whose">{whose}</span> ' if whose else ""
        counts = f" {charts.mini_html(tally, self._words, of)}" if tally is not None else ""
        more = f' <span class="told">{told}</span>' if told else ""
        return (
            f'<div class="cited-line">\n<{level} class="title"><a href="{escaped(self._paths.article(article))}">'
            f"{self._title(article)}</a> {self._standing(article)}</{level}>\n"
            f'<p class="by">{self._byline(article)}{counts}{more}</p>\n</div>\n'
        )

    # -- statements

    def stance(self, stance: str) -> Markup:
        """The name of a stance with its mark."""
        return Markup(f'<span class="stance of-{stance}">{charts.MARKS[stance]}{self._words.html[f"stance.{stance}"]}</span>')

    def verdict(self, view: StatementView) -> Markup:
        """As `stance`, of a statement: a verdict that is possible alone says so, and its mark is hollow."""
        return Markup(self._verdict(view.stance, is_possible(view)))

    def _verdict(self, stance: Stance, possible: bool) -> str:
        found = self._verdicts.get((stance, possible))
        if found is None:
            found = self._verdicts[stance, possible] = self._possible(stance) if possible else str(self.stance(stance))
        return found

    def _possible(self, stance: Stance) -> str:
        return f'<span class="stance possible of-{stance}">{charts.HOLLOW[stance]}{self._words.html[f"possible.{stance}"]}</span>'

    def sign(self, view: StatementView) -> Markup:
        """The mark of its stance alone, which those hear as words who do not see it."""
        possible = is_possible(view)
        mark = (charts.HOLLOW if possible else charts.MARKS)[view.stance]
        kind = "possible" if possible else "stance"
        return Markup(f'{mark}<span class="unseen">{self._words(f"{kind}.{view.stance}")}</span>')

    def place(self, view: StatementView) -> Markup:
        """The section in which it stands, and the kind of place where that is no prose."""
        return Markup(self._place(view))

    def _place(self, view: StatementView) -> str:
        found = self._places.get((view.section, view.place))
        if found is None:
            place = f" ({self._words(f'place.{view.place}')})" if view.place != "prose" else ""
            found = self._places[view.section, view.place] = f"{self._words(f'section.{view.section}')}{place}"
        return found

    def told_given(self, given: Given) -> Markup:
        """Why a label was given though another stance scored higher."""
        rival, share = self._words(f"stance.{given.rival}"), self._words.score(given.rival_score)
        return self._words("given.below" if given.below else "given.verdict", rival=rival, share=share)

    def citing(
        self,
        statements: Sequence[StatementView],
        tallies: Mapping[str, TallyView],
        may_review: bool,
        pages: Mapping[str, Opens],
    ) -> Markup:
        """What one article says of another: the article, with its own tally where anything is said of it, and its statements.
        `pages`: where the page of a statement opens, of those of which that is known."""
        article = statements[0].citing
        tally = tallies.get(article.key)
        of_itself = tally if tally is not None and tally.total else None
        parts = [self._article(article, of_itself, "h3", "", self._words.html["mini.itself"]), "\n"]
        parts += [self._statement(view, may_review, False, (), pages.get(view.id)) for view in statements]
        return Markup(f'<section class="citing">\n{"".join(parts)}</section>\n')

    def statement(
        self,
        view: StatementView,
        may_review: bool = False,
        alone: bool = False,
        whom: Sequence[ArticleView] = (),
        opens: Opens | None = None,
    ) -> Markup:
        """A statement with its label and what it rests on. `alone`: on its own page, with its context unfolded and no link to
        itself. `whom`: the articles it is about, where that is to be told. `opens`: where the page on which it stands opens."""
        return Markup(self._statement(view, may_review, alone, whom, opens))

    def page(self, opens: Opens) -> Markup:
        """The page of a file on which a statement stands, which opens where it can, or tells why it cannot."""
        page = self._words("facts.page", number=opens.page)
        if opens.address:
            title, of_pdf = self._words("original.opens", number=opens.page), self._words("original.of_pdf")
            return Markup(f'<a href="{escape(opens.address)}" title="{title}">{page}<span class="unseen"> {of_pdf}</span></a>')
        return Markup(f'<span title="{self._words(f"original.{opens.why}")}">{page}</span>') if opens.why else page

    def _statement(
        self, view: StatementView, may_review: bool, alone: bool, whom: Sequence[ArticleView], opens: Opens | None
    ) -> str:
        sentence = marking.sentence_html(view, self._words, self._paths) if view.sentence else ""
        possible = is_possible(view)
        return "".join(
            (
                f'<div class="statement{" possible" if possible else ""} of-{view.stance}" id="s-{view.id}">\n'
                f'<p class="verdict">\n{self._verdict(view.stance, possible)}\n',
                *self._labels(view, opens, alone),
                "</p>\n",
                self._about(whom) if whom else "",
                self._said(view, sentence, alone),
                *self._notes(view),
                '<div class="doing">\n',
                *self._doing(view, sentence, may_review, alone),
                "</div>\n</div>\n",
            )
        )

    def _labels(self, view: StatementView, opens: Opens | None, alone: bool) -> list[str]:
        words, classification = self._words, view.classification
        parts: list[str] = []
        if view.evidence:
            parts.append(self._named("tag", f"evidence.{view.evidence}_long"))
        if classification is not None and not view.reviewed and (sure := classification.confidence) is not None:
            parts.append(f'<span class="sure">{self._how_sure(sure)}</span>')
            given = why_given(classification)
            if given is not None:
                told = f'<span class="hint given">{self.told_given(given)}</span>'
                # One link for each statement, on its own page, is enough.
                parts.append(f' <a href="{escaped(self._paths.to("/about/method"))}#figures">{told}</a>' if alone else f" {told}")
        if view.reviewed:
            parts.append(self._named("tag strong", "statement.reviewed"))
        if view.disputed:
            parts.append(self._named("tag strong", "statement.disputed"))
        if view.self_citation:
            parts.append(self._named("tag", "statement.self"))
        heading = f' title="{escaped(view.heading)}"' if view.heading else ""
        on_page = f", {self.page(opens)}" if opens else ""
        parts.append(f'<span class="where"{heading}>{self._place(view)}{on_page}</span>\n')
        if view.language and view.language not in (words.language, USUAL_LANGUAGE):
            parts.append(f'<span class="where">{escape(words.known("language", view.language))}</span>')
        return parts

    def _how_sure(self, share: float) -> str:
        whole = int(share * 100 + 1e-9)
        found = self._sure.get(whole)
        if found is None:
            found = self._sure[whole] = self._words("statement.sure", share=self._words.score(share))
        return found

    def _about(self, cited: Sequence[ArticleView]) -> str:
        """One article with its title; several, which one sentence cites together, by the names of their authors."""
        if len(cited) == 1:
            (one,) = cited
            told = f'{self._link(one, self._title(one))} <span class="by">{self._byline(one)}</span> {self._standing(one)}'
        else:
            links = (self._link(one, escaped(marking.name(one)) or self._title(one), marking.title(one)) for one in cited)
            told = ", ".join(f"{link} {self._standing(one)}".rstrip() for link, one in zip(links, cited, strict=True))
        return f'<p class="whom">{self._words("statement.about")} {told}</p>\n'

    def _link(self, article: ArticleView, html: str, title: str = "") -> str:
        more = f' title="{escaped(title)}"' if title else ""
        return f'<a href="{escaped(self._paths.article(article))}"{more}>{html}</a>'

    def _said(self, view: StatementView, sentence: str, alone: bool) -> str:
        if not view.sentence:
            place = self._words(f"place.{view.place}")
            return f'<p class="nothing">{self._words("statement.no_sentence", place=place)}</p>\n'
        before = f"{self._beside(view, 'before')} " if alone and view.before else ""
        after = f" {self._beside(view, 'after')}" if alone and view.after else ""
        return f'<blockquote class="said"{_language(view)}><p>{before}{sentence}{after}</p></blockquote>\n'

    def _notes(self, view: StatementView) -> list[str]:
        words, classification = self._words, view.classification
        notes: list[str] = []
        if view.cut:
            notes.append(f'<p class="note">{words("statement.snippet")}</p>')
        if classification is not None and classification.reason and view.stance is Stance.UNCLASSIFIED:
            notes.append(f'<p class="note">{words("statement.unknown_why")} {said(classification.reason, words)}</p>')
        if view.stance in VERDICTS and not view.reviewed:
            told = [_quoted(some) for some in (marking.reasons(view), marking.reasons(view, "whose")) if some]
            if told:
                notes.append(f'<p class="why"><span class="label">{words("statement.because")}</span> {"; ".join(told)}</p>')
        return notes

    def _doing(self, view: StatementView, sentence: str, may_review: bool, alone: bool) -> list[str]:
        html, parts = self._words.html, []
        if not alone and (view.before or view.after):
            parts.append(
                f'<details class="context"><summary>{html["statement.context"]}</summary>'
                f"<p{_language(view)}>{self._beside(view, 'before')} {sentence} {self._beside(view, 'after')}</p></details>"
            )
        where = "" if alone else escaped(self._paths.statement(view.id))
        if not alone:
            parts.append(f'<a class="act" href="{where}">{html["statement.permalink"]}</a>')
        if view.sentence:
            parts.append(
                f'<button class="act" type="button" hidden data-copy="{escaped(marking.quotation(view))}"'
                f' data-done="{html["statement.copied"]}">{html["statement.copy"]}</button>'
            )
        if may_review and not alone:
            parts.append(f'<a class="act" href="{where}#review">{html["statement.wrong"]}</a>')
        return parts

    def _beside(self, view: StatementView, where: Literal["before", "after"]) -> str:
        """The sentence before or after it."""
        return f'<span class="around">{marking.neighbour_html(view, where, self._words, self._paths)}</span>'

    def _named(self, kind: str, name: str) -> str:
        return f'<span class="{kind}">{self._words.html[name]}</span>'


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _isolated(html: str) -> str:
    """Names that are written from right to left do not take the year behind them along."""
    return f"<bdi>{html}</bdi>" if _RIGHT_TO_LEFT.search(html) else html


def _language(view: StatementView) -> str:
    return f' lang="{escaped(view.language)}"' if view.language else ""


def _quoted(words: list[str]) -> str:
    return ", ".join([f"<q>{escaped(one)}</q>" for one in words])
