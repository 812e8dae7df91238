"""This file is about the shapes of who may what: yourself, accounts, tokens, links to walls, views, the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    Flag,
    Moment,
    MomentOrNone,
    Name,
    Names,
    Person,
    Shape,
)

Login = Annotated[str, Field(examples=["ada.bell"])]
Pages = Annotated[Sequence[str], Field(examples=[["scorecard", "explore"]])]
Scopes = Annotated[Sequence[str], Field(examples=[["scorecard", "write:review"]])]
Until = Annotated[str, Field(max_length=10, examples=["2026-12-31"], description="The first day it is over.")]


class Me(Shape):
    """Who asks, and what is there for them. person: empty on this computer itself."""

    person: Annotated[str | None, Field(examples=["Ada Bell"])]
    guest: Flag
    roles: Annotated[Sequence[str], Field(examples=[["Team leader"]])]
    leads: Names
    opens: Pages
    scopes: Annotated[Sequence[str] | None, Field(examples=[["write:review"]], description="Of the token; none where "
                                                  "no token asks.")]
    language: Annotated[str, Field(examples=["de"], description="The one you chose, in which pages and mails speak to "
                                   "you; empty where you chose none.")]


class ChooseLanguage(Body):
    """A language to be chosen."""

    language: Annotated[str, Field(max_length=10, examples=["de"], description="Its code.")]


class SignInShape(Shape):
    """Where this account is signed in."""

    browser: Annotated[str, Field(examples=["Firefox on Linux"])]
    made_at: Moment
    seen_at: Moment


class AccountShape(Shape):
    """An account."""

    login: Login
    person: Person
    roles: Annotated[Sequence[str], Field(examples=[["Team leader"]])]
    guest: Flag
    made_at: Moment
    ends_at: MomentOrNone
    withdrawn_at: MomentOrNone


class Invite(Body):
    """Who is invited: a person of people.yaml, or a guest until a day."""

    login: Annotated[str, Field(max_length=200, examples=["ada.bell"])]
    person: Annotated[str, Field(max_length=200, examples=["Ada Bell"])] = ""
    guest: Annotated[str, Field(max_length=200, examples=[""])] = ""
    until: Until = ""


class Invitation(Shape):
    """A link to choose a password; told this once. Empty where people come in by a provider."""

    login: Login
    person: Person
    path: Annotated[str, Field(examples=["/invitation/KEY"])]
    until: Moment


class TokenShape(Shape):
    """A token, by its name; what it is was shown once."""

    name: Annotated[str, Field(examples=["nightly"])]
    login: Login
    person: Person
    scopes: Scopes
    made_at: Moment
    ends_at: Moment
    used_at: MomentOrNone
    revoked_at: MomentOrNone


class MakeToken(Body):
    """A token to be made: reads names pages, writes names what it may change; one of the two."""

    name: Annotated[str, Field(max_length=80, examples=["nightly"])]
    reads: Annotated[Sequence[str], Field(max_length=20, examples=[["scorecard", "explore"]])] = ()
    writes: Annotated[Sequence[str], Field(max_length=20, examples=[[]])] = ()
    until: Until = ""


class NewToken(Shape):
    """A token; told this once."""

    name: Annotated[str, Field(examples=["nightly"])]
    token: Annotated[str, Field(examples=["fsr_…"])]


class WallLinkShape(Shape):
    """A link by which a screen shows a wall."""

    name: Annotated[str, Field(examples=["Hall 2"])]
    scope: Annotated[str, Field(examples=["queue_group:Money"])]
    made_at: Moment
    ends_at: Moment
    revoked_at: MomentOrNone


class MakeWallLink(Body):
    """A link to be made."""

    name: Annotated[str, Field(max_length=80, examples=["Hall 2"])]
    scope: Annotated[str, Field(max_length=200, examples=["queue_group:Money"])] = ""
    days: Annotated[int, Field(ge=1, le=3660, examples=[90])] = 90


class NewWallLink(Shape):
    """Where the wall is shown; told this once."""

    name: Annotated[str, Field(examples=["Hall 2"])]
    path: Annotated[str, Field(examples=["/wall/KEY"])]
    until: Moment


class RecordShape(Shape):
    """Something on record: who did what, about whom, from where; old → new."""

    number: Count
    at: Moment
    who: Person
    thing: Annotated[str, Field(examples=["figures"])]
    name: Person
    old: Annotated[str | None, Field(examples=["open"])]
    new: Annotated[str | None, Field(examples=["looked at the scorecard"])]
    origin: Annotated[str | None, Field(examples=["Firefox on Linux, 10.0.0.7"])]


class Pair(Shape):
    """One word of a question, as an address of Explore has it."""

    name: Annotated[str, Field(max_length=60, examples=["metric"])]
    value: Annotated[str, Field(max_length=1000, examples=["average_handle_time"])]


class ViewShape(Shape):
    """A saved question. moves: it moves on by that kind of period. yours: you may change it."""

    number: Count
    name: Name
    owner: Person
    yours: Flag
    question: Sequence[Pair]
    moves: Annotated[str, Field(examples=["week"])]
    roles: Annotated[Sequence[str], Field(examples=[["Team leader"]])]
    by: Person
    at: Moment


class KeepView(Body):
    """A question to be kept, and with which roles it is shared."""

    name: Annotated[str, Field(max_length=200, examples=["Handle time by queue"])]
    question: Annotated[Sequence[Pair], Field(min_length=1, max_length=100)]
    moves: Annotated[str, Field(max_length=20, examples=["week"])] = ""
    roles: Annotated[Sequence[str], Field(max_length=20, examples=[["Team leader"]])] = ()
