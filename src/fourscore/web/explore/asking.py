"""This file is about a view's question on its way: what can be told, what is refused and what can be asked instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fourscore.metrics import Aligned, Metric, aligned
from fourscore.terms import Issue, WrongUse, kept, lacks, said
from fourscore.web.pages.cells import SPANS, tabs_of
from fourscore.web.words import count_word, dimension_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fourscore.web.explore.question import Question
    from fourscore.web.pages.frame import Frame

# More cells than this nobody reads, and no sheet is sorted by.
MOST_CELLS = 200_000
FINE = ("half_hour", "hour")


@dataclass(frozen=True)
class Refused:
    """Why a measure is not in the table. instead: names by which it can be told, and the addresses of these views."""

    metric: Metric
    issue: Issue
    instead: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """What can be told of a view. question: of the measures that are told; silent: why others say nothing."""

    question: Question
    told: Aligned | None
    refused: Sequence[Refused]
    silent: Sequence[tuple[str, str]]


def cuts(frame: Frame, metric: Metric, question: Question) -> list[str]:
    """By what the measure can be cut here; of a person by nothing that the staff agreement keeps back."""
    there = [name for name in frame.centre.metrics.dimensions(metric.key) if name not in question.address.where]
    if question.address.agent:
        there = frame.centre.keeper.cuts(metric, there, question.address.days)
    there = [name for name in there if frame.may(question.address, name)]
    first = tabs_of(there, question.address.calendar)
    same = "month" if question.address.calendar.fiscal_weeks else "fiscal_month"
    spans = [name for name in SPANS if name in there and name not in (*first, same)]
    return [*first, *spans, *(name for name in FINE if name in there)]


def ask(frame: Frame, question: Question) -> Found:
    """Ask all at once; where something is refused, measure by measure, so that one does not take the others along.

    Raises WrongUse `too-many-rows`, `not-yours`, and where what is wrong lies with the question and not with one
    measure.
    """
    frame.rights.allow((), question.address.asked, question.address.days)
    refused: list[Refused] = []
    told: Aligned | WrongUse | None = _told(frame, question)
    if isinstance(told, WrongUse):
        told_alone = []
        for metric in question.metrics:
            alone = _told(frame, replace(question, metrics=(metric,)))
            if isinstance(alone, WrongUse):
                instead = [(dimension_word(name), question.link(metrics=(metric,), by=(name,), sort=""))
                           for name in cuts(frame, metric, question) if name not in question.by]
                refused.append(Refused(metric, frame.issues_of(alone)[0], instead))
            else:
                told_alone.append(metric)
        question = replace(question, metrics=tuple(told_alone))
        told = _told(frame, question) if told_alone else None
        if isinstance(told, WrongUse):  # each may be told alone, and not together
            raise told
    if told is not None and len(told.now.rows) > MOST_CELLS:
        raise WrongUse(Issue("too-many-rows", "Explore",
                             said("This makes more than {rows} rows.", rows=count_word(MOST_CELLS)),
                             said("Ask for a shorter period, or by something coarser.")))
    lacking = frame.centre.metrics.lacking
    silent = [(kept(metric.name), lacks(lacking(metric.key))) for metric in question.metrics
              if told is not None and told.total.now[metric.key].value is None and lacking(metric.key)]
    return Found(question, told, refused, silent)


def _told(frame: Frame, question: Question) -> Aligned | WrongUse:
    try:
        return aligned(frame.centre.metrics, [metric.key for metric in question.metrics], question.by,
                       during=question.address.days, others=question.others, where=question.address.asked,
                       most=MOST_CELLS)
    except WrongUse as wrong:
        if {issue.name for issue in wrong.issues} & {"cannot-bear", "not-agreed"}:
            return wrong
        raise
