"""This file is about percentiles: exact from facts, within half a percent from histograms, and always said which."""

import random
from datetime import date
from fractions import Fraction
from math import ceil, floor, isclose

import pytest

from fourscore.metrics import Row
from fourscore.warehouse import HISTOGRAM_ERROR, HISTOGRAMS

MARCH = ("2026-03-01", "2026-03-12")
P50, P90, P95, HANDLE = ("wait_percentile:p50", "wait_percentile:p90", "wait_percentile:p95",
                         "handle_time_percentile:p90")
SHARES = {P50: Fraction(1, 2), P90: Fraction(9, 10), P95: Fraction(19, 20)}
ALWAYS = dict.fromkeys(HISTOGRAMS, 0)  # histogram rows however few facts there are
CUTS = [(), ("queue",), ("week", "channel"), ("team",), ("agent", "week"), ("hour_of_day", "topic"), ("half_hour",),
        ("weekday", "customer_segment")]


def wait(chance: random.Random) -> int:
    """Milliseconds: often nought, or hardly anything, or years."""
    return chance.choice([0, 0, chance.randrange(1, 20), chance.randrange(200_000), chance.randrange(200_000),
                          chance.randrange(999_999_999_999)])


@pytest.fixture(scope="module")
def stays(new_world, tmp_path_factory):
    """A world of stays of every length in cells of any size, the same stays as plain rows, and its metrics."""
    world, chance, rows = new_world(tmp_path_factory.mktemp("stays")), random.Random(8), []
    for _ in range(800):
        day, hour, minute = chance.randrange(1, 11), chance.randrange(24), chance.randrange(60)
        agent = chance.choice(["Ada", "Bob", "Eve", "Joe"])
        row = {"queue": chance.choice([*"AAAAAAAAB", "C", None]), "agent": agent, "channel": "voice",
               "team": "red" if agent < "C" else "blue", "topic": chance.choice(["bill", None]),
               "customer_segment": chance.choice(["gold", "tin"])}
        outcome, ms = chance.choice(["answered"] * 3 + ["abandoned"]), wait(chance)
        world.visit(f"2026-03-{day:02d} {hour:02d}:{minute:02d}", wait=ms / 1000, outcome=outcome, **row)
        rows.append({**row, "day": f"2026-03-{day:02d}", "half": 2 * hour + minute // 30, "answered": outcome[1] == "n",
                     "ms": ms})
    world.visit("2026-03-11 10:00", "D", wait=7, outcome="abandoned", channel="chat")
    world.fill_all("2026-03-01 00:00", "2026-03-12 00:00")
    return world, rows, world.metrics()


def asked(stays, days, metrics, by=(), *, up_to, **more) -> list[Row]:
    stays[2].exact_up_to = up_to
    return stays[2].ask(metrics, by, during=days(*MARCH), **more).rows


def by_hand(lengths: list[int], share: Fraction) -> float:
    """Interpolated linearly between the two lengths beside place (n - 1) · q; milliseconds in, seconds out."""
    lengths = sorted(lengths)
    place = (len(lengths) - 1) * share
    low, high = lengths[floor(place)], lengths[ceil(place)]
    return float((low + (high - low) * (place - floor(place))) / 1000)


def within(said: float, exact: float) -> bool:
    return abs(said - exact) <= HISTOGRAM_ERROR * exact * (1 + 1e-9)


@pytest.mark.parametrize("by", [(), ("queue",), ("team",), ("queue", "agent", "day"), ("day", "topic")])
def test_both_ways_against_lengths_sorted_by_hand(stays, days, by) -> None:
    """Cells of one stay to hundreds; the agent's by day and queue are in no histogram but the agents'."""
    cells: dict[tuple, list[int]] = {}
    for row in stays[1]:
        if row["answered"]:
            cells.setdefault(tuple(row[name] for name in by), []).append(row["ms"])
    for up_to in ({}, ALWAYS):
        found = [row for row in asked(stays, days, [P50, P90, P95], by, up_to=up_to) if row.n]
        assert {tuple(row.by.values()) for row in found} == set(cells)
        for row in found:
            lengths = cells[tuple(row.by.values())]
            exact = by_hand(lengths, SHARES[row.key])
            assert row.n == len(lengths)
            # A question by the day is exact unless facts were deleted.
            if up_to and "day" not in by:
                assert within(row.value, exact)
                assert row.error == HISTOGRAM_ERROR
            else:
                assert isclose(row.value, exact, rel_tol=1e-12)
                assert row.error is None


@pytest.mark.parametrize("by", [(), ("queue",), ("team",)])
def test_the_steps_behind_a_percentile_hold_every_length_sorted_by_hand(stays, days, by) -> None:
    cells: dict[tuple, list[float]] = {}
    for row in stays[1]:
        if row["answered"]:
            cells.setdefault(tuple(row[name] for name in by), []).append(row["ms"] / 1000)
    for up_to in ({}, ALWAYS):
        stays[2].exact_up_to = up_to
        found = stays[2].spread_of([P90], by, during=days(*MARCH))[P90].steps
        assert set(found) == set(cells)
        for cell, steps in found.items():
            lengths = sorted(cells[cell])
            assert steps.n == len(lengths)
            for place, length in enumerate(lengths, 1):
                low, high = steps.at_least(place), steps.at_most(place)
                assert low * (1 - 1e-9) <= length <= high * (1 + 1e-9)
                assert high <= low * 1.0101 + 1e-9
            for edge in (0, 0.01, 20, 150, 1e7):
                least, most = steps.within(edge)
                assert least <= sum(length <= edge for length in lengths) <= most


@pytest.mark.parametrize("by", CUTS)
def test_whatever_the_grouping_both_ways_have_the_same_rows_and_values_within_what_is_said(stays, days, by) -> None:
    exact = asked(stays, days, [P90, HANDLE, P50], by, up_to={})
    told = asked(stays, days, [P90, HANDLE, P50], by, up_to=ALWAYS)
    assert [(row.by, row.key, row.n, row.complete) for row in told] == [
        (row.by, row.key, row.n, row.complete) for row in exact]
    assert all(one.value is None if other.value is None else within(one.value, other.value)
               for one, other in zip(told, exact, strict=True))
    assert {row.error for row in told if row.value is not None} == {HISTOGRAM_ERROR}
    assert {row.error for row in told if row.value is None} <= {None}
    assert any(one.value != other.value for one, other in zip(told, exact, strict=True))


def test_conditions_are_kept_and_a_row_says_how_near_it_is(stays, days) -> None:
    where = {"queue": ["A", None], "weekday": ["monday"], "channel": ["voice"]}
    (exact,) = asked(stays, days, [P90], up_to={}, where=where)
    (told,) = asked(stays, days, [P90], up_to=ALWAYS, where=where)
    assert (told.n, told.margin, exact.margin) == (exact.n, "±0.5%", "")
    assert within(told.value, exact.value)
    assert told.as_dict()["error"] == 0.005
    assert "error" not in exact.as_dict()


def test_exact_is_exact_on_demand_and_as_long_as_there_are_few_facts(stays, days) -> None:
    (exact,) = asked(stays, days, [P90], up_to={})
    for up_to, more, error in ((ALWAYS, {"exact": True}, None), (ALWAYS, {"use_cubes": False}, None),
                               ({"histogram_day": 801}, {}, None), ({"histogram_day": 800}, {}, HISTOGRAM_ERROR)):
        (row,) = asked(stays, days, [P90], up_to=up_to, **more)
        assert row.error == error
        assert (row.value == exact.value) == (error is None)


def test_what_no_histogram_covers_is_exact(stays, days) -> None:
    for by in (("agent", "topic"), ("flow",), ("hour", "team")):
        assert asked(stays, days, [P90], by, up_to=ALWAYS) == asked(stays, days, [P90], by, up_to={})


def test_other_metrics_of_the_same_question_are_what_they_were(stays, days) -> None:
    names = ["contacts_offered", P90, "average_handle_time", "service_level:offered"]
    exact, told = (asked(stays, days, names, ("queue",), up_to=up_to) for up_to in ({}, ALWAYS))
    assert [row for row in told if row.key != P90] == [row for row in exact if row.key != P90]


def test_why_tells_the_same_figure_and_how_near_it_is(stays, days) -> None:
    (told,) = asked(stays, days, [P90], up_to=ALWAYS)
    explained = stays[2].explain(P90, during=days(*MARCH))
    assert explained.value == told.value
    assert any("the exact figure ±0.5%" in line for line in explained.lines("EUR"))
    assert explained.as_dict()["margin"] == "±0.5%"


@pytest.mark.parametrize("metric", ["first_response_time:median", "resolution_time:median"])
def test_tickets_too(world, days, metric) -> None:
    for number in range(30):
        solved = None if number % 5 == 0 else f"2026-03-03 {number % 24:02d}:30"
        world.fact("ticket", f"2026-03-02 {number % 20:02d}:00", "opened_at", key=f"t{number}", queue="q",
                   first_reply_at=solved, solved_at=solved, agent="Ada")
    world.fill_all(*MARCH)
    metrics = world.metrics()
    (exact,) = metrics.ask([metric], during=days(*MARCH)).rows
    metrics.exact_up_to = ALWAYS
    (told,) = metrics.ask([metric], during=days(*MARCH)).rows
    assert (told.n, told.error, told.complete) == (24, HISTOGRAM_ERROR, exact.complete)
    assert within(told.value, exact.value)


def test_a_percentile_of_ones_own_is_always_exact(world, days, tmp_path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text(
        "parts:\n  rings: {of: visit, values: ring_s, where: answered}\nmetrics:\n  ring_percentile:\n"
        "    {unit: seconds, better: lower, num: rings, quantile: 0.9, words: nine of ten}\n")
    for ring in range(1, 12):
        world.visit("2026-03-02 10:00", ring_s=ring, agent="Ada")
    world.fill_all(*MARCH)
    metrics = world.metrics(tmp_path / "own")
    metrics.exact_up_to = ALWAYS
    own, ours = metrics.ask(["ring_percentile", P90], during=days(*MARCH)).rows
    assert (own.value, own.error) == (10.0, None)
    assert (ours.value, ours.error) == (0.0, HISTOGRAM_ERROR)


def test_different_things_are_counted_in_every_grouping_and_never_added_up(world, days) -> None:
    """Distinct counts: a customer or an agent seen twice is one, in the cell and in the whole alike."""
    chance, seen = random.Random(3), []
    for number in range(400):
        day, customer, queue = chance.randrange(1, 11), chance.randrange(40), chance.choice("AB")
        world.fact("contact", f"2026-03-{day:02d} 10:00", "started_at", contact=number, key=f"c{number}",
                   customer=customer, queue=queue, channel="voice", handled=1)
        seen.append((date(2026, 3, day), queue, customer))
    world.fill_all(*MARCH)
    metrics = world.metrics()
    for by in ((), ("queue",), ("day",), ("day", "queue"), ("week",)):
        rows = metrics.ask(["callers_per_distinct_customer"], by, during=days(*MARCH)).rows
        cells: dict[tuple, set[int]] = {}
        for day, queue, customer in seen:
            label = {"queue": queue, "day": str(day), "week": f"2026-W{day.isocalendar().week:02d}"}
            cells.setdefault(tuple(label[name] for name in by), set()).add(customer)
        assert {tuple(row.by.values()): row.parts["customers_seen"] for row in rows} == {
            key: len(customers) for key, customers in cells.items()}
    assert sum(row.parts["customers_seen"] for row in metrics.ask(
        ["callers_per_distinct_customer"], ["day"], during=days(*MARCH)).rows) > 40
