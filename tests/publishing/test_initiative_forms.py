"""This file is about initiatives on the page of goals: written down, refused with what was typed, and moved on once."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, set_state
from fourscore.scoring import initiative_of, initiatives
from fourscore.web import create_app

TYPED = {"name": "A new script", "hypothesis": "Shorter questions are <quicker>", "objective": "cheap",
         "owner": "Team leader", "kpi.0": "talk", "change.0": "-20s", "by.0": "2026-12-31", "cost": "12000",
         "who": "Mara Quinn"}


@pytest.fixture
def page(centre: Centre) -> TestClient:
    return TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False,
                      headers={"origin": "http://127.0.0.1"})


def test_an_initiative_is_written_down_and_moved_on_by_whoever_saw_how_it_stood(
    centre: Centre, page: TestClient,
) -> None:
    assert page.post("/goals/initiatives", data=TYPED).headers["location"] == "/goals#t-initiatives"
    assert page.post("/goals/initiatives", data={**TYPED, "owner": "Ada Bell"}).status_code == 303
    one, other = initiatives(centre.office)
    assert (one.id, other.id, one.owner, float(one.cost or 0)) == (
        "a-new-script", "a-new-script-2", "Team leader", 12000)
    text = page.get("/goals").text
    assert "Shorter questions are &lt;quicker&gt;" in text
    assert 'value="a-new-script@1"' in text
    moved = {"initiative": "a-new-script@1", "state": "running", "why": "It began", "who": "Mara Quinn"}
    assert page.post("/goals/initiatives/state", data=moved).status_code == 303
    assert initiative_of(centre.office, "a-new-script").state == "running"
    met = page.post("/goals/initiatives/state", data={**moved, "state": "stopped", "why": "No time"})
    assert (met.status_code, "Somebody else changed the state" in met.text, 'value="No time"' in met.text) == (
        400, True, True)
    assert initiative_of(centre.office, "a-new-script").state == "running"
    set_state(centre, "a-new-script", "done", "Mara Quinn", "All read it")


@pytest.mark.parametrize(("other", "told"), [
    ({"change.0": "a lot"}, "This does not say which KPI moves how far until when."),
    ({"kpi.0": "", "change.0": "", "by.0": ""}, "It lacks"), ({"cost": "much"}, "is not an amount."),
    ({"who": ""}, "Nobody signs this."), ({"teams": ["Billing 1"], "against": ["Billing 1"]}, "must not be one"),
])
def test_what_cannot_be_written_down_comes_back_as_it_was_typed(
    centre: Centre, page: TestClient, other: dict[str, str], told: str,
) -> None:
    answer = page.post("/goals/initiatives", data={**TYPED, **other})
    assert answer.status_code == 400
    assert told in answer.text
    assert 'value="A new script"' in answer.text
    assert "Shorter questions are &lt;quicker&gt;" in answer.text
    assert "--" not in answer.text.partition('role="alert"')[2].partition("</p>")[0]  # no words of a terminal
    assert initiatives(centre.office) == []
