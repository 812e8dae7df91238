"""This file is about `alert list`, `alert add` and `alert acknowledge`: measures that are watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre

HEADS = ["rule", "name", "metric", "of", "fires", "state", "alert", "reads", "owner"]


def alert_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import acknowledge_alert, keep_alert, watched, withdraw_alert

    known_format(args["format"], FORMATS)
    if args["do"] == "add":
        rule = keep_alert(centre, args["said"])
        streams.out.write(f"{rule.now.name} is watched while the centre is served.\n")
        return 0
    if args["do"] == "withdraw":
        withdraw_alert(centre, args["number"])
        streams.out.write("It is watched no more; what it did stays on record.\n")
        return 0
    if args["do"] == "acknowledge":
        taken = acknowledge_alert(centre, args["number"], args["note"])
        streams.out.write("You have taken it on.\n" if taken else "Nothing fires there, or somebody took it on.\n")
        return 0 if taken else 1
    rows = []
    for one in watched(centre):
        text = one.rule.now
        of = ", ".join(label for _, labels in text.where for label in labels) or "the centre"
        limit = "" if text.threshold is None else f" {text.threshold:g}"
        rows.append([str(one.rule.number), text.name, text.metric, of, f"{text.side}{limit} for {text.for_s} s",
                     one.episode.state if one.episode else "quiet", str(one.episode.number) if one.episode else "–",
                     (one.reading.why or one.reading.shown) if one.reading else "–", text.owner])
    if args["format"] == "json":
        show.as_json([dict(zip(HEADS, row, strict=True)) for row in rows], streams)
    elif args["format"] == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("Nothing is watched yet; make a rule with: fourscore alert add\n")
    return 0
