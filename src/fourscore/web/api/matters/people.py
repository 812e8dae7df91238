"""This file is about people through the API: teams and agents within rights, disputes, the staff agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query

from fourscore.centre import (
    Disputed,
    acknowledge_agreement,
    agreement_of,
    agreements_of,
    answer_dispute,
    approve_agreement,
    disputes_of,
    open_dispute,
    tell_agents,
)
from fourscore.terms import Days, Issue, WrongUse
from fourscore.web.api.desk import Desk, plain, who
from fourscore.web.api.shapes.cards import Sign
from fourscore.web.api.shapes.people import (
    AgentShape,
    AgreementShape,
    AnswerDispute,
    ApprovedShape,
    DisputeShape,
    NoticeShape,
    OpenDispute,
    TeamShape,
)
from fourscore.web.api.shapes.words import Done, Every


class People:
    """Teams, agents, and what is agreed with them."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /teams", self.list_teams, opens="scorecard", returns=Every[TeamShape])
        desk.offer("GET /agents", self.list_agents, opens="scorecard", returns=Every[AgentShape])
        desk.offer("GET /agents/{name}", self.get_agent, opens="scorecard", returns=AgentShape)
        desk.offer("GET /disputes", self.list_disputes, opens="audit", returns=Every[DisputeShape])
        desk.offer("POST /disputes", self.open_dispute, opens="audit", returns=DisputeShape, writes="people",
                   status=201)
        desk.offer("POST /disputes/{number}/answers", self.answer_dispute, opens="audit", returns=DisputeShape,
                   writes="people")
        desk.offer("GET /agreement", self.agreement, opens="audit", returns=AgreementShape)
        desk.offer("GET /agreement/history", self.agreement_history, opens="audit", returns=Every[ApprovedShape])
        desk.offer("POST /agreement/approval", self.approve_agreement, opens="strategy", returns=AgreementShape,
                   writes="people")
        desk.offer("POST /agreement/notices", self.tell_agents, opens="strategy", returns=Every[NoticeShape],
                   writes="people")
        desk.offer("POST /agreement/acknowledgement", self.acknowledge_agreement, opens="account", returns=Done,
                   writes="people")

    def list_teams(self) -> Every[TeamShape]:
        """The teams of the last quarter of a year, as far as they are yours to see."""
        lines = {team.name: team for team in self.centre.settings.people.teams}
        return Every[TeamShape](rows=[TeamShape(
            name=team or None, leader=self.rooms.frame.owner(lines[team].leader or "") if team in lines else "",
            site=lines[team].site if team in lines else None, agents=agents)
            for team, agents in self._there().items()])

    def list_agents(self) -> Every[AgentShape]:
        """The agents whose figures you may ask for."""
        return Every[AgentShape](rows=[self._agent(name, team) for team, agents in self._there().items()
                                       for name in agents])

    def get_agent(self, name: str) -> AgentShape:
        """One agent, and where their scorecard is."""
        for team, agents in self._there().items():
            if name in agents:
                return self._agent(name, team)
        raise WrongUse(self.rooms.frame.rights.hidden())

    def _agent(self, name: str, team: str) -> AgentShape:
        own = name in self.rooms.frame.rights.asker.own
        return AgentShape(name=name, team=team or None, notice=self.centre.keeper.notice(name) if own else "",
                          scorecard=f"/api/v1/scorecard?agent={quote(name)}")

    def _there(self) -> Mapping[str, list[str]]:
        """Team → agents, as the pickers of the pages offer them."""
        spread = self.centre.metrics.spread()
        if spread is None:
            return {}
        rights, found = self.rooms.frame.rights, dict[str, list[str]]()
        for team, agents in self.rooms.frame.people(spread).items():
            mine = [name for name in agents if rights.covers((), {"agent": [name]}, spread)]
            if mine or (team and rights.covers((), {"team": [team]}, spread)):
                found[team] = mine
        return found

    # -- disputes ----------------------------------------------------------------------------------------------------

    def list_disputes(self, agent: Annotated[str, Query(max_length=200, examples=["Ada Bell"])] = "",
                      ) -> Every[DisputeShape]:
        """The disputes on numbers of agents you may see; without the number where that is not yours to see."""
        return Every[DisputeShape](rows=[_dispute(one) for one in disputes_of(self.centre, agent or None)
                                         if self._mine(one.agent, Days(one.first_day, one.until_day))])

    def open_dispute(self, body: OpenDispute) -> DisputeShape:
        """Say that a number of an agent is wrong; it stays shown, with a mark."""
        days = self.centre.calendar.period(body.period)
        if not self._mine(body.agent, days):
            raise WrongUse(self.rooms.frame.rights.hidden())
        return _dispute(open_dispute(self.centre, body.metric, agent=body.agent, days=days, by=who(body.who),
                                     why=body.why))

    def answer_dispute(self, number: int, body: AnswerDispute) -> DisputeShape:
        """Answer a dispute: upheld, corrected once the facts are, or withdrawn by who opened it.

        The managers answer, and whoever leads the agent.
        """
        there = next((one for one in disputes_of(self.centre) if one.number == number
                      and self._mine(one.agent, Days(one.first_day, one.until_day))), None)
        if there is None:
            raise WrongUse(Issue("unknown-dispute", str(number), f"There is no dispute with the number {number}.",
                                 "The list of disputes has every one you may see."))
        return _dispute(answer_dispute(self.centre, number, by=who(body.who), outcome=body.outcome, text=body.text))

    def _mine(self, agent: str, days: Days) -> bool:
        return self.rooms.frame.rights.covers((), {"agent": [agent]}, days)

    # -- the agreement -----------------------------------------------------------------------------------------------

    def agreement(self) -> AgreementShape:
        """The staff agreement in force, what waits for approval, and who was told; of others only to the managers."""
        return self._agreement()

    def _agreement(self) -> AgreementShape:
        told: dict[str, Any] = plain(agreement_of(self.centre))
        rights = self.rooms.frame.rights
        if not rights.everything:
            told["told"] = [one for one in told["told"] if one["agent"] in (*rights.asker.own, rights.asker.said)]
            told["issues"] = []
        return AgreementShape.model_validate(told)

    def agreement_history(self) -> Every[ApprovedShape]:
        """Every agreement that was in force, with what it changed."""
        return Every[ApprovedShape](rows=[ApprovedShape.model_validate({**one._asdict(), "changes": changed})
                                          for one, changed in agreements_of(self.centre)])

    def approve_agreement(self, body: Sign) -> AgreementShape:
        """Put what people.yaml says of the staff agreement in force."""
        approve_agreement(self.centre, who(body.who))
        return self._agreement()

    def tell_agents(self, body: Sign) -> Every[NoticeShape]:
        """Tell every agent of the agreement in force."""
        return Every[NoticeShape](rows=[NoticeShape.model_validate(one._asdict())
                                        for one in tell_agents(self.centre, who(body.who))])

    def acknowledge_agreement(self, body: Sign) -> Done:
        """Say that you have read the agreement."""
        done = acknowledge_agreement(self.centre, who(body.who))
        return Done(done="Kept." if done else "Nothing waits for you.")


def _dispute(one: Disputed) -> DisputeShape:
    return DisputeShape.model_validate({**one._asdict(), "outcome": one.outcome,
                                        "answers": [answer._asdict() for answer in one.answers]})
