"""Values to bytes and back: from several threads, too."""

from __future__ import annotations

import subprocess
import sys

import pytest

AT_ONCE = """
import sys, threading
import msgspec
from citance.model import codec

sys.setswitchinterval(1e-6)
HOW = {how!r}
for number in range(1500):
    scope = {{}}
    exec('''
import msgspec
class Inner(msgspec.Struct):
    number: "int"
    names: "list[str]"
    ends: "tuple[int, ...]"
class Outer(msgspec.Struct):
    first: "Inner"
    others: "list[Inner]"
    named: "dict[str, Inner]" = {{}}
''', scope)
    module = type(sys)(f"shapes{{number}}")
    vars(module).update(scope)
    sys.modules[module.__name__] = module
    Inner, Outer = scope["Inner"], scope["Outer"]
    Inner.__module__ = Outer.__module__ = module.__name__
    inner = {{"number": 1, "names": ["Alder"], "ends": [1, 2]}}
    value = {{"first": inner, "others": [inner] * 3, "named": {{"Lee": inner}}}}
    packed, written = msgspec.msgpack.encode(value), msgspec.json.encode(value)
    ways = {{
        "decode": lambda: codec.decode(packed, Outer),
        "read_json": lambda: codec.read_json(written, Outer),
        "convert": lambda: codec.convert(value, Outer),
    }}
    both = threading.Barrier(2)
    def read():
        both.wait()
        assert ways[HOW]().first.number == 1
    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("alive")
"""


@pytest.mark.parametrize("how", ["decode", "read_json", "convert"])
def test_two_threads_may_be_the_first_to_read_a_type(how: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", AT_ONCE.format(how=how)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "alive", "")
