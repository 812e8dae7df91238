"""This file is about the one rule of who may see which figures of a person, as the agreement in force has it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any

from fourscore.centre.access.rights import answers_for_people, sees_names
from fourscore.centre.agreement.fineness import DAY, FACT, GRAIN, NAMES, WEEK, fineness
from fourscore.centre.agreement.terms import term_for
from fourscore.metrics import Loaded, Where
from fourscore.settings import ADVISER, LEADER, MANAGER, SENIOR, Keep, Term
from fourscore.terms import Calendar, Days, Issue, Mask, WrongUse, kept, said, together

if TYPE_CHECKING:
    from fourscore.centre.access.asking import Asker
    from fourscore.metrics import Answer, Metric, Rows

AGENT = "agent"
# Who runs the day, and so is told what each agent is at just now.
ON_FLOOR = (SENIOR, MANAGER, "Resource analyst")
# Columns of single facts in which people who work here are named, and those in which customers are.
STAFF, OTHERS = ("agent", "coach", "evaluator", "known_as", "given_by"), ("customer", "buyer", "title")


@dataclass(frozen=True)
class Guarding:
    """What the rule goes by. terms: those in force, by measure. said: where they are from, in words ("the agreement in
    force since …"). kpis: for each metric the ids of the strategy's KPIs of it. names: gives every agent's name. team:
    gives the teams an agent is in on any of some days.
    """

    asker: Asker
    terms: Mapping[str, Term]
    said: str
    kpis: Mapping[str, tuple[str, ...]]
    usual: Keep | None
    today: date
    calendar: Calendar
    names: Callable[[], Iterable[str]]
    teams: Callable[[str, Days], Iterable[str]]
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False, compare=False)

    # -- the rule --------------------------------------------------------------------------------------------------

    def term(self, metric: Metric | None) -> Term:
        """What holds of this metric's figures of persons; of facts of no one metric, what holds for all."""
        if metric is None:
            return term_for((), self.terms, self.usual)
        return term_for((metric.key, metric.slug, *self.kpis.get(metric.key, ())), self.terms, self.usual)

    def since(self, term: Term) -> date:
        """The first day of the first month that may still be told."""
        kept = term.kept or Keep(0, 0)
        months = self.today.year * 12 + self.today.month - 1 - kept.months
        first = date(months // 12, months % 12 + 1, 1)
        day = first + timedelta(days=self.today.day - 1) - timedelta(days=kept.days)
        return day if day.day == 1 else (day.replace(day=1) + timedelta(days=31)).replace(day=1)

    def allow(
        self, metrics: Sequence[Metric], by: Sequence[str], where: Where, during: Days, loaded: Loaded, *,
        facts: bool = False,
    ) -> None:
        """Nothing where this may be told; WrongUse `not-agreed` with the term that keeps it back otherwise."""
        people = [name for name in where.get(AGENT, ()) if name]
        if not people and AGENT not in by:
            return
        for metric in metrics or (None,):
            term = self.term(metric)
            self._viewer(metric, term, people, where, during)
            told = FACT if facts else fineness(by, tuple(where), during, self.calendar, loaded)
            if told < GRAIN[term.grain] and not (facts and term.grain == "day"):
                self._no(metric, term,
                         said("is told by {grain} at the finest, not by {asked}", grain=NAMES[GRAIN[term.grain]],
                              asked=NAMES[told]),
                         said("Ask for whole weeks, months or quarters.") if told
                         else said("Ask for the figure without its rows."))
            if during.first < self.since(term):
                self._no(metric, term, said("is told from {day} on only", day=self.since(term)),
                         said("Ask for later days, such as --during {days}",
                              days=f"{self.since(term)}..{max(self.today, during.until)}"))

    def _viewer(self, metric: Metric | None, term: Term, people: Sequence[str], where: Where, during: Days) -> None:
        """Whether who asks is among the viewers."""
        if people and set(people) <= set(self.asker.own):
            return
        roles = [role for role in self.asker.roles if role in term.viewers]
        if not roles:
            who = reduce(lambda some, more: said("{some} and {more}", some=some, more=more),
                         [*(kept(role) for role in term.viewers), said("the person")])
            self._no(metric, term, said("is for {who}; who asks here is {asker}", who=who, asker=self.asker.said),
                     together((said("Ask for teams; or agree on it, with `viewers` of the agreement in people.yaml "
                                    "(docs/agreement.md)."), self.asker.where)))
        if roles == [ADVISER] and people:
            self._no(metric, term, said("is told to an outside adviser without names"), said("Ask --by agent instead."))
        if roles == [LEADER] and self.asker.leads is not None and not self._led(people, where, during):
            self._no(metric, term, said("is told to a leader of the own team only, and {asker} leads {teams}",
                                        asker=self.asker.said, teams=together(self.asker.leads, ", ") or said("none")),
                     said("Add for example: --where team={team}",
                          team=self.asker.leads[0] if self.asker.leads else "…"))

    def _led(self, people: Sequence[str], where: Where, during: Days) -> bool:
        leads = set(self.asker.leads or ())
        teams = [team for team in where.get("team", ()) if team]
        if teams:
            return set(teams) <= leads
        return bool(people) and all((there := set(self.teams(one, during))) and there <= leads for one in people)

    def _no(self, metric: Metric | None, term: Term, why: str, remedy: str) -> None:
        name = kept(metric.name) if metric else said("What is known")
        raise WrongUse(Issue("not-agreed", term.where or self.said,
                             said("{name} of a person {why}.", name=name, why=why), remedy))

    def sees(self, metric: Metric, agent: str, during: Days) -> bool:
        """Whether who asks is among the viewers of that agent's figures."""
        try:
            self._viewer(metric, self.term(metric), [agent], {AGENT: [agent]}, during)
        except WrongUse:
            return False
        return True

    def may_read_all(self, kind: str, names: Sequence[str]) -> None:
        """Who may read everything held about somebody: the person, and who answers for it: the managers.

        Raises WrongUse `not-agreed`.
        """
        if self.answers or (kind == AGENT and set(names) & set(self.asker.own)):
            return
        raise WrongUse(Issue("not-agreed", self.said,
                             said("All that is held about somebody is for the person, a Senior manager and a Call "
                                  "centre manager; who asks here is {said}.", said=self.asker.said),
                             self.asker.where))

    def people(self, metric: Metric) -> bool:
        """Whether figures of persons of this metric are told to who asks at all."""
        return bool(self.asker.own) or bool(set(self.term(metric).viewers) & set(self.asker.roles))

    def cuts(self, metric: Metric, names: Sequence[str], during: Days, loaded: Loaded) -> list[str]:
        """Those of the names by which these days of one person's figure may be told, in their order."""
        need = GRAIN[self.term(metric).grain]
        return [name for name in names if fineness((name,), (AGENT,), during, self.calendar, loaded) >= need]

    # -- names -----------------------------------------------------------------------------------------------------

    def told(self, answer: Answer) -> Answer:
        """An answer by agent without names where who asks sees none."""
        if AGENT not in answer.by or not self.nameless:
            return answer
        names = self._numbers((row.by[AGENT] for row in answer.rows), among=())
        rows = [row._replace(by={**row.by, AGENT: names.get(row.by[AGENT] or "")}) for row in answer.rows]
        return replace(answer, rows=sorted(rows, key=lambda row: (len(row.by[AGENT] or ""), row.by[AGENT] or "")))

    def rows(self, metric: Metric | None, where: Where, during: Days, rows: Rows) -> Rows:
        """Single facts: people are named only to who may see their figures by the day, nobody to an adviser."""
        keep = self._sees_facts(metric, where, during)
        hidden = [] if keep else [place for place, name in enumerate(rows.columns) if name in STAFF]
        blank = [place for place, name in enumerate(rows.columns) if name in OTHERS] if self.nameless else []
        if not hidden and not blank:
            return rows
        names: dict[str, str | None] = {}  # to who knows the people a number beside a moment would be a name
        if self.nameless:
            names = self._numbers((row[place] for row in rows.rows for place in hidden), among=self.names())

        def masked(row: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(names.get(value or "") if place in hidden else None if place in blank else value
                         for place, value in enumerate(row))

        return rows._replace(rows=[masked(row) for row in rows.rows])

    @property
    def answers(self) -> bool:
        """Whether who asks answers for what is held and disputed: the managers do."""
        return answers_for_people(self.asker)

    @property
    def nameless(self) -> bool:
        """Whether who asks sees no names at all."""
        return not sees_names(self.asker)

    def floor(self) -> tuple[str, ...] | None:
        """The teams of whose people it is told what they are at just now: a leader's own; None: nobody's.

        An empty name stands for everybody, whoever is in no team included.
        """
        roles = set(self.asker.roles)
        if roles & set(ON_FLOOR) or (LEADER in roles and self.asker.leads is None):
            return ("",)
        return tuple(self.asker.leads or ()) or None if LEADER in roles else None

    def mask(self) -> Mask | None:
        """What hides people in texts about single facts; None where who asks may see those."""
        if self._sees_facts(None, {}, Days(self.today, self.today)):
            return None
        numbers = self._numbers((), among=self.names())
        return Mask({name: number for name, number in numbers.items() if name and number}, exact=True)

    def _sees_facts(self, metric: Metric | None, where: Where, during: Days) -> bool:
        """Whether single facts may name their agents: as if each were asked for by the day."""
        term = self.term(metric)
        roles = set(term.viewers) & set(self.asker.roles) - {ADVISER}
        people = [name for name in where.get(AGENT, ()) if name]
        if GRAIN[term.grain] > DAY or during.first < self.since(term):
            return False
        if people and set(people) <= set(self.asker.own):
            return True
        return bool(roles) and (roles != {LEADER} or self.asker.leads is None or self._led(people, where, during))

    def _numbers(self, more: Iterable[str | None], *, among: Iterable[str]) -> dict[str, str | None]:
        """Every name → "agent 1" … in an order that says nothing; of the same names the same while this guard lasts."""
        known = {*among, *(name for name in more if name)}
        shuffled = sorted(known, key=lambda name: hashlib.blake2b(name.encode(), key=self._salt).digest())
        return {"": None, **{name: f"agent {number}" for number, name in enumerate(shuffled, 1)}}

    # -- cards -----------------------------------------------------------------------------------------------------

    def weekly(self, metrics: Iterable[Metric]) -> bool:
        """Whether all of these may be told by the week, as the run of a card is."""
        return all(GRAIN[self.term(metric).grain] <= WEEK for metric in metrics)
