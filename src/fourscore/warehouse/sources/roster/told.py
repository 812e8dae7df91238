"""This file is about what a staff list tells, row by row, and the days it tells of: spans, united and compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

# Somebody is in a team since always where a list without dates says no more.
ALWAYS = date(1900, 1, 1)


class Row(NamedTuple):
    """One row, understood. person: by whom rows are one person's; days half-open; `loan`: the row itself is a loan.

    seen: the first and the last day of a daily list on which the row stood there just so; none in a list of spells.
    """

    file: int
    line: int
    person: str
    name: str
    team: str | None = None
    first: date | None = None
    until: date | None = None
    joined: date | None = None
    loan_team: str | None = None
    loan_first: date | None = None
    loan_until: date | None = None
    loan: bool = False
    logins: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    role: str | None = None
    site: str | None = None
    full_time: Decimal | None = None
    leaving: str | None = None
    seen: tuple[date, date] | None = None

    @property
    def bare(self) -> bool:
        """Whether the row only says by which further log-ins somebody is known."""
        return not (self.team or self.first or self.until or self.joined) and bool(self.logins)

    @property
    def place(self) -> tuple[int, int]:
        return self.file, self.line


class Piece(NamedTuple):
    """Somebody was here on the days [first, until), as `row` tells. known: whether `first` is the day they came."""

    first: date
    until: date | None
    row: Row
    known: bool = True
    others: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.row, *self.others)


class Loan(NamedTuple):
    """Somebody worked for another team on the days [first, until)."""

    team: str
    first: date
    until: date | None
    row: Row


class Note(NamedTuple):
    """What is wrong with a row, or with two: it is set aside, in whole or for the days in question."""

    file: int
    line: int
    issue: str
    what: str


class Span(NamedTuple):
    """Days [first, until); the end is open where there is none."""

    first: date
    until: date | None


FAR = date.max


def end(until: date | None) -> date:
    """An end to compare by."""
    return until or FAR


def united(spans: list[Span]) -> list[Span]:
    """The same days in as few spans as they can be told in."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.first, end(s.until))):
        if end(span.until) <= span.first:
            continue
        if found and span.first <= end(found[-1].until):
            last = found.pop()
            longest = max(end(last.until), end(span.until))
            found.append(Span(last.first, None if longest == FAR else longest))
        else:
            found.append(span)
    return found


def without(spans: list[Span], taken: list[Span]) -> list[Span]:
    """The days of `spans` that are in none of `taken`."""
    for gone in taken:
        left = []
        for span in spans:
            if end(gone.until) <= span.first or gone.first >= end(span.until):
                left.append(span)
                continue
            if span.first < gone.first:
                left.append(Span(span.first, gone.first))
            if gone.until is not None and gone.until < end(span.until):
                left.append(Span(gone.until, span.until))
        spans = left
    return spans


def common(one: list[Span], other: list[Span]) -> list[Span]:
    """The days that are in both."""
    found = []
    for a in one:
        for b in other:
            first, last = max(a.first, b.first), min(end(a.until), end(b.until))
            if first < last:
                found.append(Span(first, None if last == FAR else last))
    return united(found)
