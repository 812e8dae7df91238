"""This file is about asking for figures: definitions, answers, what stands behind them, periods, and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import Query

from fourscore.centre import compare
from fourscore.metrics import Metric, Reporting
from fourscore.metrics import compare as beside
from fourscore.terms import Days, Issue, WrongUse
from fourscore.web.api.desk import Desk, plain
from fourscore.web.api.pages import After, Limit, begun, following, page_of
from fourscore.web.api.shapes.figures import (
    AnswerPage,
    Calendar,
    ComparedPage,
    FactRows,
    Hit,
    MetricDefinition,
    MetricLine,
    Movement,
    PeriodShape,
    Standings,
    Why,
)
from fourscore.web.api.shapes.words import Every, Page
from fourscore.web.search.hits import Here, find

MetricName = Annotated[str, Query(max_length=200, description="A metric.", examples=["average_handle_time"])]
Metrics = Annotated[str, Query(max_length=2000, description="Metrics, with commas.",
                               examples=["average_handle_time,contacts_handled"])]
By = Annotated[str, Query(max_length=200, description="By what, with commas.", examples=["day,queue"])]
During = Annotated[str, Query(max_length=60, description="A period; all that is loaded where it is left out.",
                              examples=["2026-W11"])]
Wheres = Annotated[list[str] | None, Query(description="NAME=VALUE,VALUE; may be repeated.", examples=[
    ["queue=Billing,Orders"]])]
InCurrency = Annotated[str, Query(max_length=8, description="The currency of amounts.", examples=["GBP"])]
Rates = Annotated[str, Query(max_length=30, description="Which rates.", examples=["transaction"])]
MOST_ROWS = 200_000


class Question(NamedTuple):
    """What is asked, as the warehouse takes it."""

    metrics: list[str]
    by: list[str]
    during: Days
    where: dict[str, list[str]]
    money: Reporting | None


class Figures:
    """What the pages Explore, Measures and Search tell."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /metrics", self.list_metrics, opens="measures", returns=Page[MetricLine])
        desk.offer("GET /metrics/{key}", self.get_metric, opens="measure", returns=MetricDefinition)
        desk.offer("GET /ask", self.ask, opens="explore", returns=AnswerPage)
        desk.offer("GET /ask/versus", self.ask_versus, opens="explore", returns=ComparedPage)
        desk.offer("GET /why", self.why, opens="measure", returns=Why)
        desk.offer("GET /why/rows", self.why_rows, opens="rows", returns=FactRows)
        desk.offer("GET /why/movement", self.movement, opens="measure", returns=Movement)
        desk.offer("GET /compare", self.compare_people, opens="measure", returns=Standings)
        desk.offer("GET /calendar", self.calendar, opens="measures", returns=Calendar)
        desk.offer("GET /calendar/periods/{name}", self.period, opens="measures", returns=PeriodShape)
        desk.offer("GET /search", self.search, opens="measures", returns=Every[Hit])

    def list_metrics(self, q: Annotated[str, Query(max_length=200, description="Words of the definition.",
                                                   examples=["handle"])] = "",
                     cursor: After = "", limit: Limit = 100) -> Page[MetricLine]:
        """Every metric there is, or those with these words.

        The catalogue's and the centre's own.
        """
        catalogue = self.centre.metrics.catalogue
        found = catalogue.search(q) if q.strip() else list(catalogue.metrics.values())
        rows, more = page_of([_line(one) for one in found], cursor, limit, q)
        return Page[MetricLine](rows=[MetricLine.model_validate(one) for one in rows], total=len(found), next=more)

    def get_metric(self, key: str) -> MetricDefinition:
        """One metric's whole definition."""
        metrics = self.centre.metrics
        one = metrics.catalogue.find(key)
        days = metrics.spread()
        rights = self.rooms.frame.rights
        cuts = [name for name in metrics.dimensions(one.key)
                if days is not None and rights.covers((name,), {}, days)]
        parts = [metrics.catalogue.parts[name] for name in one.parts() if name in metrics.catalogue.parts]
        return MetricDefinition.model_validate({
            **_line(one), "variant": one.variant, "numerator": one.num, "denominator": one.den, "applies": one.applies,
            "ambiguity": one.ambiguity, "source": one.source, "parts": parts, "cuts": cuts,
            "lacking": metrics.lacking(one.key)})

    def ask(self, metrics: Metrics, by: By = "", during: During = "", where: Wheres = None, currency: InCurrency = "",
            rates: Rates = "", exact: Annotated[bool, Query(description="Percentiles from single facts only.")] = False,
            cursor: After = "", limit: Limit = 100) -> AnswerPage:
        """Figures of metrics, by anything they can be told by.

        The same numbers as `fourscore ask`. A missing value is empty, never zero.
        """
        one = self._question(metrics, by, during, where, currency, rates)
        found = self.centre.metrics.ask(one.metrics, one.by, during=one.during, where=one.where, money=one.money,
                                        exact=exact)
        total = len(found.rows)
        _not_too_many(total)
        asked = (one, exact, total, self.centre.told)
        at = begun(cursor, *asked)
        told = [row.as_dict() for row in found.rows[at:at + limit]]
        return AnswerPage.model_validate({
            "as_of": found.as_of, "zone": found.zone, "first": found.during.first, "until": found.during.until,
            "rows": told, "total": total, "next": following(at + limit, total, *asked)})

    def ask_versus(self, metrics: Metrics, versus: Annotated[str, Query(
            max_length=60, description="The other period: a period, before, or year-before.", examples=["before"])],
            by: By = "", during: During = "", where: Wheres = None, currency: InCurrency = "", rates: Rates = "",
            cursor: After = "", limit: Limit = 100) -> ComparedPage:
        """Figures of one period beside those of another."""
        from fourscore.metrics import period_of

        one = self._question(metrics, by, during, where, currency, rates)
        found = beside(self.centre.metrics, one.metrics, one.by, during=one.during,
                       versus=period_of(versus, one.during, self.centre.calendar), where=one.where,
                       working=self.centre.settings.working_days, money=one.money).as_dict()
        rows, more = page_of(found["rows"], cursor, limit, one, versus, self.centre.told)
        return ComparedPage.model_validate({**found, "rows": rows, "total": len(found["rows"]), "next": more})

    def why(self, metric: MetricName, during: During = "", where: Wheres = None, currency: InCurrency = "",
            rates: Rates = "") -> Why:
        """One figure taken apart: its formula with the numbers, and where its facts came from."""
        one = self._question(metric, "", during, where, currency, rates)
        return Why.model_validate(self.centre.metrics.explain(
            one.metrics[0], during=one.during, where=one.where, money=one.money).as_dict())

    def why_rows(self, metric: MetricName, during: During = "", where: Wheres = None,
                 part: Annotated[str, Query(max_length=80, description="num, den or a part.", examples=["num"])] = "",
                 cursor: After = "", limit: Limit = 100) -> FactRows:
        """The very facts behind a figure."""
        one = self._question(metric, "", during, where, "", "")
        asked = (one, part, self.centre.told)
        at = begun(cursor, *asked)
        found = self.centre.metrics.rows(one.metrics[0], during=one.during, where=one.where, part=part or None,
                                         limit=limit, offset=at)
        return FactRows(columns=found.columns, rows=[[_cell(cell) for cell in row] for row in found.rows],
                        total=found.total, next=following(at + limit, found.total, *asked))

    def movement(self, metric: MetricName, during: During, versus: During, where: Wheres = None,
                 currency: InCurrency = "", rates: Rates = "") -> Movement:
        """What of a change in money is business, and what came by the exchange rate."""
        one = self._question(metric, "", during, where, currency, rates)
        return Movement.model_validate(self.centre.metrics.movement(
            one.metrics[0], during=one.during, versus=self.centre.calendar.period(versus), where=one.where,
            money=one.money).as_dict())

    def compare_people(self, metric: MetricName, by: Annotated[str, Query(
            max_length=20, description="agent or team.", examples=["agent"])] = "agent", during: During = "",
            team: Annotated[str, Query(max_length=200, examples=["Billing"])] = "") -> Standings:
        """Every agent or team beside what was to be expected of it, fair to each."""
        return Standings.model_validate(plain(compare(self.centre, metric, by, during, team)))

    def calendar(self) -> Calendar:
        """The centre's calendar, today, and what is loaded."""
        centre = self.centre
        calendar, loaded = centre.calendar, centre.metrics.spread()
        return Calendar.model_validate({
            "zone": calendar.zone.key, "today": calendar.local(centre.now()).date(),
            "loaded": self._told(loaded) if loaded else None,
            "last_week": self._told(centre.last_week()) if loaded else None,
            "week_starts": calendar.week_starts, "fiscal_year_starts": calendar.fiscal_year_starts,
            "fiscal": calendar.fiscal_weeks is not None})

    def period(self, name: str) -> PeriodShape:
        """A period by the centre's calendar."""
        return PeriodShape.model_validate(self._told(self.centre.calendar.period(name)))

    def search(self, q: Annotated[str, Query(max_length=200, examples=["handle"])]) -> Every[Hit]:
        """What a few words find: people, pages, saved views and measures, as far as they are yours to see."""
        return Every[Hit](rows=[Hit(kind=kind, name=hit.name, said=hit.said, href=hit.href)
                                for kind, hits in find(self.rooms.frame, q, Here(), script=False) for hit in hits])

    def _told(self, days: Days) -> Mapping[str, Any]:
        span = self.centre.calendar.interval(days)
        return {"name": self.centre.calendar.name(days), "first": days.first, "until": days.until,
                "start": span.start, "end": span.end}

    def _question(self, metrics: str, by: str, during: str, where: Sequence[str] | None, currency: str,
                  rates: str) -> Question:
        names = list(dict.fromkeys(name for name in (part.strip() for part in metrics.split(",")) if name))
        if not names:
            raise WrongUse(Issue("no-metric", "metrics", "No metric is named.", "Name one: average_handle_time"))
        money = None
        if currency or rates:
            kind = rates.strip().lower().replace("-", "_").replace(" ", "_")
            said = currency.strip().upper() or self.centre.settings.currency
            money = Reporting(said, kind) if kind else Reporting(said)
        return Question(names, list(dict.fromkeys(name for name in (part.strip() for part in by.split(",")) if name)),
                        self._days(during), conditions(where or ()), money)

    def _days(self, text: str) -> Days:
        if text:
            return self.centre.calendar.period(text)
        spread = self.centre.metrics.spread()
        if spread is None:
            raise WrongUse(Issue("nothing-loaded", "the centre", "Nothing is loaded yet, so there is no number.",
                                 "Load a file first."))
        return spread


def conditions(texts: Sequence[str]) -> dict[str, list[str]]:
    """`queue=Billing,Sales` as {"queue": ["Billing", "Sales"]}. Raises WrongUse `bad-condition`."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not name.strip():
            raise WrongUse(Issue("bad-condition", repr(text), "A condition is a name, an equals sign and values.",
                                 "Write for example: where=queue=Billing,Sales"))
        found.setdefault(name.strip(), []).extend(value.strip() for value in values.split(","))
    return found


def _line(one: Metric) -> dict[str, Any]:
    return {"key": one.key, "name": one.name, "unit": one.unit, "better": one.better, "words": one.words,
            "own": one.own}


def _not_too_many(total: int) -> None:
    if total > MOST_ROWS:
        raise WrongUse(Issue("too-many-rows", "the question", f"This makes more than {MOST_ROWS:,} rows.",
                             "Ask for a shorter period, or by something coarser."))


def _cell(cell: Any) -> str | float | int | bool | None:
    return cell if cell is None or isinstance(cell, (str, int, float, bool)) else float(cell) if hasattr(
        cell, "as_tuple") else str(cell)
