"""Values to bytes and back, for stores and for the road between processes (msgpack), and to JSON for people."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

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


def encode(value: Any) -> bytes:
    """The value as msgpack."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The value of `kind` that `encode` wrote; raises msgspec.DecodeError where it did not."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind, dec_hook=_kind)
    return decoder.decode(data)  # type: ignore[no-any-return]


def to_json(value: Any) -> bytes:
    """The value as one line of JSON, UTF-8."""
    return _JSON.encode(value)
