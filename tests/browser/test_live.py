"""This file is about live pages in a browser: numbers arrive, are lost and found again, and tabs share one stream."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fourscore.centre import Centre, Follower, add_wall_link, init, invite, revoke_wall_link
from fourscore.web import create_app
from fourscore.web.live import stream

pytestmark = pytest.mark.browser

CENTRE = """\
name: Northgate
zone: Europe/Berlin
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: queue_log, follow: 1s}
wall: [waiting_now, {show: longest_wait_now, target: 1:00}, service_level:offered, ready_now]
"""
PEOPLE = """\
teams: [{name: Red, leader: Zoe Ray}]
agents:
  - {name: Ada, teams: [{team: Red, from: 2026-01-01}]}
  - {name: Ben}
"""
SIZES = [(1920, 1080), (1366, 768), (1440, 900), (390, 844)]
LOST = "Reconnecting…"


class Live:
    """A served centre whose log is written by hand while pages look at it."""

    def __init__(self, folder: Path) -> None:
        self.centre = Centre.open(folder, now=lambda: datetime.now(UTC))
        self.centre.follower = Follower(self.centre)
        self.calls = 0
        self.port, self.streams = 0, 0
        for agent in ("Ada", "Ben"):
            self.happens("NONE", "Billing", agent, "ADDMEMBER", "")

    def happens(self, call: str, queue: str, agent: str, event: str, *more: object, ago: int = 1) -> None:
        at = int(datetime.now(UTC).timestamp()) - ago
        with (self.centre.folder / "queue_log").open("a") as log:
            log.write("|".join(map(str, (at, call, queue, agent, event, *more))) + "\n")
        self.centre.load(["switch"], followed=True)

    def comes(self, ago: int = 1) -> str:
        self.calls += 1
        self.happens(f"c{self.calls}", "Billing", "NONE", "ENTERQUEUE", "", f"555{self.calls}", 1, ago=ago)
        return f"c{self.calls}"

    def start(self) -> None:
        """Serve at the same address as before."""
        app = create_app(self.centre)
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port, self.app = listening.getsockname()[1], app

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            self.streams += scope["type"] == "http" and scope["path"] == "/live/stream"
            await app(scope, receive, send)

        self.server = uvicorn.Server(uvicorn.Config(counted, log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=self._run, args=(listening,))
        self.thread.start()

    def _run(self, listening: socket.socket) -> None:
        with closing(listening):
            self.server.run(sockets=[listening])

    def stop(self) -> None:
        self.app.state.live.hub.close()
        self.server.should_exit = True
        self.thread.join(10)
        self.app.state.live.hub.stop()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    patch = pytest.MonkeyPatch()
    patch.setattr(stream, "ASKED_AGAIN_S", 0.5)
    folder = tmp_path_factory.mktemp("live") / "centre"
    init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "people.yaml").write_text(PEOPLE)
    there = Live(folder)
    there.start()
    yield there
    there.stop()
    there.centre.close()
    patch.undo()


class Opened(NamedTuple):
    context: BrowserContext
    page: Page


@pytest.fixture
def opened(browser: Browser, live: Live) -> Iterator[Callable[..., Opened]]:
    """Opens a live page in a browser of its own; none may say a word on its console but of a lost network."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(path: str, *, width: int = 1440, height: int = 900,
                  context: BrowserContext | None = None) -> Opened:
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": height},
                                          reduced_motion="reduce", timezone_id="Asia/Kolkata")
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: None if "net::ERR" in message.text else said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(live.address(path))
        return Opened(context, page)

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def waiting(page: Page) -> Any:
    return page.locator('[data-key="waiting_now"] [data-f="value"]')



def test_a_wall_says_where_its_screens_clock_differs(opened) -> None:
    expect(opened("/wall").page.locator("[data-clock]")).to_contain_text(" h ahead of Europe/Berlin")


def test_a_wall_tells_what_happens_without_being_loaded_again(live: Live, opened) -> None:
    page = opened("/wall").page
    before = int(waiting(page).inner_text())
    call = live.comes(ago=4)
    expect(waiting(page)).to_have_text(str(before + 1), timeout=20_000)
    longest = page.locator('[data-key="longest_wait_now"] [data-f="value"]')
    first = longest.inner_text()
    expect(longest).not_to_have_text(first, timeout=20_000)  # it goes on by itself
    assert re.fullmatch(r"\d+:\d\d", longest.inner_text())
    live.happens(call, "Billing", "Ada", "CONNECT", 4, "x", 1)
    expect(waiting(page)).to_have_text(str(before), timeout=20_000)
    floor = opened("/floor").page
    ada = floor.locator('[data-key="Ada"]')
    expect(ada).to_contain_text("On call")
    live.happens(call, "Billing", "Ada", "COMPLETECALLER", 4, 5, 1)
    expect(ada).to_contain_text("Ready", timeout=20_000)
    assert "on_call" not in (ada.get_attribute("class") or "")
    live.happens("NONE", "NONE", "Ben", "PAUSEALL", "lunch")
    expect(floor.locator('[data-key="Ben"]')).to_contain_text("Lunch", timeout=20_000)
    live.happens("NONE", "NONE", "Eve", "AGENTLOGIN", "SIP/1")  # somebody new
    expect(floor.locator('[data-key="Eve"]')).to_contain_text("Ready", timeout=20_000)
    expect(floor.locator("[data-said]")).to_have_attribute("title", re.compile("by your clock$"))
    live.happens("other", "Orders", "NONE", "ENTERQUEUE", "", "5550", 1)  # a queue that was not there at first
    floor.locator('[data-key="Orders"]').get_by_role("link", name="Service level today").click()
    expect(floor.get_by_role("heading", level=1)).to_contain_text("Service level")
    assert re.fullmatch(r".*/measure/service_level:offered\?period=\d{4}-\d\d-\d\d&queue=Orders", floor.url)


def test_a_teams_own_people_go_on_by_themselves(live: Live, opened) -> None:
    page = opened("/team/Red").page
    ada = page.locator('[data-key="Ada"]')
    expect(ada).to_be_visible()
    assert page.locator('[data-key="Ben"]').count() == 0
    live.happens("NONE", "Billing", "Ada", "PAUSE", "Coaching")
    expect(ada).to_contain_text("Coaching", timeout=20_000)
    live.happens("NONE", "Billing", "Ada", "UNPAUSE", "")
    expect(ada).to_contain_text("Ready", timeout=20_000)


def test_a_lost_server_is_said_at_once_and_found_again(live: Live, opened) -> None:
    page = opened("/wall").page
    call = live.comes(ago=3)
    expect(page.locator("html")).not_to_have_class(re.compile("stale"))
    live.stop()
    expect(page.locator("[data-lost]")).to_have_text(LOST, timeout=20_000)
    expect(page.locator("html")).to_have_class(re.compile("stale"))
    longest = page.locator('[data-key="longest_wait_now"] [data-f="value"]')
    stood = longest.inner_text()
    page.wait_for_timeout(2500)
    assert longest.inner_text() == stood  # nothing goes on as if it lived
    other = live.comes()
    live.start()
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=30_000)
    expect(page.locator("html")).not_to_have_class(re.compile("stale"))
    expect(waiting(page)).to_have_text(re.compile("[2-9]"), timeout=20_000)
    for one in (call, other):
        live.happens(one, "Billing", "NONE", "ABANDON", 1, 1, 5)


def test_offline_and_back(live: Live, opened) -> None:
    context, page = opened("/wall")
    expect(waiting(page)).to_have_text(re.compile(r"\d"))
    page.wait_for_timeout(1000)
    context.set_offline(True)
    expect(page.locator("[data-lost]")).to_have_text(LOST, timeout=30_000)
    context.set_offline(False)
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=40_000)


def test_all_tabs_of_a_browser_share_one_stream(live: Live, opened) -> None:
    context, first = opened("/wall")
    before = live.streams
    others = [opened(path, context=context).page for path in ("/wall", "/wall", "/wall", "/wall", "/wall", "/wall",
                                                              "/wall")]
    now = int(waiting(first).inner_text())
    call = live.comes()
    for page in (first, *others):
        expect(waiting(page)).to_have_text(str(now + 1), timeout=20_000)
    assert live.streams - before <= 1  # the first tab's own, where it had not begun yet
    assert live.app.state.live.hub._open == 1
    live.happens(call, "Billing", "NONE", "ABANDON", 1, 1, 5)
    for page in others:
        page.close()
    expect(waiting(first)).to_have_text(str(now), timeout=20_000)  # the first still hears


def test_a_browser_without_shared_workers_hears_too(live: Live, opened, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    page.goto(live.address("/wall"))
    now = int(waiting(page).inner_text())
    call = live.comes()
    expect(waiting(page)).to_have_text(str(now + 1), timeout=20_000)
    live.happens(call, "Billing", "NONE", "ABANDON", 1, 1, 5)
    context.close()


def test_a_revoked_link_takes_the_numbers_off_the_screen(live: Live, opened) -> None:
    key = add_wall_link(live.centre, "Hall", "centre").key
    page = opened(f"/wall/{key}", width=1920, height=1080).page
    expect(page.locator(".tile")).to_have_count(4)
    page.wait_for_timeout(1500)
    revoke_wall_link(live.centre, "Hall")
    expect(page.locator("[data-lost]")).to_have_text("This link shows nothing any more.", timeout=30_000)
    expect(page.locator(".tile")).to_have_count(0)


def test_a_screen_renews_its_page_once_the_server_was_renewed(live: Live, opened) -> None:
    page = opened("/wall").page
    page.evaluate("window.before = true")
    page.wait_for_timeout(500)
    was = live.app.state.live.hub.build
    live.app.state.live.hub.build = "/static/built/live-another.js"
    with page.expect_event("load", timeout=30_000):
        pass
    live.app.state.live.hub.build = was
    page.wait_for_load_state()
    page.wait_for_timeout(500)  # one renewed just before may be renewed once more
    assert page.evaluate("window.before") is None


def test_a_wrong_clock_of_the_browser_changes_no_length_of_time(live: Live, browser: Browser) -> None:
    call = live.comes(ago=30)
    context = browser.new_context()
    # A page and its worker have one clock; here that of the page alone can be put on.
    context.add_init_script("delete window.SharedWorker; const was = Date.now; Date.now = () => was() + 3_600_000;")
    page = context.new_page()
    page.goto(live.address("/wall"))
    page.wait_for_timeout(2500)
    told = page.locator('[data-key="longest_wait_now"] [data-f="value"]').inner_text()
    assert re.fullmatch(r"\d{1,2}:\d\d", told), told
    live.happens(call, "Billing", "NONE", "ABANDON", 1, 1, 30)
    context.close()


def test_a_clock_years_behind_breaks_no_notice(live: Live, browser: Browser) -> None:
    call = live.comes(ago=20)
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.clock.install(time=datetime(2020, 2, 1, 12, tzinfo=UTC))
    page.goto(live.address("/wall"))
    now = int(waiting(page).inner_text())
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"^Complete to \d\d:\d\d"))
    other = live.comes(ago=1)
    expect(waiting(page)).to_have_text(str(now + 1), timeout=20_000)
    expect(page.locator("[data-said]")).to_have_attribute(
        "title", re.compile(rf"\b{datetime.now(UTC).year}\b.* by your clock$"))
    expect(page.locator("[data-lost]")).to_be_hidden()
    assert re.fullmatch(r"\d{1,2}:\d\d", page.locator(
        '[data-key="longest_wait_now"] [data-f="value"]').inner_text())  # no six years
    for one in (call, other):
        live.happens(one, "Billing", "NONE", "ABANDON", 1, 1, 5)
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES, ids=[str(width) for width, _ in SIZES])
@pytest.mark.parametrize("path", ["/wall", "/floor"])
def test_live_pages_stay_inside_their_frame_and_shut_nobody_out(opened, at_fault, path, width, height) -> None:
    page = opened(path, width=width, height=height).page
    page.wait_for_timeout(300)
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        across, down = page.evaluate("[document.documentElement.scrollWidth - document.documentElement.clientWidth,"
                                     " document.documentElement.scrollHeight - document.documentElement.clientHeight]")
        assert across <= 0, look
        if path == "/wall" and width > 1000:
            assert down <= 0, look
            sizes = page.evaluate(
                "[...document.querySelectorAll('.tile')].map(t => [parseFloat(getComputedStyle(t.querySelector('h2'))"
                ".fontSize), parseFloat(getComputedStyle(t.querySelector('.figure b')).fontSize),"
                " t.scrollWidth - t.clientWidth, t.scrollHeight - t.clientHeight])")
            assert len(sizes) == 4, look
            for label, number, wide, high in sizes:
                assert (label >= 26, 52 <= number <= 96, wide <= 1, high <= 1) == (True,) * 4, look
        expect(page.locator("html")).not_to_have_class(re.compile("stale"), timeout=20_000)  # what is stale is pale
        assert at_fault(page) == [], look


def test_live_script_is_on_live_pages_alone(live: Live, opened) -> None:
    page = opened("/measures").page
    assert not [one for one in page.evaluate("[...document.scripts].map(s => s.src)") if "live" in one]
    wall = opened("/wall").page
    assert not [one for one in wall.evaluate("[...document.scripts].map(s => s.src)") if "app-" in one]


def test_who_signs_out_in_another_tab_sees_no_names_any_more(live: Live, opened) -> None:
    """The last here: from the first account on every page asks who comes."""
    key = invite(live.centre, "zoe", "Zoe Ray", by="Zoe Ray").key
    context, page = opened("/wall")
    said = {"password": "four blue kettles sing", "again": "four blue kettles sing"}
    assert context.request.post(live.address(f"/invitation/{key}"), form=said).ok
    page.goto(live.address("/floor"))
    expect(page.locator(".agent")).to_have_count(1)  # the own team's
    expect(page.locator(".agent")).to_contain_text("Ada")
    page.wait_for_timeout(1500)
    other = opened("/account", context=context).page
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("[data-lost]")).to_contain_text("You were signed out", timeout=30_000)
    expect(page.locator(".agent")).to_have_count(0)
