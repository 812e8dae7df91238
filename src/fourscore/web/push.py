"""This file is about the door for pushed events: `POST /push/SOURCE` with a token, and what is answered.

No cookie plays a part, so that no page elsewhere can push on somebody's behalf: a browser would have to be given the
token, and to ask first whether it may send it, which it may not. A token never stands in a log or an answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from fourscore.terms import Issue, Trouble
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.signin.attempts import Attempts

if TYPE_CHECKING:
    from fourscore.centre import Intake, Taken

LOG = logging.getLogger("fourscore.web")
STATUS = {"unreadable-batch": 400, "unknown-source": 404, "batch-too-large": 413, "intake-busy": 503,
          "spool-not-written": 507}


class Door:
    """Answers pushes for one open centre."""

    def __init__(self, intake: Intake) -> None:
        self.intake, self.attempts = intake, Attempts()

    async def push(self, request: Request) -> Response:
        """The batch in the request's body, taken in; answered once it is on the disk."""
        source = str(request.path_params["source"])
        try:
            if not await self._may(request, source):
                return self._refused(request)
            taken = await self._taken(request, source)
            await asyncio.wrap_future(taken.done)
        except Trouble as trouble:
            return _said(trouble.issues[0], STATUS.get(trouble.issues[0].name, 503))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            LOG.exception("a push failed")
            return _failed(source)
        batch = taken.batch
        answer = {"source": source, "taken": batch.taken, "set_aside": batch.aside,
                  "problems": [problem._asdict() for problem in batch.problems]}
        return JSONResponse(answer, 200 if batch.taken else 422)

    async def _may(self, request: Request, source: str) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return False
        return await run_in_threadpool(self.intake.lets_in, source, token.strip())

    def _refused(self, request: Request) -> Response:
        host = counted_under(request.client.host if request.client else "")
        wait = self.attempts.failed(host, time.monotonic())
        if wait:
            return _said(Issue("too-many-attempts", "the token", "Too many wrong tokens came from this address.",
                               f"Wait {wait} s, and check the token."), 429, {"retry-after": str(wait)})
        return _said(Issue("token-refused", "the token", "This token may not push to this source: it is missing, "
                           "wrong, for another source, or was revoked.",
                           "Send it as  Authorization: Bearer TOKEN . A new one is made with: fourscore token add"),
                     401, {"www-authenticate": "Bearer"})

    async def _taken(self, request: Request, source: str) -> Taken:
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise Trouble(Issue("unreadable-batch", "the batch", "It is packed. Nothing of it was taken.",
                                "Send it as it is, without a Content-Encoding."))
        said = request.headers.get("content-length", "")
        if said.isdigit() and int(said) > self.intake.most_bytes:
            raise self.intake.too_large()
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.intake.most_bytes:
                raise self.intake.too_large()
        return await run_in_threadpool(self.intake.take, source, bytes(body))


def _failed(source: str) -> JSONResponse:
    return _said(Issue("push-failed", f"source {source!r}", "The events could not be taken in.",
                       "Send them again; what was taken twice counts once."), 500)


def _said(issue: Issue, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """An issue as an answer."""
    if status == 503:
        headers = {**(headers or {}), "retry-after": "5"}
    return JSONResponse({"issue": issue.name, "what": issue.what, "remedy": issue.remedy}, status, headers)
