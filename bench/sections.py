"""How often a section's kind, read from its heading, is what the file's own `sec-type` says: `python bench/sections.py`.

Over the sections of ../shared/corpus/jats that have a `sec-type` naming one of our kinds. Two figures: of the headings that
speak at all, and of all, the `sec-type` itself being asked where the heading is silent, as the reader does. The first is
the honest one: the second asks the answer.
"""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import Path

from citance.errors import Unreadable
from citance.readers import read
from citance.readers.jats.sections import kind_of_type
from citance.text.headings import section_kind

JATS = Path(__file__).resolve().parents[2] / "shared/corpus/jats"


def main() -> None:
    counts: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for archive in sorted(JATS.glob("*.tar.xz")):
        with tarfile.open(archive) as members:
            for member in members:
                handle = members.extractfile(member) if member.isfile() else None
                if handle is None:
                    continue
                try:
                    document = read(handle.read(), member.name)
                except Unreadable:
                    continue
                for section in document.sections:
                    said = kind_of_type(section.sec_type) if section.sec_type else None
                    if said is None:
                        continue
                    counts["tagged"] += 1
                    counts["agrees"] += section.kind is said
                    heading = section_kind(section.heading) if section.heading else None
                    if heading is not None:
                        counts["headings that speak"] += 1
                        counts["of them agree"] += heading is said
                        if heading is not said:
                            wrong[(section.sec_type or "", str(heading))] += 1
    print(dict(counts))
    print(f"headings that speak: {counts['of them agree'] / counts['headings that speak']:.4f} agree with sec-type")
    print(f"all, as read:        {counts['agrees'] / counts['tagged']:.4f}")
    for (sec_type, heading), times in wrong.most_common(10):
        print(f"  sec-type {sec_type!r}, heading says {heading}: {times}")


if __name__ == "__main__":
    main()
