"""This file is about how one difference between two strategies is said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from fourscore.strategy.model import Kpi
from fourscore.terms import kept, said, together, write_value

Kind = Literal["added", "removed", "renamed", "moved", "changed"]

# What the fields of a strategy's things are called; most by their own names.
LABELS = {
    "upper_target": said("upper edge of the target"), "upper_amber": said("upper amber"),
    "upper_floor": said("upper floor"), "targets": said("target"), "per": said("target is meant per"),
    "metric": said("metric"), "text": said("wording"), "by": said("date"), "serves": said("goal it serves"),
    "kpi": said("KPI that shows it is kept"), "first_day": said("in force from"), "until_day": said("in force until"),
    "acknowledge": said("roles that acknowledge it"), "lag_weeks": said("lag"),
    "baseline_days": said("days of the baseline"), "baseline_points": said("points of the baseline"),
    "control": said("who can move it"), "id": said("id"), "name": said("name"), "term": said("term"),
    "owner": said("owner"), "drivers": said("drivers"), "objective": said("objective"), "goal": said("goal"),
    "weight": said("weight"), "unit": said("unit"), "direction": said("direction"), "floor": said("floor"),
    "amber": said("amber"), "stretch": said("stretch"), "baseline": said("baseline"), "scope": said("scope"),
    "levels": said("levels"), "deputy": said("deputy"), "decision": said("decision"), "gaming": said("gaming"),
    "source": said("source"), "timing": said("timing"), "guards": said("guards"), "use": said("use"),
    "changes": said("changes"), "moving": said("moving"), "season": said("season"), "scale": said("scale"),
    "curve": said("curve"), "told_as": said("told as"), "cascade": said("cascade"), "valid": said("valid"),
    "gate": said("gate"), "perspective": said("perspective"), "rollup": said("rollup"), "target": said("target"),
    "sign": said("sign"), "sentence": said("sentence"), "kind": said("kind"), "reason": said("reason"),
    "question": said("question"), "mission": said("mission"), "vision": said("vision"), "values": said("values"),
    "centre": said("centre"), "rule": said("rule"), "at": said("at"), "who": said("who"), "why": said("why"),
    "on": said("on"), "definition": said("definition"), "moves": said("moves"), "change": said("change"),
    "since": said("since"), "where": said("where"), "column": said("column"), "op": said("op"), "value": said("value"),
    "tolerance": said("tolerance"), "hard": said("hard"), "over": said("over"), "mix": said("mix"),
    "number": said("number"), "many": said("many"), "anchors": said("anchors"),
}
THINGS = {
    "strategy": said("strategy"), "goal": said("goal"), "guarded goal": said("guarded goal"), "policy": said("policy"),
    "perspective": said("perspective"), "objective": said("objective"), "KPI": said("KPI"), "link": said("link"),
    "allowance": said("allowance"), "metric": said("metric"),
}
# Fields of which one of some words is chosen.
CHOSEN = frozenset(("centre", "term", "direction", "per", "rollup", "cascade", "use", "control", "timing", "kind"))
IN_UNIT = frozenset((
    "floor", "amber", "stretch", "upper_target", "upper_amber", "upper_floor", "baseline", "targets", "red_flag",
))


@dataclass(frozen=True)
class Difference:
    """One thing that differs, in words.

    of: what kind of thing it is ("KPI", "objective" …), id: its id (of the newer strategy where it is in both).
    field: what of it, empty for the whole thing. was, now: as a person reads them, empty where there is none. since:
    the day from which a dated target differs. who, why: as a note beside the change says.
    """

    kind: Kind
    of: str
    id: str
    field: str = ""
    was: str = ""
    now: str = ""
    since: date | None = None
    who: str = ""
    why: str = ""

    @property
    def words(self) -> str:
        """The difference as one line."""
        thing = together((THINGS.get(self.of, self.of), self.id))
        if self.kind in ("added", "removed"):
            told = said("{thing}: added", thing=thing) if self.kind == "added" else said("{thing}: removed",
                                                                                         thing=thing)
            return together((told, _beside(self.now or self.was)))
        if self.kind == "moved":
            return said("{thing}: moved from {was} to {now}", thing=thing, was=self.was, now=self.now)
        if self.kind == "renamed":
            return said("{thing}: renamed from {was} to {now}", thing=thing, was=self.was, now=self.now)
        told = said("{thing}: {field} {was} → {now}", thing=thing, field=self.field, was=self.was or said("none"),
                    now=self.now or said("none"))
        if self.since:
            told = said("{change}, from {day} on", change=told, day=self.since)
        return together((told, _beside(together((self.who, self.why), ", "))))

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "of": self.of, "id": self.id, "field": self.field, "was": self.was or None,
            "now": self.now or None, "since": self.since.isoformat() if self.since else None, "who": self.who or None,
            "why": self.why or None, "words": self.words,
        }


def _beside(words: str) -> str:
    return said("({beside})", beside=words) if words else ""


def label_of(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def value_words(name: str, value: Any, thing: object, currency: str) -> str:
    """A field's value as a person reads it; empty where it is not there."""
    if isinstance(thing, Kpi) and name in IN_UNIT:
        if name == "targets":
            return path_of(thing, currency)
        return "" if value is None else write_value(value, thing.unit, currency)
    return kept(value) if name in CHOSEN and isinstance(value, str) else _plain(value)


def path_of(kpi: Kpi, currency: str) -> str:
    """A target as it is written: one value, a band, or dated points."""
    if kpi.upper_target is not None:
        edges = (kpi.targets[0][1], kpi.upper_target)
        low, high = (write_value(edge, kpi.unit, currency) for edge in edges)
        return said("{low} to {high}", low=low, high=high)
    points = [(write_value(value, kpi.unit, currency), day) for day, value in kpi.targets]
    return together((value if day == date.min else said("{value} on {day}", value=value, day=day)
                     for value, day in points), ", ")


def exactly(value: Any) -> str:
    """Numbers to their last digit, for two that read alike as they are usually written."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, tuple):
        return ", ".join(exactly(one) for one in value if one != date.min)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value in ("", (), {}):
        return ""
    if value is True or value is False:
        return said("yes") if value else said("no")
    if isinstance(value, float):
        return f"{value:g}"
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return together((together((label_of(name), _plain(one))) for name, one in parts.items() if _plain(one)), ", ")
    if isinstance(value, Mapping):
        return together((said("{name}: {value}", name=name, value=_plain(one)) for name, one in value.items()), ", ")
    if isinstance(value, Sequence) and not isinstance(value, str):
        words = [_plain(one) for one in value]
        return together(words, ", ") if all(words) else ", ".join(words)
    return value if isinstance(value, str) else str(value)
