"""This file is about daily lists: the differences between one day's list and the next become dated changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from fourscore.warehouse.sources.roster.told import Loan, Note, Piece, Row, end


def believed(rows: Sequence[Row], days: Sequence[date], broken: set[date], missing: Decimal) -> tuple[set[date], int]:
    """Days on whose whole list somebody missing has left, and how many lists are not believed.

    A list with a row that could not be read, or that lacks more than this share of those who stood on the last one,
    was cut off or is none: nobody left because of it.
    """
    came: dict[date, list[str]] = {}
    went: dict[date, list[str]] = {}
    for row in rows:
        assert row.seen is not None
        came.setdefault(row.seen[0], []).append(row.person)
        went.setdefault(row.seen[1], []).append(row.person)
    standing: dict[str, int] = {}
    last: set[str] = set()
    good, doubtful = set(), 0
    for day in days:
        for person in came.get(day, ()):
            standing[person] = standing.get(person, 0) + 1
        lost = len(last - standing.keys())
        if day not in broken and (lost <= 1 or lost <= len(last) * missing):
            good.add(day)
            last = set(standing)
        else:
            doubtful += 1
        for person in went.get(day, ()):
            standing[person] -= 1
            if not standing[person]:
                del standing[person]
    return good, doubtful


def lists(rows: Sequence[Row], days: Sequence[date]) -> list[tuple[date, list[Row]]]:
    """One person's days of change: the list's day, and the rows that stood on it from then on (none: no longer)."""
    after = dict(zip(days, [*days[1:], None], strict=True))
    changes = {row.seen[0] for row in rows if row.seen} | {
        day for row in rows if row.seen and (day := after[row.seen[1]]) is not None}
    return [(day, [row for row in rows if row.seen and row.seen[0] <= day <= row.seen[1]]) for day in sorted(changes)]


def one_row(there: list[Row], notes: list[Note]) -> tuple[Row, tuple[Row, ...]]:
    """The row that says where somebody is, and those with further log-ins; two that differ say nothing of the team."""
    told = [row for row in there if not row.bare] or there[:1]
    row = told[0]
    if any((other.team, other.first, other.until) != (row.team, row.first, row.until) for other in told[1:]):
        notes.extend(Note(other.file, other.line, "memberships-overlap",
                          "two rows of one day's list say different things of this person; their team is left open")
                     for other in told)
        row = row._replace(team=None, loan_team=None)
    return row, tuple(other for other in there if other is not row and other is not told[0])


def pieces_of(
    rows: Sequence[Row], days: Sequence[date], whole: set[date], listed: Mapping[date, date | None], notes: list[Note]
) -> tuple[list[Piece], list[Loan]]:
    """One person's pieces and loans. whole: days on whose list nobody is missing who is here.

    listed: each day's list → the whole list before it, on which the person would have stood.
    """
    pieces: list[Piece] = []
    loans: list[Loan] = []
    before: Row | None = None
    absent: date | None = None
    changes = lists(rows, days)
    for place, (day, there) in enumerate(changes):
        if not there:
            following = changes[place + 1][0] if place + 1 < len(changes) else None
            absent = next((d for d in days if d >= day and d in whole and (following is None or d < following)), None)
            if absent is not None:
                _cut(pieces, absent)
                _close(loans, absent)
            continue
        row, others = one_row(there, notes)
        first, known = _begins(row, before, day, absent, pieces)
        if before is None or (absent is not None and row.first is None):
            known = known or listed[day] is not None
        if row.until is not None and row.until <= first:
            _cut(pieces, max(row.until, row.first or row.until), row)
            if not pieces and row.first is not None and row.first < row.until:
                pieces.append(Piece(row.first, row.until, row, True, others))
        else:
            _bridge(pieces, row, before, first)
            _cut(pieces, first)
            pieces.append(Piece(first, row.until, row, known, others))
        _lend(loans, row, day)
        before, absent = row, None
    return pieces, loans


def _begins(row: Row, before: Row | None, day: date, absent: date | None, pieces: list[Piece]) -> tuple[date, bool]:
    """The day from which a list's row holds, and whether it is told; a day that was told before dates no change."""
    if row.first is not None and (before is None or row.first != before.first or row.first > day or not pieces):
        return row.first, True
    if absent is not None and row.first is not None and before is not None and row.first == before.first:
        # Missing from a list and back with the same first day: they had not left.
        return absent, True
    if absent is None and pieces and pieces[-1].until is not None and pieces[-1].until < day and row.first is not None:
        return pieces[-1].until, True  # the leaving that was told is told no longer
    return day, False


def _bridge(pieces: list[Piece], row: Row, before: Row | None, first: date) -> None:
    """Let go of an end that the same spell, told again, no longer has."""
    if pieces and before is not None and row.first is not None and row.first == before.first:
        last = pieces[-1]
        if last.until is not None and last.until < first:
            pieces[-1] = last._replace(until=first)


def _cut(pieces: list[Piece], day: date, row: Row | None = None) -> None:
    """Let nothing last beyond that day; `row` tells why it ended."""
    while pieces and pieces[-1].first >= day:
        pieces.pop()
    if pieces and end(pieces[-1].until) > day:
        pieces[-1] = pieces[-1]._replace(until=day)
    if pieces and row is not None and pieces[-1].until == day:
        last = pieces[-1]
        pieces[-1] = last._replace(row=last.row._replace(leaving=row.leaving or last.row.leaving))


def _lend(loans: list[Loan], row: Row, day: date) -> None:
    last = loans[-1] if loans else None
    if row.loan_team is None:
        _close(loans, day)
    elif last is not None and (last.team, last.row.loan_first) == (row.loan_team, row.loan_first) and (
            last.until is None or last.until == last.row.loan_until):
        loans[-1] = last._replace(until=row.loan_until, row=row)
    else:
        first = row.loan_first or day
        _close(loans, first)
        loans.append(Loan(row.loan_team, first, row.loan_until, row))


def _close(loans: list[Loan], day: date) -> None:
    if loans and end(loans[-1].until) > day:
        loans[-1] = loans[-1]._replace(until=day)
        if loans[-1].first >= day:
            loans.pop()
