"""What programs read in the head of an article's page: the article in the words of schema.org, as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from citance.index import ArticleView
from citance.web.library import links_out
from citance.web.marking import title

# Within a script element, what HTML would take for its end or for a comment, and what old scripts took for a line's end.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def article_data(article: ArticleView, address: str) -> Markup:
    """The article as a script element that is data: browsers do not run it, so a strict policy for content allows it."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": next((name for _, _, name in links_out(article)), address),
        "url": address,
        "name": title(article),
        "headline": title(article)[:110],
        "author": [
            {
                "@type": "Organization" if author.group else "Person",
                "name": author.name,
                "sameAs": f"https://orcid.org/{author.orcid}" if author.orcid else None,
            }
            for author in article.authors[:50]
        ],
        "datePublished": article.date or (str(article.year) if article.year else None),
        "isPartOf": {"@type": "Periodical", "name": article.journal, "issn": list(article.issns)} if article.journal else None,
        "volumeNumber": article.volume,
        "issueNumber": article.issue,
        "pageStart": article.first_page,
        "pageEnd": article.last_page,
        "inLanguage": article.language,
        "license": article.licence if article.licence and article.licence.startswith("http") else None,
        "keywords": list(article.keywords),
        "sameAs": [name for _, _, name in links_out(article)],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme.upper(), "value": value} for scheme, value, _ in links_out(article)
        ],
    }
    text = json.dumps(_without_gaps(told), ensure_ascii=False, separators=(",", ":"))
    for char, escaped in _ESCAPED.items():
        text = text.replace(char, escaped)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_gaps(one) for name, one in value.items() if one not in (None, "", [], {})}
    return [_without_gaps(one) for one in value] if isinstance(value, list) else value
