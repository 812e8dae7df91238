"""This file is about agents' time by half hour: staffed, paused, handling, idle, scheduled, adhering."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from fourscore.warehouse.derived.place import Clock

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

BREAKS = ("break", "lunch")
# The kinds of interval swept over: logged in, paused, on a break, handling; scheduled for contacts, for a break, for
# something else; and something else as scheduled. Each is counted in some bits of one integer: a sum over that integer
# sums all of them, and equal intervals are counted once, so that the bits are ample.
SWEPT = {"login": 12, "pause": 12, "away": 10, "busy": 9, "due": 4, "due_break": 4, "due_other": 4, "as_due": 8}
DAYS_FROM = ("contact", "visit", "segment", "agent_state", "sale", "survey", "evaluation", "coaching", "ticket",
             "interval")


def spread_days(storing: Storing) -> None:
    """Keep `agent_day` filled from the first to the last local day with data (costs and schedules reach further).

    What of it was there stays: only days that come or go are made or taken away.
    """
    found = [f"SELECT min(day) AS first, max(day) AS last FROM new_{kind}"
             for kind in DAYS_FROM if storing.has(f"new_{kind}")]
    if not found:
        return
    was = _spread(storing)
    known = f"SELECT DATE '{was[0]}' AS first, DATE '{was[1]}' AS last" if was else ""
    query = " UNION ALL ".join([*found, known] if was else found)
    if any(storing.has(f"gone_{kind}") and storing.number(f"SELECT count(*) FROM gone_{kind}") for kind in DAYS_FROM):
        # What was replaced may have been alone on the first or last day: look at all that stands.
        query = standing_days()
        if storing.frozen and was:  # days whose single facts were deleted keep their roster
            query += f" UNION ALL SELECT DATE '{was[0]}', NULL"
    row = storing.cursor.execute(f"SELECT min(first), max(last) FROM ({query})").fetchone()
    now = None if row is None or row[0] is None else (row[0], row[1])
    if now == was:
        return
    storing.run("DELETE FROM setting WHERE name IN ('first_day', 'last_day')")
    if now is None or was is None:
        storing.run("DELETE FROM agent_day")
    else:
        storing.run(f"DELETE FROM agent_day WHERE day < DATE '{now[0]}' OR day > DATE '{now[1]}'")
    if now is not None:
        storing.run("INSERT INTO setting VALUES ('first_day', ?), ('last_day', ?)", str(now[0]), str(now[1]))
        there = f"day BETWEEN DATE '{was[0]}' AND DATE '{was[1]}'" if was else "false"
        storing.run(_agent_days(f"NOT ({there})"))


def _spread(storing: Storing) -> tuple[date, date] | None:
    """The first and the last local day `agent_day` is filled for."""
    found = dict(storing.cursor.execute(
        "SELECT name, CAST(value AS DATE) FROM setting WHERE name IN ('first_day', 'last_day')").fetchall())
    return (found["first_day"], found["last_day"]) if len(found) == 2 else None


def standing_days() -> str:
    """Query of the first and last local day with standing facts, kind by kind."""
    return " UNION ALL ".join(
        f"SELECT min(day) AS first, max(day) AS last FROM {kind} WHERE replaced_in IS NULL" for kind in DAYS_FROM
    )


def fill_agent_days(storing: Storing) -> None:
    """Make `agent_day` again from the roster; an agent on two teams is on the one that began last."""
    storing.run("DELETE FROM agent_day")
    storing.run(_agent_days("true"))


def _agent_days(which: str) -> str:
    """The statement that fills `agent_day` for those days of the spread that pass a test of `day`."""
    return (
        "INSERT INTO agent_day BY NAME WITH spread AS (SELECT max(CAST(value AS DATE)) FILTER (name = 'first_day') AS "
        "first, "
        "max(CAST(value AS DATE)) FILTER (name = 'last_day') AS last FROM setting WHERE name IN ('first_day', "
        "'last_day')), "
        "days AS (SELECT first + CAST(unnest(range(last - first + 1)) AS INTEGER) AS day FROM spread WHERE first IS "
        "NOT NULL) "
        f"SELECT d.day, m.agent, arg_max(m.team, m.first_day) AS team FROM (FROM days WHERE {which}) d "
        "JOIN membership m ON m.first_day <= d.day AND (m.until_day IS NULL OR d.day < m.until_day) GROUP BY ALL"
    )


def restate(storing: Storing, until: str) -> None:
    """Make `agent_time` again for every agent and local day this load touched.

    `until` is a query (source, was, until): an interval still open counts up to its source's fill mark, so a mark that
    moved on touches the days between.
    """
    told = " OR ".join(f"EXISTS (FROM {table})" for table in ("agent_state", "schedule", "agent_time"))
    days = _touched(storing, until) if storing.number(f"SELECT CAST({told} AS INTEGER)") else ""
    if not days:
        return  # of calls alone, there is no time to tell
    storing.run(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT agent, day FROM ({days}) WHERE agent IS NOT NULL"
    )
    make(storing, until)


def make(storing: Storing, until: str) -> None:
    """Make `agent_time` again for the agents and days of the temp table `touched(agent, day)`."""
    row = storing.cursor.execute("SELECT min(day) - 2, max(day) + 2, count(*), max(agent) FROM touched").fetchone()
    if row is None or not row[2]:
        return
    clock = Clock.over(storing.zone, datetime.combine(row[0], time()), datetime.combine(row[1], time()))
    storing.run(
        "CREATE OR REPLACE TEMP TABLE team_of_touched AS SELECT t.agent, t.day, arg_max(m.team, m.first_day) AS team "
        "FROM touched t JOIN membership m ON m.agent = t.agent AND m.first_day <= t.day "
        "AND (m.until_day IS NULL OR t.day < m.until_day) GROUP BY ALL"
    )
    span = f"started_at < DATE '{row[1]}' AND ended_at > DATE '{row[0]}'"
    near = f"day BETWEEN DATE '{row[0]}' AND DATE '{row[1]}'"  # said once more, so that other days are not looked at
    agents = "agent IN (SELECT agent FROM touched)"
    storing.run(
        "CREATE OR REPLACE TEMP TABLE presence AS "
        "SELECT s.agent, s.state AS kind, lower(r.name) AS what, s.started_at, coalesce(s.ended_at, u.until) AS "
        "ended_at "
        f"FROM agent_state s LEFT JOIN reason r USING (reason) LEFT JOIN ({until}) u ON u.source = s.source "
        f"WHERE s.replaced_in IS NULL AND s.{agents}"
    )
    scheduled = (
        "SELECT agent, 'due' AS kind, lower(activity) AS what, started_at, ended_at FROM schedule "
        f"WHERE replaced_in IS NULL AND {agents}"
    )
    cut = clock.cut(f"SELECT * FROM (SELECT * FROM presence UNION ALL {scheduled}) WHERE {span}")
    storing.run(
        f"CREATE OR REPLACE TEMP TABLE stretch AS SELECT DISTINCT * FROM (SELECT agent, kind, what, from_at, until_at, "
        f"{clock.day('from_at')} AS day FROM ({cut})) SEMI JOIN touched USING (agent, day)"
    )
    storing.run(f"DELETE FROM agent_time WHERE {near} AND (agent, day) IN (SELECT agent, day FROM touched)")
    if storing.number("SELECT count(*) FROM stretch"):
        storing.run("CREATE OR REPLACE TEMP TABLE slice AS " + _slices(near))
        storing.run(f"INSERT INTO agent_time BY NAME {_swept(clock, _place(row[0], row[1], row[3]))}")


def _mark(condition: str, kind: str) -> str:
    return f"CASE WHEN {condition} THEN {_bit(kind)} ELSE 0 END"


def _bit(kind: str) -> str:
    """One interval of this kind."""
    return f"{1 << _shift(kind)}::BIGINT"


def _on(kind: str) -> str:
    """Whether at least one interval of the kind lies on the stretch whose counts are `state`."""
    return f"(state & {((1 << SWEPT[kind]) - 1) << _shift(kind)}::BIGINT) <> 0"


def _shift(kind: str) -> int:
    kinds = list(SWEPT)
    return sum(SWEPT[before] for before in kinds[: kinds.index(kind)])


def _slices(near: str) -> str:
    """Every stretch as (agent, from_at, until_at, counts). near: a test of `day` that the touched days pass.

    Handling counts while somebody is logged in: of days that nothing is known of but calls, there is no time to tell.
    """
    other = "what NOT IN ('contacts', 'break')"
    marks = " + ".join(
        (
            _mark("kind = 'login'", "login"),
            _mark("kind = 'pause'", "pause"),
            _mark(f"kind = 'pause' AND what IN {BREAKS}", "away"),
            _mark("kind = 'due' AND what = 'contacts'", "due"),
            _mark("kind = 'due' AND what = 'break'", "due_break"),
            _mark(f"kind = 'due' AND {other}", "due_other"),
        )
    )
    return (
        f"SELECT agent, from_at, until_at, {marks} AS counts FROM stretch UNION ALL "
        "SELECT agent, started_at, make_timestamp(epoch_us(started_at) + CAST(seconds * 1000 AS BIGINT) * 1000), "
        f"{_bit('busy')} FROM piece SEMI JOIN stretch USING (agent, day) WHERE replaced_in IS NULL AND {near} "
        "UNION ALL "
        f"SELECT s.agent, greatest(s.from_at, p.from_at), least(s.until_at, p.until_at), {_bit('as_due')} FROM "
        "stretch s "
        "JOIN stretch p ON p.agent = s.agent AND p.day = s.day AND p.kind = 'pause' AND p.what = s.what "
        "AND p.from_at < s.until_at AND s.from_at < p.until_at "
        f"WHERE s.kind = 'due' AND s.{other}"
    )


def _place(first: date, until: date, agents: int) -> str:
    """By what turns between two days are put in order, agent by agent and moment by moment.

    That is one whole number where both fit into it: such are put in order in half the time.
    """
    wide = (until - first).days * 86_400_000_000
    if wide * (agents + 1) >= 1 << 62:
        return "agent, moment"
    return f"agent * {wide}::BIGINT + epoch_us(moment) - epoch_us(TIMESTAMP '{first}')"


def _swept(clock: Clock, place: str) -> str:
    """Sweep each agent's line of time: between two moments at which anything begins or ends, nothing changes.

    place: what the turns are put in order by.
    Slices never cross a half hour, so a stretch between two moments on which anything lies is within one, too. Turns
    at the same moment may come in any order: what is counted between them has no length.
    """
    line = (
        "SELECT agent, from_at AS moment, counts AS turn FROM slice UNION ALL "
        "SELECT agent, until_at, -counts FROM slice"
    )
    # In that order a running sum needs no window of its own for each agent: after an agent's last turn it is 0.
    run = (
        "SELECT agent, moment, lead(moment) OVER () AS until_at, "
        "CAST(sum(turn) OVER (ROWS UNBOUNDED PRECEDING) AS BIGINT) AS state "
        f"FROM (FROM ({line}) ORDER BY {place})"
    )
    on = ", ".join(f"{_on(kind)} AS {kind}" for kind in SWEPT)
    placed = (
        f"SELECT agent, {clock.number('moment')} AS number, {clock.offset('moment')} AS shift, "
        f"CAST(epoch_ms(until_at) - epoch_ms(moment) AS INTEGER) AS length, {on} FROM ({run}) "
        f"WHERE ({' OR '.join(_on(kind) for kind in SWEPT if kind != 'busy')}) AND until_at > moment"
    )
    scheduled = "(due OR due_break OR due_other)"
    sums = {
        "staffed_s": "login",
        "paused_s": "pause",
        "handling_s": "login AND busy",
        "idle_s": "login AND NOT pause AND NOT busy",
        "scheduled_s": scheduled,
        "adhering_s": f"{scheduled} AND ((due AND login AND NOT pause) OR (due_break AND (away OR NOT login)) OR "
        "as_due)",
    }
    totals = ", ".join(
        f"CAST(CAST(sum(CASE WHEN {what} THEN length ELSE 0 END) AS DECIMAL(18,0)) * 0.001 AS DECIMAL(12,3)) AS {name}"
        for name, what in sums.items()
    )
    return (
        f"SELECT s.*, t.team FROM (SELECT {Clock.numbered('number', 'shift')}, agent, {totals} "
        f"FROM ({placed}) GROUP BY agent, number, shift) s "
        "LEFT JOIN team_of_touched t ON t.agent = s.agent AND t.day = s.day"
    )


def _touched(storing: Storing, until: str) -> str:
    """Query of (agent, day) whose time may have changed."""
    clock, parts = whole_clock(storing), []
    for state in ("new", "gone"):
        if storing.has(f"{state}_piece"):
            parts.append(f"SELECT agent, day FROM {state}_piece")
        for kind in ("agent_state", "schedule"):
            if storing.has(f"{state}_{kind}"):
                parts.append(
                    _days_of(
                        clock,
                        f"SELECT s.agent, s.started_at, coalesce(s.ended_at, greatest(u.until, u.was)) AS ended_at "
                        f"FROM {state}_{kind} s LEFT JOIN ({until}) u ON u.source = s.source",
                    )
                )
    parts.append(
        _days_of(
            clock,
            "SELECT s.agent, greatest(s.started_at, coalesce(u.was, s.started_at)) AS started_at, u.until AS ended_at "
            f"FROM agent_state s JOIN ({until}) u ON u.source = s.source AND u.until IS DISTINCT FROM u.was "
            "WHERE s.replaced_in IS NULL AND s.ended_at IS NULL",
        )
    )
    return " UNION ALL ".join(parts)


def all_touched(storing: Storing, until: str) -> str:
    """Query of every (agent, day) on which any standing fact says where an agent was."""
    clock = whole_clock(storing)
    states = (
        f"SELECT s.agent, s.started_at, coalesce(s.ended_at, u.until) AS ended_at FROM agent_state s "
        f"LEFT JOIN ({until}) u ON u.source = s.source WHERE s.replaced_in IS NULL"
    )
    planned = "SELECT agent, started_at, ended_at FROM schedule WHERE replaced_in IS NULL"
    return (
        f"SELECT DISTINCT agent, day FROM (SELECT agent, day FROM piece WHERE replaced_in IS NULL UNION ALL "
        f"{_days_of(clock, states)} UNION ALL {_days_of(clock, planned)}) WHERE agent IS NOT NULL"
    )


def whole_clock(storing: Storing) -> Clock:
    """The clock over everything loaded, this load included."""
    row = storing.cursor.execute(
        "SELECT min(CAST(value AS DATE)) - 400, max(CAST(value AS DATE)) + 400 FROM setting "
        "WHERE name IN ('first_day', 'last_day')"
    ).fetchone()
    if row is None or row[0] is None:
        return storing.clock
    return Clock.over(storing.zone, datetime.combine(row[0], time()), datetime.combine(row[1], time()))


def _days_of(clock: Clock, intervals: str) -> str:
    first, last = clock.day("started_at"), clock.day("ended_at")
    return (
        f"SELECT agent, first + CAST(unnest(range(last - first + 1)) AS INTEGER) AS day FROM "
        f"(SELECT agent, {first} AS first, {last} AS last FROM ({intervals}) WHERE ended_at > started_at)"
    )
