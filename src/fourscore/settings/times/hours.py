"""This file is about reading opening hours: `mon-fri: 08:00-20:00`, `sat: 09:00-13:00, 14:00-18:00`, `sun: closed`."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise
from zoneinfo import ZoneInfo

from fourscore.settings.text import Node, Text
from fourscore.terms import WEEKDAYS, OpeningHours, said

DAY = 24 * 60
REMEDY = "Write days and spans such as  mon-fri: 08:00-20:00  or  sat: 09:00-13:00, 14:00-18:00  or  sun: closed"
Span = tuple[time, time]


def read_hours(text: Text, node: Node, zone: ZoneInfo) -> OpeningHours | None:
    """The week of opening hours, or None when an issue was told."""
    before = len(text.issues)
    week: dict[int, list[Span]] = {}
    for written, value in text.mapping(node, "Opening hours", None).items():
        days = _days(written)
        spans = spans_of(text.text(value, "Opening hours"))
        if days is None:
            text.tell("bad-opening-hours", value,
                      said("{written} names no day of the week.", written=repr(written)), REMEDY)
        elif spans is None:
            text.tell("bad-opening-hours", value, said("{value} is no span of hours.", value=repr(value.value)), REMEDY)
        else:
            for day in days:
                if day in week:
                    text.tell(
                        "bad-opening-hours",
                        value,
                        said("{capitalize} is named twice.", capitalize=WEEKDAYS[day].capitalize()),
                        said("Write every span of a day on one line, with commas between them."),
                    )
                week[day] = spans
    if len(text.issues) == before and (day_twice := overlap(week)) is not None:
        text.tell(
            "bad-opening-hours",
            node,
            said("Two spans of hours overlap on {capitalize}.", capitalize=WEEKDAYS[day_twice].capitalize()),
            said("Make each span end before the next one starts."),
        )
    if len(text.issues) > before:
        return None
    return OpeningHours(zone, tuple(tuple(sorted(week.get(day, []))) for day in range(7)))


def _day(word: str) -> int | None:
    word = word.strip().lower()
    return next((n for n, name in enumerate(WEEKDAYS) if len(word) >= 2 and name.startswith(word)), None)


def _days(written: str) -> list[int] | None:
    """`mon-fri`, `sat`, `fri-mon` (over the week's end), `daily`, `mon, wed`."""
    if written.strip().lower() in ("daily", "every day"):
        return list(range(7))
    found: list[int] = []
    for part in written.split(","):
        ends = [_day(word) for word in part.split("-")]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            return None
        found += [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    return found


def spans_of(written: str | None) -> list[Span] | None:
    """Spans with commas between them, `closed` for none; None where it is neither."""
    if written is None:
        return None
    if written.lower() == "closed":
        return []
    spans = []
    for part in written.split(","):
        match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})", part.strip())
        if match is None:
            return None
        from_h, from_m, until_h, until_m = (int(group) for group in match.groups())
        whole_day = (from_h, from_m, until_h, until_m) == (0, 0, 24, 0)
        if from_m > 59 or until_m > 59 or from_h > 23 or until_h > 24 or (until_h == 24 and until_m):
            return None
        if (from_h, from_m) == (until_h % 24, until_m) and not whole_day:
            return None
        spans.append((time(from_h, from_m), time(until_h % 24, until_m)))
    return spans


def overlap(week: dict[int, list[Span]]) -> int | None:
    """A day on which two spans overlap, the night before it included; None when there is none."""
    flat = []
    for day, spans in week.items():
        for start, end in spans:
            first = day * DAY + start.hour * 60 + start.minute
            last = day * DAY + end.hour * 60 + end.minute
            flat.append((first, last if last > first else last + DAY))
    flat.sort()
    if flat:  # Sunday night runs into Monday morning
        flat.append((flat[0][0] + 7 * DAY, flat[0][1] + 7 * DAY))
    return next((b[0] // DAY % 7 for a, b in pairwise(flat) if b[0] < a[1]), None)
