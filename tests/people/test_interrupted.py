"""This file is about what comes in between: a session that ended elsewhere, a wrong clock, a killed server."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from fourscore.centre import Centre, Entrance, invite
from fourscore.office import accounts
from fourscore.web import create_app

from .conftest import NOW

GOOD = "four blue kettles sing"
HERE = {"origin": "http://127.0.0.1"}


@pytest.fixture
def centre(made: Callable[..., Centre]) -> Centre:
    return made()


@pytest.fixture
def sent() -> list[bytes]:
    """What the form of the tests was sent with."""
    return []


@pytest.fixture
def there(centre: Centre, sent: list[bytes]) -> TestClient:
    """A browser in which Mara Quinn is signed in, and a page beside the others that takes a form."""
    app = create_app(centre)

    async def take(request: Request) -> Response:
        sent.append(await request.body())
        return PlainTextResponse("saved")

    app.add_api_route("/notes", take, methods=["POST"], response_model=None)
    browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=HERE)
    key = invite(centre, "mara", "Mara Quinn", by="Mara Quinn").key
    browser.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD})
    return browser


def elsewhere(centre: Centre) -> None:
    """Signed out everywhere, in another tab."""
    Entrance(centre).leave_everywhere(accounts.accounts(centre.office)[0].number)


def test_the_next_click_leads_to_sign_in_and_back(there: TestClient, centre: Centre) -> None:
    assert there.get("/measures").status_code == 200
    elsewhere(centre)
    asked = there.get("/map?period=2026-W11")
    assert asked.headers["location"] == "/sign-in?next=%2Fmap%3Fperiod%3D2026-W11"
    form = there.get(asked.headers["location"])
    assert '<input type="hidden" name="next" value="/map?period=2026-W11">' in form.text
    back = there.post("/sign-in", data={"login": "mara", "password": GOOD, "next": "/map?period=2026-W11"})
    assert back.headers["location"] == "/map?period=2026-W11"


def test_a_part_of_a_page_leads_to_sign_in_and_back_to_the_page(there: TestClient, centre: Centre) -> None:
    elsewhere(centre)
    part = {"hx-request": "true", "hx-current-url": "http://127.0.0.1/scorecard?period=2026-W11"}
    answer = there.get("/scorecard/panel?measure=x", headers=part)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (
        401, "/sign-in?next=%2Fscorecard%3Fperiod%3D2026-W11")
    lured = there.get("/scorecard/panel", headers={**part, "hx-current-url": "http://127.0.0.1//evil.example/"})
    assert lured.headers["hx-redirect"] == "/sign-in"
    assert "hx-redirect" not in there.post("/notes", json={}).headers
    unasked = there.get("/notices/count", headers={"hx-request": "true"})
    assert (unasked.status_code, unasked.headers.get("hx-redirect")) == (204, None)


def test_what_was_written_is_not_lost_when_the_session_ended_elsewhere(
    there: TestClient, centre: Centre, sent: list[bytes],
) -> None:
    written = {"text": 'A "note" <of> two\nlines & more', "measure": ["a", "b"], "empty": ""}
    assert there.post("/notes?to=all", data=written).text == "saved"
    elsewhere(centre)
    kept = there.post("/notes?to=all", data=written)
    assert kept.status_code == 401
    assert "What you wrote is kept on this page." in kept.text
    held, after = (re.search(rf'name="{name}" value="([^"]*)"', kept.text)[1] for name in ("held", "next"))
    assert after == "/notes?to=all"
    wrong = there.post("/sign-in", data={"login": "mara", "password": "x", "next": after, "held": unescaped(held)})
    assert re.search(r'name="held" value="([^"]*)"', wrong.text)[1] == held  # still there after a wrong password
    again = there.post("/sign-in", data={"login": "mara", "password": GOOD, "next": after, "held": unescaped(held)})
    assert (again.status_code, "You are signed in again" in again.text) == (200, True)
    form = again.text[again.text.index('action="/notes?to=all"'):].partition("</form>")[0]
    fields = [(name, unescaped(value)) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)]
    assert fields == [("text", 'A "note" <of> two\nlines & more'), ("measure", "a"), ("measure", "b"), ("empty", "")]
    done = there.post("/notes?to=all", content=httpx2.QueryParams(fields).__str__(),
                      headers={"content-type": "application/x-www-form-urlencoded"})
    assert done.text == "saved"
    assert sent[0] == sent[1]


def unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def test_a_form_from_elsewhere_is_not_kept(there: TestClient, centre: Centre) -> None:
    elsewhere(centre)
    assert there.post("/notes", data={"x": "y"}, headers={"origin": "http://evil.example"}).status_code == 403
    assert there.post("/notes", data={"x": "y" * 1_000_001}).status_code == 401


def test_sessions_count_by_the_servers_clock_whatever_the_browsers(there: TestClient, centre: Centre) -> None:
    """The browser is told no time at which to forget its key: with a clock that is wrong it would do so at once."""
    cookie = there.post("/sign-in", data={"login": "mara", "password": GOOD}).headers["set-cookie"].lower()
    assert "expires" not in cookie
    assert "max-age" not in cookie
    for wrong in ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"):
        assert there.get("/measures", headers={"date": wrong, "if-modified-since": wrong}).status_code == 200
    for later in (timedelta(hours=1, minutes=59), timedelta(hours=3, minutes=58)):
        centre.now = lambda later=later: NOW + later
        assert there.get("/measures").status_code == 200
    centre.now = lambda: NOW + timedelta(hours=5, minutes=58)
    assert there.get("/measures").status_code == 303  # two hours without a page
    there.post("/sign-in", data={"login": "mara", "password": GOOD})
    for hours in range(1, 12):
        centre.now = lambda hours=hours: NOW + timedelta(hours=5 + hours, minutes=58)
        assert there.get("/measures").status_code == 200
    centre.now = lambda: NOW + timedelta(hours=17, minutes=58)
    assert there.get("/measures").status_code == 303  # twelve hours after signing in


SERVE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from fourscore.centre import Centre
from fourscore.office.access.tables import AccountRow
from fourscore.settings import Network
from fourscore.web import serve

def killed(session):
    if any(isinstance(row, AccountRow) for row in session):
        os.kill(os.getpid(), signal.SIGKILL)

with Centre.open(Path(sys.argv[1]), now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
    centre.office
    event.listen(Session, sys.argv[2], killed)
    serve(centre, Network(port=0), ready=lambda address: print(address, flush=True))
"""


def test_a_server_killed_while_a_password_is_saved_leaves_the_whole_or_nothing(centre: Centre) -> None:
    """Killed when everything is written and nothing kept yet: the invitation still holds. Killed when it is kept and
    nobody was told: the password lets in."""
    key, folder = invite(centre, "mara", "Mara Quinn", by="Mara Quinn").key, centre.folder
    centre.close()
    for moment, chosen in (("before_commit", False), ("after_commit", True)):
        die_in(folder, key, moment)
        with Centre.open(folder, now=lambda: NOW) as opened:
            entrance = Entrance(opened)
            assert (entrance.invited(key) is None, len(accounts.accounts(opened.office))) == (chosen, int(chosen))
            assert bool(entrance.enter("mara", GOOD, "")) is chosen


def die_in(folder: Path, key: str, moment: str) -> None:
    """A server of its own that is sent the form, and killed at that moment of saving it."""
    with subprocess.Popen([sys.executable, "-c", SERVE, str(folder), moment], stdout=subprocess.PIPE,
                          text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with pytest.raises(httpx2.HTTPError):
            httpx2.post(f"{address}invitation/{key}", data={"password": GOOD, "again": GOOD}, timeout=20)
        assert server.wait(10) == -signal.SIGKILL
