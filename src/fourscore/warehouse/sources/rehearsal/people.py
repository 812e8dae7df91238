"""This file is about who works in a generated centre, in which team and when, and where its five stories hide."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from fourscore.terms import Days
from fourscore.warehouse.sources.rehearsal.lines import Line, lines_of, pools_of
from fourscore.warehouse.sources.rehearsal.source import Options

FIRST_NAMES = (
    "Aaliyah", "Adrian", "Agnieszka", "Ahmet", "Aiko", "Alejandra", "Amara", "Anders", "Anouk", "Arjun", "Ayse",
    "Beatriz", "Benedikt", "Bilal", "Bronwen", "Carmen", "Chidi", "Chloe", "Daniel", "Deepa", "Dmitri", "Eilidh",
    "Elif", "Emeka", "Esther", "Farid", "Fatima", "Femke", "Giulia", "Grace", "Hamza", "Hanna", "Henrik", "Ines",
    "Ivana", "Jamal", "Jasmin", "Joao", "Jonas", "Julia", "Kaito", "Karim", "Katarzyna", "Kwame", "Lars", "Leila",
    "Linh", "Lucia", "Magnus", "Malik", "Marek", "Mariana", "Mei", "Miriam", "Nadia", "Niamh", "Nikos", "Noah", "Olga",
    "Oluwaseun", "Paula", "Pedro", "Petra", "Priya", "Rafael", "Rosa", "Samira", "Sanjay", "Selin", "Sofia", "Stefan",
    "Tamar", "Tariq", "Thandiwe", "Tomasz", "Uta", "Valentina", "Viktor", "Wanda", "Yara", "Yusuf", "Zoe",
)
FAMILY_NAMES = (
    "Abadi", "Adeyemi", "Almeida", "Andersson", "Arslan", "Baptiste", "Bauer", "Bello", "Bergman", "Bianchi", "Brandt",
    "Campbell", "Castillo", "Chaudhry", "Cohen", "Costa", "Dahl", "Demir", "Diaz", "Dubois", "Eriksen", "Farouk",
    "Fischer", "Flores", "Gallagher", "Goldberg", "Haddad", "Hansen", "Horvat", "Hughes", "Ibrahim", "Ito", "Jansen",
    "Kaya", "Keller", "Khan", "Kovacs", "Kowalski", "Laurent", "Lindqvist", "Lopez", "Mbeki", "Mendes", "Moreau",
    "Mwangi", "Nair", "Nguyen", "Novak", "Nowak", "Okafor", "Oliveira", "Osei", "Papadakis", "Patel", "Petrov", "Popa",
    "Quist", "Rahman", "Reyes", "Ricci", "Romero", "Rossi", "Sato", "Schmitt", "Sharma", "Silva", "Singh", "Sorensen",
    "Suzuki", "Tanaka", "Toth", "Vargas", "Vasquez", "Visser", "Vogel", "Walsh", "Weber", "Yilmaz", "Zeller",
)
TEAMS = ("Alder", "Birch", "Cedar", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Rowan", "Willow",
         "Ash", "Beech", "Chestnut", "Elm", "Hawthorn", "Holly", "Linden", "Pine", "Poplar", "Yew")
SITES = ("Harbour", "Market Square")


class Stint(NamedTuple):
    """One agent in one team at one site, on the local days [first_day, until_day); until_day None while it lasts."""

    agent: str
    team: str
    site: str
    first_day: date
    until_day: date | None


class Team(NamedTuple):
    name: str
    site: str
    leader: str
    pool: str


class Person(NamedTuple):
    """An agent. Days are counted from the first generated one; `left` is the number of days for one who stays.

    speed: handling time against others'. solve, please: added to the share solved, and satisfied. sell: factor on
    sales per offer. quality: mean share of a review's points.
    """

    name: str
    teams: tuple[tuple[int, int], ...]  # (from day, index of team)
    pool: str
    joined: int
    left: int
    speed: float
    solve: float
    please: float
    sell: float
    quality: float


class Stories(NamedTuple):
    """Where the five stories are, in the centre's own words. bought: None where no month fits, or nobody sells."""

    quick_team: str
    lucky_agent: str
    coached_teams: tuple[str, ...]
    coaching_from: date
    thin_queue: str
    bought: Days | None


class Cast(NamedTuple):
    """Everything about a generated centre that is the same in every file: queues, teams, people, stories."""

    options: Options
    lines: tuple[Line, ...]
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    reviewers: tuple[str, ...]
    stories: Stories


def cast(options: Options) -> Cast:
    """Who and what there is in the centre of those options. Quick: nothing is generated."""
    rng = Random(f"people of {options.seed}")  # noqa: S311  a rehearsal needs the same draws again, not secret ones
    names = _names(rng, options.agents + options.teams + 4)
    lines = lines_of(options.centre, options.queues)
    teams = tuple(Team(TEAMS[i], SITES[i % len(SITES)], names.pop(), pool)
                  for i, pool in enumerate(_team_pools(lines, options.teams)))
    reviewers = tuple(names.pop() for _ in range(4))
    people = _people(rng, options, lines, teams, names)
    return Cast(options, lines, teams, people, reviewers, _stories(options, lines, teams, people))


def sample_people(options: Options) -> list[Stint]:
    """The roster: a row for each agent and team with its dates. Who was there before the first day began on it."""
    made = cast(options)
    stints = []
    for person in made.people:
        ends = [start for start, _ in person.teams[1:]] + [person.left]
        for (start, team), end in zip(person.teams, ends, strict=True):
            last = None if end >= options.days.length else options.days.first + timedelta(days=end)
            stints.append(Stint(person.name, made.teams[team].name, made.teams[team].site,
                                options.days.first + timedelta(days=start), last))
    return stints


def sample_thresholds(options: Options) -> list[tuple[str, int, int]]:
    """For each queue with stays its name, and the seconds of an answer in time and of a short abandon."""
    return [(line.name, line.answer_within_s, line.short_abandon_s)
            for line in lines_of(options.centre, options.queues) if line.pool != "outbound"]


def _names(rng: Random, count: int) -> list[str]:
    """Invented names; no first name more often than needed, no two people called the same."""
    first = list(FIRST_NAMES) * (count // len(FIRST_NAMES) + 1)
    family = list(FAMILY_NAMES) * (count // len(FAMILY_NAMES) + 1)
    rng.shuffle(family)
    found: dict[str, None] = {}
    for i, name in enumerate(rng.sample(first, len(first))):
        while f"{name} {family[i % len(family)]}" in found:
            rng.shuffle(family)
        found[f"{name} {family[i % len(family)]}"] = None
    return list(found)[:count]


def _loads(lines: tuple[Line, ...]) -> dict[str, float]:
    """What each pool's contacts ask of its agents, transfers included, to share people out. Chat and mail are one."""
    load: dict[str, float] = {}
    for line in lines:
        pool = "chat" if line.pool == "mail" and any(other.pool == "chat" for other in lines) else line.pool
        asked = 65.0 * line.share if pool == "outbound" else line.share * (line.talk_s + line.wrap_up_s)
        load[pool] = load.get(pool, 0) + asked
        if line.moves_to:
            there = next(other for other in lines if other.name == line.moves_to[0])
            load[there.pool] = load.get(there.pool, 0) + line.share * line.moves_to[1] * there.talk_s
    return load


def _team_pools(lines: tuple[Line, ...], count: int) -> list[str]:
    """A pool for each team: one each, then by load. Chat and mail share a team."""
    load = _loads(lines)
    given = dict.fromkeys(load, 1)
    for _ in range(count - len(load)):
        neediest = max(load, key=lambda pool: load[pool] / given[pool])
        given[neediest] += 1
    order = [pool.name for pool in pools_of(lines)]
    return [pool for pool in order for _ in range(given.get(pool, 0))]


def _people(rng: Random, options: Options, lines: tuple[Line, ...], teams: tuple[Team, ...],
            names: list[str]) -> tuple[Person, ...]:
    """Agents shared out to teams by load, with joiners, leavers and one who moves team."""
    length = options.days.length
    people = []
    for number, team in enumerate(_seats(options, lines, teams)):
        pool = _own_pool(lines, teams[team], number)
        joined, left = 0, length
        if number % 9 == 4:
            joined = rng.randrange(7, max(8, length - 42))
        elif number % 9 == 8:
            left = rng.randrange(length // 4, max(length // 4 + 1, length - 7))
        people.append(Person(
            names[number], ((joined, team),), pool, joined, left, speed=rng.lognormvariate(-0.004, 0.09),
            solve=rng.gauss(0, 0.03), please=rng.gauss(0, 0.035), sell=rng.lognormvariate(-0.005, 0.10),
            quality=rng.gauss(0.79, 0.04),
        ))
    _move_one(people, teams, length)
    _make_lucky(people, lines, length)
    return tuple(people)


def _seats(options: Options, lines: tuple[Line, ...], teams: tuple[Team, ...]) -> list[int]:
    """The team of each agent: a pool's agents by its load, at least three a team."""
    load = _loads(lines)
    of_pool = {pool: sum(team.pool == pool for team in teams) for pool in load}
    wish = [load[team.pool] / of_pool[team.pool] / sum(load.values()) * options.agents for team in teams]
    size = [3] * len(teams)
    while sum(size) < options.agents:
        size[max(range(len(teams)), key=lambda i: wish[i] - size[i])] += 1
    return [team for team, count in enumerate(size) for _ in range(count)]


def _own_pool(lines: tuple[Line, ...], team: Team, number: int) -> str:
    """In the team that writes, three in ten answer mail."""
    writes = {line.pool for line in lines} >= {"chat", "mail"}
    return "mail" if team.pool == "chat" and writes and number % 10 in (1, 4, 8) else team.pool


def _move_one(people: list[Person], teams: tuple[Team, ...], length: int) -> None:
    """Half way through, one agent who stays throughout moves from the last to the first team of the largest pool."""
    same = [i for i, team in enumerate(teams) if team.pool == teams[0].pool]
    mover = next((i for i, person in enumerate(people)
                  if person.teams[0][1] == same[-1] and person.joined == 0 and person.left == length), None)
    if mover is not None and len(same) > 1:
        people[mover] = people[mover]._replace(teams=((0, same[-1]), (length // 2, same[0])))


def _make_lucky(people: list[Person], lines: tuple[Line, ...], length: int) -> None:
    """The lucky agent started three Saturdays before the end, works on Saturdays only, and is as able as the mean."""
    selling = [line.pool for line in lines if line.sells and line.pool != "outbound"]
    pool = selling[0] if selling else lines[0].pool
    same = sorted({person.teams[0][1] for person in people if person.pool == pool})
    team = same[1] if len(same) > 2 else same[0]
    i = max(i for i, person in enumerate(people) if person.teams[0][1] == team and len(person.teams) == 1)
    joined = max(0, length - 21)
    people[i] = people[i]._replace(teams=((joined, people[i].teams[0][1]),), joined=joined, left=length,
                                  sell=1.0, solve=0.0, please=0.0)


def lucky(made: Cast) -> int:
    """Index of the lucky agent."""
    return next(i for i, person in enumerate(made.people) if person.name == made.stories.lucky_agent)


def _stories(options: Options, lines: tuple[Line, ...], teams: tuple[Team, ...],
             people: tuple[Person, ...]) -> Stories:
    length = options.days.length
    first_pool = [team.name for team in teams if team.pool == teams[0].pool]
    coached = [team.name for pool in dict.fromkeys(team.pool for team in teams)
               for team in [t for t in teams if t.pool == pool and t.name != first_pool[-1]][:1]][:3]
    selling = any(line.sells for line in lines)
    lucky_agent = next(p for p in people if p.joined == max(0, length - 21) and p.left == length
                       and p.pool == _lucky_pool(lines))
    thin = next(line.name for line in lines if next(p for p in pools_of(lines) if p.name == line.pool).mondays < 1)
    return Stories(
        quick_team=first_pool[-1], lucky_agent=lucky_agent.name, coached_teams=tuple(coached),
        coaching_from=options.days.first + timedelta(weeks=options.weeks // 2), thin_queue=thin,
        bought=_bought(options) if selling else None,
    )


def _lucky_pool(lines: tuple[Line, ...]) -> str:
    return next((line.pool for line in lines if line.sells and line.pool != "outbound"), lines[0].pool)


def _bought(options: Options) -> Days | None:
    """The last whole calendar month that ended at least eight weeks before the end (or the last whole one)."""
    for weeks in (8, 0):
        until = (options.until - timedelta(weeks=weeks)).replace(day=1)
        first = (until - timedelta(days=1)).replace(day=1)
        if first >= options.days.first:
            return Days(first, until)
    return None
