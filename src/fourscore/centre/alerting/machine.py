"""This file is about how an alert goes on, step by step: pending, firing, acknowledged, resolved; nothing but rules.

A condition has to hold for as long as its rule says before it fires, and to be over for as long before it resolves, so
that a figure that wavers round its threshold tells people once. What is not known neither fires nor resolves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from fourscore.office import Episode, Event, RuleText, Step

BEYOND, BETWEEN, CLEAR, UNKNOWN = "beyond", "between", "clear", "unknown"
SILENT = "silent"


class Reading(NamedTuple):
    """A rule's figure at a moment. value: None where it is not known; n: on how many things it stands. shown: in words.

    why: why there is no value to judge by. as_of: up to when data are complete.
    """

    value: float | None
    n: int | None
    shown: str
    why: str = ""
    as_of: datetime | None = None


class Duty(NamedTuple):
    """Who is told at a moment: those on duty, in their order, the owner last; and from when on."""

    people: Sequence[str]
    due: datetime


def judged(rule: RuleText, reading: Reading, now: datetime, *, running: bool) -> str:
    """What a reading says of the condition. running: whether the alert has fired, so that it has to be clear of it."""
    if rule.side == SILENT:
        silent = reading.as_of is None or now - reading.as_of >= timedelta(seconds=rule.for_s)
        return UNKNOWN if reading.why else BEYOND if silent else CLEAR
    value, limit = reading.value, rule.threshold
    if reading.why or value is None or limit is None or (reading.n is not None and reading.n < rule.least):
        return UNKNOWN
    high = rule.side == "above"
    if value > limit if high else value < limit:
        return BEYOND
    clears = limit if rule.clears is None else rule.clears
    over = value <= clears if high else value >= clears
    return CLEAR if over or not running else BETWEEN


def step(
    rule: RuleText, said: int, number: int, before: Episode | None, told: frozenset[str], reading: Reading, duty: Duty,
    now: datetime,
) -> Step:
    """How the episode of that rule goes on. said: the number of the rule's text; told: who heard of it already."""
    if before is not None and before.said != said:
        over = before._replace(state="resolved" if before.fired_at else "passed", resolved_at=now)
        return Step(over, (Event("the rule was changed", now),))
    # Of silence the length is in the condition itself.
    lasts = timedelta(0) if rule.side == SILENT else timedelta(seconds=rule.for_s)
    found = judged(rule, reading, now, running=before is not None and before.fired_at is not None)
    if before is None or before.fired_at is None:
        return _waiting(number, said, before, found, reading, duty, lasts, now)
    return _fired(rule, before, found, told, reading, duty, lasts, now)


def _waiting(
    number: int, said: int, before: Episode | None, found: str, reading: Reading, duty: Duty, lasts: timedelta,
    now: datetime,
) -> Step:
    """It has not fired: it begins to hold, holds on, fires, or passes."""
    if found != BEYOND:
        # What is not known is not held against anybody: the time begins anew once it is known again.
        return Step(before._replace(state="passed", resolved_at=now)) if before is not None else Step(None)
    one = before or Episode(0, number, said, "pending", now)
    if now - one.since < lasts:
        return Step(one if before is None else None)
    first = next(iter(duty.people), None)
    tell = ((first, duty.due),) if first is not None else ()
    events = [Event("fired", now, None, "", reading.shown)]
    events += [Event("told", now, first)] if first is not None else []
    return Step(one._replace(state="firing", fired_at=now, told_at=duty.due, value=reading.value, n=reading.n),
                tuple(events), tell)


def _fired(
    rule: RuleText, before: Episode, found: str, told: frozenset[str], reading: Reading, duty: Duty, lasts: timedelta,
    now: datetime,
) -> Step:
    """It has fired: it resolves once it was over for long enough, or the next one is told."""
    one = before._replace(clear_since=(before.clear_since or now) if found == CLEAR else None)
    if one.clear_since is not None and now - one.clear_since >= lasts:
        return Step(one._replace(state="resolved", resolved_at=now), (Event("resolved", now, None, "", reading.shown),))
    waited = rule.escalate_s and before.told_at is not None and now - before.told_at >= timedelta(
        seconds=rule.escalate_s)
    following = next((name for name in duty.people if name not in told), None)
    if before.state == "firing" and waited and following is not None:
        return Step(one._replace(told_at=duty.due), (Event("escalated", now, following),), ((following, duty.due),))
    return Step(one if one != before else None)
