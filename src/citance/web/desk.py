"""What pages by which one writes need of the server around them: who may, tokens, an index open for writing."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import parse_qs

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from citance.errors import InvalidInput
from citance.index import Index
from citance.services.upload import Uploads
from citance.web.visitor import Asker

T = TypeVar("T")
GetIndex = Callable[[], Index]

LARGEST_FORM = 64 * 1024


class Desk(Protocol):
    """What the server lets people do by forms, and does for them."""

    usual_name: str  # in whose name reviews are kept that give none

    @property
    def uploads(self) -> Uploads | None:
        """What takes documents; None where nothing does."""
        ...

    def takes_reviews(self) -> bool:
        """Whether reviews are taken here at all, with a key or without."""
        ...

    def may(self, request: Request, scope: Literal["review", "ingest"], /) -> bool:
        """Whether whoever asks may do this."""
        ...

    def may_withdraw(self, request: Request, reviewer: str, /) -> bool:
        """Whether whoever asks, and may review, may take back a review in this name."""
        ...

    def may_sign(self, request: Request, name: str, /) -> bool:
        """Whether whoever asks, and may review, may do so in this name."""
        ...

    def owner(self, request: Request, /) -> str | None:
        """Whose key they have; None without one."""
        ...

    def token(self, request: Request, /) -> str:
        """The token of a form for this browser."""
        ...

    def is_token(self, request: Request, token: str, /) -> bool:
        """Whether a form came back with this browser's token."""
        ...

    def write(self, question: Callable[[Index], T], /) -> Awaitable[T]:
        """The answer to a question that writes."""
        ...

    def keep_key(self, request: Request, spelled: str, /) -> int:
        """Let this browser keep a key; the status that says how it went."""
        ...

    def forget_key(self, request: Request, /) -> None:
        """Let it forget the key."""
        ...


class OwnDesk:
    """Writes into the index that is read: for an application that holds it open for writing, and has no keys."""

    usual_name = ""
    uploads = None

    def __init__(self, index: GetIndex, token: Callable[[Request], str]) -> None:
        self._index, self.token = index, token

    def takes_reviews(self) -> bool:
        """Whether the index can be written to."""
        return self._index().writable

    def may(self, request: Request, scope: Literal["review", "ingest"], /) -> bool:
        """Whether the index can be written to; documents are another program's matter."""
        return scope == "review" and self._index().writable

    def may_withdraw(self, request: Request, reviewer: str, /) -> bool:
        """Whether the index can be written to; in whose name is not known, for there are no keys."""
        return self._index().writable

    def may_sign(self, request: Request, name: str, /) -> bool:
        """Whether the index can be written to; no name is anybody's, for there are no keys."""
        return self._index().writable

    def owner(self, request: Request, /) -> str | None:
        """Nobody's: there are no keys."""
        return None

    def is_token(self, request: Request, token: str, /) -> bool:
        """Whether it is the token of this browser."""
        return hmac.compare_digest(token.encode(), self.token(request).encode())

    async def write(self, question: Callable[[Index], Any], /) -> Any:
        """The answer, asked in a thread."""
        return await run_in_threadpool(question, self._index())

    def keep_key(self, request: Request, spelled: str, /) -> int:
        """There are no keys: none is good."""
        return 401

    def forget_key(self, request: Request, /) -> None:
        """There is nothing to forget."""


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form without files, the last of each name; raises InvalidInput for one that is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise InvalidInput("this form is too long")
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20, keep_blank_values=True)
    except ValueError as error:  # more fields than any form of ours has
        raise InvalidInput("this form has too many fields") from error
    return {name: values[-1] for name, values in fields.items()}


def refused(asker: Asker, kind: Literal["token", "key", "others", "signed"]) -> Response:
    """The page that says why a form was not taken."""
    return asker.page("error.html", status=403, code=403, error=None, kind=kind, meant=None, sought="", elsewhere=None)
