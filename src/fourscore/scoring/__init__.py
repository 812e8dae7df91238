"""This file is about the front door of scoring: values held against targets, joined into scores, taken apart again."""

from fourscore.scoring.baseline import Frozen, freeze, months_of
from fourscore.scoring.card import Measured, Point, Scorecard, Scored, ScoredObjective, ScoredPerspective
from fourscore.scoring.cards import score, score_many
from fourscore.scoring.check.figures import check_figures
from fourscore.scoring.check.goals import counted_from, reach_of
from fourscore.scoring.check.history import History, Run, Sign
from fourscore.scoring.check.office import Written, check_office
from fourscore.scoring.check.people import reliability_of
from fourscore.scoring.compare.peers import Peers, main_queues
from fourscore.scoring.compare.people import Asked, comparable, compare_people
from fourscore.scoring.compare.rules import JUDGED_WORDS, Rules
from fourscore.scoring.compare.standing import TOLD, VERDICT_WORDS, Limit, Standing, Standings
from fourscore.scoring.compare.sure import Sure, hold_rows
from fourscore.scoring.explain import Part, explain, rounding, rule_of, sentence
from fourscore.scoring.guard.figures import GoalFigures, limits_of
from fourscore.scoring.guard.judge import Judged, JudgedGuard, JudgedMove
from fourscore.scoring.guard.judge import judge as judge_goal
from fourscore.scoring.guard.plan.planned import Plan
from fourscore.scoring.guard.plan.planned import plan as plan_goal
from fourscore.scoring.guard.standing import ScoredGoal
from fourscore.scoring.guard.verdict import GoalScore, goal_score
from fourscore.scoring.guard.verdict import worth as goal_points
from fourscore.scoring.guard.words import HEADINGS as GOAL_HEADINGS
from fourscore.scoring.guard.words import (
    goal_sentence,
    judged_dict,
    part_words,
    plan_dict,
    plan_lines,
    said_plainly,
    verdict_line,
)
from fourscore.scoring.guard.words import notes as goal_notes
from fourscore.scoring.guard.words import rows as goal_rows
from fourscore.scoring.publish.approval import APPROVED_BY, Approval, approve, entitled
from fourscore.scoring.publish.book import (
    Publication,
    declare_tables,
    keep_strategy,
    strategies,
    version_before,
    version_of,
)
from fourscore.scoring.publish.cards import Card, Corrected, Value, cards, keep_card, keep_correction
from fourscore.scoring.readings import Scope
from fourscore.scoring.review.decisions import (
    CLOSED_AS,
    Closed,
    Decision,
    Line,
    Minutes,
    closings,
    decisions,
    keep_closed,
    keep_decision,
    keep_lines,
    kpis_cited,
    kpis_decided,
    minutes,
)
from fourscore.scoring.review.effect import Effect, Sums, by_comparison, by_history, not_yet
from fourscore.scoring.review.initiatives import (
    STATES,
    Initiative,
    InitiativeAim,
    Stood,
    initiative_of,
    initiatives,
    keep_initiative,
    keep_state,
    objectives_helped,
)
from fourscore.scoring.review.policies import (
    Acknowledged,
    Owed,
    acknowledged,
    fingerprint_of,
    in_force,
    keep_acknowledged,
    owed,
    policy_of,
)
from fourscore.scoring.review.renamed import carry_over
from fourscore.scoring.review.signals import Moved, moved
from fourscore.scoring.rollup import roll_up
from fourscore.scoring.scale import Aim, Held, Status, aim_of, hold, points, target_during, target_on, times
from fourscore.scoring.shares import shares_of
from fourscore.scoring.trial.backtest import Candidate, Tried, backtest, pairs, window
from fourscore.scoring.trial.verdict import Verdict
from fourscore.scoring.weights.effective import Weight, Weights, effective_weights, weigh

__all__ = [
    "APPROVED_BY",
    "CLOSED_AS",
    "GOAL_HEADINGS",
    "JUDGED_WORDS",
    "STATES",
    "TOLD",
    "VERDICT_WORDS",
    "Acknowledged",
    "Aim",
    "Approval",
    "Asked",
    "Candidate",
    "Card",
    "Closed",
    "Corrected",
    "Decision",
    "Effect",
    "Frozen",
    "GoalFigures",
    "GoalScore",
    "Held",
    "History",
    "Initiative",
    "InitiativeAim",
    "Judged",
    "JudgedGuard",
    "JudgedMove",
    "Limit",
    "Line",
    "Measured",
    "Minutes",
    "Moved",
    "Owed",
    "Part",
    "Peers",
    "Plan",
    "Point",
    "Publication",
    "Rules",
    "Run",
    "Scope",
    "Scorecard",
    "Scored",
    "ScoredGoal",
    "ScoredObjective",
    "ScoredPerspective",
    "Sign",
    "Standing",
    "Standings",
    "Status",
    "Stood",
    "Sums",
    "Sure",
    "Tried",
    "Value",
    "Verdict",
    "Weight",
    "Weights",
    "Written",
    "acknowledged",
    "aim_of",
    "approve",
    "backtest",
    "by_comparison",
    "by_history",
    "cards",
    "carry_over",
    "check_figures",
    "check_office",
    "closings",
    "comparable",
    "compare_people",
    "counted_from",
    "decisions",
    "declare_tables",
    "effective_weights",
    "entitled",
    "explain",
    "fingerprint_of",
    "freeze",
    "goal_notes",
    "goal_points",
    "goal_rows",
    "goal_score",
    "goal_sentence",
    "hold",
    "hold_rows",
    "in_force",
    "initiative_of",
    "initiatives",
    "judge_goal",
    "judged_dict",
    "keep_acknowledged",
    "keep_card",
    "keep_closed",
    "keep_correction",
    "keep_decision",
    "keep_initiative",
    "keep_lines",
    "keep_state",
    "keep_strategy",
    "kpis_cited",
    "kpis_decided",
    "limits_of",
    "main_queues",
    "minutes",
    "months_of",
    "moved",
    "not_yet",
    "objectives_helped",
    "owed",
    "pairs",
    "part_words",
    "plan_dict",
    "plan_goal",
    "plan_lines",
    "points",
    "policy_of",
    "reach_of",
    "reliability_of",
    "roll_up",
    "rounding",
    "rule_of",
    "said_plainly",
    "score",
    "score_many",
    "sentence",
    "shares_of",
    "strategies",
    "target_during",
    "target_on",
    "times",
    "verdict_line",
    "version_before",
    "version_of",
    "weigh",
    "window",
]
