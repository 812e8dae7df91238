"""This file is about agents in a queue_log: when each was logged in and paused, in which queue, and why.

Log-ins and pauses are switched on and off by separate lines. What is on at a restart of Asterisk has an unknown end and
is taken to end there; what is on at the end of the log stays open. Lines are read in the order written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourscore.warehouse.sources.asterisk.events import earlier_rows, typed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History

# Which lines speak of agents: told by their text alone, so that years of earlier lines are sifted quickly.
SPEAKS = ("MEMBER|", "PAUSE", "|AGENTLOGIN", "|AGENTLOGOFF", "|AGENTCALLBACKLOG", "|QUEUESTART")
# Log-ins without a queue: of the agent as a whole.
WHOLE = "('AGENTLOGIN', 'AGENTLOGOFF', 'AGENTCALLBACKLOGIN', 'AGENTCALLBACKLOGOFF', 'PAUSEALL', 'UNPAUSEALL')"


def stage_agents(cursor: DuckDBPyConnection, history: History, names: Mapping[str, str]) -> dict[str, int]:
    """Make `staged_agent_state`: the whole history of every agent whose log-ins or pauses the new lines touch.

    A restart touches everybody. Returns what was odd, counted.
    """
    agent_events(cursor, history, names)
    switches(cursor)
    intervals(cursor)
    odd = cursor.execute("""
        SELECT count(*) FILTER (paused = 0 AND NOT is_on AND NOT was_on AND fresh),
               count(*) FILTER (is_on AND next_epoch IS NULL AND era_end IS NOT NULL AND fresh),
               count(*) FILTER (is_on AND ended < epoch AND fresh)
        FROM turn""").fetchone() or (0, 0, 0)
    for table in ("agent_event", "switch", "turn"):
        cursor.execute(f"DROP TABLE temp.{table}")
    return {
        "log-off without a log-in": odd[0],
        "log-in or pause ended by a restart of Asterisk": odd[1],
        "log-in or pause ended before it began": odd[2],
    }


def agent_events(cursor: DuckDBPyConnection, history: History, names: Mapping[str, str]) -> None:
    """Make temp table `agent_event`: new and earlier lines of the agents touched, in order (`nth`), and their `era`."""
    columns = f"""file, line, epoch, CASE WHEN event NOT IN {WHOLE} THEN queue END AS queue, agent, event, does, word,
        fresh"""
    said = f"SELECT {columns} FROM event WHERE does IN ('on', 'off', 'restart')"
    if history.landed():
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE agent_event AS {said}")
        said = "FROM agent_event"
    if history.landed() and cursor.execute("SELECT 1 FROM agent_event LIMIT 1").fetchone():
        speaks = " OR ".join(f"contains(row_text, '{text}')" for text in SPEAKS)
        rows = f"(SELECT * FROM {earlier_rows(cursor, history, history.landed())} WHERE {speaks})"
        cursor.execute(f"""
            INSERT INTO agent_event
            SELECT {columns} FROM ({typed(rows, names, fresh=False)}) WHERE does IN ('on', 'off', 'restart')""")
        cursor.execute("""
            DELETE FROM agent_event
            WHERE NOT EXISTS (FROM agent_event WHERE fresh AND does = 'restart') AND does <> 'restart'
              AND coalesce(agent, '') NOT IN (SELECT coalesce(agent, '') FROM agent_event WHERE fresh)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE agent_event AS
        WITH said AS MATERIALIZED ({said}),
        place AS (SELECT file, row_number() OVER (ORDER BY min(epoch), file) << 40 AS place FROM said GROUP BY file),
        called AS (SELECT agent, row_number() OVER () AS who FROM (SELECT DISTINCT agent FROM said)),
        asked AS (SELECT queue, row_number() OVER () AS ask FROM (SELECT DISTINCT queue FROM said))
        SELECT a.*, place + line AS nth, 0 AS era, who, coalesce(ask, 0) AS ask
        FROM said a JOIN place USING (file) LEFT JOIN called USING (agent) LEFT JOIN asked USING (queue)""")
    if cursor.execute("SELECT 1 FROM agent_event WHERE does = 'restart' LIMIT 1").fetchone():
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE agent_event AS
            WITH restart AS (SELECT nth AS since, row_number() OVER (ORDER BY nth) AS era
                             FROM agent_event WHERE does = 'restart')
            SELECT a.* REPLACE (coalesce(r.era, 0) AS era)
            FROM agent_event a ASOF LEFT JOIN restart r ON a.nth >= since""")


def switches(cursor: DuckDBPyConnection) -> None:
    """Make temp table `switch`: what each line turns on or off, for which agent and queue (none: the whole agent).

    A pause ends with its own end, with the end of all pauses, and with the log-off. PAUSEALL is written beside one
    PAUSE for each queue; so it ends as soon as any of them ends, and the others go on by themselves.
    """
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE switch AS
        WITH turns AS (SELECT * FROM agent_event WHERE agent IS NOT NULL AND does <> 'restart'),
        paused AS (
            SELECT who, ask, agent, queue, nullif(word, '') AS reason, epoch, nth, era, file, line, fresh FROM turns
            WHERE event IN ('PAUSE', 'PAUSEALL')
            UNION ALL
            SELECT who, ask, agent, queue, NULL, epoch, nth, era, file, line, fresh FROM turns
            WHERE event = 'ADDMEMBER' AND word = 'PAUSED')
        SELECT who, ask, 0 AS paused, agent, queue, does = 'on' AS is_on, NULL::VARCHAR AS reason, epoch, nth, era,
               file, line, fresh
        FROM turns WHERE event NOT IN ('PAUSE', 'UNPAUSE', 'PAUSEALL', 'UNPAUSEALL')
        UNION ALL
        SELECT who, ask, 1, agent, queue, true, reason, epoch, nth, era, file, line, fresh FROM paused
        UNION ALL
        SELECT who, k.ask, 1, agent, k.queue, false, NULL, epoch, nth, era, file, line, fresh
        FROM turns t JOIN (SELECT DISTINCT who, ask, queue FROM paused) k USING (who)
        WHERE does = 'off' AND (t.queue IS NULL OR k.queue IS NULL OR k.ask = t.ask)""")


def intervals(cursor: DuckDBPyConnection) -> None:
    """Make `staged_agent_state`: from each turning on to the next turning off, other reason, or restart.

    Turning on what is on for the same reason changes nothing. What is turned off in the second it was turned on, or
    before it by a clock set back, is kept without length: it may have been seen open, and must be seen to have ended.
    """
    # `of` is who and where and what in one number. In its order one look back and one ahead need no window of their own
    # for each: the row before or after is of the same, or there is none.
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE turn AS
        WITH ordered AS (
            SELECT ((who * (1 << 20) + ask) * (1 << 20) + era) * 2 + paused AS of, * EXCLUDE (who, ask) FROM switch
            ORDER BY of, nth),
        marked AS (
            SELECT *, coalesce(lag(of) OVER () = of AND lag(is_on) OVER (), false) AS was_on,
                   lag(reason) OVER () AS reason_before FROM ordered),
        kept AS (FROM marked WHERE NOT is_on OR NOT was_on OR reason IS DISTINCT FROM reason_before),
        followed AS (SELECT *, CASE WHEN lead(of) OVER () = of THEN lead(epoch) OVER () END AS next_epoch FROM kept),
        restart AS (SELECT era - 1 AS era, epoch AS era_end FROM agent_event WHERE does = 'restart')
        SELECT k.* EXCLUDE (of, reason_before), CASE paused WHEN 1 THEN 'pause' ELSE 'login' END AS state, era_end,
               coalesce(next_epoch, era_end) AS ended
        FROM followed k LEFT JOIN restart USING (era)""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE staged_agent_state AS
        SELECT concat_ws('|', state, agent, coalesce(queue, ''), epoch, line) AS key, agent, state, reason, queue,
               make_timestamp(epoch * 1000000) AS started_at,
               make_timestamp(CASE WHEN ended < epoch THEN epoch ELSE ended END * 1000000) AS ended_at, file, line
        FROM turn WHERE is_on""")
