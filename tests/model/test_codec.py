"""Values to bytes and back: from several threads, too."""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import citance

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


ONE_THREAD = ("settings.py", "serving/app.py", "serving/ingesting.py", "services/train.py", "classification/training/")
"""Where values are read before there are threads, or by a process that has but one."""


def _learnt(tree: ast.AST) -> Iterator[str]:
    """The types, other than Python's own, that msgspec itself is asked to read values as."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("msgspec."):
            what = ast.unparse(call.func).rpartition(".")[2]
            asked = [key.value for key in call.keywords if key.arg == "type"]
            asked += call.args[:1] if what == "Decoder" else call.args[1:2] if what == "convert" else []
            names = {node.id for kind in asked for node in ast.walk(kind) if isinstance(node, ast.Name)}
            yield from (name for name in names - {"Any"} if not hasattr(builtins, name))


def test_types_of_ours_are_learnt_here_alone() -> None:
    some = "msgspec.json.decode(b, type=list[Manifest]); msgspec.convert(b, Key); msgspec.json.decode(b, type=dict[str, Any])"
    assert set(_learnt(ast.parse(some))) == {"Manifest", "Key"}
    package = Path(citance.__file__).parent
    found = {
        f"{path.relative_to(package).as_posix()}: {name}"
        for path in sorted(package.rglob("*.py"))
        for name in _learnt(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert [one for one in found if not one.startswith(("model/codec.py", *ONE_THREAD))] == []
