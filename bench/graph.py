"""Who cites whom in the corpus, out of `report`, against ../shared/corpus/citation_graph.tsv: `python bench/graph.py [INDEX]`.

Ingests ../shared/corpus/jats (all archives but the second forms and the edge cases) and pairs into INDEX, or into a folder
that is gone afterwards; an INDEX that exists is used as it is. The graph counts links, so tagged statements are held against
it. A pair is found where the report of the cited article has at least as many of the citing article; more are no fault, for
the graph knows one link of a reference with several.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

import citance

CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus"
LEFT_OUT = {"edge_cases", "variants"}


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments[0]) if arguments else Path(temporary) / "index"
        if not folder.exists():
            archives = [p for p in sorted((CORPUS / "jats").glob("*.tar.xz")) if p.name.split(".")[0] not in LEFT_OUT]
            archives += sorted((CORPUS / "pairs").glob("*.zip"))
            with citance.open_index(folder, create=True) as index:
                print(index.ingest(archives).line)
        with citance.open_index(folder, read_only=True) as index:
            compare(index)


def compare(index: citance.Index) -> None:
    """Ask for every cited article once, and hold each row against its report."""
    with (CORPUS / "citation_graph.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    reports: dict[str, Counter[str]] = {}
    due: Counter[tuple[str, str]] = Counter()
    for row in rows:
        due[(row["citing_id"], row["cited_id"])] += int(row["intext_xrefs_to_ref"])
    right = exact = 0
    wrong = []
    for (citing, cited), times in due.items():
        try:
            if cited not in reports:
                reports[cited] = Counter(
                    s.citing.key for s in index.report(cited, limit=100_000).statements if s.marker_kind == "tagged"
                )
            got = reports[cited][index.find(citing).key]
        except citance.CitanceError as error:
            got = 0
            wrong.append(f"{citing} -> {cited}: {error}")
        right += got >= times
        exact += got == times
        if got < times:
            wrong.append(f"{citing} -> {cited}: {got} of {times}")
    print(f"{len(due)} citing pairs in {len(rows)} rows")
    print(f"{right / len(due):.4f} found as often or more, {exact / len(due):.4f} exactly as often")
    for line in wrong[:20]:
        print(" ", line)


if __name__ == "__main__":
    main(sys.argv[1:])
