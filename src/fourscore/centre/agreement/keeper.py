"""This file is about the guard of one open centre: made of the agreement in force, once a person is asked about."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fourscore.centre.access.asking import Reader, asker_of, reader
from fourscore.centre.access.rights import Rights, rights_of
from fourscore.settings import EVERY
from fourscore.terms import Days, Issue, Mask, Trouble

if TYPE_CHECKING:
    from datetime import date

    from fourscore.centre.agreement.guard import Guarding
    from fourscore.centre.centre import Centre
    from fourscore.centre.doctor import Doctor
    from fourscore.centre.staff.together import Stay
    from fourscore.metrics import Answer, Catalogue, Loaded, Metric, Rows, Where
    from fourscore.settings import Settings
    from fourscore.strategy import Strategy
    from fourscore.warehouse import Finding

AGENT = "agent"
# Findings that say who is written down where, and no figure of anybody.
OF_NAMES = ("agents-not-on-roster", "never-seen")
Kind = TypeVar("Kind")


class Keeper:
    """Holds every question against the rights of who asks, and those about people against the agreement too."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self._lock = centre, threading.RLock()
        self._rights: dict[Reader, Rights] = {}
        self._guardings: dict[Reader, Guarding] = {}
        self._stays: dict[str, tuple[Stay, ...]] | None = None
        self._made_for: object = None

    def rights(self) -> Rights:
        """What whoever asks now may open and see; made once for each state of the centre and each day."""
        who = reader()
        with self._lock:
            self._today()
            if who not in self._rights:
                self._rights[who] = rights_of(
                    asker_of(self.centre), who.reads, self._beside, self._teams, self._aims)
            return self._rights[who]

    def guarding(self) -> Guarding:
        """The agreement's rule as it stands. Raises Trouble where the office cannot be used."""
        from fourscore.centre.agreement.guard import Guarding
        from fourscore.centre.agreement.standing import standing, terms_of

        centre, who = self.centre, reader()
        with self._lock:
            today = self._today()
            if who not in self._guardings:
                there = standing(centre.office, centre.settings)
                terms, kept = terms_of(there.agreement), centre.settings.retention.get("contacts")
                self._guardings[who] = Guarding(
                    self.rights().asker, terms, there.said, self._kpis(terms), kept, today, centre.calendar,
                    lambda: centre.names(AGENT), self._teams)
            return self._guardings[who]

    def _today(self) -> date:
        """The local day; what was made on another one, or of another state of the centre, is made anew."""
        centre = self.centre
        today = centre.calendar.local(centre.now()).date()
        state = (centre.state, today, id(centre.settings))
        if self._made_for != state:
            self._rights, self._guardings, self._stays, self._made_for = {}, {}, None, state
        return today

    def _beside(self) -> Sequence[str]:
        """Whose totals the agreement in force lets agents see."""
        from fourscore.centre.agreement.standing import standing

        agreement = standing(self.centre.office, self.centre.settings).agreement
        return agreement.beside if agreement else ()

    def _aims(self) -> list[Mapping[str, Sequence[str]]]:
        """What the strategy's KPIs are limited to."""
        try:
            return [kpi.scope for kpi in self.centre.strategy.kpis() if kpi.scope]
        except Trouble:
            return []

    def _kpis(self, terms: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
        """For each metric the KPIs of it. With a strategy that cannot be read, a KPI may be any metric's."""
        metrics = self.centre.metrics.catalogue.metrics
        found: dict[str, tuple[str, ...]] = {}
        try:
            for kpi in self.centre.strategy.kpis():
                found[kpi.metric] = (*found.get(kpi.metric, ()), kpi.id)
        except Trouble:
            known = {EVERY, *metrics, *(metric.slug for metric in metrics.values())}
            return dict.fromkeys(metrics, tuple(name for name in terms if name not in known))
        return found

    def _teams(self, agent: str, days: Days) -> list[str]:
        """The teams an agent is in on any of these days; who was ever where is read once for each state."""
        from fourscore.centre.people import everybody

        with self._lock:
            self._today()
            if self._stays is None:
                centre = self.centre
                self._stays = {name: tuple(one.stays) for one in everybody(
                    centre.office, centre.settings, centre.warehouse) for name in one.every_name}
            stays = self._stays.get(agent, ())
        return [stay.team for stay in stays
                if stay.first_day < days.until and (stay.until_day is None or days.first < stay.until_day)]

    # -- what metrics ask --------------------------------------------------------------------------------------------

    def allow(
        self, metrics: Sequence[Metric], by: Sequence[str], where: Where, during: Days, loaded: Loaded, *,
        facts: bool = False,
    ) -> None:
        self.rights().allow(by, where, during, facts=facts)
        if AGENT in by or any(where.get(AGENT, ())):
            self.guarding().allow(metrics, by, where, during, loaded, facts=facts)

    def told(self, answer: Answer) -> Answer:
        return self.guarding().told(answer) if AGENT in answer.by else answer

    def rows(self, metric: Metric | None, where: Where, during: Days, rows: Rows) -> Rows:
        return self.guarding().rows(metric, where, during, rows)

    def people(self, metric: Metric) -> bool:
        return self.guarding().people(metric)

    def cuts(self, metric: Metric, names: Sequence[str], during: Days) -> list[str]:
        """Those of the names by which one person's figure of these days may be told, in their order."""
        return self.guarding().cuts(metric, names, during, self.centre.metrics.spread)

    # -- what else is told of people ---------------------------------------------------------------------------------

    def findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """What is wrong with facts: its places and rows name nobody whose single facts may not be told."""
        guarding = self.guarding()
        mask = guarding.mask()
        return [one if mask is None or (one.name in OF_NAMES and not guarding.nameless) else masked(one, mask)
                for one in findings]

    def nameless(self, told: Kind) -> Kind:
        """The same without names where who asks sees none."""
        guarding = self.guarding()
        mask = guarding.mask() if guarding.nameless else None
        return told if mask is None else masked(told, mask)

    @property
    def names_people(self) -> bool:
        """Whether names of people may be offered to choose from."""
        return not self.guarding().nameless

    def floor(self) -> tuple[str, ...] | None:
        """The teams of whose people who asks is told what they are at just now; see `Guarding.floor`. Whoever is
        limited to teams sees those alone, and whoever is limited to queues nobody."""
        teams, rights = self.guarding().floor(), self.rights()
        if teams is None or rights.everything:
            return teams
        mine = {name for reach in rights.reaches if reach.cut is None and len(reach.within) == 1
                for level, names in reach.within if level == "team" for name in names}
        return tuple(sorted(mine if teams == ("",) else mine & set(teams))) or None

    def notice(self, agent: str) -> str:
        """What that agent was told of the agreement and has still to read; empty where nothing."""
        from fourscore.centre.agreement.standing import notice_for

        return notice_for(self.centre, agent)

    def disputed(self, metric: str, agent: str | None, days: Days) -> str:
        """How the dispute on that agent's number stands, in words; empty where nobody disputes it."""
        from fourscore.centre.agreement.disputing import about, in_words

        return in_words(about(self.centre, agent, metric, days)) if agent else ""

    def check(self, settings: Settings, catalogue: Catalogue, strategy: Strategy | None) -> list[Issue]:
        """What waits for somebody in the agreement as these settings have it."""
        from fourscore.centre.agreement.checking import issues_of

        today = settings.calendar.local(self.centre.now()).date()
        try:
            return issues_of(self.centre.office, settings, catalogue, strategy, settings.people.holders("Agent", today))
        except Trouble as held:
            return list(held.issues)

    def doctor(self, doctor: Doctor) -> Doctor:
        """A centre's health, with the names that may be told."""
        guarding = self.guarding()
        mask = guarding.mask()
        told = doctor._replace(findings=tuple(self.findings(doctor.findings)))
        return masked(told, mask) if mask is not None and guarding.nameless else told


def masked(value: Kind, mask: Mask) -> Kind:
    """The same, with every text in it masked, however deep."""
    found: Any = value
    if isinstance(value, str):
        found = mask.of(value)
    elif isinstance(value, tuple):
        inner = [masked(one, mask) for one in value]
        found = type(value)(*inner) if hasattr(value, "_fields") else tuple(inner)
    elif isinstance(value, Mapping):
        found = {key: masked(one, mask) for key, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        found = replace(value, **{one.name: masked(getattr(value, one.name), mask) for one in fields(value)})
    return cast(Kind, found)
