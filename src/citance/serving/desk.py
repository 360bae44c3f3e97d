"""What the faces ask of the server: who may write and in which name, tokens for forms, and an index that is open for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request

from citance.index import Index
from citance.serving.keys import Scope
from citance.serving.options import ServeOptions
from citance.serving.uploads import Spool
from citance.serving.visits import IN_SCOPE, Denied, Visit, Visits
from citance.serving.writing import Writer

T = TypeVar("T")


class ServerDesk:
    """One for the application; see web.desk.Desk for what pages ask, and api.v1 for the rest."""

    def __init__(self, visits: Visits, writer: Writer, uploads: Spool, options: ServeOptions) -> None:
        self._visits, self._writer, self.uploads = visits, writer, uploads
        self.usual_name = options.reviewer

    def write(self, question: Callable[[Index], T], /) -> Awaitable[T]:
        """The answer to a question that writes."""
        return self._writer.ask(question)

    def open(self) -> None:
        """Go on with what was begun before."""
        self.uploads.start()

    def close(self) -> None:
        """Let go of what writes."""
        self.uploads.close()
        self._writer.close()

    # -- for the API

    def reviewer(self, request: Request) -> str | None:
        """The name in which whoever asks reviews, None for the one they give. Raises Denied."""
        visit = _visit(request)
        self._visits.check(visit, "review", through_api=True)
        return self.owner(request)

    def allow_documents(self, request: Request) -> None:
        """Lets whoever may hand in documents pass. Raises Denied."""
        self._visits.check(_visit(request), "ingest", through_api=True)

    # -- for both

    def may_withdraw(self, request: Request, reviewer: str) -> bool:
        """Whether whoever asks, and may review, may take back a review in this name."""
        return self._visits.may_withdraw(_visit(request), reviewer)

    def may_sign(self, request: Request, name: str) -> bool:
        """Whether whoever asks, and may review, may do so in this name."""
        return self._visits.may_sign(_visit(request), name)

    # -- for pages

    def takes_reviews(self) -> bool:
        """Whether the index lies where we may write."""
        return self._writer.may_write()

    def may(self, request: Request, scope: Scope) -> bool:
        """Whether whoever asks may do this."""
        return self._visits.may(_visit(request), scope)

    def owner(self, request: Request) -> str | None:
        """Whose key whoever asks has; None without one."""
        key = _visit(request).key
        return None if key is None else key.owner

    def token(self, request: Request) -> str:
        """The token of a form for the browser that asks."""
        return self._visits.token(request.scope, _visit(request))

    def is_token(self, request: Request, token: str) -> bool:
        """Whether it is this browser's."""
        return self._visits.is_token(_visit(request), token)

    def keep_key(self, request: Request, spelled: str) -> int:
        """Let the browser keep a key: 200, else 401 for one that is none, 429 for too many of them."""
        try:
            self._visits.keep_key(request.scope, _visit(request), spelled)
        except Denied as denied:
            return denied.status
        return 200

    def forget_key(self, request: Request) -> None:
        """Let the browser forget it."""
        self._visits.forget_key(request.scope, _visit(request))


def _visit(request: Request) -> Visit:
    visit: Visit = request.scope[IN_SCOPE]
    return visit
