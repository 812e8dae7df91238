"""This file is about the limits fairness goes by, and what a reliability allows a figure to be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fourscore.terms import said

# rank: may be ranked and may touch pay; coach: a hint for coaching; too_few: neither, for want of cases; alike:
# neither, for nobody of the group is told apart from the others; no_peers: neither, for too few do the same work.
Judged = Literal["rank", "coach", "too_few", "alike", "no_peers"]
JUDGED_WORDS = {
    "rank": said("good enough for ranks"), "coach": said("good enough for coaching, not for ranks"),
    "too_few": said("not enough data"), "alike": said("not told apart from peers"),
    "no_peers": said("too few peers to compare with"),
}
# Why a figure of a group has no reliability, or none that tells anything.
NOT_TOLD = said("The group is too small to tell how far its members truly differ.")
ALIKE = said("The figures of the group differ by no more than chance does.")


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

    def judged(self, reliability: float | None, why: str = "", *, enough: bool = True) -> Judged:
        """What a figure may be used for: the one criterion of cards, comparisons and checks.

        enough: whether it stands on cases enough for the scale it is scored by. why: NOT_TOLD or ALIKE, where the group
        is so.
        """
        if not enough:
            return "too_few"
        if why == ALIKE:
            return "alike"
        if reliability is None or reliability != reliability:
            return "no_peers" if why == NOT_TOLD else "too_few"
        if reliability < self.coach:
            return "too_few"
        return "rank" if reliability >= self.rank else "coach"


USUAL = Rules()
