"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.goals.check import check_line
from fourscore.strategy.goals.grammar import read_goal
from fourscore.strategy.goals.identities import Arithmetic, Factor, Implied
from fourscore.strategy.goals.meaning import Band, band_of, needs_baseline, target_of, with_ids
from fourscore.strategy.goals.model import Amount, GoalChange, GoalGuard, GuardedGoal, Move, Where, Window
from fourscore.strategy.goals.words import band_words, implied_words, percent, sentence
from fourscore.strategy.goals.write import write_goal, write_guard, write_move
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading.kpi import DIMENSIONS
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp

__all__ = [
    "CENTRES",
    "DIMENSIONS",
    "LEVELS",
    "PER",
    "STARTERS",
    "STOPS",
    "TERMS",
    "Allowed",
    "Amount",
    "Arithmetic",
    "Arrow",
    "Band",
    "Box",
    "Change",
    "Factor",
    "Goal",
    "GoalChange",
    "GoalGuard",
    "Guarded",
    "GuardedGoal",
    "Implied",
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
    "Where",
    "Window",
    "band_of",
    "band_words",
    "check",
    "check_line",
    "implied_words",
    "lay_out",
    "needs_baseline",
    "percent",
    "read_goal",
    "read_strategy",
    "sentence",
    "stamp",
    "starter",
    "target_of",
    "with_ids",
    "write_goal",
    "write_guard",
    "write_move",
]
