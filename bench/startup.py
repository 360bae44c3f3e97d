"""How long it takes to start: `python bench/startup.py`. Wall-clock medians of 21 runs, beside a bare interpreter's.

`import citance` and `citance --help` are what a person and a script wait for before anything happens.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 21


def median_ms(command: list[str]) -> float:
    """The middle of RUNS runs, in milliseconds; the first is not counted."""
    times = []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times[1:])


def main() -> None:
    beside = Path(sys.executable).with_name("citance")
    citance = str(beside) if beside.exists() else shutil.which("citance") or sys.exit("citance is not installed")
    for name, command in {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import citance": [sys.executable, "-c", "import citance"],
        "import citance; open_index": [sys.executable, "-c", "import citance; citance.open_index"],
        "citance --help": [citance, "--help"],
        "citance report --help": [citance, "report", "--help"],
    }.items():
        print(f"{name:<28}{median_ms(command):7.0f} ms")


if __name__ == "__main__":
    main()
