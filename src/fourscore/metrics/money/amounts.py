"""This file is about amounts as they were paid: added up by currency and day, then converted, and what lacks a rate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import Catalogue, Part
from fourscore.metrics.money.linear import AMOUNTS, degree, money_parts, scaled
from fourscore.metrics.money.rates import TRANSACTION, WITH_MONEY, Missing, Rates
from fourscore.metrics.plan import Question, readable
from fourscore.terms import Calendar, Days, Interval
from fourscore.warehouse import worth_by_currency

Cell = tuple[tuple[Any, ...], ...]


class Amount(NamedTuple):
    """What one part adds up to in one cell, currency and local day; in that currency."""

    cell: Cell
    part: str
    currency: str
    day: date
    amount: Any


@dataclass
class Converted:
    """Parts in the currency asked for, by cell and name; and for those that have none, the rates that are missing."""

    values: dict[tuple[Cell, str], Fraction] = field(default_factory=dict)
    missing: dict[tuple[Cell, str], set[Missing]] = field(default_factory=dict)


def wanted(question: Question, catalogue: Catalogue, snapshot: Snapshot) -> list[Part]:
    """Every part of the question's metrics that adds up amounts, each once."""
    parts = [part for metric in question.metrics for part in money_parts(metric, catalogue)]
    return [part for part in dict.fromkeys(parts) if readable(part, snapshot.extras)]


def check(question: Question, catalogue: Catalogue) -> None:
    """Raises WrongUse `cannot-convert` where a metric can be told in the centre's currency only."""
    for metric in question.metrics:
        if metric.unit == "money" or money_parts(metric, catalogue):
            degree(metric, catalogue)


def amounts(
    parts: Iterable[Part], question: Question, snapshot: Snapshot, *, as_stored: bool = False,
) -> list[Amount]:
    """Each part by cell, currency and day: as paid, or (as_stored) in the centre's currency as facts carry it."""
    by_fact: dict[str, list[Part]] = {}
    for part in parts:
        by_fact.setdefault(part.of, []).append(part)
    columns = [key_columns(name, snapshot.calendar) for name in question.by]
    keys, found = [column for group in columns for column in group], []
    for fact, here in by_fact.items():
        table, day = table_of(fact, question.during, snapshot.calendar), "f.day"
        if fact == "contact_subscribed":
            table, day = worth_by_currency(), "f.rate_day"
        sums = [f"{part.aggregate}({part.sql if as_stored else scaled(part.sql, AMOUNTS[fact])[1]})" for part in here]
        conditions, values = filters(fact, question.where, question.during, snapshot)
        joins = word_joins(sorted({join for part in here for join in part.joins}))
        groups = ", ".join(str(place + 1) for place in range(len(keys) + 2))
        sql = (f"SELECT {', '.join([*keys, 'f.currency', day, *sums])} FROM {table} AS f {joins} "
               f"WHERE {' AND '.join([FRAMES[fact].standing, *conditions])} GROUP BY {groups}")
        for row in snapshot.run(sql, values):
            cell, rest = _cell(row, [len(group) for group in columns])
            found += [Amount(cell, part.name, rest[0], rest[1], amount)
                      for part, amount in zip(here, rest[2:], strict=True) if amount is not None]
    return found


def _cell(row: tuple[Any, ...], widths: list[int]) -> tuple[Cell, tuple[Any, ...]]:
    key, place = [], 0
    for width in widths:
        key.append(row[place:place + width])
        place += width
    return tuple(key), row[place:]


def convert(parts: Iterable[Part], question: Question, snapshot: Snapshot, rates: Rates) -> Converted:
    """Every part in the currency asked for: what was paid, added up by currency and day, times that day's factor.

    Exact: no step rounds, only the factors are cut (`Rates`). An amount of nought needs no rate; for any other without
    one the part has no value in that cell, rather than a part of it.
    """
    aggregates = {part.name: part.aggregate for part in parts}
    done, sums = Converted(), dict[tuple[Cell, str, Fraction], Any]()
    for cell, part, currency, day, amount in amounts(parts, question, snapshot):
        factor = rates.factor(currency, day) if amount else Fraction(0)
        if factor is None:
            done.missing.setdefault((cell, part), set()).update(rates.missing(currency, day))
        elif aggregates[part] == "max":
            here, before = Fraction(amount) * factor, done.values.get((cell, part))
            done.values[cell, part] = here if before is None else max(before, here)
        else:
            sums[cell, part, factor] = sums.get((cell, part, factor), 0) + amount
    for (cell, part, factor), amount in sums.items():
        done.values[cell, part] = done.values.get((cell, part), Fraction(0)) + Fraction(amount) * factor
    for key in done.missing:
        done.values.pop(key, None)
    return done


class Waiting(NamedTuple):
    """A row set aside because its rate is missing: it is no fact yet, and no amount of its time is whole."""

    kind: str
    during: Interval
    missing: tuple[Missing, ...]


def waiting(snapshot: Snapshot, kinds: Iterable[str], own: str) -> list[Waiting]:
    """The rows of these kinds of fact that wait."""
    wanted = set(kinds) & set(WITH_MONEY)
    if not wanted:
        return []
    rows = snapshot.run("SELECT row_text FROM set_aside WHERE issue = 'no-rate'", {})
    told = [row for (text,) in rows if (row := json.loads(text)).get("kind") in wanted]
    known = set(snapshot.run("SELECT currency, day FROM rate", {})) if told else set()
    return list(dict.fromkeys(_waits(row, snapshot.calendar, own, known) for row in told))


def _waits(row: Mapping[str, Any], calendar: Calendar, own: str, known: set[tuple[Any, ...]]) -> Waiting:
    kind, currency = row["kind"], row.get("currency") or own
    if kind == "sale":
        at = datetime.fromisoformat(row["sold_at"]).replace(tzinfo=UTC)
        span, priced = Interval(at, at + timedelta(microseconds=1)), [calendar.local(at).date()]
    else:
        first = date.fromisoformat(row["began_on" if kind == "subscription" else "first_day"])
        until = row.get("ended_on" if kind == "subscription" else "until_day")
        ends = date.fromisoformat(until) if until else first + timedelta(days=1)
        if kind == "subscription" and not until:
            ends = date.max
        days = Days(first, max(ends, first + timedelta(days=1)))
        span = Interval(calendar.midnight(first), datetime.max.replace(tzinfo=UTC) if ends == date.max
                        else calendar.midnight(days.until))
        priced = [first] if kind == "subscription" else [first + timedelta(days=n) for n in range(days.length)]
    lacking = [day for day in priced if (currency, day) not in known]
    return Waiting(kind, span, tuple(Missing(TRANSACTION, currency, day) for day in lacking))
