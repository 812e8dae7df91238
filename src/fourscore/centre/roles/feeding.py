"""This file is about which pages made for a role have something to show: an empty page is in nobody's menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.settings import LEADER
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

# What feeds a page: one of these measures is enough, for the others say by themselves that they are missing.
FED_BY = {
    "quality": ("quality_score",),
    "recruiting": ("agent_turnover", "new_hire_survival_90_days", "time_to_hire"),
    "training": ("coaching_time_per_agent:all", "skill_coverage_cross_training", "certification_in_date",
                 "training_hours_per_agent"),
    "resource": ("contacts_offered", "occupancy", "schedule_adherence", "forecast_error"),
    "network": ("system_availability", "agent_non_response_rate", "blocked_refused_rate",
                "ivr_containment_self_service_rate", "voice_quality", "recording_coverage", "dialler_drop_rate"),
}
# Where everybody of a role begins; whoever has no such page, or finds it empty, at the scorecard.
BEGINS = {
    "Quality analyst": "quality", "Resource analyst": "resource", "Network analyst": "network",
    "Reporting analyst": "explore", "Recruiter": "recruiting", "Trainer": "training", LEADER: "team", "Agent": "my",
}


class Fed(NamedTuple):
    """Whether a page has something to show; without, the kinds of fact that would feed it."""

    there: bool
    wants: tuple[str, ...] = ()


def fed(centre: Centre, page: str) -> Fed:
    """Whether there is something for that page in this centre."""
    if page in ("team", "teams", "coach") and not centre.names("team"):
        return Fed(there=False, wants=("people.yaml",))
    if page == "compare" and not (centre.names("team") or centre.names("agent")):
        return Fed(there=False, wants=("people.yaml",))
    if page in ("goals", "targets", "coach"):
        return _of_strategy(centre, page)
    if page == "recruiting" and centre.names("team"):  # who works where is typed
        return Fed(there=True)
    return _of_measures(centre, FED_BY[page]) if page in FED_BY else Fed(there=True)


def _of_measures(centre: Centre, measures: Sequence[str]) -> Fed:
    wants: list[str] = []
    for name in measures:
        lacking = centre.metrics.lacking(name)
        if not lacking:
            return Fed(there=True)
        wants += lacking
    return Fed(there=False, wants=tuple(dict.fromkeys(wants)))


def _of_strategy(centre: Centre, page: str) -> Fed:
    try:
        strategy = centre.strategy
    except Trouble:
        return Fed(there=False, wants=("strategy.yaml",))
    if page == "goals":
        return Fed(bool(strategy.goals) or any(one.goal is not None for one in strategy.guarded), ("strategy.yaml",))
    kpis = list(strategy.kpis())
    if page == "targets":
        return Fed(bool(kpis), ("strategy.yaml",))
    return _of_measures(centre, [kpi.metric for kpi in kpis if "agent" in kpi.levels])


def begins(centre: Centre, role: str) -> str:
    """The page somebody of that role begins with; `scorecard` where it has none that is there."""
    page = BEGINS.get(role, "scorecard")
    rights = centre.keeper.rights()
    if page in ("scorecard", "explore"):
        return page
    return page if rights.opens(page) and fed(centre, page).there else "scorecard"
