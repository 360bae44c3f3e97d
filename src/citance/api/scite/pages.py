"""The pages of scite's site that its clients open: where ours are."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from citance.api.scite.words import read_doi
from citance.errors import NotFound


def add_pages(routes: APIRouter) -> None:
    """Add the routes."""

    def to(request: Request, path: str) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + path, 307)

    @routes.get("/reports/{doi:path}", include_in_schema=False)
    async def report(request: Request, doi: str) -> Response:
        return to(request, "/articles/" + quote(read_doi(doi), safe="/"))

    @routes.get("/assistant", include_in_schema=False)
    async def assistant(request: Request, startTerm: str = "") -> Response:
        return to(request, "/?q=" + quote(startTerm))

    @routes.get("/extension-install", include_in_schema=False)
    async def extension(request: Request) -> Response:
        return to(request, "/")

    @routes.get("/badge/{name}", include_in_schema=False)
    async def badge(request: Request, name: str) -> Response:
        if not name.endswith(".js"):
            raise NotFound("file", name)
        return to(request, "/badge.js")
