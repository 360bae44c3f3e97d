"""The pages docs/reference/json.md and settings.md, from the values that the program prints and reads."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec

import citance.index
from citance.services.evaluate import Evaluation
from citance.services.export.rows import ArticleExport
from citance.services.ingest import IngestSummary
from citance.services.review import ReviewImport
from citance.services.train import TrainSummary
from citance.settings import Settings
from citance.store.values import JoinRecord, ProblemRow, ReviewRow, Tombstone

_JSON_HEAD = """# What `--json` prints

Written by the program (`make docs`). With `--json` a command prints one JSON object, which names its `schema` at the top.

| command | schema | what it holds |
|---|---|---|
| `report`, `search`, `stats`, `ingest`, `classify`, `review ID`, `train`, `evaluate` | | the shapes below |
| `export`, `reviews --export`, `reviews --import` | | the same; on standard error where the export is on standard output |
| `review ID --stance ...` | `citance/review-row/1` | the fields of the [ReviewRow](#reviewrow) as kept |
| `reviews` | `citance/reviews/1` | `reviews`: a list of [ReviewRow](#reviewrow) |
| `reviews --disputed` | `citance/disputed/1` | `disputed`: a list of [citance/statement-details/1](#citancestatement-details1) |
| `problems` | `citance/problem/1` | one object a line, each the fields of a [ProblemRow](#problemrow) |
| `problems --count` | `citance/problem-counts/1` | `problems` and `files` (how many), `kinds`: object: kind → how many |
| `joins` | `citance/joins/1` | `joins`: a list of [JoinRecord](#joinrecord) |
| `remove`, `remove --list` | `citance/removed/1` | `removed`: a list of [Tombstone](#tombstone) |
| `joins --undo`, `remove --lift` | `citance/done/1` | `done`: `join_undone` or `removal_lifted`; `number` |
| `keys` | `citance/keys/1` | `keys`: a list of `id`, `owner`, `scopes`, `made_at`, `expires_at`, `revoked_at` |
| `keys --create` | `citance/key/1` | `key`, told now and never again; `id`, `owner`, `scopes`, `expires_at` |
| `keys --revoke` | `citance/done/1` | `done`: `key_revoked`; `id` |
| `visibility` | `citance/visibility/1` | `article` as asked, `visibility`, `documents`: how many full texts it holds for |
| `rebuild` | `citance/rebuild/1` | `stage`; `done`: how many documents, statements or articles |
| `check` | `citance/check/1` | `sound`: true or false; `wrong`: a list of texts |
| `backup`, `restore` | `citance/backup/1`, `citance/restore/1` | `backup`, `index`: the folder |
| `serve` | `citance/serving/1` | `address`, `index`: the folder, `public`: true or false; once it accepts connections |
| `version` | `citance/version/1` | the version of `citance`, `python` and each part |
| an error | `citance/error/1` | `error`, on standard error: [errors](errors.md) |
| a problem `extract` meets | `citance/extract-problem/1` | `source`, `problem`, on standard error: a [Problem](#problem) |

What `classify FILE` and `link` read and print line by line is on [the page of commands](commands.md). Names of several words have
underscores here (`most_cited`) and hyphens on the command line (`most-cited`), where either is understood.

New fields may be added to a schema; if the meaning of one changes, so does its number. In the shapes marked *sparse* a field is
left out where it has the value shown behind `=`. Spans are `[start, end)` in code points of the sentence they belong to. The
objects of `citance extract` are on [a page of their own](extract.md), exports in [a guide](../guides/exports.md).
"""

_SETTINGS_HEAD = """# Settings

Written by the program (`make docs`). Settings are read from `citance.toml` in the working folder, or from the file that
`CITANCE_CONFIG` names; then from the environment, which stands above the file; what a command line says stands above both. An
unknown setting is an error that names the known ones.

| in the file | in the environment | without it | what it is |
|---|---|---|---|
"""


def json_markdown() -> str:
    """The page of all shapes: answers first, then what they are made of."""
    tops = [*_tagged(vars(citance.index).values()), IngestSummary, ReviewImport, ArticleExport, Evaluation, TrainSummary]
    answers = sorted(dict.fromkeys(tops), key=lambda shape: str(shape.__struct_config__.tag))
    rows = (JoinRecord, ProblemRow, ReviewRow, Tombstone)
    parts = list(dict.fromkeys((*rows, *(inner for answer in (*answers, *rows) for inner in _within(answer)))))
    parts = sorted((part for part in parts if part not in answers), key=lambda part: part.__name__)
    page = [_JSON_HEAD, *(_shape(answer, f"{answer.__struct_config__.tag}") for answer in answers)]
    return "".join([*page, *(_shape(part, part.__name__) for part in parts)])


def settings_markdown() -> str:
    """The page of settings."""
    rows = []
    comments = _comments(Settings)
    for field in msgspec.structs.fields(Settings):
        default = _default(field.default)
        rows.append(f"| `{field.name}` | `CITANCE_{field.name.upper()}` | {default} | {comments[field.name]} |\n")
    return _SETTINGS_HEAD + "".join(rows)


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value)
    return "" if value in (None, "") else f"`{value}`"


def _tagged(values: Any) -> list[Any]:
    return [v for v in values if _is_struct(v) and v.__struct_config__.tag_field == "schema"]


def _is_struct(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, msgspec.Struct)


def _within(shape: Any) -> Iterator[Any]:
    """All structs below one, itself left out."""
    for field in msgspec.structs.fields(shape):
        for inner in _structs(field.type):
            yield inner
            if inner is not shape:
                yield from _within(inner)


def _structs(kind: Any) -> Iterator[Any]:
    if _is_struct(kind):
        yield kind
    for argument in get_args(kind):
        yield from _structs(argument)


def _shape(shape: Any, name: str) -> str:
    words = " ".join((inspect.getdoc(shape) or "").split())
    sparse = " *Sparse.*" if shape.__struct_config__.omit_defaults else ""
    comments = _comments(shape)
    rows = [f'| `schema` | `"{name}"` | |\n'] if shape.__struct_config__.tag_field == "schema" else []
    for field in msgspec.structs.fields(shape):
        default = ""
        if shape.__struct_config__.omit_defaults and field.default is not msgspec.NODEFAULT:
            default = f" = {msgspec.json.encode(field.default).decode()}" if _is_plain(field.default) else ""
        rows.append(f"| `{field.encode_name}` | {_type(field.type)}{default} | {comments.get(field.name, '')} |\n")
    return f"\n## {name}\n\n{words}{sparse}\n\n| field | | |\n|---|---|---|\n{''.join(rows)}"


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool, tuple))


def _type(kind: Any) -> str:
    """The type as a reader of JSON names it; shapes are linked."""
    if _is_struct(kind):
        tag = kind.__struct_config__
        name = str(tag.tag) if tag.tag_field == "schema" else kind.__name__
        return f"[{name}](#{re.sub(r'[^a-z0-9-]', '', name.lower())})"
    text = str(kind)
    if get_args(kind) and "Literal" in text.partition("[")[0]:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    if "|" in text.partition("[")[0] or text.startswith("typing.Union") or type(kind).__name__ == "UnionType":
        return " or ".join(_type(argument) for argument in get_args(kind))
    origin = getattr(kind, "__origin__", None)
    if origin in (tuple, list):
        inner = [argument for argument in get_args(kind) if argument is not Ellipsis]
        return f"list of {' and '.join(dict.fromkeys(map(_type, inner)))}"
    if origin is dict:
        return f"object: {' → '.join(map(_type, get_args(kind)))}"
    if isinstance(kind, type) and hasattr(kind, "__members__"):
        return ", ".join(f"`{value}`" for value in kind)  # type: ignore[attr-defined]
    plain = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null", object: "anything"}
    if isinstance(kind, type):
        if kind in plain:
            return plain[kind]
        return "span" if kind.__name__ == "Span" else "text" if issubclass(kind, str) else kind.__name__
    return text


def _comments(shape: Any) -> dict[str, str]:
    """The comment beside each field."""
    found = re.findall(r"^    (\w+): [^#\n]*?(?:  # (.+))?$", inspect.getsource(shape), re.M)
    return {name: words.replace("|", "\\|") for name, words in found}
