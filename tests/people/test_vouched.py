"""This file is about signing in by an OpenID provider: the whole way there and back, and every way it can go wrong."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text

from fourscore.centre import Centre, Entrance, approve_agreement, asked_by, invite
from fourscore.office import accounts, vouched
from fourscore.terms import Trouble
from fourscore.web import create_app

from .conftest import write
from .openid_provider import CLIENT, SECRET, OpenIdProvider, served

GOOD = "four blue kettles sing"
SIGN_IN = """\
sign_in:
  passwords: {passwords}
  provider:
    name: Example ID
    issuer: {issuer}
    client: fourscore
    secret: {{environment: OIDC_SECRET}}
    ask: Mara Quinn
    grants:
      - {{group: bsc-heads, role: Call centre manager}}
      - {{group: bsc-billing, role: Team leader, teams: [Billing]}}
"""
HANDLING = "/measure/average_handle_time?period=2026-W11&by=agent&team=Billing"


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"sub": f"id-of-{name}", "email": f"{name}@example.org", "email_verified": True, "name": name, **more}


class There(NamedTuple):
    """A centre whose pages are served, and the provider that vouches for people."""

    centre: Centre
    provider: OpenIdProvider
    address: str
    skew: list[timedelta]
    closing: ExitStack

    def browser(self) -> httpx2.Client:
        return self.closing.enter_context(
            httpx2.Client(base_url=self.address, follow_redirects=True, timeout=30))

    def sent(self, browser: httpx2.Client, after: str = "/account") -> httpx2.Response:
        """At the provider's form, to which the browser was sent."""
        answer = browser.get("/sign-in/provider", params={"next": after})
        assert answer.status_code == 200, answer.text
        assert str(answer.url).startswith(self.provider.issuer)
        return answer

    def back(self, browser: httpx2.Client, form: httpx2.Response, user: str) -> httpx2.Response:
        """Logged in there, and back on our pages."""
        where = re.search(r'action="([^"]+)"', form.text)
        assert where
        return browser.post(self.provider.issuer + where[1].replace("&amp;", "&"), data={"user": user})

    def signed_in(self, user: str, browser: httpx2.Client | None = None) -> httpx2.Response:
        browser = browser or self.browser()
        return self.back(browser, self.sent(browser), user)


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    there = OpenIdProvider({})
    with served(there.app) as there.issuer:
        yield there


SKEW = [timedelta(0)]


def opened(folder: Path, provider: OpenIdProvider, *, passwords: bool = True) -> Centre:
    write(folder, "", "    - {measure: all, purpose: coaching, viewers: [Team leader], grain: week}\n")
    text = folder / "centre.yaml"
    text.write_text(text.read_text() + SIGN_IN.format(issuer=provider.issuer, passwords=str(passwords).lower()))
    people = folder / "people.yaml"
    people.write_text(people.read_text().replace("names: [PJSIP/1001]", "names: [PJSIP/1001, Ada@Example.org]"))
    return Centre.open(folder, now=lambda: datetime.now(UTC) + SKEW[0], environment={"OIDC_SECRET": SECRET})


@pytest.fixture(scope="module")
def shared(loaded: Path, provider: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One centre for all that leave its texts alone; accounts are taken out between them."""
    folder = shutil.copytree(loaded, tmp_path_factory.mktemp("vouched") / "centre")
    with opened(folder, provider) as centre:
        approve_agreement(centre, "Mara Quinn")
        yield centre


@pytest.fixture
def serve_it(provider: OpenIdProvider) -> Iterator[Callable[[Centre], There]]:
    provider.people = {name: person(name) for name in ("mara", "zoe", "ida")}
    provider.lies, provider.down, provider.more, provider.asked = {}, False, False, []
    SKEW[0] = timedelta(0)
    with ExitStack() as closing:
        def shown(centre: Centre) -> There:
            address = closing.enter_context(served(create_app(centre)))
            provider.client.back = f"{address}/sign-in/back"
            return There(centre, provider, address, SKEW, closing)

        yield shown


@pytest.fixture
def there(serve_it: Callable[[Centre], There], shared: Centre) -> Iterator[There]:
    yield serve_it(shared)
    with shared.office.writing() as session:
        for table in ("granted", "sign_in", "account", "invitation"):
            session.execute(text(f"DELETE FROM {table}"))
    shared.anew()


def known(there: There, name: str = "mara", who: str = "Mara Quinn") -> None:
    """Somebody invited by their address."""
    invite(there.centre, f"{name}@example.org", who, by="Mara Quinn")


def test_the_whole_way_there_and_back(there: There) -> None:
    known(there)
    browser = there.browser()
    first = browser.get("/scorecard?period=2026-W11")
    assert "Sign in with Example ID" in first.text
    assert 'href="/sign-in/provider?next=%2Fscorecard%3Fperiod%3D2026-W11"' in first.text
    form = there.sent(browser, "/account")
    (asked,) = there.provider.asked
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
    assert "openid" in asked["scope"].split()
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    here = there.back(browser, form, "mara")
    assert (here.status_code, here.url.path) == (200, "/account")
    assert "You sign in as <strong>mara@example.org</strong>" in here.text
    assert "Senior manager" in here.text
    (held,) = accounts.accounts(there.centre.office)
    assert (held.login, held.person, held.own) == ("mara@example.org", "Mara Quinn", False)
    # the account is the provider's person from now on, whatever address they have there
    there.provider.people["mara"]["email"] = "quinn@example.org"
    assert "mara@example.org" in there.signed_in("mara").text
    assert len(accounts.accounts(there.centre.office)) == 1


def test_who_is_known_by_name_in_the_texts_comes_in_without_an_invitation(there: There) -> None:
    there.provider.people["ada"] = person("ada")
    assert "<h2>Ada Bell</h2>" in there.signed_in("ada").text


def test_nothing_is_kept_of_who_is_unknown(there: There) -> None:
    answer = there.signed_in("ida")
    assert answer.status_code == 403
    assert "knows you as ida@example.org; this centre does not" in answer.text
    assert "Ask Mara Quinn to be let in." in answer.text
    assert accounts.accounts(there.centre.office) == []
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_an_address_that_was_not_verified_is_nobodys(there: There) -> None:
    known(there)
    there.provider.people["mara"]["email_verified"] = False
    answer = there.signed_in("mara")
    assert (answer.status_code, "has not verified your e-mail address" in answer.text) == (403, True)
    assert accounts.accounts(there.centre.office) == []


def test_an_address_the_provider_gave_to_another_signs_nobody_in(there: There) -> None:
    known(there)
    there.signed_in("mara")
    there.provider.people["mara"]["sub"] = "somebody else"
    assert there.signed_in("mara").status_code == 403


def test_claims_may_stand_on_the_persons_page_alone(there: There) -> None:
    known(there)
    there.provider.more = True
    assert "mara@example.org" in there.signed_in("mara").text


@pytest.mark.parametrize(("lie", "why"), [
    ({"nonce": "another sign-in's"}, "nonce"), ({"aud": "another-centre"}, "aud"), ({"iss": "https://x.org"}, "iss"),
    ({"exp": 1_000_000_000}, "expired"), ({"iat": 4_000_000_000}, "issued in the future"),
    ({"key": "another"}, "signature"), ({"azp": "another-centre"}, "azp"), ({"at_hash": "x"}, "at_hash"),
])
def test_a_token_that_is_not_for_this_sign_in_proves_nothing(
    there: There, lie: dict[str, Any], why: str,
) -> None:
    known(there)
    there.provider.lies = lie
    answer = there.signed_in("mara")
    assert answer.status_code == 401
    assert "did not prove who you are" in answer.text
    assert why in answer.text.lower()
    assert accounts.accounts(there.centre.office) == []
    assert "sid" not in answer.cookies


def test_clocks_may_differ_by_a_minute(there: There) -> None:
    known(there)
    there.provider.lies = {"exp": int(time.time()) - 40}
    assert there.signed_in("mara").status_code == 200
    there.provider.lies = {"exp": int(time.time()) - 80}
    assert there.signed_in("mara").status_code == 401


def came_back(there: There, browser: httpx2.Client) -> str:
    """The address the provider sends the browser back to, which is not gone to."""
    form = there.sent(browser)
    where = re.search(r'action="([^"]+)"', form.text)
    assert where
    answer = browser.post(there.provider.issuer + where[1].replace("&amp;", "&"), data={"user": "mara"},
                          follow_redirects=False)
    return answer.headers["location"]


def test_a_state_that_was_not_drawn_here_is_refused(there: There) -> None:
    known(there)
    browser = there.browser()
    address = came_back(there, browser)
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert browser.get(address.replace(state, state[::-1])).status_code == 400
    assert browser.get(address.replace(f"state={state}", "")).status_code == 400
    assert "Begin it again" in there.browser().get(address).text  # another browser: somebody was sent this address
    assert browser.get(address).status_code == 200


def test_a_code_is_good_once(there: There) -> None:
    known(there)
    browser = there.browser()
    address = came_back(there, browser)
    assert browser.get(address).status_code == 200
    assert browser.get(address).status_code == 400  # finished here
    again = urlsplit(came_back(there, browser)).query
    code = parse_qs(urlsplit(address).query)["code"][0]
    answer = browser.get(f"/sign-in/back?code={code}&state={parse_qs(again)['state'][0]}")  # and used up there
    assert (answer.status_code, "invalid_grant" in answer.text) == (401, True)


def test_what_was_begun_is_over_after_ten_minutes_by_our_clock(there: There) -> None:
    known(there)
    browser = there.browser()
    address = came_back(there, browser)
    there.skew[0] = timedelta(minutes=10)
    assert browser.get(address).status_code == 400


def test_whoever_is_refused_there_is_told_so(there: There) -> None:
    answer = there.signed_in("nobody")
    assert (answer.status_code, "Example ID did not sign you in" in answer.text) == (401, True)


def test_the_provider_being_down_is_said_and_passwords_still_let_in(there: There) -> None:
    key = invite(there.centre, "zoe", "Zoe Ray", by="Mara Quinn").key
    Entrance(there.centre).accept(key, GOOD, "")
    there.provider.down = True
    browser = there.browser()
    answer = browser.get("/sign-in/provider?next=/map")
    assert answer.status_code == 503
    assert "Example ID does not answer" in answer.text
    assert 'href="/sign-in?next=%2Fmap"' in answer.text
    assert browser.post("/sign-in", data={"login": "zoe", "password": GOOD, "next": "/account"}).url.path == "/account"
    there.provider.down = False
    assert browser.get("/sign-in/provider").status_code == 503  # who was down is not asked by every browser at once
    there.skew[0] = timedelta(seconds=11)
    there.sent(browser)
    there.provider.down = True  # and in the middle of it
    assert there.back(browser, there.sent(browser), "mara").status_code == 503


def test_a_provider_that_is_another_is_not_gone_to(there: There) -> None:
    there.provider.issuer, was = f"{there.provider.issuer}/other", there.provider.issuer
    try:
        answer = there.browser().get("/sign-in/provider")
    finally:
        there.provider.issuer = was
    assert (answer.status_code, "is not that provider" in answer.text) == (503, True)


def test_groups_let_in_and_what_they_give_changes_at_the_next_sign_in(there: There) -> None:
    people, browser = there.provider.people, there.browser()
    people["ida"]["groups"] = ["staff", "bsc-billing"]
    here = there.signed_in("ida", browser)
    assert "Here you are Team leader, and lead Billing" in here.text
    assert "Ada Bell" in browser.get(HANDLING).text
    people["ida"]["groups"] = ["bsc-heads"]
    assert "Team leader" in browser.get("/account").text  # still as it was told
    assert "Here you are Call centre manager." in there.signed_in("ida").text
    assert "is for Team leader" in browser.get(HANDLING).text  # wherever they are signed in
    people["ida"]["groups"] = []
    assert there.signed_in("ida").status_code == 403
    assert browser.get("/account").url.path == "/sign-in"
    assert vouched.granted_to(there.centre.office, "ida@example.org", now=there.centre.now()) == []


def test_what_groups_give_ends_with_a_password(there: There) -> None:
    key = invite(there.centre, "zoe@example.org", "Zoe Ray", by="Mara Quinn").key
    Entrance(there.centre).accept(key, GOOD, "")
    there.provider.people["zoe"]["groups"] = "bsc-heads"
    assert "Call centre manager, Team leader" in there.signed_in("zoe").text
    browser = there.browser()
    browser.post("/sign-in", data={"login": "zoe@example.org", "password": GOOD})
    assert "Here you are Team leader, and lead Billing." in browser.get("/account").text


def test_passwords_can_be_switched_off(
    serve_it: Callable[[Centre], There], loaded: Path, provider: OpenIdProvider, tmp_path: Path,
    say: Callable[..., Any],
) -> None:
    with opened(shutil.copytree(loaded, tmp_path / "centre"), provider, passwords=False) as centre:
        by_provider_alone(serve_it(centre), say)


def by_provider_alone(there: There, say: Callable[..., Any]) -> None:
    told = say(there.centre, "account", {"do": "invite", "login": "mara@example.org", "person": "Mara Quinn", "at": "",
                                         "format": "table"})
    assert told.out == "Mara Quinn comes in by Example ID, as mara@example.org.\n"
    browser = there.browser()
    assert 'name="password"' not in browser.get("/sign-in").text
    assert browser.post("/sign-in", data={"login": "mara@example.org", "password": GOOD}).status_code == 400
    assert Entrance(there.centre).enter("mara@example.org", GOOD, "") is None
    with pytest.raises(Trouble, match="passwords-off"):
        Entrance(there.centre).accept("x", GOOD, "")
    assert "mara@example.org" in there.signed_in("mara").text


def test_a_secret_that_is_missing_is_said_before_anything_is_served(
    shared: Centre, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared, "environment", {})
    with pytest.raises(Trouble, match="secret-missing"):
        create_app(shared)


def test_many_wrong_answers_from_one_address_have_to_wait(there: There) -> None:
    browser = there.browser()
    assert [browser.get("/sign-in/back?state=x").status_code for _ in range(11)] == [400] * 10 + [429]


def test_no_secret_of_a_sign_in_stands_where_it_could_be_read(there: There, caplog: pytest.LogCaptureFixture) -> None:
    known(there)
    there.provider.lies = {"nonce": "x"}
    answer = there.signed_in("mara")
    asked = there.provider.asked[-1]
    for word in (SECRET, asked["state"], asked["nonce"]):
        assert word not in answer.text
        assert word not in caplog.text
    assert "not-vouched-for" in caplog.text


def test_whoever_was_signed_in_by_the_provider_asks_below_too(there: There) -> None:
    there.provider.people["ida"]["groups"] = ["bsc-billing"]
    there.signed_in("ida")
    asked = {"by": ["agent"], "during": there.centre.calendar.period("2026-W11"), "where": {"team": ["Billing"]}}
    with asked_by("ida@example.org"):
        rows = there.centre.metrics.ask(["average_handle_time"], **asked).rows
    assert [row.by["agent"] for row in rows] == ["Ada Bell"]
