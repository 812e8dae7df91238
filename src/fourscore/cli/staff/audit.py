"""This file is about `audit`: what is on record, read on a terminal or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["when", "who", "what of", "about", "was", "is", "from where"]


def audit_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """What is on record, the latest first, as far as it is for who asks here."""
    from fourscore.centre import Asked, audited

    known_format(args["format"], FORMATS)
    days = centre.calendar.period(args["during"]) if args["during"] else None
    told = audited(centre, Asked(args["who"], args["about"], args["thing"], days), limit=args["limit"] or None)
    if args["format"] == "json":
        show.as_json([one._asdict() for one in told.entries], streams)
        return 0
    zone = centre.settings.zone
    rows = [[f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", one.who, one.thing, one.name, one.old or "–",
             one.new or "–", one.origin or "–"] for one in told.entries]
    if args["format"] == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
        if told.total > len(rows):
            streams.out.write(f"The latest {len(rows):,} of {told.total:,}; more with --limit, all with --limit 0.\n")
    else:
        streams.out.write("Nothing of this is on record.\n")
    return 0
