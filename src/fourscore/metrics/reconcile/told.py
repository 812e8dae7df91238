"""This file is about the answer: what each column of the switch's report is, in words, as rows and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from fourscore.metrics.reconcile.causes import Cause
from fourscore.metrics.reconcile.formulas import Definition, Limit
from fourscore.metrics.reconcile.match import CUT, EITHER, Hit
from fourscore.metrics.reconcile.tally import MOMENT_WORDS, Frame, Kept
from fourscore.metrics.rows import Rows
from fourscore.terms import Issue, said, said_many, together, write_value

OTHERS_SHOWN, ROWS_SHOWN = 3, 5


class Compared(NamedTuple):
    """One row of a column. printed: the switch's; found: by the candidate; own: by the centre's own definition.

    agrees: the candidate prints what is printed. state: why the row was left out of the search, or "".
    """

    line: int
    label: str
    printed: Fraction
    found: Fraction | None
    own: Fraction | None
    agrees: bool
    state: str


@dataclass(frozen=True)
class Numbered:
    """A cause with the number by which its calls can be asked for."""

    number: int
    cause: Cause


@dataclass(frozen=True)
class Told:
    """What one column is. The three values are those of all its rows together, in its unit.

    step: the last digit printed, in the unit. totals: what is to be said of its total rows.
    """

    heading: str
    own: Definition
    own_frame: Frame
    hit: Hit
    alike: tuple[Hit, ...]
    close: tuple[Hit, ...]
    rows: tuple[Compared, ...]
    own_value: Fraction | None
    found_value: Fraction | None
    printed_value: Fraction | None
    causes: tuple[Numbered, ...]
    remainder: tuple[Numbered, ...]
    totals: tuple[str, ...] = ()
    own_limits: tuple[Decimal | None, Decimal | None] = (None, None)

    @property
    def agreed(self) -> int:
        return sum(row.agrees for row in self.rows)

    @property
    def compared(self) -> int:
        return len(self.rows)

    @property
    def whole(self) -> bool:
        return self.agreed == self.compared

    @property
    def unit(self) -> str:
        return self.own.unit

    def write(self, value: Fraction | None) -> str:
        """A value with the digits of the report, where those are fewer than usual or more."""
        if value is not None and self.unit == "share":
            step = 2 * self.hit.shown.step
            digits = next((place for place in range(1, 5) if step * 100 * 10**place >= 1), 4)
            return f"{float(value) * 100:.{digits}f}%"
        return write_value(None if value is None else float(value), self.unit)

    def change(self, effect: Fraction) -> str:
        """By how much, with its sign; a share in points."""
        sign = "−" if effect < 0 else "+"
        if self.unit == "share":
            return said("{number} points", number=f"{sign}{abs(float(effect)) * 100:.2f}")
        size = write_value(abs(float(effect)), self.unit)
        return size if not effect else together([sign, size], "")

    def limit_words(self, definition: Definition) -> str:
        """`a threshold of 20 s`, and the limit of short abandons; "" where it has neither."""
        words = []
        for kind, limit in definition.limits().items():
            own = self.own_limits[0 if kind == "answer" else 1]
            shown = Limit(own) if limit.seconds is None and own is not None else limit
            if shown.seconds is None:
                words.append(said("your own thresholds") if kind == "answer"
                             else said("your own limits of short abandons"))
            else:
                words.append(said("a threshold of {limit}", limit=shown.words) if kind == "answer"
                             else said("a limit of short abandons of {limit}", limit=shown.words))
        return said("{limit} and {other}", limit=words[0], other=words[1]) if len(words) == 2 else together(words)

    def named(self, definition: Definition) -> str:
        """A definition with its limits."""
        limits = self.limit_words(definition)
        return said("{definition} with {limits}", definition=definition.name, limits=limits) if limits \
            else definition.name

    def hit_words(self, hit: Hit) -> str:
        """`service_level:answered with a threshold of 20 s, counted by entry, in Europe/Berlin`."""
        parts = [self.named(hit.definition), said("counted by {moment}", moment=MOMENT_WORDS[hit.frame.moment]),
                 said("in {zone}", zone=hit.frame.zone.key)]
        kept = hit.frame.kept
        if kept:
            parts.append(_kept(kept))
        return together(parts, ", ")

    def summary(self) -> str:
        """The one sentence that matters."""
        reading = self.hit.shown.reading.name
        what = together([
            self.hit_words(self.hit),
            {CUT: said("cut off instead of rounded"), EITHER: said("rounded, exact halves up or down")}.get(
                self.hit.way, ""),
            {"minutes": said("read as minutes"), "hours": said("read as hours")}.get(reading, "")], ", ")
        rows = said_many("{some} of {number} row agrees", "{some} of {number} rows agree", self.compared,
                         some=write_value(self.agreed, "count"), number=write_value(self.compared, "count"))
        if self.whole:
            return said("“{column}” is {definition}: {rows} to the digit printed.", column=self.heading,
                        definition=what, rows=rows)
        return said("“{column}” is nearest to {definition}: {rows} to the digit printed.", column=self.heading,
                    definition=what, rows=rows)

    def paragraph(self) -> Iterator[str]:
        """All there is to say of it, a line each."""
        yield self.summary()
        yield from self.between()
        if self.close:
            yield _in(said("It may as well be: {others}. A finer report (by hour, with more digits) tells.",
                           others=self.listed(self.close)))
        if self.alike:
            yield _in(said("Nothing in these rows tells it from: {others}.", others=self.listed(self.alike, 2)))
        for sentence in self.totals:
            yield _in(sentence)
        lost = [row for row in self.rows if not row.agrees]
        if lost:
            yield _in(said("Rows that do not agree:"))
            for row in lost[:ROWS_SHOWN]:
                yield _in(said("line {line}, {row}: printed {printed}, counted {counted}", line=row.line,
                               row=row.label, printed=self.write(row.printed), counted=self.write(row.found)), 4)
            if len(lost) > ROWS_SHOWN:
                yield _in(said("and {number} more (--format csv lists every row)",
                               number=write_value(len(lost) - ROWS_SHOWN, "count")), 4)

    def listed(self, hits: Sequence[Hit], most: int = OTHERS_SHOWN) -> str:
        """The simplest of these candidates, in words that tell them from the best."""
        more = len(hits) - most
        rest = said("and {number} more", number=write_value(more, "count")) if more > 0 else ""
        return together([*(self.unlike(hit) for hit in hits[:most]), rest], "; ")

    def unlike(self, hit: Hit) -> str:
        """What a candidate does otherwise than the best."""
        parts = []
        if (hit.definition.name, hit.definition.limits()) != (self.hit.definition.name, self.hit.definition.limits()):
            parts.append(self.named(hit.definition))
        if hit.frame.moment != self.hit.frame.moment:
            parts.append(said("counted by {moment}", moment=MOMENT_WORDS[hit.frame.moment]))
        if hit.frame.zone != self.hit.frame.zone:
            parts.append(said("in {zone}", zone=hit.frame.zone.key))
        if hit.frame.kept != self.hit.frame.kept:
            parts.append(said("all queues") if hit.frame.kept is None else _kept(hit.frame.kept))
        return together(parts, ", ")

    def between(self) -> Iterator[str]:
        """The way from the centre's own figure to the switch's."""
        steps = [*self.causes, *self.remainder]
        if not steps:
            yield _in(said("The same as yours: {value}.", value=self.write(self.own_value)))
            return
        yield _in(said("{printed} in the report, {own} by your own definition ({definition}). Between them:",
                       printed=self.write(self.printed_value), own=self.write(self.own_value),
                       definition=self.named(self.own)))
        widths = max(len(self.change(one.cause.effect)) for one in steps)
        for one in steps:
            size = self.change(one.cause.effect)
            yield together([f"    ({one.number}) {' ' * (widths - len(size))}", size, "  ", one.cause.words], "")

    def as_dict(self) -> dict[str, Any]:
        return {
            "column": self.heading, "unit": self.unit, "rows": self.compared, "agreed": self.agreed,
            "is": self._hit(self.hit), "sentence": self.summary(),
            "alike": [self._hit(hit) for hit in self.alike], "close": [self._hit(hit) for hit in self.close],
            "printed": _plain(self.printed_value), "found": _plain(self.found_value), "own": _plain(self.own_value),
            "own_definition": self.own.key or self.own.formula,
            "causes": [{"number": one.number, "cause": one.cause.name, "words": one.cause.words,
                        "effect": _plain(one.cause.effect), "calls": one.cause.calls,
                        "remainder": one in self.remainder} for one in (*self.causes, *self.remainder)],
            "totals": list(self.totals),
        }

    def _hit(self, hit: Hit) -> dict[str, Any]:
        limits = {kind: _limit(limit, own) for (kind, limit), own in
                  ((pair, self.own_limits[0 if pair[0] == "answer" else 1])
                   for pair in hit.definition.limits().items())}
        return {
            "metric": hit.definition.key or None, "formula": hit.definition.formula,
            "once": hit.definition.once or None, "threshold": limits.get("answer"),
            "short_abandon": limits.get("short"), "zone": hit.frame.zone.key,
            "dated_by": hit.frame.moment, "digits": hit.way,
            "kept": None if hit.frame.kept is None else
            {"word": hit.frame.kept.word, "name": hit.frame.kept.name, "only": hit.frame.kept.only},
        }


def _in(sentence: str, blanks: int = 2) -> str:
    """A line below another."""
    return together([" " * blanks, sentence], "")


def _kept(kept: Kept) -> str:
    if kept.word == "queue":
        return said("queue {name} only", name=kept.name) if kept.only else said("without the queue {name}",
                                                                                name=kept.name)
    return said("channel {name} only", name=kept.name) if kept.only else \
        said("without the channel {name}", name=kept.name)


def _limit(limit: Limit, own: Decimal | None) -> dict[str, Any]:
    seconds = own if limit.seconds is None else limit.seconds
    return {"seconds": None if seconds is None else float(seconds), "own": limit.seconds is None,
            "included": not limit.strict}


def _plain(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), 9)


@dataclass(frozen=True)
class Reconciled:
    """The switch's report held against the facts. calls: the rows of the cause that was asked for, else None.

    issues: what of the report was not understood; notes: what is to be said of it as a whole.
    """

    name: str
    rows: int
    keys: tuple[str, ...]
    interval: int | None
    first: str
    until: str
    columns: tuple[Told, ...]
    issues: tuple[Issue, ...]
    notes: tuple[str, ...] = ()
    calls: Rows | None = field(default=None, repr=False)
    asked: Numbered | None = None

    @property
    def whole(self) -> bool:
        """Whether every figure was reproduced, and none had to be left out."""
        return all(column.whole for column in self.columns) and not any(
            issue.name in ("unreadable-cell", "row-twice", "outside-loaded") for issue in self.issues)

    def lines(self) -> Iterator[str]:
        """For a terminal, a paragraph for each column."""
        by = ""
        for key in self.keys:
            word = {"day": said("day"), "queue": said("queue"),
                    "hour": said("{number} minutes", number=self.interval)}[key]
            by = said("{one} and {other}", one=by, other=word) if by else word
        rows = said_many("{number} row", "{number} rows", self.rows, number=write_value(self.rows, "count"))
        yield said("{report}: {rows} by {cut}, {first} up to {until}", report=self.name, rows=rows,
                   cut=by or said("nothing: one row"), first=self.first, until=self.until)
        for column in self.columns:
            yield ""
            yield from column.paragraph()
        if self.notes:
            yield ""
            yield from self.notes

    def table(self) -> tuple[list[str], list[list[str]]]:
        """One line for each column: what it is, how many rows agree, and the three figures."""
        headings = [said("column"), said("is"), said("limits"), said("counted by"), said("zone"), said("rows"),
                    said("report"), said("yours")]
        rows = [[
            told.heading, told.hit.definition.name if told.whole else f"≈ {told.hit.definition.name}",
            told.limit_words(told.hit.definition), told.hit.frame.moment,
            told.hit.frame.zone.key, f"{told.agreed:,}/{told.compared:,}", told.write(told.printed_value),
            told.write(told.own_value)] for told in self.columns]
        return headings, rows

    def cells(self) -> tuple[list[str], list[list[Any]]]:
        """Every figure compared, for a spreadsheet."""
        headings = ["column", "line", "row", "printed", "found", "own", "agrees", "left_out"]
        return headings, [[told.heading, row.line, row.label, _plain(row.printed), _plain(row.found), _plain(row.own),
                           row.agrees, row.state] for told in self.columns for row in told.rows]

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "report": self.name, "rows": self.rows, "by": list(self.keys), "interval_minutes": self.interval,
            "first": self.first, "until": self.until, "whole": self.whole,
            "columns": [column.as_dict() for column in self.columns], "notes": list(self.notes),
            "issues": [issue._asdict() for issue in self.issues],
        }
        if self.calls is not None and self.asked is not None:
            found["calls"] = {"number": self.asked.number, "cause": self.asked.cause.name, "total": self.calls.total,
                              "rows": [dict(zip(self.calls.columns, row, strict=True)) for row in self.calls.rows]}
        return found
