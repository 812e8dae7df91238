"""This file is about opinions: what people answered of their work is told of groups only, never of a few.

A number that stands on fewer answers than the smallest group is not told, nor one that would give such a number away by
what else is told: `groups` says which those are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fourscore.metrics.answer.groups import Groups
from fourscore.metrics.answer.guard import Where
from fourscore.metrics.buckets import FISCAL, TIMES, Bucket
from fourscore.metrics.metric import Catalogue, Metric
from fourscore.terms import Calendar, Days, Issue, WrongUse, kept, said

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Answer, Row

# The groups of one metric, by its key, as they are cut by those names and conditions.
GroupsOf = Callable[[str, Sequence[str], Where | None], Groups]

SMALLEST = 5
# Names by which opinions are told to nobody.
TOO_FINE = ("agent", "half_hour", "hour", "day", "hour_of_day", "weekday")


def is_opinion(metric: Metric, catalogue: Catalogue) -> bool:
    """Whether any part of it adds up opinions of people who work here; or any answers that theirs may be among."""
    return any(name in catalogue.opinions for name in metric.parts())


def no_rows_of(metric: Metric, catalogue: Catalogue) -> None:
    """Raises WrongUse `answers-are-hidden` for an opinion: its single answers are shown to nobody."""
    if is_opinion(metric, catalogue):
        raise WrongUse(Issue("answers-are-hidden", metric.key, said(
            "{measure} is what people here answered in confidence; single answers are shown to nobody.",
            measure=kept(metric.name)), said("Ask for the figure without its rows.")))


def by_groups(metrics: Sequence[Metric], names: Sequence[str], catalogue: Catalogue) -> None:
    """Raises WrongUse `cannot-bear` where opinions are asked for by a person, or by days and hours."""
    for metric in metrics:
        for name in names:
            if name in TOO_FINE and is_opinion(metric, catalogue):
                raise WrongUse(Issue("cannot-bear", metric.key,
                                     said("{name} cannot be told by {word}: what people here think is told of "
                                          "groups only, over weeks and longer.", name=metric.name, word=name),
                                     said("It can be told by team, week, month, quarter and year.")))


def of_groups(
    answer: Answer, where: Where | None, catalogue: Catalogue, calendar: Calendar, groups: GroupsOf,
) -> Answer:
    """The answer without the opinions of small groups, nor any by which those could be worked out."""
    held = {key for key in {row.key for row in answer.rows} if is_opinion(catalogue.metrics[key], catalogue)}
    if not held:
        return answer
    spans = _spans(answer, calendar)
    rows = []
    for row in answer.rows:
        if row.key in held and row.n and not _tells(groups(row.key, answer.by, where), row, spans, where):
            row = row._replace(value=None, parts={}, n=0, why=why_of(groups(row.key, answer.by, where).smallest))
        rows.append(row)
    return replace(answer, rows=rows)


def _tells(groups: Groups, row: Row, spans: Mapping[str, Mapping[str | None, Days]], where: Where | None) -> bool:
    days = spans[""][None]
    for name in spans:
        if name:
            one = spans[name][row.by[name]]
            days = Days(max(days.first, one.first), min(days.until, one.until))
    picked = {name: {row.by[name]} for name in groups.names if name in row.by}
    return tells(groups, picked, days, where, row.n)


def tells(
    groups: Groups, picked: Mapping[str, Collection[str | None]], days: Days, where: Where | None, n: float,
) -> bool:
    """Whether these cells of these days may be told, which stand on n answers: as many as are found to be in them."""
    kept = {name: {word or None for word in words} for name, words in (where or {}).items()}
    names = tuple(name for name in groups.names if name in picked or name in kept)
    cells = [cell for cell in groups.cells(names) if all(
        word in picked.get(name, (word,)) and word in kept.get(name, (word,))
        for name, word in zip(names, cell, strict=True))]
    return groups.count(names, cells, days) == n and groups.tells(names, cells, days)


def _spans(answer: Answer, calendar: Calendar) -> dict[str, dict[str | None, Days]]:
    """Of each time in an answer, the days of each of its words; of no time all of its days."""
    found: dict[str, dict[str | None, Days]] = {"": {None: answer.during}}
    for name in answer.by:
        if name in TIMES:
            bucket, day, there = Bucket(name, calendar), answer.during.first, found.setdefault(name, {})
            while day < answer.during.until:
                key = (calendar.fiscal.number(day) // FISCAL[name] if name in FISCAL else
                       calendar.week(day) if name == "week" else day.replace(day=1) if name == "month" else day,)
                there[bucket.label(key)] = bucket.days(key, answer.during)
                day = there[bucket.label(key)].until
    return found


def why_of(smallest: int) -> str:
    return said("is not told of fewer than {answers} answers or by odd days, so that nobody's can be found out",
                answers=smallest)


def not_of_few(row: Row, smallest: int) -> None:
    """Raises WrongUse `group-too-small` where the row was not told."""
    if row.why == why_of(smallest):
        raise WrongUse(Issue("group-too-small", row.key, said("This {why}.", why=row.why),
                             said("Ask for whole months or quarters, or for more people together.")))
