"""`citance search`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from citance.cli.filtering import (
    ArticleTypes,
    Authors,
    CitedArticles,
    CitingArticles,
    Confidences,
    Evidences,
    Journals,
    Languages,
    Retracted,
    Sections,
    SelfCitations,
    Stances,
    Standings,
    StudyTypes,
    WithDocuments,
    Years,
    make_filters,
    read_choice,
    spelt,
)
from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from citance.index import ArticleHits, SearchAnswer, StatementHits

KINDS: tuple[Literal["statements", "articles", "both"], ...] = ("statements", "articles", "both")
OF_STATEMENTS = ("relevance", "newest", "oldest")
ORDERS = (*OF_STATEMENTS, "most_cited", "most_contrasted", "most_supported")
FORMATS = ("table", "json", "csv")
FACETS_SHOWN = 6


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Words; nothing for all that the filters let through.")
    ] = None,
    type: Annotated[
        str, typer.Option("--type", "-t", metavar="WHAT", help="statements (the default), articles or both.")
    ] = "statements",
    stance: Stances = None,
    evidence: Evidences = None,
    section: Sections = None,
    year: Years = None,
    self_citation: SelfCitations = None,
    journal: Journals = None,
    article_type: ArticleTypes = None,
    study_type: StudyTypes = None,
    author: Authors = None,
    language: Languages = None,
    confidence: Confidences = None,
    cited: CitedArticles = None,
    citing: CitingArticles = None,
    has_document: WithDocuments = None,
    retracted: Retracted = None,
    standing: Standings = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER", help="relevance, newest or oldest; articles also most-cited, most-contrasted or most-supported."
        ),
    ] = "relevance",
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="How many to show.")] = 20,
    offset: Annotated[int, typer.Option(min=0, metavar="N", help="Pass over so many first.")] = 0,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="table (the default), json or csv.")] = "table",
) -> None:
    """Find statements and articles by their words.

    Statements are found by their sentence, articles by title, abstract and authors. All words must be there; words in
    quotation marks stand together; OR, NOT (or -) and parentheses combine; toler* finds words that begin so.

        citance search sirolimus pneumonia
        citance search '"partial response" -vincristine' --stance contrasting
        citance search 'author:alder year:2010..2015' -t articles --sort most-cited
        citance search sirolimus -t articles --stance contrasting --study-type trial
        citance search 'cites:10.5555/toy.alder2011 section:discussion self:no'

    Of articles, filters speak of the articles themselves; --stance and --evidence of at least one statement about each.

    Fields: title:, abstract:, author:, journal:, year:, section:, stance:, evidence:, self:, retracted:, lang:, study:,
    article-type:, confidence:, cites:, citing:, id:.
    Put single quotes around a query with quotation marks or parentheses, so that the shell leaves them alone.

    A query that cannot be read is answered with the place where the trouble is, and exit code 2. A search that finds
    nothing is done, too: exit code 0.
    """
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    shape = "json" if asked.json else read_choice("format", format, FORMATS)
    kind = read_choice("kind of thing", type, KINDS)
    order = read_choice("order", sort, ORDERS)
    if kind == "statements" and order not in OF_STATEMENTS:
        raise InvalidInput(
            f"--sort {spelt(order)} goes with --type articles; statements are put in order by {', '.join(OF_STATEMENTS)}"
        )
    filters = make_filters(
        stance,
        evidence,
        section,
        year,
        self_citation,
        journal,
        article_type=article_type,
        study_type=study_type,
        author=author,
        language=language,
        confidence=confidence,
        cited=cited,
        citing=citing,
        has_document=has_document,
        retracted=retracted,
        standing=standing,
    )
    facets = () if shape == "csv" else None
    with asked.open_for_search() as index:
        answer = index.search(
            " ".join(words or ()),
            kind=kind,
            filters=filters,
            sort=order,
            offset=offset,
            limit=limit,
            facets=facets,
        )
    if shape == "json":
        from citance.cli.output import print_json

        print_json(answer)
    elif shape == "csv":
        _print_csv(answer)
    else:
        from citance.cli.terminal import make_console, print_parts

        console = make_console()
        print_parts(console, _parts(console, answer))


def _print_csv(answer: SearchAnswer) -> None:
    from citance.cli.output import print_csv
    from citance.errors import InvalidInput

    if answer.statements is not None and answer.articles is not None:
        raise InvalidInput("CSV is one table: choose --type statements or --type articles")
    if answer.statements is not None:
        print_csv("statements", (hit.statement for hit in answer.statements.hits))
    elif answer.articles is not None:
        print_csv("articles", answer.articles.hits)


def _parts(console: Console, answer: SearchAnswer) -> Iterator[RenderableType]:
    import shlex

    from rich.text import Text

    from citance.cli.filtering import spell_filters
    from citance.cli.report_page import footer

    if answer.articles is not None:
        yield from _articles(console, answer, answer.articles)
    if answer.statements is not None:
        yield from _statements(console, answer, answer.statements)
    if answer.withheld:
        yield Text(f"{answer.withheld:,} of these may not be shown.", "dim")
    yield Text()
    options = [spell_filters(answer.filters)]
    options += [f"--type {answer.kind}"] * (answer.kind != "statements")
    options += [f"--sort {str(answer.sort).replace('_', '-')}"] * (answer.sort != "relevance")
    yield footer(answer.provenance, f"citance search {shlex.quote(answer.query)}", *options)


def _heading(answer: SearchAnswer, total: int, shown: int, noun: str) -> RenderableType:
    from rich.rule import Rule
    from rich.text import Text

    from citance.cli.numbers import count

    if not shown:
        return Text(f"No {noun}s match." if not total else f"{count(total, noun)} in all, none on this page.", "bold")
    order = str(answer.sort).replace("_", " ")
    title = f"{answer.offset + 1:,}–{answer.offset + shown:,} of {count(total, noun)}, by {order}"
    title = title.replace("by newest", "newest first").replace("by oldest", "oldest first").replace("by most", "most")
    return Rule(Text(title, "bold"), align="left", style="dim", characters="─")


def _statements(console: Console, answer: SearchAnswer, found: StatementHits) -> Iterator[RenderableType]:
    from citance.cli.report_page import statement_blocks

    yield _heading(answer, found.total, len(found.hits), "statement")
    yield from statement_blocks(console, answer.offset + 1, (hit.statement for hit in found.hits), whom=True)
    yield from _facets(found)
    yield from _more(answer, found.total, len(found.hits))


def _articles(console: Console, answer: SearchAnswer, found: ArticleHits) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from citance.cli.report_page import hanging, who
    from citance.cli.terminal import source_line, tally_line

    yield _heading(answer, found.total, len(found.hits), "article")
    for number, hit in enumerate(found.hits, answer.offset + 1):
        yield Text()
        yield hanging(Text(str(number)), who(hit.article))
        if source_line(hit.article):
            yield Padding(Text(source_line(hit.article), "italic"), (0, 0, 0, 5))
        yield Padding(tally_line(hit.tally), (0, 0, 0, 5))
    yield from _facets(found)
    yield from _more(answer, found.total, len(found.hits))
    if answer.statements is not None:
        yield Text()


def _facets(found: StatementHits | ArticleHits) -> Iterator[RenderableType]:
    """One line a facet: the values that most have, to narrow the search by."""
    from rich.text import Text

    shown = {name: counts for name, counts in found.facets.items() if len(counts) > 1}
    if shown:
        yield Text()
    for name, counts in shown.items():
        chosen = counts[-FACETS_SHOWN:] if name == "year" else counts[:FACETS_SHOWN]
        values = ", ".join(f"{c.value or 'not known'} ({c.count:,})" for c in chosen)
        more = f", {len(counts) - len(chosen)} more" if len(counts) > len(chosen) else ""
        yield Text.assemble((f"{name.replace('_', ' ')}: ", "dim"), values, (more, "dim"))


def _more(answer: SearchAnswer, total: int, shown: int) -> Iterator[RenderableType]:
    from rich.text import Text

    if shown and answer.offset + shown < total:
        yield Text(f"More: --offset {answer.offset + shown}.", "dim")
