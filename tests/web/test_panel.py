"""This file is about the order in which the panel lists who stands where."""

import pytest

from fourscore.metrics import Row
from fourscore.scoring import Held
from fourscore.web.pages import panel


def stands(name: str, value: float, score: float | None, *, target: float = 80.0, upper: float | None = None):
    row = Row({"team": name}, "occupancy", None, value, {"num": value, "den": 100.0}, 100, True)
    return Held(target, upper, score, "off"), row


@pytest.mark.parametrize(("upper", "values", "order"), [
    (None, {"a": (60.4, 0.0), "b": (51.0, 0.0), "c": (55.9, 0.0), "d": (79.0, 95.0)}, "bcad"),
    (90.0, {"low": (60.0, 0.0), "high": (125.0, 0.0), "near": (78.0, 80.0)}, ["high", "low", "near"]),
])
def test_without_a_point_the_farthest_from_the_target_comes_first(upper, values, order) -> None:
    pairs = [stands(name, value, score, upper=upper) for name, (value, score) in values.items()]
    assert [row.by["team"] for _, row in sorted(pairs, key=panel._lowest_first)] == list(order)
