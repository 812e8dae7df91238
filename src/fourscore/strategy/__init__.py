"""This file is about the front door of strategy: where the centre wants to go, read, checked, changed and laid out."""

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.check.finding import Finding, Noticed, blocking, counted, in_order, judge, weigh
from fourscore.strategy.check.linter import Linted, lint
from fourscore.strategy.check.look import OWNERS, Known, Limits, Place, arrow_name, things_of
from fourscore.strategy.check.rules import RULES, Rule, Severity, find_rule
from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.conventions import NAMES as CONVENTIONS
from fourscore.strategy.conventions import Convention, Curve, straight, times_exactly
from fourscore.strategy.forms.fields import CHOICE_WORDS, PLACE, THINGS, Field, Thing
from fourscore.strategy.forms.found import BETWEEN, place_of, things_in
from fourscore.strategy.forms.sentence import WAYS, GuardFields, MoveFields, goal_fields, goal_line
from fourscore.strategy.forms.thing import NEW, add, change, notes_in, take_out, words_in
from fourscore.strategy.goals.check import check_line
from fourscore.strategy.goals.grammar import read_goal
from fourscore.strategy.goals.identities import Arithmetic, Factor, Implied
from fourscore.strategy.goals.meaning import Band, band_of, needs_baseline, target_of, with_ids
from fourscore.strategy.goals.model import OPS, Amount, GoalChange, GoalGuard, GuardedGoal, Move, Where, Window
from fourscore.strategy.goals.reach import beyond_reach, due_too_early, frozen_base, natural, written_ends
from fourscore.strategy.goals.words import band_words, implied_words, percent, sentence, where_words
from fourscore.strategy.goals.write import write_goal, write_guard, write_move
from fourscore.strategy.guide.answers import answer_in, left_out, strategy_from, wrong_answers
from fourscore.strategy.guide.kpis import KpiQuestion, kpi_questions
from fourscore.strategy.guide.questions import ASKED_ROLES, LEAVE_OUT, STAGES, Question, questions, questions_of
from fourscore.strategy.guide.sheet import read_sheet, sheet
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
from fourscore.strategy.reading.kpi import DIMENSIONS
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.stages.book import declare_signatures, keep_signature, signatures
from fourscore.strategy.stages.gates import GATES, Check, Gate, Signature, Stage, barred, errors_of, fingerprint
from fourscore.strategy.starters import STARTERS, starter
from fourscore.strategy.text.bring import add_thing
from fourscore.strategy.text.edit import StrategyText, stamp
from fourscore.strategy.text.merging import Merged, merged, with_ends_of
from fourscore.strategy.text.tree import Node
from fourscore.strategy.versions.definitions import definition_of, definitions_of, stamp_of
from fourscore.strategy.versions.diff import compare
from fourscore.strategy.versions.history import Step, Version, history
from fourscore.strategy.versions.words import Difference
from fourscore.strategy.workbook.changes import Brought, Changed, bring_back
from fourscore.strategy.workbook.marks import marked_workbook
from fourscore.strategy.workbook.write import workbook_of

__all__ = [
    "ASKED_ROLES", "BETWEEN", "CENTRES", "CHOICE_WORDS", "CONVENTIONS", "DIMENSIONS", "GATES", "LEAVE_OUT", "LEVELS",
    "NEW", "OPS", "OWNERS", "PER", "PLACE", "RULES", "STAGES", "STARTERS", "STOPS", "TERMS", "THINGS", "WAYS",
    "Allowed", "Amount",
    "Arithmetic", "Arrow", "Band", "Box", "Brought", "Change", "Changed", "Check", "Convention", "Curve",
    "Difference", "Factor", "Field", "Finding", "Gate", "Goal", "GoalChange", "GoalGuard", "GuardFields", "Guarded",
    "GuardedGoal", "Implied", "Joining", "Known", "Kpi", "KpiQuestion", "Lane", "Level", "Limits", "Link", "Linted",
    "MapLayout", "Merged", "Move", "MoveFields", "Node", "Noticed", "Objective", "Perspective", "Place", "Policy",
    "Question", "Rule", "Severity", "Signature", "Sizes", "Span", "Stage", "Step", "Strategy", "StrategyText",
    "Thing", "Version", "Where", "Window", "add", "add_thing", "answer_in", "arrow_name", "band_of", "band_words",
    "barred", "beyond_reach", "blocking", "bring_back", "change", "check", "check_line", "compare", "counted",
    "declare_signatures", "definition_of", "definitions_of", "due_too_early", "errors_of", "find_rule",
    "fingerprint", "frozen_base", "goal_fields", "goal_line", "history", "implied_words", "in_order", "judge",
    "keep_signature", "kpi_questions", "lay_out", "left_out", "lint", "marked_workbook", "merged", "natural",
    "needs_baseline", "notes_in", "on", "percent", "place_of", "questions", "questions_of", "read_goal", "read_sheet",
    "read_strategy", "sentence", "sheet", "signatures", "stamp", "stamp_of", "starter", "straight", "strategy_from",
    "take_out", "target_of", "things_in", "things_of", "times_exactly", "weigh", "where_words", "with_ends_of",
    "with_ids", "words_in", "workbook_of", "write_goal", "write_guard", "write_move", "written_ends",
    "wrong_answers",
]
