"""This file is about a served sample centre and a browser to open it with; skipped where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.people.openid_provider import served
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, staffed

from fourscore.centre import Centre, init, invite
from fourscore.office import accounts, signing
from fourscore.web import create_app

if TYPE_CHECKING:
    from fastapi import FastAPI

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that asks nobody outside for anything.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--no-default-browser-check")
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def program() -> str:
    """The Chromium that is here."""
    found = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(PROGRAMS)}), so no page is opened in a browser")
    return found


@pytest.fixture(scope="session")
def browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a generated support desk of 6,000 stays is served."""
    folder = tmp_path_factory.mktemp("browser") / "northgate"
    init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR", with_sample=True,
         until=date(2026, 11, 16), visits=6000)
    with Centre.open(folder, now=lambda: datetime(2026, 11, 16, 9, tzinfo=UTC)) as centre:
        centre.load()
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            server = uvicorn.Server(uvicorn.Config(create_app(centre), log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            server.should_exit = True
            thread.join(10)


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


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
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
        if script and page.locator("[hx-get]").count():
            # Fragments are tended a moment after the page is there; until then a link is just a link.
            page.locator("[hx-get][data-htmx-powered]").first.wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


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
