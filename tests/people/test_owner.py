"""This file is about the first who signs in to a centre made for the network, by a link that is printed once."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Entrance, can_come_in, first_owner, invite, make_owner
from fourscore.cli import serve as serving
from fourscore.cli.relay import Streams
from fourscore.settings import Network
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app

from .conftest import NOW, Said

GOOD = "four blue kettles sing"
NAME = "bsc.example.org"
BEHIND = Network(names=(NAME,), proxies=("10.0.0.2",))
THROUGH = {"host": NAME, "x-forwarded-proto": "https", "origin": f"https://{NAME}"}


@pytest.fixture
def centre(made: Callable[..., Centre]) -> Centre:
    return made()


def served(centre: Centre, network: Network, monkeypatch: pytest.MonkeyPatch) -> Said:
    """What `serve` prints until its port is open."""
    monkeypatch.setattr("fourscore.web.serve", lambda centre, network, ready, **_: ready(f"{network.address()}/"))
    out, err = io.StringIO(), io.StringIO()
    code = serving.serve_open(centre, network, Streams(out, err, 120, False, False, False))
    return Said(code, out.getvalue(), err.getvalue())


def test_the_first_owner_comes_in_by_the_link_that_serve_prints(centre: Centre, monkeypatch) -> None:
    assert not can_come_in(centre)
    said = served(centre, BEHIND, monkeypatch)
    link = re.search(rf"^https://{NAME}(/invitation/\S+)$", said.out, re.MULTILINE)
    assert link
    assert "Mara Quinn chooses a password, and signs in as mara.quinn" in said.err
    assert "holds until 2026-04-20 17:00" in said.err
    assert "/invitation/" not in served(centre, BEHIND, monkeypatch).out  # shown once
    app = create_app(centre, network=BEHIND)
    there = TestClient(app, base_url=f"https://{NAME}", follow_redirects=False, client=("10.0.0.2", 1), headers=THROUGH)
    assert there.get("/measures").headers["location"].startswith("/sign-in")  # nobody is let in without it
    welcome = there.post(link[1], data={"password": GOOD, "again": GOOD})
    cookie = welcome.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()
    assert there.get("/measures").status_code == 200
    assert there.post(link[1], data={"password": GOOD, "again": GOOD}).status_code == 404  # used once


def test_on_this_computer_nobody_is_made_owner(centre: Centre, monkeypatch) -> None:
    assert "/invitation/" not in served(centre, Network(), monkeypatch).out
    assert not can_come_in(centre)


def test_the_link_is_over_after_eight_hours(centre: Centre) -> None:
    made = first_owner(centre, by="serve")
    assert made is not None
    entrance = Entrance(centre)
    centre.now = lambda: NOW + timedelta(hours=8) - timedelta(seconds=1)
    assert entrance.invited(made.key) == ("mara.quinn", "Mara Quinn")
    centre.now = lambda: NOW + timedelta(hours=8)
    assert entrance.invited(made.key) is None
    again = first_owner(centre, by="serve")  # so that the next start makes another
    assert again is not None
    assert again.key != made.key


def test_nothing_is_served_beyond_where_it_is_not_plain_who_comes_first(centre: Centre, monkeypatch) -> None:
    people = centre.folder / "people.yaml"
    people.write_text(people.read_text().replace(
        "roles:\n", "roles:\n  - {name: Nell Ross, role: Senior manager}\n  - {name: Nell Ross, role: Trainer}\n"))
    centre.load()
    with pytest.raises(WrongUse) as refused:
        served(centre, BEHIND, monkeypatch)
    assert refused.value.issues[0].name == "no-account-yet"
    make_owner(centre, "Nell Ross", by="account")
    assert served(centre, BEHIND, monkeypatch).code == 0


def test_an_owners_link_is_made_where_no_owner_can_come_in(centre: Centre, say: Callable[..., Said]) -> None:
    asked = {"do": "owner", "person": "Mara Quinn", "login": "", "at": "", "format": "table"}
    assert "not-an-owner" in say(centre, "account", {**asked, "person": "Zoe Ray"}).err
    first = say(centre, "account", asked)
    assert first.out.startswith("http://127.0.0.1:8484/invitation/")
    told = json.loads(say(centre, "account", {**asked, "at": "https://x.example/", "format": "json"}).out)
    assert Entrance(centre).invited(first.out.strip().rpartition("/")[2]) is None  # the later one holds alone
    key = told["link"].removeprefix("https://x.example/invitation/")
    Entrance(centre).accept(key, GOOD, "")
    refused = say(centre, "account", asked)
    assert (refused.code, "owner-there" in refused.err) == (1, True)
    zoe = invite(centre, "zoe", "Zoe Ray", by="Mara Quinn").key
    Entrance(centre).accept(zoe, GOOD, "")
    assert say(centre, "account", {"do": "withdraw", "login": "mara.quinn", "format": "table"}).code == 0
    again = say(centre, "account", asked)  # Zoe Ray can come in, and is no owner
    assert again.code == 0
    Entrance(centre).accept(again.out.strip().rpartition("/")[2], GOOD, "")
    assert Entrance(centre).enter("mara.quinn", GOOD, "")


def test_without_passwords_there_is_no_link(centre: Centre) -> None:
    text = centre.folder / "centre.yaml"
    text.write_text(text.read_text() + "sign_in: {passwords: no, provider: {name: X, issuer: 'https://x.example', "
                                       "client: c}}\n")
    centre.load()
    assert can_come_in(centre)
    with pytest.raises(Trouble, match="passwords-off"):
        make_owner(centre, "Mara Quinn", by="account")


def test_a_centre_is_made_for_the_network(tmp_path: Path) -> None:
    from tests.typed import fourscore

    folder = tmp_path / "centre"
    bad = fourscore("init", str(folder), "--kind", "sales", "--network", "https://x/", "--owner", "Mara Quinn")
    assert (bad.returncode, "bad-public-name" in bad.stderr, folder.exists()) == (2, True, False)
    good = fourscore("init", str(folder), "--kind", "sales", "--network", NAME, "--owner", "Mara Quinn")
    assert good.returncode == 0, good.stderr
    link = re.search(rf"^https://{NAME}/invitation/(\S+)$", good.stdout, re.MULTILINE)
    assert link
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert centre.settings.network == Network(names=(NAME,), proxies=("127.0.0.1", "::1"))
        roles = centre.settings.people.roles_of("Mara Quinn", NOW.date())
        assert roles == ("Senior manager", "Call centre manager")
    assert fourscore("serve", str(folder), "--host", "0.0.0.0", "--name", "a b").returncode == 2
