"""Invented queries: leaves joined by all, by any, and by not."""

from __future__ import annotations

from hypothesis import strategies as st

from citance.searching.query import Not, Query, all_of, any_of


def trees_of(leaves: st.SearchStrategy[Query], most_leaves: int, most_joined: int = 3) -> st.SearchStrategy[Query]:
    """Trees with about so many leaves at most."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=most_joined).map(all_of),
            st.lists(inner, min_size=2, max_size=most_joined).map(any_of),
            st.builds(Not, inner),
        ),
        max_leaves=most_leaves,
    )
