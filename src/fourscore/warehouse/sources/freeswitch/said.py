"""This file is about what an event of mod_callcenter says: its headers read into typed rows, and what is wrong with it.

Headers and their meaning are those of `mod_callcenter.c` (signalwire/freeswitch). Times are the moments the events were
sent (`Event-Date-Timestamp`, microseconds since 1970); the switch's own `CC-…-Time` are whole seconds, and are used
where the event that would have told the moment is not in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.freeswitch.words import DOES, HEADERS, NEEDS, REASONS, STATUSES
from fourscore.warehouse.sources.lines import listed, mapped, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EARLIEST, LATEST = 631_152_000, 4_102_444_800  # 1990 and 2100: an event outside was written by a wrong clock


def typed(rows: str, names: dict[str, str], queues: dict[str, str], *, fresh: bool) -> str:
    """A query over rows (file, line, row_text): an event each; `fault` and `what` say why a row is none.

    A row is an object of JSON, or a block of `Header: value` lines with their values encoded as in an address.
    `of_switch`: it is an event of FreeSWITCH, if perhaps of another module.
    """
    columns = ", ".join(f"nullif(cells[{nth}], '') AS {column}" for nth, column in enumerate(HEADERS, 1))
    return f"""
        SELECT * REPLACE (CASE WHEN fault IS NULL THEN does END AS does),
               CASE fault WHEN 'impossible-time' THEN 'The event''s time ' || stamp || ' is not between 1990 and 2100.'
                          WHEN 'unknown-word' THEN action || ' says ' || said || ', which is not known.'
                          WHEN 'not-an-event' THEN CASE
                              WHEN stamp IS NULL THEN 'This is no event of FreeSWITCH: it lacks Event-Date-Timestamp.'
                              ELSE action || ' lacks ' || lacking || '.' END END AS what
        FROM (SELECT *, CASE WHEN NOT of_switch AND NOT envelope THEN 'not-an-event'
                             WHEN of_switch AND sent IS NULL THEN 'impossible-time'
                             WHEN lacking IS NOT NULL THEN 'not-an-event'
                             WHEN said IS NOT NULL THEN 'unknown-word' END AS fault,
                     {'true' if fresh else 'false'} AS fresh
              FROM (SELECT *, {_lacking()} AS lacking, {_unknown()} AS said FROM (
                  SELECT file, line, starts_with(row_text, 'Content-') AS envelope,
                         coalesce(core || '|' || sequence, md5(row_text)) AS event_id,
                         stamp IS NOT NULL AND name IS NOT NULL AS of_switch,
                         CASE WHEN try_cast(stamp AS BIGINT) // 1000000 BETWEEN {EARLIEST} AND {LATEST}
                              THEN try_cast(stamp AS BIGINT) END AS sent, try_cast(sequence AS BIGINT) AS sequence,
                         stamp, action, CASE WHEN subclass = 'callcenter::info' THEN {_does()} END AS does,
                         subclass IS NOT DISTINCT FROM 'callcenter::info' AS of_callcenter,
                         {mapped(queues, 'queue')} AS queue, {mapped(names, 'agent')} AS agent, status, member, session,
                         caller, cause, reason, hangup, bridged, channel, transfers, disposition, recording,
                         {', '.join(f'{_moment(column)} AS {column}' for column in ('joined', 'called', 'picked_up'))}
                  FROM (SELECT file, line, row_text, {columns} FROM (
                      SELECT *, {_cells(tuple(HEADERS.values()))} AS cells FROM {rows})))))"""


def _cells(headers: tuple[str, ...]) -> str:
    """What the event says under each of these headers, in a list."""
    paths = listed([f'$."{header}"' for header in headers])
    found = ", ".join(
        f"url_decode(nullif(regexp_extract(row_text, '(?m)^{header}: *(.*)$', 1), ''))" for header in headers)
    return f"""CASE WHEN starts_with(ltrim(row_text), '{{')
                    THEN CASE WHEN json_valid(row_text) THEN json_extract_string(row_text, {paths}) END
                    ELSE [{found}] END"""


# What an event is about: its action, the place in the queue and the call it speaks of.
ABOUT = f"""array_to_string(list_transform(
    {_cells(("CC-Action", "CC-Member-UUID", "CC-Member-Session-UUID"))}, lambda cell: coalesce(cell, '')), '|')"""


def _does() -> str:
    pairs = ", ".join(f"{quoted(action)}: {quoted(does)}" for action, does in DOES.items())
    return f"MAP {{{pairs}}}[action]"


def _lacking() -> str:
    """The first header that this event cannot be understood without, and does not have."""
    cases = " ".join(f"WHEN does = '{does}' AND {column} IS NULL THEN '{HEADERS[column]}'"
                     for does, columns in NEEDS.items() for column in columns)
    return f"CASE {cases} END"


def _unknown() -> str:
    """A word of the event that is not known, where it would have to be."""
    reasons, statuses = (", ".join(map(quoted, words)) for words in (REASONS, STATUSES))
    return f"""CASE WHEN does = 'status' AND status NOT IN ({statuses}) THEN status
                    WHEN does = 'end' AND cause NOT IN ('Terminated', 'Cancel') THEN cause
                    WHEN does = 'end' AND cause = 'Cancel' AND coalesce(reason, '') NOT IN ({reasons})
                    THEN coalesce(reason, 'no CC-Cancel-Reason') END"""


def _moment(column: str) -> str:
    """Seconds since 1970 as microseconds; 0 is how the switch says that there is none."""
    return f"""CASE WHEN try_cast({column} AS BIGINT) BETWEEN {EARLIEST} AND {LATEST}
                    THEN try_cast({column} AS BIGINT) * 1000000 END"""


def once(table: str) -> str:
    """A query for the events of a table, each once: recorded twice, it has the same number from the same switch."""
    return f"""(FROM {table} QUALIFY row_number() OVER (
                    PARTITION BY event_id ORDER BY fresh DESC, file, line) = 1)"""


def set_aside(cursor: DuckDBPyConnection) -> None:
    """Keep new rows that are no event, or none that can be understood, apart with their text."""
    cursor.execute("""
        INSERT INTO aside SELECT e.file, e.line, e.fault,
               CASE WHEN starts_with(ltrim(l.row_text), '{') AND NOT json_valid(l.row_text)
                    THEN 'The record is cut off, or is no JSON.' ELSE e.what END, l.row_text
        FROM event e JOIN landed l USING (file, line) WHERE e.fault IS NOT NULL AND e.fresh""")


def count_notices(cursor: DuckDBPyConnection) -> dict[str, int]:
    """How often each action of mod_callcenter that is not known here was found in what is new."""
    return dict(cursor.execute("""
        SELECT 'unknown event ' || coalesce(action, 'without CC-Action'), count(*)::INTEGER FROM event
        WHERE of_callcenter AND does IS NULL AND fault IS NULL AND fresh GROUP BY 1 ORDER BY 1""").fetchall())
