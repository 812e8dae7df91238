"""This file is about the way in: the pages ask who comes once there is an account, and show each what they may see."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Entrance, asked_by, invite, signed_in
from fourscore.terms import Issue, Trouble, WrongUse
from fourscore.web import create_app
from fourscore.web.signin.place import browser_word

from .conftest import Said

GOOD = "four blue kettles sing"
BROWSER = {"origin": "http://127.0.0.1"}
HANDLING = "/measure/average_handle_time?period=2026-W11&by=agent"


@pytest.fixture
def centre(made: Callable[..., Centre]) -> Centre:
    return made("", "    - {measure: all, purpose: coaching, viewers: [Team leader, Senior manager], grain: week}\n")


@pytest.fixture
def browser(centre: Centre) -> Callable[[], TestClient]:
    app = create_app(centre)
    return lambda: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=BROWSER)


def admitted(browser: Callable[[], TestClient], centre: Centre, person: str, login: str = "") -> TestClient:
    """A browser in which that person has just chosen a password."""
    there = browser()
    key = invite(centre, login or person.split()[0], person, by="Mara Quinn").key
    answer = there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return there


def test_nobody_is_asked_until_there_is_an_account(browser, centre: Centre) -> None:
    there = browser()
    assert there.get("/measures").status_code == 200
    assert there.get("/account").headers["location"] == "/"
    key = invite(centre, "mara@example.org", "Mara Quinn", by="Mara Quinn").key
    assert there.get("/measures").status_code == 200  # invited only
    welcome = there.get(f"/invitation/{key}")
    assert "Welcome, Mara Quinn" in welcome.text
    there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD})
    stranger = browser()
    for address in ("/measures", "/scorecard?period=2026-W11", "/account", "/no-such-page"):
        answer = stranger.get(address)
        assert answer.status_code == 303, address
        assert answer.headers["location"].startswith("/sign-in")
    assert stranger.get("/scorecard?period=2026-W11").headers["location"] == (
        "/sign-in?next=%2Fscorecard%3Fperiod%3D2026-W11")
    assert stranger.get("/scorecard/panel", headers={"hx-request": "true"}).status_code == 401
    assert stranger.get("/sign-in").status_code == 200
    assert stranger.get("/static/mark.svg").status_code == 200


def test_signing_in_and_out(browser, centre: Centre) -> None:
    admitted(browser, centre, "Mara Quinn", "mara@example.org")
    there = browser()
    wrong = there.post("/sign-in", data={"login": "mara@example.org", "password": "four blue kettles"})
    assert wrong.status_code == 401
    assert "The name or the password is not right." in wrong.text
    assert "set-cookie" not in wrong.headers
    right = there.post("/sign-in", data={"login": " Mara@Example.org", "password": GOOD, "next": "/map"})
    assert (right.status_code, right.headers["location"]) == (303, "/map")
    cookie = right.headers["set-cookie"].lower()
    assert cookie.startswith("sid=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    account = there.get("/account")
    assert "mara@example.org" in account.text
    assert "Senior manager" in account.text
    key = there.cookies["sid"]
    out = there.post("/sign-out")
    assert out.headers["location"] == "/sign-in"
    there.cookies.set("sid", key)
    assert there.get("/measures").status_code == 303  # the key itself is worth nothing any more


def test_while_nobody_can_be_looked_up_a_page_says_so_and_nothing_more(
    browser, centre: Centre, monkeypatch: pytest.MonkeyPatch,
) -> None:
    mara = admitted(browser, centre, "Mara Quinn")
    with monkeypatch.context() as away:
        def gone(*_: object) -> None:
            raise Trouble(Issue("office-unreachable", "postgresql://secret", "It is away.", "Start it."))

        away.setattr(Entrance, "who", gone)
        page, told = mara.get("/scorecard"), mara.get("/api/v1/me")
        assert (page.status_code, told.status_code) == (503, 503)
        assert "It cannot be looked up just now who may see what." in page.text
        assert told.json()["name"] == "office-unreachable"
        assert "secret" not in page.text + told.text
        assert "Mara" not in page.text
    assert mara.get("/scorecard").status_code == 200


def test_over_tls_the_cookie_is_the_hosts_alone(centre: Centre) -> None:
    there = TestClient(create_app(centre), base_url="https://127.0.0.1", follow_redirects=False,
                       headers={"origin": "https://127.0.0.1"})
    key = invite(centre, "mara", "Mara Quinn", by="Mara Quinn").key
    cookie = there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD}).headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert "; Secure" in cookie
    assert "Path=/;" in cookie
    assert there.get("/measures").status_code == 200


def test_a_new_sign_in_ends_the_one_the_browser_had(browser, centre: Centre) -> None:
    there = admitted(browser, centre, "Mara Quinn", "mara")
    before = there.cookies["sid"]
    there.post("/sign-in", data={"login": "mara", "password": GOOD})
    assert there.cookies["sid"] != before
    other = browser()
    other.cookies.set("sid", before)
    assert other.get("/measures").status_code == 303


def test_everywhere_means_everywhere(browser, centre: Centre) -> None:
    one = admitted(browser, centre, "Mara Quinn", "mara")
    two = browser()
    two.post("/sign-in", data={"login": "mara", "password": GOOD})
    assert two.get("/account").text.count("since") == 2
    two.post("/account/elsewhere")
    assert {one.get("/measures").status_code, two.get("/measures").status_code} == {303}


@pytest.mark.parametrize("onward", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)",
                                    "scorecard", "/\n/example.com"])
def test_signing_in_leads_nowhere_else(browser, centre: Centre, onward: str) -> None:
    admitted(browser, centre, "Mara Quinn", "mara")
    answer = browser().post("/sign-in", data={"login": "mara", "password": GOOD, "next": onward})
    assert answer.headers["location"] == "/"


def test_whoever_tries_many_passwords_waits_and_a_right_one_does_not_help_then(browser, centre: Centre) -> None:
    admitted(browser, centre, "Mara Quinn", "mara")
    there = browser()
    answers = [there.post("/sign-in", data={"login": "mara", "password": f"wrong {n}"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "Wait " in answers[-1].text
    assert there.post("/sign-in", data={"login": "mara", "password": GOOD}).status_code == 429


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
                                     {"origin": "http://example.com"}, {"origin": "null"}])
def test_what_a_page_from_elsewhere_sends_changes_nothing(browser, centre: Centre, headers: dict[str, str]) -> None:
    there = admitted(browser, centre, "Mara Quinn", "mara")
    assert there.post("/sign-out", headers=headers).status_code == 403
    assert there.get("/measures").status_code == 200
    assert there.post("/sign-out", headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_a_form_that_is_none_is_refused(browser, centre: Centre) -> None:
    there = browser()
    assert there.post("/sign-in", json={"login": "mara"}).status_code == 400
    assert there.post("/sign-in", data={"login": "x" * 20_000}).status_code == 400
    key = invite(centre, "mara", "Mara Quinn", by="Mara Quinn").key
    differ = there.post(f"/invitation/{key}", data={"password": GOOD, "again": "something else here"})
    assert "The two passwords differ." in differ.text
    assert "fewer than 12" in there.post(f"/invitation/{key}", data={"password": "short", "again": "short"}).text
    assert there.get("/invitation/nothing").status_code == 404


def test_each_sees_of_people_what_their_roles_may(browser, centre: Centre) -> None:
    leader = admitted(browser, centre, "Zoe Ray").get(f"{HANDLING}&team=Billing").text
    assert "Ada Bell" in leader
    other = admitted(browser, centre, "Max Orr").get(f"{HANDLING}&team=Billing").text
    assert "Ada Bell" not in other
    assert "is not yours to see" in other
    agent = admitted(browser, centre, "Ada Bell")
    own = agent.get("/scorecard?period=2026-W11&agent=Ada%20Bell")
    assert own.status_code == 200
    assert "Ada Bell" in own.text
    hidden = agent.get("/scorecard?period=2026-W11&agent=Ben%20Cole")
    assert hidden.status_code == 404
    assert hidden.text == agent.get("/scorecard?period=2026-W11&agent=Nobody%20At%20All").text
    # what one has seen is not kept for another
    assert "Ada Bell" not in admitted(browser, centre, "Max Orr", "max2").get(f"{HANDLING}&team=Billing").text


def test_a_page_made_anew_behind_the_reader_s_back_is_made_for_that_reader(made: Callable[..., Centre]) -> None:
    centre = made("Senior manager", "    - {measure: all, purpose: coaching, viewers: [Senior manager], grain: week}\n")
    app = create_app(centre)
    address = "/scorecard?period=2026-W11&agent=Ada%20Bell"
    there = admitted(lambda: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=BROWSER),
                     centre, "Ada Bell")
    assert there.get(address).status_code == 200
    (page,) = app.state.remembered._pages.values()
    with ThreadPoolExecutor(1) as behind:  # a thread on which nobody is signed in
        anew = behind.submit(page.make).result()
    assert '<a class="btn" href="/account">Ada Bell</a>' in bytes(anew.body).decode()


def test_whoever_is_signed_in_asks_below_too(centre: Centre) -> None:
    asked = {"by": ["agent"], "during": centre.calendar.period("2026-W11"), "where": {"team": ["Billing"]}}
    with asked_by("Zoe Ray"):
        assert signed_in() == "Zoe Ray"
        assert [row.by["agent"] for row in centre.metrics.ask(["average_handle_time"], **asked).rows] == ["Ada Bell"]
        with asked_by("Max Orr"), pytest.raises(WrongUse, match="not-yours"):
            centre.metrics.ask(["average_handle_time"], **asked)
    assert signed_in() is None
    with asked_by("Nobody At All"), pytest.raises(WrongUse, match="not-yours"):
        centre.metrics.ask(["average_handle_time"], **asked)


@pytest.mark.parametrize(("agent", "word"), [
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
     "Chrome on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 "
     "Edg/156.0", "Edge on Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) AppleWebKit/605.1.15 Version/20.0 Safari/604.1",
     "Safari on iPhone"),
    ("curl/8.1", "curl"), ("", "Unknown browser"),
])
def test_a_browser_is_called_as_people_call_it(agent: str, word: str) -> None:
    assert browser_word(agent) == word


def test_only_who_is_known_is_invited_and_an_advisers_account_ends(centre: Centre) -> None:
    from fourscore.office import accounts

    with pytest.raises(WrongUse, match="unknown-person"):
        invite(centre, "x", "Nobody At All", by="Mara Quinn")
    with pytest.raises(Trouble, match="bad-login"):
        invite(centre, "two words", "Mara Quinn", by="Mara Quinn")
    people = centre.folder / "people.yaml"
    people.write_text(people.read_text().replace(
        "roles:\n", "roles:\n  - {name: Ida Holt, role: Outside adviser, from: 2026-01-01, until: 2026-06-01}\n"))
    centre.load()
    key = invite(centre, "ida", "Ida Holt", by="Mara Quinn").key
    accounts.accept(centre.office, key, GOOD, now=centre.now())
    (held,) = accounts.accounts(centre.office)
    assert held.ends_at is not None
    assert held.ends_at.isoformat() == "2026-06-01T00:00:00+00:00"


def test_the_account_verbs(centre: Centre, say: Callable[..., Said]) -> None:
    login = "mara@example.org"
    assert "There is no account yet" in say(centre, "account", {"do": "list", "format": "table"}).out
    told = say(centre, "account", {"do": "invite", "login": login, "person": "Mara Quinn", "at": "https://bsc.example/",
                                   "format": "table"})
    link = re.fullmatch(r"https://bsc\.example/invitation/(.+)\n", told.out)
    assert link
    assert "Give it to Mara Quinn alone" in told.err
    there = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False, headers=BROWSER)
    there.post(f"/invitation/{link[1]}", data={"password": GOOD, "again": GOOD})
    (held,) = json.loads(say(centre, "account", {"do": "list"}).out)
    assert (held["login"], held["person"], held["roles"]) == (login, "Mara Quinn", ["Senior manager"])
    assert "Senior manager" in say(centre, "account", {"do": "list", "format": "table"}).out
    assert say(centre, "account", {"do": "list", "format": "csv"}).out.count("\n") == 2
    assert say(centre, "account", {"do": "withdraw", "login": login, "format": "table"}).code == 0
    assert there.get("/measures").status_code == 303
    assert say(centre, "account", {"do": "withdraw", "login": login, "format": "table"}).code == 1
