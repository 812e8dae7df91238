"""This file is about who asks: whoever is signed in where a page is asked for, else this computer as acting_as says.

What the person may see follows from the roles people.yaml gives them today, from the teams they lead and the names
they go by themselves. A guest, and somebody signed in without a role who is no agent, sees what an outside adviser
sees of people: no names, and no figure of a single person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import LEADER, ROLES, RoleScope
from fourscore.terms import kept, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

AGENT = "Agent"


class Reader(NamedTuple):
    """Who reads. person: the name signed in by; none on this computer itself. guest: known by the account alone,
    whatever people.yaml says of that name. reads: where a token stands for the person, the pages it is for.
    """

    person: str | None = None
    guest: bool = False
    reads: frozenset[str] | None = None

    @property
    def only_reads(self) -> bool:
        """Whether a token stands for the person that changes nothing."""
        return self.reads is not None and not any(one.startswith("write:") for one in self.reads)


NOBODY = Reader()
_READER: ContextVar[Reader] = ContextVar("who reads", default=NOBODY)


class Asker(NamedTuple):
    """Who asks. said: the role or name acted as. own: the names an agent who asks goes by. leads: the teams a named
    leader leads; None where only the role is known, which then stands for every leader. signed: signed in by name.
    teams: an agent's today. scopes: what each role is limited to, where people.yaml says so.
    """

    said: str
    roles: tuple[str, ...]
    own: tuple[str, ...] = ()
    leads: tuple[str, ...] | None = None
    signed: bool = False
    teams: tuple[str, ...] = ()
    scopes: tuple[tuple[str, RoleScope], ...] = ()

    @property
    def where(self) -> str:
        """Where it stands what who asks may see."""
        return said("Your roles stand in people.yaml.") if self.signed else said("Who asks is acting_as of "
                                                                                 "centre.yaml.")


@contextmanager
def asked_by(who: Reader | str | None) -> Iterator[None]:
    """Everything asked within, on this thread and in this task, is asked by that reader, or the person of that name,
    who signed in; by this computer itself where it is nobody."""
    before = _READER.set(who if isinstance(who, Reader) else Reader(who))
    try:
        yield
    finally:
        _READER.reset(before)


def reader() -> Reader:
    """Who reads now."""
    return _READER.get()


def signed_in() -> str | None:
    """The person who asks, where somebody is signed in."""
    return _READER.get().person


def verified(who: str) -> bool:
    """Whether that person gives their word themselves: signed in by that name, and neither a guest nor a program."""
    return _READER.get() == Reader(who)


def granted(centre: Centre, person: str) -> Sequence[tuple[str, str]]:
    """The roles, each with the team it leads or none, that an OpenID provider's groups gave at the last sign-in."""
    from fourscore.office import vouched

    return vouched.granted_to(centre.office, person, now=centre.now()) if centre.settings.sign_in.provider else ()


def asker_of(centre: Centre) -> Asker:
    """Who asks now."""
    settings, (person, guest, _) = centre.settings, reader()
    name = settings.acting_as if person is None else person
    if person is None and name in ROLES:
        return Asker(said("the {role}", role=kept(name)), (name,))
    if guest:
        return Asker(name, (), signed=True)
    people, today = settings.people, settings.calendar.local(centre.now()).date()
    given = granted(centre, name) if person is not None else ()
    held = people.roles_of(name, today)
    roles = tuple(role for role in ROLES if role in held or any(role == one for one, _ in given))
    own = tuple(centre.office.names_of(name)) if AGENT in roles else ()
    scopes = tuple((role, scope) for role in roles for scope in people.scopes_of(name, role, today))
    leads = tuple(dict.fromkeys([
        *(team.name for team in people.teams if team.leader == name),
        *(team for role, team in given if role == LEADER and team),
        *(team for role, scope in scopes if role == LEADER for team in scope.teams or ())]))
    stays = [stay for stay in centre.office.roster() if stay.agent in own] if own else []
    teams = tuple(stay.team for stay in stays
                  if stay.first_day <= today and (stay.until_day is None or today < stay.until_day))
    return Asker(name, roles, own, leads if LEADER in roles else None, person is not None, teams, scopes)
