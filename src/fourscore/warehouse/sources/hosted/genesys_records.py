"""This file is about a conversation of Genesys Cloud: what is read of it, what is wrong with it, which copy counts.

A conversation may be fetched again while it goes on or after something was added. Of its copies the one that heard of
it last counts: the latest moment told in it, then the most segments, then the longer text, then the later by its
letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.hosted.options import moment
from fourscore.warehouse.sources.hosted.records import standing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History

EARLIEST, LATEST = "1990-01-01", "2100-01-01"  # a conversation outside was told by a wrong clock
SHAPE = """{
    "conversationId": "VARCHAR", "conversationStart": "VARCHAR", "conversationEnd": "VARCHAR",
    "originatingDirection": "VARCHAR", "mediaStatsMinConversationMos": "DOUBLE", "selfServed": "BOOLEAN",
    "participants": [{"purpose": "VARCHAR", "userId": "VARCHAR", "sessions": [{
        "sessionId": "VARCHAR", "mediaType": "VARCHAR", "direction": "VARCHAR", "ani": "VARCHAR", "dnis": "VARCHAR",
        "addressFrom": "VARCHAR", "callbackNumbers": ["VARCHAR"], "callbackScheduledTime": "VARCHAR",
        "outboundCampaignId": "VARCHAR", "flowOutType": "VARCHAR", "recording": "BOOLEAN",
        "segments": [{"segmentType": "VARCHAR", "segmentStart": "VARCHAR", "segmentEnd": "VARCHAR",
            "queueId": "VARCHAR", "disconnectType": "VARCHAR", "wrapUpCode": "VARCHAR",
            "requestedLanguageId": "VARCHAR"}],
        "metrics": [{"name": "VARCHAR", "value": "DECIMAL(18,3)", "emitDate": "VARCHAR"}]}]}]
}"""


def read_conversations(cursor: DuckDBPyConnection, history: History) -> None:
    """Make temp tables `conversation`, `session`, `segment` and `metric` of the conversations among the new rows.

    A session is numbered (`nth`) within its conversation, a segment (`place`) within its session. of_callback: it is a
    callback, or what its agent and its customer did for it.
    """
    rows = "SELECT file, line, row_text, id, true AS fresh FROM landed"
    if history.landed():
        rows += f"""
            UNION ALL SELECT file, line, row_text, id, false FROM {standing(cursor, history)}
            WHERE id IN (SELECT id FROM landed)"""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE copy AS {judged(typed(rows))}")
    cursor.execute("""
        INSERT INTO aside SELECT file, line, fault, what, row_text FROM copy WHERE fresh AND fault IS NOT NULL""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE conversation AS
        SELECT * EXCLUDE (row_text, fault, what) FROM copy WHERE fault IS NULL
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY heard DESC NULLS LAST, many DESC, length(row_text) DESC,
                                   row_text DESC, fresh DESC, file, line) = 1""")
    cursor.execute("DROP TABLE temp.copy")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE session AS
        WITH participant AS (
            SELECT id, unnest(r.participants) AS p, generate_subscripts(r.participants, 1) AS pn FROM conversation),
        told AS (SELECT id, pn, p.purpose AS purpose, p.userId AS user_id, unnest(p.sessions) AS s,
                        generate_subscripts(p.sessions, 1) AS sn FROM participant)
        SELECT id, row_number() OVER (PARTITION BY id ORDER BY pn, sn) AS nth, pn, purpose, user_id,
               lower(s.mediaType) AS media, s AS told,
               coalesce(media = 'callback'
                        OR (purpose = 'agent' AND bool_or(media = 'callback') OVER (PARTITION BY id, pn))
                        OR (purpose IN ('customer', 'external') AND s.direction = 'outbound'
                            AND bool_or(media = 'callback') OVER (PARTITION BY id)), false) AS of_callback
        FROM told""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE segment AS
        SELECT id, nth, place, g.segmentType AS kind, {moment('g.segmentStart')} AS began,
               {moment('g.segmentEnd')} AS ended, g.queueId AS queue_id, g.disconnectType AS by_whom,
               g.wrapUpCode AS wrap_up_code, g.requestedLanguageId AS language_id
        FROM (SELECT id, nth, unnest(told.segments) AS g, generate_subscripts(told.segments, 1) AS place
              FROM session)""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE metric AS
        SELECT id, nth, m.name AS name, m.value AS value
        FROM (SELECT id, nth, unnest(told.metrics) AS m FROM session)""")


def typed(rows: str) -> str:
    """A query for the conversations read, with the moments in them: all of them, and how many cannot be read."""
    segments = "flatten(list_transform(flatten(list_transform(r.participants, lambda p: p.sessions)), lambda s: {}))"
    times = segments.format("s.segments")
    emitted = segments.format("s.metrics")
    return f"""
        SELECT *, {moment('r.conversationStart')} AS began, {moment('r.conversationEnd')} AS ended,
               list_concat([r.conversationStart, r.conversationEnd], list_transform({times}, lambda g: g.segmentStart),
                           list_transform({times}, lambda g: g.segmentEnd)) AS said,
               list_concat(said, list_transform({emitted}, lambda m: m.emitDate)) AS heard_of,
               coalesce(len({times}), 0) AS many
        FROM (SELECT *, CASE WHEN json_valid(row_text) THEN json_transform(row_text, '{SHAPE}') END AS r
              FROM ({rows}))"""


def judged(rows: str) -> str:
    """A query for the same with its `fault`, if any, `what` it is in words, and when it was `heard` of last."""
    read = f"list_transform(list_filter(said, lambda t: t IS NOT NULL), lambda t: {moment('t')})"
    heard = f"list_max(list_transform(list_filter(heard_of, lambda t: t IS NOT NULL), lambda t: {moment('t')}))"
    return f"""
        SELECT * EXCLUDE (said, heard_of, moments, verdict), verdict[1] AS fault, verdict[2] AS what FROM (
            SELECT *, {heard} AS heard, {read} AS moments, CASE
                WHEN r IS NULL THEN ['broken-record', 'The record is cut off, or is no JSON.']
                WHEN id IS NULL THEN ['broken-record', 'The record has no conversationId.']
                WHEN r.conversationStart IS NULL THEN ['broken-record', 'The record has no conversationStart.']
                WHEN len(list_filter(moments, lambda t: t IS NULL)) > 0
                THEN ['broken-record', 'A time in the record cannot be read.']
                WHEN list_min(moments) < '{EARLIEST}' OR list_max(moments) > '{LATEST}'
                THEN ['impossible-time', 'The record has a time that is not between 1990 and 2100.']
                WHEN ended < began THEN ['impossible-time', 'The conversation ended before it began.']
                END AS verdict
            FROM ({rows}))"""
