"""This file is about reading one KPI: its metric, scope, target path and the anchors of its score."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, cast, get_args

from fourscore.strategy.business import Change
from fourscore.strategy.model import LEVELS, PER, Cascade, Control, Direction, Kpi, Level, Path, Span, Timing, Use
from fourscore.strategy.reading.anchors import (
    Given,
    check_anchors,
    check_band,
    check_log,
    has_floor,
    read_curve,
    read_scale,
)
from fourscore.strategy.reading.business import read_changes
from fourscore.strategy.reading.misleading import tell_where_it_misleads
from fourscore.strategy.reading.target import (
    Baseline,
    Pair,
    Target,
    read_anchor,
    read_baseline,
    read_season,
    read_target,
)
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import Trouble, all_of, did_you_mean, said, together, write_value

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric

KPI_KEYS = ("name", "metric", "scope", "direction", "target", "floor", "amber", "stretch", "baseline", "per", "weight",
            "owner", "deputy", "levels", "decision", "gaming", "source", "control", "timing", "guards", "use",
            "season", "scale", "steps", "anchors", "cascade", "valid", "gate", "missing", "changes")
DIMENSIONS = ("queue", "team", "agent", "channel", "customer_segment", "topic")


class Terms(NamedTuple):
    """What a strategy may name: metrics of the catalogue, and ways to limit a KPI."""

    catalogue: Catalogue
    scopes: tuple[str, ...]


def read_kpi(reading: Reading, key: Node, node: Node, owner: str, terms: Terms) -> Kpi | None:
    """The KPI under `key`, or None when what is wrong with it leaves nothing to score."""
    kpi = reading.map(node, said("the KPI {kpi}", kpi=repr(key.text)), KPI_KEYS)
    before = len(reading.issues)
    metric = _metric(reading, key, kpi, terms.catalogue)
    weight = reading.weight(kpi, said("the KPI {kpi}", kpi=repr(key.text)))
    per = reading.choice(kpi, "per", PER)
    written_levels = _levels(reading, kpi)
    if metric is None:
        return None
    if grows(metric):
        per = per or "month"
    elif per is not None:
        reading.wrong("per-not-needed", cast(Node, kpi.get("per")).line,
                      said("{key} does not grow with the period, so its target is not meant per {per}.",
                           key=repr(metric.key), per=per), said("Remove the line."))
    scored = _scored(reading, key, kpi, metric)
    sound = len(reading.issues) == before
    # What is wrong here is told, and leaves a KPI whose direction and anchors can be looked at.
    how, about = _how(reading, key, kpi, metric), _about(reading, kpi)
    if scored is None or not sound or not has_floor(reading, key, scored.floor, band=scored.direction == "band"):
        return None
    made = Kpi(
        id=key.text, name=reading.text(kpi, "name") or metric.name, metric=metric.key, unit=metric.unit,
        direction=scored.direction, targets=scored.target.points, floor=cast(float, scored.floor.low),
        amber=scored.amber.low, stretch=scored.stretch.low, upper_target=scored.target.upper,
        upper_amber=scored.amber.high, upper_floor=scored.floor.high, baseline=scored.baseline.value.low, per=per,
        scope=_scope(reading, kpi, terms.scopes), weight=weight, owner=reading.text(kpi, "owner") or owner,
        levels=written_levels or _usual_levels(metric), line=key.line, baseline_days=scored.baseline.days,
        baseline_points=scored.baseline.points, moving=scored.moving, season=scored.season, scale=scored.scale,
        curve=scored.given.curve, told_as=scored.given.told_as, **how, **about,
    )
    _check_levels(reading, kpi, made, metric)
    _check_owner(reading, kpi, made)
    _check_scale(reading, kpi, made, metric)
    return made


class Scored(NamedTuple):
    """What a value is held against, as far as it is written."""

    direction: Direction
    target: Target
    floor: Pair
    amber: Pair
    stretch: Pair
    baseline: Baseline
    given: Given
    season: tuple[tuple[int, float], ...]
    scale: Literal["linear", "log"]

    @property
    def moving(self) -> dict[str, Path]:
        named = {"floor": self.floor, "amber": self.amber, "stretch": self.stretch}
        return {name: pair.path for name, pair in named.items() if pair.path}


def _scored(reading: Reading, key: Node, kpi: Node, metric: Metric) -> Scored | None:
    """Direction, target, anchors; None where one of them is not there or contradicts another."""
    direction = _direction(reading, key, kpi, metric)
    given = read_curve(reading, key, kpi, metric.unit, direction) if direction is not None else Given()
    if direction is not None and given.curve is None and (kpi.get("steps") or kpi.get("anchors")):
        return None  # what is wrong with it was told
    target = read_target(reading, key, kpi, metric.unit, given.usual)
    if direction is None or target is None:
        return None
    band = direction == "band"
    floor, amber, stretch = (read_anchor(reading, kpi, name, metric.unit) for name in ("floor", "amber", "stretch"))
    baseline = read_baseline(reading, kpi, metric.unit)
    for name, pair in (("floor", floor), ("amber", amber), ("stretch", stretch), ("baseline", baseline.value)):
        if pair.high is not None and not band:
            reading.wrong("anchors-contradict-direction", cast(Node, kpi.get(name)).line,
                          said("The {name} of {text} is a band, but its target is not.", name=name,
                               text=repr(key.text)),
                          said("Write one value, or a target of the form {from: …, to: …} with  direction: band"))
    if given.curve is not None:
        floor = Pair(given.curve.anchors[0][0], None)
    elif floor == Pair(None, None) and "floor" not in {k.text for k, _ in kpi.entries} and not band:
        floor = baseline.value
    scale: Literal["linear", "log"] = "log" if read_scale(reading, key, kpi, metric.unit) == "log" else "linear"
    return Scored(direction, target, floor, amber, stretch, baseline, given, read_season(reading, kpi), scale)


def _check_scale(reading: Reading, node: Node, kpi: Kpi, metric: Metric) -> None:
    """Whether the anchors follow one another, and whether what is asked for in a season can be reached."""
    if kpi.curve is not None:
        written = node.name_of("anchors") or node.name_of("steps")
        tell_where_it_misleads(reading, written.line if written else kpi.line, kpi, metric)
    elif kpi.direction == "band":
        check_band(reading, node, kpi)
    else:
        check_anchors(reading, node, kpi)
    check_log(reading, node, kpi)
    most = max((share for _, share in kpi.season), default=1.0) * max(value for _, value in kpi.targets)
    if kpi.unit == "share" and kpi.season and most > 1:
        reading.wrong("out-of-reach", cast(Node, node.name_of("season")).line,
                      said("In its season {kpi} asks for {most}, which cannot be reached.", kpi=repr(kpi.id),
                           most=write_value(most, kpi.unit)),
                      said("Ask for a share between 0% and 100% in every month."))


def _metric(reading: Reading, key: Node, kpi: Node, catalogue: Catalogue) -> Metric | None:
    written = reading.text(kpi, "metric")
    if not written:
        reading.wrong("kpi-without-metric", key.line,
                      said("The KPI {text} names no metric, so nothing measures it.", text=repr(key.text)),
                      said("Add a line such as  metric: service_level:offered"))
        return None
    try:
        return catalogue.find(written)
    except Trouble as trouble:
        node = cast(Node, kpi.get("metric"))
        reading.wrong("unknown-metric", node.line, said("No metric is called {written}.", written=repr(written)),
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
                      said("Neither more nor less {key} is good by itself; {text} does not say which.",
                           key=repr(metric.key), text=repr(key.text)),
                      said("Add  direction: higher  or  direction: lower, or a target of the form {from: …, to: …}."))
        return None
    if target is not None and not target.empty and (direction == "band") != is_band:
        wants = said("a band {from: …, to: …}") if direction == "band" else said("one value (or dated values)")
        reading.wrong("anchors-contradict-direction", target.line,
                      said("{text} has the direction {direction}, so its target should be {wants}.",
                           text=repr(key.text), direction=repr(direction), wants=wants),
                      said("Write the target in that form, or another direction."))
        return None
    return cast(Direction, direction)


class How(TypedDict):
    cascade: Cascade | None
    valid: Span | None
    gate: bool


def _how(reading: Reading, key: Node, kpi: Node, metric: Metric) -> How:
    """How long a value holds, what it may shut, how its target goes down, and that missing is missing."""
    missing = kpi.get("missing")
    if missing is not None and not (missing.kind == "text" and missing.text in ("", "missing")):
        reading.wrong("missing-is-never-zero", missing.line,
                      said("What was not measured of {text} cannot be taken as something else.", text=repr(key.text)),
                      said("Remove the line, or write  missing: missing  (a missing value has no part in the score)."))
    written = reading.text(kpi, "valid")
    found = re.fullmatch(r"([1-9]\d{0,3})\s*(day|week|month|year)s?", written)
    if written and not found:
        reading.wrong("unreadable-value", cast(Node, kpi.get("valid")).line,
                      said("{written} is no length of time a value holds for.", written=repr(written)),
                      said("Write for example  valid: 1 month"))
    if written and metric.kind == "sum":
        reading.wrong("valid-not-for-amount", cast(Node, kpi.get("valid")).line,
                      said("{text} is an amount: what was counted of one time cannot stand for another.",
                           text=repr(key.text)), said("Remove the line."))
    return How(
        cascade=cast("Cascade | None", reading.choice(kpi, "cascade", get_args(Cascade))),
        valid=Span(int(found[1]), cast(Any, found[2])) if found else None,
        gate=reading.choice(kpi, "gate", ("true", "false")) == "true",
    )


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
    for key, _ in reading.map(node, said("the scope")).entries:
        if key.text not in known:
            reading.wrong("unknown-scope", key.line, said("A KPI cannot be limited by {text}.", text=repr(key.text)),
                          did_you_mean(key.text, known) or said("Use one of: {known}.", known=together(known, ", ")))
            continue
        words = reading.texts(cast(Node, node), key.text)
        if words:
            found[key.text] = words
        else:
            reading.wrong("unknown-scope", key.line, said("The scope {text} names nothing.", text=repr(key.text)),
                          said("Write what it is limited to, such as  {text}: [Billing], or remove the line.",
                               text=key.text))
    return found


def _levels(reading: Reading, kpi: Node) -> tuple[Level, ...]:
    found = []
    for written in reading.texts(kpi, "levels"):
        if written in LEVELS:
            found.append(written)
        else:
            node = cast(Node, kpi.get("levels"))
            reading.wrong("unknown-choice", node.line, said("{written} is not a level.", written=repr(written)),
                          did_you_mean(written, LEVELS))
    return cast("tuple[Level, ...]", tuple(found))


def grows(metric: Metric) -> bool:
    """Whether a longer period gives a larger value, as with amounts and with minutes per agent in a period."""
    return metric.kind == "sum" or re.search(r"\bdays\b", metric.num) is not None


def _usual_levels(metric: Metric) -> tuple[Level, ...]:
    """Those the catalogue gives the metric; the target of an amount is the centre's alone.

    A site is its teams, and a group of queues is a part of the centre.
    """
    if metric.kind == "sum":
        return ("centre",)
    as_told: dict[Level, str] = {"site": "team", "queue_group": "centre"}
    return tuple(level for level in LEVELS if as_told.get(level, level) in metric.level)


def _check_levels(reading: Reading, node: Node, kpi: Kpi, metric: Metric) -> None:
    line = cast(Node, node.name_of("cascade")).line if kpi.cascade else kpi.line
    if kpi.cascade == "share" and (metric.kind != "sum" or "centre" not in kpi.levels):
        what = (said("its target is the same for every part") if metric.kind != "sum"
                else said("the centre has no target of it"))
        reading.wrong("share-not-for-this", line,
                      said("{kpi} cannot be shared out: {what}.", kpi=repr(kpi.id), what=what),
                      said("Write  cascade: band, or remove the line.") if metric.kind != "sum"
                      else said("Name the centre among its levels."))
    elif kpi.cascade == "share" and kpi.baseline_days is None:
        reading.wrong("share-without-baseline", line,
                      said("{kpi} is shared out by volume, but nothing says by the volume of which days.",
                           kpi=repr(kpi.id)),
                      said("Write  baseline: {value: …, from: 2025-01, until: 2026-01}, or run  fourscore baseline"))
    elif metric.kind == "sum" and len(kpi.levels) > 1 and kpi.cascade != "share":
        reading.wrong("amount-on-two-levels", kpi.line,
                      said("The target of {kpi} is one amount, and cannot be meant for {levels}.", kpi=repr(kpi.id),
                           levels=all_of(kpi.levels)),
                      said("Name one level, and write another KPI with its own target for the other; or share it out "
                           "by volume with  cascade: share"))


def _check_owner(reading: Reading, node: Node, kpi: Kpi) -> None:
    written = node.get("owner")
    if written is not None and written.empty:
        reading.wrong("kpi-without-owner", written.line,
                      said("The owner of the KPI {kpi} is left empty.", kpi=repr(kpi.id)),
                      said("Write who answers for it, or remove the line: then the objective's owner does."))
