"""This file is about the rules that only figures can tell, each on figures made for it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from fourscore.scoring import History, Rules, Run, Sign, check_figures, reliability_of
from fourscore.scoring.weights.effective import Weight, Weights
from fourscore.strategy import Kpi, Limits, Link, Noticed, Strategy
from fourscore.terms import Days, Issue

EMPTY = Strategy(mission="", vision="", values=(), goals=(), perspectives=(), links=())
KPI = Kpi("quality", "Quality", "quality_score", "share", "higher", ((date.min, 0.85),), 0.7, line=7)
LINK = Link("coach", "handle", "+", (2, 6), "If …, then …, because …", line=30)


def weeks(count: int) -> tuple[Days, ...]:
    first = date(2025, 1, 6)
    return tuple(Days(first + timedelta(days=7 * n), first + timedelta(days=7 * (n + 1))) for n in range(count))


def run(values: Sequence[float | None], kpi: Kpi = KPI, scores: Sequence[float | None] | None = None) -> Run:
    targets = (kpi.targets[0][1],) * len(values)
    return Run(kpi, tuple(values), targets, tuple(values if scores is None else scores))


def noticed(*runs: Run, limits: Limits | None = None, **more: Any) -> list[Noticed]:
    count = max((len(one.values) for one in runs), default=0)
    history = replace(History(EMPTY, weeks(count), runs), **more)
    return list(check_figures(history, limits or Limits()))


def names(found: list[Noticed]) -> list[str]:
    return [one.issue.name for one in found]


def named(id_: str, **more: Any) -> Kpi:
    return replace(KPI, id=id_, **more)


RANDOM = random.Random(4)
NOISE = [0.8 + RANDOM.gauss(0, 0.05) for _ in range(60)]


def test_a_quiet_history_breaks_no_rule() -> None:
    """Noise round the target: neither always met nor never, and two measures that have nothing to do with another."""
    other = [0.8 + RANDOM.gauss(0, 0.05) for _ in range(60)]
    scores = [[RANDOM.uniform(40, 100) for _ in range(60)] for _ in range(2)]
    assert noticed(run(NOISE, scores=scores[0]),
                   run(other, named("csat"), scores=scores[1])) == []


def test_nothing_loaded_is_no_finding() -> None:
    assert list(check_figures(History(EMPTY), Limits())) == []


# -- L19 --

@pytest.mark.parametrize(("passed", "of", "told"), [(20, 20, True), (19, 20, False), (96, 100, True), (95, 100, False),
                                                    (11, 11, False)])
def test_a_highest_score_in_more_than_95_of_100_weeks_is_told(passed: int, of: int, told: bool) -> None:
    scores = [100.0] * passed + [80.0] * (of - passed)
    found = names(noticed(run(NOISE[:1] * of, scores=scores)))
    assert ("always-passed" in found) == told


def test_a_stretch_is_the_highest_score_and_guards_and_bands_are_there_to_hold() -> None:
    always = [100.0] * 20
    assert "always-passed" not in names(noticed(run([0.9] * 20, named("q", stretch=0.95), scores=always)))
    assert "always-passed" not in names(noticed(run([0.9] * 20, named("q", direction="band"), scores=always)))
    pushed = run(NOISE[:20], named("calls", guards=("q",)), scores=[50.0, 60.0] * 10)
    assert "always-passed" not in names(noticed(run([0.9] * 20, named("q"), scores=always), pushed))


# -- L20 --

def test_a_target_beyond_the_natural_limits_of_a_year_is_told() -> None:
    never, always = named("never", targets=((date.min, 1.2),)), named("always", targets=((date.min, 0.3),))
    assert [(one.issue.name, one.at) for one in noticed(run(NOISE[:52], never))] == [("target-beyond-limits", "never")]
    assert names(noticed(run(NOISE[:52], always), limits=Limits(already_passed=1))) == ["target-beyond-limits"]
    assert names(noticed(run(NOISE[:51], never))) == []  # not a year yet


def test_a_target_within_the_limits_is_met_now_and_then() -> None:
    assert names(noticed(run(NOISE[:52]))) == []


def test_the_limits_are_those_of_wheeler() -> None:
    """Values 0, 1, 0, 1 … have the mean 0.5 and moving ranges of 1: limits at 0.5 ± 2.66."""
    values = [float(n % 2) for n in range(52)]
    inside, outside = named("k", targets=((date.min, 3.15),)), named("k", targets=((date.min, 3.17),))
    assert names(noticed(run(values, inside, scores=[50.0] * 52))) == []
    assert names(noticed(run(values, outside, scores=[50.0] * 52))) == ["target-beyond-limits"]


def test_less_is_better_turns_the_limits_round() -> None:
    lower = named("wait", direction="lower", targets=((date.min, 0.1),), floor=2.0)
    assert names(noticed(run(NOISE[:52], lower, scores=[50.0] * 52))) == ["target-beyond-limits"]


@pytest.mark.parametrize(("lower", "upper", "told"), [
    (0.2, 0.3, True), (1.5, 1.9, True), (0.2, 0.7, False), (0.1, 1.9, False),
])
def test_a_band_that_the_limits_miss_as_a_whole_is_told(lower: float, upper: float, told: bool) -> None:
    band = named("band", direction="band", targets=((date.min, lower),), upper_target=upper, upper_floor=2.0)
    found = [one for one in noticed(run(NOISE[:52], band)) if one.issue.name == "target-beyond-limits"]
    assert bool(found) == told
    assert all("never lies within" in one.issue.what for one in found)


# -- L24 --

def weights(weeks: int = 20, **shares: tuple[float, float | None]) -> Weights:
    """Of each KPI its nominal and its effective weight."""
    def measured(name: str) -> Any:
        return SimpleNamespace(kpi=named(name))

    return Weights(weeks, tuple(Weight(measured(name), nominal, effective, None)
                                for name, (nominal, effective) in shares.items()))


def test_a_weight_of_little_or_much_effect_is_told_with_both_shares() -> None:
    told = weights(a=(0.5, 0.1), b=(0.3, 0.61), c=(0.2, 0.29))
    found = noticed(weights=told)
    assert [(one.at, one.issue.name) for one in found] == [(name, "weight-without-effect") for name in "ab"]
    assert "50.0% of the weight, and 10.0% of what moves" in found[0].issue.what
    assert [one.at for one in noticed(weights=told, limits=Limits(effective_weight=6))] == []


def test_few_weeks_one_kpi_or_a_total_that_never_moved_tell_nothing() -> None:
    assert noticed(weights=weights(11, a=(0.5, 0.1), b=(0.5, 0.9))) == []
    assert noticed(weights=weights(a=(1.0, 0.1))) == []
    assert noticed(weights=weights(a=(0.5, None), b=(0.5, None), c=(0.0, 0.5))) == []


# -- L25 --

def test_two_that_move_as_one_are_told_once_and_with_the_sign() -> None:
    double = [2 * value for value in NOISE[:20]]
    minus = [-value for value in NOISE[:20]]
    found = noticed(run(NOISE[:20]), run(double, named("b")), limits=Limits(effective_weight=1e9))
    assert [(one.at, "correlation 1.00 over 20 weeks" in one.issue.what) for one in found
            if one.issue.name == "counted-twice"] == [("b", True)]
    assert "counted-twice" in names(noticed(run(NOISE[:20]), run(minus, named("b"))))


def test_few_weeks_in_common_and_values_that_never_move_tell_nothing() -> None:
    assert "counted-twice" not in names(noticed(run(NOISE[:11]), run(NOISE[:11], named("b"))))
    assert "counted-twice" not in names(noticed(run([0.5] * 20), run(NOISE[:20], named("b"))))
    holes = [value if at % 2 else None for at, value in enumerate(NOISE[:20])]
    assert "counted-twice" not in names(noticed(run(holes), run(NOISE[:20], named("b"))))


# -- L29 --

GAIN = [40.0] * 6 + [50.0] * 6 + [60.0] * 6


@pytest.mark.parametrize(("late", "gain", "told"), [
    (0.06, GAIN, True), (0.059, GAIN, False), (0.06, [50.0] * 18, False),
])
def test_a_sign_that_rises_while_a_kpi_gets_better_looks_bent(late: float, gain: list[float], told: bool) -> None:
    sign = Sign("Transfer rate", (*([0.04] * 6), *([0.05] * 6), *([late] * 6)))
    found = noticed(run(NOISE[:18], scores=gain), signs=(sign,))
    assert ("looks-bent" in names(found)) == told
    assert all("1.5 times" in one.issue.what for one in found if one.issue.name == "looks-bent")


def test_a_sign_nobody_recorded_is_no_sign() -> None:
    assert "looks-bent" not in names(noticed(run(NOISE[:18], scores=GAIN), signs=(Sign("Holds", (None,) * 18),)))


def test_a_share_that_was_nought_is_told_once_it_is_noticeable() -> None:
    def told(late: float, least: float) -> list[str]:
        sign = Sign("The share of calls under 10 seconds", (*([0.0] * 12), *([late] * 6)), least)
        found = noticed(run(NOISE[:18], scores=GAIN), signs=(sign,))
        return [one.issue.what for one in found if one.issue.name == "looks-bent"]

    assert told(0.02, 0.02) == ["The share of calls under 10 seconds rose from 0.0% to 2.0%, while 'quality' got "
                                "better."]
    assert told(0.019, 0.02) == told(0.5, 0.0) == []


# -- L32 --

def test_agents_of_other_work_are_told_where_they_are_judged() -> None:
    alike = {f"a{n}": {"Sales": 50, "Billing": 50} for n in range(6)}
    apart = {**alike, **{f"b{n}": {"Sales": 100} for n in range(3)}, **{f"c{n}": {"Billing": 100} for n in range(3)}}
    judged = run(NOISE[:3], named("q", use="review"))
    found = [one for one in noticed(judged, mixes={"q": apart}) if one.issue.name == "mixes-differ"]
    assert [(one.at, "6 of 12" in one.issue.what) for one in found] == [("q", True)]
    assert "mixes-differ" not in names(noticed(judged, mixes={"q": alike}))
    assert "mixes-differ" not in names(noticed(run(NOISE[:3], named("q")), mixes={"q": apart}))  # for coaching only
    scoped = run(NOISE[:3], named("q", use="review", scope={"queue": ("Sales",)}))
    assert "mixes-differ" not in names(noticed(scoped, mixes={"q": apart}))
    few = {name: {queue: count // 10 for queue, count in mix.items()} for name, mix in apart.items()}
    assert "mixes-differ" not in names(noticed(judged, mixes={"q": few}))


# -- L31 --

def test_reliability_is_that_of_the_agent_in_the_middle() -> None:
    def of(*told: float | None) -> float | None:
        standings: Any = SimpleNamespace(rules=Rules(), rows=tuple(
            SimpleNamespace(reliability=one, judged=Rules().judged(one)) for one in told))
        return reliability_of(standings)

    assert of(0.2, 0.9, 0.7) == 0.7
    assert of(0.0, None, 0.0) == 0.0  # nobody differs: all that is seen is chance
    assert of(None, None) is None
    assert of() is None


# -- L35 --

def test_a_value_older_than_its_intervals_is_late() -> None:
    assert "kpi-late" in names(noticed(run([0.8] * 10 + [None] * 2)))
    assert "kpi-late" not in names(noticed(run([0.8] * 11 + [None])))
    assert "kpi-late" in names(noticed(run([None] * 10)))
    (never,) = (one for one in noticed(replace(run([None] * 10), lacking=("sale",))) if one.issue.name == "kpi-late")
    assert never.issue.what.endswith("has had no value in 10 weeks: it needs sales: nothing loaded gives them.")
    monthly = named("cost", per="month")
    assert "kpi-late" not in names(noticed(run([0.8] * 10 + [None] * 6, monthly)))
    assert "kpi-late" in names(noticed(run([0.8] * 10 + [None] * 7, monthly)))


def test_coverage_is_counted_in_its_own_intervals() -> None:
    half = [0.8, None] * 9 + [0.8]
    assert "kpi-seldom-there" in names(noticed(run(half)))
    assert "kpi-seldom-there" not in names(noticed(run(half, named("cost", per="month"))))
    assert "kpi-seldom-there" not in names(noticed(run([0.8] * 7 + [None] * 2 + [0.8])))


# -- L36, L40 --

def test_what_the_doctor_says_of_two_sources_is_passed_on() -> None:
    issue = Issue("sources-disagree", "source a and b", "They differ.", "Ask who is right.")
    assert noticed(disagree=(issue,)) == [Noticed(issue)]


@pytest.mark.parametrize(("months", "teams", "told"), [(23.9, 7, True), (24, 7, False), (3, 8, False)])
def test_arrows_need_two_years_or_eight_teams(months: float, teams: int, told: bool) -> None:
    strategy = replace(EMPTY, links=(LINK,))
    found = list(check_figures(History(strategy, months=months, teams=teams), Limits()))
    assert ("arrows-untestable" in names(found)) == told
    identity = replace(EMPTY, links=(replace(LINK, kind="identity"),))
    assert list(check_figures(History(identity, months=1, teams=1), Limits())) == []
