"""This file is about reading the audit: to the managers all of it, to leaders what is about their people, to each what
concerns them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.rights import answers_for_people
from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Noted

# How what an entry is about is called by people.
THINGS = {
    "figures": said("a person's figures"), "about": said("all that is held"), "sign-in": said("signing in"),
    "account": said("an account"), "token": said("a token"), "month": said("a month's signature"),
    "agreement": said("the staff agreement"), "dispute": said("a dispute"), "team": said("a team"),
    "agent": said("an agent"), "membership": said("who is in which team"), "further name": said("a further name"),
    "customer": said("a customer"), "comment": said("a comment"), "incident": said("an incident"),
    "alert": said("an alert"), "subscription": said("a subscription"), "wall link": said("a link to a wall"),
    "view": said("a kept view"), "file": said("a file brought"), "groups": said("groups of the provider"),
}


class Asked(NamedTuple):
    """What of the audit is asked for; what is left empty is not asked about. days: local days."""

    who: str = ""
    about: str = ""
    thing: str = ""
    days: Days | None = None


class Told(NamedTuple):
    """The entries asked for, the latest first, how many there are in all, and of what things there are any."""

    entries: Sequence[Noted]
    total: int
    things: Sequence[str]


def audited(centre: Centre, asked: Asked, *, limit: int | None = None, offset: int = 0) -> Told:
    """What is on record, as far as it is for who asks. Raises WrongUse `not-yours`, `unknown-thing`."""
    from fourscore.office import Wanted, audit

    mine = concerned(centre)
    there = audit.things(centre.office, mine)
    if asked.thing and asked.thing not in {*there, *THINGS}:
        raise WrongUse(Issue("unknown-thing", repr(asked.thing), said("Nothing of this kind is on record."),
                             did_you_mean(asked.thing, {*there, *THINGS}) or said("There are: {names}.",
                                                                                  names=together(THINGS, ", "))))
    span = centre.calendar.interval(asked.days) if asked.days is not None else None
    wanted = Wanted(asked.who, asked.about, asked.thing, span.start if span else None, span.end if span else None)
    entries, total = audit.noted(centre.office, wanted, mine, limit=limit, offset=offset)
    return Told(entries, total, there)


def concerned(centre: Centre) -> Sequence[str] | None:
    """About whom who asks may read what is on record, themselves first; None: about everybody.

    The managers answer for people and read all of it, where their figures are not limited to some teams or queues.
    Raises WrongUse `not-yours` for whoever it holds nothing for.
    """
    rights = centre.keeper.rights()
    asker = rights.asker
    if not rights.opens("audit"):
        raise WrongUse(rights.hidden())
    if answers_for_people(asker) and rights.everything:
        return None
    today = centre.calendar.local(centre.now()).date()
    led = set(asker.leads or ())
    people = [stay.agent for stay in centre.office.roster() if stay.team in led and stay.first_day <= today
              and (stay.until_day is None or today < stay.until_day)]
    return list(dict.fromkeys([asker.said, *asker.own, *people]))
