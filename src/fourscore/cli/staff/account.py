"""This file is about `account invite`, `owner`, `list` and `withdraw`: who may sign in to the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams
from fourscore.cli.serve import told

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["signs in as", "person", "roles today", "since", "until", "withdrawn"]
WHO = "fourscore account"


def account_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import withdraw_account

    known_format(args["format"], FORMATS)
    if args["do"] == "invite":
        _invite(centre, args, streams)
    elif args["do"] == "owner":
        _owner(centre, args, streams)
    elif args["do"] == "withdraw":
        withdraw_account(centre, args["login"], by=WHO)
        streams.out.write(f"{args['login']} lets nobody in any more.\n")
    else:
        _list(centre, args["format"], streams)
    return 0


def _invite(centre: Centre, args: Mapping[str, Any], streams: Streams) -> None:
    from fourscore.centre import invite, invite_guest
    from fourscore.terms import Issue, WrongUse

    guest, person = args.get("guest", "").strip(), args["person"]
    if bool(guest) == bool(person):
        raise WrongUse(Issue("one-person", "account invite", "It is not said who is invited, or two are.",
                             "Name a person of people.yaml, or somebody from outside with --guest and --until."))
    key, until = invite_guest(centre, args["login"], guest, args.get("until", ""), by=WHO) if guest else invite(
        centre, args["login"], person, by=WHO)
    person = person or guest
    if not key and (provider := centre.settings.sign_in.provider):
        streams.out.write(f"{person} comes in by {provider.name}, as {args['login']}.\n")
        return
    link = f"{_at(centre, args)}/invitation/{key}"
    if args["format"] == "json":
        show.as_json({"login": args["login"], "person": person, "link": link}, streams)
        return
    streams.out.write(f"{link}\n")
    streams.err.write(f"Give it to {person} alone. It is shown this once, can be used once, and holds "
                      f"until {until:%Y-%m-%d %H:%M}.\n")


def _owner(centre: Centre, args: Mapping[str, Any], streams: Streams) -> None:
    from fourscore.centre import make_owner

    made = make_owner(centre, args["person"], args["login"], by=WHO)
    if args["format"] == "json":
        show.as_json({"login": made.login, "person": made.person,
                      "link": f"{_at(centre, args)}/invitation/{made.key}"}, streams)
    else:
        told(made, _at(centre, args), streams)


def _at(centre: Centre, args: Mapping[str, Any]) -> str:
    """The address people reach the pages by."""
    from fourscore.centre import address_of

    return str(args["at"]).rstrip("/") or address_of(centre)


def _list(centre: Centre, how: str, streams: Streams) -> None:
    from fourscore.centre import accounts_of

    held, zone = accounts_of(centre), centre.settings.zone
    if how == "json":
        show.as_json([{"login": one.login, "person": one.person, "roles": list(roles), "guest": one.guest,
                       "made_at": one.made_at,
                       "ends_at": one.ends_at, "withdrawn_at": one.withdrawn_at} for one, roles in held], streams)
        return
    rows = [[one.login, one.person, "guest" if one.guest else ", ".join(roles) or "–", _day(one.made_at, zone),
             _day(one.ends_at, zone), _day(one.withdrawn_at, zone)] for one, roles in held]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("There is no account yet, so that nobody is asked to sign in. Invite somebody with:\n"
                          "    fourscore account invite CENTRE ada@example.org 'Ada King'\n")


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"
