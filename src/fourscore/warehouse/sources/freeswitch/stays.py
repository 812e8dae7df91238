"""This file is about stays in a queue of mod_callcenter: how its events become visits, segments and contacts.

A contact is a call (`CC-Member-Session-UUID`). A stay is a place in a queue (`CC-Member-UUID`): a call has another for
each queue it enters. Only a caller who gave up and comes back in time gets the earlier place again, in another call
(`member-queue-resume`): that is one stay, of the last of these calls; it is placed where the caller came back, and its
wait is what was waited in all of them, without the time between. The earlier calls stay contacts, without a stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.freeswitch.words import OF_CALLS, REASONS
from fourscore.warehouse.sources.lines import customer, looked_up, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 32_000  # offers and talks of one call that are kept
# The switch took the offer back: the caller left, or another agent answered.
TAKEN_BACK = "('ORIGINATOR_CANCEL', 'LOSE_RACE', 'PICKED_OFF')"


def stage_stays(cursor: DuckDBPyConnection, topics: dict[str, str]) -> dict[str, int]:
    """Make `staged_visit`, `staged_segment` and `staged_contact` from temp table `event`; what was odd, counted."""
    told(cursor)
    parts(cursor)
    stays(cursor)
    visits(cursor)
    beyond = segments(cursor)
    contacts(cursor, topics)
    lost = cursor.execute("""
        SELECT count(*)::INTEGER FROM told WHERE fresh AND member NOT IN (SELECT member FROM stay)""").fetchone()
    for table in ("told", "part", "stay"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {
        "event of a call whose beginning is not in the log": lost[0] if lost else 0,
        f"offer or talk after the first {MOST:,} of one call": beyond,
    }


def told(cursor: DuckDBPyConnection) -> None:
    """Make temp table `told`: what is said of calls, in order (`nth`), each call with its `code`.

    An agent who picked up but was never connected to the caller (`CC-Agent-Bridged: false`) has answered nothing; that
    is one more offer the switch took back (`unmet`).
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE told AS
        WITH ordered AS (
            SELECT *, row_number() OVER (ORDER BY sent, sequence, event_id) AS nth,
                   dense_rank() OVER (ORDER BY session) AS code
            FROM event WHERE fault IS NULL AND does IN {OF_CALLS}),
        met AS (
            SELECT nth, first_value(bridged) OVER (PARTITION BY member, session, agent ORDER BY nth
                       ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS connected
            FROM ordered WHERE does IN ('answer', 'part'))
        SELECT o.* REPLACE (
                   CASE WHEN (does = 'answer' AND connected = 'false') OR (does = 'part' AND bridged = 'false')
                        THEN CASE does WHEN 'answer' THEN 'unmet' ELSE 'note' END ELSE does END AS does)
        FROM ordered o LEFT JOIN met USING (nth)""")


def parts(cursor: DuckDBPyConnection) -> None:
    """Make temp table `part`: what is known of each place in a queue (`member`) in each call that held it.

    It began with the entry, or, where that is not in the log, when later events say that the caller had joined.
    """
    terminated, canceled = "does = 'end' AND cause = 'Terminated'", "does = 'end' AND cause = 'Cancel'"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE part AS
        SELECT code, member, session, min(sent) AS seen,
               coalesce(min(sent) FILTER (does = 'enter'), min(joined)) AS began,
               arg_min(queue, nth) AS queue, arg_min(caller, nth) AS caller,
               min(sent) FILTER (does = 'answer') AS answered, arg_min(agent, nth) FILTER (does = 'answer') AS agent,
               min(picked_up) FILTER (does = 'part' OR {terminated}) AS picked_up,
               arg_min(agent, nth) FILTER (does = 'part' OR {terminated}) AS talked_to,
               coalesce(min(sent) FILTER (does = 'part'), min(sent) FILTER ({terminated})) AS parted,
               coalesce(bool_or(does = 'unmet'), false) AS unmet, coalesce(bool_or({terminated}), false) AS terminated,
               max(sent) FILTER ({canceled}) AS canceled, arg_max(reason, nth) FILTER ({canceled}) AS reason,
               arg_max(channel, nth) FILTER ({canceled}) AS channel, max(transfers) AS transfers,
               max(disposition) FILTER (does = 'part') AS disposition, max(recording) AS recording,
               arg_min(file, nth) AS file, arg_min(line, nth) AS line
        FROM told GROUP BY code, member, session""")


def stays(cursor: DuckDBPyConnection) -> None:
    """Make temp table `stay`: the last part of each place, with its outcome and the wait of the parts before it."""
    outcomes, flows = (
        "MAP {" + ", ".join(f"{quoted(reason)}: {quoted(end[which] or '')}" for reason, end in REASONS.items())
        + "}[reason]" for which in (0, 1))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH ranked AS (
            SELECT *, row_number() OVER back AS back,
                   coalesce(sum(canceled - began) OVER (PARTITION BY member ORDER BY began, session
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS waited_before
            FROM part WHERE began IS NOT NULL WINDOW back AS (PARTITION BY member ORDER BY began DESC, session DESC)),
        answered AS (
            SELECT * REPLACE (coalesce(answered, CASE WHEN picked_up > 0 AND NOT unmet
                                                      THEN greatest(picked_up, began) END) AS answered,
                              coalesce(agent, CASE WHEN NOT unmet THEN talked_to END) AS agent)
            FROM ranked WHERE back = 1),
        ended AS (
            SELECT *, CASE WHEN answered IS NOT NULL
                           THEN coalesce(parted, CASE WHEN canceled >= answered THEN canceled END)
                           ELSE coalesce(canceled, CASE WHEN unmet THEN parted END) END AS ended,
                   reason = 'BREAK_OUT' AND channel <> 'hangup' AS taken_out
            FROM answered)
        SELECT *, row_number() OVER (PARTITION BY session ORDER BY began, member) AS number,
               CASE WHEN ended IS NULL THEN 'open' WHEN answered IS NOT NULL THEN 'answered'
                    WHEN canceled IS NULL THEN 'dropped' WHEN taken_out THEN 'flowed_out'
                    ELSE {outcomes} END AS outcome,
               CASE WHEN ended IS NULL OR answered IS NOT NULL OR canceled IS NULL THEN NULL
                    WHEN taken_out THEN 'withdrawn' ELSE nullif({flows}, '') END AS flow
        FROM ended""")


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`. Transferred: the caller's channel was sent elsewhere after the agent had answered.

    The switch tells transfers as `second:uuid:bl_xfer:…` (att_xfer) in the channel's `transfer_history`; one into the
    queue is older than the answer. The agent ended the call where the agent's telephone sent the BYE.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT session AS contact, code, number::SMALLINT AS number, queue, agent, make_timestamp(began) AS entered_at,
               make_timestamp(answered) AS answered_at, make_timestamp(ended) AS ended_at,
               outcome::{OUTCOME} AS outcome, flow,
               coalesce(len(list_filter(regexp_extract_all(transfers, '([0-9]+):[^:]*:(bl|att)_xfer', 1),
                                        lambda second: try_cast(second AS BIGINT) > answered // 1000000)) > 0
                        AND outcome = 'answered', false)::UTINYINT AS transferred,
               coalesce(disposition = 'recv_bye' AND outcome = 'answered', false)::UTINYINT AS agent_ended,
               {seconds('coalesce(answered, ended) - began + waited_before')} AS wait_s, ring_s,
               CASE WHEN answered IS NOT NULL THEN {seconds('ended - answered')} END AS talk_s, file, line
        FROM stay LEFT JOIN (
            SELECT member, session, agent, {seconds('min(sent - rang)')} AS ring_s FROM ({offers()})
            WHERE does = 'answer' GROUP BY member, session, agent) USING (member, session, agent)""")


def seconds(microseconds: str) -> str:
    return f"(({microseconds})::DECIMAL(18, 0) / 1000000)::DECIMAL(12, 3)"


def offers() -> str:
    """A query for every offer: when it began (`rang`) and what came of it (`does`; offer: not known yet).

    One whose beginning is not in the log began when the switch says that it called the agent.
    """
    return """
        SELECT * REPLACE (least(rang, sent) AS rang) FROM (
            SELECT *, CASE WHEN before = 'offer' THEN began ELSE coalesce(called, sent) END AS rang FROM (
                SELECT code, session, member, agent, queue, does, hangup, sent, called, file, line,
                       lag(does) OVER same AS before, lag(sent) OVER same AS began, lead(does) OVER same AS after
                FROM told WHERE does IN ('offer', 'answer', 'miss', 'unmet')
                WINDOW same AS (PARTITION BY member, session, agent ORDER BY nth))
            WHERE does <> 'offer' OR coalesce(after, 'offer') = 'offer')"""


def segments(cursor: DuckDBPyConnection) -> int:
    """Make `staged_segment`: each offer to an agent (alert) and each talk, half-open. Returns how many are too many."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE every_segment AS
        SELECT *, row_number() OVER (PARTITION BY session ORDER BY began, kind, agent, ended, member) AS number FROM (
            SELECT session, code, 'alert' AS kind, agent, queue, member,
                   CASE does WHEN 'offer' THEN sent ELSE rang END AS began,
                   CASE WHEN does <> 'offer' THEN sent END AS ended,
                   (does = 'answer')::UTINYINT AS answered,
                   (does = 'unmet' OR coalesce(hangup IN {TAKEN_BACK}, false))::UTINYINT AS cancelled, file, line
            FROM ({offers()})
            UNION ALL
            SELECT session, code, 'talk', agent, queue, member, answered, ended, 1, 0, file, line
            FROM stay WHERE answered IS NOT NULL)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT session AS contact, code, number::SMALLINT AS number, kind::{SEGMENT} AS kind, agent, queue,
               make_timestamp(began) AS started_at, make_timestamp(ended) AS ended_at, answered, cancelled, file, line
        FROM every_segment WHERE number <= {MOST}""")
    beyond = cursor.execute(f"SELECT count(*)::INTEGER FROM every_segment WHERE number > {MOST}").fetchone()
    cursor.execute("DROP TABLE temp.every_segment")
    return beyond[0] if beyond else 0


def contacts(cursor: DuckDBPyConnection, topics: dict[str, str]) -> None:
    """Make `staged_contact`: one row a call, which ends with its last stay; while that is open, so is the contact.

    A call of which nothing is known but that agents were offered it is a contact all the same, without a stay.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT session AS key, code, make_timestamp(began) AS started_at,
               make_timestamp(CASE WHEN ended < began THEN began ELSE ended END) AS ended_at,
               'voice' AS channel, {customer('caller')} AS customer,
               {looked_up(topics, 'queue')} AS topic, queue, agent, recorded, file, line
        FROM (SELECT p.session, p.code, min(coalesce(p.began, p.seen)) AS began,
                     CASE WHEN NOT arg_max(coalesce(s.ended, p.canceled) IS NULL, (coalesce(p.began, p.seen), p.member))
                          THEN max(coalesce(s.ended, p.canceled)) END AS ended,
                     arg_min(p.caller, (p.seen, p.member)) AS caller, arg_min(p.queue, (p.seen, p.member)) AS queue,
                     arg_min(s.agent, (p.seen, p.member)) FILTER (s.answered IS NOT NULL) AS agent,
                     max(CASE WHEN p.recording IS NOT NULL THEN 1::UTINYINT END) AS recorded,
                     arg_min(p.file, (p.seen, p.member)) AS file, arg_min(p.line, (p.seen, p.member)) AS line
              FROM part p LEFT JOIN stay s ON s.member = p.member AND s.session = p.session
              GROUP BY p.session, p.code)""")
