"""This file is about the switch's report as a table: finding its header, its rows, its totals and its figures."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from fourscore.metrics.reconcile import cells
from fourscore.metrics.reconcile.cells import Figure, Hour
from fourscore.terms import Calendar, Days, Issue, Trouble, WrongUse, did_you_mean, headings, said, together
from fourscore.warehouse import workbook_rows

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DEEPEST = 40  # so many lines may stand above the header
TOTALS = ("total", "totals", "sum", "summe", "gesamt", "grand total", "all", "overall", "subtotal", "average", "mean",
          "summary", "alle", "durchschnitt", "ø", "∑", "total average", "gesamtsumme", "zwischensumme")


class Line(NamedTuple):
    """One line of the file, numbered as an editor (or the workbook) numbers it."""

    number: int
    cells: list[str]


class Row(NamedTuple):
    """What one row of the report is about. days: its local days; minute: its time of day; queue: its queue as written.

    A key the report does not have (or that a total row adds up over) is None.
    """

    line: int
    days: Days | None
    minute: int | None
    queue: str | None

    @property
    def label(self) -> str:
        day = self.days and (str(self.days.first) if self.days.length == 1 else f"{self.days.first}..{self.days.until}")
        clock = None if self.minute is None else f"{self.minute // 60:02d}:{self.minute % 60:02d}"
        return " ".join(str(one) for one in (day, clock, self.queue) if one is not None) or "total"


@dataclass
class Column:
    """One column of figures: what its heading says it is, and the figure of each row (None for a blank)."""

    heading: str
    place: int
    measure: str
    hint: headings.Heading
    figures: list[Figure | None] = field(default_factory=list)
    totals: list[Figure | None] = field(default_factory=list)

    @property
    def digits(self) -> int:
        """Trailing zeros are often lost on the way, so a column is as exact as its most exact figure."""
        return max((one.digits for one in self.figures if one is not None), default=0)


@dataclass
class Report:
    """The report as read. keys: which of day, hour and queue tell its rows apart; interval: minutes of a time of day.

    issues: everything a person should know of what was not understood; it never stops the rest.
    """

    name: str
    keys: tuple[str, ...]
    interval: int | None
    rows: list[Row]
    totals: list[Row]
    columns: list[Column]
    issues: list[Issue]


def read_report(
    path: Path, calendar: Calendar, loaded: Days | None, known: Sequence[str], named: Mapping[str, str] | None = None,
) -> Report:
    """The report in that file.

    known: every name a column may be given in `named` (heading → its metric or part, "" to leave it out).
    Raises WrongUse `file-missing`, `empty-file`, `unreadable-file`, `no-such-heading`, `unknown-metric`,
    `no-report-column`, `no-report-rows`.
    """
    sheets = _sheets(path)
    wanted = _named(named or {}, known)
    lines, place = max(((lines, _header(lines, wanted)) for lines in sheets), key=lambda found: found[1].score)
    header, body = lines[place.at].cells if lines else [], lines[place.at + 1:]
    lost = [heading for heading in wanted if heading not in map(headings.plain, header)]
    if lost:
        there = [cell.strip() for cell in header if cell.strip()]
        raise WrongUse(*(Issue("no-such-heading", f"--column {heading}", said("{path} has no column {heading}.",
                               path=path.name, heading=repr(heading)), did_you_mean(heading, there) or
                               said("There are: {there}.", there=', '.join(there))) for heading in lost))
    reading = _Reading(path.name, calendar, loaded, header, wanted)
    if not reading.columns:
        seen = ", ".join(repr(cell.strip()) for cell in header if cell.strip())
        raise WrongUse(Issue("no-report-column", path.name, said("No column of it is understood{it}.", it=said(" (the "
                             "first full line says {seen})", seen=seen) if seen else ""), said("Name one by its "
                             "heading, as in  --column \"SL=service_level\" ; docs/reconcile.md lists what a column "
                             "may be.")))
    report = reading.read(body)
    if not report.rows:
        raise WrongUse(Issue("no-report-rows", f"{path.name}:{lines[place.at].number}", said("Under the headings there "
                             "is no row with a figure in it."), said("Check that this is the report itself and not "
                             "only its cover.")), *report.issues)
    return report


def _named(named: Mapping[str, str], known: Sequence[str]) -> dict[str, str]:
    for heading, meaning in named.items():
        if meaning and meaning not in known and meaning not in headings.KEYS:
            raise WrongUse(Issue("unknown-metric", f"--column {heading}={meaning}", said("There is no metric called "
                                 "{meaning} that a column could be.", meaning=repr(meaning)),
                                 did_you_mean(meaning, [*known, *headings.KEYS]) or said("There are: {known}.",
                                 known=', '.join(known))))
    return {headings.plain(heading): meaning for heading, meaning in named.items()}


def _sheets(path: Path) -> list[list[Line]]:
    if not path.is_file():
        raise WrongUse(Issue("file-missing", str(path), said("There is no such report."), said("Check the name of the "
                             "file.")))
    if path.suffix.lower() in WORKBOOKS:
        try:
            return [[Line(number, row) for number, row in enumerate(rows, 1)] for rows in workbook_rows(path)]
        except Trouble as trouble:
            raise WrongUse(*(issue._replace(remedy="Open it in the program it was written with, and save it anew.")
                             for issue in trouble.issues)) from None
    raw = path.read_bytes()
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise WrongUse(Issue("empty-file", path.name, said("There is nothing in this file."),
                             said("Check the export that wrote it.")))
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = ""
    if not text or "\0" in text:
        raise WrongUse(Issue("unreadable-file", path.name, said("The report is no text and no workbook."),
                             said("Save it as CSV, or as an Excel workbook (.xlsx).")))
    return [_cut(text)]


def _cut(text: str) -> list[Line]:
    """The lines of a text, cut where most of them have the same number of cells."""
    best: list[Line] = []
    most = -1
    for delimiter in ("\t", ";", ",", "|"):
        found, reader = [], csv.reader(io.StringIO(text), delimiter=delimiter)
        start = 1
        for row in reader:
            found.append(Line(start, row))
            start = reader.line_num + 1
        widths = Counter(len(line.cells) for line in found if len(line.cells) > 1)
        width, lines = widths.most_common(1)[0] if widths else (0, 0)
        if width * lines > most:
            best, most = found, width * lines
    return best


class _Place(NamedTuple):
    at: int
    score: int


def _header(lines: Sequence[Line], wanted: Mapping[str, str]) -> _Place:
    """Where the headings stand: the line with the most words that are understood, the first full one where none is."""
    best = _Place(0, -1)
    for at, line in enumerate(lines[:DEEPEST]):
        meanings = [wanted.get(headings.plain(cell)) or headings.understood(cell).meaning
                    for cell in line.cells if cell.strip()]
        full = sum(1 for cell in line.cells if cell.strip() and not any(c.isdigit() for c in cell))
        measures = sum(1 for one in meanings if one and one not in headings.KEYS)
        score = 1000 * measures + 100 * sum(map(bool, meanings)) if measures else min(full, 99)
        if score > best.score:
            best = _Place(at, score)
    return best


class _Reading:
    """One table on its way to a report."""

    def __init__(
        self, name: str, calendar: Calendar, loaded: Days | None, header: Sequence[str], wanted: Mapping[str, str],
    ) -> None:
        self.name, self.calendar, self.loaded = name, calendar, loaded
        self.issues: list[Issue] = []
        self.keys: dict[str, int] = {}
        self.columns: list[Column] = []
        self.strange: dict[str, int] = {}
        self.comma = False
        for place, text in enumerate(header):
            word = headings.plain(text)
            if not word or word in headings.PASSED_OVER or wanted.get(word) == "":
                continue
            hint = headings.understood(text)
            meaning = wanted.get(word) or hint.meaning
            if meaning in headings.KEYS and meaning not in self.keys:
                self.keys[meaning] = place
            elif meaning and meaning not in headings.KEYS:
                self.columns.append(Column(text.strip(), place, meaning, hint))
            elif meaning not in headings.KEYS:
                self.strange[text.strip()] = place

    def passed_over(self, lines: Sequence[Line]) -> None:
        """Columns of figures whose heading is not understood are named; columns of words say nothing here."""
        for text, place in self.strange.items():
            full = [cell for line in lines if (cell := self.cell(line, place).strip())]
            if sum(_is_figure(cell) for cell in full) * 2 > len(full):
                self.issues.append(Issue(
                    "unknown-heading", f"{self.name}, column {text!r}",
                    said("This heading is not understood, so its figures are left out."),
                    together((headings.suggestions(text),
                              said("Say what it is, as in  --column \"{heading}=service_level\" .", heading=text)))))

    def read(self, body: Sequence[Line]) -> Report:
        lines = [line for line in body if sum(1 for cell in line.cells if cell.strip()) > 1]
        self.passed_over(lines)
        self.comma = cells.writes_commas(
            [self.cell(line, column.place) for line in lines for column in self.columns])
        order = cells.Order(True, True)
        if "day" in self.keys:
            order = cells.order_of([self.cell(line, self.keys["day"]) for line in lines], self.calendar, self.loaded)
            if not order.sure:
                self.issues.append(Issue("day-or-month", self.name, said("Its dates can be read with the day or with "
                                         "the month first; they are read with the day first."), said("Write them as "
                                         "2026-03-09 if that is wrong.")))
        hours: list[Hour] = []
        rows: list[Row] = []
        totals: list[Row] = []
        for line in lines:
            row, total = self.row(line, order.day_first, hours)
            if row is None:
                continue
            figures = [self.figure(line, column) for column in self.columns]
            if all(one is None for one in figures):
                continue
            (totals if total else rows).append(row)
            for column, one in zip(self.columns, figures, strict=True):
                (column.totals if total else column.figures).append(one)
        if "hour" not in self.keys and all(one == Hour(0) for one in hours):
            hours, rows = [], [row._replace(minute=None) for row in rows]  # midnight stands for the whole day
        interval = _interval(hours) if hours else None
        keys = tuple(key for key in headings.KEYS if key in self.keys or (key == "hour" and hours))
        for column in self.columns:
            shares = any(one is not None and one.way == "percent" for one in column.figures)
            column.measure = headings.AS_SHARE.get(column.measure, column.measure) if shares else column.measure
        report = Report(self.name, keys, interval, rows, totals, self.columns, self.issues)
        _once(report)
        return report

    @staticmethod
    def cell(line: Line, place: int) -> str:
        return line.cells[place] if place < len(line.cells) else ""

    def row(self, line: Line, day_first: bool, hours: list[Hour]) -> tuple[Row | None, bool]:
        """What a line is about, and whether it is a total; None (with an issue) for one that cannot be read."""
        texts = {key: self.cell(line, place).strip() for key, place in self.keys.items()}
        summed = {key for key, text in texts.items() if not text or _is_total(text)}
        total = bool(summed) or (not texts and any(_is_total(cell) for cell in line.cells))
        days = minute = None
        if "day" in texts and "day" not in summed:
            found = cells.when(texts["day"], self.calendar, day_first)
            if found is None:
                self.lost(line, texts["day"], "day")
                return None, total
            days = found.days
            if found.hour is not None and "hour" not in texts:
                hours.append(found.hour)
                minute = found.hour.minute
        if "hour" in texts and "hour" not in summed:
            clock = cells.hour(texts["hour"]) or _clock_of(texts["hour"], self.calendar, day_first)
            if clock is None:
                self.lost(line, texts["hour"], "time of day")
                return None, total
            hours.append(clock)
            minute = clock.minute
        queue = texts.get("queue") if "queue" not in summed else None
        return Row(line.number, days, minute, queue or None), total

    def lost(self, line: Line, text: str, what: str) -> None:
        self.issues.append(Issue("unreadable-cell", f"{self.name}:{line.number}", said("{text} is no {what}.",
                                 text=repr(text), what=what), said("The row is left out; correct the cell, or write it "
                                 "as 2026-03-09 or 09:30.")))

    def figure(self, line: Line, column: Column) -> Figure | None:
        text = self.cell(line, column.place)
        try:
            return cells.figure(text, self.comma)
        except ValueError:
            self.issues.append(Issue("unreadable-cell", f"{self.name}:{line.number}", said("{text} under {heading} is "
                                     "no number, percentage or length of time.", text=repr(text.strip()),
                                     heading=repr(column.heading)), said("The cell is left out; correct it in the "
                                     "report if it matters.")))
            return None


def _clock_of(text: str, calendar: Calendar, day_first: bool) -> Hour | None:
    """The time of a cell that names its day as well."""
    found = cells.when(text, calendar, day_first)
    return found.hour if found else None


def _is_figure(text: str) -> bool:
    try:
        return cells.figure(text, False) is not None
    except ValueError:
        return bool(re.fullmatch(r"[\d.,]+ ?%?", text))


def _is_total(text: str) -> bool:
    return " ".join(text.lower().replace(":", " ").split()) in TOTALS


def _interval(hours: Iterable[Hour]) -> int:
    """Minutes of one interval: as the cells say, else the coarsest that all of them start on."""
    told = Counter(one.length for one in hours if one.length)
    if told:
        return int(told.most_common(1)[0][0] or 60)
    return next(size for size in (60, 30, 15, 10, 5, 1) if all(one.minute % size == 0 for one in hours))


def _once(report: Report) -> None:
    """Rows that say they are about the same are left out, for it cannot be known which is which."""
    seen = Counter(row._replace(line=0) for row in report.rows)
    twice = [place for place, row in enumerate(report.rows) if seen[row._replace(line=0)] > 1]
    for place in twice:
        row = report.rows[place]
        report.issues.append(Issue("row-twice", f"{report.name}:{row.line}", said("Another row is about {label} as "
                                   "well, so both are left out.", label=row.label), said("Give the report with one row "
                                   "for each date, time and queue, not for each agent or trunk.")))
    gone = set(twice)
    for column in report.columns:
        column.figures = [one for place, one in enumerate(column.figures) if place not in gone]
    report.rows = [row for place, row in enumerate(report.rows) if place not in gone]


def span_of(report: Report, during: Days | None) -> Days | None:
    """The local days the report's rows reach over; `during` where the rows name none."""
    named = [row.days for row in report.rows if row.days is not None]
    if not named:
        return during
    return Days(min(days.first for days in named), max(days.until for days in named))


def days_in(days: Days) -> list[Days]:
    """Each of those days by itself."""
    return [Days(day, day + timedelta(days=1)) for day in
            (days.first + timedelta(days=step) for step in range(days.length))]


