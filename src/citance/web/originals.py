"""The PDFs that statements were read from: their addresses on pages, and the route that hands them out, whole or in part.

    /files/<SHA-256>.pdf#page=7

An address names the bytes; where they lie is the index's matter, and nothing that is asked leads to a path. Who may have a file
is what the Index says. Browsers show it by themselves; it is no part of our pages, so nothing of it may run as ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import formatdate, parsedate_to_datetime
from hashlib import blake2b
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from citance.errors import NotFound
from citance.index import FormView, Index
from citance.services.originals import MissingOriginal, Original, Originals, OriginalState
from citance.web.visitor import Asker

FOLDER = "/files"
CSP = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
"""What the page that a browser makes around a PDF needs: Chromium sets the style of its viewer within it."""

_ABOVE = 36  # points above the line that are shown too: half an inch
_PIECE = 1 << 18
_TOLD = (OriginalState.GONE, OriginalState.CHANGED, OriginalState.PACKED)  # what is worth telling; that TEI is no PDF is not


def address_of(file: str, page: int | None = None, box: tuple[int, int, int, int] | None = None) -> str:
    """The address of a file below where we were put, opening at the page, and where the browser can, at the box.

    `view=FitH,y` is of Chromium and its kin, y in pixels of 1/96 inch from the top of the page, as tried with version 156.
    pdf.js, which is Firefox's viewer, does not know `view` and shows the page from its top. Its own `zoom=auto,x,y` counts
    from the bottom, and so needs the height of the page, which an index does not keep.
    """
    where = [] if page is None else [f"page={page}"]
    if box is not None:
        where.append(f"view=FitH,{max(0, round((box[1] - _ABOVE) * 96 / 72))}")
    return f"{FOLDER}/{file}.pdf" + ("#" + "&".join(where) if where else "")


class Opens(NamedTuple):
    """What is said of the page a statement stands on: the address that opens there, else why there is none ("": no word)."""

    page: int | None
    address: str | None = None
    why: str = ""


class Shelfmark:
    """Says of what was read where it can be opened; without `originals` of addresses on the web alone."""

    def __init__(self, originals: Originals | None) -> None:
        self._originals = originals

    def opens(self, index: Index, form: FormView, root: str = "", *, closely: bool = False) -> Opens:
        """Where the form can be opened; `closely` compares what is there with what was read."""
        return _opens(form, root, self._look(index, form, closely))

    def all(self, index: Index, ids: list[str], root: str = "") -> dict[str, Opens]:
        """The same of those of the statements whose page is known; each file is looked at once."""
        return self.of(index, index.places(ids), root)

    def of(self, index: Index, forms: Mapping[str, FormView], root: str = "") -> dict[str, Opens]:
        """The same of statements whose places are known already."""
        states = {file: self._look(index, form) for file, form in {form.file: form for form in forms.values()}.items()}
        return {id: _opens(form, root, states[form.file]) for id, form in forms.items()}

    def _look(self, index: Index, form: FormView, closely: bool = False) -> OriginalState | None:
        """What is where the file was; None where that is not looked at."""
        if self._originals is None or form.file is None or form.address is not None:
            return None
        try:
            return self._originals.look(index.file(form.file)[0], closely=closely)
        except NotFound:  # removed in this moment
            return None


def _opens(form: FormView, root: str, state: OriginalState | None) -> Opens:
    if form.address is not None:
        return Opens(form.page, form.address)
    if state is OriginalState.HERE and form.file is not None:
        return Opens(form.page, root + address_of(form.file, form.page, form.box))
    return Opens(form.page, None, state.value if state is not None and state in _TOLD else "")


def digest_of(pages: Mapping[str, Opens]) -> str:
    """What of a page's validator stands for its files; "" where it speaks of none."""
    return f"-{blake2b(repr(pages).encode(), digest_size=6).hexdigest()}" if pages else ""


def add_originals(routes: APIRouter, index: Callable[[], Index], originals: Originals) -> None:
    """Add the route."""

    def original(file: str, request: Request) -> Response:
        asker = Asker(request)
        kept, name = index().file(file)
        try:
            opened = originals.open(kept)
        except MissingOriginal as missing:
            words = asker.words(f"original.{missing.state.value}")
            error = NotFound("file", file)
            page: dict[str, Any] = {"code": 404, "error": error, "kind": "NotFound", "told": words}
            return asker.page("error.html", status=404, **page, meant=None, sought="", elsewhere=None)
        return answer(opened, name, request.method, request.headers)

    routes.add_api_route(f"{FOLDER}/{{file}}.pdf", original, methods=["GET", "HEAD"])


# -- the answer ----------------------------------------------------------------------------------------------------------------


def answer(original: Original, name: str, method: str, asked: Any) -> Response:
    """The file, or the part of it that is asked for, or that the asker has it already (RFC 9110)."""
    tag = f'"{original.digest}"'
    headers = {
        "etag": tag,
        "last-modified": formatdate(original.modified, usegmt=True),
        "cache-control": "private, no-cache",  # who may see it may be another matter tomorrow
        "accept-ranges": "bytes",
        "content-disposition": _disposition(name),
        "content-security-policy": CSP,
        "x-content-type-options": "nosniff",
    }
    if _has(asked, tag, original.modified):
        original.close()
        return Response(status_code=304, headers=headers)
    part = _part(asked.get("range"), original.size) if _still(asked.get("if-range"), tag, headers["last-modified"]) else None
    if part == "beyond":
        original.close()
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{original.size}"})
    start, end = part or (0, original.size)
    if part is not None:
        headers["content-range"] = f"bytes {start}-{end - 1}/{original.size}"
    return _Sent(original, start, start if method == "HEAD" else end, 206 if part else 200, headers, end - start)


class _Sent(Response):
    """A part of a file, sent as it is read. Where it changes meanwhile the answer breaks off: the half is not the whole."""

    def __init__(self, original: Original, start: int, end: int, status: int, headers: dict[str, str], length: int) -> None:
        self._original, self._start, self._end = original, start, end
        super().__init__(None, status, {**headers, "content-length": str(length)}, "application/pdf")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with self._original:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            at = self._start
            while at < self._end:
                piece = await run_in_threadpool(self._original.read, at, min(_PIECE, self._end - at))
                at += len(piece)
                if not piece:
                    raise MissingOriginal(OriginalState.CHANGED)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def _disposition(name: str) -> str:
    """To be shown, and kept under this name: in letters that every browser reads, and as it is."""
    one = re.sub(r"[/\\]", "_", name)[-150:]
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", one)
    return f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(one, safe='')}"


def _has(asked: Any, tag: str, modified: float) -> bool:
    """Whether the asker has these bytes; a tag, where one is sent, is all that counts."""
    given = asked.get("if-none-match")
    if given is not None:
        return any(part.strip().removeprefix("W/") in (tag, "*") for part in given.split(","))
    since = _seconds(asked.get("if-modified-since"))
    return since is not None and int(modified) <= since


def _still(given: str | None, tag: str, modified: str) -> bool:
    """Whether a part is wanted of what the file is now: If-Range names its tag, or its very date."""
    return given is None or given.strip() in (tag, modified)


def _seconds(date: str | None) -> float | None:
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _part(asked: str | None, size: int) -> tuple[int, int] | Literal["beyond"] | None:
    """Start and end of the part asked for; None for the whole, also where several parts are asked for, or it is not understood.

    >>> _part("bytes=0-9", 100), _part("bytes=90-", 100), _part("bytes=-5", 100), _part("bytes=100-", 100), _part("lines=1", 9)
    ((0, 10), (90, 100), (95, 100), 'beyond', None)
    """
    match = re.fullmatch(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", asked or "", re.ASCII)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, end = max(0, size - int(match[2])), size
    else:
        start, end = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
        if match[2] and int(match[2]) < start:
            return None
    return "beyond" if start >= size or start >= end else (start, end)


__all__ = ["CSP", "FOLDER", "Opens", "Shelfmark", "add_originals", "address_of", "digest_of"]
