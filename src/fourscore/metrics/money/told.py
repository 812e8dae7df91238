"""This file is about one question's money: the currency and rates it is told in, and which parts of it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fourscore.metrics.compile import Snapshot
from fourscore.metrics.metric import Catalogue, Metric, Part
from fourscore.metrics.money.amounts import Cell, Converted, check, convert, waiting, wanted
from fourscore.metrics.money.linear import money_parts
from fourscore.metrics.money.rates import Missing, Rates, Reporting
from fourscore.metrics.plan import Question
from fourscore.terms import Interval

# What is worked out from facts that may wait for a rate.
MADE_OF = {"contact_subscribed": "subscription", "first_subscription": "subscription", "first_sale": "sale"}


def _kind(part: Part) -> str:
    return MADE_OF.get(part.of, part.of)


class Told:
    """The question's amounts: as facts carry them (money None), or converted to the currency and rates asked for."""

    def __init__(
        self, question: Question, catalogue: Catalogue, snapshot: Snapshot, own: str, money: Reporting | None,
    ) -> None:
        """Raises WrongUse `unknown-rates`, `unknown-currency` or `cannot-convert`."""
        self.catalogue, self.reporting = catalogue, money or Reporting(own)
        self.parts = {part.name: part for part in wanted(question, catalogue, snapshot)}
        every = {catalogue.parts[name] for metric in question.metrics for name in metric.parts()}
        self.waits = waiting(snapshot, map(_kind, every), own)
        self._held: dict[tuple[str, Interval], frozenset[Missing]] = {}
        self._of: dict[str, Reporting | None] = {}
        self.converted: Converted | None = None
        rates = Rates(snapshot, own, money) if money is not None else None
        if rates is not None and not rates.as_stored:
            check(question, catalogue)
            self.converted = convert(self.parts.values(), question, snapshot, rates)

    def of(self, metric: Metric) -> Reporting | None:
        """What to write beside a number of this metric; None where no amount is in it."""
        if metric.key not in self._of:
            amount = metric.unit == "money" or money_parts(metric, self.catalogue)
            self._of[metric.key] = self.reporting if amount else None
        return self._of[metric.key]

    def value(self, part: Part, cell: Cell, stored: Any) -> Any:
        """The part in the currency asked for; `stored` where it is no amount, or asked for as it is stored."""
        if self.converted is None or part.name not in self.parts:
            return stored
        return self.converted.values.get((cell, part.name))

    def waiting(self, part: Part, span: Interval) -> frozenset[Missing]:
        """The rates for which rows of that time wait that this part would be counted over."""
        key = _kind(part), span
        if key not in self._held:
            here = (one for one in self.waits if one.kind == key[0] and one.during.overlap(span))
            self._held[key] = frozenset(missing for one in here for missing in one.missing)
        return self._held[key]

    def lacks(self, part: Part, cell: Cell, span: Interval) -> frozenset[Missing]:
        """The rates without which this part of that cell has no value; none where it is no amount."""
        if part.name not in self.parts:
            return frozenset()
        lacking = self.converted.missing.get((cell, part.name), ()) if self.converted else ()
        return self.waiting(part, span).union(lacking)

    def missing(self, parts: Sequence[Part], cell: Cell, span: Interval) -> frozenset[Missing]:
        return frozenset().union(*(self.lacks(part, cell, span) for part in parts))
