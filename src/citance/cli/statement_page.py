"""One statement on the terminal, with all that was ever said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from rich.console import Console
from rich.text import Text

from citance.cli.report_page import form_name, statement_blocks
from citance.cli.terminal import print_parts

if TYPE_CHECKING:
    from citance.index import FormView, ReviewRow, StatementDetails


def print_statement(console: Console, details: StatementDetails) -> None:
    """Print the statement, the reviews that stand, and the history of its classifications."""
    print_parts(console, statement_blocks(console, 1, [details.statement], whom=True))
    if details.read_from.form != "jats":  # the rule needs no word
        console.print(Text(form_line(details.read_from), "dim"))
    if details.reviews:
        console.print(Text("\nReviews", "bold"))
        for row in details.reviews:
            console.print(Text(review_line(row)))
    if details.history:
        console.print(Text("\nWhat classifiers said", "bold"))
    before = None
    for judged in details.history:
        verdict = judged.classification
        surely = "" if verdict.confidence is None else f" {verdict.confidence:.0%}"
        reason = f", {verdict.reason}" if verdict.reason else ""
        evidence = f" ({verdict.evidence})" if verdict.evidence else ""
        changed = f", changed from {before}" if before not in (None, verdict.stance) else ""
        said = f"{verdict.stance}{evidence}{surely} by {verdict.by}{changed}{reason}"
        console.print(Text(f"  {judged.at[:16].replace('T', ' ')}  {said}"))
        before = verdict.stance


def form_line(form: FormView) -> str:
    """The form that was read, the page and where it is: "Read from a PDF, p. 7 (articles/reed2014.pdf)"."""
    said = f"Read from {form_name(form.form)}" + (f", p. {form.page}" if form.page is not None else "")
    where = form.address or form.name
    return f"{said} ({where})" if where else said


def review_line(row: ReviewRow) -> str:
    """Number, day, who, what and why."""
    review = row.review
    if review.subject == "stance":
        said = f"{review.stance}" + (f" ({review.evidence})" if review.evidence else "")
    else:
        said = f"means {review.cited}" if review.cited else "means no article"
    why = f", “{_in_a_line(review.why)}”" if review.why else ""
    return f"{row.number:>5}  {review.at[:10]}  {_in_a_line(review.reviewer)}: {said}{why}"


def _in_a_line(words: str) -> str:
    """What somebody wrote, which may be anybody where a server is public, as words in a line: no terminal is told anything."""
    return "".join(letter for letter in " ".join(words.split()) if category(letter) != "Cc")
