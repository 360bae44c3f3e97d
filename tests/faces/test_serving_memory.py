"""A server gives back the memory that its answers no longer need."""

from __future__ import annotations

import asyncio
import ctypes
import platform
import subprocess
import sys
from contextlib import suppress

import pytest

from citance.serving import memory

GLIBC = platform.libc_ver()[0] == "glibc"
# In a thread, whose heap nothing else takes from: what lies below something still in use stays, unless it is given back.
_TAKE = """
import ctypes, threading
from pathlib import Path
from citance.serving.memory import give_back

def held():
    resident, shared = map(int, Path("/proc/self/statm").read_text().split()[1:3])
    return (resident - shared) * 4096

def take():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
    taken = [libc.malloc(50_000) for _ in range(600)]
    for one in taken:
        libc.memset(one, 1, 50_000)
    for one in taken[:-1]:
        libc.free(one)

thread = threading.Thread(target=take)
thread.start()
thread.join()
before = held()
assert give_back()
print(before - held())
"""


@pytest.mark.skipif(not GLIBC, reason="other C libraries cannot be told to")
def test_what_lies_free_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", _TAKE], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 20_000_000


# Eight threads that each hold something at the same time; the C library's own account has a heap for each.
_SHARE = """
import ctypes, threading, tempfile
from citance.serving.memory import share_heaps

assert share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)

def take():
    together.wait()
    libc.malloc(50_000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fopen.restype = ctypes.c_void_p
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]
with tempfile.NamedTemporaryFile() as told:
    stream = libc.fopen(told.name.encode(), b"w")
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(told.read().count(b"<heap nr="))
"""


@pytest.mark.skipif(not GLIBC, reason="other C libraries cannot be told to")
def test_threads_share_a_few_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", _SHARE], check=True, capture_output=True, text=True)
    assert int(done.stdout) == 2
    many = _SHARE.replace("assert share_heaps()", "")
    done = subprocess.run([sys.executable, "-c", many], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 2


def test_where_it_cannot_be_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())  # a C library without it
    assert memory.give_back() is False
    assert memory.share_heaps() is False


def test_it_is_given_back_only_after_something_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    clock = iter([0.0, 0.0, 1.0, 1.0, 1.0])  # of CPU: asked at the start, then before each, and after it was given back
    monkeypatch.setattr(memory, "give_back", lambda: given.append(1) or True)
    monkeypatch.setattr(memory, "EVERY", 0.0)
    monkeypatch.setattr(memory.time, "process_time", lambda: next(clock))
    with suppress(StopIteration, RuntimeError):
        asyncio.run(memory.keep_giving_back())
    assert len(given) == 1
