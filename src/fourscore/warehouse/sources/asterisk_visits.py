"""This file is about stays in a queue: how the typed events of a queue_log become visits, segments and contacts.

Nearly every call has one entry, at most one answer and one end, in that order, in one queue: such stays are joined
directly. Every other call is *tangled* and goes the careful way, by windows over its lines in the order written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourscore.warehouse.sources.asterisk_events import EVENTS, doing, file_order, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAY = """call, number, opened_by, queue, entered, caller, file, line, answered_at, answered_by, connect_wait, ring,
    connect_file, connect_line, ended_by, ended_at, end_agent, end_wait, talk, end_file, end_line"""
NOBODY = "('', 'unknown', 'anonymous', 'restricted', 'unavailable', 'private', 'withheld', 'none')"


def stage_visits(cursor: DuckDBPyConnection, topics: Mapping[str, str]) -> dict[str, int]:
    """Make `staged_visit`, `staged_segment` and `staged_contact` from temp table `event`; what was odd, counted."""
    file_order(cursor)
    plain_stays(cursor)
    lost = tangled_stays(cursor)
    told_stays(cursor)
    visits(cursor)
    lost += segments(cursor)
    contacts(cursor, topics)
    for table in ("stay", "tangle", "loose", "told", "offer"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {"event of a call whose beginning is not in the log": lost}


def plain_stays(cursor: DuckDBPyConnection) -> None:
    """Stays of calls with one entry, and at most one answer and end after it in the same queue, into `stay`.

    All other calls are put into `tangle(call)`.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE tangle AS
        SELECT call FROM event
        WHERE fault IS NULL AND event IN {doing('enter', 'connect', 'end', 'refuse')}
        GROUP BY call
        HAVING count(*) FILTER (event = 'ENTERQUEUE') <> 1 OR count(*) FILTER (event = 'CONNECT') > 1
            OR count(*) FILTER (event IN {doing('end')}) > 1 OR count(*) FILTER (event IN {doing('refuse')}) > 0""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE stay AS
        SELECT e.call, 1::SMALLINT AS number, e.event AS opened_by, e.queue, e.epoch AS entered, e.word AS caller,
               e.file, e.line, c.epoch AS answered_at, c.agent AS answered_by, c.wait AS connect_wait, c.ring,
               c.file AS connect_file, c.line AS connect_line, x.event AS ended_by, x.epoch AS ended_at,
               x.agent AS end_agent, x.wait AS end_wait, x.talk, x.file AS end_file, x.line AS end_line
        FROM (SELECT * FROM event WHERE event = 'ENTERQUEUE' AND fault IS NULL) e
        LEFT JOIN (SELECT * FROM event WHERE event = 'CONNECT' AND fault IS NULL) c ON c.call = e.call
        LEFT JOIN (SELECT * FROM event WHERE event IN {doing('end')} AND fault IS NULL) x ON x.call = e.call
        WHERE e.call NOT IN (FROM tangle)
          AND (c.call IS NULL OR (c.queue IS NOT DISTINCT FROM e.queue AND c.epoch >= e.epoch
                                  AND c.file = e.file AND c.line > e.line))
          AND (x.call IS NULL OR (x.queue IS NOT DISTINCT FROM e.queue AND x.epoch >= e.epoch
                                  AND x.file = e.file AND x.line > coalesce(c.line, e.line)
                                  AND x.epoch >= coalesce(c.epoch, e.epoch)))""")
    # An entry whose answer or end did not fit above went missing there: its call is tangled too.
    cursor.execute("""
        INSERT INTO tangle
        SELECT DISTINCT call FROM event WHERE event = 'ENTERQUEUE' AND fault IS NULL
        AND call NOT IN (FROM tangle) AND call NOT IN (SELECT call FROM stay)""")


def tangled_stays(cursor: DuckDBPyConnection) -> int:
    """Stays of tangled calls, added to `stay`; `loose` keeps the number of the stay each of their lines belongs to.

    A stay begins with ENTERQUEUE, with a refusal, or with a CONNECT in a queue in which the call is in no stay just
    then: after a transfer to another queue Asterisk may log the answer there under the old call. It ends with the
    first ending event of the same call and queue. The number runs over the beginnings within the call.
    Returns how many new lines belong to no stay.
    """
    every = doing("enter", "connect", "end", "refuse", "alert")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE loose AS
        SELECT e.*, o.place + e.line AS nth,
               last_value(CASE WHEN event = 'ENTERQUEUE' THEN epoch END IGNORE NULLS) OVER (
                   PARTITION BY call ORDER BY o.place + e.line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ) AS after, NULL::SMALLINT AS number
        FROM event e JOIN file_order o USING (file)
        WHERE fault IS NULL AND event IN {every} AND call IN (FROM tangle)""")
    early = f"epoch < after AND event NOT IN {doing('enter', 'refuse')}"
    cursor.execute(f"INSERT INTO aside {too_early('loose', early)}")
    cursor.execute(f"DELETE FROM loose WHERE {early}")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE loose AS
        WITH steps AS (
            SELECT *, CASE WHEN event IN {doing('enter', 'refuse')} THEN 1
                           WHEN event = 'CONNECT' AND (before IS NULL OR before IN {doing('end', 'refuse')}) THEN 1
                           ELSE 0 END AS opens
            FROM (SELECT * EXCLUDE (number, after),
                         last_value(CASE WHEN event NOT IN {doing('alert')} THEN event END IGNORE NULLS) OVER (
                             PARTITION BY call, queue ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                         ) AS before FROM loose)
        ), numbered AS (
            SELECT *, CASE WHEN opens = 1 THEN sum(opens) OVER (PARTITION BY call ORDER BY nth) END AS opened FROM steps
        )
        SELECT *, (max(opened) OVER (PARTITION BY call, queue ORDER BY nth))::SMALLINT AS number FROM numbered""")
    answer, end = "event = 'CONNECT'", f"event IN {doing('end')}"
    cursor.execute(f"""
        INSERT INTO stay ({STAY})
        SELECT call, number, arg_min(event, nth), any_value(queue), arg_min(epoch, nth),
               arg_min(word, nth) FILTER (event = 'ENTERQUEUE'), arg_min(file, nth), arg_min(line, nth),
               {first('epoch', answer)}, {first('agent', answer)}, {first('wait', answer)}, {first('ring', answer)},
               {first('file', answer)}, {first('line', answer)}, {first('event', end)}, {first('epoch', end)},
               {first('agent', end)}, {first('wait', end)}, {first('talk', end)}, {first('file', end)},
               {first('line', end)}
        FROM loose WHERE number IS NOT NULL AND event NOT IN {doing('alert')} GROUP BY call, number""")
    lost = cursor.execute("SELECT count(*)::INTEGER FROM loose WHERE number IS NULL AND fresh").fetchone()
    return lost[0] if lost else 0


def first(field: str, when: str) -> str:
    """That field of the stay's first line of a kind, also where the field is empty there."""
    return f"arg_min_null({field}, nth) FILTER ({when})"


def by_event(field: str) -> str:
    """The outcome or flow that goes with the event that ended a stay."""
    cases: dict[str, list[str]] = {}
    for name, event in EVENTS.items():
        said = event.outcome if field == "outcome" else event.flow
        if said and event.does == "end":
            cases.setdefault(said, []).append(name)
    whens = (f"WHEN ended_by IN ({', '.join(map(quoted, names))}) THEN '{said}'" for said, names in cases.items())
    return f"CASE {' '.join(whens)} END"


def told_stays(cursor: DuckDBPyConnection) -> None:
    """Make temp table `told`: the stays with their outcome, and their times and lengths in whole seconds.

    wait: what the CONNECT or the ending event says, else the time between; talk: what the ending event says, else the
    time from the answer to it. An answered stay without its CONNECT is dated back by its talk from its end. A stay
    opened by a CONNECT was entered as long before as that says the caller had waited.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT *, CASE WHEN outcome = 'refused' THEN 0
                       WHEN answered IS NOT NULL THEN coalesce(connect_wait, end_wait, answered - entered)
                       ELSE coalesce(end_wait, ended - entered) END AS wait,
               CASE WHEN outcome = 'answered' THEN coalesce(told_talk, ended - answered) END AS talk
        FROM (SELECT *, CASE outcome WHEN 'open' THEN answered_at
                                     WHEN 'answered' THEN coalesce(answered_at, greatest(ended - coalesce(told_talk, 0),
                                                                                         entered)) END AS answered
              FROM (SELECT call, number, queue, caller, file, line, connect_wait, end_wait, ring, talk AS told_talk,
                           ended_by, answered_at, coalesce(answered_by, end_agent) AS agent,
                           coalesce(connect_file, end_file) AS talk_file, coalesce(connect_line, end_line) AS talk_line,
                           CASE WHEN opened_by = 'CONNECT' THEN entered - coalesce(connect_wait, 0)
                                ELSE entered END AS entered,
                           CASE WHEN opened_by IN {doing('refuse')} THEN 'refused'
                                ELSE coalesce({by_event('outcome')}, 'open') END AS outcome,
                           CASE WHEN opened_by IN {doing('refuse')} THEN entered
                                WHEN ended_at < answered_at THEN answered_at ELSE ended_at END AS ended
                    FROM stay))""")


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit` from `told`."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT call AS contact, number, queue, CASE WHEN outcome IN ('answered', 'open') THEN agent END AS agent,
               make_timestamp(entered * 1000000) AS entered_at, make_timestamp(answered * 1000000) AS answered_at,
               make_timestamp(ended * 1000000) AS ended_at, outcome, {by_event('flow')} AS flow,
               coalesce(ended_by IN ('BLINDTRANSFER', 'ATTENDEDTRANSFER', 'TRANSFER'), false)::UTINYINT AS transferred,
               coalesce(ended_by = 'COMPLETEAGENT', false)::UTINYINT AS agent_ended,
               wait::DECIMAL(12, 3) AS wait_s, ring::DECIMAL(12, 3) AS ring_s, talk::DECIMAL(12, 3) AS talk_s,
               file, line
        FROM told""")


def segments(cursor: DuckDBPyConnection) -> int:
    """Make `staged_segment`: each offer to an agent (alert) and each talk, half-open, and those of outbound calls.

    An offer that was not answered comes in milliseconds, one that was in seconds. A talk without an end is open.
    Returns how many new offers belong to no stay.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE offer AS
        SELECT o.*, t.entered FROM (
            SELECT call, 1::SMALLINT AS number, queue, agent, event, epoch, ring, file, line, fresh
            FROM event WHERE event IN {doing('alert')} AND fault IS NULL AND call NOT IN (FROM tangle)
            UNION ALL
            SELECT call, number, queue, agent, event, epoch, ring, file, line, fresh
            FROM loose WHERE event IN {doing('alert')} AND number IS NOT NULL) o
        LEFT JOIN told t USING (call, number)""")
    cursor.execute(f"INSERT INTO aside {too_early('offer', 'epoch < entered')}")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT call AS contact, number, 'alert' AS kind, agent, queue,
               make_timestamp(epoch * 1000000 - coalesce(ring, 0) * 1000) AS started_at,
               make_timestamp(epoch * 1000000) AS ended_at, 0::UTINYINT AS answered, file, line
        FROM offer WHERE epoch >= entered
        UNION ALL
        SELECT call, number, 'alert', agent, queue, make_timestamp((answered - coalesce(ring, 0)) * 1000000),
               make_timestamp(answered * 1000000), 1, talk_file, talk_line
        FROM told WHERE answered IS NOT NULL
        UNION ALL
        SELECT call, number, 'talk', agent, queue, make_timestamp(answered * 1000000),
               make_timestamp((answered + talk) * 1000000), 1, talk_file, talk_line
        FROM told WHERE answered IS NOT NULL
        UNION ALL
        SELECT call, NULL, 'talk', agent, queue, make_timestamp((epoch - talk) * 1000000),
               make_timestamp(epoch * 1000000), 1, file, line
        FROM event WHERE event = 'OUTCALL' AND fault IS NULL AND talk IS NOT NULL""")
    lost = cursor.execute("SELECT count(*)::INTEGER FROM offer WHERE entered IS NULL AND fresh").fetchone()
    return lost[0] if lost else 0


def too_early(rows: str, condition: str) -> str:
    return f"""
        SELECT file, line, 'impossible-time', e.event || ' is earlier than the ENTERQUEUE before it.', l.row_text
        FROM {rows} e JOIN landed l USING (file, line) WHERE fresh AND ({condition})"""


def contacts(cursor: DuckDBPyConnection, topics: Mapping[str, str]) -> None:
    """Make `staged_contact`: one row a call, with the first queue and agent it met, and its caller's number.

    It ends with its last stay; while that is open, so is the contact. An outbound call (OUTCALL) is a contact of its
    own unless its call stayed in a queue as well.
    """
    topic = "NULL::VARCHAR"
    if topics:
        topic = f"MAP {{{', '.join(f'{quoted(q)}: {quoted(t)}' for q, t in topics.items())}}}[queue]"
    columns = "call AS key, entered, ended, 0::UTINYINT AS outbound, 0::UTINYINT AS connected, caller, queue"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT key, make_timestamp(entered * 1000000) AS started_at, make_timestamp(ended * 1000000) AS ended_at,
               'voice' AS channel, outbound, connected, {customer('caller')} AS customer, {topic} AS topic,
               agent, queue, file, line
        FROM (SELECT {columns}, CASE WHEN answered IS NOT NULL THEN agent END AS agent, file, line
              FROM told WHERE call NOT IN (FROM tangle)
              UNION ALL
              SELECT call, min(entered), CASE WHEN arg_max(outcome, number) <> 'open' THEN max(ended) END, 0, 0,
                     arg_min(caller, number), arg_min_null(queue, number),
                     arg_min(agent, number) FILTER (answered IS NOT NULL), arg_min(file, number), arg_min(line, number)
              FROM told WHERE call IN (FROM tangle) GROUP BY call
              UNION ALL
              SELECT call, min(epoch - greatest(wait, talk, 0)), max(epoch), 1, max((talk IS NOT NULL)::UTINYINT),
                     min(word), min(queue), arg_min(agent, line), min(file), min(line)
              FROM event WHERE event = 'OUTCALL' AND fault IS NULL AND call NOT IN (SELECT call FROM told)
              GROUP BY call)""")


def customer(number: str) -> str:
    """A telephone number as a customer's identifier: digits, letters and a plus; nobody where it says so."""
    plain = f"lower(regexp_replace({number}, '[^0-9A-Za-z+]', '', 'g'))"
    return f"CASE WHEN {number} IS NULL OR {plain} IN {NOBODY} THEN NULL ELSE {plain} END"
