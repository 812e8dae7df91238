"""This file is about a document as PowerPoint: native tables and charts that can be edited, nothing as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from fourscore.terms import said, spoken, together, tongue, write_day
from fourscore.web.reports.content import KEY, NOTHING_STANDS_OUT
from fourscore.web.reports.putting import axis_format, right_to_left
from fourscore.web.sheets.excel import FORMATS, NO_SIGN
from fourscore.web.words import Change, Status

if TYPE_CHECKING:
    from pptx.slide import Slide

    from fourscore.web.reports.content import Document, Item, Part

# In inches, of a slide of 13.333 by 7.5.
WIDE, HIGH, SIDE, TOP = 13.333, 7.5, 0.6, 1.35
ROWS, CHARTS, POINTS = 9, 4, 9  # of a table, of charts, of an agenda's lines on one slide
# A face for scripts read from right to left that every computer with slides has.
OTHER_SCRIPTS = "Arial"
HEADS = (said("Status"), said("Measure"), said("Actual"), said("Target"), said("Score"), said("Change"))
SHAPES = {"good": "●", "near": "▲", "off": "◆", "unsure": "□", "none": "○"}
INKS = {"good": "007469", "near": "8A5F00", "off": "A01038", "better": "007469", "worse": "A01038"}
INK, INK2, INK3, LINE, SUNKEN, ACCENT = "12161F", "48505F", "5E6777", "8A94A6", "EEF0F4", "2F54C8"


def slides(document: Document) -> bytes:
    """The deck: the whole and its perspectives, what stands out, each perspective's table, the charts, how to read."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = spoken(document.head)
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
        _box(made, SIDE, HIGH - 0.5, WIDE - 2 * SIDE, 0.35, [(self.document.foot, 10, INK3, False)])
        return made

    def front(self) -> None:
        document, whole = self.document, self.document.whole
        made = self.slide(together((document.title, document.period), ": "))
        _box(made, SIDE, TOP, 5.5, 1.75, [
            (together((document.who, document.days), " · "), 14, INK2, False), (whole["score"], 48, INK, True),
            (together((document.state, _change(whole["change"], points=True)), " · "), 14, INK2, False)])
        many = max(len(document.parts), 1)
        wide = (WIDE - 2 * SIDE - 0.25 * (many - 1)) / many
        for number, part in enumerate(document.parts):
            lane = part.lane
            _box(made, SIDE + number * (wide + 0.25), 3.4, wide, 2.9, [
                (lane.name, 14, INK2, True), (lane.score, 34, INK, True),
                (_change(lane.change, points=True), 12, INK2, False),
                (part.withheld or _off_target(part), 12, INK3, False)])
        if document.notes:
            _box(made, 6.6, TOP, WIDE - SIDE - 6.6, 1.75, [(note, 12, INK2, False) for note in document.notes])

    def agenda(self) -> None:
        points = self.document.points or []
        for first in range(0, max(len(points), 1), POINTS):
            made = self.slide(_again(said("What stands out"), first))
            there = points[first:first + POINTS]
            _box(made, SIDE, TOP, WIDE - 2 * SIDE, 5.4, [
                (together((together((one.kind, one.words), " · "), one.closed), " — "), 14, INK, False)
                for one in there] or [(NOTHING_STANDS_OUT, 16, INK2, False)], apart=5)

    def table(self, part: Part) -> None:
        rows = [(_status(item.line.status), item.line.status.tone, item.line.name,
                 together((item.line.note, item.facts), " · "), item.line.actual, item.line.target,
                 item.line.score, _change(item.line.change)) for item in part.items]
        rows += [(_status(goal.status), goal.status.tone, goal.name, goal.verdict, "", "", goal.score, "")
                 for goal in part.lane.goals]
        for first in range(0, len(rows), ROWS):
            made = self.slide(_again(together((part.lane.name, part.lane.score), ": "), first))
            _table(made, rows[first:first + ROWS])

    def charts(self) -> None:
        drawn = iter([item for item in self.document.items() if item.chart])
        wide, high = (WIDE - 2 * SIDE - 0.3) / 2, 2.75
        while there := list(islice(drawn, CHARTS)):
            made = self.slide(said("Week by week"))
            for number, item in enumerate(there):
                left, top = SIDE + number % 2 * (wide + 0.3), TOP - 0.15 + number // 2 * (high + 0.1)
                _chart(made, item, (left, top, wide, high))

    def end(self) -> None:
        made = self.slide(said("How to read it"))
        _box(made, SIDE, TOP, WIDE - 2 * SIDE, 5.3, [
            (KEY, 14, INK2, False), *((together(pair, ": "), 14, INK, False) for pair in self.document.of)])


def _off_target(part: Part) -> str:
    """The first of its measures that are off target."""
    off = [item.line.name for item in part.items if item.line.status.tone == "off"]
    if not off:
        return ""
    return said("◆ Off target: {names}", names=together((together(off[:3], ", "), "…" if len(off) > 3 else "")))


def _status(status: Status) -> str:
    return together((SHAPES[status.tone], status.word))


def _again(title: str, first: int) -> str:
    """The title of a slide; of one that goes on with the one before, that too."""
    return said("{title} (continued)", title=title) if first else title


def _change(change: Change | None, *, points: bool = False) -> str:
    if change is None:
        return ""
    text = said("{change} points", change=change.text) if points and change.tone != "same" else change.text
    return together((text, change.verdict))


def _say(frame: Any, lines: Sequence[tuple[str, int, str, bool]], *, apart: int = 0) -> None:
    """The lines as paragraphs in the language of who reads: words, points, colour, whether they are bold."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    other, mirrored = tongue(), right_to_left()
    for number, (words, size, ink, bold) in enumerate(line for line in lines if line[0]):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if mirrored else PP_ALIGN.LEFT
        if apart:
            paragraph.space_after = Pt(apart)
        run = paragraph.add_run()
        run.text = NO_SIGN.sub("", spoken(words))
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Inter"
        run.font.color.rgb = RGBColor.from_string(ink)
        _in_language(paragraph, run, other.code if other else "en", mirrored=mirrored)


def _in_language(paragraph: Any, run: Any, code: str, *, mirrored: bool) -> None:
    """What the slide's program has to know to set and to spell a text."""
    from pptx.oxml.ns import qn

    run._r.get_or_add_rPr().set("lang", code)
    if mirrored:
        paragraph._p.get_or_add_pPr().set("rtl", "1")
        run._r.get_or_add_rPr().append(run._r.makeelement(qn("a:cs"), {"typeface": OTHER_SCRIPTS}))


def _box(slide: Slide, left: float, top: float, wide: float, high: float,
         lines: Sequence[tuple[str, int, str, bool]], *, apart: int = 0) -> None:
    from pptx.util import Inches

    start = WIDE - left - wide if right_to_left() else left
    box = slide.shapes.add_textbox(*(Inches(one) for one in (start, top, wide, high)))
    _say(box.text_frame, lines, apart=apart)


def _table(slide: Slide, rows: Sequence[tuple[str, ...]]) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    wides = (1.9, 3.95, 1.55, 1.7, 1.0, 2.033)
    shape = slide.shapes.add_table(len(rows) + 1, len(wides), Inches(SIDE), Inches(TOP), Inches(sum(wides)),
                                   Inches(0.4 + 0.54 * len(rows)))
    table = shape.table
    for column, wide in enumerate(wides):
        table.columns[column].width = Inches(wide)
    if right_to_left():
        table._tbl.tblPr.set("rtl", "1")
    heads: list[tuple[str, ...]] = [(word,) for word in HEADS]
    for row, line in enumerate([heads, *_lines(rows)]):
        table.rows[row].height = Inches(0.4 if row == 0 else 0.54)
        for column, words in enumerate(line):
            cell = table.cell(row, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(SUNKEN if row == 0 else "FFFFFF")
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            tone = INKS.get(rows[row - 1][1], INK2) if row and column == 0 else INK
            size = 11 if row == 0 else 12
            _say(cell.text_frame, [(words[0], size, INK3 if row == 0 else tone, row > 0 and column in (1, 2)),
                                   *((more, 9, INK3, False) for more in words[1:])])


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
    data.categories = [spoken(write_day(point.days.first, "MMMd")) for point in m.history]
    data.add_series(spoken(said("Actual")), [point.value for point in m.history])
    aimed = any(point.target is not None for point in m.history)
    if aimed:
        data.add_series(spoken(said("Target")), [point.target for point in m.history])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *(Inches(one) for one in place), data)
    shape.name = spoken(said("{measure} by week", measure=item.line.name))
    chart: Any = shape.chart
    chart.font.size, chart.has_legend = Pt(9), aimed
    if aimed:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.has_title = True
    _say(chart.chart_title.text_frame, [
        (together((item.aimed_by_name, item.line.status.word, item.line.note), " · "), 11, INK, True)])
    for series, ink, dash in zip(chart.plots[0].series, (INK2, ACCENT), (None, MSO_LINE.DASH), strict=False):
        series.smooth, series.format.line.width = False, Pt(1.75)
        series.format.line.color.rgb = RGBColor.from_string(ink)
        if dash is not None:
            series.format.line.dash_style = dash
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E6EC")
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = (
        axis_format(m.kpi.unit), False)
    _thinned(chart, len(m.history))


def _thinned(chart: Any, many: int) -> None:
    """About six of the weeks are named under the axis, and none is written aslant."""
    from pptx.oxml.ns import qn

    axis = chart.category_axis._element
    chart.category_axis.tick_labels.font.bold = False  # brings in the place where their direction is said
    axis.find(qn("c:txPr")).find(qn("a:bodyPr")).set("rot", "0")
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = axis.makeelement(qn(name), {"val": str(max(1, round(many / 6)))})
        axis.find(qn("c:noMultiLvlLbl")).addprevious(skip)
