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
from fourscore.terms import SYMBOLS, write_value

MOVING = ("target", "floor", "amber", "stretch")
ANCHORS = ("target", "floor", "amber", "stretch", "baseline")
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
                             f"{metric.key!r} is a share with nothing below the line, so its values cannot be joined.",
                             "Give the metric a num and a den; the share is worked out from them.")


def direction(look: Look) -> Iterator[Noticed]:
    """L18: what the metric itself calls better."""
    for kpi in look.strategy.kpis():
        better = look.metric(kpi).better
        if {better, kpi.direction} == {"higher", "lower"}:
            yield look.wrong("direction-against-metric", kpi.line, kpi.id,
                             f"{kpi.id!r} earns points for {kpi.direction} values, but {better} is better for "
                             f"{kpi.metric!r}.",
                             f"Write  direction: {better}, and the floor on the other side of the target.")


def baseline(look: Look) -> Iterator[Noticed]:
    """L22: where each KPI began; a centre that has nothing loaded cannot know it yet."""
    kpis = list(look.strategy.kpis())
    bare = [kpi for kpi in kpis if kpi.baseline is None]
    remedy = "Freeze one from the data:  baseline: {value: …, from: 2025-01, until: 2026-01, points: 12}"
    if not look.known.loaded:
        bare = []
    if len(bare) > 1 and len(bare) == len(kpis):
        yield look.wrong("kpi-without-baseline", bare[0].line, "",
                         f"Not one of the {len(bare)} KPIs says where it began.", remedy)
        bare = []
    for kpi in bare:
        yield look.wrong("kpi-without-baseline", kpi.line, kpi.id, f"{kpi.id!r} does not say where it began.", remedy)
    for kpi in kpis:
        if kpi.baseline is None:
            continue
        if kpi.baseline_days is None or kpi.baseline_points is None:
            yield look.wrong("baseline-not-from-data", kpi.line, kpi.id,
                             f"The baseline of {kpi.id!r} does not say which days it is from, and of how many values.",
                             remedy)
        elif kpi.baseline_points < look.limits.baseline_points:
            yield look.wrong("baseline-too-short", kpi.line, kpi.id,
                             f"The baseline of {kpi.id!r} is made of {kpi.baseline_points} values; fewer than "
                             f"{look.limits.baseline_points:g} do not tell a level from chance.",
                             "Freeze it from a longer time, or from shorter periods.")


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
                                     f"The {anchor}s of {seen[day]} and of {when.text} are meant for the same day; one "
                                     "hides the other.", "Keep one of them, or give the other its own day.")
                seen.setdefault(day, when.text)


def out_of_reach(look: Look) -> Iterator[Noticed]:
    """L26: a step of a table that no value can come to, behind one that all of the best values stop at."""
    for kpi in look.strategy.kpis():
        least, most = natural(kpi.metric, kpi.unit)
        for at, worth in kpi.curve.anchors if kpi.curve is not None and kpi.told_as is None else ():
            if not least <= at <= most and abs(at) < EVER:
                yield look.wrong("step-out-of-reach", kpi.line, kpi.id,
                                 f"The step of {kpi.id!r} at {write_value(at, kpi.unit)}, worth {worth:g} points, can "
                                 "never be reached.", "Let the best step begin at a value that can happen.")


def peers(look: Look) -> Iterator[Noticed]:
    """L33: an anchor in words that hang on who else is measured."""
    for name, kpi in look.written():
        for anchor in ANCHORS:
            node = kpi.get(anchor)
            for value in _texts(node) if node is not None else ():
                if found := PEERS.search(value.text):
                    yield look.wrong("score-from-peers", value.line, name,
                                     f"The {anchor} of {name!r} hangs on others: {found[0]!r}.",
                                     "Write the value itself; it may be taken from last year's best, and then stands.")


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
                                     f"The {anchor} of {name!r} is written in {' or '.join(sorted(signs))}, but the "
                                     f"centre's currency is {mine}.", f"Write the amount in {mine}.")


def noted(look: Look) -> Iterator[Noticed]:
    """L38: what is measured is another thing than in the strategy published last, and no note says so."""
    before = {kpi.id: kpi for kpi in look.known.before.kpis()} if look.known.before else {}
    for kpi in look.strategy.kpis():
        was = before.get(kpi.id)
        if was is None or set(kpi.changes) - set(was.changes):
            continue
        parts = (("metric", was.metric, kpi.metric), ("scope", was.scope, kpi.scope), ("per", was.per, kpi.per),
                 ("direction", was.direction, kpi.direction), ("levels", set(was.levels), set(kpi.levels)))
        changed = [name for name, old, new in parts if old != new]
        told = look.known.defined.get(kpi.metric)
        if "metric" not in changed and told is not None and told != definition_of(kpi.metric, look.catalogue):
            changed.append("definition of the metric")
        if changed:
            yield look.wrong("definition-unnoted", kpi.line, kpi.id,
                             f"The {' and the '.join(changed)} of {kpi.id!r} changed since it was published, and no "
                             "note says so.", "Add  changes: [{on: 2026-03-01, who: …, why: …}]")


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
                                 f"The {part} of {name!r} tells a state by its colour alone: {found[0]!r}.",
                                 "Say it in words, or with the value: off target, below 80%.")


def _texts(node: Node) -> Iterator[Node]:
    if node.kind == "text":
        yield node
    for _, value in node.entries:
        yield from _texts(value)


RULES = (share_with_parts, direction, baseline, hidden, out_of_reach, peers, currency, noted, colour)
