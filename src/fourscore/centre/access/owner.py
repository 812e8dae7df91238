"""This file is about the first who signs in: a centre's owner, by a link that is shown once, on the machine itself.

An owner is whoever people.yaml names as senior manager or call centre manager, so that nobody gets in by it who would
not see the whole centre anyway. There is no password anybody else knows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import MANAGER, SENIOR
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Account

OWNERS = (SENIOR, MANAGER)
OWNED_FOR = timedelta(hours=8)


class OwnerLink(NamedTuple):
    """A key that is shown this once, by whom it is to be used, and until when it holds (by the centre's clock)."""

    key: str
    login: str
    person: str
    until: datetime


def can_come_in(centre: Centre) -> bool:
    """Whether anybody can sign in: by an account, by a link that still holds, or by an OpenID provider."""
    from fourscore.office import accounts

    ways = centre.settings.sign_in
    if ways.provider is not None:
        return True
    return bool(_living(centre)) or bool(accounts.open_invitations(centre.office, centre.now()))


def first_owner(centre: Centre, *, by: str) -> OwnerLink | None:
    """The first owner's link where nobody can come in yet, and people.yaml names one person for it; else none."""
    if can_come_in(centre):
        return None
    for role in OWNERS:
        if len(holders := centre.settings.people.holders(role, _today(centre))) == 1:
            return owner(centre, holders[0], by=by)
    raise WrongUse(Issue("no-account-yet", "people.yaml",
                         said("There is no account, and it is not plain who the first should be for: people.yaml "
                              "names no senior manager or call centre manager, or several."),
                         said("Make the first owner's link by name: fourscore account owner CENTRE 'Mara Quinn'")))


def owner(centre: Centre, person: str, login: str = "", *, by: str) -> OwnerLink:
    """A link by which an owner chooses a password, where no owner can sign in any more.

    Raises WrongUse `not-an-owner`; Trouble `passwords-off`, `owner-there`, `bad-login`, `account-of-another`.
    """
    from fourscore.office import accounts

    if not centre.settings.sign_in.passwords:
        raise Trouble(Issue("passwords-off", "centre.yaml",
                            said("Signing in by password is switched off, so that a link to choose one would lead "
                                 "nowhere."),
                            said("Let passwords be true under sign_in, serve again, then make the link.")))
    people, today = centre.settings.people, _today(centre)
    known = sorted({name for role in OWNERS for name in people.holders(role, today)})
    if person not in known:
        raise WrongUse(Issue("not-an-owner", repr(person),
                             said("{person} is neither senior manager nor call centre manager today.", person=person),
                             did_you_mean(person, known)
                             or said("Add to the roles of people.yaml:  - {{name: {person}, role: {senior}}}",
                                     person=person, senior=SENIOR)))
    there = [one for one in _living(centre) if one.person in known]
    if there:
        raise Trouble(Issue("owner-there", there[0].login,
                            said("{person} can sign in, as {login}.", person=there[0].person, login=there[0].login),
                            said("Let them invite others: fourscore account invite. Where they cannot sign in either, "
                                 "withdraw that account first: fourscore account withdraw")))
    login, now = login or ".".join(person.casefold().split()), centre.now()
    key = accounts.invite(centre.office, login, person, by=by, now=now, held=OWNED_FOR)
    return OwnerLink(key, login, person, centre.calendar.local(now + OWNED_FOR))


def _living(centre: Centre) -> list[Account]:
    """The accounts that let somebody in by a password now."""
    from fourscore.office import accounts

    now, passwords = centre.now(), centre.settings.sign_in.passwords
    return [one for one in accounts.accounts(centre.office) if one.own and passwords and one.withdrawn_at is None
            and (one.ends_at is None or one.ends_at > now)]


def _today(centre: Centre) -> date:
    return centre.calendar.local(centre.now()).date()
