"""This file is about guessing a report's options from its headings, and from how its cells tell time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import gcd
from pathlib import Path
from typing import NamedTuple

from fourscore.terms import headings, said
from fourscore.warehouse.sources.recognise import LIKELY, Guess
from fourscore.warehouse.sources.table.guess.columns import Column, decimal_of, profile
from fourscore.warehouse.sources.table.guess.guessed import has_key, landing
from fourscore.warehouse.sources.table.guess.looks import Looks, looks_of
from fourscore.warehouse.sources.table.guess.meaning import row_of

# What a heading means to a switch's report, and what `tells` calls it.
COUNTED = {
    "contacts_offered": "offered", "contacts_handled": "answered", "contacts_abandoned": "abandoned",
    "answered_in_time": "answered_in_time", "abandoned_in_time": "abandoned_in_time", "flowed_out": "flowed_out",
    "refused": "refused", "talk_time": "talk", "handling_time": "handle", "hold_s": "hold", "wrap_up_s": "wrap_up",
    "longest_wait": "longest_wait",
}
TIMES = ("talk", "handle", "hold", "wrap_up", "longest_wait")
# Shares and averages, by the metric they are figures of.
FIGURES = {name: name for name in ("service_level", "abandonment_rate", "answer_rate", "average_speed_of_answer",
                                   "average_waiting_time", "average_time_to_abandon", "average_handle_time",
                                   "average_talk_time", "average_hold_time")} | {
    "average_wrap_up_time": "after_call_work_time"}
AGENT = {"agent", "agent name", "user", "user name", "employee", "mitarbeiter", "operator", "representative"}
MONTH = re.compile(r"\d{4}[-/]\d{1,2}|\d{1,2}[/.]\d{4}|[A-Za-z]{3,9}\.?[ -](\d{4}|\d{2})")
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})( 00:00:00)?")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp][Mm])?")
BY_MINUTES = {60: "hour", 30: "half_hour", 15: "quarter_hour", 5: "five_minutes"}


class Start(NamedTuple):
    """How the options say when an interval begins, and how long it is."""

    spec: object
    period: str


def guess_report(head: bytes, path: Path) -> Guess | None:
    """The options of a report whose rows count calls of an interval; None for any other file."""
    import duckdb

    looks = looks_of(head, path)
    if looks is None or len(looks.names) < 2:
        return None
    with duckdb.connect() as connection:
        landing(connection, path, looks)
        cursor = connection.cursor()
        decimal = "." if looks.shape.format == "excel" else decimal_of(cursor, looks.names)
        if decimal == ",":
            looks.options["decimal"] = ","
        columns = profile(cursor, looks.names, decimal)
    if not columns or not columns[0].rows:
        return None
    return _grid(looks, columns) or _rows(looks, columns, path)


def _rows(looks: Looks, columns: list[Column], path: Path) -> Guess | None:
    row = row_of(columns, [path.stem, path.parent.name])
    if has_key(row) or (row is not None and row.kind == "forecast"):
        return None
    meant = {column.name: headings.understood(column.name) for column in columns}
    counts = [column for column in columns if COUNTED.get(meant[column.name].meaning) not in (None, *TIMES)
              and column.kind == "number" and column.whole and column.high > 1]
    start = _start(columns, {name: hint.meaning for name, hint in meant.items()})
    if not counts or start is None:
        return None
    options: dict[str, object] = {**looks.options, "period": start.period, "start": start.spec}
    for column in columns:
        word = "queue" if meant[column.name].meaning == "queue" else "agent" if headings.plain(
            column.name) in AGENT else None
        if word and word not in options and column.kind in ("words", "text", "number", "flag"):
            options[word] = column.name
    tells, checks, left = _tells([(column.name, meant[column.name]) for column in columns
                                  if column in counts or column.kind in ("number", "length", "clock")], options)
    options["tells"] = tells
    entered = {FIGURES[meaning]: column.name for column in columns
               if (meaning := meant[column.name].meaning) in FIGURES and start.period in ("day", "week", "month")}
    options |= {"entered": entered} if entered else {}
    return Guess(options, LIKELY, looks.said, tuple(checks), tuple(left))


def _tells(
    named: Iterable[tuple[str, headings.Heading]], options: dict[str, object],
) -> tuple[dict[str, object], list[str], list[str]]:
    """`tells`, what to look at, and what is left alone; a limit a heading names goes into the options."""
    tells: dict[str, object] = {}
    checks: list[str] = []
    left: list[str] = []
    for name, hint in named:
        what = COUNTED.get(hint.meaning)
        if what in ("answered", "abandoned") and hint.seconds is not None:
            what = f"{what}_in_time"
        if what is None or what in tells:
            continue
        if what.endswith("_in_time"):
            if hint.seconds is None:
                left.append(said("{column}: the heading does not say within how many seconds; add  within: 20s  and "
                                 "{field}: {column} .", column=name, field=what))
                continue
            options["within"] = f"{hint.seconds}s"
        united = what in TIMES and hint.unit not in ("", "seconds")
        tells[what] = {"column": name, "unit": hint.unit} if united else name
    times = [what for what in tells if what in ("talk", "handle", "hold", "wrap_up")]
    if times:
        checks.append(said("{fields}: taken as time added up over all calls of a row; where it is an average, take the "
                           "line out.", fields=", ".join(times)))
    return tells, checks, left


def _start(columns: list[Column], meant: dict[str, str]) -> Start | None:
    days = [column for column in columns if column.kind == "moment"]
    clocks = [column for column in columns if column not in days and _clocks(column)]
    if days:
        day = days[0]
        formats: dict[str, object] = {"format": list(day.formats)} if day.formats else {}
        if not day.dayless and (period := _length(_clocks(day))):
            return Start({"column": day.name, **formats} if formats else day.name, period)
        if clocks and meant[clocks[0].name] in ("hour", "day") and (period := _length(_clocks(clocks[0]))):
            dated: dict[str, object] = {"date_format": list(day.formats)} if day.formats else {}
            return Start({"date": day.name, "time": clocks[0].name, **dated}, period)
        dates = [match for value in day.values if (match := DATE.fullmatch(value))]
        months = len(dates) == len(day.values) > 1 and all(match[3] == "01" for match in dates)
        return Start({"column": day.name, **formats} if formats else day.name, "month" if months else "day")
    months_of = [column for column in columns if column.values and all(map(MONTH.fullmatch, column.values))]
    return Start(months_of[0].name, "month") if months_of else None


def _clocks(column: Column) -> list[tuple[int, int]]:
    """The first time of day in each cell: hour and minute; nothing where a cell has none."""
    found = [CLOCK.search(value) for value in column.values]
    return [(int(one[1]), int(one[2])) for one in found if one] if found and all(found) else []


def _length(clocks: list[tuple[int, int]]) -> str | None:
    """How long intervals are that begin at these times of day."""
    if not clocks:
        return None
    if set(clocks) == {(0, 0)}:
        return "day"
    step = gcd(60, *(minute for _, minute in clocks))
    return next((period for minutes, period in BY_MINUTES.items() if step % minutes == 0), None)


def _grid(looks: Looks, columns: list[Column]) -> Guess | None:
    """A row for each KPI, a column for each month."""
    months = [column for column in columns if MONTH.fullmatch(column.name) or DATE.fullmatch(column.name)]
    if len(months) < 2:
        return None
    for column in (one for one in columns if one not in months):
        meant = [(value, headings.understood(value)) for value in column.values]
        counted = [(value, hint) for value, hint in meant if hint.meaning in COUNTED]
        figures = {FIGURES[hint.meaning]: value for value, hint in meant if hint.meaning in FIGURES}
        if not counted and not figures:
            continue
        options: dict[str, object] = {**looks.options, "period": "month", "kpi": column.name}
        teams = [one.name for one in columns if headings.plain(one.name) in ("team", "group", "department")]
        options |= {"team": teams[0]} if teams else {}
        tells, checks, left = _tells(counted, options)
        options |= {"tells": tells} if tells else {}
        options |= {"entered": figures} if figures else {}
        return Guess(options, LIKELY, looks.said, tuple(checks), tuple(left))
    return None
