"""This file is about the way in, in a real browser: by a provider, back to a form, and how it looks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import overflow
from tests.people.openid_provider import SECRET, OpenIdProvider, served

from fourscore.centre import Centre, Entrance, init, invite
from fourscore.office import accounts
from fourscore.web import create_app

pytestmark = pytest.mark.browser
GOOD = "four blue kettles sing"
SIGN_IN = """
sign_in:
  provider: {{name: Example ID, issuer: '{issuer}', client: fourscore, secret: {{environment: OIDC_SECRET}}}}
"""


class Way(NamedTuple):
    centre: Centre
    provider: OpenIdProvider
    address: str


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """An empty centre of which Mara Quinn is the owner, and a provider that vouches for her."""
    folder = tmp_path_factory.mktemp("way") / "northgate"
    init(folder, kind="support", name="Northgate", zone="Europe/Berlin", currency="EUR",
         until=datetime(2026, 11, 16, tzinfo=UTC).date(), owner="Mara Quinn")
    provider = OpenIdProvider({"mara": {"sub": "1", "email": "mara@example.org", "email_verified": True}})
    with ExitStack() as held:
        provider.issuer = held.enter_context(served(provider.app))
        text = folder / "centre.yaml"
        text.write_text(text.read_text() + SIGN_IN.format(issuer=provider.issuer))
        centre = held.enter_context(Centre.open(folder, now=lambda: datetime.now(UTC),
                                                environment={"OIDC_SECRET": SECRET}))
        address = held.enter_context(served(create_app(centre)))
        provider.client.back = f"{address}/sign-in/back"
        Entrance(centre).accept(invite(centre, "mara@example.org", "Mara Quinn", by="test").key, GOOD, "")
        yield Way(centre, provider, address)


@pytest.fixture
def page_of(browser: Browser, way: Way) -> Iterator[Callable[..., Page]]:
    """Opens a page of a browser of its own; no page may say anything on its console that is not expected."""
    said: list[str] = []
    with ExitStack() as held:
        def opened(path: str, *, width: int = 1440) -> Page:
            context = browser.new_context(viewport={"width": width, "height": 900 if width > 1000 else 844},
                                          reduced_motion="reduce")
            held.callback(context.close)
            page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto(way.address + path)
            return page

        yield opened
    # A browser tells of every answer that is an error, whatever its page shows.
    assert [text for text in said if "the server responded with a status of 40" not in text] == []


def signed_in(page: Page) -> None:
    page.get_by_label("Name").fill("mara@example.org")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Sign in").click()


def test_by_a_provider_and_back_to_the_page_asked_for(page_of: Callable[..., Page], way: Way) -> None:
    page = page_of("/account")
    page.get_by_role("link", name="Sign in with Example ID").click()
    page.wait_for_url(f"{way.provider.issuer}/authorize*")
    page.locator("input[name=user]").fill("mara")
    page.locator("input[name=user]").press("Enter")
    page.wait_for_url(f"{way.address}/account")
    assert page.get_by_role("heading", name="Mara Quinn").is_visible()
    names = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert names["sid"]["httpOnly"]
    assert names["sid"]["sameSite"] == "Lax"
    assert names["sid"]["expires"] == -1  # the browser's clock has no say
    assert page.evaluate("document.cookie") == ""


def test_a_form_sent_after_the_session_ended_elsewhere_is_not_lost(page_of: Callable[..., Page], way: Way) -> None:
    page = page_of("/account")
    signed_in(page)
    page.wait_for_url("**/account")
    (number,) = [one.number for one in accounts.accounts(way.centre.office)]
    Entrance(way.centre).leave_everywhere(number)
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("heading", name="You were signed out").wait_for()
    signed_in(page)
    page.get_by_role("heading", name="You are signed in again").wait_for()
    assert len(Entrance(way.centre).places(number)) == 1
    page.get_by_role("button", name="Send what I wrote").click()
    page.wait_for_url("**/sign-in")
    assert Entrance(way.centre).places(number) == []  # the form was sent, and did what it says


def held(page: Page) -> None:
    """A form that brings no key."""
    page.evaluate("""() => { const form = document.createElement("form"); form.method = "post";
        form.action = "/account/elsewhere"; const note = document.createElement("input"); note.name = "note";
        note.value = "Agreed with <Zoe>"; form.append(note); document.body.append(form); form.submit(); }""")
    page.get_by_role("heading", name="You were signed out").wait_for()


def stale(page: Page) -> None:
    page.goto(page.url.replace("/sign-in", "/sign-in/back?state=x"))


SHOWN = {"sign-in-provider": lambda page: None, "sign-in-held": held, "no-way-in": stale}


@pytest.mark.parametrize("width", [1440, 390], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", SHOWN)
def test_the_way_in_looks_right(
    page_of: Callable[..., Page], at_fault: Callable[[Page], list[Any]], picture: Callable[[Page, str], None],
    name: str, width: int,
) -> None:
    page = page_of("/sign-in", width=width)
    SHOWN[name](page)
    page.wait_for_load_state("networkidle")
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        picture(page, f"{name}-{look}-{width}")
        assert overflow(page) <= 0, look
        assert at_fault(page) == [], look
