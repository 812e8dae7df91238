"""This file is about adding what reports told to what single facts tell, or saying why there is no number.

Where single calls of a queue and time are loaded, a report's row of them counts nothing; so does a row of which another
report tells the same more finely. A row counts where it lies in one cell and in the time asked about as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.metrics.buckets import TIMES, Bucket
from fourscore.metrics.catalogue.fields import WORD_NAMES
from fourscore.metrics.compile import filters, key_columns
from fourscore.metrics.told.known import KnownTold, Report, claimed, overlapping, utc
from fourscore.metrics.told.parts import AGENTS, MADE_OF, TOLD
from fourscore.terms import all_of, kept, said
from fourscore.warehouse import told_rows

if TYPE_CHECKING:
    from fourscore.metrics.compile import Snapshot
    from fourscore.metrics.metric import Catalogue, Exact, Metric, Part
    from fourscore.metrics.plan import Question
    from fourscore.terms import Interval

Cell = tuple[tuple[Any, ...], ...]
Spans = list[tuple[datetime, datetime]]
# The limits in force on a day, as `warehouse` reads them: a queue's own before the general one, the latest begun.
LIMIT = (
    "(SELECT arg_max(t.{0}, (t.queue IS NOT NULL)::BIGINT * 10000000 + (t.first_day - DATE '0001-01-01')) "
    "FROM threshold t WHERE t.first_day <= f.{1} AND (t.queue IS NULL OR t.queue = f.queue))"
)
NEEDS_CALLS = said("needs single calls; this centre told interval sums only")
PARTLY_SUMS = said("needs single calls, and some of that time is told as interval sums only")


class Sum(NamedTuple):
    """One part of a cell: what the rows that tell it add up to, and how many rows of that time do not tell it."""

    value: Any
    untold: int


class Sums:
    """What reports told of one question, beside the single facts."""

    def __init__(self, known: KnownTold, question: Question, catalogue: Catalogue, snapshot: Snapshot) -> None:
        self.known, self.question, self.catalogue, self.snapshot = known, question, catalogue, snapshot
        self.cells: dict[Cell, dict[str, Sum]] = {}
        self.present: dict[str, set[Cell]] = {}  # cells that hold rows
        self.cut: dict[str, list[tuple[Cell, datetime, datetime]]] = {}  # rows that reach beyond their cell
        self.cut_cells: set[Cell] = set()
        self.apart: dict[str, Spans] = {}  # time of rows that do not name what is asked by
        self.partly: dict[str, Spans] = {}  # time of rows that single facts cover in part
        self.missing: dict[str, Spans] = {}
        parts = [catalogue.parts[name] for metric in question.metrics for name in metric.parts()]
        for kind in dict.fromkeys(kind for part in parts if (kind := known.kind_of(part))):
            tellable = [part for part in dict.fromkeys(parts) if part.name in TOLD and MADE_OF.get(part.of) == kind]
            _Reading(self, kind, tellable).read()

    def touches(self, kind: str, cell: Cell, span: Interval) -> bool:
        """Whether a report tells any of that cell which no single fact covers."""
        return cell in self.present.get(kind, ()) or self.is_cut(kind, cell, span) or overlapping(
            self.apart.get(kind, ()), utc(span.start), utc(span.end))

    def touched(self, metric: Metric, cell: Cell, span: Interval) -> bool:
        kinds = {self.known.kind_of(self.catalogue.parts[name]) for name in metric.parts()}
        return any(kind and self.touches(kind, cell, span) for kind in kinds)

    def is_cut(self, kind: str, cell: Cell, span: Interval) -> bool:
        words = self.words(cell)
        return any(self.words(other) == words and overlapping(((start, end),), utc(span.start), utc(span.end))
                   for other, start, end in self.cut.get(kind, ()))

    def words(self, cell: Cell) -> Cell:
        return tuple(key for name, key in zip(self.question.by, cell, strict=True) if name not in TIMES)

    def with_told(self, part: Part, cell: Cell, span: Interval, single: Exact | None) -> Exact | None:
        """What single facts gave (None: nothing known) with what reports told; None where some of it is not told."""
        kind = self.known.kind_of(part)
        if kind is None or part.name not in TOLD:
            return single
        if self.is_cut(kind, cell, span):
            return None
        found = self.cells.get(cell, {}).get(part.name)
        if found is None:  # an interval that no row tells is not known to have been empty
            return single if self.snapshot.coverage.of(kind, span)[0] else None
        if found.untold or found.value is None:
            return None
        value = found.value if isinstance(found.value, int) else Fraction(found.value)
        if single is None:
            return value
        return max(single, value) if part.aggregate == "max" else single + value

    def whole(self, metric: Metric, cell: Cell, span: Interval) -> bool:
        """Whether nothing of that time is known in sums only that this metric cannot use, or not known at all."""
        start, end = utc(span.start), utc(span.end)
        for part in (self.catalogue.parts[name] for name in metric.parts()):
            kind = self.known.kind_of(part)
            if kind is None:
                continue
            if self.is_cut(kind, cell, span) or any(overlapping(
                    spans.get(kind, ()), start, end) for spans in (self.apart, self.partly, self.missing)):
                return False
            if part.name not in TOLD and self.touches(kind, cell, span):
                return False
        return True

    def mixes(self, metric: Metric, cell: Cell) -> bool:
        """Whether one part of the metric counts what a report told and another cannot: they are not of the same."""
        parts = [self.catalogue.parts[name] for name in metric.parts()]
        told = any((found := self.cells.get(cell, {}).get(part.name)) and found.value for part in parts)
        return told and any(part.name not in TOLD and self.known.kind_of(part) for part in parts)

    def why(self, metric: Metric, cell: Cell, span: Interval) -> str:
        """Why there is no number of this metric in that cell, as far as it lies with reports; "" where it does not."""
        for part in (self.catalogue.parts[name] for name in metric.parts()):
            kind = self.known.kind_of(part)
            untimed = self.known.reports and not self.known.covered[AGENTS]
            if kind is None and untimed and MADE_OF.get(part.of) == AGENTS:
                return said("needs agents' log-ins, or a report that tells their time; neither is loaded")
            if kind is None or not self.touches(kind, cell, span):
                continue
            if part.name not in TOLD:
                return PARTLY_SUMS if self.known.covered[kind] else NEEDS_CALLS
            names = all_of(repr(report.name) for report in self.known.standing(kind))
            if self.is_cut(kind, cell, span):
                words = all_of(dict.fromkeys(report.words for report in self.known.standing(kind)))
                return said("needs a part of what the report of {sources} tells only for whole {spans}", sources=names,
                            spans=words)
            found = self.cells.get(cell, {}).get(part.name)
            if found is None or found.untold:
                return self._untold(part, kind, names)
        return ""

    def _untold(self, part: Part, kind: str, names: str) -> str:
        if any(part.name in report.tells for report in self.known.standing(kind)) and "within" in part.words:
            return said("needs {part}, and the report of {sources} tells it within another limit than the one in "
                        "force; any other needs single calls", part=kept(part.words), sources=names)
        return said("needs {part}, which the report of {sources} does not tell for all of that time",
                    part=kept(part.words), sources=names)


def cell_of(found: tuple[Any, ...], groups: Sequence[Sequence[str]]) -> tuple[Cell, int]:
    """The cell a row of an answer begins with, and how many columns that are."""
    cell, place = [], 0
    for group in groups:
        cell.append(found[place:place + len(group)])
        place += len(group)
    return tuple(cell), place


class _Reading:
    """The rows of reports for one kind of single fact."""

    def __init__(self, told: Sums, kind: str, parts: Sequence[Part]) -> None:
        self.told, self.kind, self.parts = told, kind, parts
        self.question, self.snapshot = told.question, told.snapshot
        self.reports = sorted(told.known.standing(kind), key=lambda report: report.rank)
        named = [name for name in (*self.question.by, *self.question.where) if name not in TIMES]
        self.usable = [report for report in self.reports if all(name in report.bears for name in named)]
        for report in self.reports:
            told.missing.setdefault(kind, []).extend(report.missing)

    def read(self) -> None:
        self._apart()
        if self.usable:
            self._sums()
            self._spans()

    def _rows(self, reports: Sequence[Report]) -> str:
        """Rows no single fact covers as a whole, with the limits in force and whether they are cut."""
        during, covered = self.question.during, self.told.known.covered[self.kind]
        sources = ", ".join(str(report.source) for report in reports)
        limits = ", ".join(
            f"CASE WHEN {LIMIT.format(limit, 'day')} = {LIMIT.format(limit, 'last_day')} THEN "
            f"{LIMIT.format(limit, 'day')} END AS {name}"
            for limit, name in (("answer_within_s", "limit_s"), ("short_abandon_s", "short_limit_s")))
        times = [name for name in dict.fromkeys((*self.question.by, *self.question.where)) if name in TIMES]
        cut = ["f.day < $first", "f.last_day >= $until", *(test for name in times for test in self._reaching(name))]
        rows = told_rows(self.snapshot.calendar.zone, during.first, during.until)
        return (
            f"(SELECT f.*, {limits}, {' OR '.join(cut)} AS is_cut, {claimed(covered)} AS is_covered, "
            f"{claimed(covered, whole=True)} AS is_whole FROM {rows} f WHERE f.source IN ({sources}))")

    def _reaching(self, name: str) -> list[str]:
        """Tests for a row that begins in one cell of that time and ends in another."""
        tests = ["f.day <> f.last_day"] if name in ("weekday", "hour_of_day") else []
        for column in Bucket(name, self.snapshot.calendar).columns():
            last = column
            for place in ("slot", "day", "half"):
                last = last.replace(f"f.{place}", f"f.last_{place}")
            tests.append(f"{column} <> {last}")
        return tests

    def _where(self, *, times: bool) -> tuple[str, dict[str, Any]]:
        """The question's conditions; without `times` those on words alone, for rows that reach beyond the time."""
        where = {name: wanted for name, wanted in self.question.where.items()
                 if name in WORD_NAMES or (times and name in TIMES)}
        conditions, values = filters("interval", where, self.question.during, self.snapshot)
        return " AND ".join((conditions if times else conditions[2:]) or ["true"]), values

    def _others(self, report: Report, part: Part, *, better: bool) -> str:
        """Whether another report tells that part of a row's queue and time; better: and comes before it."""
        claims = [claim for other in self.usable if other is not report and part.name in other.tells
                  and (not better or other.rank < report.rank) for claim in other.claims]
        return claimed(claims)

    def _columns(self, part: Part) -> list[str]:
        """A part's sum, and how many rows do not tell it though nobody else does."""
        value = TOLD[part.name]
        counts, untold = [], []
        for report in self.usable:
            mine = f"f.source = {report.source}"
            counts.append(f"({mine} AND NOT {self._others(report, part, better=True)})")
            untold.append(f"({mine} AND NOT {self._others(report, part, better=False)})")
        return [f"{part.aggregate}({value}) FILTER ({' OR '.join(counts)})",
                f"count(*) FILTER (({value}) IS NULL AND ({' OR '.join(untold)}))"]

    def _sums(self) -> None:
        question = self.question
        groups = [key_columns(name, self.snapshot.calendar) for name in question.by]
        keys = [column for group in groups for column in group]
        where, values = self._where(times=True)
        columns = ["count(*)", *(column for part in self.parts for column in self._columns(part))]
        sql = (f"SELECT {', '.join([*keys, *columns])} FROM {self._rows(self.usable)} f "
               f"WHERE NOT is_cut AND NOT is_covered AND {where}")
        sql += f" GROUP BY {', '.join(str(at + 1) for at in range(len(keys)))}" if keys else " HAVING count(*) > 0"
        for found in self.snapshot.run(sql, values):
            cell, place = cell_of(found, groups)
            sums = {part.name: Sum(found[place + 2 * at + 1], found[place + 2 * at + 2])
                    for at, part in enumerate(self.parts)}
            self.told.present.setdefault(self.kind, set()).add(cell)
            self.told.cells.setdefault(cell, {}).update(sums)

    def _spans(self) -> None:
        """The time of rows that are cut, by the words they name, and of those covered in part."""
        words = [name for name in self.question.by if name not in TIMES]
        keys = "".join(f"f.{name}, " for name in words)
        where, values = self._where(times=False)
        values |= {"first": self.question.during.first, "until": self.question.during.until}
        rows = self._rows(self.usable)
        named: dict[str, tuple[Any, ...]] = dict.fromkeys(self.question.by, ())
        for *key, start, end in self.snapshot.run(
                f"SELECT DISTINCT {keys}f.started_at, f.ended_at FROM {rows} f "
                f"WHERE is_cut AND NOT is_covered AND {where}", values):
            named |= {name: (value,) for name, value in zip(words, key, strict=True)}
            self.told.cut.setdefault(self.kind, []).append((tuple(named.values()), start, end))
        groups = [key_columns(name, self.snapshot.calendar) for name in self.question.by]
        if groups:
            inside = f"(SELECT * REPLACE (greatest(day, $first) AS day) FROM {rows})"
            found = self.snapshot.run(f"SELECT DISTINCT {', '.join(column for group in groups for column in group)} "
                                      f"FROM {inside} f WHERE is_cut AND NOT is_covered AND {where}", values)
            self.told.cut_cells |= {cell_of(row, groups)[0] for row in found}
        self.told.partly[self.kind] = [(start, end) for start, end in self.snapshot.run(
            f"SELECT DISTINCT f.started_at, f.ended_at FROM {rows} f WHERE is_covered AND NOT is_whole AND {where}",
            values)]

    def _apart(self) -> None:
        """The time of rows that do not name what is asked by and that no report which does tells."""
        others = [report for report in self.reports if report not in self.usable]
        if not others:
            return
        telling = claimed([claim for report in self.usable for claim in report.claims])
        values: Mapping[str, Any] = {"first": self.question.during.first, "until": self.question.during.until}
        self.told.apart[self.kind] = [(start, end) for start, end in self.snapshot.run(
            f"SELECT DISTINCT f.started_at, f.ended_at FROM {self._rows(others)} f "
            f"WHERE NOT is_covered AND NOT {telling}", values)]
