"""This file is about the shapes of incidents, and of alerts: their rules, and what fired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fourscore.web.api.shapes.words import (
    Body,
    Count,
    CountOrNone,
    Moment,
    MomentOrNone,
    Number,
    Person,
    Said,
    Shape,
    State,
    Where,
)

Kind = Annotated[str, Field(max_length=20, examples=["outage"], description="outage, mailing, weather or other.")]
Queues = Annotated[Sequence[str], Field(max_length=200, examples=[["Billing"]], description="None for all.")]
AtBegin = Annotated[str, Field(max_length=40, examples=["2026-03-09 14:05"], description="By the centre's clock.")]
AtEnd = Annotated[str, Field(max_length=40, examples=["2026-03-09 15:30"], description="The first moment it was over; "
                             "empty while it goes on.")]
Words = Annotated[str, Field(max_length=500, examples=["The line was down."])]
Mends = Annotated[str, Field(max_length=500, examples=["It ended earlier."])]


class IncidentText(Shape):
    """What an incident was said to be. why: what a correction mends. by: empty for whom people have no names."""

    kind: Kind
    queues: Queues
    begins_at: Moment
    ends_at: MomentOrNone
    text: Said
    why: Mends
    by: Person
    at: Moment


class IncidentShape(IncidentText):
    """An incident as it stands. words: in a sentence. before: what was said of it, the oldest first."""

    number: Count
    words: Said
    before: Sequence[IncidentText]


class EnterIncident(Body):
    """An incident to be entered."""

    kind: Kind
    begins: AtBegin
    ends: AtEnd = ""
    queues: Queues = ()
    text: Words = ""


class CorrectIncident(EnterIncident):
    """What an incident was, and what the correction mends."""

    why: Mends


class AlertText(Shape):
    """What a rule says. side: above, below or silent. span: over what time. for_s: how long it has to hold.

    least: of how many things at least. duty: who is told when, in their order. escalate_s: after so long without an
    answer the next one is told; 0 never.
    """

    name: Annotated[str, Field(examples=["Billing waits too long"])]
    metric: Annotated[str, Field(examples=["service_level:offered"])]
    where: Where
    side: Annotated[str, Field(examples=["below"])]
    threshold: Number
    clears: Number
    span: Annotated[str, Field(examples=["half_hour"])]
    for_s: Count
    least: Count
    owner: Person
    duty: Annotated[Sequence[str], Field(examples=[["Mara Quinn: mon-fri 08:00-18:00"]])]
    quiet: Annotated[str, Field(examples=["22:00-06:00"])]
    escalate_s: Count
    by: Person
    at: Moment


class AlertShape(AlertText):
    """A rule, with what it reads and how it stands: empty where quiet, else pending, firing or acknowledged.

    episode: that is open. shown: its last reading in words; why: why there is none.
    """

    number: Count
    state: State
    episode: CountOrNone
    shown: Annotated[str, Field(examples=["72 %"])]
    value: Number
    n: CountOrNone
    why: Said
    before: Sequence[AlertText]


class KeepAlert(Body):
    """A rule, as a person writes it. lasts, escalate: lengths of time such as 10m. clears: from when on it is over."""

    name: Annotated[str, Field(max_length=80, examples=["Billing waits too long"])]
    metric: Annotated[str, Field(max_length=200, examples=["average_handle_time"])]
    scope: Annotated[str, Field(max_length=200, examples=["queue:Billing"], description="Empty for the centre.")] = ""
    side: Annotated[str, Field(max_length=20, examples=["above"])] = "above"
    threshold: Annotated[str, Field(max_length=40, examples=["5:00"])] = ""
    clears: Annotated[str, Field(max_length=40, examples=["4:00"])] = ""
    span: Annotated[str, Field(max_length=20, examples=["day"])] = ""
    lasts: Annotated[str, Field(max_length=20, examples=["10m"])] = ""
    least: Annotated[str, Field(max_length=8, examples=["20"])] = ""
    owner: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])] = ""
    duty: Annotated[Sequence[str], Field(max_length=50, examples=[["Mara Quinn: mon-fri 08:00-18:00"]])] = ()
    quiet: Annotated[str, Field(max_length=20, examples=["22:00-06:00"])] = ""
    escalate: Annotated[str, Field(max_length=20, examples=["15m"])] = ""


class EventShape(Shape):
    """Something that happened in an episode."""

    what: Annotated[str, Field(examples=["fired"])]
    at: Moment
    person: Annotated[str | None, Field(examples=["Mara Quinn"])]
    note: Said
    shown: Annotated[str, Field(examples=["72 %"])]


class EpisodeShape(Shape):
    """One time a rule's condition held."""

    number: Count
    rule: Count
    name: Annotated[str, Field(examples=["Billing waits too long"])]
    state: State
    since: Moment
    fired_at: MomentOrNone
    resolved_at: MomentOrNone
    events: Sequence[EventShape]


class TakeOn(Body):
    """What is done about it, if there is something to say."""

    note: Annotated[str, Field(max_length=500, examples=["I call the carrier."])] = ""
