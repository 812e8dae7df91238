"""This file is about who is on duty when, by weekday and hours of the centre's clock, and when nobody is to be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from fourscore.terms import WEEKDAYS, Calendar, Issue, WrongUse, said

SHORT = tuple(day[:3] for day in WEEKDAYS)
HOURS = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")
LINE = re.compile(r"(?P<who>[^:]+?)\s*(?::\s*(?P<when>.*))?")
MIDNIGHT = time()


class Shift(NamedTuple):
    """Somebody is on duty on these weekdays from `start` up to, and not including, `end` (on the next day where that is
    not later; the same: all day)."""

    who: str
    days: frozenset[int]
    start: time
    end: time


def read_duty(lines: Sequence[str]) -> tuple[Shift, ...]:
    """The duty list, in the order people are told: `Mara Quinn: mon-fri 08:00-18:00`; the name alone is always.

    Raises WrongUse `bad-duty`.
    """
    found = []
    for line in (line.strip() for line in lines):
        if not line:
            continue
        match = LINE.fullmatch(line)
        words = (match["when"] or "").strip() if match else ""
        hours = HOURS.search(words)
        days = _days(words[:hours.start()] if hours else words)
        times = _times(hours) if hours else (MIDNIGHT, MIDNIGHT)
        if match is None or days is None or times is None or (hours and words[hours.end():].strip()):
            raise WrongUse(Issue("bad-duty", line, said("This does not say who is on duty when."),
                                 said("Write for example  Mara Quinn: mon-fri 08:00-18:00")))
        found.append(Shift(match["who"].strip(), days, *times))
    return tuple(found)


def read_quiet(told: str) -> tuple[time, time] | None:
    """The hours of every day in which nobody is told, such as `22:00-06:00`; None where there are none.

    Raises WrongUse `bad-duty`.
    """
    if not told.strip():
        return None
    match = HOURS.fullmatch(told.strip())
    times = _times(match) if match else None
    if times is None or times[0] == times[1]:
        raise WrongUse(Issue("bad-duty", told, said("These are no quiet hours."),
                             said("Write for example  22:00-06:00")))
    return times


def on_duty(shifts: Sequence[Shift], at: datetime, calendar: Calendar) -> list[str]:
    """Who is on duty at that moment, in the order they are told."""
    local = calendar.local(at)
    clock, day = local.time(), local.weekday()
    return list(dict.fromkeys(one.who for one in shifts if _on(one, day, clock)))


def told_from(quiet: tuple[time, time] | None, at: datetime, calendar: Calendar) -> datetime:
    """When somebody may be told what happened at that moment: at once, or when the quiet hours end."""
    if quiet is None:
        return at
    local, (start, end) = calendar.local(at), quiet
    clock = local.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return at
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return max(datetime.combine(day, end, calendar.zone).astimezone(UTC), at)


def _on(shift: Shift, day: int, clock: time) -> bool:
    if shift.start < shift.end:
        return day in shift.days and shift.start <= clock < shift.end
    return (day in shift.days and clock >= shift.start) or ((day - 1) % 7 in shift.days and clock < shift.end)


def _days(words: str) -> frozenset[int] | None:
    """`mon-fri, sun`: their numbers; every day where nothing is said."""
    found: set[int] = set()
    for word in (one for one in re.split(r"[,\s]+", words.strip().lower()) if one):
        first, dash, last = word.partition("-")
        if first[:3] not in SHORT or (dash and last[:3] not in SHORT):
            return None
        start = SHORT.index(first[:3])
        end = SHORT.index(last[:3]) if dash else start
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(found or range(7))


def _times(match: re.Match[str]) -> tuple[time, time] | None:
    try:
        start, end = (MIDNIGHT if said == "24:00" else time.fromisoformat(said.zfill(5)) for said in match.groups())
    except ValueError:
        return None
    return start, end
