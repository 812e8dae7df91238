"""This file is about how one difference between two strategies is said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from fourscore.strategy.model import Kpi
from fourscore.terms import write_value

Kind = Literal["added", "removed", "renamed", "moved", "changed"]

# Fields whose own names say too little; the others are told by theirs.
LABELS = {
    "upper_target": "upper edge of the target", "upper_amber": "upper amber", "upper_floor": "upper floor",
    "targets": "target", "per": "target is meant per", "metric": "metric", "text": "wording", "by": "date",
    "serves": "goal it serves", "kpi": "KPI that shows it is kept", "first_day": "in force from",
    "until_day": "in force until", "acknowledge": "roles that acknowledge it", "lag_weeks": "lag",
    "baseline_days": "days of the baseline", "baseline_points": "points of the baseline", "control": "who can move it",
}
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
        thing = f"{self.of} {self.id}" if self.id else self.of
        if self.kind in ("added", "removed"):
            beside = self.now or self.was
            return f"{thing}: {self.kind}" + (f" ({beside})" if beside else "")
        if self.kind == "moved":
            return f"{thing}: moved from {self.was} to {self.now}"
        if self.kind == "renamed":
            return f"{thing}: renamed from {self.was} to {self.now}"
        said = f"{thing}: {self.field} {self.was or 'none'} → {self.now or 'none'}"
        said += f", from {self.since} on" if self.since else ""
        told = ", ".join(part for part in (self.who, self.why) if part)
        return f"{said} ({told})" if told else said

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "of": self.of, "id": self.id, "field": self.field, "was": self.was or None,
            "now": self.now or None, "since": self.since.isoformat() if self.since else None, "who": self.who or None,
            "why": self.why or None, "words": self.words,
        }


def label_of(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def said(name: str, value: Any, thing: object, currency: str) -> str:
    """A field's value as a person reads it; empty where it is not there."""
    if isinstance(thing, Kpi) and name in IN_UNIT:
        if name == "targets":
            return path_of(thing, currency)
        return "" if value is None else write_value(value, thing.unit, currency)
    return _plain(value)


def path_of(kpi: Kpi, currency: str) -> str:
    """A target as it is written: one value, a band, or dated points."""
    if kpi.upper_target is not None:
        edges = (kpi.targets[0][1], kpi.upper_target)
        return " to ".join(write_value(edge, kpi.unit, currency) for edge in edges)
    return ", ".join(
        write_value(value, kpi.unit, currency) + ("" if day == date.min else f" on {day}") for day, value in kpi.targets
    )


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
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        return ", ".join(f"{label_of(name)} {_plain(one)}" for name, one in parts.items() if _plain(one))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_plain(one) for one in value)
    return str(value)
