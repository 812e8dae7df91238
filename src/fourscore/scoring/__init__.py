"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.check.figures import check_figures
from fourscore.scoring.check.history import History, Run, Sign
from fourscore.scoring.check.people import reliability_of
from fourscore.scoring.explain import Part, explain, sentence
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Held, Status, hold, points, target_during, target_on, times

__all__ = [
    "Held",
    "History",
    "Measured",
    "Part",
    "Point",
    "Run",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredObjective",
    "ScoredPerspective",
    "Sign",
    "Status",
    "check_figures",
    "explain",
    "hold",
    "points",
    "reliability_of",
    "roll_up",
    "score",
    "score_many",
    "sentence",
    "target_during",
    "target_on",
    "times",
]
