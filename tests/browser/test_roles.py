"""This file is about each role's main story in a real browser: from signing in to the figure, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.staffed import AGENT, LEADER, PASSWORD, PEOPLE, TWICE

if TYPE_CHECKING:
    from .conftest import Served

pytestmark = pytest.mark.browser
# Where each role begins, and the table that stands there first.
BEGINS = {
    "Senior manager": ("/scorecard", "Measures"), "Call centre manager": ("/scorecard", "Measures"),
    "Resource analyst": ("/resource", "The day as a whole"),
    "Network analyst": ("/network", "Lines, menus and systems"),
    "Recruiter": ("/people/recruiting", "Seats by team"), "Trainer": ("/people/training", "Coaching against plan"),
    "Quality analyst": ("/quality", "The sample owed"), "Team leader": ("/team/Alder", "The team's figures"),
    "Agent": ("/my", "Your measures"),
}
WHO = {**PEOPLE, "Team leader": LEADER, "Agent": AGENT}


@pytest.mark.parametrize("width", [1440, 390])
def test_every_role_comes_in_at_its_page_and_its_first_figure_opens(there: Served, width: int) -> None:
    """From signing in; the first number of the first table leads to what it is, or to the calls behind it."""
    for role, (path, title) in BEGINS.items():
        page = there.page_of("", width=width)
        page.goto("/")
        page.get_by_label("Name").fill(WHO[role].replace(" ", "."))
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{there.address}{path}*")
        card = page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))
        assert card.count() == 1, role
        _opens_its_first(page, card, role)
        page.context.close()
    assert there.said == []


def _opens_its_first(page: Page, card: Locator, role: str) -> None:
    """A scorecard's first measure, by its name; of any other table the first figure, where one opens."""
    of_a_card, before = "/scorecard" in page.url, page.url
    first = card.locator("th.name a" if of_a_card else "td.num a")
    if not first.count():
        return
    shown = (card.locator("td.actual") if of_a_card else first).first.inner_text().split("\n")[0]
    measure = first.first.get_attribute("data-measure")
    if of_a_card and page.viewport_size and page.viewport_size["width"] > 1000:
        with page.expect_response(lambda answer: "/scorecard/panel" in answer.url):
            first.first.click()  # the panel may show that measure already, and is put in anew all the same
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        page.locator(f'#panel [data-measure="{measure}"]').wait_for()
        page.get_by_role("link", name="Open the measure").click()
    else:
        first.first.click()
    page.wait_for_url(lambda url: "/measure/" in url if of_a_card else url != before)
    assert page.locator("h1").is_visible(), role
    assert "/measure/" not in page.url or shown in page.locator("main").inner_text(), role


@pytest.mark.parametrize("width", [1440, 390])
def test_a_leader_finds_whom_to_coach_and_opens_the_agent_by_search(there: Served, width: int) -> None:
    page = there.page_of(LEADER, width=width)
    page.goto("/coach")
    hint = page.locator("table.told").first.locator("tbody tr").first
    assert "reliability 0." in hint.inner_text()
    agent = hint.locator("th").inner_text()
    page.keyboard.press("/")
    page.keyboard.type(agent)
    page.get_by_role("option", name=agent).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agent/**")
    assert page.locator("h1").inner_text() == agent
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").first.click()
    text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert {"measure", "status", "actual", "target", "target_upper", "past", "sure"} <= {
        *text.partition("\n")[0].strip().split(",")}
    assert there.said == []


def test_an_agent_disputes_a_number_and_reads_the_answer(there: Served) -> None:
    page = there.page_of(AGENT, width=390)
    page.goto("/my")
    page.get_by_label("Which").select_option(label="Adherence to schedule")
    page.get_by_label("Why it is wrong").fill("I was at the dentist on Tuesday")
    page.get_by_role("button", name="Dispute it").click()
    page.wait_for_url("**/my#t-disputes")
    assert "Not answered yet" in page.locator("main").inner_text()
    manager = there.page_of("Cal Hume")
    manager.goto(f"/agent/{AGENT.replace(' ', '%20')}")
    manager.get_by_label("Why", exact=True).fill("The shift plan said so, and you were told")
    manager.get_by_role("button", name="Answer", exact=True).click()
    manager.wait_for_url("**/agent/**")
    page.goto("/my")
    told = page.locator("main").inner_text()
    assert "The shift plan said so" in told
    assert "Upheld" in told
    assert there.said == []


def test_who_has_several_roles_chooses_once(there: Served) -> None:
    page = there.page_of(TWICE, width=390)
    page.goto("/")
    page.wait_for_url("**/begin")
    page.get_by_role("button", name="Reporting analyst").click()
    page.wait_for_url("**/explore*")
    page.goto("/")
    page.wait_for_url("**/explore*")
    assert there.said == []
