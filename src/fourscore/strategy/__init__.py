"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.finding import Finding, Noticed, blocking, counted, in_order, judge, weigh
from fourscore.strategy.check.linter import Linted, lint
from fourscore.strategy.check.look import Known, Limits, arrow_name, things_of
from fourscore.strategy.check.rules import RULES, Rule, Severity, find_rule
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
    "RULES",
    "STARTERS",
    "STOPS",
    "TERMS",
    "Allowed",
    "Arrow",
    "Box",
    "Change",
    "Difference",
    "Finding",
    "Goal",
    "Guarded",
    "Known",
    "Kpi",
    "Lane",
    "Level",
    "Limits",
    "Link",
    "Linted",
    "MapLayout",
    "Noticed",
    "Objective",
    "Perspective",
    "Policy",
    "Rule",
    "Severity",
    "Sizes",
    "Step",
    "Strategy",
    "StrategyText",
    "Version",
    "arrow_name",
    "blocking",
    "check",
    "compare",
    "counted",
    "definition_of",
    "definitions_of",
    "find_rule",
    "history",
    "in_order",
    "judge",
    "lay_out",
    "lint",
    "read_strategy",
    "stamp",
    "stamp_of",
    "starter",
    "things_of",
    "weigh",
]
