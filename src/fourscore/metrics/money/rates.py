"""This file is about the currency a question wants its money in, and the rates that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import RATE_KINDS, Days, Issue, WrongUse, did_you_mean, said, said_many, together

if TYPE_CHECKING:
    from fourscore.metrics.compile import Snapshot

TRANSACTION, MONTH_AVERAGE, PLAN = RATE_KINDS
WORDS = {TRANSACTION: said("at the rates of the day"), MONTH_AVERAGE: said("at month-average rates"),
         PLAN: said("at plan rates")}
KIND_WORDS = {TRANSACTION: said("transaction"), MONTH_AVERAGE: said("month-average"), PLAN: said("plan")}
WITH_MONEY = ("sale", "cost", "budget", "subscription")
# A rate between two currencies neither of which is the centre's is a quotient; it is cut here, halves to even.
QUOTIENT = Context(prec=28, rounding=ROUND_HALF_EVEN)


class Reporting(NamedTuple):
    """The currency (ISO 4217) money is told in, and which of `terms.RATE_KINDS` leads there."""

    currency: str
    rates: str = TRANSACTION

    @property
    def words(self) -> str:
        """`EUR at the rates of the day`."""
        return together((self.currency, WORDS[self.rates]))

    def __str__(self) -> str:
        return str(self.words)


class Missing(NamedTuple):
    """A rate that would be needed and is not there."""

    kind: str
    currency: str
    day: date

    @property
    def when(self) -> str:
        return f"{self.day:%Y-%m}" if self.kind == MONTH_AVERAGE else f"{self.day}"


def in_words(missing: Iterable[Missing]) -> tuple[str, ...]:
    """What is missing, a line for each kind and currency: `the plan rate of USD for 2026-03-09 and 2 more days`."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in sorted(set(missing)):
        when = found.setdefault((one.kind, one.currency), [])
        when += [one.when] if one.when not in when else []
    lines = []
    for (kind, currency), when in found.items():
        more = len(when) - 3
        days = ", ".join(when[:3])
        if more > 0:
            days = (said_many("{days} and {number} more month", "{days} and {number} more months", more, days=days)
                    if kind == MONTH_AVERAGE
                    else said_many("{days} and {number} more day", "{days} and {number} more days", more, days=days))
        lines.append(said("the {kind} rate of {currency} for {days}", kind=KIND_WORDS[kind], currency=currency,
                          days=days))
    return tuple(lines)


class Rates:
    """The rates of one kind as a snapshot holds them, crossed to the currency asked for.

    own: the centre's currency; every rate that was told leads there. The factor from one currency to another is
    rate / rate, both of that day and kind, to 28 significant digits; to the centre's own it is the rate itself, and
    between a currency and itself 1, known or not.
    """

    def __init__(self, snapshot: Snapshot, own: str, reporting: Reporting) -> None:
        """Raises WrongUse `unknown-rates` or `unknown-currency`."""
        self.own, self.reporting = own, reporting
        if reporting.rates not in RATE_KINDS:
            raise WrongUse(Issue("unknown-rates", repr(reporting.rates),
                                 said("There are no {kind} rates.", kind=repr(reporting.rates)),
                                 did_you_mean(reporting.rates, RATE_KINDS)
                                 or said("There are: {names}.", names=", ".join(RATE_KINDS))))
        known = {own, *(one for (one,) in snapshot.run(_KNOWN, {}))}
        if reporting.currency not in known:
            raise WrongUse(Issue(
                "unknown-currency", repr(reporting.currency),
                said("No rate leads to {currency}.", currency=repr(reporting.currency)),
                did_you_mean(reporting.currency.upper(), known)
                or said("Add it to the file of rates. There are: {names}.", names=", ".join(sorted(known)))))
        self._spans: dict[str, list[tuple[date, date, Fraction]]] = {}
        self._days: dict[tuple[str, date], Fraction] = {}
        if reporting.rates == TRANSACTION:
            rows = snapshot.run("SELECT currency, day, rate FROM rate", {})
            self._days = {(currency, day): Fraction(rate) for currency, day, rate in rows}
        else:
            rows = snapshot.run("SELECT currency, first_day, until_day, rate FROM rate_table WHERE kind = $kind",
                                {"kind": reporting.rates})
            for currency, first, until, rate in rows:
                self._spans.setdefault(currency, []).append((first, until, Fraction(rate)))
        self._factors: dict[tuple[str, date], Fraction | None] = {}

    @property
    def as_stored(self) -> bool:
        """Whether this is what the facts carry already: the centre's currency at the rates of the day."""
        return self.reporting == Reporting(self.own)

    def factor(self, currency: str, day: date) -> Fraction | None:
        """What one unit of `currency` was worth on that local day; None where a rate is missing."""
        if (currency, day) not in self._factors:
            self._factors[currency, day] = self._factor(currency, day)
        return self._factors[currency, day]

    def missing(self, currency: str, day: date) -> list[Missing]:
        """Which rates `factor` lacks."""
        ends = () if currency == self.reporting.currency else (currency, self.reporting.currency)
        return [Missing(self.reporting.rates, one, day) for one in ends if self._rate(one, day) is None]

    def mean(self, currency: str, days: Days) -> Fraction | None:
        """The mean factor of those local days on which one is known, to 28 digits; None where there is none."""
        factors = [one for step in range(days.length)
                   if (one := self.factor(currency, date.fromordinal(days.first.toordinal() + step))) is not None]
        return _cut(sum(factors, Fraction(0)) / len(factors)) if factors else None

    def _factor(self, currency: str, day: date) -> Fraction | None:
        if currency == self.reporting.currency:
            return Fraction(1)
        here, there = self._rate(currency, day), self._rate(self.reporting.currency, day)
        if here is None or there is None:
            return None
        return here if there == 1 else _cut(here / there)

    def _rate(self, currency: str, day: date) -> Fraction | None:
        if currency == self.own:
            return Fraction(1)
        if self.reporting.rates == TRANSACTION:
            return self._days.get((currency, day))
        return next((rate for first, until, rate in self._spans.get(currency, ()) if first <= day < until), None)


_KNOWN = " UNION ".join(f"SELECT currency FROM {table}" for table in ("rate", "rate_table", *WITH_MONEY))


def _cut(value: Fraction) -> Fraction:
    return Fraction(QUOTIENT.divide(Decimal(value.numerator), Decimal(value.denominator)))
