"""This file is about the catalogue: every published metric is there, whole, and the manual says the same."""

from pathlib import Path

import pytest

from fourscore.metrics import Catalogue, page, read_catalogue
from fourscore.terms import UNITS, WrongUse

DOCS = Path(__file__).parents[2] / "docs"
# id, name and variant as published.
PUBLISHED = """
F01 revenue_per_completed_call
F02 cost_per_contact:handled
F03 cost_per_resolved_contact
F04 cost_per_handled_minute
F05 cost_per_sale
F06 revenue_per_sale
F07 conversion_rate:call
F07a conversion_rate:dial
F07b conversion_rate:contact
F07c conversion_rate:right_party
F07d conversion_rate:offer
F08 sales_per_hour
F09 revenue_per_agent_hour
F10 sales_revenue
F11 operating_cost
F12 contribution_margin
F13 return_on_investment
F14 revenue_saved
F15 cost_of_turnover
F16 labour_share_of_cost
F17 upsell_cross_sell_rate
F18 market_share
F19 budget_variance
F20 new_customers_won:sale
F20a new_customers_won:subscription
F21 cost_of_winning_a_customer:sale
F21a cost_of_winning_a_customer:subscription
C01 service_level:offered
C01b service_level:answered
C01c service_level:abandons_in_threshold_excluded
C01d service_level:abandons_in_threshold_credited
C01e service_level:short_abandons_credited
C01f service_level:short_abandons_excluded
C01g service_level:flow_outs_included
C01h service_level:service_level_events
C02 average_speed_of_answer
C03 average_waiting_time
C04 longest_wait
C05 wait_percentile:p90
C06 average_time_to_abandon
C07 abandonment_rate:all
C08 abandonment_rate:short_excluded
C09 answer_rate
C10 blocked_refused_rate
C11 first_response_time
C12 first_contact_resolution
C13 repeat_contact_rate
C14 one_touch_ratio
C15 customer_satisfaction:top_box
C16 customer_satisfaction:mean
C17 net_promoter_score
C18 customer_effort_score
C19 survey_response_rate
C20 save_rate
C21 customer_retention_rate
C22 churn_after_contact
C23 complaint_rate
C24 transfer_rate
C25 callback_kept_in_time
C26 round_the_clock_availability
C27 answered_within_opening_hours_coverage
C28 resolution_time
C29 sentiment_evaluated_csat
C30 callers_per_distinct_customer
P01 contacts_offered
P02 contacts_handled
P03 contacts_abandoned
P04 flow_outs
P05 average_talk_time
P06 average_hold_time
P07 after_call_work_time
P08 average_handle_time
P09 handle_time_percentile:p90
P10 ring_alert_time
P11 agent_non_response_rate
P12 occupancy
P13 utilisation
P14 availability
P15 schedule_adherence
P16 conformance
P17 shrinkage
P18 login_time
P19 pause_time_by_reason
P20 idle_time
P21 contacts_per_agent_hour
P22 calls_by_segment
P23 ivr_containment_self_service_rate
P24 routing_accuracy
P25 forecast_error
P26 staffing_error
P27 dial_attempts
P28 connect_rate
P29 right_party_contact_rate
P30 list_penetration
P31 dialler_drop_rate
P32 attempts_per_sale
P33 time_to_first_attempt
P34 backlog
P35 reopen_rate
P36 escalation_rate
P37 knowledge_base_use
P38 recording_coverage
P39 disposition_completeness
P40 system_availability
P41 voice_quality
P42 agent_disconnect_first_rate
P43 concurrency
L01 coaching_time_per_agent:all
L02 team_leader_coaching_share
L03 coaching_time_per_agent:remote_listening
L04 coaching_time_per_agent:sharing_practices_with_agents
L05 coaching_time_per_agent:role_playing
L06 coaching_time_per_agent:side_by_side
L07 coaching_coverage
L08 coaching_effect
L09 coaching_action_completion
L10 quality_score
L11 critical_error_rate
L12 evaluations_per_agent
L13 calibration_agreement
L14 training_hours_per_agent
L15 time_to_proficiency
L16 agent_turnover
L17 absenteeism
L18 average_tenure
L19 agent_satisfaction
L20 skill_coverage_cross_training
L21 certification_in_date
L22 time_to_hire
L23 new_hire_survival_90_days
L24 training_pass_rate
L25 span_of_control
L26 suggestions_practices_shared
L27 internal_promotion_rate
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, issues = read_catalogue(None, {})
    assert issues == []
    return found


@pytest.mark.parametrize("line", PUBLISHED.split("\n")[1:-1])
def test_every_published_metric_is_there(catalogue: Catalogue, line: str) -> None:
    number, key = line.split()
    metric = catalogue.metrics[key]
    assert metric.id == number
    assert metric.key == key


def test_every_metric_says_all_it_must(catalogue: Catalogue) -> None:
    for metric in catalogue.metrics.values():
        assert metric.unit in UNITS
        assert metric.words.endswith("."), metric.key
        assert metric.source
        assert metric.name
        assert not metric.own
        assert {"num", *(["den"] if metric.den else [])} <= set(metric.formulas)


def test_every_part_is_used_and_says_what_it_counts(catalogue: Catalogue) -> None:
    used = {name for metric in catalogue.metrics.values() for name in metric.parts()}
    offered_to_others = {name for name, part in catalogue.parts.items() if part.column} | {"days"}
    assert set(catalogue.parts) - used - offered_to_others == set()
    assert [part.name for part in catalogue.parts.values() if not part.words] == []


def test_a_name_without_variant_means_the_first_listed(catalogue: Catalogue) -> None:
    assert catalogue.find("service_level").variant == "offered"
    assert catalogue.find("wait_percentile").variant == "p90"
    assert catalogue.find("conversion_rate").variant == "call"
    assert catalogue.find("contacts_offered").variant is None
    assert catalogue.find("service_level:answered").den == "answered"


def test_times_are_dated_when_they_were_spent_unless_the_variant_says_otherwise(catalogue: Catalogue) -> None:
    assert catalogue.find("talk_time").variant == "overlap"
    assert catalogue.find("handling_time").variant == "overlap"


@pytest.mark.parametrize(("name", "says"), [
    ("service_levl", "Did you mean service_level"),
    ("service_level:offerd", "service_level:offered, service_level:answered"),
    ("zzz", "docs/metrics.md"),
])
def test_an_unknown_metric_is_answered_with_the_right_one(catalogue: Catalogue, name: str, says: str) -> None:
    with pytest.raises(WrongUse) as refused:
        catalogue.find(name)
    (issue,) = refused.value.issues
    assert issue.name == "unknown-metric"
    assert says in issue.remedy


def test_the_page_is_current_and_every_metric_has_its_paragraph(catalogue: Catalogue) -> None:
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    assert text == page(), "run: make docs"
    assert [key for key in catalogue.metrics if f"\n### {key}\n" not in text] == []
    assert [name for name in catalogue.parts if f"| `{name}` |" not in text] == []


def test_the_examples_on_the_page_are_good_files(tmp_path: Path) -> None:
    for number, block in enumerate(page().split("```yaml\n")[1:]):
        (tmp_path / f"ours{number}.yaml").write_text(block.split("```")[0])
    found, issues = read_catalogue(tmp_path, {})
    assert issues == []
    assert found.find("quick_call_rate").own
    assert found.find("fan_share").own


# What the articles say, and the numbers meant by it.
SAID = {
    "revenue per completed call": "F01", "cost of the call": "F02", "conversion rate": "F07 F07a F07b F07c F07d",
    "customers saved from cancelling": "C20", "generate revenue": "F10", "return investments": "F13",
    "average call handling time": "P08", "24 h availability": "C26", "24 hours a day": "C26",
    "segmenting incoming customers": "P22", "live answer within seconds": "C01 C02",
    "team leader coaching time": "L01 L02", "remote listening": "L03", "sharing practices": "L04",
    "role-playing": "L05", "response time": "C11 C02", "customer release rate": "C07 C08",
    "resolution on the first call": "C12",
    "new customers": "F07 F20 F20a", "resolve problems immediately": "C12 C14", "fresh ideas": "L26",
    "customer satisfaction": "C15 C16", "sales attempts": "P27 P32", "cost per sale": "F05",
    "revenue per sale": "F06", "market share": "F18", "one and done": "C12 C14", "first resolution calls": "C12",
    "abandoned calls rate": "C07 C08",
    "time on hold": "P06 C03", "average waiting time": "C03", "no need for a repeat call": "C13",
    "retention of customers": "C21", "correct, reliable data": "P39", "lost customers": "C22 C21",
    "operator mistakes": "L11", "operator competence": "L10", "predict demand": "P25 P26", "resources": "P26 P17",
    "network and tools": "P40 P41", "quality analyst": "L10 L13", "recruiter": "L22 L23", "trainer": "L14 L15 L24",
    "predictive dialer": "P27 P28 P29 P30 P31", "IVR": "P23", "knowledge base": "P37", "call recording": "P38",
    "e-mail and chat": "C28 P43 C14", "wrap-up": "P07", "service level": "C01 C01b C01c C01d C01e C01f C01g C01h",
}


@pytest.mark.parametrize("said", SAID)
def test_a_measure_is_found_by_the_word_of_an_article(catalogue: Catalogue, said: str) -> None:
    found = [metric.id for metric in catalogue.search(said)]
    wanted = set(SAID[said].split())
    assert wanted <= set(found)
    assert found[0] in wanted


def test_words_that_say_nothing_find_nothing(catalogue: Catalogue) -> None:
    assert [catalogue.search(text) for text in ("", "of the", "zebra crossing")] == [[], [], []]
