"""This file is about facts from Amazon Connect's contact records: conversations, stays in queues, who did what when.

Connect opens a new contact for every transfer and names the first of the chain in each. Here the chain is one contact
with a stay for every record that was queued, numbered by when each began. A callback is a contact of its own, outbound,
as it is with other switches: nobody waits on the line for it, so it is no stay. Which contact a record belongs to hangs
on nothing but the record, so that it is the same whatever else has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.hosted.options import looked_up, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 1_000  # offers of one record that are kept
NOBODY = "('', 'unknown', 'anonymous', 'restricted', 'unavailable', 'private', 'withheld', 'none')"
# How a contact began that waits in no queue for an agent, whatever queue its record names.
NO_STAY = "('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'CALLBACK', 'MONITOR', 'DISCONNECT')"
OUTBOUND = "('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'CALLBACK')"
# Who ended a stay that nobody answered: the centre's own flow, or nobody, where the line or the system failed.
BY_FLOW = "('CONTACT_FLOW_DISCONNECT', 'EXPIRED', 'API', 'IDLE_DISCONNECT', 'TRANSFERRED', 'DISCARDED')"
LAST_OF_ARN = "'[^/]*$'"


def stage_facts(cursor: DuckDBPyConnection, *, names: Mapping[str, str], topics: Mapping[str, str],
                attributes: Mapping[str, str]) -> dict[str, int]:
    """Make `staged_contact`, `staged_visit`, `staged_segment` and `staged_callback`; what was odd, counted."""
    parts(cursor, names)
    contacts(cursor, topics, attributes)
    visits(cursor)
    segments(cursor)
    callbacks(cursor)
    odd = cursor.execute(f"""
        SELECT count(*) FILTER (outcome = 'abandoned' AND reason IS NULL AND fresh),
               count(*) FILTER (attempts > {MOST} AND fresh) FROM part""").fetchone() or (0, 0)
    return {
        "unanswered contact without a reason of its end, taken as abandoned": odd[0],
        f"offer after the first {MOST:,} of one contact": odd[1],
    }


def parts(cursor: DuckDBPyConnection, names: Mapping[str, str]) -> None:
    """Make temp table `part`: the records with the `contact` and the number (`nth`) each has in it, and how it ended.

    What came next is told by the next record, where that is here; until then by what the record itself says of it.
    """
    agent = f"coalesce(r.Agent.Username, regexp_extract(r.Agent.ARN, {LAST_OF_ARN}), r.AgentInfo.Id)"
    queue = f"coalesce(r.Queue.Name, regexp_extract(r.Queue.ARN, {LAST_OF_ARN}), r.QueueInfo.Id)"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE part AS
        WITH named AS (
            SELECT *, coalesce(r.InitiationMethod, 'INBOUND') AS method, r.DisconnectReason AS reason,
                   {looked_up(agent, names)} AS agent, {looked_up(queue, names)} AS queue,
                   r.AgentConnectionAttempts AS attempts
            FROM record),
        placed AS (SELECT *, CASE method WHEN 'CALLBACK' THEN id ELSE root END AS contact FROM named),
        numbered AS (SELECT *, row_number() OVER (PARTITION BY contact ORDER BY began, id) AS nth FROM placed),
        next AS (
            SELECT r.PreviousContactId AS id, bool_or(method = 'CALLBACK') AS to_callback,
                   bool_or(method IN ('TRANSFER', 'QUEUE_TRANSFER')) AS to_transfer
            FROM named WHERE r.PreviousContactId IS NOT NULL GROUP BY 1),
        followed AS (
            SELECT n.*, coalesce(to_callback, false) AS to_callback,
                   r.TransferCompletedTimestamp IS NOT NULL OR r.TransferredToEndpoint.Address IS NOT NULL
                   OR coalesce(to_transfer, r.NextContactId IS NOT NULL) AS passed_on
            FROM numbered n LEFT JOIN next x USING (id))
        SELECT * EXCLUDE (r), r.Attributes AS attributes, r.Channel AS channel,
               r.SegmentAttributes."connect:Subtype".ValueString AS subtype, r.CustomerEndpoint.Address AS customer,
               r.AnsweringMachineDetectionStatus AS machine,
               CASE WHEN r.Recordings IS NOT NULL OR r.Recording IS NOT NULL
                    THEN (coalesce(len(r.Recordings), 0) > 0 OR r.Recording.Status IS NOT NULL)::UTINYINT
                    END AS recorded,
               least(r.QualityMetrics.Agent.Audio.QualityScore, r.QualityMetrics.Customer.Audio.QualityScore) AS mos,
               entered IS NOT NULL AND method NOT IN {NO_STAY} AS stays,
               CASE WHEN ended IS NULL THEN 'open' WHEN answered IS NOT NULL THEN 'answered'
                    WHEN to_callback OR passed_on OR reason IN {BY_FLOW} THEN 'flowed_out'
                    WHEN reason IS NULL OR reason = 'CUSTOMER_DISCONNECT' THEN 'abandoned'
                    ELSE 'dropped' END AS outcome
        FROM followed""")


def contacts(cursor: DuckDBPyConnection, topics: Mapping[str, str], attributes: Mapping[str, str]) -> None:
    """Make `staged_contact`: one row a conversation, as its first record tells it, ended once none of it goes on.

    What an attribute tells is taken from the last record that has it. A callback begins when an agent takes it up.
    """
    given = dict.fromkeys(("topic", "customer", "customer_segment", "disposition", "language"), "NULL::VARCHAR")
    given |= {name: f"arg_max(attributes[{quoted(key)}], nth)" for name, key in attributes.items()}
    told = ", ".join(f"{text} AS told_{name}" for name, text in given.items())
    dialled = f"method IN {OUTBOUND} OR (method = 'API' AND channel = 'VOICE')"  # a voice contact by API is a call out
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        WITH gathered AS (
            SELECT contact AS key,
                   coalesce(min(left_at) FILTER (nth = 1 AND method = 'CALLBACK'), min(began)) AS started_at,
                   CASE WHEN bool_and(ended IS NOT NULL) THEN max(ended) END AS ended_at,
                   arg_min(channel, nth) AS medium, arg_min(subtype, nth) AS subtype,
                   coalesce(bool_or({dialled}) FILTER (nth = 1), false) AS dialled,
                   bool_or(reached IS NOT NULL) FILTER (nth = 1) AS reached,
                   arg_min(trim(customer), nth) AS caller, arg_min(queue, nth) FILTER (stays) AS first_queue,
                   bool_or(starts_with(machine, 'VOICEMAIL_')) AS machine, bool_or(machine = 'HUMAN_ANSWERED') AS human,
                   max(recorded) AS recorded, min(mos)::DECIMAL(12,3) AS mos, {told},
                   arg_min(agent, nth) FILTER (answered IS NOT NULL) AS agent, arg_min(queue, nth) AS queue,
                   arg_min(file, nth) AS file, arg_min(line, nth) AS line
            FROM part GROUP BY contact)
        SELECT key, started_at, ended_at,
               CASE medium WHEN 'VOICE' THEN 'voice' WHEN 'TASK' THEN 'task' WHEN 'EMAIL' THEN 'email'
                    WHEN 'CHAT' THEN CASE WHEN subtype IN ('connect:SMS', 'connect:WhatsApp') THEN 'message'
                                          ELSE 'chat' END END AS channel,
               dialled::UTINYINT AS outbound, (dialled AND reached)::UTINYINT AS connected,
               CASE WHEN lower(coalesce(told_customer, caller)) NOT IN {NOBODY}
                    THEN lower(coalesce(told_customer, caller)) END AS customer,
               coalesce(told_topic, {looked_up("first_queue", topics, "NULL::VARCHAR")}) AS topic,
               told_customer_segment AS customer_segment, told_disposition AS disposition, told_language AS language,
               recorded, mos, CASE WHEN machine THEN 1 WHEN human THEN 0 END::UTINYINT AS machine,
               agent, queue, file, line
        FROM gathered""")


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`: a stay for each record that was queued.

    The API tells no length of the wait: it is then the time to the answer or the end.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT contact, row_number() OVER (PARTITION BY contact ORDER BY nth)::SMALLINT AS number, queue, agent,
               entered AS entered_at, answered AS answered_at,
               CASE WHEN outcome <> 'answered' THEN coalesce(left_at, ended) ELSE ended END AS ended_at,
               outcome::{OUTCOME} AS outcome,
               CASE WHEN outcome = 'flowed_out' AND to_callback THEN 'key' END AS flow,
               (outcome = 'answered' AND passed_on)::UTINYINT AS transferred,
               (answered IS NOT NULL AND reason = 'AGENT_DISCONNECT')::UTINYINT AS agent_ended,
               coalesce(queued_s, {seconds("entered", "coalesce(left_at, answered, ended)")}) AS wait_s,
               {talked()} AS talk_s, CASE WHEN answered IS NOT NULL THEN hold_s END AS hold_s,
               CASE WHEN answered IS NOT NULL THEN wrap_up_s END AS wrap_up_s, file, line
        FROM (SELECT * REPLACE (CASE WHEN answered IS NOT NULL THEN agent END AS agent) FROM part WHERE stays)""")


def seconds(start: str, end: str) -> str:
    return f"(epoch_us({end}) - epoch_us({start}))::DECIMAL(18,3) / 1000000"


def talked() -> str:
    """SQL for the seconds of talk; the API tells them by the end, hold time not included."""
    return f"""(CASE WHEN answered IS NOT NULL THEN coalesce(talk_s, greatest(0,
        {seconds("answered", "ended")} - coalesce(hold_s, 0))) END)::DECIMAL(12,3)"""


def segments(cursor: DuckDBPyConnection) -> None:
    """Make `staged_segment`: offers, talk, hold and after-contact work.

    A record tells how often it was offered, not to whom, when or how long: its offers stand where it was queued,
    without agent and length. It tells how long the customer was on hold, not when: hold stands behind the talk, so
    that both have their length and handling its right place. After-contact work has its time where that is told.
    """
    kind = "CASE WHEN method = 'MONITOR' THEN 'monitor' WHEN method = 'EXTERNAL_OUTBOUND' AND nth > 1 THEN 'consult'"
    done = f"{after('answered', 'talk', 'hold')}"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        WITH held AS (SELECT * REPLACE ({talked()} AS talk_s), hold_s AS hold, {talked()} AS talk FROM part),
        made AS (
            SELECT contact, nth, 0 AS place, unnest(range(least(attempts, {MOST}))) AS many, 'alert' AS kind,
                   NULL AS agent, queue, entered AS started_at, entered AS ended_at,
                   (many = 0 AND answered IS NOT NULL)::UTINYINT AS answered, file, line
            FROM held WHERE attempts > 0 AND entered IS NOT NULL
            UNION ALL
            SELECT contact, nth, 1, 0, {kind} ELSE 'talk' END, agent, queue, answered,
                   CASE WHEN ended IS NOT NULL THEN {after('answered', 'talk')} END, 1, file, line
            FROM held WHERE answered IS NOT NULL
            UNION ALL
            SELECT contact, nth, 2, 0, 'hold', agent, queue, {after('answered', 'talk')}, {done}, 1, file, line
            FROM held WHERE answered IS NOT NULL AND ended IS NOT NULL AND hold > 0
            UNION ALL
            SELECT contact, nth, 3, 0, 'wrap_up', agent, queue, begins,
                   {after('begins', 'wrap_up_s')}, 1, file, line
            FROM (SELECT *, coalesce(wrap_up_at, {done}) AS begins FROM held WHERE answered IS NOT NULL)
            WHERE wrap_up_s > 0 AND begins IS NOT NULL)
        SELECT contact, row_number() OVER (PARTITION BY contact ORDER BY nth, place, many)::SMALLINT AS number,
               kind::{SEGMENT} AS kind, agent, queue, started_at, ended_at, answered, file, line FROM made""")


def after(start: str, *lengths: str) -> str:
    """SQL for the moment these seconds after `start`."""
    whole = " + ".join(f"coalesce({length}, 0)" for length in lengths)
    return f"make_timestamp(epoch_us({start}) + (({whole}) * 1000000)::BIGINT)"


def callbacks(cursor: DuckDBPyConnection) -> None:
    """Make `staged_callback`: what was promised when a callback was opened, and when an agent took it up."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE staged_callback AS
        SELECT id AS key, contact, queue, agent, began AS promised_at, scheduled AS due_at, left_at AS attempted_at,
               file, line FROM part WHERE method = 'CALLBACK'""")
