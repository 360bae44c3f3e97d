"""From errors to exit codes and words: the one table, for people, scripts and docs/reference/commands.md.

An error says what happened in one sentence; the advice says what to do now. The first row of `RULES` whose class fits is
taken, so that the particular stands before the general.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from citance import errors

OK, NOT_THERE, NOT_UNDERSTOOD, INPUT, INDEX, MISSING, OUTPUT, FAULT, INTERRUPTED, PIPE = 0, 1, 2, 3, 4, 5, 6, 70, 130, 141


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a stream we write to can say; with no file's name it is our own output."""


class Code(NamedTuple):
    """An exit code, in a word or two and in a sentence."""

    code: int
    short: str
    words: str


CODES = (
    Code(OK, "done", "Done. A search that finds nothing is done, too."),
    Code(NOT_THERE, "not in the index", "What was asked for by name (an article, a statement, a join) is not in the index."),
    Code(
        NOT_UNDERSTOOD,
        "not understood",
        "The command line was not understood: an unknown option or name, a bad identifier, query or value.",
    ),
    Code(
        INPUT,
        "input unreadable",
        "Some input could not be read: no such file, no article in it, or a line that is not a record. "
        "Commands that take many files do the others first.",
    ),
    Code(
        INDEX,
        "index unusable",
        "The index cannot be used: none there, locked by another process, read-only, damaged, too new, or the disk is full.",
    ),
    Code(MISSING, "part not installed", "An optional part is not installed; the message says how to install it."),
    Code(OUTPUT, "cannot write", "The output could not be written."),
    Code(FAULT, "a fault in Citance", "A fault in Citance itself. With -v the whole story is printed; please report it."),
    Code(
        INTERRUPTED,
        "interrupted",
        "Interrupted (Ctrl-C). What was put into the index until then is kept, and the same command goes on from there.",
    ),
    Code(PIPE, "reader went away", "Whoever read our output went away (as in '| head'); nothing is printed about it."),
)


class OutputError(Exception):
    """The output could not be written to `name`; `why` is for a person."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"cannot write {name}: {why}")


class SettingsError(Exception):
    """What citance.toml or the environment say does not fit; the words tell which setting."""


class Rule(NamedTuple):
    """Errors of this class (those that `when` picks) end with this code and this advice: a text, or made from the error and
    the name of the command that met it."""

    error: type[BaseException]
    code: int
    advice: str | Callable[[Any, str | None], str] = ""
    when: Callable[[Any], bool] | None = None


class Failure(NamedTuple):
    """What a face says of an error."""

    code: int
    kind: str  # not_found, store_locked...
    words: str  # one sentence
    advice: str
    facts: dict[str, Any]


def _about(what: str) -> Callable[[errors.NotFound], bool]:
    return lambda error: error.what == what


def _came_in_a_line(error: errors.InvalidRecord) -> bool:
    return error.line is not None


def _advice_on_line(error: errors.InvalidRecord, command: str | None) -> str:
    return "mend that line, or skip such lines with --keep-going" if command in KEEPS_GOING else "mend that line"


def _advice_on_words(error: errors.InvalidRecord, command: str | None) -> str:
    return f"'citance {command} --help' shows what goes together" if command else ""


RULES: tuple[Rule, ...] = (
    Rule(errors.InvalidRecord, INPUT, _advice_on_line, _came_in_a_line),
    Rule(errors.InvalidRecord, NOT_UNDERSTOOD, _advice_on_words),  # of no line: the arguments say it
    Rule(
        errors.InvalidIdentifier,
        NOT_UNDERSTOOD,
        "write it as 10.5555/toy.alder2011, pmid:23456789, PMC3456789 or arXiv:2101.00001",
    ),
    Rule(errors.InvalidQuery, NOT_UNDERSTOOD, "'citance search --help' shows what a query can say"),
    Rule(errors.OutOfRange, NOT_UNDERSTOOD),
    Rule(errors.TooMany, NOT_UNDERSTOOD),
    Rule(errors.UnknownName, NOT_UNDERSTOOD),
    Rule(errors.TooMuch, NOT_UNDERSTOOD),
    Rule(errors.InvalidInput, NOT_UNDERSTOOD),
    Rule(errors.NotFound, INDEX, "make one with 'citance ingest PATH', or name another folder with --index", _about("index")),
    Rule(errors.NotFound, INPUT, "name the folder that 'citance backup' wrote", _about("backup")),
    Rule(
        errors.NotFound,
        NOT_UNDERSTOOD,
        "CITANCE_CONFIG names it: correct or unset that variable; without it ./citance.toml is read, if there is one",
        _about("settings file"),
    ),
    Rule(
        errors.NotFound,
        NOT_THERE,
        "'citance search WORDS --type articles' looks for it by title and author; 'citance ingest' brings in more articles",
        _about("article"),
    ),
    Rule(errors.NotFound, NOT_THERE, "'citance report' and 'citance search' show the ids of statements", _about("statement")),
    Rule(errors.NotFound, NOT_THERE, "'citance joins' lists those there are", _about("join")),
    Rule(errors.NotFound, NOT_THERE, "'citance remove --list' lists those there are", _about("removal")),
    Rule(errors.NotFound, NOT_THERE, "'citance reviews' lists those there are", _about("review")),
    Rule(errors.NotFound, NOT_THERE),
    Rule(errors.Unreadable, INPUT),
    Rule(errors.StoreLocked, INDEX, "wait until it has finished; reading commands work meanwhile"),
    Rule(errors.StoreReadOnly, INDEX, "choose a folder you may write to with --index"),
    Rule(errors.StoreFull, INDEX, "make room and give the same command again: it goes on where it stopped"),
    Rule(errors.StoreVersion, INDEX, "name another folder with --index, or update Citance"),
    Rule(errors.StoreDamaged, INDEX, "restore a backup with 'citance restore FOLDER', or ingest again into a new folder"),
    Rule(errors.StoreError, INDEX),
    Rule(errors.SearchIndexError, INDEX, "make it anew with 'citance rebuild --stage search'"),
    Rule(errors.ClassifierUnusable, MISSING, "install Citance again, or classify with --classifier rules"),
    Rule(errors.MissingExtra, MISSING),
    Rule(errors.CitanceError, FAULT),
    Rule(OutputError, OUTPUT),
    Rule(SettingsError, NOT_UNDERSTOOD, "mend it in citance.toml, or in the environment"),
    Rule(FileNotFoundError, INPUT),
    Rule(OSError, INPUT),
    Rule(KeyboardInterrupt, INTERRUPTED),
)

KEEPS_GOING = ("classify",)
RESUMABLE = ("ingest", "classify", "rebuild", "train")
RESUME_ADVICE = "what was done is kept; give the same command again to go on from here"
FAULT_ADVICE = "give the command again with -v for the whole story, and please report it"


def explain(error: BaseException, command: str | None = None) -> Failure:
    """What to say of an error that a command met and how to exit; a fault in Citance itself for one nobody foresaw."""
    error = _interruption(error) or error
    for rule in RULES:
        if isinstance(error, rule.error) and (rule.when is None or rule.when(error)):
            advice = rule.advice if isinstance(rule.advice, str) else rule.advice(error, command)
            if isinstance(error, KeyboardInterrupt) and command in RESUMABLE:
                advice = RESUME_ADVICE
            return Failure(rule.code, _kind(error), _words(error), advice, _facts(error))
    return Failure(FAULT, "fault", f"something went wrong in Citance: {type(error).__name__}: {error}", FAULT_ADVICE, {})


def _interruption(error: BaseException) -> KeyboardInterrupt | None:
    """The Ctrl-C behind an error that came up while its work was being put away."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, KeyboardInterrupt):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def _kind(error: BaseException) -> str:
    if isinstance(error, OSError):
        return "cannot_read"
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()


def _words(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped"
    if isinstance(error, OSError):
        why = {errno.ENOENT: "there is no such file", errno.EACCES: "we may not read it", errno.EISDIR: "it is a folder"}
        words = why.get(error.errno or 0) or (error.strerror or str(error)).lower()
        return f"{error.filename}: {words}" if error.filename else words
    if isinstance(error, errors.NotFound) and error.what == "article":
        return f"no article {error.name} in this index: it is not among the full texts, and none of them cites it"
    return str(error)


def _facts(error: BaseException) -> dict[str, Any]:
    return {name: value for name, value in vars(error).items() if isinstance(value, (str, int, tuple)) and name[0] != "_"}
