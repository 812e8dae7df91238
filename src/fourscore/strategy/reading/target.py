"""This file is about reading what a KPI asks for: its target's path, its season, its other anchors, its baseline."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import NamedTuple, cast

from fourscore.strategy.model import Path
from fourscore.strategy.reading.values import EXAMPLES, Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import said


class Pair(NamedTuple):
    """A value, and for a band the upper one too; `path` where the value moves."""

    low: float | None
    high: float | None
    path: Path = ()


class Baseline(NamedTuple):
    """What it was before: its value, the days it was frozen from (half-open), and of how many values."""

    value: Pair
    days: tuple[date, date] | None = None
    points: int | None = None


class Target(NamedTuple):
    points: Path
    upper: float | None


def read_target(reading: Reading, key: Node, kpi: Node, unit: str, usual: float | None) -> Target | None:
    """The target as one value, a band or a path; `usual` is what a table of points or a convention says it is."""
    node = kpi.get("target")
    if node is None or node.empty:
        if usual is not None:
            return Target(((date.min, usual),), None)
        reading.wrong("kpi-without-target", key.line,
                      said("The KPI {text} has no target, so it cannot be scored.", text=repr(key.text)),
                      said("Add a line such as  target: {example}", example=EXAMPLES.get(unit, "12.5")))
        return None
    if node.kind != "map":
        value = reading.value(node, unit, said("a target"))
        return None if value is None else Target(((date.min, value),), None)
    if node.get("from") is not None or node.get("to") is not None:
        edges = reading.map(node, said("a band"), ("from", "to"))
        low, high = (reading.value(edges.get(name), unit, said("the edge of a band")) for name in ("from", "to"))
        if low is None or high is None:
            if edges.get("from") is None or edges.get("to") is None:
                reading.wrong("kpi-without-target", node.line, said("A band needs both its edges."),
                              said("Write it as  target: {from: …, to: …}"))
            return None
        return Target(((date.min, low),), high)
    path = _path(reading, node, unit, "target")
    return None if path is None else Target(path, None)


def _path(reading: Reading, node: Node, unit: str, what: str) -> Path | None:
    dated = []
    for when, written in node.entries:
        if written.empty:
            reading.wrong("kpi-without-target", when.line,
                          said("The {what} of {when} is empty.", what=what, when=when.text),
                          said("Write a value behind it, or remove the line."))
        dated.append((reading.day(when), reading.value(written, unit, said("a {name}", name=what))))
    points = sorted((day, value) for day, value in dated if day is not None and value is not None)
    return tuple(points) if len(points) == len(dated) else None


def read_anchor(reading: Reading, kpi: Node, name: str, unit: str) -> Pair:
    """One value, the two of a band, or a dated path as a target has it."""
    node = kpi.get(name)
    if node is None or node.kind != "map":
        return Pair(reading.value(node, unit, said("the {name}", name=name)), None)
    if node.entries and not {key.text for key, _ in node.entries} & {"from", "to"}:
        path = _path(reading, node, unit, name) or ()
        return Pair(path[0][1] if path else None, None, path)
    edges = reading.map(node, said("the {name} of a band", name=name), ("from", "to"))
    low, high = (reading.value(edges.get(edge), unit, said("the {name}", name=name)) for edge in ("from", "to"))
    return Pair(low, high)


def read_season(reading: Reading, kpi: Node) -> tuple[tuple[int, float], ...]:
    """Each month's share of the path, by its number."""
    found: dict[int, float] = {}
    for key, value in reading.map(kpi.get("season"), said("the season")).entries:
        if not (re.fullmatch(r"\d{1,2}", key.text) and 1 <= int(key.text) <= 12):
            reading.wrong("unreadable-date", key.line,
                          said("{text} is not the number of a month.", text=repr(key.text)),
                          said("Write a month as 1 (January) to 12 (December)."))
            continue
        share = _share(value)
        if share is None:
            reading.wrong("unreadable-value", value.line,
                          said("{text} is not a share of the target above 0%.", text=repr(value.text)),
                          said("Write it as 90% or 120%."))
        elif int(key.text) in found:
            reading.wrong("unreadable-date", key.line, said("The month {month} is written twice.", month=int(key.text)),
                          said("Keep one of the two lines."))
        else:
            found[int(key.text)] = share
    return tuple(sorted(found.items()))


def _share(node: Node) -> float | None:
    """A share in per cent that may be above 100; None where it is none."""
    written = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", node.text.strip()) if node.kind == "text" else None
    share = float(written[1]) / 100 if written else 0.0
    return share if math.isfinite(share) and share > 0 else None


def read_baseline(reading: Reading, kpi: Node, unit: str) -> Baseline:
    """A value, a band, or a value with the days it was frozen from and how many points they gave."""
    node = kpi.get("baseline")
    if node is None or node.kind != "map" or node.get("value") is None:
        found = read_anchor(reading, kpi, "baseline", unit)
        if found.path:
            reading.wrong("unreadable-value", cast(Node, node).line,
                          said("A baseline is one value, and does not move."),
                          said("Write what it was before:  baseline: {value: …, from: 2025-01, until: 2026-01}"))
        return Baseline(found._replace(path=()))
    inner = reading.map(node, said("the baseline"), ("value", "from", "until", "points"))
    value = reading.value(inner.get("value"), unit, said("the baseline"))
    days = [None if (edge := inner.get(name)) is None else reading.day(edge) for name in ("from", "until")]
    written = reading.text(inner, "points")
    if written and not (written.isdecimal() and int(written) > 0):
        reading.wrong("unreadable-value", cast(Node, inner.get("points")).line,
                      said("{written} is not a number of values.", written=repr(written)),
                      said("Write how many values the baseline is made of: 12"))
        written = ""
    first, until = days
    if first is not None and until is not None and first >= until:
        reading.wrong("unreadable-date", node.line, said("The baseline ends before it begins."),
                      said("Write the first day under from, and the first day that no longer counts under until."))
    whole = (first, until) if first is not None and until is not None and first < until else None
    return Baseline(Pair(value, None), whole, int(written) if written else None)
