"""This file is about `incident list` and `incident add`: what happened beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["number", "kind", "queues", "begins", "ends", "text", "entered by", "corrected"]


def incident_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import enter_incident, in_words, incidents_of, withdraw_incident

    known_format(args["format"], FORMATS)
    if args["do"] == "add":
        number = args["correct"]
        before = next((one for one in incidents_of(centre) if one.number == number), None)
        one = enter_incident(centre, args["kind"], args["begins"], args["ends"], queues=args["queues"],
                             text=args["text"], why=args["why"], number=number, seen=before.seen if before else 0)
        streams.out.write(f"{one.number}: {in_words(centre, one)}\n")
        return 0
    if args["do"] == "withdraw":
        withdraw_incident(centre, args["number"])
        streams.out.write(f"The incident {args['number']} is marked nowhere any more.\n")
        return 0
    days = centre.calendar.period(args["during"]) if args["during"] else None
    zone, names = centre.calendar.zone, centre.keeper.names_people
    rows: list[list[Any]] = [
        [one.number, one.now.kind, ", ".join(one.now.queues), one.now.begins_at.astimezone(zone),
         one.now.ends_at.astimezone(zone) if one.now.ends_at else None, one.now.text, one.by if names else "",
         len(one.texts) - 1] for one in incidents_of(centre, days)]
    if args["format"] == "json":
        show.as_json([dict(zip(HEADS, row, strict=True)) for row in rows], streams)
    elif args["format"] == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, [["–" if cell is None else f"{cell:%Y-%m-%d %H:%M}" if hasattr(cell, "hour") else str(cell)
                            for cell in row] for row in rows], streams)
    else:
        streams.out.write("Nothing was marked. Mark what happened with: fourscore incident add CENTRE outage FROM\n")
    return 0
