"""This file is about how good a draft is: what the rules say of it, by thing, by line and by stage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.checking.check import Checked, check_text
from fourscore.centre.choosing.trying import Backtested, backtest_kpi
from fourscore.centre.editing.standing import text_of
from fourscore.centre.written import STRATEGY, scopes_of
from fourscore.terms import Days, Trouble, WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fourscore.centre.centre import Centre
    from fourscore.strategy import Finding, Kpi, Signature, Stage, Strategy

AHEAD, BEHIND = 24, 12  # months of a path that are shown
LINE = re.compile(rf"{re.escape(STRATEGY)}:(\d+)$")


class StageStands(NamedTuple):
    """A stage as the draft stands. errors: what its gate would not let through. signed: the last signature of it."""

    stage: Stage
    errors: tuple[Finding, ...]
    signed: Signature | None


class PathPoint(NamedTuple):
    """A month of a KPI. value: what was measured, as far as it was; complete: whether all of it is in; target: the mean
    of its path, with its upper edge where it is a band."""

    days: Days
    value: float | None
    complete: bool
    target: float | None
    upper: float | None = None


def look_at(centre: Centre, text: str) -> Checked:
    """What the rules of a text say of this one."""
    return check_text(centre, text)


def by_line(checked: Checked) -> dict[int, list[Finding]]:
    """The findings nobody put up with, by the line of the text they speak of; 0: of the whole."""
    found: dict[int, list[Finding]] = {}
    for finding in checked.findings:
        if finding.allowed is None:
            place = LINE.search(finding.issue.where)
            found.setdefault(int(place[1]) if place else 0, []).append(finding)
    return found


def stages_of(centre: Centre, checked: Checked) -> list[StageStands]:
    """The stages whose artefact is the strategy, as its draft stands."""
    from fourscore.strategy import GATES, errors_of, signatures

    written = signatures(centre.office)
    return [StageStands(stage, errors_of(stage, checked.findings),
                        next((one for one in reversed(written) if one.stage == stage.number), None))
            for stage in GATES[:3]]


def tried_kpi(centre: Centre, kpi: Kpi) -> Backtested | None:
    """The KPI tried on the last twelve months loaded; None where nothing is loaded, or it cannot be told."""
    try:
        return backtest_kpi(centre, kpi)
    except WrongUse:
        return None


def path_of(centre: Centre, kpi: Kpi, tried: Backtested | None) -> list[PathPoint]:
    """The KPI's months, those that were measured and those its path leads on to."""
    from fourscore.scoring import target_during

    measured = {name: (value, complete) for name, value, _, complete in tried.tried[0].months} if (
        tried is not None and tried.tried) else {}
    months = _months(centre, kpi, tried.during if tried is not None else None)
    found = []
    for days in months:
        value, complete = measured.get(f"{days.first:%Y-%m}", (None, True))
        found.append(PathPoint(days, value, complete, target_during(kpi, days), kpi.upper_target))
    return found


def _months(centre: Centre, kpi: Kpi, during: Days | None) -> list[Days]:
    """From the first month measured, or this one, up to the one the path ends in."""
    today = centre.calendar.local(centre.now()).date()
    dated = [day for day, _ in kpi.targets if day.year > 1]
    first = (during.first if during is not None else min([today, *dated])).replace(day=1)
    here = _number(today)
    last = min(max([here, *(_number(day) for day in dated)]), here + AHEAD)
    start = max(_number(first), here - BEHIND * 2)
    found = []
    for number in range(start, last + 1):
        try:
            found.append(centre.calendar.period(f"{number // 12:04d}-{number % 12 + 1:02d}"))
        except Trouble:  # beyond what a calendar knows
            break
    return found


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def as_typed(centre: Centre, text: str, kpi: str, said: Mapping[str, str]) -> Kpi | None:
    """A KPI as it would be with these fields, kept nowhere; None where it cannot be read then."""
    from fourscore.strategy import change

    changed = text_of(centre, text)
    try:
        change(changed, "kpi", kpi, said)
    except Trouble:
        return None
    strategy = read_as_far(centre, changed.text)
    return next((one for one in strategy.kpis() if one.id == kpi), None) if strategy is not None else None


def read_as_far(centre: Centre, text: str) -> Strategy | None:
    """The strategy of a text as far as it can be read, for showing alone: what cannot be is left out of it."""
    from fourscore.strategy import lint

    return lint(text, STRATEGY, centre.metrics.catalogue, scopes_of(centre.extras)).strategy
