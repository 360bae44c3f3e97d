"""What a reference can be called in the text."""

from __future__ import annotations

import pytest

from citance.extraction.cited_names import cited_name
from citance.model import ArticleRecord, Author
from citance.model.reference import RawReference


@pytest.mark.parametrize(
    ("surname", "forms"),
    [
        ("van der Arden", ("van der arden", "va", "arden")),
        ("Arden", ("arden",)),
        ("Liga Nacional de Alerces", ("liga nacional de alerces", "lna")),  # not "liga nacionalerces"
    ],
)
def test_particles_are_left_out_only_before_a_name(surname: str, forms: tuple[str, ...]) -> None:
    work = ArticleRecord(authors=(Author(surname, "P"),), year=2001)
    assert cited_name(RawReference("r1", 1, "Entry.", works=(work,))).firsts == forms
