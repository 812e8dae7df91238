"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp
from fourscore.strategy.versions.definitions import definition_of, definitions_of, stamp_of
from fourscore.strategy.versions.diff import compare
from fourscore.strategy.versions.history import Step, Version, history
from fourscore.strategy.versions.words import Difference

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
    "Difference",
    "Goal",
    "Guarded",
    "Kpi",
    "Lane",
    "Level",
    "Link",
    "MapLayout",
    "Objective",
    "Perspective",
    "Policy",
    "Sizes",
    "Step",
    "Strategy",
    "StrategyText",
    "Version",
    "check",
    "compare",
    "definition_of",
    "definitions_of",
    "history",
    "lay_out",
    "read_strategy",
    "stamp",
    "stamp_of",
    "starter",
]
