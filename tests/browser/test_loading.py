"""This file is about a file's way in a real browser: dropped, looked through, loaded, and seen on the scorecard."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from tests.browser.conftest import overflow

from fourscore.centre import Centre
from fourscore.web import create_app
from fourscore.web.loading.first import First

pytestmark = pytest.mark.browser
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CALLS = "Call ID,Start,Queue,Agent,Result,Wait,Talk\n" + "".join(
    f"c{at},2026-03-0{2 + at // 60} {9 + at // 6 % 10:02d}:{at % 60:02d}:00,{'Billing' if at % 2 else 'Sales'},"
    f"{'' if at % 9 == 0 else 'Ada' if at % 3 else 'Ben'},{'Abandoned' if at % 9 == 0 else 'Answered'},{at % 40},"
    f"{60 + at}\n" for at in range(300))
DROP = """([text, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: "text/csv"}));
  document.querySelector(".drop").dispatchEvent(
      new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """Where an empty folder is served for the first time."""
    opened: list[Centre] = []

    def begun() -> object:
        opened.append(Centre.open(tmp_path / "new", now=lambda: NOW))
        return create_app(opened[-1])

    first = First(tmp_path / "new", {"name": "New", "zone": "Europe/Berlin", "currency": "EUR"}, begun)
    with closing(create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(uvicorn.Config(first, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        for centre in opened:
            centre.close()


@pytest.fixture
def look(
    at_fault: Callable[[Page], list[Any]], picture: Callable[[Page, str], None],
) -> Callable[[Page, str], None]:
    """The page keeps inside its frame and shuts nobody out."""
    def looked(page: Page, name: str) -> None:
        size = page.viewport_size
        picture(page, f"loading-{name}-{size['width'] if size else ''}")
        assert overflow(page) <= 0, name
        assert at_fault(page) == [], name

    return looked


@pytest.mark.parametrize("width", [1440, 390])
def test_from_an_empty_folder_by_a_dropped_file_to_the_scorecard(browser: Browser, empty: str, look, width) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce",
                                  color_scheme="dark" if width < 500 else "light")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(empty)
    look(page, "first")
    page.get_by_label("What is the centre called?").fill("Harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**/load")
    look(page, "load")
    page.evaluate(DROP, [CALLS, "march.csv"])
    page.wait_for_url("**/load/*")
    assert "300 rows give 300 contacts" in page.locator(".lead").first.inner_text()
    look(page, "upload")
    outcome = page.get_by_label("What Abandoned means")
    outcome.select_option("refused")
    page.get_by_role("button", name="Try it").first.click()
    page.get_by_role("cell", name="refused").first.wait_for()
    page.get_by_label("What Abandoned means").select_option("abandoned")
    load = page.get_by_role("button", name="Load it").first
    load.focus()
    page.keyboard.press("Enter")  # by keyboard alone
    page.get_by_role("link", name="To the scorecard").wait_for()
    look(page, "loaded")
    page.get_by_role("link", name="To the scorecard").click()
    page.wait_for_url("**/scorecard*")
    row = page.locator("tr.k", has_text="Callers who gave up")
    assert "11.3%" in row.inner_text()  # 34 of 300 gave up
    page.goto(f"{empty}/sources")
    look(page, "sources")
    context.close()
    assert said == []
