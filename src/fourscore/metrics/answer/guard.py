"""This file is about what a guard of persons' figures is asked: whoever opens the centre hands one in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from fourscore.terms import Days

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Answer
    from fourscore.metrics.metric import Metric
    from fourscore.metrics.rows import Rows

Loaded = Callable[[], Days | None]
Where = Mapping[str, Sequence[str | None]]


class Guard(Protocol):
    """Says which figures of persons whoever asks may see; every question passes it, on its way in and out.

    loaded: gives the local days that are loaded; asked only where the answer hangs on it.
    """

    def allow(
        self, metrics: Sequence[Metric], by: Sequence[str], where: Where, during: Days, loaded: Loaded, *,
        facts: bool = False,
    ) -> None:
        """Nothing where the figures may be told (facts: their single facts too); else WrongUse `not-agreed`.

        metrics: none where it is about facts of no one metric.
        """
        ...

    def told(self, answer: Answer) -> Answer:
        """The answer with the names that may be told."""
        ...

    def rows(self, metric: Metric | None, where: Where, during: Days, rows: Rows) -> Rows:
        """Single facts with the names that may be told; metric: what they stand behind, where it is one."""
        ...

    def people(self, metric: Metric) -> bool:
        """Whether figures of persons of this metric are told at all."""
        ...
