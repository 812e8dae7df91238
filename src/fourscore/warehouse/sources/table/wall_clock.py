"""This file is about wall clocks: the SQL that turns local times of a zone into UTC, and tells which never happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fourscore.terms import Offset, offsets


class WallClock(NamedTuple):
    """The offsets of one zone over the times of a load."""

    offsets: list[Offset]

    @classmethod
    def over(cls, zone: ZoneInfo, first: int, last: int) -> WallClock:
        """first, last: years between which every moment lies, give or take a few days."""
        days = timedelta(days=5)
        return cls(offsets(zone, datetime(first, 1, 1, tzinfo=UTC) - days, datetime(last + 1, 1, 1, tzinfo=UTC) + days))

    def to_utc(self, local: str) -> str:
        """UTC of a local time; in the hour that comes twice, the first time."""
        return self._shifted(local, "-", self._ahead(local, max))

    def to_utc_second(self, local: str) -> str:
        """UTC of a local time; in the hour that comes twice, the second time."""
        return self._shifted(local, "-", self._ahead(local, min))

    def to_local(self, utc: str) -> str:
        return self._shifted(utc, "+", self._case(utc, [offset.start for offset in self.offsets]))

    def never(self, local: str) -> str:
        """Whether the clock jumped over this local time."""
        return f"({self._ahead(local, max)}) < ({self._ahead(local, min)})" if len(self.offsets) > 1 else "false"

    def twice(self, local: str) -> str:
        """Whether the clock showed this local time twice."""
        return f"({self._ahead(local, max)}) > ({self._ahead(local, min)})" if len(self.offsets) > 1 else "false"

    def _ahead(self, local: str, choose: Callable[[int, int], int]) -> str:
        """Seconds local time is ahead; around a change, the old offset holds until the later (or earlier) wall time."""
        pairs = zip(self.offsets, self.offsets[1:], strict=False)
        changes = [new.start + timedelta(seconds=choose(old.seconds, new.seconds)) for old, new in pairs]
        return self._case(local, [self.offsets[0].start, *changes])

    def _case(self, time: str, starts: list[datetime]) -> str:
        if len(self.offsets) == 1:
            return str(self.offsets[0].seconds)
        cases = " ".join(
            f"WHEN {time} < TIMESTAMP '{start:%Y-%m-%d %H:%M:%S}' THEN {offset.seconds}"
            for offset, start in zip(self.offsets, starts[1:], strict=False))
        return f"CASE {cases} ELSE {self.offsets[-1].seconds} END"

    @staticmethod
    def _shifted(time: str, sign: str, seconds: str) -> str:
        return time if seconds == "0" else f"({time} {sign} to_seconds({seconds}))"
