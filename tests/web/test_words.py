"""This file is about the wording of scores, changes and periods, and about addresses, drawings and sheets."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from fourscore.metrics import Row
from fourscore.scoring import Held, Measured
from fourscore.strategy import Kpi
from fourscore.terms import Calendar, Days, FiscalWeeks, WrongUse
from fourscore.web.address import kinds, neighbour, period_of, read_address, read_number
from fourscore.web.draw import RunPoint, meter, mix, run, spark
from fourscore.web.draw.run import ticks_of
from fourscore.web.draw.spark import path
from fourscore.web.draw.strategy import lines_of
from fourscore.web.pages.cells import tabs_of
from fourscore.web.roles.view import standing
from fourscore.web.sheets import cell, csv_lines, file_name
from fourscore.web.words import change_of, held_status, moment_word, period_word, score_change_of

CALENDAR = Calendar(ZoneInfo("Europe/Berlin"))
WEEK = Days(date(2026, 11, 9), date(2026, 11, 16))


@pytest.mark.parametrize(("value", "unit", "better", "text", "verdict"), [
    (-7.0, "seconds", "lower", "▼ 7.0 s shorter", "better"),
    (0.012, "share", "higher", "▲ 1.2 pp higher", "better"),
    (0.012, "share", "lower", "▲ 1.2 pp higher", "worse"),
    (0.00001, "share", "higher", "no change", ""),
    (3.0, "minutes", "band", "▲ 3.0 min longer", "worse"),
])
def test_a_change_is_in_the_measures_own_unit(value, unit, better, text, verdict):
    change = change_of(value, unit, "EUR", better, -4.0)
    assert change
    assert (change.text, change.verdict) == (text, verdict)


def test_no_change_is_known_where_there_was_nothing_before():
    assert change_of(None, "share", "EUR", "higher", None) is None
    assert score_change_of(None) is None
    assert score_change_of(0.01).tone == "same"


@pytest.mark.parametrize(("value", "state", "status", "said", "below"), [
    (0.7, "too_few", "no_data", "Not enough data", ""), (0.7, "partial", "no_data", "Not complete yet", ""),
    (None, "missing", "no_data", "No data", "nothing recorded"), (0.7, "missing", "no_data", "No target", "why"),
    (None, "hidden", "no_data", "Too few answers", ""),
    (0.7, "measured", "off_target", "Off target", ""), (0.7, "measured", "uncertain", "Uncertain", ""),
])
def test_a_status_beside_a_figure_never_says_that_there_is_no_data(value, state, status, said, below):
    kpi = Kpi("a", "A", "a", "share", "higher", ((date.min, 0.8),), 0.0)
    row = None if value is None else Row({}, "a", None, value, {}, 3, state != "partial")
    m = Measured(kpi, value, None, None, None, state, status, 3, row, 0.0, 0.0, None, None, ())
    note = {"too_few": "not enough data", "partial": "not complete yet",
            "hidden": "hidden: too few answers"}.get(state, below)
    told = standing(m, note)
    assert (told.text, told.below) == (said, below)
    aim = None if said == "No target" else 0.8
    if value is not None:
        assert held_status(Held(aim, None, None, status), row).word == said


def test_periods_and_moments_in_words():
    words = {"2026-W46": "Week 46, 2026", "2026-11": "November 2026", "2026-Q4": "Q4 2026", "2026": "2026",
             "2026-11-09": "Monday 9 Nov 2026", "2026-10-28..2026-11-03": "28 Oct – 2 Nov 2026"}
    assert {text: period_word(CALENDAR, CALENDAR.period(text)) for text in words} == words
    assert moment_word(datetime(2026, 11, 16, tzinfo=CALENDAR.zone)) == "the end of 15 Nov 2026"
    assert moment_word(datetime(2026, 11, 16, 14, 5, tzinfo=CALENDAR.zone)) == "16 Nov 2026, 14:05"


def test_fiscal_months_of_weeks_are_offered_in_place_of_the_calendars():
    retail = Calendar(CALENDAR.zone, 6, 2, FiscalWeeks((4, 5, 4), nearest=True))
    words = {"FY2026-P02": "P02 FY2026", "FY2026-Q1": "Q1 2026", "FY2026": "2026", "2026-03": "March 2026"}
    assert {text: period_word(retail, retail.period(text)) for text in words} == words
    names = ["day", "week", "month", "fiscal_month", "quarter", "fiscal_quarter", "year", "fiscal_year", "queue"]
    assert (kinds(retail), tabs_of(names, retail)) == (
        ("week", "fiscal_month", "quarter"), ["queue", "day", "week", "fiscal_month"])
    assert (kinds(CALENDAR), tabs_of(names, CALENDAR)) == (
        ("week", "month", "quarter"), ["queue", "day", "week", "month"])


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(["week", "month", "quarter", "year"]),
       st.integers(0, 6), st.integers(1, 12),
       st.none() | st.builds(FiscalWeeks, st.sampled_from([(4, 4, 5), (4, 5, 4), (5, 4, 4)]), st.booleans()))
def test_periods_meet_without_gap_or_overlap(day, kind, week_starts, year_starts, weeks):
    calendar = Calendar(ZoneInfo("Europe/Berlin"), week_starts, year_starts, weeks)
    kind = "fiscal_month" if weeks and kind == "month" else kind
    here = period_of(calendar, kind, Days(day, date.fromordinal(day.toordinal() + 1)))
    assert here.first <= day < here.until
    after, before = neighbour(calendar, here, 1), neighbour(calendar, here, -1)
    assert (before.until, after.first) == (here.first, here.until)
    assert neighbour(calendar, after, -1) == here


def test_an_address_reads_back_as_itself():
    query = QueryParams("period=2026-W46&queue=B%26B&queue=&team=A%20%2B&by=day")
    address = read_address(query, CALENDAR, None)
    assert address.where == {"queue": ("B&B", ""), "team": ("A +",)}
    assert read_address(QueryParams(address.query()), CALENDAR, None) == address
    assert address.without("queue").query() == "period=2026-W46&team=A%20%2B"


@pytest.mark.parametrize("text", ["0", "-1", "x", "²", "9" * 10])
def test_page_numbers_are_whole_and_positive(text):
    with pytest.raises(WrongUse):
        read_number(QueryParams({"page": text}), "page")


def test_drawings_have_a_gap_where_there_was_nothing():
    assert path([(0, 0), None, (2, 2), (3, 3)]) == "M0.0 0.0h.1M2.0 2.0L3.0 3.0"
    assert 'class="hollow"' in spark([1.0, None, 2.0], tone="good", said="x", hollow=True)
    assert "<circle" not in spark([None, None], tone="none", said="nothing")


def test_words_from_outside_cannot_draw():
    said = '"><script>alert(1)</script>'
    assert "<script" not in spark([1.0], tone="good", said=said)
    point = RunPoint(said, said, 1.0, 2.0, 1.5)
    assert "<script" not in run([point, point], write=str, unit="count", tone="good", said=said)
    assert "<script" not in mix({"good": 1}, {"good": said})


def test_a_band_has_both_its_edges():
    points = [RunPoint("W1", "", 1.0, 2.0, upper=3.0), RunPoint("W2", "", 1.0, 2.0, upper=3.0)]
    drawing = run(points, write=str, unit="count", tone="off", said="x")
    (aim,) = re.findall(r'class="aim" d="([^"]+)"', drawing)
    assert aim.count("M") == 2


def test_an_incomplete_week_is_hollow_and_its_way_dashed():
    points = [RunPoint("W1", "", 1.0), RunPoint("W2", "", 2.0), RunPoint("W3", "", 1.5, complete=False)]
    drawing = run(points, write=str, unit="count", tone="good", said="x")
    assert 'class="hollow"' in drawing
    assert 'class="line part"' in drawing
    assert run([RunPoint("W1", "", None)], write=str, unit="count", tone="none", said="x") == ""


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.sampled_from(["seconds", "share", "money"]))
def test_axes_hold_every_figure(low, size, unit):
    ticks = ticks_of(low, low + size, unit)
    assert 2 <= len(ticks) <= 12
    hair = 1e-6 * max(1, abs(low), abs(low + size), ticks[-1] - ticks[0])  # far less than a picture can show
    assert ticks[0] <= low + hair
    assert ticks[-1] >= low + size - hair


def test_an_axis_says_the_very_value_of_each_place():
    assert ticks_of(15.2, 26.1, "minutes") == [15, 20, 25, 30]  # not 18, which would be 17.5
    assert ticks_of(0.4, 2.1, "count") == [0, 1, 2, 3]


def test_the_targets_words_stand_where_no_line_passes():
    values = [21, 16, 17, 17, 17, 20, 21, 23, 23, 19, 19, 21, 21, 20, 20, 19, 25, 18, 23, 18, 18, 21, 16, 20, 22, 23]
    points = [RunPoint(f"W{place}", "", float(value), 17.0) for place, value in enumerate(values)]
    drawing = run(points, write=lambda value: f"{value:g} min", unit="minutes", tone="good", said="x")
    (x, y) = map(float, re.search(r'class="aimed" x="([\d.]+)" y="([\d.]+)"', drawing).groups())
    (line,) = re.findall(r'class="line" d="([^"]+)"', drawing)
    there = [tuple(map(float, place.split())) for place in re.findall(r"[\d.]+ [\d.]+", line)]
    assert not [place for place in there if x - 70 <= place[0] <= x and y - 11 <= place[1] <= y + 3]
    assert drawing.index('class="aimed"') > drawing.index('class="line"')  # and above it where it must
    band = [RunPoint("W1", "", 1.0, 2.0, upper=3.0), RunPoint("W2", "", 2.0, 2.0, upper=3.0)]
    assert "target 2 – 3" in run(band, write=lambda value: f"{value:g}", unit="ratio", tone="good", said="x")


def test_meters_stay_inside_their_track():
    assert 'width="64.0"' in meter(120.0, "good")
    assert 'width="0.0"' in meter(None, "none")


def test_long_titles_are_cut_between_words():
    assert lines_of("Keep costs flat") == ["Keep costs flat"]
    assert lines_of("Find the right answer quickly") == ["Find the right answer", "quickly"]
    assert lines_of("Donaudampfschifffahrtsgesellschaft")[0].endswith("…")


@pytest.mark.parametrize(("value", "text"), [
    ("=1+1", "'=1+1"), ("@x", "'@x"), ("-x", "'-x"), ("+49", "'+49"), ("\tx", "'\tx"), (-1.5, "-1.5"), (None, ""),
    (True, "yes"), ("plain", "plain"),
])
def test_cells_are_never_formulas_and_figures_stay_figures(value, text):
    assert cell(value) == text


def test_sheets_quote_what_needs_it():
    assert "".join(csv_lines(["a"], [['x,"y"\n']])) == '\ufeffa\r\n"x,""y""\n"\r\n'
    assert file_name("a:b", "", "2026-W46..") == "a-b-2026-W46.."
