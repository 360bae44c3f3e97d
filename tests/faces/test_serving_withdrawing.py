"""Who may take back whose reviews."""

from __future__ import annotations

import pytest

from citance.serving.keys import KeyRing
from citance.serving.limits import Limits
from citance.serving.options import ServeOptions
from citance.serving.visits import Visit, Visits


@pytest.mark.parametrize(("public", "may"), [(False, True), (True, False)])
def test_on_a_public_server_nobody_takes_back_without_a_key(public: bool, may: bool) -> None:
    visits = Visits(ServeOptions(public=public, open_writing=True), KeyRing(None), Limits())
    visit = Visit("192.0.2.1", None, False, None)
    assert visits.may(visit, "review")
    assert visits.may_withdraw(visit, "Ann") is may
