"""This file is about `close`: signing a month off, reopening it, and what moved since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre, Month, Moved


def close_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import close_month, reopen_month

    known_format(args["format"], ("table", "csv", "json"))
    if args["list"]:
        return _list(centre, args["format"], streams)
    if not args["month"]:
        raise WrongUse(Issue("bad-period", "close", "No month is named.",
                             "Write for example 2026-03, or see them all with --list."))
    if args["reopen"]:
        reopen_month(centre, args["month"], args["by"])
        streams.out.write(f"{args['month']} is open again.\n")
        return 0
    numbers = close_month(centre, args["month"], args["by"])
    late = sum(not number.complete for number in numbers)
    streams.out.write(f"{args['month']} is closed by {args['by'].strip()} with {len(numbers):,} numbers"
                      f"{f', {late:,} of them not complete yet' if late else ''}.\n")
    return 0


def _list(centre: Centre, how: str, streams: Streams) -> int:
    from fourscore.centre import months

    found = months(centre)
    if how == "json":
        show.as_json([_plain(month) for month in found], streams)
    elif how == "csv":
        show.as_csv(["month", "metric", "scope", "team", "then", "now", "n_then", "n_now", "loads", "provisional"],
                    [[month.month, one.metric, _scope(one), one.team, one.then, one.now, one.n_then, one.n_now,
                      _loads(one), one.provisional] for month in found for one in month.moved], streams)
    else:
        _table(centre, found, streams)
    return 1 if any(month.moved for month in found) else 0


def _table(centre: Centre, found: list[Month], streams: Streams) -> None:
    rows = []
    for month in found:
        when = f"{month.closed_at.astimezone(centre.settings.zone):%Y-%m-%d %H:%M}" if month.closed_at else "–"
        again = "; ".join(f"reopened by {who} on {at:%Y-%m-%d}" for who, at in month.reopened)
        state = f"restated since: {len(month.moved):,} numbers" if month.moved else month.state
        rows.append([month.month, state, month.closed_by or "–", when, again])
    show.table(["month", "state", "by", "on", ""], rows, streams)
    catalogue, currency = centre.metrics.catalogue, centre.settings.currency
    for month in found:
        if not month.moved:
            continue
        streams.out.write(f"\n{month.month}, since it was closed:\n")
        units = {one.metric: catalogue.metrics[one.metric].unit if one.metric in catalogue.metrics else "ratio"
                 for one in month.moved}
        show.table(["metric", "of", "then", "now", "n then", "n now", "brought by"],
                   [[one.metric, " ".join(filter(None, [one.team or "the centre", _scope(one)])),
                     write_value(one.then, units[one.metric], currency),
                     write_value(one.now, units[one.metric], currency), f"{one.n_then:,}", f"{one.n_now:,}",
                     _brought(one)] for one in month.moved], streams)


def _scope(one: Moved) -> str:
    return " ".join(f"{name}={','.join(values)}" for name, values in one.scope.items())


def _brought(one: Moved) -> str:
    """What brought it; a number that was signed before its window had passed says so."""
    if not one.provisional:
        return _loads(one)
    return "; ".join(["it was not complete when it was signed", *([_loads(one)] if one.loads else [])])


def _loads(one: Moved) -> str:
    found: dict[int, str] = {}
    for touch in one.loads:
        found[touch.load] = f"load {touch.load} of {touch.at:%Y-%m-%d}" + (
            f" ({touch.source})" if touch.source else " (settings or people changed)")
    return ", ".join(found.values()) or "a changed definition, or later days"


def _plain(month: Month) -> dict[str, Any]:
    return {**month._asdict(), "reopened": [{"by": who, "at": at} for who, at in month.reopened],
            "moved": [{**one._asdict(), "scope": dict(one.scope), "loads": [t._asdict() for t in one.loads]}
                      for one in month.moved]}
