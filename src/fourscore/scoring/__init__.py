"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.baseline import Frozen, freeze, months_of
from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.check.figures import check_figures
from fourscore.scoring.check.history import History, Run, Sign
from fourscore.scoring.check.people import reliability_of
from fourscore.scoring.compare.peers import Peers, main_queues
from fourscore.scoring.compare.people import Asked, compare_people
from fourscore.scoring.compare.rules import JUDGED_WORDS, Rules
from fourscore.scoring.compare.standing import Standing, Standings
from fourscore.scoring.compare.sure import Sure, hold_rows
from fourscore.scoring.explain import Part, explain, rounding, rule_of, sentence
from fourscore.scoring.guard.figures import GoalFigures
from fourscore.scoring.guard.judge import Judged, JudgedGuard, JudgedMove
from fourscore.scoring.guard.judge import judge as judge_goal
from fourscore.scoring.guard.plan.planned import Plan
from fourscore.scoring.guard.plan.planned import plan as plan_goal
from fourscore.scoring.guard.verdict import worth as goal_points
from fourscore.scoring.guard.words import HEADINGS as GOAL_HEADINGS
from fourscore.scoring.guard.words import goal_sentence, judged_dict, plan_dict, plan_lines, verdict_line
from fourscore.scoring.guard.words import notes as goal_notes
from fourscore.scoring.guard.words import rows as goal_rows
from fourscore.scoring.readings import Scope
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Aim, Held, Status, aim_of, hold, points, target_during, target_on, times
from fourscore.scoring.shares import shares_of
from fourscore.scoring.weights.effective import Weight, Weights, effective_weights, weigh

__all__ = [
    "GOAL_HEADINGS",
    "JUDGED_WORDS",
    "Aim",
    "Asked",
    "Frozen",
    "GoalFigures",
    "Held",
    "History",
    "Judged",
    "JudgedGuard",
    "JudgedMove",
    "Measured",
    "Part",
    "Peers",
    "Plan",
    "Point",
    "Rules",
    "Run",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredObjective",
    "ScoredPerspective",
    "Sign",
    "Standing",
    "Standings",
    "Status",
    "Sure",
    "Weight",
    "Weights",
    "aim_of",
    "check_figures",
    "compare_people",
    "effective_weights",
    "explain",
    "freeze",
    "goal_notes",
    "goal_points",
    "goal_rows",
    "goal_sentence",
    "hold",
    "hold_rows",
    "judge_goal",
    "judged_dict",
    "main_queues",
    "months_of",
    "plan_dict",
    "plan_goal",
    "plan_lines",
    "points",
    "reliability_of",
    "roll_up",
    "rounding",
    "rule_of",
    "score",
    "score_many",
    "sentence",
    "shares_of",
    "target_during",
    "target_on",
    "times",
    "verdict_line",
    "weigh",
]
