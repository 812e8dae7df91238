"""This file is about cards of people: scores hang on nobody else, too little data is no score, opinions are hidden."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fourscore.scoring import Peers, Rules, Scope, explain, score, score_many

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
