"""This file is about pages for when something is missing or wrong: always why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, said
from fourscore.web.pages.frame import Frame
from fourscore.web.roles.rooms import ROOMS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

# Issues that mean the address names something that is not there.
MISSING = ("unknown-metric", "unknown-measure", "unknown-view", "unknown-finding", "unknown-upload",
           "unknown-thing-of-strategy", "unknown-comment", "unknown-incident", "unknown-alert",
           "unknown-objective", "unknown-goal", "unknown-initiative", "unknown-table")
# Issues that mean it is not there for who reads.
HIDDEN = ("not-yours", "not-agreed")


def trouble_page(frame: Frame, trouble: Trouble, request: Request) -> HTMLResponse:
    """The issues of a question put wrongly (400; 404 for an unknown name), or of work that failed (503)."""
    if not isinstance(trouble, WrongUse):
        status, title = 503, said("This cannot be shown right now")
    elif any(issue.name in HIDDEN for issue in frame.issues_of(trouble)):
        status, title = 404, said("This is not shown to you")
    elif any(issue.name in MISSING for issue in trouble.issues):
        status, title = 404, said("There is nothing under that name")
    else:
        status, title = 400, said("This question cannot be answered")
    return issues_page(frame, title, frame.issues_of(trouble), status, request)


def unknown_page(frame: Frame, request: Request) -> HTMLResponse:
    path = request.url.path
    near = did_you_mean(path, [room.path for room in frame.rooms()])
    issue = Issue("unknown-address", path, said("There is no page at this address."),
                  near or said("Choose a page from the navigation."))
    return issues_page(frame, said("Page not found"), (issue,), 404, request)


def broken_page(frame: Frame, request: Request) -> HTMLResponse:
    issue = Issue("unexpected", request.url.path,
                  said("Something went wrong that nobody foresaw; the terminal says more."),
                  said("Load the page again; if it stays, report what the terminal shows."))
    return issues_page(frame, said("This cannot be shown right now"), (issue,), 500, request)


def issues_page(frame: Frame, title: str, issues: tuple[Issue, ...] | list[Issue], status: int,
                request: Request) -> HTMLResponse:
    part = "hx-request" in request.headers
    return frame.render("issues_part.html" if part else "issues.html", status=status, title=title, issues=issues)


def empty_page(frame: Frame, here: str) -> HTMLResponse:
    """Nothing is loaded yet: how to begin."""
    return frame.render("empty.html", here=here, title=next(r.name for r in ROOMS if r.path == here))


def strategy_page(frame: Frame, here: str, issues: list[Issue]) -> HTMLResponse:
    """The strategy cannot be used as it stands: every issue with its place and remedy."""
    return frame.render("strategy_issues.html", here=here, title=next(r.name for r in ROOMS if r.path == here),
                        issues=issues)
