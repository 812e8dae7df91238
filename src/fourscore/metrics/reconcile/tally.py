"""This file is about counting for a report: one pass over the stays, then their sums by its rows, dated any way.

The stays of the time in question are read once, with everything a candidate may ask of one: outcome, wait among the
limits, whether the call had been there before. From them the sums of each report row are made for every zone and every
moment a stay may be dated by; a candidate is then a matter of adding up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.metrics.compile import Snapshot, filters
from fourscore.metrics.reconcile.formulas import ATOMS, OUTCOMES, Definition, Term
from fourscore.metrics.reconcile.report import Report, Row
from fourscore.terms import Calendar, Days, Interval, offsets, said

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

# The moment a stay is dated by: its entry; when it was answered, or left unanswered; its end.
MOMENTS = {"entered": "entered_at", "left": "left_at", "ended": "ended_at"}
MOMENT_WORDS = {"entered": said("entry"), "left": said("answer (or by when the caller gave up)"),
                "ended": said("the end of the call")}
MARGIN = timedelta(days=2)  # no zone is further away, and few calls last longer

_OUTCOME = "CASE WHEN f.answered = 1 THEN 0 WHEN f.abandoned = 1 THEN 1 WHEN f.flowed_out = 1 THEN 2 " \
           "WHEN f.dropped = 1 THEN 3 WHEN f.refused = 1 THEN 4 ELSE 5 END"
_WAITED = "f.entered_at + to_microseconds(CAST(f.wait_s * 1000000 AS BIGINT))"
_LEFT = f"CASE WHEN f.answered = 1 THEN coalesce(f.answered_at, {_WAITED}) ELSE coalesce(f.ended_at, {_WAITED}) END"
_SECONDS = ("wait", "ring", "talk", "hold", "wrap_up")


class Frame(NamedTuple):
    """One way to date stays: a zone's wall clock, a moment of the stay, and which stays are kept at all."""

    zone: ZoneInfo
    moment: str = "entered"
    kept: Kept | None = None


class Kept(NamedTuple):
    """Only the stays of one queue (or channel), or all but those; key: the word's."""

    word: str
    key: int
    name: str
    only: bool

    @property
    def sql(self) -> str:
        return f"s.{self.word} IS {'NOT ' if self.only else ''}DISTINCT FROM {self.key}"


class Tally:
    """The stays around a report's time, in a temp table, and their sums by the report's rows."""

    def __init__(
        self, snapshot: Snapshot, report: Report, during: Days, limits: Sequence[Decimal],
        where: Mapping[str, Sequence[str | None]], table: str = "stay",
    ) -> None:
        self.table = table
        self.snapshot, self.report, self.during = snapshot, report, during
        self.limits = sorted(set(limits))
        self.queues = _queue_keys(snapshot, report)
        self.frames: dict[Frame, Sums] = {}
        self._read(where)

    def _read(self, where: Mapping[str, Sequence[str | None]]) -> None:
        span = self.snapshot.calendar.interval(self.during)
        first, until = (at.replace(tzinfo=None) for at in (span.start - MARGIN, span.end + MARGIN))
        picked, values = filters("visit", where, self.during, self.snapshot)
        seconds = ", ".join(f"CAST(f.{name}_s * 1000 AS BIGINT) AS {name}" for name in _SECONDS)
        # A stay is a return when the same call had entered that queue, or any queue, before.
        again = ("SELECT v.contact, v.number, 1 + max(CASE WHEN e.queue IS NOT DISTINCT FROM v.queue THEN 1 ELSE 0 "
                 "END) AS again FROM visit v JOIN visit e ON e.contact = v.contact AND e.number < v.number "
                 "WHERE v.number > 1 AND v.replaced_in IS NULL AND e.replaced_in IS NULL AND e.refused = 0 "
                 "GROUP BY ALL")
        # Days reach two further at both ends: a stay that entered before may have ended within.
        values |= {"first": first, "until": until}
        self.run(f"CREATE OR REPLACE TEMP TABLE {self.table} AS SELECT f.contact, f.number, f.queue, "
                 "f.channel, f.file, f.line, f.entered_at, "
                 f"{_LEFT} AS left_at, f.ended_at, CAST({_OUTCOME} AS TINYINT) AS outcome, "
                 f"CAST({_grade(self.limits)} AS SMALLINT) AS grade, "
                 "CAST(f.in_time + f.abandoned_in_time * 2 + f.short_abandon * 4 AS TINYINT) AS own, "
                 f"CAST(coalesce(a.again, 0) AS TINYINT) AS again, {seconds} "
                 f"FROM visit f LEFT JOIN ({again}) a ON a.contact = f.contact AND a.number = f.number "
                 "WHERE f.replaced_in IS NULL AND f.entered_at >= $first AND f.entered_at < $until"
                 + "".join(f" AND {one}" for one in picked[2:]), values)
        self.run(f"CREATE OR REPLACE TEMP TABLE {self.table}_row (row INTEGER, day DATE, minute INTEGER, "
                 "queue INTEGER)", {})
        cells = [(place, day, row.minute, self.queues.get(row.queue or ""))
                 for place, row in enumerate(self.report.rows) for day in _days(row)]
        if cells:
            rows, days, minutes, queues = (list(column) for column in zip(*cells, strict=True))
            self.run(f"INSERT INTO {self.table}_row SELECT unnest($rows), unnest($days)::DATE, "
                     "unnest($minutes)::INTEGER, unnest($queues)::INTEGER",
                     {"rows": rows, "days": days, "minutes": minutes, "queues": queues})

    def run(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self.snapshot.run(sql, values)

    def sums(self, frame: Frame) -> Sums:
        """The sums of every row under that frame, worked out once."""
        if frame not in self.frames:
            self.frames[frame] = Sums(self, frame)
        return self.frames[frame]

    def placed(self, frame: Frame) -> str:
        """The stays with the report row each falls into under that frame (those of no row are left out)."""
        span = self.snapshot.calendar.interval(self.during)
        local = f"(s.{MOMENTS[frame.moment]} + to_seconds({_ahead(frame, span)}))"
        on = [f"w.day = CAST({local} AS DATE)"] if "day" in self.report.keys else []
        if self.report.interval is not None:
            minute = f"(hour({local}) * 60 + minute({local}))"
            on.append(f"w.minute = {minute} - {minute} % {self.report.interval}")
        on += ["w.queue = s.queue"] if "queue" in self.report.keys else []
        within = f"CAST({local} AS DATE) >= DATE '{self.during.first}' AND CAST({local} AS DATE) < " \
                 f"DATE '{self.during.until}'"
        if frame.kept:
            within += f" AND {frame.kept.sql}"
        return (f"(SELECT s.*, w.row FROM {self.table} s JOIN {self.table}_row w ON {' AND '.join(on) or 'TRUE'} "
                f"WHERE s.{MOMENTS[frame.moment]} IS NOT NULL AND {within})")

    def test(self, term: Term, once: str) -> str:
        """The SQL, over a stay `s`, of those that this term counts."""
        atom = ATOMS[term.atom]
        tests = [f"s.outcome IN ({', '.join(str(OUTCOMES.index(one)) for one in atom.outcomes)})"]
        tests += [{"queue": "s.again < 2", "call": "s.again < 1"}[once]] if once else []
        tests += [f"s.{atom.column} > 0"] if atom.column != "n" else []
        if atom.limit and term.limit.seconds is None:
            tests.append(f"s.own & {own_bit(term)} > 0")
        elif atom.limit and term.limit.seconds is not None:
            tests.append(f"s.grade <= {self.grade(term.limit.seconds, strict=term.limit.strict)}")
        return f"({' AND '.join(tests)})"

    def grade(self, seconds: Decimal, *, strict: bool) -> int:
        """Up to which grade a wait is within these seconds."""
        return 2 * self.limits.index(seconds) + (0 if strict else 1)


class Sums:
    """For one frame, what stays add up to in each row: counts, and milliseconds."""

    def __init__(self, tally: Tally, frame: Frame, only: tuple[int, ...] | None = None, of: Sums | None = None) -> None:
        self.tally, self.frame, self.only, self.of = tally, frame, only, of
        self.rows = len(tally.report.rows) if only is None else len(only)
        self._known: dict[object, Ints] = {}

    def part(self, only: tuple[int, ...]) -> Sums:
        """The sums of these rows alone, in this order."""
        return Sums(self.tally, self.frame, only, self)

    @cached_property
    def groups(self) -> dict[str, Ints]:
        """Stays of a row that no candidate tells apart, gathered."""
        import numpy as np

        if self.of is not None and self.only is not None:
            there = np.full(self.of.rows, -1)
            there[list(self.only)] = np.arange(self.rows)
            mask = there[self.of.groups["row"]] >= 0
            few = {name: values[mask] for name, values in self.of.groups.items()}
            return {**few, "row": there[few["row"]]}
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in _SECONDS)
        cursor = self.tally.snapshot.cursor.execute(
            f"SELECT row, outcome, grade, own, again, count(*) AS n, {sums}, max(wait) AS longest "
            f"FROM {self.tally.placed(self.frame)} GROUP BY row, outcome, grade, own, again")
        return {name: np.asarray(values, dtype=np.int64) for name, values in cursor.fetchnumpy().items()}

    def term(self, term: Term, once: str) -> Ints:
        """What one term adds up to in each row, without its sign."""
        import numpy as np

        if (term.atom, term.limit, once) not in self._known:
            groups, atom = self.groups, ATOMS[term.atom]
            mask = np.array([one in atom.outcomes for one in OUTCOMES])[groups["outcome"]]
            if once:
                mask &= groups["again"] < (2 if once == "queue" else 1)
            if atom.limit and term.limit.seconds is None:
                mask &= groups["own"] & own_bit(term) > 0
            elif atom.limit and term.limit.seconds is not None:
                mask &= groups["grade"] <= self.tally.grade(term.limit.seconds, strict=term.limit.strict)
            found = np.zeros(self.rows, dtype=np.int64)
            np.add.at(found, groups["row"][mask], groups[atom.column][mask])
            self._known[term.atom, term.limit, once] = found
        return self._known[term.atom, term.limit, once]

    def over(self, definition: Definition) -> Ints:
        """What stands over the line in each row."""
        import numpy as np

        if definition.longest:
            outcomes = {one for term in definition.over for one in ATOMS[term.atom].outcomes}
            mask = np.array([one in outcomes for one in OUTCOMES])[self.groups["outcome"]]
            longest = np.zeros(self.rows, dtype=np.int64)
            np.maximum.at(longest, self.groups["row"][mask], self.groups["longest"][mask])
            return longest
        return self._sum(definition.over, definition.once)

    def under(self, definition: Definition) -> Ints:
        """What stands under the line in each row; ones where nothing does."""
        import numpy as np

        return self._sum(definition.under, definition.once) if definition.under else np.ones(self.rows, dtype=np.int64)

    def _sum(self, terms: Sequence[Term], once: str) -> Ints:
        import numpy as np

        found = np.zeros(self.rows, dtype=np.int64)
        for term in terms:
            found = found + term.sign * self.term(term, once)
        return found


def own_bit(term: Term) -> int:
    """Which of the flags kept with a stay says that it is within the centre's own limit."""
    atom = ATOMS[term.atom]
    return 4 if atom.limit == "short" else 1 if atom.outcomes == ("answered",) else 2


def _days(row: Row) -> list[str | None]:
    if row.days is None:
        return [None]
    return [str(row.days.first + timedelta(days=step)) for step in range(row.days.length)]


def _queue_keys(snapshot: Snapshot, report: Report) -> dict[str, int]:
    """The keys of the queues the report names, told apart without regard to case where that leaves no doubt."""
    exact = {name: key for key, name in snapshot.words("queue").items() if name}
    loose: dict[str, list[int]] = {}
    for name, key in exact.items():
        loose.setdefault(" ".join(name.lower().split()), []).append(key)
    found = {}
    for row in report.rows:
        near = loose.get(" ".join((row.queue or "").lower().split()), [])
        if row.queue in exact:
            found[row.queue] = exact[row.queue]
        elif row.queue and len(near) == 1:
            found[row.queue] = near[0]
    return found


def _grade(limits: Sequence[Decimal]) -> str:
    """The wait among the limits: 2i below the limit of place i (and above the one before), 2i + 1 exactly on it."""
    cases = " ".join(f"WHEN f.wait_s < {limit} THEN {2 * place} WHEN f.wait_s = {limit} THEN {2 * place + 1}"
                     for place, limit in enumerate(limits))
    return f"CASE {cases} ELSE {2 * len(limits)} END" if limits else "0"


def _ahead(frame: Frame, span: Interval) -> str:
    """Seconds by which the zone's wall clock is ahead of UTC at a stay's moment."""
    changes = offsets(frame.zone, span.start - MARGIN, span.end + MARGIN)
    moment = f"s.{MOMENTS[frame.moment]}"
    cases = " ".join(f"WHEN {moment} < TIMESTAMP '{later.start:%Y-%m-%d %H:%M:%S}' THEN {here.seconds}"
                     for here, later in pairwise(changes))
    return f"CASE {cases} ELSE {changes[-1].seconds} END" if cases else str(changes[-1].seconds)


def different_zones(zones: Sequence[ZoneInfo], during: Days, calendar: Calendar) -> list[ZoneInfo]:
    """The zones whose wall clocks differ at any time of these days, the first of each kind."""
    span = calendar.interval(during)
    seen: dict[object, ZoneInfo] = {}
    for zone in zones:
        clock = tuple(offsets(zone, span.start - MARGIN, span.end + MARGIN))
        seen.setdefault(clock, zone)
    return list(seen.values())


def span_of_row(row: Row, interval: int | None, during: Days, calendar: Calendar) -> Interval:
    """The time a row is about, in UTC."""
    days = row.days or during
    if row.minute is None or interval is None or days.length != 1:
        return calendar.interval(days)
    clock = datetime.combine(days.first, datetime.min.time()) + timedelta(minutes=row.minute)
    start = clock.replace(tzinfo=calendar.zone).astimezone(UTC)
    return Interval(start, start + timedelta(minutes=interval))
