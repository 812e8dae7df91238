"""This file is about pages read from right to left, and pages read where clocks differ from the centre's."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import overflow

pytestmark = pytest.mark.browser
SCORECARD = "/scorecard?period=2026-W46"
EXPLORED = "/explore?period=2026-10&metric=average_handle_time&by=queue&versus=before"


@pytest.mark.parametrize(("path", "dark", "width"), [(SCORECARD, False, 1440), (EXPLORED, True, 390)],
                         ids=["scorecard", "explore"])
def test_page_from_right_to_left_stands_in_its_frame(open_page, at_fault, picture, path, dark, width):
    page = open_page(path, dark=dark, width=width, language="ar")
    page.wait_for_load_state("networkidle")
    picture(page, f"right-to-left-{width}")
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert overflow(page) <= 0
    assert page.locator(".brand svg").bounding_box()["x"] > width / 2, "a page begins at the right"
    assert at_fault(page) == []


def test_another_clock_is_told_how_far_it_is_from_the_centres(open_page):
    page = open_page(SCORECARD, zone="Asia/Kolkata")
    expect(page.locator("[data-clock]")).to_have_text("Your clock: 4.5 h ahead of Europe/Berlin")
    expect(page.locator(".fresh time")).to_have_attribute("title", "16 Nov 2026, 04:30 by your clock")
    behind = open_page(SCORECARD, zone="America/Bogota")
    expect(behind.locator("[data-clock]")).to_contain_text("h behind Europe/Berlin")


def test_clock_that_shows_the_same_is_told_nothing(open_page):
    page = open_page(SCORECARD, zone="Europe/Madrid")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-clock]")).to_be_hidden()
    assert page.locator(".fresh time").get_attribute("title") is None
