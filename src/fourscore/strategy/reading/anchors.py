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
from fourscore.terms import all_of, capital, kept, none_of, said, together, write_value

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
        other = said("a band") if not beside else all_of(beside)
        reading.wrong("two-scales", node.line,
                      said("{text} tells its points by {written} and by {other}.", text=repr(key.text),
                           written=written[0], other=other),
                      said("Keep one of them: {written}, or floor, amber, target and stretch.", written=written[0]))
        return Given()
    return (_steps if written[0] == "steps" else _convention)(reading, key, node, unit, direction)


def _convention(reading: Reading, key: Node, node: Node, unit: str, direction: str) -> Given:
    inner = reading.map(node, said("the anchors"),
                        ("as", *dict.fromkeys(name for pair in NAMES.values() for name in pair)))
    way = cast("Way | None", reading.choice(inner, "as", tuple(NAMES)))
    if way is None:
        if not reading.text(inner, "as"):
            reading.wrong("anchors-unfinished", node.line,
                          said("The anchors of {text} do not say which way of giving points they are.",
                               text=repr(key.text)), said("Add  as:  and one of: {ways}.", ways=together(NAMES, ", ")))
        return Given()
    names = NAMES[way]
    values = [reading.value(inner.get(name), unit, said("the {name}", name=name)) for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if value is None]
    extra = [k.text for k, _ in inner.entries if k.text not in ("as", *names)]
    if missing or extra:
        what = (said("no {missing}", missing=none_of(missing)) if missing
                else said("{extra}, which belongs to another way", extra=extra[0]))
        reading.wrong("anchors-unfinished", node.line,
                      said("The anchors of {text} are written as {way}, and have {what}.", text=repr(key.text),
                           way=way, what=what),
                      said("Write  anchors: {{as: {way}, {first}: …, {last}: …}}  with fixed values: taken from "
                           "the people shown, they would change with who is there.", way=way, first=names[0],
                           last=names[1]))
        return Given()
    first, last = cast("list[float]", values)
    worst, best = (last, first) if way == "min_max" and direction == "lower" else (first, last)
    if first == last or (way == "min_max" and first > last) or (worst < best) != (direction == "higher"):
        low, high = (write_value(value, unit) for value in (first, last))
        reading.wrong("anchors-contradict-direction", node.line,
                      said("{direction} is better for {text}, which its anchors ({first} {low}, {last} {high}) "
                           "contradict.", direction=capital(kept(direction)), text=repr(key.text), first=names[0],
                           low=low, last=names[1], high=high),
                      said("Correct one of the two values, or the direction."))
        return Given()
    told = Convention(way, worst, best)
    return Given(curve_of(told), told, best)


def _steps(reading: Reading, key: Node, node: Node, unit: str, direction: str) -> Given:
    """A table of points: `80%: 50` is from there on, `70%..80%: 50` up to the next; an edge belongs to what is better.
    """
    rungs: list[tuple[float, float | None, float]] = []
    before = len(reading.issues)
    for when, worth in reading.map(node, said("the steps")).entries:
        edges = [_edge(reading, when, text, unit) for text in re.split(r"\s*\.\.\s*", when.text)]
        points = reading.value(worth, "points", said("points"))
        if points is None or not 0 <= points <= MOST:
            if points is not None:
                reading.wrong("unsound-steps", worth.line,
                              said("{worth} is not between 0 and 120 points.", worth=repr(worth.text)),
                              said("Points run from 0 (none) over 100 (the target) to 120."))
            continue
        rungs.append(_rung(edges, points, direction))
    if len(reading.issues) > before:
        return Given()
    rungs.sort(key=lambda rung: rung[0], reverse=direction == "lower")
    for what, remedy in _unsound(repr(key.text), rungs, unit, direction):
        reading.wrong("unsound-steps", node.line, what, remedy)
        return Given()
    first = rungs[0][2] == 0 and abs(rungs[0][0]) == EVER
    anchors = tuple((start, points) for start, _, points in (rungs[1:] if first else rungs))
    return Given(Curve(anchors, True, direction == "lower"), None, next((v for v, p in anchors if p >= WHOLE), None))


def _edge(reading: Reading, when: Node, text: str, unit: str) -> float | None:
    """One end of a step; nothing written is an open end."""
    return None if not text else reading.value(Node("text", when.start, when.end, when.line, when.column, "", text),
                                               unit, said("a step"))


def _rung(edges: list[float | None], points: float, direction: str) -> tuple[float, float | None, float]:
    """(where it starts, where it ends or nothing, points), from worse to better."""
    worst = EVER if direction == "lower" else -EVER
    if len(edges) == 1:
        return (worst if edges[0] is None else edges[0]), None, points
    low, high = edges[0], edges[-1]
    start, end = (high, low) if direction == "lower" else (low, high)
    return (worst if start is None else start), (-worst if end is None else end), points


def _unsound(kpi: str, rungs: list[tuple[float, float | None, float]], unit: str,
             direction: str) -> Iterator[tuple[str, str]]:
    """Why a table gives no points, two sorts of points, or fewer for better; and how to mend it."""
    def better(worse: float, than: float) -> bool:
        return worse < than if direction == "higher" else worse > than

    one_after_other = said("Let each step end where the next one begins.")
    if not rungs:
        yield (said("The steps of {kpi} say nothing.", kpi=kpi),
               said("Write a table such as  steps: {70%: 0, 80%: 50, 90%: 100}"))
        return
    if rungs[0][2] != 0:
        yield (said("The steps of {kpi} do not say what is worth no points: they begin with {points}.", kpi=kpi,
                    points=f"{rungs[0][2]:g}"),
               said("Begin with the value from which there are 0 points; before it there are none either."))
    for (start, end, points), (after, _, more) in pairwise(rungs):
        at = write_value(after, unit)
        if start == after or (end is not None and better(after, end)):
            yield said("Two steps of {kpi} hold at {value}: they overlap.", kpi=kpi, value=at), one_after_other
        if end is not None and better(end, after):
            yield (said("The steps of {kpi} leave a gap between {end} and {after}.", kpi=kpi,
                        end=write_value(end, unit), after=at), one_after_other)
        if more <= points:
            yield (said("The steps of {kpi} give {more} points at {value}, no more than the {points} of what is worse.",
                        kpi=kpi, more=f"{more:g}", value=at, points=f"{points:g}"),
                   said("Better values have to earn more points; correct the points, or the direction."))
    last = rungs[-1][1]
    if last is not None and abs(last) < EVER:
        yield (said("The steps of {kpi} say nothing beyond {value}.", kpi=kpi, value=write_value(last, unit)),
               said("Leave the end of the best step open:  90%..: 100"))


def read_scale(reading: Reading, key: Node, kpi: Node, unit: str) -> str:
    """linear or log; log only for times and money, all of whose anchors are above nothing (seen by `check_log`)."""
    written = reading.choice(kpi, "scale", ("linear", "log")) or "linear"
    if written == "log" and unit not in LOG_UNITS:
        reading.wrong("log-scale-refused", cast(Node, kpi.get("scale")).line,
                      said("{text} is no time and no money, so its points cannot run by the logarithm.",
                           text=repr(key.text)), said("Remove the line  scale: log"))
    return written


def check_log(reading: Reading, node: Node, kpi: Kpi) -> None:
    values = [value for path in (kpi.targets, *kpi.moving.values()) for _, value in path]
    values += [v for v in (kpi.floor, kpi.amber, kpi.stretch, kpi.upper_target, kpi.upper_amber, kpi.upper_floor)
               if v is not None]
    if kpi.scale == "log" and min(values) <= 0:
        reading.wrong("log-scale-refused", cast(Node, node.get("scale")).line,
                      said("{kpi} has an anchor of {value}, and there is no logarithm of that.", kpi=repr(kpi.id),
                           value=write_value(min(values), kpi.unit)),
                      said("Write anchors above 0, or remove the line  scale: log"))


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
                when = "" if day == date.min else together((" ", said("on {day}", day=day)), "")
                reading.wrong(
                    "anchors-contradict-direction", kpi.line,
                    said("{direction} is better for {kpi}, but its {next_name}{when} ({next_value}) is not {what} "
                         "its {name} ({value}).", direction=capital(kept(kpi.direction)), kpi=repr(kpi.id),
                         next_name=next_name, when=when, next_value=write_value(next_value, kpi.unit),
                         what=said("above") if up else said("below"), name=name, value=write_value(value, kpi.unit)),
                    said("From worst to best: floor, amber, target, stretch have to {what}; correct one of them, or "
                         "the direction.", what=said("rise") if up else said("fall")))
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
                      said("The band of {kpi} is best in its middle, but its values do not rise from the lower floor "
                           "over the edges of the target to the upper floor (no stretch; amber on both sides or "
                           "none).", kpi=repr(kpi.id)),
                      said("Write  floor: {from: lowest, to: highest}  around  target: {from: …, to: …}."))
    if kpi.season or kpi.moving:
        reading.wrong("band-stands-still", kpi.line,
                      said("The target of {kpi} is a band, and a band does not move.", kpi=repr(kpi.id)),
                      said("Remove the season and the dated values, or ask for one value."))


def has_floor(reading: Reading, key: Node, floor: Pair, *, band: bool) -> bool:
    if floor.low is not None and (floor.high is not None or not band):
        return True
    what = said("values below and above the band earn") if band else said("value earns")
    reading.wrong("kpi-without-floor", key.line,
                  said("{text} does not say which {what} no points, so nothing between none and all can be given.",
                       text=repr(key.text), what=what),
                  said("Add a line such as  floor: {from: …, to: …}") if band
                  else said("Add a line such as  floor: …  (or a baseline: it is then worth no points)."))
    return False
