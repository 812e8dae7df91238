"""This file is about one figure cut by one dimension: a table that sorts by its links and opens what stands behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fourscore.terms import Calendar, as_written, capital, formula_words, kept, said, write_beside, write_value
from fourscore.web.address import Address
from fourscore.web.draw import bar
from fourscore.web.words import Status, count_word, dimension_word, held_status, label_word

if TYPE_CHECKING:
    from fourscore.metrics import Answer, Metric, Row
    from fourscore.scoring import Held

# Where a cell leads: the next thing to ask about it. A span of time becomes the period.
NEXT = {"team": "agent", "agent": "day", "queue": "team", "channel": "queue", "topic": "queue",
        "customer_segment": "queue", "day": "hour_of_day", "week": "day", "month": "week", "quarter": "month",
        "year": "quarter", "fiscal_month": "week", "fiscal_quarter": "fiscal_month", "fiscal_year": "fiscal_quarter"}
SPANS = ("day", "week", "month", "fiscal_month", "quarter", "fiscal_quarter", "year", "fiscal_year")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# The tabs, in this order; half hours and hours are left to the day they belong to.
TABS = ("queue", "team", "agent", "day", "week", "month", "fiscal_month", "weekday", "hour_of_day", "channel",
        "customer_segment", "topic")
UPPER_PART, LOWER_PART = said("Upper part"), said("Lower part")
SORTS = ("label", "value", "n", "num", "den")


@dataclass(frozen=True)
class Sorting:
    by: str
    falling: bool


def sorting_of(dimension: str, sort: str | None, order: str | None) -> Sorting:
    """As the address says; else time runs forward and everything else shows the largest first."""
    if sort not in SORTS:
        forward = dimension in (*SPANS, "half_hour", "hour", "hour_of_day", "weekday")
        sort, order = ("label", "up") if forward else ("n", "down")
    return Sorting(sort, order == "down")


def sorted_rows(answer: Answer, dimension: str, sorting: Sorting) -> list[Row]:
    """Rows in the asked order; those without a figure come last either way."""
    key = _key(dimension, sorting.by)
    there = [row for row in answer.rows if key(row) is not None]
    missing = [row for row in answer.rows if key(row) is None]
    return sorted(there, key=lambda row: key(row), reverse=sorting.falling) + missing


def _key(dimension: str, by: str) -> Callable[[Row], Any]:
    if by == "label":
        return lambda row: label_key(dimension, row.by[dimension])
    if by in ("num", "den"):
        return lambda row: row.parts.get(by)
    return lambda row: getattr(row, by)


def label_key(dimension: str, label: str | None) -> Any:
    if label is None:
        return None
    if dimension == "weekday" and label in WEEKDAYS:
        return WEEKDAYS.index(label)
    return int(label) if dimension == "hour_of_day" and label.isdigit() else label


def tabs_of(dimensions: list[str], calendar: Calendar) -> list[str]:
    """The dimensions offered as tabs: the usual ones in their order, then what a centre's mapping brought.

    A fiscal month is offered in place of the calendar's where it is another.
    """
    other = "month" if calendar.fiscal_weeks else "fiscal_month"
    known = [name for name in TABS if name in dimensions and name != other]
    return known + sorted(set(dimensions) - set(TABS) - {"half_hour", "hour", *SPANS})


def table_of(answer: Answer, metric: Metric, dimension: str, sorting: Sorting, address: Address,
             currency: str, held: Callable[[Row], Held] | None = None,
             finest: Callable[[Address], str | None] = lambda _: "day",
             open_rows: Callable[[Address], bool] = lambda _: True) -> dict[str, Any]:
    """What the table shows; `held` holds each row against its target where the strategy aims at it; `finest` gives the
    shortest time by which a person's figure may be told at an address; `open_rows` whether single facts may be seen.
    """
    rows = sorted_rows(answer, dimension, sorting)
    places = {row.by[dimension]: place for place, row in enumerate(answer.rows)}
    top = max((abs(row.value) for row in rows if row.value is not None), default=0.0) or 1.0
    path = f"/measure/{metric.key}"
    ratio = metric.kind == "ratio"
    headings = [("label", dimension_word(dimension)), ("value", kept(metric.name)), ("n", said("Counted"))]
    if ratio:
        headings += [("num", part_word(metric, "num")), ("den", part_word(metric, "den"))]
    return {
        "headings": [_heading(name, word, sorting, address, path, dimension)
                     | {"numbers": not any(isinstance(_key(dimension, name)(row), str) for row in rows)}
                     for name, word in headings],
        "ratio": ratio,
        "rows": [{
            "label": label_word(dimension, row.by[dimension]), "place": places[row.by[dimension]],
            "raw": {name: _key(dimension, name)(row) for name in SORTS},
            "parts": {which: _facts(row.by[dimension], dimension, address, path, open_rows, which)
                      for which in ("num", "den")},
            "href": _opens(row.by[dimension], dimension, address, path, finest),
            "value": value,
            "bar": bar(abs(row.value or 0.0) / top, status.tone if status else "none"),
            "status": status, "n": count_word(row.n),
            "num": _part(row, "num"), "den": _part(row, "den"), "complete": row.complete,
            "margin": row.margin,
            "facts": _facts(row.by[dimension], dimension, address, path, open_rows),
        } for row, (value, status) in ((row, shown(row, dimension, metric, currency, held)) for row in rows)],
    }


def shown(row: Row, dimension: str, metric: Metric, currency: str,
          held: Callable[[Row], Held] | None) -> tuple[str, Status | None]:
    """A row's figure in words, and its status. Facts of nobody in particular are held against nobody's target."""
    if held is None or row.by[dimension] is None:
        return write_value(row.value, metric.unit, currency), None
    there = held(row)
    beside = write_beside(row.value, there.target, there.upper_target, metric.unit, currency)
    return beside.value, held_status(there, row)


def part_word(metric: Metric, which: str) -> str:
    """A formula's upper or lower part in words, short enough to head a column."""
    text = formula_words(getattr(metric, which) or "")
    return capital(text) if 0 < len(text) <= 26 else UPPER_PART if which == "num" else LOWER_PART


def _part(row: Row, name: str) -> str:
    value = row.parts.get(name)
    if value is None:
        return "–"
    whole = float(value) == int(value)
    return as_written(f"{value:,.0f}" if whole else f"{value:,.1f}", float(value), "count", "", 0 if whole else 1)


def _heading(name: str, word: str, sorting: Sorting, address: Address, path: str, dimension: str) -> dict[str, Any]:
    chosen = sorting.by == name
    falling = not sorting.falling if chosen else name != "label"
    return {
        "word": word, "number": name != "label", "href": address.link(path, by=dimension, sort=name,
                                                                       order="down" if falling else "up"),
        "sorted": ("descending" if sorting.falling else "ascending") if chosen else None,
    }


def narrowed(label: str | None, dimension: str, address: Address) -> Address | None:
    """The address of one cell, or None where nothing can be asked about it alone. A half hour leads to its hour."""
    if dimension in ("half_hour", "hour"):
        return address.at(address.calendar.period(label[:10])).within(
            {"hour_of_day": [str(int(label[11:13]))]}) if label else None
    if dimension in SPANS:
        return address.at(address.calendar.period(label)) if label else None
    return address.within({dimension: [label or ""]})


def _opens(label: str | None, dimension: str, address: Address, path: str,
           finest: Callable[[Address], str | None]) -> str | None:
    there = narrowed(label, dimension, address)
    if there is None:
        return None
    if there.agent and dimension in ("agent", *SPANS):
        return there.link(path, by=finest(there))
    return there.link(path, by=NEXT.get(dimension, "team"))


def _facts(label: str | None, dimension: str, address: Address, path: str,
           open_rows: Callable[[Address], bool], part: str | None = None) -> str | None:
    there = narrowed(label, dimension, address) if dimension != "half_hour" else None
    return there.link(f"{path}/rows", part=part) if there and open_rows(there) else None
