"""This file is about taking a score apart: what each part brings to it, in numbers and in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from fourscore.scoring.card import Measured, Scorecard, ScoredObjective, ScoredPerspective
from fourscore.scoring.guard.standing import ScoredGoal
from fourscore.scoring.guard.words import said_plainly
from fourscore.strategy import Joining, Kpi
from fourscore.terms import Beside, Days, lacks, write_beside, write_score, write_value

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

STATUS_WORDS = {
    "on_target": "on target", "within_tolerance": "near target", "off_target": "off target",
    "uncertain": "uncertain on which side of its target", "no_data": "not measured",
}
RULE_DIGITS = 10


@dataclass(frozen=True)
class Part:
    """A part of the total. contribution: points of the total; those of `parts` add up to it exactly.

    share: of the total's weight that is present (0..1). sentence: the same in words. measured: for a KPI, the value
    behind it, with the metric, scope and days that `metrics.rows` needs for the very facts. rule: the stamp of the
    definition and anchors it was scored by; another stamp is another rule.
    """

    kind: Literal["total", "perspective", "objective", "goal", "kpi"]
    name: str
    score: float | None
    share: float
    contribution: float
    sentence: str
    parts: tuple[Part, ...] = ()
    measured: Measured | None = None
    id: str = ""
    rule: str = ""

    def find(self, name: str) -> Part | None:
        """The part with that id (`total` for the whole); of several the highest."""
        if self.id == name:
            return self
        within = [found for part in self.parts if (found := part.find(name)) is not None]
        return min(within, key=lambda part: KINDS.index(part.kind), default=None)

    def path(self, kpi: str) -> tuple[Part, ...]:
        """From this part down to the KPI of that id; nothing where it is not below."""
        if self.measured is not None:
            return (self,) if self.id == kpi else ()
        return next(((self, *below) for part in self.parts if (below := part.path(kpi))), ())

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The part and all below it in words, each level further in; what rounding leaves is told."""
        yield f"{'  ' * depth}{self.sentence}"
        for part in self.parts:
            yield from part.lines(depth + 1)
        if self.parts and (left := rounding(self)):
            yield (f"{'  ' * (depth + 1)}As written here the parts add up to {left[0]} instead of {left[1]}: each is "
                   "rounded to a hundredth; unrounded they add up exactly.")


KINDS = ("total", "perspective", "objective", "kpi", "goal")


def rounding(part: Part) -> tuple[str, str] | None:
    """What the parts add up to as they are written, and what they should; None where the two are the same."""
    written = sum(Decimal(f"{one.contribution:.2f}") for one in part.parts)
    whole = f"{part.contribution:.2f}"
    return None if written == Decimal(whole) else (f"{written:.2f}", whole)


def rule_of(kpi: Kpi, catalogue: Catalogue | None = None) -> str:
    """The stamp of what a KPI's points go by: what is counted, of what, and every anchor; not its name or its weight.

    With the catalogue the metric's formula and the definitions of its parts are in it too.
    """
    told = [repr(getattr(kpi, name)) for name in (
        "metric", "unit", "direction", "targets", "floor", "amber", "stretch", "upper_target", "upper_amber",
        "upper_floor", "per", "season", "scale", "curve", "cascade", "valid")]
    if kpi.cascade == "share":  # the days that a target is shared out by; any other baseline scores nothing
        told.append(repr(kpi.baseline_days))
    told += [repr(sorted(kpi.scope.items())), repr(sorted(kpi.moving.items()))]
    if catalogue is not None:
        metric = catalogue.find(kpi.metric)
        told += [metric.num, metric.den or "", metric.kind, str(metric.quantile or "")]
        told += [catalogue.parts[name].text for name in metric.parts() if name in catalogue.parts]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:RULE_DIGITS]


def explain(card: Scorecard, catalogue: Catalogue | None = None) -> Part:
    """The whole card as a tree of parts; with the catalogue, each rule's stamp knows the metric's definition too."""
    parts = tuple(_perspective(perspective, card, catalogue) for perspective in card.perspectives)
    contribution = sum(part.contribution for part in parts)
    return Part("total", card.scope.name or "Total", card.score, 1.0 if card.score is not None else 0.0, contribution,
                _total(card, parts), parts, id="total")


def _perspective(scored: ScoredPerspective, card: Scorecard, catalogue: Catalogue | None) -> Part:
    name = scored.perspective.name
    parts = tuple(_objective(objective, card, catalogue) for objective in scored.objectives)
    told = _joined(name, scored, card) + _weakest(scored.perspective.rollup, [
        (one.objective.name, one.score) for one in scored.objectives])
    return Part("perspective", name, scored.score, scored.weight, scored.contribution, told, parts,
                id=scored.perspective.id)


def _objective(scored: ScoredObjective, card: Scorecard, catalogue: Catalogue | None) -> Part:
    name = scored.objective.name
    parts = (*(_kpi(measured, card, catalogue) for measured in scored.measured),
             *(_goal(goal, card) for goal in scored.goals))
    told = _joined(name, scored, card) + _weakest(scored.objective.rollup, [(one.name, one.score) for one in parts])
    return Part("objective", name, scored.score, scored.weight, scored.contribution, told, parts,
                id=scored.objective.id)


def _weakest(how: Joining, children: list[tuple[str, float | None]]) -> str:
    """How the children join where it is not by their mean, and the weakest of several."""
    told = {"worst": " The weakest part alone counts.", "geometric": " The parts join by their geometric mean.",
            "gate": " The parts join by their mean, behind a gate.", "mean": ""}[how]
    scored = [(score, name) for name, score in children if score is not None]
    if len(scored) < 2:
        return told
    score, name = min(scored, key=lambda one: one[0])
    return f"{told} Weakest: {name} ({write_score(score, 1)})."


def _kpi(measured: Measured, card: Scorecard, catalogue: Catalogue | None) -> Part:
    return Part("kpi", measured.kpi.name, measured.score, measured.weight, measured.contribution,
                sentence(measured, card), measured=measured, id=measured.kpi.id,
                rule=rule_of(measured.kpi, catalogue))


def _goal(goal: ScoredGoal, card: Scorecard) -> Part:
    """A goal with guards: its verdict, and what that brings to the total."""
    judged, name = goal.judged, goal.judged.guarded.id
    told = f"{name}: {judged.guarded.text}. {said_plainly(judged)}"
    if not goal.begun:
        told += ". It has no part yet: there is nothing to count from, or its baseline is not over."
    elif goal.score is None:
        told += f" in {card.period}, so it has no part in a total."
    elif card.score is None or not goal.weight:
        told += f", which is worth {write_score(goal.score, 1)} points. It has no part in a total."
    else:
        told += (f", which is worth {write_score(goal.score, 1)} points. With {goal.weight:.1%} of the weight it "
                 f"brings {goal.contribution:.2f} of {card.score:.2f}.")
    return Part("goal", name, goal.score, goal.weight, goal.contribution, told, id=name)


def sentence(measured: Measured, card: Scorecard) -> str:
    """What was measured, what was wanted, and what that brings to the total."""
    kpi = measured.kpi
    if measured.state == "not_applicable":
        return f"{kpi.name} is not scored for {_a(card.scope.level)}, and has no part in this total."
    if measured.state == "hidden":
        return f"{kpi.name} is hidden: so few answered in {card.period} that it could be told whose answers they are."
    if measured.state == "too_few" and measured.value is not None:
        said = write_beside(measured.value, measured.target, measured.upper_target, kpi.unit, card.currency)
        return (f"{kpi.name} was {said.value} in {card.period} (n {measured.n:,}), which is not enough data to score; "
                "it has no part in the total, and is not taken as zero.")
    if measured.state == "stale" and measured.of is not None:
        return (f"{kpi.name} was last measured in {_named(measured.of)}, longer ago than a value holds ({kpi.valid}); "
                "it has no part in the total, and is not taken as zero.")
    if measured.score is None or measured.value is None:
        needs = f" (it {lacks(measured.lacking)})" if measured.lacking else ""
        return (f"{kpi.name} was not measured in {card.period}{needs}; it has no part in the total, and is not taken "
                "as zero.")
    said = write_beside(measured.value, measured.target, measured.upper_target, kpi.unit, card.currency)
    partly = ", not yet complete" if measured.state == "partial" else ""
    when = card.period if measured.of is None else (
        f"{_named(measured.of)}, the last there is, and holds for {kpi.valid}")
    told = (f"{kpi.name} was {said.value} in {when} (n {measured.n:,}{_sure(measured, card)}{partly}), "
            f"{STATUS_WORDS[measured.status]} ({_target(measured, said)}), "
            f"which is worth {write_score(measured.score, 1)} points.")
    if card.score is None or not measured.weight:
        return f"{told} It has no part in a total."
    return f"{told} With {measured.weight:.1%} of the weight it brings {measured.contribution:.2f} of {card.score:.2f}."


def _named(days: Days) -> str:
    """Days by their first and last, such as 2026-03-02 to 2026-03-08."""
    return f"{days.first} to {days.until - timedelta(days=1)}"


def _sure(measured: Measured, card: Scorecard) -> str:
    """Between what the true figure is likely to lie, of a team or an agent also how the figure is steadied."""
    low, high, steadied = (write_value(one, measured.kpi.unit, card.currency) for one in (
        measured.sure.low, measured.sure.high, measured.sure.steadied))
    told = "" if measured.sure.low is None else f", likely between {low} and {high}"
    return told if measured.sure.steadied is None else f"{told}, steadied by its peers {steadied}"


def _target(measured: Measured, said: Beside) -> str:
    shared = f", {measured.target_share:.1%} of the centre's" if measured.target_share is not None else ""
    if said.upper is not None:
        return f"target {said.target} to {said.upper}"
    return f"target {said.target} or {'more' if measured.kpi.direction == 'higher' else 'less'}{shared}"


def _joined(name: str, scored: ScoredObjective | ScoredPerspective, card: Scorecard) -> str:
    if not scored.applicable:
        return f"{name} holds nothing that is scored for {_a(card.scope.level)}."
    shut = scored.shut_by if isinstance(scored, ScoredObjective) else None
    bought = scored.bought if isinstance(scored, ScoredObjective) else None
    if bought is not None and scored.score is not None:
        brought = "" if card.score is None else (
            f" With {scored.weight:.1%} of the weight it brings {scored.contribution:.2f} of {card.score:.2f}.")
        return (f"{name} scores {scored.score:.1f} of 100 and no more, because its goal {bought.judged.guarded.id} is "
                f"{said_plainly(bought.judged)}: no other gain makes up for that.{brought}")
    if scored.score is None and shut is not None:
        return (f"{name} has no score: its gate {shut.kpi.name} was not measured in {card.period}, so nobody knows "
                "whether it is shut.")
    if shut is not None:
        return (f"{name} scores 0 of 100, because its gate {shut.kpi.name} is shut: {write_score(shut.score, 1)} "
                "points, and 50 open it.")
    if scored.score is None:
        return (f"{name} has no score: only {scored.coverage:.0%} of its weight could be scored in {card.period}, "
                f"and {card.coverage_needed:.0%} is needed.")
    if card.score is None:
        return f"{name} scores {scored.score:.1f} of 100; there is no total it could be a part of."
    return (f"{name} scores {scored.score:.1f} of 100. With {scored.weight:.1%} of the weight it brings "
            f"{scored.contribution:.2f} of {card.score:.2f}.")


def _total(card: Scorecard, parts: tuple[Part, ...]) -> str:
    if card.score is None:
        return (f"There is no total for {card.period}: only {card.coverage:.0%} of the weight could be scored, "
                f"and {card.coverage_needed:.0%} is needed.")
    brought = " + ".join(f"{part.contribution:.2f} {part.name}" for part in parts if part.share)
    return (f"{card.score:.2f} of 100 in {card.period}: {brought}. {card.coverage:.0%} of the weight could be scored."
            + _weakest("mean", [(part.name, part.score) for part in parts]))


def _a(level: str) -> str:
    return {"centre": "the centre", "site": "a site", "queue_group": "a group of queues", "team": "a team",
            "agent": "an agent"}[level]
