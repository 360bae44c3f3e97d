"""Who cites an article and whom it cites, as articles; and the statements it makes."""

from __future__ import annotations

from citance.services.viewer import Viewer
from citance.services.views import ArticleView, StatementView
from citance.store.packing import Visibility
from citance.store.values import DocumentInfo


def citing_articles(viewer: Viewer, key: str) -> tuple[ArticleView, ...]:
    """The articles that cite this one, in the text or only in their list, in the order in which they were read."""
    keys = dict.fromkeys(row.citing for row in viewer.store.citations(key))
    shown = viewer.articles(one for one in keys if tells(viewer, one))
    return tuple(shown[one] for one in keys if one in shown)


def cited_articles(viewer: Viewer, key: str) -> tuple[ArticleView, ...]:
    """The articles that this one's reference list leads to, in its order; none where there is no full text."""
    active = active_document(viewer, key)
    if active is None or not tells(viewer, key):
        return ()
    keys = dict.fromkeys(link.article for works in viewer.store.links(active.number) for link in works if link.article)
    shown = viewer.articles(keys)
    return tuple(shown[one] for one in keys if one in shown)


def statements_made(viewer: Viewer, key: str) -> tuple[StatementView, ...]:
    """What the article says of others, in reading order; none where there is no full text."""
    return viewer.statements(viewer.store.statements_of(key))


def active_document(viewer: Viewer, key: str) -> DocumentInfo | None:
    """The form of the article that its statements come from; None where there is no full text."""
    return next((document for document in viewer.store.documents(key) if document.active), None)


def tells(viewer: Viewer, key: str) -> bool:
    """Whether this audience may know whom the article cites: that is what a private document says."""
    if viewer.audience == "owner":
        return True
    active = active_document(viewer, key)
    return active is None or active.visibility is not Visibility.PRIVATE
