"""This file is about which sheets and columns a strategy's workbook has, and what each column means."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fourscore.strategy.business import TERMS
from fourscore.strategy.check.look import OWNERS
from fourscore.strategy.model import CENTRES, LEVELS, PER, Control, Direction, Timing, Use

# id: what the row is called. text, words (several, by semicolons), choice, value (in the metric's unit), weight, whole
# (a whole number), day: what may stand in a cell. ref: the id of something on another sheet. metric: of the catalogue.
# shown: written for the reader, and passed over on the way in.
Kind = Literal["id", "text", "words", "choice", "value", "weight", "whole", "day", "ref", "metric", "shown"]
Edge = Literal["", "low", "high", "inner"]
FINGERPRINT, LISTS, READ_ME, TO_MEND = "fingerprint", "Lists", "Read me", "To mend"
DIMENSIONS = ("queue", "team", "channel", "topic", "customer_segment", "agent")
# The last column of every sheet, hidden: what the row was when it was written, so that a new name is no new thing.
WAS = "was"
# In the place of what a cell cannot show; such a cell is left as it is in the file.
IN_THE_FILE = "(as in strategy.yaml)"


class Column(NamedTuple):
    """One column. at: the name under which it stands in the text, below its thing. edge: of a band, which end.

    choices: the words to choose from. of: the sheets whose ids may stand here. free: other words are welcome too.
    """

    title: str
    kind: Kind
    note: str
    at: tuple[str, ...] = ()
    width: int = 18
    choices: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    edge: Edge = ""
    needed: bool = False
    free: bool = False


class Sheet(NamedTuple):
    """One sheet. at: where its things stand in the text; a list where `numbered`, otherwise by their ids."""

    title: str
    about: str
    at: str
    columns: tuple[Column, ...]
    numbered: bool = False

    def column(self, title: str) -> Column:
        return next(column for column in self.columns if column.title == title)


def _text(title: str, note: str, at: str, width: int = 18, *, needed: bool = False) -> Column:
    return Column(title, "text", note, (at,), width, needed=needed)


def _choice(title: str, note: str, at: str, choices: tuple[str, ...]) -> Column:
    return Column(title, "choice", note, (at,), 12, choices)


def _ref(title: str, note: str, at: str, *of: str, needed: bool = False) -> Column:
    return Column(title, "ref", note, (at,) if at else (), 24, of=of, needed=needed)


def _owner(title: str, note: str, at: str) -> Column:
    return Column(title, "text", note, (at,), 22, OWNERS, free=True)


def _id(what: str) -> Column:
    return Column("Id", "id", f"What {what} is called in links and addresses: letters, digits and dashes. Another id "
                  "in its place renames it everywhere in the strategy; in a new row it may be left empty and is then "
                  "made from the name.", (), 28)


WEIGHT = Column("Weight", "weight", "How much it counts beside its neighbours: 1 where nothing is written.",
                ("weight",), 9)
GOALS = Sheet("Goals", "The business goals, each with the goal of the company it serves.", "goals", (
    _id("the goal"), _text("Goal", "The goal in one sentence.", "text", 60),
    _choice("Term", "annual, short or mid. The annual ones are set by the senior manager.", "term", TERMS),
    _text("By", "By when, in your own words.", "by"),
    _text("Serves", "The goal of the company that it helps to reach.", "serves", 40),
    _owner("Owner", "Who answers for it: a role or a person.", "owner"),
    Column("Drivers", "words", "Ids of the KPIs and objectives that move it, by semicolons.", ("drivers",), 36,
           of=("KPIs", "Objectives")),
))
GUARDED = Sheet("Guarded goals", "What is to move, and what has to hold meanwhile; one line each.", "guarded", (
    _id("the guarded goal"),
    _text("Goal", "Such as: dial-attempts +20% by 2026-12 from 2025-Q4 | conversion ~ 4% ±0.4pp over 4w. KPIs are "
          "named by their ids.", "goal", 70),
    _ref("Objective", "The objective it belongs to.", "objective", "Objectives"),
    _owner("Owner", "Who answers for it: a role or a person.", "owner"),
    _ref("Serves", "The id of the goal it serves.", "serves", "Goals"), WEIGHT,
))
POLICIES = Sheet("Policies", "What the manager lays down, from when to when, and the KPI that shows it is kept.",
                 "policies", (
    _id("the policy"), _text("Text", "What is laid down.", "text", 60),
    _owner("Owner", "Who answers for it: a role or a person.", "owner"),
    _ref("Serves", "The id of the goal it serves.", "serves", "Goals"),
    _ref("KPI", "The KPI that shows whether it is kept.", "kpi", "KPIs"),
    Column("From", "day", "The first day it holds: 2026-03 or 2026-03-09.", ("from",), 12),
    Column("Until", "day", "The first day it holds no more.", ("until",), 12),
    Column("Acknowledge", "words", "The roles that say they have read it, by semicolons.", ("acknowledge",), 30),
))
PERSPECTIVES = Sheet("Perspectives", "The four views of the centre.", "perspectives", (
    _id("the perspective"), _text("Name", "The name to show; made from the id where it is empty.", "name", 28),
    _text("Question", "What it asks.", "question", 60), WEIGHT,
))
OBJECTIVES = Sheet("Objectives", "What is to be reached in each perspective.", "objectives", (
    _id("the objective"), _text("Name", "The name to show; made from the id where it is empty.", "name", 36),
    _ref("Perspective", "The id of its perspective; another one moves it there, with its KPIs.", "", "Perspectives",
         needed=True),
    _owner("Owner", "Who answers for it: a role or a person.", "owner"), _owner("Deputy", "Who stands in.", "deputy"),
    WEIGHT,
))


def _value(title: str, note: str, at: str, edge: Edge) -> Column:
    return Column(title, "value", note, (at,), 13, edge=edge)


ANCHORS = (
    _value("Floor", "The value that earns 0 points, in the metric's unit; of a band the lower one.", "floor", "low"),
    _value("Floor, upper", "Of a band only: the value above it that earns 0 points.", "floor", "high"),
    _value("Amber", "The value that earns 50 points; half way where it is empty.", "amber", "low"),
    _value("Amber, upper", "Of a band only.", "amber", "high"),
    _value("Stretch", "The value that earns 120 points.", "stretch", "low"),
    _value("Baseline", "What it was before.", "baseline", "low"),
    _value("Baseline, upper", "Of a band only.", "baseline", "high"),
    Column("Baseline from", "day", "The first day the baseline was frozen from.", ("baseline", "from"), 14,
           edge="inner"),
    Column("Baseline until", "day", "The first day that no longer counts for it.", ("baseline", "until"), 14,
           edge="inner"),
    Column("Baseline points", "whole", "Of how many values it is made.", ("baseline", "points"), 14, edge="inner"),
)
SCOPES = tuple(
    Column(f"Only {dimension.replace('_', ' ')}", "words",
           f"Limits the KPI to these, by semicolons; every {dimension.replace('_', ' ')} where it is empty.",
           ("scope", dimension), 18, edge="inner") for dimension in DIMENSIONS)
KPIS = Sheet("KPIs", "What measures each objective. Targets stand on their own sheet.", "kpis", (
    _id("the KPI"), _text("Name", "The name to show; the metric's where it is empty.", "name", 30),
    _ref("Objective", "The id of its objective; another one moves it there.", "", "Objectives", needed=True),
    Column("Metric", "metric", "What is counted; docs/metrics.md explains each.", ("metric",), 36, needed=True),
    Column("Unit", "shown", "The metric's unit, for reading only: a share is a percentage, a time is written 5:45 "
           "(minutes and seconds).", (), 10),
    _choice("Direction", "Which way is better; the metric's own where it is empty.", "direction", get_args(Direction)),
    _choice("Per", "For amounts: the length of time the targets are meant for.", "per", PER), *ANCHORS, WEIGHT,
    _owner("Owner", "Who answers for it; the objective's owner where it is empty.", "owner"),
    _owner("Deputy", "Who stands in.", "deputy"),
    Column("Levels", "words", f"On whose cards it stands, by semicolons: {', '.join(LEVELS)}.", ("levels",), 20,
           choices=LEVELS),
    _choice("Control", "Who can move it.", "control", get_args(Control)),
    _choice("Timing", "leading tells early, lagging tells late.", "timing", get_args(Timing)),
    _choice("Use", "What the figures of people may be used for; coaching where it is empty.", "use", get_args(Use)),
    Column("Guards", "words", "Ids of the KPIs that must not get worse while this one improves, by semicolons.",
           ("guards",), 30, of=("KPIs",)),
    _text("Decision", "Which decision changes when this number moves.", "decision", 40),
    _text("Gaming", "How somebody would make it look good without being good.", "gaming", 40),
    _text("Source", "The name of its source in centre.yaml.", "source", 16), *SCOPES,
))
TARGETS = Sheet("Targets", "The targets: one row for each KPI, or one for each dated point of its path.", "target", (
    _ref("KPI", "The id of the KPI.", "", "KPIs", needed=True),
    Column("Since", "day", "From when on this target holds: 2026-03 or 2026-03-09; between two points it runs "
           "straight. Empty: always.", (), 14),
    Column("Target", "value", "The value that earns 100 points, in the metric's unit; of a band the lower edge.", (),
           14, needed=True),
    Column("Target, upper", "value", "Of a band only: its upper edge.", (), 14, edge="high"),
    Column("Unit", "shown", "The metric's unit, for reading only.", (), 10),
))
LINKS = Sheet("Links", "The arrows of the map: what moves what, how soon, and why.", "links", (
    _ref("From", "The id of the objective that causes.", "from", "Objectives", needed=True),
    _ref("To", "The id of the objective that is moved.", "to", "Objectives", needed=True),
    _choice("Sign", "+ moves it the same way, - the other way.", "sign", ("+", "-")),
    _text("Lag", "Weeks until the effect shows: 4, or 2..6.", "lag", 10),
    _text("Sentence", "If …, then …, because …", "sentence", 80),
    _choice("Kind", "cause, or identity where it holds by arithmetic (calls × conversion = sales).", "kind",
            ("cause", "identity")),
    _text("Reason", "Why it runs against the order of the perspectives, where it does.", "reason", 40),
), numbered=True)
ALLOWED = Sheet("Allowed", "Findings that are put up with, by whom, why, and until when.", "allow", (
    _text("Rule", "The rule, such as L15.", "rule", 12, needed=True),
    _text("At", "The id of the thing it is about; everything where it is empty.", "at", 28),
    _text("Reason", "Why it is put up with.", "reason", 60), _text("Who", "Who says so.", "who", 22),
    Column("Until", "day", "The day from which it is told again: 2026-12-31.", ("until",), 12),
), numbered=True)
# The first sheet has a row for each of these; there may be several values.
STRATEGY = Sheet("Strategy", "Where the centre wants to go.", "", (
    Column("What", "shown", "Write a further value as a row with the word Value before it.", (), 14),
    Column("Text", "text", "In your own words.", (), 110),
))
TOP = {"Centre": "centre", "Mission": "mission", "Vision": "vision"}
VALUE = "Value"
CENTRE_CHOICES = CENTRES
NAMED = (GOALS, GUARDED, POLICIES, PERSPECTIVES, OBJECTIVES, KPIS)
NUMBERED = (LINKS, ALLOWED)
SHEETS = (STRATEGY, GOALS, GUARDED, POLICIES, PERSPECTIVES, OBJECTIVES, KPIS, TARGETS, LINKS, ALLOWED)
