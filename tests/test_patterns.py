"""Patterns match alike with every Python from 3.11 on, and no run of letters that a stranger sends keeps one busy."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import citance

_SINGLE = {"LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE", "CATEGORY"}


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that stands in a module, by itself or in a tuple, list or dictionary."""
    for found in pkgutil.walk_packages(citance.__path__, "citance."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ImportError:  # of an extra that is not installed
            continue
        for name, value in vars(module).items():
            several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else (value,)
            for one in several:
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    yield f"{found.name}.{name}", one


def possessive_groups(parsed: Any) -> Iterator[Any]:
    for operation, argument in parsed:
        if str(operation) == "POSSESSIVE_REPEAT" and not (len(argument[2]) == 1 and str(argument[2][0][0]) in _SINGLE):
            yield argument
        for part in argument if isinstance(argument, tuple | list) else (argument,):
            if isinstance(part, _parser.SubPattern):
                yield from possessive_groups(part)
            elif isinstance(part, list):
                for way in part:
                    if isinstance(way, _parser.SubPattern):
                        yield from possessive_groups(way)


def test_no_group_is_repeated_possessively() -> None:
    """Before Python 3.11.5 `(?:ab|a)*+` can match something else (gh-106052): Debian 12 has 3.11.2, and cut sentences otherwise.
    `(?>(?:ab|a)*)` says the same."""
    seen = dict(patterns())
    assert len(seen) > 300
    wrong = {name for name, one in seen.items() if list(possessive_groups(_parser.parse(one.pattern, one.flags)))}
    assert not wrong


def test_a_group_repeated_possessively_is_noticed() -> None:
    assert list(possessive_groups(_parser.parse("x(?:a|(?:ab?c)*+)", 0)))
    assert list(possessive_groups(_parser.parse("(?P<n>(?:a|b?)?+)", 0)))
    assert not list(possessive_groups(_parser.parse(r"x(?>(?:ab?c)*)[ab]*+\d++", 0)))


# Runs of each class of letters that patterns ask for, and of what stands in lists of names, numbers and references.
UNITS = [
    *(
        "a",
        "A",
        "é",
        "1",
        " ",
        "-",
        ".",
        ",",
        ";",
        ":",
        "/",
        "(",
        "[",
        "'",
        "_",
        "=",
        "<",
        "\n",
        "\ue000",
        "–",
        "—",
        "I",
        "和",
        "李",
    ),
    *(
        "Aa",
        "aA",
        "A1",
        "a1",
        "1a",
        "Aa-",
        "A-",
        "A.",
        "A. ",
        "Aa ",
        "Aa, ",
        "A, ",
        "a ",
        "a.",
        "a/",
        "a-",
        "a:",
        "a, ",
        "- ",
        "; ",
    ),
    *("De ", "de ", "La ", "D'", "Al-", "and ", ", and ", "a and ", "et al ", "& A", "; A", "и А", "А, ", "과 ", "和李", "ら"),
    *(
        "1-",
        "1.",
        "1,",
        "1 ",
        "1, ",
        "1; ",
        "1/",
        "1 and ",
        "1) ,( ",
        "1-1, ",
        "[1",
        "2011",
        "2011 ",
        "2011, a",
        "(2011)",
        "(1",
        "(a",
    ),
    *("10.5555/", "10.5555/a", "10.5555/1.", "http://", "0000-0000-0000-000", "see ", "refs. 1", ", p. 1", ": 1", "e.g. "),
    *(
        "vol ",
        "Vol. 1 ",
        "Journal ",
        "Journal: ",
        "Fig. 1",
        "page 1 of 1 ",
        "1 of ",
        "M.D. ",
        "Ph",
        "cite: ",
        "to cite ",
        "published ",
    ),
    *("published 2011 ", "accepted ", "copyright ", "© ", "abstract ", "a b s ", "review "),
]
# What a run stands between, so that all of it matches and what must follow does not.
AROUND = [
    ("", ""),
    ("", "!"),
    ("", " ~"),
    *((start, "!") for start in ("Aa, ", "Aa A", "A. ", "10.5555/", "Journal: ", "1. ", "[1")),
]
LETTERS = 4_000
# Seconds of CPU for one text. A plain search takes a thousandth of that; what compares each two of its letters takes a third of
# it where the machine is slow, and is let pass; what tries more ways than that takes minutes.
BUDGET = 0.5
# Asked of so many letters only, however long the text is.
SHORT = {
    "_LAST_WORD": 400,
    "_CITED_AS": 400,
    "BETWEEN": 160,
    "COAUTHOR_OF": 160,
    "_WORD_BEFORE": 12,
    "_NAMES_BEFORE": 90,
    "_DOI_LEAD": 2_000,
}


def asked_patterns() -> Iterator[object]:
    """Each pattern with the ways it is asked in: those of its own module, else of any."""
    modules = [importlib.import_module(name) for name in dict.fromkeys(name.rpartition(".")[0] for name, _ in patterns())]
    sources = {module.__name__: inspect.getsource(module) for module in modules}
    whole = "".join(sources.values())
    seen = set()
    for name, pattern in patterns():
        if pattern in seen:
            continue
        seen.add(pattern)
        module, _, short = name.rpartition(".")
        asked = re.compile(rf"\b{short}\.(search|match|fullmatch|sub|split|finditer|findall)\(")
        used = asked.findall(sources[module]) or asked.findall(whole)
        ways = sorted({way if way in ("match", "fullmatch") else "search" for way in used}) or ["search"]
        yield pytest.param(pattern, ways, SHORT.get(short, LETTERS), id=name.removeprefix("citance."))


@pytest.mark.parametrize(("pattern", "ways", "letters"), list(asked_patterns()))
def test_no_pattern_takes_long_over_any_run_of_letters(
    pattern: re.Pattern[str], ways: list[str], letters: int, stopwatch: Any
) -> None:
    slow = []
    for way in ways:
        ask = getattr(pattern, way)
        for unit in UNITS:
            run = (unit * (letters // len(unit) + 1))[:letters]
            for text in (start + run + end for start, end in AROUND):
                if stopwatch.is_slow(lambda text=text, ask=ask: ask(text), BUDGET):
                    slow.append((way, text[:12], text[-6:]))
                    break
    assert not slow
