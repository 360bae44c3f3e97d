"""A running GROBID: PDFs in, TEI out, as fast as the server takes them.

    with Grobid("http://localhost:8070") as grobid:
        grobid.check()                       # InvalidInput where nothing answers
        answer = grobid.read(pdf)            # answer.tei, or answer.problem why there is none

The protocol is that of `POST /api/processFulltextDocument` (https://grobid.readthedocs.io, "GROBID service"): 200 with TEI, 204
where nothing was found, 503 where all its workers are busy. A busy server is waited for, by all who ask it together; a connection
that fails is tried again; a server that has failed several files in a row is asked no more. Answers are held to a size and a
time. No more than the file's bytes goes over the wire, not its name.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import re
import secrets
import selectors
import socket
import ssl
import threading
import time
from base64 import b64encode
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from citance.errors import InvalidInput
from citance.model.document import Problem, ProblemKind

_PATH = "/api/processFulltextDocument"
# What is asked for: entries as printed beside their fields, and where on their pages sentences and citations stand. The server's
# own look-ups (consolidation) are left off: linking is done here, and they make every file wait for others' services.
_FIELDS = (
    ("consolidateHeader", "0"),
    ("consolidateCitations", "0"),
    ("includeRawCitations", "1"),
    ("segmentSentences", "1"),
    ("teiCoordinates", "ref"),
    ("teiCoordinates", "s"),
)

# Files asked for at once. A server of the usual settings has ten workers; with six under way it is kept busy and others can ask.
AT_ONCE = 6
# GROBID ends a file by itself after two minutes.
TIMEOUT = 180.0
# A busy server is waited for so long; after that the file is read here.
BUSY_PATIENCE = 900.0
LONGEST_PAUSE = 30.0
TRIES = 3
_LOOK = 0.1  # seconds; so often it is looked whether a connection that is being opened is still wanted
# So many files in a row that a server did not answer: it is gone.
GONE_AFTER = 3
# The TEI of a book of a thousand pages is 10 MB.
MOST_BYTES = 64_000_000


_USER = re.compile(r"(?<=//).*@|^(?!\w+://).*@")


_OPENING = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY)  # what is said of a connection that is not open yet


class GrobidAnswer(msgspec.Struct, frozen=True):
    """What came of one PDF: TEI, or the problem why there is none."""

    tei: bytes = b""
    problem: Problem | None = None


class _Gone(Exception):
    """The server could not be reached, or broke off."""


class _Refused(Exception):
    """What it answers is not taken."""


class _Busy(Exception):
    """The server has no worker free."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        super().__init__()


class Grobid:
    """A GROBID server. Its methods may be called from several threads; `close` ends what is under way."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        busy_patience: float = BUSY_PATIENCE,
        pause: float = 2.0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`timeout` is for one file, connecting and reading together; `pause` is the first wait of a busy server or a failed
        connection, each next one twice as long. Raises InvalidInput for what is no address."""
        self.url = _USER.sub("", url)  # for words: a password in it is nobody's matter
        try:
            parts = urlsplit(url if "//" in url else f"http://{url}")
            self._port = parts.port
        except ValueError:  # its words and its trace hold what stands where the port should
            parts, self._port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInput(f"{self.url!r} is no address of a server, such as http://localhost:8070")
        self._scheme, self._host = parts.scheme, parts.hostname
        self._prefix = parts.path.rstrip("/").removesuffix("/api")
        self._headers = {"accept": "application/xml"}
        if parts.username is not None:
            word = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["authorization"] = f"Basic {b64encode(word.encode()).decode('ascii')}"
        self._timeout, self._patience, self._pause, self._most = timeout, busy_patience, pause, most_bytes
        self._lock = threading.Lock()
        self._open: set[_Connection] = set()
        self._closed = threading.Event()
        self._not_before = 0.0  # while it is busy nobody asks
        self._failed = 0  # files in a row

    def __enter__(self) -> Grobid:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End what is under way; those who wait get a problem."""
        self._closed.set()
        with self._lock:
            for connection in self._open:
                connection.end()

    def check(self) -> None:
        """Raise InvalidInput where no GROBID answers at the address."""
        try:
            status, body, _ = self._ask("GET", "/api/isalive", b"", "", min(self._timeout, 20.0))
        except (_Gone, _Refused, TimeoutError) as error:
            raise InvalidInput(f"no GROBID answers at {self.url}: {error}") from error
        if status != 200 or b"true" not in body[:100].lower():
            raise InvalidInput(f"what answers at {self.url} is no GROBID: status {status} to {self._prefix}/api/isalive")

    def read(self, pdf: bytes) -> GrobidAnswer:
        """What the server makes of a PDF; never raises for the server."""
        if self._closed.is_set():
            return _fallen("it is asked no more")
        if self._failed >= GONE_AFTER:
            return _fallen(f"it answered none of {GONE_AFTER} files before and is asked no more")
        boundary = secrets.token_hex(16)
        body = _multipart(pdf, boundary)
        try:
            status, answer = self._persist(body, f"multipart/form-data; boundary={boundary}")
        except _Busy:
            return _fallen(f"it was busy for {self._patience:.0f} seconds")
        except _Refused as error:
            return _fallen(str(error))
        except (_Gone, TimeoutError) as error:
            with self._lock:
                self._failed += 1
            late = isinstance(error, TimeoutError)
            return _fallen(f"no answer within {self._timeout:.0f} seconds" if late else str(error))
        with self._lock:
            self._failed = 0
        if status == 204 or (status == 200 and not answer.strip()):
            return _fallen("it found nothing in the file")
        if status != 200:
            said = " ".join(answer[:300].decode("utf-8", "replace").split())
            return _fallen(f"status {status}" + (f": {said[:160]}" if said else ""))
        if not _is_tei(answer):
            return _fallen("what it answered is no TEI")
        if b"<p" not in answer.partition(b"<body")[2] and b"<biblStruct" not in answer.partition(b"<listBibl")[2]:
            return _fallen("its TEI holds neither text nor references")
        return GrobidAnswer(answer)

    def _persist(self, body: bytes, kind: str) -> tuple[int, bytes]:
        """Status and body of the answer, after as many tries and waits as are allowed."""
        patience = time.monotonic() + self._patience
        failures = refusals = 0
        while True:
            self._wait()
            try:
                status, answer, after = self._ask("POST", _PATH, body, kind, self._timeout)
                if status in (502, 504):  # a server between
                    raise _Gone(f"status {status}")
                if status == 503:
                    raise _Busy(after)
                return status, answer
            except _Gone:
                failures += 1
                if failures >= TRIES or self._closed.is_set():
                    raise
                self._closed.wait(min(LONGEST_PAUSE, self._pause * 2 ** (failures - 1)))
            except _Busy as busy:
                refusals += 1
                # No sooner than we would ourselves: who answers "Retry-After: 0" would be asked again and again without a pause.
                pause = min(LONGEST_PAUSE, max(self._pause * 2 ** min(refusals - 1, 10), busy.seconds or 0.0))
                if time.monotonic() + pause > patience or self._closed.is_set():
                    raise
                with self._lock:
                    self._not_before = max(self._not_before, time.monotonic() + pause)

    def _wait(self) -> None:
        """Wait while the server is known to be busy."""
        while (rest := self._not_before - time.monotonic()) > 0 and not self._closed.wait(rest):
            pass

    def _ask(self, method: str, path: str, body: bytes, kind: str, timeout: float) -> tuple[int, bytes, float | None]:
        """Status, body and Retry-After of one answer. Raises TimeoutError past the time, _Gone for all else that fails."""
        deadline = time.monotonic() + timeout
        connection = _Connection(self._host, self._port, self._scheme == "https", deadline, self._closed)
        headers = {**self._headers, **({"content-type": kind} if kind else {})}
        with self._lock:
            self._open.add(connection)
        alarm = threading.Timer(timeout, connection.end)  # whatever the pace: head and body may come byte by byte
        alarm.daemon = True
        alarm.start()
        try:
            if self._closed.is_set():
                raise _Gone("it is asked no more")
            connection.request(method, self._prefix + path, body or None, headers)
            answer = connection.getresponse()
            after = answer.getheader("retry-after") or ""
            told = answer.status, self._read_answer(answer), float(after) if after.isdigit() else None
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:  # the last: closed while it read
            if time.monotonic() >= deadline:
                raise TimeoutError from error
            raise _Gone(str(error) or type(error).__name__) from error
        finally:
            alarm.cancel()
            with self._lock:
                self._open.discard(connection)
            connection.let_go()
        if time.monotonic() >= deadline:  # an answer that was cut off by us may look as if it were over
            raise TimeoutError
        return told

    def _read_answer(self, answer: http.client.HTTPResponse) -> bytes:
        """The body, held to the size."""
        pieces: list[bytes] = []
        size = 0
        while piece := answer.read1(1 << 16):
            size += len(piece)
            if size > self._most:
                raise _Refused(f"its answer is larger than {self._most:,} bytes")
            pieces.append(piece)
        return b"".join(pieces)


class _Connection(http.client.HTTPConnection):
    """A connection that another thread may end at any moment: also while it is opened, and while TLS is agreed on."""

    def __init__(self, host: str, port: int | None, safe: bool, deadline: float, closed: threading.Event) -> None:
        self.default_port = 443 if safe else 80
        super().__init__(host, port, timeout=max(0.0, deadline - time.monotonic()))
        self._context = ssl.create_default_context() if safe else None
        self._deadline, self._closed = deadline, closed
        self._handle: socket.socket | None = None  # of the same connection, whatever is laid around it

    def connect(self) -> None:
        """Open it. Raises TimeoutError past the deadline, and other OSErrors."""
        dialled = self._dial()
        self._handle = dialled.dup()
        dialled.settimeout(self.timeout)
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = dialled
        if self._closed.is_set():  # before there was a handle to end it by
            raise ConnectionAbortedError("it is asked no more")
        if self._context is not None:
            self.sock = self._context.wrap_socket(dialled, server_hostname=self.host)

    def _dial(self) -> socket.socket:
        trouble: OSError = OSError("no such host")
        for family, kind, protocol, _, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            dialled = socket.socket(family, kind, protocol)
            try:
                self._reach(dialled, address)
            except OSError as error:
                dialled.close()
                trouble = error
                if isinstance(error, TimeoutError) or self._closed.is_set():
                    break
            else:
                return dialled
        raise trouble

    def _reach(self, dialled: socket.socket, address: Any) -> None:
        dialled.setblocking(False)
        code = dialled.connect_ex(address)
        with selectors.DefaultSelector() as waiting:
            waiting.register(dialled, selectors.EVENT_WRITE)
            while code in _OPENING:
                if self._closed.is_set():
                    raise ConnectionAbortedError("it is asked no more")
                if time.monotonic() >= self._deadline:
                    raise TimeoutError
                if waiting.select(_LOOK):
                    code = dialled.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    def end(self) -> None:
        """End it: whoever waits for it waits no longer."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Close it for good: `close` is also called by itself, while the answer is still to be read."""
        self.close()
        if self._handle is not None:
            self._handle.close()


def _fallen(why: str) -> GrobidAnswer:
    return GrobidAnswer(problem=Problem(ProblemKind.FELL_BACK, f"GROBID did not read it ({why}); Citance read the PDF itself"))


def _is_tei(answer: bytes) -> bool:
    """Whether an answer is TEI, and whole."""
    return b"<TEI" in answer[:4096] and answer.rstrip()[-200:].endswith(b"</TEI>")


def _multipart(pdf: bytes, boundary: str) -> bytes:
    """The form that GROBID reads: what is asked for, and the file."""
    edge = f"--{boundary}\r\n".encode("ascii")
    parts = [
        edge + f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("ascii") for name, value in _FIELDS
    ]
    head = 'Content-Disposition: form-data; name="input"; filename="input.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    return b"".join([*parts, edge, head.encode("ascii"), pdf, f"\r\n--{boundary}--\r\n".encode("ascii")])
