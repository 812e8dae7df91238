"""This file is about whether the floor can carry a goal: work, people and money at so many more calls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from fourscore.strategy import Band

# How busy people can be for long. Source: Call Centre Helper, which names 85 to 90% as the most that is borne.
MOST_BUSY = 0.9
HALF_HOUR_S = 1_800.0
USUAL = (0.8, 20.0)  # the share answered, and within how many seconds, that agents are counted for where none is told


class Floor(NamedTuple):
    """The floor as it is. Shares are 0..1; None: not known.

    occupancy: handling over handling and waiting. part: of all handling, the part the goal's calls make. shrinkage: the
    part of scheduled time that is no handling and no waiting. labour: the part of the cost that is people's.
    halves: for half hours with calls, (calls answered, seconds of handling a call, agents there).
    """

    occupancy: float
    part: float = 1.0
    shrinkage: float | None = None
    labour: float | None = None
    connect: float | None = None
    halves: Sequence[tuple[float, float, float]] = ()


class Feasible(NamedTuple):
    """What the goal does to the floor, at unchanged staff, and each single way to make room for it.

    work: a multiple of all handling. after: occupancy (above 1: impossible). busy: how busy people may be then.
    handle: the multiple handling a call has to come down to; people: that of agents' time, `shrinkage` what it has to
    come down to for as many paid hours (None: not known, or not enough); agents: the multiple of agents Erlang C asks
    for; connect: the share of dials that has to be answered for as many dials; cost: the multiple of the cost with
    those people; breaks: whether that leaves the cost guard's band (None: there is none).
    """

    work: float
    occupancy: float
    after: float
    busy: float
    handle: float
    people: float
    shrinkage: float | None
    agents: float | None
    connect: float | None
    cost: float
    labour: float | None
    breaks: bool | None

    @property
    def impossible(self) -> bool:
        return self.after >= 1

    @property
    def strained(self) -> bool:
        return self.after > self.busy + 1e-12


def feasible(floor: Floor, calls: float, *, handle: float = 1.0, cost_band: Band | None = None) -> Feasible:
    """calls, handle: multiples of today's calls and of the time each takes; cost_band: as multiples of today's cost."""
    work = 1 + floor.part * (calls * handle - 1)
    after = floor.occupancy * work
    busy = max(MOST_BUSY, floor.occupancy)
    people = max(1.0, after / busy)
    room = (1 - floor.shrinkage) * people if floor.shrinkage is not None else None
    # Only the goal's own calls get shorter; others take what they take.
    left = busy / floor.occupancy - (1 - floor.part)
    cost = 1 + (people - 1) * (1.0 if floor.labour is None else floor.labour)
    shorter = min(1.0, max(0.0, left) / (floor.part * calls * handle)) if floor.part else 1.0
    return Feasible(
        work, floor.occupancy, after, busy, shorter, people, None if room is None or room > 1 else 1 - room,
        _agents(floor, work),
        None if floor.connect is None or floor.connect * calls > 1 else floor.connect * calls, cost, floor.labour,
        None if cost_band is None else not cost_band.holds(cost))


def _agents(floor: Floor, work: float) -> float | None:
    """How many times as many agents answer as many within the time, by Erlang C, over all half hours."""
    from fourscore.maths import servers_needed

    halves = [half for half in floor.halves if half[0] > 0 and half[1] > 0]
    if not halves:
        return None
    load = [calls * handle / HALF_HOUR_S for calls, handle, _ in halves]
    times = [handle for _, handle, _ in halves]
    share, within = USUAL
    then, now = (math.fsum(servers_needed([one * more for one in load], times, share=share, within_s=within))
                 for more in (1.0, work))
    return now / then if then > 0 else None


def feasible_words(found: Feasible) -> list[str]:
    """What the goal means for the floor, a sentence each."""
    verdict = "impossible" if found.impossible else "too much for long" if found.strained else "it can be carried"
    lines = [f"At unchanged staff occupancy goes from {found.occupancy:.0%} to {found.after:.0%}: {verdict}."]
    if not found.strained:
        return lines
    lines.append(f"To stay within {found.busy:.0%}, one of these has to change: handling a call takes "
                 f"{_change(found.handle)}; or agents' time grows by {found.people - 1:.1%}"
                 + ("" if found.shrinkage is None else f", shrinkage falling to {found.shrinkage:.0%}")
                 + ("" if found.connect is None else f"; or of as many dials {found.connect:.1%} are answered") + ".")
    if found.agents is not None:
        lines.append(f"To answer {USUAL[0]:.0%} within {USUAL[1]:.0f} s as now would take {found.agents - 1:+.1%} "
                     "agents, by Erlang C, half hour by half hour.")
    money = (f"With those people the cost grows by {found.cost - 1:.1%}"
             + ("" if found.labour is not None else " (all of it taken for people's)"))
    lines.append(money + (": the cost guard breaks." if found.breaks else "." if found.breaks is None
                          else ": the cost guard holds."))
    return lines


def _change(factor: float) -> str:
    return f"{1 - factor:.1%} less" if factor < 1 else "no less"
