"""This file is about rules that ask what people wrote down: initiatives, decisions, what reviews spoke of."""

from datetime import timedelta
from pathlib import Path

from fourscore.centre import Centre, SaidInitiative, add_initiative, decide, publish_strategy
from fourscore.scoring import Written, check_office

from .conftest import NOW, Clock, edit, log

WHO, MONTH, BY = "Zoë King", "2026-04", "2027-08-01"


def found(centre: Centre, name: str) -> list[str]:
    return [finding.at for finding in centre.checked().findings if finding.issue.name == name]


def test_an_objective_off_target_for_two_months_needs_an_initiative(centre: Centre, folder: Path) -> None:
    (folder / "queue_log").write_text(log(714, wait=lambda n: 40))  # nobody is answered in time, in any month
    centre.load()
    assert found(centre, "off-target-without-initiative") == ["quick"]
    add_initiative(centre, SaidInitiative("more", "More people", "Fewer wait", "quick", "Team leader",
                                          ["in-time +10pp by 2026-08-01"], "2026-05-04", "100"), WHO)
    assert found(centre, "off-target-without-initiative") == []


def test_one_month_on_target_is_no_two_months_off(centre: Centre) -> None:
    strategy = centre.strategy
    for off, told in (((True, True), ["quick"]), ((True, False), []), ((False, True), []), ((True,), [])):
        assert [one.at for one in check_office(strategy, Written({"quick": off}))] == told


def test_a_kpi_nothing_was_decided_by_for_a_year_is_told(centre: Centre, folder: Path, clock: Clock) -> None:
    publish_strategy(centre, WHO, "The first")
    assert found(centre, "never-decided-by") == []  # it is not there for a year
    clock.at = NOW + timedelta(days=366)
    assert found(centre, "never-decided-by") == ["talk", "in-time", "lost", "taken"]
    decide(centre, MONTH, "More people at ten", WHO, kpi="in-time", expect="+5pp", by=BY)
    assert found(centre, "never-decided-by") == ["talk", "lost", "taken"]
    clock.at = NOW + timedelta(days=366 + 366)
    assert "in-time" in found(centre, "never-decided-by")


def test_reviews_that_pass_over_what_teams_have_of_their_own_are_told(centre: Centre, folder: Path) -> None:
    decide(centre, MONTH, "More people at ten", WHO, kpi="in-time", expect="+5pp", by=BY)
    assert found(centre, "only-common-measures") == []  # all have everything in common
    edit(folder / "strategy.yaml", "kpis: {lost: {metric", "kpis: {lost: {scope: {queue: Billing}, metric")
    assert found(centre, "only-common-measures") == ["lost"]
    decide(centre, MONTH, "Call back", WHO, kpi="lost", expect="-1pp", by=BY)
    assert found(centre, "only-common-measures") == []
