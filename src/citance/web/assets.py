"""The files that pages load: style sheet, script, mark. Read once, with a digest, so that browsers may keep them for long."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import NamedTuple

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """A file and what a browser must know of it."""

    content: bytes
    media_type: str
    digest: str


def _read() -> dict[str, Asset]:
    found = {}
    for file in files("citance.web").joinpath("static").iterdir():
        ending = file.name.rpartition(".")[2]
        if ending in _MEDIA_TYPES:
            content = file.read_bytes()
            found[file.name] = Asset(content, _MEDIA_TYPES[ending], hashlib.sha256(content).hexdigest()[:12])
    return found


ASSETS = _read()


def _digest_of_pages() -> str:
    """A digest of all that pages are made of besides the index: a page kept by a browser is another one when this changes."""
    digest = hashlib.sha256("".join(asset.digest for asset in ASSETS.values()).encode())
    for folder in ("templates", "words"):
        for file in sorted(files("citance.web").joinpath(folder).iterdir(), key=lambda file: file.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


DIGEST = _digest_of_pages()
