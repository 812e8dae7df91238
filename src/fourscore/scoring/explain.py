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
from fourscore.terms import (
    Beside,
    Days,
    kept,
    lacks,
    said,
    together,
    write_beside,
    write_digits,
    write_score,
    write_value,
)

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

STATUS_WORDS = {
    "on_target": said("on target"), "within_tolerance": said("near target"), "off_target": said("off target"),
    "uncertain": said("uncertain on which side of its target"), "no_data": said("not measured"),
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
    return Part("total", card.scope.name or said("Total"), card.score, 1.0 if card.score is not None else 0.0,
                contribution,
                _total(card, parts), parts, id="total")


def _perspective(scored: ScoredPerspective, card: Scorecard, catalogue: Catalogue | None) -> Part:
    name = kept(scored.perspective.name)
    parts = tuple(_objective(objective, card, catalogue) for objective in scored.objectives)
    told = together((_joined(name, scored, card), _weakest(scored.perspective.rollup, [
        (one.objective.name, one.score) for one in scored.objectives])))
    return Part("perspective", name, scored.score, scored.weight, scored.contribution, told, parts,
                id=scored.perspective.id)


def _objective(scored: ScoredObjective, card: Scorecard, catalogue: Catalogue | None) -> Part:
    name = scored.objective.name
    parts = (*(_kpi(measured, card, catalogue) for measured in scored.measured),
             *(_goal(goal, card) for goal in scored.goals))
    told = together((_joined(name, scored, card),
                     _weakest(scored.objective.rollup, [(one.name, one.score) for one in parts])))
    return Part("objective", name, scored.score, scored.weight, scored.contribution, told, parts,
                id=scored.objective.id)


def _weakest(how: Joining, children: list[tuple[str, float | None]]) -> str:
    """How the children join where it is not by their mean, and the weakest of several."""
    told = {"worst": said("The weakest part alone counts."),
            "geometric": said("The parts join by their geometric mean."),
            "gate": said("The parts join by their mean, behind a gate."), "mean": ""}[how]
    scored = [(score, name) for name, score in children if score is not None]
    if len(scored) < 2:
        return told
    score, name = min(scored, key=lambda one: one[0])
    return together((told, said("Weakest: {name} ({score}).", name=name, score=write_score(score, 1))))


def _kpi(measured: Measured, card: Scorecard, catalogue: Catalogue | None) -> Part:
    return Part("kpi", kept(measured.kpi.name), measured.score, measured.weight, measured.contribution,
                sentence(measured, card), measured=measured, id=measured.kpi.id,
                rule=rule_of(measured.kpi, catalogue))


def _goal(goal: ScoredGoal, card: Scorecard) -> Part:
    """A goal with guards: its verdict, and what that brings to the total."""
    judged, name = goal.judged, goal.judged.guarded.id
    text, verdict = f"{name}: {judged.guarded.text}", said_plainly(judged)
    if not goal.begun:
        told = said("{goal}. {verdict}. It has no part yet: there is nothing to count from, or its baseline is not "
                    "over.", goal=text, verdict=verdict)
    elif goal.score is None:
        told = said("{goal}. {verdict} in {period}, so it has no part in a total.", goal=text, verdict=verdict,
                    period=card.period)
    else:
        worth = said("{goal}. {verdict}, which is worth {points} points.", goal=text, verdict=verdict,
                     points=write_score(goal.score, 1))
        told = together((worth, _brings(goal.weight, goal.contribution, card)))
    return Part("goal", name, goal.score, goal.weight, goal.contribution, told, id=name)


def sentence(measured: Measured, card: Scorecard) -> str:
    """What was measured, what was wanted, and what that brings to the total."""
    kpi, name = measured.kpi, kept(measured.kpi.name)
    if measured.state == "not_applicable":
        return said("{name} is not scored for {whom}, and has no part in this total.", name=name,
                    whom=_a(card.scope.level))
    if measured.state == "hidden":
        return said("{name} is hidden: so few answered in {period} that it could be told whose answers they are.",
                    name=name, period=card.period)
    if measured.state == "too_few" and measured.value is not None:
        beside = write_beside(measured.value, measured.target, measured.upper_target, kpi.unit, card.currency)
        return said("{name} was {value} in {period} (n {number}), which is not enough data to score; it has no part in "
                    "the total, and is not taken as zero.", name=name, value=beside.value, period=card.period,
                    number=write_value(measured.n, "count"))
    if measured.state == "stale" and measured.of is not None:
        return said("{name} was last measured in {days}, longer ago than a value holds ({valid}); it has no part in "
                    "the total, and is not taken as zero.", name=name, days=_named(measured.of), valid=kpi.valid)
    if measured.score is None or measured.value is None:
        return _unmeasured(measured, card, name)
    beside = write_beside(measured.value, measured.target, measured.upper_target, kpi.unit, card.currency)
    when = card.period if measured.of is None else said(
        "{days}, the last there is, and holds for {valid}", days=_named(measured.of), valid=kpi.valid)
    told = said("{name} was {value} in {period} ({cases}), {status} ({target}), which is worth {points} points.",
                name=name, value=beside.value, period=when, cases=_sure(measured, card),
                status=STATUS_WORDS[measured.status], target=_target(measured, beside),
                points=write_score(measured.score, 1))
    return together((told, _brings(measured.weight, measured.contribution, card)))


def _unmeasured(measured: Measured, card: Scorecard, name: str) -> str:
    if measured.lacking:
        return said("{name} was not measured in {period} (it {needs}); it has no part in the total, and is not taken "
                    "as zero.", name=name, period=card.period, needs=lacks(measured.lacking))
    return said("{name} was not measured in {period}; it has no part in the total, and is not taken as zero.",
                name=name, period=card.period)


def _brings(weight: float, contribution: float, card: Scorecard) -> str:
    """What a part of that weight brings to the total."""
    if card.score is None or not weight:
        return said("It has no part in a total.")
    return said("With {share} of the weight it brings {points} of {total}.", share=write_digits(weight, "share", 1),
                points=write_digits(contribution, "points", 2), total=write_digits(card.score, "points", 2))


def _named(days: Days) -> str:
    """Days by their first and last, such as 2026-03-02 to 2026-03-08."""
    return said("{first} to {last}", first=days.first, last=days.until - timedelta(days=1))


def _sure(measured: Measured, card: Scorecard) -> str:
    """From how many cases it is, and between what the true figure is likely to lie, of a team or an agent also how the
    figure is steadied."""
    low, high, steadied = (write_value(one, measured.kpi.unit, card.currency) for one in (
        measured.sure.low, measured.sure.high, measured.sure.steadied))
    return together((
        said("n {number}", number=write_value(measured.n, "count")),
        "" if measured.sure.low is None else said("likely between {low} and {high}", low=low, high=high),
        "" if measured.sure.steadied is None else said("steadied by its peers {value}", value=steadied),
        said("not yet complete") if measured.state == "partial" else ""), ", ")


def _target(measured: Measured, beside: Beside) -> str:
    if beside.upper is not None:
        return said("target {low} to {high}", low=beside.target, high=beside.upper)
    aim = (said("target {value} or more", value=beside.target) if measured.kpi.direction == "higher"
           else said("target {value} or less", value=beside.target))
    return together((aim, "" if measured.target_share is None else said(
        "{share} of the centre's", share=write_digits(measured.target_share, "share", 1))), ", ")


def _joined(name: str, scored: ScoredObjective | ScoredPerspective, card: Scorecard) -> str:
    if not scored.applicable:
        return said("{name} holds nothing that is scored for {whom}.", name=name, whom=_a(card.scope.level))
    shut = scored.shut_by if isinstance(scored, ScoredObjective) else None
    bought = scored.bought if isinstance(scored, ScoredObjective) else None
    if bought is not None and scored.score is not None:
        told = said("{name} scores {score} of 100 and no more, because its goal {goal} is {verdict}: no other gain "
                    "makes up for that.", name=name, score=write_digits(scored.score, "points", 1),
                    goal=bought.judged.guarded.id, verdict=said_plainly(bought.judged))
        return told if card.score is None else together((told, _share(scored, card, card.score)))
    if scored.score is None and shut is not None:
        return said("{name} has no score: its gate {gate} was not measured in {period}, so nobody knows whether it is "
                    "shut.", name=name, gate=kept(shut.kpi.name), period=card.period)
    if shut is not None:
        return said("{name} scores 0 of 100, because its gate {gate} is shut: {points} points, and 50 open it.",
                    name=name, gate=kept(shut.kpi.name), points=write_score(shut.score, 1))
    if scored.score is None:
        return said("{name} has no score: only {share} of its weight could be scored in {period}, and {needed} is "
                    "needed.", name=name, share=write_digits(scored.coverage, "share", 0), period=card.period,
                    needed=write_digits(card.coverage_needed, "share", 0))
    score = write_digits(scored.score, "points", 1)
    if card.score is None:
        return said("{name} scores {score} of 100; there is no total it could be a part of.", name=name, score=score)
    return together((said("{name} scores {score} of 100.", name=name, score=score), _share(scored, card, card.score)))


def _share(scored: ScoredObjective | ScoredPerspective, card: Scorecard, total: float) -> str:
    return said("With {share} of the weight it brings {points} of {total}.",
                share=write_digits(scored.weight, "share", 1), points=write_digits(scored.contribution, "points", 2),
                total=write_digits(total, "points", 2))


def _total(card: Scorecard, parts: tuple[Part, ...]) -> str:
    if card.score is None:
        return said("There is no total for {period}: only {share} of the weight could be scored, and {needed} is "
                    "needed.", period=card.period, share=write_digits(card.coverage, "share", 0),
                    needed=write_digits(card.coverage_needed, "share", 0))
    brought = together([together((write_digits(part.contribution, "points", 2), part.name)) for part in parts
                        if part.share], " + ")
    told = said("{score} of 100 in {period}: {parts}. {share} of the weight could be scored.",
                score=write_digits(card.score, "points", 2), period=card.period, parts=brought,
                share=write_digits(card.coverage, "share", 0))
    return together((told, _weakest("mean", [(part.name, part.score) for part in parts])))


def _a(level: str) -> str:
    return {"centre": said("the centre"), "site": said("a site"), "queue_group": said("a group of queues"),
            "team": said("a team"), "agent": said("an agent")}[level]
