"""This file is about reading the words of a goal one by one: names, numbers with their units, periods, scopes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, cast
from zoneinfo import ZoneInfo

from fourscore.strategy.goals.model import Amount, Window
from fourscore.terms import SYMBOLS, Calendar, WrongUse

NAME = re.compile(r"\w+(?:-\w+)*")
QUOTED = re.compile(r'["“”]([^"“”]+)["“”]|\'([^\']+)\'')
MONEY = "".join(dict.fromkeys([*SYMBOLS.values(), "¤"]))
NUMBER = r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
CLOCK = re.compile(r"(\d+):(\d{2})(?::(\d{2}))?(?!\d)")
LENGTH = re.compile(r"(?:(\d+)\s*h(?:ours?)?\s*)?(?:(\d+)\s*(?:m(?:in)?(?:utes?)?)\s*)?"
                    r"(\d+(?:\.\d+)?)\s*(?:s(?:ec)?(?:onds?)?)\b")
HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*h(?:ours?)?\b")
PLAIN = re.compile(rf"(?P<code>[A-Z]{{3}}\s*)?(?P<sign>[{MONEY}])?\s*(?P<number>{NUMBER})\s*"
                   rf"(?P<unit>%(?:\s*points?)?|pp\b|ppt\b|points?\b|min(?:utes?)?\b|[km]\b|[{MONEY}]|[A-Z]{{3}}\b)?")
PERIOD = re.compile(r"(?:the\s+)?(?:end\s+of\s+)?((?:FY\s*)?\d{4}(?:\s*[-–−/]?\s*(?:Q[1-4]|P\d{1,2}|W\d{1,2})"
                    r"|[-–−]\d{1,2}(?:[-–−]\d{1,2})?)?)(?![\w])", re.IGNORECASE)
WINDOW = re.compile(r"(\d+)\s*(days?|d|weeks?|wks?|w|months?|m)\b", re.IGNORECASE)
SCOPE = re.compile(r"(\w+)\s*[:=]\s*")
# Only for asking whether a period is written as one; which days it has is the centre's own calendar's matter.
ANY_CALENDAR = Calendar(ZoneInfo("UTC"))


def name_at(text: str, at: int) -> tuple[str, int] | None:
    """A KPI's id, or its name in quotation marks."""
    if quoted := QUOTED.match(text, at):
        return " ".join((quoted[1] or quoted[2]).split()), quoted.end()
    plain = NAME.match(text, at)
    return (plain[0], plain.end()) if plain else None


def amount_at(text: str, at: int) -> tuple[Amount, int] | None:
    """A number with its unit: 20%, 0.4pp, 15s, 5:45, 1m30s, €4.20, 1,200, 12k."""
    if clock := CLOCK.match(text, at):
        first, second, third = int(clock[1]), int(clock[2]), clock[3]
        seconds = first * 60 + second if third is None else first * 3600 + second * 60 + int(third)
        return Amount(Decimal(seconds), "s"), clock.end()
    if length := LENGTH.match(text, at):
        seconds_of = int(length[1] or 0) * 3600 + int(length[2] or 0) * 60 + Decimal(length[3])
        return Amount(Decimal(seconds_of), "s"), length.end()
    if hours := HOURS.match(text, at):
        return Amount(Decimal(hours[1]) * 3600, "s"), hours.end()
    found = PLAIN.match(text, at)
    if not found:
        return None
    number, unit = Decimal(found["number"].replace(",", "")), (found["unit"] or "").lower()
    money = found["sign"] or (found["code"] or "").strip()
    if unit == "k":
        number, unit = number * 1000, ""
    if money or (unit and (unit in MONEY or (unit.upper() == found["unit"] and len(unit) == 3))):
        written = money or found["unit"]
        million = 1_000_000 if unit == "m" else 1
        return Amount(number * million, written), found.end()
    if unit == "%":
        return Amount(number, "%"), found.end()
    if unit in ("pp", "ppt") or unit.startswith(("%", "point")):
        return Amount(number, "pp"), found.end()
    if unit.startswith("min"):
        return Amount(number * 60, "s"), found.end()
    return Amount(number, "m" if unit == "m" else ""), found.end()


def period_at(text: str, at: int) -> tuple[str, int] | None:
    """A period in the calendar's own words: 2026Q4 becomes 2026-Q4, FY 2026 becomes FY2026."""
    found = PERIOD.match(text, at)
    if not found:
        return None
    plain = re.sub(r"[–−/]", "-", re.sub(r"\s+", "", found[1].upper()))
    plain = re.sub(r"(\d{4})-?([QPW])(\d)$", r"\1-\2\3", plain)
    plain = re.sub(r"(\d{4})-?([PW])(\d{2})$", r"\1-\2\3", plain)
    plain = re.sub(r"-(\d)(?=-|$)", r"-0\1", plain)
    if re.fullmatch(r"\d{4}-P\d{1,2}", plain):
        plain = f"FY{plain}"
    plain = re.sub(r"-([PW])(\d)$", r"-\g<1>0\2", plain)
    try:
        ANY_CALENDAR.period(plain)
    except WrongUse:
        return None
    return plain, found.end()


def window_at(text: str, at: int) -> tuple[Window, int] | None:
    """A length of time: 4w, 30 days, 3 months."""
    found = WINDOW.match(text, at)
    if not found or int(found[1]) == 0:
        return None
    return Window(int(found[1]), cast(Literal["d", "w", "m"], found[2][0].lower())), found.end()


def scope_at(text: str, at: int) -> tuple[tuple[str, str], int] | None:
    """What it is limited to: team:*, queue:sales, team:"Sales 2"."""
    named = SCOPE.match(text, at)
    if not named:
        return None
    if text[named.end():named.end() + 1] == "*":
        return (named[1], "*"), named.end() + 1
    word = name_at(text, named.end())
    return ((named[1], word[0]), word[1]) if word else None
