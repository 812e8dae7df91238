"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.guide.answers import left_out, strategy_from, wrong_answers
from fourscore.strategy.guide.questions import ASKED_ROLES, LEAVE_OUT, STAGES, Question, questions
from fourscore.strategy.guide.sheet import read_sheet, sheet
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp

__all__ = [
    "ASKED_ROLES",
    "CENTRES",
    "LEAVE_OUT",
    "LEVELS",
    "PER",
    "STAGES",
    "STARTERS",
    "STOPS",
    "TERMS",
    "Allowed",
    "Arrow",
    "Box",
    "Change",
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
    "Question",
    "Sizes",
    "Strategy",
    "StrategyText",
    "check",
    "lay_out",
    "left_out",
    "questions",
    "read_sheet",
    "read_strategy",
    "sheet",
    "stamp",
    "starter",
    "strategy_from",
    "wrong_answers",
]
