"""This file is about alerts through the API: their rules, what fires, and who takes it on."""

from __future__ import annotations

from typing import Any

from fourscore.centre import (
    Past,
    RuleText,
    Watched,
    acknowledge_alert,
    alert_history,
    keep_alert,
    watched,
    withdraw_alert,
)
from fourscore.terms import Issue, WrongUse
from fourscore.web.api.desk import Desk, IfMatch, Told, seen_of
from fourscore.web.api.shapes.daily.watch import AlertShape, EpisodeShape, KeepAlert, TakeOn
from fourscore.web.api.shapes.words import Done, Every


class Alerts:
    """What is watched, and what fired."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /alerts", self.list_alerts, opens="watch", returns=Every[AlertShape])
        desk.offer("POST /alerts", self.add_alert, opens="watch", returns=AlertShape, writes="alerts", status=201)
        desk.offer("GET /alerts/episodes", self.list_episodes, opens="watch", returns=Every[EpisodeShape])
        desk.offer("POST /alerts/episodes/{number}/acknowledgement", self.acknowledge_alert, opens="watch",
                   returns=Done, writes="alerts")
        desk.offer("GET /alerts/{number}", self.get_alert, opens="watch", returns=AlertShape)
        desk.offer("PUT /alerts/{number}", self.change_alert, opens="watch", returns=AlertShape, writes="alerts")
        desk.offer("DELETE /alerts/{number}", self.withdraw_alert, opens="watch", returns=Done, writes="alerts")

    def list_alerts(self) -> Every[AlertShape]:
        """Every rule whose figure you may see, and how it stands."""
        return Every[AlertShape](rows=[_alert(one) for one in watched(self.centre)])

    def add_alert(self, body: KeepAlert) -> Told:
        """Have a figure watched. Who is named on duty, and the owner, have to be able to see it."""
        return self._told(keep_alert(self.centre, _said(body)).number)

    def get_alert(self, number: int) -> Told:
        """One rule, with what it said before."""
        return self._told(number)

    def change_alert(self, number: int, body: KeepAlert, if_match: IfMatch = "") -> Told:
        """Change a rule; for its owner, whoever made it, and the managers. If-Match: its edition, as it was seen."""
        seen = seen_of(if_match)
        self._told(number)  # number 0 would make a new one
        return self._told(keep_alert(self.centre, _said(body), number=number, seen=seen).number)

    def withdraw_alert(self, number: int) -> Done:
        """Let a rule watch no more."""
        withdraw_alert(self.centre, number)
        return Done(done="It watches no more.")

    def list_episodes(self) -> Every[EpisodeShape]:
        """What fired, the latest first, of rules whose figures you may see."""
        return Every[EpisodeShape](rows=[_episode(one) for one in alert_history(self.centre)])

    def acknowledge_alert(self, number: int, body: TakeOn) -> Done:
        """Take a firing alert on: nobody else is told of it."""
        taken = acknowledge_alert(self.centre, number, body.note)
        return Done(done="It is yours." if taken else "Somebody took it on before, or it is over.")

    def _told(self, number: int) -> Told:
        found = next((one for one in watched(self.centre) if one.rule.number == number), None)
        if found is None:
            raise WrongUse(Issue("unknown-alert", str(number), "There is no alert of that number for you.",
                                 "The list of alerts has every one you may see."))
        return Told(_alert(found), str(found.rule.seen))


def _said(body: KeepAlert) -> dict[str, str]:
    """The rule in the words of the page's form."""
    said = {name: value for name, value in body.model_dump().items() if name not in ("duty", "lasts")}
    return {**said, "for": body.lasts, "duty": "\n".join(body.duty)}


def _alert(one: Watched) -> AlertShape:
    reading = one.reading
    return AlertShape.model_validate({
        **_text(one.rule.now), "number": one.rule.number, "state": one.episode.state if one.episode else "",
        "episode": one.episode.number if one.episode else None, "shown": reading.shown if reading else "",
        "value": reading.value if reading else None, "n": reading.n if reading else None,
        "why": reading.why if reading else "", "before": [_text(text) for text in one.rule.texts[:-1]]})


def _text(text: RuleText) -> dict[str, Any]:
    return {**text._asdict(), "where": {name: list(labels) for name, labels in text.where}, "duty": list(text.duty)}


def _episode(one: Past) -> EpisodeShape:
    return EpisodeShape.model_validate({**one.episode._asdict(), "name": one.rule.name,
                                        "events": [event._asdict() for event in one.events]})
