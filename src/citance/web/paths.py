"""Addresses of pages: how articles and statements are named in them, and how what was asked is written behind the `?`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from citance.index import ArticleView

Pairs = Iterable[tuple[str, str]]

_SAFE = "/:;()._-~"  # what an address may hold beside letters and digits
# Names that stand in an address as they are, nearly all: to quote one takes ten times as long, hundreds of times a page.
_PLAIN = re.compile(f"[A-Za-z0-9{re.escape(_SAFE)}]*").fullmatch
_PLAIN_ID = re.compile(r"[a-z0-9]*").fullmatch


class Paths:
    """Addresses below `root` (what a proxy puts before them); `language` is carried along where it was asked for by name."""

    def __init__(self, root: str = "", language: str | None = None) -> None:
        self.root, self.language = root.rstrip("/"), language

    def to(self, path: str, pairs: Pairs = ()) -> str:
        """The address of a page with its question."""
        if not pairs and not self.language:
            return self.root + path
        asked = [pair for pair in pairs if pair[0] != "lang"]
        if self.language:
            asked.append(("lang", self.language))
        return f"{self.root}{path}" + (f"?{urlencode(asked)}" if asked else "")

    def article(self, article: ArticleView, pairs: Pairs = ()) -> str:
        """The address of an article's report: by DOI, as people know it, else by key."""
        name = name_in_path(article)
        return self.to(f"/articles/{name if _PLAIN(name) else quote(name, safe=_SAFE)}", pairs)

    def author(self, name: str) -> str:
        """The address of the page of those who bear a name."""
        return self.to(f"/authors/{quote(name, safe='')}")

    def journal(self, title: str, issns: Sequence[str] = ()) -> str:
        """The address of a journal's page: by ISSN, which stays, else by name."""
        return self.to(f"/journals/{quote(issns[0] if issns else title, safe='')}")

    def statement(self, id: str, pairs: Pairs = ()) -> str:
        """The permanent address of a statement."""
        return self.to(f"/statements/{id if _PLAIN_ID(id) else quote(id, safe='')}", pairs)


def asked_path(scope: Mapping[str, Any]) -> str:
    """The path that was asked for, below where a proxy has put us, as addresses on a page write it.

    It begins with one slash, however many were sent: a browser takes what follows two for the name of another host.
    """
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return "/" + quote(path, safe=_SAFE).lstrip("/")


_TAKEN_OUT = frozenset({"", ".", ".."})


def name_in_path(article: ArticleView) -> str:
    """The DOI, where it survives as a path: browsers take out empty parts and dots. Else the key."""
    parts = (article.doi or "").split("/")
    return article.key if len(parts) < 2 or not _TAKEN_OUT.isdisjoint(parts) else "/".join(parts)
