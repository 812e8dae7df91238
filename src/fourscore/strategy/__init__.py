"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp
from fourscore.strategy.workbook.changes import Brought, Changed, bring_back
from fourscore.strategy.workbook.marks import marked_workbook
from fourscore.strategy.workbook.write import workbook_of

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
    "Brought",
    "Change",
    "Changed",
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
    "Strategy",
    "StrategyText",
    "bring_back",
    "check",
    "lay_out",
    "marked_workbook",
    "read_strategy",
    "stamp",
    "starter",
    "workbook_of",
]
