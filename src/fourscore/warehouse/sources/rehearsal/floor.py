"""This file is about the floor of a generated centre: who takes which contact when, worked through call by call.

Every day of a pool is a lane of its own, so the first contact of all days is worked through at once, then the second of
all days, and so on: a real first-come-first-served queue with impatient customers, at the speed of arrays. Times are
wall seconds of the lane's day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourscore.warehouse.sources.rehearsal.demand import Floats, Ints


class Work(NamedTuple):
    """Contacts sorted by lane and arrival. Seconds of `talk` and `wrap_up` are for an agent of factor 1."""

    lane: Ints
    at: Ints
    patience: Floats
    fixed: Ints
    talk: Ints
    wrap_up: Ints


class Crew(NamedTuple):
    """By lane and place: from when an agent is there (inf: not at all), times off in order (the last is going home)."""

    there: Floats
    factor: Floats
    off_at: Floats
    off_s: Floats


class Served(NamedTuple):
    """By contact: the place of the agent and when it began (−1 for who was not served), what the work took.

    off_at: when each time off really began, by lane, place and column. last: when each agent's last work ended.
    """

    place: Ints
    start: Ints
    talk: Ints
    wrap_up: Ints
    off_at: Floats
    last: Floats


class _Lanes:
    """The state of all lanes: when each agent is next free, and when the next time off is due.

    A time off that falls into a contact begins when the contact is done; `due` is always later than `free`.
    """

    def __init__(self, crew: Crew, order: Ints) -> None:
        self.free = crew.there[order].copy()
        self.factor = crew.factor[order]
        lanes, places, columns = crew.off_at.shape
        self.off_at = np.full((lanes, places, columns + 1), np.inf)
        self.off_at[:, :, :columns] = crew.off_at[order]
        self.off_s = crew.off_s[order]
        self.taken = np.full((lanes, places, columns), np.inf)
        self.next = np.zeros((lanes, places), dtype=np.int64)
        self.due = self.off_at[:, :, 0].copy()
        self.last = np.full((lanes, places), -np.inf)

    def rest(self, rows: Ints, places: Ints, now: Floats) -> None:
        """Take every time off that has come by `now`, or by when the agent is free."""
        while rows.size:
            column = self.next[rows, places]
            begun = np.maximum(self.due[rows, places], self.free[rows, places])
            self.taken[rows, places, column] = begun
            self.free[rows, places] = begun + self.off_s[rows, places, column]
            self.next[rows, places] = column + 1
            due = self.off_at[rows, places, column + 1]
            self.due[rows, places] = due
            again = (due <= np.maximum(now, self.free[rows, places])) & np.isfinite(due)
            rows, places, now = rows[again], places[again], now[again]


def serve(work: Work, crew: Crew) -> Served:
    """Give each contact to the agent who has been free longest, or else to the first to become free.

    Who has not been served after `patience` seconds leaves.
    """
    counts = np.bincount(work.lane, minlength=len(crew.there))
    order = np.argsort(-counts, kind="stable")
    first = np.concatenate([[0], counts.cumsum()[:-1]])[order]
    active = np.searchsorted(-counts[order], -np.arange(counts.max(initial=0)), side="left")
    lanes = _Lanes(crew, order)
    size = work.at.size
    place, start = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    talk, wrap_up = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for step, many in enumerate(active.tolist()):
        which = first[:many] + step
        now = work.at[which].astype(np.float64)
        late = lanes.due[:many] <= now[:, None]
        if late.any():
            rows, places = np.nonzero(late)
            lanes.rest(rows, places, now[rows])
        chosen = lanes.free[:many].argmin(axis=1)
        begun = np.maximum(now, lanes.free[np.arange(many), chosen])
        rows = np.flatnonzero((begun - now <= work.patience[which]) & np.isfinite(begun))
        which, chosen, begun, now = which[rows], chosen[rows], begun[rows], now[rows]
        factor = lanes.factor[rows, chosen]
        talk[which] = np.rint(work.talk[which] * factor)
        wrap_up[which] = np.rint(work.wrap_up[which] * factor)
        done = begun + work.fixed[which] + talk[which] + wrap_up[which]
        lanes.free[rows, chosen] = lanes.last[rows, chosen] = done
        place[which], start[which] = chosen, begun.astype(np.int64)
        over = lanes.due[rows, chosen] <= done
        if over.any():
            lanes.rest(rows[over], chosen[over], done[over])
    return _finish(lanes, order, place, start, talk, wrap_up)


def _finish(lanes: _Lanes, order: Ints, place: Ints, start: Ints, talk: Ints, wrap_up: Ints) -> Served:
    """Let everybody have the rest of their day, and put the lanes back in the order of the days."""
    rows, places = np.nonzero(np.isfinite(lanes.due))
    lanes.rest(rows, places, np.full(rows.size, 1e12))
    back = np.argsort(order)
    return Served(place, start, talk, wrap_up, lanes.taken[back], lanes.last[back])


def crew_of(day: Ints, count: int, there: Floats, factor: Floats, off_at: Floats, off_s: Floats) -> tuple[Crew, Ints]:
    """The crew of each lane from shifts sorted by day, and the place of each shift in its lane."""
    size = np.bincount(day, minlength=count)
    place = np.arange(day.size) - np.repeat(size.cumsum() - size, size)
    most = int(size.max(initial=1))
    columns = off_at.shape[1]
    order = np.argsort(off_at, axis=1, kind="stable")
    full_there, full_factor = np.full((count, most), np.inf), np.ones((count, most))
    full_at, full_s = np.full((count, most, columns), np.inf), np.zeros((count, most, columns))
    full_there[day, place], full_factor[day, place] = there, factor
    full_at[day, place] = np.take_along_axis(off_at, order, axis=1)
    full_s[day, place] = np.take_along_axis(off_s, order, axis=1)
    return Crew(full_there, full_factor, full_at, full_s), place
