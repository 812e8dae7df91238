"""This file is about the goals with guards and their verdicts, and the targets as paths with weights and owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourscore.centre import goals, paths
from fourscore.scoring import GOAL_HEADINGS, goal_notes, goal_rows, goal_sentence, said_plainly
from fourscore.terms import begun, kept, said, write_day, write_value
from fourscore.web.address import Address
from fourscore.web.roles.view import Cell, Head, Table, View, number, place_of
from fourscore.web.words import day_word

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.centre import Aimed, Shown
    from fourscore.terms import Days
    from fourscore.web.pages import Frame

EACH = {"day": said("each day"), "week": said("each week"), "month": said("each month"),
        "quarter": said("each quarter"), "year": said("each year")}
# How a verdict is marked: the shape and colour repeat its word.
TONES = {"achieved": "good", "provisionally achieved": "near", "in progress": "near", "in progress, watch": "near",
         "behind": "off", "bought": "off", "failing on both": "off", "unknown": "none"}
WORDS = {"to move": said("Moves"), "to hold": said("Holds")}


def goals_view(frame: Frame, request: Request) -> View:
    """Every goal with its guards: what it moves, what must hold meanwhile, and the verdict."""
    centre = frame.centre
    period = request.query_params.get("period", "")
    judged = goals(centre, period=period)
    days: Days | None = judged[0].judged.days if judged else None
    address = Address(centre.calendar, days) if days else None
    tables = [_verdicts(frame, judged), *(_goal(frame, one, address) for one in judged)]
    return View("/goals", said("Goals"), tables, "", address)


def _verdicts(frame: Frame, judged: list[Shown]) -> Table:
    rows = []
    for one in judged:
        found = one.judged
        says = goal_sentence(found, frame.centre.strategy, frame.currency)
        way = Cell("–", None) if found.progress is None else number(found.progress, "share")
        verdict = Cell(begun(said_plainly(found)), tone=TONES[found.word])
        rows.append([Cell(_name(found.guarded.id), below=says, href=f"#t-goal-{found.guarded.id}"), verdict, way,
                     number(found.points, "points")])
    heads = (Head("goal", said("Goal")), Head("verdict", said("Verdict")), Head("way", said("Of the way"), num=True),
             Head("points", said("Points"), num=True))
    return Table("verdicts", said("Goals and what they cost"), heads, rows,
                 lead=said("A goal is achieved only when it is reached and everything that was to hold did hold. What "
                           "was gained by letting a guard go is reached at the cost of it, and nothing makes up for "
                           "that."))


def _goal(frame: Frame, one: Shown, address: Address | None) -> Table:
    found = one.judged
    rows = []
    for part, told in zip(found.parts, goal_rows(found, frame.currency), strict=True):
        kpi: Any = part.kpi
        href = address.within(kpi.scope).link(place_of("measure", kpi.metric)) if kpi and address else ""
        value = part.figure.value if hasattr(part, "move") else getattr(part, "value", None)
        rows.append([Cell(told[1], href=href), Cell(WORDS.get(told[0], told[0])),
                     Cell(told[2], value, kpi.unit if kpi else "ratio", href),
                     *(Cell(text or "–") for text in told[3:6]), Cell(told[6]),
                     Cell(begun(told[7]) if told[7] else "–")])
    words = (said("Measure"), said("Part"), said("Value"), said("Asked for"), said("Chance inside"),
             said("90% interval"), said("Cases"), said("Stands"))
    keys = ("measure", "part", *(name.lower().replace(" ", "_").replace("%", "") for name in GOAL_HEADINGS[2:7]),
            "stands")
    heads = tuple(Head(key, word, num=word in ("Value", "Chance inside", "Cases")) for key, word in
                  zip(keys, words, strict=True))
    return Table(f"goal-{found.guarded.id}", _name(found.guarded.id), heads, rows,
                 lead=said("{verdict}. As it is written: {text}; judged over {days}.",
                           verdict=begun(said_plainly(found)), text=found.guarded.text,
                           days=day_word(found.days)), notes=goal_notes(found, frame.currency))


def _name(id_: str) -> str:
    """A goal's id as people read it."""
    return id_.replace("-", " ").capitalize()


def targets_view(frame: Frame, request: Request) -> View:
    """Every target as a path, with its weight as written and as it really works, and its owner."""
    centre = frame.centre
    found = paths(centre)
    may = frame.rights.opens("strategy")
    heads = (Head("measure", said("Measure")), Head("perspective", said("Perspective")), Head("owner", said("Owner")),
             Head("target", said("Target now"), num=True), Head("to_come", said("To come")),
             Head("floor", said("No points at"), num=True),
             Head("weight", said("Weight"), num=True), Head("effective", said("Really moves"), num=True),
             *((Head("written", said("Written in")),) if may else ()))
    rows = [_aim(frame, one, may) for one in found.rows]
    notes = [said("What a measure really moves is its share of the ups and downs of the total over {weeks} weeks: "
                  "below nought for one that evens the others out.", weeks=found.weeks) if found.weeks else
             said("What each measure really moves is told once weeks of figures are loaded.")]
    links = ([(said("Change them in the set-up"), "/stages/measures")] if frame.rights.opens("stages") else [])
    if may:
        notes.append(said("Targets, weights and owners are written in strategy.yaml; every change stays in its "
                          "history."))
    return View("/targets", said("Targets"),
                [Table("targets", said("Targets, weights, owners"), heads, rows, notes=notes)],
                template="targets.html", more={"edit": links})


def _aim(frame: Frame, one: Aimed, may: bool) -> list[Cell]:
    kpi, money = one.kpi, frame.currency
    now = write_value(one.now, kpi.unit, money)
    if kpi.upper_target is not None:
        now = said("{low} to {high}", low=now, high=write_value(kpi.upper_target, kpi.unit, money))
    coming = ""
    for day, value in reversed(one.to_come):
        step = said("{value} on {day}", value=write_value(value, kpi.unit, money), day=write_day(day))
        coming = said("{step}, then {next}", step=step, next=coming) if coming else step
    return [
        Cell(kept(kpi.name), href=place_of("measure", kpi.metric), below=one.objective.name),
        Cell(kept(one.perspective.name)),
        Cell(kept(frame.owner(one.owner) or "–"),
             below=said("in their place {owner}", owner=kept(frame.owner(kpi.deputy))) if kpi.deputy else ""),
        Cell(now, one.now, kpi.unit, below=EACH.get(kpi.per or "", "")), Cell(coming or said("stays as it is")),
        number(kpi.floor, kpi.unit, money), number(one.nominal, "share"), number(one.effective, "share"),
        *([Cell(said("strategy.yaml, line {line}", line=kpi.line))] if may else [])]

