"""The page on which a person gives a key to the browser, or takes it back."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from citance.web.desk import Desk, read_form, refused
from citance.web.visitor import Asker


def add_signing(routes: APIRouter, desk: Desk) -> None:
    """Add the page, and the route that takes its form."""

    def page(asker: Asker, request: Request, there: str, status: int = 200) -> Response:
        answer = asker.page(
            "key.html",
            status=status,
            token=desk.token(request),
            owner=desk.owner(request),
            there=there,
            trouble={401: "bad", 429: "often"}.get(status),
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @routes.api_route("/key", methods=["GET", "HEAD"])
    async def key(request: Request) -> Response:
        """The form."""
        return page(Asker(request), request, _within(request.query_params.get("next", "")))

    @routes.post("/key")
    async def taken(request: Request) -> Response:
        """The key kept, or forgotten; then to where one came from."""
        asker, form = Asker(request), await read_form(request)
        there = _within(form.get("next", ""))
        if not desk.is_token(request, form.get("csrf_token", "")):
            return refused(asker, "token")
        if "forget" in form:
            desk.forget_key(request)
        elif (status := desk.keep_key(request, form.get("key", "")[:200])) != 200:
            return page(asker, request, there, status)
        return RedirectResponse(asker.paths.root + there, 303)


def _within(address: str) -> str:
    """The address, where it is one of this site; else the beginning: no link of ours leads elsewhere by what a link says."""
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if plain and address.isprintable() and len(address) <= 2000 else "/"
