"""This file is about a small centre of one queue and two agents, for tests of opening one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.terms import Days, Issue, Trouble

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
acting_as: Team leader
thresholds:
  - {answer_within: 20s, short_abandon: 5s}
sources:
  - {name: calls, kind: asterisk, files: queue_log}
"""
PEOPLE = """\
teams: [Billing 1, Sales 2]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Billing 1, from: 2026-01-01}]}
  - {name: Ben, teams: [Sales 2]}
"""


def calls(count: int, first: int = 0) -> str:
    """A queue_log: one call every two hours; each waits 15 s and is answered by one of two log-ins in turn."""
    lines = []
    for n in range(first, first + count):
        at, agent = int(START.timestamp()) + n * 7200, f"PJSIP/100{1 + n % 2}"
        lines += [
            f"{at}|c{n}|Billing|NONE|ENTERQUEUE||0{n % 50}|1",
            f"{at + 15}|c{n}|Billing|{agent}|CONNECT|15|u{n}|3",
            f"{at + 75}|c{n}|Billing|{agent}|COMPLETECALLER|15|60|1",
        ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from fourscore.strategy import starter

    made = tmp_path / "centre"
    made.mkdir()
    for name, text in (
        ("centre.yaml", CENTRE),
        ("people.yaml", PEOPLE),
        ("strategy.yaml", starter("support")),
        ("queue_log", calls(170)),
    ):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def centre(folder: Path):
    with Centre.open(folder, now=lambda: NOW) as opened:
        yield opened


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def issue_of(call) -> Issue:
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value.issues[0]


def level(centre: Centre, **where: list[str]) -> float | None:
    days = Days(date(2026, 3, 2), date(2026, 3, 16))
    return centre.metrics.ask(["service_level:offered"], during=days, where=where).rows[0].value
