"""This file is about a small loaded centre whose clock the tests set, for comments, incidents and alerts."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre, approve_agreement

NOW = datetime(2026, 3, 20, 10, 5, tzinfo=UTC)
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
queue_groups: {Money: [Billing]}
sources: [{name: calls, kind: asterisk, files: queue_log}]
"""
PEOPLE = """\
teams: [{name: Reds, leader: Zoe Ray}, {name: Blues, leader: Max Orr}]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Reds, from: 2026-01-01}]}
  - {name: Ben Cole, names: [PJSIP/1002], teams: [{team: Blues, from: 2026-01-01}]}
roles:
  - {name: Mara Quinn, role: Senior manager}
  - {name: Cal Hume, role: Call centre manager}
  - {name: Nia Fox, role: Resource analyst, scope: {queues: [Billing]}}
  - {name: Ida Holt, role: Outside adviser, from: 2026-01-01, until: 2026-06-01}
  - {name: Tia Voss, role: "Agents' representative"}
agreement:
  agreed: 2026-02-01
  with: Tia Voss
  measures: [{measure: all, purpose: coaching, grain: day, viewers: [Team leader, Senior manager]}]
"""
STRATEGY = """\
mission: m
vision: v
values: [one]
goals: {serve: {text: Serve every caller, serves: Customers stay}}
perspectives:
  customer:
    objectives:
      quick:
        name: Quick help
        owner: Mara Quinn
        kpis:
          handle: {metric: average_handle_time, direction: lower, target: 60, floor: 300, levels: [centre, team, agent]}
  financial: {objectives: {spend: {name: Spend well, owner: Senior manager, kpis: {}}}}
  internal: {objectives: {work: {name: Work well, owner: Call centre manager, kpis: {}}}}
  learning: {objectives: {learn: {name: Learn, owner: Call centre manager, kpis: {}}}}
"""


def call(number: int, at: datetime, *, wait: int = 5, talk: int = 60) -> str:
    """An answered call, to Ada about money or to Ben about goods."""
    queue, agent = (("Billing", "PJSIP/1001"), ("Orders", "PJSIP/1002"))[number % 2]
    start = int(at.timestamp())
    return (f"{start}|{start}.{number}|{queue}|NONE|ENTERQUEUE||030123{number}|1\n"
            f"{start + wait}|{start}.{number}|{queue}|{agent}|CONNECT|{wait}|u{number}|3\n"
            f"{start + wait + talk}|{start}.{number}|{queue}|{agent}|COMPLETECALLER|{wait}|{talk}|1\n")


def calls() -> str:
    """Two calls an hour in each of two queues over a week; today, from 9:30 to 10:00, twelve, of which half wait."""
    first = datetime(2026, 3, 9, 8, tzinfo=UTC)
    usual = [first + timedelta(days=day, minutes=15 * step) for day in range(7) for step in range(4 * 8)]
    lines = [call(number, at) for number, at in enumerate(usual)]
    today = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
    lines += [call(5000 + step, today + timedelta(minutes=2 * step), wait=120 if step % 2 else 5)
              for step in range(12)]
    # So that data are complete beyond the half hour.
    return "".join([*lines, call(6000, datetime(2026, 3, 20, 10, 2, tzinfo=UTC))])


class Clock:
    """The time it is, as a test sets it."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def on(self, **more: float) -> datetime:
        self.at += timedelta(**more)
        return self.at


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watching") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text(calls())
    for name, text in (("centre", CENTRE), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert [str(issue) for report in centre.load() for issue in report.issues] == []
        approve_agreement(centre, "Mara Quinn")
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(loaded: Path, tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Centre]]:
    """Opens a copy of the loaded centre, with more lines of centre.yaml."""
    there: list[Centre] = []

    def make(more: str = "") -> Centre:
        folder = tmp_path / f"centre{len(there)}"
        shutil.copytree(loaded, folder)
        (folder / "centre.yaml").write_text(CENTRE + more, encoding="utf-8")
        there.append(Centre.open(folder, now=clock))
        return there[-1]

    yield make
    for centre in there:
        centre.close()


@pytest.fixture
def centre(opened: Callable[..., Centre]) -> Centre:
    return opened()
