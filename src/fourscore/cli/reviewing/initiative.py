"""This file is about `initiative`: written down, listed, moved on, and checked against what would have come anyway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.scoring import Effect, Initiative, InitiativeAim


def initiative_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], ("text", "json") if args["do"] == "show" else ("table", "csv", "json"))
    done = {"add": _add, "list": _list, "show": _show, "state": _state, "check": _check}
    return done[args["do"]](centre, args, streams)


def _add(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import SaidInitiative, add_initiative

    said = SaidInitiative(**{name: args[name] for name in SaidInitiative._fields})
    made = add_initiative(centre, said, args["as"])
    streams.out.write(f"{made.id} is planned from {made.first_day} on: {_aims(centre, made)}.\n")
    return 0


def _aims(centre: Centre, one: Initiative) -> str:
    return ", ".join(_aim(centre, aim) for aim in one.aims)


def _aim(centre: Centre, aim: InitiativeAim) -> str:
    units = {kpi.id: kpi.unit for kpi in centre.strategy.kpis()}
    return f"{aim.kpi} {change(aim.change, units.get(aim.kpi, 'ratio'), centre.settings.currency)} by {aim.by_day}"


def change(value: float | None, unit: str, currency: str) -> str:
    """A change with its sign; of a share in points."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{value * 100:+.2f} pp".replace("-", "−")
    return ("+" if value > 0 else "") + write_value(value, unit, currency)


def _list(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.scoring import initiatives

    there = initiatives(centre.office)
    if args["format"] == "json":
        show.as_json([plain(one) for one in there], streams)
        return 0
    headings = ["id", "name", "objective", "owner", "state", "start", "expected", "cost"]
    rows = [[one.id, one.name, one.objective, one.owner, one.state, str(one.first_day), _aims(centre, one),
             _cost(one)] for one in there]
    (show.as_csv if args["format"] == "csv" else show.table)(headings, rows, streams)
    return 0


def _cost(one: Initiative) -> str:
    return "–" if one.cost is None else write_value(one.cost, "money", one.currency)


def plain(one: Initiative) -> dict[str, Any]:
    return {**one._asdict(), "state": one.state, "cost": None if one.cost is None else float(one.cost),
            "aims": [aim._asdict() for aim in one.aims], "states": [state._asdict() for state in one.states]}


def _show(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.scoring import initiative_of

    one = initiative_of(centre.office, args["id"])
    if args["format"] == "json":
        show.as_json(plain(one), streams)
        return 0
    lines = [f"{one.name} ({one.id}), {one.state}", f"why it should work: {one.hypothesis}",
             f"objective: {one.objective}", f"owner: {one.owner}", f"from: {one.first_day}",
             f"expected: {_aims(centre, one)}", f"cost: {_cost(one)}",
             f"where: {', '.join(one.scope) or 'the whole centre'}"]
    lines += [f"compared with: {', '.join(one.against)}"] if one.against else []
    lines += [f"{centre.calendar.local(stood.at):%Y-%m-%d %H:%M} {stood.state}, by {stood.who}: {stood.why}"
              for stood in one.states]
    for line in lines:
        show.wrapped(line, streams)
    return 0


def _state(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import set_state

    one = set_state(centre, args["id"], args["state"], args["as"], args["why"])
    streams.out.write(f"{one.id} is {one.state}.\n")
    return 0


def _check(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import check_initiative

    found = check_initiative(centre, args["id"])
    if args["format"] == "json":
        show.as_json([{**one.aim._asdict(), **one.effect._asdict()} for one in found], streams)
        return 0
    headings = ["KPI", "verdict", "by", "before", "came", "anyway", "effect", "from", "to", "expected", "weeks"]
    rows = [[one.aim.kpi, one.effect.verdict, one.effect.method,
             *effect_cells(one.effect, one.unit, centre.settings.currency),
             change(one.aim.change, one.unit, centre.settings.currency), str(one.effect.weeks)] for one in found]
    if args["format"] == "csv":
        show.as_csv(headings, rows, streams)
        return 0
    show.table(headings, rows, streams, numbers=8)
    for one in found:
        if said := why_not(one.effect):
            show.wrapped(f"{one.aim.kpi}: {said}", streams)
    return 0


def effect_cells(effect: Effect, unit: str, currency: str) -> list[str]:
    """Before, what came, what would have come anyway, the effect and its interval."""
    levels = [write_value(one, unit, currency) for one in (effect.before, effect.after, effect.expected)]
    return [*levels, *(change(one, unit, currency) for one in (effect.effect, effect.low, effect.high))]


def why_not(effect: Effect) -> str:
    """Why it cannot be told yet, and until when; empty where it can."""
    if not effect.why:
        return ""
    return effect.why + (f"; it may be told from {effect.until} on" if effect.until else "")
