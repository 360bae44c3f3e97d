"""The application: the index on its shelf, the faces over it, the guard around all."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from citance import web
from citance.api import scite, v1
from citance.errors import CitanceError, NotFound
from citance.index import STORE_FILE, Index
from citance.services.garbage import let_garbage_wait_for_answers
from citance.services.originals import Originals
from citance.services.status_codes import TurnedAway, answer_of
from citance.serving.desk import ServerDesk
from citance.serving.guard import App, Guard, refusal
from citance.serving.keys import KeyRing
from citance.serving.limits import RateLimits
from citance.serving.memory import keep_giving_back, share_heaps
from citance.serving.metrics import Metrics
from citance.serving.options import ServeOptions
from citance.serving.shelf import Shelf
from citance.serving.uploads import Spool
from citance.serving.visits import IN_SCOPE, Visits
from citance.serving.writing import Writer
from citance.version import VERSION

_log = logging.getLogger("citance.serving")

DESCRIPTION = """
Who cites an article, where, in which words, and with which stance. The routes under *scite* answer in the words of scite's
public API, so that tools written for it work here when its host name is changed; they count statements that speak from the
citing authors' own evidence, as scite does. In the examples are articles of the toy literature that comes with Citance.
"""


def create_app(index_path: str | None, options: ServeOptions = ServeOptions()) -> Guard:  # noqa: B008  a frozen value
    """The application that serves the index in the folder `index_path`, to be run by any ASGI server.

    The index is opened for reading when the server starts; what other processes write to it is seen by the next answer.
    """
    shelf = Shelf(index_path, audience="public" if options.public else "owner", threads=options.threads)
    metrics = Metrics()
    limits = RateLimits(options.shared, bytes.fromhex(options.secret))
    visits = Visits(options, KeyRing(index_path), limits)
    writer = Writer(index_path)
    desk = ServerDesk(visits, writer, Spool(index_path, options), options)
    application = _compressing(_application(shelf, metrics, options, desk), options.root_path)
    return Guard(application, options, metrics, scite.READ_ROUTES, visits)


_SHORT = ("/tallies", "/healthz")
"""What is asked thousands of times a second is short, and spared the question."""


def _compressing(application: FastAPI, root: str) -> App:
    """The application, whose long answers are compressed for those who take gzip."""
    # Level 4 is 3.5 ms for a page of 420 kB, with 200 statements, which is then 71 kB; 5 takes a third longer for 2 % less, 6
    # nearly twice as long for 3 %.
    compressed = GZipMiddleware(
        application, minimum_size=2000, compresslevel=4, exclude_content_types=("image/png", "image/webp", "application/pdf")
    )
    plain = tuple(root + path for path in _SHORT)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        short = scope["type"] != "http" or scope["path"].startswith(plain)
        await (application if short else compressed)(scope, receive, send)

    return answer


def describe() -> dict[str, Any]:
    """The OpenAPI description of all that is served; no index is opened for it."""
    options = ServeOptions()
    visits = Visits(options, KeyRing(None), RateLimits())
    desk = ServerDesk(visits, Writer(None), Spool(None, options), options)
    return _described(_application(Shelf(None, audience="public", threads=1), Metrics(), options, desk))


def _application(shelf: Shelf, metrics: Metrics, options: ServeOptions, desk: ServerDesk) -> FastAPI:
    app = FastAPI(
        title="Citance",
        version=VERSION,
        description=DESCRIPTION.strip(),
        docs_url=None,  # its script comes from a CDN
        redoc_url=None,
        root_path_in_servers=False,
        lifespan=_lifespan(shelf, options, desk),
    )
    app.state.shelf = shelf
    app.state.library = web.Library(options.library_proxy, options.link_resolver)
    _add_faces(app, shelf, options, desk)
    _add_upkeep(app, shelf, metrics, options)
    _add_errors(app)
    setattr(app, "openapi", lambda: _described(app))  # noqa: B010  as FastAPI means it to be replaced
    return app


def load_app(index_path: str, options: dict[str, Any]) -> Guard:
    """As `create_app`, in a worker process: the options are plain, for they come from another one."""
    import msgspec

    share_heaps()
    app = create_app(index_path, msgspec.convert(options, ServeOptions))
    let_garbage_wait_for_answers()
    return app


def _lifespan(shelf: Shelf, options: ServeOptions, desk: ServerDesk) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Handlers that are no coroutines run in threads of the framework's: few, too, for each opens the store for itself.
        anyio.to_thread.current_default_thread_limiter().total_tokens = options.threads
        await shelf.ask(lambda index: index.sequence)
        desk.open()
        besides = asyncio.create_task(_add_up(shelf)), asyncio.create_task(keep_giving_back())
        try:
            yield
        finally:
            for task in besides:
                task.cancel()
            desk.close()
            shelf.close()

    return lifespan


ADDED_UP = 200 * 2**20
"""Bytes of the largest store whose journals are added up when the server starts: it takes about two seconds of a core."""


async def _add_up(shelf: Shelf) -> None:
    """Add up the journals while nobody waits for them. Of a larger index that would hold up the first answers, and a farewell."""

    def add_up(index: Index) -> None:
        if index.path is not None and (index.path / STORE_FILE).stat().st_size <= ADDED_UP:
            index.journals(limit=0)

    with suppress(CitanceError, OSError):
        await shelf.ask(add_up)


def _add_faces(app: FastAPI, shelf: Shelf, options: ServeOptions, desk: ServerDesk) -> None:
    """The APIs and the pages. scite's `/search` stands before the page of that name, and leaves browsers to it."""
    app.include_router(scite.router(shelf.ask, evidence=options.scite_evidence))
    originals = Originals(_folders(shelf.path)) if options.files else None
    shelfmark = web.Shelfmark(originals)
    app.include_router(
        v1.router(
            shelf.ask,
            write=desk.write,
            reviewer=desk.reviewer,
            may_withdraw=desk.may_withdraw,
            may_sign=desk.may_sign,
            uploads=desk.uploads,
            allow=desk.allow_documents,
            address=lambda index, form, root: shelfmark.opens(index, form, root, closely=True).address,
        )
    )
    app.include_router(web.router(shelf.index, desk=desk, originals=originals))


def _folders(index_path: str | None) -> list[str]:
    """Where files may begin that were ingested by a path that is not absolute: here, or beside the index."""
    return [os.getcwd(), *([] if index_path is None else [os.path.dirname(os.path.abspath(index_path))])]


def _add_upkeep(app: FastAPI, shelf: Shelf, metrics: Metrics, options: ServeOptions) -> None:
    @app.get("/healthz", tags=["upkeep"], summary="Whether the index can be asked.")
    async def health() -> Response:
        try:
            sequence = await shelf.ask(lambda index: index.sequence)
        except CitanceError as error:
            return JSONResponse({"status": "unusable", "detail": answer_of(error).words}, 503)
        return JSONResponse({"status": "ok", "sequence": sequence, "version": VERSION})

    @app.get("/metrics", tags=["upkeep"], summary="What this worker has done, for Prometheus.", response_class=PlainTextResponse)
    async def measured(request: Request) -> Response:
        key = request.scope[IN_SCOPE].key
        if not options.metrics and (key is None or not key.may("admin")):
            raise HTTPException(404, "figures are shown to a key with the scope 'admin'")
        try:
            sequence = await shelf.ask(lambda index: index.sequence)
        except CitanceError:
            sequence = None
        return PlainTextResponse(metrics.text(sequence), media_type="text/plain; version=0.0.4; charset=utf-8")


# -- errors ------------------------------------------------------------------------------------------------------------------


def _add_errors(app: FastAPI) -> None:
    """Errors leave as JSON with a `detail` that is a text. Faces that speak otherwise put handlers of their own in front."""

    async def told(request: Request, error: Exception) -> Response:
        answer = answer_of(error)
        if answer.status >= 500:
            _log.error("%s %s", request.method, json.dumps(request.url.path), exc_info=error)
            if "text/html" in request.headers.get("accept", "") and request.method in ("GET", "HEAD"):
                with suppress(Exception):  # where the page itself is what cannot be made
                    return web.error_page(request, CitanceError(answer.words))
        return JSONResponse({"detail": answer.words}, answer.status, headers=dict(answer.headers))

    async def not_valid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        words = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        return JSONResponse({"detail": words}, 422)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and error.detail == "Not Found" and "text/html" in request.headers.get("accept", ""):
            return web.error_page(request, NotFound("page", request.url.path))  # no route at all, asked for by a browser
        return JSONResponse({"detail": str(error.detail)}, error.status_code, headers=error.headers)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, TurnedAway)  # while the body was read
        headers, body = refusal(request.scope, dict(request.scope["headers"]), error.status, error.words)
        return Response(body, error.status, {name.decode(): value.decode() for name, value in (*headers, *error.headers)})

    app.add_exception_handler(TurnedAway, refused)
    app.add_exception_handler(CitanceError, told)
    app.add_exception_handler(RequestValidationError, not_valid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, told)


# -- the description -----------------------------------------------------------------------------------------------------------


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the shapes of scite's answers."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        known = described.setdefault("components", {}).setdefault("schemas", {})
        known.update(scite.schemas() | v1.schemas())
        app.openapi_schema = described
    return app.openapi_schema
