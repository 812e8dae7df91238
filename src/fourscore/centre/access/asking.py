"""This file is about who asks: whoever is signed in where a page is asked for, else this computer as acting_as says.

What the person may see follows from the roles people.yaml gives them today, from the teams they lead and the names
they go by themselves. Somebody signed in without a role, and who is no agent, sees what an outside adviser sees of
people: no names, and no figure of a single person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import LEADER, ROLES

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

AGENT = "Agent"
_PERSON: ContextVar[str | None] = ContextVar("the person signed in", default=None)


class Asker(NamedTuple):
    """Who asks. said: the role or name acted as. own: the names an agent who asks goes by. leads: the teams a named
    leader leads; None where only the role is known, which then stands for every leader. signed: signed in by name."""

    said: str
    roles: tuple[str, ...]
    own: tuple[str, ...] = ()
    leads: tuple[str, ...] | None = None
    signed: bool = False

    @property
    def where(self) -> str:
        """Where it stands what who asks may see."""
        return "Your roles stand in people.yaml." if self.signed else "Who asks is acting_as of centre.yaml."


@contextmanager
def asked_by(person: str | None) -> Iterator[None]:
    """Everything asked within, on this thread and in this task, is asked by that person, who signed in; by this
    computer itself where it is nobody."""
    before = _PERSON.set(person)
    try:
        yield
    finally:
        _PERSON.reset(before)


def signed_in() -> str | None:
    """The person who asks, where somebody is signed in."""
    return _PERSON.get()


def asker_of(centre: Centre) -> Asker:
    """Who asks now."""
    settings, person = centre.settings, signed_in()
    said = settings.acting_as if person is None else person
    if person is None and said in ROLES:
        return Asker(f"the {said}", (said,))
    roles = settings.people.roles_of(said, settings.calendar.local(centre.now()).date())
    own = tuple(centre.office.names_of(said)) if AGENT in roles else ()
    leads = tuple(team.name for team in settings.people.teams if team.leader == said)
    return Asker(said, roles, own, leads if LEADER in roles else None, person is not None)
