"""This file is about single cells of a report: numbers, percentages, lengths of time, days and times of day as printed.

How a figure was printed is kept with it, because a definition reproduces a figure when it prints the same digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from fourscore.terms import WEEKDAYS, Calendar, Days, WrongUse

NOTHING = ("", "-", "–", "—", "n/a", "n.a.", "na", "none", "null", "#n/a", "#div/0!", "nan")
MOST_DIGITS = 9  # a workbook keeps more, which are no longer exact
UNITS = {"seconds": Decimal(1), "minutes": Decimal(60), "hours": Decimal(3600), "milliseconds": Decimal("0.001")}

_NUMBER = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f’]*")
_CLOCK = re.compile(r"(?:(\d+) ?(?:d|days?|\.) ?)?(?:(\d+):)?(\d+):(\d{1,2}(?:[.,]\d+)?)")
_WORDED = re.compile(r"(?:(\d+) ?h(?:ours?|rs?)?)? ?(?:(\d+) ?m(?:in(?:utes?)?|ins?)?)? ?"
                     r"(?:(\d+(?:[.,]\d+)?) ?s(?:ec(?:onds?|s)?)?)?")
_WEEKDAY = re.compile(rf"^(?:{'|'.join(day[:3] for day in WEEKDAYS)}|mo|di|mi|do|fr|sa|so)[a-zäöü]*\.?,? +",
                      re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_TURNED = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})")
_HOUR = r"(\d{1,2})(?:[:.h](\d{2})(?::\d{2}(?:\.0+)?)?)? ?([ap]\.?m\.?)?"
_SPAN = re.compile(rf"{_HOUR}(?: ?(?:-|–|—|to|until|bis) ?{_HOUR})?(?: ?(?:h|uhr|o'clock))?", re.IGNORECASE)
_NAMED = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d. %B %Y")


class Figure(NamedTuple):
    """A number as printed: its value, how many digits stood behind the point, and how it was written.

    way: number, percent or clock (a length of time with colons or letters, in seconds).
    """

    value: Decimal
    digits: int
    way: str


def figure(text: str, comma: bool) -> Figure | None:
    """The number printed in a cell; None for a blank one. Raises ValueError for anything else.

    comma: the report writes its decimals behind a comma.
    """
    plain = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    if plain.lower() in NOTHING:
        return None
    if plain.endswith("%"):
        value = _number(plain[:-1].strip(), comma)
        return Figure(value, _digits(value), "percent")
    if _NUMBER.fullmatch(plain) and ":" not in plain:
        value = _number(plain, comma)
        return Figure(value, _digits(value), "number")
    seconds = _clock(plain)
    return Figure(seconds, _digits(seconds), "clock")


def _digits(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _number(text: str, comma: bool) -> Decimal:
    """Digits in groups or not; a point and a comma in one number are told apart by which comes last."""
    bare = re.sub(r"[ '\u00a0\u202f’]", "", text)
    point, other = (",", ".") if comma else (".", ",")
    if point in bare and other in bare and bare.rindex(other) > bare.rindex(point):
        point, other = other, point
    whole, mark, behind = bare.partition(point)
    if other in whole and not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", whole):
        raise ValueError(f"{text!r} is not a number")
    if mark and not behind.isdecimal():
        raise ValueError(f"{text!r} is not a number")
    try:
        return Decimal(whole.replace(other, "") + (f".{behind}" if mark else ""))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None


def _clock(text: str) -> Decimal:
    """Seconds in 5:45 (minutes), 1:02:03 (hours), 1d 2:03:04, 45 s, 5m 45s."""
    if match := _CLOCK.fullmatch(text):
        days, hours, minutes, seconds = match.groups()
        second = Decimal(seconds.replace(",", "."))
        if second < 60 and (hours is None or int(minutes) < 60):
            return second + 60 * int(minutes) + 3600 * int(hours or 0) + 86400 * int(days or 0)
    if text and (match := _WORDED.fullmatch(text.lower())):
        hours, minutes, seconds = match.groups()
        return Decimal((seconds or "0").replace(",", ".")) + 60 * int(minutes or 0) + 3600 * int(hours or 0)
    raise ValueError(f"{text!r} is neither a number nor a length of time")


def writes_commas(cells: Sequence[str]) -> bool:
    """Whether these cells write decimals behind a comma: at least one cannot be read otherwise, and none denies it."""
    behind = [match for cell in cells if (match := re.search(r"\d([.,])(\d+)(?: ?%)?$", cell.strip()))]
    commas = any(m[1] == "," and (len(m[2]) != 3 or re.search(r"\d\.\d{3},", cell))
                 for cell in cells if (m := re.search(r"\d([.,])(\d+)(?: ?%)?$", cell.strip())))
    points = any(m[1] == "." and len(m[2]) != 3 for m in behind)
    return commas and not points


class Order(NamedTuple):
    """How a column writes its days where both ways can be read: the day or the month first; sure: no guess."""

    day_first: bool
    sure: bool


def order_of(cells: Sequence[str], calendar: Calendar, loaded: Days | None) -> Order:
    """Whether 03/04/2026 is the 3rd of April: told by a day above 12, a full stop, or else by what is loaded."""
    turned = [match for cell in cells if (match := _TURNED.match(_WEEKDAY.sub("", cell.strip())))]
    if any(int(match[1]) > 12 for match in turned) or any(match[2] == "." for match in turned):
        return Order(True, True)
    if any(int(match[3]) > 12 for match in turned):
        return Order(False, True)
    if not turned:
        return Order(True, True)
    hits, read = {}, {}
    for first in (True, False):
        days = [found.days.first for cell in cells if (found := when(cell, calendar, first)) is not None]
        read[first] = days
        within = sum(loaded is not None and loaded.first <= day < loaded.until for day in days)
        hits[first] = (within, -(max(days) - min(days)).days if days else 0)
    return Order(hits[True] >= hits[False], hits[True] != hits[False] or read[True] == read[False])


class When(NamedTuple):
    """What a cell of a date column says: local days, and where it also names a time, that time."""

    days: Days
    hour: Hour | None = None


class Hour(NamedTuple):
    """A time of day: minutes since midnight by the wall clock; how long the interval lasts where that is said."""

    minute: int
    length: int | None = None


def when(text: str, calendar: Calendar, day_first: bool) -> When | None:
    """The day (with its time), week or month a cell names; None where it names none."""
    plain = _WEEKDAY.sub("", text.strip().replace("\u00a0", " "))
    day, rest = _day(plain, day_first)
    if day is None:
        try:
            return When(calendar.period(plain))
        except WrongUse:
            return None
    rest = rest.strip(" T,")
    if not rest:
        return When(Days(day, day + timedelta(days=1)))
    tail = re.sub(r"^(\d{1,2}:\d{2}(?::\d{2})?)(?:\.0+)?(?:Z|[+-]\d{2}:?\d{2})?", r"\1", rest)
    if again := re.fullmatch(r"(\d{1,2}:\d{2}(?::\d{2})?) ?(?:-|–|to|bis) ?.*[ T](\d{1,2}:\d{2})(?::\d{2})?", tail):
        tail = f"{again[1]}-{again[2]}"  # both ends with their day
    found = hour(tail)
    return None if found is None else When(Days(day, day + timedelta(days=1)), found)


def _day(text: str, day_first: bool) -> tuple[date | None, str]:
    """The day at the start of a text, and what stands behind it."""
    try:
        if match := _ISO.match(text):
            return date(*map(int, match.groups())), text[match.end():]
        if match := _TURNED.match(text):
            one, _, two, year = match.groups()
            month, number = (two, one) if day_first else (one, two)
            return date(_year(year), int(month), int(number)), text[match.end():]
        if re.fullmatch(r"\d{8}", text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:])), ""
        if re.fullmatch(r"\d{6}", text):
            return date(_year(text[:2]), int(text[2:4]), int(text[4:])), ""
    except ValueError:
        return None, text
    bare = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text.replace(",", " "))
    bare = " ".join(bare.split())
    for form in _NAMED:
        try:
            return datetime.strptime(bare, form).date(), ""  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None, text


def _year(text: str) -> int:
    number = int(text)
    return number if number > 99 else number + (2000 if number < 70 else 1900)


def hour(text: str) -> Hour | None:
    """The time of day, or the start and length of the span, that a cell names; None where it names none."""
    plain = " ".join(text.strip().split())
    if re.fullmatch(r"\d{4}", plain):
        plain = f"{plain[:2]}:{plain[2:]}"
    match = _SPAN.fullmatch(plain)
    if match is None:
        return None
    start, end = _minute(*match.groups()[:3]), None
    if match[4] is not None:
        end = _minute(*match.groups()[3:])
        if end is None or start is None:
            return None
        end += end % 5 == 4  # 09:00 - 09:29 is half an hour
        length = (end - start) % 1440 or 1440
        return Hour(start % 1440, length)
    return None if start is None else Hour(start % 1440)


def _minute(hours: str, minutes: str | None, half: str | None) -> int | None:
    number = int(hours)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half.lower().startswith("p") else 0)
    found = number * 60 + int(minutes or 0)
    return found if found <= 1440 and int(minutes or 0) < 60 else None
