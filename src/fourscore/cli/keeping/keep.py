"""This file is about `keep`: what is older than its time goes, and the book of what went when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.warehouse import Aged


def keep_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import keep

    known_format(args["format"], ("table", "json"))
    if args["list"]:
        done: Sequence[Aged] = centre.warehouse.aged()
    else:
        done = keep(centre, dry_run=args["dry_run"])
    if args["format"] == "json":
        show.as_json([one._asdict() for one in done], streams)
    elif done:
        gone = "would go" if args["dry_run"] else "deleted"
        show.table(["what", "before", gone, "on"], [
            [one.what, str(one.until_day), f"{one.rows:,}", f"{one.at:%Y-%m-%d}" if one.at else "–"] for one in done],
            streams)
    else:
        streams.out.write("Nothing was ever deleted.\n" if args["list"] else
                          "Everything is kept: centre.yaml sets no retention.\n")
    return 0
