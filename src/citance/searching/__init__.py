"""Full text and facets: an index derived from the store, dropped and rebuilt at will."""
