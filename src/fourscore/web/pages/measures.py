"""This file is about the list of measures: every definition of the catalogue, found by any of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from fourscore.web.pages.frame import Frame
from fourscore.web.words import BETTER_WORDS, UNIT_WORDS

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/measures"


def measures_page(frame: Frame, request: Request) -> HTMLResponse:
    wanted = request.query_params.get("q", "").strip()
    strategy, _ = frame.strategy()
    scored = {kpi.metric for kpi in strategy.kpis()} if strategy else set()
    catalogue = frame.centre.metrics.catalogue
    found = catalogue.search(wanted) if wanted else list(catalogue.metrics.values())
    groups = [
        ("On your scorecard", [metric for metric in found if metric.key in scored]),
        ("Your own", [metric for metric in found if metric.own and metric.key not in scored]),
        ("More measures", [metric for metric in found if not metric.own and metric.key not in scored]),
    ]
    return frame.render("measures.html", here=PATH, title="Measures", wanted=wanted,
                        groups=[(name, there) for name, there in groups if there], count=len(found),
                        better=BETTER_WORDS, units=UNIT_WORDS)

