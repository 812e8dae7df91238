"""This file is about the strategy editor in a real browser: by keyboard alone, by mouse, and by finger."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_server

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import overflow
from tests.publishing.conftest import CENTRE, NOW, PEOPLE, STRATEGY, log, signed

from fourscore.centre import Centre, invite
from fourscore.office import accounts, drafts
from fourscore.scoring import strategies
from fourscore.web import create_app

pytestmark = pytest.mark.browser
SENIOR, LOGIN, GOOD = "Zoë King", "zoe@example.org", "four blue kettles sing"
LINK = "/edit/link/new?from=able&to=cheap"
PAGES = ("/edit", "/edit/kpi/in-time", "/edit/objective/able", "/edit/guarded/more", "/edit/text", "/edit/changes",
         "/edit/publish", "/edit/questions/1", LINK)
GUARDED = ("guarded:\n  more: {goal: taken +20% by 2026-12 | in-time flat, objective: able, "
           "owner: Call centre manager}\n")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A small centre whose set-up is signed, and somebody with an account."""
    folder = tmp_path_factory.mktemp("edited") / "centre"
    folder.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("queue_log", log(200)),
                       ("strategy.yaml", STRATEGY.replace("policies:", f"{GUARDED}policies:"))):
        (folder / name).write_bytes(text.encode())
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        signed(centre)
        accounts.accept(centre.office, invite(centre, LOGIN, SENIOR, by=SENIOR).key, GOOD, now=NOW)
        yield centre


@pytest.fixture(scope="module")
def address(edited: Centre) -> Iterator[str]:
    """Where it is served."""
    with closing(create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(edited), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def door(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a browser's signing in is kept, for those that come later."""
    kept = tmp_path_factory.mktemp("door") / "state.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", GOOD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/scorecard"))
    context.storage_state(path=kept)
    context.close()
    return kept


@pytest.fixture
def opened(browser: Browser, address: str, door: Path, edited: Centre) -> Iterator[object]:
    """Opens a page of the editor, signed in; afterwards the draft is dropped, and no page may have said anything."""
    contexts, said = [], list[str]()

    def enter(path: str, *, width: int = 1440, dark: bool = False, touch: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 1500 if width > 1000 else 844}, storage_state=door, has_touch=touch,
            color_scheme="dark" if dark else "light", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + path)
        return page

    yield enter
    for context in contexts:
        context.close()
    if (draft := drafts.standing(edited.office)) is not None:
        drafts.end(edited.office, draft.number, draft.here, "dropped", (), by=SENIOR, now=NOW)
    assert said == []


def reach(page: Page, selector: str, key: str = "Tab") -> None:
    """By that key alone, to what the selector names."""
    for _ in range(120):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press(key)  # one at a time: each moves on from where the one before it led
    raise AssertionError(f"{selector} is not reached by {key}")


def test_from_sign_in_to_a_published_change_by_keyboard_alone(
    browser: Browser, address: str, edited: Centre,
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    status = page.locator("main [data-done]")
    page.goto(f"{address}/measures")
    reach(page, "input[name=login]")
    page.keyboard.type(LOGIN)
    reach(page, "input[name=password]")
    page.keyboard.type(GOOD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/measures")
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.wait_for_url(f"{address}/edit")
    reach(page, "[data-objective=able]")
    page.keyboard.press("c")
    expect(page.locator("main [data-linking]")).to_contain_text("A link from “Be able”")
    reach(page, "[data-objective=cheap]", "j")
    page.keyboard.press("Enter")
    page.wait_for_url(address + LINK)
    reach(page, "#f-lag")
    page.keyboard.type("2..4")
    reach(page, "#f-sentence")
    page.keyboard.type("If people are able, calls are cheap, because they are short.")
    reach(page, "#f-kind")
    page.keyboard.type("identity")  # both are counted from the same, the rules say
    reach(page, "form.thing button.main")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("link able → cheap: added")
    page.keyboard.press("Control+z")
    expect(status).to_contain_text("The last step is undone.")
    expect(page.locator("[data-map] a.link")).to_have_count(3)
    page.keyboard.press("Control+Shift+Z")
    expect(status).to_contain_text("The step is made again.")
    expect(page.locator("[data-map] a.link")).to_have_count(4)
    reach(page, "a[href='/edit/kpi/in-time']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/edit/kpi/in-time")
    reach(page, "input[name='at.0']")
    page.keyboard.press("Control+a")
    page.keyboard.type("85%")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("KPI in-time: target 80.0% → 85.0%")
    reach(page, "nav.tabs a[href='/edit/publish']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/edit/publish")
    expect(page.locator("main")).to_contain_text("the first three stages are signed")
    reach(page, "input[name=why]")
    page.keyboard.type("What we learned")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/edit/publish?done=published")
    expect(status).to_contain_text("The strategy is published.")
    kept = strategies(edited.office)[-1]
    assert (kept.approval.who, kept.approval.verified, kept.approval.why) == (SENIOR, True, "What we learned")
    assert kept.text.encode() == (edited.folder / "strategy.yaml").read_bytes()
    assert ("target: 85%" in kept.text, "# Ours; Zoë King wrote it.\r\n" in kept.text) == (True, True)
    context.close()


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_link_is_drawn_by_mouse_and_a_click_still_opens_a_card(opened, address) -> None:
    page = opened("/edit")
    page.locator("[data-objective=quick]").scroll_into_view_if_needed()
    page.mouse.move(*middle(page, "[data-objective=able] .box"))
    page.mouse.down()
    page.mouse.move(*middle(page, "[data-objective=quick] .box"), steps=5)
    expect(page.locator(".map .drawn")).to_have_count(1)
    expect(page.locator("[data-objective=quick]")).to_have_class("over")
    page.mouse.up()
    page.wait_for_url(f"{address}/edit/link/new?from=able&to=quick")
    expect(page.locator("#f-from")).to_have_value("able")
    page.locator("#f-sentence").fill("If people are able, calls are quick, because they are short.")
    page.locator("form.thing button.main").click()
    expect(page.locator("main [data-done]")).to_contain_text("link able → quick: added")
    page.mouse.move(*middle(page, "[data-objective=able] .box"))
    page.mouse.down()
    page.mouse.move(5, 5, steps=3)
    page.mouse.up()  # drawn to nowhere: nothing is opened
    assert page.url.startswith(f"{address}/edit?")
    page.locator("[data-objective=able] .box").click()
    page.wait_for_url(f"{address}/edit/objective/able")


def test_a_link_is_drawn_by_a_finger_and_the_map_still_scrolls(opened, address) -> None:
    page = opened("/edit", width=390, touch=True)
    page.locator("[data-map]").scroll_into_view_if_needed()
    page.locator("[data-map]").evaluate("box => box.scrollLeft = 100")
    page.locator("[data-objective=kept] .knob").scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)
    x, y = middle(page, "[data-objective=able] .knob")
    to_x, to_y = middle(page, "[data-objective=kept] .box")

    def finger(kind: str, *places: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in places]})

    finger("touchStart", (x, y))
    for part in (0.3, 0.7, 1):
        finger("touchMove", (x + (to_x - x) * part, y + (to_y - y) * part))
    finger("touchEnd")
    page.wait_for_url(f"{address}/edit/link/new?from=able&to=kept")


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)], ids=["light-wide", "dark-narrow"])
def test_no_page_of_the_editor_breaks_its_frame_or_shuts_anyone_out(opened, at_fault, address, width, dark) -> None:
    page = opened("/edit/text", width=width, dark=dark)
    text = page.locator("textarea").input_value()
    page.locator("textarea").fill(text.replace("owner: Call centre manager", "owner: Nobody", 1))
    page.locator("button.main").first.click()
    expect(page.locator("main [data-done]")).to_be_visible()
    found = {}
    for path in PAGES:
        page.goto(address + path)
        over, wrong = overflow(page), at_fault(page)
        if over > 0 or wrong:
            found[path] = (over, wrong)
    assert found == {}
