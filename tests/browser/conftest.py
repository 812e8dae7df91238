"""This file is about a served sample centre and a browser to open it with; skipped where there is none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.people.openid_provider import served
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, staffed

from benchmarks import lighthouse
from fourscore.centre import Centre, invite
from fourscore.office import accounts, signing
from fourscore.web import create_app

if TYPE_CHECKING:
    from fastapi import FastAPI

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
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a picture of every page is left to be looked at: FOURSCORE_PICTURES, else a folder of this run."""
    chosen = os.environ.get("FOURSCORE_PICTURES")
    return Path(chosen) if chosen else tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("no axe-core in frontend/node_modules (an editable install brings it): accessibility is not tried")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def at_fault(axe: str) -> Callable[[Page], list[Any]]:
    """What axe finds that shuts somebody out of a page as it stands: of each its name, and where."""
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


# -- a centre with somebody in every role ----


class Served(NamedTuple):
    """A served centre, and a browser window for each person, already signed in but for "", who is nobody yet."""

    centre: Centre
    app: FastAPI
    address: str
    page_of: Callable[..., Page]
    said: list[str]


@pytest.fixture(scope="session")
def there(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One served centre in which every role is somebody's."""
    folder = staffed(tmp_path_factory.mktemp("staffed") / "northgate")
    contexts: list[BrowserContext] = []
    said: list[str] = []
    with Centre.open(folder, now=lambda: NOW) as centre:
        keys = {name: _signed_in(centre, name) for name in {*PEOPLE.values(), LEADER, AGENT}}
        app = create_app(centre)
        with served(app) as address:
            def page_of(person: str, *, width: int = 1440, dark: bool = False) -> Page:
                context = browser.new_context(
                    viewport={"width": width, "height": 900 if width > 1000 else 844}, reduced_motion="reduce",
                    color_scheme="dark" if dark else "light", base_url=address)
                contexts.append(context)
                if person:
                    context.add_cookies([{"name": "sid", "value": keys[person], "url": address}])
                page = context.new_page()
                page.on("console", lambda message: said.append(message.text))
                page.on("pageerror", lambda error: said.append(str(error)))
                return page

            yield Served(centre, app, address, page_of, said)
            for context in contexts:
                context.close()
        app.state.looks.close()


def _signed_in(centre: Centre, person: str) -> str:
    invited = invite(centre, person.replace(" ", "."), person, by="Mara Quinn")
    number = accounts.accept(centre.office, invited.key, PASSWORD, now=centre.now())
    return signing.sign_in(centre.office, number, "Chromium", now=centre.now())
