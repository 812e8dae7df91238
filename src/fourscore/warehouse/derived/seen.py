"""This file is about what is worked out when it is asked for: facts seen another way, never stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fourscore.warehouse.derived.place import HALF_HOUR, MICRO, Clock

STANDS = "replaced_in IS NULL"
AT_PLACE = "* REPLACE ({} AS slot, {} AS day, {} AS half)"
TEAM = "LEFT JOIN membership m ON m.agent = {0}.agent AND m.first_day <= {1} AND (m.until_day IS NULL OR {1} < m.until_day)"


def seen(name: str, zone: ZoneInfo, first: date, until: date) -> str:
    """A query (in brackets) of the facts `name` for the local days [first, until) of `zone`: a key of `SEEN`.

    Its rows carry the columns of `facts.PLACE` (those by the day only `day`) like stored facts, and stand.
    """
    clock = Clock.over(zone, datetime.combine(first, time()) - timedelta(days=40),
                       datetime.combine(until, time()) + timedelta(days=40))
    return f"({SEEN[name](clock, first, until)})"


def _placed(clock: Clock, at: str) -> str:
    return f"* REPLACE ({clock.slot(at)} AS slot, {clock.day(at)} AS day, {clock.half(at)} AS half)"


def _days(first: date, until: date) -> str:
    return f"(SELECT DATE '{first}' + CAST(unnest(range({(until - first).days})) AS INTEGER) AS day)"


def _by_answer(clock: Clock, first: date, until: date) -> str:
    return f"SELECT {_placed(clock, 'answered_at')} FROM visit WHERE {STANDS} AND answered = 1 AND answered_at IS NOT NULL"


def _by_end(clock: Clock, first: date, until: date) -> str:
    return f"SELECT {_placed(clock, 'ended_at')} FROM visit WHERE {STANDS} AND ended_at IS NOT NULL AND refused = 0"


def _by_event(clock: Clock, first: date, until: date) -> str:
    """Stays that were answered or abandoned within the threshold, or reached it; dated by when that happened."""
    threshold = (
        "SELECT v.*, (SELECT arg_max(t.answer_within_s, (t.queue IS NOT NULL)::BIGINT * 10000000 "
        "+ (t.first_day - DATE '0001-01-01')) FROM threshold t WHERE t.first_day <= v.day "
        f"AND (t.queue IS NULL OR t.queue = v.queue)) AS within_s FROM visit v WHERE {STANDS} AND refused = 0 AND open = 0"
    )
    reached = f"make_timestamp(epoch_us(entered_at) + CAST(within_s * {MICRO} AS BIGINT))"
    at = f"CASE WHEN in_time = 1 THEN answered_at WHEN abandoned_in_time = 1 THEN ended_at ELSE {reached} END"
    return (
        f"SELECT {_placed(clock, 'event_at')} FROM (SELECT *, {at} AS event_at FROM ({threshold}) "
        "WHERE in_time = 1 OR abandoned_in_time = 1 OR wait_s > within_s)"
    )


def _staff(clock: Clock, first: date, until: date) -> str:
    """A row for each person employed and each day: their role, and how many days they had served."""
    return (
        "SELECT d.day, e.agent, m.team, e.role, d.day - e.hired_on AS tenure_days, e.file, e.line, e.source "
        f"FROM (SELECT * FROM employment WHERE {STANDS}) e JOIN {_days(first, until)} d ON d.day >= e.hired_on "
        f"AND (e.left_on IS NULL OR d.day < e.left_on) {TEAM.format('e', 'd.day')}"
    )


def _leavers(clock: Clock, first: date, until: date) -> str:
    """Employments that ended, dated by their last day."""
    return (
        "SELECT e.* REPLACE (e.left_on - 1 AS day, m.team AS team), e.left_on - e.hired_on AS served_days "
        f"FROM employment e {TEAM.format('e', '(e.left_on - 1)')} WHERE e.{STANDS} AND e.left_on IS NOT NULL"
    )


def _certified(clock: Clock, first: date, until: date) -> str:
    """A row for each certificate an agent must have and each day: whether it is in date."""
    return (
        "SELECT d.day, c.agent, m.team, c.certificate, CAST(CASE WHEN d.day >= c.valid_from "
        "AND (c.valid_until IS NULL OR d.day < c.valid_until) THEN 1 ELSE 0 END AS UTINYINT) AS valid, c.file, c.line, "
        f"c.source FROM (SELECT * FROM certificate WHERE {STANDS}) c JOIN {_days(first, until)} d "
        "ON d.day >= c.required_from AND (c.required_until IS NULL OR d.day < c.required_until) "
        f"{TEAM.format('c', 'd.day')}"
    )


def _skilled(clock: Clock, first: date, until: date) -> str:
    """A row for each skill an agent holds and each day."""
    return (
        "SELECT d.day, k.agent, m.team, k.skill, k.file, k.line, k.source "
        f"FROM (SELECT * FROM skill WHERE {STANDS}) k JOIN {_days(first, until)} d "
        f"ON d.day >= k.from_day AND (k.until_day IS NULL OR d.day < k.until_day) {TEAM.format('k', 'd.day')}"
    )


def _waiting(clock: Clock, first: date, until: date) -> str:
    """A row for each ticket and each local day at whose end it was neither solved nor closed."""
    done = "coalesce(closed_at, solved_at)"
    return (
        "SELECT t.* REPLACE (d.day AS day), d.day = DATE "
        f"'{until - timedelta(days=1)}' AS last_day FROM (SELECT *, {clock.day(done)} AS done_on FROM ticket WHERE {STANDS}) t "
        f"JOIN {_days(first, until)} d ON d.day >= t.day AND (t.done_on IS NULL OR d.day < t.done_on)"
    )


def _systems(clock: Clock, first: date, until: date) -> str:
    """States of systems, cut at local half hours; what still goes on counts up to how far it is known."""
    known = "(SELECT max(until_at) FROM fill WHERE kind = 'system_health')"
    rows = f"SELECT * REPLACE (coalesce(ended_at, {known}) AS ended_at) FROM system_health WHERE {STANDS}"
    return _cut(clock, rows)


def _pauses(clock: Clock, first: date, until: date) -> str:
    """Pauses, cut at local half hours; of one agent's pauses for one reason that overlap no second counts twice."""
    return _united(clock, "agent, reason", _states("state = 'pause'"))


def _states(test: str) -> str:
    return (
        "SELECT s.* REPLACE (coalesce(s.ended_at, u.until_at) AS ended_at) FROM agent_state s LEFT JOIN "
        "(SELECT source, until_at FROM fill WHERE kind = 'agent_state') u ON u.source = s.source "
        f"WHERE s.{STANDS} AND {test}"
    )


def _united(clock: Clock, of: str, rows: str) -> str:
    """Intervals of these rows without overlaps between those of the same `of`, cut, each dated by when it was."""
    before = f"max(ended_at) OVER (PARTITION BY {of} ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    apart = f"SELECT * REPLACE (greatest(started_at, {before}) AS started_at) FROM ({rows}) WHERE ended_at > started_at"
    return _cut(clock, f"SELECT * FROM ({apart}) WHERE ended_at > started_at")


def _cut(clock: Clock, rows: str) -> str:
    length = "CAST(CAST(epoch_ms(until_at) - epoch_ms(from_at) AS DECIMAL(15,0)) * 0.001 AS DECIMAL(12,3)) AS seconds"
    place = f"{clock.slot('from_at')} AS slot, {clock.day('from_at')} AS day, {clock.half('from_at')} AS half"
    return f"SELECT * EXCLUDE (slot, day, half, from_at, until_at), {place}, {length} FROM ({clock.cut(rows)})"


def _ready(clock: Clock, first: date, until: date) -> str:
    """A row for each local half hour: its seconds, and how many of them at least one agent was logged in and not paused.

    Nobody being logged in is known only where log-ins are, so half hours outside what is loaded have no row.
    """
    edge = "SELECT agent, state, started_at AS at, 1 AS turn FROM ({0}) UNION ALL SELECT agent, state, ended_at, -1 FROM ({0})"
    states = _states("state IN ('login', 'pause')") + " AND coalesce(s.ended_at, u.until_at) > s.started_at"
    turns = (
        f"SELECT agent, at, sum(CASE state WHEN 'login' THEN turn ELSE 0 END) AS login, "
        f"sum(CASE state WHEN 'pause' THEN turn ELSE 0 END) AS pause FROM ({edge.format(states)}) GROUP BY agent, at"
    )
    own = "OVER (PARTITION BY agent ORDER BY at)"
    ready = (
        f"SELECT agent, at AS started_at, lead(at) {own} AS ended_at, sum(login) {own} > 0 AND sum(pause) {own} = 0 AS on "
        f"FROM ({turns})"
    )
    rows = f"SELECT 1 AS of, CAST(NULL AS TIMESTAMP) AS slot, CAST(NULL AS DATE) AS day, CAST(NULL AS UTINYINT) AS half, started_at, ended_at FROM ({ready}) WHERE \"on\""
    spent = f"SELECT slot, sum(seconds) AS ready_s FROM ({_united(clock, 'of', rows)}) GROUP BY slot"
    known = "SELECT min(first_at) AS a, max(until_at) AS b FROM fill WHERE kind = 'agent_state'"
    start = f"greatest(a, TIMESTAMP '{first}' - INTERVAL 1 DAY)"
    width = HALF_HOUR * MICRO
    slots = (
        f"SELECT DISTINCT {clock.slot('at')} AS slot, {clock.day('at')} AS day, {clock.half('at')} AS half FROM (SELECT "
        f"make_timestamp(epoch_us({start}) + CAST(unnest(range(greatest(0, (epoch_us(least(b, TIMESTAMP '{until}' + INTERVAL 1 DAY)) "
        f"- epoch_us({start})) // {width}))) AS BIGINT) * {width}) AS at FROM ({known}))"
    )
    return f"SELECT s.*, CAST({HALF_HOUR} AS DECIMAL(12,3)) AS length_s, CAST(coalesce(r.ready_s, 0) AS DECIMAL(12,3)) AS ready_s FROM ({slots}) s LEFT JOIN ({spent}) r USING (slot)"


def _planned(clock: Clock, first: date, until: date) -> str:
    """Each queue's forecast interval (its last version) beside the stays that entered in it."""
    last = f"SELECT * FROM forecast WHERE {STANDS} AND calls IS NOT NULL QUALIFY row_number() OVER (PARTITION BY queue, started_at ORDER BY version DESC NULLS LAST, loaded_in DESC, file DESC, line DESC) = 1"
    came = (
        "SELECT f.queue, f.started_at, count(v.entered_at) AS came FROM last_forecast f LEFT JOIN "
        f"(SELECT queue, entered_at FROM visit WHERE {STANDS} AND refused = 0) v ON v.queue = f.queue "
        "AND v.entered_at >= f.started_at AND v.entered_at < f.ended_at GROUP BY ALL"
    )
    return (
        f"WITH last_forecast AS ({last}) SELECT f.*, CAST(c.came AS DECIMAL(12,3)) AS came, "
        f"CAST(abs(c.came - f.calls) AS DECIMAL(12,3)) AS missed_by FROM last_forecast f JOIN ({came}) c USING (queue, started_at)"
    )


def _required(clock: Clock, first: date, until: date) -> str:
    """A row for each local half hour somebody planned: agent seconds required, all queues together, and staffed."""
    last = f"SELECT * FROM forecast WHERE {STANDS} AND required IS NOT NULL QUALIFY row_number() OVER (PARTITION BY queue, started_at ORDER BY version DESC NULLS LAST, loaded_in DESC, file DESC, line DESC) = 1"
    need = f"SELECT slot, day, half, CAST(sum(required * seconds) AS DECIMAL(12,3)) AS required_s FROM ({_cut(clock, last)}) GROUP BY slot, day, half"
    there = "SELECT slot, sum(staffed_s - paused_s) AS staffed_s FROM agent_time GROUP BY slot"
    return (
        "SELECT n.*, CAST(coalesce(t.staffed_s, 0) AS DECIMAL(12,3)) AS staffed_s, "
        f"CAST(abs(coalesce(t.staffed_s, 0) - n.required_s) AS DECIMAL(12,3)) AS missed_by_s FROM ({need}) n LEFT JOIN ({there}) t USING (slot)"
    )


def _customers(clock: Clock, first: date, until: date) -> str:
    """Contacts of customers who had a subscription then: what it was worth, and when the last of them ended."""
    at = clock.day("c.started_at")
    held = (
        f"SELECT c.contact, max(s.ended_on IS NULL) AS stays, max(s.ended_on) AS ends_on, sum(s.worth) FILTER (s.began_on <= {at} "
        f"AND (s.ended_on IS NULL OR s.ended_on > {at})) AS worth, bool_or(s.began_on <= {at} AND (s.ended_on IS NULL OR "
        f"s.ended_on > {at})) AS had FROM contact c JOIN subscription s ON s.customer = c.customer AND s.{STANDS} "
        f"WHERE c.{STANDS} GROUP BY c.contact"
    )
    return (
        "SELECT c.*, CASE WHEN h.stays THEN NULL ELSE h.ends_on - c.day END AS leaves_in_days, h.worth AS worth "
        f"FROM contact c JOIN ({held}) h ON h.contact = c.contact WHERE c.{STANDS} AND h.had"
    )


def _cohorts(clock: Clock, first: date, until: date) -> str:
    """A row for each whole calendar month and customer with a subscription on its first day: were they still there after it?"""
    months = f"SELECT DISTINCT CAST(date_trunc('month', day) AS DATE) AS day FROM {_days(first, until)}"
    known = "(SELECT max(until_at) FROM fill WHERE kind IN ('subscription'))"
    return (
        "SELECT m.day, s.customer, max(CASE WHEN s.ended_on IS NULL OR s.ended_on > m.day + INTERVAL 1 MONTH THEN 1 ELSE 0 END) AS stayed, "
        f"min(s.file) AS file, min(s.line) AS line, min(s.source) AS source FROM ({months}) m JOIN (SELECT * FROM subscription WHERE {STANDS}) s "
        f"ON s.began_on <= m.day AND (s.ended_on IS NULL OR s.ended_on > m.day) WHERE m.day + INTERVAL 1 MONTH <= {known} GROUP BY m.day, s.customer"
    )


SEEN: dict[str, Callable[[Clock, date, date], str]] = {
    "visit_by_answer": _by_answer, "visit_by_end": _by_end, "visit_by_event": _by_event, "staff_day": _staff,
    "leaver": _leavers, "certificate_day": _certified, "skill_day": _skilled, "ticket_day": _waiting,
    "system_time": _systems, "pause_time": _pauses, "ready_time": _ready, "plan_time": _planned,
    "required_time": _required, "contact_subscribed": _customers, "customer_month": _cohorts,
}
