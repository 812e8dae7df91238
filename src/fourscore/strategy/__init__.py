"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.check import STOPS, check
from fourscore.strategy.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import LEVELS, PER, Goal, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.read import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp

__all__ = [
    "LEVELS",
    "PER",
    "STARTERS",
    "STOPS",
    "Arrow",
    "Box",
    "Goal",
    "Kpi",
    "Lane",
    "Level",
    "Link",
    "MapLayout",
    "Objective",
    "Perspective",
    "Sizes",
    "Strategy",
    "StrategyText",
    "check",
    "lay_out",
    "read_strategy",
    "stamp",
    "starter",
]
