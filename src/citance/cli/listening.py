"""The socket and the worker processes of `citance serve`."""

from __future__ import annotations

import ipaddress
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from citance.errors import InvalidInput

if TYPE_CHECKING:
    from citance.serving.options import ServeOptions


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_port(host: str, port: int) -> int:
    """The port, where we may listen there; raises InvalidInput, before worker processes are started that cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise InvalidInput(f"cannot listen at {host}, port {port}: {why}; choose another with --port") from error
        return int(probe.getsockname()[1])


def free_port(host: str) -> int:
    """A port that nobody listens at."""
    return check_port(host, 0)


def run(
    folder: str, options: ServeOptions, *, host: str, port: int, workers: int, verbose: bool, ready: Callable[[], None]
) -> None:
    """Serve until stopped by a signal. `ready` is called when the address answers: the workers listen, not this process."""
    import multiprocessing

    import msgspec
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from citance.serving.app import load_app

    # Workers begin afresh. This process has searched: threads of the search index run in it, and nobody promises what becomes
    # of their locks in a fork (85 forks went well; it costs half a second at the start). Granian does so itself from Python
    # 3.14 on, where forking is no longer the usual way.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "citance.serving.app:load_app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=round(options.request_seconds * 1000)),
        log_level=LogLevels.warning,
        log_dictconfig=_logging(verbose),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    waiting = threading.Thread(target=_when_it_answers, args=(host, port, ready), daemon=True)
    server.on_startup(waiting.start)
    with tempfile.NamedTemporaryFile(prefix="citance-limits-") as shared:
        given = msgspec.structs.replace(options, shared=shared.name)
        server.serve(target_loader=partial(load_app, folder, msgspec.to_builtins(given)), wrap_loader=False)


def _when_it_answers(host: str, port: int, ready: Callable[[], None]) -> None:
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        with suppress(OSError), socket.create_connection((there, port), timeout=5):
            return ready()
        time.sleep(0.05)


def _logging(verbose: bool) -> dict[str, Any]:
    """Errors on standard error; with `verbose` a line for each answer as well."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(message)s"}, "named": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "plain": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "plain"},
            "named": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "named"},
        },
        "root": {"level": "WARNING", "handlers": ["named"]},
        "loggers": {
            "citance.access": {"handlers": ["plain"], "level": "INFO" if verbose else "WARNING", "propagate": False},
            "_granian": {"handlers": ["named"], "level": "WARNING", "propagate": False},
        },
    }
