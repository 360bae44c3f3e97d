"""Every route is asked as its description allows, and as it does not: answers are those that the description tells of.

Schemathesis makes the requests out of /openapi.json. What it finds becomes a case beside the others of that route.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

schemathesis = pytest.importorskip("schemathesis")
requests = pytest.importorskip("requests")

EXAMPLES = 3  # of each route and manner: all of them take a quarter of a minute; 40 were asked when it was written
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


def operations() -> list[Any]:
    from citance.serving.app import describe

    return [found.ok() for found in schemathesis.openapi.from_dict(describe()).get_all_operations()]


@pytest.fixture(scope="module")
def own(serving: Any, toy_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of an index of its own: some requests write."""
    return serving(shutil.copytree(toy_index, tmp_path_factory.mktemp("fuzzed") / "index"))


@pytest.mark.parametrize("manner", ["positive", "negative"])
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_answers_are_as_described(own: Any, operation: Any, manner: str) -> None:
    from schemathesis.checks import CHECKS
    from schemathesis.generation import GenerationMode

    checks = [check for check in CHECKS.get_all() if check.__name__ in CHECKED]
    assert len(checks) == len(CHECKED)

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=GenerationMode(manner)))
    def ask(case: Any) -> None:
        told = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
        answer = own.request(told.method, told.url, content=told.body, headers=dict(told.headers))
        case.validate_response(answer, checks=checks)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("nothing can be asked here that is not described")
