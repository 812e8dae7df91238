"""This file is about the grammar of goals with guards: what reads, what is written back, what every mistake says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.strategy import Amount, GoalChange, GoalGuard, GuardedGoal, Move, Window, read_goal, write_goal
from fourscore.strategy.goals.grammar import read_fields

ARTICLE = "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat"


def number(text: str, unit: str = "") -> Amount:
    return Amount(Decimal(text), unit)


def plain(goal: GuardedGoal | None) -> GuardedGoal:
    """The goal without the columns its parts stand in."""
    from dataclasses import replace

    assert goal is not None
    return GuardedGoal(tuple(replace(move, column=1) for move in goal.moves),
                       tuple(replace(guard, column=1) for guard in goal.guards))


def test_the_articles_own_goal_reads() -> None:
    goal, mistakes = read_goal(ARTICLE)
    assert mistakes == []
    assert plain(goal) == GuardedGoal(
        (Move("calls", GoalChange("by", number("20", "%")), by="2026-12"),),
        (GoalGuard("conversion", "~", number("4", "%"), number("0.4", "pp")), GoalGuard("cost", "flat")))
    assert goal is not None
    assert write_goal(goal) == ARTICLE
    assert [move.column for move in goal.moves] + [guard.column for guard in goal.guards] == [1, 25, 49]


@pytest.mark.parametrize(("written", "same"), [
    ("calls + 20 % by end of 2026 | cost flat", "calls +20% by 2026 | cost flat"),
    ("wait −15s, calls x1.2 from 2025Q4 | cost unchanged", "wait -15s, calls x1.2 from 2025-Q4 | cost flat"),
    ("wait – 0:15 by 2026-Q4 | quality not worse", "wait -15s by 2026-Q4 | quality no worse"),
    ("share to 80% by FY 2026-Q4 | hard cost <= €5,000", "share to 80% by FY2026-Q4 | hard cost <= €5000"),
    ("share +2pp by 2026-12-31 | aht ~ 5:45 +-15s over 4 weeks",
     "share +2pp by 2026-12-31 | aht ~ 5:45 ±15s over 4w"),
    ('"Calls completed" ×1.2 for queue:sales | conversion about 4 % +/- 10 % at mix 2025Q4 for team:*',
     '"Calls completed" x1.2 for queue:sales | conversion ~ 4% ±10% at mix 2025-Q4 for team:*'),
    ('calls +1,200 for team:"Sales 2" | cost ≤ EUR 12k, csat ≥ 85%, share ~ baseline ± 2%',
     'calls +1200 for team:"Sales 2" | cost <= EUR 12000, csat >= 85%, share ~ baseline ±2%'),
    ("revenue to 1.5m since 2026-3 by 2026-W12 | hard flat", 'revenue to 1.5m by 2026-W12 from 2026-03 | "hard" flat'),
    ("wait to 1m30s for queue:sales channel:voice | x-1 flat ±3% over 30d",
     "wait to 1:30 for queue:sales channel:voice | x-1 flat ±3% over 30d"),
])
def test_words_are_forgiving(written: str, same: str) -> None:
    goal, mistakes = read_goal(written)
    assert mistakes == []
    assert goal is not None
    assert write_goal(goal) == same


@pytest.mark.parametrize(("written", "column", "what", "remedy"), [
    ("calls", 6, "a change such as +20%", "calls +20%"),
    ("calls-20% | cost flat", 9, "a change such as", "space before the sign: calls -20"),
    ("calls completed +20% | cost flat", 7, "'completed'", "quotation marks"),
    ("calls +20% by soon | cost flat", 15, "The time it is due", "2026-12"),
    ("calls +20% by 2026-13 | cost flat", 15, "The time it is due", "2026-12"),
    ("calls +20% by 2026 by 2027 | cost flat", 28, "twice", "one of the two"),
    ("calls +20% | conversion ~ 4%", 29, "may stray is not told", "±0.4pp"),
    ("calls +20% | cost <= 5 ±1", 26, "no ±", "limit itself"),
    ("calls +20% | cost cheap", 19, "how it is held", "cost flat"),
    ("calls +20% | cost flat over easter", 29, "length of time", "4w"),
    ("calls +20% | cost flat | more flat", 24, "one |", "commas"),
    ("calls x20% | cost flat", 8, "factor has no unit", "x1.2"),
    ("| cost flat", 1, "id of a KPI", "calls +20%"),
    ("calls +20% maybe | cost flat", 12, "'maybe' cannot stand here", "by 2026-12"),
    ("calls +20% for sales | cost flat", 16, "limited to", "queue:sales"),
])
def test_every_mistake_is_told_with_its_column(written: str, column: int, what: str, remedy: str) -> None:
    goal, mistakes = read_goal(written)
    assert goal is None
    assert mistakes[0].column == column
    assert what in mistakes[0].what
    assert remedy in mistakes[0].remedy


def test_all_mistakes_are_told_not_only_the_first() -> None:
    _, mistakes = read_goal("calls, wait to | conversion ~ 4%, cost cheap")
    assert [one.column for one in mistakes] == [6, 16, 33, 40]


def test_fields_read_to_the_same_goal() -> None:
    goal, mistakes = read_fields(["calls +20% by 2026-12"], ["conversion ~ 4% ±0.4pp", "cost flat"])
    assert mistakes == []
    assert plain(goal) == plain(read_goal(ARTICLE)[0])
    _, mistakes = read_fields(["calls +20%"], ["cost flat", "conversion"])
    assert [(one.part, one.column) for one in mistakes] == [("guard 2", 11)]
    assert read_fields([], ["cost flat"])[1][0].what == "No headline says what is to move."


NAMES = st.one_of(st.from_regex(r"[a-z]\w{0,6}(-\w{1,4})?", fullmatch=True),
                  st.sampled_from(["hard", "flat", "by", "Calls completed", "x", "A & B"]))
NUMBERS = st.decimals(min_value=0, max_value=10**7, places=3, allow_nan=False).map(
    lambda one: Decimal(f"{one:f}".rstrip("0").rstrip(".") or "0"))
AMOUNTS = st.builds(Amount, NUMBERS, st.sampled_from(["", "%", "pp", "s", "m", "€", "¤", "EUR"]))
PERIODS = st.sampled_from(["2026", "2026-Q4", "2026-12", "2026-12-31", "FY2026", "FY2026-P03", "2026-W07"])
WHERES = st.lists(st.tuples(st.sampled_from(["team", "queue"]), NAMES | st.just("*")), max_size=2).map(tuple)
MAYBE_PERIOD = PERIODS | st.just("")
CHANGES = st.one_of(
    st.builds(GoalChange, st.just("by"), AMOUNTS.flatmap(lambda a: st.sampled_from(
        [a, a._replace(number=-a.number)] if a.number else [a]))),
    st.builds(GoalChange, st.just("to"), AMOUNTS),
    st.builds(GoalChange, st.just("times"), st.builds(Amount, NUMBERS, st.just(""))))
MOVES = st.builds(Move, NAMES, CHANGES, MAYBE_PERIOD, MAYBE_PERIOD, WHERES)
WINDOWS = st.none() | st.builds(Window, st.integers(1, 60), st.sampled_from("dwm"))
GUARDS = st.one_of(
    st.builds(GoalGuard, NAMES, st.just("~"), st.none() | AMOUNTS, AMOUNTS, st.booleans(), WINDOWS, MAYBE_PERIOD,
              WHERES),
    st.builds(GoalGuard, NAMES, st.sampled_from(["<=", ">="]), st.none() | AMOUNTS, st.none(), st.booleans(), WINDOWS,
              MAYBE_PERIOD, WHERES),
    st.builds(GoalGuard, NAMES, st.sampled_from(["flat", "no worse"]), st.none(), st.none() | AMOUNTS, st.booleans(),
              WINDOWS, MAYBE_PERIOD, WHERES))


@given(st.builds(GuardedGoal, st.lists(MOVES, min_size=1, max_size=3).map(tuple),
                 st.lists(GUARDS, max_size=3).map(tuple)))
def test_what_is_written_reads_as_the_same_goal(goal: GuardedGoal) -> None:
    read, mistakes = read_goal(write_goal(goal))
    assert mistakes == []
    assert plain(read) == goal
    assert read is not None
    assert write_goal(read) == write_goal(goal)
