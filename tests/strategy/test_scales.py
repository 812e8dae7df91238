"""This file is about reading how points are given: tables, conventions, seasons, moving anchors, gates, shares."""

from datetime import date

import pytest

from fourscore.metrics import Catalogue
from fourscore.strategy import Convention, Curve, Kpi, Span, read_strategy

FRAME = """perspectives:
  p:
    rollup: geometric
    objectives:
      o:
        owner: me
        rollup: {rollup}
        kpis:
          k:
"""


def read(catalogue: Catalogue, lines: str, rollup: str = "mean") -> tuple[Kpi | None, list[str]]:
    text = FRAME.replace("{rollup}", rollup) + "".join(f"            {line}\n" for line in lines.strip().splitlines())
    strategy, issues = read_strategy(text, "strategy.yaml", catalogue)
    round_it = ("missing-v", "missing-g", "missing-mission", "not-four")
    names = [issue.name for issue in issues if not issue.name.startswith(round_it)]
    return (next(strategy.kpis(), None) if strategy else None), names


def kpi_of(catalogue: Catalogue, lines: str, rollup: str = "mean", issues: tuple[str, ...] = ()) -> Kpi:
    kpi, names = read(catalogue, lines, rollup)
    assert names == list(issues)
    assert kpi is not None
    return kpi


def test_a_table_gives_its_own_target_and_floor(catalogue: Catalogue) -> None:
    kpi = kpi_of(catalogue, "metric: service_level\nsteps: {70%: 0, 80%: 50, 90%: 100}")
    assert kpi.curve == Curve(((0.7, 0.0), (0.8, 50.0), (0.9, 100.0)), stepped=True)
    assert (kpi.targets, kpi.floor) == (((date.min, 0.9),), 0.7)
    ranges = kpi_of(catalogue, "metric: service_level\nsteps: {..70%: 0, 70%..80%: 50, 80%..: 100}")
    assert ranges.curve == Curve(((0.7, 50.0), (0.8, 100.0)), stepped=True)
    down = kpi_of(catalogue, "metric: average_speed_of_answer\nsteps: {60s: 0, 40s: 50, 20s: 110}\ntarget: 15s")
    assert down.curve == Curve(((60.0, 0.0), (40.0, 50.0), (20.0, 110.0)), True, True)
    assert down.targets == ((date.min, 15.0),)
    written_out = kpi_of(catalogue, "metric: average_speed_of_answer\nsteps: {40s..: 0, 20s..40s: 50, ..20s: 100}")
    assert written_out.curve == Curve(((40.0, 50.0), (20.0, 100.0)), True, True)


@pytest.mark.parametrize("steps", [
    "{70%: 20, 80%: 100}", "{70%: 0, 80%: 50, 90%: 50}", "{70%: 0, 80%: 121}", "{..70%: 0, 70%..80%: 50}",
    "{70%: 0, 80%..85%: 50, 90%: 100}", "{70%: 0, 70.0%: 50, 90%: 100}", "{}x"])
def test_a_table_with_a_hole_or_an_overlap_is_refused(catalogue: Catalogue, steps: str) -> None:
    kpi, names = read(catalogue, f"metric: service_level\nsteps: {steps}")
    assert kpi is None
    assert set(names) & {"unsound-steps", "wrong-shape", "bad-yaml"}


@pytest.mark.parametrize(("metric", "anchors", "told"), [
    ("service_level", "as: thirds, goal: 90%, red_flag: 70%", Convention("thirds", 0.7, 0.9)),
    ("service_level", "as: min_max, min: 60%, max: 90%", Convention("min_max", 0.6, 0.9)),
    ("average_speed_of_answer", "as: min_max, min: 20s, max: 60s", Convention("min_max", 60.0, 20.0)),
    ("average_speed_of_answer", "as: worst_best, worst: 60s, best: 20s", Convention("worst_best", 60.0, 20.0)),
    ("service_level", "as: benchmark, threshold: 60%, benchmark: 90%", Convention("benchmark", 0.6, 0.9))])
def test_a_convention_is_read_by_its_own_words(catalogue: Catalogue, metric: str, anchors: str, told) -> None:
    kpi, names = read(catalogue, f"metric: {metric}\nanchors: {{{anchors}}}")
    assert kpi is not None
    assert set(names) <= {"top-out-of-reach", "target-below-top"}
    assert (kpi.told_as, kpi.targets) == (told, ((date.min, told.best),))


@pytest.mark.parametrize(("lines", "name"), [
    ("metric: service_level\nanchors: {as: thirds, goal: 70%, red_flag: 90%}", "anchors-contradict-direction"),
    ("metric: average_speed_of_answer\nanchors: {as: worst_best, worst: 20s, best: 60s}",
     "anchors-contradict-direction"),
    ("metric: service_level\nanchors: {as: min_max, min: 90%, max: 60%}", "anchors-contradict-direction"),
    ("metric: service_level\nanchors: {goal: 90%, red_flag: 70%}", "anchors-unfinished"),
    ("metric: service_level\nanchors: {as: thirds, goal: 90%, red_flag: 70%, min: 2%}", "anchors-unfinished"),
    ("metric: service_level\nanchors: {as: sixths, goal: 90%, red_flag: 70%}", "unknown-choice"),
    ("metric: service_level\nanchors: {as: thirds, goal: 90%, red_flag: 70%}\nscale: log", "two-scales"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nscale: log", "log-scale-refused"),
    ("metric: service_level\ntarget: 80%\nfloor: {2026-01: 60%, 2026-06: 90%}", "anchors-contradict-direction"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nseason: {13: 90%}", "unreadable-date"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nseason: {1: 0%}", "unreadable-value"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nseason: {1: 0.9}", "unreadable-value"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nseason: {12: 130%}", "out-of-reach"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nvalid: soon", "unreadable-value"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\ngate: maybe", "unknown-choice"),
    ("metric: service_level\ntarget: 80%\nfloor: 60%\nmissing: previous", "missing-is-never-zero")])
def test_what_contradicts_itself_is_refused(catalogue: Catalogue, lines: str, name: str) -> None:
    assert name in read(catalogue, lines)[1]


def test_paths_seasons_and_the_rest_are_read(catalogue: Catalogue) -> None:
    kpi = kpi_of(catalogue, """
metric: average_speed_of_answer
target: {2026-01: 30s, 2026-12: 20s}
floor: {2026-01: 90s, 2026-06: 80s}
amber: 40s
stretch: {2026-01: 10s}
season: {1: 90%, 12: 120%}
scale: log
valid: 2 weeks
missing: missing
cascade: band
""")
    assert kpi.moving == {"floor": ((date(2026, 1, 1), 90.0), (date(2026, 6, 1), 80.0)),
                          "stretch": ((date(2026, 1, 1), 10.0),)}
    assert (kpi.floor, kpi.amber, kpi.stretch) == (90.0, 40.0, 10.0)
    assert (kpi.season, kpi.scale, kpi.valid, kpi.cascade) == (((1, 0.9), (12, 1.2)), "log", Span(2, "week"), "band")
    assert kpi.levels == ("centre", "site", "queue_group", "team")


def test_a_gate_and_the_ways_of_joining_are_read(catalogue: Catalogue) -> None:
    kpi = kpi_of(catalogue, "metric: service_level\ntarget: 80%\nfloor: 60%\ngate: true", rollup="gate")
    assert kpi.gate
    strategy, _ = read_strategy(FRAME.replace("{rollup}", "worst") + "            metric: service_level\n"
                                "            target: 80%\n            floor: 60%\n", "strategy.yaml", catalogue)
    assert strategy is not None
    assert [(p.rollup, p.objectives[0].rollup) for p in strategy.perspectives] == [("geometric", "worst")]
    assert "gate-unused" in read(catalogue, "metric: service_level\ntarget: 80%\nfloor: 60%", rollup="gate")[1]
    assert "unknown-choice" in read(catalogue, "metric: service_level\ntarget: 80%\nfloor: 60%", rollup="sum")[1]


def test_an_amount_may_be_shared_out(catalogue: Catalogue) -> None:
    lines = ("metric: sales_revenue\ntarget: 150k\nbaseline: {value: 120k, from: 2025-01, until: 2026-01}\n"
             "levels: [centre, team]\ncascade: share")
    assert kpi_of(catalogue, lines).cascade == "share"
    assert "amount-on-two-levels" in read(catalogue, lines.replace("share", "band"))[1]
