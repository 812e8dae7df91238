"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.goals.grammar import read_goal
from fourscore.strategy.goals.model import Amount, GoalChange, GoalGuard, GuardedGoal, Move, Window
from fourscore.strategy.goals.write import write_goal
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
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
    "Amount",
    "Arrow",
    "Box",
    "Change",
    "Goal",
    "GoalChange",
    "GoalGuard",
    "Guarded",
    "GuardedGoal",
    "Kpi",
    "Lane",
    "Level",
    "Link",
    "MapLayout",
    "Move",
    "Objective",
    "Perspective",
    "Policy",
    "Sizes",
    "Strategy",
    "StrategyText",
    "Window",
    "check",
    "lay_out",
    "read_goal",
    "read_strategy",
    "stamp",
    "starter",
    "write_goal",
]
