"""Who asks, in which language, from where; and pages as answers, those of errors too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.routing import APIRoute

from citance.errors import CitanceError, InvalidIdentifier, NotFound, UnknownName
from citance.model import Identifier, find_identifier
from citance.services.status_codes import answer_of, is_no_index
from citance.version import VERSION
from citance.web.assets import DIGEST
from citance.web.catalogue import LANGUAGES, choose_language, words_in
from citance.web.errors import nearest, told
from citance.web.library import NO_LIBRARY, Library
from citance.web.paths import Paths, asked_path
from citance.web.render import render

LONGEST = 300  # characters of what could not be found that are offered to be searched for
_QUOTES = str.maketrans(dict.fromkeys('"“”„', " "))


class PageRoute(APIRoute):
    """A route whose errors, as far as they are Citance's, are answered by a page."""

    def get_route_handler(self) -> Callable[..., Any]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except CitanceError as error:
                return error_page(request, error)

        return answer


class Asker:
    """Who asks, in which language, from where; and what every template needs."""

    def __init__(self, request: Request) -> None:
        self.request = request
        by_name = request.query_params.get("lang")
        language = choose_language(by_name, request.headers.get("accept-language", ""))
        self.words = words_in(language)
        self.paths = Paths(request.scope.get("root_path", ""), by_name if by_name in LANGUAGES else None)
        base = urlsplit(str(request.base_url))
        self.host = f"{base.scheme}://{base.netloc}"  # as this server was asked for
        self.library: Library = getattr(request.app.state, "library", NO_LIBRARY)  # that the application serves, if any
        self.params = {name: request.query_params.getlist(name) for name in request.query_params}

    def page(self, template: str, *, status: int = 200, etag: str | None = None, **values: Any) -> Response:
        """The page, or 304 where the browser has this very one."""
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
        if etag is not None:
            headers["ETag"] = f'W/"{etag}-{VERSION}-{DIGEST}-{self.words.language}"'
            if headers["ETag"] in self.request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
        body = render(template, self.words, self.paths, self.library, here=self._here(), host=self.host, **values)
        return Response(body, status, headers, media_type="text/html; charset=utf-8")

    def meant(self, value: str, right: str | None) -> tuple[str, str] | None:
        """The right value, and this page asked with it in place of the wrong one; None where there is none."""
        if right is None:
            return None
        pairs = [(name, right if one.strip() == value else one) for name, one in self.request.query_params.multi_items()]
        return right, self.paths.to(asked_path(self.request.scope), pairs)

    def _here(self) -> dict[str, str]:
        """Each language → this page in it."""
        path, pairs = asked_path(self.request.scope), self.request.query_params.multi_items()
        return {language: Paths(self.paths.root, language).to(path, pairs) for language in LANGUAGES}


def error_page(request: Request, error: CitanceError) -> Response:
    """A page that says the error in words, with its status, and offers what may have been meant."""
    answer = answer_of(error)
    if is_no_index(error):  # its name is a folder of the server's
        error = CitanceError(answer.words)
    asker = Asker(request)
    page = asker.page(
        "error.html",
        status=answer.status,
        code=answer.status,
        error=error,
        kind=type(error).__name__,
        told=told(error, asker.words),
        meant=asker.meant(error.name, nearest(error.name, error.known)) if isinstance(error, UnknownName) else None,
        sought="" if (elsewhere := _named_elsewhere(error)) else _sought(error),
        elsewhere=elsewhere,
    )
    page.headers.update(answer.headers)
    return page


def _named_elsewhere(error: CitanceError) -> Identifier | None:
    """The identifier of an article that is not here: others know it. To search for it here would find nothing."""
    return find_identifier(error.name) if isinstance(error, NotFound) and error.what == "article" else None


def _sought(error: CitanceError) -> str:
    """What may be searched for in place of what is not here: not the numbers that only this index gives."""
    if isinstance(error, InvalidIdentifier):
        return searched_for(error.text[:LONGEST].strip())
    if isinstance(error, NotFound) and error.what in ("article", "author", "journal"):
        return searched_for(error.name[:LONGEST].strip())
    return ""


def searched_for(name: str) -> str:
    """The name as a query: what would be read as operators stands between quotation marks."""
    if find_identifier(name) is not None or all(word.isalnum() and word not in ("AND", "OR", "NOT") for word in name.split()):
        return name
    bare = " ".join(name.translate(_QUOTES).split())
    return f'"{bare}"' if any(letter.isalnum() for letter in bare) else ""
