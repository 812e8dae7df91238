"""This file is about the supervisor's floor: every queue, and by name those agents whose state who asks may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.centre.live.board import Queue, late, level_of, queues_of, troubles_of
from fourscore.centre.live.follow import is_followed
from fourscore.terms import Days, Issue

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.warehouse import AgentNow, Standing

EVERYBODY = ""


@dataclass(frozen=True)
class Floor:
    """What stands on the floor. level: the metric of the queues' service level.

    states_told: whether log-ins are told of; without them only who is at a contact is known.
    """

    queues: tuple[Queue, ...]
    agents: tuple[AgentNow, ...]
    level: str
    as_of: datetime | None
    followed: bool
    states_told: bool
    troubles: tuple[Issue, ...]

    def seen_by(self, teams: tuple[str, ...]) -> Floor:
        """The same with the people of these teams only."""
        if EVERYBODY in teams:
            return self
        return replace(self, agents=tuple(one for one in self.agents if one.team in teams))

    def late(self, now: datetime) -> bool:
        return late(self.as_of, self.troubles, now)


def floor_of(centre: Centre, stands: Standing, today: Days) -> Floor:
    """The floor with everybody on it; `Floor.seen_by` leaves those of whom may be told."""
    aimed = level_of(centre)
    return Floor(tuple(queues_of(centre, stands, today, aimed)), stands.agents, aimed[0], stands.as_of,
                 any(is_followed(line) for line in centre.settings.sources), stands.states_told, troubles_of(centre))
