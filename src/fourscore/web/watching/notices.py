"""This file is about notices: a quiet count in the head of every page, and the page that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import Notice, notices_of, see_notices
from fourscore.terms import said, together
from fourscore.web.watching.comments import link, title_of
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.web.pages.frame import Frame

PATH = "/notices"
STATES = {"pending": said("pending"), "firing": said("firing"), "acknowledged": said("taken on"),
          "resolved": said("ended"), "passed": said("ended")}


def notices_page(frame: Frame, request: Request) -> Response:
    """Everything the reader is to hear of, the latest first."""
    there = [_shown(frame, one) for one in notices_of(frame.centre)]
    return frame.render("notices.html", here=PATH, title=said("Notices"), there=there,
                        unseen=" ".join(str(one["number"]) for one in there if not one["seen"]))


def count(frame: Frame, request: Request) -> Response:
    """How many are not seen yet, for the head of a page."""
    return frame.render("notices_count.html", many=len(notices_of(frame.centre, unseen=True)))


def seen(frame: Frame, request: Request, said: Mapping[str, str]) -> Response:
    """They were read."""
    see_notices(frame.centre, [int(one) for one in said.get("numbers", "").split() if one.isdecimal()][:500])
    return RedirectResponse(PATH, 303)


def _shown(frame: Frame, one: Notice) -> dict[str, Any]:
    at = moment_word(frame.centre.calendar.local(one.at))
    if one.remark is not None:
        return {"number": one.number, "at": at, "seen": one.seen,
                "head": said("{person} mentions you", person=one.remark.by),
                "what": title_of(frame, one.remark.on), "text": one.remark.text, "href": f"{link(one.remark.on)}#talk"}
    assert one.episode is not None
    assert one.rule is not None
    scope = ", ".join(label for _, labels in one.rule.where for label in labels) or said("the whole centre")
    return {"number": one.number, "at": at, "seen": one.seen, "head": said("Alert: {rule}", rule=one.rule.name),
            "what": together([scope, STATES[one.episode.state]], " · "), "text": "",
            "href": f"/alerts#episode-{one.episode.number}"}
