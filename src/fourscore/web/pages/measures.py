"""This file is about the list of measures: every definition of the catalogue, found by any of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, Response

from fourscore.terms import said
from fourscore.web.pages.frame import Frame
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.words import BETTER_WORDS, UNIT_WORDS

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.metrics import Metric

PATH = "/measures"


def measures_page(frame: Frame, request: Request) -> HTMLResponse:
    wanted = request.query_params.get("q", "").strip()
    groups = grouped(frame, wanted)
    query = urlencode({"q": wanted}, quote_via=quote) if wanted else ""
    return frame.render("measures.html", here=PATH, title=said("Measures"), wanted=wanted, groups=groups,
                        count=sum(len(there) for _, there in groups), better=BETTER_WORDS, units=UNIT_WORDS,
                        ways_out=ways_out(f"/measures.csv?{query}" if query else "/measures.csv"))


def grouped(frame: Frame, wanted: str) -> list[tuple[str, list[Metric]]]:
    """Every measure with these words, or every one there is: those of the scorecard, the centre's own, the others."""
    strategy, _ = frame.strategy()
    scored = {kpi.metric for kpi in strategy.kpis()} if strategy else set()
    catalogue = frame.centre.metrics.catalogue
    found = catalogue.search(wanted) if wanted else list(catalogue.metrics.values())
    groups = [
        (said("On your scorecard"), [metric for metric in found if metric.key in scored]),
        (said("Your own"), [metric for metric in found if metric.own and metric.key not in scored]),
        (said("More measures"), [metric for metric in found if not metric.own and metric.key not in scored]),
    ]
    return [(name, there) for name, there in groups if there]


SHEET = (Column("group", "Group"), Column("metric", "Name"), Column("name", "Measure"), Column("variant", "Variant"),
         Column("unit", "Unit"), Column("better", "Better"), Column("words", "Definition"), Column("id", "Number"),
         Column("ambiguity", "Known ambiguity"), Column("source", "Source"))


def measures_sheet(frame: Frame, request: Request) -> Response:
    """The list as it is shown."""
    wanted = request.query_params.get("q", "").strip()
    rows = [[name, one.key, one.name, (one.variant or "").replace("_", " "), UNIT_WORDS[one.unit],
             BETTER_WORDS[one.better], one.words, one.id, one.ambiguity, one.source]
            for name, there in grouped(frame, wanted) for one in there]
    told = [("Centre", frame.centre.settings.name), *([("Searched for", wanted)] if wanted else [])]
    return handed_out(Sheet("Measures", "measures", SHEET, rows, told), ending_of(request))

