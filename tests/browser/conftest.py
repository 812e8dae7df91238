"""This file is about a served sample centre and a browser to open it with; skipped where there is none."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks import lighthouse

# A browser that asks nobody outside for anything.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--no-default-browser-check")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def program() -> str:
    """The Chromium that is here."""
    found = lighthouse.chromium()
    if found is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(lighthouse.PROGRAMS)}), so no page is opened in a "
                    "browser")
    return found


@pytest.fixture(scope="session")
def browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where a generated support desk of 6,000 stays is served."""
    with lighthouse.served(visits=6000) as (address, _):
        yield address


@pytest.fixture(scope="session")
def picture() -> Callable[[Page, str], None]:
    """Leaves a picture of a page in the folder FOURSCORE_PICTURES; where none is named, nobody looks at any."""
    chosen = os.environ.get("FOURSCORE_PICTURES")

    def taken(page: Page, name: str) -> None:
        if chosen:
            page.screenshot(path=Path(chosen) / f"{name}.png", full_page=True)

    return taken


@pytest.fixture(scope="session")
def at_fault() -> Callable[[Page], list[Any]]:
    """What axe finds that shuts somebody out of a page as it stands: of each its name, and where."""
    if not AXE.is_file():
        pytest.skip("no axe-core in frontend/node_modules (an editable install brings it): accessibility is not tried")
    axe = AXE.read_text(encoding="utf-8")

    def found(page: Page) -> list[Any]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        told: list[Any] = page.evaluate(
            "axe.run({resultTypes: ['violations']})"  # of what is well it need not tell every place
            ".then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))")
        return told

    return found


def overflow(page: Page) -> int:
    """By how much a page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def tended(page: Page) -> None:
    """Wait for a page's fragments: they are tended a moment after it is there; until then a link is just a link."""
    if page.locator("[hx-get]").count():
        page.locator("[hx-get][data-htmx-powered]").first.wait_for(state="attached")


@contextmanager
def opening(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page at an address of the centre; afterwards no page may have said anything on its console."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def opened(path: str, *, dark: bool = False, width: int = 1440, height: int = 900, script: bool = True,
               language: str = "en", zone: str = "Europe/Berlin") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script,
                                      color_scheme="dark" if dark else "light", reduced_motion="reduce",
                                      locale=language, timezone_id=zone)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
        page.goto(address + path)
        if script:
            tended(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """As `opening` does, in windows of this test alone."""
    with opening(browser, address) as opened:
        yield opened
