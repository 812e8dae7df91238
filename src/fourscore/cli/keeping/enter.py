"""This file is about `enter`: writing a figure down by hand, its history, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Days, Issue, WrongUse

if TYPE_CHECKING:
    from fourscore.centre import Centre, Kept, Said

COLUMNS = ["", "metric", "period", "of", "numerator", "denominator", "by", "on", "state", "note"]

EXAMPLE = ("Write for example: fourscore enter my-centre market_share 2026-03 --numerator 1200 --denominator 8000 "
           "--by NAME")


def enter_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import enter, withdraw

    known_format(args["format"], ("table", "csv", "json"))
    if args["list"]:
        return _list(centre, args, streams)
    if not args["metric"]:
        raise WrongUse(Issue("no-metric", "enter", "No metric is named.", EXAMPLE))
    if not args["period"]:
        raise WrongUse(Issue("bad-period", "enter", "No period is named.", EXAMPLE))
    scope = {name: args[name] for name in ("team", "queue", "by", "note")}
    if args["withdraw"]:
        kept = withdraw(centre, args["metric"], args["period"], **scope)
    else:
        kept = enter(centre, args["metric"], args["period"], args["numerator"], args["denominator"], **scope)
    _tell(centre, kept, streams)
    return 0


def _tell(centre: Centre, kept: Kept, streams: Streams) -> None:
    said, before = kept.said, kept.before
    what = f"{said.cell.metric} {_period(centre, said.cell)}{f' of {_of(said.cell)}' if _of(said.cell) else ''}"
    was = f"{plain(before.num)} of {plain(before.den)}, by {before.said_by} on {before.said_at:%Y-%m-%d}" \
        if before is not None else ""
    if said.num is None:
        streams.out.write(f"{what}: withdrawn by {said.said_by}; it was {was}.\n")
    else:
        streams.out.write(f"{what}: {plain(said.num)} of {plain(said.den)}, entered by {said.said_by}"
                          f"{f'; before it was {was}' if was else ''}.\n")
    if not kept.counted:
        streams.out.write("A load is running; it comes into the numbers with the next one: fourscore load\n")


def _list(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import entries

    found = entries(centre, args["metric"])
    if args["period"]:
        days = centre.calendar.period(args["period"])
        found = [one for one in found if one.said.cell.first_day < days.until and days.first < one.said.cell.until_day]
    if args["format"] == "json":
        show.as_json([{"number": one.said.number, **one.said.cell._asdict(), "numerator": plain(one.said.num) or None,
                       "denominator": plain(one.said.den) or None, "by": one.said.said_by, "at": one.said.said_at,
                       "note": one.said.note, "state": _state(one)} for one in found], streams)
        return 0
    rows = [[str(one.said.number), one.said.cell.metric, _period(centre, one.said.cell), _of(one.said.cell),
             plain(one.said.num), plain(one.said.den), one.said.said_by,
             f"{one.said.said_at.astimezone(centre.settings.zone):%Y-%m-%d %H:%M}", _state(one), one.said.note or ""]
            for one in found]
    if args["format"] == "csv":
        show.as_csv(["number", *COLUMNS[1:]], rows, streams)
    elif rows:
        show.table(COLUMNS, rows, streams)
    else:
        streams.out.write("Nothing was ever entered by hand.\n")
    return 0


def _state(one: Said) -> str:
    return "stands" if one.stands else "withdrawal" if one.said.num is None else "was"


def _of(cell: Any) -> str:
    return f"team {cell.team}" if cell.team else f"queue {cell.queue}" if cell.queue else ""


def _period(centre: Centre, cell: Any) -> str:
    return centre.calendar.name(Days(cell.first_day, cell.until_day))


def plain(value: Decimal | None) -> str:
    """A number as it was typed, without noughts behind it; empty where there is none."""
    if value is None:
        return ""
    return f"{value.to_integral_value() if value == value.to_integral_value() else value.normalize():f}"
