"""This file is about the contacts of a generated centre: their stays in queues, who solved them, and who came again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fourscore.warehouse.sources.rehearsal.demand import (
    HALF,
    Days,
    Flags,
    Floats,
    Ints,
    arrivals,
    days_of,
    expected,
    hours_on,
    pool_of,
)
from fourscore.warehouse.sources.rehearsal.floor import Crew, Served, Work, crew_of, serve
from fourscore.warehouse.sources.rehearsal.lines import Line, Pool, pools_of
from fourscore.warehouse.sources.rehearsal.people import Cast
from fourscore.warehouse.sources.rehearsal.roster import (
    AFTER_DIAL_S,
    COACHING,
    DIAL_S,
    HOLD_S,
    HOLD_SHARE,
    LIVE,
    NEVER,
    Shifts,
    Teams,
    plan,
    teams_by_day,
)

ANSWERED, ABANDONED, FLOWED_OUT = 0, 1, 2
NO_FLOW, TIMEOUT, KEY, WITHDRAWN = 0, 1, 2, 3
LONGEST_WAIT_S = 900
RIGHT_PARTY = 0.74
POORER = {"live": 0.86, "right_party": 0.88, "sale": 0.68}  # what was bought is not as good as what one has
RINGS_AGAIN = 0.55        # of those who gave up, within the hour
QUICK_SOLVES_LESS = 0.19
COACHING_SOLVES_MORE = 0.095
ANONYMOUS = 0.02


class Visits(NamedTuple):
    """Stays in queues, and dials out (`number` 0, which are not stays). Times are UTC seconds, −1 where there is none.

    agent −1: nobody. hold_from: seconds of talk before the customer was put on hold. live, right_party: of dials.
    """

    contact: Ints
    number: Ints
    line: Ints
    day: Ints
    agent: Ints
    entered: Ints
    answered: Ints
    ended: Ints
    outcome: Ints
    flow: Ints
    moved: Ints
    ring: Ints
    talk: Ints
    hold: Ints
    hold_from: Ints
    wrap_up: Ints
    live: Ints
    right_party: Ints


class Contacts(NamedTuple):
    """By contact: the stay it began with (row of visits), its last end, who the customer is (−1 unknown), and truth
    that no metric sees: whether it was solved.
    """

    first: Ints
    ended: Ints
    customer: Ints
    topic: Ints
    solved: Flags
    again: Flags


class Made(NamedTuple):
    """A generated centre before it is told as rows. off_at: when times off really began, −1 where they did not;
    login, logout: UTC seconds, −1 for a shift nobody came to.
    """

    cast: Cast
    days: Days
    teams: Teams
    shifts: Shifts
    login: Ints
    logout: Ints
    off_at: Ints
    visits: Visits
    contacts: Contacts


def stream(made: Cast, number: int) -> np.random.Generator:
    """Draws for one part of the centre, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64([made.options.seed, number]))


def make(made: Cast) -> Made:
    """Generate everything that happens between customers and agents."""
    days = days_of(made)
    teams = teams_by_day(made, days)
    grids = expected(made, days)
    shifts = plan(stream(made, 1), made, days, teams, grids)
    login, logout = np.full(shifts.day.size, -1), np.full(shifts.day.size, -1)
    off_at = np.full(shifts.off_at.shape, -1)
    parts: list[Visits] = []
    waiting: dict[int, list[Ints]] = {}
    contacts = 0
    for number, pool in enumerate(pools_of(made.lines)):
        rng = stream(made, 10 + number)
        calls = _calls(rng, made, pool, grids, days, waiting, contacts)
        contacts = max(contacts, int(calls[0].max(initial=-1)) + 1)
        visits, rows, times = _work(rng, made, pool, number, calls, days, teams, shifts)
        login[rows], logout[rows], off_at[rows] = times
        _move(made, visits, days, waiting)
        parts.append(visits)
    visits = Visits(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return Made(made, days, teams, shifts, login, logout, off_at, visits,
                _contacts(stream(made, 2), made, days, teams, visits, contacts))


def _calls(rng: np.random.Generator, made: Cast, pool: Pool, grids: dict[str, Floats], days: Days,
           waiting: dict[int, list[Ints]], first: int) -> tuple[Ints, ...]:
    """(contact, number, line, day, at) of everything that comes to the pool, new and transferred, by day and time."""
    parts = []
    for index, line in enumerate(made.lines):
        if line.pool != pool.name:
            continue
        new = arrivals(rng, line, grids[line.name], days)
        number = np.full(new.at.size, 0 if pool.dials else 1)
        parts.append(np.stack([first + np.arange(new.at.size), number, np.full(new.at.size, index), new.day, new.at]))
        first += new.at.size
        parts.extend(waiting.get(index, []))
    calls = np.concatenate(parts, axis=1)
    return tuple(calls[:, np.lexsort((calls[4], calls[3]))])


def _work(rng: np.random.Generator, made: Cast, pool: Pool, number: int, calls: tuple[Ints, ...], days: Days,
          teams: Teams, shifts: Shifts) -> tuple[Visits, Ints, tuple[Ints, Ints, Ints]]:
    """Work the pool's calls through with its crew: stays as they happened, and when its shifts really came and went."""
    contact, visit_number, line, day, at = calls
    rows = np.flatnonzero(shifts.pool == number)
    rows = rows[np.argsort(shifts.day[rows], kind="stable")]
    crew, agent_at, place, order = _crew(rng, pool, rows, shifts, teams, days)
    draws = _draws(rng, made, pool, line, day, days)
    limit = np.minimum(draws["patience"], np.inf if pool.dials or pool.name == "mail" else LONGEST_WAIT_S)
    served = serve(Work(day, at, limit, draws["ring"] + draws["hold"], draws["talk"], draws["wrap_up"]), crew)
    answered = served.start >= 0
    midnight = days.midnight[day]
    begun = midnight + served.start + draws["ring"]
    left = midnight + at + np.where(np.isfinite(limit), np.ceil(np.minimum(limit, NEVER)), 36_000).astype(np.int64)
    flow = np.where(draws["patience"] > limit, TIMEOUT, np.where(rng.random(at.size) < 0.05, KEY, NO_FLOW))
    flow = np.where(answered, NO_FLOW, np.where(np.isfinite(limit), flow, WITHDRAWN))
    visits = Visits(
        contact=contact, number=visit_number, line=line, day=day,
        agent=np.where(answered, agent_at[day, served.place], -1),
        entered=np.where(pool.dials, midnight + served.start, midnight + at),
        answered=np.where(answered, begun, -1),
        ended=np.where(answered, begun + served.talk + draws["hold"], left),
        outcome=np.where(answered, ANSWERED, np.where(flow == NO_FLOW, ABANDONED, FLOWED_OUT)),
        flow=flow, moved=np.zeros(at.size, dtype=np.int64), ring=draws["ring"], talk=served.talk,
        hold=np.where(answered, draws["hold"], 0), hold_from=(served.talk * rng.uniform(0.2, 0.7, at.size)).astype(int),
        wrap_up=served.wrap_up, live=draws["live"], right_party=draws["right_party"],
    )
    moving = _moving(rng, made, visits, days, teams)
    visits = visits._replace(moved=moving.astype(np.int64))
    if pool.dials:  # what nobody had time to dial was never dialled
        visits = Visits(*(column[answered] for column in visits))
    return visits, rows, _times(shifts, rows, crew, served, place, order, days)


def _crew(rng: np.random.Generator, pool: Pool, rows: Ints, shifts: Shifts, teams: Teams,
          days: Days) -> tuple[Crew, Ints, Ints, Ints]:
    """The crew of the pool's shifts; the agent by day and place; each shift's place; the order of its times off."""
    day, agent, absent = shifts.day[rows], shifts.agent[rows], shifts.absent[rows]
    there = np.where(absent, np.inf, shifts.start[rows] + rng.integers(-240, 150, rows.size))
    home = shifts.end[rows] + rng.integers(0, 120, rows.size)
    if pool.name == "mail":  # the last on shift stay until the mail is answered
        home = np.where(shifts.end[rows] == np.array([hours_on(pool, int(w))[1] for w in days.weekday[day]]) * HALF,
                        30 * 3600, home)
    off = np.where(shifts.off_at[rows] == NEVER, np.inf, shifts.off_at[rows])
    off = np.where((shifts.off_kind[rows] == COACHING) & ~shifts.attended[rows, None], np.inf, off)
    off = np.where(np.isfinite(off), off + rng.integers(-60, 180, off.shape), np.inf)
    off_at = np.where(absent[:, None], np.inf, np.column_stack([off, home]))
    crew, place = crew_of(day, days.length, there, teams.factor[agent, day], off_at,
                          np.column_stack([shifts.took_s[rows], np.full(rows.size, np.inf)]))
    agent_at = np.full(crew.there.shape, -1, dtype=np.int64)
    agent_at[day, place] = agent
    return crew, agent_at, place, np.argsort(off_at, axis=1, kind="stable")


def _times(shifts: Shifts, rows: Ints, crew: Crew, served: Served, place: Ints, order: Ints,
           days: Days) -> tuple[Ints, Ints, Ints]:
    """When each shift really began, ended and paused, in UTC seconds."""
    day = shifts.day[rows]
    midnight, absent = days.midnight[day], shifts.absent[rows]
    taken = np.full(order.shape, np.inf)
    np.put_along_axis(taken, order, served.off_at[day, place], axis=1)
    home = np.where(taken[:, -1] >= 30 * 3600, np.maximum(shifts.end[rows], served.last[day, place]), taken[:, -1])
    login = np.where(absent, -1, midnight + np.where(absent, 0, crew.there[day, place])).astype(np.int64)
    logout = np.where(absent, -1, midnight + np.where(absent, 0, home)).astype(np.int64)
    went = np.isfinite(taken[:, :-1])
    off_at = np.where(went, midnight[:, None] + np.where(went, taken[:, :-1], 0), -1).astype(np.int64)
    return login, logout, off_at


def _draws(rng: np.random.Generator, made: Cast, pool: Pool, line: Ints, day: Ints,
           days: Days) -> dict[str, Ints]:
    """What each contact will ask for, before it is known who takes it. Whole seconds."""
    def of(field: str) -> Floats:
        return np.array([float(getattr(one, field)) for one in made.lines])[line]

    size = line.size
    talk = of("talk_s") * rng.lognormal(-0.5 * 0.6**2, 0.6, size)
    wrap_up = of("wrap_up_s") * rng.gamma(1.8, 1 / 1.8, size)
    hold = np.where(rng.random(size) < HOLD_SHARE, rng.gamma(2.5, HOLD_S / 2.5, size), 0)
    patience = of("patience_s") * rng.weibull(0.95, size)
    patience = np.where(rng.random(size) < 0.02, rng.uniform(1, 5, size), patience)
    ring = rng.integers(2, 9, size)
    live = right_party = np.ones(size, dtype=np.int64)
    if pool.dials:
        poor = days.bought[day]
        live = (rng.random(size) < LIVE * np.where(poor, POORER["live"], 1)).astype(np.int64)
        right_party = live * (rng.random(size) < RIGHT_PARTY * np.where(poor, POORER["right_party"], 1))
        talk = np.where(right_party, talk * 0.93, np.where(live, rng.uniform(15, 60, size), 0))
        wrap_up = rng.gamma(3, AFTER_DIAL_S / 3, size) + np.where(right_party, wrap_up, 0)
        hold, ring = np.zeros(size), rng.integers(DIAL_S - 14, DIAL_S + 15, size)
    if pool.dials or pool.name == "mail":
        patience = np.full(size, np.inf)
    if pool.name in ("mail", "chat"):
        hold, ring = np.zeros(size), np.where(pool.name == "mail", 0, ring)
    least = np.where(live == 1, 8, 0)
    return {"talk": np.maximum(np.rint(talk), least).astype(np.int64), "wrap_up": np.rint(wrap_up).astype(np.int64),
            "hold": np.rint(hold).astype(np.int64), "ring": ring, "patience": np.ceil(patience), "live": live,
            "right_party": right_party}


def _moving(rng: np.random.Generator, made: Cast, visits: Visits, days: Days, teams: Teams) -> Flags:
    """Which answered stays end in a transfer; only to a queue that is open then."""
    share = np.array([line.moves_to[1] if line.moves_to else 0.0 for line in made.lines])[visits.line]
    share = share * np.where((visits.agent >= 0) & teams.quick[visits.agent, visits.day], 1.6, 1.0)
    moving = (rng.random(share.size) < share) & (visits.outcome == ANSWERED)
    opens, closes = _hours_there(made, visits, days)
    wall = visits.ended - days.midnight[visits.day]
    return np.asarray(moving & (wall >= opens) & (wall < closes))


def _hours_there(made: Cast, visits: Visits, days: Days) -> tuple[Ints, Ints]:
    """Opening and closing, in wall seconds of the day, of the queue each stay would be transferred to."""
    table = np.zeros((len(made.lines), 7, 2), dtype=np.int64)
    for index, line in enumerate(made.lines):
        there: Line | None = next((o for o in made.lines if line.moves_to and o.name == line.moves_to[0]), None)
        if there is not None:
            table[index] = [hours_on(pool_of(there), weekday) for weekday in range(7)]
    found = table[visits.line, days.weekday[visits.day]] * HALF
    return found[:, 0], found[:, 1]


def _move(made: Cast, visits: Visits, days: Days, waiting: dict[int, list[Ints]]) -> None:
    """Line the transferred up for the queue they were transferred to, from the second they were."""
    for index, line in enumerate(made.lines):
        if line.moves_to is None:
            continue
        rows = np.flatnonzero((visits.line == index) & (visits.moved == 1))
        there = next(i for i, other in enumerate(made.lines) if other.name == line.moves_to[0])
        day = visits.day[rows]
        waiting.setdefault(there, []).append(np.stack([
            visits.contact[rows], visits.number[rows] + 1, np.full(rows.size, there), day,
            visits.ended[rows] - days.midnight[day],
        ]))


def _contacts(rng: np.random.Generator, made: Cast, days: Days, teams: Teams, visits: Visits, count: int) -> Contacts:
    """Who the customers were: whoever was not helped comes again, as one of the contacts that came anyway."""
    first = np.full(count, -1, dtype=np.int64)
    begins = visits.number <= 1
    first[visits.contact[begins]] = np.flatnonzero(begins)
    ended = np.full(count, -1, dtype=np.int64)
    np.maximum.at(ended, visits.contact, visits.ended)
    solved = np.zeros(count, dtype=bool)
    there = first >= 0
    solved[there] = _solved(rng, made, days, teams, visits, first[there])
    before = _came_before(rng, made, visits, first, ended, solved)
    customer, topic = _who(rng, made, visits, first, before)
    return Contacts(first, ended, customer, topic, solved, before >= 0)


def _solved(rng: np.random.Generator, made: Cast, days: Days, teams: Teams, visits: Visits, first: Ints) -> Flags:
    """Whether the first agent's work left nothing to come again for."""
    agent, day = visits.agent[first], visits.day[first]
    share = np.array([line.solved for line in made.lines])[visits.line[first]]
    share = share + np.array([person.solve for person in made.people])[agent] - 0.012 + 0.024 * days.age[day]
    # Where nearly everything is solved at once, haste costs more.
    haste = np.array([1.4 if line.sells else 1.0 for line in made.lines])[visits.line[first]] * QUICK_SOLVES_LESS
    share = share - haste * teams.quick[agent, day] + COACHING_SOLVES_MORE * teams.coached[agent, day]
    return np.asarray((rng.random(first.size) < np.clip(share, 0.3, 0.98)) & (agent >= 0))


def _came_before(rng: np.random.Generator, made: Cast, visits: Visits, first: Ints, ended: Ints,
                 solved: Flags) -> Ints:
    """For each contact the unsolved one it follows, or −1: the next free contact in the same queue after a delay."""
    before = np.full(first.size, -1, dtype=np.int64)
    line = np.where(first >= 0, visits.line[first], -1)
    for index, one in enumerate(made.lines):
        if pool_of(one).dials:
            continue
        here = np.flatnonzero(line == index)
        here = here[np.argsort(visits.entered[first[here]], kind="stable")]
        entered = visits.entered[first[here]]
        handled = visits.outcome[first[here]] == ANSWERED
        comes = np.where(handled, ~solved[here], rng.random(here.size) < RINGS_AGAIN)
        delay = np.where(handled, rng.lognormal(np.log(1.6 * 86_400), 0.8, here.size).clip(1_200, 6.2 * 86_400),
                         rng.lognormal(np.log(1_500), 0.8, here.size))
        wish = (ended[here] + delay)[comes]
        unsolved = here[comes][np.argsort(wish, kind="stable")]
        slot = np.searchsorted(entered, np.sort(wish))
        step = np.arange(slot.size)
        slot = np.maximum.accumulate(slot - step) + step  # each takes a contact of its own, in turn
        fits = slot < here.size
        before[here[slot[fits]]] = unsolved[fits]
    return before


def _who(rng: np.random.Generator, made: Cast, visits: Visits, first: Ints, before: Ints) -> tuple[Ints, Ints]:
    """Customer and topic: drawn for whoever comes for something new, and the same again for who comes back.

    A few customers call very often, most hardly ever; longer talks tend to be about the harder (later) topics.
    """
    root = np.where(before >= 0, before, np.arange(first.size))
    while not np.array_equal(further := root[root], root):
        root = further
    size = first.size
    customer = (size * 0.55 * rng.random(size) ** 1.45).astype(np.int64)
    customer = np.where(rng.random(size) < ANONYMOUS, -1, customer)
    row = np.maximum(first, 0)
    topics = np.array([len(line.topics) for line in made.lines])[visits.line[row]]
    hard = visits.talk[row] / (visits.talk[row] + np.array([line.talk_s for line in made.lines])[visits.line[row]])
    topic = np.minimum((0.75 * rng.random(size) + 0.25 * hard) ** 1.25 * topics, topics - 1).astype(np.int64)
    return customer[root], topic[root]
