"""This file is about a small centre with appointed people: a switch's log of twelve weeks, and sales beside it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.strategy import GATES, Signature, keep_signature

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp())
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
thresholds:
  - {answer_within: 20s, short_abandon: 5s}
sources:
  - {name: calls, kind: asterisk, files: queue_log}
"""
PEOPLE = """\
teams: [Billing 1, Sales 2]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Billing 1, from: 2026-01-01}]}
  - {name: Ben Cole, names: [PJSIP/1002], teams: [{team: Sales 2, from: 2026-01-01}]}
roles:
  - {name: Zoë King, role: Senior manager}
  - {name: Mara Quinn, role: Call centre manager}
"""
STRATEGY = """\
# Ours; Zoë King wrote it.\r
centre: support
mission: Be there for those who call.
vision: Nobody waits.
values: [Kindness]
goals:
  answer: {text: Answer at once, term: annual, by: 2026-12, serves: Customers stay, owner: Senior manager}
policies:
  promise: {text: We call back the same day, owner: Call centre manager, serves: answer,
    kpi: in-time, acknowledge: [Call centre manager, Agent]}
perspectives:
  financial:
    objectives:
      cheap: {name: Keep it cheap, owner: Call centre manager,
        kpis: {talk: {metric: average_handle_time, direction: lower, target: 60s,
          floor: 120s, baseline: 90s, guards: [in-time]}}}
  customer:
    objectives:
      quick: {name: Answer quickly, owner: Call centre manager,
        kpis: {in-time: {name: Answered in time, metric: "service_level:offered", target: 80%,
          floor: 50%, baseline: 70%}}}
  process:
    objectives:
      kept: {name: Lose nobody, owner: Call centre manager,
        kpis: {lost: {metric: abandonment_rate, target: 5%, floor: 20%, baseline: 10%}}}
  learning:
    objectives:
      able: {name: Be able, owner: Call centre manager,
        kpis: {taken: {metric: contacts_handled, direction: higher, per: week, target: 40,
          floor: 10, baseline: 20, guards: [in-time]}}}
links:
  - {from: able, to: kept, sign: +, lag: 1..4, sentence: "If people are able, nobody is lost, because they are quick"}
  - {from: kept, to: quick, sign: +, lag: 1..4,
    sentence: "If nobody is lost, all are answered, because it is one thing"}
  - {from: quick, to: cheap, sign: +, lag: 1..4,
    sentence: "If we answer at once, calls are short, because nobody complains"}
allow:
  - {rule: L27, reason: Four KPIs are enough to see it at work, who: Mara Quinn, until: 2027-12-31}
"""


def call(n: int, *, talk: int = 60, wait: int = 15) -> str:
    """Call n: one every four hours, by one of two log-ins in turn."""
    at, agent = START + n * 14400, f"PJSIP/100{1 + n % 2}"
    return (f"{at}|c{n}|Billing|NONE|ENTERQUEUE||0{n % 50}|1\n"
            f"{at + wait}|c{n}|Billing|{agent}|CONNECT|{wait}|u{n}|3\n"
            f"{at + wait + talk}|c{n}|Billing|{agent}|COMPLETECALLER|{wait}|{talk}|1\n")


def log(until: int, **otherwise: Callable[[int], int]) -> str:
    """A log whose talk or wait (seconds, by the call's number) is another than usual."""
    return "".join(call(n, **{name: of(n) for name, of in otherwise.items()}) for n in range(until))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", STRATEGY),
                       ("queue_log", log(714, wait=lambda n: 40 if n % 5 == 0 else 15))):
        (made / name).write_bytes(text.encode())
    return made


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def on(self, days: int) -> None:
        self.at = NOW + timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def signed(centre: Centre) -> None:
    """The set-up as signed by those whose word it takes."""
    for stage in GATES[:4]:
        keep_signature(centre.office, Signature(stage.number, "", "Zoë King", stage.role, "", NOW, verified=False))


@pytest.fixture
def centre(folder: Path, clock: Clock) -> Iterator[Centre]:
    with Centre.open(folder, now=clock) as opened:
        assert [report.issues for report in opened.load()] == [()]
        signed(opened)
        yield opened


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert old.encode() in content, old
    path.write_bytes(content.replace(old.encode(), new.encode()))
