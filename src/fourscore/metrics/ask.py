"""This file is about asking: metrics, cut and picked as they can bear, answered with parts and completeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.metrics import rows as behind
from fourscore.metrics.answer.asking import Asking
from fourscore.metrics.answer.row import Answer
from fourscore.metrics.compile import Known, Snapshot
from fourscore.metrics.metric import ENTERED, Catalogue
from fourscore.metrics.money.movement import Movement, Side, movement
from fourscore.metrics.money.rates import Rates, Reporting
from fourscore.metrics.money.told import Told
from fourscore.metrics.percentiles.choice import EXACT, EXACT_UP_TO, Ways, choose
from fourscore.metrics.plan import Question, dimensions, plan
from fourscore.metrics.reconcile.asking import Asked, reconcile
from fourscore.metrics.reconcile.told import Reconciled
from fourscore.metrics.told.answers import FIGURE_DAYS, TOLD_DAYS
from fourscore.terms import Calendar, Days, OpeningHours

if TYPE_CHECKING:
    from fourscore.warehouse import Warehouse

HAPPENED = ("contact", "visit", "agent_state", "sale", "survey", "evaluation", "coaching", "ticket")
PLANNED = ("cost", "schedule")


class Metrics:
    """The only way to a number: every definition, over everything loaded.

    currency: the centre's, in which all money comes. resolution_window_days: how long a customer must not come back.
    hours: the opening hours of the sites that tell them.
    """

    def __init__(
        self, warehouse: Warehouse, catalogue: Catalogue, calendar: Calendar, currency: str,
        resolution_window_days: int = 7, hours: Sequence[OpeningHours] = (),
    ) -> None:
        self.warehouse, self.catalogue, self.calendar = warehouse, catalogue, calendar
        self.currency, self.resolution_window_days, self.hours = currency, resolution_window_days, tuple(hours)
        self.exact_up_to = EXACT_UP_TO  # by table, facts of a period beyond which percentiles come from histogram rows
        self._known: dict[int, Known] = {}

    def _snapshot(self) -> AbstractContextManager[Snapshot]:
        return Snapshot.of(self.warehouse, self.calendar, self.resolution_window_days, self._known, self.hours)

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None, use_cubes: bool = True, exact: bool = False,
        money: Reporting | None = None, every: Sequence[str] = (),
    ) -> Answer:
        """The metrics of those local days: one row for each where `by` is empty, else one for each cell with facts.

        where: for each name the words to keep; a missing word is written "" or None. use_cubes=False reads single
        facts only, to the same answer. exact: percentiles of single facts however many there are (else see `choose`,
        and `Row.error`). money: the currency and kind of rates for amounts; the centre's currency at the rates of the
        day where it is left out. A value whose rates are not all known is None, and says which. every: where one word
        is asked by alone, names with a row of each metric whatever facts there are, as if asked for one by one.

        Raises WrongUse `unknown-metric`, `unknown-dimension`, `cannot-bear` (with the reason), `unknown-word`,
        `unknown-currency`, `unknown-rates` or `cannot-convert`.
        """
        (answer,) = self.ask_of(metrics, by, periods=(during,), where=where, use_cubes=use_cubes, exact=exact,
                                money=money, every=every)
        return answer

    def ask_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, periods: Sequence[Days],
        where: Mapping[str, Sequence[str | None]] | None = None, use_cubes: bool = True, exact: bool = False,
        money: Reporting | None = None, every: Sequence[str] = (),
    ) -> list[Answer]:
        """The same question as `ask`, of several periods, all as the warehouse stands at one moment."""
        found = [self.catalogue.find(name) for name in metrics]
        counted = False
        while True:
            with self._snapshot() as snapshot:
                questions = [plan(self.catalogue, snapshot.extras, found, by, during, where,
                                  agentless=snapshot.agentless, told=snapshot.told) for during in periods]
                ways = [EXACT if exact or not use_cubes else self._ways(one, snapshot) for one in questions]
                if counted or not any(one.missing for one in ways):
                    return [self._asking(one, snapshot, way, money).answer(use_cubes=use_cubes, every=every)
                            for one, way in zip(questions, ways, strict=True)]
            for way, during in zip(ways, periods, strict=True):
                if way.missing:
                    way.count(self.warehouse, during)
            counted = True

    def _ways(self, question: Question, snapshot: Snapshot) -> Ways:
        return choose(question, self.catalogue, snapshot, self.exact_up_to)

    def _asking(self, question: Question, snapshot: Snapshot, ways: Ways, money: Reporting | None) -> Asking:
        told = Told(question, self.catalogue, snapshot, self.currency, money)
        return Asking(question, self.catalogue, snapshot, ways, told)

    def rows(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
        part: str | None = None, limit: int = 200, offset: int = 0,
    ) -> behind.Rows:
        """The very facts behind a figure, with the file and line each came from.

        part: `num`, `den` or the name of one of its parts; without it, everything the figure stands on.
        Raises WrongUse as `ask` does, and `unknown-part`.
        """
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            return behind.rows(question, self.catalogue, snapshot, part, limit, offset)

    def explain(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
        money: Reporting | None = None,
    ) -> behind.Explanation:
        """One figure taken apart: its words, its formula with numbers, its parts, and where their rows came from."""
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            answer = self._asking(question, snapshot, self._ways(question, snapshot), money).answer(use_cubes=True)
            return behind.explain(question, self.catalogue, snapshot, answer.rows[0], answer.as_of)

    def movement(
        self, metric: str, *, during: Days, versus: Days,
        where: Mapping[str, Sequence[str | None]] | None = None, money: Reporting | None = None,
    ) -> Movement:
        """How an amount moved from the days `versus` to the days `during`: by business and by exchange rates.

        Raises WrongUse as `ask` does, and `cannot-split` for what is no amount.
        """
        with self._snapshot() as snapshot:
            found, sides = self.catalogue.find(metric), []
            for days in (versus, during):
                question = plan(self.catalogue, snapshot.extras, [found], (), days, where,
                                agentless=snapshot.agentless, told=snapshot.told)
                asking = self._asking(question, snapshot, EXACT, money)
                (row,) = asking.answer(use_cubes=True).rows
                sides.append(Side(question, row, asking.found))
            rates = Rates(snapshot, self.currency, money or Reporting(self.currency))
            return movement(found, self.catalogue, (sides[0], sides[1]), snapshot, rates)

    def dimensions(self, metric: str) -> list[str]:
        """Every name this metric can be cut and picked by."""
        with self._snapshot() as snapshot:
            return dimensions(self.catalogue.find(metric), self.catalogue, snapshot.extras,
                              agentless=snapshot.agentless, told=snapshot.told)

    def lacking(self, metric: str) -> tuple[str, ...]:
        """The kinds of fact that have to come before this metric says anything, and of which nothing ever came."""
        with self._snapshot() as snapshot:
            parts = [self.catalogue.parts[name] for name in self.catalogue.find(metric).parts()]
            kinds = dict.fromkeys(kind for part in parts for kind in snapshot.coverage.kinds(part))
            never = [kind for kind in kinds if not snapshot.coverage.marks.get(kind)]
            entered = {part.of for part in parts} == {ENTERED} and not snapshot.coverage.marks.get(ENTERED)
            return tuple(never or ([ENTERED] if entered else []))

    def reconcile(self, report: Path, asked: Asked, loaded: Days) -> Reconciled:
        """What each column of the switch's own report is: the definition, the limits, the zone and the dating that
        reproduce its figures, and every difference from the centre's own in causes that add up.

        loaded: the local days that are loaded (`spread`). Raises WrongUse where the report cannot be used.
        """
        with self._snapshot() as snapshot:
            return reconcile(snapshot, self.catalogue, report, asked, loaded)

    def spread(self) -> Days | None:
        """The local days from the first to the last on which something happened; None where nothing is loaded.

        Costs and schedules reach beyond what happened, so they count only where nothing else is loaded.
        """
        with self._snapshot() as snapshot:
            for facts in HAPPENED, PLANNED:
                days = " UNION ALL ".join(
                    f"SELECT min(day) AS day, max(day) + 1 AS until FROM {fact} WHERE replaced_in IS NULL"
                    for fact in facts)
                days += f" UNION ALL {TOLD_DAYS if facts is HAPPENED else FIGURE_DAYS}"
                if facts is HAPPENED and snapshot.frozen:  # what was counted of deleted facts is still there
                    days += " UNION ALL SELECT min(day), max(day) + 1 FROM cube_queue"
                ((first, until),) = snapshot.run(f"SELECT min(day), max(until) FROM ({days})", {})
                if first:
                    return Days(first, until)
            return None
