"""This file is about what differs between two strategies by meaning: things added, removed, renamed, moved, changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from fourscore.strategy.forms.naming import renamed_in_goal
from fourscore.strategy.model import Kpi, Objective, Strategy
from fourscore.strategy.versions.words import Difference, exactly, label_of, value_words
from fourscore.terms import kept, said

# What is compared otherwise (ids, places, what stands below) or says nothing (lines, notes on the change itself).
APART = frozenset(("id", "line", "name", "perspective", "kpis", "objectives", "changes"))
ENDS = ("source", "target")  # of a link: its id says them
# What names other things by their ids; a goal with guards does so in its text.
NAMING = frozenset(("guards", "drivers", "kpi", "serves", "objective", "at"))
ARROW = re.compile(r"(\s*(?:->|→)\s*)")
NO_DEFINITIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class _Thing:
    """Something with an id: where it stands (""), its name, and by what it is known again under another id."""

    id: str
    of: str
    what: Any
    place: str = ""
    alike: object = None

    @property
    def name(self) -> str:
        return getattr(self.what, "name", "") or ""


def compare(
    old: Strategy, new: Strategy, *, currency: str = "", old_definitions: Mapping[str, str] = NO_DEFINITIONS,
    new_definitions: Mapping[str, str] = NO_DEFINITIONS,
) -> list[Difference]:
    """What a reader of `old` has to know about `new`, from the mission down to each KPI.

    Empty where both mean the same. The definitions are each metric's words, by its key, as they were in force with
    either strategy.
    """
    found, called = [*_whole(old, new)], dict[str, str]()
    here = _things(new)
    for kind in here:
        told = _of_one_kind(_things(old, called)[kind], here[kind], currency, {})
        called |= {one.was: one.now for one in told if (one.kind, one.field) == ("renamed", "id")}
    there = _things(old, called)
    for kind in here:
        # Whatever stands in something that was renamed, or names it, has not moved or changed for that.
        found += _of_one_kind(there[kind], here[kind], currency, called)
    for metric in sorted({kpi.metric for kpi in old.kpis()} & {kpi.metric for kpi in new.kpis()}):
        before, after = old_definitions.get(metric), new_definitions.get(metric)
        if before is not None and after is not None and before != after:
            found.append(Difference("changed", "metric", metric, label_of("definition"), before, after))
    return found


def _whole(old: Strategy, new: Strategy) -> Iterator[Difference]:
    skipped = {"path", "goals", "perspectives", "links", "guarded", "policies", "allowed"}
    for part in fields(old):
        if part.name not in skipped:
            was, now = getattr(old, part.name), getattr(new, part.name)
            if was != now:
                yield Difference("changed", "strategy", "", label_of(part.name), value_words(part.name, was, old, ""),
                                 value_words(part.name, now, new, ""))


def _things(strategy: Strategy, called: Mapping[str, str] = NO_DEFINITIONS) -> dict[str, list[_Thing]]:
    """Everything with an id, by kind, in the order it is told in; `called`: ids by which things go now."""
    def now(name: str) -> str:
        return called.get(name, name)

    links = [_Thing(f"{now(link.source)} → {now(link.target)}", "link", link) for link in strategy.links]
    return {
        "goal": [_Thing(goal.id, "goal", goal, alike=goal.text) for goal in strategy.goals],
        "guarded goal": [_Thing(goal.id, "guarded goal", goal, alike=_of_ids(goal.text, called))
                         for goal in strategy.guarded],
        "policy": [_Thing(policy.id, "policy", policy, alike=policy.text) for policy in strategy.policies],
        "perspective": [_Thing(one.id, "perspective", one, alike=one.name) for one in strategy.perspectives],
        "objective": [_Thing(one.id, "objective", one, now(one.perspective), _objective(one))
                      for one in strategy.objectives()],
        "KPI": [_Thing(kpi.id, "KPI", kpi, now(objective.id), _kpi(kpi))
                for objective in strategy.objectives() for kpi in objective.kpis],
        "link": links,
        "allowance": [_Thing(said("{rule} at {thing}", rule=one.rule,
                                  thing=_renamed("at", one.at, called) or said("everything")), "allowance",
                             one) for one in strategy.allowed],
    }


def _of_ids(goal: str, called: Mapping[str, str]) -> str:
    """A goal's text by the ids its KPIs go by now."""
    return str(_renamed("text", goal, called))


def _objective(objective: Objective) -> object:
    """What an objective is known again by: its KPIs, or where it has none its name."""
    return tuple(sorted(_kpi(kpi) for kpi in objective.kpis)) or objective.name


def _kpi(kpi: Kpi) -> tuple[str, str]:
    """What a KPI is known again by: what it measures, and of whom."""
    return kpi.metric, repr(sorted(kpi.scope.items()))


def _of_one_kind(old: list[_Thing], new: list[_Thing], currency: str,
                 called: Mapping[str, str]) -> Iterator[Difference]:
    then, now = {one.id: one for one in old}, {one.id: one for one in new}
    gone = [one for one in old if one.id not in now]
    come = [one for one in new if one.id not in then]
    pairs = [(then[one.id], one) for one in new if one.id in then]
    for one in list(gone):
        again = [other for other in come if one.alike is not None and other.alike == one.alike]
        if len(again) == 1 and sum(other.alike == one.alike for other in gone) == 1:
            gone.remove(one)
            come.remove(again[0])
            pairs.append((one, again[0]))
            yield Difference("renamed", one.of, again[0].id, "id", one.id, again[0].id)
    for one in gone:
        yield Difference("removed", one.of, one.id, was=one.name)
    for one in come:
        yield Difference("added", one.of, one.id, now=_shown(one, currency))
    for was, here in pairs:
        yield from _changed(was, here, currency, called)


def _shown(one: _Thing, currency: str) -> str:
    """What says most of a thing that is new: of a KPI its name and target."""
    if isinstance(one.what, Kpi):
        return said("{kpi}, target {target}", kpi=kept(one.name),
                    target=value_words("targets", one.what.targets, one.what, currency))
    return one.name or str(getattr(one.what, "text", ""))


def _changed(was: _Thing, now: _Thing, currency: str, called: Mapping[str, str]) -> Iterator[Difference]:
    if was.name != now.name:
        yield Difference("renamed", now.of, now.id, "name", was.name, now.name)
    if was.place != now.place:
        yield Difference("moved", now.of, now.id, was=was.place, now=now.place)
    band = isinstance(now.what, Kpi) and now.what.upper_target is not None
    for part in fields(now.what):
        if part.name in APART or (band and part.name == "upper_target") or (now.of == "link" and part.name in ENDS):
            continue
        before, after = getattr(was.what, part.name), getattr(now.what, part.name)
        edges = part.name == "targets" and was.what.upper_target != now.what.upper_target
        if edges or (before != after and _renamed(part.name, before, called) != after):
            yield _told(part.name, was.what, now.what, currency, now.of, now.id)


def _renamed(field: str, value: Any, called: Mapping[str, str]) -> Any:
    """What a field that names other things says by the ids they go by now."""
    if field in NAMING and isinstance(value, tuple):
        return tuple(called.get(one, one) for one in value)
    if field in NAMING and isinstance(value, str):
        return "".join(called.get(part, part) for part in ARROW.split(value))
    if field == "text":
        for was, now in called.items():
            value = renamed_in_goal(value, "goal", was, now)
    return value


def _told(name: str, was: Any, now: Any, currency: str, of: str, id_: str) -> Difference:
    before, after = getattr(was, name), getattr(now, name)
    texts = value_words(name, before, was, currency), value_words(name, after, now, currency)
    if texts[0] == texts[1]:  # they differ by less than is usually written
        texts = exactly(before), exactly(after)
    since = _first_that_differs(before, after) if name == "targets" else None
    note = next((one for one in reversed(getattr(now, "changes", ())) if one not in getattr(was, "changes", ())), None)
    return Difference("changed", of, id_, label_of(name), *texts, since, note.who if note else "",
                      note.why if note else "")


def _first_that_differs(was: tuple[tuple[date, float], ...], now: tuple[tuple[date, float], ...]) -> date | None:
    """The first dated point that is another one, or new, or gone."""
    days = sorted({day for day, _ in set(was) ^ set(now) if day != date.min})
    return days[0] if days else None
