"""This file is about the recorded day in two tables: one of stays, rings and talks, one of agents' states."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from io import StringIO

from recorded_day import BEGIN, BERLIN, State, Step, Told, states, steps

from fourscore.warehouse.sources.table import Table

# One row for every stay, ring and talk, by the clock on the wall; another file for the agents.
CALLS = {
    "files": "calls.csv",
    "covers": "day",
    "facts": {
        "contact": {"key": "call", "when": "step = 'stay'", "started": "began", "channel": {"value": "voice"},
                    "customer": {"column": "caller", "empty": "anonymous"}},
        "visit": {"when": "step = 'stay'", "queue": "queue", "agent": "agent", "transferred": "passed_on",
                  "entered": "began", "answered": "answered", "ended": "ended",
                  "outcome": {"column": "result", "words": {
                      "talked": "answered", "gave up": "abandoned", "going on": "open",
                      "pressed a key": "flowed_out", "waited too long": "flowed_out"}},
                  "flow": {"when": {"key": "result = 'pressed a key'", "timeout": "result = 'waited too long'"}}},
        "segment": {"when": "step <> 'stay'", "kind": {"column": "step", "words": {"ring": "alert", "talk": "talk"}},
                    "queue": "queue", "agent": "agent", "started": "began", "ended": "ended",
                    "answered": {"when": "result <> 'missed'"}},
    },
}
AGENTS = {
    "files": "agents.csv",
    "covers": "day",
    "facts": {"agent_state": {"agent": "agent", "queue": "queue", "reason": "reason", "started": "since",
                              "ended": "until",
                              "state": {"column": "state", "words": {"logged in": "login", "paused": "pause"}}}},
}


def wall_clock(at: datetime) -> str:
    """As the clock on the wall of Berlin showed it: in the hour that comes twice, the same both times."""
    return at.astimezone(BERLIN).replace(tzinfo=None).isoformat(sep=" ")


def with_offset(at: datetime) -> str:
    """The same, with how far it was ahead of UTC."""
    return at.astimezone(BERLIN).isoformat()


def table(rows: Sequence[Step | State], shown: Callable[[datetime], str]) -> str:
    """A CSV file with a header, its times as `shown`."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(rows[0]))
    writer.writerows([shown(cell) if isinstance(cell, datetime) else cell for cell in astuple(row)] for row in rows)
    return out.getvalue()


WAY = Told(
    {"calls": (Table.configure, CALLS), "agents": (Table.configure, AGENTS)},
    {"calls.csv": lambda: table(steps(), wall_clock), "agents.csv": lambda: table(states(), with_offset)},
    {BEGIN: "rows tell what happened and not since when somebody watched: of a file of whole days, since midnight"},
)
