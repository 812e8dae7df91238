"""This file is about taking a score apart: what each part brings to it, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fourscore.scoring.card import Measured, Scorecard, ScoredObjective, ScoredPerspective
from fourscore.terms import Beside, write_beside, write_score, write_value

STATUS_WORDS = {
    "on_target": "on target", "within_tolerance": "near target", "off_target": "off target",
    "uncertain": "uncertain on which side of its target", "no_data": "not measured",
}


@dataclass(frozen=True)
class Part:
    """A part of the total. contribution: points of the total; those of `parts` add up to it exactly.

    share: of the total's weight that is present (0..1). sentence: the same in words. measured: for a KPI, the value
    behind it, with the metric, scope and days that `metrics.rows` needs for the very facts.
    """

    kind: Literal["total", "perspective", "objective", "kpi"]
    name: str
    score: float | None
    share: float
    contribution: float
    sentence: str
    parts: tuple[Part, ...] = ()
    measured: Measured | None = None


def explain(card: Scorecard) -> Part:
    """The whole card as a tree of parts."""
    parts = tuple(_perspective(perspective, card) for perspective in card.perspectives)
    contribution = sum(part.contribution for part in parts)
    return Part("total", card.scope.name or "Total", card.score, 1.0 if card.score is not None else 0.0, contribution,
                _total(card, parts), parts)


def _perspective(scored: ScoredPerspective, card: Scorecard) -> Part:
    name = scored.perspective.name
    parts = tuple(_objective(objective, card) for objective in scored.objectives)
    told = _joined(name, scored, card)
    return Part("perspective", name, scored.score, scored.weight, scored.contribution, told, parts)


def _objective(scored: ScoredObjective, card: Scorecard) -> Part:
    name = scored.objective.name
    parts = tuple(_kpi(measured, card) for measured in scored.measured)
    return Part("objective", name, scored.score, scored.weight, scored.contribution, _joined(name, scored, card), parts)


def _kpi(measured: Measured, card: Scorecard) -> Part:
    return Part("kpi", measured.kpi.name, measured.score, measured.weight, measured.contribution,
                sentence(measured, card), measured=measured)


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
    if measured.score is None or measured.value is None:
        return f"{kpi.name} was not measured in {card.period}; it has no part in the total, and is not taken as zero."
    said = write_beside(measured.value, measured.target, measured.upper_target, kpi.unit, card.currency)
    partly = ", not yet complete" if measured.state == "partial" else ""
    told = (f"{kpi.name} was {said.value} in {card.period} (n {measured.n:,}{_sure(measured, card)}{partly}), "
            f"{STATUS_WORDS[measured.status]} ({_target(measured, said)}), "
            f"which is worth {write_score(measured.score, 1)} points.")
    if card.score is None or not measured.weight:
        return f"{told} It has no part in a total."
    return f"{told} With {measured.weight:.1%} of the weight it brings {measured.contribution:.2f} of {card.score:.2f}."


def _sure(measured: Measured, card: Scorecard) -> str:
    """Between what the true figure is likely to lie, of a team or an agent also how the figure is steadied."""
    low, high, steadied = (write_value(one, measured.kpi.unit, card.currency) for one in (
        measured.sure.low, measured.sure.high, measured.sure.steadied))
    told = "" if measured.sure.low is None else f", likely between {low} and {high}"
    return told if measured.sure.steadied is None else f"{told}, steadied by its peers {steadied}"


def _target(measured: Measured, said: Beside) -> str:
    if said.upper is not None:
        return f"target {said.target} to {said.upper}"
    return f"target {said.target} or {'more' if measured.kpi.direction == 'higher' else 'less'}"


def _joined(name: str, scored: ScoredObjective | ScoredPerspective, card: Scorecard) -> str:
    if not scored.applicable:
        return f"{name} holds nothing that is scored for {_a(card.scope.level)}."
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
    return f"{card.score:.2f} of 100 in {card.period}: {brought}. {card.coverage:.0%} of the weight could be scored."


def _a(level: str) -> str:
    return {"centre": "the centre", "team": "a team", "agent": "an agent"}[level]
