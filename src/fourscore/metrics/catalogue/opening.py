"""This file is about the field `in_hours`: whether a stay entered while any of the centre's sites was open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from fourscore.terms import Days, OpeningHours, offsets

# Stands in a part's SQL until the sites' hours are known, when a question is asked.
IN_HOURS = "$in_hours"


def in_hours(hours: Sequence[OpeningHours], during: Days) -> str:
    """SQL over a stay `f`: 1 while a site is open by its own wall clock, else 0; null where no site tells its hours.

    A span over the hour a clock change repeats holds both times, one within the hour it leaves out holds nothing.
    A holiday's own spans stand in place of those that begin on that local day; one of the evening before goes on.
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
    day, second = f"floor({local} / 86400)", f"({local} % 86400)"
    weekday = f"(({day} + 3) % 7)"
    reach = Days(during.first - timedelta(days=2), during.until + timedelta(days=2))
    holidays = {(one.day - date(1970, 1, 1)).days: one.spans for one in hours.holidays.between(reach)
                if one.spans is not None}
    found = []
    for number, spans in enumerate(hours.week):
        found += [_span(span, f"{weekday} = {number}", f"{weekday} = {(number + 1) % 7}", day, second, holidays)
                  for span in spans]
    return found + [_span(span, f"{day} = {number}", f"{day} = {number + 1}", day, second, ())
                    for number, own in holidays.items() for span in own]


def _span(
    span: tuple[time, time], today: str, tomorrow: str, day: str, second: str, without: Collection[int],
) -> str:
    """Whether a moment lies in that span of `today`, or in what of it runs into `tomorrow`; not of the days without."""
    opened, closed = _seconds(span[0]), _seconds(span[1])
    not_today, not_tomorrow = (
        f" AND {day} NOT IN ({', '.join(str(one + later) for one in without)})" if without else "" for later in (0, 1))
    if closed > opened:
        return f"({today} AND {second} >= {opened} AND {second} < {closed}{not_today})"
    return (f"({today} AND {second} >= {opened}{not_today}) OR "
            f"({tomorrow} AND {second} < {closed}{not_tomorrow})")


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second
