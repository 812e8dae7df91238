"""This file is about reading one KPI: its metric, scope, target path and the anchors of its score."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypedDict, cast, get_args

from fourscore.strategy.business import Change
from fourscore.strategy.model import LEVELS, PER, Control, Direction, Kpi, Level, Timing, Use
from fourscore.strategy.reading.business import read_changes
from fourscore.strategy.reading.values import EXAMPLES, Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import Trouble, did_you_mean, write_value

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric

KPI_KEYS = ("name", "metric", "scope", "direction", "target", "floor", "amber", "stretch", "baseline", "per", "weight",
            "owner", "deputy", "levels", "decision", "gaming", "source", "control", "timing", "guards", "use",
            "changes")
DIMENSIONS = ("queue", "team", "agent", "channel", "customer_segment", "topic")


class Terms(NamedTuple):
    """What a strategy may name: metrics of the catalogue, and ways to limit a KPI."""

    catalogue: Catalogue
    scopes: tuple[str, ...]


class Pair(NamedTuple):
    """A value, and for a band the upper one too."""

    low: float | None
    high: float | None


class Baseline(NamedTuple):
    """What it was before: its value, the days it was frozen from (half-open), and of how many values."""

    value: Pair
    days: tuple[date, date] | None = None
    points: int | None = None


class Target(NamedTuple):
    points: tuple[tuple[date, float], ...]
    upper: float | None


def read_kpi(reading: Reading, key: Node, node: Node, owner: str, terms: Terms) -> Kpi | None:
    """The KPI under `key`, or None when what is wrong with it leaves nothing to score."""
    kpi = reading.map(node, f"the KPI {key.text!r}", KPI_KEYS)
    before = len(reading.issues)
    metric = _metric(reading, key, kpi, terms.catalogue)
    weight = reading.weight(kpi, f"the KPI {key.text!r}")
    per = reading.choice(kpi, "per", PER)
    written_levels = _levels(reading, kpi)
    if metric is None:
        return None
    if grows(metric):
        per = per or "month"
    elif per is not None:
        reading.wrong("per-not-needed", cast(Node, kpi.get("per")).line,
                      f"{metric.key!r} does not grow with the period, so its target is not meant per {per}.",
                      "Remove the line.")
    direction = _direction(reading, key, kpi, metric)
    target = _target(reading, key, kpi, metric.unit)
    if direction is None or target is None:
        return None
    band = direction == "band"
    floor, amber, stretch = (_pair(reading, kpi, name, metric.unit) for name in ("floor", "amber", "stretch"))
    frozen = _baseline(reading, kpi, metric.unit)
    baseline = frozen.value
    for name, pair in (("floor", floor), ("amber", amber), ("stretch", stretch), ("baseline", baseline)):
        if pair.high is not None and not band:
            reading.wrong("anchors-contradict-direction", cast(Node, kpi.get(name)).line,
                          f"The {name} of {key.text!r} is a band, but its target is not.",
                          "Write one value, or a target of the form {from: …, to: …} with  direction: band")
    if floor == (None, None) and "floor" not in {k.text for k, _ in kpi.entries} and not band:
        floor = baseline
    sound = len(reading.issues) == before
    about = _about(reading, kpi)  # what is wrong here is told, and leaves a KPI that can be scored
    if not sound or not _has_floor(reading, key, floor, band=band):
        return None
    made = Kpi(
        id=key.text, name=reading.text(kpi, "name") or metric.name, metric=metric.key, unit=metric.unit,
        direction=direction, targets=target.points, floor=cast(float, floor.low),
        amber=amber.low, stretch=stretch.low, upper_target=target.upper, upper_amber=amber.high,
        upper_floor=floor.high, baseline=baseline.low, per=per,
        scope=_scope(reading, kpi, terms.scopes), weight=weight, owner=reading.text(kpi, "owner") or owner,
        levels=written_levels or _usual_levels(metric), line=key.line, baseline_days=frozen.days,
        baseline_points=frozen.points, **about,
    )
    _check_levels(reading, made, metric)
    _check_owner(reading, kpi, made)
    (_check_band if band else _check_anchors)(reading, kpi, made)
    return made


def _metric(reading: Reading, key: Node, kpi: Node, catalogue: Catalogue) -> Metric | None:
    written = reading.text(kpi, "metric")
    if not written:
        reading.wrong("kpi-without-metric", key.line, f"The KPI {key.text!r} names no metric, so nothing measures it.",
                      "Add a line such as  metric: service_level:offered")
        return None
    try:
        return catalogue.find(written)
    except Trouble as trouble:
        node = cast(Node, kpi.get("metric"))
        reading.wrong("unknown-metric", node.line, f"No metric is called {written!r}.",
                      did_you_mean(written, catalogue.metrics) or trouble.issues[0].remedy)
        return None


def _direction(reading: Reading, key: Node, kpi: Node, metric: Metric) -> Direction | None:
    """Written, else the metric's own; a target written as a band makes it a band where the metric has none."""
    written = reading.choice(kpi, "direction", ("higher", "lower", "band"))
    direction = written or (metric.better if metric.better != "neutral" else None)
    target = kpi.get("target")
    is_band = target is not None and target.get("from") is not None
    if direction is None and is_band:
        direction = "band"
    if direction is None:
        reading.wrong("kpi-without-direction", key.line,
                      f"Neither more nor less {metric.key!r} is good by itself; {key.text!r} does not say which.",
                      "Add  direction: higher  or  direction: lower, or a target of the form {from: …, to: …}.")
        return None
    if target is not None and not target.empty and (direction == "band") != is_band:
        wants = "a band {from: …, to: …}" if direction == "band" else "one value (or dated values)"
        reading.wrong("anchors-contradict-direction", target.line,
                      f"{key.text!r} has the direction {direction!r}, so its target should be {wants}.",
                      "Write the target in that form, or another direction.")
        return None
    return cast(Direction, direction)


def _target(reading: Reading, key: Node, kpi: Node, unit: str) -> Target | None:
    node = kpi.get("target")
    if node is None or node.empty:
        reading.wrong("kpi-without-target", key.line, f"The KPI {key.text!r} has no target, so it cannot be scored.",
                      f"Add a line such as  target: {EXAMPLES.get(unit, '12.5')}")
        return None
    if node.kind != "map":
        value = reading.value(node, unit, "a target")
        return None if value is None else Target(((date.min, value),), None)
    if node.get("from") is not None or node.get("to") is not None:
        edges = reading.map(node, "a band", ("from", "to"))
        low, high = (reading.value(edges.get(name), unit, "the edge of a band") for name in ("from", "to"))
        if low is None or high is None:
            if edges.get("from") is None or edges.get("to") is None:
                reading.wrong("kpi-without-target", node.line, "A band needs both its edges.",
                              "Write it as  target: {from: …, to: …}")
            return None
        return Target(((date.min, low),), high)
    return _path(reading, node, unit)


def _path(reading: Reading, node: Node, unit: str) -> Target | None:
    dated = []
    for when, written in node.entries:
        if written.empty:
            reading.wrong("kpi-without-target", when.line, f"The target of {when.text} is empty.",
                          "Write a value behind it, or remove the line.")
        dated.append((reading.day(when), reading.value(written, unit, "a target")))
    points = sorted((day, value) for day, value in dated if day is not None and value is not None)
    return Target(tuple(points), None) if len(points) == len(dated) else None


def _pair(reading: Reading, kpi: Node, name: str, unit: str) -> Pair:
    node = kpi.get(name)
    if node is None or node.kind != "map":
        return Pair(reading.value(node, unit, f"the {name}"), None)
    edges = reading.map(node, f"the {name} of a band", ("from", "to"))
    return Pair(*(reading.value(edges.get(edge), unit, f"the {name}") for edge in ("from", "to")))


def _baseline(reading: Reading, kpi: Node, unit: str) -> Baseline:
    """A value, a band, or a value with the days it was frozen from and how many points they gave."""
    node = kpi.get("baseline")
    if node is None or node.kind != "map" or node.get("value") is None:
        return Baseline(_pair(reading, kpi, "baseline", unit))
    inner = reading.map(node, "the baseline", ("value", "from", "until", "points"))
    value = reading.value(inner.get("value"), unit, "the baseline")
    days = [None if (edge := inner.get(name)) is None else reading.day(edge) for name in ("from", "until")]
    written = reading.text(inner, "points")
    if written and not (written.isdecimal() and int(written) > 0):
        reading.wrong("unreadable-value", cast(Node, inner.get("points")).line,
                      f"{written!r} is not a number of values.", "Write how many values the baseline is made of: 12")
        written = ""
    first, until = days
    if first is not None and until is not None and first >= until:
        reading.wrong("unreadable-date", node.line, "The baseline ends before it begins.",
                      "Write the first day under from, and the first day that no longer counts under until.")
    whole = (first, until) if first is not None and until is not None and first < until else None
    return Baseline(Pair(value, None), whole, int(written) if written else None)


class About(TypedDict):
    deputy: str
    decision: str
    gaming: str
    source: str
    control: Control | None
    timing: Timing | None
    guards: tuple[str, ...]
    use: Use
    changes: tuple[Change, ...]


def _about(reading: Reading, kpi: Node) -> About:
    """What is known of the KPI beside its value and target."""
    return About(
        deputy=reading.text(kpi, "deputy"), decision=reading.text(kpi, "decision"), gaming=reading.text(kpi, "gaming"),
        source=reading.text(kpi, "source"), guards=reading.texts(kpi, "guards"),
        control=cast("Control | None", reading.choice(kpi, "control", get_args(Control))),
        timing=cast("Timing | None", reading.choice(kpi, "timing", get_args(Timing))),
        use=cast("Use | None", reading.choice(kpi, "use", get_args(Use))) or "coaching",
        changes=tuple(read_changes(reading, kpi)),
    )


def _scope(reading: Reading, kpi: Node, known: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    node = kpi.get("scope")
    found: dict[str, tuple[str, ...]] = {}
    for key, _ in reading.map(node, "the scope").entries:
        if key.text not in known:
            reading.wrong("unknown-scope", key.line, f"A KPI cannot be limited by {key.text!r}.",
                          did_you_mean(key.text, known) or f"Use one of: {', '.join(known)}.")
            continue
        words = reading.texts(cast(Node, node), key.text)
        if words:
            found[key.text] = words
        else:
            reading.wrong("unknown-scope", key.line, f"The scope {key.text!r} names nothing.",
                          f"Write what it is limited to, such as  {key.text}: [Billing], or remove the line.")
    return found


def _levels(reading: Reading, kpi: Node) -> tuple[Level, ...]:
    found = []
    for written in reading.texts(kpi, "levels"):
        if written in LEVELS:
            found.append(written)
        else:
            node = cast(Node, kpi.get("levels"))
            reading.wrong("unknown-choice", node.line, f"{written!r} is not a level.", did_you_mean(written, LEVELS))
    return cast("tuple[Level, ...]", tuple(found))


def grows(metric: Metric) -> bool:
    """Whether a longer period gives a larger value, as with amounts and with minutes per agent in a period."""
    return metric.kind == "sum" or re.search(r"\bdays\b", metric.num) is not None


def _usual_levels(metric: Metric) -> tuple[Level, ...]:
    """Those the catalogue gives the metric; the target of an amount is the centre's alone."""
    return ("centre",) if metric.kind == "sum" else tuple(level for level in LEVELS if level in metric.level)


def _check_levels(reading: Reading, kpi: Kpi, metric: Metric) -> None:
    if metric.kind == "sum" and len(kpi.levels) > 1:
        reading.wrong("amount-on-two-levels", kpi.line,
                      f"The target of {kpi.id!r} is one amount, and cannot be meant for {' and '.join(kpi.levels)}.",
                      "Name one level, and write another KPI with its own target for the other.")


def _check_owner(reading: Reading, node: Node, kpi: Kpi) -> None:
    written = node.get("owner")
    if written is not None and written.empty:
        reading.wrong("kpi-without-owner", written.line, f"The owner of the KPI {kpi.id!r} is left empty.",
                      "Write who answers for it, or remove the line: then the objective's owner does.")


def _has_floor(reading: Reading, key: Node, floor: Pair, *, band: bool) -> bool:
    if floor.low is not None and (floor.high is not None or not band):
        return True
    what = "values below and above the band earn" if band else "value earns"
    reading.wrong("kpi-without-floor", key.line,
                  f"{key.text!r} does not say which {what} no points, so nothing between none and all can be given.",
                  "Add a line such as  floor: {from: …, to: …}" if band
                  else "Add a line such as  floor: …  (or a baseline: it is then worth no points).")
    return False


def _check_anchors(reading: Reading, node: Node, kpi: Kpi) -> None:
    """Floor, amber, every target of the path and stretch have to follow one another in the direction of better."""
    up = kpi.direction == "higher"
    for day, target in kpi.targets:
        named = [("floor" if node.get("floor") else "baseline", kpi.floor), ("amber", kpi.amber), ("target", target),
                 ("stretch", kpi.stretch)]
        there = [(name, value) for name, value in named if value is not None]
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


def _check_band(reading: Reading, node: Node, kpi: Kpi) -> None:
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
