"""This file is about colour: given only where it is certain enough on which side of its target the true figure is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fourscore.metrics import Family, Row, Spread, Steps
from fourscore.scoring import Peers, Scope, score, score_many
from fourscore.scoring.compare.rules import USUAL
from fourscore.scoring.compare.sure import Sureness, sureness
from fourscore.scoring.scale import Bar, aim_of
from fourscore.strategy import Kpi
from fourscore.terms import Days

DAY, MARCH = date(2026, 3, 4), Days(date(2026, 3, 1), date(2026, 4, 1))
ROWS = {"share": Family("share"), "count": Family("count", part="num"), "paid": Family("paid")}


def kpi(direction: str, target: float, upper: float | None = None, unit: str = "share") -> Kpi:
    return Kpi("a", "A", "a", unit, direction, ((date.min, target),), 0.0, upper_target=upper)


def row(num: float, den: float, value: float | None = None, n: int | None = None) -> Row:
    return Row({}, "a", None, num / den if value is None else value, {"num": num, "den": den}, int(n or den), True)


def surely(family: Family, asked: Kpi, rows: list[Row], spread: Spread | None = None) -> Sureness:
    return sureness(asked, family, {f"{place:06d}": one for place, one in enumerate(rows)}, spread,
                    (asked.targets[-1][1], asked.upper_target), None, USUAL, "agent", MARCH)


def coloured(family: Family, asked: Kpi, one: Row) -> bool:
    """Whether a figure on this side of its target has a colour, on the centre's card too."""
    met = one.value >= asked.targets[-1][1] and (asked.upper_target is None or one.value <= asked.upper_target)
    if asked.direction == "lower":
        met = one.value <= asked.targets[-1][1]
    found = surely(family, asked, [one]).sure["000000"]
    return found.certain(family, "centre", one.n, USUAL, met=met)


@pytest.mark.parametrize("asked", [kpi("higher", 0.6), kpi("band", 0.6, 1.0), kpi("lower", 0.4)])
def test_two_cases_are_no_colour_and_many_are(asked: Kpi) -> None:
    good = 0 if asked.direction == "lower" else 1
    assert not coloured(ROWS["share"], asked, row(2 * good, 2))
    assert coloured(ROWS["share"], asked, row(60 * good, 60))
    assert not coloured(ROWS["share"], kpi("band", 0.4, 0.6), row(1, 2))
    assert coloured(ROWS["share"], kpi("band", 0.4, 0.6), row(100, 200))


@pytest.mark.parametrize("n", [2, 3, 5, 8, 20, 90])
@pytest.mark.parametrize("direction", ["higher", "lower", "band"])
def test_whoever_is_just_on_the_wrong_side_seldom_has_the_colour_of_the_right_one(direction: str, n: int) -> None:
    """Whatever the true share: at most 2 of 10, for 0.8 is asked."""
    target, upper = 0.7, 0.85 if direction == "band" else None
    asked = kpi(direction, target, upper)
    hits = np.arange(n + 1)
    found = surely(ROWS["share"], asked, [row(float(x), float(n)) for x in hits])
    from scipy.stats import binom

    for true, away in ((target, direction != "lower"), (upper, False)):
        if true is None:
            continue
        chance = binom.pmf(hits, n, true + (-1e-9 if away else 1e-9))
        wrongly = sum(chance[x] for x in hits if (found.sure[f"{x:06d}"].chance or 0) >= 0.8)
        assert wrongly <= 0.2 + 1e-6


def test_two_reviews_that_are_alike_say_nothing_of_how_reviews_spread() -> None:
    family, asked = Family("mean"), kpi("higher", 0.85)

    def of(cases: float, mean: float, squares: float) -> Sureness:
        sums = {"cases": [cases], "num": [mean * cases], "den": [cases], "num2": [squares], "cross": [mean * cases],
                "den2": [cases], "logs": [0.0], "logs2": [0.0], "positive": [0.0]}
        spread = Spread("a", family, {("000000",): 0}, {name: np.array(there) for name, there in sums.items()})
        return surely(family, asked, [row(mean * cases, cases)], spread)

    alike = of(2, 0.9, 2 * 0.81)
    assert alike.sure["000000"].chance is None
    for level in ("agent", "centre"):
        assert not alike.sure["000000"].certain(family, level, 2, USUAL, met=True)
    assert (of(60, 0.9, 60 * 0.8101).sure["000000"].chance or 0) > 0.99


def test_what_was_paid_for_each_sale_is_as_sure_as_the_number_of_sales() -> None:
    """€50 a sale asked for. 4 sales for €160 might have been 3; 400 for €16,000 are surely cheap enough."""
    asked, family = kpi("lower", 50.0, unit="money"), ROWS["paid"]
    few, many = (surely(family, asked, [row(40.0 * n, float(n))]).sure["000000"] for n in (4, 400))
    assert few.low < 40 < few.high
    assert (few.low, few.high) == pytest.approx((15.62, 146.8), rel=1e-3)  # Poisson: 1.09 to 10.24 sales
    assert not few.certain(family, "centre", 4, USUAL, met=True)
    assert many.certain(family, "centre", 400, USUAL, met=True)
    assert many.high - many.low < 9


def test_a_cost_per_minute_has_no_colour_and_an_amount_has(paper) -> None:
    for family, told in ((Family("unknown", why="what was paid or entered is known, but how far what it is divided by "
                                 "may be off is not"), False), (Family("exact"), True)):
        found = surely(family, kpi("lower", 50.0, unit="money"), [row(40.0 * 900, 900.0)]).sure
        sure = found["000000"]
        assert sure.certain(family, "centre", 900, USUAL, met=True) is told


def test_a_percentile_has_a_colour_where_it_is_clear_of_its_target(paper) -> None:
    """The p90 of 400 waits of 1, 2, 3 … s is 360.1 s, and lies between the 348th and the 372nd."""
    family, waits = Family("percentile", below=0.9), np.arange(1.0, 401.0)
    steps = Steps(waits, waits, np.arange(1.0, 401.0))

    def of(direction: str, target: float, upper: float | None = None, told: int = 400):
        spread = Spread("p", family, steps={("000000",): steps})
        one = Row({}, "p", None, 360.1, {}, told, True)
        return surely(family, kpi(direction, target, upper, "seconds"), [one], spread).sure["000000"]

    def certain(direction: str, target: float, upper: float | None = None, *, met: bool, **more: int) -> bool:
        return of(direction, target, upper, **more).certain(family, "centre", 400, USUAL, met=met)

    assert (of("lower", 380).low, of("lower", 380).high) == (348, 372)
    assert certain("lower", 380, met=True)
    assert certain("lower", 340, met=False)
    assert not certain("lower", 361, met=True)
    assert not certain("lower", 359, met=False)
    assert certain("higher", 340, met=True)
    assert certain("higher", 380, met=False)
    assert certain("band", 340, 380, met=True)
    assert not certain("band", 355, 365, met=True)
    assert certain("band", 375, 390, met=False)
    # A report told some of the waits: of the others nothing is known, for the whole centre neither.
    assert of("lower", 380, told=500).low is None
    assert not certain("lower", 380, met=True, told=500)
    few = surely(family, kpi("lower", 380, unit="seconds"), [Row({}, "p", None, 5.0, {}, 5, True)])
    assert not few.enough("000000", Row({}, "p", None, 5.0, {}, 5, True), Bar(kpi("lower", 380.0), aim_of(
        kpi("lower", 380.0), MARCH)), USUAL)


def test_the_centre_s_two_cases_are_uncertain(paper) -> None:
    figures = {("a", "North", DAY): (2.0, 2.0)}
    card = score(paper.strategy([paper.kpi("a", targets=((date.min, 0.6),))]), paper.metrics(figures), paper.march,
                 scope=Scope("centre"), calendar=paper.calendar)
    assert card.measured()[0].status == "uncertain"


def test_what_is_lacking_stands_beside_it_and_time_mends_it(paper) -> None:
    """5 of 7 good in a month are too few; the card says how long it takes, and after that long it is enough."""
    peers = zip("ABCDE", (300, 360, 420, 480, 520), strict=True)
    people = {"Few": (5, 7)} | {name: (hits, 600) for name, hits in peers}

    def card(times: int):
        figures = {("a", team, DAY): (float(hits * (times if team == "Few" else 1)),
                                      float(trials * (times if team == "Few" else 1)))
                   for team, (hits, trials) in people.items()}
        cards = score_many(paper.strategy([paper.kpi("a")]), paper.metrics(figures), paper.march, level="team",
                           calendar=paper.calendar, peers=Peers(paper.march.until, dict.fromkeys(people, "Sales")))
        return {one.scope.name: one.measured()[0] for one in cards}["Few"]

    few = card(1)
    assert (few.state, few.sure.judged) == ("too_few", "too_few")
    said = few.sure.needs(USUAL)
    assert said.endswith("weeks at this volume for a hint for coaching.")
    weeks = int(said.split("about ")[1].split(" ")[0])
    months = -(-weeks * 7 // 31)
    assert card(months).sure.judged in ("coach", "rank")
    assert card(max(1, months - 2)).sure.judged == "too_few"


def test_reliability_is_the_same_to_the_last_digit_in_any_order(paper) -> None:
    rng = np.random.default_rng(3)
    people = {f"T{place:02d}": (int(rng.integers(100, 190)), 200 + int(rng.integers(0, 90))) for place in range(40)}
    asked = kpi("higher", 0.7)
    rows = {name: row(float(hits), float(trials)) for name, (hits, trials) in people.items()}
    peers = Peers(MARCH.until, dict.fromkeys(people, "Sales"))
    found = []
    for names in (list(rows), list(rows)[::-1], sorted(rows, key=lambda name: name[::-1])):
        told = sureness(asked, ROWS["share"], {name: rows[name] for name in names}, None, (0.7, None), peers, USUAL,
                        "team", MARCH)
        found.append({name: told.sure[name].reliability for name in rows})
    assert found[0] == found[1] == found[2]
