"""This file is about what live pages show, read from an open centre: today's numbers, and how things stand now.

Numbers of today come from `metrics.ask` and are the catalogue's to the last digit; what is counted of now comes from
`warehouse.standing`. Both are read between two loads, so that no wall shows half of one. They are asked for nobody in
particular and by no person, and once for all; who may see a wall or the floor is asked where each is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.live.follow import is_followed
from fourscore.centre.live.numbers import SERVICE_LEVEL, Counted, Number, numbers_of
from fourscore.centre.sources import source_kinds
from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Row
    from fourscore.scoring import Status
    from fourscore.strategy import Kpi
    from fourscore.warehouse import QueueNow, Standing

# So long after the last word of a followed source nobody should take its numbers for now.
LATE = timedelta(minutes=5)
QUEUE_NUMBERS = ("contacts_handled", "contacts_abandoned")


class Scope(NamedTuple):
    """Whose numbers: level centre, queue_group or queue. queues: None for all of the centre's."""

    level: str
    name: str
    queues: tuple[str, ...] | None

    @property
    def said(self) -> str:
        """As an address and a link say it."""
        return f"{self.level}:{self.name}" if self.name else self.level


class Tile(NamedTuple):
    """A number as it stands. since: of a wait, when it began (its length is told by whoever knows the moment).

    n, of: of a share, what was counted and of how many. status: None where nothing is aimed at.
    """

    number: Number
    value: float | None
    since: datetime | None
    of: tuple[float, float] | None
    as_of: datetime | None
    target: float | None
    upper: float | None
    status: Status | None
    beside: tuple[float | None, datetime | None] | None
    why: str = ""


@dataclass(frozen=True)
class Board:
    """A wall. as_of: up to when the followed sources are told. troubles: what is wrong with following them."""

    scope: Scope
    tiles: tuple[Tile, ...]
    as_of: datetime | None
    followed: bool
    troubles: tuple[Issue, ...]

    def at(self, now: datetime) -> tuple[Tile, ...]:
        """The tiles with the statuses of a moment: a wait passes its target without anything being loaded."""
        return tuple(tile._replace(status=_reached(tile.number, (now - tile.since).total_seconds()))
                     if tile.since is not None and tile.number.target is not None else tile for tile in self.tiles)

    def late(self, now: datetime) -> bool:
        return late(self.as_of, self.troubles, now)


class Queue(NamedTuple):
    """One queue on the floor. level, held: its service level of today and what the centre's target makes of it."""

    name: str | None
    waiting: int | None
    since: datetime | None
    talking: int | None
    level: Row | None
    status: Status | None
    target: float | None
    handled: float | None
    abandoned: float | None


def late(as_of: datetime | None, troubles: Sequence[Issue], now: datetime) -> bool:
    """Whether what is shown may be older than who looks at it would think."""
    return as_of is None or bool(troubles) or now - as_of > LATE


def today_of(centre: Centre) -> Days:
    """The local day it is."""
    day = centre.calendar.local(centre.now()).date()
    return Days(day, day + timedelta(days=1))


def standing_of(centre: Centre, today: date) -> Standing:
    """How things stand by the centre's followed sources."""
    from fourscore.warehouse import standing

    lines = [line for line in centre.settings.sources if is_followed(line)]
    telling = any(_as_it_happens(line.kind) for line in lines)
    return standing(centre.warehouse, [line.name for line in lines], today, telling)


@cache
def _as_it_happens(kind: str) -> bool:
    """Whether sources of that kind tell of a stay before it has ended."""
    point = source_kinds().get(kind)
    try:
        return bool(getattr(point.load(), "as_it_happens", False)) if point else False
    except ImportError:
        return False


def troubles_of(centre: Centre) -> tuple[Issue, ...]:
    """Which sources cannot be followed just now. Why may name people, or where files lie, and whoever sees a wall
    sees no such thing: that stands with the health of the data."""
    follower = centre.follower
    return () if follower is None else tuple(
        Issue("follow-failed", one.line.name, said("{source} cannot be followed just now.", source=one.line.name),
              said("See the health of the data.")) for one in list(follower.followed.values()) if one.trouble)


def scope_of(centre: Centre, named: str) -> Scope:
    """The scope an address or a link names: empty or `centre`, `queue_group:Sales`, `queue:Billing`.

    Raises WrongUse `unknown-wall-scope`.
    """
    level, _, name = named.partition(":")
    if named in ("", "centre"):
        return Scope("centre", "", None)
    groups, queues = centre.settings.queue_groups, centre.names("queue")
    if level == "queue_group" and name in groups:
        return Scope(level, name, groups[name])
    if level == "queue" and name in queues:
        return Scope(level, name, (name,))
    near = did_you_mean(named, ["centre", *(f"queue_group:{one}" for one in groups),
                               *(f"queue:{one}" for one in queues)])
    raise WrongUse(Issue("unknown-wall-scope", repr(named), said("There is no such queue or group of queues: a wall is "
                         "of the whole centre, of a group or of a queue."), near or said("Write for example  "
                         "queue_group:Sales  or  queue:Billing")))


def board_of(centre: Centre, scope: Scope, stands: Standing, today: Days) -> Board:
    """The wall of a scope; nothing on it tells of a single person."""
    numbers = numbers_of(centre, scope.queues)
    metrics = [one for number in numbers for one in (number, number.beside) if one is not None and one.metric]
    where = None if scope.queues is None else {"queue": scope.queues}
    rows, why = _asked(centre, dict.fromkeys(one.key for one in metrics), where, today)
    tiles = tuple(_tile(number, scope, stands, rows, why, today) for number in numbers)
    followed = any(is_followed(line) for line in centre.settings.sources)
    return Board(scope, tiles, stands.as_of, followed, troubles_of(centre))


def _asked(
    centre: Centre, keys: Iterable[str], where: Mapping[str, Sequence[str]] | None, today: Days,
) -> tuple[dict[str, tuple[Row, datetime | None]], dict[str, str]]:
    """What the catalogue says of these metrics, and why it says nothing: what cannot be told by queue is not."""
    names = list(keys)
    if not names:
        return {}, {}
    try:
        answer = centre.metrics.unguarded().ask(names, during=today, where=where)
        return {key: (row, answer.as_of) for key, row in zip(names, answer.rows, strict=True)}, {}
    except WrongUse as wrong:
        if len(names) == 1:
            return {}, {names[0]: wrong.issues[0].what}
    rows: dict[str, tuple[Row, datetime | None]] = {}
    why: dict[str, str] = {}
    for name in names:
        found, missing = _asked(centre, [name], where, today)
        rows |= found
        why |= missing
    return rows, why


def queues_of(
    centre: Centre, stands: Standing, today: Days, aimed: tuple[str, Kpi | None],
) -> list[Queue]:
    """Every queue that somebody came to today, or waits in, by name; what has no queue at the end.

    aimed: what `level_of` gives.
    """
    level, _ = aimed
    answer = centre.metrics.unguarded().ask([level, *QUEUE_NUMBERS], ["queue"], during=today)
    rows: dict[str | None, dict[str, Row]] = {}
    for row in answer.rows:
        rows.setdefault(row.by["queue"], {})[row.key] = row
    now = {one.queue: one for one in stands.queues}
    names = sorted({*rows, *now}, key=lambda name: (name is None, name or ""))
    return [_queue(name, now.get(name), rows.get(name, {}), aimed, stands, today) for name in names]


def level_of(centre: Centre) -> tuple[str, Kpi | None]:
    """The service level of the centre, in the variant its wall or its strategy names, and what is aimed at."""
    numbers = [one for one in numbers_of(centre) if one.metric and one.metric.slug == "service_level"]
    return (numbers[0].key, numbers[0].kpi) if numbers else (SERVICE_LEVEL, None)


def _queue(
    name: str | None, now: QueueNow | None, rows: Mapping[str, Row], level: tuple[str, Kpi | None], stands: Standing,
    today: Days,
) -> Queue:
    from fourscore.scoring import hold

    row, kpi = rows.get(level[0]), level[1]
    held = hold(kpi, row.value if row else None, today) if kpi else None
    told = stands.waiting_told
    handled, abandoned = (rows[key].value if key in rows else None for key in QUEUE_NUMBERS)
    return Queue(name, (now.waiting if now else 0) if told else None, now.since if now and told else None,
                 (now.talking if now else 0) if told else None, row, held.status if held else None,
                 held.target if held else None, handled, abandoned)


def _tile(
    number: Number, scope: Scope, stands: Standing, rows: Mapping[str, tuple[Row, datetime | None]],
    why: Mapping[str, str], today: Days,
) -> Tile:
    from fourscore.scoring import hold

    beside = _value(number.beside, scope, stands, rows) if number.beside else None
    value, since = _value(number, scope, stands, rows)
    if number.counted is not None:
        status = _reached(number, value) if number.target is not None else None
        return Tile(number, value, since, None, stands.as_of, number.target, None, status, beside)
    row, as_of = rows.get(number.key, (None, None))
    of = (float(row.parts["num"]), float(row.parts["den"])) if row is not None and number.unit == "share" \
        and {"num", "den"} <= row.parts.keys() else None
    if number.kpi is not None:
        held = hold(number.kpi, value, today, complete=row.complete if row else False)
        return Tile(number, value, None, of, as_of, held.target, held.upper_target, held.status, beside)
    status = _reached(number, value) if number.target is not None else None
    return Tile(number, value, None, of, as_of, number.target, None, status, beside, why.get(number.key, ""))


def _value(
    number: Number, scope: Scope, stands: Standing, rows: Mapping[str, tuple[Row, datetime | None]],
) -> tuple[float | None, datetime | None]:
    """A number's value, and when a wait began; both missing where no source tells it."""
    if number.counted is None:
        row, _ = rows.get(number.key, (None, None))
        return (row.value if row else None), None
    return counted_of(number.counted, scope, stands)


def counted_of(counted: Counted, scope: Scope, stands: Standing) -> tuple[float | None, datetime | None]:
    """What stands now of a scope, and when a wait began; both missing where no source tells it."""
    if counted.states:
        return (float(_agents(counted.states, scope, stands)) if stands.states_told else None), None
    if not stands.waiting_told:
        return None, None
    queues = [one for one in stands.queues if scope.queues is None or one.queue in scope.queues]
    if counted.unit == "count":
        return float(sum(one.waiting for one in queues)), None
    first = min((one.since for one in queues if one.since is not None), default=None)
    return (0.0 if first is None else None), first


def _agents(states: tuple[str, ...], scope: Scope, stands: Standing) -> int:
    """How many are at one of these; of some queues, who is at a contact of theirs, or logged in to one of them."""
    def mine(queue: str | None, queues: tuple[str, ...] | None) -> bool:
        if scope.queues is None or (queue is not None and queue in scope.queues):
            return True
        return queue is None and (queues is None or bool(set(queues) & set(scope.queues)))

    return sum(one.state in states and mine(one.queue, one.queues) for one in stands.agents)


def _reached(number: Number, value: float | None) -> Status:
    """A number against a target of its own, which knows no tolerance."""
    if value is None or number.target is None:
        return "no_data"
    met = value >= number.target if number.better == "higher" else value <= number.target
    return "on_target" if met else "off_target"
