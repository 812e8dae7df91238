"""This file is about people.yaml and staff lists speaking of the same people: what a person typed holds, and is told.

An agent of people.yaml keeps the teams and names typed there. What a staff list says of somebody of that name, or of
one of their further names, is added where people.yaml says nothing of the kind; where the two differ, people.yaml holds
and the difference is told. Of several staff lists the one that stands first in centre.yaml holds. Somebody who is gone
from people.yaml is known from the staff list from the first day it tells of; what was before stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fourscore.terms import Issue, said
from fourscore.warehouse import Colleague

FAR = date.max


class Stay(NamedTuple):
    """In `team` on the local days [first_day, until_day); open where there is none."""

    team: str
    first_day: date
    until_day: date | None


class Lent(NamedTuple):
    """A log-in others had too: somebody's on the local days [first_day, until_day)."""

    login: str
    first_day: date | None
    until_day: date | None

    @property
    def stands_for(self) -> str:
        """What the log-in is called while it is theirs: a further name like any other."""
        return f"{self.login} from {self.first_day}" if self.first_day else f"{self.login} at first"


@dataclass
class Somebody:
    """One person. said: where their teams are told, as a reader finds it; gone: they are no longer in people.yaml."""

    name: str
    names: list[str] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    until_day: date | None = None
    lent: list[Lent] = field(default_factory=list)
    said: str = ""
    gone: bool = False

    @property
    def every_name(self) -> tuple[str, ...]:
        return (self.name, *self.names, *(one.stands_for for one in self.lent))


def together(
    typed: Iterable[Somebody], colleagues: Sequence[Colleague], order: Sequence[str]
) -> tuple[list[Somebody], list[Issue]]:
    """Everybody, and where people.yaml and staff lists, or two of these, contradict each other.

    typed: as in people.yaml. order: the sources as they stand in centre.yaml.
    """
    people = list(typed)
    owner: dict[str, Somebody] = {}
    for one in people:
        owner |= dict.fromkeys((one.name, *one.names), one)
    issues: list[Issue] = []
    rank = {name: place for place, name in enumerate(order)}
    for colleague in sorted(colleagues, key=lambda c: (rank.get(c.source, len(rank)), c.source, c.name)):
        known = owner.get(colleague.name)
        one = known or Somebody(colleague.name, said=f"source {colleague.source}")
        if known is None:
            people.append(one)
            owner[one.name] = one
            one.stays = [Stay(*stay) for stay in colleague.stays]
        else:
            _also_told(one, colleague, issues)
        _names_too(one, colleague, owner, issues)
    return people, issues


def _names_too(one: Somebody, colleague: Colleague, owner: dict[str, Somebody], issues: list[Issue]) -> None:
    """Further names go to whom they are told of, unless people.yaml or an earlier list has them already."""
    for name, first, until in colleague.names:
        has = owner.get(name)
        if has is not None and (has is not one or first is not None or until is not None):
            who = "theirs for good" if has is one else f"{has.name}'s"
            issues.append(Issue(
                "roster-contradicts", has.said,
                said("{name} is {who} here, and {name2}'s{days} in the source {source}.",
                     name=repr(name), who=who, name2=colleague.name, days=_days(first, until),
                     source=colleague.source),
                said("The first holds. Correct one of the two; if both are one person, write the other name under "
                     "`names`.")))
        elif first is None and until is None:
            if has is None:
                owner[name] = one
                one.names.append(name)
        else:
            one.lent.append(Lent(name, first, until))


def _also_told(one: Somebody, colleague: Colleague, issues: list[Issue]) -> None:
    """Teams of somebody who is known already."""
    told = [Stay(*stay) for stay in colleague.stays]
    if not told:
        return
    if one.gone:
        begins = min(stay.first_day for stay in told)
        kept = [stay._replace(until_day=min(stay.until_day or FAR, begins)) for stay in one.stays
                if stay.first_day < begins]
        one.stays, one.gone, one.until_day = [*kept, *told], False, None
        one.said = f"source {colleague.source}"
    elif not one.stays and one.until_day is None:
        one.stays, one.said = told, f"source {colleague.source}"
    elif (differs := _first_difference(one.stays, told)) is not None:
        day, here, there = differs
        issues.append(Issue(
            "roster-contradicts", one.said,
            said("{name} is in {here} on {day} here, and in {there} in the source {source}.",
                 name=one.name, here=here or "no team", day=day, there=there or "no team",
                 source=colleague.source),
            said("The first holds. Correct one of the two, or take the person's teams out of people.yaml.")))


def _first_difference(typed: list[Stay], told: list[Stay]) -> tuple[date, str, str] | None:
    """The first day, of those from the list's first on, for which the two name different teams."""
    begins = min(stay.first_day for stay in told)
    marks = {day for stay in (*typed, *told) for day in (stay.first_day, stay.until_day) if day and day >= begins}
    for day in sorted(marks | {begins}):
        here, there = _team_on(typed, day), _team_on(told, day)
        if here != there:
            return day, here, there
    return None


def _team_on(stays: list[Stay], day: date) -> str:
    return next((s.team for s in stays if s.first_day <= day < (s.until_day or FAR)), "")


def _days(first: date | None, until: date | None) -> str:
    return (f" from {first}" if first else "") + (f" until {until}" if until else "")
