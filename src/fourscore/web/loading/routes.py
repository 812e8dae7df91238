"""This file is about the addresses of what comes in: who may see them, and what is shown when one fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import corrected_entry
from fourscore.terms import Trouble, WrongUse
from fourscore.web.loading import pages, reconciling, sources, taking
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.trouble import broken_page, trouble_page, unknown_page

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Uploads

LOG = logging.getLogger("fourscore.web")
UNKNOWN = ("unknown-upload", "unknown-report")


class Loading:
    """The pages on what comes in, of one centre."""

    def __init__(self, frame: Frame, uploads: Uploads) -> None:
        self.frame, self.uploads = frame, uploads

    def at(self, app: FastAPI) -> None:
        """Put the pages at their addresses."""
        def add(path: str, method: str, page: Callable[..., object]) -> None:
            methods = ["GET", "HEAD"] if method == "GET" else [method]
            app.add_api_route(path, page, methods=methods, include_in_schema=False, response_model=None)

        frame, uploads = self.frame, self.uploads
        add("/load", "GET", self._shown(lambda request: pages.load_page(frame, uploads)))
        add("/load/files", "POST", self.take)
        add("/load/sources", "POST", self.load_sources)
        add("/load/all", "GET", self._shown(lambda request: sources.first_load_page(frame, uploads)))
        add("/load/{number}", "GET", self._shown(
            lambda request: pages.upload_page(frame, uploads, request.path_params["number"])))
        add("/load/{number}/state", "GET", self._shown(
            lambda request: pages.state_answer(uploads, request.path_params["number"])))
        add("/load/{number}", "POST", self.change)
        add("/sources", "GET", self._shown(lambda request: sources.sources_page(frame, uploads)))
        add("/sources/state", "GET", self._shown(lambda request: sources.state_answer(uploads)))
        add("/sources/{name}/aside", "GET", self._shown(lambda request: sources.aside_page(frame, request)))
        add("/health", "GET", self._shown(lambda request: sources.health_page(frame)))
        add("/health/{name}", "GET", self._shown(lambda request: sources.finding_page(frame, request)))
        for ending in ("csv", "xlsx"):
            add(f"/sources/{{name}}/aside.{ending}", "GET", self._shown(
                lambda request: sources.aside_sheet(frame, request)))
            add(f"/health/{{name}}/rows.{ending}", "GET", self._shown(
                lambda request: sources.finding_sheet(frame, request)))
        add("/reconcile", "GET", self._shown(lambda request: reconciling.empty_page(frame)))
        add("/reconcile/{number}", "GET", self._shown(lambda request: reconciling.report_page(frame, request)))
        add("/reconcile/{number}/{table}", "GET", self._shown(
            lambda request: reconciling.report_sheet(frame, request)))
        add("/reconcile", "POST", self.reconcile)

    def _shown(self, page: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def show(request: Request) -> Response:
            return self._careful(request, lambda: page(request))

        return show

    def _careful(self, request: Request, make: Callable[[], Response]) -> Response:
        """The page; for others than it is for there is none, and what goes wrong is told."""
        try:
            if not self.frame.rights.opens("load"):
                return unknown_page(self.frame, request)
            return make()
        except WrongUse as trouble:
            return unknown_page(self.frame, request) if trouble.issues[0].name in UNKNOWN else \
                trouble_page(self.frame, trouble, request)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)
        except Exception:
            LOG.exception("a page failed: %s", request.url.path)
            return broken_page(self.frame, request)

    async def take(self, request: Request) -> Response:
        if not await run_in_threadpool(lambda: self.frame.rights.opens("load")):
            return await run_in_threadpool(unknown_page, self.frame, request)
        return await taking.take(self.uploads, request)

    async def change(self, request: Request, number: str) -> Response:
        """What a form about one file asks for: check, load, text, stop or drop."""
        try:
            form = await taking.form_of(request)
        except Trouble as trouble:
            wrong = trouble
            return await run_in_threadpool(lambda: self._careful(
                request, lambda: trouble_page(self.frame, wrong, request)))
        return await run_in_threadpool(lambda: self._careful(request, lambda: self._change(number, form)))

    def _change(self, number: str, form: dict[str, list[str]]) -> Response:
        uploads, do = self.uploads, form.get("do", [""])[-1]
        if do == "stop":
            uploads.stop(number)
        elif do == "drop":
            uploads.drop(number)
            return RedirectResponse("/load", 303)
        else:
            try:
                upload = pages.correct(uploads, number, form)
                if do == "load" and (upload.to or not upload.found.issues):
                    uploads.start(number)
            except Trouble as trouble:
                return self._given_back(number, form, trouble)
        return RedirectResponse(f"/load/{number}", 303)

    def _given_back(self, number: str, form: dict[str, list[str]], trouble: Trouble) -> Response:
        """The form again, as it was filled in, with what is wrong."""
        upload = self.uploads.get(number)
        if upload.state == "waiting" and form.get("do", [""])[-1] != "text":
            upload.looked = {**upload.looked, "entry": corrected_entry(upload.found.entry, form)}
        return pages.upload_page(self.frame, self.uploads, number, instead=upload, issues=trouble.issues, status=409,
                                 typed=form.get("text", [""])[-1] if form.get("do", [""])[-1] == "text" else "")

    async def load_sources(self, request: Request) -> Response:
        """Load what is new in the sources there are."""
        form = await taking.form_of(request)

        def start() -> Response:
            self.uploads.load([name for name in form.get("source", []) if name])
            return RedirectResponse("/sources", 303)

        return await run_in_threadpool(lambda: self._careful(request, start))

    async def reconcile(self, request: Request) -> Response:
        form = await taking.form_of(request)
        return await run_in_threadpool(lambda: self._careful(
            request, lambda: reconciling.pasted_page(self.frame, form)))
