"""This file is about workers of TaskRouter: their activities as log-ins and pauses.

A worker is logged in in every activity but those that are offline, and paused in those that are neither offline nor
available, for the reason the activity is named. The first event of a worker also tells the activity before it, and for
how long it had lasted. What is on at the end of the log stays open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fourscore.warehouse.sources.lines import looked_up, standing_rows
from fourscore.warehouse.sources.twilio.said import once
from fourscore.warehouse.sources.twilio.words import ACTIVITIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History


class Typed(Protocol):
    """The query of events over rows, as the source is configured."""

    def __call__(self, rows: str, *, fresh: bool) -> str: ...


def stage_workers(
    cursor: DuckDBPyConnection, history: History, typed: Typed, activities: dict[str, str]
) -> None:
    """Make `staged_agent_state`: the whole history of every worker whose activity the new events change."""
    mine = "fault IS NULL AND does IN ('activity', 'leave')"
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE change AS FROM event WHERE {mine} AND fresh")
    if history.landed() and cursor.execute("SELECT 1 FROM change LIMIT 1").fetchone():
        rows = standing_rows(cursor, history, history.landed(), "starts_with(about, 'worker.')")
        cursor.execute(f"""
            INSERT INTO change FROM ({typed(rows, fresh=False)})
            WHERE {mine} AND worker_name IN (SELECT worker_name FROM change)""")
    kind = looked_up({**ACTIVITIES, **activities}, "activity")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE turn AS
        WITH told AS (FROM {once('change')}),
        now AS (SELECT worker_name AS agent, CASE does WHEN 'leave' THEN 'Offline' ELSE worker_activity_name END
                       AS activity, sent, rank, sid, file, line FROM told),
        before AS (
            SELECT worker_name AS agent, worker_previous_activity_name AS activity,
                   sent - try_cast(worker_time_in_previous_activity_ms AS BIGINT) * 1000 AS sent, -1 AS rank, sid, file,
                   line
            FROM told QUALIFY row_number() OVER (PARTITION BY worker_name ORDER BY told.sent, rank, sid) = 1),
        known AS (FROM now UNION ALL BY NAME FROM before WHERE sent IS NOT NULL AND activity IS NOT NULL),
        meant AS (SELECT *, coalesce({kind}, 'paused') AS means FROM known),
        switch AS (
            SELECT agent, 'login' AS state, means <> 'offline' AS is_on, NULL::VARCHAR AS reason, sent, rank, sid, file,
                   line FROM meant
            UNION ALL
            SELECT agent, 'pause', means = 'paused', CASE means WHEN 'paused' THEN activity END, sent, rank, sid, file,
                   line FROM meant),
        marked AS (SELECT *, lag(is_on) OVER same AS was_on, lag(reason) OVER same AS was_for FROM switch
                   WINDOW same AS (PARTITION BY agent, state ORDER BY sent, rank, sid))
        SELECT *, lead(sent) OVER (PARTITION BY agent, state ORDER BY sent, rank, sid) AS until
        FROM marked WHERE is_on IS DISTINCT FROM coalesce(was_on, false) OR reason IS DISTINCT FROM was_for""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE staged_agent_state AS
        SELECT concat_ws('|', state, agent, sent, sid) AS key, agent, state, reason,
               make_timestamp(sent) AS started_at, make_timestamp(until) AS ended_at, file, line
        FROM turn WHERE is_on""")
    for table in ("change", "turn"):
        cursor.execute(f"DROP TABLE temp.{table}")
