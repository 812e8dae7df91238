"""This file is about causes: the way from the centre's own figure to the switch's, in steps that add up exactly.

One thing is changed at a time (whose stays, the zone, the dating, a limit, one sum over or under the line), and each
step is told with what it changes and with the very calls that make it. What is left at the end is told apart by what
the warehouse knows of its own gaps; the rest is called not explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from fourscore.metrics.reconcile.formulas import ATOMS, Definition, Limit, Term
from fourscore.metrics.reconcile.match import Hit
from fourscore.metrics.reconcile.tally import MOMENT_WORDS, MOMENTS, Frame, Kept, Tally
from fourscore.terms import offsets, said, said_many, together, write_value


class Cause(NamedTuple):
    """One step. effect: by how much it moves the figure, in its unit (a share as part of one).

    calls: how many calls make it (None where that cannot be counted); query: SQL that names them (contact, number);
    rows: the places of the report rows it is about, where it is about some only.
    """

    name: str
    words: str
    effect: Fraction
    calls: int | None = None
    query: str = ""
    rows: tuple[int, ...] = ()


class State(NamedTuple):
    """A way of counting on the road from the centre's own to the switch's."""

    definition: Definition
    frame: Frame


class Road:
    """The steps of one column, over some of the report's rows."""

    def __init__(
        self, tally: Tally, places: Sequence[int], own: State, hit: Hit,
        limits: tuple[Decimal | None, Decimal | None] = (None, None),
    ) -> None:
        self.tally, self.places = tally, list(places)
        self.limits = {"answer": limits[0], "short": limits[1]}  # the centre's own, where they are one number
        self.own, self.found = own, State(hit.definition, hit.frame)
        self.whole = 1000 if own.definition.unit == "seconds" else 1

    def value(self, state: State) -> Fraction | None:
        """The figure of all the rows together, in the unit; None where nothing stands under the line."""
        sums = self.tally.sums(state.frame)
        over, under = sums.over(state.definition)[self.places], sums.under(state.definition)[self.places]
        if state.definition.longest:
            return Fraction(int(over.max(initial=0)), self.whole)
        line = int(under.sum()) if state.definition.under else 1
        return Fraction(int(over.sum()), line * self.whole) if line else None

    def effect(self, before: State, after: State) -> Fraction:
        return (self.value(after) or Fraction(0)) - (self.value(before) or Fraction(0))

    def steps(self) -> Iterator[Cause]:
        """Every step from the centre's own way of counting to the candidate's."""
        here = self.own
        for frame in _frames(here.frame, self.found.frame):
            after = here._replace(frame=frame)
            yield from self.moved(here, after)
            here = after
        for kind in ("answer", "short"):
            limit = self.found.definition.limits().get(kind)
            if limit is not None and here.definition.limits().get(kind, limit) != limit:
                after = here._replace(definition=_limited(here.definition, kind, limit))
                yield self.limited(here, after, kind)
                here = after
        for change in _changes(here.definition, self.found.definition):
            after = here._replace(definition=change.after)
            yield self.changed(here, after, change)
            here = after
        if here.definition.once != self.found.definition.once:
            after = here._replace(definition=replace(here.definition, once=self.found.definition.once))
            yield self.counted_once(here, after)

    # -- each kind of step -------------------------------------------------------------------------------------------

    def moved(self, before: State, after: State) -> Iterator[Cause]:
        """Calls that another zone or moment puts into another row, in three parts where a figure adds up."""
        kept = after.frame.kept
        if kept and kept != before.frame.kept:
            query = f"SELECT s.contact, s.number FROM {self.placed(before.frame)} s WHERE {self.tests(before)} " \
                    f"AND NOT ({kept.sql})"
            count = self.count(query)
            yield Cause(f"{kept.word}-left-out", _left_out(_calls(count), kept), self.effect(before, after), count,
                        query)
            return
        name, by = "dating", said("dated by {moment}", moment=MOMENT_WORDS[after.frame.moment])
        if before.frame.zone != after.frame.zone:
            name, by = "zone", said("by the clock of {zone}", zone=after.frame.zone.key)
        parts = {f"{name}-in": "a.row IS NULL", f"{name}-out": "b.row IS NULL", f"{name}-moved": "a.row <> b.row"}
        sums = not before.definition.under and not before.definition.longest
        if not sums:
            parts = {name: " OR ".join(f"({test})" for test in parts.values())}
        for part, test in parts.items():
            query = (f"SELECT coalesce(a.contact, b.contact) AS contact, coalesce(a.number, b.number) AS number FROM "
                     f"{self.counted(before)} a FULL JOIN {self.counted(after)} b "
                     f"ON a.contact = b.contact AND a.number = b.number WHERE {test}")
            count = self.count(query)
            if count:
                effect = self.effect(before, after)
                if sums:
                    effect = Fraction(0) if part.endswith("moved") else self.amount(after, query) \
                        if part.endswith("in") else -self.amount(before, query)
                yield Cause(part, _moves(part.rpartition("-")[2], count, by), effect, count, query)

    def limited(self, before: State, after: State, kind: str) -> Cause:
        """Calls between two limits."""
        was, now = before.definition.limits()[kind], after.definition.limits()[kind]
        terms = [(one, one._replace(limit=now)) for one in (*before.definition.over, *before.definition.under)
                 if ATOMS[one.atom].limit == kind]
        once = before.definition.once
        differ = " OR ".join(f"({self.tally.test(one, once)}) <> ({self.tally.test(two, once)})" for one, two in terms)
        query = f"SELECT s.contact, s.number FROM {self.placed(before.frame)} s WHERE {differ}"
        count = self.count(query)
        values = {"calls": _calls(count), "one": self.shown(was, kind).words, "other": self.shown(now, kind).words}
        if kind == "answer":
            words = said("{calls} between a threshold of {one} and one of {other}", **values)
        else:
            words = said("{calls} between a limit of short abandons of {one} and one of {other}", **values)
        return Cause("threshold" if kind == "answer" else "short-limit", words, self.effect(before, after), count,
                     query)

    def shown(self, limit: Limit, kind: str) -> Limit:
        """The limit with its number, where the centre's own is one number."""
        own = self.limits.get(kind)
        return Limit(own) if limit.seconds is None and own is not None else limit

    def changed(self, before: State, after: State, change: Change) -> Cause:
        """One sum more or less, over or under the line."""
        term, more = change.term, change.more
        query = f"SELECT s.contact, s.number FROM {self.placed(before.frame)} s " \
                f"WHERE {self.tally.test(term, before.definition.once)}"
        count = self.count(query)
        place = PLACES[change.place] if after.definition.under else ""
        name = f"{term.atom.removesuffix('_s').replace('_', '-')}-{'counted' if more else 'left-out'}"
        limit = self.shown(term.limit, ATOMS[term.atom].limit)
        within = ("" if not ATOMS[term.atom].limit else said("within your own limit") if limit.seconds is None else
                  said("in {limit}", limit=limit.words) if limit.strict else said("within {limit}", limit=limit.words))
        calls = together([write_value(count, "count"), ATOMS[term.atom].words[count != 1]])
        words = together([calls, within, said("counted") if more else said("left out"), place])
        return Cause(name, words, self.effect(before, after),
                     count, query)

    def counted_once(self, before: State, after: State) -> Cause:
        """Stays of calls that had been there before."""
        query = (f"SELECT s.contact, s.number FROM {self.placed(before.frame)} s WHERE {self.tests(before)} "
                 f"AND NOT ({self.tests(after)})")
        count = self.count(query)
        number = write_value(count, "count")
        words = said_many("{number} further stay of a call not counted again",
                          "{number} further stays of calls not counted again", count, number=number)
        if after.definition.once == "queue":
            words = said_many("{number} return to the same queue not counted again",
                              "{number} returns to the same queue not counted again", count, number=number)
        return Cause("counted-once", words, self.effect(before, after),
                     count, query)

    # -- their calls -------------------------------------------------------------------------------------------------

    def placed(self, frame: Frame) -> str:
        """The stays of the rows in question."""
        placed = self.tally.placed(frame)
        if len(self.places) == len(self.tally.report.rows):
            return placed
        return f"(SELECT * FROM {placed} WHERE row IN ({', '.join(map(str, self.places)) or '-1'}))"

    def tests(self, state: State) -> str:
        """Which stays a definition counts at all: one that is added and taken away again it does not."""
        definition = state.definition
        if definition.longest:
            return f"({' OR '.join(self.tally.test(term, definition.once) for term in definition.over)})"
        sides = [side for side in (definition.over, definition.under) if side]
        return f"({' OR '.join(f'({self.sum_of(side, definition.once)}) <> 0' for side in sides)})"

    def counted(self, state: State) -> str:
        return f"(SELECT * FROM {self.placed(state.frame)} s WHERE {self.tests(state)})"

    def count(self, query: str) -> int:
        ((count,),) = self.tally.run(f"SELECT count(*) FROM ({query})", {})
        return int(count)

    def amount(self, state: State, query: str) -> Fraction:
        """What these calls add to a sum."""
        sums = self.sum_of(state.definition.over, state.definition.once)
        ((found,),) = self.tally.run(
            f"SELECT coalesce(CAST(sum({sums}) AS BIGINT), 0) FROM {self.placed(state.frame)} s "
            f"SEMI JOIN ({query}) q ON q.contact = s.contact AND q.number = s.number", {})
        return Fraction(int(found), self.whole)

    def sum_of(self, terms: Sequence[Term], once: str) -> str:
        """What one stay adds to a sum, in SQL."""
        return " + ".join(
            f"{term.sign} * (CASE WHEN {self.tally.test(term, once)} THEN "
            f"{'1' if ATOMS[term.atom].column == 'n' else f's.{ATOMS[term.atom].column}'} ELSE 0 END)"
            for term in terms)


def _frames(own: Frame, found: Frame) -> list[Frame]:
    """The frames between two, one thing changed at a time."""
    steps = [own._replace(kept=found.kept), found._replace(moment=own.moment), found]
    return [frame for frame, before in zip(steps, [own, *steps], strict=False) if frame != before]


def _limited(definition: Definition, kind: str, limit: Limit) -> Definition:
    over, under = (tuple(term._replace(limit=limit) if ATOMS[term.atom].limit == kind else term for term in side)
                   for side in (definition.over, definition.under))
    return replace(definition, over=over, under=under)


class Change(NamedTuple):
    """One sum counted, or left out, over or under the line or both; and the definition afterwards."""

    after: Definition
    term: Term
    more: bool
    place: str


def _changes(own: Definition, found: Definition) -> Iterator[Change]:
    """From one definition to the other, a sum at a time."""
    if bool(own.under) != bool(found.under) or own.longest != found.longest:
        return
    sides: dict[tuple[str, Limit, bool], dict[str, tuple[Term, bool]]] = {}
    for place, was, now in (("over", own.over, found.over), ("under", own.under, found.under)):
        # What comes in comes first, so that nothing is ever divided by nothing on the way.
        for term, added in [*((one, True) for one in now if one not in was),
                            *((one, False) for one in was if one not in now)]:
            sides.setdefault((term.atom, term.limit, added == (term.sign > 0)), {})[place] = term, added
    here = own
    for (_, _, more), places in sides.items():
        for place, (term, added) in places.items():
            side = here.over if place == "over" else here.under
            side = (*side, term) if added else tuple(one for one in side if one != term)
            here = replace(here, over=side) if place == "over" else replace(here, under=side)
        yield Change(here, next(iter(places.values()))[0], more, " and ".join(places))


PLACES = {"over": said("over the line"), "under": said("under the line"),
          "over and under": said("over and under the line")}


def _calls(count: int) -> str:
    return said_many("{number} call", "{number} calls", count, number=write_value(count, "count"))


def _left_out(calls: str, kept: Kept) -> str:
    """Calls of a queue or channel, or of all others."""
    words = {"calls": calls, "name": kept.name}
    if kept.word == "queue":
        return said("{calls} of other queues than {name} left out", **words) if kept.only else \
            said("{calls} of the queue {name} left out", **words)
    return said("{calls} of other channels than {name} left out", **words) if kept.only else \
        said("{calls} of the channel {name} left out", **words)


def _moves(how: str, count: int, by: str) -> str:
    """What calls do when they are dated otherwise."""
    words = {"number": write_value(count, "count"), "by": by}
    if how == "in":
        return said_many("{number} call comes into the report {by}", "{number} calls come into the report {by}", count,
                         **words)
    if how == "out":
        return said_many("{number} call leaves the report {by}", "{number} calls leave the report {by}", count, **words)
    if how == "moved":
        return said_many("{number} call changes its row {by}", "{number} calls change their row {by}", count, **words)
    return said_many("{number} call is in another row, or in none, {by}",
                     "{number} calls are in another row, or in none, {by}", count, **words)




class Gap(NamedTuple):
    """A row whose figure the candidate does not print. over: by how much the switch's is more, in the unit.

    state: what the warehouse knows of the row: "" (loaded), queue-unknown, not-loaded or half-loaded.
    """

    place: int
    over: Fraction
    state: str


def remainder(road: Road, gaps: Sequence[Gap]) -> list[Cause]:
    """What is left between the candidate and the report, told apart by what is known to be missing."""
    counts = road.found.definition.unit == "count"
    left: list[Gap] = []
    found: list[Cause] = []
    for state, tells in GAPS.items():
        some = [gap for gap in gaps if gap.state == state]
        if some:
            found.append(_of_rows(road, state, tells(len(some)), some))
    again, aside = _second_hours(road), _set_aside(road) if counts else {}
    doubled: list[Gap] = []
    missing: dict[int, int] = {}
    for gap in (gap for gap in gaps if not gap.state):
        if gap.over and again.get(gap.place) == -gap.over:
            doubled.append(gap)
            continue
        rows = min(aside.get(gap.place, 0), int(gap.over)) if gap.over > 0 else 0
        if rows:
            missing[gap.place] = rows
        if gap.over != rows:
            left.append(gap._replace(over=gap.over - rows))
    if doubled:
        found.append(_of_rows(road, "clock-change", said(
            "the hour that the clock repeats is counted once only"), doubled))
    if missing:
        count = sum(missing.values())
        words = said_many("{number} row of that time set aside on loading (see: {command})",
                          "{number} rows of that time set aside on loading (see: {command})", count,
                          number=write_value(count, "count"), command="fourscore doctor")
        found.append(Cause("set-aside", words, Fraction(count), count, _aside(road), tuple(missing)))
    if left:
        words = said_many("not explained, in {number} row", "not explained, in {number} rows", len(left),
                          number=write_value(len(left), "count"))
        found.append(_of_rows(road, "not-explained", words, left))
    return found


GAPS: Mapping[str, Callable[[int], str]] = {
    "queue-unknown": lambda rows: said_many(
        "{number} row is about a queue that no fact names", "{number} rows are about a queue that no fact names", rows,
        number=write_value(rows, "count")),
    "not-loaded": lambda rows: said_many(
        "{number} row is about time that is not loaded", "{number} rows are about time that is not loaded", rows,
        number=write_value(rows, "count")),
    "half-loaded": lambda rows: said_many(
        "{number} row is about time that is loaded in part only",
        "{number} rows are about time that is loaded in part only", rows, number=write_value(rows, "count")),
}


def _of_rows(road: Road, name: str, words: str, gaps: Sequence[Gap]) -> Cause:
    places = tuple(gap.place for gap in gaps)
    query = f"SELECT s.contact, s.number FROM {road.counted(road.found)} s WHERE s.row IN " \
            f"({', '.join(map(str, places))})"
    return Cause(name, words, sum((gap.over for gap in gaps), Fraction(0)), None, query, places)


def _second_hours(road: Road) -> dict[int, Fraction]:
    """For the rows with an hour that the wall clock shows twice: what the second time adds up to."""
    if road.found.definition.under or road.found.definition.longest:
        return {}
    changes = offsets(road.found.frame.zone, *road.tally.snapshot.calendar.interval(road.tally.during))
    spans = [(later.start.replace(tzinfo=None), timedelta(seconds=here.seconds - later.seconds))
             for here, later in pairwise(changes) if later.seconds < here.seconds]
    moment = MOMENTS[road.found.frame.moment]
    sums = road.sum_of(road.found.definition.over, road.found.definition.once)
    found: dict[int, Fraction] = {}
    for start, length in spans:
        rows = road.tally.run(
            f"SELECT s.row, CAST(sum({sums}) AS BIGINT) FROM {road.placed(road.found.frame)} s "
            f"WHERE s.{moment} >= $start AND s.{moment} < $end GROUP BY s.row", {"start": start, "end": start + length})
        found |= {row: Fraction(int(amount), road.whole) for row, amount in rows}
    return found


def _set_aside(road: Road) -> dict[int, int]:
    """How many rows set aside stand, in their file, between stays of one and the same report row.

    A row that could not be read has no time of its own; those before and behind it in its file tell it.
    """
    if "queue" in road.tally.report.keys:
        return {}  # its neighbours tell its time and not its queue
    counts = road.tally.run(f"SELECT row, count(*) FROM ({_aside(road)}) GROUP BY 1", {})
    return {row: int(count) for row, count in counts}


def _aside(road: Road) -> str:
    """The file and line of each such row, and the report row it belongs to."""
    placed = f"(SELECT file, line, row FROM {road.tally.placed(road.found.frame)} WHERE file IS NOT NULL)"
    return ("WITH aside AS (SELECT s.file, s.line FROM set_aside s JOIN file f USING (file) WHERE s.load >= f.whole_in "
            f"GROUP BY ALL), placed AS {placed}, before AS (SELECT a.file, a.line, p.row FROM aside a ASOF JOIN placed "
            "p ON p.file = a.file AND a.line >= p.line), behind AS (SELECT a.file, a.line, p.row FROM aside a ASOF "
            "JOIN placed p ON p.file = a.file AND a.line <= p.line) SELECT file, line, before.row AS row FROM before "
            "JOIN behind USING (file, line) WHERE before.row = behind.row")
