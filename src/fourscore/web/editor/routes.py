"""This file is about the addresses of the editor, who may come there, and what is done when a change cannot be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import (
    bring_in_file,
    change_thing,
    drop_draft,
    keep_over_file,
    redo,
    save_draft,
    stands,
    take_out_thing,
    undo,
    write_draft,
)
from fourscore.strategy import BETWEEN, NEW, THINGS, things_in
from fourscore.terms import Trouble
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.form.asked import Asked
from fourscore.web.editor.form.things import said_of, thing_page
from fourscore.web.editor.meeting import is_met, meeting_page
from fourscore.web.editor.overview import overview_page
from fourscore.web.editor.releasing import Releasing, changes_page
from fourscore.web.editor.texts import text_page
from fourscore.web.editor.typed import Typed, typed
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.words import issues_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.web.pages import Frame

Act = Callable[[Request, Typed], Response]
# After these a thing's own page has nothing more to say.
AT_ONCE = ("link", "words")


class Editor:
    """The editor of one centre's strategy."""

    def __init__(self, frame: Frame) -> None:
        self.frame, self.desk = frame, Desk(frame)

    def at(self, app: FastAPI) -> None:
        """Put the pages and forms at their addresses; what has a name of its own comes before things of any name."""
        releasing, asked = Releasing(self.desk), Asked(self.desk)
        pages: dict[str, Callable[[Request], Response]] = {
            "": lambda request: overview_page(self.desk, request),
            "/text": lambda request: text_page(self.desk, request),
            "/changes": lambda request: changes_page(self.desk, request), "/publish": releasing.page}
        for path, page in pages.items():
            self._get(app, path, page)
        self._get(app, "/questions/{stage}", asked.page)
        self._get(app, "/{kind}/{key}", self._thing)
        acts: dict[str, Act] = {"/text": self._write, "/publish": releasing.publish, "/steps/{do}": self._step,
                                "/questions/{stage}": asked.answer, "/{kind}/{key}": self._change}
        for path, act in acts.items():
            self._post(app, path, act)

    def _get(self, app: FastAPI, path: str, page: Callable[[Request], Response]) -> None:
        async def show(request: Request) -> Response:
            return await run_in_threadpool(self._careful, request, lambda: page(request))

        app.add_api_route(PATH + path, show, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)

    def _post(self, app: FastAPI, path: str, act: Act) -> None:
        async def take(request: Request) -> Response:
            try:
                said = await typed(request)
            except Trouble as wrong:
                too_long = wrong
                return await run_in_threadpool(
                    self._careful, request, lambda: trouble_page(self.frame, too_long, request))
            return await run_in_threadpool(self._careful, request, lambda: act(request, said))

        app.add_api_route(PATH + path, take, methods=["POST"], include_in_schema=False, response_model=None)

    def _careful(self, request: Request, make: Callable[[], Response]) -> Response:
        """The page for who may write the strategy; for everybody else there is none."""
        try:
            return make() if self.frame.rights.opens("strategy") else unknown_page(self.frame, request)
        except Trouble as trouble:
            return trouble_page(self.frame, trouble, request)

    # -- things ------------------------------------------------------------------------------------------------------

    def _thing(self, request: Request) -> Response:
        return thing_page(self.desk, request, *_named(request))

    def _change(self, request: Request, said: Typed) -> Response:
        kind, key = _named(request)
        if kind not in THINGS:
            return unknown_page(self.frame, request)
        if said.get("do") == "look":
            return thing_page(self.desk, request, kind, key, said)
        try:
            if said.get("do") == "take out":
                take_out_thing(self.frame.centre, kind, key, said.get("seen"))
                above = f"/kpi/{key.partition(BETWEEN)[0]}" if kind == "note" else ""
                return RedirectResponse(f"{PATH}{above}?done=kept", 303)
            changed = said_of(kind, said)
            if key == NEW or said.another_id():
                changed |= {"id": said.another_id()}
            done = change_thing(self.frame.centre, kind, key, changed, said.get("seen"), said.get("why"))
        except Trouble as wrong:
            if is_met(wrong):
                return meeting_page(self.desk, request, said, f"{PATH}/{kind}/{key}")
            return thing_page(self.desk, request, kind, key, said, issues_of(wrong))
        told = "kept" if done.words else "same"
        back = PATH if kind in AT_ONCE else f"{PATH}/{kind}/{done.key}"
        return RedirectResponse(f"{back}?done={told}", 303)

    def _write(self, request: Request, said: Typed) -> Response:
        try:
            done = write_draft(self.frame.centre, said.fields.get("text", ""), said.get("seen"))
        except Trouble as wrong:
            if is_met(wrong):
                return meeting_page(self.desk, request, said, f"{PATH}/text")
            return text_page(self.desk, request, said, issues_of(wrong))
        return RedirectResponse(f"{PATH}/text?done={'kept' if done.words else 'same'}", 303)

    # -- the draft as a whole ----------------------------------------------------------------------------------------

    def _step(self, request: Request, said: Typed) -> Response:
        acts: dict[str, Callable[[Any, str], object]] = {
            "undo": undo, "redo": redo, "drop": drop_draft, "bring": bring_in_file, "over": keep_over_file,
            "save": save_draft}
        do = request.path_params["do"]
        if do not in acts:
            return unknown_page(self.frame, request)
        back = said.get("back") if said.get("back").startswith(PATH) else PATH
        try:
            acts[do](self.frame.centre, said.get("seen"))
        except Trouble as wrong:
            return overview_page(self.desk, request, issues_of(wrong))
        if do in ("undo", "redo") and not self._there(back.partition("?")[0]):
            back = PATH
        return RedirectResponse(f"{back.partition('?')[0]}?done={do}", 303)

    def _there(self, path: str) -> bool:
        """Whether a page is still there after a step back or on: a thing's may not be."""
        there = stands(self.frame.centre)
        kind, _, key = path.removeprefix(f"{PATH}/").partition("/")
        if there.draft is None:
            return False
        return kind not in THINGS or key == NEW or any(
            name == key for name, _ in things_in(self.desk.text_of(there.text).root(), kind))


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["kind"], request.path_params["key"]
