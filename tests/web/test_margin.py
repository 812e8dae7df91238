"""This file is about figures that are not exact to the last digit: every page that shows one says how near it is."""

import csv
from io import StringIO


def test_panel_measure_page_and_sheets_say_how_near_a_figure_is(paper, open_pages) -> None:
    centre = paper.PaperCentre()
    plain = centre.metrics._row

    def near(metric, labels, during, where):
        row = plain(metric, labels, during, where)
        return paper.Row(**{**row._asdict(), "error": 0.005}) if metric.key == "service_level:offered" else row

    exact = open_pages(centre)
    pages = ("/scorecard/panel?measure=answered-in-time", "/measure/service_level:offered?by=team")
    assert [exact.get(page).text.count("±") for page in pages] == [0, 0]
    centre.metrics._row = near
    shown = open_pages(centre)
    panel, measure = (shown.get(page).text for page in pages)
    assert "<small>±0.5%</small>" in panel
    assert "within ±0.5% of the exact one" in panel
    assert "±0.5%, from histogram rows" in measure
    assert measure.count('<span class="muted">±0.5%</span>') == measure.count('<th scope="row" ') > 2
    sheets = [shown.get(page).text.lstrip("\ufeff") for page in (
        "/measure/service_level:offered/table.csv?by=team", "/scorecard.csv")]
    table, card = (list(csv.DictReader(StringIO(text))) for text in sheets)
    assert {row["error"] for row in table} == {"0.005"}
    assert {row["error"] for row in card if row["metric"] == "service_level:offered"} == {"0.005"}
    assert {row["error"] for row in card if row["metric"] != "service_level:offered"} == {""}
