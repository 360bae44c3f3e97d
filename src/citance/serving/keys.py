"""Keys that let programs and people do more than a server lets everybody do: what they may, and that they are still good.

They are kept in `keys.json` in the folder of the index, each as the SHA-256 of its secret part. That is enough: the secret is 256
random bits, which nobody guesses, so that a slow hash as for passwords would only slow down the server. The file is put in
place whole, and a server looks whether it has changed at each question: what is revoked is refused at once, by every worker.
"""

from __future__ import annotations

import contextlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import msgspec

from citance.errors import InvalidInput, InvalidRecord, NotFound, StoreError, StoreReadOnly, UnknownName
from citance.model.codec import read_json
from citance.services.provenance import timestamp
from citance.serving.files import alone, put_whole

FILE = "keys.json"
Scope = Literal["read", "review", "ingest", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_BEGINNING = "citance_"
_SPELLING = re.compile(_BEGINNING + r"([a-z2-7]{8})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

Clock = Callable[[], datetime]


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key as it is kept: all but its secret."""

    id: str
    owner: str  # whose it is, and in which name its reviews are kept
    scopes: tuple[Scope, ...]
    digest: str  # SHA-256 of the secret, hex
    made_at: str  # ISO 8601, UTC, as are the others
    expires_at: str | None = None
    revoked_at: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether it lets do this. Every key reads, and `admin` may do everything."""
        return scope == "read" or scope in self.scopes or "admin" in self.scopes

    def good(self, now: str) -> bool:
        """Whether it is neither revoked nor too old."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class _File(msgspec.Struct, tag_field="schema", tag="citance/keys/1"):
    keys: tuple[Key, ...] = ()


def is_meant_as_key(spelled: str) -> bool:
    """Whether it begins as keys do, be it one or not."""
    return spelled.strip().startswith(_BEGINNING)


class KeyRing:
    """The keys of the index in a folder. Without a folder, or a file in it, there are none."""

    def __init__(self, folder: str | Path | None, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._file = None if folder is None else Path(folder) / FILE
        self._clock = clock
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}

    def list(self) -> tuple[Key, ...]:
        """All keys, also those that were revoked, oldest first. Raises StoreError where the file cannot be read."""
        self._look()
        return tuple(self._keys.values())

    def find(self, spelled: str) -> Key | None:
        """The good key that is spelled so; None for any other words.

        How long it takes says nothing of the secret. It may tell that an id is known: ids are no secret, and open nothing.
        """
        match = _SPELLING.fullmatch(spelled.strip())
        if match is None:
            return None
        self._look()
        key = self._keys.get(match[1])
        same = hmac.compare_digest(_digest(match[2]), "" if key is None else key.digest)
        return key if key is not None and same and key.good(self._now()) else None

    def is_owner(self, name: str) -> bool:
        """Whether a key has this name, or had it: upper and lower case, blanks and look-alikes of compatibility are all one."""
        self._look()
        return _folded(name) in {_folded(key.owner) for key in self._keys.values()}

    def create(self, owner: str, scopes: tuple[str, ...], days: int | None = None) -> tuple[Key, str]:
        """A new key, and how it is spelled: that is told now, and never again. Raises UnknownName, InvalidInput."""
        if not owner.strip():
            raise InvalidInput("a key needs the name of who it is for")
        if not scopes:
            raise InvalidInput("a key needs a scope: what it lets do")
        for scope in scopes:
            if scope not in SCOPES:
                raise UnknownName("scope", scope, SCOPES)
        now = self._clock().astimezone(UTC)
        ends = None if days is None else timestamp(now + timedelta(days=days))
        secret = secrets.token_urlsafe(32)
        with self._changing() as keys:
            id = "".join(secrets.choice(_LETTERS) for _ in range(8))
            wanted = tuple(one for one in SCOPES if one in scopes)
            key = keys[id] = Key(id, owner.strip(), wanted, _digest(secret), timestamp(now), ends)
        return key, f"citance_{id}_{secret}"

    def revoke(self, id: str) -> Key:
        """The key, which lets nobody in any more. Raises NotFound."""
        with self._changing() as keys:
            if id not in keys:
                raise NotFound("key", id)
            if keys[id].revoked_at is None:
                keys[id] = msgspec.structs.replace(keys[id], revoked_at=self._now())
            return keys[id]

    # -- the file

    def _now(self) -> str:
        return timestamp(self._clock())

    def _look(self) -> None:
        """Read the file, if it is another than before."""
        if self._file is None:
            return
        try:
            found = self._file.stat()
        except FileNotFoundError:
            self._seen, self._keys = None, {}
            return
        except OSError as error:
            raise StoreError(str(self._file.parent), f"{FILE}: {error.strerror}") from error
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            self._keys = _read(self._file)
            self._seen = seen

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """The keys, to be changed; the file is then put in place whole."""
        if self._file is None:
            raise NotFound("index", "in memory")
        if not self._file.parent.is_dir():
            raise NotFound("index", str(self._file.parent))
        try:
            with alone(self._file.with_suffix(".lock")):
                keys = _read(self._file) if self._file.exists() else {}
                yield keys
                put_whole(self._file, msgspec.json.format(msgspec.json.encode(_File(tuple(keys.values())))))
        except PermissionError as error:
            raise StoreReadOnly(str(self._file.parent), str(error)) from error


def _read(file: Path) -> dict[str, Key]:
    try:
        return {key.id: key for key in read_json(file.read_bytes(), _File).keys}
    except (OSError, InvalidRecord) as error:
        raise StoreError(str(file.parent), f"{FILE}: {error}") from error


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
