"""This file is about an answer where reports told something: sums added in, bare figures shown, the reasons named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fourscore.metrics.buckets import TIMES, WITHIN_A_DAY, Bucket
from fourscore.metrics.told.known import Figure, KnownTold
from fourscore.metrics.told.sums import Cell, Sums
from fourscore.terms import Days, said, together

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Row
    from fourscore.metrics.compile import Snapshot
    from fourscore.metrics.metric import Catalogue, Exact, Metric, Part
    from fourscore.metrics.plan import Question
    from fourscore.terms import Interval

# The local days that intervals told reach over: a day with a clock change is one day all the same.
TOLD_DAYS = (
    "SELECT min(day), max(day + CAST(greatest(1, round((epoch(ended_at) - epoch(started_at)) / 86400)) AS INTEGER)) "
    "FROM interval WHERE replaced_in IS NULL"
)
FIGURE_DAYS = (
    "SELECT min(first_day), max(coalesce(until_day, first_day + 1)) FROM entered WHERE replaced_in IS NULL "
    "AND den IS NULL"
)
SCOPES = ("team", "queue")
GATHERED = ("hour_of_day", "weekday")


class Reported:
    """What reports and bare figures add to the answer of one question."""

    def __init__(self, known: KnownTold, question: Question, catalogue: Catalogue, snapshot: Snapshot) -> None:
        self.known, self.question, self.catalogue, self.snapshot = known, question, catalogue, snapshot
        self.sums = Sums(known, question, catalogue, snapshot)
        self.figures = {metric.key: [figure for figure in known.figures if self._is(figure, metric)]
                        for metric in question.metrics}

    def _is(self, figure: Figure, metric: Metric) -> bool:
        if any(self.catalogue.parts[name].of == "entered" for name in metric.parts()):
            return False  # such a metric is made of what was entered, and its numbers add up
        return figure.metric == metric.key or (
            figure.metric == metric.slug and self.catalogue.find(metric.slug) is metric)

    def there(self) -> Iterator[Cell]:
        """Cells in which a report told something, or a figure was brought, whatever single facts there are."""
        for cells in self.sums.present.values():
            yield from cells
        yield from self.sums.cut_cells
        yield from self._figure_cells()

    def _figure_cells(self) -> Iterator[Cell]:
        by = self.question.by
        if not by or any(name in (*WITHIN_A_DAY, *GATHERED) or (name not in TIMES and name not in SCOPES)
                         for name in by):
            return
        keys = {name: {text: key for key, text in self.snapshot.words(name).items()} for name in by if name in SCOPES}
        for figure in dict.fromkeys(one for figures in self.figures.values() for one in figures):
            if figure.first_day < self.question.during.first or figure.until_day > self.question.during.until:
                continue
            cell: list[tuple[Any, ...]] = []
            for name in by:
                if name in TIMES:
                    columns = ", ".join(Bucket(name, self.snapshot.calendar).columns())
                    cell += self.snapshot.run(f"SELECT {columns} FROM (SELECT $day AS day) f",
                                              {"day": figure.first_day})
                else:
                    cell.append((keys[name].get(getattr(figure, name) or ""),))
            yield tuple(cell)

    def shows(self, metric: Metric, cell: Cell, span: Interval, labels: dict[str, str | None]) -> bool:
        """Whether a row of that metric belongs in a cell without single facts of it."""
        return self.sums.touched(metric, cell, span) or self._figure(metric, labels, span) is not None

    def with_told(self, part: Part, cell: Cell, span: Interval, single: Exact | None) -> Exact | None:
        return self.sums.with_told(part, cell, span, single)

    def row(self, row: Row, metric: Metric, cell: Cell, span: Interval) -> Row:
        """The row with what reports have to say of it: a bare figure where it has no value, or why it has none."""
        if row.value is not None and self.sums.mixes(metric, cell):
            row = row._replace(value=None)
        if not self.sums.whole(metric, cell, span):
            row = row._replace(complete=False, why=self.sums.why(metric, cell, span))
        if row.value is not None:
            return row
        figure = self._figure(metric, row.by, span)
        if figure is not None:
            who = said("as entered by {person}", person=figure.who) if figure.who else said("as entered")
            when = said("loaded on {day}", day=f"{figure.at:%Y-%m-%d}") if figure.at else ""
            return row._replace(value=figure.value, n=0, complete=True, why="", entered=together((who, when), ", "))
        return row._replace(why=self.sums.why(metric, cell, span) or self._other_figures(metric, span))

    def _figure(self, metric: Metric, labels: dict[str, str | None], span: Interval) -> Figure | None:
        """The figure brought last for exactly that time and scope."""
        where = self.question.where
        if any(name not in SCOPES or len(wanted) != 1 for name, wanted in where.items()) or any(
                name in GATHERED or (name not in TIMES and name not in SCOPES) for name in self.question.by):
            return None
        named = {**labels, **{name: wanted[0] for name, wanted in where.items()}}
        scope = {name: named.get(name) for name in SCOPES}
        if any(name in named and scope[name] is None for name in SCOPES):
            return None  # what names no team is not the centre as a whole
        same = [figure for figure in self.figures[metric.key]
                if (figure.team, figure.queue) == (scope["team"], scope["queue"]) and self._span(figure) == span]
        return same[-1] if same else None

    def _span(self, figure: Figure) -> Interval:
        return self.snapshot.calendar.interval(Days(figure.first_day, figure.until_day))

    def _other_figures(self, metric: Metric, span: Interval) -> str:
        inside = [figure for figure in self.figures[metric.key]
                  if (here := self._span(figure)).start < span.end and span.start < here.end]
        if not inside:
            return ""
        return said("was entered as bare figures for other times or scopes; without what they are counted from they "
                    "cannot be added up")
