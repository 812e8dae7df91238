"""This file is about the sheet of targets: one value, a band, or dated points, brought back into the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.text.bring import Wanted, node_at
from fourscore.strategy.workbook.cells import Shown, typed_text
from fourscore.strategy.workbook.columns import KPIS, TARGETS
from fourscore.strategy.workbook.pairing import said
from fourscore.strategy.workbook.tables import Row
from fourscore.strategy.workbook.typed import Line
from fourscore.terms import Issue

if TYPE_CHECKING:
    from fourscore.strategy.workbook.changes import Bringing

NONE = Shown(None, "")


class Point(NamedTuple):
    """One row of a KPI's target, as texts."""

    line: Line
    since: str
    low: str
    high: str


def bring_targets(bringing: Bringing) -> None:
    """The target of every KPI whose rows on the sheet of targets are not as they were."""
    kpis = bringing.now().of(KPIS)
    lines: dict[str, list[Line]] = {name: [] for name in kpis}
    for line in bringing.typing.lines[TARGETS.title]:
        cell = line.cell("KPI")
        name = bringing.pairs.meant((KPIS.title,), said(cell))
        if cell.why:
            bringing.unreadable(TARGETS, cell)
        elif name in lines and name in bringing.ids[KPIS.title]:
            lines[name].append(line)
        elif said(cell) not in bringing.gone[KPIS.title]:
            _, issue = typed_text(said(cell) or None, TARGETS.column("KPI"), NONE, bringing.place(""), "")
            if issue is not None:
                bringing.typing.mark(TARGETS.title, cell.place, issue)
    old = {new: was for was, new in bringing.pairs.renamed[KPIS.title].items()}
    for name, row in kpis.items():
        if name in bringing.ids[KPIS.title]:
            _target(bringing, row, old.get(name, name), lines[name])


def _target(bringing: Bringing, kpi: Row, was: str, lines: list[Line]) -> None:
    rows = {f"{was}/{row.was.partition('/')[2]}": row for row in bringing.now().rows[TARGETS.title]
            if row.parent == kpi.was}
    marks, changes = len(bringing.typing.marks), len(bringing.changes)
    points = [_point(bringing, kpi, line, rows.get(line.was)) for line in lines]
    if len(bringing.typing.marks) > marks or not _one_form(bringing, points):
        return
    if len(lines) != len(rows):
        bringing.changed(TARGETS, kpi.was, "rows", str(len(rows)), str(len(lines)))
    if len(bringing.changes) == changes:
        return
    for point in points:
        row = rows.get(point.line.was)
        before = "" if row is None else row.cells["Since"].written
        if row is not None and before and point.since and before != point.since:
            bringing.attempt(TARGETS, point.line, "Since",
                             partial(bringing.text.rename, row.path, point.since))
    value: Wanted = {point.since: point.low for point in points}
    if all(not point.since for point in points):
        low, high = (points[0].low, points[0].high) if points else ("", "")
        value = {"from": low, "to": high} if high else low
    path = (*kpi.path, "target")
    node = node_at(bringing.text.root(), path)
    known = [key.text for key, _ in node.entries] if node is not None else []  # the points that may go
    bringing.edit(TARGETS, lines[0] if lines else None, "Target", path, value, known)


def _point(bringing: Bringing, kpi: Row, line: Line, row: Row | None) -> Point:
    """The texts of one row; what changed in it is noted, what is wrong is marked."""
    texts = []
    for title in ("Since", "Target", "Target, upper"):
        column, cell = TARGETS.column(title), line.cell(title)
        shown = row.cells[title] if row is not None else NONE
        now = bringing.cell(TARGETS, line, column, shown, kpi.unit)
        if now is not None:
            bringing.changed(TARGETS, kpi.was, title, shown.written, now)
            bringing.touched(TARGETS, line, cell.place)
        elif row is None and column.needed and cell.value is None and not cell.why:
            _, issue = typed_text(None, column, shown, bringing.place(kpi.unit), "")
            if issue is not None:
                bringing.typing.mark(TARGETS.title, cell.place, issue)
        texts.append(shown.written if now is None else now)
    return Point(line, *texts)


def _one_form(bringing: Bringing, points: list[Point]) -> bool:
    """One value, one band, or dated values; a mixture is marked."""
    days = [point.since for point in points]
    wrong = []
    for place, (line, since, _, high) in enumerate(points):
        if since in days[:place] or (len(points) > 1 and not since):
            what = f"The day {since} stands twice." if since else "The KPI has several targets, this one without a day."
            wrong.append((line.cell("Since").place, what,
                          "Write in each row of the KPI from when on it holds, or keep one row."))
        if high and (since or len(points) > 1):
            wrong.append((line.cell("Target, upper").place, "A band has no days, and only one row.",
                          "Empty the day or the upper edge, and keep one row for a band."))
    for cell, what, remedy in wrong:
        bringing.typing.mark(TARGETS.title, cell, Issue("workbook-target-form", "", what, remedy))
    return not wrong
