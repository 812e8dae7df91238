"""This file is about the navigation: every page that may stand in it, in groups, and by what it is there."""

from __future__ import annotations

from typing import NamedTuple

from fourscore.terms import said

# The groups of the menu, in their order; the first has no heading.
GROUPS = ("", said("People"), said("The day"), said("Analysis"), said("Behind the figures"))
_, PEOPLE, DAY, ANALYSIS, BEHIND = GROUPS


class Room(NamedTuple):
    """One entry of the navigation. key: the letter after `g` that goes there, if any. icon: its drawing in the sprite.

    opens: what of the reader's rights it is there by. dated: whether it is about a period, so that its link names one.
    """

    path: str
    name: str
    key: str
    icon: str
    opens: str
    dated: bool = True
    group: str = ""


ROOMS = (
    Room("/my", said("My card"), "z", "person", "my", dated=False),
    Room("/scorecard", said("Scorecard"), "s", "gauge", "scorecard"),
    Room("/map", said("Strategy map"), "m", "map", "map"),
    Room("/goals", said("Goals"), "v", "goal", "goals", dated=False),
    Room("/targets", said("Targets"), "d", "target", "targets", dated=False),
    Room("/edit", said("Edit the strategy"), "y", "pen", "strategy", dated=False),
    Room("/team", said("My team today"), "t", "people", "team", dated=False, group=PEOPLE),
    Room("/teams", said("Teams"), "", "teams", "teams", dated=False, group=PEOPLE),
    Room("/compare", said("Compare people"), "", "compare", "compare", group=PEOPLE),
    Room("/coach", said("Coaching"), "k", "talk", "coach", dated=False, group=PEOPLE),
    Room("/quality", said("Quality reviews"), "q", "tick", "quality", dated=False, group=PEOPLE),
    Room("/people/recruiting", said("Recruiting"), "p", "seat", "recruiting", dated=False, group=PEOPLE),
    Room("/people/training", said("Training"), "n", "cap", "training", dated=False, group=PEOPLE),
    Room("/resource", said("Staffing"), "g", "clock", "resource", dated=False, group=DAY),
    Room("/network", said("Network"), "x", "net", "network", dated=False, group=DAY),
    Room("/incidents", said("Incidents"), "i", "flag", "incidents", dated=False, group=DAY),
    Room("/alerts", said("Alerts"), "j", "bell", "watch", dated=False, group=DAY),
    Room("/explore", said("Explore"), "e", "explore", "explore", group=ANALYSIS),
    Room("/measures", said("Measures"), "a", "list", "measures", dated=False, group=ANALYSIS),
    Room("/subscriptions", said("Reports"), "b", "letter", "subscriptions", dated=False, group=ANALYSIS),
    Room("/stages", said("Set-up"), "u", "steps", "stages", dated=False, group=BEHIND),
    Room("/audit", said("On record"), "r", "book", "audit", dated=False, group=BEHIND),
    # For whoever may bring files.
    Room("/load", said("Load a file"), "l", "up", "load", dated=False, group=BEHIND),
    Room("/sources", said("Sources"), "o", "stack", "load", dated=False, group=BEHIND),
    Room("/health", said("Data health"), "h", "pulse", "load", dated=False, group=BEHIND),
    Room("/reconcile", said("Reconcile"), "c", "scales", "load", dated=False, group=BEHIND),
)
# Only where a source is followed, and the floor only for who may see people's states.
LIVE_ROOMS = (Room("/floor", said("Live floor"), "f", "floor", "floor", dated=False, group=DAY),
              Room("/wall", said("Wall"), "w", "screen", "wall", dated=False, group=DAY))
