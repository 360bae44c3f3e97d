"""What a server counts of itself, in the words of Prometheus. Each worker process counts its own."""

from __future__ import annotations

import os
import resource
import time
from collections import defaultdict
from pathlib import Path

# Seconds: the bars of the figures to reach (20, 60 and 80 ms) are among them.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.06, 0.08, 0.25, 1.0, 5.0)


class Metrics:
    """Requests by route, method and status; how long answers took; what is under way. Routes, not paths: their number is
    bounded, and no DOI anybody asked for is kept."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, str, int], int] = defaultdict(int)
        self._durations: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self._seconds: dict[str, float] = defaultdict(float)
        self._begun = time.time()
        self.under_way = 0

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """One answer was given."""
        self._requests[route, method, status] += 1
        place = next((place for place, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        self._durations[route][place] += 1
        self._seconds[route] += seconds

    def text(self, sequence: int | None) -> str:
        """All of it, as Prometheus reads it."""
        lines = ["# HELP citance_requests_total Answers given.", "# TYPE citance_requests_total counter"]
        for (route, method, status), times in sorted(self._requests.items()):
            lines.append(f'citance_requests_total{{route="{_quoted(route)}",method="{method}",status="{status}"}} {times}')
        lines += ["# HELP citance_answer_seconds How long answers took.", "# TYPE citance_answer_seconds histogram"]
        for route, counts in sorted(self._durations.items()):
            named, total = _quoted(route), 0
            for bound, times in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                total += times
                lines.append(f'citance_answer_seconds_bucket{{route="{named}",le="{bound}"}} {total}')
            lines.append(f'citance_answer_seconds_sum{{route="{named}"}} {self._seconds[route]:.6f}')
            lines.append(f'citance_answer_seconds_count{{route="{named}"}} {total}')
        gauges = [
            ("citance_requests_under_way", "Requests that are being answered.", self.under_way),
            ("citance_memory_bytes", "Memory of this worker.", _memory()),
            ("citance_started_seconds", "When this worker began, seconds since 1970.", round(self._begun, 3)),
        ]
        if sequence is not None:
            gauges.append(("citance_index_sequence", "The number of the index's last change.", sequence))
        for name, words, value in gauges:
            lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge", f"{name} {value}"]
        return "\n".join(lines) + "\n"


def _memory() -> int:
    """Bytes of this process in memory now; where the system does not tell, the most there were."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
