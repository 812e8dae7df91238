"""This file is about agents of mod_callcenter: their status changes as log-ins and pauses.

An agent is logged in while available (on demand or not) or on a break, and paused while on a break. The switch keeps
the status over a restart and tells no queue and no reason. What is on at the end of the log stays open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fourscore.warehouse.sources.freeswitch.said import once
from fourscore.warehouse.sources.lines import standing_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History

SPEAKS = "starts_with(about, 'agent-status-change|')"


class Typed(Protocol):
    """The query of events over rows, as the source is configured."""

    def __call__(self, rows: str, *, fresh: bool) -> str: ...


def stage_agents(cursor: DuckDBPyConnection, history: History, typed: Typed) -> dict[str, int]:
    """Make `staged_agent_state`: the whole history of every agent whose status the new events change."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE change AS FROM event WHERE does = 'status' AND fresh")
    if history.landed() and cursor.execute("SELECT 1 FROM change LIMIT 1").fetchone():
        rows = standing_rows(cursor, history, history.landed(), SPEAKS)
        cursor.execute(f"""
            INSERT INTO change FROM ({typed(rows, fresh=False)})
            WHERE does = 'status' AND agent IN (SELECT agent FROM change)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE turn AS
        WITH switch AS (
            SELECT agent, 'login' AS state, status <> 'Logged Out' AS is_on, sent, sequence, event_id, file, line, fresh
            FROM {once('change')}
            UNION ALL
            SELECT agent, 'pause', status = 'On Break', sent, sequence, event_id, file, line, fresh
            FROM {once('change')}),
        marked AS (SELECT *, lag(is_on) OVER same AS was_on FROM switch
                   WINDOW same AS (PARTITION BY agent, state ORDER BY sent, sequence, event_id))
        SELECT *, lead(sent) OVER (PARTITION BY agent, state ORDER BY sent, sequence, event_id) AS until
        FROM marked WHERE is_on IS DISTINCT FROM coalesce(was_on, false) OR was_on IS NULL""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE staged_agent_state AS
        SELECT concat_ws('|', state, agent, sent) AS key, agent, state, make_timestamp(sent) AS started_at,
               make_timestamp(until) AS ended_at, file, line
        FROM turn WHERE is_on""")
    odd = cursor.execute("""
        SELECT count(*)::INTEGER FROM turn
        WHERE state = 'login' AND NOT is_on AND was_on IS NULL AND fresh""").fetchone()
    for table in ("change", "turn"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {"log-off without a log-in": odd[0] if odd else 0}
