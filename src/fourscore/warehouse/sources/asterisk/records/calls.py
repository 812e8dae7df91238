"""This file is about calls: how the records of one call become a contact, its stays in queues, its offers and talk.

A record whose called channel is a Local one is a way to a telephone. Where the other half's own record is there, that
one tells who was called, when, and how long; else the way itself stands for the extension it leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources import History, Staged
from fourscore.warehouse.sources.asterisk.events import quoted
from fourscore.warehouse.sources.asterisk.records import parties, rows
from fourscore.warehouse.sources.asterisk.records.options import Options

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CALL = "coalesce(linkedid, uniqueid, channel || '@' || \"start\")"
# A record is the same as another where these agree; one that comes again takes the earlier one's place.
SAME = ("call", "uniqueid", "sequence", "channel", "dstchannel", "start", "dst", "lastapp", "lastdata")
LONGEST = 10_000_000  # seconds; a record of more than a hundred days is none
MOST = 32_000         # parts of one call that are kept, by the width of their number
NUMBER = r"\+?[0-9*#]+"
TABLES = ("record", "party", "leg", "whole", "part", "stay", "offer", "talk")


def stage(cursor: DuckDBPyConnection, history: History, form: rows.Form, options: Options, *, stays: bool) -> Staged:
    """Make `staged_contact`, `staged_segment` and, if asked for, `staged_visit` from `landed`."""
    rows.read(cursor, history, form, CALL)
    legs(cursor, options)
    set_aside(cursor, form)
    wholes(cursor, options)
    parts(cursor)
    make_stays(cursor)
    offers(cursor, trusted=stays)
    segments(cursor)
    contacts(cursor, options)
    if stays:
        visits(cursor)
    found = cursor.execute("""
        SELECT count(*) FILTER (call IN (SELECT call FROM whole WHERE NOT a_contact)), min(start), max(start)
        FROM leg WHERE fresh AND fault IS NULL""").fetchone() or (0, None, None)
    staged = Staged(found[0], options.covered(found[1], found[2]), notices(cursor, stays=stays))
    for table in TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return staged


def legs(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make temp tables `party` and `leg`: every record with its times and its two parties; `fault`: why it is none.

    An end is the start and the duration, an answer the end less the seconds billed: right while the clock changes, too.
    """
    clock = parties.clock_of(cursor, "record", '"start"', options)
    both = "SELECT channel FROM record UNION ALL SELECT dstchannel FROM record"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE party AS {parties.parties(both, options)}")
    queue = "trim(coalesce(nullif(regexp_extract(lastdata, '^[^,|]*'), ''), dst))"
    same = ", ".join(f'"{name}"' for name in SAME)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE leg AS
        SELECT t.* EXCLUDE (begun, timely, seconds, billed, said), begun AS start, begun + to_seconds(seconds) AS ended,
               CASE WHEN billed > 0 OR said THEN begun + to_seconds(seconds - billed) END AS up_at,
               said AND dstchannel IS NOT NULL AS taken, a.side AS from_side, a.agent AS from_agent,
               coalesce(a.is_way, false) AS from_way, a.pair AS from_pair, b.side AS to_side, b.agent AS to_agent,
               b.pair AS to_pair,
               CASE WHEN begun IS NULL THEN CASE WHEN timely THEN 'impossible-time' ELSE 'unreadable-cell' END
                    WHEN begun NOT {parties.WITHIN} THEN 'impossible-time'
                    WHEN seconds IS NULL OR billed IS NULL THEN 'unreadable-cell'
                    WHEN seconds NOT BETWEEN 0 AND {LONGEST} OR billed NOT BETWEEN 0 AND seconds THEN 'impossible-time'
                    WHEN t.channel IS NULL THEN 'empty-field' END AS fault
        FROM (SELECT file, line, fresh, call, uniqueid, try_cast(sequence AS BIGINT) AS sequence, channel, dstchannel,
                     src, dst, clid, {parties.moment('"start"', 'uniqueid', clock)} AS begun,
                     regexp_matches("start", '{parties.TIMELY}') AS timely,
                     try_cast(duration AS BIGINT) AS seconds, try_cast(billsec AS BIGINT) AS billed,
                     upper(coalesce(disposition, '')) = 'ANSWERED' AS said,
                     lower(coalesce(lastapp, '')) = 'dial' AS dials,
                     CASE WHEN lower(lastapp) = 'queue' THEN {rows.mapped(queue, options.queues)} END AS queue
              FROM record
              QUALIFY call IS NULL OR row_number() OVER (PARTITION BY {same} ORDER BY file DESC, line DESC) = 1) t
        LEFT JOIN party a ON a.channel = t.channel LEFT JOIN party b ON b.channel = t.dstchannel""")


def set_aside(cursor: DuckDBPyConnection, form: rows.Form) -> None:
    """Keep records that are none apart with their text."""
    told = {name: f"coalesce(r.\"{name}\", '(blank)')" for name in ("start", "duration", "billsec")}
    cursor.execute(f"""
        INSERT INTO aside
        SELECT l.file, l.line, l.fault,
               CASE l.fault WHEN 'empty-field' THEN 'the record names no channel'
                    WHEN 'impossible-time' THEN 'it begins at ' || {told['start']} || ' and lasts '
                                                || {told['duration']}
                                                || ' s, of which ' || {told['billsec']} || ' s are billed'
                    ELSE 'its start ' || {told['start']} || ', duration ' || {told['duration']} || ' or billsec '
                         || {told['billsec']} || ' cannot be read' END, {rows.row_text(form, 'r')}
        FROM leg l JOIN record r USING (file, line) WHERE l.fault IS NOT NULL AND l.fresh AND r.fresh
        ORDER BY l.file, l.line""")


def wholes(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make temp table `whole`: each call, who began it, and whether it is a contact at all.

    It was begun by the channel whose uniqueid the call is named after. A call in which nobody outside the house takes
    part and no queue is entered is none: colleagues talking. What makes it one can only be added by later records.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE whole AS
        SELECT *, coalesce(origin.side, '') <> 'out' AND calls_out AND NOT queued AS outbound FROM (
        SELECT call, row_number() OVER (ORDER BY call) AS code, min(start) AS started_at, max(ended) AS ended_at,
               arg_min(struct_pack(side := from_side, agent := from_agent, channel := channel,
                                   file := file, line := line,
                                   number := coalesce(src, nullif(regexp_extract(clid, '<([^>]*)>', 1), ''))), nth)
                   AS origin,
               bool_or(queue IS NOT NULL) AS queued, arg_min(dst, nth) FILTER (goes_out) AS called,
               max((goes_out AND taken)::UTINYINT) AS reached, bool_or(uniqueid = call) AS begun,
               bool_or(from_side = 'out' OR goes_out OR queue IS NOT NULL) AS a_contact, bool_or(fresh) AS fresh,
               bool_or(goes_out) AS calls_out
        FROM (SELECT *, to_side = 'out' IS TRUE OR (
                            dials AND dstchannel IS NULL AND from_side = 'in'
                            AND regexp_full_match(coalesce(dst, ''), '{NUMBER}')
                            AND NOT regexp_full_match(dst, {quoted(options.inside)})) AS goes_out,
                     row_number() OVER (PARTITION BY call ORDER BY from_way, uniqueid IS DISTINCT FROM call, start,
                                        sequence, ended, channel, dstchannel, dst) AS nth
              FROM leg WHERE fault IS NULL)
        GROUP BY call)""")


def parts(cursor: DuckDBPyConnection) -> None:
    """Make temp table `part`: the records of contacts; of a way, when and by whom it was taken at its other end.

    way_on: the other half has records of its own. of_queue: the queue, of such records, too. elsewhere: taken there by
    nobody of the house, such as a mailbox.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE part AS
        WITH mine AS (
            SELECT l.*, code, outbound, origin, coalesce(uniqueid, channel) AS one
            FROM leg l JOIN whole USING (call) WHERE fault IS NULL AND a_contact),
        beyond AS (
            SELECT call, from_pair AS pair, min(up_at) FILTER (taken AND to_side = 'in') AS answer,
                   arg_min(to_agent, up_at) FILTER (taken AND to_side = 'in') AS agent
            FROM mine WHERE from_pair IS NOT NULL GROUP BY ALL),
        before AS (
            SELECT call, to_pair AS pair, min(queue) AS queue FROM mine WHERE to_pair IS NOT NULL GROUP BY ALL)
        SELECT m.* REPLACE (m.taken AND (b.pair IS NULL OR b.answer IS NOT NULL) AS taken,
                            coalesce(b.agent, m.to_agent) AS to_agent),
               CASE WHEN m.taken THEN CASE WHEN b.pair IS NULL THEN up_at
                                           WHEN b.answer IS NOT NULL THEN least(greatest(b.answer, start), ended) END
                    END AS answered_at,
               b.pair IS NOT NULL AS way_on, coalesce(m.queue, f.queue) AS of_queue,
               m.taken AND b.pair IS NOT NULL AND b.answer IS NULL AS elsewhere
        FROM mine m LEFT JOIN beyond b ON b.call = m.call AND b.pair = m.to_pair
                    LEFT JOIN before f ON f.call = m.call AND f.pair = m.from_pair""")


def make_stays(cursor: DuckDBPyConnection) -> None:
    """Make temp table `stay`: the records of one channel in one queue, until one of them was answered and ended.

    Nothing ends where the same agent's next answered record begins: the way to the telephone was only shortened.
    was_up: the call had been answered before, so that its records do not tell when an agent did.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH mine AS (SELECT *, row_number() OVER () AS id FROM part WHERE queue IS NOT NULL),
        over AS (
            SELECT call, one, ended FROM mine m WHERE taken AND NOT EXISTS (
                FROM mine n WHERE n.call = m.call AND n.one = m.one AND n.taken AND n.start = m.ended
                              AND n.to_agent = m.to_agent AND n.id <> m.id)),
        answers AS (
            SELECT m.id, count(*) AS many FROM mine m
            JOIN over o ON o.call = m.call AND o.one = m.one AND o.ended <= m.start GROUP BY m.id),
        moves AS (
            SELECT m.*, coalesce(many, 0) AS nth_answer, queue IS DISTINCT FROM lag(queue) OVER channel AS moved
            FROM mine m LEFT JOIN answers USING (id)
            WINDOW channel AS (PARTITION BY call, one ORDER BY start, sequence, ended, dstchannel)),
        runs AS (
            SELECT *, sum(moved::INTEGER) OVER (PARTITION BY call, one ORDER BY start, sequence, ended, dstchannel)
                      AS nth_queue FROM moves)
        SELECT call, any_value(code) AS code, one, queue, min(start) AS entered_at,
               coalesce(max(ended) FILTER (taken), max(ended)) AS ended_at, bool_or(taken) AS answered,
               min(answered_at) AS answered_at, arg_min(to_agent, answered_at) AS agent,
               bool_or(NOT taken AND up_at IS NOT NULL) AS was_up, bool_or(fresh) AS fresh,
               bool_or(elsewhere) AS elsewhere,
               arg_min(struct_pack(file := file, line := line), (start, ended, dstchannel)) AS place,
               row_number() OVER (PARTITION BY call ORDER BY min(start), one, nth_queue, nth_answer) AS number
        FROM runs GROUP BY call, one, queue, nth_queue, nth_answer""")


def offers(cursor: DuckDBPyConnection, *, trusted: bool) -> None:
    """Make temp tables `offer` (each ring at somebody of the house) and `talk` (what an agent's answers add up to).

    One who asks a colleague, with the customer apart, neither offers nor talks with a customer.
    Where a record's answer is not trusted to be an agent's, one that was taken tells neither, unless it is the
    telephone's own at the end of a Local way, or that of a call out.
    """
    sure = "true" if trusted else "from_way"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE offer AS
        SELECT call, code, to_agent AS agent, of_queue AS queue, start AS started_at,
               CASE WHEN taken THEN answered_at ELSE ended END AS ended_at, taken, ended AS until, file, line
        FROM part
        WHERE to_side = 'in' AND NOT way_on AND (NOT taken OR {sure})
          AND (of_queue IS NOT NULL OR CASE WHEN outbound THEN from_side = 'out'
                                            ELSE from_side <> 'in' OR from_way OR channel = origin.channel END)""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE talk AS
        WITH pieces AS (
            SELECT call, code, agent, queue, ended_at AS started_at, until AS ended_at, file, line
            FROM offer WHERE taken
            UNION ALL
            SELECT call, code, CASE WHEN from_way THEN origin.agent ELSE coalesce(from_agent, origin.agent) END, NULL,
                   answered_at, ended, file, line
            FROM part WHERE outbound AND taken AND to_side = 'out'),
        marked AS (
            SELECT *, coalesce(started_at > max(ended_at) OVER (
                          PARTITION BY call, agent, queue ORDER BY started_at, ended_at
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS opens FROM pieces),
        joined AS (
            SELECT *, sum(opens::INTEGER) OVER (PARTITION BY call, agent, queue ORDER BY started_at, ended_at) AS nth
            FROM marked)
        SELECT call, any_value(code) AS code, agent, queue, min(started_at) AS started_at, max(ended_at) AS ended_at,
               arg_min(file, (started_at, ended_at)) AS file, arg_min(line, (started_at, ended_at)) AS line
        FROM joined GROUP BY call, agent, queue, nth""")


def segments(cursor: DuckDBPyConnection) -> None:
    """Make `staged_segment`. An offer was cancelled that rang until its caller left the queue."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT call AS contact, code, number::SMALLINT AS number, kind::{SEGMENT} AS kind, agent, queue, started_at,
               ended_at, answered::UTINYINT AS answered, cancelled::UTINYINT AS cancelled, file, line
        FROM (SELECT *, row_number() OVER (
                            PARTITION BY call ORDER BY kind, started_at, agent, queue, ended_at, answered) AS number
              FROM (SELECT call, code, 'alert' AS kind, agent, queue, started_at, ended_at, taken AS answered,
                           NOT taken AND EXISTS (
                               FROM stay s WHERE s.call = o.call AND s.queue = o.queue AND NOT s.answered
                                             AND s.ended_at = o.ended_at AND NOT ({went_on('s')})) AS cancelled,
                           file, line FROM offer o
                    UNION ALL
                    SELECT call, code, 'talk', agent, queue, started_at, ended_at, true, false, file, line FROM talk))
        WHERE number <= {MOST}""")


def went_on(stay: str, more: str = "true") -> str:
    """Whether the stay's channel has records after it."""
    return f"""EXISTS (FROM part p WHERE p.call = {stay}.call AND p.one = {stay}.one AND p.start >= {stay}.ended_at
                       AND (p.queue IS DISTINCT FROM {stay}.queue OR p.start > {stay}.ended_at
                            OR {stay}.answered AND p.start > {stay}.entered_at) AND {more})"""


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`. A stay nobody answered was given up where the call has nothing after it, else flowed out."""
    on = went_on("s", "(p.dstchannel IS NOT NULL OR p.queue IS NOT NULL)")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT call AS contact, code, number::SMALLINT AS number, queue, agent, entered_at, answered_at, ended_at,
               (CASE WHEN answered THEN 'answered' WHEN elsewhere OR {went_on('s')} THEN 'flowed_out'
                     ELSE 'abandoned' END)::{OUTCOME}
                   AS outcome,
               (answered AND {on})::UTINYINT AS transferred,
               (epoch_us(coalesce(answered_at, ended_at) - entered_at) / 1000000)::DECIMAL(12, 3) AS wait_s,
               coalesce((SELECT sum(epoch_us(t.ended_at - t.started_at)) FROM talk t WHERE t.call = s.call
                          AND t.queue IS NOT DISTINCT FROM s.queue AND t.started_at >= s.answered_at
                          AND t.started_at <= s.ended_at AND t.ended_at <= s.ended_at) / 1000000, 0)::DECIMAL(12, 3)
                   AS talk_s, place.file AS file, place.line AS line
        FROM stay s WHERE number <= {MOST}""")


def contacts(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make `staged_contact`: one row a call. Its customer is who called, or whom a call out was made to."""
    topic = rows.worded("queue", options.topics)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT *, {topic} AS topic FROM (
            SELECT call AS key, code, started_at, ended_at, 'voice' AS channel, outbound::UTINYINT AS outbound,
                   CASE WHEN outbound THEN reached ELSE 0 END AS connected,
                   {parties.customer('CASE WHEN outbound THEN called ELSE origin.number END')} AS customer,
                   coalesce(CASE WHEN outbound THEN origin.agent END, first.agent) AS agent,
                   queue, origin.file AS file, origin.line AS line
            FROM whole w
            LEFT JOIN (SELECT call, arg_min(agent, (started_at, ended_at, agent)) AS agent
                       FROM talk GROUP BY call) first USING (call)
            LEFT JOIN (SELECT call, arg_min(queue, number) AS queue FROM stay GROUP BY call) USING (call)
            WHERE a_contact)""")


def notices(cursor: DuckDBPyConnection, *, stays: bool) -> dict[str, int]:
    """What is worth a look among what is new, counted."""
    found = cursor.execute("""
        SELECT (SELECT count(*) FROM stay s WHERE fresh AND (was_up OR answered AND EXISTS (
                    FROM part p WHERE p.call = s.call AND p.one = s.one AND p.up_at IS NOT NULL
                                  AND p.start < s.entered_at AND p.ended <= s.entered_at))),
               (SELECT count(*) FROM whole WHERE a_contact AND fresh AND NOT begun)""").fetchone() or (0, 0)
    told = {"stay of a call that had been answered before (see answered_by)": found[0] if stays else 0,
            "call of which the first record is not in the files": found[1]}
    return {name: count for name, count in told.items() if count}
