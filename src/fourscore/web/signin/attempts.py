"""This file is about wrong keys of late: whoever tries many is made to wait."""

from __future__ import annotations

from collections import deque

ATTEMPTS, WITHIN_S = 10, 60.0
MOST_HOSTS = 1_000


class Attempts:
    """Wrong tries of late, by where they came from: so many within a minute, then none is looked at for the rest of it.

    Whatever is right is let in whatever came before it, unless `waits` is asked first.
    """

    def __init__(self, most: int = ATTEMPTS) -> None:
        self._most, self._failed = most, dict[str, deque[float]]()

    def waits(self, place: str, now: float) -> int:
        """How many seconds whoever is there has to wait; 0 where they may try."""
        times = self._of(place, now)
        return max(1, round(times[0] + WITHIN_S - now)) if len(times) >= self._most else 0

    def failed(self, place: str, now: float) -> int:
        """Note one more; how many seconds to wait, 0 where there were not too many."""
        wait = self.waits(place, now)
        if not wait:
            if place not in self._failed and len(self._failed) >= MOST_HOSTS:
                self._failed.pop(next(iter(self._failed)))
            self._failed.setdefault(place, deque(maxlen=self._most)).append(now)
        return wait

    def _of(self, place: str, now: float) -> deque[float]:
        times = self._failed.get(place, deque())
        while times and times[0] <= now - WITHIN_S:
            times.popleft()
        return times
