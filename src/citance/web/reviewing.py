"""The form "Is this label right?": a person's word on a stance, taken and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from citance.errors import NotFound
from citance.index import Index, StatementView
from citance.web.desk import Desk, GetIndex, read_form, refused
from citance.web.visitor import Asker


def add_reviewing(routes: APIRouter, index: GetIndex, desk: Desk) -> None:
    """Add the routes that take the forms."""

    @routes.post("/statements/{id}/review")
    async def review(id: str, request: Request) -> Response:
        """A person's word on a label, taken; then the statement again."""
        asker, form = Asker(request), await read_form(request)
        if (why := _why_not(desk, request, form)) is not None:
            return refused(asker, why)
        meant = await run_in_threadpool(_meant, index(), id, form.get("bracket") == "yes")
        name = desk.owner(request) or form.get("reviewer", "")[:200].strip() or desk.usual_name
        if not desk.may_sign(request, name):
            return refused(asker, "signed")

        def record(writer: Index) -> None:
            for statement in meant:
                writer.record_review(
                    statement,
                    reviewer=name,
                    stance=form.get("stance") or None,
                    evidence=form.get("evidence") or None,
                    why=form.get("why", "")[:2000],
                )

        await desk.write(record)
        return RedirectResponse(asker.paths.statement(id, [("done", "review")]) + "#reviews", 303)

    @routes.post("/statements/{id}/withdrawal")
    async def withdrawal(id: str, request: Request) -> Response:
        """A review of the statement taken back; then the statement again."""
        asker, form = Asker(request), await read_form(request)
        if (why := _why_not(desk, request, form)) is not None:
            return refused(asker, why)
        said = form.get("review", "")
        rows = await run_in_threadpool(lambda: index().statement(id).reviews)  # those that one may see
        row = next((row for row in rows if str(row.number) == said), None)
        if row is None:
            raise NotFound("review", said)
        if not desk.may_withdraw(request, row.review.reviewer):
            return refused(asker, "others")
        await desk.write(lambda writer: writer.withdraw_review(row.number))
        return RedirectResponse(asker.paths.statement(id, [("done", "withdrawal")]) + "#reviews", 303)


def _why_not(desk: Desk, request: Request, form: Mapping[str, str]) -> Literal["token", "key"] | None:
    """What a form that reviews is refused for; None where it may be taken."""
    if not desk.is_token(request, form.get("csrf_token", "")):
        return "token"
    return None if desk.may(request, "review") else "key"


def of_bracket(view: StatementView, beside: Iterable[StatementView]) -> list[StatementView]:
    """The others of its bracket for which a correction may hold as well: those of which no person has spoken."""
    if view.group is None:
        return []
    return [other for other in beside if other.group == view.group and other.reference and not other.reviewed]


def _meant(index: Index, id: str, bracket: bool) -> list[str]:
    """The statements that a form speaks of. NotFound for one that may not be seen: nobody says anything of it."""
    view = index.statement(id).statement
    return [id, *(other.id for other in of_bracket(view, index.said_beside(id)))] if bracket else [id]
