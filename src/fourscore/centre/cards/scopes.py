"""This file is about whose scorecard is asked for: the centre's, a site's, a group of queues', a team's, an agent's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Scope

# By what the facts of each are picked; and how each is called.
PICKED_BY = {"site": "team", "queue_group": "queue", "team": "team", "agent": "agent"}
WORDS = {"site": said("site"), "queue_group": said("group of queues"), "team": said("team"), "agent": said("agent")}


def scope_of(centre: Centre, named: Mapping[str, str | None], days: Days | None = None) -> Scope:
    """The scope of the one level that is named, over these days; the centre's where none is. Raises WrongUse."""
    from fourscore.scoring import Scope

    there = {level: name for level, name in named.items() if name}
    if len(there) > 1:
        raise WrongUse(Issue("two-scopes", said("the question"),
                             said("A scorecard is for one site, one group of queues, one team or one agent."),
                             said("Name one of them, not several.")))
    for level, name in there.items():
        allow_scope(centre, level, name, days)
        if level == "team":
            known(level, name, centre.names("team"))
            return Scope("team", name)
        if level == "agent":
            known(level, name, centre.names("agent"))
            return Scope("agent", name)
        groups = parts_of(centre)[level]
        known(level, name, groups)
        if not groups[name]:
            raise unknown(level, name, said("Nothing is loaded of the {level} {name}.", level=WORDS[level],
                                                   name=repr(name)), _remedy(level))
        return Scope("site" if level == "site" else "queue_group", name, groups[name])
    return Scope("centre", None)


def allow_scope(centre: Centre, level: str, name: str, days: Days | None) -> None:
    """Raises WrongUse `not-yours` before anything is said of a name that who asks may not see, be it there or not."""
    rights = centre.keeper.rights()
    if rights.everything:
        return
    names: tuple[str, ...] = (name,)
    if level in ("site", "queue_group"):
        names = parts_of(centre)[level].get(name, ()) or ("",)
    rights.allow((), {PICKED_BY[level]: names}, days or centre.metrics.spread() or Days(date.min, date.max))


def known(level: str, name: str, names: Mapping[str, object] | list[str]) -> None:
    if name not in names:
        raise unknown(level, name, said("There is no {level} called {name}.", level=WORDS[level], name=repr(name)),
                      did_you_mean(name, names) or _remedy(level))


def unknown(level: str, name: str, what: str, remedy: str) -> WrongUse:
    issue = {"site": "unknown-site", "queue_group": "unknown-queue-group", "team": "unknown-team",
             "agent": "unknown-agent"}[level]
    return WrongUse(Issue(issue, repr(name), what, remedy))


def _remedy(level: str) -> str:
    if level == "queue_group":
        return said("Write it under queue_groups in centre.yaml, with its queues as the facts call them.")
    if level == "site":
        return said("Write it under sites in centre.yaml, and say of each team in people.yaml at which site it sits.")
    return said("people.yaml and the facts name every {level} there is.", level=WORDS[level])


def parts_of(centre: Centre) -> dict[str, dict[str, tuple[str, ...]]]:
    """The teams of each site and the queues of each group, as far as the facts name them.

    A fact carries the team of its day, so who moves from one site's team to another's is counted at each for its days.
    """
    there = centre.metrics.named("team", "queue")
    sites: dict[str, tuple[str, ...]] = {site.name: () for site in centre.settings.sites}
    for team in centre.settings.people.teams:
        if team.site is not None and team.name in there["team"]:
            sites[team.site] = (*sites.get(team.site, ()), team.name)
    groups = {name: tuple(queue for queue in queues if queue in there["queue"])
              for name, queues in centre.settings.queue_groups.items()}
    return {"site": sites, "queue_group": groups}
