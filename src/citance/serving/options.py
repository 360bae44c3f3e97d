"""How one server was asked to serve: a value that goes to every worker process."""

from __future__ import annotations

from typing import Literal

import msgspec

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ServeOptions(msgspec.Struct, frozen=True):
    """What `citance serve` was asked. `hosts` are names under which it answers besides those of this machine."""

    public: bool = False  # show what documents' visibility allows, to anybody
    root_path: str = ""  # where a proxy has put us: /citance
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()  # whose pages may read scite's routes; with `public` all may
    trusted_proxies: tuple[str, ...] = LOOPBACK  # whose forwarded headers are believed
    scite_evidence: Literal["own", "all"] = "own"
    request_bytes: int = 1 << 20  # of a body; 500 DOIs are some 20 kB
    request_seconds: float = 10  # to send it
    answer_seconds: float = 30  # to make the answer
    threads: int = 4  # that ask the index; each has its own connection, with up to 16 MB of pages
    metrics: bool = True  # whether /metrics answers

    def any_host(self) -> bool:
        """Whether it answers under any name: what is public has nothing that a page of another name must not read."""
        return self.public and not self.hosts
