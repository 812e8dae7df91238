"""This file is about the digest: what moved, and why; nothing else, and one line where nothing did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.reviewing.agenda import moves, restated
from fourscore.metrics import Brought, parts_of
from fourscore.terms import Days, Trouble, kept, said, said_many, together, write_beside, write_digits, write_value

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Measured, Scorecard

# By what a change is taken apart, where the measure and the reader bear it: the first that says anything.
BY = ("queue", "team", "channel", "topic")
CAUSES = 3
SIGNAL, MISSED, REACHED, RESTATED = said("Signal"), said("Target missed"), said("Target reached"), said("Restated")


class MovedLine(NamedTuple):
    """One thing that moved. words: how. why: what brought it, by what; "" where that cannot be told.

    known: by what the next digest knows it again; "" for what belongs to its days alone.
    """

    kind: str
    about: str
    words: str
    why: str
    known: str = ""


class Digest(NamedTuple):
    """What moved in these days."""

    days: Days
    lines: tuple[MovedLine, ...]


def digest(centre: Centre, days: Days, scope: dict[str, str], told: Sequence[str] = ()) -> Digest:
    """What moved for whoever asks: signals, targets newly missed or reached, numbers restated since `told`."""
    card = centre.scorecard(centre.calendar.name(days), **scope)
    lines = [*_signals(centre, card, days, scope), *_targets(centre, card, scope)]
    if not scope and centre.keeper.rights().opens("review"):
        lines += [MovedLine(RESTATED, one.about, one.words, "", one.words) for one in restated(centre)
                  if one.words not in told]
    return Digest(days, tuple(lines))


def _signals(centre: Centre, card: Scorecard, days: Days, scope: dict[str, str]) -> Iterator[MovedLine]:
    """Weeks that end in these days and are more than noise; of a team or the centre, never of one person."""
    teams = [scope["team"]] if "team" in scope else []
    if scope and not teams:
        return
    known = {one.kpi.id: one for one in card.measured()}
    with suppress(Trouble):
        for kpi, words in moves(centre, days, teams):
            if (one := known.get(kpi.id)) is not None:
                yield MovedLine(SIGNAL, kept(kpi.name), words, why(centre, card, one, scope))


def _targets(centre: Centre, card: Scorecard, scope: dict[str, str]) -> Iterator[MovedLine]:
    """KPIs that were on target the period before and are off it now, or the other way round."""
    earlier = _before(card.days)
    try:
        before = {one.kpi.id: one for one in centre.scorecard(centre.calendar.name(earlier), **scope).measured()}
    except Trouble:
        return  # nothing is loaded of it
    for one in card.measured():
        was = before.get(one.kpi.id)
        if was is None or was.status == one.status:
            continue
        kind = MISSED if one.status == "off_target" and was.status in ("on_target", "within_tolerance") else \
            REACHED if one.status == "on_target" and was.status in ("off_target", "within_tolerance") else ""
        if kind:
            now, then = (write_beside(each.value, each.target, each.upper_target, each.kpi.unit,
                                      centre.settings.currency) for each in (one, was))
            yield MovedLine(kind, kept(one.kpi.name), said(
                "{now} after {before}, with a target of {target}", now=now.value, before=then.value, target=now.aim),
                why(centre, card, one, scope))


def why(centre: Centre, card: Scorecard, one: Measured, scope: dict[str, str]) -> str:
    """Who or what brought the change against the period before, and how much of it each; as far as the reader sees."""
    named: dict[str, Sequence[str]] = {name: list(labels) for name, labels in one.kpi.scope.items()}
    if scope:
        level, name = next(iter(scope.items()))
        parts = centre.parts().get(level, {}).get(name)
        named[{"site": "team", "queue_group": "queue"}.get(level, level)] = list(parts) if parts else [name]
    by, found = parts_of(centre.metrics, one.kpi.metric, BY, card.days, _before(card.days), named)
    change = sum(share.amount for share in found)
    if not found or not change:
        return ""
    words = {"queue": said("By queue"), "team": said("By team"), "channel": said("By channel"),
             "topic": said("By topic")}
    return together((words[by], _told(centre, one, found)), ": ")


def _told(centre: Centre, one: Measured, found: Sequence[Brought]) -> str:
    unit, money = one.kpi.unit, centre.settings.currency

    def brought(amount: float) -> str:
        if unit == "share":
            return said("{points} pp", points=_signed(amount, write_digits(amount * 100, "points", 1)))
        return _signed(amount, write_value(amount, unit, money))

    shown = [said("{name} {amount}", name=share.label or said("not recorded"), amount=brought(share.amount))
             for share in found[:CAUSES]]
    rest, others = sum(share.amount for share in found[CAUSES:]), len(found) - CAUSES
    if others > 0:
        shown.append(said_many("{number} other {amount}", "{number} others together {amount}", others,
                               amount=brought(rest)))
    return together(shown, ", ")


def _signed(amount: float, written: str) -> str:
    """A change with its sign; what is written brings its own below nought."""
    return said("+{amount}", amount=written) if amount > 0 else written


def _before(days: Days) -> Days:
    """The period of the same kind just before."""
    if days.first.day == 1 and days.until.day == 1:
        return Days((days.first - timedelta(days=1)).replace(day=1), days.first)
    return days.before()
