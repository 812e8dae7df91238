"""This file is about the book of published scorecards: every number as it was, and how it was corrected since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.card import Scorecard, ScoredObjective, ScoredPerspective
from fourscore.scoring.guard.verdict import BREACHED, GoalScore
from fourscore.scoring.publish.approval import Approval
from fourscore.scoring.readings import Scope
from fourscore.strategy import LEVELS, stamp_of
from fourscore.terms import Days, Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office import Office
    from fourscore.scoring.publish.tables import PublishedCard


class Value(NamedTuple):
    """One KPI as published, in the metric's unit. definition: the stamp of its metric; state: as `Measured.state`."""

    kpi: str
    name: str
    metric: str
    unit: str
    definition: str
    value: float | None
    n: int
    target: float | None
    upper_target: float | None
    score: float | None
    weight: float
    contribution: float
    state: str
    status: str
    parts: Mapping[str, int | float]


GOAL = "goal"


class Joint(NamedTuple):
    """A perspective, an objective or a goal with guards (`of`) as published; of a goal `status` is its verdict."""

    of: str
    id: str
    name: str
    score: float | None
    status: str
    weight: float
    contribution: float
    coverage: float


class Corrected(NamedTuple):
    """A later, dated word: KPI, its value, its score and the card's total, each before and after. at: aware, UTC."""

    kpi: str
    number: int
    old_value: float | None
    new_value: float | None
    old_score: float | None
    new_score: float | None
    old_total: float | None
    new_total: float | None
    load: int
    at: datetime
    approval: Approval


@dataclass(frozen=True)
class Card:
    """One published scorecard. strategy: the version's number; load: the last before; as_of, at: aware."""

    key: int
    period: str
    days: Days
    scope: Scope
    strategy: int
    load: int
    as_of: datetime | None
    score: float | None
    status: str
    coverage: float
    coverage_needed: float
    zone: str
    currency: str
    at: datetime
    approval: Approval
    joints: tuple[Joint, ...]
    values: tuple[Value, ...]
    corrections: tuple[Corrected, ...] = ()

    def standing(self, kpi: str) -> tuple[float | None, float | None]:
        """The KPI's value and score as they stand: as last corrected, else as published."""
        last = next((one for one in reversed(self.corrections) if one.kpi == kpi), None)
        if last is not None:
            return last.new_value, last.new_score
        return next((one.value, one.score) for one in self.values if one.kpi == kpi)

    def goals(self) -> dict[str, GoalScore]:
        """What each goal with guards that had begun was worth to its objective, by id."""
        return {one.id: GoalScore(one.score, one.status in BREACHED) for one in self.joints
                if one.of == GOAL and one.coverage}

    @property
    def total(self) -> float | None:
        """The total as it stands."""
        return self.corrections[-1].new_total if self.corrections else self.score


def keep_card(
    office: Office, card: Scorecard, definitions: Mapping[str, str], approval: Approval, *, strategy: int, load: int,
    now: datetime,
) -> int:
    """Keep a card with every number on it; gives its key. Raises Trouble `already-published`."""
    from sqlalchemy import insert
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.publish.tables import PublishedCard, PublishedScore, PublishedValue

    row = PublishedCard(
        period=card.period, first_day=card.days.first, until_day=card.days.until, level=card.scope.level,
        name=card.scope.name or "", strategy=strategy, load=load, as_of=card.as_of, score=card.score,
        status=card.status, coverage=card.coverage, coverage_needed=card.coverage_needed, zone=card.zone,
        currency=card.currency, published_at=now, **approval._asdict())
    try:
        with office.writing() as session:
            session.add(row)
            session.flush()
            key = {"published_card": row.published_card}
            session.execute(insert(PublishedScore), [{**key, **joint._asdict()} for joint in _joints(card)])
            values = [{**key, **value._asdict(), "parts": json.dumps(value.parts)}
                      for value in _values(card, definitions)]
            session.execute(insert(PublishedValue), values)
            return row.published_card
    except IntegrityError:
        raise _already(office, card) from None


def _already(office: Office, card: Scorecard) -> Trouble:
    there = next(one for one in cards(office) if (one.days, one.scope) == (card.days, card.scope))
    return Trouble(Issue(
        "already-published", card.period,
        said("{who} published this scorecard on {at}, and it stays as it was published.", who=there.approval.who,
             at=f"{there.at:%Y-%m-%d}"),
        said("Correct a number of it with  fourscore publish correction.")))


def _joints(card: Scorecard) -> list[Joint]:
    found = []
    for perspective in card.perspectives:
        found.append(_joint("perspective", perspective.perspective.id, perspective.perspective.name, perspective))
        for one in perspective.objectives:
            found.append(_joint("objective", one.objective.id, one.objective.name, one))
            found += [Joint(GOAL, goal.judged.guarded.id, goal.judged.guarded.text, goal.score, goal.judged.word,
                            goal.weight, goal.contribution, float(goal.begun)) for goal in one.goals]
    return found


def _joint(of: str, id_: str, name: str, scored: ScoredPerspective | ScoredObjective) -> Joint:
    return Joint(of, id_, name, scored.score, scored.status, scored.weight, scored.contribution, scored.coverage)


def _values(card: Scorecard, definitions: Mapping[str, str]) -> list[Value]:
    return [
        Value(m.kpi.id, m.kpi.name, m.kpi.metric, m.kpi.unit, stamp_of(definitions.get(m.kpi.metric, "")), m.value,
              m.n, m.target, m.upper_target, m.score, m.weight, m.contribution, m.state, m.status,
              dict(m.row.parts) if m.row else {})
        for m in card.measured()
    ]


def cards(office: Office) -> list[Card]:
    """Every published scorecard with its corrections, by period, the centre's before its teams'."""
    from sqlalchemy import select

    from fourscore.scoring.publish.tables import PublishedCard

    order = (PublishedCard.first_day, PublishedCard.until_day, PublishedCard.name)
    with office.reading() as session:
        return [_read(session, row) for row in session.scalars(select(PublishedCard).order_by(*order))]


def _read(session: Session, row: PublishedCard) -> Card:
    from sqlalchemy import select

    from fourscore.scoring.publish.tables import Correction, PublishedScore, PublishedValue

    key = row.published_card
    joints = session.scalars(select(PublishedScore).where(PublishedScore.published_card == key)
                             .order_by(PublishedScore.published_score))
    values = session.scalars(select(PublishedValue).where(PublishedValue.published_card == key)
                             .order_by(PublishedValue.published_value))
    corrected = session.scalars(select(Correction).where(Correction.published_card == key).order_by(Correction.number))
    level = next(level for level in LEVELS if level == row.level)
    return Card(
        key, row.period, Days(row.first_day, row.until_day), Scope(level, row.name or None), row.strategy, row.load,
        row.as_of, row.score, row.status, row.coverage, row.coverage_needed, row.zone, row.currency, row.published_at,
        Approval(row.who, row.role, row.why, row.verified),
        tuple(Joint(**{name: getattr(one, name) for name in Joint._fields}) for one in joints),
        tuple(Value(**{name: getattr(one, name) for name in Value._fields if name != "parts"},
                    parts=json.loads(one.parts)) for one in values),
        tuple(Corrected(one.kpi, one.number, one.old_value, one.new_value, one.old_score, one.new_score, one.old_total,
                        one.new_total, one.load, one.corrected_at, Approval(one.who, one.role, one.why, one.verified))
              for one in corrected))


def keep_correction(office: Office, card: Card, corrected: Corrected) -> None:
    """Keep a correction made of the card as it stood. Raises Trouble `corrected-meanwhile`."""
    from sqlalchemy.exc import IntegrityError

    from fourscore.scoring.publish.tables import Correction

    told = {name: value for name, value in corrected._asdict().items() if name not in ("at", "approval")}
    row = Correction(published_card=card.key, corrected_at=corrected.at, **told, **corrected.approval._asdict())
    try:
        with office.writing() as session:
            session.add(row)
    except IntegrityError:
        raise Trouble(Issue(
            "corrected-meanwhile", card.period,
            said("Somebody else corrected this scorecard after you had looked at it."),
            said("Look at it as it stands with  fourscore publish show, then correct it again."))) from None
