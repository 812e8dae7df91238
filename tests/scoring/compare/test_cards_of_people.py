"""This file is about cards of people: scores hang on nobody else, too little data is no score, opinions are hidden."""

from __future__ import annotations

import csv
import io
from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from fourscore.cli import show
from fourscore.cli.relay import Streams
from fourscore.scoring import Peers, Rules, Scope, explain, score, score_many
from fourscore.terms import write_reliability

CENTRE = Scope("centre")
DAY = date(2026, 3, 4)
shares = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda pair: (min(pair), max(pair)))


def cards(paper, people, **more):
    """The cards of teams with these (hits, trials) of one measure on one day."""
    figures = {("a", team, DAY): (float(hits), float(trials)) for team, (hits, trials) in people.items()}
    found = score_many(paper.strategy([paper.kpi("a")]), paper.metrics(figures), paper.march, level="team",
                       calendar=paper.calendar, **more)
    return {card.scope.name: card for card in found}


@given(people=st.dictionaries(st.sampled_from("ABCDEFGH"), shares, min_size=6), gone=st.integers(0, 5))
def test_nobodys_score_or_colour_changes_when_somebody_comes_or_goes(paper, people, gone) -> None:
    peers = Peers(paper.march.until, dict.fromkeys("ABCDEFGH", "Sales"))
    left = sorted(people)[gone]
    all_of_them = cards(paper, people, peers=peers)
    fewer = cards(paper, {name: pair for name, pair in people.items() if name != left}, peers=peers)
    assert set(all_of_them) - set(fewer) == {left}
    for name, card in fewer.items():
        (one,), (two,) = card.measured(), all_of_them[name].measured()
        assert (card.score, card.status, card.coverage) == (all_of_them[name].score, all_of_them[name].status,
                                                            all_of_them[name].coverage)
        assert (one.score, one.state, one.status, one.certain) == (two.score, two.state, two.status, two.certain)


def test_too_few_cases_are_shown_and_not_scored(paper) -> None:
    people = {"Few": (4, 6), "Many": (400, 600)} | {name: (int(share), 600) for name, share in (
        ("A", 300), ("B", 360), ("C", 420), ("D", 480), ("E", 520))}
    peers = Peers(paper.march.until, dict.fromkeys(people, "Sales"))
    found = cards(paper, people, peers=peers)
    few, many = (found[name].measured()[0] for name in ("Few", "Many"))
    assert (few.state, few.score, few.status, few.sure.judged) == ("too_few", None, "no_data", "too_few")
    assert few.value == many.value == 4 / 6
    assert (found["Few"].withheld, found["Many"].withheld) == (True, False)
    assert (many.state, many.status, many.sure.judged) == ("measured", "within_tolerance", "rank")
    assert many.sure.low < many.sure.steadied < many.sure.high
    assert abs(few.sure.steadied - 0.69) < abs(few.value - 0.69) + 0.01
    told = explain(found["Few"]).parts[0].parts[0].parts[0].sentence
    assert "not enough data to score" in told


def test_the_centres_card_scores_what_there_is(paper) -> None:
    figures = {("a", "North", DAY): (5.0, 6.0)}
    card = score(paper.strategy([paper.kpi("a")]), paper.metrics(figures), paper.march, scope=CENTRE,
                 calendar=paper.calendar)
    (one,) = card.measured()
    assert (one.state, one.score is None, one.status) == ("measured", False, "uncertain")


def test_how_much_is_enough_is_a_setting(paper) -> None:
    strict = cards(paper, {"North": (48, 60)}, rules=Rules(coach=0.99, rank=0.995))
    usual = cards(paper, {"North": (48, 60)})
    assert strict["North"].measured()[0].state == "too_few"
    assert usual["North"].measured()[0].state == "measured"


def told(card, how: str = "table") -> str:
    """A card as the terminal has it."""
    out, catalogue = io.StringIO(), SimpleNamespace(metrics={one.kpi.metric: SimpleNamespace(
        variant=None, unit="share") for one in card.measured()})
    show.scorecard(card, catalogue, Streams(out, io.StringIO(), 100, False, False, colour=False), how)
    return out.getvalue()


def crowd(paper):
    people = {"Few": (4, 6), "Many": (400, 600)} | {name: (int(share), 600) for name, share in (
        ("A", 300), ("B", 360), ("C", 420), ("D", 480), ("E", 520))}
    return cards(paper, people, peers=Peers(paper.march.until, dict.fromkeys(people, "Sales")))


def test_a_teams_card_says_how_sure_each_figure_is_and_what_would_do(paper) -> None:
    found = crowd(paper)
    many, few = told(found["Many"]), told(found["Few"])
    one = found["Many"].measured()[0].sure
    assert "95% interval" in many.splitlines()[0]
    line = next(line for line in many.splitlines() if line.startswith("    A"))
    for said in (f"{one.low:.1%} to {one.high:.1%}", f"{one.steadied:.1%}", write_reliability(one.reliability), "600"):
        assert said in line
    assert "30.0% to 90.3%" in few  # Wilson, of 4 of 6
    assert "A: not enough data. Would need about " in few
    (row,) = csv.DictReader(io.StringIO(told(found["Few"], "csv")))
    assert row["judged"] == "too_few"
    assert row["needs"].startswith("Would need about ")
    assert float(row["low"]) < float(row["steadied"]) < float(row["high"])


def test_what_was_measured_and_not_judged_is_not_called_unmeasured(paper) -> None:
    last = told(crowd(paper)["Few"]).splitlines()[-1]
    assert "0% of the weight could be scored, 1 measure measured but not to be judged yet" in last
    assert "○ not enough data" in told(crowd(paper)["Few"])


def test_no_data_is_told_from_not_complete_and_from_no_target(paper) -> None:
    figures = {("late", "North", DAY): (9.0, None), ("early", "North", DAY): (5.0, 6.0)}
    later = paper.kpi("early", targets=())
    strategy = paper.strategy([paper.kpi("late", per="month", unit="count"), paper.kpi("gone"), later])
    card = score(strategy, paper.metrics(figures, incomplete=frozenset({"late"})), paper.march, scope=CENTRE,
                 calendar=paper.calendar)
    lines = {line.split()[0]: line for line in told(card).splitlines() if line.startswith("    ")}
    assert "○ not complete yet" in lines["Late"]
    assert "○ no data" in lines["Gone"]
    assert "○ no target" in lines["Early"]


def test_the_table_always_names_the_weakest(paper) -> None:
    figures = {("a", "North", DAY): (280.0, 310.0), ("b", "North", DAY): (200.0, 310.0)}
    card = score(paper.strategy([paper.kpi("a")], [paper.kpi("b"), paper.kpi("c", metric="a")]),
                 paper.metrics(figures), paper.march, scope=CENTRE, calendar=paper.calendar)
    text = told(card)
    assert "weakest: O0 100.0 (A 100.0)" in text  # though it is on target
    assert "weakest: O1" in text
    assert "(B " in text
    assert "· weakest P1 " in text.splitlines()[-1]
