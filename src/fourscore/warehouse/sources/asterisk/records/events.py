"""This file is about channel events: rows read into typed events, and from them channels and who was bridged when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.sources.asterisk.records import parties, rows
from fourscore.warehouse.sources.asterisk.records.options import Options

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KNOWN = (
    "CHAN_START", "CHAN_END", "HANGUP", "ANSWER", "APP_START", "APP_END", "BRIDGE_ENTER", "BRIDGE_EXIT", "PARK_START",
    "PARK_END", "BLINDTRANSFER", "ATTENDEDTRANSFER", "USER_DEFINED", "LINKEDID_END", "PICKUP", "FORWARD",
    "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN", "STREAM_BEGIN", "STREAM_END", "DTMF",
)
USER = ("HOLD", "UNHOLD")  # written by the dialplan, as events of its own
TABLES = ("record", "party", "event", "channel", "call", "presence")


class Found(NamedTuple):
    """Times of the first and last new event (naive, in UTC), and what is worth a look."""

    first: datetime | None
    last: datetime | None
    notices: dict[str, int]


def read(cursor: DuckDBPyConnection, form: rows.Form, options: Options) -> Found:
    """Make temp tables `event`, `channel`, `call` and `presence` from `record`; rows that are none go to `aside`."""
    _events(cursor, options)
    _set_aside(cursor, form)
    cursor.execute("DELETE FROM event WHERE fault IS NOT NULL")
    span = cursor.execute("SELECT min(happened), max(happened) FROM event WHERE fresh").fetchone() or (None, None)
    names = ", ".join(f"'{name}'" for name in (*KNOWN, *USER))
    unknown = cursor.execute(
        f"SELECT 'unknown event ' || does, count(*)::INTEGER FROM event WHERE fresh AND does NOT IN ({names}) "
        "GROUP BY 1 ORDER BY 1").fetchall()
    _channels(cursor, options)
    _presences(cursor)
    return Found(span[0], span[1], dict(unknown))


def forget(cursor: DuckDBPyConnection) -> None:
    for table in TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _events(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make temp table `event`. `nth` puts the events of a call in order: by time, then as they were written.

    An event that comes again in another file is the same event, as often as one file tells it.
    """
    clock = parties.clock_of(cursor, "record", "eventtime", options)
    same = "call, uniqueid, id, eventtype, eventtime, userevent, channame, appname, appdata, extra"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE event AS
        WITH told AS (
            SELECT *, row_number() OVER (PARTITION BY {same}, file ORDER BY line) AS again FROM record),
        once AS (
            FROM told QUALIFY call IS NULL OR row_number() OVER (PARTITION BY {same}, again ORDER BY file, line) = 1),
        typed AS (
            SELECT file, line, fresh, call, uniqueid, id, {parties.moment('eventtime', 'uniqueid', clock)} AS happened,
                   regexp_matches(eventtime, '{parties.TIMELY}') AS timely,
                   upper(CASE WHEN eventtype = 'USER_DEFINED' THEN coalesce(userevent, eventtype) ELSE eventtype END)
                       AS does,
                   channame AS channel, lower(appname) AS app, appdata, cidnum, exten,
                   CASE WHEN json_valid(extra) THEN extra END AS extra
            FROM once)
        SELECT * EXCLUDE (timely, extra, id), extra ->> '$.bridge_id' AS bridge,
               extra ->> '$.bridge_technology' AS technology, extra ->> '$.hangupsource' AS ended_by,
               CASE WHEN call IS NULL OR uniqueid IS NULL OR channel IS NULL OR does IS NULL THEN 'empty-field'
                    WHEN happened IS NULL AND timely OR happened NOT {parties.WITHIN} THEN 'impossible-time'
                    WHEN happened IS NULL THEN 'unreadable-cell' END AS fault,
               row_number() OVER (PARTITION BY call ORDER BY happened, try_cast(id AS BIGINT), file, line) AS nth
        FROM typed""")


def _set_aside(cursor: DuckDBPyConnection, form: rows.Form) -> None:
    cursor.execute(f"""
        INSERT INTO aside
        SELECT e.file, e.line, e.fault,
               CASE e.fault WHEN 'empty-field' THEN 'the event names no type, channel, uniqueid or linkedid'
                    WHEN 'impossible-time' THEN 'its time ' || r.eventtime
                                                || ' is not between 1990 and 2100, or never was'
                    ELSE 'its time ' || coalesce(r.eventtime, '(blank)') || ' cannot be read' END,
               {rows.row_text(form, 'r')}
        FROM event e JOIN record r USING (file, line) WHERE e.fault IS NOT NULL AND e.fresh AND r.fresh
        ORDER BY e.file, e.line""")


def _channels(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make temp tables `channel` (each of a call, from its first event to its end) and `call`.

    A call was begun by the channel whose uniqueid it is named after. One in which nobody outside the house takes part
    and no queue is entered is no contact: colleagues talking.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE party AS {parties.parties('SELECT channel FROM event', options)}")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE channel AS
        SELECT c.*, side, agent, is_way, pair, ends_with(channel, ';1') AS called_half, uniqueid = call AS first_of_call
        FROM (SELECT call, uniqueid, arg_min(channel, nth) AS channel, min(happened) AS since,
                     bool_or(does = 'CHAN_START') AS made, min(happened) FILTER (does = 'ANSWER') AS answered_at,
                     min(happened) FILTER (does IN ('HANGUP', 'CHAN_END')) AS until,
                     arg_min(cidnum, nth) AS number, arg_min(exten, nth) AS exten,
                     arg_min(ended_by, nth) FILTER (does = 'HANGUP') AS ended_by
              FROM event GROUP BY call, uniqueid) c JOIN party USING (channel)""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE call AS
        SELECT *, row_number() OVER (ORDER BY call) AS code,
               coalesce(origin.side, '') <> 'out' AND calls_out AND NOT queued AS outbound,
               queued OR calls_out OR coalesce(origin.side, '') = 'out' AS a_contact
        FROM (SELECT call, min(since) AS started_at, bool_or(side = 'out') AS calls_out,
                     arg_min(struct_pack(uniqueid := uniqueid, side := side, agent := agent, number := number,
                                         exten := exten), (is_way, NOT first_of_call, since, uniqueid)) AS origin,
                     max((side = 'out' AND answered_at IS NOT NULL)::UTINYINT) AS reached
              FROM channel GROUP BY call)
        JOIN (SELECT call, CASE WHEN bool_or(does = 'LINKEDID_END') THEN max(happened) END AS ended_at,
                     bool_or(does = 'APP_START' AND app = 'queue' IS TRUE) AS queued,
                     arg_min(struct_pack(file := file, line := line), nth) AS place
              FROM event GROUP BY call) USING (call)""")


def _presences(cursor: DuckDBPyConnection) -> None:
    """Make temp table `presence`: who was in which bridge from when to when; bridges tied by a Local channel are one.

    A bridge that only holds (parking, music) is none. Who is not seen to leave stays until the call is over.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE presence AS
        WITH steps AS (
            SELECT *, lead(happened) OVER (PARTITION BY call, uniqueid ORDER BY nth) AS until
            FROM event WHERE does IN ('BRIDGE_ENTER', 'BRIDGE_EXIT', 'CHAN_END')),
        inside AS (
            SELECT s.call, c.uniqueid, c.channel, c.side, c.agent, c.is_way, c.pair, c.called_half, bridge,
                   s.happened AS since, coalesce(s.until, w.ended_at) AS until, s.file, s.line
            FROM steps s JOIN channel c USING (call, uniqueid) JOIN call w USING (call)
            WHERE does = 'BRIDGE_ENTER' AND bridge IS NOT NULL AND coalesce(technology, '') <> 'holding_bridge'),
        ties AS (
            SELECT a.call, greatest(a.bridge, b.bridge) AS bridge, min(least(a.bridge, b.bridge)) AS with_bridge
            FROM inside a JOIN inside b ON a.call = b.call AND a.pair = b.pair AND a.bridge <> b.bridge GROUP BY ALL)
        SELECT i.* REPLACE (coalesce(with_bridge, bridge) AS bridge)
        FROM inside i LEFT JOIN ties USING (call, bridge)""")
