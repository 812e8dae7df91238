"""This file is about reports beside single calls: of one queue and time both, whose counts differ by more than 1 %.

Where both are there the calls count and the report does not; so a difference changes no number, but one is wrong.
"""

from __future__ import annotations

from fourscore.terms import Issue, said, write_value
from fourscore.warehouse.doubts.finding import LIKELY, Finding, Look

APART = "0.01"
MEASURES = {"offered": ("1 - v.refused", "stays"), "answered": ("v.answered", "answered"),
            "abandoned": ("v.abandoned", "abandoned"), "talk_s": ("v.talk_s", "seconds of talk")}


def reports(look: Look) -> list[Finding]:
    """Each report whose sums over a queue differ from those of the calls loaded of the very same intervals."""
    covered = (
        "EXISTS (FROM fill f JOIN (SELECT DISTINCT source, queue FROM visit WHERE replaced_in IS NULL) q "
        "USING (source) WHERE f.kind = 'visit' "
        "AND (i.queue IS NULL OR q.queue = i.queue) AND f.first_at <= i.started_at "
        "AND f.until_at >= i.ended_at)")
    look.make("told_beside", "SELECT i.*, row_number() OVER () AS row FROM interval i WHERE replaced_in IS NULL "
                             f"AND {covered}")
    sums = ", ".join(f"sum({sql}) AS {name}_calls" for name, (sql, _) in MEASURES.items())
    look.make("calls_beside", (
        f"SELECT i.row, {sums} FROM told_beside i JOIN visit v ON v.replaced_in IS NULL "
        "AND v.entered_at >= i.started_at AND v.entered_at < i.ended_at "
        "AND v.day >= i.day AND (i.queue IS NULL OR v.queue = i.queue) "
        "AND (i.channel IS NULL OR v.channel IS NULL OR v.channel = i.channel) "
        "AND (i.agent IS NULL OR v.agent = i.agent) "
        "AND (i.agent IS NOT NULL OR i.team IS NULL OR v.team = i.team) GROUP BY i.row"))
    found = []
    for (source,) in look.all("SELECT DISTINCT source FROM told_beside ORDER BY 1"):
        finding = _of(look, source)
        found += [finding] if finding else []
    return found


def _of(look: Look, source: int) -> Finding | None:
    name = look.sources[source]
    both = "FROM told_beside i LEFT JOIN calls_beside c USING (row) LEFT JOIN queue q ON q.queue = i.queue "
    spots, rows = [], []
    for column, (_, words) in MEASURES.items():
        told, called = f"i.{column}", f"coalesce(c.{column}_calls, 0)"
        here = f"WHERE i.source = {source} AND {told} IS NOT NULL"
        spots.append(
            f"SELECT queue, '{column}' AS measure, '{words}' AS words, told, called FROM "
            f"(SELECT coalesce(q.name, 'all queues') AS queue, sum({told}) AS told, sum({called}) AS called {both} "
            f"{here} GROUP BY 1) "
            f"WHERE abs(told - called) > {APART} * greatest(told, called)")
        rows.append(
            f"SELECT coalesce(q.name, 'all queues') AS spot, i.source, i.file, i.line, i.started_at AS moment, "
            f"i.queue, i.agent, format('{words}: {{:,}} told, {{:,}} by calls', CAST({told} AS BIGINT), "
            f"CAST({called} AS BIGINT)) AS what {both} {here} "
            f"AND {told} <> {called} AND coalesce(q.name, 'all queues') IN "
            f"(SELECT queue FROM ({spots[-1]}))")
    every = " UNION ALL ".join(spots)
    if not look.all(f"SELECT 1 FROM ({every}) LIMIT 1"):
        return None
    return look.found(
        Issue("sources-disagree", f"source {name} and the single calls", said("The report tells other sums than the "
              "calls loaded of the same queues and intervals, by more than 1 %."), said("Find out which is right. The "
              "calls are counted; `fourscore reconcile` names what the report counts.")),
        said("Some calls are missing or doubled, or the report counts otherwise."), LIKELY,
        "SELECT queue, measure, CAST(told AS BIGINT), CAST(called AS BIGINT) "
        f"FROM ({every}) ORDER BY queue, words", " UNION ALL ".join(rows), _differs)


def _differs(measure: str, told: int, called: int) -> str:
    """What a report tells of one measure, and what the calls come to."""
    words = {"told": write_value(told, "count"), "called": write_value(called, "count")}
    return {"offered": said("{told} stays told, {called} by calls", **words),
            "answered": said("{told} answered told, {called} by calls", **words),
            "abandoned": said("{told} abandoned told, {called} by calls", **words),
            "talk_s": said("{told} seconds of talk told, {called} by calls", **words)}[measure]
