"""The page on which articles are handed in, and the one that says what becomes of them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from citance.errors import InvalidInput
from citance.services.upload import MOST_FILES, Uploads, handed_in
from citance.web.desk import Desk, refused
from citance.web.visitor import Asker

_AGAIN = "2"  # seconds until a page of work under way is asked for again


def add_uploading(routes: APIRouter, desk: Desk, uploads: Uploads) -> None:
    """Add the pages, and the route that takes the form."""

    @routes.api_route("/upload", methods=["GET", "HEAD"])
    async def form(request: Request) -> Response:
        """The form, or the way to a key."""
        may = desk.takes_reviews() and desk.may(request, "ingest")
        answer = Asker(request).page(
            "upload.html",
            token=desk.token(request) if may else None,
            needs_key=desk.takes_reviews() and not may,
            most=uploads.most_bytes >> 20,
            most_files=MOST_FILES,
            owner=desk.owner(request),
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @routes.post("/upload")
    async def take(request: Request) -> Response:
        """The files put aside; then to what becomes of them."""
        asker = Asker(request)
        # Who may is asked before anything is read. The token stands in the form: it is looked at when the form is there, as
        # large as uploads may be, and before any of it is put aside.
        if not desk.may(request, "ingest"):
            return refused(asker, "key")
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise InvalidInput("no file was handed in")
        try:
            async with request.form(max_files=MOST_FILES, max_fields=10) as form:
                token = form.get("csrf_token")
                if not isinstance(token, str) or not desk.is_token(request, token):
                    return refused(asker, "token")
                upload = await uploads.take(*handed_in(form.multi_items()))
        except HTTPException as error:  # a form of other shape
            raise InvalidInput(str(error.detail)) from error
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        return RedirectResponse(asker.paths.to(f"/upload/{upload.id}"), 303)

    @routes.api_route("/upload/{id}", methods=["GET", "HEAD"])
    async def became(id: str, request: Request) -> Response:
        """How far it is; asked for again by itself until it is done."""
        upload = await uploads.find(id)
        answer = Asker(request).page("uploaded.html", upload=upload)
        answer.headers["Cache-Control"] = "no-store"
        if not upload.finished:
            answer.headers["Refresh"] = _AGAIN
        return answer
