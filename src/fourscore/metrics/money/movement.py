"""This file is about why an amount moved from one period to another: the business done, or the exchange rates.

The constant-currency method: both periods' amounts as they were paid are valued at one rate for each currency, the mean
of its rates on the days of the earlier period. That movement is the business; all the rest is the exchange rate: the
change of rates between the periods, the changes within each, and what both changes do together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.metrics.compile import Snapshot
from fourscore.metrics.metric import Catalogue, Exact, Metric
from fourscore.metrics.money.amounts import amounts
from fourscore.metrics.money.linear import degree, money_parts
from fourscore.metrics.money.rates import WORDS, Rates, Reporting
from fourscore.metrics.plan import Question
from fourscore.terms import Calendar, Issue, WrongUse, kept, said

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Row


class Side(NamedTuple):
    """One period: its question, its answer, and every part of it exactly."""

    question: Question
    row: Row
    parts: Mapping[str, Exact | None]


@dataclass(frozen=True)
class Moved:
    """One currency's share. paid_…: in that currency; rate: the one both are held at; all else as asked for."""

    currency: str
    paid_before: Fraction
    paid_now: Fraction
    before: Fraction
    now: Fraction
    rate: Fraction

    @property
    def change(self) -> Fraction:
        return self.now - self.before

    @property
    def business(self) -> Fraction:
        return (self.paid_now - self.paid_before) * self.rate

    @property
    def exchange(self) -> Fraction:
        return self.change - self.business


@dataclass(frozen=True)
class Movement:
    """A metric of money in two periods, and its change taken apart; `currencies` is empty where `missing` says why.

    change = business + exchange, in all and for each currency, exactly.
    """

    metric: Metric
    before: Row
    now: Row
    sides: tuple[Side, Side]
    reporting: Reporting
    calendar: Calendar
    currencies: tuple[Moved, ...]
    missing: tuple[str, ...]

    @property
    def told(self) -> bool:
        return not self.missing and self.before.value is not None and self.now.value is not None

    def total(self, name: str) -> Fraction | None:
        """`change`, `business` or `exchange` of all currencies; None where a figure is missing."""
        return sum((getattr(one, name) for one in self.currencies), Fraction(0)) if self.told else None

    @property
    def periods(self) -> tuple[str, str]:
        before, now = (self.calendar.name(side.question.during) for side in self.sides)
        return before, now

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        before, now = self.periods
        figures = ("paid_before", "paid_now", "rate", "before", "now", "change", "business", "exchange")
        return {
            "metric": self.metric.slug, "variant": self.metric.variant, "currency": self.reporting.currency,
            "rates": self.reporting.rates, "period": now, "versus": before,
            "value": self.now.as_dict()["value"], "value_versus": self.before.as_dict()["value"],
            "complete": self.now.complete and self.before.complete,
            **{name: _plain(self.total(name)) for name in ("change", "business", "exchange")},
            "currencies": [{"currency": one.currency, **{name: _plain(getattr(one, name)) for name in figures}}
                           for one in self.currencies],
            "missing": list(self.missing),
        }

    @property
    def rule(self) -> str:
        """How it was taken apart, in a sentence for whoever reads it."""
        return (f"Business: what was paid in both periods, each currency at its mean rate of {self.periods[0]}; "
                f"exchange rate: the rest. {self.reporting.currency} {WORDS[self.reporting.rates]}.")


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)


def movement(
    metric: Metric, catalogue: Catalogue, sides: tuple[Side, Side], snapshot: Snapshot, rates: Rates,
) -> Movement:
    """The change from the first side to the second. Raises WrongUse `cannot-split` or `cannot-convert`."""
    _splits(metric, catalogue)
    before, now = sides
    missing = [*before.row.missing, *now.row.missing]
    currencies: list[Moved] = []
    if not missing and before.row.value is not None and now.row.value is not None:
        paid_before, paid_now, worth_before, worth_now = (
            _by_currency(metric, catalogue, side, snapshot, how) for how in (None, rates) for side in sides)
        for currency in sorted({*paid_before, *paid_now}):
            paid, more, worth, grown = (found.get(currency, Fraction(0))
                                        for found in (paid_before, paid_now, worth_before, worth_now))
            rate = rates.mean(currency, before.question.during)
            if rate is None and any((paid, more, worth, grown)):
                missing.append(f"any {rates.reporting.rates.replace('_', '-')} rate of {currency} "
                               f"in {snapshot.calendar.name(before.question.during)}")
            elif any((paid, more, worth, grown)):
                currencies.append(Moved(currency, paid, more, worth, grown, rate or Fraction(0)))
    told = () if missing else tuple(currencies)
    return Movement(metric, before.row, now.row, sides, rates.reporting, snapshot.calendar, told,
                    tuple(dict.fromkeys(missing)))


def _splits(metric: Metric, catalogue: Catalogue) -> None:
    amounts_in = {part.name for part in money_parts(metric, catalogue)}
    below = metric.formulas["den"].parts() if "den" in metric.formulas else ()
    if metric.unit != "money" or not amounts_in or metric.kind not in ("sum", "ratio") or amounts_in & set(below):
        raise WrongUse(Issue(
            "cannot-split", metric.key, said("{measure} is no sum of amounts, nor one divided by a count or a time.",
                                             measure=kept(metric.name)),
            said("Business and exchange rate are told apart for such as sales_revenue, operating_cost or "
                 "revenue_per_sale.")))
    degree(metric, catalogue)


def _by_currency(
    metric: Metric, catalogue: Catalogue, side: Side, snapshot: Snapshot, rates: Rates | None,
) -> dict[str, Fraction]:
    """The metric of each currency alone: as it was paid, or (with rates) converted day by day as the answer was."""
    found: dict[str, dict[str, Fraction]] = {}
    as_stored = rates is not None and rates.as_stored
    for one in amounts(money_parts(metric, catalogue), side.question, snapshot, as_stored=as_stored):
        factor = None if rates is None or as_stored else rates.factor(one.currency, one.day)
        here = found.setdefault(one.currency, {})
        here[one.part] = here.get(one.part, Fraction(0)) + Fraction(one.amount) * (1 if factor is None else factor)
    return {currency: _alone(metric, catalogue, side, parts) for currency, parts in found.items()}


def _alone(metric: Metric, catalogue: Catalogue, side: Side, amounts_in: Mapping[str, Fraction]) -> Fraction:
    """The formula with one currency's amounts; what is no amount stays whole, so currencies add up to the metric."""
    nought: dict[str, Exact | None] = {part.name: Fraction(0) for part in money_parts(metric, catalogue)}
    parts = {**side.parts, **nought, **amounts_in}
    num = metric.formulas["num"].value(parts)
    den = metric.formulas["den"].value(parts) if "den" in metric.formulas else 1
    return Fraction(num or 0) / Fraction(den or 1)
