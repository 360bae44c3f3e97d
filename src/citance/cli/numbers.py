"""Numbers, sizes and durations as a person reads them."""

from __future__ import annotations

_IRREGULAR = {"entry": "entries"}


def count(number: int, noun: str) -> str:
    """`1 article`, `3,741 articles`."""
    plural = _IRREGULAR.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural}"


def size(amount: int) -> str:
    """Bytes in steps of a thousand, three digits: `412 kB`, `3.31 GB`."""
    value = float(amount)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 999.5:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} TB"


def duration(seconds: float) -> str:
    """`0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
