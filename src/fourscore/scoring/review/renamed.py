"""This file is about what reviews keep of a strategy's things, carried over to the ids they go by from now on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from fourscore.scoring.review.tables import AcknowledgedRow, AimRow, ClosedRow, DecisionRow, InitiativeRow, LineRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def carry_over(session: Session, kind: str, ids: Mapping[str, str]) -> None:
    """Initiatives, lines of agendas, decisions and policies read follow a thing to its new id. kind: KPI, objective,
    guarded goal or policy; ids: new ids by old ones. What was published stays as it was published.
    """
    if kind == "objective":
        for row in session.scalars(select(InitiativeRow).where(InitiativeRow.objective.in_(ids))):
            row.objective = ids[row.objective]
    elif kind == "policy":
        there = {(row.policy, row.fingerprint, row.name) for row in session.scalars(select(AcknowledgedRow))}
        for one in session.scalars(select(AcknowledgedRow).where(AcknowledgedRow.policy.in_(ids))):
            if (ids[one.policy], one.fingerprint, one.name) not in there:
                one.policy = ids[one.policy]
    if kind == "KPI":
        for aim in session.scalars(select(AimRow).where(AimRow.kpi.in_(ids))):
            aim.kpi = ids[aim.kpi]
        for decision in session.scalars(select(DecisionRow).where(DecisionRow.kpi.in_(ids))):
            decision.kpi = ids[decision.kpi or ""]
    if kind in ("KPI", "guarded goal"):
        _agendas(session, ids)


def _agendas(session: Session, ids: Mapping[str, str]) -> None:
    there = {(row.month, row.signal) for row in session.scalars(select(LineRow))}
    for line in session.scalars(select(LineRow).where(LineRow.about.in_(ids))):
        now = _signal(line.signal, ids)
        if (line.month, now) not in there:
            line.signal, line.about = now, ids[line.about]
    for closed in session.scalars(select(ClosedRow)):
        closed.signal = _signal(closed.signal, ids)


def _signal(signal: str, ids: Mapping[str, str]) -> str:
    """signal:talk, missed:talk, restated:2026-03:talk: the id stands last."""
    before, _, last = signal.rpartition(":")
    return f"{before}:{ids[last]}" if before and last in ids else signal
