"""This file is about `backtest`: candidates for KPIs tried on the months that are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.scoring import Tried

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PATTERNS = {"steady": "steady", "step": "one step", "drift": "drift", "wave": "one wave in the year"}


def backtest_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import backtest_metrics, told_beside

    known_format(args["format"], ("table", "csv", "json"))
    names = [name.strip() for name in args["metrics"].split(",") if name.strip()]
    found = backtest_metrics(centre, names, months=args["months"], level=args["level"])
    currency = centre.settings.currency
    if args["format"] == "json":
        show.as_json({"first": found.during.first, "until": found.during.until,
                      "tried": [_plain(one) for one in found.tried]}, streams)
    elif args["format"] == "csv":
        show.as_csv(["candidate", "metric", "of", "month", "value", "n", "complete"],
                    [[one.candidate.name, one.candidate.metric.key, one.who or "", *month]
                     for one in found.tried for month in one.months], streams)
    else:
        streams.out.write(f"{found.during.first} to {found.during.until} (not included), in whole weeks\n\n")
        _table(found.tried, currency, streams)
        streams.out.write("".join(f"Beside it: {words}\n" for words in told_beside(centre, found.during)))
        for one in found.tried:
            _words(one, currency, streams)
    return 0


def _table(tried: tuple[Tried, ...], currency: str, streams: Streams) -> None:
    several = any(one.who is not None for one in tried)
    rows = [[one.candidate.name, *([one.who or ""] if several else []), _value(one, one.verdict.mean, currency),
             f"{one.verdict.measured} of {one.verdict.weeks}", f"{one.n:,}", str(one.verdict.signals),
             "–" if one.verdict.real is None else f"{one.verdict.real:.0%}", PATTERNS[one.verdict.pattern],
             _after(one), one.verdict.word] for one in tried]
    show.table(["", *(["of"] if several else []), "week's mean", "weeks", "n", "signals", "more than chance", "pattern",
                "a change shows after", "verdict"], rows, streams)


def _words(one: Tried, currency: str, streams: Streams) -> None:
    """What the table has no room for."""
    of = f" of {one.who}" if one.who else ""
    lines = [f"{one.candidate.name}{of}: {one.verdict.word}. {one.verdict.because}."]
    if one.verdict.shows:
        sizes = ", ".join(f"a change of {_size(one, size, currency)} "
                          f"{f'shows after {_weeks(after)}' if after else 'does not show within a year'}"
                          for size, after in one.verdict.shows)
        lines.append(f"At this volume {sizes} (in 8 of 10 cases).")
    there = [(name, value) for name, value, _, complete in one.months if value is not None and complete]
    if len(there) > 1:
        low, high = min(there, key=lambda m: m[1]), max(there, key=lambda m: m[1])
        lines.append(f"Lowest month {low[0]} ({_value(one, low[1], currency)}), highest {high[0]} "
                     f"({_value(one, high[1], currency)}).")
    days = [(value, day) for value, day in zip(one.weekdays, DAYS, strict=False) if value is not None]
    if len(days) > 1:
        low_day, high_day = min(days), max(days)
        lines.append(f"Lowest on {low_day[1]} ({_value(one, low_day[0], currency)}), highest on {high_day[1]} "
                     f"({_value(one, high_day[0], currency)}).")
    if one.late:
        lines.append(f"The last {_weeks(one.late)} are not complete yet.")
    lines += [f"Moves with {name} (correlation {r:.2f}): one of the two counts twice." for name, r in one.twins]
    streams.out.write("\n")
    show.wrapped(" ".join(lines), streams)


def _size(one: Tried, size: float, currency: str) -> str:
    """How large a change is; of a share in percentage points, which are not per cent of it."""
    return f"{size * 100:.1f} points" if one.candidate.metric.unit == "share" else _value(one, size, currency)


def _after(one: Tried) -> str:
    return " / ".join("over a year" if after is None else _weeks(after) for _, after in one.verdict.shows) or "–"


def _weeks(count: int) -> str:
    return f"{count} {'week' if count == 1 else 'weeks'}"


def _value(one: Tried, value: float | None, currency: str) -> str:
    return write_value(value, one.candidate.metric.unit, currency)


def _plain(one: Tried) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "candidate": one.candidate.name, "metric": one.candidate.metric.key, "of": one.who, "verdict": verdict.word,
        "words": verdict.sentence, "mean": verdict.mean, "sd": verdict.sd, "weeks_measured": verdict.measured,
        "weeks": verdict.weeks, "coverage": one.coverage, "n": one.n, "signals": verdict.signals,
        "more_than_chance": verdict.real, "chance": verdict.chance, "pattern": verdict.pattern,
        "explained": verdict.explained, "late_weeks": one.late,
        "shows": [{"change": size, "weeks": after} for size, after in verdict.shows],
        "weekly": [{"week": day, "value": value} for day, value in one.weeks],
        "months": [{"month": name, "value": value, "n": n, "complete": complete}
                   for name, value, n, complete in one.months],
        "weekdays": dict(zip(DAYS, one.weekdays, strict=False)),
        "moves_with": [{"candidate": name, "correlation": r} for name, r in one.twins],
    }
