"""This file is about applying what centre.yaml says on how long things are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.sources import configured
from fourscore.settings import Keep
from fourscore.terms import Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.warehouse import Aged


def keep(centre: Centre, *, dry_run: bool = False) -> list[Aged]:
    """Delete what is older than its time, or count it; empty where centre.yaml sets none. Raises `load-running`."""
    with centre.changing() as (settings, _):
        today = settings.calendar.local(centre.now()).date()
        limits = {what: first_day(today, time) for what, time in settings.retention.items()}
        sources, issues = configured(settings.sources, centre.folder, settings.zone.key)
        if issues:
            raise Trouble(*issues)
        fresh = {source.name for source in sources if not source.recomputes_agents}
        whole_again = [name for name in centre.names("source") if name not in fresh]
        gone = centre.warehouse.age(limits, settings.calendar, whole_again, now=centre.now(), dry_run=dry_run)
        return [*gone, *_said(centre, limits, dry_run=dry_run)]


def _said(centre: Centre, limits: Mapping[str, date], *, dry_run: bool) -> list[Aged]:
    """What was said of figures of single persons goes with the contacts they were counted from."""
    from fourscore.centre.watching.comments import age_comments
    from fourscore.warehouse import Aged

    if "contacts" not in limits:
        return []
    many = age_comments(centre, limits["contacts"], dry_run=dry_run)
    return [Aged("comments on persons", limits["contacts"], many, None if dry_run else centre.now())] if many else []


def first_day(today: date, time: Keep) -> date:
    """The first day that is kept: so many months and days back; the last of a month where it has no such day."""
    month = today.year * 12 + today.month - 1 - time.months
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=today.day - 1), after - timedelta(days=1)) - timedelta(days=time.days)
