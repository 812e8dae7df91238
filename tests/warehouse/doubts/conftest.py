"""This file is about good data that faults are put into: ten weeks of a small desk, as two files a centre loads."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from fourscore.centre import Centre
from fourscore.warehouse import Finding

MONDAY, WEEKS = date(2026, 1, 5), 10
AGENTS = ("Ada", "Ben", "Cai", "Dot", "Eli", "Fay", "Gus", "Hal")
CALLS = """\
  - name: {name}
    kind: table
    files: {name}*.csv
    key: key
    covers: day
    facts:
      contact: {{started: entered, channel: {{value: voice}}}}
      visit: {{queue: queue, outcome: outcome, answered: answered, ended: ended, wait: wait, talk: talk, agent: agent}}
"""
LOGINS = """\
  - name: logins
    kind: table
    files: logins*.csv
    key: key
    covers: day
    facts:
      agent_state: {started: came, ended: went, agent: agent, state: {value: login}}
"""
CENTRE = """\
name: Desk
zone: Europe/Berlin
currency: EUR
thresholds:
  - {answer_within: 20s, short_abandon: 5s}
sources:
"""
Call = dict[str, object]


@dataclass
class Desk:
    """Calls and log-ins of working days 09:00 to 17:00; change them, then `look`. `rows`: source → its rows."""

    folder: Path
    rows: dict[str, list[Call]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    open_centres: ExitStack = field(default_factory=ExitStack)
    now: datetime = datetime(2026, 3, 16, 8, tzinfo=UTC)

    @property
    def calls(self) -> list[Call]:
        return self.rows["calls"]

    @calls.setter
    def calls(self, calls: list[Call]) -> None:
        self.rows["calls"] = calls

    def write(self, files: dict[str, list[Call]] | None = None) -> None:
        """The texts of the centre and its files, one per source unless told otherwise."""
        sources = "".join(LOGINS if name == "logins" else CALLS.format(name=name) for name in self.rows)
        people = "".join(f"  - {{name: {name}, teams: [{{team: Red, from: {day}}}]}}\n" for name, day in
                         self.people.items())
        (self.folder / "centre.yaml").write_text(CENTRE + sources)
        (self.folder / "people.yaml").write_text(f"teams: [Red]\nagents:\n{people}" if people else "")
        for name, rows in (files or self.rows).items():
            with (self.folder / f"{name}.csv").open("w", newline="") as file:
                out = csv.DictWriter(file, list(rows[0]))
                out.writeheader()
                out.writerows(rows)

    def centre(self) -> Centre:
        """The centre with its files loaded."""
        centre = self.open_centres.enter_context(Centre.open(self.folder, now=lambda: self.now))
        assert [issue for report in centre.load() for issue in report.issues] == []
        return centre

    def look(self, files: dict[str, list[Call]] | None = None) -> dict[str, Finding]:
        """What the doctor finds, by the issue's name (each at most once here)."""
        self.write(files)
        found = self.centre().doctor().findings
        assert len({one.name for one in found}) == len(found), found
        return {one.name: one for one in found}


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def moved(at: object, seconds: float) -> str:
    """A moment as the files have it, so many seconds later; a blank stays one."""
    return moment(datetime.fromisoformat(str(at)) + timedelta(seconds=seconds)) if at else ""


def days() -> list[date]:
    """The working days."""
    return [MONDAY + timedelta(days=n) for n in range(7 * WEEKS) if n % 7 < 5]


def good_calls(seed: int = 1, busy: float = 1.0) -> list[Call]:
    """About 140 calls a day over two queues; an agent is never in two calls at once; every twelfth caller hangs up."""
    chance, calls = random.Random(seed), []
    for day in days():
        free = dict.fromkeys(AGENTS, datetime.combine(day, datetime.min.time()) + timedelta(hours=9))
        at = free["Ada"]
        while True:
            at += timedelta(seconds=chance.expovariate(busy / 200))
            if at.hour >= 17:
                break
            queue, wait, talk = chance.choice(("Billing", "Sales")), chance.randint(3, 25), chance.randint(60, 600)
            agent = min(AGENTS, key=lambda name: free[name])
            gone = chance.random() < 1 / 12
            answered = max(at + timedelta(seconds=wait), free[agent])
            ended = at + timedelta(seconds=wait) if gone else answered + timedelta(seconds=talk)
            if not gone:
                free[agent] = ended + timedelta(seconds=5)
                wait = int((answered - at.replace(microsecond=0)).total_seconds())
            calls.append({
                "key": f"{day:%m%d}-{len(calls)}", "entered": moment(at), "queue": queue,
                "outcome": "abandoned" if gone else "answered", "answered": "" if gone else moment(answered),
                "ended": moment(ended), "wait": wait,
                "talk": "" if gone else talk, "agent": "" if gone else agent})
    return calls


def good_logins(agents: Sequence[str] = AGENTS) -> list[Call]:
    """Every agent from ten to nine to twenty past five."""
    return [{"key": f"{day}-{agent}", "agent": agent, "came": f"{day} 08:50:00", "went": f"{day} 17:20:00"}
            for day in days() for agent in agents]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk with good data, not written yet."""
    made = Desk(tmp_path, {"calls": good_calls(), "logins": good_logins()}, dict.fromkeys(AGENTS, "2026-01-01"))
    with made.open_centres:
        yield made


@pytest.fixture
def made() -> SimpleNamespace:
    """How good data are made, and moments moved."""
    return SimpleNamespace(calls=good_calls, logins=good_logins, moved=moved, agents=AGENTS)


@pytest.fixture
def on() -> Callable[..., bool]:
    """on(row, day, first, until): whether a call entered on that day (between those hours)."""
    def inside(row: Call, day: str, first: float = 0, until: float = 24) -> bool:
        at = datetime.fromisoformat(str(row["entered"]))
        return f"{at:%Y-%m-%d}" == day and first <= at.hour + at.minute / 60 < until

    return inside
