"""This file is about reading a whole strategy, with every issue in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast, get_args

from fourscore.strategy.check.sound import STOPS, check
from fourscore.strategy.goals.check import check_goals
from fourscore.strategy.goals.meaning import with_ids
from fourscore.strategy.model import CENTRES, Joining, Kpi, Objective, Perspective, Strategy
from fourscore.strategy.reading.arrows import read_links
from fourscore.strategy.reading.business import read_allowed, read_goals, read_guarded, read_policies
from fourscore.strategy.reading.kpi import DIMENSIONS, Terms, read_kpi
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.edit import LONGEST, too_large
from fourscore.strategy.text.tree import Node, grow
from fourscore.terms import Issue, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

JOININGS: tuple[Joining, ...] = get_args(Joining)
TOP = ("centre", "mission", "vision", "values", "goals", "guarded", "policies", "perspectives", "links", "allow")
OBJECTIVE = ("name", "owner", "deputy", "weight", "rollup", "kpis")
PERSPECTIVE = ("name", "question", "weight", "rollup", "objectives")


def read_strategy(
    text: str, where: str, catalogue: Catalogue, extras: Iterable[str] = (),
) -> tuple[Strategy | None, list[Issue]]:
    """The strategy written in `text` and all that is wrong with it, in the order of its lines.

    The strategy is None when an issue in it would make a score wrong or impossible; issues about what is missing
    round the measures (a mission, an owner, a link's sentence) leave it standing. `where` is the file's name;
    `extras` are the columns the centre's mappings brought, by which a KPI may be limited too.
    """
    read = read_whole(text, where, catalogue, extras)
    return (None if any(issue.name in STOPS for issue in read.issues) else read.strategy), read.issues


class Read(NamedTuple):
    """A strategy as far as it could be read (without what could not), its text as a tree, and every issue."""

    strategy: Strategy | None
    root: Node | None
    issues: list[Issue]


def read_whole(text: str, where: str, catalogue: Catalogue, extras: Iterable[str] = ()) -> Read:
    """As `read_strategy`, but with what can be read of a strategy that cannot be scored; that is for checks alone."""
    if len(text) > LONGEST:
        return Read(None, None, [too_large(where)])
    root, malformed = grow(text, where)
    if root is None:
        return Read(None, None, malformed)
    reading = Reading(where)
    terms = Terms(catalogue, (*DIMENSIONS, *(extra for extra in extras if extra not in DIMENSIONS)))
    top = reading.map(root, said("a strategy"), TOP)
    strategy = Strategy(
        mission=reading.text(top, "mission"), vision=reading.text(top, "vision"), values=reading.texts(top, "values"),
        goals=tuple(read_goals(reading, top.get("goals"))),
        perspectives=tuple(_perspectives(reading, top.get("perspectives"), terms)),
        links=tuple(read_links(reading, top.get("links"))), path=where,
        centre=reading.choice(top, "centre", CENTRES) or "", guarded=tuple(read_guarded(reading, top.get("guarded"))),
        policies=tuple(read_policies(reading, top.get("policies"))),
        allowed=tuple(read_allowed(reading, top.get("allow"))),
    )
    strategy = _with_goals(strategy)
    issues = [*malformed, *reading.issues, *check(strategy)]
    if not any(issue.name in STOPS for issue in issues):  # else a KPI that cannot be read would seem not to be there
        issues += check_goals(strategy, catalogue, terms.scopes)
    issues.sort(key=_line)
    return Read(strategy, root, issues)


def _with_goals(strategy: Strategy) -> Strategy:
    """The strategy, the KPIs of its guarded goals named by their ids."""
    kpis = list(strategy.kpis())
    return replace(strategy, guarded=tuple(
        replace(one, goal=with_ids(one.goal, kpis)) if one.goal else one for one in strategy.guarded))


def _line(issue: Issue) -> int:
    found = re.search(r":(\d+)$", issue.where)
    return int(found[1]) if found else 0


def _perspectives(reading: Reading, node: Node | None, terms: Terms) -> list[Perspective]:
    found = []
    for key, value in reading.named(node, said("perspectives")):
        what = said("the perspective {perspective}", perspective=repr(key.text))
        inner = reading.map(value, what, PERSPECTIVE)
        objectives = tuple(_objective(reading, name, objective, key.text, terms)
                           for name, objective in reading.named(inner.get("objectives"), said("objectives")))
        name = reading.text(inner, "name") or _words(key.text)
        found.append(Perspective(key.text, name, reading.text(inner, "question"), objectives,
                                 reading.weight(inner, what), _joining(reading, inner, JOININGS[:-1]), key.line))
    return found


def _objective(reading: Reading, key: Node, node: Node, perspective: str, terms: Terms) -> Objective:
    what = said("the objective {objective}", objective=repr(key.text))
    inner = reading.map(node, what, OBJECTIVE)
    owner = reading.text(inner, "owner")
    written = list(reading.named(inner.get("kpis"), said("KPIs")))
    if not written:
        reading.wrong("objective-without-kpi", key.line,
                      said("Nothing measures the objective {text}.", text=repr(key.text)),
                      said("Add a KPI under  kpis:  with a metric and a target."))
    kpis: list[Kpi] = []
    for name, value in written:
        kpi = read_kpi(reading, name, value, owner, terms)
        if kpi is not None:
            kpis.append(kpi)
    rollup = _joining(reading, inner, JOININGS)
    gates = [kpi for kpi in kpis if kpi.gate]
    if (rollup == "gate") != bool(gates):
        reading.wrong("gate-unused", gates[0].line if gates else key.line,
                      said("{kpi} is a gate, but its objective does not join by gate.",
                           kpi=repr(gates[0].id)) if gates else
                      said("The objective {text} joins by gate, but none of its KPIs is one.", text=repr(key.text)),
                      said("Write  rollup: gate  at the objective and  gate: true  at the KPI, or neither."))
    return Objective(key.text, reading.text(inner, "name") or _words(key.text), perspective, owner, tuple(kpis),
                     reading.weight(inner, what), reading.text(inner, "deputy"), rollup, key.line)


def _joining(reading: Reading, inner: Node, choices: tuple[Joining, ...]) -> Joining:
    return cast("Joining", reading.choice(inner, "rollup", choices) or "mean")


def _words(name: str) -> str:
    """A name to show for an id that has none."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()
