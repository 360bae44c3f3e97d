"""`citance stats`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import IndexStats, Stats


def stats(ctx: typer.Context) -> None:
    """How much the index holds, and what still waits.

    Articles (with their full text, and known only from references), references (an entry with two works counts twice)
    and how many of them were linked, statements by stance and by whose evidence, what waits for a classifier,
    problems, reviews, space on disk, and the names and versions of what made it all.

        citance stats
        citance stats --json
    """
    from citance.cli.output import print_json

    asked: GlobalOptions = ctx.obj
    with asked.open_index() as index:
        answer = index.stats()
    if asked.json:
        print_json(answer)
    else:
        for line in _lines(answer):
            print(line)


def _lines(answer: IndexStats) -> Iterator[str]:
    from shutil import get_terminal_size
    from textwrap import wrap

    from citance.cli.numbers import count, size

    width = min(get_terminal_size().columns, 120)
    c, tally = answer.counts, answer.counts.tally
    rows: list[tuple[str, int | str, str]] = [
        ("articles", c.articles, f"{c.with_document:,} with full text, {c.articles - c.with_document:,} known from references"),
        ("documents", c.documents, f"{count(c.unreadable, 'more file')} could not be read" if c.unreadable else ""),
        ("references", c.references, _linked(c)),
        ("statements", c.statements, f"{c.linked_statements:,} about a known article"),
        ("  supporting", tally.supporting, _sides(tally.supporting_own, tally.supporting_reported)),
        ("  contrasting", tally.contrasting, _sides(tally.contrasting_own, tally.contrasting_reported)),
        ("  mentioning", tally.mentioning, ""),
        ("  unclassified", tally.unclassified, _unclassified(tally.unclassified, c.waiting)),
        ("reviews", c.reviews, f"{c.orphaned_reviews:,} orphaned" if c.orphaned_reviews else ""),
        ("problems", c.problems, _spoilt(c)),
    ]
    broad = max(len(f"{number:,}") for _, number, _ in rows if isinstance(number, int))
    yield f"Index at {answer.path or 'memory'}, state {c.sequence:,}"
    yield ""
    for name, number, remark in rows:
        yield f"{name:<14}  {number:>{broad},}  {remark}".rstrip()
    if answer.bytes_store:
        yield ""
        documents = f"{size(c.bytes_documents)} of it stored documents"
        yield f"On disk: {size(answer.bytes_store)}, {documents}; and the search index, {size(answer.bytes_search)}"
    if c.made_by:
        made_by = "Made by: " + ", ".join(f"{name} ({number:,})" for name, number in c.made_by)
        yield from wrap(made_by, width, subsequent_indent="  ")
    todo = []
    if c.waiting:
        todo.append("'citance classify' gives waiting statements a stance")
    if c.problems or c.unreadable:
        todo.append("'citance problems' shows what went wrong")
    if todo:
        yield ""
        yield from wrap(f"{'; '.join(todo)}.", width)


def _linked(c: Stats) -> str:
    """How many were linked; an entry of a reference list that holds two works counts twice here, for each is linked."""
    return f"counted by work: {c.linked:,} linked ({_share(c.linked, c.references)}), {c.ambiguous:,} ambiguous"


def _spoilt(c: Stats) -> str:
    """Where the problems stand."""
    from citance.cli.numbers import count

    read = count(c.documents_with_problems, "document") if c.documents_with_problems else ""
    unread = count(c.unreadable, "unreadable file") if c.unreadable else ""
    return f"in {' and '.join(filter(None, (read, unread)))}" if c.problems and (read or unread) else ""


def _sides(own: int, reported: int) -> str:
    return f"{own:,} own, {reported:,} reported" if own or reported else ""


def _unclassified(number: int, waiting: int) -> str:
    """Why they are; statements that wait again have the stance they had until then."""
    if waiting == number:
        return "waiting for a classifier" if waiting else ""
    if waiting > number:
        return f"{waiting:,} statements wait for a classifier, such as have a stance for another one"
    not_judged = f"{number - waiting:,} in another language, or with no sentence"
    return f"{waiting:,} waiting for a classifier, {not_judged}" if waiting else not_judged


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"
