"""Documents handed in: files in, a job out, which says how far it is and what became of each."""

from __future__ import annotations

import contextlib
import io
from collections.abc import AsyncIterator, Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from citance.api.v1.openapi import told
from citance.api.v1.parameters import Route
from citance.api.v1.problems import Refusal
from citance.model.codec import to_json
from citance.services.upload import MOST_FILES, Upload, UploadPart, Uploads, handed_in

FORM = "multipart/form-data"
PLAIN = (
    "application/xml",
    "text/xml",
    "application/jats+xml",
    "application/tei+xml",
    "application/pdf",
    "application/octet-stream",
)
"""Kinds of a body that is one file."""

Allow = Callable[[Request], object]
"""Lets whoever may hand in documents pass; raises for the others."""

Id = Annotated[str, Path(max_length=100, description="As the answer to the upload has it.")]


def add_documents(routes: APIRouter, uploads: Uploads, allow: Allow) -> None:
    """Add the routes."""

    @routes.post("/documents", **told(Upload, "Documents handed in, to be ingested.", Route(), body="documents", status=202))
    async def hand_in(request: Request) -> Response:
        allow(request)  # before anything is read
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (FORM, *PLAIN):
            raise Refusal("unsupported_media_type", f"the body must be {FORM} or {' or '.join(PLAIN)}", kinds=(FORM, *PLAIN))
        try:
            async with _handed_in(request, kind, uploads.most_bytes) as (parts, visibility):
                upload = await uploads.take(parts, visibility)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        return _answer(request, upload, 202)

    @routes.get("/documents/{job}", **told(Upload, "What has become of documents that were handed in.", None))
    async def upload(request: Request, job: Id) -> Response:
        return _answer(request, await uploads.find(job), 200)


def _answer(request: Request, upload: Upload, status: int) -> Response:
    headers = {"cache-control": "no-store"}
    if status == 202:
        headers["location"] = f"{request.scope.get('root_path', '')}/v1/documents/{quote(upload.id, safe='')}"
    if not upload.finished:
        headers["retry-after"] = "1"
    return Response(to_json(upload), status, headers, "application/json")


@contextlib.asynccontextmanager
async def _handed_in(request: Request, kind: str, most: int) -> AsyncIterator[tuple[list[UploadPart], str | None]]:
    """The files of a request, and how much of them may be shown; let go when they are put aside."""
    if kind == FORM:
        async with request.form(max_files=MOST_FILES, max_fields=10) as form:
            yield handed_in(form.multi_items())
        return
    with io.BytesIO() as body:
        async for piece in request.stream():
            body.write(piece)
            if body.tell() > most:
                raise Refusal("too_large", f"an upload may have {most:,} bytes", most=most)
        name = request.query_params.get("name", "document")
        yield [UploadPart(name, body)], request.query_params.get("visibility")
