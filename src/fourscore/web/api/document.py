"""This file is about the OpenAPI document: every operation with its problems and examples, and a page to read it on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from fourscore.web.api.problems import MEDIA
from fourscore.web.api.shapes.words import Problem

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response

    from fourscore.web.pages.frame import Frame

ABOUT = """Everything the pages of fourscore do, for programs. Figures are the same as on the pages: a missing value is
empty and never zero, shares are 0..1, times are seconds, moments say their offset.

Send a token as Authorization: Bearer TOKEN. What the person behind it may not see is answered like what is not there
(404); where only the token is not for it, the answer is 403. Every error is a problem (RFC 9457) with the name, place
and remedy of the issue, as docs/errors.md explains it."""
# What any request may be answered with instead, and why.
PROBLEMS = {400: "It broke off.", 401: "No token, or none that lets anybody in.",
            403: "The token is not for that, or it is another's.",
            404: "It is not there, or is not yours to see.", 405: "The address is not asked for in this way.",
            408: "It came too slowly.", 409: "It cannot be done as things stand.",
            410: "The list is another by now.", 411: "Its length is not said.", 412: "Somebody changed it meanwhile.",
            413: "It is too large.", 415: "It is not of a kind that can be read.", 421: "It is asked by another name.",
            422: "The question is put wrongly.", 428: "It is not said which edition was changed.",
            429: "Too many requests; retry-after says how long to wait.", 500: "Nobody foresaw this.",
            503: "It cannot be told right now.", 507: "There is no room."}


def document_of(api: FastAPI, here: str) -> dict[str, Any]:
    """The document: FastAPI's, with our problems in the place of its own, and an example everywhere."""
    told = get_openapi(title=api.title, version=api.version, description=ABOUT, routes=api.routes,
                       servers=[{"url": here}], separate_input_output_schemas=False)
    shapes = told["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(problem.pop("$defs", {}))
    shapes["Problem"] = problem
    told["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    told["components"]["responses"] = {f"Problem{status}": {
        "description": why, "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for status, why in PROBLEMS.items()}
    told["security"] = [{"token": []}, {}]
    for ways in told["paths"].values():
        for method, one in ways.items():
            one["responses"].pop("422", None)
            if method == "get":
                one["responses"]["304"] = {"description": "It is as it was (If-None-Match)."}
            for bodies in (one["responses"].values(), [one.get("requestBody", {})]):
                for body in bodies:
                    for kind in body.get("content", {}).values():
                        kind.setdefault("example", example_of(kind["schema"], shapes))
            one["responses"].update({str(status): {"$ref": f"#/components/responses/Problem{status}"}
                                     for status in PROBLEMS})
    return told


def example_of(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    """A value of that shape, made of the examples of what it is made of."""
    if "$ref" in schema:
        return example_of(shapes[schema["$ref"].rpartition("/")[2]], shapes)
    if schema.get("examples"):
        return schema["examples"][0]
    for either in ("anyOf", "oneOf", "allOf"):
        if either in schema:
            return example_of(next(one for one in schema[either] if one.get("type") != "null"), shapes)
    if "properties" in schema:
        return {name: example_of(one, shapes) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], shapes)]
    return schema.get("default")


def reading_page(frame: Frame, told: Mapping[str, Any]) -> Response:
    """The document as a page of ours: by matter, each operation with what it takes and gives."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, ways in told["paths"].items():
        for method, one in ways.items():
            good = next(body for status, body in one["responses"].items() if status.startswith("2"))
            groups.setdefault(one["tags"][0], []).append({
                "id": one["operationId"], "method": method.upper(), "path": path, "summary": one["summary"],
                "more": one.get("description", ""), "opens": one.get("x-opens", ""), "scope": one.get("x-scope", ""),
                "takes": [{"name": name["name"], "in": name["in"], "must": name.get("required", False),
                           "words": name.get("description", "") or name["schema"].get("description", ""),
                           "example": _plain(_shown(name))} for name in one.get("parameters", [])],
                "body": _example(one.get("requestBody", {})), "gives": _example(good)})
    return frame.render("api.html", title="API", here="/api/v1/docs", groups=sorted(groups.items()),
                        about=told["info"]["description"].split("\n\n"), server=told["servers"][0]["url"])


def _shown(parameter: Mapping[str, Any]) -> Any:
    found = parameter["schema"].get("examples", parameter.get("examples", [""]))
    return found[0] if isinstance(found, list) and found else ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value) if isinstance(value, list) else json.dumps(value)


def _example(body: Mapping[str, Any]) -> str:
    for kind in body.get("content", {}).values():
        example = kind.get("example")
        return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
    return ""
