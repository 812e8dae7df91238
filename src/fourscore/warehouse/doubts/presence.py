"""This file is about presence: handling outside every log-in, and log-ins longer than anybody works."""

from __future__ import annotations

from fourscore.terms import HANDLING, Issue, said, said_many
from fourscore.warehouse.doubts.finding import LIKELY, Finding, Look, written

LEAST, SHARE = 1800, 0.1  # seconds outside in a day, and of that day's handling: wrapping up after a log-off is usual
LONGEST = 16              # hours: nobody is logged in for longer on end
HABIT = 0.5               # of an agent's days with handling have a log-in: this agent's log-ins are told


def outside(look: Look) -> list[Finding]:
    """Agents' days with more handling than the time they were logged in bears.

    Handling at the same time (two chats) counts once. Only agents whose log-ins are told at all are looked at, on the
    days that the sources of log-ins speak of.
    """
    look.make("reached", "SELECT min(first_at) AS first, max(until_at) AS until FROM fill WHERE kind = 'agent_state'")
    look.make("busy_day", """
        SELECT p.agent, p.day, sum(p.seconds) AS busy, any_value(t.handling) AS handling,
               any_value(t.staffed) AS staffed
        FROM piece p LEFT JOIN (SELECT agent, day, sum(handling_s) AS handling, sum(staffed_s) AS staffed
                                FROM agent_time GROUP BY ALL) t ON t.agent = p.agent AND t.day = p.day, reached r
        WHERE p.replaced_in IS NULL AND p.agent IS NOT NULL AND p.started_at >= r.first AND p.started_at < r.until
        GROUP BY p.agent, p.day""")
    look.make("maybe_outside", f"""
        SELECT * FROM busy_day WHERE busy - coalesce(handling, 0) >= {LEAST} AND agent IN (
            SELECT agent FROM busy_day GROUP BY agent HAVING count(*) FILTER (staffed > 0) >= {HABIT} * count(*))""")
    look.make("outside_day", f"""
        WITH span AS (SELECT p.agent, p.day, epoch_ms(p.started_at) AS began, epoch_ms(p.started_at) +
                      CAST(p.seconds * 1000 AS BIGINT) AS ended FROM piece p SEMI JOIN maybe_outside USING (agent, day)
                      WHERE p.replaced_in IS NULL),
        line AS (SELECT *, max(ended) OVER (PARTITION BY agent, day ORDER BY began, ended ROWS BETWEEN UNBOUNDED
                 PRECEDING AND 1 PRECEDING) AS before FROM span),
        united AS (SELECT agent, day,
                   sum(greatest(0, ended - greatest(began, coalesce(before, began)))) / 1000.0 AS busy
                   FROM line GROUP BY ALL)
        SELECT u.agent, u.day, u.busy, coalesce(m.staffed, 0) AS staffed, u.busy - coalesce(m.handling, 0) AS outside
        FROM united u JOIN maybe_outside m USING (agent, day)
        WHERE u.busy - coalesce(m.handling, 0) >= greatest({LEAST}, {SHARE} * u.busy)""")
    ((days,),) = look.all("SELECT count(*) FROM outside_day")
    if not days:
        return []
    where = "strftime(d.day, '%Y-%m-%d ') || a.name"
    return [look.found(
        Issue("handled-while-logged-out", "agents' time",
              said("Agents handled contacts for half an hour and more while logged in nowhere: {days}.",
                   days=said_many("{number} agent's day", "{number} agents' days", days, number=written(days))),
              said("Look for log-ins that are missing on these days, for an agent's second name, or for another "
              "clock.")),
        said("Occupancy and what is said per logged-in hour leave this handling out."), LIKELY,
        f"SELECT {where}, busy / 3600, CAST(staffed AS DOUBLE) / 3600, outside / 3600 FROM outside_day d "
        "JOIN agent a USING (agent) ORDER BY day, a.name",
        f"SELECT {where} AS spot, s.source, s.file, s.line, s.started_at AS moment, s.queue, s.agent, "
        "s.kind || ' of ' || s.seconds || ' s' AS what FROM segment s JOIN outside_day d USING (agent, day) "
        f"JOIN agent a USING (agent) WHERE s.replaced_in IS NULL AND s.kind IN {HANDLING} AND s.ended_at IS NOT NULL "
        "AND NOT EXISTS (FROM agent_state l WHERE l.agent = s.agent AND l.state = 'login' AND l.replaced_in IS NULL "
        "AND l.started_at <= s.started_at AND coalesce(l.ended_at, s.ended_at) >= s.ended_at)",
        lambda busy, staffed, outside: said("{busy} h handled, {staffed} h logged in, {outside} h handled outside",
                                            busy=f"{busy:.1f}", staffed=f"{staffed:.1f}", outside=f"{outside:.1f}"))]


def too_long(look: Look) -> list[Finding]:
    """Log-ins of more than 16 hours on end: a log-off is missing."""
    look.make("long_login", f"""
        SELECT s.*, epoch(coalesce(s.ended_at, f.until_at) - s.started_at) / 3600 AS hours FROM agent_state s
        LEFT JOIN fill f ON f.source = s.source AND f.kind = 'agent_state' WHERE s.state = 'login'
        AND s.replaced_in IS NULL AND coalesce(s.ended_at, f.until_at) - s.started_at > INTERVAL {LONGEST} HOURS""")
    found = []
    for source, logins in look.all("SELECT source, count(*) FROM long_login GROUP BY source ORDER BY source"):
        these = f"FROM long_login s LEFT JOIN agent a USING (agent) WHERE s.source = {source}"
        where = "strftime(s.day, '%Y-%m-%d ') || coalesce(a.name, '')"
        found.append(look.found(
            Issue("logged-in-too-long", f"source {look.sources[source]}", said("Agents were logged in for more than "
                  "{LONGEST} hours on end: {logins}.", LONGEST=LONGEST, logins=said_many("{number} log-in", "{number} "
                  "log-ins", logins, number=written(logins))), said("Look for the log-off that is missing, and whether "
                  "agents' log-ins end with their day.")),
            said("Logged-in time is too long, so that occupancy and adherence are too low."), LIKELY,
            f"SELECT {where}, hours {these} ORDER BY s.day, a.name",
            f"SELECT {where} AS spot, s.source, s.file, s.line, s.started_at AS moment, s.queue, s.agent, "
            f"format('log-in of {{:.1f}} h', hours) AS what {these}", lambda hours: said("{hours} h",
                                                                                         hours=f"{hours:.1f}")))
    return found
