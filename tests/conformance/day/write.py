"""This file is about making the recorded day's files, a log and tables, from the same lines with times one can read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

HERE, BERLIN = Path(__file__).parent, ZoneInfo("Europe/Berlin")
# How a stay in a queue ended, in the tables' own words.
ENDS = {
    "COMPLETEAGENT": "talked", "COMPLETECALLER": "talked", "BLINDTRANSFER": "talked", "ATTENDEDTRANSFER": "talked",
    "ABANDON": "gave up", "EXITWITHKEY": "pressed a key", "EXITWITHTIMEOUT": "waited too long",
}
MISSED = ("RINGNOANSWER", "RINGCANCELED")
BEGINS = {"ADDMEMBER": "logged in", "PAUSE": "paused", "PAUSEALL": "paused"}
STOPS = {"REMOVEMEMBER": "logged in", "UNPAUSE": "paused", "UNPAUSEALL": "paused"}


class Line(NamedTuple):
    """One line of `told.txt`."""

    at: datetime
    call: str
    queue: str
    agent: str
    event: str
    more: list[str]


@dataclass
class Step:
    """One row of calls.csv: a stay in a queue, a ring at an agent, or a talk."""

    call: str
    step: str
    queue: str
    agent: str
    began: datetime
    answered: datetime | None = None
    ended: datetime | None = None
    result: str = ""
    passed_on: str = ""
    caller: str = ""


@dataclass
class State:
    """One row of agents.csv: how long an agent was logged in or paused, in one queue or in all."""

    agent: str
    state: str
    queue: str
    reason: str
    since: datetime
    until: datetime | None = None


def lines() -> list[Line]:
    """The lines of `told.txt`."""
    told = (line.split("|") for line in (HERE / "told.txt").read_text(encoding="utf-8").splitlines())
    return [Line(datetime.fromisoformat(cells[0]), *cells[1:5], cells[5:]) for cells in told]


def queue_log() -> str:
    """As Asterisk writes them: the lines with their times as seconds since 1970."""
    return "".join(f"{line.at.timestamp():.0f}|{'|'.join([*line[1:5], *line.more])}\n" for line in lines())


def steps() -> list[Step]:
    """Stays, rings and talks by their beginning; of one second, the stay before its ring and the ring before its talk.

    After an attended transfer the answer is written under the old call, in a queue which that never entered: that stay
    began as long before as the answer says the caller had waited.
    """
    found: list[Step] = []
    open_stays: dict[tuple[str, str], Step] = {}
    talks: dict[tuple[str, str], Step] = {}
    callers: dict[str, str] = {}
    for line in lines():
        place = line.call, line.queue
        if line.event == "ENTERQUEUE":
            callers.setdefault(line.call, line.more[1].replace(" ", ""))
        if line.event == "ENTERQUEUE" or (line.event == "CONNECT" and place not in open_stays):
            waited = int(line.more[0]) if line.event == "CONNECT" else 0
            open_stays[place] = Step(line.call, "stay", line.queue, "", line.at - timedelta(seconds=waited),
                                     result="going on", passed_on="no", caller=callers[line.call])
            found.append(open_stays[place])
        if line.event in MISSED:
            rang = timedelta(milliseconds=int(line.more[0]))
            found.append(Step(line.call, "ring", line.queue, line.agent, line.at - rang, None, line.at, "missed"))
        elif line.event == "CONNECT":
            rang = timedelta(seconds=int(line.more[2]))
            open_stays[place].agent, open_stays[place].answered = line.agent, line.at
            talks[place] = Step(line.call, "talk", line.queue, line.agent, line.at)
            found.append(Step(line.call, "ring", line.queue, line.agent, line.at - rang, None, line.at, "taken"))
            found.append(talks[place])
        elif line.event in ENDS:
            stay = open_stays.pop(place)
            stay.ended, stay.result = line.at, ENDS[line.event]
            stay.passed_on = "yes" if line.event.endswith("TRANSFER") else "no"
            if stay.answered is not None:
                talks.pop(place).ended = line.at
    return sorted(found, key=lambda step: step.began)


def states() -> list[State]:
    """Log-ins and pauses by their beginning; what is never switched off has no end."""
    found: list[State] = []
    on: dict[tuple[str, str, str], State] = {}
    for line in lines():
        queue = "" if line.queue == "NONE" else line.queue
        if line.event in BEGINS:
            state = State(line.agent, BEGINS[line.event], queue, line.more[0], line.at)
            found.append(state)
            on[state.agent, state.state, queue] = state
        elif line.event in STOPS:
            on.pop((line.agent, STOPS[line.event], queue)).until = line.at
    return found


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


FILES: dict[str, Callable[[], str]] = {
    "queue_log": queue_log,
    "calls.csv": lambda: table(steps(), wall_clock),
    "agents.csv": lambda: table(states(), with_offset),
}

if __name__ == "__main__":
    for name, made in FILES.items():
        (HERE / name).write_text(made(), encoding="utf-8", newline="\n")
