"""This file is about the review through the API: agenda, decisions, minutes, initiatives, policies, typed figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Query

from fourscore.centre import (
    Kept,
    Said,
    SaidInitiative,
    acknowledge,
    add_initiative,
    agenda,
    check_decisions,
    check_initiative,
    close_line,
    decide,
    enter,
    entries,
    month_of,
    policies,
    set_state,
    withdraw,
    withdraw_decision,
)
from fourscore.scoring import Initiative, initiative_of, initiatives, minutes
from fourscore.web.api.desk import Desk, who
from fourscore.web.api.shapes.cards import Sign
from fourscore.web.api.shapes.reviews import (
    AddInitiative,
    Agenda,
    AimEffect,
    Because,
    CheckedDecision,
    ClosedLine,
    CloseLine,
    Decide,
    DecisionShape,
    EnteredShape,
    EnterFigure,
    InitiativeShape,
    MinutesShape,
    PolicyShape,
    SetState,
    WithdrawFigure,
)
from fourscore.web.api.shapes.words import Done, Every


class Reviewing:
    """What is talked about in a review, decided and done."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /reviews/{month}/agenda", self.agenda, opens="stages", returns=Agenda)
        desk.offer("POST /reviews/{month}/agenda", self.keep_agenda, opens="strategy", returns=Agenda, writes="review")
        desk.offer("POST /reviews/{month}/closings", self.close_line, opens="strategy", returns=ClosedLine,
                   writes="review", status=201)
        desk.offer("GET /reviews/{month}/minutes", self.minutes, opens="stages", returns=MinutesShape)
        desk.offer("POST /reviews/{month}/decisions", self.decide, opens="strategy", returns=DecisionShape,
                   writes="review", status=201)
        desk.offer("GET /decisions", self.list_decisions, opens="stages", returns=Every[CheckedDecision])
        desk.offer("POST /decisions/{number}/withdrawal", self.withdraw_decision, opens="strategy",
                   returns=DecisionShape, writes="review")
        desk.offer("GET /initiatives", self.list_initiatives, opens="stages", returns=Every[InitiativeShape])
        desk.offer("POST /initiatives", self.add_initiative, opens="strategy", returns=InitiativeShape, writes="review",
                   status=201)
        desk.offer("GET /initiatives/{initiative}", self.get_initiative, opens="stages", returns=InitiativeShape)
        desk.offer("POST /initiatives/{initiative}/states", self.set_initiative_state, opens="strategy",
                   returns=InitiativeShape, writes="review")
        desk.offer("GET /initiatives/{initiative}/effects", self.initiative_effects, opens="stages",
                   returns=Every[AimEffect])
        desk.offer("GET /policies", self.list_policies, opens="stages", returns=Every[PolicyShape])
        desk.offer("POST /policies/{policy}/acknowledgement", self.acknowledge_policy, opens="account", returns=Done,
                   writes="people")
        desk.offer("GET /figures", self.list_figures, opens="stages", returns=Every[EnteredShape])
        desk.offer("POST /figures", self.enter_figure, opens="load", returns=EnteredShape, writes="figures", status=201)
        desk.offer("POST /figures/withdrawals", self.withdraw_figure, opens="load", returns=EnteredShape,
                   writes="figures")

    # -- the review --------------------------------------------------------------------------------------------------

    def agenda(self, month: str) -> Agenda:
        """The agenda of a month's review, worked out from its figures."""
        name, found = agenda(self.centre, month)
        return Agenda.model_validate({"month": name, "lines": [
            {"line": one.line._asdict(), "closed": one.closed._asdict() if one.closed else None} for one in found]})

    def keep_agenda(self, month: str) -> Agenda:
        """Keep the agenda of a month as it stands, for its minutes."""
        name, found = agenda(self.centre, month, keep=True)
        return Agenda.model_validate({"month": name, "lines": [
            {"line": one.line._asdict(), "closed": one.closed._asdict() if one.closed else None} for one in found]})

    def close_line(self, month: str, body: CloseLine) -> ClosedLine:
        """Close a line of the agenda, with a reason."""
        return ClosedLine.model_validate(close_line(
            self.centre, month, body.signal, body.closed_as, who(body.who), body.why)._asdict())

    def minutes(self, month: str) -> MinutesShape:
        """The minutes: the agenda as it was kept, how its lines were closed, and what was decided."""
        kept = minutes(self.centre.office, month_of(self.centre, month)[0])
        return MinutesShape.model_validate({
            "month": kept.month, "lines": [one._asdict() for one in kept.lines],
            "closed": [one._asdict() for one in kept.closed], "decisions": [one._asdict() for one in kept.decisions]})

    def decide(self, month: str, body: Decide) -> DecisionShape:
        """Keep a decision, with what is expected of it."""
        return DecisionShape.model_validate(decide(
            self.centre, month, body.text, who(body.who), kpi=body.kpi, expect=body.expect, by=body.by)._asdict())

    def list_decisions(self) -> Every[CheckedDecision]:
        """Every decision, and what came of it beside what would have come anyway."""
        return Every[CheckedDecision](rows=[CheckedDecision.model_validate(
            {**one.decision._asdict(), "effect": one.effect._asdict() if one.effect else None})
            for one in check_decisions(self.centre)])

    def withdraw_decision(self, number: int, body: Because) -> DecisionShape:
        """Take a decision back; it stays in the minutes."""
        return DecisionShape.model_validate(withdraw_decision(
            self.centre, number, who(body.who), body.why)._asdict())

    # -- initiatives -------------------------------------------------------------------------------------------------

    def list_initiatives(self) -> Every[InitiativeShape]:
        """Every initiative."""
        return Every[InitiativeShape](rows=[_initiative(one) for one in initiatives(self.centre.office)])

    def add_initiative(self, body: AddInitiative) -> InitiativeShape:
        """Write an initiative down, with what it should change and why it should work."""
        said = SaidInitiative(body.id, body.name, body.hypothesis, body.objective, body.owner, list(body.expect),
                              body.start, body.cost, list(body.teams), list(body.against))
        return _initiative(add_initiative(self.centre, said, who(body.who)))

    def get_initiative(self, initiative: str) -> InitiativeShape:
        """One initiative."""
        return _initiative(initiative_of(self.centre.office, initiative))

    def set_initiative_state(self, initiative: str, body: SetState) -> InitiativeShape:
        """Say where an initiative stands now, and why."""
        return _initiative(set_state(self.centre, initiative, body.state, who(body.who), body.why))

    def initiative_effects(self, initiative: str) -> Every[AimEffect]:
        """What came of an initiative, beside what would have come anyway."""
        return Every[AimEffect](rows=[AimEffect.model_validate(
            {"aim": one.aim._asdict(), "effect": one.effect._asdict()})
            for one in check_initiative(self.centre, initiative)])

    # -- policies and typed figures ----------------------------------------------------------------------------------

    def list_policies(self) -> Every[PolicyShape]:
        """Every policy: whether it is kept, and who still has to read it."""
        return Every[PolicyShape](rows=[PolicyShape.model_validate({
            "id": one.policy.id, "text": one.policy.text, "owner": one.policy.owner, "serves": one.policy.serves,
            "kpi": one.policy.kpi or None, "in_force": one.in_force, "value": one.shown.value if one.shown else None,
            "target": one.shown.target if one.shown else None, "owed": [person._asdict() for person in one.owed]})
            for one in policies(self.centre)])

    def acknowledge_policy(self, policy: str, body: Sign) -> Done:
        """Say that you have read a policy."""
        new = acknowledge(self.centre, policy, who(body.who))
        return Done(done="Kept." if new else "It was kept before; the wording is the same.")

    def list_figures(self, metric: Annotated[str, Query(max_length=200, examples=["market_share"])] = "",
                     ) -> Every[EnteredShape]:
        """Every figure that was entered by hand, with what it was before."""
        return Every[EnteredShape](rows=[_entered(one) for one in entries(self.centre, metric)])

    def enter_figure(self, body: EnterFigure) -> EnteredShape:
        """Enter a figure by hand; what was entered before stays beside it."""
        return _kept(enter(self.centre, body.metric, body.period, body.numerator, body.denominator,
                           by=who(body.who), team=body.team, queue=body.queue, note=body.note))

    def withdraw_figure(self, body: WithdrawFigure) -> EnteredShape:
        """Take an entered figure back."""
        return _kept(withdraw(self.centre, body.metric, body.period, by=who(body.who), team=body.team,
                              queue=body.queue, note=body.note))


def _initiative(one: Initiative) -> InitiativeShape:
    return InitiativeShape.model_validate({
        **one._asdict(), "cost": None if one.cost is None else float(one.cost), "state": one.state,
        "aims": [aim._asdict() for aim in one.aims], "states": [state._asdict() for state in one.states]})


def _kept(kept: Kept) -> EnteredShape:
    return _entered(Said(kept.said, stands=kept.said.num is not None))


def _entered(one: Said) -> EnteredShape:
    said = one.said
    state = "stands" if one.stands else "withdrawal" if said.num is None else "was"
    return EnteredShape.model_validate({
        **said.cell._asdict(), "number": said.number, "numerator": _plain(said.num), "denominator": _plain(said.den),
        "said_by": said.said_by, "said_at": said.said_at, "note": said.note, "state": state})


def _plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    return f"{value.to_integral_value() if value == value.to_integral_value() else value.normalize():f}"
