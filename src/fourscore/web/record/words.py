"""This file is about what stands on record in the words of who reads: it is kept in English, and known again by those.

What is kept never changes, and neither do tables and programs get it in other words.
"""

from __future__ import annotations

from functools import cache

from fourscore.terms import KnownTexts, kept, said, together

# What an entry says was and is, by what it is about; only what the product itself wrote there.
ACCOUNTS = (
    said("invited as {login}"), said("invited as {login} (guest)"), said("chose a password"), said("a password"),
    said("lets in"), said("withdrawn"), said("known to the provider"), said("may come in by the provider as {login}"),
)
LOOKS = (
    said("took the scorecard away as a table"), said("looked at the scorecard"), said("looked at the strategy map"),
    said("took a report away"), said("took away the agent's page"), said("looked at the agent's page"),
    said("asked for {what} by the API"), said("took away single facts of {measure}"),
    said("took away figures of {measure}"), said("looked at single facts of {measure}"),
    said("looked at figures of {measure}"),
)
ENTRIES: dict[str, tuple[str, ...]] = {
    "account": ACCOUNTS, "figures": LOOKS, "about": (said("read all that is held"),),
    "sign-in": (said("signed in"), said("signed out")), "groups": (said("{role} of {team}"),),
    "token": (said("{name}: reads {what}"), said("for {source}"), said("revoked")),
    "wall link": (said("shows {scope}"), said("revoked")), "agreement": (said("approved as {role}"),),
    "month": (said("open"), said("closed")),
    "dispute": (said("{measure} disputed"), said("{measure} upheld"), said("{measure} corrected"),
                said("{measure} withdrawn")),
    "team": (said("site {site}"), said("led by {leader}"), said("gone from {day}"), said("there")),
    "agent": (said("called {name}"), said("leaves on {day}"), said("gone from {day}"), said("here")),
    "membership": (said("{team} from {day} until {until}"), said("{team} from {day}")),
    "customer": (said("named"), said("forgotten")), "comment": (said("written on {thing}"), said("removed")),
    "incident": (said("all queues"), said("{first} to {until} UTC"), said("{first} to now"), said("there"),
                 said("withdrawn")),
    "alert": (said("{measure} of {scope} {limit} for {seconds} s, owned by {owner}"), said("watching"), said("firing"),
              said("acknowledged: {note}"), said("acknowledged"), said("withdrawn")),
    "view": (said("{name}, shared with {roles}"), said("{name}, kept to oneself"), said("withdrawn")),
    "subscription": (said("sent to {address}"), said("withdrawn")),
    "file": (said("thrown away"), said("loaded into the source {source}")),
    "strategy.yaml": (said("saved"),),
}
# Those that are told as parts with commas between them, each of which is known by itself.
IN_PARTS = ("team", "agent", "incident", "groups")
NAMES = {
    "subscription": (said("{often} scorecard {scope}"), said("{often} scorecard"), said("{often} digest {scope}"),
                     said("{often} digest"), said("{often} review")),
    "incident": (said("incident {number}"),),
}
OFTEN = {"daily": said("daily"), "weekly": said("weekly"), "monthly": said("monthly")}
WHO = {"this computer": said("this computer")}
ORIGINS = KnownTexts((said("{browser} on {system}"), said("token {name}"), said("Unknown browser")))


@cache
def _known(thing: str) -> KnownTexts:
    return KnownTexts(ENTRIES.get(thing, ()))


@cache
def _names(thing: str) -> KnownTexts:
    return KnownTexts(NAMES.get(thing, ()))


def entry_words(thing: str, old: str | None, new: str | None) -> tuple[str, str]:
    """How it was and how it is, as people read it; what somebody wrote themselves stays as it is."""
    if thing == "comment" and old is not None:  # which is what was commented
        return old, _word(thing, new) if new == "removed" else new or ""
    return _word(thing, old), _word(thing, new)


def _word(thing: str, text: str | None) -> str:
    if not text:
        return ""
    parts = text.split(", ") if thing in IN_PARTS else [text]
    return together((_known(thing).tell(part, _value) or part for part in parts), ", ")


def name_word(thing: str, name: str) -> str:
    """About whom, or which one."""
    return _names(thing).tell(name, _value) or name


def who_word(who: str) -> str:
    return WHO.get(who, who)


def origin_word(origin: str | None) -> str:
    """From where it came."""
    return together((ORIGINS.tell(part) or part for part in (origin or "").split(", ")), ", ")


def _value(name: str, text: str) -> str:
    """What stands in an entry: as it is, but for roles, and how often."""
    if name == "often":
        return OFTEN.get(text, text)
    return kept(text) if name == "role" else text
