"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.compare.peers import Peers, main_queues
from fourscore.scoring.compare.people import Asked, compare_people
from fourscore.scoring.compare.rules import JUDGED_WORDS, Rules
from fourscore.scoring.compare.standing import Standing, Standings
from fourscore.scoring.compare.sure import Sure, hold_rows
from fourscore.scoring.explain import Part, explain, sentence
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Held, Status, hold, points, target_during, target_on, times

__all__ = [
    "JUDGED_WORDS",
    "Asked",
    "Held",
    "Measured",
    "Part",
    "Peers",
    "Point",
    "Rules",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredObjective",
    "ScoredPerspective",
    "Standing",
    "Standings",
    "Status",
    "Sure",
    "compare_people",
    "explain",
    "hold",
    "hold_rows",
    "main_queues",
    "points",
    "roll_up",
    "score",
    "score_many",
    "sentence",
    "target_during",
    "target_on",
    "times",
]
