"""This file is about signing in and out of an open centre, and inviting people to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import ADVISER
from fourscore.terms import Days, Issue, WrongUse, did_you_mean

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Account, SignedIn

# Left alone for so long, or so long after signing in, a browser is asked for the password again.
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)


class Entrance:
    """The way into one open centre. Until the first account is made nobody is asked who they are."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._needed: bool | None = None  # not looked at yet; accounts are made through here alone

    @property
    def known(self) -> bool | None:
        """Whether sign-in is needed, as far as is known without a question to the office."""
        return self._needed

    def needed(self) -> bool:
        """Whether pages are for people who signed in: from the first account on, even when all were withdrawn."""
        from fourscore.office import accounts

        if self._needed is None:
            self._needed = accounts.any_made(self.centre.office)
        return self._needed

    def who(self, key: str) -> SignedIn | None:
        """Who that key signs in."""
        from fourscore.office import signing

        if not key:
            return None
        return signing.signed_in(self.centre.office, key, now=self.centre.now(), idle=IDLE, longest=LONGEST)

    def enter(self, login: str, password: str, browser: str, *, instead: str = "") -> str | None:
        """The key of a new sign-in; none where name and password do not fit. instead: the key the browser had."""
        from fourscore.office import accounts, signing

        office, now = self.centre.office, self.centre.now()
        number = accounts.prove(office, login, password, now=now)
        return None if number is None else signing.sign_in(office, number, browser, now=now, instead=instead)

    def leave(self, key: str) -> None:
        """That key signs nobody in any more."""
        from fourscore.office import signing

        signing.sign_out(self.centre.office, key, now=self.centre.now())

    def places(self, account: int) -> list[SignedIn]:
        """Where that account is signed in now."""
        from fourscore.office import signing

        return signing.sign_ins(self.centre.office, account, now=self.centre.now(), idle=IDLE, longest=LONGEST)

    def leave_everywhere(self, account: int) -> None:
        """Nobody is signed in by this account any more."""
        from fourscore.office import accounts

        with self.centre.office.writing() as session:
            accounts.end_all(session, account, self.centre.now())

    def invited(self, key: str) -> tuple[str, str] | None:
        """The name to sign in with and the person that key invites."""
        from fourscore.office import accounts

        return accounts.invited(self.centre.office, key, self.centre.now())

    def accept(self, key: str, password: str, browser: str) -> str:
        """Give the account its password, and sign in by it. Raises Trouble `bad-password`, `invitation-over`."""
        from fourscore.office import accounts, signing

        office, now = self.centre.office, self.centre.now()
        number = accounts.accept(office, key, password, now=now)
        self._needed = True
        return signing.sign_in(office, number, browser, now=now)


class Invited(NamedTuple):
    """A key that is shown this once, and until when it holds."""

    key: str
    until: datetime


def invite(centre: Centre, login: str, person: str, *, by: str) -> Invited:
    """An invitation for somebody people.yaml or a staff list names. An outside adviser's account ends with
    the last day the adviser holds that role.

    Raises WrongUse `unknown-person`; Trouble `bad-login`, `account-of-another`.
    """
    from fourscore.office import accounts

    settings, today = centre.settings, centre.calendar.local(centre.now()).date()
    known = {line.name for line in settings.people.roles} | set(centre.office.agents())
    known |= {team.leader for team in settings.people.teams if team.leader}
    if person not in known:
        raise WrongUse(Issue("unknown-person", repr(person), "Neither people.yaml nor a staff list names this person, "
                             "so that nobody could say what they may see.",
                             did_you_mean(person, sorted(known)) or "Give them a role in people.yaml."))
    roles = settings.people.roles_of(person, today)
    ends = _end(centre, person) if not roles or set(roles) == {ADVISER} else None
    now = centre.now()
    key = accounts.invite(centre.office, login, person, by=by, now=now, ends=ends)
    return Invited(key, centre.calendar.local(now + accounts.INVITED_FOR))


def accounts_of(centre: Centre) -> list[tuple[Account, tuple[str, ...]]]:
    """Every account there ever was, with the roles its person holds today."""
    from fourscore.office import accounts

    today = centre.calendar.local(centre.now()).date()
    return [(one, centre.settings.people.roles_of(one.person, today)) for one in accounts.accounts(centre.office)]


def withdraw_account(centre: Centre, login: str, *, by: str) -> None:
    """From now on it lets nobody in, and whoever is signed in by it no longer is. Raises Trouble `unknown-account`."""
    from fourscore.office import accounts

    accounts.withdraw(centre.office, login, by=by, now=centre.now())


def _end(centre: Centre, person: str) -> datetime | None:
    """The moment the last of an adviser's roles ends."""
    untils = [held.until_day for held in centre.settings.people.roles if held.name == person and held.role == ADVISER]
    if not untils or None in untils:
        return None
    last = max(until for until in untils if until is not None)
    return centre.calendar.interval(Days(last - timedelta(days=1), last)).end
