"""This file is about people beside people: known traps of comparing them, and the same numbers by a second way."""

from __future__ import annotations

import math
from datetime import date
from random import Random

import pandas as pd
import pytest

from fourscore.scoring import Asked, Peers, Rules, compare_people
from fourscore.strategy import Kpi
from fourscore.terms import Days, WrongUse

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))
CALL = "conversion_rate:call"


def stand(world, metric: str, *, level: str = "agent", queue: str = "Sales", kpi: Kpi | None = None,
          first: dict[str, date] | None = None, team: dict[str, str] | None = None, only: tuple[str, ...] = ()):
    world.fill_all("2026-03-01", "2026-04-01")
    metrics = world.metrics()
    names = [name for kind, name in world.words if kind == level]
    peers = Peers(MARCH.until, dict.fromkeys(names, queue), first or {}, team or {})
    found = compare_people(metrics, Asked(metrics.catalogue.find(metric), kpi, level, MARCH, only), peers,
                           world.calendar, Rules())
    return {row.name: row for row in found.rows}, found


def crowd(contacts, seed: int = 1, people: int = 12, calls: int = 400, low: float = 0.15, high: float = 0.35) -> None:
    """People whose true rates lie evenly between two ends."""
    rng = Random(seed)
    for number in range(people):
        rate = low + (high - low) * number / (people - 1)
        contacts(f"P{number:02d}", calls, sum(rng.random() < rate for _ in range(calls)))


def test_the_longer_calls_of_harder_work_are_not_held_against_their_agent(world) -> None:
    """X takes 540 s where such calls take 540; Y takes 370 s where they take 360: the "31% faster" agent is slower."""
    for agent, topic, seconds in (("X", "hard", 540), ("W", "hard", 540), ("Y", "easy", 370), ("Z", "easy", 350)):
        for call in range(10):
            world.visit(f"2026-03-02 {9 + call % 5:02d}:00", "Help", agent=agent, topic=topic, talk=seconds)
    found, whole = stand(world, "average_handle_time", queue="Help")
    assert whole.overall == 450
    assert whole.mix == ("topic", "queue", "hour_of_day", "channel")
    assert (found["X"].value, found["X"].expected, found["X"].ratio) == (540, 540, 1)
    assert (found["Y"].value, found["Y"].expected) == (370, 360)
    assert round(found["Y"].ratio, 2) == 1.03
    assert found["Y"].adjusted > found["X"].adjusted == 450


def test_expected_figures_are_those_of_pandas_over_the_single_facts(world) -> None:
    rng, rows = Random(7), []
    for _ in range(900):
        agent, topic, hour = rng.choice("ABCDE"), rng.choice(("bill", "move", None)), rng.choice((9, 10, 15))
        queue, channel = rng.choice(("Help", "Sales")), rng.choice(("voice", "chat"))
        seconds = rng.choice((30, 200, 430)) + 50 * "ABCDE".index(agent)
        world.visit(f"2026-03-{rng.randrange(2, 20):02d} {hour:02d}:05", queue, agent=agent, topic=topic, talk=seconds,
                    channel=channel)
        rows.append((agent, topic or "", hour, queue, channel, seconds))
    found, whole = stand(world, "average_handle_time", queue="Help")
    facts = pd.DataFrame(rows, columns=["agent", "topic", "hour", "queue", "channel", "seconds"])
    facts["expected"] = facts.groupby(["topic", "hour", "queue", "channel"])["seconds"].transform("mean")
    by_agent = facts.groupby("agent")[["seconds", "expected"]].sum()
    assert whole.overall == pytest.approx(facts["seconds"].mean())
    for agent, row in by_agent.iterrows():
        one, own = found[str(agent)], facts[facts["agent"] == agent]["seconds"]
        assert one.ratio == pytest.approx(row["seconds"] / row["expected"], rel=1e-9)
        assert one.value == pytest.approx(own.mean())
        error = own.std() / math.sqrt(len(own))
        assert (one.high - one.low) / 2 == pytest.approx(1.96 * error, rel=0.03)


def test_five_of_fifty_is_no_better_than_sixty_of_a_thousand(world, contacts) -> None:
    """The empirical-Bayes pair: 10% ranks first raw, and steadied behind 6% of a thousand."""
    crowd(contacts, people=14, calls=600, low=0.025, high=0.055)
    contacts("Few", 50, 5)
    contacts("Many", 1000, 60)
    found, _ = stand(world, CALL)
    few, many = found["Few"], found["Many"]
    assert few.value == 0.1 > many.value == 0.06
    assert few.steadied < many.steadied
    assert few.reliability < 0.5 < many.reliability
    assert few.verdict == "not enough data"
    assert few.low < 0.06 < few.high
    assert "weeks at this volume for a hint for coaching" in few.needs


def test_ranks_are_told_of_reliable_figures_only(world, contacts) -> None:
    crowd(contacts)
    contacts("New", 40, 20)
    found, _ = stand(world, CALL)
    assert {name for name, row in found.items() if row.rank_low is None} == {
        name for name, row in found.items() if row.reliability < 0.8}
    assert found["New"].rank_low is None
    best = found["P11"]
    assert best.verdict == "clearly better"
    worst = found["P00"]
    assert (best.rank_low, best.rank_high, best.rank_of) == (1, 6, 13)  # of 400 calls each: six may be the best
    assert (worst.rank_low, worst.rank_high, worst.rank_of) == (10, 13, 13)
    assert worst.verdict == "clearly worse"


def test_nobody_stands_out_where_all_are_alike(world, contacts) -> None:
    crowd(contacts, seed=3, low=0.2, high=0.2001)
    found, whole = stand(world, CALL)
    assert {row.verdict for row in found.values()} <= {"not told apart", "not enough data"}
    assert whole.dispersion < 2


def test_a_team_of_few_peers_is_seen_when_it_is_far_away(world) -> None:
    """The one whose calls are shorter than such calls take stands out; no other does that way."""
    rng = Random(5)
    for team, mean in (("Quick", 300), ("A", 400), ("B", 404), ("C", 396), ("D", 402)):
        for call in range(300):
            world.visit(f"2026-03-{2 + call % 20:02d} {9 + call % 8:02d}:00", "Help", team=team, agent=f"{team}1",
                        topic="bill", talk=round(rng.lognormvariate(math.log(mean), 0.5)))
    found, _ = stand(world, "average_handle_time", level="team", queue="Help")
    assert found["Quick"].verdict == "clearly lower"
    assert "clearly lower" not in {row.verdict for name, row in found.items() if name != "Quick"}


def test_people_are_steadied_by_their_own_kind_of_work_and_time_there(world, contacts) -> None:
    crowd(contacts, people=12)
    first = {f"P{number:02d}": date(2026, 2, 1) if number < 5 else date(2024, 1, 1) for number in range(12)}
    found, _ = stand(world, CALL, first=first)
    assert found["P00"].group == "those who mostly work for Sales, under 3 months there"
    assert any(note.startswith("Under 3 months there: the steadied figure is drawn to") for note in found["P00"].notes)
    first["P00"] = date(2024, 1, 1)
    again, _ = stand(world, CALL, first=first)
    assert again["P01"].group == "those who mostly work for Sales"
    assert "only 4 with figures are under 3 months there" in again["P01"].notes[0]


def test_whose_cases_nobody_else_had_is_held_against_nothing(world, contacts) -> None:
    """Their own figure would be what was expected of them, and they would be as expected for ever."""
    crowd(contacts)
    contacts("Alone", 400, 40, topic="estates")
    contacts("Half", 200, 40)
    contacts("Half", 200, 90, topic="boats")
    found, whole = stand(world, CALL)
    assert "One does work that nobody else does, so nothing tells what was to be expected." in whole.summary
    alone, half = found["Alone"], found["Half"]
    assert (alone.expected, alone.ratio, alone.flagged, alone.verdict) == (None, None, False, "nobody alike")
    assert any("nothing tells what was to be expected" in note for note in alone.notes)
    assert half.expected is not None
    assert any(note.startswith("50% of the cases") for note in half.notes)


def test_who_stands_out_clearly_differs_and_those_who_differ_as_all_do_stand_out_not(world, contacts) -> None:
    """Twelve who truly differ: most differ clearly, none stands out. One far beyond them all stands out."""
    crowd(contacts, calls=500, low=0.1, high=0.5)
    found, whole = stand(world, CALL)
    clear = [row for row in found.values() if row.verdict.startswith("clearly")]
    assert len(clear) >= 8
    assert whole.dispersion > 10
    assert not [row.name for row in found.values() if row.flagged]
    assert whole.summary == (
        f"{len(clear)} of 12 that can be judged clearly differ from what was expected of their own cases.",
        "None of them stands out: by no more than people here ordinarily differ.")
    contacts("Star", 500, 490)
    contacts("Few", 1, 0)
    found, whole = stand(world, CALL)
    assert [row.name for row in found.values() if row.flagged] == ["Star"]
    assert found["Star"].verdict == "clearly better"
    assert found["Few"].verdict == "not enough data"
    assert whole.summary[1:] == ("1 of them stands out: by more than people here ordinarily differ.",
                                 "One has too few cases to tell.")


def test_others_of_a_team_are_still_compared_with(world, contacts) -> None:
    crowd(contacts)
    every, _ = stand(world, CALL)
    some, _ = stand(world, CALL, only=("P03",))
    assert set(some) == {"P03"}
    assert some["P03"] == every["P03"]


def test_a_kpis_target_has_a_chance(world, contacts) -> None:
    crowd(contacts)
    kpi = Kpi(id="sell", name="Sell", metric=CALL, unit="share", direction="higher", targets=((date.min, 0.25),),
              floor=0.1)
    found, whole = stand(world, CALL, kpi=kpi)
    assert whole.target == 0.25
    assert found["P11"].chance > 0.99
    assert found["P00"].chance < 0.01


def test_opinions_of_a_few_are_hidden(world) -> None:
    for agent, answers in (("Ada", 4), ("Ben", 5)):
        for number in range(answers):
            world.fact("survey", f"2026-03-0{2 + number} 10:00", "answered_at", agent=agent, question="csat", score=5,
                       scale=5, top_box=1)
    found, _ = stand(world, "customer_satisfaction:top_box")
    assert (found["Ada"].value, found["Ada"].n, found["Ada"].verdict) == (None, 0, "hidden")
    assert found["Ben"].value == 1


@pytest.mark.parametrize(("metric", "level", "reason"), [
    ("average_speed_of_answer", "agent", "agents do not move it"), ("service_level", "agent", "agents do not move it"),
    ("abandonment_rate:all", "agent", "agents do not move it"), ("occupancy", "agent", "agents do not move it"),
    ("sales_revenue", "agent", "it is an amount"), ("handle_time_percentile:p90", "agent", "a percentile is no sum"),
])
def test_what_cannot_be_fair_is_refused_with_its_reason(world, metric: str, level: str, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason) as refused:
        stand(world, metric, level=level)
    assert refused.value.issues[0].name == "not-comparable"


def test_every_metric_is_compared_or_refused_in_words(world, contacts) -> None:
    crowd(contacts, people=3, calls=20)
    world.fill_all("2026-03-01", "2026-04-01")
    metrics = world.metrics()
    told, refusals = set(), set()
    for metric in metrics.catalogue.metrics.values():
        for level in ("agent", "team"):
            try:
                compare_people(metrics, Asked(metric, None, level, MARCH), Peers(MARCH.until), world.calendar)
                told.add(metric.key)
            except WrongUse as refused:
                refusals |= {issue.name for issue in refused.issues}
    assert len(told) > 50
    assert refusals <= {"not-comparable", "cannot-bear"}


def test_the_same_calls_in_another_order_give_the_same_to_the_last_digit(tmp_path, another_world) -> None:
    rng = Random(11)
    calls = [(f"2026-03-{2 + n % 20:02d} {9 + n % 8:02d}:00", f"P{n % 8}", round(rng.lognormvariate(6, 0.5), 3))
             for n in range(240)]
    told = []
    for number, order in enumerate((calls, calls[::-1])):
        (folder := tmp_path / str(number)).mkdir()
        world = another_world(folder)
        for at, agent, seconds in order:
            world.visit(at, "Help", agent=agent, topic="bill", talk=seconds)
        found, _ = stand(world, "average_handle_time", queue="Help")
        told.append({name: (row.reliability, row.steadied, row.low) for name, row in found.items()})
    assert told[0] == told[1]
