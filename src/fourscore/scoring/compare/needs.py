"""This file is about what is lacking: how long it takes until a person, or their team, can be judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from fourscore.scoring.compare.peers import FEWEST, Peers
from fourscore.scoring.compare.rules import Judged, Rules
from fourscore.strategy import Level
from fourscore.terms import Days, said, said_many, write_value

LONGEST = 520


class Volume(NamedTuple):
    """cases: one's own in these weeks. worth: how many weigh as much as the group. team, members: the team's cases.

    scale: how many weigh as much as the scale a KPI is scored by; None where there is none.
    """

    cases: float | None
    weeks: float
    worth: float | None
    team: float = 0.0
    members: int = 0
    scale: float | None = None


def volumes(names: Sequence[str], cases: Sequence[float], worth: Sequence[float], peers: Peers, level: Level,
            days: Days) -> list[Volume]:
    """How much each of them has in a week, and their team; counted in what reliability is counted in."""
    weeks = days.length / 7
    teams: dict[str, list[float]] = {}
    of = [peers.team.get(name, "") if level == "agent" else "" for name in names]
    for team, own in zip(of, cases, strict=True):
        if team and math.isfinite(own):
            teams.setdefault(team, []).append(own)
    sums = {team: (math.fsum(own), len(own)) for team, own in teams.items()}
    return [Volume(own if math.isfinite(own) else None, weeks, one if math.isfinite(one) else None,
                   *sums.get(team, (0.0, 0)))
            for team, own, one in zip(of, cases, worth, strict=True)]


def cases_needed(worth: float, reliability: float) -> float:
    """How many cases of one's own a reliability takes: worth · r / (1 − r), for r = n / (n + worth)."""
    return math.inf if reliability >= 1 else worth * reliability / (1 - reliability)


def needs(volume: Volume, judged: Judged, rules: Rules) -> str:
    """What would do for the next better use, in weeks at this volume; "" where nothing is, or it is not known."""
    if judged == "no_peers":
        return said("Would need {fewest} who do the same work to be compared with.", fewest=FEWEST)
    worth = max((one for one in (volume.worth, volume.scale if judged == "too_few" else None) if one is not None),
                default=None)
    if judged in ("rank", "alike") or worth is None or not volume.cases:
        return ""
    limit, use = (rules.coach, said("a hint for coaching")) if judged == "too_few" else (rules.rank, said("a rank"))
    wanted = cases_needed(worth, limit)
    weeks = _weeks(wanted, volume.cases, volume.weeks)
    if weeks is None:
        return said("No time at this volume would be enough for {use}.", use=use)
    written = write_value(weeks, "count")
    team = _weeks(wanted, volume.team, volume.weeks) if volume.members > 1 else None
    if team is not None and team < weeks:
        return said_many("Would need about {number} week at this volume for {use}; the team of {members} can be judged "
                         "in {team}.", "Would need about {number} weeks at this volume for {use}; the team of "
                         "{members} can be judged in {team}.", weeks, number=written, use=use, members=volume.members,
                         team=team)
    return said_many("Would need about {number} week at this volume for {use}.",
                     "Would need about {number} weeks at this volume for {use}.", weeks, number=written, use=use)


def _weeks(wanted: float, cases: float, weeks: float) -> int | None:
    if not cases or not math.isfinite(wanted):
        return None
    needed = math.ceil(wanted / (cases / weeks) - 1e-9)
    return needed if needed <= LONGEST else None
