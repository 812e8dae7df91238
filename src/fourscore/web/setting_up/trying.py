"""This file is about choosing measures on a page: the questions of each KPI, and every candidate tried on the past."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fourscore.centre import Backtested, backtest_metrics, questions_of, told_beside
from fourscore.terms import Issue, Trouble, kept, said, said_many, together, write_value
from fourscore.web.address import Address
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.sheets import Column, Figure, Sheet, ending_of, handed_out, ways_out
from fourscore.web.words import Status, day_word, issues_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.scoring import Tried
    from fourscore.web.pages import Frame

HERE = "/stages"
PATH = f"{HERE}/measures"
# How a verdict looks: what moves can be steered by, what cannot be told from noise cannot.
TONES = {"moves": "good", "drifts": "near", "noise": "off", "unclear": "unsure", "topped out": "near",
         "too few": "none", "not measured": "none"}

VERDICTS = {"moves": said("moves"), "drifts": said("drifts"), "noise": said("noise"), "unclear": said("unclear"),
            "topped out": said("topped out"), "too few": said("too few"), "not measured": said("not measured")}

COLUMNS = (Column("measure", "Measure"), Column("metric", "Metric", told=True), Column("verdict", "Verdict"),
           Column("because", "Because"), Column("mean", "A week's mean"), Column("measured", "Weeks measured", "count"),
           Column("weeks", "Of weeks", "count"), Column("n", "Counted", "count"),
           Column("shows", "A change of … shows"), Column("moves_with", "Moves with"))


class Choosing:
    """The page on which measures are chosen."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        for path, show in ((PATH, self._page), (f"{PATH}.csv", self._sheet), (f"{PATH}.xlsx", self._sheet)):
            app.add_api_route(path, self._shower(show), methods=["GET", "HEAD"], include_in_schema=False,
                              response_model=None)

    def _shower(self, show: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            if not self.frame.rights.opens("stages"):
                return unknown_page(self.frame, request)
            try:
                return show(request)
            except Trouble as trouble:
                return trouble_page(self.frame, trouble, request)

        return answer

    def _page(self, request: Request) -> Response:
        frame, wanted = self.frame, _wanted(request)
        asked = self._asked()
        tried, issues = self._tried(wanted) if "try" in request.query_params else (None, ())
        return frame.render("choosing.html", status=400 if issues else 200, here=HERE, title=said("Choose what to "
                                                                                                  "measure"),
                            kpis=asked, wanted=wanted, tried=tried, issues=issues)

    def _asked(self) -> list[dict[str, Any]]:
        """Each KPI with its questions."""
        names = {kpi.id: kept(kpi.name) for kpi in self.frame.centre.strategy.kpis()}
        return [{"name": names[kpi], "questions": list(questions),
                 "open": sum(question.open for question in questions)}
                for kpi, questions in ((kpi, list(group)) for kpi, group in
                                       groupby(questions_of(self.frame.centre), lambda one: one.kpi))]

    def _tried(self, wanted: str) -> tuple[dict[str, Any] | None, tuple[Issue, ...]]:
        """The strategy's KPIs, or the metrics named, tried on the last twelve months; or why they cannot be."""
        try:
            found = backtest_metrics(self.frame.centre, _names(wanted))
        except Trouble as wrong:
            return None, issues_of(wrong)
        return self._shown(found, wanted), ()

    def _shown(self, found: Backtested, wanted: str) -> dict[str, Any]:
        currency = self.frame.currency
        return {"during": day_word(found.during), "happened": told_beside(self.frame.centre, found.during),
                "rows": [_row(one, currency) | {"href": self._opens(one, found)} for one in found.tried],
                "ways_out": ways_out(f"{PATH}.csv?{urlencode({'try': wanted})}")}

    def _opens(self, one: Tried, found: Backtested) -> str:
        """The measure over the days it was tried on."""
        scope = one.candidate.kpi.scope if one.candidate.kpi else {}
        return Address(self.frame.centre.calendar, found.during).within(scope).link(
            f"/measure/{one.candidate.metric.key}")

    def _sheet(self, request: Request) -> Response:
        """The table with the page's very numbers, unrounded."""
        centre, wanted = self.frame.centre, _wanted(request)
        found = backtest_metrics(centre, _names(wanted))
        rows = []
        for one in found.tried:
            told, unit = _row(one, self.frame.currency), one.candidate.metric.unit
            rows.append([told["name"], one.candidate.metric.key, told["status"].word, told["words"],
                         Figure(one.verdict.mean, unit), one.verdict.measured, one.verdict.weeks, one.n,
                         together(told["shows"], "; "), together(told["twins"], ", ")])
        of = [("Centre", centre.settings.name), ("Days", day_word(found.during)),
              ("Time zone", centre.calendar.zone.key),
              *(("Incident", words) for words in told_beside(centre, found.during))]
        return handed_out(Sheet("Measures tried on what happened", "measures-tried", COLUMNS, rows, of,
                                self.frame.currency), ending_of(request))


def _wanted(request: Request) -> str:
    return request.query_params.get("try", "").strip()


def _names(wanted: str) -> list[str]:
    return [name.strip() for name in wanted.split(",") if name.strip()]


def _row(one: Tried, currency: str) -> dict[str, Any]:
    verdict, unit = one.verdict, one.candidate.metric.unit
    kpi = one.candidate.kpi
    return {
        "name": kept(kpi.name if kpi else one.candidate.metric.name), "status": Status(TONES[verdict.word],
                                                                                       VERDICTS[verdict.word]),
        "words": verdict.because, "mean": write_value(verdict.mean, unit, currency),
        "weeks": said("{part} of {whole}", part=verdict.measured, whole=verdict.weeks),
        "n": write_value(one.n, "count"),
        "shows": [together([_size(size, unit, currency), _weeks(after)], ": ") for size, after in verdict.shows],
        "twins": [said("{measure} ({number})", measure=kept(name), number=f"{r:.2f}") for name, r in one.twins],
    }


def _size(size: float, unit: str, currency: str) -> str:
    """How large a change is; of a share in percentage points, which are not per cent of it."""
    return said("{number} points", number=f"{size * 100:.1f}") if unit == "share" else write_value(size, unit, currency)


def _weeks(after: int | None) -> str:
    if after is None:
        return said("not within a year")
    return said_many("after {number} week", "after {number} weeks", after)
