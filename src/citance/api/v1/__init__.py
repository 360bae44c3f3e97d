"""Our own API: /v1, in the words of this house and with all that we know.

Answers are the values of docs/reference/json.md with their `schema`, some with further members (`next`, `reach`); errors are
problems (RFC 9457). Every question that reads has an ETag, and what is listed is paged by cursors.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Match

from citance.api.asking import Ask
from citance.api.v1.articles import add_articles
from citance.api.v1.documents import Allow, add_documents
from citance.api.v1.openapi import schemas
from citance.api.v1.problems import ProblemRoute, Refusal
from citance.api.v1.searching import add_search
from citance.api.v1.statements import Address, MaySign, MayWithdraw, Reviewer, add_statements
from citance.api.v1.ties import add_ties
from citance.services.upload import Uploads

__all__ = ["Address", "Allow", "Ask", "MaySign", "MayWithdraw", "Refusal", "Reviewer", "router", "schemas"]


def router(
    ask: Ask,
    *,
    write: Ask | None = None,
    reviewer: Reviewer | None = None,
    may_withdraw: MayWithdraw = lambda *_: True,
    may_sign: MaySign = lambda *_: True,
    uploads: Uploads | None = None,
    allow: Allow = lambda _: None,
    address: Address = lambda _, form, __: form.address,
) -> APIRouter:
    """The routes. `ask` puts a question to the Index in a thread; `write` to one that is open for writing, where that is another.

    `reviewer` says who may review, and in which name. Without it, whoever reaches an index that is writable may review it in the
    name they give. One opened to read or for the public refuses. `may_sign` says in which names they may; without it in any.
    `may_withdraw` says whose reviews they may take back; without it anybody's. `uploads` takes documents, from those whom `allow`
    lets pass. `address` says where the file that a statement was read from opens.
    """
    routes = APIRouter(prefix="/v1", tags=["v1"], route_class=ProblemRoute)
    add_ties(routes, ask)
    add_articles(routes, ask)
    add_statements(routes, ask, write or ask, reviewer, may_withdraw, may_sign, address=address)
    add_search(routes, ask)
    if uploads is not None:
        add_documents(routes, uploads, allow)
    _add_rest(routes)
    return routes


class _Anything(Convertor[str]):
    """The rest of a path, whatever it holds: `path` stops at the end of a line."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


def _add_rest(routes: APIRouter) -> None:
    known = list(routes.routes)

    @routes.api_route("/{rest:anything}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False)
    async def rest(request: Request) -> Response:
        allowed = {
            method
            for route in known
            if route.matches(request.scope)[0] is Match.PARTIAL
            for method in getattr(route, "methods", None) or ()
        }
        if allowed:
            words = ", ".join(sorted(allowed))
            raise Refusal("method_not_allowed", f"this route takes {words}", allow=words)
        raise Refusal("no_such_route", f"there is no {request.scope['path'][:200]} in this API")
