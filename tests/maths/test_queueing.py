"""This file is about queues: published cases, exact sums by hand, a simulated queue, and laws."""

import heapq
import json
import time
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate

from fourscore.maths import (
    erlang_a,
    erlang_b,
    erlang_c,
    lines_needed,
    load_borne,
    offered_load,
    servers_needed,
    servers_needed_with_patience,
    wait_within,
    waiting,
)

getcontext().prec = 60

# Published values of others, each of which the exact sums below give too: (what, inputs, published, its last digit).
PUBLISHED = [
    ("agents", {"load": 10, "service_s": 180, "within_s": 19.8, "share": 0.8}, 14, 0),
    ("in_time", {"load": 10, "servers": 14, "service_s": 180, "within_s": 19.8}, 0.888, 5e-4),
    ("in_time", {"load": 10, "servers": 15, "service_s": 180, "within_s": 19.8}, 0.941, 5e-4),
    ("waits", {"load": 10, "servers": 14, "service_s": 180, "within_s": 20}, 0.1741319, 5e-8),
    ("mean_wait", {"load": 10, "servers": 14, "service_s": 180, "within_s": 20}, 7.83593701177724, 1e-12),
    ("waits", {"load": 123, "servers": 132, "service_s": 60, "within_s": 20}, 0.3211161792617074, 1e-14),
    ("agents", {"load": 3, "service_s": 300, "within_s": 20, "share": 0.8}, 6, 0),
    ("in_queue", {"load": 1.8, "servers": 2, "service_s": 12, "within_s": 20}, 7.674, 1e-3),
    ("agents", {"load": 10, "service_s": 180, "mean_wait_s": 120}, 12, 0),
    ("blocked", {"load": 1, "lines": 1}, 0.5, 1e-6),
    ("blocked", {"load": 2, "lines": 3}, 0.2105, 5e-5),
    ("lines", {"load": 10, "blocking": 0.02}, 17, 0),
    ("lines", {"load": 55, "blocking": 0.02}, 66, 0),
    ("borne", {"lines": 6, "blocking": 0.02}, 2.2756, 1e-3),
    ("borne", {"lines": 50, "blocking": 0.001}, 32.51, 6e-3),
    ("wait_90", {"load": 48, "servers": 50, "service_s": 60}, 58.1, 0.1),
]


def asked(what: str, given_numbers: dict[str, float]) -> float:
    if what == "agents":
        told = servers_needed(**given_numbers)
    elif what == "blocked":
        told = erlang_b(**given_numbers)
    elif what == "lines":
        told = lines_needed(**given_numbers)
    elif what == "borne":
        told = load_borne(**given_numbers)
    elif what == "wait_90":
        told = wait_within(**given_numbers, share=0.9)
    else:
        told = getattr(waiting(**given_numbers), what)
    return float(told)


@pytest.mark.parametrize(("what", "given_numbers", "published", "digit"), PUBLISHED)
def test_published_queues(what: str, given_numbers: dict[str, float], published: float, digit: float) -> None:
    assert asked(what, given_numbers) == pytest.approx(published, abs=digit, rel=0)


def blocked_exactly(erlang: Fraction, lines: int) -> Fraction:
    """1 / B by its recursion from no line on, in whole fractions."""
    inverse = Fraction(1)
    for line in range(1, lines + 1):
        inverse = 1 + line * inverse / erlang
    return 1 / inverse


@pytest.mark.parametrize(("erlang", "agents"), [
    (Fraction(1, 1000), 1), (Fraction(1, 2), 1), (Fraction(9, 2), 5), (Fraction(27, 2), 14), (Fraction(95), 100),
    (Fraction(20), 5), (Fraction(150), 200), (Fraction(400), 100), (Fraction(600), 610), (Fraction(1, 100), 40),
])
def test_erlang_b_and_c_are_the_exact_sums(erlang: Fraction, agents: int) -> None:
    blocked = blocked_exactly(erlang, agents)
    assert float(erlang_b(float(erlang), agents)) == pytest.approx(float(blocked), rel=1e-12)
    waits = agents * blocked / (agents - erlang * (1 - blocked)) if erlang < agents else Fraction(1)
    assert float(erlang_c(float(erlang), agents)) == pytest.approx(float(waits), rel=1e-12)


@pytest.mark.parametrize(("erlang", "agents"), [(9990, 10_000), (19_950, 20_000), (21_000, 20_000), (300_000, 3000)])
def test_tens_of_thousands_of_agents(erlang: int, agents: int) -> None:
    inverse = Decimal(1)
    for line in range(1, agents + 1):
        inverse = 1 + line * inverse / erlang
    assert float(erlang_b(erlang, agents)) == pytest.approx(float(1 / inverse), rel=1e-11)


def test_nothing_underflows_into_a_wrong_answer() -> None:
    assert erlang_b(0.01, 200) == 0
    assert erlang_c(0.01, 200) == 0
    assert waiting(0.01, 200, 180, 20).in_time == 1
    told = erlang_a(0.01, 200, 180, 60, 20)
    assert (told.waits, told.abandons, told.in_time_of_all) == (0, 0, 1)
    assert float(erlang_a(9000, 20, 180, 60, 20).abandons) == pytest.approx(1 - 20 / 9000, rel=1e-9)


def test_real_numbers_of_agents_are_the_gamma_integral() -> None:
    """1 / B(a, n) = a ∫ e^(−a t) (1 + t)^n dt for every real n."""
    for erlang, agents in [(10.0, 13.2), (3.3, 2.5), (40.0, 39.9)]:
        whole = integrate.quad(lambda t, a=erlang, n=agents: a * np.exp(-a * t) * (1 + t) ** n, 0, np.inf)[0]
        assert float(erlang_b(erlang, agents)) == pytest.approx(1 / whole, rel=1e-8)
    assert erlang_b(10, 13) > erlang_b(10, 13.2) > erlang_b(10, 14)


class Chain:
    """A queue that callers leave, its states summed one by one: the plain way."""

    def __init__(self, erlang: float, agents: int, service_s: float, patience_s: float) -> None:
        comes, serves, leaves = erlang / service_s, 1 / service_s, 1 / patience_s
        weights, self.agents = [1.0], agents
        while len(weights) < agents + 2 or weights[-1] > 1e-18 * max(weights):
            out = min(len(weights), agents) * serves + max(0, len(weights) - agents) * leaves
            weights.append(weights[-1] * comes / out)
        self.states = np.array(weights) / sum(weights)
        waiting_there = np.maximum(np.arange(len(weights)) - agents, 0)
        self.waits = float(self.states[agents:].sum())
        self.abandons = float((self.states * waiting_there).sum()) * leaves / comes
        self.mean_wait = float((self.states * waiting_there).sum()) / comes
        self.occupancy = float((self.states * np.minimum(np.arange(len(weights)), agents)).sum()) / agents


@pytest.mark.parametrize(("erlang", "agents", "handle", "patience"), [
    (10, 14, 180, 300), (20, 5, 180, 60), (52, 50, 240, 180), (48, 50, 60, 120), (3, 1, 100, 1000), (200, 180, 300, 30),
    (0.5, 1, 300, 20), (2, 12, 300, 60),
])
def test_erlang_a_is_the_chain_of_states(erlang: float, agents: int, handle: float, patience: float) -> None:
    chain, told = Chain(erlang, agents, handle, patience), erlang_a(erlang, agents, handle, patience, 20)
    for what in ("waits", "abandons", "mean_wait", "occupancy"):
        assert float(getattr(told, what)) == pytest.approx(getattr(chain, what), rel=1e-8), what


@pytest.mark.parametrize(("erlang", "agents", "handle", "patience", "within"), [
    (10, 14, 180, 300, 20), (20, 5, 180, 60, 20), (52, 50, 240, 180, 20), (52, 50, 240, 180, 0), (3, 1, 100, 1000, 45),
])
def test_the_wait_of_erlang_a_is_the_integral_of_its_law(erlang: float, agents: int, handle: float, patience: float,
                                                         within: float) -> None:
    """The law of the wait ahead: exp(load / handle · ∫ e^(−u / patience) du − agents · v / handle)."""
    told = erlang_a(erlang, agents, handle, patience, within)

    def density(v: float) -> float:
        return np.exp(erlang * patience / handle * -np.expm1(-v / patience) - agents * v / handle)

    whole = integrate.quad(density, 0, 40 * patience, limit=500)[0]
    ahead = integrate.quad(density, 0, within)[0] / whole
    answered = integrate.quad(lambda v: density(v) * np.exp(-v / patience), 0, within)[0] / whole
    waits = float(told.waits)
    assert float(told.in_time_virtually) == pytest.approx(1 - waits * (1 - ahead), rel=1e-7)
    assert float(told.in_time_of_all) == pytest.approx(1 - waits + waits * answered, rel=1e-7)
    assert float(told.still_waiting) == pytest.approx(waits * (1 - ahead) * np.exp(-within / patience), rel=1e-7)
    assert float(told.in_time_of_served) == pytest.approx(float(told.in_time_of_all / (1 - told.abandons)))


def test_erlang_a_against_a_simulated_queue() -> None:
    """200,000 calls one by one: 20 agents, 21 Erlang, patience 90 seconds."""
    chance, calls = np.random.default_rng(1), 200_000
    comes = np.cumsum(chance.exponential(180 / 21, calls))
    handling, patience = chance.exponential(180, calls), chance.exponential(90, calls)
    free = [0.0] * 20
    waited, answered = np.empty(calls), np.empty(calls, dtype=bool)
    for call in range(calls):
        start = max(comes[call], free[0])
        answered[call] = start - comes[call] <= patience[call]
        waited[call] = min(start - comes[call], patience[call])
        if answered[call]:
            heapq.heapreplace(free, start + handling[call])
    told = erlang_a(21, 20, 180, 90, 20)
    assert float(told.abandons) == pytest.approx((~answered).mean(), abs=0.004)
    assert float(told.mean_wait) == pytest.approx(waited.mean(), rel=0.03)
    assert float(told.in_time_of_all) == pytest.approx((answered & (waited <= 20)).mean(), abs=0.008)
    assert float(told.still_waiting) == pytest.approx((waited > 20).mean(), abs=0.008)


def test_patience_without_end_is_erlang_c() -> None:
    never, plain = erlang_a(10, 14, 180, np.inf, 20), waiting(10, 14, 180, 20)
    assert (never.waits, never.in_time_of_all, never.mean_wait) == (plain.waits, plain.in_time, plain.mean_wait)
    long = erlang_a(10, 14, 180, 1e7, 20)
    assert float(long.in_time_of_all) == pytest.approx(float(plain.in_time), rel=1e-5)
    assert float(long.mean_wait) == pytest.approx(float(plain.mean_wait), rel=1e-4)


def test_edges_at_which_others_fail() -> None:
    nobody = waiting(0, 5, 180, 20)
    assert (nobody.waits, nobody.in_time, nobody.mean_wait, nobody.occupancy) == (0, 1, 0, 0)
    full = waiting(10, 10, 180, 20)
    assert (full.waits, full.in_time, full.mean_wait, full.in_queue, full.occupancy) == (1, 0, np.inf, np.inf, 1)
    assert waiting(12, 10, 180, 20).in_time == 0
    assert waiting(10, 0, 180, 20).waits == 1
    assert servers_needed(0, 180, share=0.8) == 0
    assert servers_needed(0.3, 180, share=0.8) == 2
    assert servers_needed(0.001, 180, share=0.8) == 1
    assert servers_needed(8.5, 180, occupancy=0.85) == 10
    assert servers_needed(11.05, 180, occupancy=0.85) == 13  # 11.05 / 0.85 is a hair above 13
    assert servers_needed(10, 180) == 11
    alone = erlang_a(5, 0, 180, 60, 20)
    assert (alone.waits, alone.abandons, alone.mean_wait, alone.in_time_of_all) == (1, 1, 60, 0)
    assert np.isnan(alone.occupancy)
    assert np.isnan(alone.in_time_of_served)
    assert float(alone.still_waiting) == pytest.approx(np.exp(-1 / 3))
    quiet = erlang_a(0, 5, 180, 60, 20)
    assert (quiet.waits, quiet.abandons, quiet.in_time_of_all, quiet.occupancy) == (0, 0, 1, 0)
    assert wait_within(10, 14, 180, 0.5) == 0
    assert wait_within(10, 10, 180, 0.9) == np.inf


def test_what_is_missing_stays_missing() -> None:
    assert np.isnan(erlang_b([np.nan, 3], [4, np.nan])).all()
    assert np.isnan(erlang_c([np.nan, 3], [4, np.nan])).all()
    assert np.isnan(np.array(waiting(np.nan, 4, 180, 20))).all()
    assert np.isnan(np.array(erlang_a(10, 14, 180, np.nan, 20))).all()
    np.testing.assert_array_equal(servers_needed([np.nan, 10], 180, share=0.8), [np.nan, 14])
    np.testing.assert_array_equal(servers_needed_with_patience([np.nan, 10], 180, 300, share=0.8), [np.nan, 13])
    assert np.isnan(lines_needed(np.nan, 0.02))


def test_the_load_of_a_half_hour() -> None:
    assert offered_load(100, 1800, 180) == 10


@pytest.mark.parametrize("wrong", [
    lambda: erlang_b(-1, 5), lambda: erlang_c(1, -5), lambda: waiting(1, 5, -180, 20), lambda: offered_load(5, 0, 180),
    lambda: erlang_a(1, 5, 180, 0, 20), lambda: erlang_a(1, 5, 0, 60, 20), lambda: erlang_a(-1, 5, 180, 60, 20),
    lambda: servers_needed(5, 180, share=1), lambda: servers_needed(5, 180, occupancy=0),
    lambda: servers_needed_with_patience(5, 180, 60, abandons=0), lambda: lines_needed(5, 0), lambda: load_borne(5, 1),
    lambda: wait_within(5, 6, 180, 1), lambda: servers_needed(5, 180, mean_wait_s=0),
])
def test_impossible_numbers_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_the_fewest_agents_are_enough_and_one_fewer_is_not() -> None:
    chance = np.random.default_rng(2)
    erlang, handle = chance.uniform(0.01, 665, 20_000), chance.uniform(30, 900, 20_000)
    start = time.process_time()
    agents = servers_needed(erlang, handle, share=0.8, within_s=20)
    patient = servers_needed_with_patience(erlang, handle, 120, share=0.8, within_s=20)
    assert time.process_time() - start < 3
    assert (waiting(erlang, agents, handle, 20).in_time >= 0.8).all()
    one_fewer = waiting(erlang, agents - 1, handle, 20)
    assert (one_fewer.in_time < 0.8).all()
    assert (patient <= agents).all()
    assert (erlang_a(erlang, patient, handle, 120, 20).in_time_of_all >= 0.8).all()
    assert (erlang_a(erlang, patient - 1, handle, 120, 20).in_time_of_all < 0.8).all()


def test_agents_for_every_wish_at_once() -> None:
    single = [servers_needed(100, 300, share=0.8), servers_needed(100, 300, mean_wait_s=5.0),
              servers_needed(100, 300, occupancy=0.8)]
    assert servers_needed(100, 300, share=0.8, mean_wait_s=5.0, occupancy=0.8) == max(single)
    assert len({float(n) for n in single}) == 3
    assert waiting(100, single[1], 300, 20).mean_wait <= 5 < waiting(100, single[1] - 1, 300, 20).mean_wait
    np.testing.assert_array_equal(servers_needed([[10, 20], [30, 40]], 180, share=0.8),
                                  [[14, 24], [35, 45]])
    few = servers_needed_with_patience(100, 300, 60, abandons=0.1)
    assert few < 100
    assert erlang_a(100, few, 300, 60, 20).abandons <= 0.1 < erlang_a(100, few - 1, 300, 60, 20).abandons
    eased = servers_needed_with_patience(100, 300, 60, abandons=0.1, occupancy=0.8)
    assert erlang_a(100, eased, 300, 60, 20).occupancy <= 0.8 < erlang_a(100, eased - 1, 300, 60, 20).occupancy
    assert servers_needed_with_patience(0.5, 300, 60, occupancy=0.8) == 1


@settings(max_examples=60)
@given(st.floats(0.01, 3000), st.integers(1, 3000), st.floats(10, 2000), st.floats(5, 5000), st.floats(0, 300))
@example(1.0, 1, 10.0, 5.0, 170.0)  # next to nobody is left after so long
def test_laws_of_a_queue_that_callers_leave(erlang: float, agents: int, handle: float, patience: float,
                                            within: float) -> None:
    told = erlang_a(erlang, agents, handle, patience, within)
    for share in (told.waits, told.abandons, told.occupancy, told.in_time_of_all, told.still_waiting):
        assert 0 <= share <= 1 + 1e-12
    assert told.mean_wait == pytest.approx(float(told.abandons) * patience)
    assert told.in_time_of_all <= told.in_time_virtually + 1e-9
    more = erlang_a(erlang, agents + 1, handle, patience, within)
    assert more.abandons <= told.abandons + 1e-12
    assert more.in_time_of_all >= told.in_time_of_all - 1e-9
    assert erlang_b(erlang, agents + 1) <= erlang_b(erlang, agents)
    assert erlang_c(erlang, agents) >= erlang_b(erlang, agents) - 1e-15
    # Work in equals work out: what is answered keeps the agents busy.
    assert float(told.occupancy) * agents == pytest.approx(erlang * (1 - float(told.abandons)), rel=1e-6)


def shared_cases(folder: Path) -> dict:
    """Published cases, which stand beside the real data: where that is, they have to be."""
    return json.loads((folder.parent / "reference" / "erlang_cases.json").read_text(encoding="utf-8"))


def answer(model: str, told: dict) -> float:
    """One published case, asked in this project's words."""
    handle = told.get("aht_s", told.get("aht", 60.0))
    erlang = told.get("A", 0.0)
    if "calls" in told:
        erlang = told["calls"] * handle / told.get("interval_s", told.get("interval_min", 0) * 60)
    elif "lam" in told:
        erlang = told["lam"] / told["mu"]
    elif "lam_per_s" in told:
        erlang = told["lam_per_s"] * handle
    elif "lam_per_min" in told:
        erlang = told["lam_per_min"] * handle / 60
    agents, within, share = told.get("n"), told.get("T_s", told.get("T", 20)), told.get("SL", 0.8)
    match model.partition(" (gem")[0]:
        case "Erlang C agents" | "Erlang C servers for 94% within 20":
            return servers_needed(erlang, handle, share=share, within_s=within)
        case "Erlang C agents for ASA<=120 s":
            return servers_needed(erlang, handle, mean_wait_s=told["ASA_s"])
        case "Erlang C service level":
            return waiting(erlang, agents, handle, within).in_time
        case "Erlang C P(wait)":
            return erlang_c(erlang, agents)
        case "Erlang C ASA (s)":
            return waiting(erlang, agents, handle, within).mean_wait
        case "Erlang C 90th percentile of wait (s)":
            return wait_within(erlang, agents, handle, 0.9)
        case "Erlang C mean queue" | "M/M/c mean number waiting":
            return waiting(erlang, agents, handle, within).in_queue
        case "Erlang C utilisation":
            return waiting(erlang, agents, handle, within).occupancy
        case "Erlang A P(abandon)":
            return erlang_a(erlang, agents, handle, told["patience_s"], within).abandons
        case "Erlang A answered within T / offered":
            return erlang_a(erlang, agents, handle, told["patience_s"], within).in_time_of_all
        case "Erlang A mean wait (s)":
            return erlang_a(erlang, agents, handle, told["patience_s"], within).mean_wait
        case "Erlang B blocking":
            return erlang_b(erlang, agents)
        case "Erlang B lines for blocking<=0.02" | "Erlang B lines":
            return lines_needed(erlang, told["B"])
        case "Erlang B traffic" | "Erlang B traffic for n lines":
            return load_borne(agents, told["B"])
    raise AssertionError(f"{model} is not asked")


def test_every_published_case_beside_the_real_data(shared_data: Path) -> None:
    cases = shared_cases(shared_data)["cases"]
    for case in cases:
        told = float(answer(case["model"], case["input"]))
        assert told == pytest.approx(float(case["computed"]), rel=1e-10), case
        assert told == pytest.approx(case["published"], abs=case["tolerance"] + 1e-15), case
    assert len(cases) == 36


VECTOR = {"pw": "waits", "pab": "abandons", "ew": "mean_wait", "occ": "occupancy", "virt": "in_time_virtually",
          "served_in": "in_time_of_all", "answered_in_of_answered": "in_time_of_served",
          "p_wait_gt_total": "still_waiting"}


def test_every_vector_of_high_precision_beside_the_real_data(shared_data: Path) -> None:
    for vector in shared_cases(shared_data)["high_precision_vectors"]:
        erlang, agents = float(vector["A"]), float(vector["n"])
        if vector["model"] == "Erlang A":
            told = erlang_a(erlang, agents, vector["aht_s"], vector["patience_s"], vector["T_s"])
            for theirs, ours in VECTOR.items():
                assert float(getattr(told, ours)) == pytest.approx(float(vector[theirs]), rel=1e-10), (vector, ours)
        elif vector["model"].startswith("Erlang C"):
            assert float(erlang_c(erlang, agents)) == pytest.approx(float(vector["value"]), rel=1e-10)
        elif vector["model"].startswith("Erlang B"):
            assert float(erlang_b(erlang, agents)) == float(vector["value"])  # smaller than a float can be: 0
        else:
            assert float(erlang_b(erlang, agents)) == pytest.approx(float(vector["B"]), rel=1e-10)
            assert float(erlang_c(erlang, agents)) == pytest.approx(float(vector["C"]), rel=1e-10)
