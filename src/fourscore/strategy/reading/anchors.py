"""This file is about reading what is worth how many points: tables, other systems' conventions, the scale between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple, cast

from fourscore.strategy.conventions import NAMES, WHOLE, Convention, Curve, Way, curve_of
from fourscore.strategy.model import Kpi, Path
from fourscore.strategy.reading.target import Pair
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import write_value

MOST = 120.0
# What points usually go by; beside a table or a convention they would be a second scale.
USUAL = ("floor", "amber", "stretch")
LOG_UNITS = ("seconds", "minutes", "money")
EVER = 1e300


class Given(NamedTuple):
    """How points are told otherwise than by floor, amber, target and stretch. usual: the target that follows."""

    curve: Curve | None = None
    told_as: Convention | None = None
    usual: float | None = None


def read_curve(reading: Reading, key: Node, kpi: Node, unit: str, direction: str) -> Given:
    """The table under `steps` or the convention under `anchors`; nothing where neither stands there."""
    written = [name for name in ("steps", "anchors") if (node := kpi.get(name)) is not None and not node.empty]
    if not written:
        return Given()
    node = cast(Node, kpi.get(written[0]))
    beside = [name for name in (*USUAL, "anchors", "scale") if name != written[0] and kpi.get(name) is not None]
    if beside or direction == "band":
        other = "a band" if not beside else " and ".join(beside)
        reading.wrong("two-scales", node.line, f"{key.text!r} tells its points by {written[0]} and by {other}.",
                      f"Keep one of them: {written[0]}, or floor, amber, target and stretch.")
        return Given()
    return (_steps if written[0] == "steps" else _convention)(reading, key, node, unit, direction)


def _convention(reading: Reading, key: Node, node: Node, unit: str, direction: str) -> Given:
    inner = reading.map(node, "the anchors", ("as", *dict.fromkeys(name for pair in NAMES.values() for name in pair)))
    way = cast("Way | None", reading.choice(inner, "as", tuple(NAMES)))
    if way is None:
        if not reading.text(inner, "as"):
            reading.wrong("anchors-unfinished", node.line, f"The anchors of {key.text!r} do not say which way "
                          "of giving points they are.", f"Add  as:  and one of: {', '.join(NAMES)}.")
        return Given()
    names = NAMES[way]
    values = [reading.value(inner.get(name), unit, f"the {name}") for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if value is None]
    extra = [k.text for k, _ in inner.entries if k.text not in ("as", *names)]
    if missing or extra:
        what = f"no {' and no '.join(missing)}" if missing else f"{extra[0]}, which belongs to another way"
        reading.wrong("anchors-unfinished", node.line, f"The anchors of {key.text!r} are written as {way}, and have "
                      f"{what}.", f"Write  anchors: {{as: {way}, {names[0]}: …, {names[1]}: …}}  with fixed values: "
                      "taken from the people shown, they would change with who is there.")
        return Given()
    first, last = cast("list[float]", values)
    worst, best = (last, first) if way == "min_max" and direction == "lower" else (first, last)
    if first == last or (way == "min_max" and first > last) or (worst < best) != (direction == "higher"):
        low, high = (write_value(value, unit) for value in (first, last))
        reading.wrong("anchors-contradict-direction", node.line,
                      f"{direction.capitalize()} is better for {key.text!r}, which its anchors ({names[0]} {low}, "
                      f"{names[1]} {high}) contradict.", "Correct one of the two values, or the direction.")
        return Given()
    told = Convention(way, worst, best)
    return Given(curve_of(told), told, best)


def _steps(reading: Reading, key: Node, node: Node, unit: str, direction: str) -> Given:
    """A table of points: `80%: 50` is from there on, `70%..80%: 50` up to the next; an edge belongs to what is better.
    """
    rungs: list[tuple[float, float | None, float]] = []
    before = len(reading.issues)
    for when, worth in reading.map(node, "the steps").entries:
        edges = [_edge(reading, when, text, unit) for text in re.split(r"\s*\.\.\s*", when.text)]
        points = reading.value(worth, "points", "points")
        if points is None or not 0 <= points <= MOST:
            if points is not None:
                reading.wrong("unsound-steps", worth.line, f"{worth.text!r} is not between 0 and 120 points.",
                              "Points run from 0 (none) over 100 (the target) to 120.")
            continue
        rungs.append(_rung(edges, points, direction))
    if len(reading.issues) > before:
        return Given()
    rungs.sort(key=lambda rung: rung[0], reverse=direction == "lower")
    for line, what, remedy in _unsound(rungs, unit, direction):
        reading.wrong("unsound-steps", node.line, f"{line} {key.text!r} {what}", remedy)
        return Given()
    first = rungs[0][2] == 0 and abs(rungs[0][0]) == EVER
    anchors = tuple((start, points) for start, _, points in (rungs[1:] if first else rungs))
    return Given(Curve(anchors, True, direction == "lower"), None, next((v for v, p in anchors if p >= WHOLE), None))


def _edge(reading: Reading, when: Node, text: str, unit: str) -> float | None:
    """One end of a step; nothing written is an open end."""
    return None if not text else reading.value(Node("text", when.start, when.end, when.line, when.column, "", text),
                                               unit, "a step")


def _rung(edges: list[float | None], points: float, direction: str) -> tuple[float, float | None, float]:
    """(where it starts, where it ends or nothing, points), from worse to better."""
    worst = EVER if direction == "lower" else -EVER
    if len(edges) == 1:
        return (worst if edges[0] is None else edges[0]), None, points
    low, high = edges[0], edges[-1]
    start, end = (high, low) if direction == "lower" else (low, high)
    return (worst if start is None else start), (-worst if end is None else end), points


def _unsound(rungs: list[tuple[float, float | None, float]], unit: str, direction: str) -> Iterator[tuple[str, ...]]:
    """Why a table gives no points, two sorts of points, or fewer for better."""
    def better(worse: float, than: float) -> bool:
        return worse < than if direction == "higher" else worse > than

    if not rungs:
        yield "The steps of", "say nothing.", "Write a table such as  steps: {70%: 0, 80%: 50, 90%: 100}"
        return
    if rungs[0][2] != 0:
        yield ("The steps of", f"do not say what is worth no points: they begin with {rungs[0][2]:g}.",
               "Begin with the value from which there are 0 points; before it there are none either.")
    for (start, end, points), (after, _, more) in pairwise(rungs):
        at = write_value(after, unit)
        if start == after or (end is not None and better(after, end)):
            yield "Two steps of", f"hold at {at}: they overlap.", "Let each step end where the next one begins."
        if end is not None and better(end, after):
            yield ("The steps of", f"leave a gap between {write_value(end, unit)} and {at}.",
                   "Let each step end where the next one begins.")
        if more <= points:
            yield ("The steps of", f"give {more:g} points at {at}, no more than the {points:g} of what is worse.",
                   "Better values have to earn more points; correct the points, or the direction.")
    last = rungs[-1][1]
    if last is not None and abs(last) < EVER:
        yield ("The steps of", f"say nothing beyond {write_value(last, unit)}.",
               "Leave the end of the best step open:  90%..: 100")


def read_scale(reading: Reading, key: Node, kpi: Node, unit: str) -> str:
    """linear or log; log only for times and money, all of whose anchors are above nothing (seen by `check_log`)."""
    written = reading.choice(kpi, "scale", ("linear", "log")) or "linear"
    if written == "log" and unit not in LOG_UNITS:
        reading.wrong("log-scale-refused", cast(Node, kpi.get("scale")).line,
                      f"{key.text!r} is no time and no money, so its points cannot run by the logarithm.",
                      "Remove the line  scale: log")
    return written


def check_log(reading: Reading, node: Node, kpi: Kpi) -> None:
    values = [value for path in (kpi.targets, *kpi.moving.values()) for _, value in path]
    values += [v for v in (kpi.floor, kpi.amber, kpi.stretch, kpi.upper_target, kpi.upper_amber, kpi.upper_floor)
               if v is not None]
    if kpi.scale == "log" and min(values) <= 0:
        reading.wrong("log-scale-refused", cast(Node, node.get("scale")).line,
                      f"{kpi.id!r} has an anchor of {write_value(min(values), kpi.unit)}, and there is no logarithm of "
                      "that.", "Write anchors above 0, or remove the line  scale: log")


def check_anchors(reading: Reading, node: Node, kpi: Kpi) -> None:
    """Floor, amber, target and stretch have to follow one another in the direction of better, on every day."""
    up = kpi.direction == "higher"
    paths: dict[str, Path] = {
        "floor" if node.get("floor") else "baseline": kpi.moving.get("floor", ((date.min, kpi.floor),)),
        **{name: kpi.moving.get(name, ((date.min, value),)) for name, value in (("amber", kpi.amber),)
           if value is not None}, "target": kpi.targets,
        **{name: kpi.moving.get(name, ((date.min, value),)) for name, value in (("stretch", kpi.stretch),)
           if value is not None},
    }
    dated = {day for path in paths.values() for day, _ in path} - {date.min}
    for day in sorted(dated or {date.min}):
        there = [(name, on(path, day)) for name, path in paths.items()]
        for (name, value), (next_name, next_value) in pairwise(there):
            if not (value < next_value if up else value > next_value):
                when = "" if day == date.min else f" on {day}"
                reading.wrong(
                    "anchors-contradict-direction", kpi.line,
                    f"{kpi.direction.capitalize()} is better for {kpi.id!r}, but its {next_name}{when} "
                    f"({write_value(next_value, kpi.unit)}) is not {'above' if up else 'below'} its {name} "
                    f"({write_value(value, kpi.unit)}).",
                    f"From worst to best: floor, amber, target, stretch have to {'rise' if up else 'fall'}; "
                    "correct one of them, or the direction.")
                return


def on(path: Path, day: date) -> float:
    """A path's value on one day: straight between dated points, flat before and after them."""
    if day <= path[0][0]:
        return path[0][1]
    for (first, start), (last, end) in pairwise(path):
        if day < last:
            return start + (day - first).days / (last - first).days * (end - start)
        if day == last:
            return end
    return path[-1][1]


def check_band(reading: Reading, node: Node, kpi: Kpi) -> None:
    """From outside to inside: floor, amber, target below; target, amber, floor above."""
    line = [kpi.floor, kpi.amber, kpi.targets[0][1], kpi.upper_target, kpi.upper_amber, kpi.upper_floor]
    values = [value for value in line if value is not None]
    ordered = all(low <= high if low is kpi.targets[0][1] else low < high
                  for low, high in pairwise(values))
    if not ordered or kpi.stretch is not None or (kpi.amber is None) != (kpi.upper_amber is None):
        reading.wrong("anchors-contradict-direction", kpi.line,
                      f"The band of {kpi.id!r} is best in its middle, but its values do not rise from the lower floor "
                      "over the edges of the target to the upper floor (no stretch; amber on both sides or none).",
                      "Write  floor: {from: lowest, to: highest}  around  target: {from: …, to: …}.")
    if kpi.season or kpi.moving:
        reading.wrong("band-stands-still", kpi.line, f"The target of {kpi.id!r} is a band, and a band does not move.",
                      "Remove the season and the dated values, or ask for one value.")


def has_floor(reading: Reading, key: Node, floor: Pair, *, band: bool) -> bool:
    if floor.low is not None and (floor.high is not None or not band):
        return True
    what = "values below and above the band earn" if band else "value earns"
    reading.wrong("kpi-without-floor", key.line,
                  f"{key.text!r} does not say which {what} no points, so nothing between none and all can be given.",
                  "Add a line such as  floor: {from: …, to: …}" if band
                  else "Add a line such as  floor: …  (or a baseline: it is then worth no points).")
    return False
