"""This file is about volume far from the pattern: days with far more or fewer stays than the same weekday usually has.

What is usual for a day is the median of the same weekday in the four weeks before and after it; how far days stray is
the median distance from it (times 1.4826, which makes it a standard deviation where days are normal), and never less
than chance alone gives (the square root of a count).
"""

from __future__ import annotations

from datetime import UTC, time, timedelta

from fourscore.terms import Issue, said, said_many
from fourscore.warehouse.doubts.finding import LIKELY, POSSIBLE, Finding, Look, written
from fourscore.warehouse.doubts.times import closed
from fourscore.warehouse.doubts.times.closed import ALL

NEAR = "(VALUES (-28), (-21), (-14), (-7), (7), (14), (21), (28)) AS near(days)"
LOW, HIGH, FAR = 0.6, 1.7, 5      # of what is usual; and how many spreads away
ALONE_LOW, ALONE_HIGH = 0.4, 2.5  # of one queue while its source is as usual, and where no agents are known
# On a holiday there are fewer calls and fewer agents, in a rush more calls and hardly more answers of each agent; where
# rows are lost or doubled, as many agents as ever answer fewer or more. EXPLAINED: the share of a fall (of its
# logarithm) that fewer agents come with; RUSHED: how many times as much each agent answers.
EXPLAINED, RUSHED = 0.35, 1.5
ENOUGH = 30                       # fewer stays a day vary too much by chance to speak of a pattern


def prepare(look: Look) -> None:
    """Temp tables for this room's checks of time.

    told(source, queue, day, half, n): stays. told_day(source, queue, day, n, agents, each): queue -1 is
    all of the source; agents: how many answered, and how much each; blank where the source does not tell.
    whole(source, first_day, until_day): the local days of which everything is loaded. usual: see `_usual`. Those of
    `closed.prepare`.
    """
    standing = "FROM visit WHERE replaced_in IS NULL"
    look.make("told", f"SELECT source, queue, day, half, count(*) AS n {standing} GROUP BY source, queue, day, half")
    look.make("told_day", f"""
        SELECT source, queue, day, sum(n) AS n, NULL::BIGINT AS agents, NULL::DOUBLE AS each FROM told
        GROUP BY source, queue, day UNION ALL
        SELECT source, {ALL}, day, n, CASE WHEN known THEN agents END, CASE WHEN known THEN answered / agents END
        FROM (SELECT source, day, count(*) AS n, sum(answered) AS answered, count(DISTINCT agent) AS agents,
              count(agent) > 0 AND count(agent) >= 0.5 * sum(answered) AS known
              {standing} GROUP BY source, day)""")
    look.cursor.execute("CREATE OR REPLACE TEMP TABLE whole (source INTEGER, first_day DATE, until_day DATE)")
    marks = {source: moments for source, *moments in look.all(
        "SELECT source, first_at, until_at FROM fill WHERE kind = 'visit'")}
    for source, first, until in look.all(
        f"SELECT source, min(day), max(day) FROM told_day WHERE queue = {ALL} GROUP BY source"
    ):
        if source in marks:
            began, until_at = (at.replace(tzinfo=UTC).astimezone(look.known.zone) for at in marks[source])
            first = max(first, began.date() + timedelta(days=1 if began.time() > time() else 0))
            until = until_at.date()
        look.cursor.execute("INSERT INTO whole VALUES (?, ?, ?)", [source, first, until])
    closed.prepare(look)
    look.make("usual", _usual())


def _usual() -> str:
    """Each whole day with stays, and what is usual for it.

    near: how many of the same weekday around it have stays; med, spread: of their counts; crew, others_each: as agents
    and each, of them.
    """
    return f"""
        WITH day AS (SELECT d.* FROM told_day d JOIN whole w ON w.source = d.source AND d.day >= w.first_day
                     AND d.day < w.until_day),
        normal AS (SELECT * FROM day ANTI JOIN shorter USING (source, queue, day)),
        pair AS (SELECT d.source, d.queue, d.day, d.n, d.agents, d.each, o.n AS other, o.agents AS crew,
                 o.each AS others_each FROM day d CROSS JOIN {NEAR}
                 JOIN normal o ON o.source = d.source AND o.queue = d.queue AND o.day = d.day + near.days),
        middle AS (SELECT source, queue, day, any_value(n) AS n, any_value(agents) AS agents, any_value(each) AS each,
                   count(*) AS near, median(other) AS med, median(crew) AS crew, median(others_each) AS others_each
                   FROM pair GROUP BY source, queue, day),
        stray AS (SELECT source, queue, day, median(abs(p.other - m.med)) AS stray
                  FROM middle m JOIN pair p USING (source, queue, day) GROUP BY source, queue, day)
        SELECT m.*, greatest(1.4826 * stray, sqrt(med)) AS spread FROM middle m JOIN stray USING (source, queue, day)"""


def far(look: Look) -> list[Finding]:
    """Days far from the pattern, of a source as a whole and then of one queue of it."""
    look.make("far_day", f"""
        SELECT * FROM usual WHERE queue = {ALL} AND near >= 4 AND med >= {ENOUGH} AND abs(n - med) > {FAR} * spread
        AND CASE WHEN agents IS NULL OR crew IS NULL THEN n < {ALONE_LOW} * med OR n > {ALONE_HIGH} * med
            WHEN n < med THEN n < {LOW} * med AND ln(least(1, agents / crew)) / ln(n / med) < {EXPLAINED}
            ELSE n > {HIGH} * med AND each > {RUSHED} * others_each END
        UNION ALL
        SELECT q.* FROM usual q JOIN usual s ON s.source = q.source AND s.day = q.day
        AND s.queue = {ALL} WHERE q.queue <> {ALL} AND q.near >= 4 AND q.med >= {ENOUGH}
        AND abs(q.n - q.med) > {FAR} * q.spread AND s.n BETWEEN {LOW} * s.med AND {HIGH} * s.med
        AND (q.n / q.med < {ALONE_LOW} OR q.n / q.med > {ALONE_HIGH})""")
    look.cursor.execute("DELETE FROM far_day AS f WHERE n < med AND EXISTS (FROM shorter s WHERE s.source = f.source "
                        "AND s.queue = f.queue AND s.day = f.day)")
    found = []
    for source, of_queue, days, told in look.all(
        f"SELECT source, queue <> {ALL} AS of_queue, count(*), bool_and(agents IS NOT NULL) FROM far_day GROUP BY ALL "
        "ORDER BY ALL"
    ):
        name, number = look.sources[source], said_many("{number} day", "{number} days", days, number=written(days))
        these = f"FROM far_day f LEFT JOIN queue q USING (queue) WHERE f.source = {source} AND (queue <> {ALL}) = "
        these += str(of_queue)
        where = "strftime(f.day, '%Y-%m-%d') || coalesce(' ' || q.name, '')"
        found.append(look.found(
            Issue("volume-far-from-pattern", f"source {name}", said("Far more or fewer queue stays than on the same "
                  "weekdays around them: {days}.", days=said("{days} of one queue", days=number) if of_queue else
                  number), said("Compare one such day with the switch's own report; a part of it may be missing or "
                  "here twice.")),
            said("On these days every figure that counts calls may be of another number of calls than there were."),
            LIKELY if told and not of_queue else POSSIBLE,
            f"SELECT {where}, CAST(f.n AS BIGINT), CAST(greatest(0, med - 3 * spread) AS BIGINT), "
            "CAST(med + 3 * spread AS BIGINT) "
            f"{these} ORDER BY f.day, q.name",
            f"SELECT {where} AS spot, v.source, v.file, v.line, v.entered_at AS moment, v.queue, v.agent, "
            f"'queue stay' AS what FROM (SELECT f.*, q.name {these}) f JOIN visit v ON v.source = f.source "
            f"AND v.day = f.day AND (f.queue = {ALL} OR v.queue = f.queue) LEFT JOIN queue q ON q.queue = f.queue "
            "WHERE v.replaced_in IS NULL",
            lambda stays, low, high: said("{stays} stays; usual are {low} to {high}", stays=written(stays),
                                          low=written(low), high=written(high))))
    return found
