"""This file is about reading exchange rates: a CSV file with the columns day, currency, rate and perhaps kind."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from fourscore.settings.model import RateLine, TableRate
from fourscore.settings.money.currencies import CURRENCIES
from fourscore.terms import RATE_KINDS, Calendar, Issue, WrongUse, did_you_mean, said

COLUMNS = ("day", "currency", "rate")
KIND = "kind"
TRANSACTION, MONTH_AVERAGE, PLAN = RATE_KINDS
REMEDY = "Write rows such as  2026-03-09,USD,0.9214  below the heading  day,currency,rate"
REMEDIES = {
    TRANSACTION: REMEDY,
    MONTH_AVERAGE: "Write rows such as  2026-03,USD,0.9214,month_average  below the heading  day,currency,rate,kind",
    PLAN: "Write rows such as  2026,USD,0.92,plan  (a fiscal year) or  2026-07-01,USD,0.9,plan  (from that day on) "
    "below the heading  day,currency,rate,kind",
}
FAR = date(9000, 1, 1)  # beyond it there is no next month or year to end with
LONGER_THAN_A_YEAR = timedelta(days=400)  # from the first day of any fiscal year it leads into the next


class Rates(NamedTuple):
    """Rates of single days, and those of the other tables, oldest first."""

    days: tuple[RateLine, ...] = ()
    tables: tuple[TableRate, ...] = ()


def read_rates(path: Path, currency: str, calendar: Calendar) -> tuple[Rates, list[Issue]]:
    """Every rate in the file, with issues naming file and line; `currency` is the centre's own.

    A month's average holds on the days of its calendar month. A plan holds from its day (or the first day of its
    fiscal year, quarter or month) until the next plan of that currency, and at most to the end of its fiscal year.
    """
    issues: list[Issue] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reading = _Reading(path.name, currency, calendar, issues)
            reading.read(file)
            return reading.rates(), issues
    except UnicodeDecodeError as wrong:
        what, remedy = f"Byte {wrong.start + 1} is not UTF-8 text.", "Save the file again with the encoding UTF-8."
        issues.append(Issue("not-utf-8", path.name, what, remedy))
    except (OSError, csv.Error) as wrong:
        what = said("The file cannot be read: {wrong}.", wrong=str(wrong))
        remedy = said("Check that it is a CSV file and that you may read it.")
        issues.append(Issue("unreadable-file", path.name, what, remedy))
    return Rates(), issues


class _Reading:
    """What has been read of one file so far: for each kind, first day and currency the rate."""

    def __init__(self, file: str, own: str, calendar: Calendar, issues: list[Issue]) -> None:
        self.file, self.own, self.calendar, self.issues = file, own, calendar, issues
        self.found: dict[tuple[str, str, date], Decimal] = {}

    def tell(self, line: int, what: str, remedy: str = REMEDY) -> None:
        self.issues.append(Issue("bad-rate", f"{self.file}:{line}", what, remedy))

    def read(self, lines: Iterable[str]) -> None:
        rows = csv.reader(lines)
        heading = [cell.strip().lower() for cell in next(rows, [])]
        if sorted(heading) not in (sorted(COLUMNS), sorted((*COLUMNS, KIND))):
            self.tell(1, said("The heading should name day, currency and rate, and may name kind."))
            return
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < len(heading):
                self.tell(rows.line_num, said("The row has too few cells."))
                continue
            self.row(rows.line_num, dict(zip(heading, (cell.strip() for cell in cells), strict=False)))

    def row(self, line: int, cells: dict[str, str]) -> None:
        kind = "_".join(cells.get(KIND, "").lower().replace("-", " ").replace("_", " ").split()) or TRANSACTION
        if kind not in RATE_KINDS:
            near = did_you_mean(kind, RATE_KINDS)
            self.tell(line, said("{cells} is no kind of rate.", cells=repr(cells[KIND])),
                      f"{near} Write transaction (or nothing), month_average or plan.".strip())
            return
        day = self.first_day(kind, cells["day"])
        rate = _number(cells["rate"])
        if day is None:
            what = {TRANSACTION: "day", MONTH_AVERAGE: "month", PLAN: "fiscal year or day"}[kind]
            self.tell(line, said("{day} is not a {what}.", day=repr(cells['day']), what=what), REMEDIES[kind])
        elif rate is None:
            self.tell(line, said("{rate} is not a rate above nought.", rate=repr(cells['rate'])), REMEDIES[kind])
        elif cells["currency"] not in CURRENCIES:
            self.tell(line,
                      said("{currency} is not a currency code.", currency=repr(cells['currency'])), REMEDIES[kind])
        elif cells["currency"] == self.own:
            self.tell(line,
                      said("{own} is the centre's own currency, and needs no rate.", own=self.own), REMEDIES[kind])
        elif self.found.setdefault((kind, cells["currency"], day), rate) != rate:
            of = "" if kind == TRANSACTION else f" ({kind.replace('_', ' ')})"
            when = f"in {day:%Y-%m}" if kind == MONTH_AVERAGE else f"on {day}" if kind == TRANSACTION else f"from {day}"
            self.tell(line, said("{currency} has two different rates {when}{of}.", currency=cells['currency'],
                                 when=when, of=of),
                      said("Keep the one that is right."))

    def first_day(self, kind: str, text: str) -> date | None:
        """The first day the rate holds on; none where the text cannot be read."""
        try:
            if kind == TRANSACTION:
                return date.fromisoformat(text)
            if kind == PLAN:
                day = self.calendar.period(text).first
            else:
                day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
            return day if day < FAR else None
        except (ValueError, WrongUse):
            return None

    def rates(self) -> Rates:
        days = [RateLine(day, currency, rate) for (kind, currency, day), rate in self.found.items()
                if kind == TRANSACTION]
        tables = [TableRate(kind, day, self.until(kind, currency, day), currency, rate)
                  for (kind, currency, day), rate in self.found.items() if kind != TRANSACTION]
        return Rates(tuple(sorted(days)), tuple(sorted(tables)))

    def until(self, kind: str, currency: str, day: date) -> date:
        if kind == MONTH_AVERAGE:
            return (day + timedelta(days=31)).replace(day=1)
        end = self.calendar.fiscal_year(self.calendar.fiscal_year(day) + LONGER_THAN_A_YEAR)
        later = (first for of, which, first in self.found if (of, which) == (kind, currency) and first > day)
        return min((*later, end))


def _number(text: str) -> Decimal | None:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and rate > 0 else None
