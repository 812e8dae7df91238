"""This file is about whole cards: the centre's, a team's, many at once, from paper metrics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourscore.scoring import Rules, Scope, Scorecard, explain, score, score_many
from fourscore.terms import Days, WrongUse, lacks

CENTRE = Scope("centre")
TEAMS = {"North": 0.9, "South": 0.6}
FIRST, LAST = date(2026, 1, 5), date(2026, 4, 1)


def figures(teams=None, metrics=("a", "b", "c", "d"), per_day: float = 10):
    """Every day the same: of ten contacts of each team a share good; `d` is an amount of 10 a day."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    return {
        (metric, team, day): (share * per_day, per_day) if metric != "d" else (per_day, None)
        for metric in metrics for team, share in (teams or TEAMS).items() for day in days
    }


def amount(paper, **changes):
    targets = ((date.min, 500.0),)
    return paper.kpi("d", unit="count", targets=targets, floor=100.0, per="month", levels=("centre",), **changes)


def strategy_of(paper, *more):
    return paper.strategy([paper.kpi("a"), *more], [paper.kpi("b")], [paper.kpi("c")], [amount(paper)])


def card_of(paper, metrics, strategy=None, scope=CENTRE, days=None, weeks: int = 4) -> Scorecard:
    return score(strategy or strategy_of(paper), metrics, days or paper.march, scope=scope, calendar=paper.calendar,
                 history_weeks=weeks)


def measured(card: Scorecard, name: str):
    return next(m for m in card.measured() if m.kpi.id == name)


def test_the_centres_card(paper) -> None:
    metrics = paper.metrics(figures())
    card = card_of(paper, metrics)
    one = measured(card, "a")
    assert (one.value, one.target, one.state, one.n) == (0.75, 0.8, "measured", 620)
    assert one.score == pytest.approx(100 * 0.25 / 0.3)
    assert one.status == "within_tolerance"
    assert (card.period, card.coverage, card.withheld, card.currency) == ("2026-03", 1.0, False, "EUR")
    whole = measured(card, "d")
    assert (whole.value, whole.target, whole.score, whole.status) == (620, 500, 100, "on_target")
    assert card.score == pytest.approx((3 * 100 * 0.25 / 0.3 + 100) / 4)
    assert card.status == "within_tolerance"
    assert sum(m.contribution for m in card.measured()) == card.score
    assert [p.contribution for p in card.perspectives] == [p.objectives[0].contribution for p in card.perspectives]


def test_few_questions_are_asked(paper) -> None:
    metrics = paper.metrics(figures())
    card_of(paper, metrics)
    assert [(by, during.first) for _, by, during in metrics.asked] == [
        ((), date(2026, 3, 1)), ((), date(2026, 1, 29)), (("week",), date(2026, 3, 2))]
    metrics.asked.clear()
    score_many(strategy_of(paper), metrics, paper.march, level="team", calendar=paper.calendar)
    assert [by for _, by, _ in metrics.asked] == [("team",), ("team",)]


def test_history_is_whole_weeks_and_amounts_are_held_against_their_share(paper) -> None:
    card = card_of(paper, paper.metrics(figures()))
    points = measured(card, "d").history
    assert [point.days.first for point in points] == [date(2026, 3, 2) + timedelta(7 * n) for n in range(4)]
    assert all(point.value == 140 for point in points)
    assert all(point.target == pytest.approx(500 * 7 / 31) for point in points)
    assert len(card.history) == 4
    assert card.history[0].score == pytest.approx(card.score)
    assert card.perspectives[0].history[1].score == pytest.approx(card.perspectives[0].score)


def test_change_is_against_as_many_days_before(paper) -> None:
    there = figures()
    for (metric, team, day), (num, den) in list(there.items()):
        if metric == "a" and day < paper.march.first:
            there[metric, team, day] = (num - 1, den)
    card = card_of(paper, paper.metrics(there))
    assert measured(card, "a").change == pytest.approx(0.1)
    assert measured(card, "a").score_change == pytest.approx(100 / 3)
    assert measured(card, "b").change == 0
    assert card.perspectives[0].change == pytest.approx(100 / 3)
    assert card.change == pytest.approx(25 / 3)
    assert card_of(paper, paper.metrics(there), days=Days(FIRST, FIRST + timedelta(7))).change is None


def test_a_missing_measure_is_no_zero(paper) -> None:
    there = {key: parts for key, parts in figures().items() if key[0] != "b"}
    card = card_of(paper, paper.metrics(there))
    gone = measured(card, "b")
    assert (gone.value, gone.score, gone.state, gone.status, gone.weight) == (None, None, "missing", "no_data", 0)
    assert card.coverage == 0.75
    assert card.score == pytest.approx((2 * 100 * 0.25 / 0.3 + 100) / 3)
    assert card.perspectives[1].status == "no_data"


def test_too_little_measured_withholds_the_total(paper) -> None:
    there = {key: parts for key, parts in figures().items() if key[0] in "ad"}
    card = card_of(paper, paper.metrics(there))
    assert (card.score, card.withheld, card.status, card.coverage) == (None, True, "no_data", 0.5)
    assert card.perspectives[0].score is not None
    assert {m.contribution for m in card.measured()} == {0.0}
    assert "only 50% of the weight could be scored" in explain(card).sentence


def test_nothing_loaded_is_a_card_without_scores(paper) -> None:
    card = card_of(paper, paper.metrics({}))
    assert (card.score, card.coverage, card.withheld) == (None, 0.0, True)
    assert {m.state for m in card.measured()} == {"missing"}


def test_an_unfinished_period_is_marked(paper) -> None:
    card = card_of(paper, paper.metrics(figures(), incomplete=frozenset({"c"})))
    assert [measured(card, name).state for name in "abc"] == ["measured", "measured", "partial"]
    assert measured(card, "c").score is not None
    assert card.coverage == 1


def test_an_unfinished_amount_is_not_held_against_the_whole_target(paper) -> None:
    """Three days' sales against a month's target would be off target every month but on its last day."""
    whole = measured(card_of(paper, paper.metrics(figures())), "d")
    part = measured(card_of(paper, paper.metrics(figures(), incomplete=frozenset({"d"}))), "d")
    assert whole.score is not None
    assert (part.value, part.target) == (whole.value, whole.target)
    assert (part.score, part.state, part.status, part.change) == (None, "partial", "no_data", None)


def test_a_teams_card_has_what_a_team_can_bear(paper) -> None:
    metrics = paper.metrics(figures(), only_centre=frozenset({"c"}))
    card = card_of(paper, metrics, scope=Scope("team", "South"))
    assert measured(card, "a").value == pytest.approx(0.6)
    states = [measured(card, name).state for name in "abcd"]
    assert states == ["measured", "measured", "not_applicable", "not_applicable"]
    assert card.coverage == 1
    assert card.score == pytest.approx(100 / 3)
    assert not card.perspectives[2].applicable


def test_many_cards_are_the_same_as_each_alone(paper) -> None:
    metrics = paper.metrics(figures({"North": 0.9, "South": 0.6, "East": 0.71}))
    strategy = strategy_of(paper)
    many = score_many(strategy, metrics, paper.march, level="team", calendar=paper.calendar, history_weeks=4)
    assert [card.scope.name for card in many] == ["East", "North", "South"]
    for card in many:
        alone = card_of(paper, metrics, strategy, card.scope)
        assert (alone.score, alone.coverage, alone.change, alone.history) == (
            card.score, card.coverage, card.change, card.history)
        assert [m.contribution for m in alone.measured()] == [m.contribution for m in card.measured()]


def test_a_team_of_that_name_without_facts_has_a_card_too(paper) -> None:
    many = score_many(strategy_of(paper), paper.metrics(figures()), paper.march, level="team", calendar=paper.calendar,
                      names=["West"])
    assert [(card.scope.name, card.withheld) for card in many] == [("North", False), ("South", False), ("West", True)]


@settings(max_examples=30, deadline=None)
@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_nobodys_score_depends_on_who_else_is_there(paper, shares: list[float]) -> None:
    teams = {f"T{number}": share for number, share in enumerate(shares)}
    strategy = paper.strategy([paper.kpi("a")], [paper.kpi("b")], [paper.kpi("c")])

    def scores(these: dict[str, float]) -> dict[str | None, float | None]:
        cards = score_many(strategy, paper.metrics(figures(these, "abc")), paper.march, level="team",
                           calendar=paper.calendar)
        return {card.scope.name: card.score for card in cards}

    with_all, without = scores(teams), scores({name: share for name, share in teams.items() if name != "T0"})
    assert {name: there for name, there in with_all.items() if name != "T0"} == without


def test_a_kpi_of_one_team_is_on_that_teams_card_only(paper) -> None:
    strategy = strategy_of(paper, paper.kpi("south", metric="b", scope={"team": ("South",)}))
    many = score_many(strategy, paper.metrics(figures()), paper.march, level="team", calendar=paper.calendar)
    assert [measured(card, "south").state for card in many] == ["not_applicable", "measured"]
    alone = card_of(paper, paper.metrics(figures()), strategy, Scope("team", "North"))
    assert measured(alone, "south").state == "not_applicable"
    centre = card_of(paper, paper.metrics(figures()), strategy)
    assert measured(centre, "south").value == pytest.approx(0.6)


def test_a_scope_the_metric_cannot_bear_in_a_mix_is_left_out_of_the_coverage(paper) -> None:
    strategy = strategy_of(paper, paper.kpi("x", metric="b", scope={"queue": ("Q",)}),
                           paper.kpi("y", metric="c", scope={"queue": ("Q",)}))
    card = card_of(paper, paper.metrics(figures(), no_queue=frozenset({"b"})), strategy)
    assert [measured(card, name).state for name in "xy"] == ["not_applicable", "measured"]


def test_a_scope_of_which_nothing_is_loaded_is_missing(paper) -> None:
    strategy = strategy_of(paper, paper.kpi("x", metric="b", scope={"queue": ("Nowhere",)}))
    card = card_of(paper, paper.metrics(figures()), strategy)
    assert measured(card, "x").state == "missing"
    assert card.perspectives[0].objectives[0].coverage == 0.5


def test_the_weakest_is_always_named(paper) -> None:
    strategy = strategy_of(paper, paper.kpi("low", metric="b", floor=0.7))
    objective = card_of(paper, paper.metrics(figures()), strategy).perspectives[0].objectives[0]
    assert objective.weakest is not None
    assert objective.weakest.kpi.id == "low"


def test_an_objective_is_on_target_only_when_all_of_it_is(paper) -> None:
    card = card_of(paper, paper.metrics(figures({"North": 0.84})))
    assert [p.status for p in card.perspectives] == ["on_target"] * 3 + ["within_tolerance"]  # 310 calls of 500
    strategy = replace(card.strategy, perspectives=card.strategy.perspectives[:3])
    card = card_of(paper, paper.metrics(figures({"North": 0.84})), strategy)
    assert (card.score, card.status) == (100.0, "on_target")


def test_a_status_that_is_not_certain_has_no_colour(paper) -> None:
    """62 or so of 310 a hair on the right side is as likely luck; an objective without a certain miss is uncertain."""
    card = card_of(paper, paper.metrics(figures({"North": 0.8})))
    one = measured(card, "a")
    assert (one.score, one.status, one.certain) == (100.0, "uncertain", False)
    assert one.sure.chance == pytest.approx(0.5, abs=0.05)
    assert [p.status for p in card.perspectives] == ["uncertain"] * 3 + ["within_tolerance"]
    assert card.status == "within_tolerance"
    surer = replace(Rules(), certain=0.5)
    card = score(strategy_of(paper), paper.metrics(figures({"North": 0.802})), paper.march, scope=CENTRE,
                 calendar=paper.calendar, rules=surer)
    assert measured(card, "a").status == "on_target"


def test_a_card_taken_apart_adds_up_at_every_step(paper) -> None:
    there = {key: parts for key, parts in figures().items() if key[0] != "b"}
    card = card_of(paper, paper.metrics(there), strategy_of(paper, paper.kpi("x", metric="c", floor=0.2, weight=2)))
    whole = explain(card)

    def adds_up(part) -> bool:
        return not part.parts or (sum(p.contribution for p in part.parts) == part.contribution
                                  and all(map(adds_up, part.parts)))

    assert whole.contribution == card.score
    assert adds_up(whole)
    leaf = whole.parts[0].parts[0].parts[0]
    assert leaf.measured is not None
    assert leaf.sentence == (
        "A was 75.0% in 2026-03 (n 620, likely between 71.4% and 78.2%), near target (target 80.0% or more), which is "
        "worth 83.3 points. "
        f"With {leaf.share:.1%} of the weight it brings {leaf.contribution:.2f} of {card.score:.2f}.")
    gone = whole.parts[1].parts[0].parts[0]
    assert gone.sentence == "B was not measured in 2026-03; it has no part in the total, and is not taken as zero."
    assert whole.parts[1].sentence == (
        "P1 has no score: only 0% of its weight could be scored in 2026-03, and 70% is needed.")
    assert whole.sentence.startswith(f"{card.score:.2f} of 100 in 2026-03: ")


def test_a_band_and_what_is_not_scored_are_told_in_words(paper) -> None:
    band = paper.kpi("band", metric="b", direction="band", upper_target=0.9, upper_floor=0.99, levels=("centre",))
    strategy = strategy_of(paper, band)
    card = card_of(paper, paper.metrics(figures()), strategy)
    told = [part.sentence for part in explain(card).parts[0].parts[0].parts]
    assert "off target" not in told[1]
    assert "(target 80.0% to 90.0%)" in told[1]
    team = explain(card_of(paper, paper.metrics(figures()), strategy, Scope("team", "North")))
    assert team.parts[0].parts[0].parts[1].sentence == "Band is not scored for a team, and has no part in this total."
    assert team.parts[3].sentence == "P3 holds nothing that is scored for a team."


def test_a_value_a_hair_short_of_its_target_is_told_apart_from_it(paper) -> None:
    near = paper.kpi("near", metric="b", targets=((date.min, 0.75001),))
    card = card_of(paper, paper.metrics(figures()), strategy_of(paper, near))
    told = explain(card).parts[0].parts[0].parts[1].sentence
    assert told.startswith("Near was 75.000% in 2026-03 (n 620, likely between 71.4% and 78.2%), uncertain on which "
                           "side of its target (target 75.001% or more), ")


def test_an_unknown_team_is_told_and_not_taken_for_an_empty_one(paper) -> None:
    with pytest.raises(WrongUse, match="no such team"):
        card_of(paper, paper.metrics(figures()), scope=Scope("team", "Nobody"))


def test_facts_of_no_team_are_on_no_teams_card(paper) -> None:
    there = figures({"North": 0.9, None: 0.1})
    many = score_many(strategy_of(paper), paper.metrics(there), paper.march, level="team", calendar=paper.calendar)
    assert [card.scope.name for card in many] == ["North"]
    assert measured(many[0], "a").value == pytest.approx(0.9)


def test_a_measure_nothing_loaded_can_feed_says_what_it_lacks(paper) -> None:
    metrics = paper.metrics(figures(metrics=("a", "b")))
    metrics.never = {"c": ("ticket", "survey"), "a": ("sale",)}
    card = card_of(paper, metrics, paper.strategy([paper.kpi("a"), paper.kpi("c"), paper.kpi("e")]))
    assert [(m.kpi.id, m.state, m.lacking) for m in card.measured()] == [
        ("a", "measured", ()), ("c", "missing", ("ticket", "survey")), ("e", "missing", ())]
    told = {part.id: part.sentence for part in explain(card).parts[0].parts[0].parts}
    assert "not measured in 2026-03 (it needs tickets and survey answers: nothing loaded gives them);" in told["c"]
    assert "not measured in 2026-03; it has no part" in told["e"]
    assert lacks(("entered",)) == "needs figures entered by hand: nobody entered any"
