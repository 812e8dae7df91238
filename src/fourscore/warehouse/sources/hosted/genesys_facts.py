"""This file is about facts from Genesys Cloud's conversation details: contacts, stays in queues, who did what when.

A conversation is one contact. A stay is a session of the queue itself (purpose `acd`); the agent's session of the same
queue and medium that began to talk first after the entry is its answer. Callbacks, and calls of a campaign, are no
stays: nobody waits on the line for an agent to come. A callback asked for in a conversation is a contact of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.hosted.options import looked_up, moment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOBODY = "('', 'unknown', 'anonymous', 'restricted', 'unavailable', 'private', 'withheld', 'none')"
# How the agent's part ended where the customer went on to somebody else.
PASSED_ON = "('transfer', 'conferenceTransfer', 'consultTransfer', 'forwardTransfer')"
BY_CUSTOMER = "('peer', 'endpoint')"
KINDS = """CASE kind WHEN 'alert' THEN 'alert' WHEN 'interact' THEN 'talk' WHEN 'hold' THEN 'hold'
    WHEN 'wrapup' THEN 'wrap_up' WHEN 'monitoring' THEN 'monitor' WHEN 'coaching' THEN 'monitor'
    WHEN 'barging' THEN 'monitor' WHEN 'screenmonitoring' THEN 'monitor' END"""
CHANNELS = """CASE media WHEN 'voice' THEN 'voice' WHEN 'callback' THEN 'voice' WHEN 'chat' THEN 'chat'
    WHEN 'message' THEN 'message' WHEN 'email' THEN 'email' WHEN 'workitem' THEN 'task' END"""


def stage_facts(cursor: DuckDBPyConnection, *, names: Mapping[str, str], topics: Mapping[str, str]) -> None:
    """Make `staged_contact`, `staged_visit`, `staged_segment` and `staged_callback`."""
    parts(cursor, names)
    stays(cursor)
    visits(cursor)
    segments(cursor)
    contacts(cursor, names, topics)
    callbacks(cursor)


def parts(cursor: DuckDBPyConnection, names: Mapping[str, str]) -> None:
    """Make temp table `part`: every session with its contact, queue and agent, when each thing in it was, how it ended.

    talk_at, talk_end: of its talk and hold together; with a piece that goes on, talk_end is unknown.
    """
    lengths = ", ".join(
        f"sum((epoch_us(ended) - epoch_us(began))::DECIMAL(18,3) / 1000000) FILTER (kind = '{kind}') AS {name}"
        for kind, name in (("alert", "ring_s"), ("interact", "talk_s"), ("hold", "hold_s"), ("wrapup", "wrap_up_s")))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE part AS
        WITH spoken AS (
            SELECT id, nth, min(began) AS began, CASE WHEN bool_and(ended IS NOT NULL) THEN max(ended) END AS ended,
                   min(began) FILTER (kind = 'interact') AS talk_at,
                   CASE WHEN bool_and(ended IS NOT NULL) FILTER (kind IN ('interact', 'hold'))
                        THEN max(ended) FILTER (kind IN ('interact', 'hold')) END AS talk_end,
                   CASE WHEN bool_and(ended IS NOT NULL) FILTER (kind <> 'wrapup')
                        THEN max(ended) FILTER (kind <> 'wrapup') END AS left_at,
                   min(began) FILTER (kind = 'alert') AS alert_at,
                   {lengths},
                   arg_max(by_whom, place) FILTER (kind <> 'wrapup') AS by_whom, arg_min(queue_id, place) AS queue_id
            FROM segment GROUP BY id, nth),
        -- Where the conversation began with the callback, it is the callback's alone.
        whole AS (SELECT id, coalesce(arg_min(media = 'callback', (began, nth)), false) AS alone
                  FROM session JOIN spoken USING (id, nth) GROUP BY id)
        SELECT s.*, p.* EXCLUDE (id, nth), {looked_up("user_id", names)} AS agent,
               {looked_up("queue_id", names)} AS queue,
               CASE WHEN of_callback AND NOT alone THEN id || '/callback' ELSE id END AS contact
        FROM session s JOIN whole USING (id) LEFT JOIN spoken p USING (id, nth)""")


def stays(cursor: DuckDBPyConnection) -> None:
    """Make temp table `stay`: each stay with the agent's session that answered it.

    An agent who talked in a queue that the conversation never entered (it came over directly) was waited for from the
    first ring. Clocks of two sessions differ by some milliseconds; nothing is answered before it was entered.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE stay AS
        WITH entry AS (
            SELECT * FROM part WHERE purpose = 'acd' AND queue_id IS NOT NULL AND NOT of_callback
                                 AND told.outboundCampaignId IS NULL AND began IS NOT NULL),
        answer AS (
            SELECT * FROM part WHERE purpose = 'agent' AND queue_id IS NOT NULL AND talk_at IS NOT NULL
                                 AND NOT of_callback AND told.outboundCampaignId IS NULL),
        -- An answer belongs to the last entry before it; of several answers of one entry the first is its own.
        placed AS (
            SELECT a.id, a.nth AS answer, arg_max(e.nth, (e.began, e.nth)) AS entry
            FROM answer a JOIN entry e ON e.id = a.id AND e.queue_id = a.queue_id AND a.talk_at >= e.began
                                      AND e.media IS NOT DISTINCT FROM a.media GROUP BY a.id, a.nth),
        first AS (
            SELECT id, entry, arg_min(answer, (talk_at, nth)) AS answer
            FROM placed p JOIN part a USING (id) WHERE a.nth = p.answer GROUP BY id, entry)
        SELECT e.id, e.contact, e.queue, e.began AS entered, e.left_at AS out_at, e.by_whom,
               e.told.flowOutType AS flow_out, e.nth AS entry, f.answer
        FROM entry e LEFT JOIN first f ON f.id = e.id AND f.entry = e.nth
        UNION ALL
        SELECT id, contact, queue, coalesce(alert_at, talk_at), talk_at, NULL, NULL, NULL, nth FROM answer a
        WHERE NOT EXISTS (FROM entry e WHERE e.id = a.id AND e.queue_id = a.queue_id AND e.began <= a.talk_at)""")


def visits(cursor: DuckDBPyConnection) -> None:
    """Make `staged_visit`. Where Genesys tells in metrics how a stay ended and how long it was waited, that counts."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        WITH told AS (
            SELECT id, nth, max(value) FILTER (name = 'tAnswered') AS answered_ms,
                   max(value) FILTER (name = 'tAbandon') AS abandon_ms, max(value) FILTER (name = 'tFlowOut') AS out_ms
            FROM metric GROUP BY id, nth),
        asked AS (SELECT DISTINCT id FROM part WHERE of_callback AND told.outboundCampaignId IS NULL),
        joined AS (
            SELECT s.*, t.* EXCLUDE (id, nth), a.talk_end, a.agent, a.ring_s,
                   CASE WHEN a.talk_at < s.entered THEN s.entered ELSE a.talk_at END AS answered,
                   a.talk_s, a.hold_s, a.wrap_up_s, a.by_whom AS ended_by, k.id IS NOT NULL AS asked
            FROM stay s LEFT JOIN part a ON a.id = s.id AND a.nth = s.answer
            LEFT JOIN told t ON t.id = s.id AND t.nth = s.entry LEFT JOIN asked k ON k.id = s.id),
        judged AS (
            SELECT *, CASE
                WHEN answered IS NOT NULL THEN CASE WHEN talk_end IS NULL THEN 'open' ELSE 'answered' END
                WHEN abandon_ms IS NOT NULL THEN 'abandoned'
                WHEN out_ms IS NOT NULL OR flow_out IS NOT NULL THEN 'flowed_out'
                WHEN out_at IS NULL THEN 'open'
                WHEN by_whom IN {BY_CUSTOMER} THEN 'abandoned'
                WHEN by_whom IN {PASSED_ON} OR by_whom IN ('timeout', 'client') THEN 'flowed_out'
                ELSE 'dropped' END AS outcome
            FROM joined)
        SELECT contact,
               row_number() OVER (PARTITION BY contact ORDER BY entered, coalesce(entry, answer))::SMALLINT AS number,
               queue, agent, entered AS entered_at, answered AS answered_at,
               CASE WHEN outcome = 'answered' THEN greatest(talk_end, answered) WHEN outcome = 'open' THEN NULL
                    WHEN out_at < entered THEN entered ELSE out_at END AS ended_at,
               outcome::{OUTCOME} AS outcome,
               CASE WHEN outcome <> 'flowed_out' THEN NULL
                    WHEN asked OR flow_out IN ('callback', 'voicemail') THEN 'key'
                    WHEN by_whom = 'timeout' THEN 'timeout' WHEN by_whom = 'client' THEN 'withdrawn' END AS flow,
               (outcome = 'answered' AND ended_by IN {PASSED_ON})::UTINYINT AS transferred,
               coalesce(outcome = 'answered' AND ended_by = 'client', false)::UTINYINT AS agent_ended,
               coalesce(CASE WHEN answered IS NOT NULL THEN answered_ms WHEN outcome = 'abandoned' THEN abandon_ms
                             WHEN outcome = 'flowed_out' THEN out_ms END / 1000,
                        greatest(epoch_us(coalesce(answered, out_at)) - epoch_us(entered), 0)::DECIMAL(18,3) / 1000000
               )::DECIMAL(12,3) AS wait_s,
               ring_s::DECIMAL(12,3) AS ring_s, talk_s::DECIMAL(12,3) AS talk_s, hold_s::DECIMAL(12,3) AS hold_s,
               wrap_up_s::DECIMAL(12,3) AS wrap_up_s, c.file, c.line
        FROM judged j JOIN conversation c USING (id)""")


def segments(cursor: DuckDBPyConnection) -> None:
    """Make `staged_segment`: what agents did, with its own times. An agent before a callback's form does not talk."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        WITH done AS (
            SELECT p.contact, p.nth, s.place, {KINDS} AS kind, p.agent, p.queue, s.began, s.ended, p.talk_at, s.by_whom,
                   p.media, p.id
            FROM segment s JOIN part p USING (id, nth) WHERE p.purpose = 'agent')
        SELECT contact, row_number() OVER (PARTITION BY contact ORDER BY nth, place)::SMALLINT AS number,
               kind::{SEGMENT} AS kind, agent, d.queue, d.began AS started_at, d.ended AS ended_at,
               (kind <> 'alert' OR talk_at IS NOT NULL)::UTINYINT AS answered,
               coalesce(kind = 'alert' AND talk_at IS NULL AND by_whom IN {BY_CUSTOMER}, false)::UTINYINT AS cancelled,
               c.file, c.line
        FROM done d JOIN conversation c USING (id)
        WHERE kind IS NOT NULL AND NOT (media = 'callback' AND kind IN ('talk', 'hold')) AND d.began IS NOT NULL""")


def contacts(cursor: DuckDBPyConnection, names: Mapping[str, str], topics: Mapping[str, str]) -> None:
    """Make `staged_contact`. Old details tell no end of the conversation: it is then that of its last session."""
    caller = """regexp_replace(lower(trim(CASE WHEN told.direction = 'outbound' THEN told.dnis
        ELSE coalesce(told.ani, told.addressFrom, told.callbackNumbers[1]) END)), '^(tel|sip|sips):|@.*$', '', 'g')"""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_contact AS
        WITH coded AS (
            SELECT p.contact, arg_max({looked_up("wrap_up_code", names)}, s.began) AS disposition,
                   arg_min({looked_up("language_id", names)}, s.began) AS language
            FROM segment s JOIN part p USING (id, nth) WHERE s.began IS NOT NULL GROUP BY p.contact),
        counted AS (
            SELECT p.contact, bool_or(m.name IN ('nOutboundConnected', 'nConnected') AND m.value > 0) AS reached,
                   bool_or(m.name = 'nOutboundAbandoned' AND m.value > 0) AS lost
            FROM metric m JOIN part p USING (id, nth) GROUP BY p.contact),
        gathered AS (
            SELECT contact, any_value(id) AS id, bool_or(of_callback) AS callback, min(began) AS first_at,
                   CASE WHEN bool_and(left_at IS NOT NULL) FILTER (began IS NOT NULL) THEN max(left_at) END AS last_at,
                   arg_min(media, nth) FILTER (media IS NOT NULL) AS media,
                   bool_or(told.outboundCampaignId IS NOT NULL) AS campaign,
                   arg_min(told.direction, nth) FILTER (purpose IN ('customer', 'external')) AS direction,
                   arg_min({caller}, nth) FILTER (purpose IN ('customer', 'external')) AS caller,
                   bool_or(purpose = 'agent' AND talk_at IS NOT NULL AND media <> 'callback') AS talked,
                   bool_or(told.recording) AS recorded, bool_or(purpose IN ('ivr', 'botflow')) AS menu,
                   arg_min(agent, (talk_at, nth)) FILTER (purpose = 'agent' AND talk_at IS NOT NULL) AS agent,
                   arg_min(queue, nth) FILTER (queue IS NOT NULL) AS queue
            FROM part GROUP BY contact),
        directed AS (
            SELECT g.*, c.began, c.ended, c.file, c.line, c.r,
                   g.callback OR g.campaign OR coalesce(c.r.originatingDirection = 'outbound',
                                                        g.direction = 'outbound', false) AS dialled
            FROM gathered g JOIN conversation c USING (id))
        SELECT contact AS key, CASE WHEN contact = id THEN began ELSE first_at END AS started_at,
               CASE WHEN contact <> id OR ended IS NULL THEN last_at ELSE ended END AS ended_at,
               {CHANNELS} AS channel, dialled::UTINYINT AS outbound,
               (dialled AND (coalesce(reached, false) OR coalesce(talked, false)))::UTINYINT AS connected,
               CASE WHEN caller NOT IN {NOBODY} THEN caller END AS customer,
               {looked_up("queue", topics, "NULL::VARCHAR")} AS topic, disposition, language,
               recorded::UTINYINT AS recorded, r.mediaStatsMinConversationMos::DECIMAL(12,3) AS mos,
               coalesce(lost, false)::UTINYINT AS dialler_dropped,
               (menu AND r.selfServed IS NOT NULL)::UTINYINT AS menu,
               (menu AND coalesce(r.selfServed, false))::UTINYINT AS contained, agent, queue, file, line
        FROM directed LEFT JOIN coded USING (contact) LEFT JOIN counted USING (contact)""")


def callbacks(cursor: DuckDBPyConnection) -> None:
    """Make `staged_callback`: when each was asked for, when it was to be, and when an agent first dialled."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_callback AS
        WITH tried AS (
            SELECT contact, min(began) AS attempted_at, arg_min(agent, began) AS agent FROM part
            WHERE of_callback AND purpose = 'agent' AND media = 'voice' GROUP BY contact)
        SELECT coalesce(p.told.sessionId, p.contact || '|' || epoch_ms(p.began)) AS key, p.contact, p.queue, t.agent,
               p.began AS promised_at,
               {moment('p.told.callbackScheduledTime')} AS due_at, t.attempted_at, c.file, c.line
        FROM part p JOIN conversation c USING (id) LEFT JOIN tried t ON t.contact = p.contact
        WHERE p.purpose = 'acd' AND p.of_callback AND p.told.outboundCampaignId IS NULL AND p.began IS NOT NULL""")
