"""This file is about which fields each thing of a strategy has in a form, and how they are written there."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fourscore.strategy.business import TERMS
from fourscore.strategy.check.look import OWNERS
from fourscore.strategy.model import CENTRES, LEVELS, PER, Cascade, Control, Direction, Joining, Timing, Use

# line: a text. long: a text of several lines' room. lines: a list, one on each line. words: a list by semicolons.
# choice: one of some words. shaped: a value, or names with values (2026-01: 75%, 2026-07: 78%).
How = Literal["line", "long", "lines", "words", "choice", "shaped"]
ThingKind = Literal["words", "perspective", "objective", "kpi", "link", "goal", "guarded", "policy"]
# The name under which a form says in what a thing stands: an objective in a perspective, a KPI in an objective.
PLACE = "in"


class Field(NamedTuple):
    """One field. of: of what ids, people or metrics are offered for it. part: the heading it stands under."""

    name: str
    label: str
    how: How = "line"
    note: str = ""
    choices: tuple[str, ...] = ()
    of: str = ""
    part: str = ""


class Thing(NamedTuple):
    """A kind of thing. at: where things of it stand in the text. within: of what kind the thing is it stands in."""

    kind: ThingKind
    title: str
    at: str
    fields: tuple[Field, ...]
    within: str = ""


OWNER = Field("owner", "Owner", note="A role or a person", choices=OWNERS, of="people")
DEPUTY = Field("deputy", "Deputy", note="Who stands in", choices=OWNERS, of="people")
WEIGHT = Field("weight", "Weight", note="Beside its neighbours; 1 where it is empty")
SERVES = Field("serves", "Serves", note="The id of the goal it serves", of="goal")
AIM, POINTS, WHOSE, WHY = "Target", "Points", "Whose it is", "What it is for"

WORDS = Thing("words", "Mission, vision and values", "", (
    Field("centre", "Kind of centre", "choice", choices=CENTRES),
    Field("mission", "Mission", "long", "What the centre is there for"),
    Field("vision", "Vision", "long", "What it wants to become"),
    Field("values", "Values", "lines", "One on each line"),
))
GOAL = Thing("goal", "Business goal", "goals", (
    Field("text", "Goal", "long", "In one sentence"),
    Field("term", "Term", "choice", "The annual ones are the senior manager's", TERMS),
    Field("by", "By when", note="In your own words"),
    Field("serves", "Serves", note="The goal of the company it helps to reach"), OWNER,
    Field("drivers", "Drivers", "words", "Ids of the KPIs and objectives that move it, by semicolons", of="drivers"),
))
GUARDED = Thing("guarded", "Goal with guards", "guarded", (
    Field("goal", "Grammar", "long", "What is to move | what is to hold meanwhile"),
    Field("objective", "Objective", of="objective"), OWNER, SERVES, WEIGHT,
))
POLICY = Thing("policy", "Policy", "policies", (
    Field("text", "Text", "long", "What is laid down"), OWNER, SERVES,
    Field("kpi", "KPI", note="The one that shows whether it is kept", of="kpi"),
    Field("from", "From", note="The first day it holds, such as 2026-03-09"),
    Field("until", "Until", note="The first day it holds no more"),
    Field("acknowledge", "Acknowledge", "words", "Roles that say they have read it, by semicolons"),
))
PERSPECTIVE = Thing("perspective", "Perspective", "perspectives", (
    Field("name", "Name"), Field("question", "Question", "long", "What it asks"), WEIGHT,
    Field("rollup", "Joins by", "choice", "mean where it is empty", get_args(Joining)[:-1]),
))
OBJECTIVE = Thing("objective", "Objective", "objectives", (
    Field("name", "Name", note="What is to be reached, as a sentence"),
    Field(PLACE, "Perspective", of="perspective"), OWNER, DEPUTY, WEIGHT,
    Field("rollup", "Its measures join by", "choice", "mean where it is empty", get_args(Joining)),
), "perspective")
KPI = Thing("kpi", "KPI", "kpis", (
    Field("metric", "Metric and variant", note="Such as service_level:offered", of="metric"),
    Field("name", "Name", note="The metric's where it is empty"),
    Field("scope", "Only", "shaped", "What it is limited to, such as  queue: [Billing, Complaints], channel: voice"),
    Field("direction", "Better", "choice", "As the metric says where it is empty", get_args(Direction)),
    Field("weight", "Weight", note="Beside its neighbours; 1 where it is empty"),
    Field(PLACE, "Objective", of="objective"),
    Field("target", "Target", "shaped", "One value, a path (2026-01: 75%, 2026-07: 78%), or a band "
          "(from: 5:00, to: 7:00)", part=AIM),
    Field("baseline", "Baseline", "shaped", "What it was before", part=AIM),
    Field("per", "Meant for a", "choice", "For amounts", PER, part=AIM),
    Field("season", "Season", "shaped", "Each month's share of the path, such as  1: 90%, 12: 120%", part=AIM),
    Field("floor", "Floor", "shaped", "The value that earns 0 points", part=POINTS),
    Field("amber", "Amber", "shaped", "50 points; half way where it is empty", part=POINTS),
    Field("stretch", "Stretch", "shaped", "120 points", part=POINTS),
    Field("steps", "Table of points", "shaped", "In their place, such as  70%: 0, 80%: 50, 90%: 100", part=POINTS),
    OWNER._replace(part=WHOSE), DEPUTY._replace(part=WHOSE),
    Field("levels", "Scored for", "words", f"By semicolons: {', '.join(LEVELS)}", part=WHOSE),
    Field("cascade", "Parts have", "choice", "the same band, or a share", get_args(Cascade), part=WHOSE),
    Field("use", "Used for", "choice", "coaching where it is empty", get_args(Use), part=WHOSE),
    Field("control", "Who can move it", "choice", choices=get_args(Control), part=WHY),
    Field("timing", "Tells", "choice", "leading: early; lagging: late", get_args(Timing), part=WHY),
    Field("guards", "Guards", "words", "Ids of the KPIs that must not get worse, by semicolons", of="kpi", part=WHY),
    Field("decision", "Decision", "long", "Which decision changes when it moves", part=WHY),
    Field("gaming", "Gaming", "long", "How it could be made to look good without being good", part=WHY),
    Field("source", "Source", note="Its source in centre.yaml", part=WHY),
    Field("valid", "Holds for", note="Such as 1 month; its own days only where it is empty", part=WHY),
), "objective")
LINK = Thing("link", "Link", "links", (
    Field("from", "From", of="objective"), Field("to", "To", of="objective"),
    Field("sign", "Moves it", "choice", "+ the same way, - the other way", ("+", "-")),
    Field("lag", "Lag", note="Weeks until the effect shows: 4, or 2..6"),
    Field("sentence", "Sentence", "long", "If …, then …, because …"),
    Field("kind", "Kind", "choice", "identity where it holds by arithmetic", ("cause", "identity")),
    Field("reason", "Reason", "long", "Why it runs against the order of the perspectives, where it does"),
))
THINGS: dict[str, Thing] = {one.kind: one for one in (WORDS, GOAL, GUARDED, POLICY, PERSPECTIVE, OBJECTIVE, KPI, LINK)}
