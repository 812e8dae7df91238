"""This file is about a centre's initiatives: written down, moved on, checked against what would have come anyway."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.cards.scopes import scope_of
from fourscore.centre.publishing.strategies import reasoned, today_of
from fourscore.centre.reviewing.run import adds_up, by_day, by_week, kpi_of, weeks_before, weeks_since
from fourscore.terms import Issue, WrongUse, did_you_mean, read_value, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Effect, Initiative, InitiativeAim
    from fourscore.strategy import Kpi

EXPECTED = re.compile(r"(?P<kpi>\S+)\s+(?P<sign>[+\-−])\s*(?P<value>.+?)\s+by\s+(?P<day>\d{4}-\d{2}-\d{2})")
WEEKS = 26  # of history beside what came


class SaidInitiative(NamedTuple):
    """An initiative as a person types it; expect: lines such as `conversion +0.4pp by 2026-12-31`."""

    id: str
    name: str
    hypothesis: str
    objective: str
    owner: str
    expect: Sequence[str]
    start: str = ""
    cost: str = ""
    teams: Sequence[str] = ()
    against: Sequence[str] = ()


class CheckedAim(NamedTuple):
    """One KPI of an initiative, and what came of it."""

    aim: InitiativeAim
    unit: str
    effect: Effect


def signed_by(who: str) -> str:
    """Who says so, as it is kept. Raises WrongUse `not-signed`."""
    if not who.strip():
        raise WrongUse(Issue("not-signed", "--as", said("Nobody signs this."),
                             said("Add your name (--as 'Mara Quinn').")))
    return who.strip()


def add_initiative(centre: Centre, told: SaidInitiative, who: str) -> Initiative:
    """Write an initiative down, planned. Raises WrongUse with what is wrong in it; Trouble `initiative-twice`."""
    from fourscore.scoring import Initiative, Stood, keep_initiative

    who = signed_by(who)
    if not re.fullmatch(r"[a-z0-9][a-z0-9\-]*", told.id):
        raise WrongUse(Issue("bad-id", repr(told.id), said("This is no id."),
                             said("Write small letters, digits and dashes.")))
    missing = [what for what, text in (
        (said("a name (--name)"), told.name), (said("why it should work (--hypothesis)"), told.hypothesis),
        (said("who answers for it (--owner)"), told.owner), (said("what is to move (--expect)"), told.expect))
        if not text]
    if missing:
        raise WrongUse(Issue("initiative-unfinished", told.id, said("It lacks {names}.", names=together(missing, ", ")),
                             said("Say which KPI is to move, how far and until when "
                                  "(--expect 'conversion +0.4pp by 2026-12-31').")))
    objectives = [one.id for one in centre.strategy.objectives()]
    if told.objective not in objectives:
        raise WrongUse(Issue("unknown-objective", repr(told.objective), said("There is no objective of that id."),
                             did_you_mean(told.objective, objectives) or said("strategy.yaml names them all.")))
    both = set(told.teams) & set(told.against)
    if both or (told.against and not told.teams):
        raise WrongUse(Issue("no-comparison", "--against",
                             said("A team it is held against must not be one it is done in."),
                             said("Name the teams it is done in (--team), and those where nothing of it "
                                  "is (--against).")))
    for team in (*told.teams, *told.against):
        scope_of(centre, {"team": team})
    aims = tuple(aim_of(centre, line) for line in told.expect)
    start = _day(told.start, "--start") if told.start else today_of(centre)
    made = Initiative(
        told.id, told.name.strip(), told.hypothesis.strip(), told.objective, told.owner.strip(), _cost(told.cost),
        centre.settings.currency, start, tuple(told.teams), tuple(told.against), aims,
        (Stood("planned", centre.now(), who, str(said("written down"))),))
    keep_initiative(centre.office, made, who=who, now=centre.now())
    centre.anew()
    return made


def aim_of(centre: Centre, line: str) -> InitiativeAim:
    """A line such as `conversion +0.4pp by 2026-12-31`. Raises WrongUse `bad-expectation`, `unknown-kpi`."""
    from fourscore.scoring import InitiativeAim

    found = EXPECTED.fullmatch(line.strip())
    if found is None:
        raise WrongUse(Issue("bad-expectation", repr(line),
                             said("This does not say which KPI moves how far until when."),
                             said("Write a KPI's id, the change with its sign, and a day: conversion +0.4pp by "
                                  "2026-12-31")))
    kpi = kpi_of(centre, found["kpi"])
    change = change_of(found["sign"] + found["value"], kpi)
    return InitiativeAim(kpi.id, change, _day(found["day"], line))


def change_of(text: str, kpi: Kpi) -> float:
    """A change with its sign, in the metric's unit; of a share in points (`pp`, or `%`). Raises `bad-expectation`."""
    sign = -1 if text.strip()[:1] in "-−" else 1
    plain = text.strip().lstrip("+-−").strip()
    try:
        value = read_value(plain.removesuffix("pp") + "%" if plain.endswith("pp") else plain, kpi.unit)
    except ValueError as wrong:
        raise WrongUse(Issue("bad-expectation", repr(text), f"{wrong}.",
                             said("Write for example: +0.4pp, -30s or +2,000"))) from None
    if value == 0:
        raise WrongUse(Issue("bad-expectation", repr(text), said("Nothing is expected to move."),
                             said("Write by how much.")))
    return sign * abs(value)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(Issue("bad-day", where, said("{text} is not a day.", text=repr(text)),
                             said("Write for example: 2026-12-31"))) from None


def _cost(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        cost = round(Decimal(text.replace(",", "").strip()), 2)
    except InvalidOperation:
        raise WrongUse(Issue("unreadable-value", "--cost", said("{text} is not an amount.", text=repr(text)),
                             said("Write a number in the centre's currency, such as 12000"))) from None
    return cost


def set_state(centre: Centre, id_: str, state: str, who: str, why: str, seen: int | None = None) -> Initiative:
    """Move an initiative on. seen: how many states it had when that was decided, where somebody looked at it before.

    Raises WrongUse `unknown-initiative`, `unknown-state`; Trouble `changed-meanwhile`.
    """
    from fourscore.scoring import STATES, Stood, initiative_of, keep_state

    if state not in STATES:
        raise WrongUse(Issue("unknown-state", repr(state), said("This is no state of an initiative."),
                             said("Write one of: {names}.", names=together(STATES, ", "))))
    there = initiative_of(centre.office, id_)
    keep_state(centre.office, id_, Stood(state, centre.now(), signed_by(who), reasoned(why)),
               after=len(there.states) if seen is None else seen)
    centre.anew()
    return initiative_of(centre.office, id_)


def check_initiative(centre: Centre, id_: str) -> list[CheckedAim]:
    """What came of each KPI of an initiative, against what would have happened anyway.

    With teams it is held against, by them; else by the KPI's own history. Raises WrongUse `unknown-initiative`.
    """
    from fourscore.scoring import initiative_of

    one = initiative_of(centre.office, id_)
    return [CheckedAim(aim, kpi_of(centre, aim.kpi).unit, _effect(centre, one, aim)) for aim in one.aims]


def _effect(centre: Centre, one: Initiative, aim: InitiativeAim) -> Effect:
    from fourscore.scoring import by_comparison, not_yet

    kpi, method = kpi_of(centre, aim.kpi), "comparison" if one.against else "history"
    if not adds_up(centre, kpi):
        return not_yet(method, 0, said("percentiles and maxima of weeks cannot be joined"))
    after = weeks_since(centre, one.first_day, min(aim.by_day + timedelta(days=1), today_of(centre)))
    try:
        if not one.against:
            return effect_since(centre, kpi, aim.change, one.first_day, aim.by_day, one.scope)
        # Amounts differ by the day of the week, which would drown what is looked for.
        run = by_week if kpi.per is not None else by_day
        before = weeks_before(centre, one.first_day, WEEKS)
        sides = [[sums for sums in run(centre, kpi, weeks, teams) if sums is not None]
                 for teams in (one.scope, one.against) for weeks in (before, after)]
    except WrongUse as refused:
        if refused.issues[0].name not in ("cannot-bear", "unknown-word"):
            raise
        return not_yet(method, len(after), refused.issues[0].what.rstrip("."))
    return by_comparison(*sides, change=aim.change, first_day=one.first_day, weeks=len(after))


def effect_since(
    centre: Centre, kpi: Kpi, change: float, first_day: date, by: date, teams: Sequence[str] = (),
) -> Effect:
    """What came of a KPI since a day, against what its own history led to expect."""
    from fourscore.scoring import by_history

    before = weeks_before(centre, first_day, WEEKS)
    after = weeks_since(centre, first_day, min(by + timedelta(days=1), today_of(centre)))
    history, came = ([sums for sums in by_week(centre, kpi, weeks, teams) if sums is not None]
                     for weeks in (before, after))
    return by_history(history, came, change=change, first_day=first_day)
