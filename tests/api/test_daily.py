"""This file is about the API's daily work: comments, incidents, alerts, mail, reports, drafts, roles' pages."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from tests.people.rights_table import AHT, WEEK

from fourscore.centre import WRITABLE, Watcher, add_read_token, add_write_token, asked_by, audited
from fourscore.centre import Asked as AskedOfAudit

from .conftest import Asked

HERE = "/api/v1"


@pytest.fixture(scope="module")
def there(opened: Callable[..., Asked]) -> Asked:
    return opened("Mara Quinn", "Cal Hume", "Zoe Ray", "Nia Fox", "Ada Bell", "Lee Guest")


def name_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["name"]


def test_a_comment_is_written_read_changed_and_removed(there: Asked) -> None:
    mara, zoe, ada = (there.program(person) for person in ("Mara Quinn", "Zoe Ray", "Ada Bell"))
    body = {"about": AHT, "period": WEEK, "where": {"team": ["Reds"]}, "text": "The line was down, @Zoe Ray."}
    made = mara.post(f"{HERE}/comments", json=body)
    assert made.status_code == 201, made.text
    at, of = f"{HERE}/comments/{made.json()['number']}", {"about": AHT, "period": WEEK, "where": "team=Reds"}
    (told,) = zoe.get(f"{HERE}/comments", params=of).json()["rows"]
    assert (told["by"], told["text"], told["mine"]) == ("Mara Quinn", body["text"], False)
    found = there.centre.metrics.ask([AHT], during=there.centre.calendar.period(WEEK), where={"team": ["Reds"]})
    assert told["stood"]["value"] == found.rows[0].value
    assert mara.get(f"{HERE}/comments/people", params={**of, "q": "zo"}).json()["names"] == ["Zoe Ray"]
    (notice,) = zoe.get(f"{HERE}/notices", params={"unseen": True}).json()["rows"]
    assert (notice["comment"], notice["head"]) == (told["number"], "Mara Quinn mentions you")
    assert zoe.post(f"{HERE}/notices/seen", json={"numbers": [notice["number"]]}).status_code == 200
    assert zoe.get(f"{HERE}/notices", params={"unseen": True}).json()["rows"] == []
    seen = mara.get(at).headers["etag"]
    assert name_of(mara.put(at, json={"text": "Late."})) == (428, "edition-missing")
    assert name_of(mara.put(at, json={"text": "Late."}, headers={"if-match": '"999"'})) == (412, "changed-meanwhile")
    assert name_of(zoe.put(at, json={"text": "Not hers."}, headers={"if-match": seen})) == (403, "not-your-comment")
    changed = mara.put(at, json={"text": "It was down."}, headers={"if-match": seen}).json()
    assert [one["text"] for one in changed["texts"]] == [body["text"], "It was down."]
    assert name_of(ada.get(at)) == name_of(ada.delete(at)) == (404, "unknown-comment")  # another team's total
    before = zoe.get(at).headers["etag"]
    assert mara.delete(at).status_code == 200
    gone = zoe.get(at, headers={"if-none-match": before})  # its text is the same, and what is told is not
    assert (gone.status_code, gone.json()["text"], gone.json()["removed_by"]) == (200, "", "Mara Quinn")


def test_an_incident_is_entered_corrected_and_withdrawn(there: Asked) -> None:
    nia, mara, ada = (there.program(person) for person in ("Nia Fox", "Mara Quinn", "Ada Bell"))
    made = nia.post(f"{HERE}/incidents", json={"kind": "outage", "begins": "2026-03-09 14:05", "queues": ["Billing"]})
    assert made.status_code == 201, made.text
    at = f"{HERE}/incidents/{made.json()['number']}"
    seen = mara.get(at).headers["etag"]
    body = {"kind": "outage", "begins": "2026-03-09 14:05", "ends": "2026-03-09 15:00", "queues": ["Billing"],
            "why": "It is over."}
    assert name_of(mara.put(at, json={**body, "why": ""}, headers={"if-match": seen})) == (422, "incident-not-kept")
    corrected = mara.put(at, json=body, headers={"if-match": seen}).json()
    assert (corrected["ends_at"], corrected["before"][0]["ends_at"]) == ("2026-03-09T15:00:00Z", None)
    assert name_of(mara.put(at, json=body, headers={"if-match": seen})) == (412, "changed-meanwhile")
    assert name_of(mara.put(f"{HERE}/incidents/0", json=body, headers={"if-match": seen})) == (404, "unknown-incident")
    assert [one["number"] for one in nia.get(f"{HERE}/incidents", params={"period": WEEK}).json()["rows"]] == \
        [corrected["number"]]
    other = mara.post(f"{HERE}/incidents", json={"kind": "outage", "begins": "2026-03-09 14:05", "queues": ["Orders"]})
    there_is = f"{HERE}/incidents/{other.json()['number']}"
    assert name_of(nia.get(there_is)) == name_of(nia.delete(there_is)) == (404, "unknown-incident")
    assert name_of(ada.delete(at)) == (404, "not-yours")
    assert mara.delete(at).status_code == mara.delete(there_is).status_code == 200
    assert nia.get(f"{HERE}/incidents").json()["rows"] == []


def test_an_alert_is_kept_fires_and_is_taken_on(there: Asked) -> None:
    mara, nia, zoe = (there.program(person) for person in ("Mara Quinn", "Nia Fox", "Zoe Ray"))
    body = {"name": "No calls", "metric": "contacts_handled", "side": "silent", "lasts": "10m", "owner": "Mara Quinn",
            "duty": ["Mara Quinn"], "scope": "queue:Orders"}
    made = mara.post(f"{HERE}/alerts", json=body)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    at, seen = f"{HERE}/alerts/{number}", mara.get(f"{HERE}/alerts/{number}").headers["etag"]
    assert name_of(nia.get(at)) == (404, "unknown-alert")  # she is there for Billing
    assert name_of(nia.put(at, json=body, headers={"if-match": seen})) == (404, "unknown-alert")
    changed = mara.put(at, json={**body, "lasts": "15m"}, headers={"if-match": seen})
    assert (changed.status_code, changed.json()["for_s"], changed.json()["before"][0]["for_s"]) == (200, 900, 600)
    assert name_of(mara.put(at, json=body, headers={"if-match": seen})) == (412, "changed-meanwhile")
    assert name_of(mara.post(f"{HERE}/alerts", json=body)) == (409, "alert-twice")
    watcher = Watcher(there.centre, [])
    watcher.look()
    watcher.look()
    (fired,) = mara.get(f"{HERE}/alerts/episodes").json()["rows"]
    assert (fired["rule"], fired["state"]) == (number, "firing")
    assert nia.get(f"{HERE}/alerts/episodes").json()["rows"] == []
    taken = f"{HERE}/alerts/episodes/{fired['number']}/acknowledgement"
    assert name_of(nia.post(taken, json={})) == (404, "unknown-alert")
    assert mara.post(taken, json={"note": "I look."}).json()["done"] == "It is yours."
    assert mara.get(at).json()["state"] == "acknowledged"
    assert name_of(zoe.delete(at)) == (403, "not-your-alert")  # she sees the figure, and the rule is Mara's
    assert mara.delete(at).status_code == 200
    assert mara.get(f"{HERE}/alerts").json()["rows"] == []


def test_subscriptions_are_ones_own(there: Asked) -> None:
    mara, zoe = there.program("Mara Quinn"), there.program("Zoe Ray")
    body = {"what": "scorecard", "address": "zoe@example.org", "every": "weekly", "scope": "team:Reds", "form": "pdf"}
    made = zoe.post(f"{HERE}/subscriptions", json=body)
    assert made.status_code == 201, made.text
    assert {**body, "hour": 7}.items() <= made.json().items()
    at = f"{HERE}/subscriptions/{made.json()['number']}"
    assert mara.get(f"{HERE}/subscriptions").json()["rows"] == []
    assert name_of(mara.delete(at)) == (404, "not-yours")
    assert name_of(zoe.post(f"{HERE}/subscriptions", json={**body, "scope": "team:Blues"})) == (404, "not-yours")
    assert zoe.delete(at).status_code == 200
    assert zoe.get(f"{HERE}/subscriptions").json()["rows"] == []


def test_a_language_is_chosen_and_goes_with_the_person(there: Asked) -> None:
    zoe = there.program("Zoe Ray")
    assert zoe.get("/api/v1/me").json()["language"] == ""
    assert zoe.put("/api/v1/me/language", json={"language": "tlh"}).json()["issues"][0]["name"] == "unknown-language"
    assert zoe.put("/api/v1/me/language", json={"language": "de"}).json()["done"].endswith("Deutsch to you.")
    assert zoe.get("/api/v1/me").json()["language"] == "de"
    assert there.browser("Zoe Ray").get("/account").headers["content-language"] == "de"
    zoe.put("/api/v1/me/language", json={"language": "en"})


def test_a_report_is_a_file(there: Asked) -> None:
    for kind, form, begins in (("scorecard", "pdf", b"%PDF-"), ("review", "xlsx", b"PK"), ("scorecard", "pptx", b"PK")):
        told = there.program("Mara Quinn").get(f"{HERE}/reports/{kind}/{form}")
        assert told.status_code == 200, told.text
        assert told.content.startswith(begins)
        assert told.headers["content-disposition"].endswith(f'.{form}"')
    assert there.program("Zoe Ray").get(f"{HERE}/reports/review/pdf").status_code == 404
    arabic = there.program("Mara Quinn").get(f"{HERE}/reports/scorecard/pdf", params={"language": "ar"})
    root: Any = PdfReader(BytesIO(arabic.content)).trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert there.program("Mara Quinn").get(
        f"{HERE}/reports/scorecard/pdf", params={"language": "xx"}).status_code == 422


def test_the_draft_is_written_undone_and_published(opened: Callable[..., Asked]) -> None:
    one = opened("Mara Quinn", "Cal Hume")
    mara, cal, at = one.program("Mara Quinn"), one.program("Cal Hume"), f"{HERE}/strategy/draft"
    first = mara.get(at)
    file, seen = first.json()["text"], first.headers["etag"]
    assert (first.json()["draft"], file) == (False, (one.centre.folder / "strategy.yaml").read_text())
    text = file.replace("mission: m", "mission: We help at once.")
    put = mara.put(at, json={"text": text}, headers={"if-match": seen})
    assert (put.status_code, put.json()["text"], put.json()["undo"]) == (200, text, True)
    assert name_of(cal.put(at, json={"text": "vision: v\n"}, headers={"if-match": seen})) == (412, "edition-passed")
    changes = cal.get(f"{at}/changes").json()
    assert "+mission: We help at once." in changes["lines"]
    assert any("We help at once." in words for words in changes["versus_file"])
    thing = cal.put(f"{at}/objective/quick", json={"fields": {"name": "Help quickly"}},
                    headers={"if-match": cal.get(at).headers["etag"]})
    assert thing.status_code == 200, thing.text
    assert "name: Help quickly" in mara.get(at).json()["text"]
    undone = cal.post(f"{at}/steps/undo", headers={"if-match": thing.headers["etag"]})
    assert (undone.json()["text"], undone.json()["redo"]) == (text, True)
    answered = mara.post(f"{at}/answers", json={"answers": {"vision": "Every caller served."}},
                         headers={"if-match": undone.headers["etag"]})
    assert answered.status_code == 200, answered.text
    kept = mara.get(at)
    assert "vision: Every caller served." in kept.json()["text"]
    assert [step["by"] for step in kept.json()["steps"]].count("Cal Hume") == 1
    published = mara.post(f"{at}/publication", json={"why": "Agreed."}, headers={"if-match": seen})
    assert published.status_code in (409, 412)  # not from what was read first; the gates are shut besides
    saved = mara.post(f"{at}/steps/save", headers={"if-match": kept.headers["etag"]})
    assert (saved.status_code, saved.json()["draft"]) == (200, False)
    assert (one.centre.folder / "strategy.yaml").read_text() == kept.json()["text"]


def test_a_roles_page_tells_what_the_page_does(there: Asked) -> None:
    ada, zoe = there.program("Ada Bell"), there.program("Zoe Ray")
    own = ada.get(f"{HERE}/roles/my", params={"period": WEEK}).json()
    card = ada.get(f"{HERE}/scorecard", params={"period": WEEK, "agent": "Ada Bell"}).json()
    measures = [one for p in card["perspectives"] for o in p["objectives"] for one in o["measures"]]
    (table,) = [one for one in own["tables"] if one["id"] == "measures"]
    actual = [one["key"] for one in table["columns"]].index("actual")
    assert [row[actual]["value"] for row in table["rows"]] == [one["value"] for one in measures]
    assert zoe.get(f"{HERE}/roles/team").json()["title"] == "Reds today"
    training = there.program("Mara Quinn").get(f"{HERE}/roles/training").json()
    assert (training["tables"], bool(training["wants"])) == ([], True)


def test_who_takes_somebodys_report_or_opens_their_page_is_on_record(there: Asked) -> None:
    of = {"period": WEEK, "agent": "Ada Bell"}
    assert there.program("Zoe Ray").get(f"{HERE}/roles/agent", params=of).status_code == 200
    assert there.program("Cal Hume").get(f"{HERE}/reports/scorecard/xlsx", params={
        "period": WEEK, "scope": "agent:Ada Bell"}).status_code == 200
    assert there.browser("Mara Quinn").get("/report/scorecard.xlsx", params=of).status_code == 200
    there.app.state.looks.settle()
    with asked_by("Mara Quinn"):
        found = audited(there.centre, AskedOfAudit(about="Ada Bell", thing="figures")).entries
    assert {(one.who, one.new) for one in found} >= {
        ("Zoe Ray", "asked for roles/agent by the API"), ("Mara Quinn", "took a report away"),
        ("Cal Hume", "asked for reports/scorecard/xlsx by the API")}


def test_a_token_writes_these_only_by_its_scope(there: Asked) -> None:
    scopes = {"comments": "comments", "incidents": "incidents", "alerts": "alerts", "subscriptions": "subscriptions"}
    assert set(scopes) <= set(WRITABLE)
    load = there.program(token=add_write_token(there.centre, "Mara.Quinn", "loads", ["load"], by="Mara Quinn"))
    reads = there.program(token=add_read_token(there.centre, "Mara.Quinn", "reads", ["scorecard"], by="Mara Quinn"))
    bodies: dict[str, dict[str, Any]] = {
        "comments": {"about": AHT, "period": WEEK, "text": "No."}, "notices/seen": {"numbers": []},
        "incidents": {"kind": "outage", "begins": "2026-03-09 14:05"}, "strategy/draft/steps/undo": {},
        "alerts": {"name": "Slow", "metric": AHT, "threshold": "5:00"},
        "subscriptions": {"what": "digest", "address": "m@example.org", "every": "daily"}}
    for address, body in bodies.items():
        for program in (load, reads):
            assert name_of(program.post(f"{HERE}/{address}", json=body)) == (403, "token-not-for-this"), address
