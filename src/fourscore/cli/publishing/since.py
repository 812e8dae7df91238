"""This file is about `diff` and `history`: what differs between versions of the strategy, and how a KPI came to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre


def diff_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import diff

    known_format(args["format"], ("text", "json"))
    found = diff(centre, args["old"], args["new"])
    if args["format"] == "json":
        show.as_json({"old": found.old, "new": found.new, "differences": [one.as_dict() for one in found.differences]},
                     streams)
    elif not found.differences:
        streams.out.write(f"{found.old} and {found.new} mean the same.\n")
    else:
        streams.out.write(f"{found.old} → {found.new}\n")
        for one in found.differences:
            show.wrapped(one.words, streams)
    return 1 if found.differences else 0


def history_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import changes_of

    known_format(args["format"], ("table", "csv", "json"))
    steps = changes_of(centre, args["kpi"])
    if args["format"] == "json":
        show.as_json([step.as_dict() for step in steps], streams)
        return 0
    rows = [[f"{centre.calendar.local(step.at):%Y-%m-%d %H:%M}" if isinstance(step.at, datetime) else f"{step.at}",
             step.version, step.what, step.who, step.why] for step in steps]
    headings = ["when", "in", "what", "who", "why"]
    if args["format"] == "csv":
        show.as_csv(headings, rows, streams)
    else:
        show.table(headings, rows, streams)
    return 0
