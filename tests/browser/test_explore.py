"""This file is about a reporting analyst's way in a real browser: a question, its order, a view, search, a file."""

import csv

import pytest

pytestmark = pytest.mark.browser

VIEW = "/explore?period=2026-W46&metric=average_handle_time&by=team&versus=before"


@pytest.mark.parametrize("width", [1440, 390])
def test_from_a_question_to_a_view_that_is_kept_and_found_again(open_page, width) -> None:
    page = open_page("/explore", width=width)
    page.wait_for_url("**/explore?period=*")
    page.get_by_role("combobox", name="By", exact=True).select_option(label="Queue")
    page.get_by_role("combobox", name="beside").select_option(label="both")
    page.get_by_role("button", name="Show").last.click()
    page.wait_for_url("**by=queue**")
    assert "versus=before&versus=year-before" in page.url
    assert page.locator("sort-table tfoot th").inner_text() == "All together"
    page.get_by_text("Keep this view").click()
    name = f"Cost by queue at {width}"
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("It shows").select_option(label="the last complete week")
    page.get_by_label("Reporting analyst").check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**view=*")
    assert "shared with Reporting analyst" in page.locator(".views").inner_text()
    page.goto(page.url.partition("/explore")[0] + "/scorecard")
    page.keyboard.press("Control+k")
    page.keyboard.type(f"cost queue {width}")
    page.get_by_role("option", name=name).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore?**view=*")
    page.get_by_role("button", name="Take it away").click()
    page.wait_for_url(lambda url: "view=" not in url)


def test_a_table_is_sorted_on_the_page_as_the_server_would_and_its_address_follows(open_page) -> None:
    page = open_page(VIEW)

    def labels() -> list[str]:
        return page.locator("sort-table tbody th").all_inner_texts()

    for column, order in (("Average handle time", "descending"), ("Average handle time", "ascending"),
                          ("Change", "descending"), ("Team", "ascending"), ("Counted", "descending")):
        page.locator("sort-table thead").get_by_role("link", name=column).click()
        head = page.get_by_role("columnheader", name=column)
        assert head.get_attribute("aria-sort") == order
        here, address = labels(), page.url
        assert page.locator("a[data-sorted]").first.get_attribute("href").partition("?")[2] == address.partition("?")[2]
        page.reload()
        assert labels() == here  # the server's own order
        assert page.url == address


def test_a_long_table_is_sorted_whole_and_only_what_is_in_sight_is_drawn(open_page) -> None:
    page = open_page("/explore?period=2026-Q3&metric=average_handle_time&by=team&by=day")
    rows, table = page.locator("sort-table tbody tr[data-place]"), page.locator("sort-table table")
    many, high = rows.count(), table.bounding_box()["height"]
    assert many > 200
    head = page.locator("sort-table thead").get_by_role("link", name="Average handle time")
    head.focus()
    for falling in (True, False):
        page.keyboard.press("Enter")
        assert head.evaluate("link => link === document.activeElement")
        page.wait_for_function("() => !document.querySelector('sort-table[aria-busy]')")
        values = page.evaluate("[...document.querySelectorAll('sort-table tbody tr')].map(r => r.cells[2].dataset.v)")
        there = [float(value) for value in values if value]
        assert there == sorted(there, reverse=falling)
        assert values[len(there):] == [""] * (many - len(there))
        page.wait_for_function("() => document.querySelector('sort-table [role=rowheader]')")
        assert abs(table.bounding_box()["height"] - high) < 0.02 * high
        fits = "link => link.getBoundingClientRect().right <= link.closest('th').getBoundingClientRect().right"
        assert head.evaluate(fits)  # with the sign of the order
    drawn = "row => row.cells[0].checkVisibility({contentVisibilityAuto: true})"
    assert (rows.first.evaluate(drawn), rows.last.evaluate(drawn)) == (True, False)
    assert page.get_by_role("row").count() == many + 2
    rows.last.scroll_into_view_if_needed()
    page.wait_for_function(f"() => ({drawn})([...document.querySelectorAll('sort-table tbody tr')].at(-1))")
    page.set_viewport_size({"width": 900, "height": 900})
    page.wait_for_function("() => getComputedStyle(document.querySelector('sort-table table')).display === 'table'")
    assert page.evaluate("[...document.querySelectorAll('sort-table tbody tr')].length") == many


def test_the_file_holds_what_the_page_shows(open_page) -> None:
    page = open_page(VIEW)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    with open(taken.value.path(), encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["team"] for line in lines][:-1] == page.locator("sort-table tbody th").all_inner_texts()
    assert [f"{int(line['average_handle_time.n']):,}" for line in lines] == page.locator(
        "sort-table :is(tbody, tfoot) td:last-child").all_inner_texts()


def test_commands_by_keyboard_change_the_period_and_the_colours(open_page) -> None:
    page = open_page("/scorecard?period=2026-W46")
    page.keyboard.press("/")
    page.keyboard.type("period before")
    page.get_by_role("option", name="Show the period before").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**period=2026-W45**")
    page.keyboard.press("/")
    page.keyboard.type("2026-10")
    page.get_by_role("option", name="Show October 2026").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scorecard?period=2026-10")
    page.keyboard.press("/")
    page.keyboard.type("colours")
    page.get_by_role("option", name="Change the colours").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    page.keyboard.press("/")
    page.get_by_role("option", name="Strategy map").wait_for()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.count() == 1
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == chosen.get_attribute("id")


def test_a_closed_search_gives_the_keyboard_back_at_once(open_page) -> None:
    page = open_page("/scorecard?period=2026-W46")
    page.keyboard.press("/")
    page.get_by_role("option", name="Strategy map").wait_for()
    # Asked within the same task: a key that comes before the next picture is drawn must reach the page.
    assert page.evaluate("""() => {
        const field = document.activeElement;
        field.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true}));
        return [field.tagName, document.activeElement.tagName];
    }""") == ["INPUT", "BODY"]


def test_without_script_the_same_is_links_and_forms(open_page) -> None:
    page = open_page(VIEW, script=False)
    page.locator("thead").get_by_role("link", name="Counted").click()
    assert "sort=average_handle_time.n&order=down" in page.url
    page.get_by_role("link", name="Search and commands").click()
    page.get_by_role("searchbox").fill("service level")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Service level").first.click()
    assert "/measure/service_level" in page.url
