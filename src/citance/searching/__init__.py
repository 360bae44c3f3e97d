"""Full text and facets: an index derived from the store, dropped and rebuilt at will.

`base` says what can be asked of it, `query` is the language people ask in, `tantivy` is the one we use.
"""
