"""This file is about the recorded day in Asterisk's call detail records: one for each telephone that rang."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from recorded_day import BEGIN, BERLIN, Step, Told, steps

from fourscore.warehouse.sources.asterisk.records import CallRecords

EXTENSIONS = {"Anna": "101", "Ben": "102", "Cleo": "103"}
# The caller's telephone, or that of the agent who asks another queue before passing a caller on.
ASKING = {"1761.10": "PJSIP/101-00000010"}


def stays_as_records() -> Iterator[list[str | int]]:
    """In the order they were written: each when it ended. What is going on when the day ends was not written yet.

    Of rings without an answer each has a record; a ring that was taken goes on as the talk. The first record of a
    channel begins with it, so what was left unanswered for another queue or a key has no record of its own: only
    the application that ran last is in it. Once a channel has been answered, later records are from their beginning.
    """
    told = steps()
    found: list[tuple[datetime, list[str | int]]] = []
    for call in dict.fromkeys(step.call for step in told if step.step == "stay"):
        stays = [step for step in told if (step.call, step.step) == (call, "stay")]
        began, up = stays[0].began, False
        for number, stay in enumerate(stays):
            rings = [s for s in told if (s.call, s.step, s.queue, s.result) == (call, "ring", stay.queue, "missed")]
            if stay.ended is None and stay.answered is not None:
                continue
            for ring in rings:
                found.append(record(ring, ring.agent, began if ring is rings[0] else ring.began, None, ring.ended))
            if rings and stay.answered is None:
                continue
            left = stay.passed_on == "no" and stay.answered is None and stay is not stays[-1]
            if left:
                continue
            end = stay.ended or told_end(told, call)
            start = began if not up else max(stay.began, stays[number - 1].ended or stay.began)
            found.append(record(stay, stay.agent, start, start if up else stay.answered, end))
            up = up or stay.answered is not None
    return (row for _, row in sorted(found, key=lambda pair: pair[0]))


def told_end(told: list[Step], call: str) -> datetime:
    """When the agent who asked another queue passed the caller on."""
    return next(s.ended for s in told if s.call == "1761.9" and s.step == "stay" and s.ended and call in ASKING)


def record(
    step: Step, agent: str, start: datetime, answer: datetime | None, end: datetime | None
) -> tuple[datetime, list[str | int]]:
    """When it was written, and its cells; times in whole seconds of the clock on the wall."""
    assert end is not None
    start = start.replace(microsecond=0)
    seconds, billed = (int((end - moment) / timedelta(seconds=1)) if moment else 0 for moment in (start, answer))
    channel = ASKING.get(step.call, f"PJSIP/trunk-{int(step.call.split('.')[1]):08x}")
    called = f"PJSIP/{EXTENSIONS[agent]}-{int(start.timestamp()) % (1 << 32):08x}" if agent else ""
    caller = step.caller or next(s.caller for s in steps() if s.call == step.call and s.caller)
    # A caller who leaves by a key has heard a last announcement.
    application = ("Playback", "we-call-you-back") if step.result == "pressed a key" else ("Queue", f"{step.queue},t")
    return end, [
        "", caller, "600", "from-trunk", f'"" <{caller}>', channel, called, *application, wall(start),
        wall(answer) if answer else "", wall(end), seconds, billed, "ANSWERED" if answer else "NO ANSWER",
        "DOCUMENTATION", step.call, "", "", step.call, 1]


def wall(at: datetime) -> str:
    return at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M:%S")


def master() -> str:
    """As `cdr_csv` writes it: without a header, texts in quotes, numbers bare."""
    out = StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerows(stays_as_records())
    return out.getvalue()


CONTACTS: list[list[Any]] = [
    ["1761.1", "2026-10-24T21:58:00", "2026-10-24T22:07:00", "+49301001", 1],
    ["1761.10", "2026-10-25T14:01:00", "2026-10-25T14:01:10", "100", 0],
    ["1761.2", "2026-10-25T00:49:45", "2026-10-25T01:10:00", "+49301002", 1],
    ["1761.3", "2026-10-25T09:00:00", "2026-10-25T09:00:25", None, 0],
    ["1761.4", "2026-10-25T10:00:00", "2026-10-25T10:04:18", "+49301004", 1],
    ["1761.5", "2026-10-25T11:00:00", "2026-10-25T11:01:30", "+49301005", 0],
    ["1761.6", "2026-10-25T12:00:00", "2026-10-25T12:03:20", "+49301006", 1],
    ["1761.7", "2026-10-25T13:00:00", "2026-10-25T13:00:00", "+49301001", 0],
    ["1761.9", "2026-10-25T14:00:00", "2026-10-25T14:02:25", "+49301009", 1],
]
VISITS: list[list[Any]] = [
    ["1761.1", 1, "sales", "Anna", "2026-10-24T21:58:00", "2026-10-24T21:58:00", "2026-10-24T22:07:00", "answered",
     None, 0, 1, 0, 540],
    ["1761.10", 1, "billing", None, "2026-10-25T14:01:00", None, "2026-10-25T14:01:10", "abandoned", None, 0, 0, 10, 0],
    ["1761.2", 1, "sales", "Anna", "2026-10-25T00:49:45", "2026-10-25T00:50:00", "2026-10-25T01:10:00", "answered",
     None, 0, 1, 15, 1200],
    ["1761.3", 1, "sales", None, "2026-10-25T09:00:00", None, "2026-10-25T09:00:25", "abandoned", None, 0, 0, 25, 0],
    ["1761.4", 1, "sales", "Anna", "2026-10-25T10:00:00", "2026-10-25T10:00:08", "2026-10-25T10:02:08", "answered",
     None, 1, 1, 8, 120],
    ["1761.4", 2, "sales", "Ben", "2026-10-25T10:02:08", "2026-10-25T10:02:08", "2026-10-25T10:04:18", "answered",
     None, 0, 1, 0, 130],
    ["1761.6", 1, "sales", "Ben", "2026-10-25T12:00:00", "2026-10-25T12:02:20", "2026-10-25T12:03:20", "answered",
     None, 0, 0, 140, 60],
    ["1761.7", 1, "sales", None, "2026-10-25T13:00:00", None, "2026-10-25T13:00:00", "abandoned", None, 0, 0, 0, 0],
    ["1761.9", 1, "sales", "Anna", "2026-10-25T14:00:00", "2026-10-25T14:00:10", "2026-10-25T14:01:10", "answered",
     None, 1, 1, 10, 60],
    ["1761.9", 2, "billing", "Cleo", "2026-10-25T14:01:10", "2026-10-25T14:01:10", "2026-10-25T14:02:25", "answered",
     None, 0, 1, 0, 75],
]
OFFERS: list[list[Any]] = [
    ["1761.1", "Anna", "2026-10-24T21:58:00", "2026-10-24T21:58:00", 1],
    ["1761.2", "Anna", "2026-10-25T00:49:45", "2026-10-25T00:50:00", 1],
    ["1761.3", "Anna", "2026-10-25T09:00:00", "2026-10-25T09:00:15", 0],
    ["1761.3", "Ben", "2026-10-25T09:00:16", "2026-10-25T09:00:25", 0],
    ["1761.4", "Anna", "2026-10-25T10:00:00", "2026-10-25T10:00:08", 1],
    ["1761.4", "Ben", "2026-10-25T10:02:08", "2026-10-25T10:02:08", 1],
    ["1761.6", "Ben", "2026-10-25T12:00:00", "2026-10-25T12:02:20", 1],
    ["1761.9", "Anna", "2026-10-25T14:00:00", "2026-10-25T14:00:10", 1],
    ["1761.9", "Cleo", "2026-10-25T14:01:10", "2026-10-25T14:01:10", 1],
]
TALK: list[list[Any]] = [
    ["2026-10-24T21:30:00", "2026-10-24", 47, 120],
    ["2026-10-24T22:00:00", "2026-10-25", 0, 420],
    ["2026-10-25T00:30:00", "2026-10-25", 5, 600],
    ["2026-10-25T01:00:00", "2026-10-25", 4, 600],
    ["2026-10-25T10:00:00", "2026-10-25", 22, 250],
    ["2026-10-25T12:00:00", "2026-10-25", 26, 60],
    ["2026-10-25T14:00:00", "2026-10-25", 30, 135],
]
UP = "once a call has been answered, its later records do not tell when the next agent answered: they talk at once"
WAY = Told(
    {"cdr": (CallRecords.configure, {
        "files": "Master.csv", "covers": "day", "names": {number: name for name, number in EXTENSIONS.items()}})},
    {"Master.csv": master},
    {BEGIN: "records tell of calls and not since when somebody wrote them: of a file of whole days, since midnight",
     "agents": "who was logged in or paused is not in records of calls",
     "time of agents on the day": "without log-ins nobody is known to have been there"},
    {"contacts": ("a record is written when it ends, so that a call still going on is not there; the call of an agent "
                  "who asked another queue ended when the caller was passed on", CONTACTS),
     "visits": ("a stay without a ring that went on to another queue or by a key is overwritten by what came after it; "
                + UP, VISITS),
     "talk by local half hour": (UP, TALK),
     "offers": ("the first ring has the record that began with the call; times are whole seconds", OFFERS)},
)
