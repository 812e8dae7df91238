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
from fourscore.terms import Issue, write_value

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
            return f"{sign}{abs(float(effect)) * 100:.2f} points"
        size = write_value(abs(float(effect)), self.unit)
        return size if not effect else f"{sign}{size}"

    def limit_words(self, definition: Definition) -> str:
        """`with a threshold of 20 s`, and the limit of short abandons; "" where it has neither."""
        words = []
        for kind, limit in definition.limits().items():
            own = self.own_limits[0 if kind == "answer" else 1]
            shown = Limit(own) if limit.seconds is None and own is not None else limit
            many = "s" if shown.seconds is None else ""
            article = "" if shown.seconds is None else "a "
            what = f"threshold{many} of" if kind == "answer" else f"limit{many} of short abandons of"
            words.append(f"{article}{what} {shown.words}" if shown.seconds is not None
                         else f"your own {what.removesuffix(' of')}")
        return f"with {' and '.join(words)}" if words else ""

    def hit_words(self, hit: Hit) -> str:
        """`service_level:answered with a threshold of 20 s, counted by entry, in Europe/Berlin`."""
        named = hit.definition.name
        parts = [" ".join(word for word in (named, self.limit_words(hit.definition)) if word),
                 f"counted by {MOMENT_WORDS[hit.frame.moment]}", f"in {hit.frame.zone.key}"]
        kept = hit.frame.kept
        if kept:
            parts.append(_kept(kept))
        return ", ".join(parts)

    def summary(self) -> str:
        """The one sentence that matters."""
        rows = f"{self.agreed:,} of {self.compared:,} {'row agrees' if self.compared == 1 else 'rows agree'}"
        cut = {CUT: ", cut off instead of rounded", EITHER: f", {EITHER}"}.get(self.hit.way, "")
        read = f", read as {self.hit.shown.reading.name}" if self.hit.shown.reading.name in ("minutes", "hours") else ""
        verb = "is" if self.whole else "is nearest to"
        return (f"“{self.heading}” {verb} {self.hit_words(self.hit)}{cut}{read}: {rows} to the digit printed.")

    def paragraph(self) -> Iterator[str]:
        """All there is to say of it, a line each."""
        yield self.summary()
        yield from self.between()
        if self.close:
            yield f"  It may as well be: {self.listed(self.close)}. A finer report (by hour, with more digits) tells."
        if self.alike:
            yield f"  Nothing in these rows tells it from: {self.listed(self.alike, 2)}."
        for sentence in self.totals:
            yield f"  {sentence}"
        lost = [row for row in self.rows if not row.agrees]
        if lost:
            yield "  Rows that do not agree:"
            for row in lost[:ROWS_SHOWN]:
                yield f"    line {row.line}, {row.label}: printed {self.write(row.printed)}, counted " \
                      f"{self.write(row.found)}"
            if len(lost) > ROWS_SHOWN:
                yield f"    and {len(lost) - ROWS_SHOWN:,} more (--format csv lists every row)"

    def listed(self, hits: Sequence[Hit], most: int = OTHERS_SHOWN) -> str:
        """The simplest of these candidates, in words that tell them from the best."""
        shown = "; ".join(self.unlike(hit) for hit in hits[:most])
        more = len(hits) - most
        return f"{shown}{f'; and {more:,} more' if more > 0 else ''}"

    def unlike(self, hit: Hit) -> str:
        """What a candidate does otherwise than the best."""
        parts = []
        if (hit.definition.name, hit.definition.limits()) != (self.hit.definition.name, self.hit.definition.limits()):
            parts.append(" ".join(word for word in (hit.definition.name, self.limit_words(hit.definition)) if word))
        if hit.frame.moment != self.hit.frame.moment:
            parts.append(f"counted by {MOMENT_WORDS[hit.frame.moment]}")
        if hit.frame.zone != self.hit.frame.zone:
            parts.append(f"in {hit.frame.zone.key}")
        if hit.frame.kept != self.hit.frame.kept:
            parts.append("all queues" if hit.frame.kept is None else _kept(hit.frame.kept))
        return ", ".join(parts)

    def between(self) -> Iterator[str]:
        """The way from the centre's own figure to the switch's."""
        steps = [*self.causes, *self.remainder]
        if not steps:
            yield f"  The same as yours: {self.write(self.own_value)}."
            return
        own = " ".join(word for word in (self.own.name, self.limit_words(self.own)) if word)
        yield f"  {self.write(self.printed_value)} in the report, {self.write(self.own_value)} by your own " \
              f"definition ({own}). Between them:"
        widths = max(len(self.change(one.cause.effect)) for one in steps)
        for one in steps:
            yield f"    ({one.number}) {self.change(one.cause.effect):>{widths}}  {one.cause.words}"

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


def _kept(kept: Kept) -> str:
    return f"{kept.word} {kept.name} only" if kept.only else f"without the {kept.word} {kept.name}"


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
        told = {"day": "day", "hour": f"{self.interval} minutes", "queue": "queue"}
        by = " and ".join(told[key] for key in self.keys) or "nothing: one row"
        rows = f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}"
        yield f"{self.name}: {rows} by {by}, {self.first} up to {self.until}"
        for column in self.columns:
            yield ""
            yield from column.paragraph()
        if self.notes:
            yield ""
            yield from self.notes

    def table(self) -> tuple[list[str], list[list[str]]]:
        """One line for each column: what it is, how many rows agree, and the three figures."""
        headings = ["column", "is", "limits", "counted by", "zone", "rows", "report", "yours"]
        rows = [[
            told.heading, told.hit.definition.name if told.whole else f"≈ {told.hit.definition.name}",
            told.limit_words(told.hit.definition).removeprefix("with "), told.hit.frame.moment,
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
