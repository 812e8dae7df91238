"""This file is about `compare`: every agent or team beside what was to be expected of it, fair to each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, did_you_mean, write_beside, write_reliability, write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.scoring import Standing, Standings

FORMATS = ("table", "csv", "json")
COLUMNS = ("name", "n", "value", "low", "high", "expected", "ratio", "ratio_low", "ratio_high", "adjusted", "steadied",
           "steadied_low", "steadied_high", "reliability", "judged", "group", "rank_low", "rank_high", "rank_of", "z",
           "p", "limit_low", "limit_high", "flagged", "chance", "verdict", "complete", "needs")
MARKS = {"clearly better": "▲", "clearly higher": "▲", "clearly worse": "▼", "clearly lower": "▼",
         "not told apart": "●", "not enough data": "○", "nobody alike": "○", "hidden": "–"}


def compare_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import compare

    if args["format"] not in FORMATS:
        raise WrongUse(Issue("unknown-format", "--format", f"There is no format called {args['format']!r}.",
                             did_you_mean(args["format"], FORMATS) or f"There are: {', '.join(FORMATS)}."))
    found = compare(centre, args["metric"], args["by"], args["period"], args["team"])
    if args["format"] == "json":
        show.as_json(found.as_dict(), streams)
    elif args["format"] == "csv":
        show.as_csv([found.level, *COLUMNS[1:], "notes"],
                    [[*(row.as_dict()[name] for name in COLUMNS), " ".join(row.notes)] for row in found.rows], streams)
    else:
        _table(found, streams)
    return 0


def _table(found: Standings, streams: Streams) -> None:
    from fourscore.scoring import VERDICT_WORDS

    def write(value: float | None) -> str:
        return write_value(value, found.unit, found.currency)

    show.table(
        [found.level, "verdict", "n", "value", "95% interval", "expected", "adjusted", "steadied", "reliability",
         "rank"],
        [[row.name, f"{MARKS[row.verdict]} {VERDICT_WORDS[row.verdict]}{', stands out' if row.flagged else ''}",
          f"{row.n:,}", write(row.value),
          _between(write(row.low), write(row.high)), write(row.expected), write(row.adjusted), write(row.steadied),
          write_reliability(row.reliability), _rank(row)] for row in found.rows],
        streams, numbers=8)
    for line in _notes(found):
        show.wrapped(line, streams)


def _between(low: str, high: str) -> str:
    return "–" if low == "–" else f"{low} to {high}"


def _rank(row: Standing) -> str:
    if row.rank_low is None:
        return "–"
    places = f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}–{row.rank_high}"
    return f"{places} of {row.rank_of}"


def _notes(found: Standings) -> list[str]:
    said: dict[str, list[str]] = {}
    for row in found.rows:
        if told := " ".join(note for note in (row.needs, *row.notes) if note):
            said.setdefault(told, []).append(row.name)
    lines = [f"{', '.join(names)}: {told}" for told, names in said.items()]
    overall = write_value(found.overall, found.unit, found.currency)
    lines += [f"{found.name}: {overall} in all. {' '.join([*found.summary, *found.notes])}".strip()]
    aim = write_beside(None, found.target, found.upper_target, found.unit, found.currency).aim
    lines += [f"Target {aim}." if found.target is not None else ""]
    lines += [f"{found.days.first} up to {found.days.until} · A rank is told from a reliability of "
              f"{found.rules.rank:.2f} on, and among those with the same main queue."]
    return [line for line in lines if line]
