"""This file is about what is worked out when it is asked for: facts seen another way, never stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fourscore.terms import HANDLING
from fourscore.warehouse.derived.place import HALF_HOUR, MICRO, Clock

STANDS = "replaced_in IS NULL"
# The agent's team on a day; where memberships overlap, the one that began last.
TEAM = (
    "(SELECT arg_max(m.team, m.first_day) FROM membership m WHERE m.agent = {0}.agent AND m.first_day <= {1} "
    "AND (m.until_day IS NULL OR {1} < m.until_day)) AS team"
)


def seen(name: str, zone: ZoneInfo, first: date, until: date) -> str:
    """A query (in brackets) of the facts `name` for the local days [first, until) of `zone`: a key of `SEEN`.

    Its rows carry the columns of `facts.PLACE` (those by the day only `day`) like stored facts, and stand.
    """
    clock = Clock.over(zone, datetime.combine(first, time()) - timedelta(days=40),
                       datetime.combine(until, time()) + timedelta(days=40))
    return f"({SEEN[name](clock, first, until)})"


def told_rows(zone: ZoneInfo, first: date, until: date) -> str:
    """A query (in brackets) of the intervals told that reach into the local days [first, until) of `zone`.

    Beside a row's own place stand `last_slot`, `last_day` and `last_half`, the place of its last moment.
    """
    edges = [datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None) for day in (first, until)]
    clock = Clock.over(zone, edges[0] - timedelta(days=400), edges[1] + timedelta(days=400))
    place = f"{clock.slot('last')} AS last_slot, {clock.day('last')} AS last_day, {clock.half('last')} AS last_half"
    return (
        f"(SELECT * EXCLUDE (last), {place} FROM (SELECT *, ended_at - INTERVAL 1 MICROSECOND AS last FROM interval "
        f"WHERE {STANDS} AND ended_at > TIMESTAMP '{edges[0]}' AND started_at < TIMESTAMP '{edges[1]}'))"
    )


def _placed(clock: Clock, at: str) -> str:
    return f"* REPLACE ({clock.slot(at)} AS slot, {clock.day(at)} AS day, {clock.half(at)} AS half)"


def _days(first: date, until: date) -> str:
    """The days asked about on which anything is loaded at all, as the roster's days are."""
    days = f"SELECT DATE '{first}' + CAST(unnest(range({(until - first).days})) AS INTEGER) AS day"
    edge = "(SELECT CAST(value AS DATE) FROM setting WHERE name = '{}')"
    return f"(SELECT day FROM ({days}) WHERE day BETWEEN {edge.format('first_day')} AND {edge.format('last_day')})"


def _by_answer(clock: Clock, first: date, until: date) -> str:
    stays = f"{STANDS} AND answered = 1 AND answered_at IS NOT NULL"
    return f"SELECT {_placed(clock, 'answered_at')} FROM visit WHERE {stays}"


def _by_end(clock: Clock, first: date, until: date) -> str:
    return f"SELECT {_placed(clock, 'ended_at')} FROM visit WHERE {STANDS} AND ended_at IS NOT NULL AND refused = 0"


def _by_event(clock: Clock, first: date, until: date) -> str:
    """Stays that were answered or abandoned within the threshold, or reached it; dated by when that happened."""
    threshold = (
        "SELECT v.*, (SELECT arg_max(t.answer_within_s, (t.queue IS NOT NULL)::BIGINT * 10000000 "
        "+ (t.first_day - DATE '0001-01-01')) FROM threshold t WHERE t.first_day <= v.day "
        "AND (t.queue IS NULL OR t.queue = v.queue)) AS within_s "
        f"FROM visit v WHERE {STANDS} AND refused = 0 AND open = 0"
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
        f"SELECT d.day, e.agent, {TEAM.format('e', 'd.day')}, e.role, d.day - e.hired_on AS tenure_days, "
        "e.file, e.line, e.source "
        f"FROM (SELECT * FROM employment WHERE {STANDS}) e JOIN {_days(first, until)} d ON d.day >= e.hired_on "
        "AND (e.left_on IS NULL OR d.day < e.left_on)"
    )


def _leavers(clock: Clock, first: date, until: date) -> str:
    """Employments that ended, dated by their last day."""
    return (
        f"SELECT e.* REPLACE (e.left_on - 1 AS day, {TEAM.format('e', '(e.left_on - 1)')}), "
        f"e.left_on - e.hired_on AS served_days FROM employment e WHERE e.{STANDS} AND e.left_on IS NOT NULL"
    )


def _certified(clock: Clock, first: date, until: date) -> str:
    """A row for each certificate an agent must have and each day: whether it is in date."""
    return (
        f"SELECT d.day, c.agent, {TEAM.format('c', 'd.day')}, c.certificate, CAST(CASE WHEN d.day >= c.valid_from "
        "AND (c.valid_until IS NULL OR d.day < c.valid_until) THEN 1 ELSE 0 END AS UTINYINT) AS valid, c.file, c.line, "
        f"c.source FROM (SELECT * FROM certificate WHERE {STANDS}) c JOIN {_days(first, until)} d "
        "ON d.day >= c.required_from AND (c.required_until IS NULL OR d.day < c.required_until)"
    )


def _skilled(clock: Clock, first: date, until: date) -> str:
    """A row for each agent on the roster, each day and each skill anybody holds: whether the agent holds it."""
    held = (
        f"EXISTS (FROM skill k WHERE k.{STANDS} AND k.agent = d.agent AND k.skill = s.skill AND d.day >= k.from_day "
        "AND (k.until_day IS NULL OR d.day < k.until_day))"
    )
    return (
        f"SELECT d.day, d.agent, d.team, s.skill, CAST(CASE WHEN {held} THEN 1 ELSE 0 END AS UTINYINT) AS held "
        f"FROM agent_day d, (SELECT DISTINCT skill FROM skill WHERE {STANDS}) s"
    )


def _waiting(clock: Clock, first: date, until: date) -> str:
    """A row for each ticket and each local day at whose end it was neither solved nor closed."""
    done = "coalesce(closed_at, solved_at)"
    return (
        "SELECT t.* REPLACE (d.day AS day), d.day = DATE "
        f"'{until - timedelta(days=1)}' AS last_day "
        f"FROM (SELECT *, {clock.day(done)} AS done_on FROM ticket WHERE {STANDS}) t "
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
    earlier = "ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    before = f"max(ended_at) OVER (PARTITION BY {of} {earlier})"
    apart = f"SELECT * REPLACE (greatest(started_at, {before}) AS started_at) FROM ({rows}) WHERE ended_at > started_at"
    return _cut(clock, f"SELECT * FROM ({apart}) WHERE ended_at > started_at")


def _cut(clock: Clock, rows: str) -> str:
    length = "CAST(CAST(epoch_ms(until_at) - epoch_ms(from_at) AS DECIMAL(15,0)) * 0.001 AS DECIMAL(12,3)) AS seconds"
    place = f"{clock.slot('from_at')} AS slot, {clock.day('from_at')} AS day, {clock.half('from_at')} AS half"
    return f"SELECT * EXCLUDE (slot, day, half, from_at, until_at), {place}, {length} FROM ({clock.cut(rows)})"


def _ready(clock: Clock, first: date, until: date) -> str:
    """A row for each local half hour: its seconds, and in how many of them at least one agent was ready.

    Ready is logged in and not paused. Half hours of which no log-ins are loaded have no row.
    """
    edge = (
        "SELECT agent, state, started_at AS moment, 1 AS turn FROM ({0}) "
        "UNION ALL SELECT agent, state, ended_at, -1 FROM ({0})"
    )
    states = _states("state IN ('login', 'pause')") + " AND coalesce(s.ended_at, u.until_at) > s.started_at"
    turns = (
        "SELECT agent, moment, sum(CASE state WHEN 'login' THEN turn ELSE 0 END) AS login, "
        "sum(CASE state WHEN 'pause' THEN turn ELSE 0 END) AS pause "
        f"FROM ({edge.format(states)}) GROUP BY agent, moment"
    )
    own = "OVER (PARTITION BY agent ORDER BY moment)"
    ready = (
        f"SELECT agent, moment AS started_at, lead(moment) {own} AS ended_at, "
        f"sum(login) {own} > 0 AND sum(pause) {own} = 0 AS is_ready FROM ({turns})"
    )
    rows = (
        "SELECT 1 AS everyone, CAST(NULL AS TIMESTAMP) AS slot, CAST(NULL AS DATE) AS day, "
        f"CAST(NULL AS UTINYINT) AS half, started_at, ended_at FROM ({ready}) WHERE is_ready"
    )
    spent = f"SELECT slot, sum(seconds) AS ready_s FROM ({_united(clock, 'everyone', rows)}) GROUP BY slot"
    known = "SELECT min(first_at) AS a, max(until_at) AS b FROM fill WHERE kind = 'agent_state'"
    start = f"greatest(a, TIMESTAMP '{first}' - INTERVAL 1 DAY)"
    width = HALF_HOUR * MICRO
    end = f"least(b, TIMESTAMP '{until}' + INTERVAL 1 DAY)"
    steps = f"unnest(range(greatest(0, (epoch_us({end}) - epoch_us({start})) // {width} + 1)))"
    moments = (
        f"SELECT make_timestamp(epoch_us({start}) + CAST({steps} AS BIGINT) * {width}) AS moment, {end} AS b "
        f"FROM ({known}) WHERE a IS NOT NULL"
    )
    # The first and the last half hour count as far as they are known.
    place = f"{clock.slot('moment')} AS slot, {clock.day('moment')} AS day, {clock.half('moment')} AS half"
    slots = f"SELECT DISTINCT {place} FROM ({moments}) WHERE moment < b"
    known_s = (
        f"(epoch_us(least(s.slot + INTERVAL 30 MINUTE, (SELECT b FROM ({known})))) "
        f"- epoch_us(greatest(s.slot, (SELECT a FROM ({known}))))) / {MICRO}.0"
    )
    return (
        f"SELECT s.*, CAST({known_s} AS DECIMAL(12,3)) AS length_s, "
        f"CAST(coalesce(r.ready_s, 0) AS DECIMAL(12,3)) AS ready_s FROM ({slots}) s LEFT JOIN ({spent}) r USING (slot)"
    )


def _planned(clock: Clock, first: date, until: date) -> str:
    """Each queue's forecast interval (its last version) beside the stays that entered in it."""
    last = _last_version("calls")
    came = (
        "SELECT f.queue, f.started_at, count(v.entered_at) AS came FROM last_forecast f LEFT JOIN "
        f"(SELECT queue, entered_at FROM visit WHERE {STANDS} AND refused = 0) v ON v.queue = f.queue "
        "AND v.entered_at >= f.started_at AND v.entered_at < f.ended_at GROUP BY ALL"
    )
    return (
        f"WITH last_forecast AS ({last}) SELECT f.*, CAST(c.came AS DECIMAL(12,3)) AS came, "
        "CAST(abs(c.came - f.calls) AS DECIMAL(12,3)) AS missed_by FROM last_forecast f "
        f"JOIN ({came}) c USING (queue, started_at)"
    )


def _last_version(told: str) -> str:
    """The intervals that tell this, each queue's in its last version."""
    order = "ORDER BY version DESC NULLS LAST, loaded_in DESC, file DESC, line DESC"
    return (
        f"SELECT * FROM forecast WHERE {STANDS} AND {told} IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY queue, started_at {order}) = 1"
    )


def _required(clock: Clock, first: date, until: date) -> str:
    """A row for each local half hour somebody planned: agent seconds required, all queues together, and staffed."""
    need = (
        "SELECT slot, day, half, CAST(sum(required * seconds) AS DECIMAL(12,3)) AS required_s "
        f"FROM ({_cut(clock, _last_version('required'))}) GROUP BY slot, day, half"
    )
    there = "SELECT slot, sum(staffed_s - paused_s) AS staffed_s FROM agent_time GROUP BY slot"
    return (
        "SELECT n.*, CAST(coalesce(t.staffed_s, 0) AS DECIMAL(12,3)) AS staffed_s, "
        "CAST(abs(coalesce(t.staffed_s, 0) - n.required_s) AS DECIMAL(12,3)) AS missed_by_s "
        f"FROM ({need}) n LEFT JOIN ({there}) t USING (slot)"
    )


def _handled(clock: Clock, first: date, until: date) -> str:
    """Agents' handling, cut at local half hours; contacts of one agent that overlap count once."""
    handling = f"{STANDS} AND kind IN {HANDLING} AND ended_at IS NOT NULL AND agent IS NOT NULL"
    return _united(clock, "agent", f"SELECT * EXCLUDE (seconds) FROM segment WHERE {handling}")


def _coached(clock: Clock, first: date, until: date) -> str:
    """Sessions of coaches: one of a group counts once. Agent and team are the coach's."""
    return (
        "SELECT s.*, a.agent, "
        f"{TEAM.format('a', 's.day')} FROM (SELECT coach, started_at, any_value(ended_at) AS ended_at, "
        "any_value(slot) AS slot, any_value(day) AS day, any_value(half) AS half, max(minutes) AS minutes, "
        "any_value(file) AS file, any_value(line) AS line, any_value(source) AS source FROM coaching "
        f"WHERE {STANDS} AND attended = 1 AND coach IS NOT NULL GROUP BY coach, started_at) s "
        "LEFT JOIN agent a ON a.name = s.coach"
    )


def _reviewed_twice(clock: Clock, first: date, until: date) -> str:
    """Pairs of reviews of one contact by two people on one form: by how much of the points they differ."""
    share = "points / nullif(applicable, 0)"
    return (
        "SELECT a.*, CAST(abs(a.share - b.share) AS DECIMAL(12,6)) AS apart FROM "
        f"(SELECT *, {share} AS share FROM evaluation WHERE {STANDS}) a JOIN "
        f"(SELECT *, {share} AS share FROM evaluation WHERE {STANDS}) b ON b.contact_key = a.contact_key "
        "AND b.form IS NOT DISTINCT FROM a.form AND b.evaluator > a.evaluator "
        "WHERE a.share IS NOT NULL AND b.share IS NOT NULL"
    )


def _customers(clock: Clock, first: date, until: date) -> str:
    """Contacts of customers who had a subscription then: what it was worth, and when the last of them ended."""
    then = "s.began_on <= c.day AND (s.ended_on IS NULL OR s.ended_on > c.day)"
    held = (
        "SELECT c.contact, bool_or(s.ended_on IS NULL) AS stays, max(s.ended_on) AS ends_on, "
        f"sum(s.worth) FILTER ({then}) AS worth, bool_or({then}) AS had "
        f"FROM contact c JOIN subscription s ON s.customer = c.customer AND s.{STANDS} WHERE c.{STANDS} "
        "GROUP BY c.contact"
    )
    return (
        "SELECT c.*, CASE WHEN h.stays THEN NULL ELSE h.ends_on - c.day END AS leaves_in_days, h.worth AS worth "
        f"FROM contact c JOIN ({held}) h ON h.contact = c.contact WHERE c.{STANDS} AND h.had"
    )


def _won(clock: Clock, first: date, until: date) -> str:
    """Each customer's first sale; `won` is 0 where a subscription of theirs began on an earlier day."""
    earlier = f"EXISTS (FROM subscription b WHERE b.{STANDS} AND b.customer = c.customer AND b.began_on < s.day)"
    return (
        f"SELECT s.*, c.customer, CAST(CASE WHEN {earlier} THEN 0 ELSE 1 END AS UTINYINT) AS won FROM sale s "
        f"JOIN contact c ON c.contact = s.contact AND c.{STANDS} WHERE s.{STANDS} AND c.customer IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY c.customer ORDER BY s.sold_at, s.source, s.key) = 1"
    )


def _joined(clock: Clock, first: date, until: date) -> str:
    """Each customer's first subscription, dated by its first day."""
    return (
        f"SELECT * FROM subscription WHERE {STANDS} AND customer IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY customer ORDER BY began_on, source, key) = 1"
    )


def worth_by_currency() -> str:
    """A query (in brackets) like `contact_subscribed`, with a row for each subscription the customer had then.

    `amount` is what it is worth in its own `currency`, `rate_day` the day whose rate it goes by: its first.
    """
    held = (
        "SELECT customer, bool_or(ended_on IS NULL) AS stays, max(ended_on) AS ends_on FROM subscription "
        f"WHERE {STANDS} GROUP BY customer"
    )
    return (
        "(SELECT c.*, CASE WHEN h.stays THEN NULL ELSE h.ends_on - c.day END AS leaves_in_days, s.worth, s.amount, "
        f"s.currency, s.began_on AS rate_day FROM contact c JOIN ({held}) h ON h.customer = c.customer "
        f"JOIN subscription s ON s.customer = c.customer AND s.{STANDS} AND s.began_on <= c.day "
        f"AND (s.ended_on IS NULL OR s.ended_on > c.day) WHERE c.{STANDS})"
    )


def _cohorts(clock: Clock, first: date, until: date) -> str:
    """A row for each whole calendar month and customer subscribed on its first day: were they still so after it?"""
    months = f"SELECT DISTINCT CAST(date_trunc('month', day) AS DATE) AS day FROM {_days(first, until)}"
    known = "(SELECT max(until_at) FROM fill)"
    return (
        "SELECT m.day, s.customer, CAST(max(CASE WHEN s.ended_on IS NULL OR s.ended_on > m.day + INTERVAL 1 MONTH "
        "THEN 1 ELSE 0 END) AS UTINYINT) AS stayed, min(s.file) AS file, min(s.line) AS line, min(s.source) AS source "
        f"FROM ({months}) m JOIN (SELECT * FROM subscription WHERE {STANDS}) s "
        "ON s.began_on <= m.day AND (s.ended_on IS NULL OR s.ended_on > m.day) "
        f"WHERE m.day + INTERVAL 1 MONTH <= {known} GROUP BY m.day, s.customer"
    )


SEEN: dict[str, Callable[[Clock, date, date], str]] = {
    "visit_by_answer": _by_answer, "visit_by_end": _by_end, "visit_by_event": _by_event, "staff_day": _staff,
    "leaver": _leavers, "certificate_day": _certified, "skill_day": _skilled, "ticket_day": _waiting,
    "system_time": _systems, "pause_time": _pauses, "ready_time": _ready, "plan_time": _planned,
    "required_time": _required, "contact_subscribed": _customers, "customer_month": _cohorts,
    "handling_time": _handled, "coach_session": _coached, "double_review": _reviewed_twice,
    "first_sale": _won, "first_subscription": _joined,
}
# What of the whole past decides: once facts of these kinds were deleted, nobody can say any more who is new.
LOOKING_BACK = {"first_sale": ("sale", "contact", "subscription"), "first_subscription": ("subscription",)}
