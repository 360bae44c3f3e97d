"""`citance link`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from citance.cli.global_options import GlobalOptions


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

    The articles to choose among are a file of the same fields, each with its 'doi', or the folder of an index; then the
    answer also has the 'article' by its key, which works without a DOI have as well. All of them are held in memory.
    Files may be packed with gzip, xz, bzip2 or zstd, also on standard input.

        citance link --index articles.jsonl.gz < references.jsonl.gz > linked.jsonl
        citance link --index literature/ references.jsonl
    """
    from citance.cli.output import print_json_lines

    asked: GlobalOptions = ctx.obj
    choose_among = index or asked.folder
    for path in files or ["-"]:
        if os.path.isdir(choose_among):
            print_json_lines(_link_in_index(asked, choose_among, path))
        else:
            print_json_lines(_link_among_records(choose_among, path))


def _link_among_records(articles: str, path: str) -> Iterator[dict[str, Any]]:
    from citance.cli.lines import json_objects, open_lines
    from citance.services.link import link_records

    with open_lines(articles) as known, open_lines(path) as queries:
        yield from link_records(json_objects(known), json_objects(queries))


def _link_in_index(asked: GlobalOptions, folder: str, path: str) -> Iterator[dict[str, Any]]:
    """As among records, where the records are the articles of an index; answers name the article's key besides."""
    import tempfile

    from citance.cli.lines import json_objects, open_lines
    from citance.services.link import link_records

    with tempfile.SpooledTemporaryFile(max_size=64 << 20) as articles, open_lines(path) as queries:
        with asked.open_index(folder=folder) as index:
            index.export("articles", "jsonl", articles, provenance=False)  # type: ignore[arg-type]
        articles.seek(0)
        keys: dict[str, str] = {}
        known = (_as_record(item["article"], keys) for item in json_objects(iter(articles)) if item is not None)
        for answer in link_records(known, json_objects(queries)):
            name = answer["doi"]
            answer["article"] = keys.get(name, name)
            if name not in keys:
                answer["doi"] = None
            yield answer


def _as_record(article: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """An exported article as `link` reads it; `keys` learns the key of those that have a DOI."""
    if article.get("doi"):
        keys[article["doi"]] = article["key"]
    return {
        "id": article["key"],
        "doi": article.get("doi"),
        "pmid": article.get("pmid"),
        "title": article.get("title"),
        "authors": [[author["surname"], author.get("given", "")] for author in article.get("authors", ())],
        "container": article.get("journal"),
        "year": article.get("year"),
        "volume": article.get("volume"),
        "issue": article.get("issue"),
        "first_page": article.get("first_page"),
    }
