"""This file is about what an event of Twilio TaskRouter says: its fields as typed rows, and what is wrong with it.

Relied on: Twilio's pages "Event Resource" (fields of `/v1/Workspaces/{WorkspaceSid}/Events`), "TaskRouter Events
Reference" (event types and what a callback posts), and "Event types: TaskRouter" of Event Streams (`data.payload`).
The same event comes in three forms: as the resource (`event_type`, `event_data.task_sid`), as what a callback posts
(`EventType`, `TaskSid`), and as an Event Streams message (`type`, `data.payload.task_sid`). It comes at least once and
in any order; its `Sid` tells it from others and its time puts it in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.lines import listed, mapped
from fourscore.warehouse.sources.twilio.words import DOES, FIELDS, NEEDS, RANK

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KNOWN = 4  # the version of Event Streams' schema TaskRouter.WDSEvent whose fields these are
EARLIEST, LATEST = 631_152_000, 4_102_444_800  # 1990 and 2100: an event outside was written by a wrong clock
# Where the forms keep what they do not all call alike.
OWN = {
    "event_type": ("event_type", "EventType", "data.payload.eventtype", "type"),
    "sid": ("sid", "Sid", "data.payload.sid", "id"),
    "sent_ms": ("event_date_ms", "TimestampMs"), "sent_s": ("Timestamp",),
    "sent_text": ("data.payload.timestamp", "event_date"), "schema": ("dataschema",),
}


def _paths(fields: tuple[str, ...]) -> list[list[str]]:
    """For each of these fields, the places where the forms keep it."""
    return [[f"$.{place}" for place in OWN[field]] if field in OWN else
            [f"$.event_data.{field}", f"$.{''.join(word.capitalize() for word in field.split('_'))}",
             f"$.data.payload.{field}"] for field in fields]


def cells(fields: tuple[str, ...]) -> str:
    """What the event says of each of these, in a list; nothing where the text is no JSON."""
    paths = _paths(fields)
    flat = listed([path for places in paths for path in places])
    picked, at = [], 1
    for places in paths:
        said = [f"nullif(raw[{nth}], '')" for nth in range(at, at + len(places))]
        picked.append(f"coalesce({', '.join(said)}, NULL)")
        at += len(places)
    return f"""CASE WHEN json_valid(row_text) THEN list_transform(
        [json_extract_string(row_text, {flat})], lambda raw: [{', '.join(picked)}])[1] END"""


# What an event is about: its type, the worker where it is about one's activity, and the task.
ABOUT = f"""list_transform([{cells(("event_type", "worker_sid", "task_sid"))}], lambda told: concat_ws('|',
    regexp_replace(coalesce(told[1], ''), '^com\\.twilio\\.taskrouter\\.', ''), coalesce(told[2], ''),
    coalesce(told[3], '')))[1]"""


def typed(rows: str, names: dict[str, str], queues: dict[str, str], *, fresh: bool) -> str:
    """A query over rows (file, line, row_text): an event each; `fault` and `what` say why a row is none."""
    columns = ", ".join(f"told[{nth}] AS {field}" for nth, field in enumerate((*OWN, *FIELDS), 1))
    does = ", ".join(f"'{kind}': '{word}'" for kind, word in DOES.items())
    rank = ", ".join(f"'{word}': {nth}" for word, nth in RANK.items())
    lacking = " ".join(f"WHEN does = '{word}' AND {field} IS NULL THEN '{field}'"
                       for word, fields in NEEDS.items() for field in fields)
    return f"""
        SELECT *, CASE WHEN event_type IS NULL OR sid IS NULL THEN 'not-an-event'
                       WHEN version > {KNOWN} THEN 'newer-version' WHEN sent IS NULL THEN 'impossible-time'
                       WHEN lacking IS NOT NULL THEN 'not-an-event' END AS fault,
               CASE WHEN event_type IS NULL OR sid IS NULL THEN 'This is no event of TaskRouter that can be read.'
                    WHEN version > {KNOWN} THEN 'The event is of version ' || version || ' of its format.'
                    WHEN sent IS NULL THEN 'The event''s time cannot be read, or is not between 1990 and 2100.'
                    ELSE event_type || ' lacks ' || lacking || '.' END AS what,
               {'true' if fresh else 'false'} AS fresh
        FROM (SELECT *, MAP {{{rank}}}[does] AS rank, CASE {lacking} END AS lacking FROM (
            SELECT *, MAP {{{does}}}[event_type] AS does FROM (
                SELECT file, line, sid, regexp_replace(event_type, '^com\\.twilio\\.taskrouter\\.', '') AS event_type,
                       try_cast(regexp_extract(schema, '/([0-9]+)$', 1) AS BIGINT) AS version,
                       CASE WHEN us // 1000000 BETWEEN {EARLIEST} AND {LATEST} THEN us END AS sent,
                       {', '.join(field for field in FIELDS if field != 'worker_name')},
                       {mapped(names, 'worker_name')} AS worker_name, {mapped(queues, 'task_queue_name')} AS queue,
                       coalesce(task_queue_sid, task_queue_name) AS queue_key
                FROM (SELECT *, coalesce(try_cast(sent_ms AS BIGINT) * 1000,
                                         epoch_us(try_cast(sent_text AS TIMESTAMPTZ)),
                                         try_cast(sent_s AS BIGINT) * 1000000,
                                         epoch_us(try_cast(sent_s AS TIMESTAMPTZ))) AS us
                      FROM (SELECT file, line, {columns} FROM (
                          SELECT file, line, {cells((*OWN, *FIELDS))} AS told FROM {rows}))))))"""


def once(table: str) -> str:
    """A query for the events of a table, each once."""
    return f"(FROM {table} QUALIFY row_number() OVER (PARTITION BY sid ORDER BY fresh DESC, file, line) = 1)"


def set_aside(cursor: DuckDBPyConnection) -> None:
    """Keep new rows that are no event, or none that can be understood, apart with their text."""
    cursor.execute("""
        INSERT INTO aside SELECT e.file, e.line, e.fault,
               CASE WHEN starts_with(ltrim(l.row_text), '{') AND NOT json_valid(l.row_text)
                    THEN 'The record is cut off, or is no JSON.' ELSE e.what END, l.row_text
        FROM event e JOIN landed l USING (file, line) WHERE e.fault IS NOT NULL AND e.fresh""")
