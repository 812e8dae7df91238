"""This file is about peers: with whom a person or team may be compared at all, by their work and their time there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

# Below so many members a group tells nothing of how far its members truly differ.
FEWEST = 5
NEW, SETTLED = 91, 365
BANDS = ((NEW, "under 3 months"), (SETTLED, "3 to 12 months"))


class Group(NamedTuple):
    """Whose figures a person's are steadied by. queue: their main one. band: of tenure; "" where all are taken."""

    queue: str | None
    band: str = ""

    def words(self) -> str:
        queue = f"who mostly work for {self.queue}" if self.queue else "whose queue is not told"
        return f"those {queue}{f', {self.band} there' if self.band else ''}"


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
        return next((word for until, word in BANDS if days < until), "over 12 months")

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
                few = f"only {counted[group]} with figures {'is' if counted[group] == 1 else 'are'} {group.band} there"
                found.append((wide, f"Of {wide.words()} {few}, so all of them are taken together."))
        return found


def main_queues(rows: Mapping[tuple[str, str | None], float]) -> dict[str, str | None]:
    """Each name's queue with most of its contacts; of two alike the first by name."""
    found: dict[str, tuple[float, str | None]] = {}
    for (name, queue), count in sorted(rows.items(), key=lambda row: (row[0][0], row[0][1] or "")):
        if name not in found or count > found[name][0]:
            found[name] = count, queue
    return {name: queue for name, (_, queue) in found.items()}
