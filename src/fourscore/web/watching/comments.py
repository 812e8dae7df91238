"""This file is about the thread of comments on a figure, an objective, a goal or an initiative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, RedirectResponse, Response

from fourscore.centre import (
    On,
    Remark,
    Thread,
    change_comment,
    comment,
    is_mine,
    may_remove,
    on_of,
    people_for,
    remove_comment,
    thread_of,
)
from fourscore.scoring import initiatives
from fourscore.terms import Trouble, kept, said, together
from fourscore.web.address import RESERVED
from fourscore.web.words import label_word, moment_word, period_word

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from fourscore.web.pages.frame import Frame

PATH = "/comments"
KINDS = {"goal": said("Goal"), "guarded": said("Goal with guards"), "initiative": said("Initiative")}
OWN = ("on", "about", "period", "q")


def talk_page(frame: Frame, request: Request) -> Response:
    """The thread: a part of the page that asks for it, or a page of its own."""
    return _page(frame, request, _asked(frame, request.query_params))


def names(frame: Frame, request: Request) -> Response:
    """People who may see the datum, by how their names begin."""
    query = request.query_params
    return JSONResponse(people_for(frame.centre, _asked(frame, query), query.get("q", "")))


def write(frame: Frame, request: Request, said: Mapping[str, str]) -> Response:
    """Write, change or remove a comment; one that cannot be kept comes back with what was written."""
    number, text, seen = _number(said, "number"), said.get("text", ""), _number(said, "seen")
    on = _asked(frame, QueryParams(said.get("query", "")))
    try:
        if said.get("do") == "remove":
            on = remove_comment(frame.centre, number)
        elif said.get("do") == "change":
            on = change_comment(frame.centre, number, seen, text)
        else:
            comment(frame.centre, on, text)
    except Trouble as trouble:
        issues = frame.issues_of(trouble)
        if any(issue.name in ("comment-not-kept", "changed-meanwhile", "not-your-comment") for issue in issues):
            wrong = together([text for issue in issues for text in (issue.what, issue.remedy)])
            return _page(frame, request, on, wrong, text, number)
        raise
    if "hx-request" in request.headers:
        return _page(frame, request, on)
    return RedirectResponse(f"{link(on)}#talk", 303)


def link(on: On) -> str:
    """Where the thread of a datum stands."""
    pairs = [("on", on.kind), ("about", on.about), *([("period", on.period)] if on.period else []),
             *((name, label) for name, labels in on.where for label in labels)]
    return f"{PATH}?{urlencode(pairs, quote_via=quote, safe=':')}"


def title_of(frame: Frame, on: On) -> str:
    """What is commented on, in words."""
    centre = frame.centre
    if on.kind == "figure":
        scope = [label_word(name, label) for name, labels in on.where for label in labels]
        name, period = centre.metrics.catalogue.find(on.about).name, centre.calendar.period(on.period)
        return together([kept(name), *scope, period_word(centre.calendar, period)], " · ")
    if on.kind == "objective":
        return next((one.name for one in centre.strategy.objectives() if one.id == on.about), on.about)
    if on.kind == "initiative":
        name = next((one.name for one in initiatives(centre.office) if one.id == on.about), on.about)
        return together([KINDS[on.kind], name], ": ")
    return together([KINDS.get(on.kind, on.kind.capitalize()), on.about])


def _asked(frame: Frame, query: QueryParams) -> On:
    where = {name: query.getlist(name) for name in query if name not in (*OWN, *RESERVED)}
    return on_of(frame.centre, query.get("on", "figure"), query.get("about", ""), where, query.get("period", ""))


def _page(
    frame: Frame, request: Request, on: On, wrong: str = "", text: str = "", changing: int = 0,
) -> Response:
    part = "hx-request" in request.headers
    thread = thread_of(frame.centre, on)
    back = link(on).replace(PATH, f"/measure/{on.about}", 1) if on.kind == "figure" else (
        "/map" if on.kind == "objective" else "/goals")
    return frame.render(
        "talk_part.html" if part else "talk.html", status=400 if wrong and not part else 200, title=said("Comments"),
        about=title_of(frame, on), back=back, query=link(on).partition("?")[2], people=f"{PATH}/people?"
        + link(on).partition("?")[2], remarks=[_shown(frame, one, thread) for one in thread.remarks], wrong=wrong,
        typed="" if changing else text, changing=changing, changed=text if changing else "",
        others=[(period_word(frame.centre.calendar, frame.centre.calendar.period(period)), many,
                 link(on._replace(period=period))) for period, many in thread.others.items()])


def _shown(frame: Frame, one: Remark, thread: Thread) -> dict[str, Any]:
    moved = bool(one.stood.shown) and (one.stood.value, one.stood.n) != (thread.now.value, thread.now.n)
    removed = one.removed and {"by": one.removed[0], "at": _at(frame, one.removed[1])}
    return {
        "number": one.number, "by": one.by, "at": _at(frame, one.at), "text": one.text,
        "seen": one.texts[-1].number, "mine": is_mine(frame.centre, one), "may_remove": may_remove(frame.centre, one),
        "changed": _at(frame, one.texts[-1].at) if len(one.texts) > 1 else "",
        "earlier": [{"at": _at(frame, text.at), "text": text.text} for text in one.texts[:-1]],
        "stood": one.stood.shown, "counted": one.stood.n, "now": thread.now.shown if moved else "",
        "counted_now": thread.now.n, "removed": removed,
    }


def _at(frame: Frame, at: datetime) -> str:
    return moment_word(frame.centre.calendar.local(at))


def _number(said: Mapping[str, str], name: str) -> int:
    text = said.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0

