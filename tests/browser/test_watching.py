"""This file is about comments, incidents and alerts as somebody does them with a mouse and a keyboard."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient
from tests.browser.conftest import overflow
from tests.watching.conftest import CENTRE, NOW, PEOPLE, STRATEGY, calls

from fourscore.centre import Centre, Watcher
from fourscore.web import create_app

pytestmark = pytest.mark.browser
MEASURE = "/measure/average_handle_time?period=2026-W11"


class Served(NamedTuple):
    centre: Centre
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small centre that this computer looks at as Mara Quinn."""
    folder = tmp_path_factory.mktemp("watched") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text(calls())
    for name, text in (("centre", CENTRE + "acting_as: Mara Quinn\n"), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        app = create_app(centre)
        TestClient(app, base_url="http://127.0.0.1").get(MEASURE)  # the first page brings the libraries in
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield Served(centre, f"http://127.0.0.1:{listening.getsockname()[1]}")
            server.should_exit = True
            thread.join(10)


@pytest.fixture
def look(
    browser: Browser, served: Served, at_fault: Callable[[Page], list[Any]], picture: Callable[[Page, str], None],
) -> Iterator[Callable[..., Page]]:
    """Opens a page; afterwards none of them may have said anything, left its frame, or shut anybody out."""
    pages: list[Page] = []
    said: list[str] = []

    def opened(path: str, *, width: int = 1440, dark: bool = False, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce",
                                      color_scheme="dark" if dark else "light", java_script_enabled=script)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(served.address + path)
        if script:
            pages.append(page)
        return page

    yield opened
    for number, page in enumerate(pages):
        page.wait_for_load_state("networkidle")
        size = page.viewport_size
        picture(page, f"watch-{os.environ['PYTEST_CURRENT_TEST'].split('::')[1][:30]}-{number}-"
                      f"{size['width'] if size else ''}")
        assert overflow(page) <= 0
        assert at_fault(page) == []
        page.context.close()
    assert said == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_comment_is_written_by_the_keyboard_and_names_are_offered(look: Callable[..., Page], width: int) -> None:
    page = look(MEASURE + ("" if width > 1000 else "&queue=Billing"), width=width)
    field = page.get_by_label("Say what you know of it.", exact=False)
    field.press_sequentially("Look at this, @zo")
    expect(page.get_by_role("option", name="Zoe Ray")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Look at this, @Zoe Ray ")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".remark p").first).to_have_text("Look at this, @Zoe Ray")
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("The comment", exact=True).fill("Look at that")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.locator(".remark p").first).to_have_text("Look at that")
    page.get_by_text("What it said before").click()
    expect(page.locator(".remark details p").first).to_contain_text("@Zoe Ray")
    page.get_by_role("button", name="Remove the comment").click()
    expect(page.locator(".remark")).to_contain_text("Removed by Mara Quinn on")


def test_without_script_there_is_a_page_for_it(look: Callable[..., Page]) -> None:
    page = look(f"{MEASURE}&team=Reds", script=False)
    page.get_by_role("link", name="Comments on this figure").click()
    page.get_by_label("Say what you know of it.", exact=False).fill("By hand")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".remark p").first).to_have_text("By hand")


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_an_incident_is_marked_once_and_stands_on_the_chart_it_came_from(
    look: Callable[..., Page], width: int, dark: bool,
) -> None:
    queue = "Billing" if width > 1000 else "Orders"
    page = look(f"/explore?period=2026-W11&metric=average_handle_time&by=day&queue={queue}", width=width, dark=dark)
    before = page.locator(".beside-it li").count()
    page.get_by_role("link", name="Mark an incident").click()
    page.get_by_label("From (Europe/London)").fill("2026-03-10 09:00")
    page.get_by_label("To, not included", exact=False).fill("2026-03-11 12:00")
    page.get_by_label("In a few words").fill("Lines down")
    page.get_by_role("button", name="Mark it").click()
    expect(page).to_have_url(f"{page.url.partition('/explore')[0]}/explore?period=2026-W11&metric=average_handle_time"
                             f"&by=day&queue={queue}")
    expect(page.locator(".beside-it li")).to_have_count(before + 1)
    expect(page.locator(".run:visible .happened")).to_have_count(before + 1)
    expect(page.get_by_role("link", name=f"Outage of {queue}", exact=False)).to_be_visible()
    look("/incidents", width=width, dark=dark)


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_an_alert_is_made_told_and_taken_on(look: Callable[..., Page], served: Served, width: int, dark: bool) -> None:
    page = look(f"{MEASURE}&team={'Reds' if width > 1000 else 'Blues'}", width=width, dark=dark)
    page.get_by_role("link", name="Alert me").click()
    name = f"Long calls {width}"
    page.get_by_label("What is wrong when it fires").fill(name)
    page.get_by_label("Threshold, in its unit").fill("0:01")
    page.get_by_label("For how long").fill("0s")
    page.get_by_label("Counted at least", exact=False).fill("1")
    page.get_by_role("button", name="Watch it").click()
    expect(page.locator("#rules-title")).to_be_visible()
    Watcher(served.centre, []).look()
    page.goto(served.address + "/measures")
    expect(page.get_by_role("link", name="Notices 1", exact=False)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("j")
    expect(page).to_have_url(f"{served.address}/alerts")
    page.get_by_label("What you do about it").first.fill("I call them")
    page.get_by_role("button", name="Take it on").first.click()
    expect(page.get_by_text("acknowledged by Mara Quinn: I call them").first).to_be_visible()
    page.wait_for_load_state()  # the keys are heard once the page's script has run
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.goto(served.address + "/notices")
    page.get_by_role("button", name="I have seen them all").click()
    expect(page.get_by_role("button", name="I have seen them all")).to_have_count(0)
