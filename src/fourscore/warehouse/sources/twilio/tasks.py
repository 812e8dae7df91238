"""This file is about tasks of TaskRouter: how their events become contacts, stays in task queues and segments.

A stay begins when the task enters a queue (`task-queue.entered`, or `task-queue.moved` where no entry is told beside
it), or where a worker accepts it while it waits in no queue, as after a transfer to a worker: then it began when the
worker was offered it. It ends with the talk of the worker who accepted it, or unanswered with a time-out, the next
queue, or the end of the task. Talk ends with the wrap-up, or where there is none with the reservation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.lines import customer, looked_up
from fourscore.warehouse.sources.twilio.words import CHANNELS, ENDS, OF_TASKS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 32_000  # offers, talks and wrap-ups of one task that are kept
OVER = "('cancel', 'close', 'delete')"


def stage_tasks(cursor: DuckDBPyConnection, topics: dict[str, str], canceled: dict[str, str]) -> dict[str, int]:
    """Make `staged_visit`, `staged_segment` and `staged_contact` from temp table `event`; what was odd, counted."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT *, row_number() OVER (ORDER BY sent, rank, sid) AS nth, dense_rank() OVER (ORDER BY task_sid) AS code
        FROM event WHERE fault IS NULL AND does IN {OF_TASKS}""")
    reservations(cursor)
    openings(cursor)
    stays(cursor, canceled)
    visits(cursor)
    beyond = segments(cursor)
    contacts(cursor, topics)
    odd = cursor.execute("SELECT count(*)::INTEGER FROM reservation WHERE fresh AND offered IS NULL").fetchone()
    for table in ("told", "reservation", "opening", "stay"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {"reservation whose beginning is not in the log": odd[0] if odd else 0,
            f"offer, talk or wrap-up after the first {MOST:,} of one task": beyond}


def reservations(cursor: DuckDBPyConnection) -> None:
    """Make temp table `reservation`: each from offer to end; an accepted one ends with its task, if not before."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE reservation AS
        WITH over AS (SELECT task_sid, min(sent) AS over FROM told WHERE does IN {OVER} GROUP BY task_sid),
        found AS (
            SELECT task_sid, code, reservation_sid, arg_min(worker_name, nth) AS agent, arg_min(queue, nth) AS queue,
                   arg_min(queue_key, nth) AS queue_key, min(sent) FILTER (does = 'offer') AS offered,
                   min(sent) FILTER (does = 'accept') AS accepted, min(nth) FILTER (does = 'accept') AS accepted_nth,
                   min(sent) FILTER (does IN ('miss', 'take_back')) AS missed,
                   bool_or(does = 'take_back') AS taken_back, min(sent) FILTER (does = 'wrap_up') AS wrapping,
                   min(sent) FILTER (does = 'complete') AS completed, arg_min(file, nth) AS file,
                   arg_min(line, nth) AS line, bool_or(fresh) AS fresh
            FROM told WHERE reservation_sid IS NOT NULL AND does IN ('offer', 'accept', 'miss', 'take_back', 'wrap_up',
                                                                     'complete')
            GROUP BY task_sid, code, reservation_sid)
        SELECT f.*, CASE WHEN accepted IS NOT NULL THEN coalesce(
                   wrapping, completed, CASE WHEN missed >= accepted THEN missed END,
                   CASE WHEN over >= accepted THEN over END) END AS parted
        FROM found f LEFT JOIN over USING (task_sid)""")


def openings(cursor: DuckDBPyConnection) -> None:
    """Make temp table `opening`: each entry into a queue, with the acceptance that answered it, if one did.

    An entry told twice, as entered and as moved, is one: nothing happened between, and the queue is the same. An
    acceptance answers the last entry into its queue before it; a further one opens a stay of its own.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE opening AS
        WITH steps AS (
            SELECT *, lag(does) OVER same AS before, lag(queue_key) OVER same AS queue_before
            FROM told WHERE does IN ('enter', 'accept', 'time_out')
            WINDOW same AS (PARTITION BY task_sid ORDER BY nth)),
        entered AS (
            SELECT * FROM steps WHERE does = 'enter'
            AND NOT (coalesce(before = 'enter', false) AND queue_before IS NOT DISTINCT FROM queue_key)),
        answering AS (
            SELECT r.*, e.nth AS entered_nth FROM (FROM reservation WHERE accepted IS NOT NULL) r
            ASOF LEFT JOIN entered e ON e.task_sid = r.task_sid AND e.queue_key IS NOT DISTINCT FROM r.queue_key
                                    AND r.accepted_nth >= e.nth),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY task_sid, entered_nth ORDER BY accepted_nth) AS nth_answer
                   FROM answering)
        SELECT e.task_sid, e.code, e.nth, e.queue, e.sent AS entered, e.file, e.line,
               a.reservation_sid, a.agent, a.offered, a.accepted, a.parted, a.wrapping, a.completed
        FROM entered e LEFT JOIN (FROM ranked WHERE nth_answer = 1 AND entered_nth IS NOT NULL) a
             ON a.task_sid = e.task_sid AND a.entered_nth = e.nth
        UNION ALL
        SELECT task_sid, code, accepted_nth, queue, coalesce(offered, accepted), file, line, reservation_sid, agent,
               offered, accepted, parted, wrapping, completed
        FROM ranked WHERE nth_answer > 1 OR entered_nth IS NULL""")


def stays(cursor: DuckDBPyConnection, canceled: dict[str, str]) -> None:
    """Make temp table `stay`: each opening with its end and outcome.

    A task canceled for a reason of which nothing is said was abandoned, unless the reason speaks of its time being up.
    """
    said = f"""coalesce({looked_up(canceled, 'reason')}, CASE
        WHEN regexp_matches(lower(coalesce(reason, '')), 'ttl|time.?out|timed out') THEN 'timeout'
        ELSE 'abandoned' END)"""
    outcomes, flows = (looked_up({word: end[which] for word, end in ENDS.items()}, "means") for which in (0, 1))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH closing AS (
            SELECT task_sid, nth, does, sent, task_canceled_reason AS reason FROM told
            WHERE does IN ('time_out', 'cancel', 'close', 'delete')
            UNION ALL SELECT task_sid, nth, 'enter', entered, NULL FROM opening),
        closed AS (
            SELECT o.*, c.does AS closed_by, c.sent AS closed, c.reason,
                   CASE c.does WHEN 'cancel' THEN {said} WHEN 'time_out' THEN 'timeout'
                               WHEN 'close' THEN 'withdrawn' WHEN 'delete' THEN 'withdrawn' END AS means
            FROM opening o ASOF LEFT JOIN closing c ON c.task_sid = o.task_sid AND o.nth < c.nth)
        SELECT * EXCLUDE (closed), CASE WHEN accepted IS NOT NULL THEN parted ELSE closed END AS ended,
               row_number() OVER (PARTITION BY task_sid ORDER BY nth) AS number,
               CASE WHEN accepted IS NOT NULL THEN CASE WHEN parted IS NULL THEN 'open' ELSE 'answered' END
                    WHEN closed_by IS NULL THEN 'open' WHEN closed_by = 'enter' THEN 'flowed_out'
                    ELSE {outcomes} END AS outcome,
               CASE WHEN accepted IS NULL AND closed_by <> 'enter' THEN nullif({flows}, '') END AS flow
        FROM closed""")


def seconds(microseconds: str) -> str:
    return f"(({microseconds})::DECIMAL(18, 0) / 1000000)::DECIMAL(12, 3)"


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`; transferred where a transfer was begun or done while the worker had the task."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT s.task_sid AS contact, code, number::SMALLINT AS number, queue, agent,
               make_timestamp(entered) AS entered_at, make_timestamp(accepted) AS answered_at,
               make_timestamp(ended) AS ended_at, outcome::{OUTCOME} AS outcome, flow,
               (outcome = 'answered' AND EXISTS (
                   FROM told t WHERE t.task_sid = s.task_sid AND t.does = 'transfer'
                   AND t.sent BETWEEN s.accepted AND s.ended))::UTINYINT AS transferred,
               {seconds('coalesce(accepted, ended) - entered')} AS wait_s, {seconds('accepted - offered')} AS ring_s,
               CASE WHEN accepted IS NOT NULL THEN {seconds('parted - accepted')} END AS talk_s,
               {seconds('completed - wrapping')} AS wrap_up_s, file, line
        FROM stay s""")


def segments(cursor: DuckDBPyConnection) -> int:
    """Make `staged_segment`: each reservation an offer, a talk and a wrap-up, as far as it came.

    Returns how many are too many.

    An offer whose beginning is not in the log began when it was answered or ended.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE every_segment AS
        SELECT *, row_number() OVER (
            PARTITION BY task_sid ORDER BY began, kind, agent, until, reservation_sid) AS number
        FROM (
            SELECT task_sid, code, reservation_sid, 'alert' AS kind, agent, queue,
                   coalesce(offered, accepted, missed) AS began, coalesce(accepted, missed) AS until,
                   (accepted IS NOT NULL)::UTINYINT AS answered,
                   (accepted IS NULL AND taken_back)::UTINYINT AS cancelled, file, line
            FROM reservation WHERE coalesce(offered, accepted, missed) IS NOT NULL
            UNION ALL
            SELECT task_sid, code, reservation_sid, 'talk', agent, queue, accepted, parted, 1, 0, file, line
            FROM reservation WHERE accepted IS NOT NULL
            UNION ALL
            SELECT task_sid, code, reservation_sid, 'wrap_up', agent, queue, wrapping, completed, 1, 0, file, line
            FROM reservation WHERE wrapping IS NOT NULL)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT task_sid AS contact, code, number::SMALLINT AS number, kind::{SEGMENT} AS kind, agent, queue,
               make_timestamp(began) AS started_at, make_timestamp(until) AS ended_at, answered, cancelled, file, line
        FROM every_segment WHERE number <= {MOST}""")
    beyond = cursor.execute(f"SELECT count(*)::INTEGER FROM every_segment WHERE number > {MOST}").fetchone()
    cursor.execute("DROP TABLE temp.every_segment")
    return beyond[0] if beyond else 0


def contacts(cursor: DuckDBPyConnection, topics: dict[str, str]) -> None:
    """Make `staged_contact`: a task, which ends with its last stay; while that is open, so is the contact.

    The customer and the direction are taken from the task's attributes, as Flex sets them, as they were last told.
    """
    attribute = ", ".join(f"'$.{path}'" for path in (
        "customers.phone", "customers.email", "from", "caller", "customerAddress", "direction",
        "conversations.outcome", "call_sid"))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT task_sid AS key, code, make_timestamp(began) AS started_at, make_timestamp(ended) AS ended_at,
               coalesce({looked_up(CHANNELS, 'channel')}, CASE WHEN about[8] IS NOT NULL THEN 'voice' ELSE 'task' END)
                   AS channel,
               coalesce(about[6] = 'outbound', false)::UTINYINT AS outbound,
               coalesce(about[6] = 'outbound' AND agent IS NOT NULL, false)::UTINYINT AS connected,
               {customer('coalesce(about[1], about[2], about[3], about[4], about[5])')} AS customer,
               about[7] AS disposition, {looked_up(topics, 'queue')} AS topic, queue, agent, file, line
        FROM (SELECT *, CASE WHEN json_valid(attributes)
                             THEN json_extract_string(attributes, [{attribute}]) END AS about
              FROM (SELECT task_sid, code, min(sent) AS began, arg_max(task_attributes, nth) AS attributes,
                           arg_max(task_channel_unique_name, nth) AS channel, min(sent) FILTER (does IN {OVER}) AS over,
                           arg_min(file, nth) AS file, arg_min(line, nth) AS line FROM told GROUP BY task_sid, code) t
              LEFT JOIN (SELECT task_sid, CASE WHEN NOT arg_max(ended IS NULL, number) THEN max(ended) END AS stayed,
                                count(*) AS stays, arg_min(queue, number) AS queue,
                                arg_min(agent, number) FILTER (accepted IS NOT NULL) AS agent
                         FROM stay GROUP BY task_sid) USING (task_sid)),
             LATERAL (SELECT CASE WHEN stays > 0 THEN stayed ELSE over END AS ended)""")
