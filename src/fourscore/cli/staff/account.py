"""This file is about `account invite`, `account list` and `account withdraw`: who may sign in to the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["signs in as", "person", "roles today", "since", "until", "withdrawn"]
WHO = "fourscore account"


def account_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import invite, withdraw_account

    known_format(args["format"], FORMATS)
    if args["do"] == "invite":
        key, until = invite(centre, args["login"], args["person"], by=WHO)
        link = f"{args['at'].rstrip('/')}/invitation/{key}"
        if args["format"] == "json":
            show.as_json({"login": args["login"], "person": args["person"], "link": link}, streams)
        else:
            streams.out.write(f"{link}\n")
            streams.err.write(f"Give it to {args['person']} alone. It is shown this once, can be used once, and holds "
                              f"until {until:%Y-%m-%d %H:%M}.\n")
    elif args["do"] == "withdraw":
        withdraw_account(centre, args["login"], by=WHO)
        streams.out.write(f"{args['login']} lets nobody in any more.\n")
    else:
        _list(centre, args["format"], streams)
    return 0


def _list(centre: Centre, how: str, streams: Streams) -> None:
    from fourscore.centre import accounts_of

    held, zone = accounts_of(centre), centre.settings.zone
    if how == "json":
        show.as_json([{"login": one.login, "person": one.person, "roles": list(roles), "made_at": one.made_at,
                       "ends_at": one.ends_at, "withdrawn_at": one.withdrawn_at} for one, roles in held], streams)
        return
    rows = [[one.login, one.person, ", ".join(roles) or "–", _day(one.made_at, zone), _day(one.ends_at, zone),
             _day(one.withdrawn_at, zone)] for one, roles in held]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("There is no account yet, so that nobody is asked to sign in. Invite somebody with:\n"
                          "    fourscore account invite CENTRE ada@example.org 'Ada King'\n")


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "–"
