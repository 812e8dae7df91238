"""This file is about a question's cells beside the same cells of other periods, and beside their true totals.

A unit of time has no cell that two periods share, so it is held against its place: the third day of a week against
the third day of the other, a half hour against the same half hour of the same day. A total is asked for anew and never
made of the cells: nothing is a mean of ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fourscore.metrics.buckets import FISCAL, TIMES
from fourscore.metrics.plan import TIMES_IN_WHERE
from fourscore.metrics.versus.compare import Compared, grows
from fourscore.terms import Calendar, Days

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Answer, Row
    from fourscore.metrics.ask import Metrics

Where = Mapping[str, Sequence[str | None]]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class AlignedCell:
    """One cell. by: its labels. held: by metric's key its number, held against each of the other periods in turn."""

    by: Mapping[str, str | None]
    now: Mapping[str, Row]
    held: Mapping[str, tuple[Compared, ...]]


@dataclass(frozen=True)
class Aligned:
    """The answer to a question, the answers of the other periods, the cells in the answer's order, and their total."""

    now: Answer
    thens: tuple[Answer, ...]
    cells: Sequence[AlignedCell]
    total: AlignedCell


def aligned(
    metrics: Metrics, names: Sequence[str], by: Sequence[str], *, during: Days, others: Sequence[Days] = (),
    where: Where | None = None, most: int | None = None,
) -> Aligned:
    """Each number of `during` beside the same of `others`. Raises WrongUse as `Metrics.ask` does.

    most: of an answer with more cells than that none is compared, and `cells` is empty; its length tells.
    """
    periods = (during, *others)
    keys = [metrics.catalogue.find(name).key for name in names]
    answers = metrics.ask_of(names, by, periods=periods, where=where)
    totals = metrics.ask_of(names, periods=periods, where=where) if by else answers
    (total,) = _cells(metrics, keys, (), totals, periods)
    if most is not None and len(answers[0].rows) > most:
        return Aligned(answers[0], tuple(answers[1:]), (), total)
    return Aligned(answers[0], tuple(answers[1:]), _cells(metrics, keys, tuple(by), answers, periods), total)


def _cells(
    metrics: Metrics, keys: Sequence[str], by: tuple[str, ...], answers: Sequence[Answer], periods: Sequence[Days],
) -> list[AlignedCell]:
    tables = [_table(answer, days, metrics.calendar) for answer, days in zip(answers, periods, strict=True)]
    order = list(tables[0])
    if all(name not in TIMES or name in TIMES_IN_WHERE for name in by):
        # A word that was there then and is not now is told; a day that lies beyond the shorter month is not.
        order += [key for key in dict.fromkeys(key for table in tables[1:] for key in table) if key not in tables[0]]
    catalogue, found = metrics.catalogue, []
    adds = {key: grows(catalogue.metrics[key], catalogue) for key in keys}
    for key in order:
        there: list[dict[str, Row]] = [table.get(key, {}) for table in tables]
        labels = next(row.by for rows in there for row in rows.values())
        held = {name: tuple(Compared(labels, catalogue.metrics[name], there[0].get(name), then.get(name), adds[name],
                                     None, None) for then in there[1:]) for name in keys}
        found.append(AlignedCell(labels, there[0], held))
    return found


def _table(answer: Answer, days: Days, calendar: Calendar) -> dict[Key, dict[str, Row]]:
    """Cell by cell in the answer's order, by its place: the rows of each metric."""
    found: dict[Key, dict[str, Row]] = {}
    places: dict[tuple[str, str | None], Any] = {}
    seen: dict[tuple[str | None, ...], Key] = {}
    for row in answer.rows:
        labels = tuple(row.by.values())
        if labels not in seen:
            key = tuple(_place(name, label, days, calendar, places) for name, label in row.by.items())
            while key in found:  # an hour that the clock repeats
                key = (*key, "again")
            seen[labels] = key
            found[key] = {}
        found[seen[labels]][row.key] = row
    return found


def _place(
    name: str, label: str | None, during: Days, calendar: Calendar, known: dict[tuple[str, str | None], Any],
) -> Any:
    """Where a unit of time lies in its period, counted from the period's first; a word is its own place."""
    if name not in TIMES or name in TIMES_IN_WHERE or label is None:
        return label
    if (name, label) not in known:
        known[name, label] = _counted(name, label, during, calendar)
    return known[name, label]


def _counted(name: str, label: str, during: Days, calendar: Calendar) -> Any:
    if name in ("half_hour", "hour"):
        return (date.fromisoformat(label[:10]) - during.first).days, label[11:16]
    first = calendar.period(label).first
    if name == "day":
        return (first - during.first).days
    if name == "week":
        return (first - calendar.week(during.first)).days // 7
    if name == "month":
        return first.year * 12 + first.month - during.first.year * 12 - during.first.month
    size = FISCAL[name]
    return calendar.fiscal.number(first) // size - calendar.fiscal.number(during.first) // size
