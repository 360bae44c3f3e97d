"""Values to bytes and back, for stores and for the road between processes (msgpack), and to JSON for people.

JSON that comes from outside is read by `read_json`, which says in plain words what is wrong with it.

Whatever threads may read at once is read through here. msgspec learns a type where it is first asked for; a second thread that
asks meanwhile, for that type or one that holds it, is given what is half learnt, and the process dies (seen in 0.22).
"""

from __future__ import annotations

from threading import Lock
from typing import Any, TypeVar

import msgspec

from citance.errors import InvalidRecord

T = TypeVar("T")


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # an identifier: a str of a kind of its own
        return str.__str__(value)
    raise NotImplementedError(f"no way to write {type(value)}")


def _kind(kind: type, value: Any) -> Any:
    return kind(value)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
_JSON = msgspec.json.Encoder(enc_hook=_plain)
_DECODERS: dict[Any, msgspec.msgpack.Decoder[Any]] = {}
_JSON_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_LEARNING = Lock()


def encode(value: Any) -> bytes:
    """The value as msgpack."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The value of `kind` that `encode` wrote; raises msgspec.DecodeError where it did not."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        with _LEARNING:
            decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind, dec_hook=_kind)
    return decoder.decode(data)  # type: ignore[no-any-return]


def to_json(value: Any) -> bytes:
    """The value as one line of JSON, UTF-8."""
    return _JSON.encode(value)


def read_json(data: bytes, kind: type[T], line: int | None = None) -> T:
    """The value of `kind` that stands in somebody's JSON; raises InvalidRecord, with the number of the `line` it stood in."""
    try:
        return _json_decoder(kind).decode(data)  # type: ignore[no-any-return]
    except msgspec.DecodeError as error:  # ValidationError is one
        raise InvalidRecord(in_plain_words(str(error)), line) from error
    except UnicodeDecodeError as error:
        raise InvalidRecord("the text is not UTF-8", line) from error
    except RecursionError:
        raise InvalidRecord("nested too deeply", line) from None


def convert(values: Any, kind: type[T], *, strict: bool = True) -> T:
    """The value of `kind` of which these are the parts; raises msgspec.ValidationError where they are not."""
    _json_decoder(kind)  # so that it is learnt
    return msgspec.convert(values, kind, strict=strict)


def _json_decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    decoder = _JSON_DECODERS.get(kind)
    if decoder is None:
        with _LEARNING:
            decoder = _JSON_DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder


def in_plain_words(message: str) -> str:
    """What the JSON decoder says, without its own notation: `$.span` is the field `span`."""
    what, _, where = message.partition(" - at ")
    field = where.strip("`").removeprefix("$").lstrip(".")
    what = what.replace("Object missing required field", "there is no field")
    what = what.replace("Object contains unknown field", "there should be no field")
    what = what.replace("Expected `object`", "expected a JSON object").replace("Expected ", "expected ")
    what = what.removeprefix("JSON is malformed: ")
    return f"in `{field}`: {what}" if field else what
