"""The list of commands and of global options: all that `citance --help` shows, and where each command lives.

It is read without typer, so that help comes at once. Each command is a function in a file of its own, imported when it is
called for; its docstring is its manual page, and begins with the summary given here (a test holds them together).
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One command: `module` within citance.cli, whose function of the same name (or with an underscore) it runs."""

    name: str
    heading: str
    summary: str
    module: str


FILLING, ASKING, JUDGING, TRAINING, KEEPING, PURE = (
    "Fill the index",
    "Ask it",
    "Judge by hand",
    "Train a classifier, and measure it",
    "Keep it well",
    "Without an index: JSON Lines in and out",
)

COMMANDS: tuple[Command, ...] = (
    Command("ingest", FILLING, "Read articles into the index.", "ingest"),
    Command("classify", FILLING, "Give waiting statements a stance, or classify JSON Lines.", "classify"),
    Command("serve", ASKING, "Serve the index to browsers and programs.", "serve"),
    Command("report", ASKING, "Who cites an article, in which words, and with which stance.", "report"),
    Command("search", ASKING, "Find statements and articles by their words.", "search"),
    Command("stats", ASKING, "How much the index holds, and what still waits.", "stats"),
    Command("problems", ASKING, "What could not be read, found or resolved, file by file.", "problems"),
    Command("export", ASKING, "Write statements, citations or articles for other programs.", "export"),
    Command("review", JUDGING, "Say what a statement's stance is; no machine overrules it.", "review"),
    Command("reviews", JUDGING, "List, export and import what people have said.", "reviews"),
    Command("train", TRAINING, "Train a classifier on labelled statements and reviews.", "train"),
    Command("evaluate", TRAINING, "Measure a classifier on statements that people have labelled.", "evaluate"),
    Command("rebuild", KEEPING, "Make derived things again from the stored documents.", "rebuild"),
    Command("remove", KEEPING, "Take articles out of the index, for good.", "remove"),
    Command("visibility", KEEPING, "Say how much of an article others may see.", "visibility"),
    Command("keys", KEEPING, "List, make and revoke the keys that a server takes.", "keys"),
    Command("joins", KEEPING, "Which articles were found to be one; undo a join.", "joins"),
    Command("check", KEEPING, "Make sure that the index is sound.", "check"),
    Command("backup", KEEPING, "Copy the index while it is in use.", "backup"),
    Command("restore", KEEPING, "Bring an index back from a backup.", "restore"),
    Command("version", KEEPING, "Which versions of Citance and its parts are at work.", "version"),
    Command("extract", PURE, "Print the citations of articles, each with its sentence.", "extract"),
    Command("link", PURE, "Find the article that each reference means.", "link"),
)


class GlobalOption(NamedTuple):
    """An option taken before the command and, but for --version, after it as well."""

    term: str  # as help shows it
    words: str


GLOBAL_OPTIONS = {
    "index": GlobalOption("--index FOLDER", "The index to use. Else what CITANCE_INDEX names, else ./citance-index."),
    "json": GlobalOption("--json", "Print JSON for programs; errors too, on standard error."),
    "quiet": GlobalOption("-q, --quiet", "Say nothing on standard error but errors."),
    "verbose": GlobalOption("-v, --verbose", "Say more; with a fault, the whole story."),
    "version": GlobalOption("--version", "Print the version and leave."),
    "help": GlobalOption("-h, --help", "This page, or the page of the command it stands behind."),
}
