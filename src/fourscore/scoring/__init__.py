"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.explain import Part, explain, sentence
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Held, Status, hold, points, target_during, target_on, times
from fourscore.scoring.trial.backtest import Candidate, Tried, backtest, pairs, window
from fourscore.scoring.trial.verdict import Verdict

__all__ = [
    "Candidate",
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
    "Tried",
    "Verdict",
    "backtest",
    "explain",
    "hold",
    "pairs",
    "points",
    "roll_up",
    "score",
    "score_many",
    "sentence",
    "target_during",
    "target_on",
    "times",
    "window",
]
