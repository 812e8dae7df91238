"""This file is about rules of one KPI: its direction, baseline, thresholds, currency, and what a gap is taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Look
from fourscore.strategy.goals.reach import natural
from fourscore.strategy.reading.anchors import EVER
from fourscore.strategy.text.tree import Node
from fourscore.strategy.versions.definitions import definition_of
from fourscore.terms import SYMBOLS, any_of, kept, said, write_value

MOVING = ("target", "floor", "amber", "stretch")
ANCHORS = ("target", "floor", "amber", "stretch", "baseline")
ANCHOR_WORDS = {"target": said("target"), "floor": said("floor"), "amber": said("amber"), "stretch": said("stretch"),
                "baseline": said("baseline")}
SEVERAL = {"target": said("targets"), "floor": said("floors"), "amber": said("ambers"), "stretch": said("stretchs")}
PEERS = re.compile(r"\b(average|mean|median|best|top|worst|bottom|rank(?:ed|ing)?|quartile|percentile|decile|peers?|"
                   r"others|teams?|agents?|min|max|lowest|highest)\b", re.IGNORECASE)
COLOURS = re.compile(r"\b(red|green|amber|yellow|orange)\b|[🔴🟢🟡🟠🟥🟩🟨🟧]", re.IGNORECASE)
# With one of these beside it a colour is not alone.
OWN_WORDS = ("floor", "target", "off target", "on target", "above", "below", "%", "reached", "missed", "met")


def share_with_parts(look: Look) -> Iterator[Noticed]:
    """L17."""
    for kpi in look.strategy.kpis():
        metric = look.metric(kpi)
        if metric.unit == "share" and metric.kind != "ratio":
            yield look.wrong("share-without-parts", kpi.line, kpi.id,
                             said("{key} is a share with nothing below the line, so its values cannot be joined.",
                                  key=repr(metric.key)),
                             said("Give the metric a num and a den; the share is worked out from them."))


def direction(look: Look) -> Iterator[Noticed]:
    """L18: what the metric itself calls better."""
    for kpi in look.strategy.kpis():
        better = look.metric(kpi).better
        if {better, kpi.direction} == {"higher", "lower"}:
            yield look.wrong("direction-against-metric", kpi.line, kpi.id,
                             said("{kpi} earns points for {direction} values, but {better} is better for {metric}.",
                                  kpi=repr(kpi.id), direction=kept(kpi.direction), better=kept(better),
                                  metric=repr(kpi.metric)),
                             said("Write  direction: {better}, and the floor on the other side of the target.",
                                  better=better))


def baseline(look: Look) -> Iterator[Noticed]:
    """L22: where each KPI began; a centre that has nothing loaded cannot know it yet."""
    kpis = list(look.strategy.kpis())
    bare = [kpi for kpi in kpis if kpi.baseline is None]
    remedy = said("Freeze one from the data:  baseline: {value: …, from: 2025-01, until: 2026-01, points: 12}")
    if not look.known.loaded:
        bare = []
    if len(bare) > 1 and len(bare) == len(kpis):
        yield look.wrong("kpi-without-baseline", bare[0].line, "",
                         said("Not one of the {count} KPIs says where it began.", count=len(bare)), remedy)
        bare = []
    for kpi in bare:
        yield look.wrong("kpi-without-baseline", kpi.line, kpi.id,
                         said("{kpi} does not say where it began.", kpi=repr(kpi.id)), remedy)
    for kpi in kpis:
        if kpi.baseline is None:
            continue
        if kpi.baseline_days is None or kpi.baseline_points is None:
            yield look.wrong("baseline-not-from-data", kpi.line, kpi.id,
                             said("The baseline of {kpi} does not say which days it is from, and of how many values.",
                                  kpi=repr(kpi.id)), remedy)
        elif kpi.baseline_points < look.limits.baseline_points:
            yield look.wrong("baseline-too-short", kpi.line, kpi.id,
                             said("The baseline of {kpi} is made of {points} values; fewer than "
                                  "{fewest} do not tell a level from chance.", kpi=repr(kpi.id),
                                  points=kpi.baseline_points,
                                  fewest=f"{look.limits.baseline_points:g}"),
                             said("Freeze it from a longer time, or from shorter periods."))


def hidden(look: Look) -> Iterator[Noticed]:
    """L26: a second target (floor, amber, stretch) of the same day, which is never asked."""
    for name, kpi in look.written():
        for anchor in MOVING:
            path, seen = kpi.get(anchor), dict[date, str]()
            for when, _ in path.entries if path is not None else ():
                text = f"{when.text}-01" if re.fullmatch(r"\d{4}-\d{2}", when.text) else when.text
                try:
                    day = date.fromisoformat(text)
                except ValueError:
                    continue
                if day in seen:
                    yield look.wrong("target-hidden", when.line, name,
                                     said("The {anchors} of {seen} and of {when} are meant for the same day; one "
                                          "hides the other.", anchors=SEVERAL[anchor], seen=seen[day], when=when.text),
                                     said("Keep one of them, or give the other its own day."))
                seen.setdefault(day, when.text)


def out_of_reach(look: Look) -> Iterator[Noticed]:
    """L26: a step of a table that no value can come to, behind one that all of the best values stop at."""
    for kpi in look.strategy.kpis():
        least, most = natural(kpi.metric, kpi.unit)
        for at, worth in kpi.curve.anchors if kpi.curve is not None and kpi.told_as is None else ():
            if not least <= at <= most and abs(at) < EVER:
                yield look.wrong("step-out-of-reach", kpi.line, kpi.id,
                                 said("The step of {kpi} at {at}, worth {worth} points, can never be reached.",
                                      kpi=repr(kpi.id), at=write_value(at, kpi.unit), worth=f"{worth:g}"),
                                 said("Let the best step begin at a value that can happen."))


def peers(look: Look) -> Iterator[Noticed]:
    """L33: an anchor in words that hang on who else is measured."""
    for name, kpi in look.written():
        for anchor in ANCHORS:
            node = kpi.get(anchor)
            for value in _texts(node) if node is not None else ():
                if found := PEERS.search(value.text):
                    yield look.wrong("score-from-peers", value.line, name,
                                     said("The {anchor} of {name} hangs on others: {found}.",
                                          anchor=ANCHOR_WORDS[anchor],
                                          name=repr(name), found=repr(found[0])),
                                     said("Write the value itself; it may be taken from last year's best, and then "
                                          "stands."))


def currency(look: Look) -> Iterator[Noticed]:
    """L37: an amount written in another currency than the centre's."""
    mine = look.known.currency
    units = {kpi.id: kpi.unit for kpi in look.strategy.kpis()}
    for name, kpi in look.written() if mine else ():
        for anchor in ANCHORS if units.get(name) == "money" else ():
            node = kpi.get(anchor)
            for value in _texts(node) if node is not None else ():
                signs = {code for code, sign in SYMBOLS.items() if sign in value.text}
                signs |= set(re.findall(r"\b[A-Z]{3}\b", value.text))
                if signs and mine not in signs:
                    yield look.wrong("other-currency", value.line, name,
                                     said("The {anchor} of {name} is written in {signs}, but the centre's currency "
                                          "is {mine}.", anchor=ANCHOR_WORDS[anchor], name=repr(name),
                                          signs=any_of(sorted(signs)), mine=mine),
                                     said("Write the amount in {mine}.", mine=mine))


def noted(look: Look) -> Iterator[Noticed]:
    """L38: what is measured is another thing than in the strategy published last, and no note says so."""
    before = {kpi.id: kpi for kpi in look.known.before.kpis()} if look.known.before else {}
    for kpi in look.strategy.kpis():
        was = before.get(kpi.id)
        if was is None or set(kpi.changes) - set(was.changes):
            continue
        parts = ((said("metric"), was.metric, kpi.metric), (said("scope"), was.scope, kpi.scope),
                 (said("per"), was.per, kpi.per), (said("direction"), was.direction, kpi.direction),
                 (said("levels"), set(was.levels), set(kpi.levels)))
        changed = [name for name, old, new in parts if old != new]
        told = look.known.defined.get(kpi.metric)
        if "metric" not in changed and told is not None and told != definition_of(kpi.metric, look.catalogue):
            changed.append(said("definition of the metric"))
        if changed:
            yield look.wrong("definition-unnoted", kpi.line, kpi.id,
                             said("The {changed} of {kpi} changed since it was published, and no note says so.",
                                  changed=_and_the(changed), kpi=repr(kpi.id)),
                             said("Add  changes: [{on: 2026-03-01, who: …, why: …}]"))


def _and_the(parts: list[str]) -> str:
    found = parts[0]
    for part in parts[1:]:
        found = said("{some} and the {more}", some=found, more=part)
    return found


def colour(look: Look) -> Iterator[Noticed]:
    """L43: a state named by its colour, with neither value nor word beside it."""
    for name, kpi in look.written():
        for part in ("name", "decision", "gaming"):
            node = kpi.get(part)
            text = node.text if node is not None else ""
            found = COLOURS.search(text)
            alone = not any(word in text.lower() for word in OWN_WORDS) and not re.search(r"\d", text)
            if node is not None and found and alone:
                yield look.wrong("colour-only", node.line, name,
                                 said("The {part} of {name} tells a state by its colour alone: {found}.",
                                      part=kept(part),
                                      name=repr(name), found=repr(found[0])),
                                 said("Say it in words, or with the value: off target, below 80%."))


def _texts(node: Node) -> Iterator[Node]:
    if node.kind == "text":
        yield node
    for _, value in node.entries:
        yield from _texts(value)


RULES = (share_with_parts, direction, baseline, hidden, out_of_reach, peers, currency, noted, colour)
