"""This file is about the frame of every page: where one is in the menu, which period is chosen, what is on paper."""

import pytest
from playwright.sync_api import expect

from .conftest import Served

pytestmark = pytest.mark.browser
MANAGER = "Cal Hume"
PICKED = ("/quality", "/coach", "/resource", "/people/recruiting", "/scorecard")
# How many pixels of the chosen words do not fit into the picker.
CUT = """all => all.map(one => {
  const pen = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(one);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return Math.round(pen.measureText(one.selectedOptions[0].text).width - one.clientWidth + 12);
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_the_chosen_period_can_be_read_and_the_menu_shows_where_one_is(there: Served, width: int) -> None:
    page = there.page_of(MANAGER, width=width)
    for path in PICKED:
        page.goto(path)
        cut = page.locator(".top select").evaluate_all(CUT)
        assert cut
        assert max(cut) <= 0, path
    page.goto("/reconcile")
    expect(page.locator(".side [aria-current=page]")).to_be_in_viewport(ratio=1)


def test_on_paper_no_row_is_chosen_and_no_mark_stands_for_words_that_are_not_there(there: Served) -> None:
    page = there.page_of(MANAGER)
    page.goto("/scorecard?period=2026-W46")
    name = page.locator("tr.chosen th.name")
    shown = name.evaluate("one => getComputedStyle(one).backgroundColor")
    page.emulate_media(media="print")
    assert name.evaluate("one => getComputedStyle(one).backgroundColor") == "rgba(0, 0, 0, 0)" != shown
    assert page.locator(".kpis .tag:visible").count() == 0
    assert page.locator(".weak").evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length") == 0


def test_a_form_asks_in_the_words_of_the_page_and_not_of_a_terminal(there: Served) -> None:
    page = there.page_of(MANAGER)
    for path in ("/alerts?new=1", "/incidents?new=1"):
        page.goto(path)
        faces = page.locator("main label").evaluate_all(
            "all => [...new Set(all.map(one => getComputedStyle(one).fontFamily))]")
        assert len(faces) == 1
        assert faces[0].startswith("Inter")


def test_what_may_be_done_is_found_and_done_from_the_search(there: Served) -> None:
    page = there.page_of(MANAGER)
    page.goto("/measure/average_handle_time?period=2026-W45")
    page.keyboard.press("/")
    page.keyboard.type("mark an inc")
    page.get_by_role("option", name="Mark an incident").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_label("From (Europe/Berlin)")).to_have_value("2026-11-02 00:00")
    expect(page.get_by_label("To, not included")).to_have_value("2026-11-09 00:00")
    page.keyboard.press("/")
    page.keyboard.type("keyboard sh")
    page.get_by_role("option", name="Keyboard").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
