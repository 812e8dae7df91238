"""This file is about one agent's page, for their leaders and themselves: measures with their own past, and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourscore.centre import answer_dispute, asked_by, disputes_of, open_dispute, reader
from fourscore.terms import (
    Days,
    Issue,
    Trouble,
    WrongUse,
    did_you_mean,
    kept,
    said,
    said_many,
    spoken,
    together,
    write_beside,
    write_value,
)
from fourscore.web.address import Address
from fourscore.web.draw import spark
from fourscore.web.pages.scorecard import note_of
from fourscore.web.pages.trouble import trouble_page, unknown_page
from fourscore.web.roles.view import Cell, Head, Table, View, address_in, aim, figure, number, place_of, standing
from fourscore.web.signin.forms import fields_of
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import change_of, day_word, period_word, standing_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Disputed
    from fourscore.scoring import Measured, Scorecard
    from fourscore.web.pages import Frame

QUALITY, COACHING = "quality_score", "coaching_time_per_agent:all"
BACK = 13  # weeks of feedback
OUTCOMES = (("upheld", said("The number stands")), ("corrected", said("The facts were corrected")))
# How a dispute stands.
STANDS = {"open": said("Open"), "upheld": said("Upheld"), "corrected": said("Corrected"),
          "withdrawn": said("Withdrawn")}
MEASURES = (Head("measure", said("Measure")), Head("status", said("Status")), Head("actual", said("Actual"), num=True),
            Head("target", said("Target"), num=True), Head("past", said("Own past"), num=True),
            Head("sure", said("How sure")))


def agent_view(frame: Frame, request: Request, name: str) -> View:
    """That agent's page. Raises WrongUse `not-yours` for whom who asks may not see, be they there or not."""
    centre, rights = frame.centre, frame.rights
    address = address_in(frame, request, centre.last_week())
    if not rights.covers((), {"agent": (name,)}, address.days) or name not in centre.names("agent"):
        raise WrongUse(rights.hidden())
    return _view(frame, address, name, place_of("agent", name), "")


def my_view(frame: Frame, request: Request) -> View:
    """One's own card."""
    own = frame.rights.asker.own
    if not own:
        raise WrongUse(frame.rights.hidden())
    return _view(frame, address_in(frame, request, frame.centre.last_week()), own[0], "/my", "/my")


def _view(frame: Frame, address: Address, name: str, path: str, room: str) -> View:
    centre = frame.centre
    card = centre.scorecard(address.days, None, agent=name)
    at = address.within({"agent": (name,)})
    own = name in frame.rights.asker.own
    back = Days(min(address.days.first, address.days.until - timedelta(days=7 * BACK)), address.days.until)
    found = disputes_of(centre, name)
    notes = [note for note in (centre.keeper.notice(name), card.note) if note]
    tables = [
        Table("measures", said("Your measures") if own else said("Measures"), MEASURES,
              [_line(frame, card, m, at) for m in card.measured()],
              lead=said("Each beside its target and beside your own weeks before, and beside nobody "
                        "else.") if own else "",
              empty=said("No measure of the strategy is for agents.")),
        _reviews(frame, at, back), _coaching(frame, at, back), _disputes(frame, found, card)]
    return View(path, said("My card") if own and room else name, tables, room or "/team", address, card.as_of, notes,
                template="agent.html", more={"forms": _forms(frame, name, card, found)})


def _line(frame: Frame, card: Scorecard, m: Measured, at: Address) -> list[Cell]:
    unit, money = m.kpi.unit, frame.currency
    beside = write_beside(m.value, m.target, m.upper_target, unit, money)
    change = change_of(m.change, unit, money, m.kpi.direction, m.score_change)
    past = together((change.text, change.verdict), ", ") if change else ""
    note = together((note_of(m), card.disputed.get(m.kpi.id, "")), ", ")
    drawing = spark([point.value for point in m.history], tone=standing_of(m).tone,
                    said=said("{name}, last {weeks} weeks", name=kept(m.kpi.name), weeks=len(m.history)),
                    aims=[point.target for point in m.history],
                    happened=marks_of(frame, [point.days for point in m.history], at.within(m.kpi.scope).asked).bands)
    href = at.within(m.kpi.scope).link(place_of("measure", m.kpi.metric))
    return [Cell(kept(m.kpi.name), href=href), standing(m, note), Cell(beside.value, m.value, unit, href),
            aim(beside.aim, m.target, m.upper_target, unit), Cell("", m.change, unit, below=past, drawing=drawing),
            Cell(sure_words(m, unit, money))]


def sure_words(m: Measured, unit: str, money: str) -> str:
    """What a figure stands on, and between what its true value most likely lies."""
    if m.value is None:
        return "–"
    n = write_value(m.n, "count")
    if m.sure.low is None or m.sure.high is None:
        return said_many("from {number} case", "from {number} cases", m.n, number=n)
    low, high = (write_value(one, unit, money) for one in (m.sure.low, m.sure.high))
    if m.sure.enough:
        return said_many("from {number} case, most likely {low} to {high}",
                         "from {number} cases, most likely {low} to {high}", m.n, number=n, low=low, high=high)
    return said_many("from {number} case, most likely {low} to {high}; too few to be judged by",
                     "from {number} cases, most likely {low} to {high}; too few to be judged by", m.n, number=n,
                     low=low, high=high)


# -- feedback --------------------------------------------------------------------------------------

def _reviews(frame: Frame, at: Address, back: Days) -> Table:
    lead = said("Of {days}.", days=day_word(back))
    return _facts(frame, at, back, QUALITY, Table("reviews", said("Quality reviews"), (), (), lead=lead,
                                                  empty=said("No quality review of these weeks is loaded.")),
                  ("evaluated_at", "form", "evaluator", "points", "applicable"), said("Score"), said("Reviews"))


def _coaching(frame: Frame, at: Address, back: Days) -> Table:
    lead = said("Of {days}.", days=day_word(back))
    return _facts(frame, at, back, COACHING, Table("coaching", said("Coaching"), (), (), lead=lead,
                                                   empty=said("No coaching of these weeks is loaded.")),
                  ("started_at", "method", "coach", "minutes"), said("Minutes"), said("Sessions"))


def _facts(frame: Frame, at: Address, back: Days, metric: str, table: Table, wanted: Sequence[str], word: str,
           many: str) -> Table:
    """What was said and done, one by one; by the week where the staff agreement tells no single facts."""
    from dataclasses import replace

    centre, where = frame.centre, {"agent": list(at.where["agent"])}
    found = centre.metrics.catalogue.find(metric)
    if centre.metrics.lacking(metric):
        return table
    try:
        rows = centre.metrics.rows(metric, during=back, where=where, limit=50)
        places = [rows.columns.index(name) for name in wanted]
        lines = [[_fact(row[place]) for place in places] for row in rows.rows]
        return replace(table, heads=tuple(_head(name) for name in wanted), rows=lines[::-1])
    except WrongUse as no:
        note = no.issues[0].what
    try:
        answer = centre.metrics.ask([metric], ("week",), during=back, where=where)
    except WrongUse as no:
        return replace(table, empty=no.issues[0].what)
    weeks = []
    for row in reversed(answer.rows):
        if row.value is None or not row.n:
            continue
        days = centre.calendar.period(row.by["week"] or "")
        href = at.at(days).link(place_of("measure", metric))
        held = row.parts.get("coaching_sessions", row.n) if metric == COACHING else row.n
        if not held:
            continue
        weeks.append([Cell(period_word(centre.calendar, days), href=href),
                      figure(row, found.unit, frame.currency, href), number(held, "count")])
    return replace(table, heads=(Head("week", said("Week")), Head("value", word, num=True), Head("n", many, num=True)),
                   rows=weeks, notes=(note,))


def _head(name: str) -> Head:
    words = {"evaluated_at": said("When"), "started_at": said("When"), "points": said("Points"),
             "applicable": said("Of"), "form": said("Form"), "evaluator": said("By"), "coach": said("By"),
             "method": said("How"), "minutes": said("Minutes")}
    return Head(name, words[name], num=name in ("points", "applicable", "minutes"))


def _fact(value: object) -> Cell:
    if value is None:
        return Cell("–", None)
    if isinstance(value, (int, float)):
        return Cell(f"{value:,.10g}", value)
    text = str(value)
    return Cell(text[:16].replace("T", " ") if text[10:11] == "T" else text.replace("_", " "))


def _disputes(frame: Frame, found: Sequence[Disputed], card: Scorecard) -> Table:
    names = {m.kpi.metric: m.kpi for m in card.measured()}
    rows = []
    for one in reversed(found):
        metric = frame.centre.metrics.catalogue.metrics.get(one.metric)
        kpi = names.get(one.metric)
        unit = kpi.unit if kpi else metric.unit if metric else "ratio"
        last = one.answers[-1] if one.answers else None
        rows.append([
            Cell(kept(kpi.name if kpi else metric.name if metric else one.metric)),
            Cell(day_word(Days(one.first_day, one.until_day))), number(one.value, unit, frame.currency),
            Cell(one.why, below=f"{one.by}, {one.at:%Y-%m-%d}"),
                     Cell(STANDS.get(one.outcome, one.outcome.capitalize())),
            Cell(last.text if last else said("Not answered yet"),
                 below=f"{last.by}, {last.at:%Y-%m-%d}" if last else "")])
    heads = (Head("measure", said("Measure")), Head("days", said("Of")), Head("value", said("Was"), num=True),
             Head("why", said("Why")),
             Head("outcome", said("Stands")), Head("answer", said("Answer")))
    return Table("disputes", said("Disputed numbers"), heads, rows, empty=said("Nobody disputes a number here."))


# -- disputing, and answering ----------------------------------------------------------------------

def _forms(frame: Frame, name: str, card: Scorecard, found: Sequence[Disputed]) -> dict[str, object]:
    """What who is signed in may send from here: a dispute, or the answer to one."""
    rights, who = frame.rights, reader()
    known = who.person is not None and not who.guest and who.reads is None
    answers = frame.centre.keeper.guarding().answers
    open_ones = [one for one in found if one.outcome == "open"]
    return {
        "at": place_of("agent", name), "days": card.days, "period": card.period,
        "measures": [(m.kpi.metric, kept(m.kpi.name)) for m in card.measured() if m.value is not None] if known else [],
        "answer": [one for one in open_ones if known and answers and rights.asker.said not in (one.agent, one.by)],
        "outcomes": OUTCOMES,
    }


class Disputing:
    """The two forms of an agent's page."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def at(self, app: FastAPI) -> None:
        """Put what the forms send at its addresses."""
        for path, page in (("/agent/{key}/dispute", self.opened), ("/agent/{key}/dispute/{number}", self.answered)):
            app.add_api_route(path, page, methods=["POST"], include_in_schema=False, response_model=None)

    async def opened(self, request: Request, key: str) -> Response:
        return await self._sent(request, key, None)

    async def answered(self, request: Request, key: str, number: int) -> Response:
        return await self._sent(request, key, number)

    async def _sent(self, request: Request, key: str, number: int | None) -> Response:
        fields, who = await fields_of(request), reader()
        if fields is None:
            return PlainTextResponse(spoken(said("This is no form of this page.")), 400)

        def carry_out() -> Response:
            with asked_by(who):
                try:
                    self._keep(key, number, fields)
                except Trouble as wrong:
                    return trouble_page(self.frame, wrong, request)
                back = "/my" if key in self.frame.rights.asker.own else place_of("agent", key)
                return RedirectResponse(f"{back}#t-disputes", 303)

        if who.person is None or who.guest or who.reads is not None:
            return await run_in_threadpool(unknown_page, self.frame, request)
        return await run_in_threadpool(carry_out)

    def _keep(self, key: str, number: int | None, fields: dict[str, str]) -> None:
        frame, by = self.frame, reader().person or ""
        centre = frame.centre
        if not frame.rights.opens("agent") or key not in centre.names("agent"):
            raise WrongUse(frame.rights.hidden())
        if number is None:
            days = centre.calendar.period(fields.get("period", ""))
            metric = fields.get("measure", "")
            # Only a number that who asks is shown here can be disputed here.
            there = [m.kpi.metric for m in centre.scorecard(days, 0, agent=key).measured()]
            if metric not in there:
                raise WrongUse(Issue("unknown-measure", repr(metric), said("This card has no such measure."),
                                     did_you_mean(metric, there) or said("Choose one of the card.")))
            open_dispute(centre, metric, agent=key, days=days, by=by, why=fields.get("why", ""))
            return
        theirs = [one.number for one in disputes_of(centre, key)]
        if number not in theirs or not centre.keeper.guarding().answers:
            raise WrongUse(frame.rights.hidden())
        answer_dispute(centre, number, by=by, outcome=fields.get("outcome", ""), text=fields.get("text", ""))
