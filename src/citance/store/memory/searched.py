"""What the search index keeps of articles and statements."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from citance.store.facets import facets_of, journal_of
from citance.store.memory import articles, narrowing, statements, tallies
from citance.store.memory.state import State
from citance.store.values import ArticleToSearch, StatementToSearch, Visibility


def of_articles(state: State, keys: Collection[str] | None = None) -> Iterator[ArticleToSearch]:
    """What the search index keeps of articles."""
    related = articles.kinds_of_relations(state)
    for key in state.in_order():
        if keys is None or key in keys:
            article = articles.read(state, key)
            form = state.active_form(key)
            record = article.record
            yield ArticleToSearch(
                key=key,
                title=f"{record.title} {record.subtitle}".strip(),
                abstract=record.abstract,
                authors=tuple(author.name for author in record.authors),
                journal=journal_of(record),
                year=record.year,
                tally=tallies.tally(state, key),
                has_document=article.has_document,
                article_type=record.article_type or "",
                visibility=Visibility.OPEN if form is None else form.entry.visibility,
                language=record.language,
                study=None if form is None else form.entry.packed.study,
                relations=tuple(sorted(related.get(key, ()))),
            )


def of_statements(state: State, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
    """What the search index keeps of statements."""
    for article in of_articles(state, keys):
        form = state.active_form(article.key)
        if form is not None:
            article_type, _, authors = facets_of(form.entry.packed.record)
            sure = narrowing.how_sure(state, {statement.number for statement in form.statements})
            yield (
                article.key,
                [
                    StatementToSearch(
                        id=statement.id,
                        citing=article.key,
                        cited=statement.cited,
                        sentence=statement.text.sentence,
                        section=statement.section,
                        year=statement.year,
                        stance=statement.stance,
                        evidence=statement.evidence,
                        self_citation=statement.self_citation,
                        journal=article.journal,
                        visibility=str(statement.visibility),
                        language=statement.text.language,
                        article_type=article_type,
                        authors=authors,
                        confidence=sure.get(statement.number),
                        study=form.entry.packed.study,
                        around=statement.text.group or statement.text.span
                        if statement.visibility is Visibility.SNIPPET
                        else None,
                    )
                    for statement in statements.of_article(state, article.key)
                ],
            )
