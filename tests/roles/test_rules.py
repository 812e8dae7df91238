"""This file is about the rules of the roles' pages that need no centre: whom a hint may name, which sample is owed."""

from types import SimpleNamespace
from typing import Any

import pytest

from fourscore.centre.roles.coaching import worse
from fourscore.centre.roles.samples import EVEN, PEERS, _sample


def standing(**told: Any) -> Any:
    return SimpleNamespace(**{"name": "Ada Bell", "n": 10, "value": 0.7, "low": 0.6, "high": 0.8, "expected": 0.75,
                              "z": -1.5, "reliability": 0.5, **told})


@pytest.mark.parametrize(("direction", "told", "blamed"), [
    ("higher", {}, True), ("higher", {"z": -0.9}, False), ("higher", {"expected": 0.65, "z": 1.5}, False),
    ("higher", {"expected": None}, False), ("higher", {"z": None}, False), ("band", {}, False),
    ("lower", {"value": 300.0, "expected": 250.0, "z": 2.0}, True),
    ("lower", {"value": 250.0, "expected": 300.0, "z": -2.0}, False),
])
def test_nobody_is_blamed_for_the_calls_they_are_given(direction: str, told: dict[str, Any], blamed: bool) -> None:
    kpi: Any = SimpleNamespace(direction=direction)
    assert worse(kpi, standing(**told)) is blamed


@pytest.mark.parametrize(("told", "owed", "rule"), [
    ({"n": 10, "reliability": 0.5}, 0, PEERS),     # k = 10: ten are enough for one half
    ({"n": 10, "reliability": 0.25}, 20, PEERS),   # k = 30: thirty are, ten are there
    ({"n": 10, "reliability": 0.8}, 0, PEERS),
    ({"n": 10, "reliability": None}, 3, EVEN),     # the one in the middle has thirteen
    ({"n": 20, "reliability": None}, 0, EVEN),
    ({"n": 0, "reliability": 0.0}, 13, EVEN),
])
def test_the_sample_owed_follows_from_reliability(told: dict[str, Any], owed: int, rule: str) -> None:
    found = _sample(standing(**told), 0.5, 13)
    assert (found.owed, found.rule) == (owed, rule)
