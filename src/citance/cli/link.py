"""`citance link`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from citance.cli.asked import Asked


def link(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="References as JSON Lines; - or nothing for standard input.")
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|FOLDER", help="Articles to choose among: JSON Lines, or an index. Else the index of this place."
        ),
    ] = None,
) -> None:
    """Find the article that each reference means.

    Reads references like {id, authors: [[surname, given], ...], year, title, container, volume, issue, first_page}, or
    {id, raw} with a reference as printed, and prints for each {id, doi, status, score, words, runner_up}: 'doi' is null
    unless one article was recognised, 'words' says why in a sentence. Two that fit alike give 'ambiguous', not the first.

    The articles to choose among are a file of the same fields, each with its 'doi', or the folder of an index. Files may
    be packed with gzip, xz, bzip2 or zstd, also on standard input.

        citance link --index articles.jsonl.gz < references.jsonl.gz > linked.jsonl
    """
    from citance.cli.output import print_json_lines

    asked: Asked = ctx.obj
    choose_among = index or asked.folder
    for path in files or ["-"]:
        if os.path.isdir(choose_among):
            print_json_lines(_link_in_index(asked, choose_among, path))
        else:
            print_json_lines(_link_among_records(choose_among, path))


def _link_among_records(articles: str, path: str) -> Iterator[dict[str, Any]]:
    from citance.cli.lines import json_objects, name_of, open_lines, sound_lines
    from citance.services.link import link_records

    with open_lines(articles) as known, open_lines(path) as queries:
        yield from link_records(
            json_objects(sound_lines(known, name_of(articles))), json_objects(sound_lines(queries, name_of(path)))
        )


def _link_in_index(asked: Asked, folder: str, path: str) -> Iterator[dict[str, Any]]:
    from citance.errors import InvalidInput

    raise InvalidInput("linking against an index folder is not there yet: give --index a file of records")
