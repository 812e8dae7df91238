"""This file is about a manager's way in a real browser: from a score to its calls, by mouse and by keyboard."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_from_a_score_to_the_calls_behind_it(open_page):
    page = open_page("/")
    page.wait_for_url("**/scorecard*")
    row = page.get_by_role("link", name="Service level").first
    row.click()
    panel = page.locator("#panel [data-measure]")
    panel.get_by_text("Service level").wait_for()
    assert page.locator("tr.chosen").get_by_role("link").inner_text() == "Service level"
    shown = page.locator("#panel dd").first.inner_text()
    page.get_by_role("link", name="Open the measure").click()
    assert page.locator(".figure .big").inner_text() == shown
    page.locator(".tabs").get_by_role("link", name="Queue", exact=True).click()
    queues = page.locator("table.cells tbody th a")
    queue = queues.first.inner_text()
    counted = page.locator("table.cells tbody tr").first.locator("td").nth(2).inner_text()
    queues.first.click()
    assert page.locator(".chip").inner_text().split("\n")[:2] == ["Queue", queue]
    page.get_by_role("link", name="What was counted", exact=True).first.click()
    assert page.locator(".pages .muted").inner_text().endswith(f"of {counted}")
    assert page.get_by_role("columnheader", name="File").count() == 1
    assert page.locator("table.rows tbody tr").count() > 0


def test_a_team_opens_its_agents_and_an_agent_their_weeks(open_page):
    page = open_page("/measure/occupancy?period=2026-W46&by=team")
    for told in ("Team", "Agent"):
        assert page.locator(".tabs [aria-current]").inner_text() == told
        page.locator("table.cells tbody th a").first.click()
    assert page.locator(".chip").count() == 2
    assert page.locator(".tabs [aria-current]").inner_text() == "Week"  # the finest, unless agreed otherwise
    assert page.locator(".tabs").get_by_role("link", name="Day", exact=True).count() == 0
    assert page.locator("table.cells tbody tr").count() == 1


def test_the_figure_is_the_ratio_of_the_very_rows(open_page):
    page = open_page("/measure/service_level:offered?period=2026-W46")
    upper, lower = re.match(r"([\d,]+) of ([\d,]+)", page.locator(".figure .muted").inner_text()).groups()
    page.goto(page.url.replace("service_level:offered", "service_level:offered/rows"))
    assert page.locator(".pages .muted").inner_text().endswith(f"of {lower}")
    page.get_by_role("link", name="Answered in time").click()
    assert page.locator(".pages .muted").inner_text().endswith(f"of {upper}")


def test_without_script_every_row_is_a_link(open_page):
    page = open_page("/scorecard?period=2026-W46", script=False)
    page.get_by_role("link", name="Service level").first.click()
    assert "/measure/service_level" in page.url
    assert page.locator(".figure .big").is_visible()


def test_narrow_screens_open_the_measure_itself(open_page):
    page = open_page("/scorecard?period=2026-W46", width=390, height=844)
    page.get_by_role("link", name="Service level").first.click()
    page.wait_for_url("**/measure/service_level*")


def test_scope_and_period_are_chosen_and_stand_in_the_address(open_page):
    page = open_page("/scorecard?period=2026-W46")
    picker = page.get_by_label("Whose figures")
    team = picker.locator("optgroup[label=Teams] option").first.inner_text()
    picker.select_option(label=team)
    picker.press("Enter")
    page.wait_for_url("**team=*")
    assert team in page.locator(".strip .first").inner_text()
    page.get_by_role("link", name="The period before").click()
    page.wait_for_url("**2026-W45**")
    assert "team=" in page.url
    page.get_by_role("link", name="Month", exact=True).click()
    page.wait_for_url("**period=2026-11**")


def test_the_keyboard_is_enough(open_page):
    page = open_page("/scorecard?period=2026-W46")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.dataset.measure")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.dataset.measure")
    assert first != second
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.measure") == first
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(f'#panel [data-measure="{second}"]').wait_for()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/map*")
    assert "period=2026-W46" in page.url
    page.keyboard.press("/")
    page.keyboard.type("gsm j")
    assert page.get_by_role("combobox", name="Search people").input_value() == "gsm j"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_single_keys_can_be_switched_off(open_page):
    page = open_page("/scorecard")
    page.keyboard.press("?")
    page.get_by_label("Switch single keys off in this browser").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_timeout(200)
    assert "/scorecard" in page.url


def test_colours_are_chosen_once_and_kept_without_a_flash(open_page):
    page = open_page("/scorecard")
    page.get_by_role("button", name="Use the dark colours").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 15, 23)"
    page.goto(page.url.replace("/scorecard", "/map"), wait_until="commit")
    page.locator("h1").wait_for()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Use the light colours").is_visible()


def test_a_card_of_the_map_opens_its_measure(open_page):
    page = open_page("/map?period=2026-W46")
    card = page.locator(".map a").first
    card.focus()
    assert page.evaluate("document.activeElement.closest('svg.map') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measure/**")
