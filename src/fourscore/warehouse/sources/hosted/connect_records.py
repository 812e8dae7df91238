"""This file is about a contact record of Amazon Connect: its fields, what is wrong with it, which copy of it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.hosted.options import moment
from fourscore.warehouse.sources.hosted.records import standing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History

VERSION = "2017-03-10"  # of the format; whatever was added to it since is compatible
EARLIEST, LATEST = "1990-01-01", "2100-01-01"  # a record outside was written by a wrong clock
AUDIO = '{"Audio": {"QualityScore": "DOUBLE"}}'
# What is read of a record, as text where it has to be told apart whether it is missing or cannot be read.
SHAPE = f"""{{
    "AWSContactTraceRecordFormatVersion": "VARCHAR", "ContactId": "VARCHAR", "Id": "VARCHAR",
    "InitialContactId": "VARCHAR", "PreviousContactId": "VARCHAR", "NextContactId": "VARCHAR", "Channel": "VARCHAR",
    "InitiationMethod": "VARCHAR", "DisconnectReason": "VARCHAR", "AgentConnectionAttempts": "UINTEGER",
    "InitiationTimestamp": "VARCHAR", "ConnectedToSystemTimestamp": "VARCHAR", "DisconnectTimestamp": "VARCHAR",
    "LastUpdateTimestamp": "VARCHAR", "ScheduledTimestamp": "VARCHAR", "TransferCompletedTimestamp": "VARCHAR",
    "TransferredToEndpoint": {{"Address": "VARCHAR"}}, "CustomerEndpoint": {{"Address": "VARCHAR"}},
    "AnsweringMachineDetectionStatus": "VARCHAR", "Attributes": "MAP(VARCHAR, VARCHAR)",
    "SegmentAttributes": {{"connect:Subtype": {{"ValueString": "VARCHAR"}}}},
    "Recording": {{"Status": "VARCHAR"}}, "Recordings": [{{"Status": "VARCHAR"}}],
    "QualityMetrics": {{"Agent": {AUDIO}, "Customer": {AUDIO}}},
    "Agent": {{"ARN": "VARCHAR", "Username": "VARCHAR", "ConnectedToAgentTimestamp": "VARCHAR",
        "AgentInteractionDuration": "VARCHAR", "CustomerHoldDuration": "VARCHAR",
        "AfterContactWorkDuration": "VARCHAR", "AfterContactWorkStartTimestamp": "VARCHAR"}},
    "AgentInfo": {{"Id": "VARCHAR", "ConnectedToAgentTimestamp": "VARCHAR", "AgentInitiatedHoldDuration": "VARCHAR",
        "AfterContactWorkDuration": "VARCHAR", "AfterContactWorkStartTimestamp": "VARCHAR"}},
    "Queue": {{"ARN": "VARCHAR", "Name": "VARCHAR", "EnqueueTimestamp": "VARCHAR", "DequeueTimestamp": "VARCHAR",
        "Duration": "VARCHAR"}},
    "QueueInfo": {{"Id": "VARCHAR", "EnqueueTimestamp": "VARCHAR"}}
}}"""
# A record's moments and lengths: our name → what it says, the stream's word for it or the API's.
MOMENTS = {
    "began": "r.InitiationTimestamp", "reached": "r.ConnectedToSystemTimestamp", "ended": "r.DisconnectTimestamp",
    "updated": "r.LastUpdateTimestamp", "scheduled": "r.ScheduledTimestamp",
    "entered": "coalesce(r.Queue.EnqueueTimestamp, r.QueueInfo.EnqueueTimestamp)",
    "left_at": "r.Queue.DequeueTimestamp",
    "answered": "coalesce(r.Agent.ConnectedToAgentTimestamp, r.AgentInfo.ConnectedToAgentTimestamp)",
    "wrap_up_at": "coalesce(r.Agent.AfterContactWorkStartTimestamp, r.AgentInfo.AfterContactWorkStartTimestamp)",
}
LENGTHS = {
    "queued_s": "r.Queue.Duration", "talk_s": "r.Agent.AgentInteractionDuration",
    "hold_s": "coalesce(r.Agent.CustomerHoldDuration, r.AgentInfo.AgentInitiatedHoldDuration)",
    "wrap_up_s": "coalesce(r.Agent.AfterContactWorkDuration, r.AgentInfo.AfterContactWorkDuration)",
}
TIMES = ("began", "entered", "answered", "ended")


def read_records(cursor: DuckDBPyConnection, history: History) -> None:
    """Make temp table `record`: of each contact in the conversations touched, the record that counts, its fields read.

    `root` is the conversation Connect tells it belongs to, `fault` and `what` why it makes no sense. Fresh records with
    a fault stand in it too, and go aside.
    """
    rows = "SELECT file, line, row_text, id, root, true AS fresh FROM landed"
    if history.landed():
        # A record is looked for by its own id too: another copy of it may tell another conversation.
        rows += f"""
            UNION ALL SELECT file, line, row_text, id, root, false FROM {standing(cursor, history)}
            WHERE root IN (SELECT root FROM landed) OR id IN (SELECT id FROM landed)"""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE record AS {judged(typed(rows))}")
    cursor.execute("""
        INSERT INTO aside SELECT file, line, fault, what, row_text FROM record WHERE fresh AND fault IS NOT NULL""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE record AS
        SELECT * EXCLUDE (row_text) FROM record WHERE fault IS NULL
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY coalesce(updated, '-infinity'::TIMESTAMP) DESC,
                                   row_text DESC, fresh DESC, file, line) = 1""")
    # Of a conversation that came here by such a copy alone, other records may be missing: it stands as it was.
    cursor.execute("DELETE FROM record WHERE root NOT IN (SELECT root FROM landed WHERE root IS NOT NULL)")


def typed(rows: str) -> str:
    """A query for the records' fields, each of its kind; `unread` names those that are there and cannot be read."""
    told = {name: (text, moment(text)) for name, text in MOMENTS.items()}
    told |= {name: (text, f"try_cast({text} AS DECIMAL(12,3))") for name, text in LENGTHS.items()}
    read = ", ".join(f"{value} AS {name}" for name, (_, value) in told.items())
    words = {name: text.rpartition(".")[2].strip(")") for name, (text, _) in told.items()}
    unread = ", ".join(f"CASE WHEN {text} IS NOT NULL AND {name} IS NULL THEN '{words[name]}' END"
                       for name, (text, _) in told.items())
    return f"""
        SELECT *, concat_ws(', ', {unread}) AS unread FROM (
            SELECT *, {read} FROM (
                SELECT *, CASE WHEN json_valid(row_text) THEN json_transform(row_text, '{SHAPE}') END AS r
                FROM ({rows})))"""


def judged(rows: str) -> str:
    """A query for the same records with the `fault` each has, if any, and `what` it is in words."""
    outside = " OR ".join(f"{name} NOT BETWEEN '{EARLIEST}' AND '{LATEST}'" for name in TIMES)
    negative = f"least({', '.join(LENGTHS)}) < 0"
    return f"""
        SELECT * EXCLUDE (unread), fault_and_what[1] AS fault, fault_and_what[2] AS what FROM (
            SELECT *, CASE
                WHEN r IS NULL THEN ['broken-record', 'The record is cut off, or is no JSON.']
                WHEN r.AWSContactTraceRecordFormatVersion > '{VERSION}' THEN ['newer-version',
                    'The record is of version ' || r.AWSContactTraceRecordFormatVersion
                    || ' of its format; {VERSION} is the newest known here.']
                WHEN id IS NULL THEN ['broken-record', 'The record has no ContactId.']
                WHEN unread <> '' THEN ['broken-record', 'The record cannot be read in: ' || unread || '.']
                WHEN began IS NULL THEN ['broken-record', 'The record has no InitiationTimestamp.']
                WHEN {outside} THEN ['impossible-time', 'The record has a time that is not between 1990 and 2100.']
                WHEN {negative} THEN ['impossible-time', 'Something in the record lasted less than nothing.']
                WHEN ended < began OR ended < entered OR left_at < entered OR answered < entered OR ended < answered
                THEN ['impossible-time', 'The times of the record are not in their order.']
                END AS fault_and_what
            FROM ({rows}))"""
