"""This file is about rules of what is added up and carried on: days and clocks of sites, months, gaps filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Look
from fourscore.strategy.model import Span
from fourscore.terms import all_of, kept, said, together

# What is summed or kept whole (not what is only asked for) with nought in the place of what is not there.
NOUGHT = re.compile(r"^(?!count\b)\w+ (?:(?! where ).)*?\bcoalesce\s*\([^()]*,\s*0+(?:\.0*)?\s*\)", re.IGNORECASE)
LONGEST = Span(1, "year")
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


def clocks(look: Look) -> Iterator[Noticed]:
    """L37: a day's amount of a site whose days are not those it is counted by, or not so many a week."""
    away = [place for place in look.known.sites if place.apart]
    weeks = {frozenset(place.works) for place in look.known.sites if place.works}
    for kpi in look.strategy.kpis():
        if kpi.per != "day" or not {"site", "centre"} & set(kpi.levels):
            continue
        if "site" in kpi.levels and away:
            told = all_of(said("{site} ({apart})", site=place.name, apart=place.apart) for place in away)
            yield look.wrong("other-zone", kpi.line, kpi.id,
                             said("{kpi} is asked for by the day, and days are counted by the centre's clock, which "
                                  "is not that of {told}.", kpi=repr(kpi.id), told=told),
                             said("Write  per: week, or take site out of  levels:."))
        if len(weeks) > 1:
            told = together((f"{place.name} {len(place.works)}" for place in look.known.sites if place.works), ", ")
            yield look.wrong("other-working-days", kpi.line, kpi.id,
                             said("{kpi} asks every day for the same, but the sites work on different days of the "
                                  "week (of seven: {told}).", kpi=repr(kpi.id), told=told),
                             said("Write  per: week, with what a week is to bring."))


def months(look: Look) -> Iterator[Noticed]:
    """L37: an amount by the calendar's month, in a centre whose months are of weeks."""
    for kpi in look.strategy.kpis():
        if look.known.months_of_weeks and kpi.per in ("month", "quarter", "year"):
            yield look.wrong("other-months", kpi.line, kpi.id,
                             said("{kpi} is meant per {per} of the calendar, and the centre's months are of whole "
                                  "weeks: a month of five weeks is asked for more than one of four.", kpi=repr(kpi.id),
                                  per=kept(kpi.per)), said("Write  per: week, with what a week is to bring."))


def filled_in(look: Look) -> Iterator[Noticed]:
    """L34: a metric of the centre's own that adds nought where nothing was recorded."""
    for kpi in look.strategy.kpis():
        for name in look.metric(kpi).parts():
            part = look.catalogue.parts.get(name)
            if part is not None and part.own and (found := NOUGHT.search(part.text)):
                yield look.wrong("taken-for-nought", kpi.line, kpi.id,
                                 said("{metric}, which {kpi} is measured by, takes what was not recorded for 0: "
                                      "{found} (its part {name}).", metric=repr(kpi.metric), kpi=repr(kpi.id),
                                      found=found[0].partition(" ")[2], name=repr(name)),
                                 said("Count only rows in which it was recorded, above the line and below."))


def too_long(look: Look) -> Iterator[Noticed]:
    """L34: a value that is to stand for more than a year."""
    for kpi in look.strategy.kpis():
        if kpi.valid is not None and kpi.valid.many * DAYS[kpi.valid.unit] > LONGEST.many * DAYS[LONGEST.unit]:
            yield look.wrong("valid-too-long", kpi.line, kpi.id,
                             said("A value of {kpi} is to hold for {valid}: what passes for this year's may be older "
                                  "than its target.", kpi=repr(kpi.id), valid=kpi.valid),
                             said("Write a shorter time, at most  valid: {longest}", longest=LONGEST))


RULES = (clocks, months, filled_in, too_long)
