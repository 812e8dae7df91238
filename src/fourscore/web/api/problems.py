"""This file is about problem details: what is told when a request to the API is not answered, as RFC 9457 has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.responses import Response

from fourscore.terms import Issue, Trouble, WrongUse

if TYPE_CHECKING:
    from starlette.types import Scope

HERE = "/api/"
MEDIA = "application/problem+json"
# What an issue's name means for the status; any other of a question put wrongly is 422, of work that failed 409.
STATUS = {
    "not-yours": 404, "not-agreed": 404, "unknown-address": 404, "unexpected": 500,
    "file-too-large": 413, "body-too-large": 413, "disk-full": 507, "folder-not-writable": 507, "file-too-slow": 408,
    "too-many-waiting": 429, "too-many-requests": 429, "token-wrong": 401, "sign-in-first": 401,
    "token-not-for-this": 403, "sent-from-elsewhere": 403, "edition-missing": 428, "edition-passed": 412,
    "changed-meanwhile": 412,
    "not-your-comment": 403, "not-your-alert": 403,
    "cursor-passed": 410, "method-unknown": 405, "warehouse-locked": 503, "strategy-not-readable": 503,
}
# Names of things in the address of a request: they are not there.
NAMED = frozenset({"unknown-metric", "unknown-measure", "unknown-view", "unknown-finding", "unknown-upload",
                   "unknown-source", "unknown-initiative", "unknown-dispute", "unknown-version", "unknown-kpi",
                   "unknown-policy", "unknown-account", "unknown-token", "unknown-wall-link", "unknown-agent",
                   "unknown-team", "unknown-part-of-a-card", "unknown-decision", "unknown-goal",
                   "unknown-strategy-version", "not-published", "nothing-published",
                   "unknown-comment", "unknown-incident", "unknown-alert", "unknown-objective"})


def status_of(trouble: Trouble) -> int:
    name = trouble.issues[0].name
    if name in NAMED:
        return 404
    return STATUS.get(name, 422 if isinstance(trouble, WrongUse) else 409)


def problem(path: str, issues: Sequence[Issue], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The problem these issues are; the first gives its name."""
    first = issues[0]
    told = {
        "type": f"urn:fourscore:issue:{first.name}", "title": first.what, "status": status,
        "detail": " ".join(f"{one.what} {one.remedy}".strip() for one in issues), "instance": path,
        "name": first.name, "place": first.where, "remedy": first.remedy, "issues": [one._asdict() for one in issues],
    }
    return Response(json.dumps(told, ensure_ascii=False).encode(), status, headers=dict(headers or {}),
                    media_type=MEDIA)


def turned_away(scope: Scope, issue: Issue, status: int, headers: Mapping[str, str] | None = None) -> Response | None:
    """The problem, where the request was made to the API; none for a page, which says it in its own way."""
    path = str(scope["path"])
    return problem(path, (issue,), status, headers) if path.startswith(HERE) else None
