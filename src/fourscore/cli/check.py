"""This file is about `doctor` and `reconcile`: whether the data are well, and whether the switch says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import conditions, known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, read_seconds

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.metrics import Reconciled
    from fourscore.warehouse import Row


def doctor_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    if args.get("rows"):
        return rows_verb(centre, args, streams)
    known_format(args["format"], ("table", "json"))
    health = centre.doctor()
    if args["format"] == "json":
        show.as_json(plain(health), streams)
    else:
        streams.out.write("\n".join(health.lines()) + "\n")
    return 1 if health.trouble else 0


def reconcile_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import reconcile
    from fourscore.metrics import Asked

    known_format(args["format"], ("table", "csv", "json"))
    asked = Asked(
        columns=_pairs(args["columns"], "--column", "SL=service_level"),
        queues=_pairs(args["queues"], "--queue", "Support EN=support"),
        during=centre.calendar.period(args["during"]) if args["during"] else None,
        where=conditions(args["where"]), thresholds=tuple(_seconds(text) for text in args["thresholds"]),
        calls=args["calls"], most_calls=args["rows"])
    found = reconcile(centre, Path(args["report"]), asked)
    if args["format"] == "json":
        show.as_json(found.as_dict(), streams)
    elif args["format"] == "csv":
        headings, rows = (found.calls.columns, found.calls.rows) if found.calls is not None else found.cells()
        show.as_csv(headings, rows, streams)
    else:
        _told(found, streams)
    show.issues(found.issues, streams)
    return 0 if found.whole else 1


def _told(found: Reconciled, streams: Streams) -> None:
    if found.calls is not None and found.asked is not None:
        streams.out.write(f"({found.asked.number}) {found.asked.cause.words}: {found.calls.total:,} "
                          f"{'call' if found.calls.total == 1 else 'calls'}\n")
        show.table(found.calls.columns, [["–" if cell is None else str(cell) for cell in row]
                                         for row in found.calls.rows], streams)
        if found.calls.total > len(found.calls.rows):
            streams.out.write(f"The first {len(found.calls.rows):,}; --rows shows more.\n")
        return
    headings, rows = found.table()
    show.table(headings, rows, streams, numbers=3)
    streams.out.write("\n")
    for line in found.lines():
        show.wrapped(line, streams)
    if any(column.causes or column.remainder for column in found.columns):
        streams.out.write("\nThe calls of a cause: --calls and its number.\n")


def _pairs(texts: Sequence[str], option: str, example: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or not name.strip():
            raise WrongUse(Issue("bad-column", f"{option} {text}", "It is a name, an equals sign and what it means.",
                                 f'Write for example: {option} "{example}"'))
        found[name.strip()] = value.strip()
    return found


def _seconds(text: str) -> Decimal:
    try:
        return read_seconds(text)
    except ValueError:
        raise WrongUse(Issue("bad-duration", f"--threshold {text}", f"{text!r} is not a length of time.",
                             "Write for example: --threshold 20s")) from None


def rows_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """The rows of one finding."""
    known_format(args["format"], ("table", "csv", "json"))
    found = centre.doubtful_rows(args["rows"], args["limit"])
    headings = ["where", "source", "file", "line", "at", "queue", "agent", "what"]
    if args["format"] == "json":
        show.as_json(plain(found), streams)
    elif args["format"] == "csv":
        show.as_csv(headings, [_cells(row) for one in found for row in one.rows], streams)
    else:
        for one in found:
            streams.out.write(f"{one.issue.where}: {one.issue.what}\n")
            written = [["–" if cell in (None, "") else str(cell) for cell in _cells(row)] for row in one.rows]
            show.table(headings, written, streams)
            streams.out.write(f"{len(one.rows):,} of {one.rows_total:,} rows\n")
        if not found:
            streams.out.write("Nothing of that kind is found.\n")
    return 1 if found else 0


def _cells(row: Row) -> list[Any]:
    """A row to look at; its moment in the centre's time, to the second."""
    return [row.where, row.source, row.path, row.line, row.at.isoformat(" ", "seconds") if row.at else None, row.queue,
            row.agent, row.what]


def plain(value: Any) -> Any:
    """Named tuples, findings and times as plain values, for JSON."""
    if hasattr(value, "as_dict"):
        return plain(value.as_dict())
    if hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
