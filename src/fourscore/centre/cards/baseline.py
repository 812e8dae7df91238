"""This file is about freezing baselines of a centre's KPIs from what is loaded, and writing them into its strategy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.keeping.closing import restated_months
from fourscore.centre.written import STRATEGY
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said, said_many

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Frozen
    from fourscore.strategy import Strategy


class Baselines(NamedTuple):
    """What was frozen, and why some KPIs were not."""

    frozen: tuple[Frozen, ...]
    refused: tuple[Issue, ...]


def freeze_baselines(
    centre: Centre, ids: Sequence[str], first: str, until: str, *, write: bool = False, unsigned: bool = False,
) -> Baselines:
    """The baselines of these KPIs (of every one, where none is named) over the months from `first` up to `until`.

    write: into strategy.yaml, all else there byte for byte as it was. unsigned: of months too that nobody has closed.
    Raises WrongUse `bad-period`, `unknown-kpi`; Trouble `baseline-not-signed`, `baseline-breaks-strategy` and what
    `StrategyText` raises; nothing is written then.
    """
    from fourscore.scoring import freeze, months_of

    days = _months(first, until)
    strategy, metrics = centre.strategy, centre.metrics
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    for name in ids:
        if name not in kpis:
            raise WrongUse(Issue("unknown-kpi", repr(name), said("There is no KPI called {name}.", name=repr(name)),
                                 did_you_mean(name, kpis) or said("strategy.yaml names every KPI by its id.")))
    if not unsigned:
        _signed(centre, months_of(days))
    frozen: list[Frozen] = []
    refused: list[Issue] = []
    for name in dict.fromkeys(ids or kpis):
        try:
            frozen.append(freeze(kpis[name], metrics, days))
        except Trouble as trouble:
            refused.extend(trouble.issues)
    if write and frozen:
        _write(centre, strategy, frozen)
    return Baselines(tuple(frozen), tuple(refused))


def _months(first: str, until: str) -> Days:
    found = []
    for name, text in ("--from", first), ("--until", until):
        month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text.strip())
        if month is None:
            raise WrongUse(Issue("bad-period", f"{name} {text}".strip(),
                                 said("A baseline is frozen from whole months."),
                                 said("Write for example: --from 2025-01 --until 2026-01 (the last month not "
                                      "included)")))
        found.append(date(int(month[1]), int(month[2]), 1))
    if found[0] >= found[1]:
        raise WrongUse(Issue("bad-period", f"--until {until}", said("The months end before they begin."),
                             said("The month under --until is the first that no longer counts.")))
    return Days(*found)


def _signed(centre: Centre, months: Sequence[Days]) -> None:
    """Raises Trouble for months that are not closed, or whose numbers moved since."""
    closed = {one.month for one in centre.office.closings() if one.reopened_at is None}
    moved = set(restated_months(centre))
    names = [f"{month.first:%Y-%m}" for month in months]
    wanting = [name for name in names if name not in closed or name in moved]
    if wanting:
        raise Trouble(Issue("baseline-not-signed", "baseline",
                            said_many("{month} is not closed, or moved since, so the numbers may still change.",
                                      "{number} months, {month} the first, are not closed, or moved since, so the "
                                      "numbers may still change.", len(wanting), month=wanting[0]),
                            said("Close each: fourscore close CENTRE {wanting} --by NAME; or take them as they are "
                                 "with --unsigned.", wanting=wanting[0])))


def _write(centre: Centre, strategy: Strategy, frozen: Sequence[Frozen]) -> None:
    from fourscore.strategy import STOPS, StrategyText, read_strategy

    text = StrategyText.open(centre.folder / STRATEGY)
    paths = {kpi.id: ("perspectives", perspective.id, "objectives", objective.id, "kpis", kpi.id)
             for perspective in strategy.perspectives for objective in perspective.objectives
             for kpi in objective.kpis}
    for one in frozen:
        path = paths[one.kpi.id]
        if one.kpi.baseline is not None:
            text.remove((*path, "baseline"))
        text.add(path, "baseline", {"value": one.written, "from": f"{one.days.first:%Y-%m}",
                                    "until": f"{one.days.until:%Y-%m}", "points": one.points})
    extras = [name.removeprefix("x_") for columns in centre.extras.values() for name in columns]
    _, issues = read_strategy(text.text, STRATEGY, centre.metrics.catalogue, extras)
    if broken := [issue for issue in issues if issue.name in STOPS]:
        raise Trouble(Issue("baseline-breaks-strategy", broken[0].where,
                            said("With this baseline the strategy could not be used: {what}", what=broken[0].what),
                            said("Where the baseline stands for the floor, write a floor of its own first; nothing "
                                 "was written.")))
    text.save(text.seen)
