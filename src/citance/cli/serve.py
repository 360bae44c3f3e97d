"""`citance serve`."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions
from citance.errors import InvalidInput

if TYPE_CHECKING:
    from citance.serving.options import ServeOptions

PORT = 8710
# A page with fifty badges asks six times, a person reading some ten times a minute: room for a lecture hall behind one address.
PER_ADDRESS, PER_KEY = 600, 6000


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 for all networks.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0 takes one that is free.")] = PORT,
    public: Annotated[
        bool, typer.Option("--public", help="For everybody: show only what documents' visibility allows, let any page read.")
    ] = False,
    root_path: Annotated[str, typer.Option(metavar="PATH", help="Where a proxy has put it, such as /citance.")] = "",
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A name by which browsers may ask for it; again for another.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that answer.")] = 1,
) -> None:
    """Serve the index to browsers and programs.

    Prints the address, and answers until it is stopped with Ctrl-C. Only this machine is served, and it is shown everything;
    pages of the web that are open in the same browser cannot read it. With --public everybody is served, and shown what the
    visibility of each document allows.

        citance serve
        citance serve --port 9000 --workers 2
        citance serve --host 0.0.0.0 --public --allow-host citations.example.org

    On this machine reviews are taken by form, and documents at /upload; in public from those who have a key ('citance keys').

    Tools written for scite's public API work with this address in place of scite's. Other processes may ingest meanwhile:
    the next answer knows it. Behind a proxy, which does TLS, see the guide to hosting; --verbose prints a line of JSON for each
    answer. It needs the extra: pip install 'citance[serve]'.
    """
    from citance.errors import InvalidInput, MissingExtra

    try:
        import fastapi  # noqa: F401
        import granian  # noqa: F401
    except ImportError as error:
        raise MissingExtra(error.name or "granian", "serve") from error
    from citance.cli.listening import check_port, free_port, is_loopback, run

    asked: GlobalOptions = ctx.obj
    if not is_loopback(host) and not public:
        raise InvalidInput(f"--host {host} lets other machines in, which would be shown everything: say --public too")
    port = check_port(host, port) if port else free_port(host)
    options = _options(asked, public, root_path, (*(allow_host or ()), *((host,) if not public else ())))
    with asked.open_for_search() as index:
        index.search(limit=0, facets=())  # what the search index has missed, it is told now
        folder = str(index.path)
    shown = f"[{host}]" if ":" in host else "localhost" if host in ("0.0.0.0", "127.0.0.1") else host
    address = f"http://{shown}:{port}{options.root_path}/"

    def ready() -> None:
        if asked.json:
            from citance.cli.output import print_json, schema

            print_json({"schema": schema("serving"), "address": address, "index": folder, "public": public})
            sys.stdout.flush()  # whoever waits for the address reads it now, not when the server ends
        else:
            print(f"Serving {folder} at {address}", flush=True)
            asked.say("Ctrl-C stops it.")

    run(folder, options, host=host, port=port, workers=workers, verbose=bool(asked.verbose), ready=ready)
    asked.say("stopped")


def _options(asked: GlobalOptions, public: bool, root_path: str, hosts: tuple[str, ...]) -> ServeOptions:
    from citance.serving.options import ServeOptions

    settings = asked.settings
    root = "/" + root_path.strip("/") if root_path.strip("/") else ""
    return ServeOptions(
        public=public,
        root_path=root,
        hosts=(*hosts, *settings.allow_hosts),
        origins=settings.allow_origins,
        trusted_proxies=settings.trusted_proxies,
        scite_evidence=settings.scite_evidence,
        metrics=not public if settings.metrics is None else settings.metrics,
        open_reading=settings.open_reading,
        open_writing=settings.open_writing,
        rate_per_address=_rate(settings.rate_per_address, PER_ADDRESS if public else 0),
        rate_per_key=_rate(settings.rate_per_key, PER_KEY if public else 0),
        secret=secrets.token_hex(32),
        reviewer=settings.reviewer,
        library_proxy=_address("library_proxy", settings.library_proxy),
        link_resolver=_address("link_resolver", settings.link_resolver),
        upload_bytes=settings.upload_megabytes << 20,
        files=settings.serve_files,
        visibility=settings.visibility,
        classifier=settings.classifier,
        operating_point=settings.operating_point,
    )


def _address(name: str, address: str) -> str:
    """The address of a library's service. Raises InvalidInput for one that a browser would not open."""
    if address and not address.startswith(("https://", "http://")):
        raise InvalidInput(f"the setting {name} is an address that begins with https:// (or http://), not {address!r}")
    return address


def _rate(asked: int | None, usual: int) -> int:
    return usual if asked is None else max(0, asked)
