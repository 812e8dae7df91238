"""This file is about handing out links to a wall: for one scope, until a day, seen by a screen that signs in as nobody.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.live.board import scope_of
from fourscore.terms import Issue, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Link

NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")
USUALLY, LONGEST = 90, 366  # days a link holds
# Whoever looks through a link asks as this: nobody of people.yaml can be called so, and so sees no names.
WALL = "\x1fwall"


class Handed(NamedTuple):
    """A link's key, shown this once, and until when it holds (in the centre's zone)."""

    key: str
    until: datetime


def add_wall_link(centre: Centre, name: str, scope: str, days: int = USUALLY) -> Handed:
    """Make a link to the wall of a scope (`centre`, `queue_group:Sales`, `queue:Billing`).

    Raises WrongUse `bad-wall-link`, `bad-wall-link-days`, `unknown-wall-scope`; Trouble `wall-link-twice`.
    """
    from fourscore.office import walls

    if not NAME.fullmatch(name.strip()):
        raise WrongUse(Issue("bad-wall-link", repr(name),
                             said("A link is called by one line of at most 80 characters."),
                             said("Say where the screen hangs, such as 'Hall 2'.")))
    if not 1 <= days <= LONGEST:
        raise WrongUse(Issue("bad-wall-link-days", str(days),
                             said("A link holds from 1 to {longest} days.", longest=LONGEST),
                             said("Write for example  --days {usually}", usually=USUALLY)))
    now = centre.now()
    ends = now + timedelta(days=days)
    key = walls.make_link(centre.office, name.strip(), scope_of(centre, scope).said, ends=ends, now=now)
    return Handed(key, centre.calendar.local(ends))


def wall_links(centre: Centre) -> list[Link]:
    """Every link there ever was."""
    from fourscore.office import walls

    return walls.links(centre.office)


def revoke_wall_link(centre: Centre, name: str) -> None:
    """From now on it shows nothing. Raises Trouble `unknown-wall-link`."""
    from fourscore.office import walls

    walls.revoke_link(centre.office, name, now=centre.now())
