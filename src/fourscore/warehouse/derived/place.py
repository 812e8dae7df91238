"""This file is about where a moment falls on the centre's local calendar, said in SQL without a call per row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import gcd
from zoneinfo import ZoneInfo

from fourscore.terms import Offset, offsets

HALF_HOUR = 1800
MICRO = 1_000_000


@dataclass(frozen=True)
class Clock:
    """The offsets of one zone over a stretch of time, rendered as SQL expressions over a UTC timestamp.

    A slot is named by the UTC instant at which its local half hour starts: the hour a clock change repeats makes two
    slots more, the hour it leaves out makes two fewer, and no second is in two slots or in none.
    """

    changes: tuple[Offset, ...]

    @classmethod
    def over(cls, zone: ZoneInfo, first: datetime, last: datetime) -> Clock:
        """The clock of `zone` between two naive UTC moments."""
        return cls(tuple(offsets(zone, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))))

    def offset(self, at: str) -> str:
        """Seconds to add to UTC at the moment `at`."""
        if len(self.changes) == 1:
            return str(self.changes[0].seconds)
        cases = " ".join(
            f"WHEN {at} < TIMESTAMP '{later.start:%Y-%m-%d %H:%M:%S}' THEN {here.seconds}"
            for here, later in zip(self.changes, self.changes[1:], strict=False)
        )
        return f"(CASE {cases} ELSE {self.changes[-1].seconds} END)"

    def local(self, at: str) -> str:
        """Microseconds on the local wall clock, counted as `epoch_us` counts them in UTC."""
        return f"(epoch_us({at}) + {self.offset(at)} * {MICRO}::BIGINT)"

    def slot(self, at: str) -> str:
        half = HALF_HOUR * MICRO
        return f"make_timestamp(({self.local(at)} // {half}) * {half} - {self.offset(at)} * {MICRO}::BIGINT)"

    def day(self, at: str) -> str:
        return f"CAST(make_timestamp({self.local(at)}) AS DATE)"

    def half(self, at: str) -> str:
        return f"CAST(({self.local(at)} // {HALF_HOUR * MICRO}) % 48 AS UTINYINT)"

    def number(self, at: str) -> str:
        """Half hours on the local wall clock: a whole number that, with the offset, says slot, day and half at once."""
        return f"({self.local(at)} // {HALF_HOUR * MICRO})"

    @staticmethod
    def numbered(number: str, offset: str) -> str:
        """The three columns of `facts.PLACE` for a `number` of half hours and its offset."""
        wall = f"{number} * {HALF_HOUR * MICRO}::BIGINT"
        return (
            f"make_timestamp({wall} - {offset} * {MICRO}::BIGINT) AS slot, "
            f"CAST(make_timestamp({wall}) AS DATE) AS day, CAST({number} % 48 AS UTINYINT) AS half"
        )

    def columns(self, at: str) -> str:
        """The three columns of `facts.PLACE`."""
        return f"{self.slot(at)} AS slot, {self.day(at)} AS day, {self.half(at)} AS half"

    def _grid(self) -> tuple[int, int]:
        """Width and phase, in seconds, of a regular grid in UTC that has a line wherever a slot begins or ends."""
        first = self.changes[0].seconds
        width = HALF_HOUR
        for change in self.changes[1:]:
            width = gcd(width, (change.seconds - first) % HALF_HOUR)
            width = gcd(width, (int(change.start.timestamp()) + first) % HALF_HOUR)
        return width, first % width

    def cut(self, rows: str) -> str:
        """Cut every row of the query `rows` (columns started_at, ended_at, …) where a slot begins.

        The pieces carry `from_at` and `until_at` beside the row's columns; rows without length give none. No piece
        crosses from one slot into another, and the pieces of a row are as long as the row.
        """
        width, phase = self._grid()
        wide, shift = width * MICRO, phase * MICRO
        lines = (
            f"SELECT *, (epoch_us(started_at) + {shift}) // {wide} AS k0, "
            f"(epoch_us(ended_at) - 1 + {shift}) // {wide} AS k1 FROM ({rows}) WHERE ended_at > started_at"
        )
        return (
            f"WITH lined AS ({lines}) "
            f"SELECT * EXCLUDE (k0, k1), started_at AS from_at, ended_at AS until_at FROM lined WHERE k0 = k1 "
            f"UNION ALL SELECT * EXCLUDE (k0, k1, k), "
            f"greatest(started_at, make_timestamp(k * {wide} - {shift})), "
            f"least(ended_at, make_timestamp((k + 1) * {wide} - {shift})) "
            f"FROM (SELECT *, unnest(range(k0, k1 + 1)) AS k FROM lined WHERE k1 > k0)"
        )


def seconds(start: str, end: str) -> str:
    """Length of [start, end) as exact decimal seconds (to the millisecond)."""
    return f"CAST(CAST(epoch_ms({end}) - epoch_ms({start}) AS DECIMAL(15,0)) * 0.001 AS DECIMAL(12,3))"


def half_even(amount: str, rate: str) -> str:
    """amount (4 places) × rate (10 places), rounded to 4 places, halves to even; exact integers all the way."""
    units = f"(CAST({amount} * 10000 AS HUGEINT) * CAST(CAST({rate} AS DECIMAL(38,10)) * 10000000000 AS HUGEINT))"
    ten = "10000000000::HUGEINT"
    whole, rest = f"(abs({units}) // {ten})", f"(abs({units}) % {ten})"
    up = f"(CASE WHEN {rest} * 2 > {ten} OR ({rest} * 2 = {ten} AND {whole} % 2 = 1) THEN 1 ELSE 0 END)"
    return f"CAST(CAST(sign({amount}) * ({whole} + {up}) AS DECIMAL(22,0)) * 0.0001 AS DECIMAL(18,4))"
