"""This file is about taking a file in from a browser: its bytes go straight to the disk, bounded in size and time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from fourscore.terms import Issue, Trouble, said, spoken

if TYPE_CHECKING:
    from fourscore.centre import Incoming, Upload, Uploads

STATUS = {"file-too-large": 413, "disk-full": 507, "folder-not-writable": 507, "file-too-slow": 408,
          "nothing-new": 409, "too-many-waiting": 429}
BLOCK = 1 << 20
LONGEST_FORM, MOST_FIELDS = 1_000_000, 5_000


async def take(uploads: Uploads, request: Request) -> Response:
    """The file in the request's body, under the name in the address; where it is shown then, or why it is not kept."""
    try:
        upload = await taken(uploads, request)
    except Trouble as trouble:
        return refused(trouble)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"location": f"/load/{upload.id}"}, 201)


def refused(trouble: Trouble) -> JSONResponse:
    """What is wrong, as the page's script shows it."""
    told = [{"issue": one.name, "what": spoken(one.what), "remedy": spoken(one.remedy)} for one in trouble.issues]
    return JSONResponse({"issues": told}, STATUS.get(trouble.issues[0].name, 422))


async def taken(uploads: Uploads, request: Request) -> Upload:
    """The file in the request's body. Raises Trouble as `Uploads` does, `file-cut-off`."""
    length = request.headers.get("content-length", "")
    expected = int(length) if length.isdigit() and len(length) < 19 else None
    came = await run_in_threadpool(uploads.begin, request.query_params.get("name", ""), expected)
    try:
        async with asyncio.timeout(uploads.limits.seconds):
            await _streamed(came, request)
    except TimeoutError:
        came.drop()
        raise came.too_slow() from None
    except BaseException:  # whoever sends it went away, or it is turned away
        came.drop()
        raise
    if expected is not None and came.size != expected:
        came.drop()
        raise _cut_off(came.name)
    return await run_in_threadpool(uploads.keep, came)


def _cut_off(name: str) -> Trouble:
    return Trouble(Issue("file-cut-off", name, said("It did not come whole."), said("Bring it again.")))


def _no_form(path: str) -> Trouble:
    return Trouble(Issue("not-a-form", path, said("This is no form of these pages."), said("Go back, and try again.")))


async def _streamed(came: Incoming, request: Request) -> None:
    some = bytearray()
    async for chunk in request.stream():
        some += chunk
        if len(some) >= BLOCK:
            await run_in_threadpool(came.write, bytes(some))
            some.clear()
    await run_in_threadpool(came.write, bytes(some))


async def form_of(request: Request) -> dict[str, list[str]]:
    """What a long form says. Raises Trouble `not-a-form`."""
    wrong = _no_form(request.url.path)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise wrong
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise wrong
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise wrong from None
