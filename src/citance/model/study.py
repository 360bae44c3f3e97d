"""What kind of study an article tells of."""

from __future__ import annotations

from enum import StrEnum


class StudyType(StrEnum):
    """Kinds of studies that readers weigh differently."""

    SYSTEMATIC_REVIEW = "systematic_review"  # meta-analyses too
    REVIEW = "review"
    GUIDELINE = "guideline"
    TRIAL = "trial"  # people, assigned to what they were given
    COHORT = "cohort"
    CASE_CONTROL = "case_control"
    CROSS_SECTIONAL = "cross_sectional"
    CASE_REPORT = "case_report"  # and series
    QUALITATIVE = "qualitative"
    ANIMAL = "animal"
    IN_VITRO = "in_vitro"
    IN_SILICO = "in_silico"
    PROTOCOL = "protocol"  # of a study yet to be done
    OPINION = "opinion"  # editorials and comments
