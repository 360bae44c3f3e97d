"""Patterns match alike with every Python from 3.11 on."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

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
