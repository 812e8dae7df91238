"""This file is about where points of another system's convention mislead: told, and left standing as they are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.strategy.conventions import WHOLE
from fourscore.strategy.model import Kpi
from fourscore.strategy.reading.values import Reading
from fourscore.terms import write_value

if TYPE_CHECKING:
    from fourscore.metrics import Metric

CAN_BE_NEGATIVE = ("money", "ratio", "points")


def tell_where_it_misleads(reading: Reading, line: int, kpi: Kpi, metric: Metric) -> None:
    """A full score nobody can reach or everybody has, a met target short of it, a direction turned round."""
    if kpi.curve is None:
        return
    top = next((value for value, points in kpi.curve.anchors if points >= WHOLE), None)
    if kpi.told_as is not None and metric.better in ("higher", "lower") and metric.better != kpi.direction:
        reading.wrong("direction-ignored", line,
                      f"{metric.key!r} is better the {metric.better} it is, but the points of {kpi.id!r} rise the "
                      "other way: a worse figure would score more.",
                      f"Remove  direction: {kpi.direction}  and write the anchors the other way round.")
    if top is not None and _out_of_reach(kpi, top):
        best = 1.0 if kpi.direction == "higher" else 0.0
        reading.wrong("top-out-of-reach", line,
                      f"{kpi.id!r} has all its points at {write_value(top, kpi.unit)}, which cannot be reached: "
                      f"{write_value(best, kpi.unit)} scores {kpi.curve.points(best):.0f} of 100.",
                      "Keep it to compare with the old numbers; else write floor and target, and 100 is the target.")
    if top is not None and kpi.baseline is not None and _reaches(kpi, kpi.baseline, top):
        reading.wrong("top-passed", line,
                      f"{kpi.id!r} has all its points at {write_value(top, kpi.unit)}, and was at "
                      f"{write_value(kpi.baseline, kpi.unit)} before: no change for the better shows.",
                      "Ask for more than there was, or take the KPI out.")
    targets = [value for _, value in kpi.targets]
    hardest = max(targets) if kpi.direction == "higher" else min(targets)
    short = kpi.curve.points(hardest)
    if short < WHOLE:
        reading.wrong("target-below-top", line,
                      f"Who meets the target of {kpi.id!r} ({write_value(hardest, kpi.unit)}) has {short:.0f} points "
                      "of 100.", "Keep it to compare with the old numbers; else write floor and target, and the target "
                      "is worth 100.")


def _out_of_reach(kpi: Kpi, value: float) -> bool:
    if kpi.unit == "share" and value > 1:
        return True
    return value < 0 and kpi.unit not in CAN_BE_NEGATIVE


def _reaches(kpi: Kpi, value: float, top: float) -> bool:
    return value >= top if kpi.direction == "higher" else value <= top
