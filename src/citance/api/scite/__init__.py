"""scite's public API, so that a tool written for it works here when its host name is changed: badge, extension, Zotero, JabRef.

What such clients need of a server: numbers as integers and all seven of them; `contradicting`; keys as they asked, in lower
case; zeros for an article that is not known, instead of nothing; a list of notices, be it empty; rubbish in a list passed
over; errors whose `detail` is a text; and above all an answer, for one failed request for papers takes every badge off a page.
DOIs stand in paths raw, escaped, or as an address. Any page on the web may read these routes where the server says so.
"""

from __future__ import annotations

from fastapi import APIRouter

from citance.api.asking import Ask
from citance.api.scite.journals import add_journals
from citance.api.scite.openapi import schemas
from citance.api.scite.pages import add_pages
from citance.api.scite.papers import add_papers
from citance.api.scite.partner import add_partner
from citance.api.scite.searching import add_search
from citance.api.scite.tallies import add_tallies
from citance.api.scite.totals import add_totals
from citance.api.scite.words import Counted

__all__ = ["READ_ROUTES", "router", "schemas"]

READ_ROUTES = (
    *("/tallies", "/papers", "/search", "/api_partner", "/journal", "/stats"),
    *("/issn-sji", "/issn-sji-bulk", "/issn-editorial-notices", "/dashboards"),
)
"""Paths (and what lies below) that other people's pages may read where the server is public: nothing here writes."""


def router(ask: Ask, *, evidence: Counted = "own") -> APIRouter:
    """The routes; statements are counted by `evidence` (see words)."""
    routes = APIRouter(tags=["scite"])
    add_tallies(routes, ask, evidence)
    add_papers(routes, ask, evidence)
    add_partner(routes, ask, evidence)
    add_journals(routes, ask, evidence)
    add_totals(routes, ask, evidence)
    add_search(routes, ask, evidence)
    add_pages(routes)
    return routes
