"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.baseline import Frozen, freeze, months_of
from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.explain import Part, explain, rounding, rule_of, sentence
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Aim, Held, Status, aim_of, hold, points, target_during, target_on, times
from fourscore.scoring.shares import shares_of
from fourscore.scoring.weights.effective import Weight, Weights, effective_weights, weigh

__all__ = [
    "Aim",
    "Frozen",
    "Held",
    "Measured",
    "Part",
    "Point",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredObjective",
    "ScoredPerspective",
    "Status",
    "Weight",
    "Weights",
    "aim_of",
    "effective_weights",
    "explain",
    "freeze",
    "hold",
    "months_of",
    "points",
    "roll_up",
    "rounding",
    "rule_of",
    "score",
    "score_many",
    "sentence",
    "shares_of",
    "target_during",
    "target_on",
    "times",
    "weigh",
]
