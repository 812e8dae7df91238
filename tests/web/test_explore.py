"""This file is about Explore: what an address asks, what is refused and offered instead, the order, the charts."""

import html
import re

import pytest

from fourscore.scoring import explain

VIEW = "/explore?period=2026-W46&metric=service_level:offered&by=queue&versus=before"


def body(text: str) -> list[str]:
    """The first cell of each row of the table, as it is read."""
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [html.unescape(re.sub(r"<[^>]+>", "", row)).split("\n")[0].strip() for row in table.split("<tr")[1:]
            for row in [row.partition(">")[2]]]


def test_who_asks_nothing_is_shown_the_first_measure_of_the_scorecard(pages) -> None:
    answer = pages.get("/explore")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/explore?period=2026-W46&metric=operating_cost&by=day&versus=before"
    narrowed = pages.get("/explore?team=Support%201").headers["location"]
    assert "team=Support%201" in narrowed


def test_every_part_of_the_question_stands_in_the_address_of_every_link(pages) -> None:
    text = html.unescape(pages.get(VIEW + "&by=channel&find=Bill&least=3").text)
    for link in re.findall(r'href="(/explore[^"]*period=2026-W45[^"]*)"', text):
        for part in ("metric=service_level:offered", "by=queue", "by=channel", "versus=before", "find=Bill", "least=3"):
            assert part in link, link
    assert "/explore.xlsx?period=2026-W46&metric=service_level:offered&by=queue&by=channel" in text


def test_a_measure_that_cannot_be_told_so_says_why_and_takes_no_other_along(pages) -> None:
    text = html.unescape(pages.get(VIEW + "&metric=occupancy").text)
    assert "Occupancy cannot be told by queue: agents log in to the centre, not to one queue." in text
    assert "/explore?period=2026-W46&metric=occupancy&by=team&versus=before" in text
    assert "Billing" in body(text)
    alone = html.unescape(pages.get("/explore?period=2026-W46&metric=occupancy&by=queue").text)
    assert "Ask instead by" in alone
    assert "<tbody>" not in alone


def test_a_measure_that_says_nothing_says_why(paper, open_pages) -> None:
    centre = paper.PaperCentre()
    plain = centre.metrics._row
    centre.metrics._row = lambda *asked: plain(*asked)._replace(value=None, n=0)
    centre.metrics.never = {"quality_score": ("evaluation",)}
    there = open_pages(centre)
    said = "Quality score says nothing here: it needs quality reviews: nothing loaded gives them."
    assert said in there.get("/explore?period=2026-W46&metric=quality_score&by=team").text
    assert "says nothing here" not in there.get(VIEW).text


@pytest.mark.parametrize(("more", "issue"), [
    ("&by=channel&by=team", "too-much-at-once"),
    ("".join(f"&metric={key}" for key in ("abandonment_rate:all", "average_handle_time", "occupancy", "operating_cost",
                                          "contacts_handled", "cost_per_contact")), "too-much-at-once"),
    ("&versus=yesterday", "unknown-comparison"), ("&least=many", "bad-number"), ("&metric=no_such", "unknown-metric"),
])
def test_what_cannot_be_asked_is_told_in_words(pages, more: str, issue: str) -> None:
    answer = pages.get(VIEW + more)
    assert answer.status_code in (400, 404)
    assert issue in answer.text


def test_more_rows_than_anybody_reads_are_refused(pages, monkeypatch) -> None:
    monkeypatch.setattr("fourscore.web.explore.asking.MOST_CELLS", 3)
    for ending in ("", ".csv", ".xlsx"):
        answer = pages.get(VIEW.replace("/explore", f"/explore{ending}"))
        assert answer.status_code == 400
        assert "too-many-rows" in answer.text


def test_rows_are_ordered_found_and_left_out_without_changing_the_total(pages) -> None:
    def total(text: str) -> str:
        return re.sub(r"<[^>]+>|\s+", " ", text.partition("<tfoot>")[2].partition("</tfoot>")[0])

    whole = pages.get(VIEW).text
    rising = body(pages.get(VIEW + "&sort=service_level:offered&order=up").text)
    assert rising == body(pages.get(VIEW + "&sort=service_level:offered&order=down").text)[::-1]
    assert sorted(rising) == sorted(body(whole))
    found = pages.get(VIEW + "&find=tech").text
    assert body(found) == ["Technical help"]
    assert "3 left out" in found
    assert total(found) == total(whole)
    assert "All together" in total(whole)
    names = body(pages.get(VIEW + "&sort=queue&order=down").text)
    assert names[-1] == "Not recorded"  # what has no name is last either way
    assert names[:-1] == sorted(names[:-1], reverse=True)


def test_every_figure_opens_what_it_is_made_of(pages) -> None:
    text = html.unescape(pages.get(VIEW.replace("queue", "weekday")).text)
    assert 'href="/measure/service_level:offered?period=2026-W46&weekday=monday"' in text
    assert 'href="/measure/service_level:offered/rows?period=2026-W46&weekday=monday"' in text
    assert 'href="/measure/service_level:offered?period=2026-W45&weekday=monday"' in text  # what it was before
    measure = html.unescape(pages.get("/measure/service_level:offered?period=2026-W46&by=queue").text)
    assert 'rows?period=2026-W46&queue=Billing&part=num"' in measure
    assert 'rows?period=2026-W46&queue=Billing&part=den"' in measure


def test_time_is_a_run_with_other_periods_behind_and_gaps_where_nothing_was(pages, paper, open_pages) -> None:
    text = pages.get(VIEW.replace("queue", "day") + "&versus=year-before").text
    assert text.count('class="beside b1"') == text.count('class="beside b2"') == 2  # for wide screens and for narrow
    assert re.search(r"<title>2026-11-09: [\d.]+%, the period before [\d.]+%, the year before [\d.]+%</title>", text)
    centre = paper.PaperCentre()
    plain = centre.metrics._labels

    def without(dimension, *rest):
        return [one for one in plain(dimension, *rest) if one != "2026-11-11"]

    centre.metrics._labels = without
    gap = open_pages(centre).get(VIEW.replace("queue", "day")).text
    assert "<title>11 Nov: –, the period before –</title>" in gap


def test_what_is_not_complete_and_what_a_figure_waits_for_is_told_beside_it(paper, open_pages) -> None:
    centre = paper.PaperCentre()
    plain = centre.metrics._row

    def late(metric, labels, during, where):
        return plain(metric, labels, during, where)._replace(complete=False, value=None, why="is not told of few")

    centre.metrics._row = late
    there = open_pages(centre)
    text = there.get(VIEW).text
    assert '<span class="tag">not complete</span> <span class="tag">is not told of few</span>' in text
    assert ">–</a>" in text
    assert "no,is not told of few" in there.get(VIEW.replace("/explore", "/explore.csv")).text


def test_what_a_form_left_open_is_not_sent_on(pages) -> None:
    answer = pages.get(VIEW.replace("versus=before", "by=&versus=before,year-before&find=&least="))
    assert answer.status_code == 303
    assert answer.headers["location"] == VIEW + "&versus=year-before"


def test_every_score_opens_how_it_is_made_down_to_its_measures(pages, paper) -> None:
    card = paper.PaperCentre().scorecard("2026-W46")
    front = html.unescape(pages.get("/scorecard?period=2026-W46").text)
    made = html.unescape(pages.get("/scorecard/parts?period=2026-W46").text)
    for scored in card.perspectives:
        assert f'href="/scorecard/parts?period=2026-W46#part-{scored.perspective.id}"' in front
        assert f'id="part-{scored.perspective.id}"' in made
    for measured in card.measured():
        assert f'href="/measure/{measured.kpi.metric}?period=2026-W46' in made
    for line in explain(card).lines():
        assert "rounded" in line or line.strip() in made
