"""The search index on tantivy: `schema` says what is kept, `asking` turns questions into its own, `index` is the protocol."""

from citance.searching.tantivy.index import TantivyIndex

__all__ = ["TantivyIndex"]
