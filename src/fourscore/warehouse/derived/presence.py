"""This file is about agents' time: each half hour of each agent as staffed, paused, handling, idle, scheduled, adhering."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from fourscore.warehouse.derived.place import Clock, seconds
from fourscore.warehouse.file import columns_of

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

BREAKS = ("break", "lunch")
# The kinds of interval swept over: logged in, paused, on a break, handling; scheduled for contacts, for a break, for
# something else; and something else as scheduled.
SWEPT = ("login", "pause", "away", "busy", "due", "due_break", "due_other", "as_due")
DAYS_FROM = ("contact", "visit", "segment", "agent_state", "sale", "survey", "evaluation", "coaching")


def spread_days(storing: Storing) -> None:
    """Keep `agent_day` filled from the first to the last local day with data (costs and schedules reach further)."""
    found = " UNION ALL ".join(
        f"SELECT min(day) AS first, max(day) AS last FROM new_{kind}" for kind in DAYS_FROM
        if columns_of(storing.cursor, f"new_{kind}"))
    if not found:
        return
    row = storing.cursor.execute(
        "SELECT CAST(least(min(first), (SELECT CAST(value AS DATE) FROM setting WHERE name = 'first_day')) AS VARCHAR), "
        "CAST(greatest(max(last), (SELECT CAST(value AS DATE) FROM setting WHERE name = 'last_day')) AS VARCHAR), "
        "(SELECT max(value) FROM setting WHERE name = 'first_day'), (SELECT max(value) FROM setting WHERE name = 'last_day') "
        f"FROM ({found})").fetchone()
    if row is None or row[0] is None or (row[0], row[1]) == (row[2], row[3]):
        return
    storing.run("DELETE FROM setting WHERE name IN ('first_day', 'last_day')")
    storing.run("INSERT INTO setting VALUES ('first_day', ?), ('last_day', ?)", row[0], row[1])
    fill_agent_days(storing)


def fill_agent_days(storing: Storing) -> None:
    """Make `agent_day` again from the roster; an agent on two teams is on the one that began last."""
    storing.run("DELETE FROM agent_day")
    storing.run(
        "INSERT INTO agent_day BY NAME WITH spread AS (SELECT max(CAST(value AS DATE)) FILTER (name = 'first_day') AS first, "
        "max(CAST(value AS DATE)) FILTER (name = 'last_day') AS last FROM setting WHERE name IN ('first_day', 'last_day')), "
        "days AS (SELECT first + CAST(unnest(range(last - first + 1)) AS INTEGER) AS day FROM spread WHERE first IS NOT NULL) "
        "SELECT d.day, m.agent, arg_max(m.team, m.first_day) AS team FROM days d JOIN membership m "
        "ON m.first_day <= d.day AND (m.until_day IS NULL OR d.day < m.until_day) GROUP BY ALL")


def restate(storing: Storing, until: str) -> None:
    """Make `agent_time` again for every agent and local day this load touched.

    `until` is a query (source, was, until): an interval still open counts up to its source's fill mark, so a mark that
    moved on touches the days between.
    """
    days = _touched(storing, until)
    if not days:
        return
    storing.run(f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT agent, day FROM ({days}) WHERE agent IS NOT NULL")
    make(storing, until)


def make(storing: Storing, until: str) -> None:
    """Make `agent_time` again for the agents and days of the temp table `touched(agent, day)`."""
    row = storing.cursor.execute("SELECT min(day) - 2, max(day) + 2, count(*) FROM touched").fetchone()
    if row is None or not row[2]:
        return
    clock = Clock.over(storing.zone, datetime.combine(row[0], time()), datetime.combine(row[1], time()))
    storing.run(
        "CREATE OR REPLACE TEMP TABLE team_of_touched AS SELECT t.agent, t.day, arg_max(m.team, m.first_day) AS team "
        "FROM touched t JOIN membership m ON m.agent = t.agent AND m.first_day <= t.day "
        "AND (m.until_day IS NULL OR t.day < m.until_day) GROUP BY ALL")
    span = f"started_at < DATE '{row[1]}' AND ended_at > DATE '{row[0]}'"
    agents = "agent IN (SELECT agent FROM touched)"
    storing.run(
        "CREATE OR REPLACE TEMP TABLE presence AS "
        f"SELECT s.agent, s.state AS kind, lower(r.name) AS what, s.started_at, coalesce(s.ended_at, u.until) AS ended_at "
        f"FROM agent_state s LEFT JOIN reason r USING (reason) LEFT JOIN ({until}) u ON u.source = s.source "
        f"WHERE s.replaced_in IS NULL AND s.{agents}")
    scheduled = f"SELECT agent, 'due' AS kind, lower(activity) AS what, started_at, ended_at FROM schedule WHERE replaced_in IS NULL AND {agents}"
    cut = clock.cut(f"SELECT * FROM (SELECT * FROM presence UNION ALL {scheduled}) WHERE {span}")
    storing.run(
        f"CREATE OR REPLACE TEMP TABLE stretch AS SELECT * FROM (SELECT agent, kind, what, from_at, until_at, "
        f"{clock.day('from_at')} AS day FROM ({cut})) SEMI JOIN touched USING (agent, day)")
    storing.run("CREATE OR REPLACE TEMP TABLE slice AS " + _slices())
    storing.run("DELETE FROM agent_time WHERE (agent, day) IN (SELECT agent, day FROM touched)")
    storing.run(f"INSERT INTO agent_time BY NAME {_swept(clock)}")


def _slices() -> str:
    """Every stretch as (agent, from_at, until_at) with a 1 under its kind."""
    kinds = {
        "login": "kind = 'login'", "pause": "kind = 'pause'", "away": f"kind = 'pause' AND what IN {BREAKS}",
        "due": "kind = 'due' AND what = 'contacts'", "due_break": "kind = 'due' AND what = 'break'",
        "due_other": "kind = 'due' AND what NOT IN ('contacts', 'break')",
    }
    marks = ", ".join(
        f"CAST({f'CASE WHEN {kinds[name]} THEN 1 ELSE 0 END' if name in kinds else '0'} AS INTEGER) AS {name}"
        for name in SWEPT)
    busy = ", ".join(f"{int(name == 'busy')}" for name in SWEPT)
    other = ", ".join(f"{int(name == 'as_due')}" for name in SWEPT)
    return (
        f"SELECT agent, from_at, until_at, {marks} FROM stretch UNION ALL "
        "SELECT agent, started_at, started_at + to_milliseconds(CAST(seconds * 1000 AS BIGINT)), "
        f"{busy} FROM piece SEMI JOIN touched USING (agent, day) WHERE replaced_in IS NULL UNION ALL "
        f"SELECT s.agent, greatest(s.from_at, p.from_at), least(s.until_at, p.until_at), {other} FROM stretch s "
        "JOIN stretch p ON p.agent = s.agent AND p.day = s.day AND p.kind = 'pause' AND p.what = s.what "
        "AND p.from_at < s.until_at AND s.from_at < p.until_at "
        "WHERE s.kind = 'due' AND s.what NOT IN ('contacts', 'break')"
    )


def _swept(clock: Clock) -> str:
    """Sweep each agent's line of time: between two moments at which anything begins or ends, nothing changes.

    Slices never cross a half hour, so a stretch between two moments on which anything lies is within one, too.
    """
    turns = (
        f"SELECT agent, at, {', '.join(f'sum({name}) AS {name}' for name in SWEPT)} FROM ("
        f"SELECT agent, from_at AS at, {', '.join(SWEPT)} FROM slice UNION ALL "
        f"SELECT agent, until_at, {', '.join(f'-{name}' for name in SWEPT)} FROM slice) GROUP BY agent, at"
    )
    line = (
        f"SELECT agent, at, lead(at) OVER w AS until_at, {', '.join(f'sum({n}) OVER w > 0 AS {n}' for n in SWEPT)} "
        f"FROM ({turns}) WINDOW w AS (PARTITION BY agent ORDER BY at)"
    )
    scheduled = "(due OR due_break OR due_other)"
    adhering = "((due AND login AND NOT pause) OR (due_break AND (away OR NOT login)) OR as_due)"
    sums = {
        "staffed_s": "login", "paused_s": "pause", "handling_s": "busy", "idle_s": "login AND NOT pause AND NOT busy",
        "scheduled_s": scheduled, "adhering_s": f"{scheduled} AND {adhering}",
    }
    totals = ", ".join(f"CAST(coalesce(sum(length) FILTER ({what}), 0) AS DECIMAL(12,3)) AS {name}" for name, what in sums.items())
    placed = (
        f"SELECT *, {clock.columns('at')}, {seconds('at', 'until_at')} AS length FROM ({line}) "
        f"WHERE login OR pause OR busy OR {scheduled}"
    )
    return (
        f"SELECT s.slot, s.day, s.half, s.agent, t.team, {totals} FROM ({placed}) s "
        "LEFT JOIN team_of_touched t ON t.agent = s.agent AND t.day = s.day GROUP BY ALL"
    )


def _touched(storing: Storing, until: str) -> str:
    """Query of (agent, day) whose time may have changed."""
    clock, parts = whole_clock(storing), []
    for state in ("new", "gone"):
        if columns_of(storing.cursor, f"{state}_piece"):
            parts.append(f"SELECT agent, day FROM {state}_piece")
        for kind in ("agent_state", "schedule"):
            if columns_of(storing.cursor, f"{state}_{kind}"):
                parts.append(_days_of(
                    clock, f"SELECT s.agent, s.started_at, coalesce(s.ended_at, greatest(u.until, u.was)) AS ended_at "
                    f"FROM {state}_{kind} s LEFT JOIN ({until}) u ON u.source = s.source"))
    parts.append(_days_of(
        clock, "SELECT s.agent, greatest(s.started_at, coalesce(u.was, s.started_at)) AS started_at, u.until AS ended_at "
        f"FROM agent_state s JOIN ({until}) u ON u.source = s.source AND u.until IS DISTINCT FROM u.was "
        "WHERE s.replaced_in IS NULL AND s.ended_at IS NULL"))
    return " UNION ALL ".join(parts)


def whole_clock(storing: Storing) -> Clock:
    """The clock over everything loaded, this load included."""
    row = storing.cursor.execute(
        "SELECT min(CAST(value AS DATE)) - 400, max(CAST(value AS DATE)) + 400 FROM setting "
        "WHERE name IN ('first_day', 'last_day')").fetchone()
    if row is None or row[0] is None:
        return storing.clock
    return Clock.over(storing.zone, datetime.combine(row[0], time()), datetime.combine(row[1], time()))


def _days_of(clock: Clock, intervals: str) -> str:
    first, last = clock.day("started_at"), clock.day("ended_at")
    return (
        f"SELECT agent, first + CAST(unnest(range(last - first + 1)) AS INTEGER) AS day FROM "
        f"(SELECT agent, {first} AS first, {last} AS last FROM ({intervals}) WHERE ended_at > started_at)"
    )
