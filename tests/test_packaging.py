"""The files that help to host it fit the command they start, and what it expects of a proxy."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import typer

from citance.cli.app import app

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "packaging"


def understood(words: list[str]) -> dict[str, object]:
    """The options of a `citance serve ...`, as the command reads them; raises where it does not understand."""
    group = typer.main.get_command(app)
    assert words[0] == "serve"
    command = group.get_command(typer.Context(group), "serve")  # type: ignore[attr-defined]
    parameters: dict[str, object] = command.make_context("serve", words[1:], resilient_parsing=False).params
    return parameters


def test_the_unit_starts_a_public_server() -> None:
    unit = (FOLDER / "citance.service").read_text("utf-8")
    start = re.search(r"^ExecStart=(.+)$", unit, re.M)
    assert start is not None
    program, *words = shlex.split(start[1])
    assert program.endswith("/citance")
    assert understood(words)["public"] is True
    assert "KillSignal=SIGINT" in unit


def test_the_container_starts_a_public_server_at_the_port_it_names() -> None:
    file = (FOLDER / "Containerfile").read_text("utf-8")
    entry = re.search(r"^ENTRYPOINT (\[.+\])$", file, re.M)
    assert entry is not None
    options = understood(json.loads(entry[1])[1:])
    assert (options["host"], options["public"]) == ("0.0.0.0", True)
    assert f"EXPOSE {options['port']}" in file
    assert f"localhost:{options['port']}/healthz" in file
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", file, re.M):
        assert all((ROOT / name).exists() for name in copied.split())


def test_the_proxy_passes_on_what_the_server_looks_at() -> None:
    conf = (FOLDER / "nginx.conf").read_text("utf-8")
    for header in ("Host $host", "X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in conf
    assert f"server 127.0.0.1:{understood(['serve'])['port']};" in conf
    assert conf.count("{") == conf.count("}")
