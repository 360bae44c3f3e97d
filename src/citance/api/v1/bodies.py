"""What clients send: read no further than allowed, and only where it says that it is what it must be."""

from __future__ import annotations

from fastapi import Request

from citance.api.v1.problems import Refusal

JSON = ("application/json",)
LINES = ("application/x-ndjson", "application/jsonl", "application/json")


async def read_body(request: Request, kinds: tuple[str, ...], most: int) -> bytes:
    """The body, at most `most` bytes. Raises Refusal where it is larger, or not of one of the `kinds`.

    The kind is insisted on: a form on another site's page can send none of these without asking first.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise Refusal("unsupported_media_type", f"the body must be {' or '.join(kinds)}", kinds=kinds)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Refusal("too_large", f"the body may have {most:,} bytes", most=most)
    return bytes(body)
