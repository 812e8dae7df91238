"""This file is about a help desk's records as JSON: telling which is which, and landing each as its own text.

A line holds one record, or an answer of the API with lists of several kinds. What kind a record is shows in what it
has, as records carry no name of their own: only metric events name a metric, only metric sets count reopenings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.warehouse.sources.elements import Records, elements

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The lists in an answer of the API, and what one of their records is.
LISTS = {
    "tickets": "ticket", "metric_sets": "metric_set", "ticket_metrics": "metric_set", "ticket_metric_events": "event",
    "satisfaction_ratings": "rating", "users": "user", "groups": "group",
}
# What a record must have to be of a kind; the first that fits.
SHAPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("event", frozenset({"id", "ticket_id", "metric", "type", "time"})),
    ("metric_set", frozenset({"ticket_id", "replies", "reopens"})),
    ("rating", frozenset({"id", "ticket_id", "score"})),
    ("ticket", frozenset({"id", "status", "created_at"})),
    ("user", frozenset({"id", "name", "role"})),
    ("group", frozenset({"id", "name"})),
)
BLOCK = 5_000
ANSWER = re.compile(rf'"(?:{"|".join(LISTS)})"\s*:\s*\[')
KEPT = 200  # letters of the end of a line that stand for it where nothing in it is broken
IN_LISTS = Records(tuple(LISTS), lambda value: kind_of(value) not in (None, "group"), 1 << 27)


class Record(NamedTuple):
    """One record: the line it stands on, what it is, its id, the ticket it is about, and its text."""

    line: int
    said: str
    id: str
    ticket: str | None
    text: str


def records_in(line: int, value: Any) -> Iterator[Record]:
    """The records of one line's value; none where it is nothing of a help desk's."""
    if not isinstance(value, dict):
        return
    lists = [(said, value[name]) for name, said in LISTS.items() if isinstance(value.get(name), list)]
    for said, found in lists:
        yield from (record(line, said, one) for one in found if isinstance(one, dict))
    if not lists:
        kind = kind_of(value)
        if kind is not None:
            yield record(line, kind, value)


def records_left(line: int, text: str) -> tuple[list[Record], str]:
    """The whole records of an answer that was cut off or broken, and the text of what is none."""
    if not ANSWER.search(text):
        return [], text
    found, broken = list[Record](), ""
    for told in elements(iter([text]), IN_LISTS):
        kind = kind_of(told.value) if told.listed else None
        if kind is not None:
            found.append(record(line, kind, told.value))
        elif told.value is None:
            broken = broken or told.text
    return found, broken or text[-KEPT:]


def kind_of(value: Any) -> str | None:
    """What a record is by what it has."""
    return next((said for said, needed in SHAPES if isinstance(value, dict) and needed <= value.keys()), None)


def record(line: int, said: str, value: Mapping[str, Any]) -> Record:
    ticket = value.get("id") if said == "ticket" else value.get("ticket_id")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).replace("\\u0000", "\ufffd")
    return Record(line, said, str(value.get("id")), None if ticket is None else str(ticket), text)


def make_landed(cursor: DuckDBPyConnection) -> None:
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS landed (file INTEGER, line BIGINT, row_text VARCHAR, said VARCHAR, "
                   "id VARCHAR, ticket VARCHAR)")


def land(cursor: DuckDBPyConnection, file: int, records: list[Record]) -> None:
    """Append records to `landed(file, line, row_text, said, id, ticket)`."""
    make_landed(cursor)
    for start in range(0, len(records), BLOCK):
        rows = json.dumps(records[start:start + BLOCK], ensure_ascii=False)
        cursor.execute(
            """INSERT INTO landed SELECT ?, CAST(r[1] AS BIGINT), r[5], r[2], r[3], r[4]
            FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS r)""", [file, rows])
