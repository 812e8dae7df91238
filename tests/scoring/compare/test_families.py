"""This file is about families: from which kind of chance the figures of every metric of the catalogue come."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourscore.metrics import read_catalogue
from fourscore.metrics.spread.family import family_of

CATALOGUE = read_catalogue(None, {})[0]

# Every metric there is, by its family; a new one has to be named here, by somebody who has thought about it.
NAMED = {
    "share": """
        service_level:offered service_level:answered service_level:abandons_in_threshold_excluded
        service_level:abandons_in_threshold_credited service_level:short_abandons_credited
        service_level:short_abandons_excluded service_level:flow_outs_included service_level:service_level_events
        abandonment_rate:all abandonment_rate:short_excluded first_contact_resolution customer_satisfaction:top_box
        answer_rate blocked_refused_rate repeat_contact_rate one_touch_ratio save_rate customer_retention_rate
        churn_after_contact complaint_rate transfer_rate callback_kept_in_time answered_within_opening_hours_coverage
        conversion_rate:call conversion_rate:dial conversion_rate:contact conversion_rate:right_party
        conversion_rate:offer upsell_cross_sell_rate critical_error_rate new_hire_survival_90_days training_pass_rate
        internal_promotion_rate agent_non_response_rate agent_non_response_rate:all calls_by_segment
        ivr_containment_self_service_rate routing_accuracy connect_rate right_party_contact_rate list_penetration
        dialler_drop_rate dialler_drop_rate:machines_excluded reopen_rate escalation_rate knowledge_base_use
        recording_coverage disposition_completeness agent_disconnect_first_rate pulse_favourable""",
    "count": """
        sales_per_hour evaluations_per_agent agent_turnover suggestions_practices_shared contacts_per_agent_hour
        recognition_per_agent""",
    "mean": """
        average_speed_of_answer average_waiting_time average_time_to_abandon first_response_time
        customer_satisfaction:mean net_promoter_score customer_effort_score customer_effort_score:ease resolution_time
        sentiment_evaluated_csat revenue_per_sale calibration_agreement agent_satisfaction average_talk_time
        average_handle_time average_hold_time average_hold_time:held after_call_work_time ring_alert_time
        time_to_first_attempt voice_quality pulse_score""",
    "paid": """
        cost_per_contact:handled cost_per_sale cost_per_resolved_contact cost_of_winning_a_customer:sale
        cost_of_winning_a_customer:subscription""",
    "ratio by row": "quality_score coaching_action_completion",
    "ratio by day": """
        survey_response_rate round_the_clock_availability revenue_per_completed_call revenue_per_agent_hour
        coaching_time_per_agent:all team_leader_coaching_share training_hours_per_agent absenteeism occupancy
        schedule_adherence utilisation utilisation:scheduled occupancy:logged_in availability conformance shrinkage
        forecast_error staffing_error dialler_drop_rate:of_answered attempts_per_sale system_availability
        system_availability:unplanned concurrency""",
    "exact": """
        sales_revenue operating_cost contribution_margin revenue_saved cost_of_turnover
        labour_share_of_cost market_share budget_variance new_customers_won:sale new_customers_won:subscription
        coaching_time_per_agent:remote_listening coaching_time_per_agent:sharing_practices_with_agents
        coaching_time_per_agent:role_playing coaching_time_per_agent:side_by_side
        contacts_offered contacts_handled contacts_abandoned talk_time:overlap talk_time:entered
        handling_time:overlap handling_time:entered dial_attempts contacts_handled:answered_at
        contacts_handled:ended_at contacts_abandoned:ended_at flow_outs login_time pause_time_by_reason idle_time""",
    "percentile": """
        wait_percentile:p90 wait_percentile:p50 wait_percentile:p95 first_response_time:median resolution_time:median
        time_to_hire handle_time_percentile:p90""",
    "unknown": """
        longest_wait callers_per_distinct_customer coaching_coverage average_tenure skill_coverage_cross_training
        certification_in_date span_of_control backlog backlog:mean recognition_reach
        cost_per_handled_minute return_on_investment coaching_effect
        time_to_proficiency""",
}


def word(key: str) -> str:
    family = family_of(CATALOGUE.metrics[key], CATALOGUE)
    return f"ratio by {family.unit}" if family.kind == "ratio" else family.kind


def test_every_metric_is_of_the_family_it_is_named_under() -> None:
    named = {key: family for family, keys in NAMED.items() for key in keys.split()}
    assert {key: word(key) for key in CATALOGUE.metrics} == named


def test_what_cannot_be_compared_says_why() -> None:
    families = {key: family_of(metric, CATALOGUE) for key, metric in CATALOGUE.metrics.items()}
    assert [key for key, one in families.items() if bool(one.why) != (
        one.kind in ("exact", "unknown", "percentile"))] == []


def test_opinions_are_answers_to_a_question() -> None:
    assert sorted(key for key, metric in CATALOGUE.metrics.items() if family_of(metric, CATALOGUE).opinion) == [
        "agent_satisfaction", "customer_effort_score", "customer_effort_score:ease", "customer_satisfaction:mean",
        "customer_satisfaction:top_box", "net_promoter_score"]


@pytest.mark.parametrize(("spread", "kind"), [("", "share"), ("ratio", "ratio"), ("unknown", "unknown")])
def test_a_centres_own_metric_goes_by_the_same_rule_and_may_say_otherwise(tmp_path: Path, spread: str,
                                                                         kind: str) -> None:
    said = f"    spread: {spread}\n" if spread else ""
    (tmp_path / "own.yaml").write_text(
        "metrics:\n  quick_share:\n    unit: share\n    better: higher\n    num: answered_in_time\n    den: answered\n"
        f"    words: answered quickly\n{said}")
    catalogue, issues = read_catalogue(tmp_path, {})
    assert issues == []
    assert family_of(catalogue.metrics["quick_share"], catalogue).kind == kind


def test_a_family_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "metrics:\n  quick_share:\n    unit: share\n    better: higher\n    num: answered_in_time\n    den: answered\n"
        "    words: answered quickly\n    spread: rato\n")
    (issue,) = read_catalogue(tmp_path, {})[1]
    assert (issue.name, "ratio" in issue.remedy) == ("unknown-choice", True)
