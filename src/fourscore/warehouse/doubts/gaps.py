"""This file is about what is missing: days and half hours without anything, and marks that stand still.

Whether something should be there is told by the same weekday in the four weeks before and after: most of them must have
had something, and together so much that by chance alone nothing would hardly ever happen.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from fourscore.terms import FACT_WORDS, Issue, offsets, said, said_many, write_value
from fourscore.warehouse.doubts.finding import LIKELY, POSSIBLE, Finding, Look, Spot, written
from fourscore.warehouse.doubts.times.closed import ALL
from fourscore.warehouse.doubts.volume import LOW, NEAR

# Kinds of fact that come day by day; what people do by plan (reviews, coaching) may pause for a week.
DAILY = ("agent_state", "survey", "sale", "ticket")
MISSED = 12  # at least so many facts are missed in an empty stretch of days
# And so many in empty half hours, where days vary more in themselves: while people were logged in; where log-ins are
# not known; and while nobody was.
MISSED_STAFFED, MISSED_HALVES, MISSED_UNSTAFFED = 20, 30, 60
MOST = 0.75        # of the same weekdays had something
WEEKS = "(VALUES (0), (1), (2), (3)) AS week(n), (VALUES (true), (false)) AS side(before)"


def days(look: Look) -> list[Finding]:
    """Stretches of days without anything, by source and kind of fact, and by queue where the source is as usual."""
    others = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, source, {ALL} AS queue, day, count(*) AS n FROM {kind} WHERE replaced_in IS NULL "
        f"{'AND source NOT IN (SELECT source FROM told_day)' if kind == 'contact' else ''} GROUP BY source, day"
        for kind in ("contact", *DAILY))
    look.make("daily", f"SELECT 'visit' AS kind, source, queue, day, n FROM told_day UNION ALL {others}")
    _marks(look)
    look.make("empty_day", _empty_days())
    look.make("empty_run", f"""
        SELECT kind, source, queue, run_first, run_until, min(day) AS first_day, max(day) + 1 AS until_day,
               count(*) AS days, sum(usual) AS missed FROM empty_day GROUP BY ALL HAVING sum(usual) >= {MISSED}""")
    # Where another source tells of log-ins (for log-ins: of stays), and there was nobody either, the centre was closed.
    look.cursor.execute(f"""
        DELETE FROM empty_run AS r WHERE queue = {ALL} AND kind <> 'agent_state' AND EXISTS (FROM reach o WHERE
            o.kind = 'agent_state' AND o.source <> r.source AND o.first_day <= r.first_day
            AND o.until_day >= r.until_day)
        AND NOT EXISTS (FROM agent_time t WHERE t.day >= r.first_day AND t.day < r.until_day AND t.staffed_s > 0)""")
    look.cursor.execute("""
        DELETE FROM empty_run AS r WHERE kind = 'agent_state' AND EXISTS (FROM whole o WHERE o.source <> r.source
            AND o.first_day <= r.first_day AND o.until_day >= r.until_day) AND NOT EXISTS (FROM told_day t
            WHERE t.source <> r.source AND t.day >= r.first_day AND t.day < r.until_day)""")
    # A queue may be closed while another is not; it is missed only where its source is as usual on that day.
    look.cursor.execute(f"""
        DELETE FROM empty_run AS r WHERE queue <> {ALL} AND (missed < 2 * {MISSED} OR EXISTS (
            FROM empty_day e LEFT JOIN usual u ON u.source = e.source AND u.queue = {ALL} AND u.day = e.day
            WHERE e.source = r.source AND e.queue = r.queue AND e.run_first = r.run_first
            AND coalesce(u.n < {LOW} * u.med, true)))""")
    return [_days_of(look, *row) for row in look.all(
        "SELECT r.kind, r.source, count(*), sum(r.days), bool_or(EXISTS (FROM agent_time t WHERE t.day >= r.first_day "
        "AND t.day < r.until_day AND t.staffed_s > 0) AND r.kind <> 'agent_state') FROM empty_run r GROUP BY ALL "
        "ORDER BY ALL")]


def _marks(look: Look) -> None:
    """`reach(kind, source, first_day, until_day)`: the local days that a source's mark speaks of."""
    look.cursor.execute(
        "CREATE OR REPLACE TEMP TABLE reach (kind VARCHAR, source INTEGER, first_day DATE, until_day DATE)")
    for kind, source, *moments in look.all("SELECT kind, source, first_at, until_at FROM fill"):
        days = [at.replace(tzinfo=UTC).astimezone(look.known.zone).date() for at in moments]
        look.cursor.execute("INSERT INTO reach VALUES (?, ?, ?, ?)", [kind, source, *days])


def _empty_days() -> str:
    """Every day without a fact on which there should be some, with how many are usual and the empty stretch around it.

    The days it is held against lie outside that stretch, so that a lost month is seen whole. Days on which it was
    closed are neither missed nor held against.
    """
    same = "USING (kind, source, queue)"
    return f"""
        WITH span AS (SELECT kind, source, queue, min(day) AS first,
                      CASE WHEN queue = {ALL} THEN coalesce(any_value(r.until_day), max(day)) ELSE max(day) END AS until
                      FROM daily LEFT JOIN reach r USING (kind, source) GROUP BY kind, source, queue),
        missing AS (SELECT kind, source, queue, day FROM (
                        SELECT *, first + CAST(unnest(range(until - first)) AS INTEGER) AS day FROM span)
                    ANTI JOIN daily USING (kind, source, queue, day)),
        run AS (SELECT *, day - CAST(row_number() OVER (PARTITION BY kind, source, queue ORDER BY day) AS INTEGER) AS
                island FROM missing),
        edge AS (SELECT kind, source, queue, island, min(day) AS run_first, max(day) + 1 AS run_until FROM run
                 GROUP BY ALL),
        pair AS (SELECT r.kind, r.source, r.queue, r.day, run_first, run_until, CASE WHEN before
                 THEN r.day - CAST(7 * ((r.day - run_first) // 7 + 1 + week.n) AS INTEGER)
                 ELSE r.day + CAST(7 * ((run_until - 1 - r.day) // 7 + 1 + week.n) AS INTEGER) END AS other
                 FROM run r JOIN edge e USING (kind, source, queue, island), {WEEKS})
        SELECT p.kind, p.source, p.queue, p.day, run_first, run_until, median(coalesce(d.n, 0)) AS usual
        FROM pair p JOIN span s {same} LEFT JOIN daily d ON d.kind = p.kind AND d.source = p.source
        AND d.queue = p.queue AND d.day = p.other
        LEFT JOIN shut_day here ON here.source = p.source AND here.queue = p.queue AND here.day = p.day
        LEFT JOIN shut_day there ON there.source = p.source AND there.queue = p.queue AND there.day = p.other
        WHERE p.other >= s.first AND p.other < greatest(s.until, p.run_until) AND here.day IS NULL AND there.day IS NULL
        GROUP BY ALL HAVING count(*) >= 3 AND count(d.n) >= {MOST} * count(*)"""


def _days_of(look: Look, kind: str, source: int, runs: int, days: int, staffed: bool) -> Finding:
    name, words = look.sources[source], FACT_WORDS[kind][1]
    these = f"FROM empty_run r LEFT JOIN queue q USING (queue) WHERE r.kind = '{kind}' AND r.source = {source}"
    where = ("strftime(r.first_day, '%Y-%m-%d') || CASE WHEN r.until_day - r.first_day > 1 THEN "
             "' up to ' || strftime(r.until_day, '%Y-%m-%d') ELSE '' END || coalesce(' ' || q.name, '')")
    stay = kind == "visit"
    about = f"n.agent, {'n.queue' if stay else 'NULL'} AS queue" if kind != "contact" else "n.agent, n.queue"
    edges = " UNION ALL ".join(
        f"SELECT {where} AS spot, n.source, n.file, n.line, n.slot AS moment, {about}, '{word}' AS what FROM "
        f"(SELECT r.*, q.name {these}) r LEFT JOIN queue q ON q.queue = r.queue JOIN {kind} n ON n.source = r.source "
        f"AND n.day {near} {f'AND (r.queue = {ALL} OR n.queue = r.queue)' if stay else ''} "
        "WHERE n.replaced_in IS NULL QUALIFY row_number() OVER (PARTITION BY r.first_day, r.queue ORDER BY "
        f"n.slot {order}, n.file {order}, n.line {order}) = 1"
        for word, near, order in (
            ("the last before it", ">= r.first_day - 28 AND n.day < r.first_day", "DESC"),
            ("the first after it", "< r.until_day + 28 AND n.day >= r.until_day", "ASC")))
    columns = "spot, source, file, line, moment, queue, agent, what"
    return look.found(
        Issue("days-missing", f"source {name}", said("No {words} at all where the weekdays around have them: {days}.",
              words=words, days=said_many("{number} day", "{number} days", int(days), number=written(int(days)))),
              said("Look for the files of these days and load them; if the centre was closed, nothing is wrong.")),
        said("Every figure of a period with these days in it lacks what happened on them."),
        LIKELY if staffed else POSSIBLE,
        f"SELECT {where}, CAST(missed AS BIGINT) {these} ORDER BY first_day, q.name",
        f"SELECT {columns} FROM ({edges})", _none)


def halves(look: Look) -> list[Finding]:
    """Half hours without a stay within days that have some: a day half loaded, or an hour that the log lost."""
    skipped = ", ".join(f"(DATE '{day}', {half})" for day, half in _never_were(look)) or "(DATE '1900-01-01', 0)"
    day = f"usual u JOIN whole w USING (source) WHERE u.queue = {ALL}"
    look.make("half_pair", f"""
        WITH half AS (SELECT source, day, half, CAST(sum(n) AS BIGINT) AS n FROM told GROUP BY ALL),
        open AS (SELECT DISTINCT source, dayofweek(day) AS weekday, half FROM half),
        due AS (SELECT u.source, u.day, o.half FROM {day.replace(' WHERE', ' JOIN open o USING (source) WHERE')}
                AND o.weekday = dayofweek(u.day) AND (u.day, o.half) NOT IN ({skipped})),
        cell AS (SELECT * FROM due ANTI JOIN shut_half USING (source, day, half))
        SELECT c.source, c.day, c.half, coalesce(any_value(h.n), 0) AS n, median(coalesce(x.n, 0)) AS usual,
               count(x.n) AS filled, count(*) AS near
        FROM cell c CROSS JOIN {NEAR}
        JOIN usual o ON o.source = c.source AND o.queue = {ALL} AND o.day = c.day + near.days
        LEFT JOIN shut_half t ON t.source = c.source AND t.day = o.day AND t.half = c.half
        LEFT JOIN half x ON x.source = c.source AND x.day = o.day AND x.half = c.half
        LEFT JOIN half h ON h.source = c.source AND h.day = c.day AND h.half = c.half
        WHERE t.day IS NULL GROUP BY c.source, c.day, c.half""")
    look.make("empty_half", f"""
        WITH due AS (SELECT *, row_number() OVER (PARTITION BY source, day ORDER BY half) AS place
                     FROM half_pair WHERE near >= 3 AND filled >= {MOST} * near AND usual > 0),
        level AS (SELECT source, day, least(1, sum(n) / sum(usual)) AS level FROM due WHERE n > 0 GROUP BY ALL),
        run AS (SELECT *, place - row_number() OVER (PARTITION BY source, day ORDER BY half) AS island FROM due
                WHERE n = 0)
        SELECT source, day, CAST(min(half) AS INTEGER) AS first, CAST(max(half) + 1 AS INTEGER) AS until,
               sum(usual * level) AS missed
        FROM run JOIN level USING (source, day) GROUP BY source, day, island HAVING missed >= {MISSED_STAFFED}""")
    staffed = "SELECT day, half FROM agent_time WHERE staffed_s > 0 AND day IN (SELECT day FROM empty_half)"
    look.make("staffed_run", f"""
        SELECT r.source, r.day, r.first, bool_or(t.half >= r.first AND t.half < r.until) AS staffed
        FROM empty_half r JOIN ({staffed}) t USING (day) GROUP BY ALL""")
    look.make("empty_half", f"""
        SELECT r.*, coalesce(s.staffed, false) AS staffed FROM empty_half r
        LEFT JOIN staffed_run s USING (source, day, first) WHERE missed >=
        CASE WHEN s.staffed THEN {MISSED_STAFFED} WHEN s.staffed IS NULL THEN {MISSED_HALVES}
        ELSE {MISSED_UNSTAFFED} END""")
    return [_halves_of(look, *row) for row in look.all(
        "SELECT source, count(*), bool_or(staffed) FROM empty_half GROUP BY source ORDER BY source")]


def _halves_of(look: Look, source: int, runs: int, staffed: bool) -> Finding:
    where = f"strftime(r.day, '%Y-%m-%d') || ' ' || {_clock('r.first')} || ' to ' || {_clock('r.until')}"
    edges = " UNION ALL ".join(
        f"SELECT {where} AS spot, v.source, v.file, v.line, v.entered_at AS moment, v.queue, v.agent, '{word}' AS "
        "what FROM empty_half r JOIN visit v ON v.source = r.source AND v.day BETWEEN r.day - 7 AND r.day + 7 AND "
        f"(v.day - r.day) * 48 + v.half {near} WHERE v.replaced_in IS NULL AND r.source = {source} QUALIFY "
        f"row_number() OVER (PARTITION BY r.day, r.first ORDER BY v.entered_at {order}, v.file {order}, v.line {order})"
        " = 1"
        for word, near, order in (("the last before it", "< r.first", "DESC"),
                                  ("the first after it", ">= r.until", "ASC")))
    return look.found(
        Issue("hours-missing", f"source {look.sources[source]}", said("No queue stays for a while within days that "
              "have some: {runs}.", runs=said_many("{number} stretch", "{number} stretches", runs, number=written(
              runs))), said("Look whether the file of that day is whole, and load the rest; if nobody could call, "
              "nothing is wrong.")),
        said("A day may be half loaded: what is counted by day is too small, and shares are of the loaded part only."),
        LIKELY if staffed else POSSIBLE,
        f"SELECT {where}, CAST(missed AS BIGINT) FROM empty_half r "
        f"WHERE source = {source} ORDER BY day, first", edges, _none)


def _none(usual: int) -> str:
    return said("none; about {usual} are usual", usual=written(usual))


def _clock(half: str) -> str:
    return f"format('{{:02d}}:{{:02d}}', {half} // 2, {half} % 2 * 30)"


def _never_were(look: Look) -> list[tuple[object, int]]:
    """Half hours (local day, half) that a clock change left out."""
    spread = look.all("SELECT min(first_day), max(until_day) FROM whole")[0]
    if spread[0] is None:
        return []
    first, last = (datetime.combine(day, time(), UTC) for day in spread)
    changes = offsets(look.known.zone, first, last + timedelta(days=1))
    found: list[tuple[object, int]] = []
    for before, after in pairwise(changes):
        local = (after.start + timedelta(seconds=before.seconds)).replace(tzinfo=None)
        for n in range(max(0, after.seconds - before.seconds) // 1800):
            at = local + timedelta(minutes=30 * n)
            found.append((at.date(), at.hour * 2 + at.minute // 30))
    return found


def marks(look: Look) -> list[Finding]:
    """A source that brings nothing new any more while others do.

    How long is long is learned from its own loads: twice the longest time between two of its last eight; two days at
    least. With fewer than three loads nothing is known of it, and nine days are long.
    """
    kinds = ", ".join(f"'{kind}'" for kind in ("contact", "visit", *DAILY))
    ends: dict[int, datetime] = dict(look.all(
        f"SELECT source, max(until_at) FROM fill WHERE kind IN ({kinds}) GROUP BY source"))
    now = look.known.now.astimezone(UTC).replace(tzinfo=None)
    found = []
    for source, until in sorted(ends.items()):
        newest = max((min(other, now) for key, other in ends.items() if key != source), default=until)
        if look.sources[source] not in look.known.sources or newest - until <= _patience(look, source):
            continue
        zone = look.known.zone
        here, there = (at.replace(tzinfo=UTC).astimezone(zone) for at in (until, newest))
        behind = Spot(f"{here:%Y-%m-%d %H:%M}", said("it is complete up to here, others up to {moment}",
                      moment=f"{there:%Y-%m-%d %H:%M}"))
        rows = " UNION ALL ".join(
            f"SELECT 'the last there is' AS spot, source, file, line, slot AS moment, NULL AS queue, agent, "
            f"'{FACT_WORDS[kind][0]}' AS what FROM {kind} WHERE source = {source} AND replaced_in IS NULL"
            for kind in ("contact", "visit", *DAILY))
        found.append(look.found(
            Issue("source-stands-still", f"source {look.sources[source]}", said("Nothing new has come for {days} days, "
                  "while other sources went on.", days=write_value((newest - until).days, "count")), said("Look "
                  "whether its files still arrive; take it out of centre.yaml if it has ended.")),
            said("Figures made of several sources lack its part of the last days."), LIKELY, [behind],
            f"SELECT * FROM ({rows}) ORDER BY moment DESC LIMIT 3"))
    return found


def _patience(look: Look, source: int) -> timedelta:
    loads: list[datetime] = [at for (at,) in look.all(
        f"SELECT \"at\" FROM load WHERE source = {source} AND kind = 'load' ORDER BY load DESC LIMIT 8")]
    if len(loads) < 3:
        return timedelta(days=9)
    return max(timedelta(days=2), 2 * max(later - earlier for later, earlier in pairwise(loads)))
