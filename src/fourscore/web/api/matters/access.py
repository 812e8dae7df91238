"""This file is about who may what through the API: yourself, accounts, tokens, links to walls, what is on record."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from fourscore.centre import (
    WRITES,
    Asked,
    accounts_of,
    add_read_token,
    add_wall_link,
    add_write_token,
    audited,
    invite,
    invite_guest,
    language_of,
    read_tokens,
    reader,
    revoke_read_token,
    revoke_wall_link,
    signed_in,
    wall_links,
    withdraw_account,
)
from fourscore.terms import Issue, WrongUse
from fourscore.web.api.desk import Desk
from fourscore.web.api.pages import After, Limit, begun, following
from fourscore.web.api.shapes.access import (
    AccountShape,
    ChooseLanguage,
    Invitation,
    Invite,
    MakeToken,
    MakeWallLink,
    Me,
    NewToken,
    NewWallLink,
    RecordShape,
    SignInShape,
    TokenShape,
    WallLinkShape,
)
from fourscore.web.api.shapes.words import Done, Every, Page
from fourscore.web.languages.tongues import LANGUAGES
from fourscore.web.signin.place import browser_word


class Access:
    """Who may what."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /me", self.me, opens="account", returns=Me)
        desk.offer("PUT /me/language", self.choose_language, opens="account", returns=Done, writes="access")
        desk.offer("GET /me/sign-ins", self.sign_ins, opens="account", returns=Every[SignInShape])
        desk.offer("DELETE /me/sign-ins", self.leave_everywhere, opens="account", returns=Done, writes="access")
        desk.offer("GET /me/tokens", self.list_tokens, opens="account", returns=Every[TokenShape])
        desk.offer("POST /me/tokens", self.make_token, opens="tokens", returns=NewToken, writes="access", status=201,
                   once=True)
        desk.offer("DELETE /me/tokens/{name}", self.revoke_token, opens="account", returns=Done, writes="access")
        desk.offer("GET /accounts", self.list_accounts, opens="strategy", returns=Every[AccountShape])
        desk.offer("POST /accounts", self.invite, opens="strategy", returns=Invitation, writes="access", status=201,
                   once=True)
        desk.offer("DELETE /accounts/{login}", self.withdraw_account, opens="strategy", returns=Done, writes="access")
        desk.offer("GET /wall-links", self.list_wall_links, opens="strategy", returns=Every[WallLinkShape])
        desk.offer("POST /wall-links", self.make_wall_link, opens="strategy", returns=NewWallLink, writes="access",
                   status=201, once=True)
        desk.offer("DELETE /wall-links/{name}", self.revoke_wall_link, opens="strategy", returns=Done, writes="access")
        desk.offer("GET /audit", self.audit, opens="audit", returns=Page[RecordShape])

    # -- yourself ----------------------------------------------------------------------------------------------------

    def me(self) -> Me:
        """Who you are here, and what is there for you."""
        rights, there = self.rooms.frame.rights, reader()
        return Me(person=there.person, guest=there.guest, roles=rights.asker.roles, leads=rights.asker.leads or (),
                  opens=sorted(rights.pages), scopes=None if there.reads is None else sorted(there.reads),
                  language=language_of(self.centre, there.person) if there.person else "")

    def choose_language(self, request: Request, body: ChooseLanguage) -> Done:
        """Choose the language in which pages and mails speak to you."""
        found = next((one for one in LANGUAGES if one.code == body.language), None)
        if found is None:
            raise WrongUse(Issue("unknown-language", repr(body.language), "The pages do not speak this language.",
                                 f"There are: {', '.join(one.code for one in LANGUAGES)}."))
        self.rooms.entrance.speak(_account(request)[0], found.code)
        return Done(done=f"Pages and mails speak {found.name} to you.")

    def sign_ins(self, request: Request) -> Every[SignInShape]:
        """Where you are signed in."""
        return Every[SignInShape](rows=[
            SignInShape(browser=browser_word(one.browser), made_at=one.made_at, seen_at=one.seen_at)
            for one in self.rooms.entrance.places(_account(request)[0])])

    def leave_everywhere(self, request: Request) -> Done:
        """Sign out wherever you are signed in."""
        self.rooms.entrance.leave_everywhere(_account(request)[0])
        return Done(done="You are signed out everywhere.")

    def list_tokens(self, request: Request) -> Every[TokenShape]:
        """Your tokens, by their names."""
        return Every[TokenShape](rows=[TokenShape.model_validate({**one._asdict(), "scopes": list(one.reads)})
                                       for one in read_tokens(self.centre, _account(request)[0])])

    def make_token(self, request: Request, body: MakeToken) -> NewToken:
        """Make a token of your own; it is told this once. No token makes another."""
        _, login = _account(request)
        if bool(body.reads) == bool(body.writes):
            raise WrongUse(Issue("unknown-page", "the token", "It is not said what the token may do.",
                                 "Name pages under reads, or what it may change under writes."))
        by = signed_in() or ""
        token = add_write_token(self.centre, login, body.name, [one.removeprefix(WRITES) for one in body.writes],
                                body.until, by=by) if body.writes else \
            add_read_token(self.centre, login, body.name, list(body.reads), body.until, by=by)
        return NewToken(name=body.name, token=token)

    def revoke_token(self, request: Request, name: str) -> Done:
        """Let a token of your own do nothing any more."""
        revoke_read_token(self.centre, name, by=signed_in() or "", account=_account(request)[0])
        return Done(done=f"The token {name} lets nobody in any more.")

    # -- others ------------------------------------------------------------------------------------------------------

    def list_accounts(self) -> Every[AccountShape]:
        """Every account there ever was, with the roles of its person today."""
        return Every[AccountShape](rows=[AccountShape.model_validate({**one._asdict(), "roles": list(roles)})
                                         for one, roles in accounts_of(self.centre)])

    def invite(self, body: Invite) -> Invitation:
        """Invite a person of people.yaml, or a guest until a day."""
        if bool(body.person) == bool(body.guest):
            raise WrongUse(Issue("one-person", "the invitation", "It is not said who is invited, or two are.",
                                 "Name a person, or a guest with the day their account ends."))
        by = signed_in() or "the API"
        made = invite_guest(self.centre, body.login, body.guest, body.until, by=by) if body.guest else \
            invite(self.centre, body.login, body.person, by=by)
        return Invitation(login=body.login, person=body.person or body.guest, until=made.until,
                          path=f"/invitation/{made.key}" if made.key else "")

    def withdraw_account(self, login: str) -> Done:
        """Let an account let nobody in any more."""
        withdraw_account(self.centre, login, by=signed_in() or "the API")
        return Done(done=f"{login} lets nobody in any more.")

    def list_wall_links(self) -> Every[WallLinkShape]:
        """Every link to a wall."""
        return Every[WallLinkShape](rows=[WallLinkShape.model_validate(one._asdict())
                                          for one in wall_links(self.centre)])

    def make_wall_link(self, body: MakeWallLink) -> NewWallLink:
        """Make a link by which a screen shows a wall and nothing else; told this once."""
        made = add_wall_link(self.centre, body.name, body.scope, body.days)
        return NewWallLink(name=body.name, path=f"/wall/{made.key}", until=made.until)

    def revoke_wall_link(self, name: str) -> Done:
        """Let a link to a wall show nothing any more."""
        revoke_wall_link(self.centre, name)
        return Done(done=f"The link of {name} shows nothing any more.")

    def audit(self, who: Annotated[str, Query(max_length=200, examples=["Zoe Ray"])] = "",
              about: Annotated[str, Query(max_length=200, examples=["Ada Bell"])] = "",
              thing: Annotated[str, Query(max_length=60, examples=["figures"])] = "",
              during: Annotated[str, Query(max_length=60, examples=["2026-W11"])] = "",
              cursor: After = "", limit: Limit = 100) -> Page[RecordShape]:
        """What is on record, the latest first, as far as it is for you."""
        asked = (who, about, thing, during)
        at = begun(cursor, *asked)
        told = audited(self.centre, Asked(who, about, thing, self.centre.calendar.period(during) if during else None),
                       limit=limit, offset=at)
        return Page[RecordShape](rows=[RecordShape.model_validate(one._asdict()) for one in told.entries],
                                 total=told.total, next=following(at + limit, told.total, *asked))


def _account(request: Request) -> tuple[int, str]:
    """The account that asks, and its sign-in name. Raises WrongUse `no-account` on this computer itself."""
    there = request.scope.get("signed_in") or request.scope.get("token")
    if there is None:
        raise WrongUse(Issue("no-account", "the request", "Nobody is signed in, so that there is no account.",
                             "Sign in, or send a token."))
    return there.account, there.login
