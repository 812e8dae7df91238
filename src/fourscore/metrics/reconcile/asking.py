"""This file is about the whole question: a report in, and out comes what each of its columns is, with every cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from fourscore.metrics.catalogue.shown import SHOWN
from fourscore.metrics.compile import Snapshot
from fourscore.metrics.metric import Catalogue
from fourscore.metrics.reconcile import formulas, match
from fourscore.metrics.reconcile.causes import Cause, Gap, Road, State, remainder
from fourscore.metrics.reconcile.formulas import ALSO, LIMITS, SHORT_LIMITS, Definition, Limits
from fourscore.metrics.reconcile.match import Found, Printed
from fourscore.metrics.reconcile.report import Column, Report, read_report, span_of
from fourscore.metrics.reconcile.tally import MOMENTS, Frame, Kept, Sums, Tally, different_zones, span_of_row
from fourscore.metrics.reconcile.told import Compared, Numbered, Reconciled, Told
from fourscore.metrics.rows import Rows, as_read
from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said, together, write_value

FINE = tuple(Decimal(second) for second in (*range(1, 121), *range(130, 301, 10)))
MOST_KEPT = 12  # so many queues are tried to be left out, the largest first


@dataclass(frozen=True)
class Asked:
    """What is asked beside the report. columns: heading → its meaning ("" to pass it over); queues: the report's name
    → ours; during: the days, where the rows name none; where: which stays at all; thresholds: more seconds to try;
    zones: more wall clocks to try; chosen: slug → the variant that is the centre's own; calls: list those of a cause.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    during: Days | None = None
    where: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    thresholds: tuple[Decimal, ...] = ()
    zones: tuple[ZoneInfo, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    calls: int | None = None
    most_calls: int = 200


def reconcile(snapshot: Snapshot, catalogue: Catalogue, path: Path, asked: Asked, loaded: Days) -> Reconciled:
    """Hold the report against the facts.

    Raises WrongUse where the report cannot be used at all, is about time none of which is loaded (`outside-loaded`) or
    about queues none of which is known (`unknown-queue`), or a cause is asked for that there is not (`unknown-cause`).
    """
    report = read_report(path, snapshot.calendar, loaded, formulas.known_measures(catalogue), asked.columns)
    report.rows = [row._replace(queue=asked.queues.get(row.queue or "", row.queue)) for row in report.rows]
    during = span_of(report, asked.during or loaded) or loaded
    return _Asking(snapshot, catalogue, report, asked, during).answer()


class _Asking:
    """One report on its way to its answer."""

    def __init__(
        self, snapshot: Snapshot, catalogue: Catalogue, report: Report, asked: Asked, during: Days,
    ) -> None:
        self.snapshot, self.catalogue, self.report, self.asked = snapshot, catalogue, report, asked
        self.limits = self._limits()
        self.zones = different_zones([snapshot.calendar.zone, ZoneInfo("UTC"), *asked.zones], during,
                                     snapshot.calendar)
        self.tally = self._tally(during, self.limits)
        self.states = self._states(during)
        self.own_frame = Frame(snapshot.calendar.zone)
        self.numbered: list[Numbered] = []

    # -- what is known beforehand ------------------------------------------------------------------------------------

    def _limits(self) -> Limits:
        """The limits to try, and the centre's own where they are the same for every queue and day."""
        own = self.snapshot.run("SELECT DISTINCT answer_within_s, short_abandon_s FROM threshold", {})
        answers, shorts = {one for one, _ in own}, {one for _, one in own}
        hints = {column.hint.seconds for column in self.report.columns if column.hint.seconds is not None}
        answer = {*map(Decimal, LIMITS), *answers, *hints, *self.asked.thresholds}
        short = {*map(Decimal, SHORT_LIMITS), *shorts, *(one for one in hints if one <= 10)}
        return Limits(
            tuple(sorted(one for one in answer if one > 0)), tuple(sorted(one for one in short if one > 0)),
            answers.pop() if len(answers) == 1 else None, shorts.pop() if len(shorts) == 1 else None)

    def _tally(self, during: Days, limits: Limits, table: str = "stay") -> Tally:
        return Tally(self.snapshot, self.report, during, [*limits.answer, *limits.short], self.asked.where, table)

    def _states(self, during: Days) -> list[str]:
        """What the warehouse knows of each row: nothing to be said of it, or why its figure cannot be counted."""
        found, outside = [], []
        coverage, report = self.snapshot.coverage, self.report
        for row in report.rows:
            known, complete = coverage.of("visit", span_of_row(row, report.interval, during, self.snapshot.calendar))
            if row.queue is not None and row.queue not in self.tally.queues:
                found.append("queue-unknown")
            else:
                found.append("" if complete else "half-loaded" if known else "not-loaded")
            if not known:
                outside.append(row)
        if outside:
            until = coverage.until("visit")
            upto = said("Stays are loaded up to {moment}.",
                        moment=f"{self.snapshot.calendar.local(until):%Y-%m-%d %H:%M}") if until else ""
            what = said("{outside} of {rows} rows are about time that is not loaded, such as {label}.",
                        outside=len(outside), rows=len(report.rows), label=outside[0].label)
            issue = Issue("outside-loaded", f"{report.name}:{outside[0].line}", together((what, upto)),
                          said("Load what is missing, or leave those rows out of the report."))
            if len(outside) == len(report.rows):
                raise WrongUse(issue, *report.issues)
            report.issues.append(issue)
        if all(state == "queue-unknown" for state in found):
            raise WrongUse(*self._unknown_queues(), *report.issues)
        return found

    def _unknown_queues(self) -> list[Issue]:
        """Every queue of the report, none of which is known here, at its first row."""
        known = [name for name in self.snapshot.words("queue").values() if name]
        first = {row.queue: row.line for row in reversed(self.report.rows) if row.queue}
        return [Issue("unknown-queue", f"{self.report.name}:{line}",
                      said("There is no queue called {name}.", name=repr(name)),
                      did_you_mean(name, known) or said("The facts name every queue there is."))
                for name, line in sorted(first.items(), key=lambda one: one[1])]

    # -- the search --------------------------------------------------------------------------------------------------

    def answer(self) -> Reconciled:
        found = {id(column): self.found(column, self.zones) for column in self.report.columns}
        whole = [one for one in found.values() if one and one[1].best.whole]
        # A report comes from one clock: the zone in which most of it comes out is tried first for all of it.
        fits = {zone: sum(any(hit.frame.zone == zone for hit in one.hits) for _, one, _ in whole)
                for zone in self.zones}
        zones = sorted(self.zones, key=lambda zone: (-fits[zone], self.zones.index(zone)))
        if zones != self.zones:
            self.zones = zones
            found = {id(column): self.found(column, self.zones) for column in self.report.columns}
        told = []
        for column in self.report.columns:
            one = found[id(column)]
            self.unsuitable(column, one[0].unit if one else formulas.unit_of(column.measure))
            if one is not None:
                told.append(self.told(column, *one))
        if not told:
            raise WrongUse(Issue("no-report-column", self.report.name, said("No column holds figures of what it is "
                           "called."), said("Write a known heading over each, such as Offered or SL, or say "
                           "what it is, as in  --column \"SL=service_level\" .")),
                           *self.report.issues)
        calls, numbered = self.calls()
        span = span_of(self.report, self.tally.during) or self.tally.during
        return Reconciled(
            self.report.name, len(self.report.rows), self.report.keys, self.report.interval, str(span.first),
            str(span.until), tuple(told), tuple(self.report.issues), tuple(self.notes()), calls, numbered)

    def unsuitable(self, column: Column, unit: str) -> None:
        """Cells whose figure cannot be of the column's unit are left out, and named."""
        words = {"share": "percentage", "count": "whole number", "seconds": "length of time"}[unit]
        self.report.issues += [
            Issue("unreadable-cell", f"{self.report.name}:{row.line}", said("The figure under {heading} is no {words}.",
                  heading=repr(column.heading), words=words), said("The cell is left out; say what the column is, as "
                  "in  --column \"{heading}=…\" .", heading=column.heading))
            for row, figure in zip(self.report.rows, column.figures, strict=True)
            if figure is not None and not match.suits(figure, unit)]

    def found(self, column: Column, zones: Sequence[ZoneInfo]) -> tuple[Definition, Found, Tally] | None:
        """The candidate for a column, what it is held against being the centre's own definition of the measure."""
        best: tuple[Definition, Found, Tally] | None = None
        for measure in dict.fromkeys((column.measure, ALSO.get(column.measure, column.measure))):
            slug = measure.partition(":")[0]
            own = formulas.own_definition(slug, self.catalogue, measure if ":" in measure else
                                          self.asked.chosen.get(slug, ""))
            places = self.places(column, own.unit)
            if not places:
                continue
            shown = match.printed(column, own.unit, places)
            one = self.search(own, shown, zones)
            if one is not None and (best is None or one[0].best.agreed > best[1].best.agreed):
                best = own, *one
            if best is not None and best[1].best.whole:
                break
        return best

    def places(self, column: Column, unit: str) -> list[int]:
        """The rows to hold candidates against: those wholly loaded, else those loaded in part."""
        there = [place for place, figure in enumerate(column.figures)
                 if figure is not None and match.suits(figure, unit)]
        for state in ("", "half-loaded"):
            some = [place for place in there if self.states[place] == state]
            if some:
                return some
        return []

    def search(
        self, own: Definition, shown: Sequence[Printed], zones: Sequence[ZoneInfo],
    ) -> tuple[Found, Tally] | None:
        """The usual candidates first; where none reproduces every row, odd thresholds and parts of the stays."""
        frames = [Frame(zone, moment) for zone in zones for moment in MOMENTS]
        found = self._held(own, self.limits, shown, self.tally, frames, zones)
        if found is None or found.best.whole:
            return None if found is None else (found, self.tally)
        tries: list[tuple[Found, Tally]] = [(found, self.tally)]
        if "queue" not in self.report.keys:
            kept = [Frame(zones[0], "entered", one) for one in self.kept()]
            if kept and (more := self._held(own, self.limits, shown, self.tally, kept, zones)):
                tries.append((more, self.tally))
        if own.limits():
            fine = self.limits._replace(answer=tuple(sorted({*self.limits.answer, *FINE})), short=())
            tally = self._tally(self.tally.during, fine, "fine_stay")
            if more := self._held(own, fine, shown, tally, frames[:len(MOMENTS)], zones):
                tries.append((more, tally))
        return max(tries, key=lambda one: (one[0].best.agreed, -one[0].best.cost))

    def _held(self, own: Definition, limits: Limits, shown: Sequence[Printed], tally: Tally, frames: Sequence[Frame],
              zones: Sequence[ZoneInfo]) -> Found | None:
        definitions = formulas.candidates(own, self.catalogue, limits)
        tallies: list[tuple[int, Sums]] = [(match.cost_of(frame, zones), tally.sums(frame)) for frame in frames]
        return match.search(definitions, shown, tallies)

    def kept(self) -> list[Kept]:
        """Each queue and channel by itself, and all but it."""
        found = []
        for word in ("queue", "channel"):
            names = self.snapshot.words(word)
            keys = self.tally.run(f"SELECT {word}, count(*) FROM {self.tally.table} WHERE {word} IS NOT NULL "
                                  f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_KEPT}", {})
            if len(keys) > 1:
                found += [Kept(word, key, names[key], only) for only in (False, True) for key, _ in keys]
        return found

    # -- what is told ------------------------------------------------------------------------------------------------

    def told(self, column: Column, own: Definition, found: Found, tally: Tally) -> Told:
        """A column with the way from the centre's own figure to the switch's, in causes that add up."""
        hit = found.best
        there = [place for place, figure in enumerate(column.figures)
                 if figure is not None and match.suits(figure, own.unit)]
        shown = self.shown(column, own.unit, there, hit.shown.reading.name)
        sums, mine = tally.sums(hit.frame), tally.sums(self.own_frame)
        over, under = sums.over(hit.definition), sums.under(hit.definition)
        own_over, own_under = mine.over(own), mine.under(own)
        fits = match.agrees(shown, over[there], under[there], hit.way)
        rows = tuple(
            Compared(self.report.rows[place].line, self.report.rows[place].label, shown.value(at),
                     _ratio(over[place], under[place], shown.whole),
                     _ratio(own_over[place], own_under[place], shown.whole), bool(fits[at]),
                     self.states[place]) for at, place in enumerate(there))
        kept = {place for place, row in zip(there, rows, strict=True) if row.agrees} | set(hit.shown.places)
        adds = not own.under and not own.longest
        road = Road(tally, there if adds else sorted(kept), State(own, self.own_frame), hit,
                    (self.limits.own_answer, self.limits.own_short))
        start = road.value(road.own)
        gaps = _gaps(dict(zip(there, rows, strict=True)), [int(one) for one in under], kept, road)
        steps = [cause for cause in road.steps() if cause.calls or cause.effect]
        causes, left = self.number(steps), self.number(remainder(road, gaps))
        end = None if start is None else start + sum((one.cause.effect for one in (*causes, *left)), Fraction(0))
        return Told(
            column.heading, own, self.own_frame, hit, tuple(found.alike), tuple(found.close), rows, start,
            road.value(road.found), end, causes, left, tuple(self.totals(column, road, shown, hit)),
            (self.limits.own_answer, self.limits.own_short))

    def shown(self, column: Column, unit: str, places: Sequence[int], reading: str) -> Printed:
        ways = match.printed(column, unit, places)
        return next((one for one in ways if one.reading.name == reading), ways[0])

    def number(self, causes: Sequence[Cause]) -> tuple[Numbered, ...]:
        found = tuple(Numbered(len(self.numbered) + place, cause) for place, cause in enumerate(causes, 1))
        self.numbered += found
        return found

    def totals(self, column: Column, road: Road, shown: Printed, hit: match.Hit) -> list[str]:
        """What is to be said of the total rows: a switch may well print the mean of its rows there."""
        found, agreed = list[str](), 0
        for total, figure in zip(self.report.totals, column.totals, strict=True):
            if figure is None or not match.suits(figure, road.own.definition.unit):
                continue
            places = [place for place, row in enumerate(self.report.rows) if all(
                one is None or one == other for one, other in zip(total[1:], row[1:], strict=True))]
            if any(self.states[place] for place in places):
                continue
            part = Road(road.tally, places, road.own, hit)
            value = part.value(part.found)
            like = Column(column.heading, column.place, column.measure, column.hint, [figure, *column.figures])
            one = self.shown(like, road.own.definition.unit, [0], shown.reading.name)
            alone = len(self.report.totals) == 1
            name = said("Its total row") if alone else said("Its total row {row}", row=total.label)
            if value is not None and match.prints(one, value, hit.way):
                agreed += 1
                continue
            told = Told(column.heading, road.own.definition, self.own_frame, hit, (), (), (), None, None, None, (), ())
            printed = [shown.value(at) for at, place in enumerate(shown.places) if place in places]
            mean = sum(printed, Fraction(0)) / len(printed) if printed else None
            plain = mean is not None and road.own.definition.under and match.prints(one, mean, hit.way)
            what = said("the plain mean of its rows") if plain else said("not what its rows come to")
            found.append(said("{row} (line {line}) prints {printed}, {what}; all its calls together give {value}.",
                              row=name, line=total.line, printed=told.write(one.value(0)), what=what,
                              value=told.write(value)))
        if agreed:
            found.insert(0, said("Its total row agrees as well.") if len(self.report.totals) == 1 else said(
                "{number} of its {all} total rows agree as well.", number=agreed, all=len(self.report.totals)))
        return found

    def notes(self) -> list[str]:
        """What is to be said of the report as a whole."""
        found = []
        if "queue" in self.report.keys:
            words, there = self.snapshot.words("queue"), set(self.tally.queues.values())
            span = self.snapshot.calendar.interval(self.tally.during)
            counts = self.tally.run(
                f"SELECT queue, count(*) FROM {self.tally.table} WHERE queue IS NOT NULL AND entered_at >= $start AND "
                "entered_at < $end GROUP BY 1 ORDER BY 2 DESC, 1",
                {"start": span.start.replace(tzinfo=None), "end": span.end.replace(tzinfo=None)})
            missing = [said("{queue} ({number} calls)", queue=words[key], number=write_value(count, "count"))
                       for key, count in counts if key not in there]
            if missing:
                found.append(said("Queues of yours that the report does not have: {queues}.",
                                  queues=together(missing, ", ")))
        if any(one.cause.name == "not-explained" for one in self.numbered):
            ((aside,),) = self.tally.run("SELECT count(*) FROM set_aside s LEFT JOIN file f USING (file) "
                                         "WHERE s.load >= coalesce(f.whole_in, 0)", {})
            if aside:
                found.append(said("{number} rows of your sources were set aside on loading; {command} names them.",
                                  number=write_value(aside, "count"), command="fourscore doctor"))
        return found

    def calls(self) -> tuple[Rows | None, Numbered | None]:
        """The calls of the cause asked for, the oldest first."""
        if self.asked.calls is None:
            return None, None
        one = next((numbered for numbered in self.numbered if numbered.number == self.asked.calls), None)
        if one is None:
            there = said("There are 1 to {number}.", number=len(self.numbered)) if self.numbered else \
                said("There is none: everything agrees.")
            raise WrongUse(Issue("unknown-cause", f"--calls {self.asked.calls}", said("There is no cause with the "
                                 "number {calls}.", calls=self.asked.calls), there))
        if one.cause.name == "set-aside":
            places = ", ".join(map(str, one.cause.rows))
            rows = self.tally.run(
                "SELECT f.path, s.line, s.issue, s.what, s.row_text FROM set_aside s JOIN file f USING (file) "
                f"SEMI JOIN ({one.cause.query}) a ON a.file = s.file AND a.line = s.line AND a.row IN ({places}) "
                "ORDER BY 1, 2", {})
            return Rows(["file", "line", "issue", "what", "text"], rows[:self.asked.most_calls], len(rows)), one
        columns = SHOWN["visit"]
        inside = f"visit AS f SEMI JOIN ({one.cause.query}) q ON q.contact = f.contact AND q.number = f.number"
        ((total,),) = self.tally.run(f"SELECT count(*) FROM {inside} WHERE f.replaced_in IS NULL", {})
        found = self.tally.run(
            f"SELECT {', '.join(columns.values())} FROM {inside} WHERE f.replaced_in IS NULL "
            f"ORDER BY f.entered_at, f.file, f.line LIMIT {int(self.asked.most_calls)}", {})
        paths = dict(self.tally.run("SELECT file, path FROM file", {}))
        return Rows(list(columns), [tuple(as_read(name, value, self.snapshot, paths) for name, value in
                                          zip(columns, row, strict=True)) for row in found], int(total)), one


def _ratio(over: int, under: int, whole: int) -> Fraction | None:
    return Fraction(int(over), int(under) * whole) if under else None


def _gaps(rows: Mapping[int, Compared], under: Sequence[int], kept: set[int], road: Road) -> list[Gap]:
    """The rows that do not agree, each with what it moves the whole figure by."""
    own = road.own.definition
    lost = {place: row for place, row in rows.items() if not row.agrees}
    if own.longest and lost:
        printed = max(row.printed for place, row in rows.items() if place in kept)
        by = printed - (road.value(road.found) or Fraction(0))
        return [Gap(place, by if at == 0 else Fraction(0), row.state) for at, (place, row) in enumerate(lost.items())]
    line = sum(int(under[place]) for place in kept)
    found = []
    for place, row in lost.items():
        by = row.printed - (row.found or Fraction(0))
        if own.under:
            by = by * Fraction(int(under[place]), line) if line and place in kept else Fraction(0)
        found.append(Gap(place, by, row.state))
    return found
