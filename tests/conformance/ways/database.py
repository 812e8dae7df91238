"""This file is about the recorded day in a database: tables of stays and of agents' states, whose rows change."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path

from recorded_day import BEGIN, State, Step, Told, lines, states, steps

from fourscore.warehouse.sources.database import Database
from ways.table import AGENTS, CALLS, wall_clock, with_offset

THERE = {"url": "sqlite:///switch.db", "key": "id", "covers": "day"}


def write(folder: Path, share: float) -> None:
    """What the switch's database holds once that share of the day has happened; rows of what goes on change later."""
    told = lines()
    now = told[round(len(told) * share) - 1].at.isoformat()
    agents = states()
    with sqlite3.connect(folder / "switch.db") as database:
        put(database, "calls", steps(share), wall_clock, now)
        put(database, "agents", agents[: round(len(agents) * share)], with_offset, now)
    database.close()


def put(
    database: sqlite3.Connection, table: str, rows: Sequence[Step | State], shown: Callable[[datetime], str], now: str
) -> None:
    """Write rows that are not there yet, and those that say something else now; `changed` tells when that was."""
    names = ["id", *(field.name for field in fields(Step if table == "calls" else State))]
    database.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(names)}, changed, PRIMARY KEY (id))")
    differs = " OR ".join(f"{table}.{name} IS NOT excluded.{name}" for name in names)
    for row in rows:
        cells = [shown(cell) if isinstance(cell, datetime) else cell for cell in astuple(row)]
        database.execute(
            f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))}, ?) ON CONFLICT (id) DO UPDATE SET "
            f"{', '.join(f'{name} = excluded.{name}' for name in [*names, 'changed'])} WHERE {differs}",
            [known_as(row), *cells, now])


def known_as(row: Step | State) -> str:
    """What does not change of a row while it is added to."""
    if isinstance(row, State):
        return f"{row.agent} {row.state} {row.queue} {row.since}"
    return f"{row.call} {row.step} {row.queue} {row.began} {'' if row.step == 'stay' else row.agent}"


WAY = Told(
    {
        "calls": (Database.configure, {**THERE, "query": "SELECT * FROM calls", "since": "changed",
                                       "facts": CALLS["facts"]}),
        "agents": (Database.configure, {**THERE, "query": "SELECT * FROM agents", "facts": AGENTS["facts"]}),
    },
    {},
    {BEGIN: "rows tell what happened and not since when somebody watched: of whole days, since midnight"},
    write=write,
)
