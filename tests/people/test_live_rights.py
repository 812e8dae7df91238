"""This file is about who sees what goes on now: the floor by role and team, the wall by a link, without names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Follower, add_wall_link, invite, read_now, revoke_wall_link
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app
from fourscore.web.live.hub import Hub, Topic

from .conftest import NOW, PEOPLE, Said

GOOD = "four blue kettles sing"
BROWSER = {"origin": "http://127.0.0.1"}
AT = int(NOW.timestamp())
STAFF = "".join(f"{AT - 3600}|NONE|Billing|PJSIP/100{n}|ADDMEMBER|\n" for n in (1, 2))
CALLS = (f"{AT - 300}|w1|Billing|NONE|ENTERQUEUE||0301|1\n{AT - 290}|w1|Billing|PJSIP/1001|CONNECT|10|x|2\n"
         f"{AT - 60}|w2|Billing|NONE|ENTERQUEUE||0302|1\n")
NAMES = ("Ada Bell", "Ben Cole", "Zoe Ray", "Max Orr", "PJSIP/1001")


@pytest.fixture
def centre(made: Callable[..., Centre]) -> Centre:
    """A centre whose log is followed, with one agent on a call and one ready."""
    there = made()
    folder = there.folder
    (folder / "centre.yaml").write_text((folder / "centre.yaml").read_text().replace(
        "files: queue_log}", "files: queue_log, follow: true}"))
    more = "  - {name: Rita Lane, role: Recruiter}\n  - {name: Otto Fox, role: Outside adviser, until: 2026-12-31}\n"
    (folder / "people.yaml").write_text(PEOPLE.format(agreement="").replace("roles:\n", f"roles:\n{more}"))
    with (folder / "queue_log").open("a") as log:
        log.write(STAFF + CALLS)
    there.load()
    return there


@pytest.fixture
def browser(centre: Centre) -> Callable[[], TestClient]:
    app = create_app(centre)
    return lambda: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=BROWSER)


def admitted(browser: Callable[[], TestClient], centre: Centre, person: str) -> TestClient:
    there = browser()
    key = invite(centre, person.split()[0], person, by="Mara Quinn").key
    assert there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD}).status_code == 303
    return there


def on_floor(page: str) -> set[str]:
    return set(re.findall(r'<li class="agent [^"]*" data-key="([^"]+)"', page))


@pytest.mark.parametrize(("person", "seen"), [
    ("Mara Quinn", {"Ada Bell", "Ben Cole"}), ("Zoe Ray", {"Ada Bell"}), ("Max Orr", {"Ben Cole"}),
    ("Ada Bell", None), ("Rita Lane", None), ("Otto Fox", None), ("Tia Voss", None)])
def test_the_floor_is_for_who_runs_the_day_and_leaders_see_their_own(browser, centre, person, seen) -> None:
    there = admitted(browser, centre, person)
    page = there.get("/floor")
    measures = there.get("/measures").text
    if seen is None:
        assert page.status_code == 404
        assert there.get("/live/stream?show=floor").status_code == 404
        assert "/floor" not in measures
        assert not [name for name in NAMES[:4] if name in page.text and name != person]
    else:
        assert page.status_code == 200
        assert on_floor(page.text) == seen
        assert not [name for name in {"Ada Bell", "Ben Cole"} - seen if name in page.text]
        assert 'href="/floor"' in measures


def test_nobody_is_named_on_a_wall(browser, centre) -> None:
    there = admitted(browser, centre, "Mara Quinn")
    key = add_wall_link(centre, "Hall", "centre").key
    for page in (there.get("/wall"), there.get("/wall?scope=queue:Billing"), browser().get(f"/wall/{key}")):
        assert page.status_code == 200
        assert "Waiting now" in page.text
        wall = page.text.replace('data-reader="Mara Quinn"', "")
        assert not [name for name in (*NAMES, "Mara Quinn") if name in wall]


def test_what_goes_wrong_names_nobody_on_a_wall_or_the_floor(browser, centre) -> None:
    there = admitted(browser, centre, "Mara Quinn")
    key = add_wall_link(centre, "Hall", "centre").key
    centre.follower = Follower(centre)
    with (centre.folder / "queue_log").open("a") as log:
        log.write(f"{AT - 5}|w3|Billing|NONE|ENTERQUEUE||0303|1\n")
    people = centre.folder / "people.yaml"
    whole = people.read_text()
    people.write_text(whole.replace("{name: Tia Voss, role:", "{name: Tia Voss, role: Wizard of Ada Bell, until:"))
    centre.follower.look()
    assert any("Ada Bell" in str(issue) for _, issue in centre.follower.troubles())
    followed, wrong = list(centre.follower.followed.values()), people.read_text()
    people.write_text(whole)
    said = "calls cannot be followed just now."
    for page in (browser().get(f"/wall/{key}").text, there.get("/wall").text, there.get("/floor").text):
        assert followed[0].trouble
        assert said in page
        assert "Wizard" not in page
    floor = there.get("/api/v1/live/floor").json()
    assert [one["what"] for one in floor["issues"]] == [said]
    people.write_text(wrong)
    screen = browser().get(f"/wall/{key}")
    assert screen.status_code in (200, 503)
    assert "Wizard" not in screen.text
    hub = Hub(centre)
    topic = Topic("wall", "centre")
    told = hub._words(topic, read_now(centre, {"centre"}, floor=False), NOW)
    assert "Wizard" not in str(told)


def test_a_link_shows_its_wall_and_nothing_else(browser, centre) -> None:
    admitted(browser, centre, "Mara Quinn")  # from now on the pages ask who comes
    key = add_wall_link(centre, "Hall", "queue:Billing").key
    screen = browser()
    page = screen.get(f"/wall/{key}")
    assert page.status_code == 200
    assert 'data-live="wall:queue:Billing"' in page.text
    assert not re.search(r"<(a|button|nav|form)\b", page.text)  # nothing to press
    for address in ("/wall", "/floor", "/scorecard", "/measures", f"/floor?link={key}", f"/scorecard?link={key}"):
        assert screen.get(address).status_code == 303, address
    assert screen.get(f"/wall/{key}x").status_code == 404
    assert screen.get("/wall/").status_code == 404
    assert screen.get("/live/stream?link=nonsense").status_code == 404
    assert screen.get("/live/stream?show=wall").status_code == 303
    assert screen.get("/live/stream?show=floor&link=").status_code == 303


def test_a_link_ends_by_its_time_or_when_it_is_revoked(browser, centre, monkeypatch) -> None:
    first, second = (add_wall_link(centre, name, "centre", days=2) for name in ("Hall", "Canteen"))
    screen = browser()
    assert screen.get(f"/wall/{first.key}").status_code == 200
    revoke_wall_link(centre, "Hall")
    assert screen.get(f"/wall/{first.key}").status_code == 404
    assert screen.get(f"/live/stream?link={first.key}").status_code == 404
    monkeypatch.setattr(centre, "now", lambda: NOW + timedelta(days=2, seconds=-1))
    assert screen.get(f"/wall/{second.key}").status_code == 200
    monkeypatch.setattr(centre, "now", lambda: NOW + timedelta(days=2))
    assert screen.get(f"/wall/{second.key}").status_code == 404
    with pytest.raises(Trouble, match="unknown-wall-link"):
        revoke_wall_link(centre, "Canteen")


def test_no_key_of_a_link_is_kept(centre) -> None:
    key = add_wall_link(centre, "Hall", "centre").key
    held = b"".join(path.read_bytes() for path in centre.folder.rglob("office.db*"))
    assert b"Hall" in held
    assert key.encode() not in held


def test_links_are_made_listed_and_revoked_by_a_verb(centre, say) -> None:
    def wall(do: str, **more: Any) -> Said:
        return say(centre, "wall", {"do": do, "name": "Hall", "scope": "queue:Billing", "days": 7,
                                    "at": "http://tv:1/", **more})

    made = json.loads(wall("link").out)
    assert re.fullmatch(r"http://tv:1/wall/fsl_[\w-]{43}", made["link"])
    assert made["until"].startswith("2026-04-27")
    listed = json.loads(wall("list").out)
    assert [(one["name"], one["scope"], one["revoked_at"]) for one in listed] == [("Hall", "queue:Billing", None)]
    assert "wall-link-twice" in wall("link").err
    assert wall("revoke", format="table").out == "The link of Hall shows nothing any more.\n"
    assert wall("revoke").code == 1
    assert "Hall" in wall("list", format="table").out
    changes = [(one.thing, one.old, one.new) for one in centre.office.changes("Hall")]
    assert changes == [("wall link", None, "shows queue:Billing"), ("wall link", "shows queue:Billing", "revoked")]


@pytest.mark.parametrize(("name", "scope", "days", "issue"), [
    ("", "centre", 7, "bad-wall-link"), ("Hall", "centre", 0, "bad-wall-link-days"),
    ("Hall", "centre", 367, "bad-wall-link-days"), ("Hall", "team:Billing", 7, "unknown-wall-scope"),
    ("Hall", "queue:Biling", 7, "unknown-wall-scope"), ("Hall", "queue_group:Sales", 7, "unknown-wall-scope")])
def test_what_cannot_be_a_link_is_refused(centre, name, scope, days, issue) -> None:
    with pytest.raises(WrongUse, match=issue):
        add_wall_link(centre, name, scope, days)


def test_an_address_of_no_wall_is_no_page(browser) -> None:
    there = browser()
    assert there.get("/wall?scope=queue:Nowhere").status_code == 404
    assert there.get("/live/stream?show=wall:queue:Nowhere").status_code == 404
    assert there.get("/live/stream").status_code == 404
