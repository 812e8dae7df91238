"""This file is about legs of calls in FreeSWITCH's records: how their channel variables become visits and segments.

The caller's leg (`cc_side: member`) holds only the last queue the call was in: each queue writes over the same
variables. What came before is told by the legs of the agents who were called for it: when the caller had joined, and
who answered. A queue the call left before anybody was called for it is not told at all; the events tell it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.freeswitch.said import EARLIEST, LATEST
from fourscore.warehouse.sources.freeswitch.stays import TAKEN_BACK, seconds
from fourscore.warehouse.sources.freeswitch.words import REASONS
from fourscore.warehouse.sources.lines import customer, listed, looked_up, mapped, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Column → channel variable.
VARIABLES = {
    "uuid": "uuid", "side": "cc_side", "queue": "cc_queue", "place": "cc_member_uuid", "call": "cc_member_session_uuid",
    "agent": "cc_agent", "bridged": "cc_agent_bridged", "cause": "cc_cause", "reason": "cc_cancel_reason",
    "hangup": "hangup_cause", "recording": "cc_record_filename", "transfers": "transfer_history",
    "caller": "caller_id_number", "from_user": "sip_from_user", "mos": "rtp_audio_in_mos",
    "joined": "cc_queue_joined_epoch", "taken": "cc_queue_answered_epoch", "over": "cc_queue_terminated_epoch",
    "canceled": "cc_queue_canceled_epoch", "began": "start_uepoch", "answered": "answer_uepoch", "ended": "end_uepoch",
}
SECONDS = ("joined", "taken", "over", "canceled")
MICROSECONDS = ("began", "answered", "ended")
NEEDS = {"member": ("uuid", "place", "queue", "joined", "began", "ended"),
         "agent": ("uuid", "place", "call", "agent", "began", "ended")}
MOST = 32_000  # offers and talks of one call that are kept


def _cells(variables: tuple[str, ...]) -> str:
    """The values of these variables, in a list; the caller's number as the call's profile has it comes last."""
    paths = listed([f"$.variables.{variable}" for variable in variables] + [
        "$.callflow[0].caller_profile.caller_id_number", "$.callflow.caller_profile.caller_id_number"])
    told = ", ".join(
        f"regexp_extract(regexp_extract(row_text, '(?s)<variables>.*?</variables>'), '<{variable}>([^<]*)<', 1)"
        for variable in variables)
    profile = "regexp_extract(row_text, '(?s)<callflow.*?<caller_id_number>([^<]*)<', 1)"
    return f"""CASE WHEN starts_with(ltrim(row_text), '{{')
                    THEN CASE WHEN json_valid(row_text) THEN json_extract_string(row_text, {paths}) END
                    WHEN contains(row_text, '</cdr>') THEN [{told}, {profile}, ''] END"""


# What a record is about: the side of the leg, the place in the queue, and the call.
ABOUT = f"""list_transform([{_cells(("cc_side", "cc_member_uuid", "cc_member_session_uuid", "uuid"))}],
    lambda cells: array_to_string([coalesce(cells[1], ''), coalesce(cells[2], ''), coalesce(
        CASE cells[1] WHEN 'member' THEN cells[4] ELSE cells[3] END, '')], '|'))[1]"""


def typed(rows: str, names: dict[str, str], queues: dict[str, str], *, fresh: bool) -> str:
    """A query over rows (file, line, row_text): a leg each, times in microseconds; `fault` says why a row is none."""
    columns = ", ".join(f"nullif(url_decode(cells[{nth}]), '') AS {column}" for nth, column in enumerate(VARIABLES, 1))
    after = len(VARIABLES)
    times = ", ".join(f"{_moment(column, 1_000_000 if column in SECONDS else 1)} AS {column}"
                      for column in (*SECONDS, *MICROSECONDS))
    return f"""
        SELECT * REPLACE (CASE WHEN side = 'member' THEN uuid ELSE call END AS call),
               CASE WHEN lacking = 'a time' THEN 'impossible-time' WHEN lacking IS NOT NULL THEN 'not-an-event'
                    WHEN side = 'member' AND {_unknown()} THEN 'unknown-word' END AS fault,
               {'true' if fresh else 'false'} AS fresh
        FROM (SELECT *, CASE WHEN uuid IS NULL THEN 'uuid' WHEN side IS NULL THEN NULL {_lacking()}
                             WHEN ended < began THEN 'a time'
                             WHEN side = 'member' AND NOT coalesce(taken >= joined, false)
                                  AND NOT coalesce(canceled >= joined, false)
                             THEN 'cc_queue_answered_epoch or cc_queue_canceled_epoch' END AS lacking
              FROM (SELECT file, line, md5(row_text) AS digest, uuid,
                           CASE WHEN side IN ('member', 'agent') THEN side END AS side, place, call,
                           {mapped(queues, 'queue')} AS queue, {mapped(names, 'agent')} AS agent, bridged, cause,
                           reason, hangup, recording, transfers, coalesce(caller, profile, from_user) AS caller,
                           try_cast(mos AS DECIMAL(12, 3)) AS mos,
                           {times}
                    FROM (SELECT file, line, row_text, {columns},
                                 nullif(url_decode(coalesce(cells[{after + 1}], cells[{after + 2}])), '') AS profile
                          FROM (SELECT *, {_cells(tuple(VARIABLES.values()))} AS cells FROM {rows}))))"""


def _lacking() -> str:
    return " ".join(f"WHEN side = '{side}' AND {column} IS NULL THEN '{VARIABLES[column]}'"
                    for side, columns in NEEDS.items() for column in columns)


def _unknown() -> str:
    return f"canceled >= joined AND coalesce(reason, 'NONE') NOT IN ({', '.join(map(quoted, REASONS))})"


def _moment(column: str, factor: int) -> str:
    """A time as microseconds since 1970; 0 is how the switch says that there is none."""
    return f"""CASE WHEN try_cast({column} AS BIGINT) * {factor} BETWEEN {EARLIEST * 10**6} AND {LATEST * 10**6}
                    THEN try_cast({column} AS BIGINT) * {factor} END"""


def set_aside(cursor: DuckDBPyConnection) -> None:
    """Keep new rows that are no record, or none that can be understood, apart with their text."""
    cursor.execute("""
        INSERT INTO aside
        SELECT e.file, e.line, e.fault,
               CASE e.fault WHEN 'unknown-word' THEN 'cc_cancel_reason is ' || e.reason || ', which is not known.'
                            WHEN 'impossible-time' THEN 'The leg ended before it began.'
                            WHEN 'not-an-event' THEN CASE
                                WHEN starts_with(ltrim(l.row_text), '{') AND NOT json_valid(l.row_text)
                                THEN 'The record is cut off, or is no JSON.'
                                ELSE 'This is no call detail record that can be read: it lacks ' || e.lacking || '.'
                                END END,
               left(l.row_text, 100000)
        FROM leg e JOIN landed l USING (file, line) WHERE e.fault IS NOT NULL AND e.fresh""")


def stage_legs(cursor: DuckDBPyConnection, topics: dict[str, str]) -> dict[str, int]:
    """Make `staged_visit`, `staged_segment` and `staged_contact` from temp table `leg`; what was odd, counted."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT *, dense_rank() OVER (ORDER BY call) AS code FROM leg WHERE fault IS NULL AND side IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY side, uuid ORDER BY ended DESC, digest, fresh DESC, file, line) = 1""")
    places(cursor)
    visits(cursor)
    beyond = segments(cursor)
    contacts(cursor, topics)
    for table in ("told", "place", "stay"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {f"offer or talk after the first {MOST:,} of one call": beyond}


def places(cursor: DuckDBPyConnection) -> None:
    """Make temp table `place`: each place in a queue in each call that held it, told by either side.

    Times older than the caller's joining were left there by an earlier queue. Where the end of a talk was written too
    late to be in the record, the talk ended with the caller's leg.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE place AS
        WITH callers AS (
            SELECT * REPLACE (CASE WHEN over >= taken THEN over ELSE ended END AS over) FROM (
                SELECT * REPLACE (CASE WHEN taken > joined OR (taken = joined AND cause IS DISTINCT FROM 'cancel')
                                       THEN taken END AS taken)
                FROM told WHERE side = 'member')),
        agents AS (
            SELECT code, call, place, min(joined) AS joined, arg_min(queue, began) AS queue, min(began) AS seen,
                   min(answered) FILTER (bridged IS DISTINCT FROM 'false') AS answered,
                   arg_min(agent, answered) FILTER (bridged IS DISTINCT FROM 'false') AS agent,
                   arg_min(ended, answered) FILTER (bridged IS DISTINCT FROM 'false') AS ended,
                   arg_min(file, uuid) AS file, arg_min(line, uuid) AS line
            FROM told WHERE side = 'agent' GROUP BY code, call, place)
        SELECT coalesce(c.code, a.code) AS code, coalesce(c.call, a.call) AS call, coalesce(c.place, a.place) AS place,
               coalesce(c.queue, a.queue) AS queue, coalesce(c.joined, a.joined) AS entered, c.uuid IS NOT NULL AS own,
               CASE WHEN c.uuid IS NULL THEN a.answered - a.answered % 1000000 ELSE c.taken END AS answered,
               coalesce(CASE WHEN c.taken IS NOT NULL THEN c.agent END, a.agent) AS agent,
               CASE WHEN c.uuid IS NULL THEN a.ended - a.ended % 1000000
                    WHEN c.taken IS NULL THEN c.canceled ELSE c.over END AS ended,
               CASE WHEN c.taken IS NULL THEN c.canceled END AS canceled, c.reason, c.transfers,
               coalesce(c.file, a.file) AS file, coalesce(c.line, a.line) AS line
        FROM callers c FULL JOIN agents a ON a.call = c.call AND a.place = c.place
        WHERE coalesce(c.joined, a.joined) IS NOT NULL""")
    outcomes, flows = (
        "MAP {" + ", ".join(f"{quoted(reason)}: {quoted(end[which] or '')}" for reason, end in REASONS.items())
        + "}[coalesce(reason, 'NONE')]" for which in (0, 1))
    # A place that is not the call's last, and that nobody answered, was left for the next: how, is not told.
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH ranked AS (
            SELECT *, row_number() OVER (PARTITION BY place ORDER BY entered DESC, call DESC) AS back,
                   coalesce(sum(canceled - entered) OVER (PARTITION BY place ORDER BY entered, call
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS waited_before,
                   lead(entered) OVER (PARTITION BY call ORDER BY entered, own, place) AS next
            FROM place)
        SELECT * REPLACE (CASE WHEN answered IS NULL AND ended IS NULL THEN next ELSE ended END AS ended),
               row_number() OVER (PARTITION BY call ORDER BY entered, own, place) AS number,
               CASE WHEN answered IS NOT NULL THEN CASE WHEN ended IS NULL THEN 'open' ELSE 'answered' END
                    WHEN canceled IS NOT NULL THEN {outcomes} WHEN next IS NOT NULL THEN 'flowed_out'
                    ELSE 'open' END AS outcome,
               CASE WHEN answered IS NULL AND canceled IS NOT NULL THEN nullif({flows}, '') END AS flow
        FROM ranked WHERE back = 1""")


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`; transferred as the channel's history tells it, in the second after the answer or later."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT call AS contact, code, number::SMALLINT AS number, queue,
               CASE WHEN answered IS NOT NULL THEN agent END AS agent, make_timestamp(entered) AS entered_at,
               make_timestamp(answered) AS answered_at, make_timestamp(ended) AS ended_at,
               outcome::{OUTCOME} AS outcome, flow,
               coalesce(len(list_filter(regexp_extract_all(history, '([0-9]+):[^:]*:(bl|att)_xfer', 1),
                   lambda second: try_cast(second AS BIGINT) * 1000000 BETWEEN answered + 1 AND ended)) > 0
                   AND outcome = 'answered', false)::UTINYINT AS transferred,
               {seconds('coalesce(answered, ended) - entered + waited_before')} AS wait_s,
               CASE WHEN answered IS NOT NULL THEN {seconds('ended - answered')} END AS talk_s, file, line
        FROM stay LEFT JOIN (SELECT call, max(transfers) AS history FROM told WHERE side = 'member' GROUP BY call)
             USING (call)""")


def segments(cursor: DuckDBPyConnection) -> int:
    """Make `staged_segment`: each leg of an agent is an offer; each answered stay a talk. Returns how many too many."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE every_segment AS
        SELECT *, row_number() OVER (PARTITION BY call ORDER BY started, kind, agent, until, place) AS number FROM (
            SELECT call, code, place, 'alert' AS kind, agent, queue, began AS started,
                   coalesce(answered, ended) AS until,
                   (answered IS NOT NULL AND bridged IS DISTINCT FROM 'false')::UTINYINT AS answered,
                   ((answered IS NULL AND coalesce(hangup IN {TAKEN_BACK}, false))
                    OR coalesce(bridged = 'false', false))::UTINYINT AS cancelled, file, line
            FROM told WHERE side = 'agent'
            UNION ALL
            SELECT call, code, place, 'talk', agent, queue, answered, ended, 1, 0, file, line
            FROM stay WHERE answered IS NOT NULL)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT call AS contact, code, number::SMALLINT AS number, kind::{SEGMENT} AS kind, agent, queue,
               make_timestamp(started) AS started_at, make_timestamp(until) AS ended_at, answered, cancelled, file, line
        FROM every_segment WHERE number <= {MOST}""")
    beyond = cursor.execute(f"SELECT count(*)::INTEGER FROM every_segment WHERE number > {MOST}").fetchone()
    cursor.execute("DROP TABLE temp.every_segment")
    return beyond[0] if beyond else 0


def contacts(cursor: DuckDBPyConnection, topics: dict[str, str]) -> None:
    """Make `staged_contact`: the caller's leg from its beginning to its end.

    Where only agents' legs are known yet, it begins with what they tell, and has no end.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        SELECT call AS key, code, make_timestamp(coalesce(own_began, least(began, joined))) AS started_at,
               make_timestamp(own_ended) AS ended_at, 'voice' AS channel, {customer('caller')} AS customer,
               {looked_up(topics, 'queue')} AS topic, queue, mos, recorded, file, line
        FROM (SELECT call, code, min(began) FILTER (side = 'member') AS own_began, min(began) AS began,
                     min(joined) AS joined, max(ended) FILTER (side = 'member') AS own_ended,
                     max(caller) FILTER (side = 'member') AS caller, max(mos) FILTER (side = 'member') AS mos,
                     max(CASE WHEN recording IS NOT NULL THEN 1::UTINYINT END) AS recorded,
                     coalesce(arg_min(queue, (joined, uuid)), min(queue)) AS queue,
                     arg_min(file, (side = 'agent', uuid)) AS file, arg_min(line, (side = 'agent', uuid)) AS line
              FROM told GROUP BY call, code)""")
