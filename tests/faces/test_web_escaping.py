"""What is put into HTML by hand is escaped as templates do it."""

from __future__ import annotations

import markupsafe
from hypothesis import given
from hypothesis import strategies as st

from citance.web.escaping import escaped


@given(st.text() | st.text(alphabet="&<>'\"a;#39"))
def test_words_are_escaped_as_templates_do_it(words: str) -> None:
    assert escaped(words) == str(markupsafe.escape(words))
    assert type(escaped(words)) is str
