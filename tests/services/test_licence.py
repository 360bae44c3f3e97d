"""What licences let be shown."""

from __future__ import annotations

import pytest

from citance.services.licence import visibility_of
from citance.store.packing import Visibility


@pytest.mark.parametrize(
    "licence",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        "http://www.creativecommons.org/licences/by-nc/3.0",
        "http://creativecommons.org/licenses/CC BY-NC/4.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "This is an open access article under the CC BY licence.",
        "CC0",
        "All rights reserved by the birds. This text is under a Creative Commons licence, no changes allowed.",
        "Under the Creative Commons Attribution License, which permits any use; selling it is not permitted.",
        "If a figure is not included in the licence, ask its owner. All else: CC BY-NC.",
        "Except where not so marked, this work is in the public domain.",
        "An open access article which permits unrestricted noncommercial use.",
        "Open access: copying of this article is permitted in all media.",
        "An open-access article that may be freely distributed by anyone.",
    ],
)
def test_permission_that_is_said_opens(licence: str) -> None:
    assert visibility_of(licence) is Visibility.OPEN


@pytest.mark.parametrize(
    "licence",
    [
        None,
        "",
        "All rights reserved.",
        "This article is not open access; all rights reserved.",
        "This article isn't open access. Its distribution is permitted to members.",
        "Unrestricted use is prohibited.",
        "Unrestricted use, distribution and copying are not permitted.",
        "Not in the public domain.",
        "No part of it is in the public domain.",
        "It was never licensed under the terms of a Creative Commons licence.",
        "This is not under https://creativecommons.org/licenses/by/4.0/",
        "A Creative Commons licence does not apply.",
        "(c) 2015 Crown Copyright. All rights reserved.",
        "http://www.elsevier.com/open-access/userlicense/1.0/",
        "Open access under the user licence, https://www.elsevier.com/open-access/userlicense/1.0/",
        "Open Access",
        "An open access article. Distribution is not permitted.",
        "Open access: copying is permitted for personal use.",
        "https://journal.example.org/policies/permits-unrestricted-use.html",
    ],
)
def test_in_doubt_a_sentence_at_a_time_is_shown(licence: str | None) -> None:
    assert visibility_of(licence) is Visibility.SNIPPET
