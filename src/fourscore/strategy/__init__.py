"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.finding import Finding, Noticed, blocking, counted, in_order, judge, weigh
from fourscore.strategy.check.linter import Linted, lint
from fourscore.strategy.check.look import Known, Limits, arrow_name, things_of
from fourscore.strategy.check.rules import RULES, Rule, Severity, find_rule
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.guide.answers import left_out, strategy_from, wrong_answers
from fourscore.strategy.guide.questions import ASKED_ROLES, LEAVE_OUT, STAGES, Question, questions
from fourscore.strategy.guide.sheet import read_sheet, sheet
from fourscore.strategy.layout.map import Arrow, Box, Lane, MapLayout, Sizes, lay_out
from fourscore.strategy.model import CENTRES, LEVELS, PER, Kpi, Level, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.stages.book import keep_signature, signatures
from fourscore.strategy.stages.gates import GATES, Check, Gate, Signature, Stage, barred, errors_of, fingerprint
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.edit import StrategyText, stamp

__all__ = [
    "ASKED_ROLES",
    "CENTRES",
    "GATES",
    "LEAVE_OUT",
    "LEVELS",
    "PER",
    "RULES",
    "STAGES",
    "STARTERS",
    "STOPS",
    "TERMS",
    "Allowed",
    "Arrow",
    "Box",
    "Change",
    "Check",
    "Finding",
    "Gate",
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
    "Question",
    "Rule",
    "Severity",
    "Signature",
    "Sizes",
    "Stage",
    "Strategy",
    "StrategyText",
    "arrow_name",
    "barred",
    "blocking",
    "check",
    "counted",
    "errors_of",
    "find_rule",
    "fingerprint",
    "in_order",
    "judge",
    "keep_signature",
    "lay_out",
    "left_out",
    "lint",
    "questions",
    "read_sheet",
    "read_strategy",
    "sheet",
    "signatures",
    "stamp",
    "starter",
    "strategy_from",
    "things_of",
    "weigh",
    "wrong_answers",
]
