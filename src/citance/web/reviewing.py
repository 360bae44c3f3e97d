"""The form "This label is wrong": a person's word on a stance, taken and shown."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from citance.errors import NotFound
from citance.web.asker import Asker
from citance.web.desk import Desk, GetIndex, read_form, refused


def add_reviewing(routes: APIRouter, index: GetIndex, desk: Desk) -> None:
    """Add the routes that take the forms."""

    @routes.post("/statements/{id}/review")
    async def review(id: str, request: Request) -> Response:
        """A person's word on a label, taken; then the statement again."""
        asker, form = Asker(request), await read_form(request)
        if not desk.is_token(request, form.get("csrf_token", "")):
            return refused(asker, "token")
        if not desk.may(request, "review"):
            return refused(asker, "key")
        await run_in_threadpool(lambda: index().statement(id))  # what one may not see one says nothing of
        name = desk.owner(request) or form.get("reviewer", "")[:200].strip() or desk.usual_name
        await desk.write(
            lambda writer: writer.record_review(
                id,
                reviewer=name,
                stance=form.get("stance") or None,
                evidence=form.get("evidence") or None,
                why=form.get("why", "")[:2000],
            )
        )
        return RedirectResponse(asker.paths.statement(id, [("done", "review")]) + "#reviews", 303)

    @routes.post("/statements/{id}/withdrawal")
    async def withdrawal(id: str, request: Request) -> Response:
        """A review of the statement taken back; then the statement again."""
        asker, form = Asker(request), await read_form(request)
        if not desk.is_token(request, form.get("csrf_token", "")):
            return refused(asker, "token")
        if not desk.may(request, "review"):
            return refused(asker, "key")
        said = form.get("review", "")
        rows = await run_in_threadpool(lambda: index().statement(id).reviews)  # those that one may see
        row = next((row for row in rows if str(row.number) == said), None)
        if row is None:
            raise NotFound("review", said)
        if not desk.may_withdraw(request, row.review.reviewer):
            return refused(asker, "others")
        await desk.write(lambda writer: writer.withdraw_review(row.number))
        return RedirectResponse(asker.paths.statement(id, [("done", "withdrawal")]) + "#reviews", 303)
