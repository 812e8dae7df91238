"""This file is about a target shared out by volume: shares that add up to one, and cards of parts held against them."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import Scope, explain, score, score_many, shares_of

BASE = (date(2026, 1, 5), date(2026, 1, 19))


def revenue(paper, **changes):
    return paper.kpi("revenue", unit="count", targets=((date.min, 3100.0),), floor=0.0, per="month", cascade="share",
                     levels=("centre", "site", "team"), baseline_days=BASE, **changes)


def world(paper, volumes: dict[str | None, int], sold: float = 10):
    there = {("contacts_handled", team, BASE[0] + timedelta(days=n)): (count, None)
             for team, count in volumes.items() for n in range(14)}
    march = [paper.march.first + timedelta(days=n) for n in range(31)]
    return paper.metrics(there | {("revenue", team, day): (sold, None) for team in volumes for day in march})


@given(st.dictionaries(st.one_of(st.none(), st.text("abc", min_size=1, max_size=3)), st.integers(0, 10**6), min_size=1))
def test_shares_add_up_to_exactly_one(paper, volumes) -> None:
    metrics, kpi = world(paper, volumes), revenue(paper)
    by_team = shares_of(kpi, metrics, "team", {})
    assert sum(by_team.values()) == (1 if any(volumes.values()) else 0)
    names = sorted(name for name in volumes if name)
    by_site = shares_of(kpi, metrics, "site", {"left": names[::2], "right": names[1::2]})
    if any(volumes.values()):
        assert sum(by_site.values()) == 1
        assert by_site["left"] == sum((by_team.get(name, Fraction(0)) for name in names[::2]), Fraction(0))
        assert by_site[None] == by_team.get(None, 0)  # what nobody in particular handled is nobody's


def test_a_team_is_held_against_its_part_of_the_centres_target(paper) -> None:
    metrics = world(paper, {"North": 30, "South": 10, None: 10})
    strategy = paper.strategy([revenue(paper)])
    cards = score_many(strategy, metrics, paper.march, level="team", calendar=paper.calendar)
    held = {card.scope.name: card.measured()[0] for card in cards}
    assert [(name, m.target_share, m.target) for name, m in held.items()] == [
        ("North", 0.6, pytest.approx(1860)), ("South", 0.2, pytest.approx(620))]
    assert held["North"].score == pytest.approx(100 * 310 / 1860)
    told = explain(cards[0]).find("revenue").sentence
    assert "(target 1,860 or more, 60.0% of the centre's)" in told
    whole = score(strategy, metrics, paper.march, scope=Scope("centre"), calendar=paper.calendar, history_weeks=0)
    assert (whole.measured()[0].target, whole.measured()[0].target_share) == (3100, None)


def test_parts_of_a_period_and_the_weeks_before_have_the_same_share(paper) -> None:
    card = score(paper.strategy([revenue(paper)]), world(paper, {"North": 30, "South": 10}), paper.march,
                 scope=Scope("team", "South"), calendar=paper.calendar, history_weeks=2)
    assert [point.target for point in card.measured()[0].history] == [pytest.approx(0.25 * 3100 * 7 / 31)] * 2


def test_a_site_is_its_teams_added_up_and_never_averaged(paper) -> None:
    metrics = world(paper, {"North": 30, "South": 10, "East": 40})
    metrics.figures.update({("a", team, paper.march.first): parts for team, parts in
                            {"North": (1, 10), "South": (5, 190), "East": (100, 100)}.items()})
    strategy = paper.strategy([replace(revenue(paper))], [paper.kpi("a", floor=0.0)])
    card = score(strategy, metrics, paper.march, scope=Scope("site", "Leeds", ("North", "South")),
                 calendar=paper.calendar, history_weeks=0)
    amount, share = card.measured()
    assert (amount.value, amount.target, amount.target_share) == (620, pytest.approx(3100 / 2), 0.5)
    assert share.value == 6 / 200  # the mean of the two ratios would be 6.3 %


def test_who_had_no_part_in_the_volume_has_none_in_the_target(paper) -> None:
    metrics = world(paper, {"North": 30, "New": 0})
    (new, _) = score_many(paper.strategy([revenue(paper)]), metrics, paper.march, level="team",
                          calendar=paper.calendar)
    assert (new.scope.name, new.measured()[0].state, new.measured()[0].value) == ("New", "not_applicable", 310)
    none = shares_of(revenue(paper), paper.metrics({}, only_centre=frozenset({"contacts_handled"})), "team", {})
    assert none == {}


def test_nobodys_share_depends_on_the_period_shown(paper) -> None:
    metrics, kpi = world(paper, {"North": 30, "South": 10}), revenue(paper)
    before = shares_of(kpi, metrics, "team", {})
    metrics.figures.update({("contacts_handled", "South", date(2026, 3, 9)): (1000, None)})
    assert shares_of(kpi, metrics, "team", {}) == before
