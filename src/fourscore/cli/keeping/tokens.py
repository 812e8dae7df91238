"""This file is about `token add`, `token list` and `token revoke`: who may push events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["token of", "source", "made", "revoked"]


def token_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import add_token

    known_format(args["format"], FORMATS)
    if args["do"] == "add":
        token = add_token(centre, args["name"], args["source"])
        if args["format"] == "json":
            show.as_json({"name": args["name"], "token": token}, streams)
        else:
            streams.out.write(f"{token}\n")
            streams.err.write("This is the only time it is shown: keep it where secrets are kept. It is sent as\n"
                              "    Authorization: Bearer TOKEN\n")
    elif args["do"] == "revoke":
        centre.office.revoke_token(args["name"], now=centre.now())
        streams.out.write(f"The token of {args['name']} lets nobody in any more.\n")
    else:
        _list(centre, args["format"], streams)
    return 0


def _list(centre: Centre, how: str, streams: Streams) -> None:
    tokens, zone = centre.office.tokens(), centre.settings.zone
    if how == "json":
        show.as_json([token._asdict() for token in tokens], streams)
        return
    rows = [[token.name, token.source, f"{token.made_at.astimezone(zone):%Y-%m-%d %H:%M}",
             f"{token.revoked_at.astimezone(zone):%Y-%m-%d %H:%M}" if token.revoked_at else "–"] for token in tokens]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("There is no token yet; make one with: fourscore token add CENTRE NAME --source SOURCE\n")
