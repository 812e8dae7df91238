"""This file is about what a percentile is told from: single facts, exactly, or histogram rows, within 0.5 %."""

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

# Facts of the period beyond which percentiles come from histogram rows though the facts are there, for each table that
# then saves time (benchmarks/percentiles.py). In the others few facts share a row, so that they only serve where facts
# were deleted.
EXACT_UP_TO: Mapping[str, int] = {"histogram_day": 20_000_000}


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


def choose(question: Question, catalogue: Catalogue, snapshot: Snapshot, up_to: Mapping[str, int]) -> Ways:
    """Histogram rows where single facts of the period were deleted, or where it has more of them than `up_to` says.

    up_to: by table of histogram rows; one that is not named is never read for its speed, and none is for a question by
    the day, whose cells have nearly as many buckets as facts. Only where histogram rows hold all the names the question
    cuts or picks by; otherwise single facts.
    """
    parts = [catalogue.parts[name] for metric in question.metrics for name in metric.parts()]
    facts = {part.of for part in parts if part.aggregate == "values" and part.column}
    cells = table_with((*question.by, *question.where), HISTOGRAMS)
    if not facts or cells is None:
        return EXACT
    limit = None if "day" in question.by else up_to.get(cells)
    chosen = {fact: cells for fact in sorted(facts) if _from_histogram(fact, question.during, snapshot, limit)}
    missing = {fact: days for fact in chosen if (days := uncounted(snapshot.cursor, cells, fact, question.during))}
    return Ways(chosen, missing)


def _from_histogram(fact: str, during: Days, snapshot: Snapshot, up_to: int | None) -> bool:
    if fact in snapshot.frozen and during.first < snapshot.frozen[fact][0]:
        first = counted_from(snapshot.cursor, fact)
        return first is not None and first <= during.first
    if up_to is None:
        return False
    ((found,),) = snapshot.run(
        f"SELECT count(*) FROM (SELECT 1 FROM {fact} WHERE replaced_in IS NULL AND day >= $first AND day < $until "
        f"LIMIT {up_to + 1})", during._asdict())
    return bool(found > up_to)
