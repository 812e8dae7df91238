"""This file is about what was known after an earlier load: the very figures that were told then."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.metrics import Metrics
from fourscore.terms import Days, Trouble

START = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp())
DAYS = Days(date(2026, 3, 1), date(2026, 4, 1))
CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
sources:
  - {name: calls, kind: asterisk, files: queue_log}
  - name: sales
    kind: table
    files: "sales*.csv"
    key: id
    facts:
      sale: {agent: seller, amount: amount, sold: at, contact: call}
"""
SOME = ("contacts_handled", "average_handle_time", "sales_revenue", "occupancy", "first_contact_resolution",
        "conversion_rate:call")
PEOPLE = """\
teams: [Billing 1, Sales 2]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Billing 1, from: 2026-01-01}]}
  - {name: Ben Cole, names: [PJSIP/1002], teams: [Sales 2]}
"""


def call(n: int, talk: int = 60) -> str:
    """Call n comes six hours after the last, waits 15 s and is answered; its caller calls again later."""
    at, agent = START + n * 21600, f"PJSIP/100{1 + n % 2}"
    return (f"{at}|{at}.{n}|Billing|NONE|ENTERQUEUE||030123{n % 9}|1\n"
            f"{at + 15}|{at}.{n}|Billing|{agent}|CONNECT|15|u{n}|3\n"
            f"{at + 15 + talk}|{at}.{n}|Billing|{agent}|COMPLETECALLER|15|{talk}|1\n")


def login(n: int, event: str) -> str:
    return f"{START + n * 21600 - 60}|NONE|Billing|PJSIP/1001|{event}|\n"


def sales(rows: range, *, dearer: bool = False) -> str:
    """Sales that hang on calls, some of which come later."""
    lines = [f"{n},{'Ada Bell' if n % 2 else ''},{(n + 1) * (2 if dearer and n < 4 else 1)}.50,"
             f"2026-03-{n % 12 + 2:02d} 12:00:00,{START + n * 5 * 21600}.{n * 5}" for n in rows]
    return "\n".join(["id,seller,amount,at,call", *lines, ""])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from fourscore.strategy import starter

    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", starter("support"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(metrics: Metrics) -> dict[str, object]:
    """Every number of March, and some by team, day and hour, with parts, n and whether they are complete."""
    keys = sorted(metrics.catalogue.metrics)
    found: dict[str, object] = {}
    for by, some in ((), keys), (("team",), SOME), (("day",), SOME), (("half_hour",), SOME):
        bearing = [key for key in some if set(by) <= set(metrics.dimensions(key))]
        found[" ".join(by)] = [(tuple(row.by.values()), row.key, row.value, row.parts, row.n, row.complete)
                               for row in metrics.ask(bearing, by, during=DAYS, exact=True).rows]
    return found


def as_of(centre: Centre, load: int, look: Callable[[Metrics], dict[str, object]] = told) -> dict[str, object]:
    with centre.warehouse.as_known(load) as known:
        there = Metrics(known, centre.metrics.catalogue, centre.calendar, centre.settings.currency)
        there.facts_only = True
        return look(there)


def written(folder: Path, log: str, sold: str) -> None:
    (folder / "queue_log").write_text(log)
    (folder / "sales.csv").write_text(sold)


def test_what_was_known_is_what_was_told_then_across_late_rows_and_corrections(folder: Path) -> None:
    first = login(0, "ADDMEMBER") + "".join(call(n) for n in range(20))
    more = first + "".join(call(n) for n in range(20, 40)) + login(38, "REMOVEMEMBER")
    stages = [
        (first, sales(range(6))),                             # a beginning; somebody is still logged in
        (more, sales(range(8))),                              # it grew: contacts come for sales that waited for them
        (more, sales(range(1, 8), dearer=True)),              # the sales were corrected, and one is gone
        (more.replace(call(7), call(7, 600)), sales(range(1, 8), dearer=True)),  # and a call of the log
    ]
    then: dict[int, dict[str, object]] = {}
    moment = datetime(2026, 4, 20, 9, tzinfo=UTC)
    for day, (log, sold) in enumerate(stages):
        written(folder, log, sold)
        with Centre.open(folder, now=lambda day=day: moment + timedelta(days=day)) as centre:
            centre.load()
            then[centre.warehouse.last_load()] = told(centre.metrics)
    assert len({str(one) for one in then.values()}) == len(stages), "every stage told other numbers"
    with Centre.open(folder, now=lambda: moment) as centre:
        for load, numbers in then.items():
            known = as_of(centre, load)
            for by, rows in numbers.items():
                assert known[by] == rows, (load, by)
        assert told(centre.metrics) == then[max(then)], "the present is left as it is"
        names = centre.warehouse.cursor().execute("SELECT database_name FROM duckdb_databases()").fetchall()
        assert not [name for (name,) in names if name.startswith("known_")]


def test_the_last_load_before_a_moment(folder: Path) -> None:
    written(folder, call(0), sales(range(1)))
    with Centre.open(folder, now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
        centre.load()
        assert centre.warehouse.last_before(datetime(2026, 4, 20, 9, tzinfo=UTC)) is None
        found = centre.warehouse.last_before(datetime(2026, 4, 20, 9, 0, 1, tzinfo=UTC))
        assert found is not None
        assert (found.load, found.at) == (centre.warehouse.last_load(), datetime(2026, 4, 20, 9, tzinfo=UTC))


def test_what_was_known_before_marks_were_kept_is_not_told(folder: Path) -> None:
    written(folder, call(0), sales(range(1)))
    with Centre.open(folder, now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
        centre.load()
        centre.warehouse.cursor().execute("INSERT INTO setting VALUES ('marks_from', '2')")
        with pytest.raises(Trouble) as raised, centre.warehouse.as_known(1):
            pass
        assert raised.value.issues[0].name == "not-known-then"


def test_changed_people_are_said_beside_what_was_known(folder: Path) -> None:
    written(folder, call(0) + call(1), sales(range(1)))
    with Centre.open(folder, now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
        centre.load()
        load = centre.warehouse.last_load()
        with centre.warehouse.as_known(load) as known:
            assert known.restated == ()
        (folder / "people.yaml").write_text(PEOPLE.replace("teams: [Sales 2]}", "teams: [Billing 1]}"))
        centre.load()
        with centre.warehouse.as_known(load) as known:
            assert [one.load for one in known.restated] == [load + 1]
