"""This file is about the OpenAPI document held to its word: schemathesis asks all it allows, and more than that."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .conftest import Asked

load_all_checks()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 2
BRINGS = "POST /uploads"  # a process of its own looks at each file, for seconds; test_api.py brings one


@pytest.fixture(scope="module")
def there(opened: Callable[..., Asked]) -> Asked:
    return opened("Mara Quinn")


def test_every_operation_keeps_the_document(there: Asked) -> None:
    """Asked by whoever may do most, with what fits the document: no answer it does not know, and none that failed."""
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", there.app, headers={"host": "localhost"})
    token = {"host": "localhost", "authorization": f"Bearer {there.tokens['Mara Quinn']}"}
    asked, statuses = set(), dict[int, int]()
    for found in document.get_all_operations():
        operation = found.ok()
        if operation.label == BRINGS:
            continue

        @seed(20261123)
        @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers=token)
            case.validate_response(answer, checks=CHECKS)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1

        ask()
        asked.add(operation.label)
    assert len(asked) > 100
    assert {200, 404, 422} <= set(statuses)
    job = there.app.state.uploads.job
    assert job is None or job.over.wait(60)


def test_every_example_fits_what_it_is_an_example_of(there: Asked) -> None:
    told = there.program().get("/api/v1/openapi.json").json()
    wrong, tried = list[str](), 0

    def tries(where: str, schema: dict[str, Any], value: Any) -> None:
        nonlocal tried
        tried += 1
        whole = {**schema, "components": told["components"]} if "$ref" in str(schema) else schema
        fault = next(jsonschema_rs.validator_for(whole).iter_errors(value), None)
        if fault is not None:
            wrong.append(f"{where}: {fault.message}")

    for path, ways in told["paths"].items():
        for way, one in ways.items():
            for taken in one.get("parameters", []):
                for value in [*taken.get("examples", []), *taken["schema"].get("examples", [])]:
                    tries(f"{way} {path}: {taken['name']}", taken["schema"], value)
            for body in [one.get("requestBody", {}), *one["responses"].values()]:
                for kind, said in body.get("content", {}).items():
                    if kind.endswith("json"):
                        tries(f"{way} {path}", said["schema"], said["example"])
    for name, shape in told["components"]["schemas"].items():
        for part, one in shape.get("properties", {}).items():
            for value in one.get("examples", []):
                tries(f"{name}.{part}", one, value)
    assert tried > 700
    assert wrong == []
