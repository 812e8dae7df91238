"""This file is about the goals, those with guards and their verdicts, initiatives, and the targets as paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fourscore.centre import check_initiative, goals, paths, talked_of
from fourscore.scoring import (
    GOAL_HEADINGS,
    goal_notes,
    goal_rows,
    goal_sentence,
    initiatives,
    said_plainly,
)
from fourscore.strategy import CHOICE_WORDS
from fourscore.terms import Trouble, capital, kept, said, said_many, together, write_day, write_value
from fourscore.web.address import Address
from fourscore.web.roles.view import Cell, Head, Table, View, number, place_of
from fourscore.web.words import day_word, write_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from fourscore.centre import Aimed, CheckedAim, Shown
    from fourscore.scoring import Initiative
    from fourscore.terms import Days
    from fourscore.web.pages import Frame

EACH = {"day": said("each day"), "week": said("each week"), "month": said("each month"),
        "quarter": said("each quarter"), "year": said("each year")}
# How a verdict is marked: the shape and colour repeat its word.
TONES = {"achieved": "good", "provisionally achieved": "near", "in progress": "near", "in progress, watch": "near",
         "behind": "off", "bought": "off", "failing on both": "off", "unknown": "none"}
STATE_WORDS = {"planned": said("planned"), "running": said("running"), "done": said("done"),
               "stopped": said("stopped")}
FIGURES = ("value", "asked_for", "inside", "90_interval", "n")
WORDS = {"to move": said("Moves"), "to hold": said("Holds")}


def goals_view(frame: Frame, request: Request, forms: Mapping[str, Any]) -> View:
    """Every goal with its guards: what it moves, what must hold meanwhile, and the verdict. forms: of initiatives."""
    centre = frame.centre
    period = request.query_params.get("period", "")
    judged = goals(centre, period=period)
    days: Days | None = judged[0].judged.days if judged else None
    address = Address(centre.calendar, days) if days else None
    tables = [*([_verdicts(frame, judged)] if judged else []), *_business(frame),
              *(_goal(frame, one, address) for one in judged), *_initiatives(frame)]
    return View("/goals", said("Goals"), tables, "", address, template="goals.html", more=forms)


def _talk(frame: Frame, kind: str, things: list[str]) -> tuple[Mapping[str, int], tuple[Head, ...]]:
    """How many comments each thing has, and the column they stand in; neither for who may not see them."""
    found = talked_of(frame.centre, kind, things)
    return found, (Head("comments", said("Comments")),) if found else ()


def _talked(kind: str, about: str, found: Mapping[str, int]) -> list[Cell]:
    """Where what is said of a thing stands."""
    if about not in found:
        return []
    many = found[about]
    word = said_many("{number} comment", "{number} comments", many) if many else said("Comment")
    return [Cell(word, many, "count", f"/comments?on={kind}&about={quote(about, safe='')}")]


def _verdicts(frame: Frame, judged: list[Shown]) -> Table:
    rows = []
    talk, column = _talk(frame, "guarded", [one.judged.guarded.id for one in judged])
    for one in judged:
        found = one.judged
        says = goal_sentence(found, frame.centre.strategy, frame.currency)
        way = Cell("–", None) if found.progress is None else number(found.progress, "share")
        verdict = Cell(capital(said_plainly(found)), tone=TONES[found.word])
        rows.append([Cell(_name(found.guarded.id), below=says, href=f"#t-goal-{found.guarded.id}"), verdict, way,
                     number(found.points, "points"), *_talked("guarded", found.guarded.id, talk)])
    heads = (Head("goal", said("Goal")), Head("verdict", said("Verdict")), Head("way", said("Of the way"), num=True),
             Head("points", said("Points"), num=True), *column)
    return Table("verdicts", said("Goals and what they cost"), heads, rows,
                 lead=said("A goal is achieved only when it is reached and everything that was to hold did hold. What "
                           "was gained by letting a guard go is reached at the cost of it, and nothing makes up for "
                           "that."))


def _business(frame: Frame) -> list[Table]:
    """The business goals, as they are written."""
    written = frame.centre.strategy.goals
    if not written:
        return []
    talk, column = _talk(frame, "goal", [one.id for one in written])
    names = {**{kpi.id: kept(kpi.name) for kpi in frame.centre.strategy.kpis()},
             **{one.id: one.name for one in frame.centre.strategy.objectives()}}
    heads = (Head("goal", said("Goal")), Head("term", said("Term")), Head("by", said("By when")),
             Head("owner", said("Owner")), Head("drivers", said("Drivers")), *column)
    rows = [[Cell(one.text or one.id, below=said("serves: {goal}", goal=one.serves) if one.serves else ""),
             Cell(capital(CHOICE_WORDS.get(one.term, one.term))), Cell(one.by or "–"),
             Cell(kept(frame.owner(one.owner) or "–")),
             Cell(together([names.get(driver, driver) for driver in one.drivers], ", ") if one.drivers else "–"),
             *_talked("goal", one.id, talk)] for one in written]
    return [Table("business", said("Business goals"), heads, rows)]


def _initiatives(frame: Frame) -> list[Table]:
    """What is done to move KPIs, how it stands, and what came of it; there for who may see the set-up."""
    there = initiatives(frame.centre.office) if frame.rights.opens("stages") else []
    if not there:
        return []
    talk, column = _talk(frame, "initiative", [one.id for one in there])
    names = {one.id: one.name for one in frame.centre.strategy.objectives()}
    heads = (Head("initiative", said("Initiative")), Head("objective", said("Objective")), Head("owner", said("Owner")),
             Head("state", said("State")), Head("from", said("From")), Head("aims", said("What is to move")),
             Head("came", said("What came of it")), *column)
    rows = [[Cell(one.name, below=one.hypothesis), Cell(names.get(one.objective, one.objective)),
             Cell(kept(frame.owner(one.owner) or "–")),
             Cell(capital(STATE_WORDS.get(one.state, one.state)), below=kept(one.states[-1].why)),
             Cell(write_day(one.first_day)), Cell(_aims(frame, one)), Cell(_came(frame, one)),
             *_talked("initiative", one.id, talk)] for one in there]
    return [Table("initiatives", said("Initiatives"), heads, rows)]


def _aims(frame: Frame, one: Initiative) -> str:
    """What it is to move, by how much until when."""
    kpis = {kpi.id: kpi for kpi in frame.centre.strategy.kpis()}
    told = []
    for aim in one.aims:
        kpi = kpis.get(aim.kpi)
        much = together(("+" if aim.change > 0 else "−", write_change(abs(aim.change), kpi.unit, frame.currency)),
                        "") if kpi else ""
        told.append(said("{kpi} {change} by {day}", kpi=kept(kpi.name) if kpi else aim.kpi, change=much,
                         day=write_day(aim.by_day)))
    return together(told, "; ")


def _came(frame: Frame, one: Initiative) -> str:
    """The verdict on each of its aims."""
    try:
        found: list[CheckedAim] = check_initiative(frame.centre, one.id)
    except Trouble as wrong:  # a KPI that is not there any more, or nothing loaded
        return wrong.issues[0].what
    return together(list(dict.fromkeys(capital(kept(aim.effect.verdict)) for aim in found)), "; ")


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
                     Cell(capital(told[7]) if told[7] else "–")])
    words = (said("Measure"), said("Part"), said("Value"), said("Asked for"), said("Chance inside"),
             said("90% interval"), said("Cases"), said("Stands"))
    keys = ("measure", "part", *(name.lower().replace(" ", "_").replace("%", "") for name in GOAL_HEADINGS[2:7]),
            "stands")
    heads = tuple(Head(key, word, num=key in FIGURES) for key, word in
                  zip(keys, words, strict=True))
    return Table(f"goal-{found.guarded.id}", _name(found.guarded.id), heads, rows,
                 lead=said("{verdict}. As it is written: {text}; judged over {days}.",
                           verdict=capital(said_plainly(found)), text=found.guarded.text,
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
        Cell(now, one.now, kpi.unit, place_of("measure", kpi.metric), below=EACH.get(kpi.per or "", ""),
             upper=kpi.upper_target),
        Cell(coming or said("stays as it is")), number(kpi.floor, kpi.unit, money, place_of("measure", kpi.metric)),
        number(one.nominal, "share", href=f"/scorecard/parts#kpi-{kpi.id}"),
        number(one.effective, "share", href=f"/scorecard/parts#kpi-{kpi.id}"),
        *([Cell(said("strategy.yaml, line {line}", line=kpi.line), href=place_of("edit", "kpi", kpi.id))]
          if may else [])]

