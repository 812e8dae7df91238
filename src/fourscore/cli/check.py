"""This file is about `check` and `doctor`: what is wrong in the texts, and how the data is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.warehouse import Row


def check_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    found = centre.check()
    show.issues(found, streams)
    streams.err.write(f"{len(found)} to mend.\n" if found else "Nothing wrong found.\n")
    return 1 if found else 0


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
