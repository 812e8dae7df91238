"""This file is about `wall link`, `wall list` and `wall revoke`: which screens show the wall without signing in."""

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

HEADS = ["link of", "shows", "made", "until", "revoked"]


def wall_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import add_wall_link, address_of, revoke_wall_link

    known_format(args["format"], FORMATS)
    if args["do"] == "link":
        handed = add_wall_link(centre, args["name"], args["scope"], args["days"])
        link = f"{args['at'].rstrip('/') or address_of(centre)}/wall/{handed.key}"
        if args["format"] == "json":
            show.as_json({"name": args["name"], "link": link, "until": handed.until}, streams)
        else:
            streams.out.write(f"{link}\n")
            streams.err.write("This is the only time it is shown. Whoever has it sees this wall's numbers, and "
                              f"nothing else, until {handed.until:%Y-%m-%d %H:%M}.\n")
    elif args["do"] == "revoke":
        revoke_wall_link(centre, args["name"])
        streams.out.write(f"The link of {args['name']} shows nothing any more.\n")
    else:
        _list(centre, args["format"], streams)
    return 0


def _list(centre: Centre, how: str, streams: Streams) -> None:
    from fourscore.centre import wall_links

    links, zone = wall_links(centre), centre.settings.zone
    if how == "json":
        show.as_json([link._asdict() for link in links], streams)
        return
    rows = [[link.name, link.scope, _moment(link.made_at, zone), _moment(link.ends_at, zone),
             _moment(link.revoked_at, zone)] for link in links]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("There is no link to a wall yet; make one with: fourscore wall link CENTRE 'Hall 2'\n")


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "–"
