"""This file is about what stands on a workbook's first sheet: of whom and when its figures are, and how complete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.terms import kept, said, together
from fourscore.web.words import (
    BETTER_WORDS,
    UNIT_WORDS,
    day_word,
    dimension_word,
    moment_word,
    period_word,
    variant_word,
    words_of,
)

if TYPE_CHECKING:
    from fourscore.metrics import Metric
    from fourscore.web.address import Address


def about(centre: str, address: Address, zone: str, as_of: datetime | None) -> list[tuple[str, str]]:
    """The centre, what the figures are narrowed to, the period, the zone of every moment, and how far all is loaded."""
    told = [(said("Centre"), centre)]
    if not address.where:
        told.append((said("Whose figures"), said("Whole centre")))
    told += [(dimension_word(name), words_of(name, labels)) for name, labels in address.where.items()]
    return [*told, (said("Period"), period_word(address.calendar, address.days)),
            (said("Days"), day_word(address.days)), (said("Time zone"), zone),
            (said("Complete to"), moment_word(as_of) if as_of else said("not known"))]


def defined(metrics: Sequence[Metric]) -> list[tuple[str, str]]:
    """What each measure is: its variant, what it counts, its unit."""
    return [(kept(metric.name), together([
        f"{metric.key}.", said("Variant: {variant}.", variant=variant_word(metric)) if metric.variant else "",
        kept(metric.words), said("Unit: {unit}; {better}.", unit=UNIT_WORDS[metric.unit],
                                 better=BETTER_WORDS[metric.better])])) for metric in metrics]
