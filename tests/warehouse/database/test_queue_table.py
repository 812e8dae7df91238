"""This file is about Asterisk's table queue_log: the facts are the file's, however it is read."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from fourscore.warehouse import LoadReport, Warehouse
from fourscore.warehouse.sources.asterisk import QueueLog, QueueTable

BERLIN = ZoneInfo("Europe/Berlin")
# A call that is transferred with the agent's second leg linked, a call that is given up, and an agent about them.
LINES = """1774944000|NONE|NONE|NONE|QUEUESTART|
1774944010|MANAGER|sales|Anna|ADDMEMBER|
1774944020|1.1|sales|NONE|ENTERQUEUE||5551|1
1774944025|1.1|sales|Anna|CONNECT|5|1.2|3
1774944145|1.1|sales|Anna|ATTENDEDTRANSFER|LINK|PJSIP/a-1|PJSIP/b-2|5|120|1
1774944200|2.1|sales|NONE|ENTERQUEUE|http://x|5552|1
1774944215|2.1|sales|Anna|RINGNOANSWER|15000
1774944230|2.1|sales|NONE|ABANDON|1|1|30
1774944300|NONE|sales|Anna|PAUSE|lunch
1774944400|NONE|sales|Anna|UNPAUSE|
1774944500|MANAGER|sales|Anna|REMOVEMEMBER|""".splitlines()

FIVE = "data1 text, data2 text, data3 text, data4 text, data5 text"


class Switch:
    """A table queue_log, and the warehouse it is loaded into."""

    def __init__(self, url: str, options: dict[str, Any], folder: Path, hand: ModuleType, secret: Any) -> None:
        self.engine, self.options, self.folder, self.hand, self.secret = (
            create_engine(url), options, folder, hand, secret)
        self.warehouse = Warehouse.open(folder / "of the table")

    def run(self, statement: str, *values: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            if values:
                connection.execute(text(statement), list(values))
            else:
                connection.execute(text(statement))

    def make(self, data: str = FIVE, time: str = "text") -> None:
        self.run("DROP TABLE IF EXISTS queue_log")
        self.run(f"CREATE TABLE queue_log (id integer PRIMARY KEY, time {time}, callid text, queuename text, "
                 f"agent text, event text, {data})")

    def insert(self, lines: Sequence[str], first: int = 1, *, blank: str | None = "", told: Any = None) -> None:
        """Rows as Asterisk inserts them for these lines, from the id `first` on."""
        for number, line in enumerate(lines, first):
            epoch, callid, queue, agent, event, *data = line.split("|", 9)
            at = datetime.fromtimestamp(int(epoch), UTC).astimezone(BERLIN)
            row = {"id": number, "time": told(at) if told else at.strftime("%Y-%m-%d %H:%M:%S.%f"), "callid": callid,
                   "queuename": queue, "agent": agent, "event": event,
                   **{f"data{place}": data[place - 1] or blank if place <= len(data) else blank
                      for place in range(1, 6)}}
            self.run(f"INSERT INTO queue_log ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)

    def load(self, **more: Any) -> LoadReport:
        given = {"name": "switch", "kind": "asterisk_table", "zone": "Europe/Berlin", **self.options, **more}
        source, issues = QueueTable.configure("switch", given, "centre.yaml:7", self.folder)
        assert issues == []
        return self.warehouse.load([source], self.hand.agreed("Europe/Berlin"), now=self.hand.NOW, secret=self.secret,
                                   progress=lambda *_: None)[0]

    def lines(self) -> list[str]:
        """What landed, in the order of its lines; of a line landed again, what it said last."""
        folder = self.warehouse.folder / "landed" / "switch"
        return [row for (row,) in self.warehouse.cursor().execute(
            f"SELECT arg_max(row_text, filename) FROM read_parquet('{folder}/*.parquet', filename = true) "
            "GROUP BY line ORDER BY line").fetchall()]

    def of_the_file(self, lines: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
        """What the file with these lines gives."""
        (self.folder / "queue_log").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        source, _ = QueueLog.configure("switch", {"files": "queue_log", "zone": "Europe/Berlin"}, "x", self.folder)
        name = f"file {random.random()}"
        warehouse = Warehouse.open(self.folder / name)
        try:
            warehouse.load([source], self.hand.agreed("Europe/Berlin"), now=self.hand.NOW, progress=lambda *_: None)
            return self.hand.dump(warehouse)
        finally:
            warehouse.close()

    def check(self, lines: Sequence[str]) -> None:
        assert self.hand.dump(self.warehouse) == self.of_the_file(lines)


@pytest.fixture
def switch(tmp_path: Path, hand: ModuleType) -> Iterator[Switch]:
    made = Switch(f"sqlite:///{tmp_path / 'asterisk.db'}", {"url": "sqlite:///asterisk.db"}, tmp_path, hand, {}.get)
    made.make()
    yield made
    made.warehouse.close()
    made.engine.dispose()


def test_the_lines_are_those_of_the_file(switch: Switch) -> None:
    switch.insert(LINES)
    report = switch.load()
    assert (report.issues, report.rows_read, report.rows_set_aside) == ((), 11, 0)
    assert switch.lines() == LINES, "data5 of the transfer holds 120|1"
    switch.check(LINES)
    assert switch.load().files == 0


@pytest.mark.parametrize("how", ["nothing for a blank", "one column", "seconds", "in GMT", "with an offset"])
def test_other_forms_of_the_table_say_the_same(switch: Switch, how: str) -> None:
    if how == "one column":
        switch.make("data text")
        for number, line in enumerate(LINES, 1):
            cells = line.split("|", 5)
            at = datetime.fromtimestamp(int(cells[0]), BERLIN).strftime("%Y-%m-%d %H:%M:%S")
            switch.run("INSERT INTO queue_log VALUES (:id, :time, :c, :q, :a, :e, :data)", dict(zip(
                ("id", "time", "c", "q", "a", "e", "data"), (number, at, *cells[1:]), strict=True)))
    else:
        told = {"seconds": lambda at: f"{at.timestamp():.6f}", "in GMT": lambda at: str(at.astimezone(UTC))[:19],
                "with an offset": str}.get(how)
        switch.insert(LINES, blank=None if how == "nothing for a blank" else "", told=told)
    assert switch.load(**({"utc": True} if how == "in GMT" else {})).issues == ()
    assert switch.lines() == LINES


@pytest.mark.postgresql
@pytest.mark.parametrize("time", ["timestamp", "timestamptz"])
def test_on_postgresql(on_postgresql, hand: ModuleType, tmp_path: Path, time: str) -> None:
    url = on_postgresql.engine.url.render_as_string(hide_password=False)
    switch = Switch(url, {**on_postgresql.options, "table": "public.queue_log"}, tmp_path, hand, on_postgresql.secret)
    switch.make(time=time)
    switch.insert(LINES[:5], told=str if time == "timestamptz" else None)
    switch.load()
    switch.insert(LINES[5:], 6, told=str if time == "timestamptz" else None)
    switch.load()
    switch.check(LINES)
    switch.warehouse.close()
    switch.engine.dispose()


def test_in_the_hour_that_comes_twice_the_order_tells_which(switch: Switch) -> None:
    """02:50, 02:55 in summer; 02:05, 02:50, 02:59 in winter; read in one go or in any two."""
    lines = [f"{at}|{at}.1|sales|NONE|ENTERQUEUE||1|1" for at in (
        1792889400, 1792889700, 1792890300, 1792893000, 1792893540, 1792893700)]
    for cut in range(1, len(lines)):
        switch.make()
        switch.warehouse.close()
        switch.warehouse = Warehouse.open(switch.folder / f"cut {cut}")
        switch.insert(lines[:cut])
        switch.load()
        switch.insert(lines[cut:], cut + 1)
        switch.load()
        assert switch.lines() == lines, cut


def test_a_row_that_turns_up_late_takes_its_place(switch: Switch) -> None:
    """Another program had the earlier id, and was slower to write."""
    switch.insert([LINES[0], LINES[1]])
    switch.insert(LINES[3:6], 4)
    switch.load()
    switch.insert([LINES[2]], 3)
    switch.insert(LINES[6:], 7)
    assert switch.load().issues == ()
    switch.check(LINES)
    assert switch.load().files == 0


@pytest.mark.parametrize("more", [0, 20])
def test_a_table_that_was_emptied_goes_on(switch: Switch, more: int) -> None:
    """Its ids start again, or go on; what was read stays."""
    later = [f"{1774950000 + at}|{9 + at}.1|sales|NONE|ENTERQUEUE||1|1" for at in range(3)]
    switch.insert(LINES)
    switch.load()
    switch.run("DELETE FROM queue_log")
    assert switch.load().files == 0
    switch.insert(later, 1 + more)
    assert switch.load().rows_read == 3
    switch.check([*LINES, *later])
    assert switch.load().files == 0


def test_rows_of_no_time_are_set_aside(switch: Switch) -> None:
    lines = [f"{1774944000 + at}|{at}.1|sales|NONE|ENTERQUEUE||1|1" for at in range(2000)]
    switch.run("INSERT INTO queue_log (id, time, callid, queuename, agent, event) VALUES "
               "(:id, :time, :callid, 'sales', 'NONE', 'ENTERQUEUE')", *(
        {"id": at, "time": "some time" if at % 10 == 0 else "2026-03-31 10:00:00", "callid": f"{at}.1"}
        for at, _ in enumerate(lines, 1)))
    report = switch.load()
    assert (report.rows_read, report.rows_set_aside, report.facts["contact"]) == (2000, 200, 1800)
    assert switch.warehouse.cursor().execute("SELECT DISTINCT issue FROM set_aside").fetchall() == [("not-an-event",)]


def test_another_table_is_told(switch: Switch) -> None:
    switch.run("CREATE TABLE cdr (id integer, calldate text, src text, dst text)")
    report = switch.load(table="cdr")
    assert [issue.name for issue in report.issues] == ["unknown-column"] * 6
    assert "queue_log" in report.issues[0].remedy
    assert [issue.name for issue in switch.load(table="nowhere").issues] == ["query-refused"]


@pytest.mark.parametrize(("options", "names"), [
    ({}, ["bad-option"]),
    ({"url": "sqlite:///a.db", "files": "queue_log"}, ["unknown-key"]),
    ({"url": "sqlite:///a.db", "table": 5, "utc": "perhaps", "covers": "night"}, ["bad-option"] * 3),
    ({"url": "mysql+pymysql://a:s3cret@db/asterisk"}, ["password-in-centre"]),
])
def test_options_are_all_checked(tmp_path: Path, options: dict[str, Any], names: list[str]) -> None:
    source, issues = QueueTable.configure("switch", {"name": "switch", **options}, "centre.yaml:7", tmp_path)
    assert source is None
    assert [issue.name for issue in issues] == names


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(LINES))), loads=st.sets(st.integers(1, len(LINES) - 1), max_size=4))
def test_in_whatever_order_rows_were_seen_the_facts_are_the_files(
    switch: Switch, order: list[int], loads: set[int]
) -> None:
    switch.make()
    switch.warehouse.close()
    switch.warehouse = Warehouse.open(switch.folder / f"some {random.random()}")
    for seen, number in enumerate(order, 1):
        switch.insert([LINES[number]], number + 1)
        if seen in loads:
            assert switch.load().issues == ()
    switch.load()
    switch.check(LINES)
