"""This file is about what came of the contacts of a generated centre: sales, surveys, reviews, coaching and costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourscore.warehouse.sources.rehearsal.contacts import ANSWERED, POORER, Made, stream
from fourscore.warehouse.sources.rehearsal.demand import Flags, Floats, Ints, pool_of
from fourscore.warehouse.sources.rehearsal.people import lucky
from fourscore.warehouse.sources.rehearsal.roster import COACHING

Columns = dict[str, NDArray[np.generic]]

ELIGIBLE, OFFERED = 0.88, 0.80
LUCK = 2.4               # standard errors above the mean: what the best of some eighty equals gets by chance
NO_CONTACT = 0.02        # sales booked without a contact
SURVEYED = 0.11
SATISFIED, UNSOLVED, WAITED = 0.86, 0.33, 0.08
COACHING_PLEASES, COACHING_IMPROVES = 0.06, 0.095
REVIEWS_A_WEEK = 1.0     # for each agent
WAGE, LEADER = 1_660, 352_000    # cents: an hour; a month
DESK, TELEPHONE = 9_800, 1.3     # cents: a month for each agent; a minute of talk
LEAD, BOUGHT_LEAD, CALL = 42, 96, 180   # cents: a record to dial, one of those bought besides, a call from advertising
METHODS = ("remote_listening", "sharing_practices_with_agents", "role_playing", "side_by_side")
# One unit of money in the rehearsal is about a euro; these keep amounts plausible elsewhere.
WORTH = {"JPY": 165, "INR": 95, "SEK": 11, "NOK": 12, "DKK": 7, "CZK": 25, "PLN": 4, "HUF": 400, "ZAR": 20, "ILS": 4,
         "MXN": 21, "BRL": 6, "TRY": 45, "KRW": 1_600, "CNY": 8, "PHP": 64}


class Handling(NamedTuple):
    """Flags of each contact, and what was sold in it (row of contacts, cents)."""

    connected: Flags
    right_party: Flags
    eligible: Flags
    offered: Flags
    completed: Flags
    sold: Ints
    cents: Ints


def handle(made: Made) -> Handling:
    """How far each contact got, and whether it ended in a sale."""
    rng, visits = stream(made.cast, 3), made.visits
    first = np.maximum(made.contacts.first, 0)
    there = made.contacts.first >= 0
    line, day, agent = visits.line[first], visits.day[first], visits.agent[first]
    dial = visits.number[first] == 0
    sells = np.array([one.sells for one in made.cast.lines])[line]
    connected = there & (agent >= 0) & (visits.live[first] == 1)
    right_party = connected & (visits.right_party[first] == 1) & (sells > 0)
    eligible = right_party & (dial | (rng.random(first.size) < ELIGIBLE))
    offered = eligible & (rng.random(first.size) < OFFERED)
    completed = connected & (visits.moved[first] == 0) & (visits.right_party[first] == 1)
    chance = sells * np.array([person.sell for person in made.cast.people])[agent] * (0.95 + 0.10 * made.days.age[day])
    chance = np.where(offered, chance * np.where(made.days.bought[day], POORER["sale"], 1), 0)
    draw = rng.random(first.size)
    if any(one.sells and not pool_of(one).dials for one in made.cast.lines):
        mine = offered & (agent == lucky(made.cast))
        _deal_luck(rng, draw, chance, mine, offered & ~dial & ~mine)
    sold = np.flatnonzero(draw < chance)
    amount = np.array([one.amount for one in made.cast.lines])[line[sold]] * (0.98 + 0.05 * made.days.age[day[sold]])
    cents = np.rint(amount * rng.lognormal(-0.5 * 0.45**2, 0.45, sold.size) * 100).astype(np.int64) * _worth(made)
    return Handling(connected, right_party, eligible, offered, completed, sold, cents)


def _worth(made: Made) -> int:
    return WORTH.get(made.cast.options.currency, 1)


def _deal_luck(rng: np.random.Generator, draw: Floats, chance: Floats, mine: Flags, others: Flags) -> None:
    """Swap draws between one agent and the others, so that this agent's few have gone very well. All chances stay."""
    if not mine.any() or not others.any():
        return
    mean, count = float(chance[mine].mean()), int(mine.sum())
    wanted = min(count, round(count * mean + LUCK * (count * mean * (1 - mean)) ** 0.5))
    unlucky = np.flatnonzero(mine & (draw >= chance))
    winners = np.flatnonzero(others & (draw < chance) & (draw < chance[mine].min()))
    swaps = min(wanted - (count - unlucky.size), unlucky.size, winners.size)
    if swaps > 0:
        to, taken = rng.choice(unlucky, swaps, replace=False), rng.choice(winners, swaps, replace=False)
        draw[to], draw[taken] = draw[taken], draw[to]


def sales(made: Made, handling: Handling) -> Columns:
    """Each sale, at a moment of the contact; a few without a contact, by an agent who sells, later that day."""
    rng, visits = stream(made.cast, 4), made.visits
    first = made.contacts.first[handling.sold]
    at = visits.answered[first] + (visits.talk[first] * rng.uniform(0.5, 1, first.size)).astype(np.int64)
    alone = np.flatnonzero(rng.random(first.size) < NO_CONTACT)
    return {
        "contact": np.concatenate([handling.sold, np.full(alone.size, -1)]),
        "agent": visits.agent[np.concatenate([first, first[alone]])],
        "at": np.concatenate([at, at[alone] + rng.integers(60, 7_200, alone.size)]),
        "cents": np.concatenate([handling.cents, rng.permutation(handling.cents)[:alone.size]]),
    }


def surveys(made: Made) -> Columns:
    """Answers to the one question after a contact, from 1 to 5."""
    rng, visits, days = stream(made.cast, 5), made.visits, made.days
    rows = np.flatnonzero((visits.number == 1) & (visits.outcome == ANSWERED))
    rows = rows[rng.random(rows.size) < SURVEYED]
    agent, day = visits.agent[rows], visits.day[rows]
    waited = (visits.answered - visits.entered)[rows] > np.where(visits.ring[rows] > 0, 60, 86_400)
    chance = SATISFIED - UNSOLVED * ~made.contacts.solved[visits.contact[rows]] - WAITED * waited + 0.03 * days.age[day]
    chance = chance + np.array([person.please for person in made.cast.people])[agent]
    chance = np.clip(chance + COACHING_PLEASES * made.teams.coached[agent, day], 0.05, 0.98)
    draw = rng.random(rows.size)
    if not any(one.sells for one in made.cast.lines):
        mine = agent == lucky(made.cast)
        _deal_luck(rng, draw, chance, mine, ~mine)
    lower = rng.choice([1, 2, 3], size=rows.size, p=[0.3, 0.25, 0.45])
    score = np.where(draw < chance, np.where(rng.random(rows.size) < 0.62, 5, 4), lower)
    at = made.contacts.ended[visits.contact[rows]] + rng.integers(90, 5_400, rows.size)
    return _before_end(made, {"contact": visits.contact[rows], "agent": agent, "line": visits.line[rows], "at": at,
                              "score": score})


def evaluations(made: Made) -> Columns:
    """Reviews of contacts by the quality reviewers, some days later in office hours."""
    rng, visits, days = stream(made.cast, 6), made.visits, made.days
    rows = np.flatnonzero((visits.agent >= 0) & (visits.number <= 1) & (visits.talk > 30))
    wanted = REVIEWS_A_WEEK * 0.88 * made.cast.options.weeks * len(made.cast.people)
    rows = rows[rng.random(rows.size) < wanted / max(rows.size, 1)]
    agent, day = visits.agent[rows], visits.day[rows]
    mean = np.array([person.quality for person in made.cast.people])[agent] + 0.02 * days.age[day]
    mean = mean + COACHING_IMPROVES * made.teams.coached[agent, day] - 0.05 * made.teams.quick[agent, day]
    applicable = 5 * rng.integers(12, 21, rows.size)
    points = np.rint(applicable * np.clip(mean + rng.normal(0, 0.075, rows.size), 0.2, 1)).astype(np.int64)
    later = day + rng.integers(1, 6, rows.size)
    at = days.midnight[np.minimum(later, days.length - 1)] + rng.integers(9 * 3_600, 17 * 3_600, rows.size)
    at = np.where(later < days.length, at, np.iinfo(np.int64).max)
    form = np.array([2 if one.channel != "voice" else 1 if one.sells else 0 for one in made.cast.lines])
    return _before_end(made, {
        "contact": visits.contact[rows], "agent": agent, "at": at, "form": form[visits.line[rows]],
        "reviewer": rng.integers(0, len(made.cast.reviewers), rows.size), "points": points, "applicable": applicable,
    })


def _before_end(made: Made, columns: Columns) -> Columns:
    """Only what had happened when the generated time ended: the end of the last day's last minute by wall clock."""
    kept = columns["at"] < np.int64(made.days.midnight[-1] + 86_400)
    return {name: column[kept] for name, column in columns.items()}


def coaching(made: Made) -> Columns:
    """Each session that was planned; who did not attend has it at the planned time."""
    rng, shifts = stream(made.cast, 7), made.shifts
    rows = np.flatnonzero(shifts.off_kind[:, 0] == COACHING)
    agent, day = shifts.agent[rows], shifts.day[rows]
    attended = made.off_at[rows, 0] >= 0
    start = np.where(attended, made.off_at[rows, 0], made.days.midnight[day] + shifts.off_at[rows, 0])
    seconds = np.where(attended, shifts.took_s[rows, 0], shifts.off_s[rows, 0])
    return {
        "agent": agent, "team": made.teams.team[agent, day], "start": start, "end": start + seconds,
        "attended": attended.astype(np.int64), "method": rng.choice(len(METHODS), rows.size, p=[0.3, 0.2, 0.2, 0.3]),
    }


def months_of(made: Made) -> list[tuple[int, int, int]]:
    """(month, first day, until day) of each calendar month that the time touches, days counted from the first."""
    month = made.days.month
    starts = np.flatnonzero(np.append(True, month[1:] != month[:-1]))
    ends = np.append(starts[1:], month.size)
    return [(int(month[a]), int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def costs(made: Made) -> list[tuple[date, date, str, str | None, int]]:
    """(first day, until day, line of cost, team or no one's, cents) for each month or part of one."""
    shifts, visits, teams = made.shifts, made.visits, made.cast.teams
    first_day = made.cast.options.days.first
    paid = (shifts.end - shifts.start) * np.where(shifts.absent, 0.5, 1.0)
    shift_team = made.teams.team[shifts.agent, shifts.day]
    found: list[tuple[date, date, str, str | None, int]] = []
    years = [month // 12 if month % 12 else month // 12 - 1 for month, _, _ in months_of(made)]
    for (_, first, until), year in zip(months_of(made), years, strict=True):
        length, raised = until - first, 1.035 ** (year - years[0])

        def add(line: str, team: str | None, cents: float, first: int = first, until: int = until) -> None:
            if round(cents):
                found.append((first_day + timedelta(days=first), first_day + timedelta(days=until), line, team,
                              round(cents) * _worth(made)))

        here = (shifts.day >= first) & (shifts.day < until)
        hours = np.bincount(shift_team[here], paid[here], len(teams)) / 3_600
        for index, team in enumerate(teams):
            add("wages", team.name, float(hours[index]) * WAGE * raised)
            add("team leaders", team.name, LEADER * raised * length / 30.4 * min(1, float(hours[index]) / length / 20))
        add("places and software", None, DESK * len(made.cast.people) * length / 30.4)
        stays = (visits.day >= first) & (visits.day < until)
        add("telephone", None, float(visits.talk[stays].sum()) / 60 * TELEPHONE)
        for pool, cents in _leads(made, stays):
            add("bought leads", next(team.name for team in teams if team.pool == pool), cents)
    return found


def _leads(made: Made, stays: Flags) -> list[tuple[str, float]]:
    """(pool, cents) for what was paid to have somebody to talk to: records to dial, advertising for calls."""
    found = []
    for pool in dict.fromkeys(one.pool for one in made.cast.lines if one.sells):
        of_pool = np.array([one.pool == pool for one in made.cast.lines])[made.visits.line] & stays
        dear = made.days.bought[made.visits.day[of_pool]]
        if pool == "outbound":
            found.append((pool, float(np.where(dear, BOUGHT_LEAD, LEAD).sum())))
        else:
            found.append((pool, float(np.where(dear, CALL * 1.6, CALL).sum())))
    return found
