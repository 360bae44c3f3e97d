"""What a reference can be called in the text."""

from __future__ import annotations

import pytest

from citance.extraction.cited_names import cited_name, flat
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


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("GfE (Gesellschaft für Erfindungsphysiologie). 2001. Farne.", {"gfe", "gesellschaft fur erfindungsphysiologie"}),
        ("World Fern Organization [WFO]. (2001). Ferns.", {"wfo", "world fern organization"}),
        ("ARL – Akademie für Raumfarne (Hrsg.) (2001): Farne.", {"arl", "akademie fur raumfarne"}),
        ("U.S. EPA (2001) Ferns of walls. Washington, DC.", {"u.s. epa", "us epa", "usepa", "epa"}),
        (
            "U.S. EPA (U.S. Environmental Protection Agency). 2001. Ferns.",
            {"us environmental protection agency", "usepa", "epa"},
        ),
        ("Centers for Disease Control and Prevention. Ferns on walls. MMWR 2001;59:1-4.", {"cdc"}),
        ("Instituto Nacional da Samambaia. Samambaias dos muros. 2001.", {"ins"}),
        ("Fern Institute Inc. 2001. User's guide.", {"fern institute inc", "fern institute"}),
        ("ISO 9001:2001. Quality systems for ferns.", {"iso", "iso 9001"}),
        ("DIN EN 12464-1. Light of walls. Berlin, 2001.", {"din", "din en 12464-1"}),
    ],
)
def test_a_group_goes_by_both_forms_of_its_name(entry: str, names: set[str]) -> None:
    name = cited_name(RawReference("r1", 1, entry))
    assert names <= set(name.firsts)
    assert (name.authors, name.year) == (1, 2001)


@pytest.mark.parametrize("tagged", ["World Fern Organization (WFO)", "WFO (World Fern Organization)", "WFO"])
def test_a_tagged_group_goes_by_both_forms(tagged: str) -> None:
    work = ArticleRecord(authors=(Author(tagged, group=True),), year=2001)
    name = cited_name(RawReference("r1", 1, "World Fern Organization (WFO). 2001. Ferns.", works=(work,)))
    assert {"wfo", "world fern organization", tagged.lower()} <= set(name.firsts)


def test_who_edits_is_no_form_of_a_name() -> None:
    name = cited_name(RawReference("r1", 1, "World Fern Organization (Ed.) (2001). Ferns."))
    assert "world fern organization" in name.firsts
    assert not any(form.startswith("ed") for form in name.firsts)


def test_the_initials_of_a_state_and_an_acronym_are_no_word() -> None:
    assert "use" not in cited_name(RawReference("r1", 1, "U.S. EPA (2001) Ferns of walls.")).firsts


def test_a_korean_syllable_is_one_letter() -> None:
    assert flat("김고사 É") == "김고사 e"
    assert cited_name(RawReference("r1", 1, "김고사. 2020. 벽 위의 고사리. 발명학회지, 20(1), 177-199.")).firsts == (
        "김고사",
        "김",
    )
