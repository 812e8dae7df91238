"""This file is about cells: the texts of a row read as days, words and lists, and a row that makes no sense told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from fourscore.terms import LEAVING
from fourscore.warehouse.sources.roster.headings import HEADINGS
from fourscore.warehouse.sources.roster.options import Options
from fourscore.warehouse.sources.roster.told import Note, Row

FIELDS = tuple(HEADINGS)
DAYS = ("from", "until", "last_day", "joined", "loan_from", "loan_until", "loan_last_day", "day")
ENDS = {"last_day": "until", "loan_last_day": "loan_until"}
FIRST, LAST, OPEN = 1950, 2100, 2900  # a day after OPEN is how some systems write that there is no end
CELL = "\x1f"  # between the cells of several columns that say one thing
YES, NO = ("1", "y", "yes", "true", "ja", "oui", "si", "x"), ("0", "n", "no", "false", "nein", "non", "")


class Unreadable(Exception):
    """A row that makes no sense: the issue, and what is wrong."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(what)
        self.name, self.what = name, what


class Cells:
    """Reads the rows of one list."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._days: dict[str, date | None] = {}
        self._between = re.compile("|".join(re.escape(text) for text in (*options.between, CELL)))
        self.unknown_reasons = 0

    def day(self, text: str, what: str) -> date | None:
        """A day as one of the formats says; none for a blank or one of the far end of time. Raises Unreadable."""
        if text not in self._days:
            self._days[text] = self._read_day(text, what)
        return self._days[text]

    def _read_day(self, text: str, what: str) -> date | None:
        if not text:
            return None
        bare = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)
        for form in (*self.options.dates, "%Y-%m-%d"):
            try:
                if form == "excel":
                    found = date(1899, 12, 30) + timedelta(days=int(bare))
                else:
                    found = datetime.strptime(bare, form).date()  # noqa: DTZ007  a day has no zone
            except (ValueError, OverflowError):
                continue
            if found.year >= OPEN:
                return None
            if FIRST <= found.year <= LAST:
                return found
        raise Unreadable("unreadable-cell", f"{what}: {text!r} is no day written as {' or '.join(self.options.dates)}")

    def row(self, file: int, line: int, cells: Mapping[str, str | None], seen: tuple[date, date] | None) -> Row | Note:
        """The row understood, or why it is set aside."""
        try:
            return self._row(file, line, {name: self._bare(cells.get(name)) for name in FIELDS}, seen)
        except Unreadable as wrong:
            return Note(file, line, wrong.name, wrong.what)

    def _bare(self, text: str | None) -> str:
        said = " ".join(text.split(" ")).strip(" \t\r\n\u00a0") if text else ""
        return "" if said.lower() in self.options.empty else said

    def _row(self, file: int, line: int, cells: dict[str, str], seen: tuple[date, date] | None) -> Row:
        name = " ".join(cells["name"].replace(CELL, " ").split())
        if not name:
            raise Unreadable("empty-field", "this row names nobody")
        days = {field: self.day(cells[field], field.replace("_", " ")) for field in DAYS if field != "day"}
        for last, away in ENDS.items():
            if (day := days[last]) is not None:
                days[away] = min(day + timedelta(days=1), days[away] or date.max)
        first, until, joined = days["from"], days["until"], days["joined"]
        if first is None and seen is None:
            first = joined
        self._in_order(first, until, joined)
        loan = self._yes(cells["loan"])
        if loan and not cells["team"]:
            raise Unreadable("empty-field", "a loan names no team")
        lent, back = days["loan_from"], days["loan_until"]
        if lent is not None and back is not None and back <= lent:
            raise Unreadable("until-before-from", f"the loan ends on {back}, before it begins on {lent}")
        if cells["loan_team"] and lent is None and seen is None:
            raise Unreadable("empty-field", "the loan has no first day")
        return Row(
            file, line, f"n{cells['number']}" if cells["number"] else f"-{name}", name, cells["team"] or None, first,
            until, joined, cells["loan_team"] or None, lent, back, loan, self.listed(cells["logins"]),
            self.listed(cells["skills"]), self._role(cells["role"]), cells["site"] or None,
            self._share(cells["full_time"]), self._leaving(cells["leaving"]), seen)

    def _in_order(self, first: date | None, until: date | None, joined: date | None) -> None:
        begun = first or joined
        if begun is not None and until is not None and until <= begun:
            raise Unreadable("until-before-from", f"this ends on {until}, before it begins on {begun}")
        if joined is not None and first is not None and first < joined:
            raise Unreadable("impossible-time", f"in the team from {first}, before joining on {joined}")

    def listed(self, text: str | None) -> tuple[str, ...]:
        """What stands in a cell, or in several, that may hold more than one thing."""
        parts = (part.strip() for part in self._between.split(text or ""))
        return tuple(dict.fromkeys(part for part in parts if part and part.lower() not in self.options.empty))

    def _yes(self, text: str) -> bool:
        if text.lower() not in (*YES, *NO):
            raise Unreadable("unknown-word", f"loan: {text!r} is neither yes nor no")
        return text.lower() in YES

    def _role(self, text: str) -> str | None:
        return self.options.roles.get(text.lower(), text) or None

    def _leaving(self, text: str) -> str | None:
        ours = self.options.leaving.get(text.lower(), text.lower())
        if ours and ours not in LEAVING:
            self.unknown_reasons += 1
            return None
        return ours or None

    def _share(self, text: str) -> Decimal | None:
        """A share of full time: 0.8, 80% or 80."""
        bare = text.removesuffix("%").strip()
        if self.options.shape.decimal == ",":
            bare = bare.replace(",", ".")
        if not bare:
            return None
        try:
            share = Decimal(bare)
        except InvalidOperation:
            raise Unreadable("unreadable-cell", f"full time: {text!r} is no share") from None
        share = share / 100 if text.endswith("%") or share > 2 else share
        if not 0 < share <= 2:
            raise Unreadable("unreadable-cell", f"full time: {text!r} is no share of full time")
        return share
