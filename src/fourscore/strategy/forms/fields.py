"""This file is about which fields each thing of a strategy has in a form, and how they are written there."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from fourscore.strategy.business import TERMS
from fourscore.strategy.check.look import OWNERS
from fourscore.strategy.model import CENTRES, LEVELS, PER, Cascade, Control, Direction, Joining, Timing, Use
from fourscore.terms import said

# line: a text. long: a text of several lines' room. lines: a list, one on each line. words: a list by semicolons.
# choice: one of some words. shaped: a value, or names with values (2026-01: 75%, 2026-07: 78%).
How = Literal["line", "long", "lines", "words", "choice", "shaped"]
ThingKind = Literal["words", "perspective", "objective", "kpi", "link", "goal", "guarded", "policy", "allow", "note"]
# What may be chosen, in words.
CHOICE_WORDS: dict[str, str] = {
    "sales": said("sales"), "support": said("support"), "blended": said("blended"), "annual": said("annual"),
    "short": said("short"), "mid": said("mid"), "day": said("day"), "week": said("week"), "month": said("month"),
    "quarter": said("quarter"), "year": said("year"), "mean": said("mean"), "worst": said("worst"),
    "geometric": said("geometric"), "gate": said("gate"), "higher": said("higher"), "lower": said("lower"),
    "band": said("band"), "share": said("share"), "coaching": said("coaching"), "review": said("review"),
    "pay": said("pay"), "agent": said("agent"), "team": said("team"), "centre": said("centre"),
    "linear": said("in straight lines"), "log": said("by the logarithm"), "true": said("yes"),
    "leading": said("leading"), "lagging": said("lagging"), "cause": said("cause"), "identity": said("identity"),
    "Senior manager": said("Senior manager"), "Call centre manager": said("Call centre manager"),
    "Resource analyst": said("Resource analyst"), "Reporting analyst": said("Reporting analyst"),
    "Network analyst": said("Network analyst"), "Recruiter": said("Recruiter"), "Team leader": said("Team leader"),
    "Trainer": said("Trainer"), "Quality analyst": said("Quality analyst"),
}
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
    """A kind of thing. new: what one more of it is called, none: that there is none of a name. at: where things of it
    stand in the text. within: of what kind the thing is it stands in.
    """

    kind: ThingKind
    title: str
    new: str
    none: str
    at: str
    fields: tuple[Field, ...]
    within: str = ""
    keys: tuple[str, ...] = ()


OWNER = Field("owner", said("Owner"), note=said("A role or a person"), choices=OWNERS, of="people")
DEPUTY = Field("deputy", said("Deputy"), note=said("Who stands in"), choices=OWNERS, of="people")
WEIGHT = Field("weight", said("Weight"), note=said("Beside its neighbours; 1 where it is empty"))
SERVES = Field("serves", said("Serves"), note=said("The id of the goal it serves"), of="goal")
AIM, POINTS, WHOSE, WHY = said("Target"), said("Points"), said("Whose it is"), said("What it is for")

WORDS = Thing("words", said("Mission, vision and values"), said("New mission, vision and values"),
    said("There is no mission, vision and values of this name in the draft."), "", (
    Field("centre", said("Kind of centre"), "choice", choices=CENTRES),
    Field("mission", said("Mission"), "long", said("What the centre is there for")),
    Field("vision", said("Vision"), "long", said("What it wants to become")),
    Field("values", said("Values"), "lines", said("One on each line")),
))
GOAL = Thing("goal", said("Business goal"), said("New business goal"),
    said("There is no business goal of this name in the draft."), "goals", (
    Field("text", said("Goal"), "long", said("In one sentence")),
    Field("term", said("Term"), "choice", said("The annual ones are the senior manager's"), TERMS),
    Field("by", said("By when"), note=said("In your own words")),
    Field("serves", said("Serves"), note=said("The goal of the company it helps to reach")), OWNER,
    Field("drivers", said("Drivers"), "words", said("Ids of the KPIs and objectives that move it, by semicolons"),
          of="drivers"),
))
GUARDED = Thing("guarded", said("Goal with guards"), said("New goal with guards"),
    said("There is no goal with guards of this name in the draft."), "guarded", (
    Field("goal", said("Grammar"), "long", said("What is to move | what is to hold meanwhile")),
    Field("objective", said("Objective"), of="objective"), OWNER, SERVES, WEIGHT,
))
POLICY = Thing("policy", said("Policy"), said("New policy"),
    said("There is no policy of this name in the draft."), "policies", (
    Field("text", said("Text"), "long", said("What is laid down")), OWNER, SERVES,
    Field("kpi", said("KPI"), note=said("The one that shows whether it is kept"), of="kpi"),
    Field("from", said("From"), note=said("The first day it holds, such as 2026-03-09")),
    Field("until", said("Until"), note=said("The first day it holds no more")),
    Field("acknowledge", said("Acknowledge"), "words", said("Roles that say they have read it, by semicolons")),
))
PERSPECTIVE = Thing("perspective", said("Perspective"), said("New perspective"),
    said("There is no perspective of this name in the draft."), "perspectives", (
    Field("name", said("Name")), Field("question", said("Question"), "long", said("What it asks")), WEIGHT,
    Field("rollup", said("Joins by"), "choice", said("mean where it is empty"), get_args(Joining)[:-1]),
))
OBJECTIVE = Thing("objective", said("Objective"), said("New objective"),
    said("There is no objective of this name in the draft."), "objectives", (
    Field("name", said("Name"), note=said("What is to be reached, as a sentence")),
    Field(PLACE, said("Perspective"), of="perspective"), OWNER, DEPUTY, WEIGHT,
    Field("rollup", said("Its measures join by"), "choice", said("mean where it is empty"), get_args(Joining)),
), "perspective")
KPI = Thing("kpi", said("KPI"), said("New KPI"),
    said("There is no kpi of this name in the draft."), "kpis", (
    Field("metric", said("Metric and variant"), note=said("Such as service_level:offered"), of="metric"),
    Field("name", said("Name"), note=said("The metric's where it is empty")),
    Field("scope", said("Only"), "shaped",
          said("What it is limited to, such as  queue: [Billing, Complaints], channel: voice")),
    Field("direction", said("Better"), "choice", said("As the metric says where it is empty"), get_args(Direction)),
    Field("weight", said("Weight"), note=said("Beside its neighbours; 1 where it is empty")),
    Field(PLACE, said("Objective"), of="objective"),
    Field("target", said("Target"), "shaped",
          said("One value, a path (2026-01: 75%, 2026-07: 78%), or a band (from: 5:00, to: 7:00)"), part=AIM),
    Field("baseline", said("Baseline"), "shaped", said("What it was before"), part=AIM),
    Field("per", said("Meant for a"), "choice", said("For amounts"), PER, part=AIM),
    Field("season", said("Season"), "shaped", said("Each month's share of the path, such as  1: 90%, 12: 120%"),
          part=AIM),
    Field("floor", said("Floor"), "shaped", said("The value that earns 0 points"), part=POINTS),
    Field("amber", said("Amber"), "shaped", said("50 points; half way where it is empty"), part=POINTS),
    Field("stretch", said("Stretch"), "shaped", said("120 points"), part=POINTS),
    Field("scale", said("Points run"), "choice", said("by the logarithm only for times and money"), ("linear", "log"),
          part=POINTS),
    Field("steps", said("Table of points"), "shaped", said("In their place, such as  70%: 0, 80%: 50, 90%: 100"),
          part=POINTS),
    Field("anchors", said("Another system's points"), "shaped",
          said("In their place, such as  as: thirds, goal: 90%, red_flag: 70%"), part=POINTS),
    Field("gate", said("Is a gate"), "choice", said("Below amber its objective has no points, where it joins by gate"),
          ("true",), part=POINTS),
    OWNER._replace(part=WHOSE), DEPUTY._replace(part=WHOSE),
    Field("levels", said("Scored for"), "words", said("By semicolons: {levels}", levels=", ".join(LEVELS)), part=WHOSE),
    Field("cascade", said("Parts have"), "choice", said("the same band, or a share"), get_args(Cascade), part=WHOSE),
    Field("use", said("Used for"), "choice", said("coaching where it is empty"), get_args(Use), part=WHOSE),
    Field("control", said("Who can move it"), "choice", choices=get_args(Control), part=WHY),
    Field("timing", said("Tells"), "choice", said("leading: early; lagging: late"), get_args(Timing), part=WHY),
    Field("guards", said("Guards"), "words", said("Ids of the KPIs that must not get worse, by semicolons"), of="kpi",
          part=WHY),
    Field("decision", said("Decision"), "long", said("Which decision changes when it moves"), part=WHY),
    Field("gaming", said("Gaming"), "long", said("How it could be made to look good without being good"), part=WHY),
    Field("source", said("Source"), note=said("Its source in centre.yaml"), part=WHY),
    Field("valid", said("Holds for"), note=said("Such as 1 month; its own days only where it is empty"), part=WHY),
), "objective")
LINK = Thing("link", said("Link"), said("New link"),
    said("There is no link of this name in the draft."), "links", (
    Field("from", said("From"), of="objective"), Field("to", said("To"), of="objective"),
    Field("sign", said("Moves it"), "choice", said("+ the same way, - the other way"), ("+", "-")),
    Field("lag", said("Lag"), note=said("Weeks until the effect shows: 4, or 2..6")),
    Field("sentence", said("Sentence"), "long", said("If …, then …, because …")),
    Field("kind", said("Kind"), "choice", said("identity where it holds by arithmetic"), ("cause", "identity")),
    Field("reason", said("Reason"), "long", said("Why it runs against the order of the perspectives, where it does")),
), keys=("from", "to"))
ALLOW = Thing("allow", said("Finding put up with"), said("New finding put up with"),
    said("Nothing of this name is put up with in the draft."), "allow", (
    Field("rule", said("Rule"), of="rule"),
    Field("at", said("At"), note=said("Everything that rule finds, where nothing is chosen"), of="thing"),
    Field("reason", said("Reason"), "long", said("Why it is put up with")),
    Field("who", said("Who"), note=said("Who answers for that"), of="people"),
    Field("until", said("Until"), note=said("The first day it is told again, such as 2026-06-01")),
), keys=("rule", "at"))
NOTE = Thing("note", said("Note on a change"), said("New note on a change"),
    said("There is no note of this name in the draft."), "changes", (
    Field(PLACE, said("KPI"), of="kpi"),
    Field("on", said("Since"), note=said("The day from which it holds, such as 2026-03-01")),
    Field("who", said("Who"), of="people"), Field("why", said("Why"), "long", said("Why it was changed")),
), "kpi", keys=("on",))
THINGS: dict[str, Thing] = {one.kind: one for one in (WORDS, GOAL, GUARDED, POLICY, PERSPECTIVE, OBJECTIVE, KPI, LINK,
                                                      ALLOW, NOTE)}
