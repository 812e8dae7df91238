"""This file is about the figure a rule watches: the very one of the pages, asked with the rights of its owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import Reader, asked_by
from fourscore.centre.alerting.machine import SILENT, Reading
from fourscore.centre.live.board import Scope, counted_of, standing_of
from fourscore.centre.live.numbers import NOW
from fourscore.centre.watching.datum import asked
from fourscore.office import On, RuleText
from fourscore.settings import ROLES
from fourscore.terms import Calendar, Days, Trouble, said, write_value

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

# Over what time a figure is, in words; the last whole half hour or hour that data are complete to, and today so far.
SPANS = {"now": said("as it stands"), "half_hour": said("the last half hour"), "hour": said("the last hour"),
         "day": said("today so far")}
MINUTES = {"half_hour": 30, "hour": 60}
BACK = 2  # so many whole half hours or hours back a figure still counts as the last; what is older is not known


def read(centre: Centre, rule: RuleText, now: datetime) -> Reading:
    """The rule's figure. What its owner may not see is not watched either: then it is said why, and nothing fires."""
    who = Reader() if rule.owner in ROLES else Reader(rule.owner)
    today = _today(centre, now)
    try:
        with centre.warehouse.whole_loads.asked(), asked_by(who):
            return _counted(centre, rule, today, now) if rule.metric in NOW else _asked(centre, rule, today, now)
    except Trouble as trouble:
        return Reading(None, None, "", trouble.issues[0].what)


def on_of(centre: Centre, rule: RuleText, now: datetime) -> On:
    """The datum a rule watches, on that day."""
    return On("figure", rule.metric, rule.where, str(_today(centre, now).first))


def last_spans(calendar: Calendar, span: str, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The half hours or hours that ended before now, the latest first: as the metrics call them, and when they began.

    By the wall clock, so that one the clock repeats stays two.
    """
    minutes = MINUTES[span]
    local = calendar.local(now)
    start = local.replace(minute=local.minute // minutes * minutes, second=0, microsecond=0).astimezone(UTC)
    for back in range(1, BACK + 1):
        began = start - timedelta(minutes=minutes * back)
        yield calendar.local(began).isoformat(timespec="minutes"), began


def _today(centre: Centre, now: datetime) -> Days:
    day = centre.calendar.local(now).date()
    return Days(day, day + timedelta(days=1))


def _counted(centre: Centre, rule: RuleText, today: Days, now: datetime) -> Reading:
    """How things stand now."""
    where = asked(centre, on_of(centre, rule, now))
    centre.keeper.rights().allow((), where, today)
    stands = standing_of(centre, today.first)
    if rule.side == SILENT:
        return Reading(None, None, _silence(centre, stands.as_of), "", stands.as_of)
    level = next((name for name, _ in rule.where), "centre")
    scope = Scope(level, "", where.get("queue"))
    value, since = counted_of(NOW[rule.metric], scope, stands)
    if since is not None:
        value = (now - since).total_seconds()
    if value is None or stands.as_of is None:
        return Reading(None, None, "no data", said("No followed source tells this."), stands.as_of)
    return Reading(value, None, write_value(value, NOW[rule.metric].unit, centre.settings.currency), "", stands.as_of)


def _asked(centre: Centre, rule: RuleText, today: Days, now: datetime) -> Reading:
    """What the catalogue says."""
    where = asked(centre, on_of(centre, rule, now))
    unit, currency = centre.metrics.catalogue.find(rule.metric).unit, centre.settings.currency
    if rule.side == SILENT or rule.span == "day":
        answer = centre.metrics.ask([rule.metric], during=today, where=where)
        row = next(iter(answer.rows), None)
        if rule.side == SILENT:
            return Reading(None, None, _silence(centre, answer.as_of), "", answer.as_of)
        if answer.as_of is None or answer.as_of <= centre.calendar.midnight(today.first):
            return Reading(None, None, "no data", said("Nothing of today is loaded."), answer.as_of)
        return _judged(rule, row.value if row else None, row.n if row else 0, unit, currency, answer.as_of)
    spans = list(last_spans(centre.calendar, rule.span, now))
    first = centre.calendar.local(spans[-1][1]).date()
    answer = centre.metrics.ask([rule.metric], (rule.span,), during=Days(first, today.until), where=where)
    rows = {row.by[rule.span]: row for row in answer.rows}
    for label, began in spans:
        if answer.as_of is None or answer.as_of < began + timedelta(minutes=MINUTES[rule.span]):
            continue
        row = rows.get(label)
        return _judged(rule, row.value if row else None, row.n if row else 0, unit, currency, answer.as_of)
    return Reading(None, None, "no data", said("Data of the last hours are not complete yet."), answer.as_of)


def _judged(
    rule: RuleText, value: float | None, n: int, unit: str, currency: str, as_of: datetime | None,
) -> Reading:
    shown = write_value(value, unit, currency)
    if n < rule.least:
        return Reading(None, n, shown, said("Not enough: counted {n}, and {least} are asked for.",
                                             n=write_value(n, "count"), least=write_value(rule.least, "count")), as_of)
    if value is None:
        return Reading(None, n, shown, said("There is no figure."), as_of)
    return Reading(value, n, shown, "", as_of)


def _silence(centre: Centre, as_of: datetime | None) -> str:
    return "no data" if as_of is None else f"complete to {centre.calendar.local(as_of):%Y-%m-%d %H:%M}"
