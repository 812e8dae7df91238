"""This file is about `baseline`: what there was before, frozen from what is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams
from fourscore.terms import write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.scoring import Frozen

HEADINGS = ["kpi", "value", "per", "from", "until", "months", "n", "low", "high"]


def baseline_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import freeze_baselines

    known_format(args["format"], FORMATS)
    found = freeze_baselines(centre, args["kpis"], args["from"], args["until"], write=args["write"],
                             unsigned=args["unsigned"])
    if args["format"] == "json":
        show.as_json([dict(zip(HEADINGS, _plain(one), strict=True)) for one in found.frozen], streams)
    elif args["format"] == "csv":
        show.as_csv(HEADINGS, [_plain(one) for one in found.frozen], streams)
    else:
        money = centre.settings.currency
        show.table(["measure", "baseline", "per", "months", "n", "a month strays"], [
            [one.kpi.name, write_value(one.value, one.kpi.unit, money), one.kpi.per or "", str(one.points),
             f"{one.n:,}", "–" if one.low is None else
             f"{write_value(one.low, one.kpi.unit, money)} to {write_value(one.high, one.kpi.unit, money)}"]
            for one in found.frozen], streams, numbers=3)
        if found.frozen:
            days = found.frozen[0].days
            streams.out.write(f"{days.first:%Y-%m} up to {days.until:%Y-%m}, which is not included. "
                              + ("Written into strategy.yaml.\n" if args["write"] else
                                 "Nothing is written; --write puts it into strategy.yaml.\n"))
        for one in found.frozen:
            if one.points < 12:
                streams.out.write(f"{one.kpi.name}: {one.points} months are few; a season or a chance may be in it.\n")
    show.issues(found.refused, streams)
    return 1 if found.refused or not found.frozen else 0


def _plain(one: Frozen) -> list[Any]:
    return [one.kpi.id, one.value, one.kpi.per, one.days.first, one.days.until, one.points, one.n, one.low, one.high]
