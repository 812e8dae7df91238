"""This file is about from what a percentile is told: single facts, exactly, or histogram rows, within half a percent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fourscore.metrics.metric import Catalogue, Part
from fourscore.metrics.plan import Question, table_with
from fourscore.terms import Days
from fourscore.warehouse import HISTOGRAMS, counted_from, uncounted

if TYPE_CHECKING:
    from fourscore.metrics.compile import Snapshot
    from fourscore.warehouse import Warehouse

# Facts of the period up to which percentiles are exact without being asked to: there, histogram rows save next to
# nothing, because few facts share a bucket (benchmarks/percentiles.py).
EXACT_UP_TO = 1_000_000


@dataclass(frozen=True)
class Ways:
    """cells: for each kind of fact whose lengths are read from histogram rows, their table. missing: of those, from the
    first to the last day that is not counted yet."""

    cells: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Days] = field(default_factory=dict)

    def reads(self, part: Part) -> bool:
        """Whether this part comes from histogram rows."""
        return part.aggregate == "values" and part.column is not None and part.of in self.cells

    def count(self, warehouse: Warehouse, during: Days) -> None:
        """Keep the histogram rows that are missing, for this question and the next."""
        for fact in self.missing:
            warehouse.count_histograms(self.cells[fact], fact, during)


EXACT = Ways()


def choose(question: Question, catalogue: Catalogue, snapshot: Snapshot, up_to: int) -> Ways:
    """Histogram rows where there are more facts in the period than `up_to`, or where single facts of it were deleted.

    Only where they hold all the names the question cuts or picks by; otherwise single facts.
    """
    parts = [catalogue.parts[name] for metric in question.metrics for name in metric.parts()]
    facts = {part.of for part in parts if part.aggregate == "values" and part.column}
    cells = table_with((*question.by, *question.where), HISTOGRAMS)
    if not facts or cells is None:
        return EXACT
    chosen = {fact: cells for fact in sorted(facts) if _from_histogram(fact, question.during, snapshot, up_to)}
    missing = {fact: days for fact in chosen if (days := uncounted(snapshot.cursor, cells, fact, question.during))}
    return Ways(chosen, missing)


def _from_histogram(fact: str, during: Days, snapshot: Snapshot, up_to: int) -> bool:
    if fact in snapshot.frozen and during.first < snapshot.frozen[fact][0]:
        first = counted_from(snapshot.cursor, fact)
        return first is not None and first <= during.first
    ((found,),) = snapshot.run(
        f"SELECT count(*) FROM (SELECT 1 FROM {fact} WHERE replaced_in IS NULL AND day >= $first AND day < $until "
        f"LIMIT {up_to + 1})", during._asdict())
    return bool(found > up_to)
