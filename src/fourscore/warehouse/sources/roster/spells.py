"""This file is about a person's spells: which team counts on which day, when they were employed, what they could do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from fourscore.warehouse.sources.roster.told import ALWAYS, FAR, Loan, Note, Piece, Row, Span, common, end, united

OVERLAP = "memberships-overlap"


class Employment(NamedTuple):
    """From the first day to the day after the last. `hired` is missing where the list does not tell it."""

    hired: date | None
    left: date | None
    row: Row
    first_row: Row


def pieces_of(rows: Sequence[Row]) -> tuple[list[Piece], list[Loan]]:
    """One person's pieces and loans, of a list of spells; an end that is not told is the beginning of the next."""
    told = sorted((row for row in rows if not row.bare and not row.loan), key=lambda row: (row.first or ALWAYS))
    starts = sorted({row.first or ALWAYS for row in told})
    pieces = []
    for row in told:
        first = row.first or ALWAYS
        following = next((day for day in starts if day > first), None)
        pieces.append(Piece(first, row.until or following, row, row.first is not None))
    if pieces:
        bare = tuple(row for row in rows if row.bare)
        pieces = [piece._replace(others=bare) for piece in pieces]
    else:
        pieces = [Piece(ALWAYS, None, row, False) for row in rows if row.bare]
    loans = [Loan(row.loan_team, row.loan_first or row.first or ALWAYS, row.loan_until or row.until, row)
             for row in told if row.loan_team]
    loans += [Loan(row.team, row.first or ALWAYS, row.until, row) for row in rows if row.loan and row.team]
    return pieces, loans


def teams(pieces: Sequence[Piece], loans: Sequence[Loan], notes: list[Note]) -> list[tuple[str, Span]]:
    """The team that counts on each day: the loan's during a loan. Days of which rows say two things are nobody's."""
    here = united([Span(piece.first, piece.until) for piece in pieces])
    marks = {span.first for span in here} | {end(span.until) for span in here}
    marks |= {day for piece in pieces for day in (piece.first, end(piece.until))}
    marks |= {day for loan in loans for day in (loan.first, end(loan.until))}
    days = sorted(marks)
    found: list[tuple[str, Span]] = []
    disputed: dict[tuple[int, int], tuple[date, str]] = {}
    for first, until in pairwise(days):
        if not common(here, [Span(first, until)]):
            continue
        lent = [(loan.team, loan.row) for loan in loans if loan.first <= first < end(loan.until)]
        own = [(piece.row.team, piece.row) for piece in pieces if piece.first <= first < end(piece.until)]
        said = [(team, row) for team, row in (lent or own) if team]
        names = {team for team, _ in said}
        if len(names) == 1:
            team = names.pop()
            last = found[-1] if found else None
            if last is not None and last[0] == team and last[1].until == first:
                found[-1] = (team, Span(last[1].first, None if until == FAR else until))
            else:
                found.append((team, Span(first, None if until == FAR else until)))
        elif names:
            for _, row in said:
                disputed.setdefault(row.place, (first, ", ".join(sorted(names))))
    notes += [Note(*place, OVERLAP, f"from {first} on two rows put this person into different teams ({names}); "
                                    "on those days they are in none") for place, (first, names) in disputed.items()]
    return found


def outside(pieces: Sequence[Piece], loans: Sequence[Loan]) -> list[Note]:
    """Loans of days on which the person was not here."""
    here = [Span(piece.first, piece.until) for piece in pieces]
    return [Note(*loan.row.place, "loan-outside",
                 f"the loan to {loan.team} from {loan.first} lies outside the person's own time here; "
                 "only the days within it count")
            for loan in loans
            if not loan.row.seen and common(here, [Span(loan.first, loan.until)]) != united([_loan_days(loan, here)])]


def _loan_days(loan: Loan, here: list[Span]) -> Span:
    """The days of a loan; one without an end lasts as long as the person stays."""
    if loan.until is not None:
        return Span(loan.first, loan.until)
    last = max((end(span.until) for span in here if span.first <= loan.first < end(span.until)), default=FAR)
    return Span(loan.first, None if last == FAR else last)


def employments(pieces: Sequence[Piece]) -> list[Employment]:
    """Each time somebody was with the company: spells that touch are one, a gap or a later joining day begins another.

    Of the joining days told of one time the last told counts.
    """
    runs: list[list[Piece]] = []
    joined: list[date | None] = []
    for piece in sorted(pieces, key=lambda p: (p.first, end(p.until))):
        own = piece.row.joined
        if runs:
            until = max(end(other.until) for other in runs[-1])
            again = own is not None and joined[-1] is not None and own != joined[-1] and own > runs[-1][0].first
            same = own is not None and own == joined[-1]
            if (piece.first <= until or same) and not again:
                runs[-1].append(piece)
                joined[-1] = own or joined[-1]
                continue
            if again and own is not None:  # the last time must have ended by then
                day = min(own, piece.first) if min(own, piece.first) > runs[-1][-1].first else piece.first
                runs[-1] = [p._replace(until=min(end(p.until), day)) for p in runs[-1]]
        runs.append([piece])
        joined.append(own)
    found = []
    for run, told in zip(runs, joined, strict=True):
        last = max(run, key=lambda p: (end(p.until), p.first))
        until = end(last.until)
        hired = told or (run[0].first if run[0].known else None)
        row = _summed_up(run, last)
        found.append(Employment(hired, None if until == FAR else until, row, run[0].row))
    return found


def _summed_up(run: Sequence[Piece], last: Piece) -> Row:
    """The last row, with what only earlier ones tell of the same time."""
    row = last.row
    for piece in reversed(run):
        row = row._replace(role=row.role or piece.row.role, site=row.site or piece.row.site,
                           full_time=piece.row.full_time if row.full_time is None else row.full_time)
    return row._replace(leaving=row.leaving if last.until is not None else None)


def skills(pieces: Sequence[Piece]) -> list[tuple[str, Span, Row]]:
    """Each skill with the days on which it was told of."""
    spans: dict[str, list[tuple[Span, Row]]] = {}
    for piece in pieces:
        for row in piece.rows:
            for skill in row.skills:
                spans.setdefault(skill, []).append((Span(piece.first, piece.until), row))
    found = []
    for skill, told in spans.items():
        for span in united([span for span, _ in told]):
            row = min((row for own, row in told if own.first == span.first), key=lambda row: row.place)
            found.append((skill, span, row))
    return found
