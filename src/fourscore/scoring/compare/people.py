"""This file is about comparing people: every agent or team beside what was to be expected of its own mix of cases."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Protocol

from fourscore.scoring.compare.funnel import Placed, limits, placed, ranks
from fourscore.scoring.compare.needs import volumes
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import USUAL, Judged, Rules
from fourscore.scoring.compare.sample import Sample, chance_right, interval, sample_of
from fourscore.scoring.compare.standing import APART, Standing, Standings, Verdict
from fourscore.scoring.compare.steady import Steady, steady
from fourscore.scoring.compare.sure import Sure, Sureness, errors_of, hold_rows
from fourscore.scoring.scale import Bar, Held, aim_of
from fourscore.strategy import Kpi, Level
from fourscore.terms import Calendar, Days, Issue, WrongUse, capital, kept, said, together, write_digits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fourscore.metrics import Answer, Expected, Family, Metric, Mixed, Row, Spread

    Numbers = NDArray[np.float64]


# From this part of the cases on that nobody else had: it is said; nothing tells any more what was to be expected.
SOME_ALONE, NOBODY_ELSE = 0.2, 0.8


class Counted(Protocol):
    """What comparing needs of metrics."""

    @property
    def currency(self) -> str: ...

    def dimensions(self, metric: str) -> list[str]: ...

    def family(self, metric: str) -> Family: ...

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> Answer: ...

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]: ...

    def expected_of(
        self, metric: str, level: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> Mixed: ...


@dataclass(frozen=True)
class Asked:
    """What is compared: a metric, as a KPI where the strategy has one, of whom and when. only: the names wanted (all
    where it is empty); everybody is still read, for a person is compared with all of their work.
    """

    metric: Metric
    kpi: Kpi | None
    level: Level
    days: Days
    only: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return self.kpi.direction if self.kpi else self.metric.better

    @property
    def higher(self) -> bool:
        return self.direction != "lower"


def compare_people(metrics: Counted, asked: Asked, peers: Peers, calendar: Calendar,
                   rules: Rules = USUAL) -> Standings:
    """How every team or agent stands, fair to each.

    Raises WrongUse `not-comparable` where nothing fair can be said (outside their control, no interval known, cases
    nobody can be told by), and as `metrics.ask` does.
    """
    family = metrics.family(asked.metric.key)
    refuse(asked, family, metrics.dimensions(asked.metric.key))
    where = {name: list(words) for name, words in asked.kpi.scope.items()} if asked.kpi else {}
    key = asked.metric.key
    answer = metrics.ask([key], (asked.level,), during=asked.days, where=where)
    rows = {name: row for row in answer.rows if (name := row.by[asked.level]) is not None and row.value is not None}
    names = sorted(rows)
    spread = metrics.spread_of([key], (asked.level,), during=asked.days, where=where)[key]
    mixed = metrics.expected_of(key, asked.level, during=asked.days, where=where)
    (whole,) = metrics.ask([key], during=asked.days, where=where).rows
    each: dict[str | None, Row] = dict(rows.items())
    held = hold_rows(asked.kpi, metrics, each, asked.level, asked.days, where, rules) if asked.kpi else {}
    people = _People(asked, rules, peers, names, [rows[name] for name in names], family, spread, mixed, whole.value,
                     held)
    return people.standings(metrics.currency, calendar)


def comparable(metrics: Counted, asked: Asked) -> bool:
    """Whether something fair can be said of it at all."""
    try:
        refuse(asked, metrics.family(asked.metric.key), metrics.dimensions(asked.metric.key))
    except WrongUse:
        return False
    return True


def refuse(asked: Asked, family: Family, there: Sequence[str]) -> None:
    """Raise WrongUse `not-comparable` where nothing fair could be said, with the reason."""
    metric, level = asked.metric, asked.level
    people = {"agent": said("agents"), "team": said("teams")}[level]
    if level not in metric.level:
        raise _cannot(metric, said("{people} do not move it: it is for the {levels}", people=people,
                                   levels=reduce(lambda some, more: said(
                                       "{some} and the {more}", some=some, more=more),
                                       [LEVELS.get(one, one) for one in metric.level])),
                      said("Compare what they can move; docs/metrics.md says for whom each metric is."))
    if family.kind in ("exact", "unknown", "percentile", "paid"):
        raise _cannot(metric, family.why or said("what was paid is known, and says nothing of how people work"),
                      said("Compare a share, a mean or a rate instead."))
    if asked.kpi is not None and level not in asked.kpi.levels:
        raise _cannot(metric, said("the strategy's measure {name} is not for {people}", name=kept(asked.kpi.name),
                                   people=people),
                      said("Add {level} to its levels in the strategy, or compare another measure.", level=level))
    if level not in there:
        raise _cannot(metric, said("it cannot be told by {level} from what is loaded", level=LEVELS[level]),
                      said("It can be told by {names}.", names=together(there, ", ")))


def _cannot(metric: Metric, reason: str, remedy: str) -> WrongUse:
    return WrongUse(Issue("not-comparable", metric.key,
                          said("{name} is not compared: {reason}.", name=kept(metric.name), reason=reason), remedy))


LEVELS = {"agent": said("agent"), "team": said("team"), "site": said("site"), "queue": said("queue"),
          "centre": said("centre")}
KIND_WORDS = {"queue": said("queue"), "hour_of_day": said("hour of day"), "weekday": said("weekday"),
              "topic": said("topic"), "channel": said("channel"), "customer_segment": said("customer group")}


class _People:
    """Everybody's figures of one measure, worked out together."""

    def __init__(self, asked: Asked, rules: Rules, peers: Peers, names: list[str], rows: list[Row], family: Family,
                 spread: Spread, mixed: Mixed, overall: float | None, held: Mapping[str | None, Held]) -> None:
        import numpy as np

        self.asked, self.rules, self.peers, self.names, self.rows = asked, rules, peers, names, rows
        self.mixed, self.overall, self.no_spread, self.held = mixed, overall, spread.why, held
        self.sample: Sample = sample_of(family, asked.metric.unit, rows, [(name,) for name in names], spread)
        there = [bool(value == value) for value in self.sample.value]
        self.groups = peers.groups(names, there)
        self.low, self.high = interval(self.sample, rules.level)
        self.steady: Steady = steady(self.sample, [group for group, _ in self.groups], rules.level)
        self.expected = self._expected()
        with np.errstate(divide="ignore", invalid="ignore"):
            self.times: Numbers = (overall if overall is not None else np.nan) / self.expected
        self.sure = self._sure()
        self.placed: Placed = placed(self.sample, self.expected, rules.alarms, np.array(
            [self._may_differ(place) for place in range(len(names))], dtype=bool))
        self.ranks = ranks(self.steady, self.times, [peers.queue.get(name) for name in names], rules.level,
                           higher=asked.higher)
        self.aim = aim_of(asked.kpi, asked.days).target if asked.kpi else None
        self.chances = self._chances()

    def _expected(self) -> Numbers:
        """What was to be expected of each: by its mix of cases, else the figure of all with the same main queue."""
        import numpy as np

        found = np.full(len(self.names), np.nan)
        if self.mixed.by is None:
            queues = [self.peers.queue.get(name) for name in self.names]
            known = ~(np.isnan(self.sample.x) | np.isnan(self.sample.n))
            for queue in set(queues):
                same = np.array([one == queue for one in queues])
                total = self.sample.n[same & known].sum()
                found[same] = self.sample.x[same & known].sum() / total if total else np.nan
                found[same & (self.sample.n >= NOBODY_ELSE * total)] = np.nan
            return found
        for place, name in enumerate(self.names):
            mix = self._mix(name)
            if mix is not None and mix.cases and mix.alone < NOBODY_ELSE:
                found[place] = mix.expected / mix.cases
        return found

    def _mix(self, name: str) -> Expected | None:
        return self.mixed.by.get(name) if self.mixed.by else None

    def _may_differ(self, place: int) -> bool:
        """Whether enough is known of somebody to say that they differ from what was expected."""
        told = not (math.isnan(self.low[place]) or math.isnan(self.expected[place])) and not self._hides(place)
        return told and self.sure[place].judged in ("rank", "coach", "no_peers")

    def _hides(self, place: int) -> bool:
        return self.sample.family.opinion and self.rows[place].n < self.rules.smallest_group

    def _chances(self) -> Numbers:
        import numpy as np

        if self.aim is None or self.asked.kpi is None or self.steady.likely is None:
            return np.full(len(self.names), np.nan)
        logs = self.steady.logs
        edges = [edge if edge is None or not logs else math.log(edge) if edge > 0 else -math.inf
                 for edge in (self.aim, self.asked.kpi.upper_target)]
        return chance_right(self.steady.likely, self.asked.direction, edges[0] or 0.0, edges[1])

    def _sure(self) -> list[Sure]:
        """What each figure may be used for, by the same criterion as on a card."""
        asked, at, own = self.asked, self.steady, self.sample.n if self.sample.family.kind == "count" else None
        told = volumes(self.names, (self.sample.cases if own is None else own).tolist(), at.worth.tolist(), self.peers,
                       asked.level, asked.days)
        found: dict[str | None, Sure] = {
            name: Sure(judged=self.rules.judged(_told(at.reliability[place]), at.why[place]), volume=told[place])
            for place, name in enumerate(self.names)}
        whole = Sureness(self.sample.family, found, *errors_of(self.sample, self.rows, self.names))
        bar = Bar(asked.kpi, aim_of(asked.kpi, asked.days)) if asked.kpi else None
        return [found[name] if bar is None else whole.of(
            name, row, bar, self.rules, enough=whole.enough(name, row, bar, self.rules))
            for name, row in zip(self.names, self.rows, strict=True)]

    def standings(self, currency: str, calendar: Calendar) -> Standings:
        asked, wanted = self.asked, set(self.asked.only)
        rows = [self._standing(place) for place, name in enumerate(self.names) if not wanted or name in wanted]
        return Standings(
            metric=asked.metric.key, name=asked.kpi.name if asked.kpi else asked.metric.name, unit=asked.metric.unit,
            level=asked.level, days=asked.days, period=calendar.name(asked.days), overall=self.overall,
            dispersion=_told(self.placed.phi), mix=self.mixed.names, no_mix=self.mixed.why, target=self.aim,
            upper_target=asked.kpi.upper_target if asked.kpi else None, currency=currency, rows=tuple(rows),
            notes=self._notes(), rules=self.rules, funnel=limits(self.sample, self.overall, self.placed.phi),
        )

    def _standing(self, place: int) -> Standing:
        row, name, at = self.rows[place], self.names[place], self.steady
        if self._hides(place):
            return _hidden(name, self.groups[place][0].words(), self.rules)
        reliability = _told(at.reliability[place])
        judged = self.sure[place].judged or "too_few"
        value, expected = _told(self.sample.value[place]), _told(self.expected[place])
        low, high = _told(self.low[place]), _told(self.high[place])
        ranked = judged == "rank" and self.asked.direction in ("higher", "lower")  # in a band there is no best
        rank = [_told(values[place]) if ranked else None for values in self.ranks]
        verdict = self._verdict(place, reliability, judged)
        return Standing(
            name=name, n=row.n, value=value, low=low, high=high, steadied=_told(at.estimate[place]),
            steadied_low=_told(at.low[place]), steadied_high=_told(at.high[place]), reliability=reliability,
            judged=judged, group=self.groups[place][0].words(), expected=expected, ratio=_over(value, expected),
            ratio_low=_over(low, expected), ratio_high=_over(high, expected),
            adjusted=_times(_over(value, expected), self.overall), z=_told(self.placed.z[place]),
            p=_told(self.placed.p[place]), limit_low=_told(self.placed.low[place]),
            limit_high=_told(self.placed.high[place]),
            flagged=bool(self.placed.flagged[place]) and verdict in APART,
            rank_low=_whole(rank[0]), rank_high=_whole(rank[1]), rank_of=_whole(rank[2]),
            chance=_told(self.chances[place]), verdict=verdict, complete=row.complete,
            size=_told(self.sample.size[place]), status=self.held[name].status if name in self.held else "no_data",
            needs=self.sure[place].needs(self.rules),
            notes=self._said(place, reliability),
        )

    def _verdict(self, place: int, reliability: float | None, judged: Judged) -> Verdict:
        """Told apart: what is left of the distance from the expected figure, once it is steadied, is clear of chance.

        Where the group is too small to tell how reliable a figure is, only a finding of the funnel counts.
        """
        value, expected, at = self.sample.value[place], self.expected[place], self.steady
        if math.isnan(self.low[place]) or judged == "too_few":
            return "not enough data"
        if math.isnan(expected):
            return "nobody alike"
        if judged == "alike":
            return "not told apart"
        if judged == "no_peers":
            if not self.placed.flagged[place]:
                return "not told apart"
        else:
            reach = (at.high[place] - at.low[place]) / 2
            if not abs((reliability or 0.0) * (value - expected)) > reach:
                return "not told apart"
        more = bool(value > expected)
        if self.asked.direction not in ("higher", "lower"):
            return "clearly higher" if more else "clearly lower"
        return "clearly better" if more == self.asked.higher else "clearly worse"

    def _said(self, place: int, reliability: float | None) -> tuple[str, ...]:
        name, value = self.names[place], self.sample.value[place]
        notes = [self.groups[place][1], self.steady.why[place]]
        if reliability is not None and self.peers.new(name):
            notes.append(said("Under 3 months there: the steadied figure is drawn to that of {peers}, which makes up "
                              "{share} of it.", peers=self.groups[place][0].words(),
                              share=write_digits(1 - reliability, "share", 0)))
        mix = self._mix(name)
        if math.isnan(self.expected[place]) and not math.isnan(value):
            notes.append(said("{share} of the cases are of a kind that nobody else had, so nothing tells what was to "
                              "be expected of them.", share=write_digits(mix.alone, "share", 0)) if mix is not None else
                         said("Hardly anybody else has the same main queue, so nothing tells what was to be expected "
                              "of them."))
        elif mix is not None and mix.alone >= SOME_ALONE:
            notes.append(said("{share} of the cases are of a kind that nobody else had, and are held against "
                              "themselves.", share=write_digits(mix.alone, "share", 0)))
        if math.isnan(self.low[place]):
            notes.append(together((capital(self.no_spread), "."), "") if self.no_spread else
                         said("No interval is known: too few cases, or a report told only their sum."))
        return tuple(note for note in notes if note)

    def _notes(self) -> tuple[str, ...]:
        found = []
        if self.sample.family.kind == "ratio" and self.sample.family.unit == "day":
            found.append(said("Its cases are days: how it varies from day to day tells how certain it is."))
        if self.mixed.names:
            kinds = together([KIND_WORDS.get(name, name.replace("_", " ")) for name in self.mixed.names], ", ")
            found.append(said("Expected: what the same cases give at the centre's figures, by {kinds}.", kinds=kinds))
        elif self.mixed.why:
            found.append(said("Expected: the figure of all with the same main queue; {why}.", why=self.mixed.why))
        if self.placed.phi > 1:
            found.append(said("They differ {times} times as much as chance alone would make them; limits are widened "
                              "by "
                              "that.", times=write_digits(self.placed.phi ** 0.5, "points", 1)))
        return tuple(found)


def _hidden(name: str, group: str, rules: Rules) -> Standing:
    """Opinions of a few are told of nobody."""
    note = said("Hidden: fewer than {number} answers.", number=rules.smallest_group)
    return Standing(
        name=name, n=0, value=None, low=None, high=None, steadied=None, steadied_low=None, steadied_high=None,
        reliability=None, judged="too_few", group=group, expected=None, ratio=None, ratio_low=None, ratio_high=None,
        adjusted=None, z=None, p=None, limit_low=None, limit_high=None, flagged=False, rank_low=None, rank_high=None,
        rank_of=None, chance=None, verdict="hidden", complete=True, notes=(note,))


def _told(value: float) -> float | None:
    return None if math.isnan(value) or math.isinf(value) else float(value)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _over(value: float | None, expected: float | None) -> float | None:
    return None if value is None or not expected else value / expected


def _times(ratio: float | None, overall: float | None) -> float | None:
    return None if ratio is None or overall is None else ratio * overall
