"""This file is about the history of one KPI: every change of its target and definition, with who, when and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from fourscore.strategy.model import Kpi, Strategy
from fourscore.strategy.versions.diff import compare
from fourscore.strategy.versions.words import path_of
from fourscore.terms import Issue, WrongUse, did_you_mean, said


@dataclass(frozen=True)
class Version:
    """A strategy as it stood: published by somebody at a moment (aware), or as the file has it now (number None)."""

    strategy: Strategy
    number: int | None
    at: datetime
    who: str
    why: str
    definitions: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return (said("version {number}", number=self.number) if self.number is not None
                else said("the file, not published"))


@dataclass(frozen=True)
class Step:
    """One entry of the history: when (a moment, or the day a note names), in which version, what, who and why."""

    at: datetime | date
    version: str
    what: str
    who: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {"at": self.at.isoformat(), "version": self.version, "what": self.what, "who": self.who or None,
                "why": self.why or None}


def history(kpi: str, versions: Sequence[Version], *, currency: str = "") -> list[Step]:
    """Every change of that KPI, oldest first; it is followed back through a change of its id.

    Notes that somebody wrote beside it (`changes`) stand at their own days. Raises WrongUse `unknown-kpi`.
    """
    steps: list[Step] = []
    ids = _ids(kpi, versions)
    for (before, after), here in zip(pairwise(versions), ids[1:], strict=True):
        told = compare(before.strategy, after.strategy, currency=currency, old_definitions=before.definitions,
                       new_definitions=after.definitions)
        of = _of(here, after.strategy)
        for one in told:
            mine = one.of == "KPI" and one.id == here
            if mine or (one.of == "metric" and of is not None and one.id == of.metric):
                steps.append(Step(after.at, after.name, one.words, one.who or after.who, one.why or after.why))
    first = next((place for place, here in enumerate(ids) if _of(here, versions[place].strategy)), None)
    if first == 0:
        begun, there = versions[0], _of(ids[0], versions[0].strategy)
        target = path_of(there, currency) if there else ""
        steps.insert(0, Step(begun.at, begun.name, said("KPI {kpi}: first kept, target {target}", kpi=ids[0],
                                                           target=target), begun.who, begun.why))
    notes = {note: version for version, here in zip(reversed(versions), reversed(ids), strict=True)
             if (there := _of(here, version.strategy)) for note in there.changes}
    steps += [Step(note.on, version.name, said("note on {day}", day=note.on), note.who, note.why) for note,
              version in notes.items()]
    return sorted(steps, key=_moment)


def _moment(step: Step) -> tuple[date, bool, str]:
    """By day; what was noted for a day goes before what was published on it."""
    day = step.at.date() if isinstance(step.at, datetime) else step.at
    return day, isinstance(step.at, datetime), step.at.isoformat()


def _of(kpi: str, strategy: Strategy) -> Kpi | None:
    return next((one for one in strategy.kpis() if one.id == kpi), None)


def _ids(kpi: str, versions: Sequence[Version]) -> list[str]:
    """What the KPI is called in each version, going back from the last."""
    here = kpi
    if not any(_of(kpi, version.strategy) for version in versions):
        known = [one.id for version in versions for one in version.strategy.kpis()]
        raise WrongUse(Issue("unknown-kpi", repr(kpi),
                             said("There is no KPI called {kpi}, and there never was.", kpi=repr(kpi)),
                             did_you_mean(kpi, known) or said("strategy.yaml names them all.")))
    ids = [here]
    for before, after in reversed(list(pairwise(versions))):
        renamed = [one.was for one in compare(before.strategy, after.strategy)
                   if (one.kind, one.of, one.field, one.id) == ("renamed", "KPI", "id", here)]
        here = renamed[0] if renamed else here
        ids.insert(0, here)
    return ids
