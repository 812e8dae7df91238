"""This file is about when a centre is closed: half hours and days on which nothing is missed, days open for less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days, Interval

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fourscore.warehouse.doubts.finding import Closure, Look

ALL = -1  # in place of a queue: all of them
HALF = timedelta(minutes=30)
WHOLE = 48
KINDS = ("contact", "visit", "agent_state", "survey", "sale", "ticket")


def prepare(look: Look) -> None:
    """Temp tables, by local day and half hour of the reporting zone; of a source that has stays, by its queues.

    shut_half(source, day, half): no queue of the source can be called in any of it. A day on which no site opens (a
    holiday, say) is open all the same where somebody was logged in.
    shut_day(source, queue, day): so it is all day; queue -1 is all of the source.
    shorter(source, queue, day): open for less than usual, so that fewer calls are no wonder.
    """
    span = _span(look)
    days = [span.first + timedelta(days=n) for n in range(span.length)] if span else []
    look.cursor.execute("CREATE OR REPLACE TEMP TABLE calendar AS SELECT unnest(?::DATE[]) AS day", [days])
    _fill(look, "closure_half (queue VARCHAR, day DATE, half INTEGER)", _in_closures(look, span))
    _fill(look, "open_half (site INTEGER, day DATE, half INTEGER)", _in_hours(look, span))
    nobody = "" if not look.known.hours else f"""
        UNION SELECT {ALL}, day, half FROM (SELECT day, CAST(unnest(range({WHOLE})) AS INTEGER) AS half FROM calendar)
        ANTI JOIN open_half USING (day, half)
        WHERE day IN (SELECT day FROM open_half) OR day NOT IN (SELECT day FROM agent_time WHERE staffed_s > 0)"""
    look.make("closed_half", f"""
        SELECT coalesce(q.queue, {ALL}) AS queue, c.day, c.half FROM closure_half c
        LEFT JOIN queue q ON q.name = c.queue WHERE c.queue IS NULL OR q.queue IS NOT NULL{nobody}""")
    look.make("lane", "SELECT DISTINCT source, queue FROM told WHERE queue IS NOT NULL")
    look.make("shut_half", f"""
        SELECT s.source, c.day, c.half FROM source s, closed_half c WHERE c.queue = {ALL} UNION
        SELECT l.source, c.day, c.half FROM lane l JOIN closed_half c ON c.queue = l.queue
        JOIN (SELECT source, count(*) AS lanes FROM lane GROUP BY source) x ON x.source = l.source
        GROUP BY l.source, c.day, c.half, x.lanes HAVING count(*) = x.lanes""")
    look.make("shut_day", f"""
        SELECT source, {ALL} AS queue, day FROM shut_half GROUP BY source, day HAVING count(*) = {WHOLE} UNION
        SELECT l.source, l.queue, c.day FROM lane l JOIN closed_half c ON c.queue IN ({ALL}, l.queue)
        WHERE c.day IN (SELECT day FROM closed_half WHERE queue = l.queue
                        UNION SELECT day FROM closed_half WHERE queue = {ALL} GROUP BY day HAVING count(*) = {WHOLE})
        GROUP BY l.source, l.queue, c.day HAVING count(DISTINCT c.half) = {WHOLE}""")
    _shorter(look)


def _shorter(look: Look) -> None:
    """Days with a closure, and those on which the sites are open for less than on such weekdays around them."""
    look.make("open_day", "SELECT c.day, count(o.half) AS halves FROM calendar c LEFT JOIN open_half o USING (day) "
              "GROUP BY c.day")
    less = """SELECT d.day FROM open_day d JOIN open_day o ON o.day <> d.day AND (o.day - d.day) % 7 = 0
               AND o.day BETWEEN d.day - 28 AND d.day + 28 GROUP BY d.day, d.halves HAVING d.halves < max(o.halves)
               UNION SELECT day FROM closure_half WHERE queue IS NULL"""
    look.make("shorter", f"""
        WITH less AS ({less}), own AS (SELECT DISTINCT q.queue, c.day FROM closure_half c JOIN queue q
                                       ON q.name = c.queue)
        SELECT source, {ALL} AS queue, day FROM source, less UNION SELECT source, queue, day FROM lane, less UNION
        SELECT source, queue, day FROM lane JOIN own USING (queue) UNION
        SELECT source, {ALL}, day FROM lane JOIN own USING (queue)""")


def _fill(look: Look, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    look.cursor.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
    name, columns = table.split(" ", 1)
    kinds = [column.split()[1] for column in columns.strip("()").split(",")]
    held = list(rows)
    if held:
        unnested = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        look.cursor.execute(f"INSERT INTO {name} SELECT {unnested}", [list(c) for c in zip(*held, strict=True)])


def _span(look: Look) -> Days | None:
    """The local days that sources speak of, up to today: beyond it nothing is missed."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    ((first, until),) = look.all(
        f"SELECT min(first_at), max(until_at) FROM fill WHERE kind IN ({kinds})")
    ((told_first, told_last),) = look.all("SELECT min(day), max(day) FROM told")
    ends = [at.replace(tzinfo=UTC).astimezone(look.known.zone).date() for at in (first, until) if at is not None]
    ends += [day for day in (told_first, told_last) if day is not None]
    if not ends:
        return None
    today = look.known.now.astimezone(look.known.zone).date()
    # Four weeks more to either side: what is usual for a weekday is looked up there.
    around = timedelta(days=28)
    return Days(min(ends) - around, max(min(max(ends), today), min(ends)) + around)


def _in_closures(look: Look, span: Days | None) -> Iterator[tuple[str | None, date, int]]:
    """Half hours that lie wholly inside a closure; of every queue (None) or of each one named."""
    if span is None:
        return
    for closure in look.known.closures:
        for day, half in _halves_in(closure, span, look.known.zone):
            yield from ((queue, day, half) for queue in closure.queues or (None,))


def _halves_in(closure: Closure, span: Days, zone: ZoneInfo) -> Iterator[tuple[date, int]]:
    day = max(closure.first_at.astimezone(zone).date(), span.first)
    while day < span.until and datetime.combine(day, time(), zone) < closure.until_at:
        for half in range(WHOLE):
            start = datetime.combine(day, time(half // 2, half % 2 * 30), zone).astimezone(UTC)
            if closure.first_at <= start and start + HALF <= closure.until_at:
                yield day, half
        day += timedelta(days=1)


def _in_hours(look: Look, span: Days | None) -> Iterator[tuple[int, date, int]]:
    """Half hours in which a site is open, if only for a part of them."""
    if span is None:
        return
    reach = Days(span.first - timedelta(days=2), span.until + timedelta(days=1))
    for site, hours in enumerate(look.known.hours):
        found = {place for opened in hours.open_between(reach) for place in _touched(opened, look.known.zone)}
        yield from ((site, day, half) for day, half in sorted(found) if span.first <= day < span.until)


def _touched(opened: Interval, zone: ZoneInfo) -> Iterator[tuple[date, int]]:
    at = opened.start
    while at < opened.end:
        local = at.astimezone(zone)
        yield local.date(), local.hour * 2 + local.minute // 30
        # On to the next half hour by the reporting zone's clock.
        at += HALF - timedelta(minutes=local.minute % 30, seconds=local.second)
