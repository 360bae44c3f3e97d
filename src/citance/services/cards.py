"""Many articles at once, each with its tally and its notices: what badges, lists and look-ups in bulk show."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from citance.errors import InvalidIdentifier, NotFound
from citance.model import find_identifier
from citance.services.viewer import Viewer, tally_view
from citance.services.views import ArticleView, RelationView, TallyView
from citance.store.packing import Visibility


class ArticleCard(msgspec.Struct, frozen=True):
    """An article with all its fields, what is said of it, and the articles it is related to, notices first."""

    article: ArticleView
    tally: TallyView
    relations: tuple[RelationView, ...]


def tallies(viewer: Viewer, words: Iterable[str]) -> dict[str, TallyView]:
    """The tallies of the articles that the words name, by the words as given; those that name none are left out.

    One look-up for all, and more for those that one article cites at most: among these may be some that the public must not
    know of.
    """
    names = {asked: found.spelled for asked in words if (found := find_identifier(asked)) is not None}
    if not names:
        return {}
    known = viewer.store.tallies_of(set(names.values()))
    if viewer.audience != "owner" and (seldom := {name for name, tally in known.items() if tally.citing_articles < 2}):
        keys = viewer.store.find_by_identifiers(seldom)
        own = viewer.store.own_documents(set(keys.values()))
        private = {key for key, document in own.items() if document.visibility is Visibility.PRIVATE}
        hidden = private - viewer.knows(private)
        known = {name: tally for name, tally in known.items() if name not in seldom or keys.get(name) not in {None, *hidden}}
    return {asked: tally_view(known[name]) for asked, name in names.items() if name in known}


def find_keys(viewer: Viewer, words: Iterable[str]) -> dict[str, str]:
    """The keys of the articles that the words name, by the words as given, as far as this audience may know of them."""
    names = {asked: found.spelled for asked in words if (found := find_identifier(asked)) is not None}
    by_name = viewer.store.find_by_identifiers(set(names.values())) if names else {}
    known = viewer.knows(set(by_name.values()))
    keys = {asked: by_name[name] for asked, name in names.items() if by_name.get(name) in known}
    for asked in words:
        if asked not in keys and names.get(asked) not in by_name:
            try:
                keys[asked] = viewer.find_key(asked)
            except (InvalidIdentifier, NotFound):
                continue
    return keys


def cards(viewer: Viewer, words: Iterable[str]) -> dict[str, ArticleCard]:
    """The articles that the words name, by the words as given; those that name none are left out."""
    asked = tuple(dict.fromkeys(words))
    keys = find_keys(viewer, asked)
    wanted = set(keys.values())
    known = viewer.remember(wanted)
    viewer.articles(relation.article for one in known.values() for relation in one.relations)  # all at once
    shown = {
        key: ArticleCard(viewer.whole(one.article, one.relations), tally_view(one.tally), viewer.related(one.relations))
        for key, one in known.items()
    }
    return {words: shown[key] for words, key in keys.items() if key in shown}
