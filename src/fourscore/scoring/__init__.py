"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.explain import Part, explain, sentence
from fourscore.scoring.publish.approval import APPROVED_BY, Approval, approve
from fourscore.scoring.publish.book import (
    Publication,
    declare_tables,
    keep_strategy,
    strategies,
    version_before,
    version_of,
)
from fourscore.scoring.publish.cards import Card, Corrected, Value, cards, keep_card, keep_correction
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Held, Status, hold, points, target_during, target_on, times

__all__ = [
    "APPROVED_BY",
    "Approval",
    "Card",
    "Corrected",
    "Held",
    "Measured",
    "Part",
    "Point",
    "Publication",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredObjective",
    "ScoredPerspective",
    "Status",
    "Value",
    "approve",
    "cards",
    "declare_tables",
    "explain",
    "hold",
    "keep_card",
    "keep_correction",
    "keep_strategy",
    "points",
    "roll_up",
    "score",
    "score_many",
    "sentence",
    "strategies",
    "target_during",
    "target_on",
    "times",
    "version_before",
    "version_of",
]
