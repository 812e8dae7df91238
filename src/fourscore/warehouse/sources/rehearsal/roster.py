"""This file is about the roster of a generated centre: how many shifts a day needs, who works them, times off."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourscore.warehouse.sources.rehearsal.demand import (
    BOUGHT,
    HALF,
    HALVES,
    Days,
    Flags,
    Floats,
    Ints,
    hours_on,
)
from fourscore.warehouse.sources.rehearsal.lines import Line, Pool, pools_of
from fourscore.warehouse.sources.rehearsal.people import Cast, lucky

RING_S, HOLD_SHARE, HOLD_S = 5, 0.16, 75
DIAL_S, AFTER_DIAL_S, LIVE = 24, 55, 0.40   # looking at the record, ringing and noting take time without an answer too
BREAK, LUNCH, COACHING, TRAINING = 1, 2, 3, 4
OFF_WORDS = ("", "break", "lunch", "coaching", "training")
ABSENT = 0.035         # shifts nobody turned up for
ON_LEAVE = 0.07        # weeks away
NEVER = 10_000_000     # a wall second no day has
SATURDAY = 5
LONG_SHIFT = 13        # half hours from which on a shift has a second break
COACHING_EVERY = 2     # weeks, where there is no programme


class Shifts(NamedTuple):
    """Planned shifts, in wall seconds of their day. off_*: one column for each time off work, in order; NEVER if none.

    took_s: how long each time off really was. absent: scheduled, but did not come. attended: the coaching planned in
    this shift took place.
    """

    pool: Ints
    day: Ints
    agent: Ints
    start: Ints
    end: Ints
    absent: Flags
    off_at: Ints
    off_s: Ints
    off_kind: Ints
    took_s: Ints
    attended: Flags


class Teams(NamedTuple):
    """team: by agent and day, −1 while not employed. factor: on handling time, by agent and day. coached: 0 to 1, how
    much of what coaching brings has been reached, by agent and day. programme: in it, by agent and day.
    """

    team: Ints
    factor: Floats
    coached: Floats
    programme: Flags
    quick: Flags


def teams_by_day(made: Cast, days: Days) -> Teams:
    """Where each agent is each day, and what that does to them."""
    count = days.length
    team = np.full((len(made.people), count), -1, dtype=np.int64)
    factor = np.ones((len(made.people), count))
    for i, person in enumerate(made.people):
        for start, index in person.teams:
            team[i, start:person.left] = index
        factor[i] = person.speed
        if person.joined > 0:  # who starts anew needs about eight weeks to be as quick as others
            served = np.clip(np.arange(count) - person.joined, 0, None)
            factor[i] *= 1 + 0.32 * np.exp(-served / 28)
    names = [one.name for one in made.teams]
    quick = team == names.index(made.stories.quick_team)
    factor[quick] *= 0.72
    factor *= 1.03 - 0.06 * days.age  # work gets slowly easier to do
    coached_teams = np.isin(team, [names.index(name) for name in made.stories.coached_teams])
    begun = np.arange(count) - (made.stories.coaching_from - made.options.days.first).days
    programme = coached_teams & (begun >= 0)
    return Teams(team, factor, np.asarray(programme * np.clip((begun - 14) / 42, 0, 1)), programme, quick)


def work_seconds(line: Line, dials: bool) -> float:
    """What one contact of the queue is expected to keep an agent busy."""
    if dials:
        return DIAL_S + AFTER_DIAL_S + LIVE * (line.talk_s * 0.75 + line.wrap_up_s)
    return RING_S + line.talk_s + line.wrap_up_s + HOLD_SHARE * HOLD_S


def plan(rng: np.random.Generator, made: Cast, days: Days, teams: Teams, grids: dict[str, Floats]) -> Shifts:
    """Every shift of every pool."""
    loads = {pool.name: _load(made, pool, grids, teams) for pool in pools_of(made.lines)}
    halves = _shift_halves(made, sum(float(load.sum()) for load in loads.values()))
    parts = []
    for number, pool in enumerate(pools_of(made.lines)):
        need = _need(pool, loads[pool.name], days, halves)
        day, start, end = _starts(need, pool, days, halves)
        agent = _who(rng, made, pool, days, teams, day)
        kept = agent >= 0
        parts.append(np.stack([np.full(kept.sum(), number), day[kept], agent[kept], start[kept], end[kept]]))
    pool_number, day, agent, start, end = np.concatenate(parts, axis=1)
    absent = rng.random(day.size) < ABSENT
    absent &= _somebody_else(pool_number, day)
    off_at, off_s, off_kind, attended = _times_off(rng, made, teams, day, agent, start, end, absent)
    took_s = np.where(off_s > 0, off_s + rng.integers(-30, 90, off_s.shape), 0)
    return Shifts(pool_number, day, agent, start, end, absent, off_at, off_s, off_kind, took_s, attended)


def _load(made: Cast, pool: Pool, grids: dict[str, Floats], teams: Teams) -> Floats:
    """Work to expect in seconds by day and half hour, transfers included, at the speed of the pool's own agents."""
    total = np.zeros((teams.team.shape[1], HALVES))
    for line in made.lines:
        if line.pool == pool.name:
            total += grids[line.name] * work_seconds(line, pool.dials)
        elif line.moves_to:
            there = next(other for other in made.lines if other.name == line.moves_to[0])
            if there.pool == pool.name:
                total += grids[line.name] * line.moves_to[1] * 0.85 * work_seconds(there, dials=False)
    mine = np.array([person.pool == pool.name for person in made.people])
    return total * float(teams.factor[mine][teams.team[mine] >= 0].mean())


def _shift_halves(made: Cast, load_s: float) -> int:
    """Length of a shift in half hours: what three or four a week must be, within five to eight and a half hours."""
    weekly = load_s / 3600 / (made.options.weeks * made.options.agents * (1 - ON_LEAVE) * 0.92)
    return int(np.clip(round(weekly / 0.70 / 0.83 / 4.0 * 2), 10, 17))


def _need(pool: Pool, load: Floats, days: Days, halves: int) -> Floats:
    """Agents needed on shift by day and half hour: the load and a slack of its square root, and cover for time off."""
    busy = load / HALF
    if pool.name == "mail":  # mail can wait for the quieter half hours
        busy = np.where(busy > 0, busy.sum(axis=1, keepdims=True) / np.maximum((busy > 0).sum(axis=1), 1)[:, None], 0)
    off = (15 * (2 if halves >= LONG_SHIFT else 1) + 30) / (halves * 30) + 0.02
    few = 0.0 if pool.name in ("mail", "outbound") else 0.9 * np.exp(-busy / 2)  # two or three need one to spare
    need = (busy + pool.slack * np.sqrt(busy) + few) / (1 - off) / (1 - ABSENT)
    if pool.dials:
        need = np.where(days.bought[:, None], need * (1 + (BOUGHT[True] - 1) * 0.6) / BOUGHT[True], need)
    need[days.weekday == 0] *= pool.mondays
    return np.asarray(np.where(busy > 0, np.maximum(need, 1.0), 0))


def _starts(need: Floats, pool: Pool, days: Days, halves: int) -> tuple[Ints, Ints, Ints]:
    """Shifts whose time at work falls as the need does, found by sharing each half hour's need out to the shifts that
    can cover it, in proportion, again and again (Richardson-Lucy: never negative, hours in all kept).
    """
    parts = []
    for weekday in range(7):
        opens, closes = hours_on(pool, weekday)
        if closes <= opens:
            continue
        which = np.flatnonzero(days.weekday == weekday)
        first, length = _choices(opens, closes, halves)
        at_work = np.zeros((first.size, HALVES))
        for row, (half, size) in enumerate(zip(first.tolist(), length.tolist(), strict=True)):
            at_work[row, half:half + size] = _presence(size)
        begun = np.ones((which.size, first.size))
        for _ in range(80):
            cover = begun @ at_work
            wanted = np.divide(need[which], cover, out=np.zeros_like(cover), where=cover > 0)
            begun *= (wanted @ at_work.T) / at_work.sum(axis=1)
        for row, day in enumerate(which):
            running = begun[row].cumsum()
            count = max(1, round(float(running[-1])))
            chosen = np.searchsorted(running, (np.arange(count) + 0.5) / count * running[-1])
            starts, sizes = first[chosen], length[chosen]
            parts.append(np.stack([np.full(count, day), starts * HALF, (starts + sizes) * HALF]))
    day, start, end = np.concatenate(parts, axis=1)
    return day, start, end


def _choices(opens: int, closes: int, halves: int) -> tuple[Ints, Ints]:
    """Every start and length a shift can have: as long as usual, or an hour more or less, within the hours open."""
    lengths = sorted({min(size, closes - opens) for size in (halves - 2, halves, halves + 2)})
    found = [(start, size) for start in range(opens, closes) for size in lengths if start + size <= closes]
    first, length = np.array(found, dtype=np.int64).T
    return first, length


def _presence(halves: int) -> Floats:
    """Share of the half hours of a shift that one is not on a break, as breaks are spread over the shifts."""
    share = (np.arange(halves) + 0.5) / halves
    there = np.full(halves, 0.98)
    for low, high, seconds in ((0.30, 0.40, 900), (0.42, 0.71, 1_800), (0.88, 0.95, 900)):
        if low < 0.8 or halves >= LONG_SHIFT:
            inside = (share >= low) & (share <= high)
            there[inside] -= seconds / HALF / max(1, inside.sum())
    return there


def _who(rng: np.random.Generator, made: Cast, pool: Pool, days: Days, teams: Teams, day: Ints) -> Ints:
    """An agent for each shift, by turns through the week; −1 where the pool has nobody left that day."""
    mine = np.array([i for i, person in enumerate(made.people) if person.pool == pool.name])
    once = lucky(made)
    rows_of: dict[int, list[int]] = {}
    for row, one in enumerate(day.tolist()):
        rows_of.setdefault(one, []).append(row)
    agent = np.full(day.size, -1, dtype=np.int64)
    for week in range(-(-days.length // 7)):
        turn = rng.permutation(mine[rng.random(mine.size) >= ON_LEAVE])
        turn = turn[turn != once]
        for one in range(week * 7, min(week * 7 + 7, days.length)):
            rows = rows_of.get(one, [])
            there = turn[teams.team[turn, one] >= 0]
            if once in mine and days.weekday[one] == SATURDAY and teams.team[once, one] >= 0:
                there = np.concatenate([[once], there])
            taken = there[:len(rows)]
            agent[rng.permutation(rows)[:len(taken)] if len(taken) else []] = taken
            turn = np.concatenate([turn[~np.isin(turn, taken)], taken[taken != once]])
    return agent


def _somebody_else(pool: Ints, day: Ints) -> Flags:
    """Which shifts may stay empty: never the last one of a pool's day."""
    key = pool * 100_000 + day
    order = np.argsort(key, kind="stable")
    last = np.append(key[order][1:] != key[order][:-1], True)
    kept = np.zeros(key.size, dtype=bool)
    kept[order[last]] = True
    return ~kept


def _times_off(rng: np.random.Generator, made: Cast, teams: Teams, day: Ints, agent: Ints, start: Ints, end: Ints,
               absent: Flags) -> tuple[Ints, Ints, Ints, Flags]:
    """Breaks and lunch in every shift; coaching and training in those chosen for it."""
    count, length = day.size, end - start
    coached = _chosen(rng, day, agent, _coaching_due(made, teams, day, agent))
    trained = _chosen(rng, day, agent, (day // 7 + 3 * agent) % 5 == 0) & ~coached
    long = rng.integers(35, 46, size=count), rng.integers(20, 31, size=count)
    coaching_s = np.where(teams.programme[agent, day], *long) * 60
    turn = np.arange(count) * 0.618034 % 1  # neighbours on a day are away at different times
    columns = []
    for share, spread, seconds, kind, there in (
        (0.08, 0.06, coaching_s, COACHING, coached),
        (0.30, 0.06, np.full(count, 900), BREAK, np.full(count, True)),
        (0.42, 0.20, np.full(count, 1_800), LUNCH, np.full(count, True)),
        (0.73, 0.03, np.full(count, 3_000), TRAINING, trained),
        (0.88, 0.04, np.full(count, 900), BREAK, length >= LONG_SHIFT * HALF),
    ):
        at = start + (length * (share + spread * turn)).astype(np.int64) // 300 * 300
        columns.append((np.where(there, at, NEVER), np.where(there, seconds, 0), np.where(there, kind, 0)))
    off_at, off_s, off_kind = (np.stack(column, axis=1).astype(np.int64) for column in zip(*columns, strict=True))
    attended = coached & ~absent & (rng.random(count) < 0.95)
    return off_at, off_s, off_kind, attended


def _coaching_due(made: Cast, teams: Teams, day: Ints, agent: Ints) -> Flags:
    """Every week in the programme, every other week elsewhere."""
    return np.asarray(teams.programme[agent, day] | ((day // 7 + agent) % COACHING_EVERY == 0))


def _chosen(rng: np.random.Generator, day: Ints, agent: Ints, due: Flags) -> Flags:
    """One shift at random for each agent and week where it is due; now and then a week is missed."""
    key = (day // 7) * 1_000 + agent
    order = np.lexsort((rng.random(day.size), key))
    first = np.append(True, key[order][1:] != key[order][:-1])
    found = np.zeros(day.size, dtype=bool)
    found[order[first]] = True
    return found & due & (rng.random(day.size) < 0.92)
