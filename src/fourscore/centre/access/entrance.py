"""This file is about signing in and out of an open centre, and inviting people to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.settings import ADVISER
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.access.provider.openid import OpenId
    from fourscore.centre.centre import Centre
    from fourscore.office import Account, Link, Reading, SignedIn
    from fourscore.settings import SignIn

# Left alone for so long, or so long after signing in, a browser is asked for the password again.
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)


class Entrance:
    """The way into one open centre. Until the first account is made nobody is asked who they are, unless `always`."""

    def __init__(self, centre: Centre, *, always: bool = False) -> None:
        self.centre = centre
        self._needed: bool | None = True if always else None  # not looked at yet; accounts are made through here alone

    @property
    def known(self) -> bool | None:
        """Whether sign-in is needed, as far as is known without a question to the office."""
        return self._needed

    def needed(self) -> bool:
        """Whether pages are for people who signed in: from the first account on, even when all were withdrawn, and
        wherever an OpenID provider vouches for people."""
        from fourscore.office import accounts

        if self._needed is None:
            self._needed = self.ways.provider is not None or accounts.any_made(self.centre.office)
        return self._needed

    @property
    def ways(self) -> SignIn:
        """How people sign in."""
        return self.centre.settings.sign_in

    def provider(self) -> OpenId | None:
        """What asks the OpenID provider. Raises Trouble `oidc-not-installed`, `secret-missing`."""
        from fourscore.centre.access.provider.openid import OpenId

        if (there := self.ways.provider) is None:
            return None
        secret = self.centre.environment.get(there.secret, "") if there.secret else ""
        if there.secret and not secret:
            raise Trouble(Issue("secret-missing", "centre.yaml",
                                said("The secret shared with {name} is taken from the environment, where there is no "
                                     "{secret}.", name=there.name, secret=repr(there.secret)),
                                said("Set it for the program that serves.")))
        return OpenId(there, secret, self.centre.now)

    def vouched(self, claims: Mapping[str, Any], browser: str, *, instead: str = "", language: str = "") -> str:
        """The key of a new sign-in of the person those claims of the provider are about. Raises Trouble `unknown-here`,
        `no-name-told`."""
        from fourscore.centre.access.provider.vouching import admitted
        from fourscore.office import signing

        provider = self.ways.provider
        if provider is None:
            raise Trouble(Issue("sign-in-stale", said("the sign-in"),
                                said("Signing in by a provider was switched off meanwhile."),
                                said("Begin it again.")))
        there = admitted(self.centre, provider, claims)
        return signing.sign_in(self.centre.office, there.account, browser, now=self.centre.now(), instead=instead,
                               language=language)

    def who(self, key: str) -> SignedIn | None:
        """Who that key signs in."""
        from fourscore.office import signing

        if not key:
            return None
        return signing.signed_in(self.centre.office, key, now=self.centre.now(), idle=IDLE, longest=LONGEST)

    def wall(self, key: str) -> Link | None:
        """What a link to a wall opens; none where it holds no longer."""
        from fourscore.office import walls

        return walls.link_of(self.centre.office, key, self.centre.now()) if key else None

    def enter(
        self, login: str, password: str, browser: str, *, instead: str = "", language: str = "",
    ) -> str | None:
        """The key of a new sign-in; none where name and password do not fit, or nobody may have a password.

        instead: the key the browser had. language: the one chosen there. A password tells nothing of a provider's
        groups, so that what they gave ends.
        """
        from fourscore.office import accounts, signing, vouched

        office, now = self.centre.office, self.centre.now()
        number = accounts.prove(office, login, password, now=now) if self.ways.passwords else None
        if number is None:
            return None
        if vouched.grant(office, number, (), now=now):
            self.centre.anew()
        return signing.sign_in(office, number, browser, now=now, instead=instead, language=language)

    def speak(self, account: int, code: str) -> None:
        """That account's person is spoken to in that language, wherever they are signed in, and written to in it."""
        from fourscore.office import accounts

        accounts.speak(self.centre.office, account, code)

    def leave(self, key: str) -> None:
        """That key signs nobody in any more."""
        from fourscore.office import signing

        signing.sign_out(self.centre.office, key, now=self.centre.now())

    def lets_read(self, token: str) -> Reading | None:
        """Whose token that is, and what it may read."""
        from fourscore.office import reading

        return reading.lets_in(self.centre.office, token, now=self.centre.now())

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

    def accept(self, key: str, password: str, browser: str, *, language: str = "") -> str:
        """Give the account its password, and sign in by it. language: the one chosen in that browser.

        Raises Trouble `bad-password`, `invitation-over`, `passwords-off`.
        """
        from fourscore.office import accounts, signing

        if not self.ways.passwords:
            raise Trouble(Issue("passwords-off", "centre.yaml", said("Signing in by password is switched off here."),
                                said("Sign in by the provider.")))

        office, now = self.centre.office, self.centre.now()
        number = accounts.accept(office, key, password, now=now)
        self._needed = True
        return signing.sign_in(office, number, browser, now=now, language=language)


class Invited(NamedTuple):
    """A key that is shown this once, and until when it holds; no key where there are no passwords: then the person
    comes in by the OpenID provider, under that name."""

    key: str
    until: datetime


def invite(centre: Centre, login: str, person: str, *, by: str) -> Invited:
    """An invitation for somebody people.yaml or a staff list names. An outside adviser's account ends with
    the last day the adviser holds that role.

    Raises WrongUse `unknown-person`; Trouble `bad-login`, `account-of-another`.
    """
    from fourscore.office import accounts, vouched

    settings = centre.settings
    known = people_known(centre)
    if person not in known:
        raise WrongUse(Issue("unknown-person", repr(person),
                             said("Neither people.yaml nor a staff list names this person, so that nobody could say "
                                  "what they may see."),
                             did_you_mean(person, sorted(known)) or said("Give them a role in people.yaml.")))
    ends, now = end_of(centre, person), centre.now()
    if not settings.sign_in.passwords:
        vouched.expected(centre.office, login, person, by=by, now=now, ends=ends)
        return Invited("", centre.calendar.local(now))
    key = accounts.invite(centre.office, login, person, by=by, now=now, ends=ends)
    return Invited(key, centre.calendar.local(now + accounts.INVITED_FOR))


def invite_guest(centre: Centre, login: str, name: str, until: str, *, by: str) -> Invited:
    """An invitation for somebody who is known by the account alone: totals without names, up to the local day `until`,
    which is not included.

    Raises WrongUse `guest-is-known`, `bad-until`; Trouble `bad-login`, `account-of-another`.
    """
    from fourscore.centre.access.reading import last_day
    from fourscore.office import accounts

    known = centre.settings.people.named | set(centre.names("agent"))
    if not name.strip() or name.strip() in known:
        raise WrongUse(Issue("guest-is-known", repr(name),
                             said("A guest is somebody whom neither people.yaml nor the facts name."),
                             said("Invite a person of people.yaml without --guest; or write the guest's name in "
                                  "full.")))
    ends, now = centre.calendar.midnight(last_day(centre, until)), centre.now()
    key = accounts.invite(centre.office, login, name.strip(), by=by, now=now, ends=ends, guest=True)
    return Invited(key, centre.calendar.local(now + accounts.INVITED_FOR))


def accounts_of(centre: Centre) -> list[tuple[Account, tuple[str, ...]]]:
    """Every account there ever was, with the roles its person holds today."""
    from fourscore.office import accounts

    today = centre.calendar.local(centre.now()).date()
    return [(one, () if one.guest else centre.settings.people.roles_of(one.person, today))
            for one in accounts.accounts(centre.office)]


def withdraw_account(centre: Centre, login: str, *, by: str) -> None:
    """From now on it lets nobody in, and whoever is signed in by it no longer is. Raises Trouble `unknown-account`."""
    from fourscore.office import accounts

    accounts.withdraw(centre.office, login, by=by, now=centre.now())


def language_of(centre: Centre, person: str) -> str:
    """The code of the language that person chose for themselves; empty where they did not, or have no account."""
    from fourscore.office import accounts

    return accounts.spoken_by(centre.office, person, now=centre.now())


def people_known(centre: Centre) -> set[str]:
    """Everybody people.yaml or a staff list names."""
    people = centre.settings.people
    return ({line.name for line in people.roles} | set(centre.office.agents())
            | {team.leader for team in people.teams if team.leader})


def end_of(centre: Centre, person: str) -> datetime | None:
    """The moment an account of that person lets nobody in any more: when the last of an adviser's roles ends."""
    roles = centre.settings.people.roles_of(person, centre.calendar.local(centre.now()).date())
    if roles and set(roles) != {ADVISER}:
        return None
    untils = [held.until_day for held in centre.settings.people.roles if held.name == person and held.role == ADVISER]
    if not untils or None in untils:
        return None
    last = max(until for until in untils if until is not None)
    return centre.calendar.interval(Days(last - timedelta(days=1), last)).end
