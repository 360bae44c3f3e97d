"""The folder an index lives in: which files it has, how large they are, a copy of it, and one brought back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from citance.errors import NotFound, StoreError, StoreReadOnly
from citance.services.progress import Progress
from citance.store.base import Store

STORE_FILE, SEARCH_FOLDER = "citance.sqlite", "search"


def store_file(folder: Path, *, create: bool) -> Path:
    """The file of the store in a folder, which is made where there is none and `create`; raises NotFound, StoreReadOnly."""
    file = folder / STORE_FILE
    if not file.exists():
        if not create:
            raise NotFound("index", f"{folder}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except PermissionError as error:
            raise StoreReadOnly(str(folder)) from error
        except OSError as error:
            raise StoreError(str(folder), str(error)) from error
    return file


def store_bytes(folder: Path) -> int:
    """Bytes of the store, with those of its log."""
    return sum(bytes_of(file) for file in folder.glob(f"{STORE_FILE}*"))


def bytes_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def back_up(store: Store, folder: Path, progress: Progress | None) -> Path:
    """The folder a copy of the store was written to; raises StoreError where an index is there already."""
    file = folder / STORE_FILE
    if file.exists():
        raise StoreError(str(folder), "there is an index already")
    folder.mkdir(parents=True, exist_ok=True)
    store.backup(str(file), progress)
    return folder


def restore(backup: Path, folder: Path, put_in_place: Callable[[Path, Path], None], *, replace: bool) -> Path:
    """The folder where a backup (its folder, or its file) is an index again; raises StoreError where there is one already, unless
    `replace`."""
    source = backup / STORE_FILE if backup.is_dir() else backup
    if not source.exists():
        raise NotFound("backup", str(backup))
    target = folder / STORE_FILE
    if target.exists() and not replace:
        raise StoreError(str(folder), "there is an index already")
    put_in_place(source, target)
    shutil.rmtree(folder / SEARCH_FOLDER, ignore_errors=True)  # of another index; it is filled again
    return folder
