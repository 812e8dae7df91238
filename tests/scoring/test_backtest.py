"""This file is about trying measures before they are used: series whose truth is known, and a small sample centre."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from fourscore.centre import Centre, backtest_metrics, init
from fourscore.scoring import window
from fourscore.scoring.trial.verdict import Verdict, Week, alike, errors, judge
from fourscore.terms import Days, Trouble, WrongUse

SEED = 20260301


def shares(rates: object, n: int, rng: np.random.Generator) -> list[Week]:
    drawn = [(float(rng.binomial(n, rate)), float(n)) for rate in np.asarray(rates, dtype=float)]
    return [Week(num / den, num, den, int(den), error)
            for (num, den), error in zip(drawn, errors("share", drawn, [[]] * len(drawn)), strict=True)]


def said(weeks: list[Week], *, better: str = "higher", relative: float = 0.1) -> Verdict:
    values = [week.value for week in weeks if week.value is not None]
    return judge(weeks, family="share", better=better, changes=[relative * sum(values) / len(values)])


def test_noise_is_called_noise_and_a_step_moves() -> None:
    rng = np.random.default_rng(SEED)
    told = [said(shares([0.8] * 52, 400, rng)) for _ in range(200)]
    quiet = [one.word for one in told]
    assert quiet.count("noise") + quiet.count("unclear") >= 190  # chance under 1 in 100 is asked for, and a signal
    assert quiet.count("noise") >= 120
    assert quiet.count("moves") <= 4
    assert all(one.signals == 0 for one in told if one.word == "noise")
    assert all(one.signals > 0 for one in told if one.word in ("unclear", "moves"))
    step = [said(shares([0.8] * 26 + [0.74] * 26, 400, rng)) for _ in range(40)]
    assert all(one.word == "moves" for one in step)
    assert sum(one.pattern == "step" for one in step) >= 36
    assert all(one.real is not None and 0.3 < one.real < 1 for one in step)


def test_a_verdict_never_contradicts_its_signals_nor_says_its_word_twice() -> None:
    """A step that the spread of its days hides is no noise: nearly every week is a signal."""
    step = [Week(value, value, 1.0, 1, 40.0) for value in [20.0] * 26 + [60.0] * 26]
    loud = judge([week._replace(value=(week.value or 0) + n % 3) for n, week in enumerate(step)], family="mean",
                 changes=[6.0])
    assert (loud.word, loud.signals > 40) == ("moves", True)
    noise = judge([Week(5.0 + n % 2, 5.0, 1.0, 1, None) for n in range(20)], family="none", changes=[9.0])
    assert (noise.word, noise.signals) == ("noise", 0)
    assert noise.because.startswith("Nothing in")


def test_a_year_s_wave_and_a_drift_are_told_from_a_step() -> None:
    rng, at = np.random.default_rng(SEED), np.arange(52)
    waves = [said(shares(0.8 + 0.06 * np.sin(2 * np.pi * at / 52), 400, rng)) for _ in range(20)]
    drifts = [said(shares(0.7 + 0.1 * at / 51, 400, rng)) for _ in range(20)]
    assert [one.pattern for one in waves].count("wave") >= 18
    assert [one.pattern for one in drifts].count("drift") >= 18
    assert {one.word for one in (*waves, *drifts)} == {"moves"}


def test_few_calls_are_too_few_and_say_how_many_it_takes() -> None:
    verdict = said(shares([0.04] * 52, 30, np.random.default_rng(SEED)))
    assert verdict.word == "too few"
    assert verdict.shows[0][1] is None
    needed = int(verdict.sentence.split("about ")[1].split(" ")[0].replace(",", ""))
    # (1.96 + 0.84)² p(1 − p)(1/13 + 1/52) / n = (p/10)², by hand
    rate = verdict.mean or 0
    assert needed == pytest.approx(7.8489 * (1 - rate) / rate * 100 * (1 / 13 + 1 / 52), rel=0.01)
    enough = said(shares([0.04] * 52, needed, np.random.default_rng(SEED)))
    assert enough.shows[0][1] is not None
    assert 9 <= enough.shows[0][1] <= 18


def test_what_is_always_at_its_best_is_topped_out() -> None:
    rng = np.random.default_rng(SEED)
    assert said(shares([0.9995] * 52, 400, rng)).word == "topped out"
    assert said(shares([0.0005] * 52, 400, rng), better="lower").word == "topped out"
    assert said(shares([0.95] * 52, 400, rng)).word != "topped out"


def test_missing_weeks_are_missing() -> None:
    weeks = shares([0.8] * 20, 400, np.random.default_rng(SEED))
    gap = Week(None, 0, 0, 0, None)
    with_gaps = [weeks[0], gap, *weeks[1:], gap]
    assert (said(with_gaps).measured, said(with_gaps).weeks) == (20, 22)
    assert said(with_gaps).mean == said(weeks).mean
    assert judge([gap] * 5, family="share").word == "not measured"
    assert judge((), family="mean", why="not measured: no survey").sentence == "not measured: no survey"
    assert judge(weeks[:7], family="share").word == "too few"


def test_the_error_of_a_mean_comes_from_its_days_each_weekday_against_its_usual() -> None:
    """Weekdays that always differ are no noise; the error is that of single values, to a few percent."""
    rng = np.random.default_rng(SEED)
    usual = np.array([300, 320, 340, 360, 380, 200, 200.0])
    days = [[(float(rng.normal(mean, 100, 50).sum()), 50.0) for mean in usual] for _ in range(200)]
    weeks = [(math.fsum(num for num, _ in week), 350.0) for week in days]
    told = errors("mean", weeks, days)[0]
    assert told == pytest.approx(100 / math.sqrt(350), rel=0.05)
    values = [num / den for num, den in weeks]
    assert told == pytest.approx(float(np.std(values, ddof=1)), rel=0.15)


def test_amounts_without_a_law_of_chance_go_by_their_order() -> None:
    rng = np.random.default_rng(SEED)

    def of(values: object) -> Verdict:
        return judge([Week(float(v), float(v), 1, 1, None) for v in np.asarray(values)], family="none", changes=[10])

    words = [of(rng.normal(100, 10, 52)).word for _ in range(100)]
    assert words.count("noise") + words.count("unclear") >= 96
    assert words.count("noise") >= 60
    assert {of(rng.normal(100, 10, 52) + 30 * (np.arange(52) > 25)).word for _ in range(10)} == {"moves"}
    assert of(rng.normal(100, 10, 52)).real is None


def test_two_that_say_the_same() -> None:
    rng = np.random.default_rng(SEED)
    one = rng.normal(0, 1, 40)
    other = one + rng.normal(0, 0.2, 40)
    assert alike(list(one), list(other)) == pytest.approx(float(np.corrcoef(one, other)[0, 1]))
    assert alike([1.0] * 40, list(one)) is None
    assert alike([*one[:7], *[None] * 33], list(other)) is None


def test_the_window_is_the_last_months_that_are_loaded() -> None:
    loaded = Days(date(2023, 1, 1), date(2026, 3, 30))
    assert window(loaded, 12) == Days(date(2025, 3, 30), date(2026, 3, 30))
    assert window(Days(date(2026, 1, 10), date(2026, 3, 31)), 12).first == date(2026, 1, 10)
    assert window(Days(date(2020, 1, 1), date(2026, 3, 31)), 1).first == date(2026, 2, 28)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    folder = tmp_path_factory.mktemp("backtest") / "c"
    init(folder, kind="sales", name="N", zone="Europe/London", currency="GBP", until=date(2026, 3, 30),
         with_sample=True, visits=6000)
    centre = Centre.open(folder, now=lambda: datetime(2026, 3, 30, 12, tzinfo=UTC))
    centre.load()
    return centre


def test_a_centre_s_candidates(sample: Centre) -> None:
    found = backtest_metrics(sample, ["service_level:offered", "abandonment_rate:short_excluded", "market_share"])
    service, lost, market = found.tried
    assert service.verdict.weeks == service.verdict.measured == 52
    first, value = service.weeks[10]
    week = Days(first, date.fromordinal(first.toordinal() + 7))
    (row,) = sample.metrics.ask(["service_level:offered"], during=week).rows
    assert value == row.value  # asked for, never averaged from days
    assert service.months[0][0] == "2025-04"  # March is not whole in these days
    assert len(service.weekdays) == 7
    assert market.verdict.word == "not measured"
    assert market.verdict.mean is None
    assert lost.verdict.word in ("too few", "noise", "drifts", "moves")


def test_of_a_strategy_each_kpi_and_of_teams_each_team(sample: Centre) -> None:
    found = backtest_metrics(sample, [], months=6)
    assert [one.candidate.name for one in found.tried] == [kpi.id for kpi in sample.strategy.kpis()]
    in_time = next(one for one in found.tried if one.candidate.name == "answered-in-time")
    assert in_time.verdict.weeks == 25  # from Monday 6 October on
    teams = backtest_metrics(sample, ["quality_score"], level="team").tried
    assert len({one.who for one in teams}) == len(teams) > 1
    assert all(one.who for one in teams)


def test_wrong_questions(sample: Centre, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="bad-level"):
        backtest_metrics(sample, [], level="agent")
    with pytest.raises(WrongUse, match="bad-months"):
        backtest_metrics(sample, [], months=0)
    with pytest.raises(WrongUse, match="unknown-metric"):
        backtest_metrics(sample, ["happiness"])
    init(tmp_path / "e", kind="sales", name="N", zone="Europe/London", currency="GBP", until=date(2026, 3, 30))
    with Centre.open(tmp_path / "e", now=lambda: datetime(2026, 3, 30, 12, tzinfo=UTC)) as empty, \
            pytest.raises(Trouble, match="nothing-loaded"):
        backtest_metrics(empty, ["service_level:offered"])


def test_a_kpi_that_nothing_can_feed_is_told_with_what_it_needs_and_never_scored_as_zero(sample: Centre) -> None:
    path = sample.folder / "strategy.yaml"
    before = path.read_bytes()
    try:
        assert not [issue.what for issue in sample.check() if "is not measured" in issue.what]
        path.write_bytes(before.replace(b"metric: quality_score", b"metric: backlog").replace(
            b"            target: 85%\n            floor: 70%\n            stretch: 92%\n          handle-time",
            b"            target: 10\n            floor: 90\n          handle-time").replace(
            b"metric: customer_satisfaction:top_box", b"metric: market_share"))
        told = {issue.what: issue.remedy for issue in sample.check()}
        assert [what for what in told if "'quality' is not measured: nothing loaded can feed 'backlog', which needs "
                                         "tickets." in what]
        assert any("'market_share', which needs figures entered." in what for what in told)
        assert any("tickets" in remedy and "kind: table" in remedy for remedy in told.values())
        assert any("fourscore enter . market_share" in remedy for remedy in told.values())
        measures = {m.kpi.id: m for p in sample.scorecard("2026-02").perspectives for o in p.objectives
                    for m in o.measured}
        assert (measures["quality"].value, measures["quality"].score, measures["quality"].status) == (
            None, None, "no_data")
    finally:
        path.write_bytes(before)
