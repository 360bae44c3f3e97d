"""Citations in the words of CiTO, the Citation Typing Ontology 2.8, as Turtle or JSON-LD.

| what we hold | what is written |
|---|---|
| any citation, in the text or only in the list | `cito:cites` |
| a supporting statement | `cito:supports` |
| a contrasting statement | `cito:disagreesWith` |
| a mentioning statement | `cito:citesForInformation` |
| an unclassified statement | nothing besides `cito:cites` |
| the two share an author | `cito:sharesAuthorWith` |

A citing article may say several of these of the same work, each once: CiTO types citations and does not count them.
Articles stand under the address of their surest identifier (doi.org, PMC, PubMed, arXiv), else under urn:citance:article:.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from citance.model import Stance
from citance.model.codec import to_json
from citance.services.export.names import address
from citance.services.export.rows import CitationExport
from citance.services.provenance import Provenance

CITO = "http://purl.org/spar/cito/"
PROPERTIES: dict[Stance, str] = {
    Stance.SUPPORTING: "supports",
    Stance.CONTRASTING: "disagreesWith",
    Stance.MENTIONING: "citesForInformation",
}


def write_turtle(out: BinaryIO, rows: Iterable[CitationExport], provenance: Provenance | None) -> int:
    """How many citations were written as Turtle; provenance stands in a comment at the head."""
    if provenance is not None:
        out.write(b"# citance-provenance " + to_json(provenance) + b"\n")
    out.write(f"@prefix cito: <{CITO}> .\n\n".encode())
    count = 0
    for row in rows:
        count += 1
        cited = f"<{address(row.cited)}>"
        said = " ;\n    ".join(f"cito:{name} {cited}" for name in properties(row))
        out.write(f"<{address(row.citing)}>\n    {said} .\n".encode())
    return count


def write_jsonld(out: BinaryIO, rows: Iterable[CitationExport], provenance: Provenance | None) -> int:
    """How many citations were written as JSON-LD: one node for each run of citations by one article.

    Provenance stands beside the graph under a name that the context maps to nothing, so that readers of triples pass over it.
    """
    names = ("cites", *PROPERTIES.values(), "sharesAuthorWith")
    context: dict[str, Any] = {name: {"@id": CITO + name, "@type": "@id"} for name in names}
    head: dict[str, Any] = {"@context": {**context, "provenance": None}}
    if provenance is not None:
        head["provenance"] = provenance
    out.write(to_json(head)[:-1] + b',"@graph":[')
    count = 0
    for number, (node, found) in enumerate(_nodes(rows)):
        count += found
        out.write((b",\n" if number else b"\n") + to_json(node))
    out.write(b"\n]}\n")
    return count


def _nodes(rows: Iterable[CitationExport]) -> Iterator[tuple[dict[str, Any], int]]:
    for citing, group in groupby(rows, key=lambda row: address(row.citing)):
        node: dict[str, Any] = {"@id": citing}
        count = 0
        for row in group:
            count += 1
            for name in properties(row):
                node.setdefault(name, []).append(address(row.cited))
        yield node, count


def properties(row: CitationExport) -> list[str]:
    """The CiTO properties that the citation has, `cites` first."""
    typed = [name for stance, name in PROPERTIES.items() if row.count(stance)]
    return ["cites", *typed, *(["sharesAuthorWith"] if row.self_citation else [])]
