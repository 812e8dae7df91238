"""This file is about what can be done from the search: of everything a reader may do, where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlencode

from starlette.datastructures import QueryParams

from fourscore.centre import reader
from fourscore.terms import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fourscore.centre import Rights

FIGURES = ("/scorecard", "/measure/")


class Action(NamedTuple):
    """Something to do. also: other words it is found by. opens: what of the reader's rights it is there by."""

    name: str
    also: str
    href: str
    opens: str


# Whatever does not depend on the page somebody searches from.
ACTIONS = (
    Action(said("Take an alert on"), said("acknowledge, firing"), "/alerts", "watch"),
    Action(said("Read your notices"), said("mentions, news"), "/notices", "notices"),
    Action(said("Have a report sent"), said("subscribe, e-mail, PDF"), "/subscriptions", "subscriptions"),
    Action(said("Put a dispute about a number of yours"), said("wrong, disagree"), "/my#t-disputes", "my"),
    Action(said("Bring a file of calls"), said("upload, import, CSV, Excel"), "/load", "load"),
    Action(said("Load what is new from a source"), said("refresh, fetch"), "/sources", "load"),
    Action(said("Look at what was set aside"), said("mistakes, doubts, rejected rows"), "/health", "load"),
    Action(said("Reconcile a report"), said("compare with the switch's own figures"), "/reconcile", "load"),
    Action(said("Publish the strategy"), said("approve, version"), "/edit/publish", "strategy"),
    Action(said("See what changed in the strategy"), said("draft, undo, difference"), "/edit/changes", "strategy"),
    Action(said("Change the strategy's text"), "strategy.yaml", "/edit/text", "strategy"),
    Action(said("New objective"), said("strategy, add"), "/edit/objective/new", "strategy"),
    Action(said("New KPI"), said("strategy, add, measure, target"), "/edit/kpi/new", "strategy"),
    Action(said("New perspective"), said("strategy, add"), "/edit/perspective/new", "strategy"),
    Action(said("New link"), said("strategy, add, cause and effect"), "/edit/link/new", "strategy"),
    Action(said("New goal"), said("strategy, add"), "/edit/goal/new", "strategy"),
    Action(said("New goal with guards"), said("strategy, add"), "/edit/guarded/new", "strategy"),
    Action(said("New policy"), said("strategy, add"), "/edit/policy/new", "strategy"),
    Action(said("Change mission, vision and values"), said("strategy"), "/edit/words/all", "strategy"),
    Action(said("Write an initiative down"), said("project, measure taken"), "/goals#initiate", "strategy"),
    Action(said("Sign a stage of the set-up"), said("approve, gate"), "/stages", "stages"),
    Action(said("Publish a scorecard"), said("approve, month"), "/stages#published", "stages"),
    Action(said("Appoint somebody to a role"), said("people, owner"), "/stages#stage-2", "strategy"),
    Action(said("Try measures on what happened"), said("backtest, past"), "/stages/measures", "stages"),
    Action(said("Make a token for a program"), said("API, key"), "/account#tokens", "tokens"),
    Action(said("Read how programs use the API"), said("OpenAPI, developer"), "/api/v1/docs", "tokens"),
)


def here_done(rights: Rights, path: str, query: str) -> Iterator[Action]:
    """What can be done with the figure or the table somebody looks at."""
    asked = QueryParams(query)
    period = [("period", asked["period"])] if asked.get("period") else []
    if path.startswith(FIGURES) and not path.endswith("/rows") and path != "/scorecard/parts":
        yield Action(said("Comment on this"), said("remark, talk, note"), f"{path}{'?' if query else ''}{query}#talk",
                     "notices")
    yield Action(said("Mark an incident"), said("outage, event, happened"),
                 f"/incidents?{urlencode([('new', '1'), *period])}#new", "watch")
    metric = [("metric", unquote(path.split("/")[2]))] if path.startswith("/measure/") else []
    yield Action(said("Watch a measure"), said("alert, alarm, threshold"),
                 f"/alerts?{urlencode([('new', '1'), *metric])}#new", "watch")
    if path == "/explore":
        yield Action(said("Keep this view"), said("save"), f"{path}{'?' if query else ''}{query}#views", "explore")


def done_anywhere(rights: Rights) -> Iterator[Action]:
    """What can be done from any page, by whom who reads may do it."""
    yield from (one for one in ACTIONS if rights.opens(one.opens))
    who = reader()
    if who.person is not None:
        yield Action(said("Sign out"), said("account, password, sessions"), "/account", "account")
        if len(rights.asker.roles) > 1:
            yield Action(said("Begin with another role"), said("landing, home"), "/begin", "account")
