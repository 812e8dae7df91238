"""This file is about what the settings say once they are read: plain values, zones and days already understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fourscore.settings.network.model import Mail, Network, SignIn
from fourscore.terms import Calendar, FiscalWeeks, OpeningHours, WorkingDays

SENIOR, MANAGER, LEADER, AGENT = "Senior manager", "Call centre manager", "Team leader", "Agent"
ADVISER, REPRESENTATIVE = "Outside adviser", "Agents' representative"
# Who is appointed to what: the ten roles of a call centre, and two that stand beside them.
ROLES = (SENIOR, MANAGER, "Resource analyst", "Reporting analyst", "Network analyst", "Recruiter", LEADER, "Trainer",
         "Quality analyst", AGENT, ADVISER, REPRESENTATIVE)


class Setting(NamedTuple):
    """One row: `name` is dotted for what stands inside a list (`sites.zone`); the rest as a person writes it.

    An empty `default` means there is none: where the setting is needed, it must be written.
    """

    name: str
    default: str
    help: str
    example: str


class Site(NamedTuple):
    """A place of work; `hours`, its holidays in them, None where it tells none: then it never closes."""

    name: str
    zone: ZoneInfo
    hours: OpeningHours | None
    where: str


class Closure(NamedTuple):
    """The centre, or the queues named, did not work in [first_at, until_at) (aware, in the reporting zone)."""

    first_at: datetime
    until_at: datetime
    queues: tuple[str, ...]
    why: str
    where: str


class ThresholdLine(NamedTuple):
    """From `first_day` (reporting zone) on, for one queue or (None) for every queue; both times in seconds."""

    queue: str | None
    first_day: date
    answer_within_s: Decimal
    short_abandon_s: Decimal


class SourceLine(NamedTuple):
    """One source as written: `options` is its whole row of centre.yaml, `where` its place ("centre.yaml:23").

    follow: whether `serve` follows it, or every how many seconds it looks; None where nothing is said.
    """

    name: str
    kind: str
    options: Mapping[str, object]
    where: str
    follow: Decimal | bool | None = None


class WallLine(NamedTuple):
    """A number of the wall: a metric's key or a word for how things stand now; its target as a person writes it.

    beside: another such number, told smaller.
    """

    show: str
    target: str | None
    beside: str | None
    where: str


class RateLine(NamedTuple):
    """On `day`, one unit of `currency` is `rate` units of the centre's currency."""

    day: date
    currency: str
    rate: Decimal


class TableRate(NamedTuple):
    """On the days [first_day, until_day) one unit of `currency` is `rate` units of the centre's currency.

    kind: month_average or plan (`terms.RATE_KINDS`).
    """

    kind: str
    first_day: date
    until_day: date
    currency: str
    rate: Decimal


class Keep(NamedTuple):
    """How long something is kept: whole months, and days beside them."""

    months: int
    days: int


class Backups(NamedTuple):
    """When and where a served centre is backed up by itself.

    at: by the wall clock of the reporting zone; None: never. to: as written, seen from the centre's folder. daily,
    weekly, monthly: how many of each are kept.
    """

    at: time | None = time(2)
    to: str = "backups"
    daily: int = 7
    weekly: int = 4
    monthly: int = 3


class TeamLine(NamedTuple):
    """A team. seats: how many people are planned for it, each number from its day on, the earliest first."""

    name: str
    site: str | None
    leader: str | None
    where: str
    seats: tuple[tuple[date, int], ...] = ()


class Stay(NamedTuple):
    """In a team from `first_day` up to, and not including, `until_day` (None: still)."""

    team: str
    first_day: date
    until_day: date | None


class AgentLine(NamedTuple):
    """A person; `names` are the further names sources know them by; `until_day` a leaver's first day away."""

    name: str
    names: tuple[str, ...]
    stays: tuple[Stay, ...]
    until_day: date | None
    where: str

    def there(self, day: date) -> bool:
        """Whether the roster has them on that day; one without teams is there until they leave."""
        if self.until_day is not None and day >= self.until_day:
            return False
        return not self.stays or any(
            stay.first_day <= day and (stay.until_day is None or day < stay.until_day) for stay in self.stays)


class RoleScope(NamedTuple):
    """What a role's figures are limited to: these teams, these queues, or both at once; None: not limited so."""

    teams: tuple[str, ...] | None = None
    queues: tuple[str, ...] | None = None


class RoleLine(NamedTuple):
    """`role`, one of ROLES, is held from `first_day` up to, and not including, `until_day` (None: still)."""

    name: str
    role: str
    first_day: date
    until_day: date | None
    where: str
    scope: RoleScope = RoleScope()

    def holds(self, day: date) -> bool:
        return self.first_day <= day and (self.until_day is None or day < self.until_day)


# Whose totals agents may be shown beside their own figures.
TOTALS = ("team", "centre")
# The shortest time by which figures of a person may be told, the finest first.
GRAINS = ("day", "week", "month", "quarter")


class Term(NamedTuple):
    """What was agreed on figures of persons for one measure: a metric's key or slug, a KPI's id, or "all".

    viewers: roles that may see them; the person always may. grain: one of GRAINS. kept: how far back they are told
    (None: as long as the centre keeps contacts, else 13 months). pay, discipline: whether they may touch these.
    """

    measure: str
    purpose: str
    viewers: tuple[str, ...]
    grain: str
    kept: Keep | None
    pay: bool
    discipline: bool
    where: str


class Agreement(NamedTuple):
    """The staff agreement as written: `agreed_on` that day with the agents' representative `partner`.

    beside: whose totals agents see beside their own figures: "team", "centre".
    """

    agreed_on: date
    partner: str
    terms: tuple[Term, ...]
    where: str
    beside: tuple[str, ...] = ()


class People(NamedTuple):
    teams: tuple[TeamLine, ...] = ()
    agents: tuple[AgentLine, ...] = ()
    roles: tuple[RoleLine, ...] = ()
    agreement: Agreement | None = None

    def holders(self, role: str, day: date) -> tuple[str, ...]:
        """Who holds this role (of ROLES) on this local day, sorted.

        Whoever is on the roster that day is an Agent, and who leads a team a Team leader, without a row of roles.
        """
        found = {line.name for line in self.roles if line.role == role and line.holds(day)}
        if role == AGENT:
            found |= {agent.name for agent in self.agents if agent.there(day)}
        if role == LEADER:
            found |= {team.leader for team in self.teams if team.leader}
        return tuple(sorted(found))

    def roles_of(self, name: str, day: date) -> tuple[str, ...]:
        """Every role that person holds on this local day, in the order of ROLES."""
        return tuple(role for role in ROLES if name in self.holders(role, day))

    def scopes_of(self, name: str, role: str, day: date) -> tuple[RoleScope, ...]:
        """What that role of that person is limited to on this local day, for each row of roles that gives it."""
        return tuple(line.scope for line in self.roles if (line.name, line.role) == (name, role) and line.holds(day))

    @property
    def named(self) -> frozenset[str]:
        """Everybody this file names, by the names they are shown under."""
        leaders = {team.leader for team in self.teams if team.leader}
        return frozenset({line.name for line in self.roles} | {one.name for one in self.agents} | leaders)


@dataclass(frozen=True)
class Settings:
    """Everything centre.yaml, people.yaml and the rates say; `office` is the database's address.

    lint: the limits of rules that differ from the usual ones, by their names.
    acting_as: whoever asks here is this role, or this person of people.yaml. smallest_group: opinions of fewer people
    are not told. wall: the numbers of the wall; the usual ones where there are none. rates_file: where rates stand, or
    would stand.
    """

    folder: Path
    name: str
    zone: ZoneInfo
    currency: str
    office: str
    week_starts: int = 0
    fiscal_year_starts: int = 1
    fiscal_weeks: FiscalWeeks | None = None
    fiscal_year_named_by_end: bool = False
    resolution_window_days: int = 7
    coverage_needed: float = 0.7
    rank_reliability: float = 0.8
    coach_reliability: float = 0.5
    colour_chance: float = 0.8
    smallest_group: int = 5
    history_weeks: int = 26
    retention: Mapping[str, Keep] = field(default_factory=dict)
    lint: Mapping[str, float] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    queue_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    thresholds: tuple[ThresholdLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    rates: tuple[RateLine, ...] = ()
    rate_tables: tuple[TableRate, ...] = ()
    rates_file: Path = Path("rates.csv")
    wall: tuple[WallLine, ...] = ()
    backups: Backups = field(default_factory=Backups)
    acting_as: str = MANAGER
    network: Network = field(default_factory=Network)
    sign_in: SignIn = field(default_factory=SignIn)
    people: People = field(default_factory=People)
    mail: Mail | None = None

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.week_starts, self.fiscal_year_starts, self.fiscal_weeks,
                        self.fiscal_year_named_by_end)

    @property
    def working_days(self) -> WorkingDays:
        """Of the sites that tell their hours; a team's are those of the site it sits at."""
        return WorkingDays({site.name: site.hours for site in self.sites if site.hours is not None},
                           {team.name: team.site for team in self.people.teams if team.site is not None})
