"""This file is about every operation of the API: hidden from whom it is not for, and telling of nobody else in any
parameter."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from tests.people.rights_table import AHT, CENTRE_WIDE, KNOWN, MANAGERS, WEEK
from tests.people.test_rights import OTHERS

from .conftest import Asked
from .test_api_rights import EVERYBODY, PEOPLE, READ, WATCHES

# Who there is for each thing that operations are there by.
OPENS = {
    **dict.fromkeys(("measures", "measure", "explore", "scorecard", "map", "account", "subscriptions", "incidents"),
                    EVERYBODY),
    "rows": EVERYBODY - {"Lee Guest"}, "tokens": KNOWN, "audit": KNOWN, "notices": KNOWN, "watch": WATCHES,
    "stages": frozenset(CENTRE_WIDE), "notes": frozenset(CENTRE_WIDE), "load": frozenset(CENTRE_WIDE),
    "strategy": frozenset(MANAGERS),
}
# What a parameter says that is right, for operations that need one.
GOOD = {"metric": AHT, "metrics": AHT, "measure": AHT, "about": AHT, "kpi": "handle", "key": AHT, "period": WEEK,
        "during": WEEK, "name": WEEK, "month": "2026-03", "day": "2026-04-01", "by": "week", "versus": "before",
        "form": "xlsx", "kind": "scorecard", "page": "my", "q": "a", "part": "total", "number": "1",
        "objective": "quick", "stage": "1", "version": "1", "step": "undo", "login": "nobody", "policy": "nothing",
        "initiative": "nothing"}
HERE = "/api/v1"
# One's own team with its leader and site; and who may be told of a comment, because they see its figure too.
MAY_TELL = {"/teams": {"Zoe Ray", "Leeds"}, "/comments/people": {"Zoe Ray", "Max Orr"}}
MADE_SLOWLY = "/reports/"  # of the same card as the operations on cards


@pytest.fixture(scope="module")
def document(asked: Asked) -> dict[str, Any]:
    told: dict[str, Any] = asked.program().get("/api/v1/openapi.json").json()
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, ways in document["paths"].items():
        for way, one in ways.items():
            yield way.upper(), path, one


def address(path: str, one: dict[str, Any], said: dict[str, str]) -> str:
    """The address with what is needed, and with what is said."""
    asked = []
    for parameter in one.get("parameters", ()):
        name = parameter["name"]
        value = said.get(name, GOOD.get(name) if parameter.get("required") or name in ("period", "during") else None)
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value or "nothing", safe=""))
        elif parameter["in"] == "query" and value is not None:
            asked.append(f"{name}={quote(value)}")
    return f"{HERE}{path}?{'&'.join(asked)}" if asked else HERE + path


def example(document: dict[str, Any], shape: dict[str, Any]) -> Any:
    """Something of that shape, of its examples."""
    if "$ref" in shape:
        shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    if "properties" in shape:
        return {name: example(document, one) for name, one in shape["properties"].items()
                if name in shape.get("required", ())}
    return shape["examples"][0] if "examples" in shape else [example(document, shape["items"])] * shape.get(
        "minItems", 0) if "items" in shape else None


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_not_for_somebody_is_not_there(asked: Asked, document: dict[str, Any], person: str) -> None:
    there, wrong, hidden = asked.program(person), {}, 0
    for way, path, one in operations(document):
        if person in OPENS[one["x-opens"]]:
            continue
        body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        more = {"json": example(document, body)} if body else {}
        answer = there.request(way, address(path, one, {}), headers={"if-match": '"1"'}, **more)
        hidden += 1
        if (answer.status_code, answer.json()["name"]) != (404, "not-yours"):
            wrong[f"{way} {path}"] = answer.text[:300]
    assert wrong == {}
    assert hidden == 0 if person in MANAGERS else hidden >= 30


@pytest.mark.parametrize("person", [one for one in OTHERS if one in PEOPLE])
def test_no_parameter_tells_of_others(asked: Asked, document: dict[str, Any], person: str) -> None:
    there, found, told = asked.program(person), {}, 0
    every = [name for name in OTHERS[person] if name not in ("Orders", "Goods")]  # these stand in the strategy
    for way, path, one in operations(document):
        if way != "GET" or MADE_SLOWLY in path or person not in OPENS[one["x-opens"]]:
            continue
        names = [parameter["name"] for parameter in one.get("parameters", ()) if parameter["in"] != "header"]
        others = [name for name in every if name not in MAY_TELL.get(path, ())]
        for name in ("", *names):
            said = f"agent={every[0]}" if name == "where" else every[0]
            asked_for = address(path, one, {name: said} if name else {})
            answer = there.get(asked_for)
            told += answer.status_code == 200
            seen = [other for other in others if other in answer.text.replace(said if name else "\0", "")]
            if answer.status_code >= 500 or seen:
                found[asked_for] = (answer.status_code, seen)
    assert found == {}
    assert told > 25


def test_every_operation_that_tells_has_its_row(document: dict[str, Any]) -> None:
    """The table of who is told what holds each of them."""
    rows = {row.partition("?")[0] for row in READ}
    missing = [path for way, path, _ in operations(document) if way == "GET"
               and not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path.removeprefix("/")), row) for row in rows)]
    assert missing == []
