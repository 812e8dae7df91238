"""This file is about months: signing one off with its numbers, reopening it, and what moved since."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import isclose
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Days, Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Closed, Number
    from fourscore.warehouse import Touch

OPEN, CLOSED, RESTATED = "open", "closed", "restated"


class Moved(NamedTuple):
    """A number that is no longer what its month was signed off with, and the loads that may have moved it.

    scope: what a KPI is limited to; team None: the centre's number. Without loads a definition changed, or later days.
    provisional: whether it was signed before it was complete, so that it was bound to move.
    """

    metric: str
    scope: Mapping[str, Sequence[str]]
    team: str | None
    then: float | None
    now: float | None
    n_then: int
    n_now: int
    loads: tuple[Touch, ...]
    provisional: bool


class Month(NamedTuple):
    """A calendar month: open, closed, or restated since it was closed. Times are aware; missing where it is open."""

    month: str
    state: str
    closed_by: str | None
    closed_at: datetime | None
    reopened: tuple[tuple[str, datetime], ...]
    moved: tuple[Moved, ...]


def close_month(centre: Centre, month: str, by: str) -> tuple[Number, ...]:
    """Sign a month off; the numbers it was signed off with. Raises Trouble `already-closed`, `nothing-loaded`;
    WrongUse `bad-period`, `not-signed`, `month-not-over`."""
    days = _days(centre, month)
    _signed(by)
    if centre.now() < centre.calendar.midnight(days.until):
        raise WrongUse(Issue("month-not-over", month, said("This month is not over, so its numbers are not final."),
                             said("Close it from {until} on.", until=days.until)))
    spread = centre.metrics.spread()
    if spread is None or spread.until <= days.first or days.until <= spread.first:
        raise Trouble(Issue("nothing-loaded", month, said("Nothing of this month is loaded, so there is no number."),
                            said("Run: fourscore load")))
    load = centre.warehouse.last_load()
    numbers = tuple(numbers_of(centre, days))
    centre.office.close_month(f"{days.first:%Y-%m}", by.strip(), numbers, load=load, now=centre.now())
    return numbers


def reopen_month(centre: Centre, month: str, by: str) -> None:
    """Take the signature back. Raises Trouble `not-closed`; WrongUse `bad-period`, `not-signed`."""
    days = _days(centre, month)
    _signed(by)
    centre.office.reopen_month(f"{days.first:%Y-%m}", by.strip(), now=centre.now())


def months(centre: Centre, *, only_closed: bool = False) -> list[Month]:
    """Every month that has something loaded or was ever closed, oldest first, with what moved since it was closed."""
    past: dict[str, list[Closed]] = {}
    for closing in centre.office.closings():
        past.setdefault(closing.month, []).append(closing)
    names = sorted(set(past) | (set() if only_closed else set(_loaded(centre))))
    found = []
    for name in names:
        closings = past.get(name, [])
        standing = next((one for one in closings if one.reopened_at is None), None)
        reopened = tuple((one.reopened_by or "", one.reopened_at) for one in closings if one.reopened_at is not None)
        if standing is None:
            found.append(Month(name, OPEN, None, None, reopened, ()))
            continue
        moved = tuple(moved_since(centre, standing))
        state = RESTATED if moved else CLOSED
        found.append(Month(name, state, standing.closed_by, standing.closed_at, reopened, moved))
    return found


def restated_months(centre: Centre) -> list[str]:
    """Closed months whose numbers are others now; asked only of those a later load touched."""
    found = []
    for closing in centre.office.closings():
        days = centre.calendar.period(closing.month)
        if closing.reopened_at is None and centre.warehouse.touching(days, closing.load):
            try:
                moved = moved_since(centre, closing)
            except Trouble:
                continue  # the doctor looks at a centre whose metrics or settings are in disorder as well
            if moved:
                found.append(closing.month)
    return found


def moved_since(centre: Centre, closing: Closed) -> list[Moved]:
    """The numbers of a closed month that are others now; counted things that moved under the same value too."""
    days = centre.calendar.period(closing.month)
    asked: dict[tuple[str, str], None] = dict.fromkeys((n.metric, n.scope) for n in closing.numbers)
    there = {(n.metric, n.scope, n.team): n for n in _asked(centre, days, list(asked))}
    then = {(n.metric, n.scope, n.team): n for n in closing.numbers}
    touches = centre.warehouse.touching(days, closing.load)
    gone = any(day > days.first for day, _ in centre.warehouse.frozen().values())
    moved = []
    for key in [*then, *(key for key in there if key not in then)]:
        old, new = then.get(key), there.get(key)
        was, now = (old.value if old else None), (new.value if new else None)
        many, more = (old.n if old else 0), (new.n if new else 0)
        if (_same(was, now) and many == more) or (gone and now is None):
            continue  # the same; or no longer to be told, as the facts it needs were deleted
        metric, scope, team = key
        loads = tuple(t for t in touches if not t.kind or t.kind in kinds_of(centre, metric))
        moved.append(Moved(metric, json.loads(scope or "{}"), team, was, now, many, more, loads,
                           provisional=old is not None and not old.complete))
    return moved


def numbers_of(centre: Centre, days: Days) -> list[Number]:
    """Every KPI of the scorecard and every count of the catalogue, for the centre and each team that it can bear."""
    asked = dict.fromkeys((kpi.metric, json.dumps(kpi.scope, sort_keys=True) if kpi.scope else "")
                          for kpi in centre.strategy.kpis())
    catalogue = centre.metrics.catalogue
    asked |= dict.fromkeys((catalogue.find(key).key, "") for key, metric in catalogue.metrics.items()
                           if metric.unit == "count")
    return _asked(centre, days, list(asked))


def _asked(centre: Centre, days: Days, asked: Sequence[tuple[str, str]]) -> list[Number]:
    from fourscore.office import Number

    metrics, found = centre.metrics, []
    for scope in dict.fromkeys(scope for _, scope in asked):
        keys = [metric for metric, of in asked if of == scope and metric in metrics.catalogue.metrics]
        where = json.loads(scope or "{}")
        for by in ([], ["team"]):
            borne = [key for key in keys if set(by) <= set(metrics.dimensions(key))] if by else keys
            if not borne or (by and "team" in where):
                continue
            found += [Number(row.key, scope, row.by.get("team"), row.value, row.n, row.complete)
                      for row in metrics.ask(borne, by, during=days, where=where, exact=True).rows
                      if not by or row.by["team"] is not None]
    return found


def kinds_of(centre: Centre, metric: str) -> set[str]:
    """Kinds of fact a metric is counted over; every kind where it is worked out of several, or is no more."""
    from fourscore.warehouse import FACTS

    catalogue = centre.metrics.catalogue
    if metric not in catalogue.metrics:
        return set(FACTS)
    of = {catalogue.parts[part].of for part in catalogue.metrics[metric].parts()}
    stored = of & set(FACTS)
    # Stays and pieces of them come together, and what is seen another way may hang on anything.
    return stored | {"visit", "segment", "contact"} if of - {"days"} <= set(FACTS) else set(FACTS)


def _same(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is now
    return isclose(then, now, rel_tol=1e-9, abs_tol=1e-9)


def _loaded(centre: Centre) -> list[str]:
    spread = centre.metrics.spread()
    if spread is None:
        return []
    found, day = [], spread.first.replace(day=1)
    while day < spread.until:
        found.append(f"{day:%Y-%m}")
        day = _next(day)
    return found


def _next(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _days(centre: Centre, month: str) -> Days:
    if not re.fullmatch(r"\d{4}-\d{2}", month.strip()):
        raise WrongUse(Issue("bad-period", repr(month), said("This is not a month."),
                             said("Write for example 2026-03")))
    return centre.calendar.period(month)


def _signed(by: str) -> None:
    if not by.strip():
        raise WrongUse(Issue("not-signed", "--by", said("Nobody signs this."),
                             said("Add your name: --by 'Mara Quinn'")))
