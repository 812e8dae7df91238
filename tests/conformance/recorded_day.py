"""This file is about the recorded day: its lines with times one can read, and the stays and states they tell of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

DAY, BERLIN = Path(__file__).parent / "day", ZoneInfo("Europe/Berlin")
BEGIN = "where it begins"
# What is asked of every source, and what a person calls it.
FACTS = {
    "contacts": "contacts", "visits": "stays in queues", "offers": "offers to agents",
    "talk by local half hour": "talk by the half hour", "agents": "log-ins and pauses",
    "time of agents on the day": "agents' time",
}
# How a stay in a queue ended, in plain words.
ENDS = {
    "COMPLETEAGENT": "talked", "COMPLETECALLER": "talked", "BLINDTRANSFER": "talked", "ATTENDEDTRANSFER": "talked",
    "ABANDON": "gave up", "EXITWITHKEY": "pressed a key", "EXITWITHTIMEOUT": "waited too long",
}
MISSED = ("RINGNOANSWER", "RINGCANCELED")
BEGINS = {"ADDMEMBER": "logged in", "PAUSE": "paused", "PAUSEALL": "paused"}
STOPS = {"REMOVEMEMBER": "logged in", "UNPAUSE": "paused", "UNPAUSEALL": "paused"}


class Told(NamedTuple):
    """How one kind of source tells the day.

    sources: name → how it is configured and its options; `files`: file in `day/` → what makes its text. cannot: facts
    it cannot tell → why. otherwise: facts it tells in other rows than expected.json → why, and those rows. write: puts
    what was written after a share of the day into a folder; without it, that share of each file's lines.
    """

    sources: Mapping[str, tuple[Callable[..., Any], Mapping[str, Any]]]
    files: Mapping[str, Callable[[], str]]
    cannot: Mapping[str, str] = {}
    otherwise: Mapping[str, tuple[str, list[list[Any]]]] = {}
    write: Callable[[Path, float], None] | None = None

    def write_share(self, folder: Path, share: float) -> None:
        if self.write is not None:
            self.write(folder, share)
            return
        for name in self.files:
            lines = (DAY / name).read_text(encoding="utf-8").splitlines(keepends=True)
            written = "".join(lines[: round(len(lines) * share)])
            (folder / name).write_text(written, encoding="utf-8", newline="\n")


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
    """A stay in a queue, a ring at an agent, or a talk."""

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
    """How long an agent was logged in or paused, in one queue or in all."""

    agent: str
    state: str
    queue: str
    reason: str
    since: datetime
    until: datetime | None = None


def lines() -> list[Line]:
    """The lines of `told.txt`."""
    told = (line.split("|") for line in (DAY / "told.txt").read_text(encoding="utf-8").splitlines())
    return [Line(datetime.fromisoformat(cells[0]), *cells[1:5], cells[5:]) for cells in told]


def steps(share: float = 1) -> list[Step]:
    """Stays, rings and talks by their beginning; of one second, the stay before its ring and the ring before its talk.

    share: as they were known when that share of the lines had been written. After an attended transfer the answer is
    written under the old call, in a queue which that never entered: that stay began as long before as the answer says
    the caller had waited.
    """
    found: list[Step] = []
    open_stays: dict[tuple[str, str], Step] = {}
    talks: dict[tuple[str, str], Step] = {}
    callers: dict[str, str] = {}
    told = lines()
    for line in told[: round(len(told) * share)]:
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
