"""This file is about the limits fairness goes by, and what a reliability allows a figure to be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# rank: may be ranked and may touch pay; coach: a hint for coaching; too_few: neither.
Judged = Literal["rank", "coach", "too_few"]
JUDGED_WORDS = {
    "rank": "good enough for ranks", "coach": "good enough for coaching, not for ranks", "too_few": "not enough data",
}


@dataclass(frozen=True)
class Rules:
    """rank, coach: the least reliability for either. certain: the least chance for a colour. smallest_group: the
    fewest answers of an opinion that is shown. level: of intervals. alarms: the share of findings that may be false.
    """

    rank: float = 0.8
    coach: float = 0.5
    certain: float = 0.8
    smallest_group: int = 5
    level: float = 0.95
    alarms: float = 0.05

    def judged(self, reliability: float | None) -> Judged:
        if reliability is None or reliability != reliability or reliability < self.coach:
            return "too_few"
        return "rank" if reliability >= self.rank else "coach"


USUAL = Rules()
