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


class Told:
    """The question's amounts: as facts carry them (money None), or converted to the currency and rates asked for."""

    def __init__(
        self, question: Question, catalogue: Catalogue, snapshot: Snapshot, own: str, money: Reporting | None,
    ) -> None:
        """Raises WrongUse `unknown-rates`, `unknown-currency` or `cannot-convert`."""
        self.catalogue, self.reporting = catalogue, money or Reporting(own)
        self.parts = {part.name: part for part in wanted(question, catalogue, snapshot)}
        self.waits = waiting(snapshot, self.parts.values(), own)
        self.converted: Converted | None = None
        rates = Rates(snapshot, own, money) if money is not None else None
        if rates is not None and not rates.as_stored:
            check(question, catalogue)
            self.converted = convert(self.parts.values(), question, snapshot, rates)

    def of(self, metric: Metric) -> Reporting | None:
        """What to write beside a number of this metric; None where no amount is in it."""
        return self.reporting if metric.unit == "money" or money_parts(metric, self.catalogue) else None

    def value(self, part: Part, cell: Cell, stored: Any) -> Any:
        """The part in the currency asked for; `stored` where it is no amount, or asked for as it is stored."""
        if self.converted is None or part.name not in self.parts:
            return stored
        return self.converted.values.get((cell, part.name))

    def lacks(self, part: Part, cell: Cell, span: Interval) -> set[Missing]:
        """The rates without which this part of that cell has no value."""
        if part.name not in self.parts:
            return set()
        kind = "subscription" if part.of == "contact_subscribed" else part.of
        found = {missing for one in self.waits if one.kind == kind and one.during.overlap(span)
                 for missing in one.missing}
        return found | (self.converted.missing.get((cell, part.name), set()) if self.converted else set())

    def missing(self, parts: Sequence[Part], cell: Cell, span: Interval) -> set[Missing]:
        return set().union(*(self.lacks(part, cell, span) for part in parts))
