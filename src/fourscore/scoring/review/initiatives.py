"""This file is about initiatives: what is done to move KPIs, by whom, at what cost, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.office import Office

STATES = ("planned", "running", "done", "stopped")
OPEN = ("planned", "running")


class InitiativeAim(NamedTuple):
    """A KPI to move: by how much, in the metric's unit with its sign, and by which local day."""

    kpi: str
    change: float
    by_day: date


class Stood(NamedTuple):
    """A state, since when (aware), by whom and why."""

    state: str
    at: datetime
    who: str
    why: str


class Initiative(NamedTuple):
    """One initiative. first_day: the local day it begins on. scope: its teams (none: the whole centre).

    against: teams it is held against, in which nothing of it is done. states: oldest first.
    """

    id: str
    name: str
    hypothesis: str
    objective: str
    owner: str
    cost: Decimal | None
    currency: str
    first_day: date
    scope: tuple[str, ...]
    against: tuple[str, ...]
    aims: tuple[InitiativeAim, ...]
    states: tuple[Stood, ...]

    @property
    def state(self) -> str:
        return self.states[-1].state

    @property
    def due(self) -> date:
        """The day by which the last of its KPIs is to have moved."""
        return max(aim.by_day for aim in self.aims)


def keep_initiative(office: Office, made: Initiative, *, who: str, now: datetime) -> None:
    """Keep a new one, with its first state. Raises Trouble `initiative-twice`."""
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.review.tables import AimRow, InitiativeRow, StateRow

    plain = {name: getattr(made, name) for name in ("id", "name", "hypothesis", "objective", "owner", "cost",
                                                    "currency", "first_day")}
    row = InitiativeRow(**plain, scope=_list(made.scope), against=_list(made.against), written_at=now, who=who)
    try:
        with office.writing() as session:
            session.add(row)
            session.flush()
            session.add_all(AimRow(initiative=row.initiative, **aim._asdict()) for aim in made.aims)
            session.add_all(StateRow(initiative=row.initiative, number=number, **stood._asdict())
                            for number, stood in enumerate(made.states, 1))
    except IntegrityError:
        raise Trouble(Issue("initiative-twice", made.id,
                            said("There is already an initiative called {id}.", id=repr(made.id)),
                            said("Choose another id, or look at it with  fourscore initiative show"))) from None


def _list(names: Sequence[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)


def keep_state(office: Office, id_: str, stood: Stood, *, after: int) -> None:
    """Let a state follow the first `after` ones. Raises WrongUse `unknown-initiative`; Trouble `changed-meanwhile`."""
    from sqlalchemy import select
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.review.tables import InitiativeRow, StateRow

    try:
        with office.writing() as session:
            row = session.scalars(select(InitiativeRow).where(InitiativeRow.id == id_)).one()
            session.add(StateRow(initiative=row.initiative, number=after + 1, **stood._asdict()))
    except IntegrityError:
        raise Trouble(Issue("changed-meanwhile", id_,
                            said("Somebody else changed the state of this initiative meanwhile."),
                            said("Look at it with  fourscore initiative show, then change it again."))) from None


def initiatives(office: Office) -> list[Initiative]:
    """Every initiative there ever was, by the day it began."""
    from sqlalchemy import select

    from fourscore.scoring.review.tables import AimRow, InitiativeRow, StateRow

    with office.reading() as session:
        aims: dict[int, list[InitiativeAim]] = {}
        for aim in session.scalars(select(AimRow).order_by(AimRow.initiative_aim)):
            aims.setdefault(aim.initiative, []).append(InitiativeAim(aim.kpi, aim.change, aim.by_day))
        states: dict[int, list[Stood]] = {}
        for one in session.scalars(select(StateRow).order_by(StateRow.number)):
            states.setdefault(one.initiative, []).append(Stood(one.state, one.at, one.who, one.why))
        order = (InitiativeRow.first_day, InitiativeRow.initiative)
        return [
            Initiative(row.id, row.name, row.hypothesis, row.objective, row.owner, row.cost, row.currency,
                       row.first_day, tuple(json.loads(row.scope)), tuple(json.loads(row.against)),
                       tuple(aims[row.initiative]), tuple(states[row.initiative]))
            for row in session.scalars(select(InitiativeRow).order_by(*order))
        ]


def initiative_of(office: Office, id_: str) -> Initiative:
    """That one. Raises WrongUse `unknown-initiative`."""
    there = initiatives(office)
    for one in there:
        if one.id == id_:
            return one
    raise WrongUse(Issue("unknown-initiative", repr(id_), said("There is no initiative called {id_}.", id_=repr(id_)),
                         did_you_mean(id_, [one.id for one in there]) or said("See  fourscore initiative list")))


def objectives_helped(office: Office) -> set[str]:
    """The objectives for which an initiative is planned or running."""
    return {one.objective for one in initiatives(office) if one.state in OPEN}
