"""This file is about whom the pages on what comes in are for, and what sources, data health and reconcile show."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from starlette.testclient import TestClient
from tests.loading.conftest import HEAD, NOW, small, written

from fourscore.centre import Centre, Uploads, init, invite
from fourscore.centre.uploading.look import look
from fourscore.cli.relay import Streams, connect
from fourscore.cli.serve import Given, own_zone, serve_verb
from fourscore.terms import Trouble
from fourscore.web.loading.first import First
from fourscore.web.server import create_app

PAGES = ("/load", "/sources", "/health", "/reconcile", "/load/all", "/load/0123456789abcdef", "/sources/desk/aside",
         "/sources/desk/aside.csv", "/health/gap", "/health/gap/rows.csv", "/sources/state",
         "/load/0123456789abcdef/state")
POSTS = ("/load/files?name=a.csv", "/load/sources", "/load/0123456789abcdef", "/reconcile")
GOOD = "four blue kettles sing"
ROWS = HEAD + "".join(f"c{at},2026-03-02 10:{at:02d}:00,Billing,Ada,{'Answered' if at % 4 else 'Abandoned'},{at},60\n"
                      for at in range(40)) + "c99,2026-03-02 10:99:00,Billing,Ada,Answered,1,60\n"


def admitted(browser: TestClient, centre: Centre, person: str) -> TestClient:
    there = TestClient(browser.app, base_url="http://127.0.0.1", follow_redirects=False,
                       headers={"origin": "http://127.0.0.1"})
    key = invite(centre, person.split()[0].lower(), person, by="Mara Quinn").key
    assert there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD}).status_code == 303
    return there


def test_only_managers_and_analysts_find_the_pages(centre, folder, browser) -> None:
    for person, may in (("Mara Quinn", True), ("Rita Shaw", True), ("Lea Duarte", False)):
        there = admitted(browser, centre, person)
        assert (there.get("/load").status_code == 200) is may
        assert ('href="/load"' in there.get("/measures").text) is may
        if not may:
            assert {path: there.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 404)
            assert {path: there.post(path, data={"do": "x"}).status_code for path in POSTS} == dict.fromkeys(POSTS, 404)
            assert not list((folder / "data").glob("uploads/*"))
    stranger = TestClient(browser.app, base_url="http://127.0.0.1", follow_redirects=False)
    assert stranger.get("/load").status_code == 303
    assert stranger.post("/load/files?name=a.csv", content=b"a,b").status_code == 401


def test_nothing_is_taken_from_a_page_elsewhere(browser, folder) -> None:
    for path in POSTS:
        answer = browser.post(path, content=b"a,b", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
    assert not list((folder / "data").glob("uploads/*"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser at a centre into which a file of 41 rows was brought."""
    with Centre.open(written(tmp_path_factory.mktemp("desk") / "harbour"), now=lambda: NOW) as centre:
        uploads = Uploads(centre, look=look)
        browser = TestClient(create_app(centre, uploads=uploads), base_url="http://127.0.0.1", follow_redirects=False)
        place = browser.post("/load/files?name=desk.csv", content=ROWS.encode()).json()["location"]
        uploads.start(place.split("/")[-1])
        assert uploads.job
        assert uploads.job.over.wait(60)
        yield browser


def test_sources_say_how_far_they_are_complete_and_what_was_set_aside(desk) -> None:
    page = desk.get("/sources").text
    assert "Stale" in page  # of the second of March, on the tenth
    assert re.search(r"complete to .*2 Mar 2026", page)
    assert "Rows read</dt><dd>41<" in page
    assert "1 rows" in page
    assert "10:99:00" in desk.get("/sources/desk/aside").text
    assert desk.get("/sources/elsewhere/aside").status_code == 400
    there = desk.app.state.uploads.centre.folder / "received" / "desk" / "desk.csv"
    there.rename(there.with_name("elsewhere"))
    gone = desk.get("/sources").text
    assert "Cannot be read" in gone
    assert "No longer there: received/desk/desk.csv" in gone
    health = desk.get("/health").text
    assert "40 contacts, 40 queue stays" in health
    assert "1 rows of desk are set aside" in health
    assert "file-missing" in health
    there.with_name("elsewhere").rename(there)
    assert desk.get("/health/no-such-finding").status_code == 404


def test_reconcile_compares_what_was_pasted(desk) -> None:
    same = desk.post("/reconcile", data={"numbers": "Queue\tOffered\tAnswered\nBilling\t40\t30\n"})
    assert (same.status_code, same.headers["location"]) == (303, "/reconcile/1")
    assert "Every figure was found again" in desk.get("/reconcile/1").text
    asked = {"numbers": "Queue,Offered,Answered\nBilling,44,30\n", "during": "2026-W10", "calls": ""}
    assert desk.post("/reconcile", data=asked).headers["location"] == "/reconcile/2?during=2026-W10"
    assert desk.post("/reconcile", data=asked).headers["location"] == "/reconcile/2?during=2026-W10"  # not kept twice
    differing = desk.get("/reconcile/2?during=2026-W10").text
    assert "Where they differ" in differing
    assert "Billing,44,30" in differing  # what was pasted is still there
    assert re.findall(r'<a href="/reconcile/(\d)"( aria-current="page")?', differing) == [
        ("2", ' aria-current="page"'), ("1", "")]
    taken = {kind: desk.get(f"/reconcile/2/differences.{kind}?during=2026-W10") for kind in ("csv", "xlsx")}
    cause = re.search(r'<a class="back" href="(/reconcile/2\?during=2026-W10&amp;calls=\d+)#calls-title">', differing)
    assert '<td><a href="/measure/contacts_offered">≈ contacts offered</a></td>' in differing
    assert 'id="calls-title"' in desk.get(cause[1].replace("&amp;", "&")).text
    for nowhere in ("/reconcile/3", "/reconcile/x", "/reconcile/2/calls.csv", "/reconcile/2/differences.txt"):
        assert desk.get(nowhere).status_code == 404, nowhere
    cells = [cell for row in list(csv.reader(StringIO(taken["csv"].text.removeprefix("\ufeff"))))[1:]
             for cell in row]
    assert cells
    assert all(f">{cell}<" in differing for cell in cells)
    assert taken["xlsx"].content[:2] == b"PK"
    nothing = desk.post("/reconcile", data={"numbers": "  "})
    assert (nothing.status_code, "There are no numbers here yet" in nothing.text) == (400, True)
    assert desk.post("/reconcile", data={"numbers": "Queue,Offered\nBilling,4\n", "calls": "x"}).status_code == 400


def test_limits_are_told_where_a_file_is_dropped(centre) -> None:
    assert "Up to 1 MB and 500 lines" in small(centre, size=1_000_000, rows=500).get("/load").text


def test_a_first_start_asks_writes_the_centre_and_hands_over(tmp_path, centre) -> None:
    begun: list[Centre] = []

    def opened():
        begun.append(Centre.open(tmp_path / "new", now=centre.now))
        return create_app(begun[-1])

    first = First(tmp_path / "new", {"name": "New", "zone": "Europe/Madrid", "currency": "EUR"}, opened)
    browser = TestClient(first, base_url="http://127.0.0.1", follow_redirects=False)
    page = browser.get("/scorecard").text
    assert 'value="Europe/Madrid"' in page
    asked = {"name": "Harbour <b>", "kind": "sales", "zone": "Mars/Base", "start": "file"}
    wrong = browser.post("/begin", data=asked)
    assert (wrong.status_code, "not a time zone" in wrong.text, "Harbour &lt;b&gt;" in wrong.text) == (400, True, True)
    assert not (tmp_path / "new").exists()
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 421
    assert browser.post("/begin", data=asked, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    answer = browser.post("/begin", data={**asked, "zone": "Europe/Madrid"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/load")
    assert begun[0].settings.name == "Harbour <b>"
    assert begun[0].settings.zone.key == "Europe/Madrid"
    assert "Drop a file here" in browser.get("/load").text
    assert "Bring a file of calls" in browser.get("/scorecard").text
    begun[0].close()


def test_serving_an_empty_folder_begins_there_and_whatever_runs_beside_ends_with_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    asked: list[str] = []

    def first(folder, proposed, begun, network, *, ready) -> None:
        ready("http://127.0.0.1:1/")
        asked.append(proposed["zone"])
        init(folder, kind="support", name="New", zone="Asia/Tokyo", currency="EUR", until=NOW.date())
        centre, _, uploads = begun()
        assert uploads.all() == []
        there = connect(folder / "data")
        assert there is not None  # verbs are carried out in this serve from now on
        there[0].close()
        assert centre.follower is not None

    monkeypatch.setattr("fourscore.web.serve_first", first)
    out = StringIO()
    streams = Streams(out, out, 80, terminal=False, err_terminal=False, colour=False)
    assert serve_verb(tmp_path / "new", Given("127.0.0.1", 0), streams) == 0
    assert asked == ["Asia/Tokyo"]
    assert "answer three questions" in out.getvalue()
    assert connect(tmp_path / "new" / "data") is None
    with pytest.raises(Trouble, match="no-centre-yet"):  # others could answer the questions
        serve_verb(tmp_path / "beyond", Given("0.0.0.0", 0, ("bsc.example.org",)), streams)
    assert not (tmp_path / "beyond").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear all")
    with pytest.raises(Trouble, match="not-a-centre"):  # what somebody else keeps there is left alone
        serve_verb(tmp_path / "full", Given("127.0.0.1", 0), streams)


@pytest.mark.parametrize(("said", "zone"), [("Europe/Paris", "Europe/Paris"), (":Asia/Tokyo", "Asia/Tokyo"),
                                            ("Mars/Base", "UTC"), ("Etc/UTC", "UTC")])
def test_the_zone_of_this_computer_is_proposed_where_it_is_one(monkeypatch, said: str, zone: str) -> None:
    monkeypatch.setenv("TZ", said)
    assert own_zone() == zone
