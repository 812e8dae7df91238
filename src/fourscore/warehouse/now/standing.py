"""This file is about how things stand: who waits where and what each agent is at, as far as chosen sources are told.

Nothing is worked out from what is usual: somebody waits while a queue stay was entered and neither answered nor ended;
an agent is where an interval that is not over puts them. What a source does not tell is not known, and never nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.file import Warehouse

# What an agent is at. `pause` is any time logged in and not to be called; its reason says which.
STATES = ("on_call", "hold", "after_call", "ready", "pause", "off")
# Somebody waits on the line there; a task or a mail waits, too, but nobody listens to the music.
LIVE = ("voice", "chat")
# What began earlier and never ended lost its end on the way, and is nobody who waits.
LOST_AFTER = timedelta(days=1)
# So long after the last word of an agent's log-ins nobody knows any more whether they are told of.
KNOWN_FOR = timedelta(days=28)
KINDS = ("contact", "visit", "segment", "agent_state")


class QueueNow(NamedTuple):
    """One queue. waiting: people on the line for it; since: when the first of them came; talking: being served."""

    queue: str | None
    waiting: int
    since: datetime | None
    talking: int


class AgentNow(NamedTuple):
    """One agent. state: one of STATES; None: no source tells. since: when it began, where that is known.

    queue: of the contact they are at. reason: of a pause, where one was given. queues: those they are logged in to;
    None: to all there are.
    """

    agent: str
    team: str | None
    state: str | None
    since: datetime | None
    queue: str | None
    reason: str | None
    queues: tuple[str, ...] | None


class Standing(NamedTuple):
    """as_of: up to when all of the sources asked about are told; None: nothing of them is loaded.

    waiting_told: whether one of them tells of stays before they end; states_told: of log-ins.
    """

    as_of: datetime | None
    waiting_told: bool
    states_told: bool
    queues: tuple[QueueNow, ...]
    agents: tuple[AgentNow, ...]


NOTHING = Standing(None, False, False, (), ())


def standing(warehouse: Warehouse, sources: Sequence[str], today: date, telling: bool) -> Standing:
    """How things stand by the sources of these names; `today` is the local day of the roster.

    telling: one of them is of a kind that tells of stays before they end; else it is known once one ever did.
    """
    cursor = warehouse.cursor()
    try:
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        marks = cursor.execute(
            "SELECT source, max(until_at) FILTER (kind IN (SELECT unnest(?))), bool_or(kind = 'agent_state') "
            "FROM fill JOIN source USING (source) WHERE name IN (SELECT unnest(?)) GROUP BY source",
            [list(KINDS), list(sources)]).fetchall()
        told = {source: until for source, until, _ in marks if until is not None}
        if not told:
            return NOTHING
        as_of: datetime = min(told.values())
        ids = list(told)
        states_told = any(states for source, _, states in marks if source in told)
        return Standing(
            as_of.replace(tzinfo=UTC), telling or _ever_open(cursor, ids, as_of), states_told,
            tuple(_queues(cursor, ids, as_of)), tuple(_agents(cursor, told, as_of, today)))
    finally:
        cursor.close()


def _ever_open(cursor: DuckDBPyConnection, ids: list[int], as_of: datetime) -> bool:
    """Whether one of them told of a stay before its end in the last week."""
    found = cursor.execute(
        "SELECT 1 FROM visit WHERE open = 1 AND source IN (SELECT unnest(?)) AND day > ? LIMIT 1",
        [ids, as_of.date() - timedelta(days=8)]).fetchone()
    return found is not None


def _queues(cursor: DuckDBPyConnection, ids: list[int], as_of: datetime) -> list[QueueNow]:
    rows = cursor.execute(
        "SELECT q.name, count(*) FILTER (v.answered_at IS NULL), "
        "min(v.entered_at) FILTER (v.answered_at IS NULL), count(*) FILTER (v.answered_at IS NOT NULL) "
        "FROM visit v LEFT JOIN queue q USING (queue) LEFT JOIN channel c ON c.channel = v.channel "
        "WHERE v.replaced_in IS NULL AND v.open = 1 AND v.source IN (SELECT unnest(?)) AND v.day >= ? "
        "AND v.entered_at > ? AND coalesce(c.name, 'voice') IN (SELECT unnest(?)) GROUP BY q.name ORDER BY q.name",
        [ids, as_of.date() - timedelta(days=2), as_of - LOST_AFTER, list(LIVE)]).fetchall()
    return [QueueNow(queue, waiting, _aware(since), talking) for queue, waiting, since, talking in rows]


def _agents(
    cursor: DuckDBPyConnection, told: dict[int, datetime], as_of: datetime, today: date,
) -> list[AgentNow]:
    """Everybody on the roster today, and whoever these sources, each told up to its moment, tell of in the last day."""
    rows = cursor.execute(AGENTS, {"ids": list(told), "untils": list(told.values()), "as_of": as_of, "today": today,
                                   "earliest": as_of - LOST_AFTER, "known": as_of - KNOWN_FOR,
                                   "near": as_of.date() - timedelta(days=2)}).fetchall()
    return [_agent(row) for row in rows]


# Handling: the latest part of a contact that goes on. Ready is logged in and in no pause, as `ready_time` counts it;
# it began with the log-in, the end of the last pause or of the last contact, whichever came last.
# An end that lies after everything its source told was told early, by a clock that counts whole seconds: it is an end.
AGENTS = """
WITH mine AS (SELECT unnest($ids) AS source, unnest($untils) AS told_until),
state AS (
    SELECT agent, state, reason, queue, started_at, ended_at,
           started_at <= $as_of AND (ended_at IS NULL OR (ended_at > $as_of AND ended_at <= told_until)) AS goes_on
    FROM agent_state JOIN mine USING (source)
    WHERE replaced_in IS NULL AND agent IS NOT NULL AND started_at <= $as_of
      AND (ended_at IS NULL OR ended_at > $known)),
presence AS (
    SELECT agent,
           min(started_at) FILTER (state = 'login' AND goes_on) AS login_since,
           max(least(ended_at, $as_of)) FILTER (state = 'login' AND NOT goes_on) AS off_since,
           min(started_at) FILTER (state = 'pause' AND goes_on) AS pause_since,
           arg_max(reason, started_at) FILTER (state = 'pause' AND goes_on) AS reason,
           max(least(ended_at, $as_of)) FILTER (state = 'pause' AND NOT goes_on) AS pause_ended,
           list(DISTINCT queue) FILTER (state = 'login' AND goes_on AND queue IS NOT NULL) AS queues,
           bool_or(queue IS NULL) FILTER (state = 'login' AND goes_on) AS everywhere
    FROM state GROUP BY agent),
part AS (
    SELECT agent, kind, queue, started_at, ended_at,
           started_at <= $as_of AND (ended_at IS NULL OR (ended_at > $as_of AND ended_at <= told_until)) AS goes_on
    FROM segment JOIN mine USING (source)
    WHERE replaced_in IS NULL AND agent IS NOT NULL AND kind IN ('talk', 'consult', 'hold', 'wrap_up')
      AND day >= $near AND started_at <= $as_of AND started_at > $earliest),
busy AS (
    SELECT agent, arg_max(kind, started_at) FILTER (goes_on) AS kind, max(started_at) FILTER (goes_on) AS since,
           arg_max(queue, started_at) FILTER (goes_on) AS queue,
           max(least(ended_at, $as_of)) FILTER (NOT goes_on) AS ended
    FROM part GROUP BY agent),
roster AS (
    SELECT agent, arg_max(team, first_day) AS team FROM membership
    WHERE first_day <= $today AND (until_day IS NULL OR $today < until_day) GROUP BY agent),
named AS (
    SELECT agent FROM roster UNION SELECT agent FROM busy
    UNION SELECT agent FROM presence WHERE login_since IS NOT NULL OR off_since > $earliest)
SELECT a.name, t.name, b.kind::VARCHAR, b.since, q.name, p.login_since, p.off_since, p.pause_since, r.name,
       p.pause_ended, b.ended, p.agent IS NOT NULL,
       CASE WHEN p.everywhere THEN NULL ELSE (
           SELECT list(name ORDER BY name) FROM queue WHERE list_contains(p.queues, queue.queue)) END
FROM named JOIN agent a USING (agent) LEFT JOIN busy b USING (agent) LEFT JOIN presence p USING (agent)
LEFT JOIN roster o USING (agent) LEFT JOIN team t ON t.team = o.team LEFT JOIN queue q ON q.queue = b.queue
LEFT JOIN reason r ON r.reason = p.reason
ORDER BY t.name NULLS LAST, a.name"""
HANDLING = {"talk": "on_call", "consult": "on_call", "hold": "hold", "wrap_up": "after_call"}


def _agent(row: tuple[Any, ...]) -> AgentNow:
    name, team, kind, busy, queue, login, off, paused, reason, pause_ended, ended, told, queues = row
    state: str | None
    if kind is not None:
        state, since = HANDLING[kind], busy
    elif login is not None and paused is not None:
        state, since = "pause", paused
    elif login is not None:
        state, since = "ready", max(one for one in (login, pause_ended, ended) if one is not None)
    else:
        state, since = ("off", off) if told else (None, None)
    return AgentNow(name, team, state, _aware(since), queue if kind is not None else None,
                    reason if state == "pause" else None, tuple(queues) if queues is not None else None)


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC)
