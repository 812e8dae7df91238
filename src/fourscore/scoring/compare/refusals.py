"""This file is about what is not compared: what people cannot move, what has no interval, and opinions of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fourscore.terms import Issue, WrongUse

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Family, Metric
    from fourscore.scoring.compare.people import Asked

def opinions(metric: Metric, catalogue: Catalogue) -> bool:
    """Whether it is an opinion: a share or mean of answers to a question."""
    below = metric.formulas["den"].parts() if "den" in metric.formulas else ()
    return any(part in catalogue.parts and catalogue.parts[part].of == "survey" for part in below)


def refuse(asked: Asked, family: Family, there: Sequence[str]) -> None:
    """Raise WrongUse `cannot-compare` where nothing fair could be said, with the reason."""
    metric, level = asked.metric, asked.level
    people = {"agent": "agents", "team": "teams"}[level]
    if level not in metric.level:
        raise _cannot(metric, f"{people} do not move it: it is for the {' and the '.join(metric.level)}",
                      "Compare what they can move; docs/metrics.md says for whom each metric is.")
    if family.kind in ("exact", "unknown"):
        raise _cannot(metric, family.why, "Compare a share, a mean or a rate instead.")
    if asked.kpi is not None and level not in asked.kpi.levels:
        raise _cannot(metric, f"the strategy's measure {asked.kpi.name} is not for {people}",
                      f"Add {level} to its levels in the strategy, or compare another measure.")
    if level not in there:
        raise _cannot(metric, f"it cannot be told by {level} from what is loaded",
                      f"It can be told by {', '.join(there)}.")


def _cannot(metric: Metric, reason: str, remedy: str) -> WrongUse:
    return WrongUse(Issue("cannot-compare", metric.key, f"{metric.name} is not compared: {reason}.", remedy))
