"""This file is about the page of comparison: the same numbers everywhere, no place of luck, every card."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO, StringIO
from itertools import pairwise
from typing import NamedTuple

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from fourscore.centre import Centre, compare, init
from fourscore.scoring import Standings
from fourscore.terms import write_reliability, write_value
from fourscore.web import create_app
from fourscore.web.draw import FunnelPoint, funnel


class Opened(NamedTuple):
    centre: Centre
    pages: TestClient
    found: Standings
    measure: str


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("compared") / "northgate"
    init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR", with_sample=True,
         until=date(2026, 11, 16), visits=6000)
    with Centre.open(folder, now=lambda: datetime(2026, 11, 16, 9, tzinfo=UTC)) as centre:
        centre.load()
        pages = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False)
        measure = next(kpi.id for kpi in centre.strategy.kpis() if kpi.metric == "average_talk_time")
        yield Opened(centre, pages, compare(centre, measure, "agent", "2026-Q3"), measure)


@pytest.fixture(scope="module")
def page(opened: Opened) -> str:
    answer = opened.pages.get(f"/compare?period=2026-Q3&measure={opened.measure}&by=agent")
    assert answer.status_code == 200
    return unescape(answer.text)


def rows(page: str) -> dict[str, str]:
    """Each row of the table by whose it is."""
    parts = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr ")[1:]
    return {re.search(r'scope="row" data-v="([^"]+)"', part).group(1): part for part in parts}


def test_every_person_stands_there_with_their_figures_and_leads_to_their_card(opened: Opened, page: str) -> None:
    there = rows(page)
    assert set(there) == {row.name for row in opened.found.rows}
    for row in opened.found.rows:
        shown = there[row.name]
        for value in (row.value, row.expected, row.steadied, row.adjusted):
            assert write_value(value, "seconds", "EUR") in shown
        assert f"{write_value(row.low, 'seconds', 'EUR')} to {write_value(row.high, 'seconds', 'EUR')}" in shown
        assert f"agent={row.name.replace(' ', '%20')}" in shown
    card = re.search(r'<a href="(/scorecard[^"]+)" data-row>', there[opened.found.rows[0].name]).group(1)
    assert opened.pages.get(card).status_code == 200


def test_no_place_is_told_of_what_is_not_reliable_and_what_would_do_is(opened: Opened, page: str) -> None:
    there = rows(page)
    lacking = [row for row in opened.found.rows if row.judged == "too_few"]
    assert lacking
    for row in opened.found.rows:
        assert ((row.reliability or 0) >= 0.8) or "class=\"places\"" not in there[row.name]
    for row in lacking:
        assert row.needs in there[row.name]
        assert "Not enough data" in there[row.name]


def test_a_band_has_no_best(opened: Opened) -> None:
    band = next(kpi.id for kpi in opened.centre.strategy.kpis() if kpi.direction == "band" and "agent" in kpi.levels)
    found = compare(opened.centre, band, "agent", "2026-Q3")
    assert found.rows
    assert {row.rank_low for row in found.rows} == {None}


def test_the_files_hold_what_the_page_shows(opened: Opened) -> None:
    address = f"/compare.{{}}?period=2026-Q3&measure={opened.measure}&by=agent"
    lines = list(csv.DictReader(StringIO(opened.pages.get(address.format("csv")).text.lstrip("\ufeff"))))
    told = {row.name: row for row in opened.found.rows}
    assert {line["agent"] for line in lines} == set(told)
    for line in lines:
        row = told[line["agent"]]
        assert float(line["limit_low"]) == row.limit_low
        assert (line["steadied"] or None) == (None if row.steadied is None else repr(row.steadied))
        assert line["needs"] == row.needs
    book = load_workbook(BytesIO(opened.pages.get(address.format("xlsx")).content))
    assert [line["agent"] for line in lines] == [
        row[0] for row in book["Table"].iter_rows(min_row=2, values_only=True)]


def test_the_funnel_widens_towards_few_cases_and_marks_findings_only(opened: Opened, page: str) -> None:
    curve = opened.found.funnel
    assert all(one.low998 <= one.low95 < 1 < one.high95 <= one.high998 for one in curve)
    widths = [one.high998 - one.low998 for one in curve]
    assert widths[0] > 1.5 * widths[-1]
    drawing = page.partition('<svg class="funnel"')[2].partition("</div>")[0]
    assert drawing.count('class="found"') == sum(row.flagged for row in opened.found.rows)
    assert drawing.count("<circle") + drawing.count('class="found"') == sum(
        row.ratio is not None and row.size is not None for row in opened.found.rows)
    plain = funnel([FunnelPoint(10, 1.0, False, "<Ada>")], [tuple(one) for one in curve], counted="cases",
                   write=str, said="a < b")
    assert "<Ada>" not in plain
    assert "&lt;Ada&gt;" in plain


def lines_of(drawing: str) -> list[list[tuple[float, float]]]:
    """The places of the outer limits' lines, upper and lower."""
    return [[(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
            for path in re.findall(r'<path class="limit" d="([^"]+)"', drawing)]


def test_the_funnels_limits_run_over_the_whole_axis_without_a_step(opened: Opened) -> None:
    """From the axis to its very end, narrowing all the way; the lower one as the upper one mirrored, for means."""
    largest = max(row.size or 0 for row in opened.found.rows)
    drawing = funnel([FunnelPoint(largest, 1.01, False, "a")], [tuple(one) for one in opened.found.funnel],
                     counted="cases", write=str, said="a", wide=900)
    upper, lower = lines_of(drawing)
    for line in (upper, lower):
        assert (line[0][0], line[-1][0]) == (44, 886)
        steps = [abs(after[1] - one[1]) for one, after in pairwise(line) if 18 <= one[1] <= 286]
        assert max(steps) < 40
    assert all(after[1] >= one[1] for one, after in pairwise(upper))
    assert all(after[1] <= one[1] for one, after in pairwise(lower))


def test_both_questions_are_answered_without_a_contradiction(opened: Opened) -> None:
    """Who stands out differs clearly, and only who can be judged does either; the sentence counts what the table has.
    """
    for metric in ("handle-time", "first-contact-resolution"):
        answer = unescape(opened.pages.get(f"/compare?period=2026-Q3&measure={metric}&by=agent").text)
        found = compare(opened.centre, metric, "agent", "2026-Q3")
        clear = {row.name for row in found.rows if row.verdict.startswith("clearly")}
        flagged = {row.name for row in found.rows if row.flagged}
        assert flagged <= clear
        told = rows(answer)
        for row in found.rows:
            assert ("stands out" in told[row.name]) == row.flagged
            assert ("than expected" in told[row.name]) == (row.name in clear)
        assert all(sentence in answer for sentence in found.summary)


def test_the_page_begins_with_a_measure_that_can_be_shown(opened: Opened) -> None:
    """The first measure is an opinion: in a week every agent has too few answers for it to be told."""
    kpi = next(kpi for kpi in opened.centre.strategy.kpis() if kpi.metric.startswith("customer_satisfaction"))
    hidden = compare(opened.centre, kpi.id, "agent", "2026-W45")
    assert {row.verdict for row in hidden.rows} <= {"hidden", "not enough data"}
    page = unescape(opened.pages.get("/compare?period=2026-W45").text)
    assert f'value="{kpi.id}"' in page
    chosen = re.search(r'<option value="([^"]+)" selected>[^<]+</option>\s*</select>|<option value="([^"]+)" selected>',
                       page.partition('id="measure"')[2])
    measure = chosen.group(1) or chosen.group(2)
    assert measure != kpi.id
    assert any(row.value is not None for row in compare(opened.centre, measure, "agent", "2026-W45").rows)


def test_a_reliability_is_never_rounded_up_to_a_limit(opened: Opened) -> None:
    assert [write_reliability(value) for value in (0.7999, 0.8, 0.29, 0.004, None)] == [
        "0.79", "0.80", "0.29", "0.00", "–"]


def test_what_cannot_be_fair_is_refused_on_the_page(opened: Opened) -> None:
    answer = opened.pages.get("/compare?period=2026-Q3&measure=service_level:offered&by=agent")
    assert answer.status_code == 200
    assert "is not compared" in answer.text


def test_the_page_of_a_team_says_not_enough_data_beside_a_figure_of_few_cases(opened: Opened) -> None:
    team = opened.centre.names("team")[0]
    page = unescape(opened.pages.get(f"/team/{team}").text)
    cells = re.findall(r'data-label="Status"><span class="in">.*?</svg> (.*?)</span>.*?data-label="Actual"><span '
                       r'class="in">(?:<a [^>]*>)?([^<]*)<', page)
    assert "Not enough data" in {word for word, actual in cells if actual != "–"}
    assert "No data" not in {word for word, actual in cells if actual != "–"}
