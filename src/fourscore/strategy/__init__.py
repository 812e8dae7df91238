"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.conventions import Convention, Curve, straight, times_exactly
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import (
    CENTRES,
    LEVELS,
    PER,
    Joining,
    Kpi,
    Level,
    Link,
    Objective,
    Perspective,
    Span,
    Strategy,
)
from fourscore.strategy.reading.anchors import on
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp

__all__ = [
    "CENTRES",
    "LEVELS",
    "PER",
    "STARTERS",
    "STOPS",
    "TERMS",
    "Allowed",
    "Arrow",
    "Box",
    "Change",
    "Convention",
    "Curve",
    "Goal",
    "Guarded",
    "Joining",
    "Kpi",
    "Lane",
    "Level",
    "Link",
    "MapLayout",
    "Objective",
    "Perspective",
    "Policy",
    "Sizes",
    "Span",
    "Strategy",
    "StrategyText",
    "check",
    "lay_out",
    "on",
    "read_strategy",
    "stamp",
    "starter",
    "straight",
    "times_exactly",
]
