"""This file is about a small centre whose sources lie outside its folder: a switch's log and a table of sales."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.terms import Days

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
START = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp())
DAYS = Days(date(2026, 3, 1), date(2026, 4, 1))
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
sources:
  - {{name: calls, kind: asterisk, files: "{out}/queue_log"}}
  - name: sales
    kind: table
    files: "{out}/sales*.csv"
    key: id
    extra: {{buyer: text}}
    facts:
      sale: {{agent: seller, amount: amount, sold: at, contact: call}}
"""
PEOPLE = """\
# Ours.
teams: [{name: Billing 1, leader: Ada Bell}, Sales 2]
agents:
  - {name: Ada Bell, names: [PJSIP/1001, "ada.b"], teams: [{team: Billing 1, from: 2026-01-01}]}
  - {name: Ada, names: [PJSIP/1002], teams: [Sales 2]}
"""
PERSON = "+4915112345678"
SHORT = "5551"


def call(n: int, caller: str, agent: str, talk: int = 60) -> str:
    """Three lines of a queue_log: call n comes six hours after the last, waits 15 s and is answered."""
    at = START + n * 21600
    return (f"{at}|{at}.{n}|Billing|NONE|ENTERQUEUE||{caller}|1\n"
            f"{at + 15}|{at}.{n}|Billing|{agent}|CONNECT|15|u{n}|3\n"
            f"{at + 75}|{at}.{n}|Billing|{agent}|COMPLETECALLER|15|{talk}|1\n")


def callers(n: int) -> str:
    return "+49 151 12345-678" if n == 5 else PERSON if n % 5 == 0 else SHORT if n % 7 == 3 else f"0301234{n % 9}"


def calls(first: int, until: int) -> str:
    """Some calls are as many seconds long as the short number says."""
    return "".join(call(n, callers(n), f"PJSIP/100{1 + n % 2}", 5551 if n % 4 == 1 else 60)
                   for n in range(first, until))


def sales(rows: int) -> str:
    lines = [f"{n},{'Ada Bell' if n % 2 else 'Ada'},{n + 1}.50,2026-03-{n % 28 + 1:02d} 12:00:00,"
             f"{START + n * 21600}.{n},{callers(n)}" for n in range(rows)]
    # A row that is set aside holds the names too.
    lines.append(f"x,Ada Bell,nothing,2026-03-09 12:00:00,,{PERSON}")
    return "\n".join(["id,seller,amount,at,call,buyer", *lines, ""])


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    out = tmp_path / "systems"
    out.mkdir()
    (out / "queue_log").write_text(calls(0, 60))
    (out / "sales.csv").write_text(sales(20))
    return out


@pytest.fixture
def folder(tmp_path: Path, outside: Path) -> Path:
    from fourscore.strategy import starter

    made = tmp_path / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE.format(out=outside)), ("people.yaml", PEOPLE),
                       ("strategy.yaml", starter("support"))):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def opened(folder: Path) -> Callable[[], Centre]:
    return lambda: Centre.open(folder, now=lambda: NOW)


@pytest.fixture
def centre(opened: Callable[[], Centre]):
    with opened() as there:
        reports = there.load()
        assert [report.issues for report in reports] == [(), ()]
        yield there


TEAMS = ("contacts_offered", "average_handle_time", "sales_revenue", "occupancy")


def numbers(centre: Centre) -> dict[str, object]:
    """Every number that can be told of March, and some by team and day."""
    metrics = centre.metrics
    asked = {"": (sorted(metrics.catalogue.metrics), []), "team": ([k for k in TEAMS if k in metrics.catalogue.metrics],
             ["team"]), "day": (["contacts_offered", "first_contact_resolution"], ["day"])}
    return {name: [(tuple(row.by.values()), row.key, row.value, row.parts, row.n)
                   for row in metrics.ask(keys, by, during=DAYS).rows] for name, (keys, by) in asked.items()}


def gaps(centre: Centre) -> list[tuple[object, ...]]:
    """Contacts with their seconds to the next and from the previous one, whoever it was."""
    cursor = centre.warehouse.cursor()
    told = "key, started_at, next_s, next_topic_s, previous_s, previous_topic_s, sold"
    return cursor.execute(f"SELECT {told} FROM contact WHERE replaced_in IS NULL ORDER BY ALL").fetchall()


def everything(centre: Centre) -> dict[str, list[tuple[object, ...]]]:
    """All stored rows but for words of persons, so that they can be held against a rebuild."""
    cursor, found = centre.warehouse.cursor(), {}
    for table in ("contact", "visit", "segment", "agent_state", "sale", "piece", "agent_time", "agent_day"):
        found[table] = cursor.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
    return found


def holding(folder: Path, *names: str) -> list[str]:
    """Files of the folder that hold one of the names as bytes; a database's own numbers may look like a short one."""
    return [f"{path.relative_to(folder)}: {name}" for path in sorted(folder.rglob("*")) if path.is_file()
            for name in names if name.encode() in path.read_bytes()]
