"""From a statement to the page of the PDF that it was read from."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))
from pdf_paper import Paper

WORK = "10.5555/wells.1"


@pytest.fixture(scope="module")
def served_pdf(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a server of an index of one PDF, whose second page cites."""
    folder = tmp_path_factory.mktemp("pdf")
    paper = Paper()
    paper.page().write(60, 90, "Newts in the wells of invented towns", size=16)
    page = paper.page()
    page.write_lines(60, 300, ["Newts grew fast where ferns followed [1]. Moss did not [2]."])
    page.write_lines(60, 400, ["References"], 12, 18, "bold")
    page.write_lines(
        60,
        420,
        [
            f"1. Arden PB. Ferns of wall one. Invented J. 2011;1(2):11-19. doi:{WORK}",
            "2. Castell R. Moss of wall two. Invented J. 2012;2(2):21-29. doi:10.5555/wells.2",
            "3. Dunmore S. Wells of wall three. Invented J. 2013;3(2):31-39. doi:10.5555/wells.3",
        ],
        8,
        11,
    )
    (folder / "newts.pdf").write_bytes(paper.pdf())
    with open_index(folder / "index", create=True) as index:
        index.ingest([folder / "newts.pdf"], workers=0)
    with serving(folder / "index") as address:
        yield address


def test_the_page_of_a_statement_is_a_link_that_answers_with_the_pdf(open_page: Callable[..., Any], served_pdf: str) -> None:
    page = open_page()
    for path in (f"/articles/{WORK}", None):
        if path is None:
            page.get_by_role("link", name="Permalink").first.click()
        else:
            page.goto(served_pdf + path)
        link = page.get_by_role("link", name="p. 2 of the PDF").first
        href = str(link.get_attribute("href"))
        assert re.fullmatch(r"/files/[0-9a-f]{64}\.pdf#page=2&view=FitH,\d+", href)
    answer = page.request.get(served_pdf + href)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF-")
    part = page.request.get(served_pdf + href, headers={"range": "bytes=0-4"})
    assert (part.status, part.body()) == (206, b"%PDF-")
