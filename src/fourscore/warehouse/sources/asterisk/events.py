"""This file is about the events of Asterisk's queue_log: what each means, and landed lines read into typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.facts import OUTCOME

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History


class Event(NamedTuple):
    """One kind of line: what it does, and at which parameter (1 is the first) it holds its numbers and word.

    does: enter, connect, end (of a stay), refuse (a call that never entered), alert, call_out, on or off (an agent),
    restart, note (nothing that is counted). wait, talk, ring: seconds, but ring of an alert is milliseconds.
    """

    does: str
    wait: int | None = None
    talk: int | None = None
    ring: int | None = None
    word: int | None = None
    outcome: str | None = None
    flow: str | None = None
    transferred: int = 0


DOES = ("enter", "connect", "end", "refuse", "alert", "call_out", "on", "off", "restart", "note")
# Under the event's name; where the first parameter moves the others, under the name and that parameter.
EVENTS: dict[str, Event] = {
    "ENTERQUEUE": Event("enter", word=2),
    "CONNECT": Event("connect", wait=1, ring=3),
    "COMPLETEAGENT": Event("end", wait=1, talk=2, outcome="answered"),
    "COMPLETECALLER": Event("end", wait=1, talk=2, outcome="answered"),
    "BLINDTRANSFER": Event("end", wait=3, talk=4, outcome="answered", transferred=1),
    "ATTENDEDTRANSFER": Event("end", wait=3, talk=4, outcome="answered", transferred=1),
    "ATTENDEDTRANSFER LINK": Event("end", wait=4, talk=5, outcome="answered", transferred=1),
    "TRANSFER": Event("end", wait=3, talk=4, outcome="answered", transferred=1),
    "ABANDON": Event("end", wait=3, outcome="abandoned"),
    "EXITWITHTIMEOUT": Event("end", wait=3, outcome="flowed_out", flow="timeout"),
    "EXITWITHKEY": Event("end", wait=4, outcome="flowed_out", flow="key"),
    "EXITEMPTY": Event("end", wait=3, outcome="flowed_out", flow="empty"),
    "WITHDRAW": Event("end", wait=3, outcome="flowed_out", flow="withdrawn"),
    "SYSCOMPAT": Event("end", outcome="dropped"),
    "LEAVEEMPTY": Event("end", outcome="flowed_out", flow="empty"),  # Wazo, just after EXITEMPTY of the same stay
    "FULL": Event("refuse", outcome="refused"),
    "CLOSED": Event("refuse", outcome="refused"),
    "JOINEMPTY": Event("refuse", outcome="refused"),
    "DIVERT_CA_RATIO": Event("refuse", outcome="refused"),
    "DIVERT_HOLDTIME": Event("refuse", outcome="refused"),
    "RINGNOANSWER": Event("alert", ring=1),
    "RINGCANCELED": Event("alert", ring=1),
    "OUTCALL": Event("call_out", wait=3, word=4),
    "OUTCALL ANSWER": Event("call_out", wait=3, talk=2, word=4),
    "ADDMEMBER": Event("on", word=1),
    "REMOVEMEMBER": Event("off"),
    "AGENTLOGIN": Event("on"),
    "AGENTLOGOFF": Event("off"),
    "AGENTCALLBACKLOGIN": Event("on"),
    "AGENTCALLBACKLOGOFF": Event("off"),
    "PAUSE": Event("on", word=1),
    "UNPAUSE": Event("off", word=1),
    "PAUSEALL": Event("on", word=1),
    "UNPAUSEALL": Event("off", word=1),
    "QUEUESTART": Event("restart"),
    "AGENTDUMP": Event("note"),      # the agent hung up during the announcement; the caller keeps waiting
    "CONFIGRELOAD": Event("note"),
    "DID": Event("note"),
    "PENALTY": Event("note"),
    "RINGINUSE": Event("note"),
    "WRAPUPSTART": Event("note"),    # Wazo: a planned length, not after-call work as it was
}
TORN = "\u2400"  # stands for a byte of nothing, as a power cut leaves them: its line is none
EARLIEST, LATEST = 631_152_000, 4_102_444_800  # 1990 and 2100: an event outside was written by a wrong clock


def write_meanings(cursor: DuckDBPyConnection) -> None:
    """Make temp table `meaning`: the events above, each with the places of its parameters among a line's fields.

    No event tells both a talk and a ring; so either is `length`.
    """
    kinds = ", ".join(map(quoted, EVENTS))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE meaning (
            said VARCHAR, event ENUM ({kinds}), does ENUM ({', '.join(map(quoted, DOES))}),
            wait INTEGER, length INTEGER, word INTEGER, outcome {OUTCOME}, flow VARCHAR, transferred UTINYINT)""")
    rows = [(name, name, event.does,
             *(place and 5 + place for place in (event.wait, event.talk or event.ring, event.word)),
             event.outcome, event.flow, event.transferred) for name, event in EVENTS.items()]
    columns = [list(column) for column in zip(*rows, strict=True)]
    cursor.execute(f"INSERT INTO meaning SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def read_events(cursor: DuckDBPyConnection, history: History, names: Mapping[str, str]) -> None:
    """Make temp table `event`: the landed lines as typed rows, and those landed before of the same calls."""
    write_meanings(cursor)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE event AS {typed('landed', names, fresh=True)}")
    if not history.landed():
        return
    mine = "does IN ('enter', 'connect', 'end', 'refuse', 'alert', 'call_out')"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE keys AS SELECT DISTINCT call AS key FROM event WHERE {mine}")
    files = history.landed_with(cursor, "keys")
    if files:
        earlier = earlier_rows(cursor, history, files)
        rows = f"(SELECT * FROM {earlier} WHERE split_part(row_text, '|', 2) IN (FROM keys))"
        cursor.execute(f"INSERT INTO event FROM ({typed(rows, names, fresh=False)}) WHERE {mine}")
    cursor.execute("DROP TABLE temp.keys")


def earlier_rows(cursor: DuckDBPyConnection, history: History, files: list[str]) -> str:
    """A query for the rows landed before in `files` that still stand.

    A file that was corrected is read again from its first line; what was landed of it until then no longer counts.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE standing AS
        WITH part AS (
            SELECT list_position({listed(history.landed())}, filename) AS nth, filename, file, min(line) AS first_line
            FROM read_parquet({listed(history.landed())}, filename = true) GROUP BY filename, file
            UNION ALL SELECT 1 << 30, NULL, file, min(line) FROM landed GROUP BY file)
        SELECT filename, file, min(first_line) OVER (
                   PARTITION BY file ORDER BY nth ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS void_from
        FROM part""")
    return f"""(SELECT file, line, row_text FROM read_parquet({listed(files)}, filename = true)
                JOIN standing USING (filename, file) WHERE void_from IS NULL OR line < void_from)"""


def listed(files: list[str]) -> str:
    return "[" + ", ".join(map(quoted, files)) + "]"


def typed(rows: str, names: Mapping[str, str], *, fresh: bool) -> str:
    """A query over rows (file, line, row_text): an event each, with its numbers and word as its meaning says.

    `fault` names why a line is none; it then does nothing, as an event that is not known does. `code` is a hash of the
    call's id: whole numbers are quickly compared, and where two calls have the same the ids themselves decide.
    """
    agent = "nullif(nullif(p[4], 'NONE'), '')"
    if names:
        pairs = ", ".join(f"{quoted(one)}: {quoted(other)}" for one, other in names.items())
        agent = f"coalesce(MAP {{{pairs}}}[p[4]], {agent})"
    return f"""
        SELECT file, line, epoch, p[2] AS call, hash(p[2]) AS code, nullif(nullif(p[3], 'NONE'), '') AS queue,
               {agent} AS agent, event, CASE WHEN fault IS NULL THEN does END AS does,
               {seconds_in('wait')}, {seconds_in('length')}, p[word] AS word, fault,
               {'true' if fresh else 'false'} AS fresh
        FROM (SELECT *, CASE WHEN epoch IS NULL OR coalesce(name, '') = '' OR torn THEN 'not-an-event'
                             WHEN epoch NOT BETWEEN {EARLIEST} AND {LATEST} THEN 'impossible-time' END AS fault
              FROM (SELECT file, line, p, torn, p[5] AS name, try_cast(p[1] AS BIGINT) AS epoch
                    FROM (SELECT file, line, string_split(row_text, '|') AS p,
                                 contains(row_text, '{TORN}')
                                 AND contains(array_to_string(p[1:5], '|'), '{TORN}') AS torn FROM {rows}))
              LEFT JOIN meaning ON said = CASE
                  WHEN name IN ('ATTENDEDTRANSFER', 'OUTCALL') AND p[6] IN ('LINK', 'ANSWER') THEN name || ' ' || p[6]
                  ELSE name END)"""


def seconds_in(field: str) -> str:
    """The parameter that holds a length of time; one that is no number, or less than nothing, is none."""
    return f"try_cast(try_cast(p[{field}] AS UINTEGER) AS INTEGER) AS {field}"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def set_aside(cursor: DuckDBPyConnection) -> None:
    """Keep lines that are no event, or of an impossible time, apart with their text."""
    cursor.execute("""
        INSERT INTO aside
        SELECT e.file, e.line, e.fault,
               CASE e.fault WHEN 'not-an-event' THEN 'The line is not epoch|callid|queue|agent|event|….'
                    ELSE 'The event''s time ' || e.epoch || ' is not between 1990 and 2100.' END,
               l.row_text
        FROM event e JOIN landed l USING (file, line) WHERE e.fault IS NOT NULL""")


def count_notices(cursor: DuckDBPyConnection) -> dict[str, int]:
    """How often each event this file does not know was found in what is new."""
    return dict(cursor.execute("""
        SELECT 'unknown event ' || split_part(l.row_text, '|', 5), count(*)::INTEGER
        FROM (SELECT file, line FROM event WHERE event IS NULL AND fault IS NULL AND fresh) e
        JOIN landed l USING (file, line) GROUP BY 1 ORDER BY 1""").fetchall())


def covered(cursor: DuckDBPyConnection) -> tuple[datetime, datetime] | None:
    """Times of the first and the last new event."""
    found = cursor.execute("SELECT min(epoch), max(epoch) FROM event WHERE fault IS NULL AND fresh").fetchone()
    if not found or found[0] is None:
        return None
    return datetime.fromtimestamp(found[0], UTC), datetime.fromtimestamp(found[1], UTC)


def file_order(cursor: DuckDBPyConnection) -> None:
    """Make temp table `file_order(file, place)`: files by their first event, to put lines of several in order."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE file_order AS
        SELECT file, row_number() OVER (ORDER BY min(epoch), file) << 40 AS place
        FROM event WHERE fault IS NULL GROUP BY file""")
