"""This file is about the goals with guards and their verdicts, and the targets as paths with weights and owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fourscore.centre import goals, paths
from fourscore.scoring import GOAL_HEADINGS, goal_notes, goal_rows, goal_sentence, said_plainly
from fourscore.terms import said, write_value
from fourscore.web.address import Address
from fourscore.web.roles.view import Cell, Head, Table, View, number, place_of
from fourscore.web.words import day_word

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request

    from fourscore.centre import Aimed, Shown
    from fourscore.terms import Days
    from fourscore.web.pages import Frame

# How a verdict is marked: the shape and colour repeat its word.
TONES = {"achieved": "good", "provisionally achieved": "near", "in progress": "near", "in progress, watch": "near",
         "behind": "off", "bought": "off", "failing on both": "off", "unknown": "none"}
WORDS = {"to move": "Moves", "to hold": "Holds"}


def goals_view(frame: Frame, request: Request) -> View:
    """Every goal with its guards: what it moves, what must hold meanwhile, and the verdict."""
    centre = frame.centre
    said = request.query_params.get("period", "")
    judged = goals(centre, period=said)
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
        verdict = Cell(said_plainly(found).capitalize(), tone=TONES[found.word])
        rows.append([Cell(_name(found.guarded.id), below=says), verdict, way, number(found.points, "points")])
    heads = (Head("goal", said("Goal")), Head("verdict", said("Verdict")), Head("way", said("Of the way"), num=True),
             Head("points", said("Points"), num=True))
    return Table("verdicts", said("Goals and what they cost"), heads, rows,
                 lead=said("A goal is achieved only when it is reached and everything that was to hold did hold. What "
                           "was gained by letting a guard go is reached at the cost of it, and nothing makes up for "
                           "that."))


def _goal(frame: Frame, one: Shown, address: Address | None) -> Table:
    found = one.judged
    rows = []
    for part, said in zip(found.parts, goal_rows(found, frame.currency), strict=True):
        kpi: Any = part.kpi
        href = address.within(kpi.scope).link(place_of("measure", kpi.metric)) if kpi and address else ""
        value = part.figure.value if hasattr(part, "move") else getattr(part, "value", None)
        rows.append([Cell(said[1], href=href), Cell(WORDS.get(said[0], said[0])),
                     Cell(said[2], value, kpi.unit if kpi else "ratio", href),
                     *(Cell(text or "–") for text in said[3:6]), Cell(said[6]), Cell(said[7].capitalize() or "–")])
    words = ("Measure", "Part", "Value", "Asked for", "Chance inside", "90% interval", "Cases", "Stands")
    told = [name.lower().replace(" ", "_").replace("%", "") for name in GOAL_HEADINGS[2:7]]
    keys = ("measure", "part", *told, "stands")
    heads = tuple(Head(key, word, num=word in ("Value", "Chance inside", "Cases")) for key, word in
                  zip(keys, words, strict=True))
    return Table(f"goal-{found.guarded.id}", _name(found.guarded.id), heads, rows,
                 lead=said("{said_plainly}. As it is written: {text}; judged over {day}.",
                           said_plainly=said_plainly(found).capitalize(), text=found.guarded.text,
                           day=day_word(found.days)), notes=goal_notes(found, frame.currency))


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
    notes = [f"What a measure really moves is its share of the ups and downs of the total over {found.weeks} weeks: "
             "below nought for one that evens the others out." if found.weeks else
             "What each measure really moves is told once weeks of figures are loaded."]
    links = ([("Change them in the set-up", "/stages/measures")] if frame.rights.opens("stages") else [])
    if may:
        notes.append("Targets, weights and owners are written in strategy.yaml; every change stays in its history.")
    return View("/targets", said("Targets"),
                [Table("targets", said("Targets, weights, owners"), heads, rows, notes=notes)],
                template="targets.html", more={"edit": links})


def _aim(frame: Frame, one: Aimed, may: bool) -> list[Cell]:
    kpi, money = one.kpi, frame.currency
    now = write_value(one.now, kpi.unit, money)
    upper = f" to {write_value(kpi.upper_target, kpi.unit, money)}" if kpi.upper_target is not None else ""
    per = f"each {kpi.per}" if kpi.per else ""
    coming = ", then ".join(f"{write_value(value, kpi.unit, money)} on {_day(day)}" for day, value in one.to_come)
    return [
        Cell(kpi.name, href=place_of("measure", kpi.metric), below=one.objective.name), Cell(one.perspective.name),
        Cell(frame.owner(one.owner) or "–",
             below=said("in their place {owner}", owner=frame.owner(kpi.deputy)) if kpi.deputy else ""),
        Cell(f"{now}{upper}", one.now, kpi.unit, below=per), Cell(coming or said("stays as it is")),
        number(kpi.floor, kpi.unit, money), number(one.nominal, "share"), number(one.effective, "share"),
        *([Cell(said("strategy.yaml, line {line}", line=kpi.line))] if may else [])]


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
