"""This file is about where points of another system's convention mislead: told, and left standing as they are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.strategy.conventions import WHOLE
from fourscore.strategy.model import Kpi
from fourscore.strategy.reading.values import Reading
from fourscore.terms import said, write_value

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
                      said("{key} is better the {better} it is, but the points of {kpi} rise the other way: a worse "
                           "figure would score more.", key=repr(metric.key), better=metric.better, kpi=repr(kpi.id)),
                      said("Remove  direction: {direction}  and write the anchors the other way round.",
                           direction=kpi.direction))
    if top is not None and _out_of_reach(kpi, top):
        best = 1.0 if kpi.direction == "higher" else 0.0
        reading.wrong("top-out-of-reach", line,
                      said("{kpi} has all its points at {top}, which cannot be reached: {best} scores {curve} of 100.",
                           kpi=repr(kpi.id), top=write_value(top, kpi.unit), best=write_value(best, kpi.unit),
                           curve=f"{kpi.curve.points(best):.0f}"),
                      said("Keep it to compare with the old numbers; else write floor and target, and 100 is the "
                           "target."))
    if top is not None and kpi.baseline is not None and _reaches(kpi, kpi.baseline, top):
        reading.wrong("top-passed", line,
                      said("{kpi} has all its points at {top}, and was at {baseline} before: no change for the "
                           "better shows.", kpi=repr(kpi.id), top=write_value(top, kpi.unit),
                           baseline=write_value(kpi.baseline, kpi.unit)),
                      said("Ask for more than there was, or take the KPI out."))
    targets = [value for _, value in kpi.targets]
    hardest = max(targets) if kpi.direction == "higher" else min(targets)
    short = kpi.curve.points(hardest)
    if short < WHOLE:
        reading.wrong("target-below-top", line,
                      said("Who meets the target of {kpi} ({hardest}) has {short} points of 100.", kpi=repr(kpi.id),
                           hardest=write_value(hardest, kpi.unit), short=f"{short:.0f}"),
                      said("Keep it to compare with the old numbers; else write floor and target, and the target is "
                           "worth 100."))


def _out_of_reach(kpi: Kpi, value: float) -> bool:
    if kpi.unit == "share" and value > 1:
        return True
    return value < 0 and kpi.unit not in CAN_BE_NEGATIVE


def _reaches(kpi: Kpi, value: float, top: float) -> bool:
    return value >= top if kpi.direction == "higher" else value <= top
