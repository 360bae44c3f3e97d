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
    threads: int = 4  # that ask the index; each has its own connection, with 0.5 MB of pages, 4 where the store is above 2 GiB
    metrics: bool = True  # whether /metrics answers
    open_reading: bool = True  # else it needs a key
    open_writing: bool | None = None  # else reviews and documents need one; None: unless it is public
    rate_per_address: int = 0  # questions a minute of those without a key; 0: as many as they like
    rate_per_key: int = 0
    secret: str = ""  # hex, the same for all workers: what tokens of forms are made with
    shared: str = ""  # the file in which workers share how often somebody asked
    reviewer: str = ""  # in whose name reviews are kept that give none
    library_proxy: str = ""  # what stands before a publisher's address
    link_resolver: str = ""
    upload_bytes: int = 32 << 20  # of one upload
    upload_seconds: float = 120  # to send it
    upload_jobs: int = 100  # that may wait
    job_seconds: float = 900  # to ingest it
    files: bool = True  # hand out the PDFs that were read, to those who may see all of their words
    file_seconds: float = 600  # to send one: 64 MB in that time are a slow line
    visibility: Literal["open", "snippet", "private"] | None = None  # of what is uploaded; None: from the licence
    classifier: str = "best"
    operating_point: Literal["default", "precise"] = "default"

    def takes_from_all(self) -> bool:
        """Whether reviews and documents are taken from those without a key: where only this machine is served, they are."""
        return not self.public if self.open_writing is None else self.open_writing

    def any_host(self) -> bool:
        """Whether it answers under any name: what is public has nothing that a page of another name must not read."""
        return self.public and not self.hosts
