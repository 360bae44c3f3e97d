"""Every page in a browser: it loads and complains of nothing, fits a phone and a desk, passes axe, and is reached by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

ALDER, KESTREL, HART = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016", "10.5555/toy.hart2017"

PAGES = {
    "home": "/",
    "report": f"/articles/{ALDER}",
    "report narrowed": f"/articles/{ALDER}?stance=contrasting&section=discussion&q=infection&count=own",
    "report of a retracted article": f"/articles/{KESTREL}",
    "references": f"/articles/{ALDER}?tab=references",
    "versions": f"/articles/{HART}?tab=versions",
    "map": f"/articles/{ALDER}?tab=map",
    "search": "/search?q=sirolimus",
    "articles": "/search?q=sirolimus&kind=articles",
    "articles narrowed": "/search?q=sirolimus&kind=articles&stance=contrasting&text=yes&evidence=own&retracted=no",
    "hand in": "/upload",
    "key": "/key",
    "a query that cannot be read": "/search?q=%28unclosed",
    "compare": f"/compare?article={ALDER}&article={KESTREL}&article={HART}",
    "compare, empty": "/compare",
    "author": "/authors/Rosa%20Quill",
    "journals": "/journals",
    "journal": "/journals/Toy%20Trials",
    "map of verdicts alone": f"/articles/{ALDER}?tab=map&only=verdicts",
    "method": "/about/method",
    "of retracted ones": f"/articles/{ALDER}?retracted=yes",
    "whole map": f"/articles/{ALDER}?tab=map&only=all",
    "api": "/about/api",
    "badge": f"/about/badge?doi={ALDER}",
    "not here": "/articles/10.5555/nobody",
}
LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]

# What a Tab leads to: what is seen, and not taken out of the order on purpose.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden")
  .filter((one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length)
  .length"""


def statement_of(page: Any, served: str) -> str:
    page.goto(f"{served}/articles/{ALDER}")
    return str(page.locator(".statement a[href*='/statements/']:not(.beside)").first.get_attribute("href"))


@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(open_page: Callable[..., Any], served: str, name: str, width: int, theme: str) -> None:
    page = open_page(width=width, theme=theme)
    answer = page.goto(served + PAGES[name])
    assert answer.status == {"not here": 404, "a query that cannot be read": 400}.get(name, 200)
    assert_sound(page, width)


def assert_sound(page: Any, width: int) -> None:
    """Nothing stands beside the screen, and axe finds nothing serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page)
    assert len(found.response["passes"]) > 15  # it has looked
    serious = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []


@pytest.mark.parametrize("name", ["home", "report", "map", "compare", "author", "badge", "search", "articles"])
def test_all_can_be_reached_by_keyboard(open_page: Callable[..., Any], served: str, name: str) -> None:
    page = open_page()
    page.goto(served + PAGES[name])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reachable = page.evaluate(REACHABLE)
    reached = 1
    for _ in range(reachable + 20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body || document.activeElement === null"):
            break
        outlined = page.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return style.outlineStyle !== 'none' || Boolean(one.closest('.map')) || Boolean(one.shadowRoot); })()"
        )
        assert outlined, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        reached += 1
    assert reached >= reachable * 0.98 > 8  # a group of radio buttons is one stop
    page.goto(served + PAGES[name])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_pages_are_whole_without_script(open_page: Callable[..., Any], served: str) -> None:
    page = open_page(script=False)
    page.goto(f"{served}/articles/{ALDER}")
    before = page.locator(".statement").count()
    page.locator("input[type=checkbox][name=stance][value=contrasting]").check()
    page.locator("#narrow button").click()
    assert "stance=contrasting" in page.url
    assert 0 < page.locator(".statement.of-contrasting").count() <= before
    assert page.locator(".statement:not(.of-contrasting)").count() == 0
    page.goto(f"{served}/articles/{ALDER}?tab=map")
    page.locator(".map .spot").first.click()
    assert page.locator("#looked .title").count() == 1


def test_filters_answer_without_a_reload_and_the_way_back_works(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(f"{served}/articles/{ALDER}")
    page.evaluate("window.kept = true")
    everything = page.locator(".found").first.inner_text()
    page.locator("input[type=checkbox][name=stance][value=contrasting]").check()
    page.wait_for_url(re.compile("stance=contrasting"))
    page.wait_for_selector(".chips")
    assert page.evaluate("window.kept")
    assert page.locator(".found").first.inner_text() != everything
    assert page.evaluate("document.activeElement.value") == "contrasting"
    page.go_back()
    page.wait_for_selector(".chips", state="detached")
    assert page.locator(".found").first.inner_text() == everything


def unfolded(page: Any, selector: str) -> Any:
    """The first such choice, in its facet, which is unfolded where it is folded."""
    choice = page.locator(selector).first
    choice.evaluate("one => { const folded = one.closest('details.folded'); if (folded) folded.open = true; }")
    return choice


def test_the_links_of_a_statement_are_one_stop_of_the_tab_key(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(f"{served}/articles/{ALDER}")
    statements = page.locator(".list .statement")
    assert statements.locator("[tabindex='0']").count() == statements.count() == 20
    page.locator(".list .title a").first.focus()
    page.keyboard.press("Tab")
    ways = set()
    for _ in range(8):
        assert page.evaluate("document.activeElement.closest('.statement') === document.querySelector('.list .statement')")
        ways.add(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("ArrowRight")
    assert {"Permalink", "Quote", "Is this label right?"} < ways
    assert page.locator(".keys").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.statement') === document.querySelectorAll('.list .statement')[1]")
    assert page.evaluate(REACHABLE) < 120


def test_each_facet_shows_as_many_as_it_says(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(f"{served}/articles/{ALDER}?size=200")
    facets = page.locator("#narrow input[type=checkbox]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    assert {"stance", "evidence", "section", "self", "retracted", "type", "study", "journal", "author", "language"} == set(facets)
    for facet in facets:
        choice = unfolded(page, f"#narrow input[name={facet}]")
        promised = int(choice.locator("xpath=..").locator(".count").inner_text())
        choice.check()
        page.wait_for_selector(".chips")
        assert page.locator(".list .statement").count() == promised, facet
        page.locator(".chips .clear").click()
        page.wait_for_selector(".chips", state="detached")
    page.locator("#confidence").fill("60")
    page.wait_for_url(re.compile("confidence=60"))
    page.wait_for_selector(".chips")
    assert page.locator("output[for=confidence]").inner_text().startswith("60")


def test_each_facet_of_articles_shows_as_many_as_it_says(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(f"{served}/search?kind=articles&retracted=no&size=200")
    facets = page.locator("#narrow input[type=checkbox]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    assert {"stance", "text", "type", "study", "journal"} <= set(facets)
    for facet in facets:
        choice = unfolded(page, f"#narrow input[type=checkbox][name={facet}]")
        promised = int(choice.locator("xpath=..").locator(".count").inner_text())
        choice.check()
        page.wait_for_url(re.compile(f"[?&]{facet}="))
        page.locator(".chips a").nth(2).wait_for()  # two filters, and the link that takes all away
        assert page.locator(".list .citing").count() == promised, facet
        assert "retracted=no" in page.url, "not offered here, and kept"
        page.go_back()
        page.locator(".chips a").nth(2).wait_for(state="detached")


def test_on_paper_a_report_is_what_is_said(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(f"{served}/articles/{ALDER}")
    page.emulate_media(media="print")
    for hidden in (".side", ".tools", ".top nav", ".doing", ".pager", ".exports"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for off in page.locator(".off-paper").all():
        assert not off.is_visible()
    assert page.locator(".said").first.is_visible()
    assert page.locator(".sum .bar").first.is_visible()


@pytest.mark.parametrize("width", [320, 720, 1000])
def test_what_is_compared_keeps_within_its_column(open_page: Callable[..., Any], served: str, width: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})  # 720 is a desk at twice the size
    page.goto(served + PAGES["compare"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rows = page.evaluate(
        "[...document.querySelectorAll('.compared .rows li')].map(row => [row.scrollWidth - row.clientWidth,"
        " row.querySelector('.chart').getBoundingClientRect().width])"
    )
    assert len(rows) > 8
    for beyond, chart in rows:
        assert beyond <= 0
        assert chart > 30


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_the_narrowest_screen(open_page: Callable[..., Any], served: str, name: str) -> None:
    page = open_page(width=390)
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(served + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_statement_has_a_page_of_its_own(open_page: Callable[..., Any], served: str, width: int, theme: str) -> None:
    page = open_page(width=width, theme=theme)
    page.goto(served + statement_of(page, served))
    assert page.locator("h1").inner_text() == "A citation statement"
    for folded in page.locator("main details > summary").all():
        folded.click()
    assert_sound(page, width)


@pytest.mark.parametrize("width", [390, 1440])
def test_german_fits_too(open_page: Callable[..., Any], served: str, width: int) -> None:
    page = open_page(width=width, language="de")
    for path in PAGES.values():
        if "unclosed" in path or "nobody" in path:
            continue
        page.goto(served + path)
        assert page.evaluate("document.documentElement.lang") == "de"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_map_can_be_kept_as_a_picture(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(served + PAGES["map"])
    with page.expect_download() as waiting:
        page.locator("button[data-png]").click()
    assert waiting.value.path().read_bytes()[:4] == b"\x89PNG"
    with page.expect_download() as waiting:
        page.locator("a[download]").click()
    assert b"<svg" in waiting.value.path().read_bytes()[:200]


def test_an_article_of_the_map_is_looked_at_by_keyboard(open_page: Callable[..., Any], served: str) -> None:
    page = open_page()
    page.goto(served + PAGES["map"])
    spot = page.locator(".map .spot:not(.centre)").first
    spot.focus()
    assert page.locator(".map.lit .tie.lit").count() > 0
    page.keyboard.press("Enter")
    page.wait_for_selector("#looked .title")
    assert page.evaluate("document.activeElement.id").startswith("n-")
    page.locator("#looked .act", has_text="Show its neighbours").click()
    page.wait_for_selector(".map .ring >> nth=1")


@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_chosen_on_a_map_is_in_view_with_the_map(open_page: Callable[..., Any], served: str, width: int) -> None:
    page = open_page(width=width)
    page.goto(served + PAGES["map"])
    page.locator(".map .spot:not(.centre)").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".with-panel #looked .title")
    page.wait_for_timeout(600)  # scrolling is smooth
    seen = page.evaluate(
        "['.with-panel #looked', '.map-room'].map(name => { const box = document.querySelector(name).getBoundingClientRect();"
        " return Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) })"
    )
    assert min(seen) > 100, f"of the panel and of the map {seen} pixels are in view"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_step_within_a_page_keeps_what_is_there(open_page: Callable[..., Any], served: str) -> None:
    """The browser tells a step to a part of the page like one back: the page was asked for anew, and the table folded again."""
    page = open_page()
    page.goto(served + PAGES["map"])
    page.evaluate("document.querySelector('[data-results]').kept = true")
    page.locator("a[href='#as-table']").click()
    page.wait_for_timeout(400)
    assert page.evaluate("document.querySelector('#as-table').open")
    assert page.evaluate("document.querySelector('[data-results]').kept")


def test_on_a_phone_the_filters_tell_what_they_leave_and_lead_there(open_page: Callable[..., Any], served: str) -> None:
    page = open_page(width=390)
    page.goto(served + PAGES["report"])
    page.locator(".filters > summary").click()
    page.locator("#narrow input[name=stance][value=contrasting]").check()
    page.wait_for_selector(".chips", state="attached")
    see = page.locator(".see a")
    assert see.inner_text() == f"See {page.locator('.found').first.inner_text().split(' of ')[0]}"
    box = see.bounding_box()
    assert box["height"] >= 24
    assert box["y"] + box["height"] <= 844, "in view while the choices are"
    see.click()
    page.wait_for_timeout(400)
    assert page.evaluate("document.activeElement.id") in ("found", "")
    assert page.evaluate("document.querySelector('#found').getBoundingClientRect().top") < 844
