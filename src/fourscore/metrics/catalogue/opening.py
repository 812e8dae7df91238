"""This file is about the field `in_hours`: whether a stay entered while any of the centre's sites was open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from fourscore.terms import Days, OpeningHours, offsets

# Stands in a part's SQL until the sites' hours are known, when a question is asked.
IN_HOURS = "$in_hours"


def in_hours(hours: Sequence[OpeningHours], during: Days) -> str:
    """SQL over a stay `f`: 1 while a site is open by its own wall clock, else 0; null where no site tells its hours.

    A span over the hour a clock change repeats holds both times, one within the hour it leaves out holds nothing.
    """
    if not hours:
        return "NULL"
    spans = [span for one in hours for span in _spans(one, during)]
    return f"CASE WHEN {' OR '.join(spans) or 'false'} THEN 1 ELSE 0 END"


def _spans(hours: OpeningHours, during: Days) -> list[str]:
    first = datetime.combine(during.first, time(), UTC) - timedelta(days=2)
    last = datetime.combine(during.until, time(), UTC) + timedelta(days=2)
    changes = offsets(hours.zone, first, last)
    cases = "".join(f"WHEN f.entered_at < TIMESTAMP '{later.start:%Y-%m-%d %H:%M:%S}' THEN {here.seconds} "
                    for here, later in pairwise(changes))
    ahead = f"CASE {cases}ELSE {changes[-1].seconds} END" if cases else str(changes[-1].seconds)
    local = f"(epoch(f.entered_at) + {ahead})"
    # The first day of 1970 was a Thursday, the fourth of a week that begins on Monday.
    weekday, second = f"((floor({local} / 86400) + 3) % 7)", f"({local} % 86400)"
    found = []
    for day, spans in enumerate(hours.week):
        for start, end in spans:
            opened, closed = _seconds(start), _seconds(end)
            if closed > opened:
                found.append(f"({weekday} = {day} AND {second} >= {opened} AND {second} < {closed})")
            else:
                found.append(f"({weekday} = {day} AND {second} >= {opened})")
                found.append(f"({weekday} = {(day + 1) % 7} AND {second} < {closed})")
    return found


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
