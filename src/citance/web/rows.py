"""What pages repeat hundreds of times, written as HTML here and not in a template: a statement, and an article in one line.

A page of two hundred statements has seven thousand places to fill in; a template asks of each what it is and makes an object of
it, which took more than half of the time of such a page. What comes from data is escaped where it is put in, as templates do it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from citance.extraction.study_type import Study
from citance.index import ArticleView, Given, StatementView, TallyView, why_given
from citance.model import Stance
from citance.web import charts, marking
from citance.web.catalogue import Words
from citance.web.paths import Paths
from citance.web.said import said

VERDICTS = (Stance.SUPPORTING, Stance.CONTRASTING)
LEAST_SURE = 0.5
"""A verdict with a lower score is shown as a possible one: by its own scores it is likelier wrong than right."""
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
        self._sure: dict[int, str] = {}  # whole percentages → how sure a label is, in words

    # -- articles

    def title(self, article: ArticleView) -> Markup:
        """The title; words in its place where none is known."""
        return escape(marking.title(article)) if article.title else self._named("unknown", "article.no_title")

    def standing(self, article: ArticleView) -> Markup:
        """What notices made of it: retracted, corrected."""
        return Markup("".join([self._named(f"standing {notice}", f"standing.{notice}") for notice in article.standing]))

    def byline(self, article: ArticleView) -> Markup:
        """Who wrote it, when, where; of what type it is, and what kind of study by its own words."""
        who, study = marking.short_authors(article), article.study
        parts = [str(escape(who))] if who else []
        if article.year:
            parts.append(str(article.year))
        if article.journal:
            parts.append(f"<cite>{escape(article.journal)}</cite>")
        told = " · ".join(parts)
        if article.article_type:
            told += f" · {escape(self._words.known('type', article.article_type))}"
        if study is not None and study.where != "type":
            told += f' · <span class="study" title="{self.why_study(study)}">{self._words(f"study.{study.type}")}</span>'
        return Markup(told)

    def why_study(self, study: Study) -> Markup:
        """Where an article says what kind of study it is, and in which words."""
        return self._words(f"study_said.{study.where}", words=study.words)

    def article(
        self, article: ArticleView, tally: TallyView | None = None, level: str = "h3", told: str = "", whose: str = ""
    ) -> Markup:
        """An article as lists show it, with its tally and with what else is `told` of it. `whose` says before the tally what it
        counts, where that could be taken for another."""
        of = f'<span class="whose">{escape(whose)}</span> ' if whose else ""
        counts = f" {charts.mini(tally, self._words, of)}" if tally is not None else ""
        more = f' <span class="told">{escape(told)}</span>' if told else ""
        return Markup(
            f'<div class="cited-line">\n<{level} class="title"><a href="{escape(self._paths.article(article))}">'
            f"{self.title(article)}</a> {self.standing(article)}</{level}>\n"
            f'<p class="by">{self.byline(article)}{counts}{more}</p>\n</div>\n'
        )

    # -- statements

    def stance(self, stance: str) -> Markup:
        """The name of a stance with its mark."""
        return Markup(f'<span class="stance of-{stance}">{charts.MARKS[stance]}{self._words(f"stance.{stance}")}</span>')

    def verdict(self, view: StatementView) -> Markup:
        """As `stance`, of a statement: a verdict that is possible alone says so, and its mark is hollow."""
        if not is_possible(view):
            return self.stance(view.stance)
        name = self._words(f"possible.{view.stance}")
        return Markup(f'<span class="stance possible of-{view.stance}">{charts.HOLLOW[view.stance]}{name}</span>')

    def sign(self, view: StatementView) -> Markup:
        """The mark of its stance alone, which those hear as words who do not see it."""
        possible = is_possible(view)
        mark = (charts.HOLLOW if possible else charts.MARKS)[view.stance]
        kind = "possible" if possible else "stance"
        return Markup(f'{mark}<span class="unseen">{self._words(f"{kind}.{view.stance}")}</span>')

    def place(self, view: StatementView) -> Markup:
        """The section in which it stands, and the kind of place where that is no prose."""
        place = f" ({self._words(f'place.{view.place}')})" if view.place != "prose" else ""
        return Markup(f"{self._words(f'section.{view.section}')}{place}")

    def told_given(self, given: Given) -> Markup:
        """Why a label was given though another stance scored higher."""
        rival, share = self._words(f"stance.{given.rival}"), self._words.score(given.rival_score)
        return self._words("given.below" if given.below else "given.verdict", rival=rival, share=share)

    def sentence(self, view: StatementView) -> Markup:
        """The sentence of a statement, with all that is pointed out in it."""
        return marking.marked(marking.sentence_pieces(view), view.id, self._words, self._paths)

    def before(self, view: StatementView) -> Markup:
        """The sentence before it."""
        return marking.marked(marking.neighbour_pieces(view, "before"), view.id, self._words, self._paths)

    def after(self, view: StatementView) -> Markup:
        """The sentence after it."""
        return marking.marked(marking.neighbour_pieces(view, "after"), view.id, self._words, self._paths)

    def statement(
        self, view: StatementView, may_review: bool = False, alone: bool = False, whom: Sequence[ArticleView] = (), page: str = ""
    ) -> Markup:
        """A statement with its label and what it rests on. `alone`: on its own page, with its context unfolded and no link to
        itself. `whom`: the articles it is about, where that is to be told. `page` says, as HTML, on which
        page of a file it stands."""
        sentence = self.sentence(view) if view.sentence else Markup("")
        return Markup(
            "".join(
                (
                    f'<div class="statement{" possible" if is_possible(view) else ""} of-{view.stance}" id="s-{view.id}">\n',
                    f'<p class="verdict">\n{self.verdict(view)}\n',
                    *self._labels(view, page),
                    "</p>\n",
                    self._about(whom) if whom else "",
                    self._said(view, sentence, alone),
                    *self._notes(view),
                    '<div class="doing">\n',
                    *self._doing(view, sentence, may_review, alone),
                    "</div>\n</div>\n",
                )
            )
        )

    def _labels(self, view: StatementView, page: str) -> list[str]:
        words, classification = self._words, view.classification
        parts: list[str] = []
        if view.evidence:
            parts.append(self._named("tag", f"evidence.{view.evidence}_long"))
        if classification is not None and not view.reviewed and (sure := classification.confidence) is not None:
            parts.append(f'<span class="sure">{self._how_sure(sure)}</span>')
            given = why_given(classification)
            if given is not None:
                where = escape(self._paths.to("/about/method"))
                parts.append(f' <a class="hint given" href="{where}#figures">{self.told_given(given)}</a>')
        if view.reviewed:
            parts.append(self._named("tag strong", "statement.reviewed"))
        if view.disputed:
            parts.append(self._named("tag strong", "statement.disputed"))
        if view.self_citation:
            parts.append(self._named("tag", "statement.self"))
        heading = f' title="{escape(view.heading)}"' if view.heading else ""
        on_page = f", {escape(page)}" if page else ""
        parts.append(f'<span class="where"{heading}>{self.place(view)}{on_page}</span>\n')
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
            told = f'{self._link(one, self.title(one))} <span class="by">{self.byline(one)}</span> {self.standing(one)}'
        else:
            links = (self._link(one, marking.name(one) or self.title(one), marking.title(one)) for one in cited)
            told = ", ".join(f"{link} {self.standing(one)}".rstrip() for link, one in zip(links, cited, strict=True))
        return f'<p class="whom">{self._words("statement.about")} {told}</p>\n'

    def _link(self, article: ArticleView, words: str, title: str = "") -> str:
        more = f' title="{escape(title)}"' if title else ""
        return f'<a href="{escape(self._paths.article(article))}"{more}>{escape(words)}</a>'

    def _said(self, view: StatementView, sentence: str, alone: bool) -> str:
        if not view.sentence:
            place = self._words(f"place.{view.place}")
            return f'<p class="nothing">{self._words("statement.no_sentence", place=place)}</p>\n'
        before = f"{self._around(self.before(view))} " if alone and view.before else ""
        after = f" {self._around(self.after(view))}" if alone and view.after else ""
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
        words, parts = self._words, []
        if not alone and (view.before or view.after):
            before, after = self._around(self.before(view)), self._around(self.after(view))
            parts.append(
                f'<details class="context"><summary>{words("statement.context")}</summary>'
                f"<p{_language(view)}>{before} {sentence} {after}</p></details>"
            )
        where = "" if alone else escape(self._paths.statement(view.id))
        if not alone:
            parts.append(f'<a class="act" href="{where}">{words("statement.permalink")}</a>')
        if view.sentence:
            parts.append(
                f'<button class="act" type="button" hidden data-copy="{escape(marking.quotation(view))}"'
                f' data-done="{words("statement.copied")}">{words("statement.copy")}</button>'
            )
        if may_review and not alone:
            parts.append(f'<a class="act" href="{where}#review">{words("statement.wrong")}</a>')
        return parts

    @staticmethod
    def _around(html: str) -> str:
        return f'<span class="around">{html}</span>'

    def _named(self, kind: str, name: str) -> Markup:
        return Markup(f'<span class="{kind}">{self._words(name)}</span>')


def _language(view: StatementView) -> str:
    return f' lang="{escape(view.language)}"' if view.language else ""


def _quoted(words: list[str]) -> str:
    return ", ".join([f"<q>{escape(one)}</q>" for one in words])
