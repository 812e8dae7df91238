"""This file is about whom an OpenID provider's word lets in: people known here, and members of its groups.

Nothing is kept of anybody else. The account is found by the provider's own name for the person (which never changes),
else by the claim that names the person: as an account or an invitation signs in, or as people.yaml or a staff list call
them. What groups give is what the provider told at the last sign-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Held
    from fourscore.settings import Grant, Provider

LONGEST = 200  # signs of a claim that names a person


class Admitted(NamedTuple):
    """An account by which somebody may be signed in."""

    account: int
    person: str


def admitted(centre: Centre, provider: Provider, claims: Mapping[str, Any]) -> Admitted:
    """The account of the person those claims are about, made where a known person comes in for the first time.

    Raises Trouble `unknown-here`, `no-name-told`.
    """
    from fourscore.office import vouched

    subject, given = f"{provider.issuer} {claims['sub']}", _grants(provider, claims)
    there = _found(centre, provider, claims, subject, given)
    if vouched.grant(centre.office, there.account, [pair for one in given for pair in _pairs(one)], now=centre.now()):
        centre.anew()
    if not given and not _known(centre, there.person):
        vouched.shut_out(centre.office, there.account, now=centre.now())
        raise _unknown(provider, there.person)
    return Admitted(there.account, there.person)


def _found(
    centre: Centre, provider: Provider, claims: Mapping[str, Any], subject: str, given: tuple[Grant, ...],
) -> Held:
    """The account, by the provider's own name for the person, or by the name the claim gives."""
    from fourscore.centre.access.entrance import end_of
    from fourscore.office import Held, accounts, vouched

    office, now = centre.office, centre.now()
    if (there := vouched.of_subject(office, subject, now=now)) is not None:
        return there
    login = _named(provider, claims)
    there = vouched.of_login(office, login, now=now)
    if there is not None and there.subject is not None:
        raise _unknown(provider, login)  # the provider gave the name to somebody else meanwhile
    person = there.person if there is not None else next(
        (invited for name, invited in accounts.open_invitations(office, now) if name == login), "")
    person = person or _called(centre, login) or (login if given else "")
    ends = end_of(centre, person) if person else None
    if not person or (ends is not None and ends <= now):
        raise _unknown(provider, login)
    number = vouched.expected(office, login, person, by=f"signing in by {provider.name}", now=now, subject=subject,
                              ends=ends)
    return Held(number, person, subject)


def _named(provider: Provider, claims: Mapping[str, Any]) -> str:
    """How the claim names the person. An e-mail address counts only where the provider saw that it is theirs."""
    from fourscore.office import accounts

    told = claims.get(provider.person)
    if not isinstance(told, str) or not told.strip() or len(told) > LONGEST or not told.isprintable():
        raise Trouble(Issue("no-name-told", provider.name,
                            said("{name} does not tell who you are: there is no {person} in what it says.",
                                 name=provider.name, person=provider.person),
                            said("Tell whoever looks after this centre.")))
    if provider.person == "email" and claims.get("email_verified") not in (True, "true"):
        raise Trouble(Issue("no-name-told", provider.name,
                            said("{name} has not verified your e-mail address.", name=provider.name),
                            said("Have it verified there, then sign in again.")))
    return accounts.plain(told, strict=False)


def _grants(provider: Provider, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
    """What the person's groups give."""
    said = claims.get(provider.groups)
    groups = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    return tuple(one for group in dict.fromkeys(name for name in groups if isinstance(name, str))
                 for one in provider.grants.get(group, ()))


def _pairs(one: Grant) -> list[tuple[str, str]]:
    return [(one.role, team) for team in one.teams] or [(one.role, "")]


def _called(centre: Centre, login: str) -> str:
    """The one person of people.yaml or a staff list who goes by that name; nobody where it is not plain who."""
    from fourscore.centre.access.entrance import people_known

    further = {name: agent.name for agent in centre.settings.people.agents for name in agent.names}
    found = {person for name, person in [*further.items(), *((one, one) for one in people_known(centre))]
             if name.strip().casefold() == login}
    return found.pop() if len(found) == 1 else ""


def _known(centre: Centre, person: str) -> bool:
    from fourscore.centre.access.entrance import people_known

    return person in people_known(centre)


def _unknown(provider: Provider, login: str) -> Trouble:
    return Trouble(Issue("unknown-here", login,
                         said("{name} knows you as {login}; this centre does not. Nothing was kept of you.",
                              name=provider.name, login=login),
                         said("Ask {ask} to be let in.", ask=provider.ask or said("whoever looks after this centre"))))
