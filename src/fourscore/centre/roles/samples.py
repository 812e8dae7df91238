"""This file is about the quality reviews owed to each agent: how many a fair word takes, by a stated rule."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.staff.peers import compare, rules_of
from fourscore.terms import Days, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Standing

QUALITY = "quality_score"


class Sample(NamedTuple):
    """One agent's reviews: how many were done in these days, and how many more are owed. rule: by which rule so many.

    value, low, high: their score from the reviews done, and its interval.
    """

    agent: str
    done: int
    owed: int
    rule: str
    value: float | None
    low: float | None
    high: float | None


class Samples(NamedTuple):
    """rules: every rule that was needed, in words."""

    days: Days
    rows: tuple[Sample, ...]
    rules: tuple[tuple[str, str], ...]


PEERS, EVEN = "peers", "even"


def samples(centre: Centre, days: Days, team: str = "") -> Samples:
    """What is owed to each agent (of that team). Raises as `compare` does."""
    found = compare(centre, QUALITY, "agent", centre.calendar.name(days), team)
    coach = rules_of(centre).coach
    middle = math.ceil(statistics.median([one.n for one in found.rows])) if found.rows else 0
    rows = tuple(_sample(one, coach, middle) for one in found.rows)
    words = {
        PEERS: said("So many that what tells two agents apart outweighs chance: a reliability of {coach}, from which a "
                    "figure may lead to coaching. How many follows from how far the agents' scores truly differ.",
                    coach=f"{coach:g}"),
        EVEN: said("Too few agents have reviews to tell how far their scores truly differ. Until then nobody is to "
                   "stand on fewer reviews than the agent in the middle: {middle} in this time.", middle=middle),
    }
    return Samples(days, rows, tuple((name, text) for name, text in words.items()
                                     if any(row.rule == name for row in rows)))


def _sample(one: Standing, coach: float, middle: int) -> Sample:
    if one.reliability is None or not 0 < one.reliability < 1 or coach >= 1:
        needed, rule = middle, EVEN
    else:  # r = n / (n + k), so k = n (1 − r) / r, and the wanted reliability takes k c / (1 − c)
        worth = one.n * (1 - one.reliability) / one.reliability
        needed, rule = math.ceil(worth * coach / (1 - coach) - 1e-9), PEERS
    return Sample(one.name, one.n, max(0, needed - one.n), rule, one.value, one.low, one.high)
