"""This file is about what the tests of reconciling start from: a centre whose every call is known twice.

Once as facts in a warehouse, and once as plain records, from which a test counts a report by itself.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Asked, Reconciled
from fourscore.terms import Days


class Call(NamedTuple):
    """One stay: its moments in UTC, waits in seconds, what came of it, and whether its call was in a queue before."""

    entered: datetime
    wait: float
    outcome: str
    queue: str
    talk: float
    hold: float
    wrap: float
    ring: float
    again: str  # "", "queue" (that queue before) or "call" (another queue before)

    @property
    def left(self) -> datetime:
        return self.entered + timedelta(seconds=self.wait)

    @property
    def ended(self) -> datetime:
        return self.left + timedelta(seconds=self.talk + self.hold)


OUTCOMES = ("answered",) * 14 + ("abandoned",) * 6 + ("flowed_out", "flowed_out", "dropped", "refused")
WAITS = (0, 1, 2, 3, 4, 4.5, 5, 5, 6, 8, 10, 12, 15, 18, 19, 20, 20, 21, 22, 25, 28, 30, 31, 40, 45, 50, 60, 75, 90,
         130)


def random_calls(seed: int, zone: ZoneInfo, first: date, days: int = 2, each: int = 260) -> list[Call]:
    """Calls all round the clock (more by day), so that some are under way at every midnight."""
    chance = random.Random(seed)
    found: list[Call] = []
    for day in range(days):
        for _ in range(each):
            at = datetime.combine(first + timedelta(days=day), datetime.min.time(), zone).astimezone(UTC)
            at += timedelta(seconds=chance.choice((chance.randrange(86400), chance.randrange(8 * 3600, 18 * 3600))))
            outcome = chance.choice(OUTCOMES)
            spoken = outcome == "answered"
            found.append(Call(
                at, 0 if outcome == "refused" else chance.choice(WAITS), outcome, chance.choice(("Billing", "Sales")),
                chance.randrange(20, 600) if spoken else 0, chance.choice((0, 0, 35)) if spoken else 0,
                chance.choice((0, 12, 30)) if spoken else 0, chance.choice((2, 3, 4)) if spoken else 0, ""))
    found.sort()
    # Some callers come back to the same queue, or are passed to another one.
    for place in range(0, len(found) - 1, 23):
        one = found[place]
        again = "queue" if place % 2 else "call"
        queue = one.queue if again == "queue" else "Sales" if one.queue == "Billing" else "Billing"
        if one.outcome != "refused":
            found.append(one._replace(entered=one.ended + timedelta(seconds=9), queue=queue, again=again))
    return found


class Desk:
    """A centre with calls, and the reports a switch might make of them."""

    def __init__(self, world: Any, calls: Sequence[Call], folder: Path) -> None:
        self.world, self.calls, self.folder = world, list(calls), folder
        before: dict[datetime, int] = {}
        for number, call in enumerate(self.calls, 1):
            contact, place = number, 1
            if call.again:
                contact, place = before[call.entered], 2
            before[call.ended + timedelta(seconds=9)] = contact
            answered = call.left.replace(tzinfo=None) if call.outcome == "answered" else None
            world.visit(call.entered, call.queue, wait=call.wait, talk=call.talk, hold=call.hold, wrap_up=call.wrap,
                        outcome=call.outcome, ring_s=call.ring, contact=contact, number=place,
                        answered_at=answered, ended_at=call.ended.replace(tzinfo=None))
        world.cursor.execute("INSERT INTO threshold VALUES (NULL, DATE '2000-01-01', 20, 5)")

    def loaded(self, first: str, until: str) -> Desk:
        self.world.fill_all(first, until)
        self.days = Days(date.fromisoformat(first), date.fromisoformat(until))
        self.metrics = self.world.metrics()
        return self

    def write(self, headings: Sequence[str], rows: Sequence[Sequence[object]], name: str = "report.csv") -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([headings, *rows])
        return path

    def reconcile(self, path: Path, **asked: Any) -> Reconciled:
        return self.metrics.reconcile(path, Asked(**asked), self.days)

    def by_day(self, zone: ZoneInfo, moment: str = "entered") -> dict[str, list[Call]]:
        return self.by(lambda call: f"{getattr(call, moment).astimezone(zone):%Y-%m-%d}")

    def by(self, key: Callable[[Call], Any]) -> dict[Any, list[Call]]:
        found: dict[Any, list[Call]] = {}
        for call in self.calls:
            found.setdefault(key(call), []).append(call)
        return dict(sorted(found.items()))


def counts(calls: Sequence[Call], limit: float, short: float, strict: bool = False,
           short_strict: bool | None = None) -> SimpleNamespace:
    """A, B, FO and the rest of them, counted the plain way. strict: less than the limit, for both unless said."""
    def within(call: Call, seconds: float, *, less: bool = strict) -> bool:
        return call.wait < seconds if less else call.wait <= seconds

    less_short = strict if short_strict is None else short_strict

    def of(outcome: str) -> list[Call]:
        return [call for call in calls if call.outcome == outcome]

    answered, abandoned = of("answered"), of("abandoned")
    return SimpleNamespace(
        a=len(answered), b=len(abandoned), fo=len(of("flowed_out")), d=len(of("dropped")), r=len(of("refused")),
        a_t=sum(within(one, limit) for one in answered), b_t=sum(within(one, limit) for one in abandoned),
        b_s=sum(within(one, short, less=less_short) for one in abandoned), answered=answered, abandoned=abandoned)


@pytest.fixture(scope="session")
def count() -> Callable:
    return counts


@pytest.fixture(scope="session")
def desk(new_world: Callable, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Desk]:
    """A desk in a zone, with random calls of some days (and the days around them loaded); each is made once."""
    known: dict[object, Desk] = {}

    def make(seed: int = 1, zone: str = "Europe/Berlin", first: str = "2026-03-02", days: int = 2,
             each: int = 260) -> Desk:
        key = seed, zone, first, days, each
        if key not in known:
            start, folder = date.fromisoformat(first), tmp_path_factory.mktemp("desk")
            calls = random_calls(seed, ZoneInfo(zone), start, days, each)
            known[key] = Desk(new_world(folder, zone), calls, folder).loaded(
                str(start - timedelta(days=3)), str(start + timedelta(days=days + 3)))
        return known[key]
    return make


@pytest.fixture
def desk_of(world_in: Callable, tmp_path: Path) -> Callable[..., Desk]:
    """A desk with these very calls; not yet loaded."""
    return lambda calls, zone="UTC": Desk(world_in(zone), calls, tmp_path)


@pytest.fixture(scope="session")
def call() -> type[Call]:
    return Call
