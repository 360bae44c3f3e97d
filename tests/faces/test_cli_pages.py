"""What report, search and statement pages look like: on narrow and wide terminals, with colour and without."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from citance.cli.report_page import print_report
from citance.index import (
    ArticleReport,
    ArticleView,
    AuthorView,
    Coverage,
    Filters,
    Provenance,
    RelationView,
    StatementOrder,
    StatementView,
    TallyView,
)
from citance.model import Because, Classification, Evidence, Place, RelationKind, Scores, SectionKind, Span, Stance


def tally(own: int = 0, reported: int = 0, against: int = 0, mentioned: int = 0, waiting: int = 0) -> TallyView:
    total = own + reported + against + mentioned + waiting
    return TallyView(total, own + reported, against, mentioned, waiting, total // 2 + 1, own, reported, against, 0)


def people(*surnames: str) -> tuple[AuthorView, ...]:
    return tuple(AuthorView(f"Ada {name}", name, "Ada") for name in surnames)


CITED = ArticleView(
    "a1",
    "Lamp oil and the flight of moths: a season in three gardens",
    people("Grebe", "Heron", "Ibis", "Jackdaw", "Kite", "Lapwing", "Merlin"),
    "Annals of Invented Entomology",
    2011,
    volume="4",
    issue="2",
    first_page="17",
    last_page="29",
    doi="10.5555/lamp.2011",
    pmid="90000042",
    standing=("retracted",),
)
CITING = ArticleView("a2", "Moths revisited", people("Nightjar", "Osprey", "Puffin"), "Notes", 2019, doi="10.5555/moths.2019")
NOTICE = ArticleView(
    "a3", "Retraction: Lamp oil and the flight of moths", people("Editor"), "Annals", 2018, doi="10.5555/ret.2018"
)
SENTENCE = "In our gardens the moths came to the lamp twice as often, in contrast to the earlier season [4]."
STATEMENT = StatementView(
    "abcdefghij234567",
    CITING,
    (CITED,),
    Stance.CONTRASTING,
    SectionKind.DISCUSSION,
    Place.PROSE,
    2,
    sentence=SENTENCE,
    before="We counted moths on forty nights.",
    after="Rain may explain it.",
    span=Span(SENTENCE.index("4"), SENTENCE.index("4") + 1),
    group=Span(SENTENCE.index("[4]"), SENTENCE.index("[4]") + 3),
    evidence=Evidence.OWN,
    classification=Classification(
        Stance.CONTRASTING,
        "rules 1",
        Scores(0.02, 0.9, 0.08),
        Evidence.OWN,
        (
            Because("sentence", Span(SENTENCE.index("in contrast"), SENTENCE.index("in contrast") + 14), "in contrast to"),
            Because("sentence", Span(3, 6), "our", "whose"),
        ),
    ),
    self_citation=True,
)
NO_FILTERS = Filters()
PROVENANCE = Provenance("report", "2026-05-01T10:00:00+00:00", 318, "0.1.0", made_by=("reader jats 1", "classifier rules 1"))


def make_report(statements: tuple[StatementView, ...] = (STATEMENT,), filters: Filters = NO_FILTERS) -> ArticleReport:
    return ArticleReport(
        CITED,
        tally(6, 2, 5, 31, 4),
        tally(7, 2, 5, 33, 4),
        {"introduction": tally(mentioned=14), "methods": tally(mentioned=9, waiting=4), "discussion": tally(6, 2, 5, 8)},
        {str(year): tally(year % 2, 0, year % 3, year % 5) for year in range(2009, 2024)},
        Coverage(240, True, 44, 4),
        (ArticleView("a4", "Lamp oil (preprint)", doi="10.5555/pre.2010"),),
        (RelationView(RelationKind.RETRACTED_BY, NOTICE), RelationView(RelationKind.HAS_PREPRINT, CITING)),
        statements,
        48,
        0,
        20,
        StatementOrder.NEWEST,
        False,
        filters,
        0,
        PROVENANCE,
    )


def printed(report: ArticleReport, width: int = 80, *, colour: bool = False) -> str:
    out = io.StringIO()
    system = "truecolor" if colour else None
    print_report(
        Console(
            file=out, width=width, highlight=False, markup=False, force_terminal=colour, color_system=system, no_color=not colour
        ),
        report,
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in printed(make_report(), width).splitlines():
        assert len(line.rstrip()) <= width, line


def test_without_colour_signs_stand_for_what_colour_would_say() -> None:
    page = " ".join(printed(make_report()).split())
    assert "\x1b" not in page
    assert "**[4]**" in page
    assert "__in contrast to__" in page
    assert "RETRACTED by Editor 2018" in page
    assert "▼ contrasting" in page


def test_with_colour_the_sentence_stands_as_written() -> None:
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed(make_report(), colour=True))
    assert "in contrast to the earlier season [4]." in " ".join(plain.split())


def test_page_says_how_far_it_reaches_and_how_to_ask_again() -> None:
    page = " ".join(printed(make_report(filters=Filters(stance=(Stance.CONTRASTING,), first_year=2015))).split())
    assert "The unclassified wait" in page
    assert "in the 240 full texts" in page
    assert "citance report 10.5555/lamp.2011 --stance contrasting --year 2015.." in page
    assert "index state 318" in page
    assert "--combined" in page


def test_filters_that_leave_nothing_say_so() -> None:
    import msgspec

    report = msgspec.structs.replace(make_report((), Filters(stance=(Stance.SUPPORTING,))), total=0)
    assert "No statements for --stance supporting: 0 match, 48 in all." in printed(report)


def test_one_is_not_several() -> None:
    import msgspec

    from citance.cli.terminal import tally_line

    once = TallyView(1, 1, 0, 0, 0, 1, 1, 0, 0, 0)
    assert tally_line(once).plain == "1 statement in 1 article: ▲ 1 supporting"
    assert "1 statement in 1 citing article\n" in printed(msgspec.structs.replace(make_report(), tally=once))
    only_listed = TallyView(0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    assert tally_line(only_listed).plain == "cited by 1 article, in no statement"
    listed = printed(
        msgspec.structs.replace(
            make_report(
                (),
            ),
            tally=only_listed,
        )
    )
    assert "Cited by 1 of the 240 full texts of this index, in no statement." in listed


def test_the_words_that_spoke_are_quoted_as_they_are_printed() -> None:
    import msgspec

    verdict = STATEMENT.classification
    assert verdict is not None
    cue = msgspec.structs.replace(verdict.because[0], cue="in contrast with")
    view = msgspec.structs.replace(STATEMENT, classification=msgspec.structs.replace(verdict, because=(cue,)))
    assert "because “in contrast to”" in " ".join(printed(make_report((view,))).split())


def test_early_years_stand_together_and_nothing_is_lost() -> None:
    page = printed(make_report(), 120)
    assert "to 2016" in page
    assert "2023" in page
    assert "2009 " not in page
