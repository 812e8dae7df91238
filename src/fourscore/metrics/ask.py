"""This file is about asking: metrics, cut and picked as they can bear, answered with parts and completeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.metrics import rows as behind
from fourscore.metrics.answer import opinions
from fourscore.metrics.answer.asking import Asking
from fourscore.metrics.answer.groups import YEAR, Cell, Groups
from fourscore.metrics.answer.guard import Guard, Where
from fourscore.metrics.answer.remembered import Remembered
from fourscore.metrics.answer.row import Answer
from fourscore.metrics.buckets import TIMES
from fourscore.metrics.compile import Known, Snapshot
from fourscore.metrics.metric import ENTERED, Catalogue
from fourscore.metrics.money.movement import Movement, Side, movement
from fourscore.metrics.money.rates import Rates, Reporting
from fourscore.metrics.money.told import Told
from fourscore.metrics.percentiles.choice import EXACT, EXACT_UP_TO, Ways, choose
from fourscore.metrics.plan import Question, dimensions, plan
from fourscore.metrics.reconcile.asking import Asked, reconcile
from fourscore.metrics.reconcile.told import Reconciled
from fourscore.metrics.spread.asking import Spread, spreads
from fourscore.metrics.spread.expected import MIX, Mixed, expected
from fourscore.metrics.spread.family import Family, family_of
from fourscore.metrics.told.answers import FIGURE_DAYS, TOLD_DAYS
from fourscore.terms import Calendar, Days, OpeningHours, WrongUse

if TYPE_CHECKING:
    from fourscore.warehouse import Warehouse

HAPPENED = ("contact", "visit", "agent_state", "sale", "survey", "evaluation", "coaching", "ticket")
PLANNED = ("cost", "schedule")


class Metrics:
    """The only way to a number: every definition, over everything loaded.

    currency: the centre's, in which all money comes. resolution_window_days: how long a customer must not come back.
    hours: the opening hours of the sites that tell them. guard: what keeps figures of persons from who may not see
    them; without one nothing is kept. smallest_group: opinions of fewer answers are not told.
    """

    def __init__(
        self, warehouse: Warehouse, catalogue: Catalogue, calendar: Calendar, currency: str,
        resolution_window_days: int = 7, hours: Sequence[OpeningHours] = (), guard: Guard | None = None,
        smallest_group: int = opinions.SMALLEST,
    ) -> None:
        self.warehouse, self.catalogue, self.calendar = warehouse, catalogue, calendar
        self.currency, self.resolution_window_days, self.hours = currency, resolution_window_days, tuple(hours)
        self.facts_only = False  # every answer from single facts, none from what was counted of them
        self.exact_up_to = EXACT_UP_TO  # by table, facts of a period beyond which percentiles come from histogram rows
        self._known: dict[int, Known] = {}
        self._given = Remembered()  # shared by all copies over this warehouse: the guard is asked of what it gives
        self.guard, self.smallest_group = guard, smallest_group

    def unguarded(self) -> Metrics:
        """The same without a guard, for who asks the guard otherwise; opinions of few are kept here too."""
        free = copy(self)
        free.guard = None
        return free

    def guarded(self, guard: Guard) -> Metrics:
        """The same with another guard."""
        kept = copy(self)
        kept.guard = guard
        return kept

    def _allow(
        self, metrics: Sequence[str], by: Sequence[str], where: Where | None, periods: Sequence[Days], *,
        facts: bool = False,
    ) -> None:
        """Raises WrongUse `not-agreed` where the guard says no; `cannot-bear` for what is told of groups only."""
        found = [self.catalogue.find(name) for name in metrics]
        opinions.by_groups(found, (*by, *(where or {})), self.catalogue)
        if self.guard is not None:
            for during in periods:
                self.guard.allow(found, by, where or {}, during, self.spread, facts=facts)

    def _told(self, answer: Answer, metrics: Sequence[str], where: Where | None) -> Answer:
        """The answer with what of it may be told. A long one is not read for that: its rows are made when they are."""
        if any(opinions.is_opinion(self.catalogue.find(name), self.catalogue) for name in metrics):
            answer = opinions.of_groups(answer, where, self.catalogue, self.calendar,
                                        lambda key, by, picks: self._groups(key, by, picks, answer.during))
        return self.guard.told(answer) if self.guard is not None else answer

    def _groups(self, key: str, by: Sequence[str], where: Where | None, during: Days) -> Groups:
        """The groups of people whose opinions a question tells, over the fiscal years it touches."""
        team = {"team"} & set(self._names_for(key))  # what is told of the whole must not tell of one team
        names = tuple(sorted({*by, *(where or {}), *team} - set(TIMES)))
        first, last = self.calendar.week(during.first), self.calendar.week(during.until) + timedelta(days=7)
        days = Days(self.calendar.fiscal_year(first), self.calendar.fiscal_days(last, YEAR).until)

        def counted() -> Groups:
            (answer,) = self._answers([key], (*names, "day"), periods=(days,))
            counts: dict[Cell, dict[date, int]] = {}
            for row in answer.rows:
                if row.n:
                    day = date.fromisoformat(row.by["day"] or "")
                    counts.setdefault(tuple(row.by[name] for name in names), {})[day] = row.n
            until = answer.as_of.date() if answer.as_of is not None else None
            return Groups(names, counts, self.calendar, self.smallest_group, until)

        return self._given.once(self.warehouse.stored, ("groups", key, names, days, self.smallest_group), counted)

    def over(self, warehouse: Warehouse) -> Metrics:
        """The same definitions over another warehouse, answered from its single facts."""
        made = copy(self)
        made.warehouse, made.facts_only, made._known, made._given = warehouse, True, {}, Remembered()
        return made

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
        self._allow(metrics, by, where, periods)
        return [self._told(one, metrics, where) for one in self._answers(
            metrics, by, periods=periods, where=where, use_cubes=use_cubes, exact=exact, money=money, every=every)]

    def _answers(
        self, metrics: Sequence[str], by: Sequence[str], *, periods: Sequence[Days], where: Where | None = None,
        use_cubes: bool = True, exact: bool = False, money: Reporting | None = None, every: Sequence[str] = (),
    ) -> list[Answer]:
        """The answers before anything of them is kept from anybody; given again while nothing is stored."""
        stored, picked = self.warehouse.stored, tuple((name, tuple(words)) for name, words in (where or {}).items())
        question = (tuple(metrics), tuple(by), tuple(periods), picked, use_cubes, exact, money, tuple(every),
                    tuple(self.exact_up_to.items()), self.facts_only)
        return self._given.answers(stored, question, lambda: self._answered(
            metrics, by, periods, where, use_cubes=use_cubes, exact=exact, money=money, every=every))

    def _answered(
        self, metrics: Sequence[str], by: Sequence[str], periods: Sequence[Days], where: Where | None, *,
        use_cubes: bool, exact: bool, money: Reporting | None, every: Sequence[str],
    ) -> list[Answer]:
        found = [self.catalogue.find(name) for name in metrics]
        counted, use_cubes = False, use_cubes and not self.facts_only
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
        return EXACT if self.facts_only else choose(
            question, snapshot.reads(self.catalogue, question), snapshot, self.exact_up_to)

    def _asking(self, question: Question, snapshot: Snapshot, ways: Ways, money: Reporting | None) -> Asking:
        catalogue = snapshot.reads(self.catalogue, question)
        told = Told(question, catalogue, snapshot, self.currency, money)
        return Asking(question, catalogue, snapshot, ways, told)

    def rows(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
        part: str | None = None, limit: int = 200, offset: int = 0,
    ) -> behind.Rows:
        """The very facts behind a figure, with the file and line each came from.

        part: `num`, `den` or the name of one of its parts; without it, everything the figure stands on.
        Raises WrongUse as `ask` does, `unknown-part`, and `answers-are-hidden` for an opinion.
        """
        self._allow([metric], (), where, [during], facts=True)
        opinions.no_rows_of(self.catalogue.find(metric), self.catalogue)
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            found = behind.rows(question, self.catalogue, snapshot, part, limit, offset)
        if self.guard is None:
            return found
        return self.guard.rows(self.catalogue.find(metric), where or {}, during, found)

    def tells_rows(self, metric: str, *, during: Days, where: Where | None = None) -> bool:
        """Whether `rows` would give whoever asks the facts behind this figure."""
        try:
            self._allow([metric], (), where, [during], facts=True)
            opinions.no_rows_of(self.catalogue.find(metric), self.catalogue)
        except WrongUse:
            return False
        return True

    def explain(
        self, metric: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
        money: Reporting | None = None,
    ) -> behind.Explanation:
        """One figure taken apart: its words, its formula with numbers, its parts, and where their rows came from.

        Raises WrongUse as `ask` does, and `group-too-small` for an opinion of few.
        """
        self._allow([metric], (), where, [during])
        with self._snapshot() as snapshot:
            question = plan(self.catalogue, snapshot.extras, [self.catalogue.find(metric)], (), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            answer = self._asking(question, snapshot, self._ways(question, snapshot), money).answer(
                use_cubes=not self.facts_only)
            opinions.not_of_few(self._told(answer, [metric], where).rows[0], self.smallest_group)
            return behind.explain(question, self.catalogue, snapshot, answer.rows[0], answer.as_of)

    def movement(
        self, metric: str, *, during: Days, versus: Days,
        where: Mapping[str, Sequence[str | None]] | None = None, money: Reporting | None = None,
    ) -> Movement:
        """How an amount moved from the days `versus` to the days `during`: by business and by exchange rates.

        Raises WrongUse as `ask` does, and `cannot-split` for what is no amount.
        """
        self._allow([metric], (), where, [versus, during])
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

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]:
        """By metric's key: how the cases behind each cell spread, as sums and squares, for intervals; set-based.

        by: words only (team, agent, queue …). Shares come with their sums only, for they need no squares; of what has
        no spread (amounts) `Spread.why` says why; of a percentile come the values behind it, in order. Raises WrongUse
        as `ask` does.
        """
        self._allow(metrics, by, where, (during,))
        stored, picked = self.warehouse.stored, tuple((name, tuple(words)) for name, words in (where or {}).items())
        question = ("spread", tuple(metrics), tuple(by), during, picked, tuple(self.exact_up_to.items()))
        found = self._given.once(stored, question, lambda: self._spread_of(stored, metrics, by, during, where))
        return {key: self._of_groups(spread, by, where, during) for key, spread in found.items()}

    def _of_groups(self, spread: Spread, by: Sequence[str], where: Where | None, during: Days) -> Spread:
        """The spread without the opinions that are not told."""
        if not spread.at or not opinions.is_opinion(self.catalogue.find(spread.metric), self.catalogue):
            return spread
        (answer,) = self._answers([spread.metric], by, periods=(during,), where=where)
        told = {tuple(row.by[name] for name in by) for row in self._told(answer, [spread.metric], where).rows if row.n}
        return spread.only(told)

    def _spread_of(
        self, stored: int, metrics: Sequence[str], by: Sequence[str], during: Days, where: Where | None,
    ) -> dict[str, Spread]:
        with self._snapshot() as snapshot:
            found = [self.catalogue.find(name) for name in metrics]
            question = plan(self.catalogue, snapshot.extras, found, by, during, where, agentless=snapshot.agentless,
                            told=snapshot.told)
            catalogue = snapshot.reads(self.catalogue, question)
            return spreads(question.metrics, question, catalogue, snapshot, question.by,
                           lambda key, make: self._given.once(stored, key, make), self._ways(question, snapshot))

    def expected_of(
        self, metric: str, level: str, *, during: Days, where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> Mixed:
        """Of every team or agent: what was counted, and what its own mix of cases gives at the centre's figures.

        Kinds of case are told apart by topic, queue, hour of the day and channel, by as many as the metric can bear.
        Raises WrongUse as `ask` does.
        """
        self._allow((metric,), (level,), where, (during,))
        found = self.catalogue.find(metric)
        if opinions.is_opinion(found, self.catalogue):
            return Mixed(found.key, why="what people here think is not told by kinds of case")
        with self._snapshot() as snapshot:
            there = dimensions(found, self.catalogue, snapshot.extras, agentless=snapshot.agentless, told=snapshot.told)
            names = [name for name in MIX if name in there]
            question = plan(self.catalogue, snapshot.extras, [found], (level, *names), during, where,
                            agentless=snapshot.agentless, told=snapshot.told)
            return expected(found, level, names, question, self.catalogue, snapshot)

    def family(self, metric: str) -> Family:
        """From which kind of chance a metric's figures come: see `spread.family`."""
        found = self.catalogue.find(metric)
        return self._given.once(self.warehouse.stored, ("family", found.key),
                                lambda: family_of(found, self.catalogue))

    def dimensions(self, metric: str) -> list[str]:
        """Every name this metric can be cut and picked by; without the agent where nobody's figures may be told."""
        names = self._names_for(metric)
        found = self.catalogue.find(metric)
        if self.guard is not None and not self.guard.people(found):
            names = [name for name in names if name != "agent"]
        if opinions.is_opinion(found, self.catalogue):
            names = [name for name in names if name not in opinions.TOO_FINE]
        return names

    def _names_for(self, metric: str) -> list[str]:
        """Every name it can be cut and picked by, worked out once for what is stored."""
        found = self.catalogue.find(metric)

        def looked_at() -> list[str]:
            with self._snapshot() as snapshot:
                return dimensions(found, self.catalogue, snapshot.extras, agentless=snapshot.agentless,
                                  told=snapshot.told)

        return list(self._given.once(self.warehouse.stored, ("borne", found.key), looked_at))

    def lacking(self, metric: str) -> tuple[str, ...]:
        """The kinds of fact that have to come before this metric says anything, and of which nothing ever came; of a
        kind that came, what has to be told of it and never was.
        """
        with self._snapshot() as snapshot:
            parts = [self.catalogue.parts[name] for name in self.catalogue.find(metric).parts()]
            never = snapshot.coverage.never(kind for part in parts for kind in snapshot.coverage.kinds(part))
            entered = {part.of for part in parts} == {ENTERED} and not snapshot.coverage.marks.get(ENTERED)
            return never or ((ENTERED,) if entered else ())

    def kept(self, during: Days) -> tuple[Catalogue, frozenset[str]]:
        """The catalogue with every part's column in the cubes of these days; and the parts that say nothing yet,
        because what they need was never loaded, or never told.
        """
        with self._snapshot() as snapshot:
            whole = Question(tuple(self.catalogue.metrics.values()), (), during, {})
            return snapshot.reads(self.catalogue, whole), frozenset(
                name for name, part in self.catalogue.parts.items()
                if snapshot.coverage.never(snapshot.coverage.kinds(part)))

    def reconcile(self, report: Path, asked: Asked, loaded: Days) -> Reconciled:
        """What each column of the switch's own report is: the definition, the limits, the zone and the dating that
        reproduce its figures, and every difference from the centre's own in causes that add up.

        loaded: the local days that are loaded (`spread`). Raises WrongUse where the report cannot be used.
        """
        self._allow((), (), asked.where, [asked.during or loaded], facts=True)
        with self._snapshot() as snapshot:
            found = reconcile(snapshot, self.catalogue, report, asked, loaded)
        if self.guard is None or found.calls is None:
            return found
        return replace(found, calls=self.guard.rows(None, asked.where, asked.during or loaded, found.calls))

    def spread(self) -> Days | None:
        """The local days from the first to the last on which something happened; None where nothing is loaded.

        Costs and schedules reach beyond what happened, so they count only where nothing else is loaded.
        """
        return self._given.once(self.warehouse.stored, "spread", self._spread_now)

    def named(self, *words: str) -> dict[str, set[str]]:
        """Every name that the facts have of each word (team, queue …), looked up once for what is stored."""
        def looked_up() -> dict[str, set[str]]:
            with self._snapshot() as snapshot:
                return {word: set(snapshot.words(word).values()) for word in words}

        return dict(self._given.once(self.warehouse.stored, ("named", words), looked_up))

    def _spread_now(self) -> Days | None:
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
