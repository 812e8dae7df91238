"""This file is about stays in a queue: how the typed events of a queue_log become visits, segments and contacts.

Nearly every call has one entry, at most one answer and one end, in that order, in one queue: such stays are joined
directly. Every other call is *tangled* and goes the careful way, by windows over its lines in the order written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourscore.warehouse.facts import SEGMENT
from fourscore.warehouse.sources.asterisk.events import file_order, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 8_000  # offers, stays and outbound calls of one call whose segments are kept
NOBODY = "('', 'unknown', 'anonymous', 'restricted', 'unavailable', 'private', 'withheld', 'none')"
# An entry whose answer and end are in the order, place and time that need no second look.
IN_ORDER = """
    (answered_at IS NULL OR (connect_queue IS NOT DISTINCT FROM queue AND answered_at >= came
                             AND connect_file = file AND connect_line > line))
    AND (ended_at IS NULL OR (end_queue IS NOT DISTINCT FROM queue AND ended_at >= coalesce(answered_at, came)
                              AND end_file = file AND end_line > coalesce(connect_line, line)))"""


def stage_visits(cursor: DuckDBPyConnection, topics: Mapping[str, str]) -> dict[str, int]:
    """Make `staged_visit`, `staged_segment` and `staged_contact` from temp table `event`; what was odd, counted."""
    file_order(cursor)
    plain_stays(cursor)
    lost = tangled_stays(cursor)
    visits(cursor)
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE call_out AS
        SELECT *, row_number() OVER (PARTITION BY call, length IS NULL ORDER BY epoch, file, line) AS nth
        FROM event WHERE does = 'call_out'""")
    contacts(cursor, topics)
    offers(cursor)
    unplaced, beyond = segments(cursor)
    for table in ("tangle", "loose", "early"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {
        "event of a call whose beginning is not in the log": lost + unplaced,
        f"offer after the first {MOST:,} of one call": beyond,
    }


def plain_stays(cursor: DuckDBPyConnection) -> None:
    """Stays of calls with one entry, and at most one answer and end after it in the same queue, into `stay`.

    The codes of all other calls are put into `tangle(code)`. Two calls of the same code have two entries, so both are.
    `nth_call` numbers the calls without gaps, so that what is staged can be joined by it.
    """
    connect, end = 1 << 30, 1 << 60  # far enough apart for the sum of a call's steps to say how many of each it has
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE tangle AS
        SELECT code FROM (
            SELECT code, CASE does WHEN 'enter' THEN 1 WHEN 'connect' THEN {connect} WHEN 'end' THEN {end} ELSE 2
                         END AS step
            FROM event WHERE does IN ('enter', 'connect', 'end', 'refuse'))
        GROUP BY code HAVING sum(step) NOT IN (1, {1 + connect}, {1 + end}, {1 + connect + end})""")
    joined = in_one_row(
        "(SELECT *, 1::SMALLINT AS number FROM event WHERE does = 'enter' AND code NOT IN (FROM tangle))",
        "(FROM event WHERE does = 'connect')", "(FROM event WHERE does = 'end')", "USING (code)", opened_by="'enter'")
    plain = told(f"(SELECT *, row_number() OVER () AS nth_call FROM ({joined}) WHERE {IN_ORDER})", "false")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE stay AS {plain}")
    # An entry whose answer or end was not in order went missing there: its call is tangled too. Each of these calls has
    # one entry, and nearly always there are as many stays.
    plainly = "FROM event WHERE does = 'enter' AND code NOT IN (FROM tangle"
    if some(cursor, f"(SELECT count(*) AS entries {plainly})) WHERE entries <> (SELECT count(*) FROM stay)"):
        cursor.execute(f"INSERT INTO tangle SELECT code {plainly} UNION ALL SELECT code FROM stay)")


def tangled_stays(cursor: DuckDBPyConnection) -> int:
    """Stays of tangled calls, added to `stay`; `loose` keeps the number of the stay each of their lines belongs to.

    A stay begins with ENTERQUEUE, with a refusal, or with a CONNECT in a queue in which the call is in no stay just
    then: after a transfer to another queue Asterisk may log the answer there under the old call. It ends with the
    first ending event of the same call and queue. The number runs over the beginnings within the call.
    Returns how many new lines belong to no stay.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE timed AS
        WITH mine AS (
            SELECT e.*, o.place + e.line AS nth FROM event e JOIN file_order o USING (file)
            WHERE does IN ('enter', 'connect', 'end', 'refuse', 'alert') AND code IN (FROM tangle)),
        called AS (SELECT call, row_number() OVER () AS of FROM (SELECT DISTINCT call FROM mine)),
        asked AS (SELECT queue, row_number() OVER () AS ask FROM (SELECT DISTINCT queue FROM mine))
        SELECT mine.*, of, of * (1 << 20) + coalesce(ask, 0) AS place
        FROM mine JOIN called USING (call) LEFT JOIN asked USING (queue)""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE early AS FROM timed e WHERE does NOT IN ('enter', 'refuse') AND EXISTS (
            FROM timed t WHERE t.of = e.of AND t.does = 'enter' AND t.nth < e.nth AND t.epoch > e.epoch)""")
    if some(cursor, "early"):
        cursor.execute(f"INSERT INTO aside {too_early('early', 'true')}")
        cursor.execute("DELETE FROM timed WHERE (file, line, fresh) IN (SELECT file, line, fresh FROM early)")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE loose AS
        WITH steps AS (
            SELECT *, does IN ('enter', 'refuse') OR (does = 'connect' AND coalesce(before IN ('end', 'refuse'), true))
                      AS opens
            FROM (SELECT *, last_value(CASE WHEN does <> 'alert' THEN does END IGNORE NULLS) OVER (
                                PARTITION BY place ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                            ) AS before FROM timed)
        ), opened AS (
            SELECT *, CASE WHEN opens THEN sum(opens::INTEGER) OVER (PARTITION BY of ORDER BY nth) END AS nth_opening
            FROM steps
        )
        SELECT *, max(nth_opening) OVER (PARTITION BY place ORDER BY nth)::SMALLINT AS number FROM opened""")
    joined = in_one_row(
        "(SELECT *, (SELECT count(*) FROM stay) + of AS nth_call FROM loose WHERE opens)",
        "(FROM loose WHERE does = 'connect' AND (opens OR before = 'enter'))",
        "(FROM loose WHERE does = 'end' AND before IN ('enter', 'connect'))",
        "USING (of, number)", "e.nth_call, ")
    cursor.execute(f"INSERT INTO stay BY NAME {told(f'({joined})', 'true')}")
    lost = cursor.execute("SELECT count(*)::INTEGER FROM loose WHERE number IS NULL AND fresh").fetchone()
    cursor.execute("DROP TABLE temp.timed")
    return lost[0] if lost else 0


def in_one_row(
    entries: str, connects: str, ends: str, using: str, more: str = "", *, opened_by: str = "e.does"
) -> str:
    """A query for stays: each entry with the answer and the end of the same call and number, where they are."""
    return f"""
        SELECT {more}e.call, e.code, e.number, {opened_by} AS opened_by, e.queue, e.epoch AS came, e.word AS caller,
               e.file, e.line,
               c.epoch AS answered_at, c.agent AS answered_by, c.wait AS connect_wait, c.length AS ring,
               c.queue AS connect_queue, c.file AS connect_file, c.line AS connect_line, x.event AS ended_by,
               x.epoch AS ended_at,
               x.agent AS end_agent, x.wait AS end_wait, x.length AS end_talk, x.queue AS end_queue,
               x.file AS end_file, x.line AS end_line
        FROM {entries} e
        LEFT JOIN {connects} c {using} LEFT JOIN {ends} x {using}"""


def told(rows: str, tangled: str) -> str:
    """A query for stays with their outcome, and their times and lengths in whole seconds.

    wait: what the CONNECT or the ending event says, else the time between; talk: what the ending event says, else the
    time from the answer to it. An answered stay without its CONNECT is dated back by its talk from its end. A stay
    opened by a CONNECT was entered as long before as that says the caller had waited.
    """
    return f"""
        SELECT nth_call, call, code, number, queue, caller, file, line, entered, answered, ended, outcome, flow,
               transferred, CASE WHEN outcome IN ('answered', 'open') THEN agent END AS agent,
               CASE WHEN outcome = 'refused' THEN 0
                    WHEN answered IS NOT NULL THEN coalesce(connect_wait, end_wait, answered - entered)
                    ELSE coalesce(end_wait, ended - entered) END AS wait,
               CASE WHEN outcome = 'answered' THEN coalesce(end_talk, ended - answered) END AS talk, ring,
               coalesce(ended_by = 'COMPLETEAGENT', false)::UTINYINT AS agent_ended,
               talk_file, talk_line, {tangled} AS tangled
        FROM (SELECT *, CASE outcome WHEN 'open' THEN answered_at WHEN 'answered' THEN
                        coalesce(answered_at, greatest(ended - coalesce(end_talk, 0), entered)) END AS answered
              FROM (SELECT s.*, coalesce(answered_by, end_agent) AS agent,
                           coalesce(connect_file, end_file) AS talk_file, coalesce(connect_line, end_line) AS talk_line,
                           CASE opened_by WHEN 'connect' THEN came - coalesce(connect_wait, 0) ELSE came END AS entered,
                           CASE opened_by WHEN 'refuse' THEN 'refused' ELSE coalesce(outcome, 'open') END AS outcome,
                           CASE WHEN opened_by = 'refuse' THEN came
                                WHEN ended_at < answered_at THEN answered_at ELSE ended_at END AS ended,
                           flow, coalesce(transferred, 0::UTINYINT) AS transferred
                    FROM {rows} s LEFT JOIN meaning m ON m.event = s.ended_by))"""


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`, a look at `stay`."""
    cursor.execute("""
        CREATE OR REPLACE TEMP VIEW staged_visit AS
        SELECT call AS contact, nth_call AS code, number, queue, agent, make_timestamp(entered * 1000000) AS entered_at,
               make_timestamp(answered * 1000000) AS answered_at, make_timestamp(ended * 1000000) AS ended_at,
               outcome, flow, transferred, agent_ended, wait::DECIMAL(12, 3) AS wait_s, ring::DECIMAL(12, 3) AS ring_s,
               talk::DECIMAL(12, 3) AS talk_s, file, line
        FROM stay""")


def offers(cursor: DuckDBPyConnection) -> None:
    """Make `offer`: every offer that was not answered, its stay (where it is `placed` in one) and its number (`nth`).

    An offer earlier than its call's entry is impossible, whatever queue it names.
    """
    before = "CASE WHEN s.file = o.file THEN s.line < o.line ELSE s.entered <= o.epoch END"
    offered = "o.call, o.code, o.queue, o.agent, o.event, o.epoch, o.length, o.file, o.line, o.fresh"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE offer AS
        SELECT *, row_number() OVER (
                   PARTITION BY code ORDER BY placed AND epoch >= entered DESC NULLS LAST, epoch, file, line) AS nth
        FROM (
            SELECT {offered}, s.entered, s.nth_call,
                   s.queue IS NOT DISTINCT FROM o.queue AND s.call IS NOT NULL AS placed
            FROM (FROM event WHERE does = 'alert' AND code NOT IN (FROM tangle)) o
            LEFT JOIN stay s ON s.code = o.code AND {before}
            UNION ALL
            SELECT {offered}, s.entered, s.nth_call, s.call IS NOT NULL
            FROM (FROM loose WHERE does = 'alert' AND number IS NOT NULL) o
            LEFT JOIN stay s ON s.call = o.call AND s.number = o.number AND s.queue IS NOT DISTINCT FROM o.queue
                            AND {before})""")
    if some(cursor, "offer WHERE epoch < entered"):
        cursor.execute(f"INSERT INTO aside {too_early('offer', 'epoch < entered')}")


def segments(cursor: DuckDBPyConnection) -> tuple[int, int]:
    """Make `staged_segment`: each offer to an agent (alert) and each talk, half-open, and those of outbound calls.

    An offer that was not answered comes in milliseconds, one that was in seconds. A talk without an end is open.
    A segment's number within its contact stays the same when more of the call is read: 4v-3 and 4v-2 are the answered
    offer and the talk of stay v, 4n-1 the nth offer without an answer, 4n the nth outbound call.
    Returns how many new offers belong to no stay, and how many are more than the numbers reach.
    """
    outbound = f"""
        UNION ALL
        SELECT call, c.code, (4 * nth)::SMALLINT, 'talk'::{SEGMENT}, o.agent, o.queue,
               make_timestamp((epoch - length) * 1000000), make_timestamp(epoch * 1000000), 1::UTINYINT,
               0::UTINYINT, o.file, o.line
        FROM call_out o JOIN staged_contact c ON c.key = o.call WHERE length IS NOT NULL AND nth <= {MOST}
        """ if some(cursor, "call_out") else ""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP VIEW staged_segment AS
        SELECT call AS contact, nth_call AS code, (4 * nth - 1)::SMALLINT AS number, 'alert'::{SEGMENT} AS kind,
               agent, queue,
               make_timestamp(epoch * 1000000 - coalesce(length, 0)::BIGINT * 1000) AS started_at,
               make_timestamp(epoch * 1000000) AS ended_at, 0::UTINYINT AS answered,
               (event = 'RINGCANCELED')::UTINYINT AS cancelled, file, line
        FROM offer WHERE placed AND epoch >= entered AND nth <= {MOST}
        UNION ALL
        SELECT call, nth_call, (4 * number - 3)::SMALLINT, 'alert'::{SEGMENT}, agent, queue,
               make_timestamp((answered - coalesce(ring, 0)) * 1000000), make_timestamp(answered * 1000000),
               1::UTINYINT, 0::UTINYINT, talk_file, talk_line
        FROM stay WHERE answered IS NOT NULL AND number <= {MOST}
        UNION ALL
        SELECT call, nth_call, (4 * number - 2)::SMALLINT, 'talk'::{SEGMENT}, agent, queue,
               make_timestamp(answered * 1000000),
               make_timestamp((answered + talk) * 1000000), 1::UTINYINT, 0::UTINYINT, talk_file, talk_line
        FROM stay WHERE answered IS NOT NULL AND number <= {MOST} {outbound}""")
    odd = cursor.execute(f"""
        SELECT count(*) FILTER (NOT placed), count(*) FILTER (nth > {MOST})
        FROM offer WHERE fresh AND coalesce(epoch >= entered, true) AND (NOT placed OR nth > {MOST})
        """).fetchone() or (0, 0)
    return odd[0], odd[1]


def some(cursor: DuckDBPyConnection, rows: str) -> bool:
    return cursor.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone() is not None


def too_early(rows: str, condition: str) -> str:
    return f"""
        SELECT file, line, 'impossible-time', e.event || ' is earlier than the ENTERQUEUE before it.', l.row_text
        FROM {rows} e JOIN landed l USING (file, line) WHERE fresh AND ({condition})"""


def contacts(cursor: DuckDBPyConnection, topics: Mapping[str, str]) -> None:
    """Make `staged_contact`: one row a call, with the first queue and agent it met, and its caller's number.

    It ends with its last stay; while that is open, so is the contact. An outbound call (OUTCALL) is a contact of its
    own unless its call stayed in a queue as well.
    """
    last = "(SELECT coalesce(max(nth_call), 0) FROM stay)"
    topic = "NULL::VARCHAR"
    if topics:
        topic = f"MAP {{{', '.join(f'{quoted(q)}: {quoted(t)}' for q, t in topics.items())}}}[queue]"
    outbound = f"""
              UNION ALL
              SELECT call, {last} + row_number() OVER (), min(epoch - greatest(wait, length, 0)), max(epoch), 1,
                     max((length IS NOT NULL)::UTINYINT), min(word), min(queue), arg_min(agent, line), min(file),
                     min(line)
              FROM call_out WHERE call NOT IN (SELECT call FROM stay) GROUP BY call
              """ if some(cursor, "call_out") else ""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT key, code, make_timestamp(entered * 1000000) AS started_at, make_timestamp(ended * 1000000) AS ended_at,
               'voice' AS channel, outbound, connected,
               CASE WHEN customer NOT IN {NOBODY} THEN customer END AS customer,
               {topic} AS topic, agent, queue, file, line
        FROM (SELECT *, CASE WHEN regexp_full_match(caller, '\\+?[0-9]*') THEN caller
                             ELSE lower(regexp_replace(caller, '[^\\p{{L}}\\p{{N}}+]', '', 'g')) END AS customer FROM (
              SELECT call AS key, nth_call AS code, entered, ended, 0::UTINYINT AS outbound, 0::UTINYINT AS connected,
                     caller, queue, CASE WHEN answered IS NOT NULL THEN agent END AS agent, file, line
              FROM stay WHERE NOT tangled
              UNION ALL
              SELECT call, min(nth_call), min(entered),
                     CASE WHEN arg_max(outcome, number) <> 'open' THEN max(ended) END, 0, 0,
                     arg_min(caller, number), arg_min_null(queue, number),
                     arg_min(agent, number) FILTER (answered IS NOT NULL), arg_min(file, number), arg_min(line, number)
              FROM stay WHERE tangled GROUP BY call {outbound}))""")
