"""This file is about the catalogue: every first metric is there, whole, and the manual says the same."""

from pathlib import Path

import pytest

from fourscore.metrics import Catalogue, page, read_catalogue
from fourscore.terms import UNITS, WrongUse

DOCS = Path(__file__).parents[2] / "docs"
# id, name and variant as published.
FIRST = """
F01 revenue_per_completed_call
F02 cost_per_contact:handled
F05 cost_per_sale
F06 revenue_per_sale
F07 conversion_rate:call
F07a conversion_rate:dial
F07b conversion_rate:contact
F07c conversion_rate:right_party
F07d conversion_rate:offer
F10 sales_revenue
F11 operating_cost
C01 service_level:offered
C01b service_level:answered
C01c service_level:abandons_in_threshold_excluded
C01d service_level:abandons_in_threshold_credited
C01e service_level:short_abandons_credited
C01f service_level:short_abandons_excluded
C01g service_level:flow_outs_included
C02 average_speed_of_answer
C03 average_waiting_time
C04 longest_wait
C05 wait_percentile:p90
C05 wait_percentile:p50
C05 wait_percentile:p95
C06 average_time_to_abandon
C07 abandonment_rate:all
C08 abandonment_rate:short_excluded
C12 first_contact_resolution
C15 customer_satisfaction:top_box
P01 contacts_offered
P02 contacts_handled
P03 contacts_abandoned
P05 average_talk_time
P08 average_handle_time
P09 handle_time_percentile:p90
P12 occupancy
P15 schedule_adherence
P27 dial_attempts
L01 coaching_time_per_agent:all
L03 coaching_time_per_agent:remote_listening
L04 coaching_time_per_agent:sharing_practices_with_agents
L05 coaching_time_per_agent:role_playing
L10 quality_score
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, issues = read_catalogue(None, {})
    assert issues == []
    return found


@pytest.mark.parametrize("line", FIRST.split("\n")[1:-1])
def test_every_first_metric_is_there(catalogue: Catalogue, line: str) -> None:
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


def test_the_example_on_the_page_is_a_good_file(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(page().split("```yaml\n")[1].split("```")[0])
    found, issues = read_catalogue(tmp_path, {})
    assert issues == []
    assert found.find("quick_call_rate").own
