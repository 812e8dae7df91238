"""This file is about clocks: sources whose moments are apart by a constant, told by what both of them speak of."""

from __future__ import annotations

from fourscore.terms import Issue, said, write_value
from fourscore.warehouse.doubts.finding import LIKELY, Finding, Look, Spot
from fourscore.warehouse.doubts.twice import twin_rows

ENOUGH = 20     # contacts, or agents' days, that both sources speak of
LEAST = 20      # seconds: less is how systems note the same moment
ALIKE = 0.8     # of the shared contacts have the same shift
SLACK = 60      # seconds by which a first answer may lie before its log-in
ONE_SIDED = 0.7  # of agents' days have it on one side, and hardly any on the other
OTHER_SIDE = 0.2


def apart(look: Look) -> list[Finding]:
    """Pairs of sources whose clocks differ: by shared contact keys, by the same calls, by log-ins beside answers."""
    found: dict[tuple[int, int], Finding] = {}
    for source, other, shift, contacts in _by_keys(look):
        found[source, other] = _shifted(look, source, other, shift, said("{contacts} contacts that both have",
                                       contacts=write_value(contacts, "count")), (
            "SELECT c.key AS spot, c.source, c.file, c.line, c.started_at AS moment, c.queue, c.agent, 'contact' AS "
            f"what FROM contact c WHERE c.replaced_in IS NULL AND c.source IN ({source}, {other}) AND c.key IN (SELECT "
            f"key FROM same_key WHERE source = {source} AND other = {other})"))
    for source, other, shift, stays in look.all(f"SELECT * FROM twin WHERE abs(shift_s) >= {LEAST} ORDER BY ALL"):
        proof = said("{calls} calls that both tell of", calls=write_value(stays, "count"))
        found.setdefault((source, other), _shifted(look, source, other, shift, proof, twin_rows(source, other, shift)))
    for source, other, shift, days in _by_log_ins(look):
        pair = (min(source, other), max(source, other))
        if pair not in found:
            found[pair] = _log_ins_off(look, source, other, shift, days)
    return [found[pair] for pair in sorted(found)]


def _by_keys(look: Look) -> list[tuple[int, int, int, int]]:
    """(source, other, seconds the other is later, contacts) of pairs that share keys, nearly all with one shift."""
    look.make("same_key", """
        SELECT a.source, b.source AS other, a.key, (epoch_ms(b.started_at) - epoch_ms(a.started_at)) / 1000.0 AS shift
        FROM contact a JOIN contact b ON a.key = b.key AND a.source < b.source
        WHERE a.replaced_in IS NULL AND b.replaced_in IS NULL""")
    return [(source, other, shift, contacts) for source, other, shift, contacts in look.all(f"""
        WITH middle AS (SELECT source, other, median(shift) AS med FROM same_key GROUP BY ALL)
        SELECT source, other, CAST(round(any_value(med)) AS BIGINT), count(*)
        FROM same_key JOIN middle USING (source, other) GROUP BY source, other
        HAVING count(*) >= {ENOUGH} AND abs(any_value(med)) >= {LEAST}
        AND count(*) FILTER (abs(shift - med) <= 2) >= {ALIKE} * count(*)""")]


def _shifted(look: Look, source: int, other: int, shift: int, proof: str, rows: str) -> Finding:
    one, two = look.sources[source], look.sources[other]
    late, early = (two, one) if shift > 0 else (one, two)
    return look.found(
        _issue(f"{one} and {two}", said("{late} tells the same moments {length} later than {early} does.",
                                        late=late, length=_length(shift), early=early)),
        MEANS, LIKELY, [
            Spot(f"{early}, {late}", said("{length} apart, by {proof}", length=_length(shift), proof=proof))], rows)


MEANS = said("What is counted by hour or by day lies in the wrong place, and what joins both sources is wrong.")


def _issue(names: str, what: str) -> Issue:
    return Issue("clocks-differ", f"source {names}", what, said("Set `zone` of the source whose clock it is (whole "
                 "hours are mostly a zone), or set that clock right."))


def _length(seconds: int) -> str:
    whole = abs(seconds)
    hours, rest = divmod(whole, 3600)
    if whole < 120:
        return said("{seconds} s", seconds=whole)
    if hours:
        return said("{hours} h {minutes} min", hours=hours, minutes=rest // 60)
    return said("{minutes} min {seconds} s", minutes=rest // 60, seconds=rest % 60)


def _by_log_ins(look: Look) -> list[tuple[int, int, int, int]]:
    """(source of log-ins, source of answers, seconds the log-ins are late, agents' days).

    A clock that runs late has first answers before the log-in and no last one after the log-off; and the other way.
    """
    look.make("edge_day", """
        WITH login AS (SELECT source, agent, day, min(started_at) AS came, max(ended_at) AS went FROM agent_state
                       WHERE state = 'login' AND replaced_in IS NULL GROUP BY ALL HAVING count(*) = count(ended_at)),
        answer AS (SELECT source, agent, day, min(answered_at) AS first, max(ended_at) AS last FROM visit
                   WHERE answered = 1 AND agent IS NOT NULL AND replaced_in IS NULL GROUP BY ALL)
        SELECT l.source, a.source AS other, l.agent, l.day, l.came, l.went, epoch(l.came - a.first) AS late,
               epoch(a.last - l.went) AS early FROM login l JOIN answer a ON a.agent = l.agent AND a.day = l.day
               AND a.source <> l.source""")
    late, early = (f"count(*) FILTER ({side} > {SLACK}) / count(*)" for side in ("late", "early"))
    return [(source, other, shift, days) for source, other, shift, days in look.all(f"""
        SELECT source, other, CAST(CASE WHEN {late} > {early} THEN median(late) ELSE -median(early) END AS BIGINT),
               count(*) FROM edge_day GROUP BY source, other HAVING count(*) >= {ENOUGH}
               AND greatest({late}, {early}) >= {ONE_SIDED} AND least({late}, {early}) <= {OTHER_SIDE}""")]


def _log_ins_off(look: Look, source: int, other: int, shift: int, days: int) -> Finding:
    one, two = look.sources[source], look.sources[other]
    what = said("By the moments of {one}, log-ins come after the first answer that {two} tells, by about {length}.",
                one=one, two=two, length=_length(shift))
    if shift <= 0:
        what = said("By the moments of {one}, log-offs come before the last call has ended that {two} tells, by about "
                    "{length}.", one=one, two=two, length=_length(shift))
    side, where = "late" if shift > 0 else "early", "strftime(e.day, '%Y-%m-%d ') || a.name"
    these = (f"FROM edge_day e JOIN agent a USING (agent) WHERE e.source = {source} AND e.other = {other} "
             f"AND e.{side} > {SLACK}")
    return look.found(
        _issue(f"{one} and {two}", what),
        MEANS, LIKELY,
        f"SELECT {where}, CAST({side} AS BIGINT) {these} ORDER BY e.day, a.name",
        f"SELECT {where} AS spot, s.source, s.file, s.line, s.started_at AS moment, s.queue, s.agent, 'log-in' AS what "
        f"FROM (SELECT e.*, a.name {these}) e JOIN agent a USING (agent) JOIN agent_state s ON s.source = e.source "
        "AND s.agent = e.agent AND s.day = e.day AND s.state = 'login' AND s.replaced_in IS NULL",
        lambda seconds: said("{seconds} s", seconds=write_value(seconds, "count")))
