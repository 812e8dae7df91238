"""This file is about making a warehouse of any size: whole facts, keys, flags and cubes, without a load of files.

Facts are written straight into the warehouse's own tables, at most a quarter of a year at a time where they are many;
flags, days, pieces, cubes and the seconds to a customer's next contact come from the product's own SQL. A test holds a
small history made so against the same rows loaded from a file: they are the same, fact by fact and cell by cell. Single
segments and pieces are not kept (their sums are in the cubes): no question asked here reads them one by one.

Run it as  python -m benchmarks.history.make FOLDER --visits N
"""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.history.rows import CALENDAR, DAYS, FIRST, QUEUES, TOPICS, UNTIL, stays, terms
from benchmarks.history.rows import visits_before as before
from fourscore.terms import Days
from fourscore.warehouse import Warehouse, cubes
from fourscore.warehouse.derived import customers, pieces
from fourscore.warehouse.derived.place import Clock
from fourscore.warehouse.storing import rows as product

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BYTES_A_VISIT = 300  # of disk, the room to work in included; 60 MB more for the cells of a small history
QUARTER = 91
AT = datetime(2026, 11, 2, tzinfo=UTC)


def make(folder: Path, visits: int, seed: int = 7) -> None:
    """Make `folder/data/warehouse.duckdb` with so many visits; what is there already is left alone."""
    if (folder / "made").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = visits * BYTES_A_VISIT + 60_000_000, shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(f"{visits:,} visits need {needed / 1e9:.1f} GB in {folder}, and {free / 1e9:.1f} GB are free.")
    shutil.rmtree(folder / "data", ignore_errors=True)
    warehouse = Warehouse.open(folder / "data")
    warehouse.restate(terms(), now=AT)
    cursor = warehouse.cursor()
    scratch = folder / "scratch.duckdb"
    cursor.execute(f"ATTACH '{scratch}' AS scratch")
    try:
        _words_and_books(cursor, visits)
        zone = CALENDAR.zone
        clock = Clock.over(zone, datetime(2022, 4, 30), datetime(2026, 11, 2))  # noqa: DTZ001  naive UTC
        product.teams(_Running(cursor))  # and thresholds by day, as a load finds them
        product.limits(
            _Running(cursor), f"SELECT DATE '{FIRST}' + CAST(d AS INTEGER) AS day FROM range({DAYS}) AS t(d)")
        step = max(QUARTER, DAYS * 1_000_000 // visits)
        for day in range(0, DAYS, step):
            _quarter(cursor, clock, (day, min(day + step, DAYS)), visits, seed)
        _contacts(cursor, visits)
    finally:
        cursor.execute("DETACH scratch")
        scratch.unlink()
    cursor.execute("CHECKPOINT")
    warehouse.close()
    (folder / "made").write_text(f"{visits} visits, seed {seed}\n", encoding="utf-8")


class _Running:
    """As much of a load's `Storing` as finding the agreed thresholds and teams needs."""

    def __init__(self, cursor: DuckDBPyConnection) -> None:
        self.cursor = cursor

    def run(self, sql: str) -> None:
        self.cursor.execute(sql)


def _words_and_books(cursor: DuckDBPyConnection, visits: int) -> None:
    for word, names in (("queue", QUEUES), ("topic", TOPICS), ("channel", ("voice",)), ("source", ("made",))):
        cursor.execute(f"INSERT INTO {word} SELECT row_number() OVER (), name FROM (SELECT unnest(?) AS name)",
                       [list(names)])
    cursor.execute(f"INSERT INTO customer_identifier SELECT 'c' || n, n + 1 FROM range({max(visits // 3, 1)}) t(n)")
    whole = CALENDAR.interval(Days(FIRST, UNTIL))
    first, until = (at.astimezone(UTC).replace(tzinfo=None) for at in (whole.start, whole.end))
    cursor.execute("INSERT INTO load VALUES (1, 1, 'load', ?, ?, 0, 0, NULL)", [AT.replace(tzinfo=None), visits])
    cursor.execute("INSERT INTO file VALUES (1, 1, 'made', 'made', 0, ?, 1, 1)", [visits])
    for kind in ("contact", "visit", "segment"):
        for book in ("fill", "covered"):
            cursor.execute(f"INSERT INTO {book} VALUES (1, ?, ?, ?)", [kind, first, until])


def _quarter(cursor: DuckDBPyConnection, clock: Clock, days: tuple[int, int], visits: int, seed: int) -> None:
    """The visits of some days, their cells, and what is needed to put their contacts in order."""
    first, until = (before(day, visits) for day in days)
    if first == until:
        return
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE told AS {stays(first, until, visits, seed)}")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new_visit AS {_visits(clock)}")
    cursor.execute("INSERT INTO visit BY NAME FROM new_visit")
    cut = pieces.with_team(pieces.pieces_of(_handling(), clock))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE new_piece AS {cut}")
    cubes.add(cursor, "SELECT * FROM new_visit", "SELECT * FROM new_piece")
    into = "INSERT INTO" if days[0] else "CREATE OR REPLACE TABLE"
    creating = "" if days[0] else "AS"
    cursor.execute(
        f"{into} scratch.coming {creating} SELECT contact, 1 AS source, CAST(contact AS VARCHAR) AS key, customer, "
        "topic, entered_at AS started_at, ended_at, queue, agent, answered, slot, day, half, team, line FROM new_visit")


def _visits(clock: Clock) -> str:
    flags = ", ".join(f"{product.flag(condition)} AS {name}" for name, condition in product.FLAGS.items())
    timed = ", ".join(f"{product.flag(condition)} AS {name}" for name, condition in product.TIMED.items())
    answered = "CASE WHEN outcome = 'answered' THEN entered_at + to_seconds(wait) END"
    seconds = ", ".join(f"CAST({name} AS DECIMAL(12,3)) AS {name}_s" for name in ("wait", "talk", "hold", "wrap_up"))
    inner = (
        "SELECT n + 1 AS contact, CAST(1 AS SMALLINT) AS number, 1 AS source, "
        f"{clock.columns('entered_at')}, entered_at, {answered} AS answered_at, "
        "entered_at + to_seconds(wait + talk + hold) AS ended_at, queue + 1 AS queue, 1 AS channel, "
        "topic + 1 AS topic, NULL::INTEGER AS customer_segment, agent + 1 AS agent, "
        f"customer + 1 AS customer, {flags}, "
        "CAST(transferred AS UTINYINT) AS transferred, CAST(0 AS UTINYINT) AS agent_ended, "
        f"CAST(0 AS DECIMAL(12,3)) AS ring_s, {seconds}, 1 AS file, n + 2 AS line, 1 AS loaded_in FROM told"
    )
    return (f"SELECT r.*, t.team, {timed}, CAST(r.talk_s + r.hold_s + r.wrap_up_s AS DECIMAL(12,3)) AS handle_s, "
            f"NULL::INTEGER AS replaced_in FROM ({inner}) r "
            "LEFT JOIN limit_on l ON l.queue = r.queue AND l.day = r.day "
            f"{product.on_team('r')} ORDER BY r.contact")


def _handling() -> str:
    """Talk, hold and wrap-up of the new visits one after the other, as segments."""
    talked = "answered_at + to_seconds(CAST(talk_s AS BIGINT))"
    held = "answered_at + to_seconds(CAST(talk_s + hold_s AS BIGINT))"
    wrapped = "answered_at + to_seconds(CAST(handle_s AS BIGINT))"
    spans = (("talk", "answered_at", talked), ("hold", talked, held), ("wrap_up", held, wrapped))
    return " UNION ALL ".join(
        f"SELECT *, '{kind}' AS kind FROM (SELECT contact, number, queue, channel, topic, "
        f"customer_segment, agent, loaded_in, {start} AS started_at, {end} AS ended_at FROM new_visit "
        f"WHERE answered = 1 AND {kind}_s > 0)" for kind, start, end in spans)


def _contacts(cursor: DuckDBPyConnection, visits: int) -> None:
    """Contacts with the seconds to the same customer's next and from the previous, some customers at a time."""
    cursor.execute("CREATE TABLE scratch.gap (contact BIGINT, next_s BIGINT, next_topic_s BIGINT, previous_s BIGINT, "
                   "previous_topic_s BIGINT)")
    for some in customers.every_gap(cursor, f"SELECT {customers.COLUMNS} FROM scratch.coming"):
        cursor.execute(f"INSERT INTO scratch.gap BY NAME SELECT * EXCLUDE (moment) FROM ({some})")
    zero = ", ".join(f"CAST(0 AS UTINYINT) AS {name}" for name in ("outbound", "sold"))
    step = -(-visits // (1 + visits // 6_000_000))
    for first in range(1, visits + 1, step):
        of = f"BETWEEN {first} AND {first + step - 1}"
        cursor.execute(
            "INSERT INTO contact BY NAME SELECT c.* EXCLUDE (answered, agent, team), "
            "CASE WHEN answered = 1 THEN agent END AS agent, CASE WHEN answered = 1 THEN team END AS team, "
            f"answered AS handled, 1 AS channel, {zero}, g.* EXCLUDE (contact), 1 AS file, 1 AS loaded_in "
            f"FROM (FROM scratch.coming WHERE contact {of}) c LEFT JOIN (FROM scratch.gap WHERE contact {of}) g "
            "USING (contact) ORDER BY contact")


# The same rows as a file of calls, and what a person would write of it into centre.yaml.
MAPPING = {
    "zone": "UTC", "covers": "day", "key": ["call"],
    "facts": {
        "contact": {"started": "entered", "channel": {"value": "voice"}, "customer": "customer", "topic": "topic"},
        "visit": {"queue": "queue", "outcome": "outcome", "wait": "wait", "talk": "talk", "hold": "hold",
                  "wrap_up": "wrap_up", "agent": "agent", "transferred": {"when": "sent_on = 1"}},
    },
}


def write_calls(path: Path, visits: int, seed: int = 7, only: str = "true") -> None:
    """The visits as a CSV file, those that pass the test `only` (over n); one row a call, times in UTC."""
    import duckdb

    rows = (
        f"SELECT n + 1 AS call, printf('Queue %02d', queue) AS queue, printf('Agent %04d', agent) AS agent, "
        f"{list(TOPICS)}[topic + 1] AS topic, 'c' || customer AS customer, "
        "strftime(entered_at, '%Y-%m-%d %H:%M:%S') AS entered, outcome, wait, talk, hold, wrap_up, "
        f"transferred AS sent_on FROM ({stays(0, visits, visits, seed)}) WHERE {only} ORDER BY n"
    )
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{path}' (HEADER, DELIMITER ',')")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--visits", type=int, default=1_000_000)
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    make(asked.folder, asked.visits, asked.seed)
    size = (asked.folder / "data" / "warehouse.duckdb").stat().st_size
    print(f"{asked.visits:,} visits from {FIRST} to {UNTIL - timedelta(days=1)}, {size / 1e9:.2f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
