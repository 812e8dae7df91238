"""This file is about what happened in a call: stays, offers, talk and hold from its channels and their bridges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.asterisk.records import parties, rows
from fourscore.warehouse.sources.asterisk.records.options import Options

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 32_000  # parts of one call that are kept, by the width of their number
FAR = "TIMESTAMP '2100-01-01'"
TABLES = ("queued", "talk", "held", "piece_of", "ring", "stay")


def stage(cursor: DuckDBPyConnection, options: Options) -> int:
    """Make `staged_contact`, `staged_visit` and `staged_segment`; gives how many new events are left out."""
    _queued(cursor, options)
    _talk(cursor)
    _pieces(cursor)
    _rings(cursor)
    _stays(cursor)
    _visits(cursor)
    _segments(cursor)
    _contacts(cursor, options)
    row = cursor.execute(
        "SELECT count(*) FROM event JOIN call USING (call) WHERE fresh AND NOT a_contact").fetchone()
    return row[0] if row else 0


def forget(cursor: DuckDBPyConnection) -> None:
    for table in TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _queued(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make temp table `queued`: each run of the application Queue, until it ends, its channel does, or the call."""
    queue = rows.mapped("trim(regexp_extract(coalesce(appdata, s.exten), '^[^,|]*'))", options.queues)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE queued AS
        WITH steps AS (
            SELECT *, lead(happened) OVER (PARTITION BY call, uniqueid ORDER BY nth) AS until
            FROM event WHERE does IN ('APP_START', 'APP_END') AND app = 'queue')
        SELECT call, uniqueid, {queue} AS queue, happened AS since,
               coalesce(s.until, CASE WHEN c.until >= happened THEN c.until END, w.ended_at) AS until, s.file, s.line,
               row_number() OVER (PARTITION BY call ORDER BY happened, uniqueid, nth) AS number
        FROM steps s JOIN channel c USING (call, uniqueid) JOIN call w USING (call) WHERE does = 'APP_START'""")


def _talk(cursor: DuckDBPyConnection) -> None:
    """Make temp table `talk`: an agent and a customer in the same bridge, what overlaps or touches joined.

    A customer is who stands outside, or a colleague who entered a queue. An agent is a telephone of the house, or the
    way to one where that has no events of its own. Without an end: they are still talking.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE talk AS
        WITH present AS (
            SELECT p.*, coalesce(until, {FAR}) AS last,
                   side = 'out' OR (call, uniqueid) IN (SELECT (call, uniqueid) FROM queued) AS asks FROM presence p),
        agents AS (
            FROM present p WHERE side = 'in' AND NOT asks AND (NOT is_way OR called_half AND NOT EXISTS (
                FROM present q WHERE q.call = p.call AND q.bridge = p.bridge AND q.side = 'in' AND NOT q.is_way
                                 AND NOT q.asks AND q.since < p.last AND p.since < q.last))),
        met AS (
            SELECT a.call, a.agent, c.uniqueid AS customer, greatest(a.since, c.since) AS since,
                   least(a.last, c.last) AS last, a.file, a.line
            FROM agents a JOIN present c ON c.call = a.call AND c.bridge = a.bridge AND c.asks
            WHERE greatest(a.since, c.since) <= least(a.last, c.last)),
        marked AS (
            SELECT *, coalesce(since > max(last) OVER (
                          PARTITION BY call, agent, customer ORDER BY since, last
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS opens FROM met),
        joined AS (
            SELECT *, sum(opens::INTEGER) OVER (PARTITION BY call, agent, customer ORDER BY since, last) AS nth
            FROM marked)
        SELECT call, agent, customer, min(since) AS since, max(last) AS last, arg_min(file, (since, last)) AS file,
               arg_min(line, (since, last)) AS line FROM joined GROUP BY call, agent, customer, nth""")


def _pieces(cursor: DuckDBPyConnection) -> None:
    """Make temp table `piece_of`: talk cut where somebody was put on hold and taken back."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT call, since, until FROM (
            SELECT call, does, happened AS since,
                   coalesce(lead(happened) OVER (PARTITION BY call, uniqueid ORDER BY nth), {FAR}) AS until
            FROM event WHERE does IN ('HOLD', 'UNHOLD', 'BRIDGE_EXIT', 'CHAN_END')) WHERE does = 'HOLD'""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE piece_of AS
        WITH talks AS (SELECT *, row_number() OVER () AS id FROM talk),
        cuts AS (
            SELECT id, unnest([t.since, t.last]) AS cut FROM talks t
            UNION SELECT id, unnest([greatest(h.since, t.since), least(h.until, t.last)])
            FROM talks t JOIN held h ON h.call = t.call AND h.since < t.last AND h.until > t.since),
        pieces AS (SELECT id, cut AS a, lead(cut) OVER (PARTITION BY id ORDER BY cut) AS b FROM cuts)
        SELECT t.call, t.agent, t.customer, a AS since, b AS last, t.file, t.line,
               EXISTS (FROM held h WHERE h.call = t.call AND h.since <= a AND h.until >= b) AS on_hold
        FROM pieces JOIN talks t USING (id) WHERE b IS NOT NULL
        UNION ALL SELECT call, agent, customer, since, last, file, line, false FROM talks WHERE since = last""")


def _rings(cursor: DuckDBPyConnection) -> None:
    """Make temp table `ring`: telephones of the house that were called, until an answer or their end.

    The way to a telephone and the telephone ring as one.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE ring AS
        WITH rings AS (
            SELECT c.call, c.agent, c.since, coalesce(answered_at, until, w.ended_at, {FAR}) AS last,
                   answered_at IS NOT NULL AS taken, e.file, e.line
            FROM channel c JOIN call w USING (call)
            JOIN event e ON e.call = c.call AND e.uniqueid = c.uniqueid AND e.does = 'CHAN_START'
            WHERE c.side = 'in' AND NOT w.outbound AND a_contact AND (NOT is_way OR called_half)
              AND c.uniqueid <> w.origin.uniqueid),
        marked AS (
            SELECT *, coalesce(since > max(last) OVER (PARTITION BY call, agent ORDER BY since, last
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS opens FROM rings),
        joined AS (SELECT *, sum(opens::INTEGER) OVER (PARTITION BY call, agent ORDER BY since, last) AS nth
                   FROM marked)
        SELECT call, agent, min(since) AS since, coalesce(min(last) FILTER (taken), max(last)) AS last,
               bool_or(taken) AS taken, arg_min(file, (since, last)) AS file, arg_min(line, (since, last)) AS line
        FROM joined GROUP BY call, agent, nth""")


def _stays(cursor: DuckDBPyConnection) -> None:
    """Make temp table `stay`: each run of Queue with its first talk, how it ended, and by whom.

    A caller passed on leaves with the transfer. One whom nobody answered gave up if his telephone ended it then, and
    else the call went on. Nothing tells why.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH answers AS (
            SELECT q.call, q.number, min(t.since) AS answered_at,
                   arg_min(struct_pack(agent := t.agent, last := t.last), (t.since, t.agent)) AS first
            FROM queued q JOIN talk t ON t.call = q.call AND t.customer = q.uniqueid AND t.since >= q.since
                                     AND (q.until IS NULL OR t.since <= q.until) GROUP BY ALL),
        passed AS (
            SELECT q.call, q.number, min(e.happened) AS passed_at
            FROM queued q JOIN answers a USING (call, number) JOIN event e ON e.call = q.call
            WHERE e.does IN ('BLINDTRANSFER', 'ATTENDEDTRANSFER') AND e.happened >= a.answered_at
              AND (q.until IS NULL OR e.happened <= q.until) GROUP BY ALL)
        SELECT q.*, a.answered_at, a.first.agent AS agent, p.passed_at, coalesce(p.passed_at, q.until) AS ended_at,
               c.until AS hung_up_at, c.ended_by, c.channel,
               coalesce(c.ended_by <> c.channel AND c.ended_by IN (
                   SELECT o.channel FROM channel o WHERE o.call = q.call AND o.side = 'in'), false) AS agent_ended
        FROM queued q LEFT JOIN answers a USING (call, number) LEFT JOIN passed p USING (call, number)
        JOIN channel c ON c.call = q.call AND c.uniqueid = q.uniqueid""")


def _visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`; its talk and hold are what its caller had with anybody until it ended."""
    within = "p.call = s.call AND p.customer = s.uniqueid AND p.since >= s.answered_at AND p.since <= s.ended_at"
    seconds = "DECIMAL(12, 3)"
    spent = (f"coalesce((SELECT sum(epoch_us(least(p.last, s.ended_at) - p.since)) FROM piece_of p WHERE {within} "
             "AND {}) / 1000000, 0)::" + seconds)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT call AS contact, w.code, number::SMALLINT AS number, queue,
               CASE WHEN s.ended_at IS NULL OR answered_at IS NOT NULL THEN s.agent END AS agent,
               s.since AS entered_at, answered_at, s.ended_at,
               (CASE WHEN s.ended_at IS NULL THEN 'open' WHEN answered_at IS NOT NULL THEN 'answered'
                     WHEN hung_up_at <= s.until + INTERVAL 1 SECOND AND coalesce(s.ended_by, '') IN ('', s.channel)
                     THEN 'abandoned' ELSE 'flowed_out' END)::{OUTCOME} AS outcome,
               (passed_at IS NOT NULL)::UTINYINT AS transferred,
               (agent_ended AND passed_at IS NULL AND answered_at IS NOT NULL)::UTINYINT AS agent_ended,
               (epoch_us(coalesce(answered_at, s.ended_at) - s.since) / 1000000)::{seconds} AS wait_s,
               (SELECT max(epoch_us(r.last - r.since)) / 1000000 FROM ring r WHERE r.call = s.call AND r.taken
                   AND r.agent = s.agent AND r.since >= s.since AND r.last <= s.answered_at)::{seconds} AS ring_s,
               {spent.format('NOT on_hold')} AS talk_s, {spent.format('on_hold')} AS hold_s, s.file, s.line
        FROM stay s JOIN call w USING (call) WHERE number <= {MOST}""")


def _segments(cursor: DuckDBPyConnection) -> None:
    """Make `staged_segment`. An offer was cancelled that rang until its caller gave up."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        WITH parts AS (
            SELECT call, 'alert' AS kind, agent, since, last, taken, file, line FROM ring
            UNION ALL
            SELECT call, CASE WHEN on_hold THEN 'hold' ELSE 'talk' END, agent, since, last, true, file, line
            FROM piece_of),
        placed AS (
            SELECT p.*, s.queue, s.answered_at IS NULL AND NOT taken AND s.ended_at - last <= INTERVAL 1 SECOND
                        AND v.outcome = 'abandoned' AS cancelled
            FROM parts p LEFT JOIN stay s ON s.call = p.call AND s.since <= p.since
                                         AND (s.until IS NULL OR p.since < s.until
                                              OR p.since = s.until AND p.since = s.since)
            LEFT JOIN staged_visit v ON v.contact = s.call AND v.number = s.number
            QUALIFY row_number() OVER (PARTITION BY p.call, kind, p.agent, p.since, p.last ORDER BY s.number DESC) = 1)
        SELECT call AS contact, w.code, number::SMALLINT AS number, kind::{SEGMENT} AS kind, agent, queue,
               since AS started_at, CASE WHEN last < {FAR} THEN last END AS ended_at, taken::UTINYINT AS answered,
               coalesce(cancelled, false)::UTINYINT AS cancelled, file, line
        FROM (SELECT *, row_number() OVER (PARTITION BY call ORDER BY kind, since, agent, last) AS number FROM placed)
        JOIN call w USING (call) WHERE number <= {MOST} AND a_contact""")


def _contacts(cursor: DuckDBPyConnection, options: Options) -> None:
    """Make `staged_contact`: one row a call. Its customer is who called, or the number a colleague dialled."""
    topic = rows.worded("queue", options.topics)
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT *, {topic} AS topic FROM (
            SELECT call AS key, code, started_at, ended_at, 'voice' AS channel, outbound::UTINYINT AS outbound,
                   CASE WHEN outbound THEN reached ELSE 0 END AS connected,
                   {parties.customer('CASE WHEN outbound THEN origin.exten ELSE origin.number END')} AS customer,
                   coalesce(CASE WHEN outbound THEN origin.agent END, first) AS agent, queue,
                   place.file AS file, place.line AS line
            FROM call
            LEFT JOIN (SELECT call, arg_min(agent, (since, last, agent)) AS first FROM talk GROUP BY call) USING (call)
            LEFT JOIN (SELECT call, arg_min(queue, number) AS queue FROM queued GROUP BY call) USING (call)
            WHERE a_contact)""")
