"""This file is about the map's layout: lanes in order, boxes apart, few crossings, the same every time."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Catalogue
from fourscore.strategy import STARTERS, Link, Objective, Perspective, Sizes, Strategy, lay_out, read_strategy, starter


def strategy_of(lanes: list[int], links: list[tuple[str, str]]) -> Strategy:
    """`lanes`: how many objectives each perspective has, the top one first; they are called 0.0, 0.1, 1.0, …"""
    perspectives = tuple(
        Perspective(f"p{lane}", f"p{lane}", "", tuple(
            Objective(f"{lane}.{i}", "", f"p{lane}", "", ()) for i in range(count)))
        for lane, count in enumerate(lanes))
    return Strategy("", "", (), (), perspectives, tuple(Link(a, b, "+", None, "") for a, b in links))


@pytest.mark.parametrize("kind", STARTERS)
def test_starters_are_laid_out_clearly(kind: str, catalogue: Catalogue) -> None:
    strategy, _ = read_strategy(starter(kind), "strategy.yaml", catalogue)
    assert strategy is not None
    layout = lay_out(strategy)
    assert layout.crossings <= 1
    assert [lane.perspective for lane in layout.lanes] == [p.id for p in strategy.perspectives]
    assert {box.objective for box in layout.boxes} == {o.id for o in strategy.objectives()}
    assert len(layout.arrows) == len(strategy.links)
    assert lay_out(strategy) == layout


def test_rows_inside_a_lane_follow_the_links() -> None:
    layout = lay_out(strategy_of([3, 1], [("0.0", "0.1"), ("0.1", "0.2"), ("1.0", "0.2")]))
    y = {box.objective: box.y for box in layout.boxes}
    assert y["1.0"] > y["0.0"] > y["0.1"] > y["0.2"]


def test_a_link_passes_beside_the_boxes_of_the_rows_between() -> None:
    layout = lay_out(strategy_of([1, 1, 1], [("2.0", "1.0"), ("1.0", "0.0"), ("2.0", "0.0")]))
    middle = next(box for box in layout.boxes if box.objective == "1.0")
    passing = layout.arrows[2].points
    assert len(passing) == 4
    for x, y in passing[1:3]:
        assert middle.y <= y <= middle.y + middle.height
        assert x < middle.x or x > middle.x + middle.width


def test_a_link_downwards_ends_at_the_lower_box() -> None:
    layout = lay_out(strategy_of([1, 1], [("0.0", "1.0")]))
    boxes = {box.objective: box for box in layout.boxes}
    (_, start), (_, end) = layout.arrows[0].points
    assert (start, end) == (boxes["0.0"].y + boxes["0.0"].height, boxes["1.0"].y)


def test_a_crossing_is_undone() -> None:
    layout = lay_out(strategy_of([2, 2], [("1.0", "0.1"), ("1.1", "0.0")]))
    assert layout.crossings == 0


OBJECTIVES = [f"{lane}.{i}" for lane in range(3) for i in range(3)]


@given(st.lists(st.tuples(st.sampled_from(OBJECTIVES), st.sampled_from([*OBJECTIVES, "nowhere"])), max_size=9))
def test_any_links_give_boxes_that_keep_apart(links: list[tuple[str, str]]) -> None:
    sizes = Sizes()
    layout = lay_out(strategy_of([3, 3, 3], links), sizes)
    for one, other in combinations(layout.boxes, 2):
        apart = abs(one.x - other.x) >= sizes.width + sizes.gap - 1e-6 or abs(one.y - other.y) >= sizes.height
        assert apart, (one, other)
    for box in layout.boxes:
        assert -1e-6 <= box.x <= layout.width - box.width + 1e-6
        assert 0 <= box.y <= layout.height - box.height
    for lane, below in pairwise(layout.lanes):
        assert lane.bottom + sizes.between == below.top
    assert len(layout.arrows) == sum(a != b and b != "nowhere" for a, b in links)
