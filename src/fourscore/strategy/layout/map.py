"""This file is about where each objective and link of a strategy map is drawn, as plain numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from fourscore.strategy.check.sound import cycles
from fourscore.strategy.layout.rows import Rows, settle
from fourscore.strategy.model import Strategy

RESTARTS = 14


class Sizes(NamedTuple):
    """Lengths in the units of the drawing."""

    width: float = 176
    height: float = 58
    gap: float = 34
    bend: float = 26  # room a passing link takes in a row
    sub_row: float = 46  # between two rows of one lane
    padding: float = 26  # above and below the rows of a lane
    between: float = 30  # between two lanes


class Box(NamedTuple):
    """Where an objective stands: its left upper corner and size."""

    objective: str
    x: float
    y: float
    width: float
    height: float


class Lane(NamedTuple):
    perspective: str
    top: float
    bottom: float


class Arrow(NamedTuple):
    """The way of the link of that number in `strategy.links`: points to be joined, from its source to its target."""

    link: int
    points: tuple[tuple[float, float], ...]


class MapLayout(NamedTuple):
    """The whole drawing; y grows downwards, lanes run from the first perspective at the top to the last."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    crossings: int


class _Chain(NamedTuple):
    """A link as steps from row to row, lowest row first; `upwards` tells whether the link points that way."""

    link: int
    names: tuple[str, ...]
    upwards: bool


def lay_out(strategy: Strategy, sizes: Sizes | None = None, seed: int = 1) -> MapLayout:
    """Lay the map out: a lane for each perspective, rows inside it for links within, few crossings.

    The same strategy and seed give the same drawing. Links without both ends are left out; a link that closes a
    circle is drawn but has no say in the rows.
    """
    sizes = sizes or Sizes()
    lane = {o.id: i for i, p in enumerate(reversed(strategy.perspectives)) for o in p.objectives}
    links = [(i, k.source, k.target) for i, k in enumerate(strategy.links)
             if k.source in lane and k.target in lane and k.source != k.target]
    closing = {(path[-2], path[-1]) for path in cycles(strategy)}
    sub = _sub_rows(lane, [(a, b) for _, a, b in links if lane[a] == lane[b] and (a, b) not in closing])
    depth = [1 + max((sub[o] for o in lane if lane[o] == i), default=0) for i in range(len(strategy.perspectives))]
    base = [sum(depth[:i]) for i in range(len(depth))]
    rank = {o: base[lane[o]] + sub[o] for o in lane}
    names: list[list[str]] = [[] for _ in range(sum(depth))]
    for objective, row in rank.items():
        names[row].append(objective)
    chains = _chains(links, rank, names)
    rows = Rows(names, [step for chain in chains for step in pairwise(chain.names)])
    rows.order(random.Random(seed), RESTARTS)  # noqa: S311 - the same map in, the same picture out; nothing is secret
    widths = {o: sizes.width if o in lane else sizes.bend for row in rows.names for o in row}
    x, full = settle(rows, widths, sizes.gap)
    y, lanes, height = _heights(strategy, rows, base, depth, sizes)
    boxes = tuple(Box(o, x[o] - sizes.width / 2, y[o] - sizes.height / 2, sizes.width, sizes.height) for o in lane)
    return MapLayout(full, height, boxes, lanes, tuple(_arrows(chains, x, y, sizes)), rows.crossings())


def _sub_rows(objectives: dict[str, int], inside: list[tuple[str, str]]) -> dict[str, int]:
    """Row inside its lane for each objective: above everything in the lane that leads to it."""
    sub = dict.fromkeys(objectives, 0)
    for _ in objectives:  # the longest way has at most as many steps as there are objectives
        for source, target in inside:
            sub[target] = max(sub[target], sub[source] + 1)
    return sub


def _chains(links: Sequence[tuple[int, str, str]], rank: dict[str, int], rows: list[list[str]]) -> list[_Chain]:
    """Cut each link at the rows it passes; the places it passes there are names of the form ~link~row."""
    chains = []
    for number, source, target in links:
        low, high = (source, target) if rank[source] <= rank[target] else (target, source)
        passing = []
        for row in range(rank[low] + 1, rank[high]):
            passing.append(f"~{number}~{row}")
            rows[row].append(passing[-1])
        chains.append(_Chain(number, (low, *passing, high), low == source))
    return chains


def _heights(
    strategy: Strategy, rows: Rows, base: list[int], depth: list[int], sizes: Sizes,
) -> tuple[dict[str, float], tuple[Lane, ...], float]:
    y: dict[str, float] = {}
    lanes, at = [], 0.0
    for index, perspective in enumerate(strategy.perspectives):
        lane = len(depth) - 1 - index
        top = at
        at += sizes.padding
        for row in range(depth[lane] - 1, -1, -1):
            y.update(dict.fromkeys(rows.names[base[lane] + row], at + sizes.height / 2))
            at += sizes.height + (sizes.sub_row if row else 0)
        at += sizes.padding
        lanes.append(Lane(perspective.id, top, at))
        at += sizes.between
    return y, tuple(lanes), max(at - sizes.between, 0.0)


def _arrows(chains: list[_Chain], x: dict[str, float], y: dict[str, float], sizes: Sizes) -> list[Arrow]:
    """Points of each link; the ends on one edge of a box are spread, in the order of where they lead."""
    tops: dict[str, list[tuple[float, int]]] = {}
    bottoms: dict[str, list[tuple[float, int]]] = {}
    for chain in chains:
        tops.setdefault(chain.names[0], []).append((x[chain.names[1]], chain.link))
        bottoms.setdefault(chain.names[-1], []).append((x[chain.names[-2]], chain.link))

    def port(edge: dict[str, list[tuple[float, int]]], name: str, link: int) -> float:
        there = [number for _, number in sorted(edge[name])]
        room = min(26.0, (sizes.width - 40) / max(1, len(there) - 1))
        return x[name] + (there.index(link) - (len(there) - 1) / 2) * room

    arrows, half = [], sizes.height / 2
    for chain in chains:
        low, high = chain.names[0], chain.names[-1]
        points = [(port(tops, low, chain.link), y[low] - half)]
        points += [(x[name], y[name] + side) for name in chain.names[1:-1] for side in (half, -half)]
        points.append((port(bottoms, high, chain.link), y[high] + half))
        arrows.append(Arrow(chain.link, tuple(points if chain.upwards else reversed(points))))
    return arrows
