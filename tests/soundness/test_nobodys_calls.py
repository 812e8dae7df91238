"""This file is about calls no agent answered: they are missing from every agent and team, so a share would flatter."""

import importlib.util
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.terms import Days, WrongUse

PLACE = Path(__file__).parents[1] / "metrics" / "world.py"
DAY = Days(date(2026, 3, 2), date(2026, 3, 3))
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path):
    """A warehouse written by hand."""
    spec = importlib.util.spec_from_file_location("world_of_nobodys_calls", PLACE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.World(tmp_path)


def fill(world, abandoned_by):
    for number in range(10):
        world.visit(START + timedelta(minutes=number), "Billing", wait=5, agent="Ada", team="North")
    for number in range(10):
        world.visit(START + timedelta(minutes=number), "Billing", wait=40, outcome="abandoned", agent=abandoned_by,
                    team=abandoned_by and "North")
    world.fill_all("2026-03-01", "2026-04-01")
    return world.metrics()


def test_a_teams_service_level_is_refused_where_abandoned_calls_name_no_agent(world) -> None:
    """The wrong version divides by the team's own rows only: 100 %, where the queue shows 50 %."""
    metrics, during = fill(world, None), DAY
    assert metrics.ask(["service_level"], during=during).rows[0].value == 0.5
    ((wrong,),) = metrics.warehouse.cursor().execute(
        "SELECT sum(in_time) / sum(answered + abandoned) FROM visit WHERE team IS NOT NULL").fetchall()
    assert wrong == 1.0
    for asked in ({"by": ["team"]}, {"where": {"agent": ["Ada"]}}):
        for metric in ("service_level", "abandonment_rate", "contacts_offered", "longest_wait"):
            with pytest.raises(WrongUse, match="cannot-bear"):
                metrics.ask([metric], during=during, **asked)
    assert metrics.ask(["average_speed_of_answer"], ["team"], during=during).rows[0].value == 5
    assert "team" not in metrics.dimensions("abandonment_rate")


def test_where_unanswered_calls_name_their_agent_the_share_is_given(world) -> None:
    metrics, during = fill(world, "Ada"), DAY
    assert metrics.ask(["abandonment_rate"], ["team"], during=during).rows[0].value == 0.5
