"""This file is about staging tickets: of every record the last version, put together to tickets and ratings.

A ticket is staged anew with every record of it, and when the name of its agent or group changed, from all that was ever
landed of it; which version of a record is the last is told by the record itself. So the order of loads changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.warehouse.sources import History, Staged
from fourscore.warehouse.sources.tickets.records import make_landed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STATES = ("new", "open", "pending", "hold", "solved", "closed", "deleted")
# How a ticket came in (`via.channel`) → our channel. What a machine wrote is a task.
CHANNELS = {
    "email": "email", "chat": "chat", "voice": "voice", "phone": "voice", "phone_call": "voice", "phone_call_inbound":
    "voice", "phone_call_outbound": "voice", "voicemail": "voice", "web": "message", "web_form": "message",
    "web_widget": "message", "mobile": "message", "mobile_sdk": "message", "help_center": "message", "sms": "message",
    "native_messaging": "message", "messaging": "message", "whatsapp": "message", "facebook": "message",
    "twitter": "message", "twitter_dm": "message", "twitter_favorite": "message", "twitter_like": "message",
    "instagram_dm": "message", "line": "message", "telegram": "message", "viber": "message", "any_channel": "message",
    "apple_business_chat": "message", "api": "task", "web_service": "task", "rule": "task", "system": "task",
    "closed_ticket": "task", "sample_ticket": "task",
}
FIRST, LAST = "TIMESTAMP '1990-01-01'", "TIMESTAMP '2100-01-01'"


class Wishes(NamedTuple):
    """How tickets are read.

    customer: id, email or phone of who asked. topic: a ticket's own field, or a custom one's id.
    channels: `via.channel` → our channel, before those above.
    """

    customer: str
    topic: str
    channels: Mapping[str, str]


def stage(cursor: DuckDBPyConnection, history: History, wishes: Wishes) -> Staged:
    """Make `staged_ticket` and `staged_survey`, and `reread(key)` of what is told anew, be it that it was deleted."""
    make_landed(cursor)
    _gather(cursor, history)
    _last_versions(cursor)
    _tickets(cursor, wishes)
    _surveys(cursor)
    cursor.execute("CREATE TEMP TABLE reread AS SELECT DISTINCT ticket AS key FROM desk_last WHERE said = 'ticket' "
                   "UNION SELECT DISTINCT 'rating ' || id FROM desk_last WHERE said = 'rating'")
    notices = dict(cursor.execute(
        "SELECT 'unknown channel ' || via, count(*)::INTEGER FROM desk_ticket WHERE channel IS NULL "
        "AND via IS NOT NULL AND fresh GROUP BY 1 ORDER BY 1").fetchall())
    out = cursor.execute("SELECT count(*) FROM landed l JOIN desk_last d USING (said, id) WHERE said = 'ticket' "
                         "AND l.row_text->>'status' = 'deleted'").fetchone()
    span = cursor.execute(f"""
        SELECT min(moment), max(moment) FROM (
            SELECT unnest([{", ".join(_at(f"row_text->>'{name}'") for name in ("created_at", "time", "updated_at"))}])
                   AS moment FROM landed WHERE said IN ('ticket', 'event', 'rating'))
        WHERE moment BETWEEN {FIRST} AND {LAST}""").fetchone()
    covers: tuple[datetime, datetime] | None = None
    if span and span[0] is not None:
        covers = span[0].replace(tzinfo=UTC), span[1].replace(tzinfo=UTC)
    for table in ("desk_row", "desk_last", "desk_named", "desk_ticket", "desk_rating"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return Staged(out[0] if out else 0, covers, notices)


def _gather(cursor: DuckDBPyConnection, history: History) -> None:
    """Temp table `desk_row`: all there is of every ticket touched, all names, and whether a row is `fresh`."""
    columns = "file, line, row_text, said, id, ticket"
    cursor.execute(f"CREATE TEMP TABLE desk_row AS SELECT {columns}, true AS fresh FROM landed")
    if not history.landed():
        return
    paths = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in history.landed()) + "]"
    earlier = f"(SELECT {columns} FROM read_parquet({paths}))"
    # Those whose name is told otherwise than before: every ticket they have is told anew.
    same = " AND ".join(f"b.row_text->>'{name}' IS NOT DISTINCT FROM n.row_text->>'{name}'"
                        for name in ("name", "email", "phone"))
    cursor.execute(f"""
        CREATE TEMP TABLE desk_renamed AS SELECT DISTINCT n.said, n.id FROM landed n
        WHERE n.said IN ('user', 'group') AND NOT EXISTS (
            SELECT 1 FROM {earlier} b WHERE b.said = n.said AND b.id = n.id AND {same})""")
    cursor.execute(f"""
        CREATE TEMP TABLE desk_touched AS
        SELECT DISTINCT ticket FROM landed WHERE ticket IS NOT NULL
        UNION SELECT ticket FROM {earlier} WHERE said IN ('ticket', 'rating') AND (
            row_text->>'group_id' IN (SELECT id FROM desk_renamed WHERE said = 'group')
            OR row_text->>'assignee_id' IN (SELECT id FROM desk_renamed WHERE said = 'user')
            OR row_text->>'requester_id' IN (SELECT id FROM desk_renamed WHERE said = 'user'))""")
    cursor.execute(f"""
        INSERT INTO desk_row SELECT {columns}, false FROM {earlier}
        WHERE said IN ('user', 'group') OR ticket IN (SELECT ticket FROM desk_touched)""")
    cursor.execute("DROP TABLE temp.desk_renamed")
    cursor.execute("DROP TABLE temp.desk_touched")


def _last_versions(cursor: DuckDBPyConnection) -> None:
    """Temp table `desk_last`: of every record its last version, by its own word; of two of one time always the same."""
    cursor.execute("""
        CREATE TEMP TABLE desk_last AS SELECT * FROM desk_row
        QUALIFY row_number() OVER (PARTITION BY said, CASE said WHEN 'metric_set' THEN ticket ELSE id END ORDER BY
            try_cast(row_text->>'updated_at' AS TIMESTAMPTZ) DESC NULLS LAST,
            try_cast(row_text->>'generated_timestamp' AS BIGINT) DESC NULLS LAST,
            row_text, fresh DESC, file, line) = 1""")
    cursor.execute("""
        CREATE TEMP TABLE desk_named AS SELECT said, id, nullif(trim(row_text->>'name'), '') AS name,
            nullif(lower(trim(row_text->>'email')), '') AS email, nullif(trim(row_text->>'phone'), '') AS phone
        FROM desk_last WHERE said IN ('user', 'group')""")


def _tickets(cursor: DuckDBPyConnection, wishes: Wishes) -> None:
    channels = {**CHANNELS, **wishes.channels}
    pairs = ", ".join(f"{quoted(via)}: {quoted(channel)}" for via, channel in channels.items())
    topic = f"t.row_text->>{quoted(wishes.topic)}"
    if wishes.topic.isdigit():
        fields = "from_json(t.row_text->'custom_fields', '[{\"id\":\"VARCHAR\",\"value\":\"VARCHAR\"}]')"
        topic = f"list_filter({fields}, lambda f: f.id = {quoted(wishes.topic)})[1].value"
    customer = "t.row_text->>'requester_id'" if wishes.customer == "id" else f"who.{wishes.customer}"
    cursor.execute(f"""
        CREATE TEMP TABLE desk_ticket AS
        SELECT t.ticket AS key, t.row_text->>'via'->>'channel' AS via, MAP {{{pairs}}}[via] AS channel,
               {customer} AS customer, nullif({topic}, '') AS topic,
               coalesce(q.name, t.row_text->>'group_id') AS queue,
               coalesce(a.name, t.row_text->>'assignee_id') AS agent,
               {_at("t.row_text->>'created_at'")} AS opened_at, t.row_text->>'status' AS status,
               CASE WHEN status IN ('solved', 'closed') THEN {_at("m.row_text->>'solved_at'")} END AS solved_at,
               CASE WHEN status = 'closed' THEN {_at("m.row_text->>'status_updated_at'")} END AS closed_at,
               coalesce(e.replied_at, opened_at + to_seconds(coalesce(
                   try_cast(m.row_text->'reply_time_in_seconds'->>'calendar' AS BIGINT),
                   try_cast(m.row_text->'reply_time_in_minutes'->>'calendar' AS BIGINT) * 60))) AS first_reply_at,
               try_cast(m.row_text->>'replies' AS INTEGER) AS replies,
               try_cast(m.row_text->>'reopens' AS INTEGER) AS reopened,
               t.file, t.line, t.row_text, t.fresh
        FROM (FROM desk_last WHERE said = 'ticket') t
        LEFT JOIN (FROM desk_last WHERE said = 'metric_set') m USING (ticket)
        LEFT JOIN (SELECT ticket, min({_at("row_text->>'time'")}) AS replied_at FROM desk_last WHERE said = 'event'
                   AND row_text->>'metric' = 'reply_time' AND row_text->>'type' = 'fulfill'
                   AND row_text->>'instance_id' = '1' AND coalesce(row_text->>'deleted', 'false') <> 'true'
                   GROUP BY ticket) e USING (ticket)
        LEFT JOIN desk_named q ON q.said = 'group' AND q.id = t.row_text->>'group_id'
        LEFT JOIN desk_named a ON a.said = 'user' AND a.id = t.row_text->>'assignee_id'
        LEFT JOIN desk_named who ON who.said = 'user' AND who.id = t.row_text->>'requester_id'""")
    _set_aside(cursor)
    cursor.execute("""
        CREATE TEMP TABLE staged_ticket AS
        SELECT key, CAST(NULL AS VARCHAR) AS contact, channel, customer, topic, queue, agent, opened_at, first_reply_at,
               solved_at, closed_at, replies, reopened, file, line
        FROM desk_ticket WHERE fault IS NULL AND status <> 'deleted'""")


def _set_aside(cursor: DuckDBPyConnection) -> None:
    """Name the `fault` of every ticket that cannot be, and set those of this load aside."""
    faults = (
        ("broken-record", "opened_at IS NULL", "'the ticket does not say when it was opened'"),
        ("unknown-word", f"status IS NULL OR status NOT IN {STATES}",
         "'the status ' || coalesce(status, '(none)') || ' is not known'"),
        ("impossible-time", f"opened_at NOT BETWEEN {FIRST} AND {LAST} OR least(first_reply_at, solved_at, closed_at) "
         f"< opened_at OR greatest(first_reply_at, solved_at, closed_at) > {LAST}",
         "'the ticket was replied to, solved or closed before it was opened, or in no time of ours'"),
    )
    cases = " ".join(f"WHEN {test} THEN {quoted(name)}" for name, test, _ in faults)
    said = " ".join(f"WHEN {quoted(name)} THEN {what}" for name, _, what in faults)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE desk_ticket AS SELECT *, CASE {cases} END AS fault FROM desk_ticket")
    cursor.execute(f"INSERT INTO aside SELECT file, line, fault, CASE fault {said} END, row_text FROM desk_ticket "
                   "WHERE fault IS NOT NULL AND fresh ORDER BY file, line")


def _surveys(cursor: DuckDBPyConnection) -> None:
    """Ratings that were given: good or bad, when it was last said; those only offered are none."""
    cursor.execute(f"""
        CREATE TEMP TABLE desk_rating AS
        SELECT 'rating ' || r.id AS key, coalesce(a.name, r.row_text->>'assignee_id') AS agent,
               coalesce(q.name, r.row_text->>'group_id') AS queue, {_at("r.row_text->>'updated_at'")} AS answered_at,
               split_part(r.row_text->>'score', '_', 1) = 'good' AS good, r.file, r.line, r.row_text, r.fresh
        FROM desk_last r
        LEFT JOIN desk_named q ON q.said = 'group' AND q.id = r.row_text->>'group_id'
        LEFT JOIN desk_named a ON a.said = 'user' AND a.id = r.row_text->>'assignee_id'
        WHERE r.said = 'rating' AND split_part(r.row_text->>'score', '_', 1) IN ('good', 'bad')""")
    never = f"answered_at IS NULL OR answered_at NOT BETWEEN {FIRST} AND {LAST}"
    cursor.execute("INSERT INTO aside SELECT file, line, 'broken-record', 'the rating does not say when it was given', "
                   f"row_text FROM desk_rating WHERE fresh AND ({never})")
    cursor.execute(f"""
        CREATE TEMP TABLE staged_survey AS
        SELECT key, CAST(NULL AS VARCHAR) AS contact, agent, queue, answered_at, CAST(good AS DECIMAL(12, 3)) AS score,
               CAST(1 AS DECIMAL(12, 3)) AS scale, CAST(good AS UTINYINT) AS top_box, file, line
        FROM desk_rating WHERE NOT ({never})""")


def _at(text: str) -> str:
    return f"(try_cast({text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
