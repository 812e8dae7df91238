"""This file is about which numbers stand on a wall: what each is called, its unit, and what it should reach.

A number is either a metric of the catalogue, of today, or counted from how things stand now; there is no third kind, so
that a wall never says something else than the scorecard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import WallLine
from fourscore.terms import Issue, Trouble, did_you_mean, read_value, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Catalogue, Metric
    from fourscore.settings import Settings
    from fourscore.strategy import Kpi


class Counted(NamedTuple):
    """What is counted from how things stand. states: those of agents it counts; needs: stays or log-ins."""

    name: str
    unit: str
    better: str
    states: tuple[str, ...] = ()


# How things stand now, by the word that centre.yaml writes.
NOW = {
    "waiting_now": Counted(said("Waiting now"), "count", "lower"),
    "longest_wait_now": Counted(said("Longest wait now"), "seconds", "lower"),
    "ready_now": Counted(said("Ready"), "count", "higher", ("ready",)),
    "on_call_now": Counted(said("On a call"), "count", "neutral", ("on_call", "hold")),
    "after_call_now": Counted(said("After call"), "count", "neutral", ("after_call",)),
    "paused_now": Counted(said("Paused"), "count", "neutral", ("pause",)),
    "logged_in_now": Counted(said("Logged in"), "count", "neutral",
                             ("on_call", "hold", "after_call", "ready", "pause")),
}
SERVICE_LEVEL = "service_level:offered"


class Number(NamedTuple):
    """One number of a wall. counted: what stands now; else metric: of today. beside: told smaller below it.

    target: of its own, in the number's unit; kpi: the strategy's measure of the same, where there is one and no target
    of its own.
    """

    key: str
    counted: Counted | None
    metric: Metric | None
    target: float | None = None
    kpi: Kpi | None = None
    beside: Number | None = None

    @property
    def name(self) -> str:
        return self.counted.name if self.counted else self.metric.name if self.metric else self.key

    @property
    def unit(self) -> str:
        return self.counted.unit if self.counted else self.metric.unit if self.metric else "count"

    @property
    def better(self) -> str:
        return self.counted.better if self.counted else self.metric.better if self.metric else "neutral"


def numbers_of(centre: Centre, queues: tuple[str, ...] | None = None) -> list[Number]:
    """The wall's numbers as centre.yaml names them, or the usual ones; what names nothing is left out here.

    queues: a wall of these alone; the strategy's measure of just these goes before the centre's.
    """
    lines = centre.settings.wall or usual(centre)
    catalogue = centre.metrics.catalogue
    kpis = _kpis(centre)
    found = [_number(line, catalogue, kpis, queues) for line in lines]
    return [one for one in found if one is not None]


def usual(centre: Centre) -> tuple[WallLine, ...]:
    """What a wall shows where nothing is set: by what is loaded, people on the line, dials and sales, or both."""
    kinds = {fill.kind for fill in centre.warehouse.fills()}
    level = next((kpi.metric for kpi in _kpis(centre) if kpi.metric.startswith("service_level:")), SERVICE_LEVEL)
    if "visit" not in kinds and "sale" in kinds:
        return _lines("dial_attempts", "connect_rate", "conversion_rate:dial", "sales_revenue", "ready_now",
                      "on_call_now")
    service = ("waiting_now", "longest_wait_now", level, "contacts_handled/contacts_abandoned")
    if "sale" in kinds:
        return _lines(*service, "sales_revenue", "ready_now/on_call_now")
    return _lines(*service, "ready_now", "on_call_now")


def issues_of(settings: Settings, catalogue: Catalogue) -> list[Issue]:
    """What of the wall names no number there is, or no target that can be read."""
    found: list[Issue] = []
    known = [*NOW, *catalogue.metrics]
    for line in settings.wall:
        for name in (line.show, line.beside):
            if name is not None and _plain(name, catalogue) is None:
                found.append(Issue("unknown-wall-number", line.where, said("The wall's number {name} is not known.",
                                   name=repr(name)), did_you_mean(name, known) or said("See docs/live.md and "
                                   "docs/metrics.md for all.")))
        number = _plain(line.show, catalogue)
        if number is not None and line.target is not None and _target(line.target, number.unit) is None:
            found.append(Issue("bad-wall-target", line.where, said("The target {target} of {show} is no value of its "
                               "unit.", target=repr(line.target), show=line.show), said("Write for example 80%, 0:30 "
                               "or 5, as its unit asks.")))
    return found


def _lines(*names: str) -> tuple[WallLine, ...]:
    parted = [name.partition("/") for name in names]
    return tuple(WallLine(show, None, beside or None, "") for show, _, beside in parted)


def _kpis(centre: Centre) -> Sequence[Kpi]:
    """The strategy's measures; none where it cannot be read."""
    try:
        return tuple(centre.strategy.kpis())
    except Trouble:
        return ()


def _number(
    line: WallLine, catalogue: Catalogue, kpis: Sequence[Kpi], queues: tuple[str, ...] | None,
) -> Number | None:
    number = _plain(line.show, catalogue)
    if number is None:
        return None
    target = None if line.target is None else _target(line.target, number.unit)
    kpi = _aimed(number.metric, kpis, queues) if number.metric and target is None else None
    beside = _plain(line.beside, catalogue) if line.beside else None
    return number._replace(target=target, kpi=kpi, beside=beside)


def _plain(name: str, catalogue: Catalogue) -> Number | None:
    if name in NOW:
        return Number(name, NOW[name], None)
    metric = catalogue.metrics.get(name) or next(
        (one for one in catalogue.metrics.values() if one.slug == name), None)
    return Number(metric.key, None, metric) if metric is not None else None


def _target(text: str, unit: str) -> float | None:
    try:
        return read_value(text, unit)
    except ValueError:
        return None


def _aimed(metric: Metric, kpis: Sequence[Kpi], queues: tuple[str, ...] | None) -> Kpi | None:
    """The strategy's measure of the same. A day is no share of what a month's amount is meant for, so that amounts
    have no target here unless centre.yaml gives one."""
    mine = [kpi for kpi in kpis if kpi.metric == metric.key and kpi.per is None and "centre" in kpi.levels]
    exact = [kpi for kpi in mine if queues is not None and {name: set(labels) for name, labels in kpi.scope.items()}
             == {"queue": set(queues)}]
    return next(iter([*exact, *(kpi for kpi in mine if not kpi.scope)]), None)
