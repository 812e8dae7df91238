"""This file is about what is signed through the API: strategies and scorecards as published, months closed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from fourscore.centre import (
    CardShown,
    Month,
    changes_of,
    close_month,
    correct,
    diff,
    may_have_moved,
    months,
    publication_of,
    publish_card,
    publish_strategy,
    published_card,
    reopen_month,
    shown,
)
from fourscore.scoring import Publication, cards, strategies
from fourscore.web.api.desk import Desk, IfMatch, Told, edition_of, passed, plain, who
from fourscore.web.api.shapes.cards import ClosedMonth, CorrectCard, MonthShape, PublishCard, PublishedCard, Sign
from fourscore.web.api.shapes.strategies import DiffShape, PublishStrategy, StepShape, VersionLine, VersionText
from fourscore.web.api.shapes.words import Done, Every

Version = Annotated[str, Query(max_length=40, description="v1, v2 …, or file; empty for the last two.",
                               examples=["v1"])]


class Publishing:
    """What is published and signed off."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /strategy/versions", self.list_versions, opens="stages", returns=Every[VersionLine])
        desk.offer("POST /strategy/versions", self.publish_strategy, opens="strategy", returns=VersionLine,
                   writes="strategy", status=201)
        desk.offer("GET /strategy/versions/{version}", self.get_version, opens="stages", returns=VersionText)
        desk.offer("GET /strategy/diff", self.strategy_diff, opens="stages", returns=DiffShape)
        desk.offer("GET /strategy/kpis/{kpi}/history", self.kpi_history, opens="stages", returns=Every[StepShape])
        desk.offer("GET /scorecards", self.list_published, opens="stages", returns=Every[PublishedCard])
        desk.offer("POST /scorecards", self.publish_scorecard, opens="strategy", returns=PublishedCard,
                   writes="strategy", status=201)
        desk.offer("GET /scorecards/{period}", self.get_published, opens="stages", returns=PublishedCard)
        desk.offer("POST /scorecards/{period}/corrections", self.correct_scorecard, opens="strategy",
                   returns=PublishedCard, writes="strategy", status=201)
        desk.offer("GET /months", self.list_months, opens="stages", returns=Every[MonthShape])
        desk.offer("POST /months/{month}/closing", self.close_month, opens="strategy", returns=ClosedMonth,
                   writes="review")
        desk.offer("POST /months/{month}/reopening", self.reopen_month, opens="strategy", returns=Done, writes="review")

    # -- the strategy ------------------------------------------------------------------------------------------------

    def list_versions(self) -> Told:
        """Every published version of the strategy. Its edition is the newest one's number."""
        there = strategies(self.centre.office)
        return Told(Every[VersionLine](rows=[version_line(one) for one in there]),
                    str(there[-1].number if there else 0))

    def publish_strategy(self, body: PublishStrategy, if_match: IfMatch = "") -> VersionLine:
        """Publish the strategy as its file stands, as the next version.

        If-Match: the edition of the list of versions, as it was seen.
        """
        seen = edition_of(if_match)
        newest = strategies(self.centre.office)
        if seen != str(newest[-1].number if newest else 0):
            raise passed()
        return version_line(publish_strategy(self.centre, who(body.who), body.why, seen=int(seen)))

    def get_version(self, version: str) -> VersionText:
        """A published version with its text: v1, v2 …"""
        one = publication_of(self.centre, version)
        return VersionText.model_validate({**version_line(one).model_dump(), "text": one.text})

    def strategy_diff(self, old: Version = "", new: Version = "") -> DiffShape:
        """What differs between two versions of the strategy, or the newest and the file."""
        return DiffShape.model_validate(plain(diff(self.centre, old, new)))

    def kpi_history(self, kpi: str) -> Every[StepShape]:
        """How a measure of the strategy came to be what it is."""
        return Every[StepShape](rows=[StepShape.model_validate(step.as_dict())
                                      for step in changes_of(self.centre, kpi)])

    # -- scorecards --------------------------------------------------------------------------------------------------

    def list_published(self) -> Every[PublishedCard]:
        """Every published scorecard, with what moved since."""
        there = cards(self.centre.office)
        return Every[PublishedCard](rows=[_card(
            shown(self.centre, one) if may_have_moved(self.centre, one) else CardShown(one, one.total, (), {}))
            for one in there])

    def publish_scorecard(self, body: PublishCard) -> PublishedCard:
        """Publish the scorecard of a period: kept as it is, whatever is loaded later."""
        made = publish_card(self.centre, body.period, who(body.who), body.why, **_named(body))
        return _card(shown(self.centre, made))

    def get_published(self, period: str, team: Annotated[str, Query(max_length=200, examples=["Billing"])] = "",
                      site: Annotated[str, Query(max_length=200, examples=["Leeds"])] = "",
                      queue_group: Annotated[str, Query(max_length=200, examples=["Money"])] = "") -> PublishedCard:
        """A scorecard as published, beside what the data say now."""
        return _card(shown(self.centre, published_card(self.centre, period, team=team, site=site,
                                                       queue_group=queue_group)))

    def correct_scorecard(self, period: str, body: CorrectCard) -> PublishedCard:
        """Correct a published number, with a date and a reason; what was published stays beside it."""
        correct(self.centre, period, body.kpi, who(body.who), body.why, value=body.value, **_named(body))
        return _card(shown(self.centre, published_card(self.centre, period, **_named(body))))

    # -- months ------------------------------------------------------------------------------------------------------

    def list_months(self) -> Every[MonthShape]:
        """Every month: open or closed, and which numbers moved since it was closed."""
        return Every[MonthShape](rows=[_month(one) for one in months(self.centre)])

    def close_month(self, month: str, body: Sign) -> ClosedMonth:
        """Sign a month off: its numbers are kept, so that what moves later is seen."""
        numbers = close_month(self.centre, month, who(body.who))
        return ClosedMonth(month=month, numbers=len(numbers), late=sum(not one.complete for one in numbers))

    def reopen_month(self, month: str, body: Sign) -> Done:
        """Open a closed month again."""
        reopen_month(self.centre, month, who(body.who))
        return Done(done=f"{month} is open again.")


def _named(body: PublishCard) -> dict[str, str]:
    return {"team": body.team, "site": body.site, "queue_group": body.queue_group}


def version_line(one: Publication) -> VersionLine:
    return VersionLine.model_validate({"version": one.number, "fingerprint": one.fingerprint, "whole": one.whole,
                                       "published_at": one.at, "approval": one.approval})


def _card(told: CardShown) -> PublishedCard:
    card = told.card
    known: dict[str, Any] = {name: getattr(card, name) for name in PublishedCard.model_fields
                             if name not in ("total_now", "restated", "scope")}
    return PublishedCard.model_validate({
        **known, "scope": {"level": card.scope.level, "name": card.scope.name}, "total_now": told.total_now,
        "restated": [{"kpi": one.value.kpi, "published": one.value.value, "now": one.now, "n": one.value.n,
                      "n_now": one.n_now, "redefined": one.redefined, "loads": plain(one.loads)}
                     for one in told.restated]})


def _month(one: Month) -> MonthShape:
    return MonthShape.model_validate({
        **one._asdict(), "reopened": [{"who": person, "at": at} for person, at in one.reopened],
        "moved": [{**moved._asdict(), "scope": dict(moved.scope), "loads": [touch._asdict() for touch in moved.loads]}
                  for moved in one.moved]})
