"""How this machine likes its Citance: one frozen value, read once from a file and the environment.

The file is `citance.toml` in the working folder, or the one that CITANCE_CONFIG names:

    index = "literature"
    reviewer = "A. Reader"
    workers = 4

Each name is also an environment variable in capitals, CITANCE_INDEX, which stands above the file. What a command line
says stands above both.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from citance.errors import InvalidRecord, NotFound, UnknownName

FILE = "citance.toml"
_PREFIX = "CITANCE_"
_CONFIG = "CITANCE_CONFIG"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be set. A reader of the reference pages sees the comment beside each."""

    index: str = "citance-index"  # the folder of the index
    classify: Literal["later", "now", "rules"] = "later"  # what ingest does with new statements
    classifier: str = "best"  # best, trained, rules, or the folder of one that was trained
    operating_point: Literal["default", "precise"] = "default"  # precise: fewer verdicts, and right more often
    visibility: Literal["open", "snippet", "private"] | None = None  # where nothing else was said; None: by the licences
    workers: Annotated[int, msgspec.Meta(ge=1)] | None = None  # processes that read files; None: one for each core
    grobid: str | None = None  # the address of a GROBID server that reads PDFs, such as http://localhost:8070
    reviewer: str = ""  # in whose name reviews are recorded
    allow_hosts: tuple[str, ...] = ()  # names `serve` is asked for by, besides this machine's own; in the environment with commas
    allow_origins: tuple[str, ...] = ()  # whose pages may read the routes that are scite's, such as https://journal.example
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")  # whose forwarded headers `serve` believes
    scite_evidence: Literal["own", "all"] = "own"  # what counts as supporting on scite's routes: own evidence, as there, or all
    metrics: bool | None = None  # whether `serve` answers /metrics; None: unless it is public
    open_reading: bool = True  # whether `serve` shows what it has to those without a key
    open_writing: bool | None = None  # whether it takes reviews and documents from them; None: unless it is public
    rate_per_address: int | None = None  # questions a minute; 0: any number; None: 600 where it is public
    rate_per_key: int | None = None  # the same, of those with a key; None: 6000 where it is public
    library_proxy: str = ""  # before publishers' addresses on pages: https://proxy.library.example/login?url=
    link_resolver: str = ""  # a library's link resolver (OpenURL), which pages then offer: https://find.library.example/openurl
    upload_megabytes: Annotated[int, msgspec.Meta(ge=1)] = 32  # of one upload
    serve_files: bool = True  # whether `serve` hands out the PDFs that were read; in public those of open documents


NAMES: tuple[str, ...] = Settings.__struct_fields__
_LISTS = tuple(field.name for field in msgspec.structs.fields(Settings) if isinstance(field.default, tuple))


def read_settings(environment: Mapping[str, str] | None = None, folder: str | Path = ".") -> Settings:
    """The settings of this machine: from `citance.toml` in `folder` (or CITANCE_CONFIG), then from the environment.

    Raises UnknownName for a setting there is not, InvalidRecord for a value that does not fit or a file that is no TOML,
    NotFound where CITANCE_CONFIG names no file.
    """
    given = os.environ if environment is None else environment
    values = _from_file(given.get(_CONFIG), Path(folder))
    for variable, value in given.items():
        if variable.startswith(_PREFIX) and variable != _CONFIG:
            name = variable.removeprefix(_PREFIX).lower()
            if name not in NAMES:
                raise UnknownName("setting", variable, (_PREFIX + known.upper() for known in NAMES))
            if name in _LISTS:
                values[name] = _parts(value)
            elif value:  # `CITANCE_INDEX=$ELSEWHERE` with nothing there says nothing; of a list it says that it is empty
                values[name] = value
    try:
        # Not strict: the environment knows only strings, so "4" is read as 4 there and, to be even, in the file.
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidRecord(f"settings: {error}") from error


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.split(",") if part.strip()]


def _from_file(named: str | None, folder: Path) -> dict[str, Any]:
    path = Path(named) if named else folder / FILE
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        if named:
            raise NotFound("settings file", named) from error
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRecord(f"settings in {path}: {error}") from error
    for name in values:
        if name not in NAMES:
            raise UnknownName("setting", name, NAMES)
    return values
