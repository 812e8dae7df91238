"""This file is about what the pages say: statuses, freshness, drill-down, CSV, and the way out of every mistake."""

import csv
import html
import re
from dataclasses import replace
from io import StringIO

import pytest

from fourscore.metrics import Reporting

EVERY_PAGE = [
    "/scorecard", "/scorecard?period=2026-10", "/scorecard?period=2026-Q3", "/scorecard?team=Support%201",
    "/scorecard?agent=Ada%20S1", "/scorecard?show=off", "/map", "/measures", "/measures?q=wait",
    "/measure/service_level:offered", "/measure/service_level:offered?by=agent&team=Support%201",
    "/measure/service_level:offered/rows", "/measure/operating_cost?by=week", "/scorecard?site=Hall",
    "/measure/service_level:offered?site=Hall", "/measure/service_level:offered/rows?site=Hall",
]


@pytest.mark.parametrize("address", EVERY_PAGE)
def test_every_page_is_shown_under_a_strict_policy(pages, address):
    answer = pages.get(address)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    # what such a policy would drop is not there in the first place
    assert not re.search(r"<[^>]+\sstyle=", answer.text)
    assert not re.search(r"<style|<script>|\son\w+=|hx-on|javascript:", answer.text)


def test_front_leads_to_the_scorecard_with_its_words(pages):
    answer = pages.get("/?period=2026-10")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/scorecard?period=2026-10"


def test_scorecard_says_status_in_words_beside_every_measure(pages, paper):
    text = pages.get("/scorecard").text
    card = paper.PaperCentre().scorecard("2026-W46")
    for measured in card.measured():
        assert measured.kpi.name in text
    assert text.count('aria-label="Within tolerance"') >= 1
    assert "Complete to the end of 15 Nov 2026" in text
    assert "Weakest:" in text
    assert "all times in Europe/Berlin" in text


def test_page_and_csv_give_the_scorings_own_numbers(pages, paper):
    card = paper.PaperCentre().scorecard("2026-W46")
    read = list(csv.DictReader(StringIO(pages.get("/scorecard.csv?period=2026-W46").text.lstrip("\ufeff"))))
    wanted = {(m.kpi.name, m.value, m.score) for m in card.measured()}
    assert {(row["measure"], float(row["value"]), float(row["score"])) for row in read} == wanted


def test_value_short_of_its_target_is_never_called_on_target(pages, paper):
    card = paper.PaperCentre().scorecard("2026-W46")
    short = [m for m in card.measured() if m.status == "within_tolerance"]
    assert short
    text = pages.get("/scorecard").text
    for measured in short:
        row = next(part for part in text.split("<tr") if f'data-measure="{measured.kpi.id}"' in part)
        assert 'aria-label="Within tolerance"' in row
        assert "<b>100</b>" not in row


def test_a_value_a_hair_short_of_its_target_does_not_read_like_it(paper, open_pages):
    centre = paper.PaperCentre()
    plain = centre.metrics._row

    def nearly(metric, labels, during, where):
        row = plain(metric, labels, during, where)
        return paper.Row(**{**row._asdict(), "value": 0.79996}) if metric.key == "service_level:offered" else row

    centre.metrics._row = nearly
    near = open_pages(centre)
    row = next(part for part in near.get("/scorecard").text.split("<tr") if 'data-measure="answered-in-time"' in part)
    assert re.findall(r'class="num (actual|target)"[^>]*>([^<]*)<', row) == [
        ("actual", "79.996%"), ("target", "80.000%")]
    panel = near.get("/scorecard/panel?measure=answered-in-time").text
    assert re.findall(r"<dt>(Actual|Target)</dt><dd>(?:<a [^>]*>)?([^<]*)<", panel) == [
        ("Actual", "79.996%"), ("Target", "80.000%")]
    assert panel.count("79.996%, target 80.000%") > 20  # each week of its run
    assert "Support 1" in panel.partition("lowest score first")[2]
    assert ">80.0%<" not in panel.partition("lowest score first")[2]
    assert "79.996%, target 80.000%" in near.get("/map").text
    measure = near.get("/measure/service_level:offered?by=team").text
    assert '<span class="big">79.996%</span>' in measure
    assert 'target <span class="strong">80.000%</span>' in measure
    assert len(re.findall(r'<td class="num strong" data-v="0.79996"><a [^>]*>79.996%</a></td>', measure)) == 4
    sheet = near.get("/measure/service_level:offered/table.csv?by=team").text
    assert {row["shown"] for row in csv.DictReader(StringIO(sheet.lstrip("\ufeff")))} == {"79.996%"}


def test_a_figure_of_money_says_its_rates_and_why_there_is_none(paper, open_pages) -> None:
    centre = paper.PaperCentre()
    plain = centre.metrics._row

    def waiting(metric, labels, during, where):
        return paper.Row(**{**plain(metric, labels, during, where)._asdict(), "value": None, "complete": False,
                            "money": Reporting("EUR"), "missing": ("the transaction rate of USD for 2026-03-09",)})

    centre.metrics._row = waiting
    text = open_pages(centre).get("/measure/operating_cost").text
    assert '<span class="big">–</span>' in text
    assert "EUR at the rates of the day" in text
    assert "no figure without the transaction rate of USD for 2026-03-09" in text


def test_missing_is_a_circle_and_no_data_never_a_zero(paper, open_pages):
    centre = paper.PaperCentre()
    plain = centre.metrics._row

    def without(metric, labels, during, where):
        row = plain(metric, labels, during, where)
        return paper.Row(**{**row._asdict(), "value": None, "parts": {"num": 0, "den": 0}, "n": 0})

    centre.metrics._row = without
    text = open_pages(centre).get("/scorecard").text
    assert 'aria-label="No data"' in text
    assert "Withheld:" in text
    assert not re.search(r"<td[^>]*>0\.0%", text)


def test_scope_chosen_in_a_form_becomes_an_address_of_its_own(pages):
    answer = pages.get("/scorecard?period=2026-W46&scope=team:Support 1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/scorecard?period=2026-W46&team=Support%201"
    back = pages.get("/scorecard?period=2026-W46&team=Support 1&scope=centre")
    assert back.headers["location"] == "/scorecard?period=2026-W46"


def test_periods_lead_to_their_neighbours(pages):
    text = pages.get("/scorecard?period=2026-W45").text
    assert 'href="/scorecard?period=2026-W44"' in text
    assert 'href="/scorecard?period=2026-W46"' in text
    newest = pages.get("/scorecard?period=2026-W46").text
    assert "2026-W47" not in newest


def test_panel_comes_alone_and_opens_the_measure_and_its_facts(pages, paper):
    kpi = next(iter(paper.PaperCentre().strategy.kpis()))
    text = pages.get(f"/scorecard/panel?period=2026-W46&measure={kpi.id}").text
    assert "<html" not in text
    assert f"/measure/{kpi.metric}?" in text
    assert f"/measure/{kpi.metric}/rows?" in text
    wrong = pages.get("/scorecard/panel?measure=servicelevel", headers={"hx-request": "true"})
    assert wrong.status_code == 404
    assert "<html" not in wrong.text


def test_map_has_a_card_for_every_objective_and_a_sentence_for_every_link(pages, paper):
    text, strategy = pages.get("/map").text, paper.PaperCentre().strategy
    assert text.count('class="box"') == len(list(strategy.objectives()))
    assert text.count('class="tie"') == len(strategy.links)
    assert text.count("Not tested yet.") == 2 * len(strategy.links)  # on the drawing, and in words below it


def test_measure_defines_itself(pages, paper):
    metric = paper.PaperCentre().metrics.catalogue.find("service_level:offered")
    text = pages.get("/measure/service_level:offered").text
    for said in ("service_level:offered", metric.id, "higher is better", "Known ambiguity"):
        assert said in text
    assert "target 80.0%" in text


def test_a_mix_that_cannot_be_borne_says_why_instead_of_failing(pages):
    answer = pages.get("/measure/occupancy?by=queue")
    assert answer.status_code == 200
    assert "Occupancy cannot be told by queue: agents log in to the centre, not to one queue." in answer.text


@pytest.mark.parametrize(("address", "status", "word"), [
    ("/measure/occupancy?by=customer_segment", 200, "customer group"),
    ("/measure/occupancy?by=half_hour", 200, "half hour"),
    ("/measure/occupancy?queue=Billing", 400, "queue"),
])
def test_what_a_measure_can_be_told_by_is_said_in_plain_words(pages, address, status, word):
    answer = pages.get(address)
    assert answer.status_code == status
    assert f"Occupancy cannot be told by {word}: " in answer.text
    assert "It can be told by day, week, month, hour of day, weekday, team, agent, channel." in answer.text


def test_team_opens_its_agents_and_agents_open_their_days(pages):
    teams = pages.get("/measure/service_level:offered?period=2026-W46&by=team").text
    assert "team=Support%201&amp;by=agent" in teams
    agents = pages.get("/measure/service_level:offered?period=2026-W46&team=Support%201&by=agent").text
    assert "agent=Ada%20S1&amp;by=day" in agents
    days = pages.get("/measure/service_level:offered?period=2026-W46&agent=Ada%20S1&by=day").text
    assert "/measure/service_level:offered/rows?period=2026-11-09&amp;agent=Ada%20S1" in days


@pytest.mark.parametrize(("order", "sign"), [("down", -1), ("up", 1)])
def test_tables_sort_by_their_links(pages, order, sign):
    text = pages.get(f"/measure/service_level:offered/table.csv?by=agent&sort=value&order={order}").text
    values = [float(row["value"]) for row in csv.DictReader(StringIO(text.lstrip("\ufeff")))]
    assert len(values) > 3
    assert values == sorted(values, key=lambda value: sign * value)


def test_a_name_that_looks_like_a_formula_is_not_one_in_a_spreadsheet(pages):
    text = pages.get("/measure/service_level:offered/table.csv?by=queue").text
    assert "'=2+5|cmd" in text
    assert ",=2+5" not in text
    assert "Not recorded" in text
    rows = pages.get("/measure/service_level:offered/rows.csv").text
    assert ",'@Ada," in rows
    assert rows.count("\r\n") == 348


def test_rows_are_paged_and_name_their_file_and_line(pages):
    first = pages.get("/measure/service_level:offered/rows").text
    assert "1 to 100 of 347" in first
    assert "calls/november.csv" in first
    last = pages.get("/measure/service_level:offered/rows?page=2&part=num").text
    assert "101 to 120 of 120" in last
    beyond = pages.get("/measure/service_level:offered/rows?period=2026-W46&page=9")
    assert beyond.status_code == 303
    assert beyond.headers["location"].endswith("rows?period=2026-W46&page=4")
    assert pages.get("/measure/service_level:offered/rows?page=zero").status_code == 400


def test_measures_are_found_by_any_word(pages):
    assert "Average speed of answer" in pages.get("/measures?q=waiting+answered").text
    assert "First contact resolution" in pages.get("/measures?q=one+and+done").text
    none = pages.get("/measures?q=%3Cb%3Exyz").text
    assert "No measure has" in none
    assert "<b>xyz" not in none


@pytest.mark.parametrize(("address", "status", "said"), [
    ("/scorcard", 404, "Did you mean /scorecard"),
    ("/measure/service_levl", 404, "Did you mean service_level"),
    ("/scorecard?period=soon", 400, "This is not a period."),
    ("/scorecard?team=Supprt", 400, "There is no team called"),
])
def test_wrong_addresses_get_a_page_with_the_way_out(pages, address, status, said):
    answer = pages.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert "Strategy map" in answer.text
    assert answer.headers["content-security-policy"]


def test_an_empty_centre_says_what_to_do_next(paper, open_pages):
    empty = open_pages(paper.PaperCentre(spread=None))
    for address in ("/scorecard", "/map", "/measure/service_level:offered", "/measure/service_level:offered/rows"):
        answer = empty.get(address)
        assert answer.status_code == 200
        assert "fourscore load" in answer.text


def test_a_strategy_with_mistakes_lists_them_with_place_and_remedy(paper, open_pages):
    issue = paper.Issue("kpi-without-target", "strategy.yaml:14", "'fcr' has no target.", "Add a line: target 75%")
    answer = open_pages(paper.PaperCentre(strategy=False, issues=[issue])).get("/scorecard")
    assert answer.status_code == 200
    for said in ("strategy.yaml:14", "has no target.", "Add a line: target 75%"):
        assert said in answer.text.replace("&#39;", "'")
    lacking = open_pages(paper.PaperCentre(issues=[issue])).get("/scorecard")
    assert "1 thing to mend" in lacking.text


def test_work_that_fails_is_told_without_a_trace(paper, open_pages, caplog):
    locked = open_pages(paper.BrokenCentre(lambda: paper.LOCKED)).get("/scorecard")
    assert locked.status_code == 503
    assert "Another process holds" in locked.text
    broken = open_pages(paper.BrokenCentre(lambda: ZeroDivisionError("secret"))).get("/scorecard")
    assert broken.status_code == 500
    assert "secret" not in broken.text
    assert "Traceback" not in broken.text
    assert "secret" in caplog.text


def test_a_measures_page_says_what_it_brings_to_the_scorecard_and_by_which_rule(pages, paper):
    from fourscore.scoring import explain

    centre = paper.PaperCentre()
    text = pages.get("/measure/service_level:offered?period=2026-W46").text
    whole = explain(centre.scorecard("2026-W46", 0), centre.metrics.catalogue)
    kpi = next(kpi for kpi in centre.strategy.kpis() if kpi.metric == "service_level:offered")
    path = whole.path(kpi.id)
    assert [part.kind for part in path] == ["total", "perspective", "objective", "kpi"]
    for part in path:
        assert part.sentence in html.unescape(text)
    assert f"<code>{path[-1].rule}</code>" in text
    assert "In the scorecard" not in pages.get("/measure/service_level:offered?period=2026-W46&queue=Billing").text


def test_a_site_is_picked_and_its_figures_are_those_of_its_teams(pages, paper):
    text = pages.get("/scorecard?site=Hall&period=2026-W46").text
    assert '<option value="site:Hall" selected' in text
    assert "site:Shut" not in text
    hall = pages.get("/measure/service_level:offered/table.csv?by=agent&site=Hall&period=2026-W46").text
    name = next(iter(paper.TEAMS))
    team = pages.get(f"/measure/service_level:offered/table.csv?by=agent&period=2026-W46&team={name}")
    assert hall == team.text


def test_an_agent_s_card_says_which_view_holds_none_of_its_measures(open_pages, paper):
    said = "No measure of this view stands on this card."
    shown = open_pages(paper.PaperCentre(starts_with="blended"))
    assert said in shown.get("/scorecard?agent=Ada%20S1").text
    assert said not in shown.get("/scorecard").text


def test_what_nothing_loaded_can_feed_says_what_it_lacks(open_pages, paper):
    centre = paper.PaperCentre()
    asked = centre.metrics.ask

    def without(metrics, by=(), *, during, where=None):
        found = asked(metrics, by, during=during, where=where)
        return replace(found, rows=[row._replace(value=None, parts={"num": 0, "den": 0}, n=0)
                                    if row.metric == "quality_score" else row for row in found.rows])

    centre.metrics.ask, centre.metrics.never = without, {"quality_score": ("evaluation",)}
    pages = open_pages(centre)
    said = "needs quality reviews: nothing loaded gives them"
    assert pages.get("/scorecard").text.count(said) == 1
    assert f"This {said}." in pages.get("/scorecard/panel?measure=quality").text
    text = pages.get("/measure/quality_score").text
    assert f"This {said}." in text
    assert "(it needs quality reviews: nothing loaded gives them)" in text
