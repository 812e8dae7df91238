"""This file is about the navigation: every page that may stand in it, in groups, and by what it is there."""

from __future__ import annotations

from typing import NamedTuple

# The groups of the menu, in their order; the first has no heading.
GROUPS = ("", "People", "The day", "Analysis", "Behind the figures")
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
    Room("/my", "My card", "z", "person", "my", dated=False),
    Room("/scorecard", "Scorecard", "s", "gauge", "scorecard"),
    Room("/map", "Strategy map", "m", "map", "map"),
    Room("/goals", "Goals", "v", "goal", "goals", dated=False),
    Room("/targets", "Targets", "d", "target", "targets", dated=False),
    Room("/edit", "Edit the strategy", "y", "pen", "strategy", dated=False),
    Room("/team", "My team today", "t", "people", "team", dated=False, group=PEOPLE),
    Room("/teams", "Teams", "", "teams", "teams", dated=False, group=PEOPLE),
    Room("/compare", "Compare people", "", "compare", "compare", group=PEOPLE),
    Room("/coach", "Coaching", "k", "talk", "coach", dated=False, group=PEOPLE),
    Room("/quality", "Quality reviews", "q", "tick", "quality", dated=False, group=PEOPLE),
    Room("/people/recruiting", "Recruiting", "p", "seat", "recruiting", dated=False, group=PEOPLE),
    Room("/people/training", "Training", "n", "cap", "training", dated=False, group=PEOPLE),
    Room("/resource", "Staffing", "g", "clock", "resource", dated=False, group=DAY),
    Room("/network", "Network", "x", "net", "network", dated=False, group=DAY),
    Room("/incidents", "Incidents", "i", "flag", "incidents", dated=False, group=DAY),
    Room("/alerts", "Alerts", "j", "bell", "watch", dated=False, group=DAY),
    Room("/explore", "Explore", "e", "explore", "explore", group=ANALYSIS),
    Room("/measures", "Measures", "a", "list", "measures", dated=False, group=ANALYSIS),
    Room("/subscriptions", "Reports", "b", "letter", "subscriptions", dated=False, group=ANALYSIS),
    Room("/stages", "Set-up", "u", "steps", "stages", dated=False, group=BEHIND),
    Room("/audit", "On record", "r", "book", "audit", dated=False, group=BEHIND),
    # For whoever may bring files.
    Room("/load", "Load a file", "l", "up", "load", dated=False, group=BEHIND),
    Room("/sources", "Sources", "o", "stack", "load", dated=False, group=BEHIND),
    Room("/health", "Data health", "h", "pulse", "load", dated=False, group=BEHIND),
    Room("/reconcile", "Reconcile", "c", "scales", "load", dated=False, group=BEHIND),
)
# Only where a source is followed, and the floor only for who may see people's states.
LIVE_ROOMS = (Room("/floor", "Live floor", "f", "floor", "floor", dated=False, group=DAY),
              Room("/wall", "Wall", "w", "screen", "wall", dated=False, group=DAY))
