"""This file is about the source kind rehearsal: the options of a generated centre, and how it lands and is staged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from fourscore.terms import Calendar, Days, Issue, Trouble, did_you_mean
from fourscore.warehouse.sources import History, Slice, Source, Staged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Raised whenever the same options would give other rows than before; part of the fingerprint.
EDITION = 1

KINDS = ("blended", "sales", "support")
WEEKLY = 7_500        # visits a week where `visits` is left out: 450,000 in 60 weeks
FULL_WEEKS = 14_000   # visits a week that keep 120 people busy full time
READ_ELSEWHERE = {"name", "kind"}


@dataclass(frozen=True)
class Options:
    """What a generated centre is made from; the same options always give the same rows.

    until: the local day the generated time ends before. weeks: how many whole weeks lie before it.
    zone: whose wall clock the centre keeps. currency: ISO 4217 code of every amount.
    centre: blended, support or sales. visits: about how many stays in queues (dials out are not visits).
    """

    until: date
    seed: int = 4
    weeks: int = 60
    zone: str = "Europe/Berlin"
    currency: str = "EUR"
    centre: str = "blended"
    visits: int = 450_000
    agents: int = 120
    teams: int = 10
    queues: int = 8

    @property
    def days(self) -> Days:
        return Days(self.until - timedelta(weeks=self.weeks), self.until)

    def text(self) -> str:
        """Everything as one line of JSON, which `options_from_text` reads back."""
        return json.dumps({**asdict(self), "until": self.until.isoformat(), "edition": EDITION}, sort_keys=True)

    def fingerprint(self) -> str:
        return sha256(self.text().encode()).hexdigest()


def options_from_text(text: str) -> Options:
    """Options as `Options.text` wrote them."""
    found = json.loads(text)
    found.pop("edition")
    return Options(**{**found, "until": date.fromisoformat(found["until"])})


# name: (default in words, least, most, what it is)
NUMBERS: dict[str, tuple[str, int, int, str]] = {
    "seed": ("4", 0, 2**31 - 1, "another seed gives another centre of the same kind"),
    "weeks": ("60", 2, 260, "whole weeks that end on `until`"),
    "visits": ("7,500 a week", 500, 5_000_000, "about how many stays in queues there are"),
    "agents": ("120; by visits where those are given", 12, 400, "people who work there at some time"),
    "teams": ("10; by agents where those are given", 4, 20, "teams, each working for one group of queues"),
    "queues": ("8; fewer for few visits", 4, 8, "queues"),
}
OTHERS = {
    "until": "the day the generated time ends before, such as 2026-11-02; must be given",
    "zone": "time zone of the centre, such as Europe/Berlin (the default)",
    "currency": "three letters, such as EUR (the default)",
    "centre": "blended (the default), support or sales",
}


def read_options(given: Mapping[str, object], where: str) -> tuple[Options | None, list[Issue]]:
    """The options in a source's mapping in centre.yaml, or every issue found there."""
    issues: list[Issue] = []
    known = {*NUMBERS, *OTHERS}
    for name in given:
        if name not in known | READ_ELSEWHERE:
            issues.append(Issue("unknown-key", where, f"A rehearsal source has no option {name!r}.",
                                did_you_mean(str(name), known) or "Leave it out."))
    numbers = {name: _number(name, given[name], where, issues) for name in NUMBERS if given.get(name) is not None}
    until = _day(given.get("until"), where, issues)
    zone = _zone(given.get("zone", "Europe/Berlin"), where, issues)
    currency = _currency(given.get("currency", "EUR"), where, issues)
    centre = _kind(given.get("centre", "blended"), where, issues)
    if issues or until is None:
        return None, issues
    filled = {**numbers, **_sizes(numbers)}
    options = Options(until=until, zone=zone, currency=currency, centre=centre, **filled)
    if options.agents < 3 * options.teams:
        issues.append(Issue("bad-option", where, f"{options.agents} agents are too few for {options.teams} teams.",
                            "Give at least three agents to each team."))
        return None, issues
    return options, []


def _sizes(numbers: Mapping[str, int]) -> dict[str, int]:
    """How many visits, agents, teams and queues there are, from what was said about them."""
    weeks = numbers.get("weeks", 60)
    visits = numbers.get("visits", WEEKLY * weeks)
    weekly = visits / weeks
    part = min(1.0, weekly / WEEKLY)  # small centres need more people for a contact: somebody has to be there
    fair = 120 * max(0.6 * part + 0.4 * part**0.5, weekly / FULL_WEEKS)
    agents = numbers.get("agents", min(400, max(20, round(fair))))
    queues = numbers.get("queues", 8 if weekly >= 3_500 else 6 if weekly >= 2_000 else 4)
    teams = numbers.get("teams", min(20, max(7 if queues > 4 else 4, round(agents / 12)), agents // 3))
    return {"weeks": weeks, "visits": visits, "agents": agents, "queues": queues, "teams": teams}


def _number(name: str, value: object, where: str, issues: list[Issue]) -> int:
    _, least, most, what = NUMBERS[name]
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    issues.append(Issue("bad-option", where, f"{name} is {value!r}: {what}.",
                        f"Write a whole number from {least:,} to {most:,}."))
    return least


def _day(value: object, where: str, issues: list[Issue]) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        found = "is missing" if value is None else f"is {value!r}"
        issues.append(Issue("bad-option", where, f"until {found}; it is {OTHERS['until']}.",
                            "Write a line such as  until: 2026-11-02"))
        return None


def _zone(value: object, where: str, issues: list[Issue]) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ValueError, OSError, KeyError):
        issues.append(Issue("bad-option", where, f"There is no time zone {value!r}.",
                            "Write a name such as Europe/Berlin or America/Chicago."))
        return "UTC"


def _currency(value: object, where: str, issues: list[Issue]) -> str:
    if isinstance(value, str) and len(value) == 3 and value.isalpha() and value.isupper():
        return value
    issues.append(Issue("bad-option", where, f"{value!r} is not the code of a currency.",
                        "Write its three capital letters, such as EUR or GBP."))
    return "EUR"


def _kind(value: object, where: str, issues: list[Issue]) -> str:
    if value in KINDS:
        return str(value)
    issues.append(Issue("bad-option", where, f"There is no generated centre of kind {value!r}.",
                        did_you_mean(str(value), KINDS)))
    return KINDS[0]


class Rehearsal:
    """A generated centre, to try things out. What lands is one row, the options; staging makes all else of it.

    The rows are the same for the same options, so the options are all that has to be kept to make the facts again.
    """

    kind: ClassVar[str] = "rehearsal"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "agent_state", "sale", "survey", "evaluation",
                                        "coaching", "cost", "schedule")
    sliced: ClassVar[bool] = False
    recomputes_agents: ClassVar[bool] = True

    def __init__(self, name: str, options: Options) -> None:
        self.name = name
        self.options = options

    @classmethod
    def configure(cls, name: str, options: Mapping[str, object], where: str,
                  folder: Path) -> tuple[Source | None, list[Issue]]:
        """Read the options (`NUMBERS` and `OTHERS` say which there are); nothing is read from the folder."""
        found, issues = read_options(options, where)
        return (cls(name, found) if found else None), issues

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """One that is not on disk: the centre as those options make it."""
        return [Path("generated")]

    def print_of(self, path: Path) -> str | None:
        return self.options.fingerprint()

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, options VARCHAR)")
        cursor.execute("INSERT INTO landed VALUES (?, 1, ?)", [piece.file, self.options.text()])

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Generate the centre. Raises Trouble `rehearsal-changed` where another one was generated here before."""
        from fourscore.warehouse.sources.rehearsal.people import cast
        from fourscore.warehouse.sources.rehearsal.stage import stage

        before = history.landed()
        if before:
            raise Trouble(Issue(
                "rehearsal-changed", self.name,
                "This source has generated a centre already, with other options or by another edition of Fourscore.",
                "Put its earlier options back, or make a new centre in another folder."))
        row = cursor.execute("SELECT file, options FROM landed").fetchone()
        if row is None:
            return Staged()
        options = options_from_text(row[1])
        stage(cursor, cast(options), row[0])
        span = Calendar(ZoneInfo(options.zone)).interval(options.days)
        return Staged(covers=(span.start, span.end))
