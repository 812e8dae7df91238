"""This file is about opinions: what people answered of their work is told of groups only, never of a few.

A number that stands on fewer answers than the smallest group is not told. Where exactly one group of an answer would be
left out, the whole would give it away, so the next smallest is left out too (the complementary suppression of official
statistics). Source: L. Willenborg, T. de Waal, "Elements of Statistical Disclosure Control", Springer 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fourscore.metrics.metric import Catalogue, Metric
from fourscore.terms import Issue, WrongUse

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Answer, Row

SMALLEST = 5
WHY = "is not told of fewer than {} answers, so that nobody's can be found out"


def is_opinion(metric: Metric, catalogue: Catalogue) -> bool:
    """Whether any part of it adds up opinions of people who work here."""
    return any(name in catalogue.opinions for name in metric.parts())


def no_rows_of(metric: Metric, catalogue: Catalogue) -> None:
    """Raises WrongUse `answers-are-hidden` for an opinion: its single answers are shown to nobody."""
    if is_opinion(metric, catalogue):
        raise WrongUse(Issue("answers-are-hidden", metric.key, f"{metric.name} is what people here answered in "
                             "confidence; single answers are shown to nobody.", "Ask for the figure without its rows."))


def of_groups(answer: Answer, catalogue: Catalogue, smallest: int) -> Answer:
    """The answer without the opinions of small groups."""
    rows = list(answer.rows)  # those of a long answer are made anew whenever they are read
    hidden: set[int] = set()
    for key in {row.key for row in rows}:
        if is_opinion(catalogue.metrics[key], catalogue):
            hidden |= _small([row for row in rows if row.key == key], answer.by, smallest)
    if not hidden:
        return answer
    return replace(answer, rows=[_without(row, smallest) if id(row) in hidden else row for row in rows])


def _small(rows: Sequence[Row], by: Sequence[str], smallest: int) -> set[int]:
    """Which rows of one metric are not told; of groups without any answer there is nothing to tell."""
    there = sorted((row for row in rows if row.n), key=lambda row: row.n)
    hidden = {id(row) for row in there if row.n < smallest}
    while True:
        before = len(hidden)
        for name in by:  # along each name the groups add up to a whole that may be asked for
            wholes: dict[tuple[str | None, ...], list[Row]] = {}
            for row in there:
                wholes.setdefault(tuple(row.by[other] for other in by if other != name), []).append(row)
            for groups in wholes.values():
                told = [row for row in groups if id(row) not in hidden]
                if len(groups) - len(told) == 1 and told:
                    hidden.add(id(told[0]))
        if len(hidden) == before:
            return hidden


def beside(answer: Answer, whole: Answer, catalogue: Catalogue, smallest: int) -> Answer:
    """The answer without opinions whose rest of the whole would be those of a small group."""
    all_of = {row.key: row.n for row in whole.rows}
    return replace(answer, rows=[
        _without(row, smallest) if is_opinion(catalogue.metrics[row.key], catalogue)
        and 0 < all_of.get(row.key, 0) - row.n < smallest else row for row in answer.rows])


def not_of_few(row: Row, smallest: int) -> None:
    """Raises WrongUse `group-too-small` where the row was not told."""
    if row.why == WHY.format(smallest):
        raise WrongUse(Issue("group-too-small", row.key, f"This {row.why}.",
                             "Ask for a longer period, or for more people together."))


def _without(row: Row, smallest: int) -> Row:
    """The row with nothing that would give the answers away, not even how many they were."""
    return row._replace(value=None, parts={}, n=0, why=WHY.format(smallest))
