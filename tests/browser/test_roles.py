"""This file is about each role's main story in a real browser: from signing in to the figure, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.conftest import overflow
from tests.people.openid_provider import served
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, TWICE, staffed

from fourscore.centre import Centre, invite
from fourscore.office import accounts, signing
from fourscore.web import create_app

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


class Served(NamedTuple):
    """A served centre, and a browser window for each person, already signed in."""

    address: str
    page_of: Callable[..., Page]
    said: list[str]


@pytest.fixture(scope="module")
def there(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served centre for all roles."""
    folder = staffed(tmp_path_factory.mktemp("staffed") / "northgate")
    contexts: list[BrowserContext] = []
    said: list[str] = []
    with Centre.open(folder, now=lambda: NOW) as centre:
        keys = {name: _signed(centre, name) for name in {*WHO.values(), TWICE}}
        app = create_app(centre)
        with served(app) as address:
            def page_of(person: str, *, width: int = 1440, dark: bool = False) -> Page:
                context = browser.new_context(
                    viewport={"width": width, "height": 900 if width > 1000 else 844}, reduced_motion="reduce",
                    color_scheme="dark" if dark else "light", base_url=address)
                contexts.append(context)
                context.add_cookies([{"name": "sid", "value": keys[person], "url": address}])
                page = context.new_page()
                page.on("console", lambda message: said.append(message.text))
                page.on("pageerror", lambda error: said.append(str(error)))
                return page

            yield Served(address, page_of, said)
            for context in contexts:
                context.close()
        app.state.looks.close()


def _signed(centre: Centre, person: str) -> str:
    invited = invite(centre, person.replace(" ", "."), person, by="Mara Quinn")
    number = accounts.accept(centre.office, invited.key, PASSWORD, now=centre.now())
    return signing.sign_in(centre.office, number, "Chromium", now=centre.now())


def test_every_role_begins_at_its_page_and_every_figure_opens(there: Served) -> None:
    """Wide; the first number of the first table leads to what it is, or to the calls behind it."""
    for role, (path, title) in BEGINS.items():
        page = there.page_of(WHO[role])
        page.goto("/")
        page.wait_for_url(f"{there.address}{path}*")
        card = page.locator("section.card").filter(has=page.get_by_role("heading", name=title, exact=True))
        assert card.count() == 1, role
        figures = card.locator("td.num a")
        if figures.count():
            shown = figures.first.inner_text()
            figures.first.click()
            page.wait_for_url("**/measure/**")
            assert shown.split("\n")[0] in page.locator("main").inner_text(), role
        page.context.close()
    assert there.said == []


def test_a_leader_finds_whom_to_coach_and_opens_the_agent_by_search(there: Served) -> None:
    page = there.page_of(LEADER)
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
    assert text.startswith("measure,status,actual,target,past,sure")
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


def test_who_has_several_roles_chooses_once(there: Served, at_fault: Callable[[Page], list[Any]]) -> None:
    page = there.page_of(TWICE)
    page.goto("/")
    page.wait_for_url("**/begin")
    assert at_fault(page) == []
    page.get_by_role("button", name="Reporting analyst").click()
    page.wait_for_url("**/explore*")
    page.goto("/")
    page.wait_for_url("**/explore*")
    assert there.said == []


# All of them stand in one template, so each is looked at once: wide and light, or narrow and dark.
WIDE = {"agent": "/agent/Elif%20Brandt", "teams": "/teams", "coach": "/coach", "goals": "/goals", "targets": "/targets",
        "staffing": "/resource?period=2026-11-13"}
NARROW = {"team": "/team/Alder", "quality": "/quality", "recruiting": "/people/recruiting",
          "training": "/people/training", "network": "/network"}


@pytest.mark.parametrize(("dark", "width", "shown"), [(False, 1440, WIDE), (True, 390, NARROW)],
                         ids=["light-wide", "dark-narrow"])
def test_no_role_s_page_breaks_its_frame_or_shuts_anyone_out(
    there: Served, at_fault: Callable[[Page], list[Any]], picture: Callable[[Page, str], None], dark: bool, width: int,
    shown: dict[str, str],
) -> None:
    page = there.page_of("Cal Hume", dark=dark, width=width)
    wrong = {}
    for name, path in shown.items():
        page.goto(path)
        picture(page, f"role-{name}-{'dark' if dark else 'light'}-{width}")
        over, found = overflow(page), at_fault(page)
        if over > 0 or found:
            wrong[name] = (over, found)
    assert wrong == {}
    assert there.said == []
