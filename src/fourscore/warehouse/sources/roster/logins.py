"""This file is about log-ins: who was known by which name on which days, and names that two people had at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from fourscore.warehouse.sources.roster.told import ALWAYS, Note, Piece, Row, Span, common, united, without


class Held(NamedTuple):
    """`person` (their name) goes by `login` on the days [first, until); open where there is none."""

    login: str
    person: str
    first: date | None = None
    until: date | None = None


def people_names(rows: Mapping[str, Sequence[Row]], numbers: Mapping[str, str]) -> dict[str, str]:
    """Person → the name they are shown under: the last told, with their number where two people share it."""
    last = {person: max(told, key=_when).name for person, told in rows.items()}
    many: dict[str, int] = {}
    for name in last.values():
        many[name] = many.get(name, 0) + 1
    return {person: f"{name} ({numbers[person]})" if many[name] > 1 and person in numbers else name
            for person, name in last.items()}


def _when(row: Row) -> tuple[date, date, int, int]:
    return (row.seen[1] if row.seen else row.first or ALWAYS, row.first or ALWAYS, row.file, row.line)


def held(
    pieces: Mapping[str, Sequence[Piece]], rows: Mapping[str, Sequence[Row]], shown: Mapping[str, str],
    doubtful: Mapping[str, set[str]], forms: Sequence[str], notes: list[Note],
) -> list[Held]:
    """Every name of everybody beside the one they are shown under. What only one person ever had is theirs for good.

    On days on which two people had it, it is nobody's. doubtful: log-ins of rows set aside, and whom these named: a
    log-in somebody else had on days nobody can read is its holder's on their own days only.
    """
    names = set(shown.values())
    spans: dict[str, dict[str, list[tuple[Span, Row]]]] = {}
    for person, told in pieces.items():
        for piece in told:
            for row in piece.rows:
                for login in row.logins:
                    spans.setdefault(login, {}).setdefault(person, []).append((Span(piece.first, piece.until), row))
    former: dict[str, set[str]] = {}
    for person, said in rows.items():
        for row in said:
            former.setdefault(row.name, set()).add(person)
    found = [Held(name, shown[next(iter(people))]) for name, people in former.items()
             if len(people) == 1 and name not in names]
    names |= set(former)
    for login, people in spans.items():
        for form in forms:
            name = form.replace("{}", login)
            if name in names:
                notes += [Note(*row.place, "login-of-two", f"the log-in {name} is the name of somebody else as well; "
                                                           "it is nobody's log-in")
                          for person, told in people.items() if shown[person] != name for _, row in told]
            else:
                alone = not doubtful.get(login, set()) - {row.name for told in people.values() for _, row in told}
                found += _handed(name, people, shown, notes, alone=alone)
    return list(dict.fromkeys(found))


def _handed(
    name: str, people: Mapping[str, list[tuple[Span, Row]]], shown: Mapping[str, str], notes: list[Note], *, alone: bool
) -> list[Held]:
    """Who had a log-in, and when, if it was handed on."""
    if len(people) == 1 and alone:
        return [Held(name, shown[person]) for person in people]
    own = {person: united([span for span, _ in told]) for person, told in people.items()}
    twice: dict[str, list[Span]] = {person: [] for person in own}
    for person, spans in own.items():
        for other, theirs in own.items():
            if other != person:
                twice[person] += common(spans, theirs)
    for person, told in people.items():
        notes += [Note(*row.place, "login-of-two",
                       f"the log-in {name} is that of two people at once from {both[0].first} on; "
                       "on those days it is nobody's")
                  for span, row in told if (both := common([span], twice[person]))]
    return [Held(name, shown[person], None if span.first == ALWAYS else span.first, span.until)
            for person, spans in own.items() for span in without(spans, twice[person])]
