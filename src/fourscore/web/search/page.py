"""This file is about searching: one small fragment for the dialog, and the same as a page where there is no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.terms import said
from fourscore.web.search.hits import Here, find

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from fourscore.web.pages.frame import Frame

LONGEST = 200


def search_page(frame: Frame, request: Request) -> HTMLResponse:
    query = request.query_params
    wanted = query.get("q", "").strip()[:LONGEST]
    part = "part" in query
    groups = find(frame, wanted, Here.of(query.get("from", "")), script=part)
    return frame.render("search_part.html" if part else "search.html", title=said("Search"),
                        wanted=wanted, groups=groups)
