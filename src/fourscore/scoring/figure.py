"""This file is about one KPI on many cards: what holds for all of them once, and each one's figure held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.card import Measured, Point, State
from fourscore.scoring.compare.peers import Peers
from fourscore.scoring.compare.rules import Rules
from fourscore.scoring.compare.sure import UNKNOWN, Sure, sureness
from fourscore.scoring.guard.figures import GoalFigures
from fourscore.scoring.readings import PEOPLE, Figures, Last, Readings, Wanted
from fourscore.scoring.rollup import Leaf
from fourscore.scoring.scale import Bar, Held, aims_of
from fourscore.strategy import Kpi
from fourscore.terms import Calendar, Days

if TYPE_CHECKING:
    from fourscore.metrics import Row


class Terms(NamedTuple):
    """What every card is made by: calendar, coverage needed, limits of fairness, and with whom people are compared."""

    calendar: Calendar
    needed: float
    rules: Rules
    peers: Peers | None
    goals: GoalFigures | None = None


class Figure(NamedTuple):
    """One figure as it enters its card's score. score_before: of as many days before. earlier: their row, if it is
    shown; last: where the value is of earlier days, or was.
    """

    row: Row | None
    held: Held
    state: State
    earlier: Row | None
    score_before: float | None
    last: Last | None


class Weekly(NamedTuple):
    """The weeks beside one figure: as points of its chart, and what each brought to the score of its week."""

    points: tuple[Point, ...]
    scores: tuple[float | None, ...]


NO_WEEKS = Weekly((), ())


class OnCards:
    """One KPI as every card of a level holds it."""

    def __init__(self, kpi: Kpi, metrics: Figures, readings: Readings, wanted: Wanted, terms: Terms) -> None:
        self.kpi, self.readings, self.wanted, self.rules = kpi, readings, wanted, terms.rules
        self.now, self.before, self.last = readings.now[kpi.id], readings.before[kpi.id], readings.last[kpi.id]
        self.bears = kpi.id in readings.can
        self.limit = kpi.scope.get(wanted.level)  # to some of those who have cards at this level
        self.shared = kpi.cascade == "share" and wanted.level != "centre"
        self.earlier = wanted.days.before()
        asked = aims_of(kpi, (wanted.days, self.earlier, *wanted.weeks))
        alike = {aim: Bar(kpi, aim) for aim in set(asked.values())}  # most weeks ask for the same
        self.bars = {days: alike[aim] for days, aim in asked.items()}
        self.weeks = [self.bars[week] for week in wanted.weeks]
        self.of_now, self.of_before = self.bars[wanted.days], self.bars[self.earlier]
        bar = self.bar(wanted.days, wanted.name)
        self.sure = sureness(
            kpi, metrics.family(kpi.metric), readings.others[kpi.id] | self.now, readings.spreads.get(kpi.id),
            (bar.target, bar.upper), terms.peers, terms.rules, wanted.level, wanted.days) if self.bears else None
        self.opinion = self.sure is not None and self.sure.family.opinion
        # A figure of a team or an agent is scored where it stands on cases enough; the centre's stands on all.
        self.judging = self.sure if wanted.level in PEOPLE else None
        valued = any(row.value is not None for row in self.now.values())
        self.lacking = metrics.lacking(kpi.metric) if self.bears and not valued else ()

    def share(self, who: str | None) -> float | None:
        return self.readings.share(self.kpi.id, who) if self.shared else None

    def can(self, who: str | None) -> bool:
        """Whether it has a part in this one's card."""
        if self.shared and not self.share(who):
            return False  # who had no part in the volume has none in the target
        return self.bears and (self.limit is None or who in self.limit)

    def bar(self, days: Days, who: str | None) -> Bar:
        """What these days ask of this one."""
        bar, share = self.bars[days], self.share(who)
        if not self.shared:
            return bar
        return Bar(self.kpi, bar.aim, share) if share else Bar(self.kpi, bar.aim._replace(target=None))

    def enough(self, row: Row | None, bar: Bar, who: str | None) -> bool:
        return self.judging is None or self.judging.enough(who, row, bar, self.rules)

    def hides(self, row: Row | None, who: str | None) -> bool:
        return self.opinion and self.sure is not None and who is not None and self.sure.hides(row, self.rules)

    def score(self, row: Row | None, bar: Bar, who: str | None) -> float | None:
        """The points of a row, where it stands on cases enough."""
        score = None if row is None else bar.worth(row.value, complete=row.complete)
        return score if score is not None and self.enough(row, bar, who) else None

    def weekly(self, who: str | None) -> Weekly:
        """The weeks beside the card, each held once for the chart and for that week's total."""
        if not self.weeks:
            return NO_WEEKS
        rows, points, scores = self.readings.weekly[self.kpi.id].get(who, {}), [], []
        for week, bar in zip(self.wanted.weeks, self.weeks, strict=True):
            row = rows.get(week.first)
            asked = self.bar(week, who) if self.shared else bar
            there = held(row, asked)
            scores.append(there.score if there.score is None or self.enough(row, asked, who) else None)
            if self.hides(row, who):
                row, there = None, asked.nothing
            points.append(Point(week, row.value if row else None, there.target, there.score))
        return Weekly(tuple(points), tuple(scores))

    def figure(self, who: str | None) -> Figure:
        row, earlier = self.now.get(who), self.before.get(who)
        last = self.last.get(who) if row is None or row.value is None else None
        if last is not None and last.holds:
            row = last.row
        bar, was, hidden = self.of_now, self.of_before, self.opinion and self.hides(row, who)
        if self.shared:
            bar, was = self.bar(self.wanted.days, who), self.bar(self.earlier, who)
        state, there = self._state(row, bar, who, hidden=hidden)
        if state == "missing" and last is not None:
            state = "stale"
        score = self.score(earlier, was, who)
        if self.opinion and self.hides(earlier, who):
            earlier = None
        return Figure(None if hidden else row, there, state, earlier, score, last)

    def _state(self, row: Row | None, bar: Bar, who: str | None, *, hidden: bool) -> tuple[State, Held]:
        """What became of a figure; too few cases take its score and status away."""
        there = held(row, bar)
        if not self.can(who):
            return "not_applicable", there
        if hidden:
            return "hidden", there._replace(score=None, status="no_data")
        if there.score is not None and not self.enough(row, bar, who):
            return "too_few", there._replace(score=None, status="no_data")
        if row is not None and row.value is not None and not row.complete:
            return "partial", there
        return "missing" if there.score is None else "measured", there

    def measured(self, figure: Figure, who: str | None, leaf: Leaf, history: tuple[Point, ...]) -> Measured:
        """The figure as it stands on its card; leaf: its part in the total; history: the weeks beside it."""
        row, held, state, earlier, score_before, last = figure
        value = row.value if row else None
        sure, certain = self._certain(figure, who)
        unfinished = self.kpi.per is not None and state == "partial"
        return Measured(
            kpi=self.kpi, value=value, target=held.target, upper_target=held.upper_target, score=held.score,
            state=state, status=held.status if certain else "uncertain", n=row.n if row else 0, row=row,
            weight=leaf.share, contribution=leaf.contribution,
            change=None if unfinished or last else difference(value, earlier.value if earlier else None),
            score_change=None if last else difference(held.score, score_before), sure=sure, certain=certain,
            history=history, of=last.days if last else None,
            target_share=self.share(who), lacking=self.lacking if state == "missing" else (),
        )

    def _certain(self, figure: Figure, who: str | None) -> tuple[Sure, bool]:
        """How sure the figure is, and whether it is certain on which side of its target the true one lies."""
        sure, row = UNKNOWN, figure.row
        if row is not None and self.sure is not None:
            sure = self.sure.of(who, row, self.of_now, self.rules, enough=figure.state != "too_few")
        elif figure.state == "hidden":
            sure = sure._replace(enough=False, judged="too_few")
        return sure, figure.held.status == "no_data" or self.sure is None or sure.certain(
            self.sure.family, self.wanted.level, row.n if row else 0, self.rules,
            met=figure.held.status == "on_target")


def held(row: Row | None, bar: Bar) -> Held:
    return bar.nothing if row is None else bar.hold(row.value, complete=row.complete)


def difference(there: float | None, was: float | None) -> float | None:
    return None if there is None or was is None else there - was
