"""The badge on a page of somebody else: another origin, which has nothing of ours but the script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

KESTREL, ALDER = "10.5555/toy.kestrel2016", "10.5555/toy.alder2011"

POLICY = "default-src 'none'; img-src data:; script-src {at}; connect-src {at}"
PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>A journal</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="citation_doi" content="{alder}">
<script src="{at}/badge.js" async crossorigin></script></head>
<body><main><h1>A journal</h1>
<div class="citance-badge" data-doi="https://doi.org/{kestrel}" data-show-labels="true" data-section-tally-show="true"></div>
<div class="scite-badge" data-doi="meta:citation_doi" data-layout="horizontal"></div>
<div class="scite-badge" data-doi="10.5555/nobody"></div>
<div class="citance-badge"></div>
<p id="here">Text.</p>
<div class="scite-badge-config" data-doi="{alder}" data-target-el="::no selector"></div>
<div class="scite-badge-config" data-doi="{alder}" data-small="true" data-target-el="#here"></div>
</main></body></html>"""


@pytest.fixture
def journal(served_to_all: str) -> Iterator[Callable[[str], str]]:
    """The address of the journal's page, in a language."""

    class Journal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            named = {"at": served_to_all, "alder": ALDER.upper(), "kestrel": KESTREL, "lang": self.path.strip("/")}
            body = PAGE.format(policy=POLICY.format(at=served_to_all), **named).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Journal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield lambda language: f"http://127.0.0.1:{server.server_port}/{language}"
    server.shutdown()
    thread.join()
    server.server_close()


def shown(page: Any, place: int) -> str:
    return str(page.evaluate(f"document.querySelectorAll('.citance-badge, .scite-badge')[{place}].shadowRoot?.textContent ?? ''"))


def wait_for_badge(page: Any) -> None:
    """Until the first one has its words; asked again and again, for the page's policy forbids to have it wait itself."""
    for _ in range(100):
        if shown(page, 0):
            return
        page.wait_for_timeout(50)
    raise AssertionError("no badge was shown")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_badges_stand_on_a_foreign_page(open_page: Callable[..., Any], journal: Callable[[str], str], theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = open_page(theme=theme)
    page.goto(journal("en"))
    wait_for_badge(page)
    first = shown(page, 0)
    for word in ("Retracted", "supporting", "contrasting", "mentioning", "Discussion"):
        assert word in first
    assert "Citance" not in shown(page, 1)  # side by side there is no room for the name
    assert any(figure.isdigit() for figure in shown(page, 1))
    assert shown(page, 2) == shown(page, 3) == ""
    assert page.locator("#here .citance-badge").count() == 1
    found = axe.Axe().run(page)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")] == []


def test_it_speaks_the_language_of_the_page(open_page: Callable[..., Any], journal: Callable[[str], str]) -> None:
    page = open_page()
    page.goto(journal("de-AT"))
    wait_for_badge(page)
    assert "widersprechend" in shown(page, 0)


def test_it_is_used_by_keyboard(open_page: Callable[..., Any], journal: Callable[[str], str], served_to_all: str) -> None:
    page = open_page(width=390)
    page.goto(journal("en"))
    badge = page.locator(".citance-badge .badge").first
    badge.wait_for()
    tip = page.locator(".citance-badge .tip").first
    assert not tip.is_visible()
    page.keyboard.press("Tab")
    assert tip.is_visible()
    box = tip.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert badge.get_attribute("href") == f"{served_to_all}/articles/{KESTREL}?count=own"
    assert "3 contrasting" in badge.get_attribute("aria-label") or "contrasting" in badge.get_attribute("aria-label")


def test_badges_added_later_are_drawn_when_asked(open_page: Callable[..., Any], journal: Callable[[str], str]) -> None:
    page = open_page()
    page.goto(journal("en"))
    page.locator(".citance-badge .badge").first.wait_for()
    page.evaluate(
        f"""() => {{ const made = document.createElement("div"); made.className = "scite-badge"; made.id = "late";
        made.dataset.doi = "{ALDER}"; document.body.append(made); return window.__SCITE.insertBadges(); }}"""
    )
    page.locator("#late .badge").wait_for()
