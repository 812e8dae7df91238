"""This file is about the addresses of comments, notices, incidents and alerts: who may open them, and when one fails.

Nothing of these pages is kept to be shown again: what people say to each other is always as it stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from fourscore.terms import Trouble, said, spoken
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.trouble import broken_page, trouble_page, unknown_page
from fourscore.web.signin.forms import body_of
from fourscore.web.watching import alerts, comments, incidents, notices

if TYPE_CHECKING:
    from fastapi import FastAPI

LOG = logging.getLogger("fourscore.web")
LONGEST = 40_000
Page = Callable[[Frame, Request], Response]
Form = Callable[[Frame, Request, Mapping[str, str]], Response]


class Watching:
    """What people say, enter and are told, of one centre."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        """Put the pages and their forms at their addresses."""
        for path, page, opens in (
            ("/comments", comments.talk_page, "notices"), ("/comments/people", comments.names, "notices"),
            ("/notices", notices.notices_page, "notices"), ("/notices/count", notices.count, "notices"),
            ("/incidents", incidents.incidents_page, "incidents"),
            ("/incidents.csv", incidents.incidents_sheet, "incidents"),
            ("/incidents.xlsx", incidents.incidents_sheet, "incidents"), ("/alerts", alerts.alerts_page, "watch"),
        ):
            app.add_api_route(path, self._shown(page, opens), methods=["GET", "HEAD"], include_in_schema=False,
                              response_model=None, name=path)
        for path, form, opens in (
            ("/comments", comments.write, "notices"), ("/notices", notices.seen, "notices"),
            ("/incidents", incidents.keep, "watch"), ("/alerts", alerts.keep, "watch"),
        ):
            app.add_api_route(path, self._taken(form, opens), methods=["POST"], include_in_schema=False,
                              response_model=None, name=f"{path} form")

    def _shown(self, page: Page, opens: str) -> Callable[..., object]:
        async def show(request: Request) -> Response:
            return await run_in_threadpool(self._careful, lambda: page(self.frame, request), opens, request)

        return show

    def _taken(self, form: Form, opens: str) -> Callable[..., object]:
        async def take(request: Request) -> Response:
            typed = fields_said(await body_of(request, LONGEST))
            if typed is None:
                return PlainTextResponse(spoken(said("This is no form of these pages.")), 400)
            return await run_in_threadpool(self._careful, lambda: form(self.frame, request, typed), opens, request)

        return take

    def _careful(self, make: Callable[[], Response], opens: str, request: Request) -> Response:
        frame = self.frame
        try:
            if not frame.rights.opens(opens):
                return unknown_page(frame, request)
            return make()
        except Trouble as trouble:
            return trouble_page(frame, trouble, request)
        except Exception:
            LOG.exception("a page failed: %s", request.url.path)
            return broken_page(frame, request)


def fields_said(body: bytes | None) -> dict[str, str] | None:
    """What a form says; a field that stands in it several times with a line for each. None where it is no form."""
    from urllib.parse import parse_qs

    try:
        said = None if body is None else parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=400)
    except ValueError:
        return None
    return None if said is None else {name: "\n".join(values) for name, values in said.items()}
