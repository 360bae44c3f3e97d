"""`citance review`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import Index


def review(
    ctx: typer.Context,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="Its id, as reports show it.")],
    stance: Annotated[
        str | None, typer.Option(metavar="STANCE", help="supporting, contrasting or mentioning.", rich_help_panel="What you say")
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(metavar="WHOSE", help="own or reported, where it supports or contrasts.", rich_help_panel="What you say"),
    ] = None,
    cited: Annotated[
        str | None, typer.Option("--cited", metavar="ID", help="The article its reference means.", rich_help_panel="What you say")
    ] = None,
    no_article: Annotated[
        bool, typer.Option("--no-article", help="Its reference means no article.", rich_help_panel="What you say")
    ] = False,
    why: Annotated[str, typer.Option(metavar="WORDS", help="Your reason, for those who come after.")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who you are; else CITANCE_REVIEWER, else your login.")
    ] = None,
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", metavar="N", help="Take back the review of this number instead.")
    ] = None,
) -> None:
    """Say what a statement's stance is; no machine overrules it.

    A review counts at once, in every tally and report, and survives rebuilding, other classifiers, and a new form of the
    file: it is attached to the sentence. Several people may review a statement; where they disagree it is shown as
    disputed. Your later word replaces your earlier one. Without anything to say, shows what was said of the statement.

        citance review k7q2m4x5v6n3b2a1 --stance contrasting --why 'the opposite'
        citance review k7q2m4x5v6n3b2a1
        citance review k7q2m4x5v6n3b2a1 --withdraw 12
    """
    from citance.cli.output import print_answer, print_json, with_schema
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    saying = bool(stance or evidence or cited or no_article)
    if withdraw is not None and saying:
        raise InvalidInput("say one thing to do: what you think of it, or --withdraw")
    if (why or by) and not saying:
        raise InvalidInput("--why and --by go with what you say: --stance, --cited or --no-article")
    with asked.open_index(write=saying or withdraw is not None) as index:
        if withdraw is not None:
            found = _withdraw(index, statement, withdraw)
            asked.say(f"Review {withdraw} is withdrawn.")
            if found is None:  # the sentence it was given on is gone: there is nothing to show
                if asked.json:
                    print_answer("done", done="review_withdrawn", number=withdraw)
                return
        elif saying:
            row = index.record_review(
                statement,
                reviewer=by or asked.settings.reviewer or _login(),
                stance=None if stance is None else _stance(stance),
                evidence=None if evidence is None else _evidence(evidence),
                cited=cited,
                no_article=no_article,
                why=why,
            )
            if asked.json:
                print_json(with_schema("review-row", row))
            else:
                asked.say(f"Kept as review {row.number}, by {row.review.reviewer}.")
            return
        details = index.statement(statement)
    if asked.json:
        print_json(details)
        return
    from citance.cli.statement_page import print_statement
    from citance.cli.terminal import make_console

    print_statement(make_console(), details)


def _withdraw(index: Index, statement: str, number: int) -> str | None:
    """Take back the review of this number, which is one of the statement's; its id, None where the statement is no more."""
    from citance.errors import NotFound

    attached, orphaned = index.reviews(statement=statement), index.reviews(orphaned=True)
    known = (*attached, *(row for row in orphaned if row.review.statement == statement))
    row = next((row for row in known if row.number == number), None)
    if row is None:
        raise NotFound("review", f"{number} of statement {statement}")
    index.withdraw_review(number)
    return row.statement


def _stance(word: str) -> str:
    from citance.cli.filtering import read_choice

    return read_choice("stance", word, ("supporting", "contrasting", "mentioning"))


def _evidence(word: str) -> str:
    from citance.cli.filtering import read_choice

    return read_choice("evidence", word, ("own", "reported"))


def _login() -> str:
    import getpass

    return getpass.getuser()
