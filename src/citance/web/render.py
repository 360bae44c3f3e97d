"""Templates filled in: everything is escaped, a name that is not there is an error, and words come from a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup

from citance.index import ArticleView, why_given
from citance.version import VERSION
from citance.web import charts, marking
from citance.web.assets import ASSETS
from citance.web.catalogue import Words
from citance.web.classifier_card import card_words
from citance.web.library import NO_LIBRARY, Library, links_out, resolver
from citance.web.paths import Paths
from citance.web.rows import Rows
from citance.web.schema_org import article_data
from citance.web.translation import said


class _Context(Context):
    """Calls what a template calls, and no more: Jinja asks at each call whether that wants the context, which none of ours does,
    and a page makes hundreds of calls."""

    def call(self, called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        """What it returns."""
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*args, **named)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("citance.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.context_class = _Context
    environment.globals |= {
        "version": VERSION,
        "charts": charts,
        "marking": marking,
        "article_data": article_data,
        "why_given": why_given,
        "card_words": card_words,
        "stances": ("supporting", "contrasting", "mentioning", "unclassified"),
    }
    return environment


def load_templates() -> None:
    """All templates read and made ready: files that an upgrade puts in their place later say other things than this program."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def render(template: str, words: Words, paths: Paths, library: Library = NO_LIBRARY, **values: Any) -> str:
    """The template as text. In it `t` are the words, `paths` the addresses, `asset(name)` the address of a file of ours.
    Links out lead over the `library`."""

    def asset(name: str) -> str:
        return f"{paths.root}/static/{name}?v={ASSETS[name].digest}"

    def keep_language() -> Markup:
        """What carries the language along in a form that asks, where it was chosen by name."""
        chosen = paths.language
        return Markup('<input type="hidden" name="lang" value="{}">').format(chosen) if chosen else Markup("")

    def links(article: ArticleView) -> list[tuple[str, str, str]]:
        """Where else the article is, as the library's readers get there."""
        return links_out(article, library)

    rows = Rows(words, paths)
    names = {
        "links_out": links,
        "resolver": lambda name: resolver(name, library),
        "rows": rows,
        "told_given": rows.told_given,
        "t": words,
        "said": lambda text: said(text, words),
        "paths": paths,
        "asset": asset,
        "keep_language": keep_language,
        "pages": {},  # statement → where its page opens, on those of ours that say it
    }
    return _environment().get_template(template).render(**(names | values))
