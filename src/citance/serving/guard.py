"""The door: who may come in, how much they may bring, how long it may take, and what browsers are told.

Without `--public` the server is for whoever sits at this machine, and shows all there is. Then a page of the web that runs in
the same browser is the danger: it must read nothing and write nothing. It cannot ask under a name of its own that leads here
(the Host must be one of ours), it may not read answers (no CORS), cannot embed them (CORP) nor frame them (CSP), and what
changes something is refused unless it comes from a page of ours (Origin, Sec-Fetch-Site).

With `--public` or an allow-list, pages of other origins may read scite's routes, which are there for that: no others.
Whoever presents a key is known by it, and who asks too often is told to wait (visits, limits).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from citance.errors import CitanceError
from citance.services.status_codes import TurnedAway, answer_of
from citance.serving.keys import KeyRing
from citance.serving.limits import RateLimits
from citance.serving.metrics import Metrics
from citance.serving.options import LOOPBACK, ServeOptions
from citance.serving.visits import IN_SCOPE, Visit, Visits, policy_of
from citance.web.denial import denial_page

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]
App = Callable[[Scope, Receive, Send], Any]
Headers = dict[bytes, bytes]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
SAFE = ("GET", "HEAD", "OPTIONS")
EMBEDDED = ("/badge", "/badge.js")
"""What pages of others load as a script; scite's routes besides, see `shared`."""
OPEN = ("/healthz", "/static", "/key")
"""What is answered without a key where reading needs one."""
UNCOUNTED = ("/healthz", "/static")
UPLOADS = ("/v1/documents", "/upload")
"""Where bodies may be as large as documents are."""
FILES = ("/files",)
"""Where answers may be."""

_log, _errors = logging.getLogger("citance.access"), logging.getLogger("citance.serving")


class Refused(TurnedAway):
    """The request is not let in."""


class _AtTheDoor(NamedTuple):
    """An answer that needs no application, and has no body."""

    status: int
    headers: list[tuple[bytes, bytes]]


class _WayOut:
    """Sends an answer, whoever made it, with what browsers are told beside it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status, self.started = 500, False
        self.headers: list[tuple[bytes, bytes]] = []
        self.resource_policy = b"same-origin"
        self.visit: Visit | None = None  # when it is known who asks: their cookies go along

    async def __call__(self, message: Any) -> None:
        """Send a message of ASGI."""
        if message["type"] == "http.response.start":
            self.status, self.started = message["status"], True
            told = {name.lower() for name, _ in message.get("headers", ())}
            headers = [*message.get("headers", ()), *self.headers, (b"cross-origin-resource-policy", self.resource_policy)]
            headers += [pair for pair in HEADERS if pair[0] not in told]
            headers += [(b"set-cookie", cookie.encode()) for cookie in (self.visit.cookies if self.visit else ())]
            message = {**message, "headers": headers}
        await self._send(message)


class Guard:
    """An ASGI application around another."""

    def __init__(
        self,
        app: App,
        options: ServeOptions,
        metrics: Metrics,
        shared: Sequence[str] = (),
        visits: Visits | None = None,
    ) -> None:
        """`shared` are the paths that pages of other origins may read, where they may read anything."""
        self._visits = visits or Visits(options, KeyRing(None), RateLimits())
        self._app, self._options, self._metrics, self._shared = app, options, metrics, tuple(shared)
        self._hosts = {_name(host) for host in (*LOOPBACK, *options.hosts)}
        self._any_host = options.any_host()
        self._trusted = frozenset(options.trusted_proxies)
        self._origins = frozenset(origin.rstrip("/").lower() for origin in options.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or lets it pass to the application."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # no websockets here
        begun = time.perf_counter()
        given = dict(scope["headers"])
        way_out = _WayOut(send)
        self._metrics.under_way += 1
        try:
            answered = self._let_in(scope, given, way_out)
            if answered is not None:
                await _answer(way_out, answered.status, b"", answered.headers)
            else:
                await self._limited(scope, given, receive, way_out)
        except CitanceError as error:  # the file of the keys cannot be read
            if way_out.started:
                raise
            _errors.error("%s %s", scope["method"], json.dumps(scope["path"]), exc_info=error)
            told = answer_of(error)
            headers, body = refusal(scope, given, told.status, told.words)
            await _answer(way_out, told.status, body, headers)
        except TurnedAway as error:
            if way_out.started:
                raise
            headers, body = refusal(scope, given, error.status, error.words)
            await _answer(way_out, error.status, body, [*headers, *error.headers])
        finally:
            self._metrics.under_way -= 1
            self._note(scope, way_out.status, time.perf_counter() - begun)

    def _let_in(self, scope: Scope, given: Headers, way_out: _WayOut) -> _AtTheDoor | None:
        """None for who is let in; else what is answered here. Raises TurnedAway. What browsers are told with the answer, whatever
        it is, is laid at the way out."""
        self._forward(scope, given)
        path = _path(scope)
        crossing = self._may_cross(path)
        if crossing and (allowed := self._cors(given)):
            way_out.headers += allowed
            way_out.resource_policy = b"cross-origin"
        self._check_host(given)
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in given:
            if not way_out.headers:
                raise Refused(403, "pages of other origins may not ask this")
            return _AtTheDoor(204, self._preflight(given))
        if not crossing:
            self._check_page(scope, given)
        if scope["method"] not in SAFE and not self._reads(path):
            self._check_writer(scope, given)
        visit = way_out.visit = scope[IN_SCOPE] = self._visits.recognise(scope, given)
        if not _below(path, UNCOUNTED) and (left := self._visits.count(visit)) is not None:
            way_out.headers += left.headers(policy_of(visit))
        if not self._visits.may(visit, "read") and not _below(path, OPEN):
            if b"text/html" in given.get(b"accept", b"") and scope["method"] in SAFE:
                return _AtTheDoor(303, [(b"location", self._to_key(scope, path))])
            self._visits.check(visit, "read")
        return None

    def _note(self, scope: Scope, status: int, took: float) -> None:
        """Count the answer, and log it."""
        route = getattr(scope.get("route"), "path", "") or "other"
        self._metrics.count(route, scope["method"], status, took)
        if _log.isEnabledFor(logging.INFO):
            line = {"method": scope["method"], "path": scope["path"], "status": status, "ms": round(took * 1000, 1)}
            _log.info("%s", json.dumps(line, ensure_ascii=False))  # neither query nor headers: they may hold secrets

    # -- where the request comes from, and what for

    def _forward(self, scope: Scope, given: Headers) -> None:
        """Put right what a trusted proxy has changed: client, scheme, and the path it has put us under."""
        root = self._options.root_path
        if root:
            if not (scope["path"] == root or scope["path"].startswith(root + "/")):
                scope["path"] = root + scope["path"]  # the proxy has taken it off; ASGI has it in the path
            scope["root_path"] = root
        client = scope.get("client")
        if client is None or client[0] not in self._trusted:
            return
        named = given.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        # The last ones were added by proxies of ours; the first that is none of them is who asks.
        far = next((one.strip() for one in reversed(named) if one.strip() and one.strip() not in self._trusted), None)
        if far is not None:
            scope["client"] = (far, 0)
        scheme = given.get(b"x-forwarded-proto", b"").decode("latin-1").split(",")[-1].strip().lower()
        if scheme in ("http", "https"):
            scope["scheme"] = scheme

    def _check_host(self, given: Headers) -> None:
        """The name we were asked by must be one of ours: else a page could have its own name lead here, and read all.

        What a proxy says it was asked by is looked at besides, never instead: such a page could say it, too.
        """
        if self._any_host:
            return
        host = given.get(b"host", b"").decode("latin-1")
        forwarded = given.get(b"x-forwarded-host", b"").decode("latin-1")
        for named in filter(None, (host or "none", forwarded)):
            if _name(named) not in self._hosts:
                raise Refused(421, f"this server does not answer by the name {_name(named)!r}; see --allow-host")

    def _reads(self, path: str) -> bool:
        """Whether whatever is asked of this path only reads, be it by POST."""
        return _below(path, self._shared)

    def _may_cross(self, path: str) -> bool:
        """Whether pages of other origins may use what lies at this path, if they may use anything."""
        return self._reads(path) or _below(path, EMBEDDED)

    def _cors(self, given: Headers) -> list[tuple[bytes, bytes]]:
        """What tells the browser that the page may read the answer; nothing where it may not."""
        if self._options.public:
            return [(b"access-control-allow-origin", b"*"), *_EXPOSED]
        origin = given.get(b"origin", b"")
        if origin.decode("latin-1").lower() in self._origins:
            return [(b"access-control-allow-origin", origin), (b"vary", b"Origin"), *_EXPOSED]
        return []

    def _preflight(self, given: Headers) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", b"content-type, authorization, accept"),
            (b"access-control-max-age", b"86400"),
        ]
        if given.get(b"access-control-request-private-network") == b"true":
            headers.append((b"access-control-allow-private-network", b"true"))
        return headers

    def _check_page(self, scope: Scope, given: Headers) -> None:
        """Pages of others may lead here, by a link: what else their browser asks on their behalf is not answered at all."""
        if given.get(b"sec-fetch-site", b"none") in (b"same-origin", b"none"):
            return
        leads = given.get(b"sec-fetch-mode") == b"navigate" and given.get(b"sec-fetch-dest", b"document") == b"document"
        if not (leads and scope["method"] in SAFE):
            raise Refused(403, "pages of other origins may not ask this")

    def _to_key(self, scope: Scope, path: str) -> bytes:
        query = scope.get("query_string", b"").decode("latin-1")
        there = path + (f"?{query}" if query else "")
        return f"{self._options.root_path}/key?next={quote(there, safe='')}".encode()

    def _check_writer(self, scope: Scope, given: Headers) -> None:
        """What changes something must come from a page of ours, or from no page at all."""
        if given.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none"):
            raise Refused(403, "this may only be asked from a page of this server")
        origin = given.get(b"origin")
        if origin is None:
            return
        ours = given.get(b"host", b"").decode("latin-1").lower()
        scheme, _, theirs = origin.decode("latin-1").lower().partition("://")
        # What came without TLS may have been written by whoever is on the way.
        lower = scheme != "https" and scope.get("scheme") == "https"
        if theirs != ours or lower:
            raise Refused(403, "this may only be asked from a page of this server")

    # -- how much, how long

    async def _limited(self, scope: Scope, given: Headers, receive: Receive, way_out: _WayOut) -> None:
        """Let the request pass to the application, with bounds on what it brings and on how long that takes."""
        most, patience, answering = self._options.request_bytes, self._options.request_seconds, self._options.answer_seconds
        if _below(_path(scope), UPLOADS):
            most, patience = self._options.upload_bytes + _ENVELOPE, self._options.upload_seconds
            answering += patience  # it is not begun before all is there
        elif _below(_path(scope), FILES):
            answering = self._options.file_seconds
        length = given.get(b"content-length", b"0")
        if not length.isdigit():
            raise Refused(400, "the length of the body is not a number")
        if len(length) > 18 or int(length) > most:
            raise Refused(413, f"a request may have {most:,} bytes")
        empty = int(length) == 0 and b"transfer-encoding" not in given
        receiving = receive if empty else _measured(receive, most, patience)
        try:
            async with asyncio.timeout(answering):
                await self._app(scope, receiving, way_out)
        except TimeoutError:
            if way_out.started:
                raise
            raise Refused(503, f"no answer in {answering:g} seconds") from None


_ENVELOPE = 1 << 16  # what a form has besides its files
_EXPOSED = [(b"access-control-expose-headers", b"etag, link, retry-after, ratelimit, ratelimit-policy")]


def _measured(receive: Receive, most: int, patience: float) -> Receive:
    """As `receive`, but of a body no more than `most` bytes, and that in time."""
    taken = 0
    until = time.monotonic() + patience
    whole = False

    async def receiving() -> Any:
        nonlocal taken, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                message = await receive()
        except TimeoutError:
            raise Refused(408, f"the body did not come in {patience:g} seconds") from None
        taken += len(message.get("body", b""))
        if taken > most:
            raise Refused(413, f"a request may have {most:,} bytes")
        whole = not message.get("more_body", False)
        return message

    return receiving


async def _answer(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]]) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


def refusal(
    scope: Mapping[str, Any], given: Mapping[bytes, bytes], status: int, words: str
) -> tuple[Sequence[tuple[bytes, bytes]], bytes]:
    """Headers and body of a refusal: a problem (RFC 9457) where /v1 was asked, a page for browsers elsewhere."""
    if _below(_path(scope), ("/v1",)):
        problem = {"type": "urn:citance:problem:refused", "title": "Refused", "status": status, "detail": words}
        return ((b"content-type", b"application/problem+json"),), json.dumps(problem).encode()
    if b"text/html" in given.get(b"accept", b""):
        return _PAGE, denial_page(scope, given, status, words).encode()
    return ((b"content-type", b"application/json"),), json.dumps({"detail": words}).encode()


_PAGE = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"), (b"vary", b"Accept-Language"))


def _below(path: str, roots: Sequence[str]) -> bool:
    """Whether a path is one of these or lies below it."""
    return any(path == one or path.startswith(one + "/") for one in roots)


def _name(host: str) -> str:
    """The name of a host without its port, in lower case: `[::1]:8000` is `::1`."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _path(scope: Mapping[str, Any]) -> str:
    """The path below where we were put."""
    path: str = scope["path"]
    return path[len(scope.get("root_path", "")) :] or "/"
