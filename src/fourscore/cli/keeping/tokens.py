"""This file is about `token add`, `token list` and `token revoke`: which programs may push events, or read tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["token of", "pushes to", "reads for", "what", "made", "until", "revoked"]
WHO = "fourscore token"


def token_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import READABLE, add_read_token, add_token, add_write_token, revoke_read_token

    known_format(args["format"], FORMATS)
    if args["do"] == "add":
        login = args.get("login", "")
        reads = [one.strip() for one in args["reads"].split(",")] if args.get("reads") else READABLE
        writes = [one.strip() for one in args.get("writes", "").split(",") if one.strip()]
        token = (add_token(centre, args["name"], args["source"]) if not login else
                 add_write_token(centre, login, args["name"], writes, args.get("until", ""), by=WHO) if writes else
                 add_read_token(centre, login, args["name"], reads, args.get("until", ""), by=WHO))
        if args["format"] == "json":
            show.as_json({"name": args["name"], "token": token}, streams)
        else:
            streams.out.write(f"{token}\n")
            streams.err.write("This is the only time it is shown: keep it where secrets are kept. It is sent as\n"
                              "    Authorization: Bearer TOKEN\n")
    elif args["do"] == "revoke":
        if args.get("login"):
            revoke_read_token(centre, args["name"], by=WHO, login=args["login"])
        else:
            centre.office.revoke_token(args["name"], now=centre.now())
        streams.out.write(f"The token of {args['name']} lets nobody in any more.\n")
    else:
        _list(centre, args["format"], streams)
    return 0


def _list(centre: Centre, how: str, streams: Streams) -> None:
    from fourscore.centre import read_tokens

    tokens, reading, zone = centre.office.tokens(), read_tokens(centre), centre.settings.zone
    if how == "json":
        show.as_json([*(token._asdict() for token in tokens), *(
            {"name": one.name, "login": one.login, "person": one.person, "reads": list(one.reads),
             "made_at": one.made_at, "ends_at": one.ends_at, "used_at": one.used_at, "revoked_at": one.revoked_at}
            for one in reading)], streams)
        return

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "–"

    rows = [[token.name, token.source, "–", "–", moment(token.made_at), "–", moment(token.revoked_at)]
            for token in tokens]
    rows += [[one.name, "–", one.login, " ".join(one.reads), moment(one.made_at), moment(one.ends_at),
              moment(one.revoked_at)] for one in reading]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("There is no token yet; make one with: fourscore token add CENTRE NAME --source SOURCE\n")
