"""A report as a page on the terminal: the article, what its notices say, the tally, where and when, and the statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from citance.cli.filtering import spell_filters
from citance.cli.numbers import count
from citance.cli.terminal import (
    LOOKS,
    SECTIONS,
    authors_line,
    first_identifier,
    has_colour,
    identifiers_line,
    marked_neighbour,
    marked_sentence,
    print_parts,
    short_name,
    source_line,
    stacked_bar,
)
from citance.model import Because, RelationKind, Stance

if TYPE_CHECKING:
    from citance.index import ArticleReport, ArticleView, Provenance, RelationView, StatementView, TallyView

INDENT = (0, 0, 0, 5)
"""Under the number of a statement."""

ROWS = 8
"""Lines of the table by year: one a year, the earliest ones together."""

NOTICES = {
    RelationKind.RETRACTED_BY: ("RETRACTED", "bold white on red"),
    RelationKind.CONCERN_BY: ("EXPRESSION OF CONCERN", "bold black on yellow"),
    RelationKind.CORRECTED_BY: ("CORRECTED", "bold black on yellow"),
}
STANDINGS = {
    "retracted": RelationKind.RETRACTED_BY,
    "concern": RelationKind.CONCERN_BY,
    "corrected": RelationKind.CORRECTED_BY,
}
RELATIONS = {
    RelationKind.CORRECTION_OF: "Corrects",
    RelationKind.RETRACTION_OF: "Retracts",
    RelationKind.CONCERN_ABOUT: "Expresses concern about",
    RelationKind.COMMENTARY_ON: "Comments on",
    RelationKind.COMPANION: "Companion of",
    RelationKind.PREPRINT_OF: "Preprint of",
    RelationKind.HAS_PREPRINT: "Preprint",
    RelationKind.OTHER: "Related",
}


def print_report(console: Console, report: ArticleReport) -> None:
    """Print the page."""
    print_parts(console, _parts(console, report))


def _parts(console: Console, report: ArticleReport) -> Iterator[RenderableType]:
    yield from heading(report.article)
    yield from _notices(report, colour=has_colour(console))
    yield Text()
    yield from _tally(console, report)
    if report.tally.total:
        yield Text()
        yield _where_and_when(console, report)
    yield Text()
    if report.tally.total:
        yield from _statements(console, report)
        yield Text()
    options = [spell_filters(report.filters)]
    options += ["--combined"] * report.combined + [f"--sort {report.order}"] * (report.order != "newest")
    yield footer(report.provenance, f"citance report {first_identifier(report.article)}", *options)


def heading(article: ArticleView) -> Iterator[Text]:
    """Title, authors, where it appeared, identifiers."""
    yield Text(article.title or "(title not known)", "bold")
    if article.authors:
        yield Text(authors_line(article))
    if source_line(article):
        yield Text(source_line(article), "italic")
    yield Text(identifiers_line(article), "dim")
    if article.form is not None and (article.form != "jats" or article.other_forms):
        yield Text(f"Read from {form_name(article.form)}{_beside(article.other_forms)}.", "dim")
    if article.known_from_references:
        yield Text(f"Not among the full texts; known as cited in {count(article.known_from_references, 'reference')}.", "dim")


# What a form is called where people read.
FORMS = {
    "jats": "JATS XML",
    "elsevier": "Elsevier's XML",
    "bmc": "BioMed Central's XML",
    "tei": "TEI",
    "pdf": "PDF",
}


def form_name(form: str) -> str:
    """What the form of a file is called."""
    return FORMS.get(form, form)


def _beside(forms: tuple[str, ...]) -> str:
    return f"; kept beside it: {', '.join(form_name(form) for form in forms)}" if forms else ""


def _notices(report: ArticleReport, *, colour: bool) -> Iterator[Text]:
    """Loud lines for what was retracted or corrected; quiet ones for versions and other relations."""
    before, after = (" ", " ") if colour else ("!! ", "")
    told = {relation.kind for relation in report.relations}
    loud = [relation for relation in report.relations if relation.kind in NOTICES]
    silent = [kind for name, kind in STANDINGS.items() if name in report.article.standing and kind not in told]
    if loud or silent:
        yield Text()
    for relation in sorted(loud, key=lambda relation: list(NOTICES).index(relation.kind)):
        word, style = NOTICES[relation.kind]
        yield Text.assemble((f"{before}{word}{after}", style), f" by {_named(relation)}")
    for kind in silent:
        word, style = NOTICES[kind]
        yield Text(f"{before}{word}{after}", style)
    quiet = [relation for relation in report.relations if relation.kind not in NOTICES]
    if quiet:
        yield Text()
    for relation in quiet:
        yield Text.assemble((f"{RELATIONS.get(relation.kind, 'Related')}: ", "dim"), _named(relation))


def _named(relation: RelationView) -> str:
    title = f", {relation.article.title}" if relation.article.title else ""
    return f"{short_name(relation.article)}{title} ({first_identifier(relation.article)})"


def _tally(console: Console, report: ArticleReport) -> Iterator[RenderableType]:
    tally = report.tally
    if not tally.total:
        among = f"the {count(report.coverage.documents, 'full text')} of this index"
        cited = f"Cited by {tally.citing_articles:,} of {among}, in no statement." if tally.citing_articles else ""
        yield Text(cited or f"Not cited by {among}.")
        yield Text("'citance ingest' brings in others that may cite it.", "dim")
        return
    yield Text.assemble(
        (count(tally.total, "statement"), "bold"), " in ", (count(tally.citing_articles, "citing article"), "bold")
    )
    yield _tally_table(console, tally)
    yield Text(f"Found in the {count(report.coverage.documents, 'full text')} of this index; others are not counted.", "dim")
    if tally.unclassified:
        yield Text("The unclassified wait for 'citance classify', or are in a language no classifier here knows.", "dim")
    if report.tally_combined is not None:
        together = report.tally_combined
        others = "other version" if len(report.versions) == 1 else f"{len(report.versions):,} other versions"
        words = f"With its {others}: {count(together.total, 'statement')} in "
        words += f"{count(together.citing_articles, 'citing article')}, {together.supporting:,} supporting, "
        words += f"{together.contrasting:,} contrasting." + ("" if report.combined else " --combined shows them.")
        yield Text(words, "dim")


def _tally_table(console: Console, tally: TallyView) -> Table:
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "right", "right", "left"):
        table.add_column(justify=justify, no_wrap=True)
    table.add_row("", Text("all", "dim"), Text("own", "dim"), Text("reported", "dim"), "")
    most = max(getattr(tally, stance) for stance in LOOKS)
    width = min(40, console.width - 44)
    for stance, look in LOOKS.items():
        number = getattr(tally, stance)
        if stance is Stance.UNCLASSIFIED and not number:
            continue
        sides = [
            f"{getattr(tally, f'{stance}_{side}'):,}" if stance in (Stance.SUPPORTING, Stance.CONTRASTING) else ""
            for side in ("own", "reported")
        ]
        cells = max(1, round(number * width / most)) if number else 0
        name = Text(f"{look.mark} {stance}", look.style)
        table.add_row(name, Text(f"{number:,}", "bold"), *sides, Text(look.shade * cells, look.style))
    return table


def _where_and_when(console: Console, report: ArticleReport) -> RenderableType:
    """By section and by year: side by side where there is room."""
    sections = {name or "not known": tally for name, tally in _in_article_order(report.by_section)}
    years = _grouped_years(report.by_year)
    side_by_side = console.width >= 76
    room = (console.width // 2 if side_by_side else console.width) - 24
    left = _bars("By section", sections, max(8, min(room, 28)))
    right = _bars("By year of the citing article", years, max(8, min(room, 28)))
    if not side_by_side:
        return Group(left, Text(), right)
    both = Table.grid(padding=(0, 4))
    both.add_row(left, right)
    return both


def _in_article_order(parts: dict[str, TallyView]) -> list[tuple[str, TallyView]]:
    order = {name: place for place, name in enumerate(SECTIONS)}
    return sorted(parts.items(), key=lambda part: order.get(part[0], len(order)))


def _grouped_years(parts: dict[str, TallyView]) -> dict[str, TallyView]:
    """The latest years one by one, the earlier ones as one line."""
    years = sorted(year for year in parts if year)
    early, late = (years[: -(ROWS - 1)], years[-(ROWS - 1) :]) if len(years) > ROWS else ([], years)
    grouped: dict[str, TallyView] = {}
    if early:
        grouped[f"to {early[-1]}"] = _added([parts[year] for year in early])
    grouped |= {year: parts[year] for year in late}
    if "" in parts:
        grouped["not known"] = parts[""]
    return grouped


def _added(tallies: list[TallyView]) -> TallyView:
    import msgspec

    names = [field.name for field in msgspec.structs.fields(tallies[0])]
    return type(tallies[0])(**{name: sum(getattr(tally, name) for tally in tallies) for name in names})


def _bars(title: str, parts: dict[str, TallyView], width: int) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    shown = {name: tally for name, tally in parts.items() if tally.total}
    most = max((tally.total for tally in shown.values()), default=1)
    for name, tally in shown.items():
        table.add_row(name, f"{tally.total:,}", stacked_bar(tally, most, width))
    outer = Table.grid()
    outer.add_row(Text(title, "dim"))
    outer.add_row(table)
    return outer


# -- statements ----------------------------------------------------------------------------------------------------------


def _statements(console: Console, report: ArticleReport) -> Iterator[RenderableType]:
    if not report.statements:
        asked = spell_filters(report.filters)
        where = f" for {asked}" if asked and not report.total else " on this page"
        yield Text(f"No statements{where}: {report.total:,} match, {report.tally.total:,} in all.")
        return
    first, last = report.offset + 1, report.offset + len(report.statements)
    title = f"{first:,}–{last:,} of {count(report.total, 'statement')}, {_order_words(str(report.order))}"
    yield Rule(Text(title, "bold"), align="left", style="dim", characters="─")
    yield from statement_blocks(console, first, report.statements)
    if report.withheld:
        yield Text(f"\n{count(report.withheld, 'statement')} of this page may not be shown.", "dim")
    if last < report.total:
        yield Text(f"\nMore: --offset {last}, or --limit {min(report.total, 200)}.", "dim")


def _order_words(order: str) -> str:
    return {"newest": "newest first", "oldest": "oldest first", "stored": "in the order of reading"}.get(order, order)


def statement_blocks(
    console: Console, first: int, views: Iterable[StatementView], *, whom: bool = False
) -> Iterator[RenderableType]:
    """Statements numbered from `first`, those that follow one another in one article under one heading."""
    citing = None
    for number, view in enumerate(views, first):
        yield Text()
        if view.citing.key != citing:
            citing = view.citing.key
            yield who(view.citing)
            yield Text()
        yield from _block(console, number, view, whom=whom)


def _block(console: Console, number: int, view: StatementView, *, whom: bool) -> Iterator[RenderableType]:
    """One statement: its stance and place (and whom it is about), the sentence among its neighbours, why, and its id."""
    colour = has_colour(console)
    look = LOOKS[view.stance]
    head = Text.assemble(f"{number:>3}  ", (f"{look.mark} {view.stance}", f"bold {look.style}"))
    if view.evidence is not None:
        head.append(f" · {view.evidence}")
    head.append(f" · {view.section if view.section != 'other' else view.heading or view.place}")
    if view.section != "other" and view.place != "prose":
        head.append(f" ({view.place})")
    for is_so, word in ((view.self_citation, "self-citation"), (view.reviewed, "reviewed"), (view.disputed, "disputed")):
        if is_so:
            head.append(f" · {word}", "bold" if word != "self-citation" else "")
    yield head
    if whom:
        for cited in view.cited:
            yield Padding(Text.assemble(("on ", "dim"), who(cited)), INDENT)
    if view.before:
        yield Padding(marked_neighbour(view, "before", colour=colour), INDENT)
    if view.sentence:
        words = marked_sentence(view, colour=colour)
    else:
        words = Text(f"(no sentence: cited in a {view.place})", "dim italic")
    yield hanging(Text("›", look.style), words)
    if view.after:
        yield Padding(marked_neighbour(view, "after", colour=colour), INDENT)
    yield Padding(Text(_why(view), "dim"), INDENT)


def hanging(mark: Text, words: Text) -> Table:
    """Words indented, with a mark in the margin of their first line."""
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_column(width=INDENT[3] - 1, justify="right")
    line.add_column()
    line.add_row(mark, words)
    return line


def who(article: ArticleView) -> Text:
    """An article in one line: authors and year, title, identifier, and what its notices make of it."""
    title = f", {article.title}" if article.title else ""
    text = Text.assemble((short_name(article), "bold"), title, (f" ({first_identifier(article)})", "dim"))
    for name, kind in STANDINGS.items():
        if name in article.standing:
            word, style = NOTICES[kind]
            text.append(" ").append(f"[{word}]", style)
    return text


def _why(view: StatementView) -> str:
    words = [f"id {view.id}"]
    verdict = view.classification
    if verdict is not None:
        if verdict.reason:
            words.append(verdict.reason)
        elif verdict.because:
            said = [(b.role, f"“{_printed(view, b)}”") for b in verdict.because]
            told = ", ".join(quoted if role == "cue" else f"{verdict.evidence}: {quoted}" for role, quoted in said)
            words.append(f"because {told}")
        if verdict.confidence is not None:
            words.append(f"{verdict.by}, {verdict.confidence:.0%}")
    words += (f"{review.stance} says {review.reviewer}" for review in view.reviews if review.stance is not None)
    return " · ".join(words)


def _printed(view: StatementView, because: Because) -> str:
    """The words that spoke, as they are printed; where they may not be shown, the cue they were taken for."""
    words = {"before": view.before, "sentence": view.sentence, "after": view.after}[because.where]
    return " ".join(because.span.cut(words).split()) or because.cue


def footer(provenance: Provenance, command: str, *options: str) -> Text:
    """What the answer stands on, so that it can be cited and asked again."""
    made = provenance.made_at[:16].replace("T", " ")
    again = " ".join(word for word in (command, *options) if word)
    lines = f"Citance {provenance.citance}, {made} UTC, index state {provenance.sequence:,}."
    if provenance.made_by:
        lines += f" Made by {', '.join(provenance.made_by)}."
    return Text(f"{lines}\nAsk again: {again}", "dim")
