"""This file is about a first start: three questions in the browser, and the centre is there. This computer only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from fourscore.centre import init
from fourscore.terms import Issue, Trouble, said
from fourscore.web.assets import STATIC, built
from fourscore.web.guard import Guard
from fourscore.web.languages.choosing import Speaking, choose
from fourscore.web.languages.templates import Templates
from fourscore.web.loading.taking import form_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

LOG = logging.getLogger("fourscore.web")
SAMPLE = 60_000  # stays of the sample centre: enough for every page, and there in half a minute
KINDS = (("support", said("Support"), said("people call or write with questions")), ("sales", said("Sales"),
         said("people are called, or call to buy")), ("blended", said("Both"), said("some of each")))


class First:
    """Shows the questions until they are answered, then hands everything on to the centre's own pages.

    proposed: what stands in the fields at first. opened: opens the written centre, and gives its pages.
    """

    def __init__(self, folder: Path, proposed: Mapping[str, str], opened: Callable[[], FastAPI]) -> None:
        self.folder, self.proposed, self.opened = folder, dict(proposed), opened
        self.inside: FastAPI | None = None
        self._lock = threading.Lock()
        self.pages = Templates(asset=built())
        self._questions: ASGIApp = Guard(Speaking(Starlette(routes=[
            Route("/begin", self.begin, methods=["POST"]),
            Route("/language", choose, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            Route("/{rest:path}", self.ask, methods=["GET"]),
        ])))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.inside or self._questions)(scope, receive, send)

    async def ask(self, request: Request) -> Response:
        """The questions, whatever page was asked for."""
        return self._form({})

    async def begin(self, request: Request) -> Response:
        """Write the centre, and go on with a file, or with the sample; the form comes back with what is wrong."""
        try:
            form = await form_of(request)
            typed = {name: values[-1].strip() for name, values in form.items()}
        except Trouble as wrong:
            return self._form({}, wrong.issues)
        try:
            sample = typed.get("start") == "sample"
            await run_in_threadpool(self._begin, typed, sample)
        except Trouble as wrong:
            return self._form(typed, wrong.issues)
        except Exception:
            LOG.exception("a centre could not be begun")
            return self._form(typed, (Issue("unexpected", str(self.folder), said("Something went wrong that nobody "
                                           "foresaw; the terminal says more."), said("Try again.")),))
        return RedirectResponse("/load/all" if sample else "/load", 303)

    def _begin(self, said: Mapping[str, str], sample: bool) -> None:
        with self._lock:
            if self.inside is None:
                if not (self.folder / "centre.yaml").exists():
                    today = datetime.now(UTC).date()
                    init(self.folder, kind=said.get("kind", ""), name=said.get("name") or self.proposed["name"],
                         zone=said.get("zone", ""), currency=said.get("currency", "").upper() or
                         self.proposed["currency"], until=today - timedelta(days=today.weekday()), with_sample=sample,
                         visits=SAMPLE if sample else None)
                self.inside = self.opened()
            if sample:
                self.inside.state.uploads.load([])

    def _form(self, typed: Mapping[str, str], issues: tuple[Issue, ...] = ()) -> HTMLResponse:
        text = self.pages.get_template("first.html").render(
            centre="fourscore", title=said("Begin"), typed={"kind": "support", "start": "file", **self.proposed,
                                                            **typed},
            kinds=KINDS, issues=issues, zones=sorted(available_timezones()), folder=self.folder.resolve().name)
        return HTMLResponse(text, status_code=400 if issues else 200)
