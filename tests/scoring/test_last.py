"""This file is about values that still hold: carried as long as the strategy says, stale after, never beyond."""

from datetime import date, timedelta

import pytest

from fourscore.scoring import Scope, explain, score, score_many
from fourscore.strategy import Span
from fourscore.terms import Days

MONTH = Span(1, "month")


def card_in(paper, last: date, *, valid=MONTH, days=None, **more):
    """`a` was measured every day, `b` only in the week up to `last`."""
    every = [date(2026, 1, 5) + timedelta(days=n) for n in range(86)]
    there = {("a", "North", day): (9, 10) for day in every}
    there |= {("b", "North", last - timedelta(days=n)): (7, 10) for n in range(3)}
    strategy = paper.strategy([paper.kpi("a")], [paper.kpi("b", valid=valid)])
    return score(strategy, paper.metrics(there), days or Days(date(2026, 3, 23), date(2026, 3, 30)),
                 scope=Scope("centre"), calendar=paper.calendar, history_weeks=0, coverage_needed=0.5, **more)


def measured(card):
    return card.measured()[1]


def test_the_last_value_counts_while_it_holds_and_says_of_when_it_is(paper) -> None:
    card = card_in(paper, date(2026, 3, 6))
    there = measured(card)
    assert (there.state, there.value, there.of) == ("measured", 0.7, Days(date(2026, 3, 2), date(2026, 3, 9)))
    assert there.score == pytest.approx(100 * 0.2 / 0.3)
    assert (card.coverage, there.change) == (1.0, None)
    told = explain(card).find("b").sentence
    assert "was 70.0% in 2026-03-02 to 2026-03-08, the last there is, and holds for 1 month" in told


def test_older_it_is_stale_and_has_no_part(paper) -> None:
    card = card_in(paper, date(2026, 2, 20))  # the week ends on 22 February; a month before 30 March is 28 February
    there = measured(card)
    assert (there.state, there.value, there.score, there.weight) == ("stale", None, None, 0)
    assert there.of == Days(date(2026, 2, 16), date(2026, 2, 23))
    assert card.coverage == 0.5
    told = explain(card).find("b").sentence
    assert told == ("B was last measured in 2026-02-16 to 2026-02-22, longer ago than a value holds (1 month); it has "
                    "no part in the total, and is not taken as zero.")


def test_missing_is_told_apart_from_stale(paper) -> None:
    assert measured(card_in(paper, date(2026, 5, 30))).state == "missing"  # it comes later, and was never before
    assert measured(card_in(paper, date(2026, 3, 6), valid=None)).state == "missing"
    now = measured(card_in(paper, date(2026, 3, 25)))
    assert (now.state, now.of) == ("measured", None)


def test_each_teams_last_value_is_its_own(paper) -> None:
    days = Days(date(2026, 3, 23), date(2026, 3, 30))
    there = {("a", team, date(2026, 3, 24)): (900, 1000) for team in ("North", "South")}
    there |= {("b", "North", date(2026, 3, 10)): (700, 1000), ("b", "South", date(2026, 1, 12)): (600, 1000)}
    strategy = paper.strategy([paper.kpi("a"), paper.kpi("b", valid=MONTH)])
    cards = score_many(strategy, paper.metrics(there), days, level="team", calendar=paper.calendar)
    assert [(card.scope.name, measured(card).state, measured(card).value) for card in cards] == [
        ("North", "measured", 0.7), ("South", "stale", None)]


@pytest.mark.parametrize(("span", "day", "before"), [
    (Span(1, "month"), date(2026, 3, 31), date(2026, 2, 28)), (Span(2, "week"), date(2026, 3, 31), date(2026, 3, 17)),
    (Span(1, "year"), date(2028, 2, 29), date(2027, 2, 28)), (Span(10, "day"), date(2026, 3, 5), date(2026, 2, 23)),
    (Span(14, "month"), date(2026, 1, 15), date(2024, 11, 15))])
def test_a_span_is_counted_in_calendar_words(span: Span, day: date, before: date) -> None:
    assert span.before(day) == before
