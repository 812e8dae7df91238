"""This file is about the set-up on the pages: signed, appointed, published by who may, and nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, gates, invite
from fourscore.scoring import cards, strategies
from fourscore.web import create_app

from .conftest import NOW, edit
from .test_stages import ANALYST, MANAGER, SENIOR, report

GOOD = "four blue kettles sing"
AGENT = "Ada Bell"
In = Callable[[str], TestClient]


@pytest.fixture
def draft(folder: Path) -> Iterator[Centre]:
    edit(folder / "people.yaml", "roles:\n", f"roles:\n  - {{name: {ANALYST}, role: Reporting analyst}}\n")
    with Centre.open(folder, now=lambda: NOW) as opened:
        opened.load()
        yield opened


@pytest.fixture
def signed_in(draft: Centre) -> In:
    """A browser in which that person is signed in."""
    app = create_app(draft)

    def enter(person: str) -> TestClient:
        there = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False,
                           headers={"origin": "http://127.0.0.1"})
        key = invite(draft, f"{person.split()[0]}@example.org", person, by=SENIOR).key
        assert there.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD}).status_code == 303
        return there

    return enter


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def test_from_the_first_signature_to_a_published_scorecard(draft: Centre, signed_in: In) -> None:
    senior, manager, analyst = (signed_in(name) for name in (SENIOR, MANAGER, ANALYST))
    refused = manager.post("/stages/sign", data={"stage": "1", "who": SENIOR})  # nobody signs for somebody else
    assert refused.status_code == 400
    assert "Mara Quinn does not hold that role today" in refused.text
    for browser, number in ((senior, 1), (manager, 2), (manager, 3)):
        done = browser.post("/stages/sign", data={"stage": str(number)})
        assert (done.status_code, done.headers["location"]) == (303, "/stages?done=signed")
    early = senior.post("/stages/strategy", data={"seen": "0", "why": " "})
    assert "It is not said why." in early.text
    assert senior.post("/stages/strategy", data={"seen": "0", "why": "The first"}).status_code == 303
    paper = report(draft)
    with paper.open("rb") as file:
        held = analyst.post("/stages/sign", data={"stage": "4"}, files={"report": ("..\\folder/switch.csv", file)})
    assert held.status_code == 303
    assert manager.post("/stages/scorecard", data={"period": "2026-04", "why": ""}).status_code == 303
    assert [gate.signed.verified for gate in gates(draft) if gate.signed] == [True] * 4
    assert [(one.approval.who, one.approval.verified) for one in strategies(draft.office)] == [(SENIOR, True)]
    assert [(one.period, one.approval.who) for one in cards(draft.office)] == [("2026-04", MANAGER)]
    page = manager.get("/stages").text
    assert "Signed by Rae Poe (Reporting analyst) on 2026-05-04." in page
    assert "switch.csv: 1 figures, at most 0.00% apart" in page
    assert "Scorecard 2026-04" in page
    assert "2026-03" in page  # the next that may be published
    assert 'action="/stages/strategy"' not in page  # nothing differs, and it is another's to publish


def test_answers_change_the_strategy_and_nothing_beside_it(draft: Centre, signed_in: In) -> None:
    manager, text = signed_in(MANAGER), draft.folder / "strategy.yaml"
    before = text.read_bytes()
    page = manager.get("/stages/questions/3").text
    assert 'value="80%"' in page
    done = manager.post("/stages/questions/3", data={"seen": seen(page), "target in-time": "85%", "target lost": "5%"})
    assert (done.status_code, done.headers["location"]) == (303, "/stages?done=answered")
    assert text.read_bytes() == before.replace(b"target: 80%", b"target: 85%")
    assert {kpi.id: kpi.targets[0][1] for kpi in draft.strategy.kpis()}["in-time"] == 0.85
    assert [(one.who, one.old, one.new) for one in draft.office.changes() if one.thing == text.name] == [
        (MANAGER, "80.0%", "85.0%")]
    again = manager.get("/stages/questions/3").text
    same = manager.post("/stages/questions/3", data={"seen": seen(again), "target in-time": " 85% "})
    assert same.headers["location"] == "/stages?done=same"


def test_a_wrong_answer_comes_back_as_it_was_typed(draft: Centre, signed_in: In) -> None:
    manager, before = signed_in(MANAGER), (draft.folder / "strategy.yaml").read_bytes()
    page = manager.get("/stages/questions/3").text
    back = manager.post("/stages/questions/3", data={"seen": seen(page), "target in-time": "five", "target lost": "4%"})
    assert back.status_code == 400
    assert 'value="five"' in back.text
    assert "In the strategy now: 80%" in back.text
    assert 'value="4%"' in back.text
    assert (draft.folder / "strategy.yaml").read_bytes() == before
    first = manager.get("/stages/questions/1").text
    empty = manager.post("/stages/questions/1", data={"seen": seen(first), "out mission": "yes"})
    assert "This cannot be left out." in empty.text


def test_the_second_of_two_is_shown_what_is_there_now(draft: Centre, signed_in: In) -> None:
    senior, manager = signed_in(SENIOR), signed_in(MANAGER)
    pages = [browser.get("/stages/questions/1").text for browser in (senior, manager)]
    senior.post("/stages/questions/1", data={"seen": seen(pages[0]), "mission": "Be there, always."})
    late = manager.post("/stages/questions/1", data={"seen": seen(pages[1]), "mission": "Be kind."})
    assert late.status_code == 400
    assert "Somebody saved the strategy after you opened these questions." in late.text
    assert 'value="Be kind."' in late.text
    assert "In the strategy now: Be there, always." in late.text
    assert draft.strategy.mission == "Be there, always."
    kept = manager.post("/stages/questions/1", data={"seen": seen(late.text), "mission": "Be kind."})
    assert kept.status_code == 303
    assert draft.strategy.mission == "Be kind."


def test_who_is_appointed_may_sign(draft: Centre, signed_in: In) -> None:
    senior = signed_in(SENIOR)
    assert "Nia Fox" not in senior.get("/stages").text
    assert senior.post("/stages/appoint", data={"name": "Nia Fox", "role": "Senior manager"}).status_code == 303
    assert "Nia Fox, Zoë King" in senior.get("/stages").text
    assert signed_in("Nia Fox").post("/stages/sign", data={"stage": "1"}).status_code == 303
    nobody = senior.post("/stages/appoint", data={"name": " ", "role": "Senior manager"})
    assert "Somebody is appointed by a name and a role." in nobody.text
    analyst = signed_in(ANALYST)
    refused = analyst.post("/stages/appoint", data={"name": ANALYST, "role": "Senior manager"})
    assert "The strategy is written by a Senior manager or Call centre manager." in refused.text
    assert draft.settings.people.holders("Senior manager", NOW.date()) == ("Nia Fox", "Zoë King")


def test_the_set_up_is_not_for_everybody(draft: Centre, signed_in: In) -> None:
    agent, analyst = signed_in(AGENT), signed_in(ANALYST)
    assert agent.get("/stages").status_code == 404
    assert 'href="/stages"' not in agent.get("/measures").text
    assert agent.post("/stages/sign", data={"stage": "1"}).status_code == 404
    assert analyst.get("/stages").status_code == 200
    assert 'action="/stages/appoint"' not in analyst.get("/stages").text
    for address in ("/stages/questions/1", "/stages/questions/2", "/stages/questions/9"):
        assert analyst.get(address).status_code == 404, address


def test_what_is_too_large_is_refused_before_it_is_read(draft: Centre, signed_in: In) -> None:
    analyst = signed_in(ANALYST)
    large = analyst.post("/stages/sign", data={"stage": "4"}, files={"report": ("big.csv", b"x" * 8_100_000)})
    assert large.status_code == 413
    assert gates(draft)[3].signed is None


def test_measures_are_tried_and_asked_what_they_are_for(draft: Centre, signed_in: In) -> None:
    analyst = signed_in(ANALYST)
    page = analyst.get("/stages/measures").text
    assert "Which decision changes with it?" in page
    assert "<td>" not in page  # nothing is tried before it is asked for
    tried = analyst.get("/stages/measures?try=").text
    assert tried.count('<tr><th scope="row">') == 4  # each KPI of the strategy
    other = analyst.get("/stages/measures?try=occupancy,contacts_handled").text
    assert re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?([^<]+)<', other) == ["Occupancy", "Contacts handled"]
    wrong = analyst.get("/stages/measures?try=nonsense")
    assert wrong.status_code == 400
    assert 'value="nonsense"' in wrong.text
    assert signed_in(AGENT).get("/stages/measures").status_code == 404
