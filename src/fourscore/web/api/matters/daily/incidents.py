"""This file is about incidents through the API: entered, corrected with a reason, withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from fourscore.centre import Happened, What, enter_incident, in_words, incidents_of, withdraw_incident
from fourscore.terms import Issue, WrongUse
from fourscore.web.api.desk import Desk, IfMatch, Told, seen_of
from fourscore.web.api.shapes.daily.watch import CorrectIncident, EnterIncident, IncidentShape
from fourscore.web.api.shapes.words import Done, Every


class Incidents:
    """What happened beside the figures, and explains them."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /incidents", self.list_incidents, opens="incidents", returns=Every[IncidentShape])
        desk.offer("POST /incidents", self.enter_incident, opens="watch", returns=IncidentShape, writes="incidents",
                   status=201)
        desk.offer("GET /incidents/{number}", self.get_incident, opens="incidents", returns=IncidentShape)
        desk.offer("PUT /incidents/{number}", self.correct_incident, opens="watch", returns=IncidentShape,
                   writes="incidents")
        desk.offer("DELETE /incidents/{number}", self.withdraw_incident, opens="watch", returns=Done,
                   writes="incidents")

    def list_incidents(self, period: Annotated[str, Query(max_length=60, description="All where it is left out.",
                                                          examples=["2026-W11"])] = "") -> Every[IncidentShape]:
        """The incidents that overlap a period, of queues whose figures you may see, the latest first."""
        days = self.centre.calendar.period(period) if period else None
        return Every[IncidentShape](rows=[self._shape(one) for one in incidents_of(self.centre, days)])

    def enter_incident(self, body: EnterIncident) -> Told:
        """Enter an incident. It is told beside every figure of its time, and leaves nothing out of any."""
        return self._told(enter_incident(self.centre, body.kind, body.begins, body.ends, queues=body.queues,
                                         text=body.text))

    def get_incident(self, number: int) -> Told:
        """One incident, with all that was said of it."""
        found = next((one for one in incidents_of(self.centre) if one.number == number), None)
        if found is None:
            raise WrongUse(Issue("unknown-incident", str(number), "There is no incident of that number for you.",
                                 "The list of incidents has every one you may see."))
        return self._told(found)

    def correct_incident(self, number: int, body: CorrectIncident, if_match: IfMatch = "") -> Told:
        """Correct an incident, and say what that mends. If-Match: its edition, as it was seen."""
        seen = seen_of(if_match)
        self.get_incident(number)  # number 0 would enter a new one
        return self._told(enter_incident(self.centre, body.kind, body.begins, body.ends, queues=body.queues,
                                         text=body.text, why=body.why, number=number, seen=seen))

    def withdraw_incident(self, number: int) -> Done:
        """Take an incident back; it is marked nowhere any more."""
        withdraw_incident(self.centre, number)
        return Done(done="It is marked nowhere any more.")

    def _told(self, one: Happened) -> Told:
        return Told(self._shape(one), str(one.seen))

    def _shape(self, one: Happened) -> IncidentShape:
        return IncidentShape.model_validate({
            **self._text(one.now), "number": one.number, "words": in_words(self.centre, one),
            "before": [self._text(text) for text in one.texts[:-1]]})

    def _text(self, what: What) -> dict[str, Any]:
        return {**what._asdict(), "queues": list(what.queues), "by": what.by if self.centre.keeper.names_people else ""}
