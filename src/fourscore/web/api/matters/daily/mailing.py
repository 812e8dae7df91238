"""This file is about reports and subscriptions through the API: documents as files, and what one is sent by mail."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from fourscore.centre import Subscription, mine, subscribe, unsubscribe
from fourscore.terms import speaking
from fourscore.web.api.desk import Desk
from fourscore.web.api.shapes.daily.mailing import Language, Subscribe, SubscriptionShape
from fourscore.web.api.shapes.words import Done, Every
from fourscore.web.languages.tongues import spoken_in
from fourscore.web.reports.making import FORMS, report

Kind = Annotated[Literal["scorecard", "review"], Path(description="The review pack is of a month.",
                                                      examples=["scorecard"])]
Form = Annotated[Literal["pdf", "pptx", "xlsx"], Path(examples=["pdf"])]
PeriodOf = Annotated[str, Query(max_length=60, description="A period; the last whole week, of a review the last whole "
                                "month, where it is left out.", examples=["2026-W11"])]
ScopeOf = Annotated[str, Query(max_length=200, description="team:NAME, agent:NAME, site:NAME or queue_group:NAME; the "
                               "whole centre where it is left out.", examples=["team:Blues"])]
LanguageOf = Annotated[Language, Query(description="Whose words the document is in.", examples=["de"])]


class Mailing:
    """Reports, and what is sent by mail."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /reports/{kind}/{form}", self.get_report, opens="scorecard", returns=FORMS.values())
        desk.offer("GET /subscriptions", self.list_subscriptions, opens="subscriptions",
                   returns=Every[SubscriptionShape])
        desk.offer("POST /subscriptions", self.subscribe, opens="subscriptions", returns=SubscriptionShape,
                   writes="subscriptions", status=201)
        desk.offer("DELETE /subscriptions/{number}", self.unsubscribe, opens="subscriptions", returns=Done,
                   writes="subscriptions")

    def get_report(self, kind: Kind, form: Form, period: PeriodOf = "", scope: ScopeOf = "",
                   language: LanguageOf = "en") -> Response:
        """A scorecard or a review pack as PDF, PowerPoint or an Excel workbook with charts."""
        with speaking(spoken_in(language)):
            made = report(self.centre, kind, form, period, scope)
        return Response(made.body, media_type=made.media,
                        headers={"content-disposition": f'attachment; filename="{made.name}"'})

    def list_subscriptions(self) -> Every[SubscriptionShape]:
        """What you are sent by mail."""
        return Every[SubscriptionShape](rows=[_line(one) for one in mine(self.centre)])

    def subscribe(self, body: Subscribe) -> SubscriptionShape:
        """Have something sent by mail, every day, week or month."""
        number = subscribe(self.centre, what=body.what, address=body.address, every=body.every, hour=body.hour,
                           scope=body.scope, form=body.form, language=body.language)
        return next(_line(one) for one in mine(self.centre) if one.number == number)

    def unsubscribe(self, number: int) -> Done:
        """End a subscription of yours."""
        unsubscribe(self.centre, number)
        return Done(done="Nothing is sent by it any more.")


def _line(one: Subscription) -> SubscriptionShape:
    return SubscriptionShape.model_validate(one._asdict())
