"""This file is about what stands on a workbook's first sheet: of whom and when its figures are, and how complete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.web.words import BETTER_WORDS, UNIT_WORDS, day_word, dimension_word, moment_word, period_word, words_of

if TYPE_CHECKING:
    from fourscore.metrics import Metric
    from fourscore.web.address import Address


def about(centre: str, address: Address, zone: str, as_of: datetime | None) -> list[tuple[str, str]]:
    """The centre, what the figures are narrowed to, the period, the zone of every moment, and how far all is loaded."""
    told = [("Centre", centre)]
    if not address.where:
        told.append(("Whose figures", "Whole centre"))
    told += [(dimension_word(name), words_of(name, labels)) for name, labels in address.where.items()]
    return [*told, ("Period", period_word(address.calendar, address.days)), ("Days", day_word(address.days)),
            ("Time zone", zone), ("Complete to", moment_word(as_of) if as_of else "not known")]


def defined(metrics: Sequence[Metric]) -> list[tuple[str, str]]:
    """What each measure is: its variant, what it counts, its unit."""
    return [(metric.name, " ".join([
        f"{metric.key}.", *([f"Variant: {metric.variant.replace('_', ' ')}."] if metric.variant else []), metric.words,
        f"Unit: {UNIT_WORDS[metric.unit]}; {BETTER_WORDS[metric.better]}."])) for metric in metrics]
