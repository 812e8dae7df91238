"""This file is about sums that cannot be: more stays ended than began, parts longer than the whole, unlike facts."""

from __future__ import annotations

from fourscore.terms import Issue, said, said_many
from fourscore.warehouse.doubts.finding import CERTAIN, LIKELY, Finding, Look, written
from fourscore.warehouse.parts import STORED, StoredPart

ENDED = "answered + abandoned + flowed_out + dropped"
ODD = "(v.answered + v.abandoned + v.flowed_out + v.dropped + v.refused + v.open <> 1)"  # no outcome, or several
SLACK = 2  # seconds: moments and lengths are often rounded one by one
CELL = "strftime(c.day, '%Y-%m-%d') || ' ' || coalesce(q.name, '')"


def more_than_offered(look: Look) -> list[Finding]:
    """Queues and days of which more stays ended than entered, by the sums that figures are made of."""
    look.make("sum_day", f"SELECT day, queue, {_all('sum({0.name})')} FROM cube_queue GROUP BY day, queue")
    look.make("over_day", f"SELECT * FROM sum_day WHERE {ENDED} > entered")
    ((days,),) = look.all("SELECT count(*) FROM over_day")
    if not days:
        return []
    return [look.found(
        Issue("more-ended-than-offered", "queue stays",
              said("More stays were answered, abandoned or lost than entered, on {days}.",
                   days=said_many("{number} day of a queue", "{number} days of queues", days, number=written(days))),
              said("Look at these rows: one stay is said to end in two ways, or to end without having entered.")),
        said("Service level and abandonment of these days have a denominator that is too small."), CERTAIN,
        f"SELECT {CELL}, CAST(answered AS BIGINT), CAST(abandoned AS BIGINT), CAST(flowed_out + dropped AS BIGINT), "
        "CAST(entered AS BIGINT) FROM over_day c LEFT JOIN queue q USING (queue) ORDER BY day, q.name",
        _stays("over_day", f"QUALIFY {ODD} OR NOT bool_or({ODD}) OVER (PARTITION BY v.day, v.queue)"),
        lambda answered, abandoned, other, entered: said(
            "{answered} answered, {abandoned} abandoned, {other} otherwise ended; {entered} entered",
            answered=written(answered), abandoned=written(abandoned), other=written(other), entered=written(entered)))]


def sums_and_facts(look: Look) -> list[Finding]:
    """Queues and days whose stored sums are not those of their facts."""
    differs = " OR ".join(f"coalesce(s.{p.name}, 0) <> coalesce(f.{p.name}, 0)" for p in _parts())
    facts = f"SELECT day, queue, {_all('sum({0.expression})')} FROM visit WHERE replaced_in IS NULL GROUP BY day, queue"
    look.make("unlike_day", f"SELECT day, queue, s.entered AS kept, f.entered AS told FROM sum_day s "
                            f"FULL JOIN ({facts}) f USING (day, queue) WHERE {differs}")
    ((days,),) = look.all("SELECT count(*) FROM unlike_day")
    if not days:
        return []
    return [look.found(
        Issue("sums-unlike-facts", "queue stays", said("Sums kept for speed are not those of the facts, on {days}.",
              days=said_many("{number} day of a queue", "{number} days of queues", days, number=written(days))),
              said("Move the folder data away (and keep it), and load again, which makes facts and sums anew.")),
        said("The same figure comes out differently by the way it is split."), CERTAIN,
        f"SELECT {CELL}, CAST(coalesce(kept, 0) AS BIGINT), CAST(coalesce(told, 0) AS BIGINT) "
        "FROM unlike_day c LEFT JOIN queue q USING (queue) ORDER BY day, q.name",
        _stays("unlike_day", ""),
        lambda kept, told: said("{kept} stays in the sums, {told} in the facts", kept=written(kept),
                                told=written(told)))]


def longer_than_the_stay(look: Look) -> list[Finding]:
    """Stays whose waiting or talking is longer than the time between the moments it lies between."""
    waited = "(epoch_ms(coalesce(answered_at, ended_at)) - epoch_ms(entered_at))"
    spoken = "(epoch_ms(ended_at) - epoch_ms(answered_at))"
    resuming = ", ".join(str(source) for source, name in look.sources.items() if name in look.known.resuming)
    held = f"source NOT IN ({resuming}) AND " if resuming else ""
    look.make("over_long", f"""
        SELECT source, queue, day, agent, file, line, entered_at,
               CASE WHEN {held}wait_s > {waited} * 0.001 + {SLACK}
               THEN 'waited ' || wait_s || ' s in ' || CAST({waited} * 0.001 AS DECIMAL(12,3)) || ' s' ELSE
               'spoke and held ' || talk_s + hold_s || ' s in ' || CAST({spoken} * 0.001 AS DECIMAL(12,3)) || ' s'
               END AS what
        FROM visit WHERE replaced_in IS NULL AND open = 0 AND refused = 0
        AND ({held}wait_s > {waited} * 0.001 + {SLACK} OR talk_s + hold_s > {spoken} * 0.001 + {SLACK})""")
    found = []
    for source, stays in look.all("SELECT source, count(*) FROM over_long GROUP BY source ORDER BY source"):
        these = f"FROM over_long c LEFT JOIN queue q USING (queue) WHERE c.source = {source}"
        found.append(look.found(
            Issue("longer-than-the-stay", f"source {look.sources[source]}", said("Waiting or talking is longer than "
                  "the stay it is part of: {stays}.", stays=said_many("{number} queue stay", "{number} queue stays",
                  stays, number=written(stays))), said("Check the units and the columns of times and lengths in the "
                  "mapping, or ask who runs the switch.")),
            said("Waiting and handling times are too long, or the moments of these stays are wrong."), LIKELY,
            f"SELECT {CELL}, count(*) {these} "
            "GROUP BY c.day, q.name ORDER BY c.day, q.name",
            f"SELECT {CELL} AS spot, c.source, c.file, c.line, c.entered_at AS moment, c.queue, c.agent, c.what "
            f"{these}", lambda stays: said_many("{number} stay", "{number} stays", stays)))
    return found


def _parts() -> list[StoredPart]:
    return [part for part in STORED if part.of == "visit" and part.aggregate == "sum"]


def _all(expression: str) -> str:
    return ", ".join(f"{expression.format(part)} AS {part.name}" for part in _parts())


def _stays(cells: str, only: str) -> str:
    """Rows: the stays of these queues and days."""
    return (f"SELECT {CELL} AS spot, v.source, v.file, v.line, v.entered_at AS moment, v.queue, v.agent, "
            "concat_ws(', ', CASE WHEN v.answered = 1 THEN 'answered' END, CASE WHEN v.abandoned = 1 THEN 'abandoned' "
            "END, CASE WHEN v.flowed_out = 1 THEN 'flowed out' END, CASE WHEN v.dropped = 1 THEN 'dropped' END, "
            "CASE WHEN v.refused = 1 THEN 'refused' END, CASE WHEN v.open = 1 THEN 'not ended' END) AS what "
            f"FROM {cells} c JOIN visit v USING (day, queue) LEFT JOIN queue q USING (queue) "
            f"WHERE v.replaced_in IS NULL {only}")
