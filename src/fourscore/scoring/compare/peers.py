"""This file is about peers: with whom a person or team may be compared at all, by their work and their time there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fourscore.terms import said, said_many

# Below so many members a group tells nothing of how far its members truly differ.
FEWEST = 5
NEW, SETTLED = 91, 365
BANDS = ((NEW, said("under 3 months")), (SETTLED, said("3 to 12 months")))


class Group(NamedTuple):
    """Whose figures a person's are steadied by. queue: their main one. band: of tenure; "" where all are taken."""

    queue: str | None
    band: str = ""

    def words(self) -> str:
        if self.queue and self.band:
            return said("those who mostly work for {queue}, {band} there", queue=self.queue, band=self.band)
        if self.queue:
            return said("those who mostly work for {queue}", queue=self.queue)
        if self.band:
            return said("those whose queue is not told, {band} there", band=self.band)
        return said("those whose queue is not told")


@dataclass(frozen=True)
class Peers:
    """queue: each name's main queue. first_day: since when each is there, by local days. on: the day tenure counts to.

    team: each agent's team.
    """

    on: date
    queue: Mapping[str, str | None] = field(default_factory=dict)
    first_day: Mapping[str, date] = field(default_factory=dict)
    team: Mapping[str, str] = field(default_factory=dict)

    def band(self, name: str) -> str:
        """How long somebody has been there; "" for whom the roster does not say."""
        first = self.first_day.get(name)
        if first is None:
            return ""
        days = (self.on - first).days
        return next((word for until, word in BANDS if days < until), said("over 12 months"))

    def new(self, name: str) -> bool:
        return self.band(name) == BANDS[0][1]

    def groups(self, names: Sequence[str], there: Sequence[bool]) -> list[tuple[Group, str]]:
        """For each name the group its figure is steadied by, and what to say of it.

        Same main queue and same tenure where at least 5 such people have figures, else all of that queue, however
        long they are there; never across queues, which is other work.
        """
        narrow = [Group(self.queue.get(name), self.band(name)) for name in names]
        counted: dict[Group, int] = {}
        for group, here in zip(narrow, there, strict=True):
            counted[group] = counted.get(group, 0) + bool(here)
        found = []
        for group in narrow:
            wide = Group(group.queue)
            if not group.band or counted[group] >= FEWEST:
                found.append((group, ""))
            else:
                found.append((wide, said_many(
                    "Of {peers} only {number} with figures is {band} there, so all of them are taken together.",
                    "Of {peers} only {number} with figures are {band} there, so all of them are taken together.",
                    counted[group], peers=wide.words(), band=group.band)))
        return found


def main_queues(rows: Mapping[tuple[str, str | None], float]) -> dict[str, str | None]:
    """Each name's queue with most of its contacts; of two alike the first by name."""
    found: dict[str, tuple[float, str | None]] = {}
    for (name, queue), count in sorted(rows.items(), key=lambda row: (row[0][0], row[0][1] or "")):
        if name not in found or count > found[name][0]:
            found[name] = count, queue
    return {name: queue for name, (_, queue) in found.items()}
