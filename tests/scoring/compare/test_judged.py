"""This file is about how many figures of a month can be judged: simulated centres of 12, 120 and 3,000 seats."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fourscore.metrics import Family
from fourscore.scoring import Rules
from fourscore.scoring.compare.peers import Group
from fourscore.scoring.compare.sample import Sample
from fourscore.scoring.compare.steady import steady

PAGE = Path(__file__).parents[3] / "docs" / "comparing.md"
SEATS, QUEUE = (12, 120, 3000), 30  # people of one main queue; a centre of 12 has one
# A month of one agent: how many cases, the mean and the spread of true figures, and (of means) of single ones.
MEASURES = {
    "conversion (4%, 600 calls)": ("share", 600, 0.04, 0.008, 0.0),
    "quality (5 reviews)": ("mean", 5, 0.85, 0.03, 0.10),
    "handle time (600 calls)": ("mean", 600, 300.0, 30.0, 220.0),
    "satisfaction (60 answers)": ("share", 60, 0.80, 0.05, 0.0),
}


def month(kind: str, cases: int, mean: float, between: float, within: float, seats: int) -> Sample:
    """Sufficient statistics of everybody, drawn with a fixed seed; volumes vary by a third."""
    rng = np.random.default_rng(seats)
    n = np.maximum(rng.normal(cases, cases / 3, seats).round(), 2)
    true, blank = rng.normal(mean, between, seats), np.full(seats, np.nan)
    if kind == "share":
        hits = rng.binomial(n.astype(int), np.clip(true, 0.001, 0.999)).astype(float)
        return Sample(Family("share"), "share", hits / n, hits, n, n, blank, blank, blank)
    sd = within * np.sqrt(rng.chisquare(n - 1) / (n - 1))
    value = np.abs(rng.normal(true, within / np.sqrt(n)))
    return Sample(Family("mean"), "points", value, value * n, n, n, sd, blank, blank)


def shares() -> dict[str, list[tuple[float, float]]]:
    """Of each measure and centre, the part good enough for coaching, and for ranks."""
    rules, found = Rules(), {}
    for name, told in MEASURES.items():
        for seats in SEATS:
            groups = [Group(f"queue {place // QUEUE}") for place in range(seats)]
            reliability = np.nan_to_num(steady(month(*told, seats), groups, 0.95).reliability)
            found.setdefault(name, []).append((float((reliability >= rules.coach).mean()),
                                               float((reliability >= rules.rank).mean())))
    return found


def table() -> str:
    lines = [f"| measure, of one agent in a month | {' | '.join(f'{seats:,} seats' for seats in SEATS)} |",
             "|---|" + "---|" * len(SEATS)]
    lines += [f"| {name} | {' | '.join(f'{coach:.0%} / {rank:.0%}' for coach, rank in cells)} |"
              for name, cells in shares().items()]
    return "\n".join(lines)


def test_the_page_tells_how_much_of_a_month_can_be_judged() -> None:
    print(table())
    assert table() in PAGE.read_text(encoding="utf-8")


def test_long_enough_measures_can_be_judged_and_five_reviews_cannot() -> None:
    found = shares()
    assert found["handle time (600 calls)"][2][1] > 0.9
    assert found["quality (5 reviews)"][2][1] < 0.05
    assert found["conversion (4%, 600 calls)"][2][1] < 0.3
