"""This file is about a score taken apart: the parts that add up to it, the rule, the weights, and the rows behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.asking.opening import (
    LEVELS,
    further,
    goal_dict,
    leaves,
    opened_goal,
    told_further,
    told_rows,
    where_of,
)
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, did_you_mean

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.metrics import Catalogue
    from fourscore.scoring import Part, Scorecard, Weights
    from fourscore.strategy import Guarded

YEAR_WEEKS = 52
REMEDY = "Name the id of a KPI, a goal with guards, an objective or a perspective, or total."
# Of what a slope is told by: a percentage point, a second, one of everything else.
STEPS = {"share": (0.01, "percentage point"), "seconds": (1.0, "second"), "minutes": (1.0, "minute"),
         "money": (1.0, "unit of money")}


def card_of(centre: Centre, args: Mapping[str, Any], weeks: int | None = None) -> Scorecard:
    """The card of the scope that the options name."""
    return centre.scorecard(args.get("period") or None, weeks, **{level: args.get(level) or None for level in LEVELS})


def is_of_a_card(centre: Centre, name: str, args: Mapping[str, Any]) -> bool:
    """Whether `why` was asked about a score and not about a metric: a metric of that name goes first."""
    if name in centre.metrics.catalogue.metrics or any(
            metric.slug == name for metric in centre.metrics.catalogue.metrics.values()):
        return False
    strategy = centre.strategy
    ids = {"total", *(one.id for one in strategy.perspectives), *(one.id for one in strategy.objectives()),
           *(one.id for one in strategy.kpis()), *(one.id for one in strategy.guarded)}
    if name in ids:
        return True
    if any(args.get(level) for level in LEVELS):
        raise WrongUse(Issue("unknown-part-of-a-card", repr(name),
                             f"No part of the scorecard is called {name!r}.",
                             did_you_mean(name, ids) or REMEDY))
    return False


def explained_part(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """One part of a card with all below it; of a KPI also its figure and rows."""
    from fourscore.scoring import explain, weigh

    for option in ("versus", "where", "currency", "rates"):
        if args.get(option):
            raise WrongUse(Issue("not-of-a-score", f"--{option}", "A score is of a scorecard, which has its own.",
                                 "Leave it out, or name a metric instead of a part of the scorecard."))
    card = card_of(centre, args, YEAR_WEEKS)
    part = explain(card, centre.metrics.catalogue).find(args["metric"])
    goal = next((one for one in centre.strategy.guarded if one.id == args["metric"] and one.goal is not None), None)
    if part is None and goal is not None and card.scope.name is None:  # it names no objective, so no card has it
        return only_goal(centre, goal, card, args, streams)
    if part is None:
        raise WrongUse(Issue("unknown-part-of-a-card", repr(args["metric"]), "It is no part of this scorecard.",
                             REMEDY))
    weights = weigh(card)
    if args["format"] == "json":
        opened = {"goal": goal_dict(centre, goal, card.days)} if part.kind == "goal" and goal else {}
        show.as_json({**part_dict(part), "as_of": card.as_of, "zone": card.zone, "period": card.period,
                      "weights": weights_dict(weights, _within(part)), **opened,
                      "further": further(centre, part, card, args) if part.parts else []}, streams)
        return 0
    for line in part.lines():
        show.wrapped(line, streams)
    reach = (f"Data complete to {card.as_of:%Y-%m-%d %H:%M} ({card.zone})." if card.as_of
             else "Nothing is loaded that it stands on.")
    streams.out.write(f"\n{reach}\n")
    for one in leaves(part):
        if one.measured is not None:
            streams.out.write(f"Rule {one.rule} · {one.name}\n")
    streams.out.write("\n")
    weights_table(weights, centre.metrics.catalogue, streams, _within(part))
    if part.kind == "goal" and goal is not None:
        streams.out.write("\n")
        opened_goal(centre, goal, card.days, args, streams)
        return 0
    if part.parts:
        told_further(further(centre, part, card, args), streams)
    return _rows(centre, part, card, args, streams)


def only_goal(
    centre: Centre, goal: Guarded, card: Scorecard, args: Mapping[str, Any], streams: Streams,
) -> int:
    if args["format"] == "json":
        show.as_json(goal_dict(centre, goal, card.days), streams)
    else:
        opened_goal(centre, goal, card.days, args, streams)
    return 0


def _rows(centre: Centre, part: Part, card: Scorecard, args: Mapping[str, Any], streams: Streams) -> int:
    """Of a KPI that was measured: the formula with its numbers, and the first of the rows it stands on."""
    measured = part.measured
    if measured is None or measured.value is None:
        return 0
    where, during = where_of(measured, card), measured.of or card.days
    told = centre.metrics.explain(measured.kpi.metric, during=during, where=where)
    streams.out.write("\n" + "\n".join(told.lines(centre.settings.currency)) + "\n")
    told_rows(centre, measured.kpi.metric, during, where, args, streams)
    return 0


def _within(part: Part) -> set[str]:
    return {leaf.id for leaf in leaves(part)}


def part_dict(part: Part) -> dict[str, Any]:
    """A part with all below it as plain values, unrounded: the contributions of its parts add up to its own."""
    told: dict[str, Any] = {"kind": part.kind, "id": part.id, "name": part.name, "score": part.score,
                            "share": part.share, "contribution": part.contribution, "sentence": part.sentence}
    if part.measured is not None:
        m = part.measured
        told |= {"rule": part.rule, "metric": m.kpi.metric, "value": m.value, "target": m.target, "state": m.state,
                 "n": m.n}
        return told | ({"of": {"first": m.of.first, "until": m.of.until}} if m.of else {})
    return told | {"parts": [part_dict(one) for one in part.parts]}


def weights_dict(weights: Weights, only: set[str] | None = None) -> dict[str, Any]:
    return {"weeks": weights.weeks, "measures": [
        {"id": one.measured.kpi.id, "nominal": one.nominal, "effective": one.effective, "slope": one.slope}
        for one in weights.rows if only is None or one.measured.kpi.id in only] + [
        {"id": goal.judged.guarded.id, "nominal": nominal, "effective": effective, "slope": None}
        for goal, nominal, effective in weights.goals if only is None or goal.judged.guarded.id in only]}


def weights_table(weights: Weights, catalogue: Catalogue, streams: Streams, only: set[str] | None = None) -> None:
    """Nominal and effective weight, and how many points of the total one step of the measure is worth."""
    rows = []
    for one in weights.rows:
        if only is not None and one.measured.kpi.id not in only:
            continue
        step, word = STEPS.get(catalogue.find(one.measured.kpi.metric).unit, (1.0, "one"))
        rows.append([one.measured.kpi.name, f"{one.nominal:.1%}",
                     "–" if one.effective is None else f"{one.effective:.1%}".replace("-", "−"),
                     "–" if one.slope is None else f"{one.slope * step:+.3g}".replace("-", "−"), f"a {word}"
                     if word != "one" else "one more"])
    rows += [[goal.judged.guarded.id, f"{nominal:.1%}",
              "–" if effective is None else f"{effective:.1%}".replace("-", "−"), "–", "–"]
             for goal, nominal, effective in weights.goals if only is None or goal.judged.guarded.id in only]
    show.table(["measure", "weight", "effective", "points of the total", "for"], rows, streams, numbers=4)
    streams.out.write(
        f"Effective: its share of the total's ups and downs over {weights.weeks} weeks with a total.\n"
        if weights.weeks > 1 else "Effective weights need two weeks with a total at least.\n")
