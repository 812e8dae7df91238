"""This file is about a document as PowerPoint: native tables and charts that can be edited, nothing as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from fourscore.web.reports.pdf import KEY
from fourscore.web.sheets.excel import FORMATS, NO_SIGN
from fourscore.web.words import Change

if TYPE_CHECKING:
    from pptx.slide import Slide

    from fourscore.web.reports.content import Document, Item, Part

# In inches, of a slide of 13.333 by 7.5.
WIDE, HIGH, SIDE, TOP = 13.333, 7.5, 0.6, 1.35
ROWS, CHARTS, POINTS = 9, 4, 9  # of a table, of charts, of an agenda's lines on one slide
NOTHING = "Nothing does: no signal, no target missed twice, nothing restated, nothing due."
SHAPES = {"good": "●", "near": "▲", "off": "◆", "unsure": "□", "none": "○"}
INKS = {"good": "007469", "near": "8A5F00", "off": "A01038", "better": "007469", "worse": "A01038"}
INK, INK2, INK3, LINE, SUNKEN, ACCENT = "12161F", "48505F", "5E6777", "8A94A6", "EEF0F4", "2F54C8"


def slides(document: Document) -> bytes:
    """The deck: the whole and its perspectives, what stands out, each perspective's table, the charts, how to read."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = f"{document.title}, {document.period}, {document.who}"
    deck.core_properties.author = document.centre
    made = _Deck(deck, document)
    made.front()
    if document.points is not None:
        made.agenda()
    for part in document.parts:
        made.table(part)
    made.charts()
    made.end()
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


class _Deck:
    """Puts one document on slides; every slide says of whom, when and how complete it is."""

    def __init__(self, deck: Any, document: Document) -> None:
        self.deck, self.document = deck, document

    def slide(self, title: str) -> Slide:
        made: Slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])  # a title and nothing else
        from pptx.util import Inches

        shape = made.shapes.title
        if shape is not None:
            shape.left, shape.top, shape.width, shape.height = (
                Inches(one) for one in (SIDE, 0.35, WIDE - 2 * SIDE, 0.75))
            _say(shape.text_frame, [(title, 26, INK, True)])
        document = self.document
        foot = f"{document.centre} · {document.who} · {document.period} · {document.fresh} · times in {document.zone}"
        _box(made, SIDE, HIGH - 0.5, WIDE - 2 * SIDE, 0.35, [(foot, 10, INK3, False)])
        return made

    def front(self) -> None:
        document, whole = self.document, self.document.whole
        made = self.slide(f"{document.title}: {document.period}")
        state = f"Withheld: only {whole['coverage']} of the weight could be scored" if document.card.withheld \
            else whole["status"].word
        _box(made, SIDE, TOP, 5.5, 1.75, [
            (f"{document.who} · {document.days}", 14, INK2, False), (whole["score"], 48, INK, True),
            (" · ".join(filter(None, (state, _change(whole["change"], "points")))), 14, INK2, False)])
        many = max(len(document.parts), 1)
        wide = (WIDE - 2 * SIDE - 0.25 * (many - 1)) / many
        for number, part in enumerate(document.parts):
            lane = part.lane
            off = [item.line.name for item in part.items if item.line.status.tone == "off"]
            _box(made, SIDE + number * (wide + 0.25), 3.4, wide, 2.9, [
                (lane.name, 16, INK2, True), (lane.score, 34, INK, True),
                (_change(lane.change, "points"), 12, INK2, False),
                (f"Withheld: only {lane.withheld} of its weight could be scored." if lane.withheld else
                 f"◆ Off target: {', '.join(off[:3])}{' …' if len(off) > 3 else ''}" if off else "", 12, INK3, False)])
        if document.notes:
            _box(made, 6.6, TOP, WIDE - SIDE - 6.6, 1.75, [(note, 12, INK2, False) for note in document.notes])

    def agenda(self) -> None:
        points = self.document.points or []
        for first in range(0, max(len(points), 1), POINTS):
            made = self.slide("What stands out" + (" (continued)" if first else ""))
            there = points[first:first + POINTS]
            _box(made, SIDE, TOP, WIDE - 2 * SIDE, 5.4, [
                (f"{one.kind.capitalize()} · {one.words}{f' — {one.closed}' if one.closed else ''}", 14, INK, False)
                for one in there] or [(NOTHING, 16, INK2, False)])

    def table(self, part: Part) -> None:
        rows = [(f"{SHAPES[item.line.status.tone]} {item.line.status.word}", item.line.status.tone, item.line.name,
                 " · ".join(filter(None, (item.line.note, item.facts))), item.line.actual, item.line.target,
                 item.line.score, _change(item.line.change)) for item in part.items]
        rows += [(f"{SHAPES[goal.status.tone]} {goal.status.word}", goal.status.tone, goal.name, goal.verdict, "", "",
                  goal.score, "") for goal in part.lane.goals]
        for first in range(0, len(rows), ROWS):
            made = self.slide(f"{part.lane.name}: {part.lane.score}" + (" (continued)" if first else ""))
            _table(made, rows[first:first + ROWS])

    def charts(self) -> None:
        drawn = iter([item for item in self.document.items() if item.chart])
        wide, high = (WIDE - 2 * SIDE - 0.3) / 2, 2.75
        while there := list(islice(drawn, CHARTS)):
            made = self.slide("Week by week")
            for number, item in enumerate(there):
                left, top = SIDE + number % 2 * (wide + 0.3), TOP - 0.15 + number // 2 * (high + 0.1)
                _chart(made, item, (left, top, wide, high))

    def end(self) -> None:
        made = self.slide("How to read it")
        _box(made, SIDE, TOP, WIDE - 2 * SIDE, 5.3, [
            (KEY, 14, INK2, False), *((f"{name}: {said}", 14, INK, False) for name, said in self.document.of)])


def _change(change: Change | None, unit: str = "") -> str:
    return "" if change is None else " ".join(filter(None, (change.text, unit if change.tone != "same" else "",
                                                            change.verdict)))


def _say(frame: Any, lines: Sequence[tuple[str, int, str, bool]]) -> None:
    """The lines as paragraphs: words, points, colour, whether they are bold."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for number, (said, size, ink, bold) in enumerate(line for line in lines if line[0]):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = NO_SIGN.sub("", said)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Inter"
        run.font.color.rgb = RGBColor.from_string(ink)


def _box(slide: Slide, left: float, top: float, wide: float, high: float,
         lines: Sequence[tuple[str, int, str, bool]]) -> None:
    from pptx.util import Inches

    box = slide.shapes.add_textbox(*(Inches(one) for one in (left, top, wide, high)))
    _say(box.text_frame, lines)


def _table(slide: Slide, rows: Sequence[tuple[str, ...]]) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    wides = (1.9, 4.383, 1.4, 1.6, 0.8, 2.05)
    shape = slide.shapes.add_table(len(rows) + 1, len(wides), Inches(SIDE), Inches(TOP), Inches(sum(wides)),
                                   Inches(0.4 + 0.54 * len(rows)))
    table = shape.table
    for column, wide in enumerate(wides):
        table.columns[column].width = Inches(wide)
    heads: list[tuple[str, ...]] = [("Status",), ("Measure",), ("Actual",), ("Target",), ("Score",), ("Change",)]
    for row, line in enumerate([heads, *_lines(rows)]):
        table.rows[row].height = Inches(0.4 if row == 0 else 0.54)
        for column, said in enumerate(line):
            cell = table.cell(row, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(SUNKEN if row == 0 else "FFFFFF")
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            tone = INKS.get(rows[row - 1][1], INK2) if row and column == 0 else INK
            size = 11 if row == 0 else 12
            _say(cell.text_frame, [(said[0], size, INK3 if row == 0 else tone, row > 0 and column in (1, 2)),
                                   *((more, 9, INK3, False) for more in said[1:])])


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    for status, _, name, facts, actual, target, score, change in rows:
        yield [(status,), (name, facts), (actual,), (target,), (score,), (change,)]


def _chart(slide: Slide, item: Item, place: tuple[float, float, float, float]) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Inches, Pt

    m, data = item.measured, CategoryChartData(number_format=FORMATS.get(item.measured.kpi.unit, "General"))
    data.categories = [f"{point.days.first:%d %b}" for point in m.history]
    data.add_series("Actual", [point.value for point in m.history])
    aimed = any(point.target is not None for point in m.history)
    if aimed:
        data.add_series("Target", [point.target for point in m.history])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *(Inches(one) for one in place), data)
    shape.name = f"{item.line.name} by week"
    chart: Any = shape.chart
    chart.font.size, chart.has_legend = Pt(9), aimed
    if aimed:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.has_title = True
    _say(chart.chart_title.text_frame, [
        (f"{item.line.name}: {item.line.actual}, target {item.line.target} · {item.line.status.word.lower()}"
         f"{f' · {item.line.note}' if item.line.note else ''}", 11, INK, True)])
    for series, ink, dash in zip(chart.plots[0].series, (INK2, ACCENT), (None, MSO_LINE.DASH), strict=False):
        series.smooth, series.format.line.width = False, Pt(1.75)
        series.format.line.color.rgb = RGBColor.from_string(ink)
        if dash is not None:
            series.format.line.dash_style = dash
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E6EC")
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = (
        FORMATS.get(m.kpi.unit, "General"), False)
