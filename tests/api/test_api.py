"""This file is about the API: everything the pages do, figures as the command line tells them, editions and repeats."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.routing import APIRoute
from tests.people.rights_table import AHT, WEEK

from fourscore.centre import add_read_token, revoke_read_token

from .conftest import Asked

# Of every route of the pages, the addresses of the API that do the same; a page without one says why.
SAME: dict[str, str] = {
    "GET /": "GET /scorecard", "GET /scorecard": "GET /scorecard",
    "GET /scorecard.csv": "GET /scorecard", "GET /scorecard.xlsx": "GET /scorecard",
    "GET /scorecard/panel": "GET /scorecard/measures/{kpi}/series",
    "GET /scorecard/parts": "GET /scorecard/parts/{part}",
    "GET /map": "GET /strategy", "GET /measures": "GET /metrics", "GET /measures.csv": "GET /metrics",
    "GET /measures.xlsx": "GET /metrics", "GET /measure/{key}": "GET /why",
    "GET /measure/{key}/table.csv": "GET /ask", "GET /measure/{key}/table.xlsx": "GET /ask",
    "GET /measure/{key}/rows": "GET /why/rows", "GET /measure/{key}/rows.csv": "GET /why/rows",
    "GET /measure/{key}/rows.xlsx": "GET /why/rows", "GET /explore": "GET /ask", "GET /explore.csv": "GET /ask",
    "GET /explore.xlsx": "GET /ask/versus", "GET /explore/view/{key}": "GET /views/{number}",
    "POST /explore/views": "POST /views", "POST /explore/view/{number}/withdraw": "DELETE /views/{number}",
    "GET /search": "GET /search", "GET /audit": "GET /audit", "GET /audit.csv": "GET /audit",
    "GET /audit.xlsx": "GET /audit",
    "GET /wall": "GET /live/wall", "GET /floor": "GET /live/floor", "GET /live/stream": "GET /live/wall",
    "GET /wall/{key}": "a link for a screen; programs send a token",
    "GET /load": "GET /uploads", "POST /load/files": "POST /uploads", "GET /load/all": "GET /loads",
    "POST /load/sources": "POST /loads", "GET /load/{number}": "GET /uploads/{number}",
    "POST /load/{number}": "PUT /uploads/{number}", "GET /load/{number}/state": "GET /uploads/{number}/load",
    "GET /sources": "GET /sources", "GET /sources/state": "GET /loads",
    "GET /sources/{name}/aside": "GET /sources/{name}/aside",
    "GET /sources/{name}/aside.csv": "GET /sources/{name}/aside",
    "GET /sources/{name}/aside.xlsx": "GET /sources/{name}/aside", "GET /health": "GET /health",
    "GET /health/{name}": "GET /health/{name}/rows", "GET /health/{name}/rows.csv": "GET /health/{name}/rows",
    "GET /health/{name}/rows.xlsx": "GET /health/{name}/rows",
    "GET /reconcile": "GET /reconciliations", "POST /reconcile": "POST /reconciliations",
    "GET /reconcile/{number}": "GET /reconciliations/{number}",
    "GET /reconcile/{number}/{table}": "GET /reconciliations/{number}",
    "GET /stages": "GET /stages", "POST /stages/sign": "POST /stages/{stage}/signature",
    "POST /stages/appoint": "POST /roles", "POST /stages/strategy": "POST /strategy/versions",
    "POST /goals/initiatives": "POST /initiatives",
    "POST /goals/initiatives/state": "POST /initiatives/{initiative}/states",
    "POST /stages/scorecard": "POST /scorecards", "GET /stages/measures": "GET /strategy/backtest",
    "GET /stages/measures.csv": "GET /strategy/backtest", "GET /stages/measures.xlsx": "GET /strategy/backtest",
    "GET /stages/questions/{stage}": "GET /strategy/questions",
    "POST /stages/questions/{stage}": "POST /strategy/answers", "GET /account": "GET /me",
    "POST /account/elsewhere": "DELETE /me/sign-ins", "POST /account/tokens": "POST /me/tokens",
    "POST /account/tokens/revoke": "DELETE /me/tokens/{name}",
    "GET /sign-in": "people sign in; programs send a token", "POST /sign-in": "people sign in; programs send a token",
    "POST /language": "PUT /me/language",
    "POST /sign-out": "people sign out; tokens are revoked",
    **{f"GET /{page}{ending}": f"GET /{same}" for page, same in (
        ("my", "roles/{page}"), ("teams", "roles/{page}"), ("coach", "roles/{page}"), ("quality", "roles/{page}"),
        ("goals", "roles/{page}"), ("targets", "roles/{page}"), ("people/recruiting", "roles/{page}"),
        ("people/training", "roles/{page}"), ("resource", "roles/{page}"), ("network", "roles/{page}"),
        ("compare", "compare")) for ending in ("", ".csv", ".xlsx")},
    **{f"GET /{page}/{{key}}{ending}": "GET /roles/{page}" for page in ("agent", "team")
       for ending in ("", "/table.csv", "/table.xlsx")},
    **{f"GET /report/{kind}.{form}": "GET /reports/{kind}/{form}" for kind in ("scorecard", "review")
       for form in ("pdf", "pptx", "xlsx")},
    "GET /team": "GET /roles/{page}", "POST /agent/{key}/dispute": "POST /disputes",
    "POST /agent/{key}/dispute/{number}": "POST /disputes/{number}/answers",
    "GET /begin": "people choose where they begin; programs ask for what they want",
    "POST /begin": "people choose where they begin; programs ask for what they want",
    "GET /edit": "GET /strategy/draft", "GET /edit/text": "GET /strategy/draft",
    "POST /edit/text": "PUT /strategy/draft", "GET /edit/changes": "GET /strategy/draft/changes",
    "GET /edit/publish": "GET /strategy/draft/changes", "POST /edit/publish": "POST /strategy/draft/publication",
    "POST /edit/steps/{do}": "POST /strategy/draft/steps/{step}", "GET /edit/questions/{stage}": "GET /strategy/draft",
    "POST /edit/questions/{stage}": "POST /strategy/draft/answers", "GET /edit/{kind}/{key}": "GET /strategy/draft",
    "POST /edit/{kind}/{key}": "PUT /strategy/draft/{kind}/{key}", "GET /comments": "GET /comments",
    "POST /comments": "POST /comments", "GET /comments/people": "GET /comments/people", "GET /notices": "GET /notices",
    "GET /notices/count": "GET /notices", "POST /notices": "POST /notices/seen", "GET /incidents": "GET /incidents",
    "GET /incidents.csv": "GET /incidents", "GET /incidents.xlsx": "GET /incidents",
    "POST /incidents": "POST /incidents", "GET /alerts": "GET /alerts",
    "POST /alerts": "POST /alerts", "GET /subscriptions": "GET /subscriptions",
    "POST /subscriptions": "POST /subscriptions", "POST /subscriptions/{number}/end": "DELETE /subscriptions/{number}",
    "GET /unsubscribe/{token}": "the link of a mail", "POST /unsubscribe/{token}": "the link of a mail",
    "GET /invitation/{key}": "a person chooses a password", "POST /invitation/{key}": "a person chooses a password",
}


def operations(asked: Asked) -> dict[str, Any]:
    told = asked.program().get("/api/v1/openapi.json").json()
    return {f"{way.upper()} {path}": one for path, ways in told["paths"].items() for way, one in ways.items()}


def test_whatever_a_page_does_the_api_does(asked: Asked) -> None:
    pages = {f"{method} {route.path}" for route in asked.app.routes if isinstance(route, APIRoute)
             for method in route.methods - {"HEAD"}}
    assert pages == set(SAME)
    there = operations(asked)
    assert [one for one in SAME.values() if one.startswith(("GET /", "POST /", "PUT /", "DELETE /"))
            and one not in there] == []


def test_figures_are_those_of_the_centre(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    asks = {"metrics": f"{AHT},contacts_handled", "by": "day,queue", "during": WEEK, "where": "queue=Billing,Orders"}
    found = asked.centre.metrics.ask([AHT, "contacts_handled"], ["day", "queue"],
                                     during=asked.centre.calendar.period(WEEK),
                                     where={"queue": ["Billing", "Orders"]}).as_dict()
    told, cursor = [], ""
    while cursor is not None:
        page = mara.get("/api/v1/ask", params={**asks, "limit": 7, "cursor": cursor}).json()
        told += page["rows"]
        cursor = page["next"]
    assert len(told) == page["total"] == len(found["rows"]) > 14
    assert [(row["by"], row["value"], row["parts"], row["n"], row["complete"]) for row in told] == [
        (row["by"], row["value"], row["parts"], row["n"], row["complete"]) for row in found["rows"]]
    other = mara.get("/api/v1/ask", params={**asks, "by": "day", "cursor": mara.get(
        "/api/v1/ask", params={**asks, "limit": 7}).json()["next"]})
    assert (other.status_code, other.json()["name"]) == (410, "cursor-passed")


def test_a_card_is_the_centres_own(asked: Asked) -> None:
    told = asked.program("Mara Quinn").get("/api/v1/scorecard", params={"period": WEEK}).json()
    card = asked.centre.scorecard(WEEK)
    assert told["score"] == card.score
    measures = [one for p in told["perspectives"] for o in p["objectives"] for one in o["measures"]]
    assert [(one["id"], one["value"], one["score"]) for one in measures] == [
        (one.kpi.id, one.value, one.score) for one in card.measured()]
    total = asked.program("Mara Quinn").get("/api/v1/scorecard/parts/total", params={"period": WEEK}).json()
    assert total["score"] == pytest.approx(sum(part["contribution"] for part in total["parts"]))


def test_what_was_read_is_not_sent_again(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    first = mara.get("/api/v1/strategy")
    again = mara.get("/api/v1/strategy", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert mara.get("/api/v1/strategy", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_text_is_changed_from_the_edition_that_was_read(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    question = [{"name": "metric", "value": AHT}, {"name": "by", "value": "queue"}]
    made = mara.post("/api/v1/views", json={"name": "By queue", "question": question, "roles": ["Team leader"]})
    assert made.status_code == 201
    at = f"/api/v1/views/{made.json()['number']}"
    assert asked.program("Zoe Ray").get(at).json()["yours"] is False
    assert asked.program("Ada Bell").get(at).status_code == 404
    seen, change = mara.get(at).headers["etag"], {"name": "By the queue", "question": question}
    refused = [mara.put(at, json=change, headers=said).status_code for said in ({}, {"if-match": '"99"'})]
    assert refused == [428, 412]
    assert mara.put(at, json=change, headers={"if-match": seen}).json()["name"] == "By the queue"
    assert mara.put(at, json=change, headers={"if-match": seen}).json()["name"] == "edition-passed"
    assert mara.delete(at).status_code == 200
    assert mara.get(at).json()["name"] == "unknown-view"


def test_the_same_key_does_it_once(asked: Asked) -> None:
    mara, key = asked.program("Mara Quinn"), {"idempotency-key": "one"}
    body = {"text": "Two more people at noon."}
    first = mara.post("/api/v1/reviews/2026-03/decisions", json=body, headers=key)
    again = mara.post("/api/v1/reviews/2026-03/decisions", json=body, headers=key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert len(mara.get("/api/v1/decisions").json()["rows"]) == 1
    other = mara.post("/api/v1/reviews/2026-03/decisions", json={"text": "Another."}, headers=key)
    assert (other.status_code, other.json()["name"]) == (422, "key-used-otherwise")


def test_a_review_from_agenda_to_minutes(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    lines = mara.post("/api/v1/reviews/2026-03/agenda").json()["lines"]
    signal = lines[0]["line"]["signal"]
    closed = mara.post("/api/v1/reviews/2026-03/closings", json={
        "signal": signal, "closed_as": "explained", "why": "Seen."})
    assert closed.status_code == 201, closed.text
    minutes = mara.get("/api/v1/reviews/2026-03/minutes").json()
    assert [one["signal"] for one in minutes["closed"]] == [signal]
    assert minutes["lines"]


def test_months_are_signed_off(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    closed = mara.post("/api/v1/months/2026-03/closing", json={})
    assert closed.status_code == 200, closed.text
    (month,) = [one for one in mara.get("/api/v1/months").json()["rows"] if one["month"] == "2026-03"]
    assert (month["state"], month["closed_by"], month["moved"]) == ("closed", "Mara Quinn", [])
    assert mara.post("/api/v1/months/2026-03/closing", json={}).json()["name"] == "already-closed"
    assert mara.post("/api/v1/months/2026-03/reopening", json={}).status_code == 200


def test_a_file_is_brought_corrected_and_loaded(opened: Callable[..., Asked]) -> None:
    there = opened("Rae Dunn")
    rae = there.program("Rae Dunn")
    text = "Call ID,Start,Queue,Agent,Result,Wait,Talk\nc1,2026-04-02 10:00:00,Billing,PJSIP/1001,Answered,12,100\n"
    brought = rae.post("/api/v1/uploads?name=desk.csv", content=text)
    assert brought.status_code == 201, brought.text
    at, told = f"/api/v1/uploads/{brought.json()['id']}", brought.json()
    assert rae.post("/api/v1/uploads?name=desk.csv", content=text).json()["name"] == "nothing-new"
    entry = {**told["entry"], "name": "desk"}
    late = rae.put(at, json={"entry": entry}, headers={"if-match": '"99"'})
    assert (late.status_code, late.json()["name"]) == (412, "changed-meanwhile")
    corrected = rae.put(at, json={"entry": entry}, headers={"if-match": rae.get(at).headers["etag"]})
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["source"] == "desk"
    assert rae.post(f"{at}/load").status_code == 202
    assert there.app.state.uploads.job.over.wait(60)
    loaded = rae.get(at).json()
    assert (loaded["state"], loaded["result"]["facts"]["visit"]) == ("loaded", 1)
    assert "desk" in [one["name"] for one in rae.get("/api/v1/sources").json()["rows"]]
    too_large = rae.post("/api/v1/uploads?name=asked.csv", content="", headers={"content-length": "9" * 12})
    assert (too_large.status_code, too_large.json()["name"]) == (413, "file-too-large")
    bringing = rae.get("/api/v1/openapi.json").json()["paths"]["/uploads"]["post"]["requestBody"]["content"]
    shown = rae.post("/api/v1/uploads?name=shown.csv", content=bringing["application/octet-stream"]["example"]).json()
    assert shown["entry"]["facts"]["visit"]["wait"] == "waited"


def test_wrong_requests_are_told_what_is_wrong(asked: Asked) -> None:
    mara = asked.program("Mara Quinn")
    for answer, status, name in (
        (mara.get("/api/v1/metrics/average_hold"), 404, "unknown-metric"),
        (mara.get("/api/v1/nothing"), 404, "unknown-address"),
        (mara.delete("/api/v1/metrics"), 405, "method-unknown"),
        (mara.get("/api/v1/ask"), 422, "wrong-parameter"),
        (mara.get(f"/api/v1/ask?metrics={AHT}&limit=0"), 422, "wrong-parameter"),
        (mara.get(f"/api/v1/ask?metrics={AHT}&during=soon"), 422, "bad-period"),
        (mara.get(f"/api/v1/ask?metrics={AHT}&cursor=no"), 422, "bad-cursor"),
        (mara.post("/api/v1/roles", content=b"{", headers={"content-type": "application/json"}), 422,
         "wrong-parameter"),
        (mara.post("/api/v1/reconciliations", content=b'{"numbers": "' + b"x" * 5_000_001 + b'"}'), 413,
         "body-too-large"),
        (mara.get("/api/v1/me", headers={"host": "elsewhere.example"}), 421, "name-unknown"),
    ):
        told = answer.json()
        assert (answer.status_code, told["name"], told["status"]) == (status, name, status), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert told["type"] == f"urn:fourscore:issue:{name}"
        assert told["issues"][0]["what"] == told["title"]


def test_who_asks_too_fast_waits(opened: Callable[..., Asked]) -> None:
    there = opened("Mara Quinn", "Zoe Ray", a_minute=3)
    mara = there.program("Mara Quinn")
    answers = [mara.get("/api/v1/calendar") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert mara.post("/api/v1/uploads?name=x.csv", content="a,b\n").status_code == 429
    assert there.program("Zoe Ray").get("/api/v1/calendar").status_code == 200


def test_a_token_does_what_it_is_for(asked: Asked) -> None:
    reading = add_read_token(asked.centre, "Mara.Quinn", "reads the card", ["scorecard"], by="Mara Quinn")
    program = asked.program(token=reading)
    assert program.get("/api/v1/scorecard", params={"period": WEEK}).status_code == 200
    for answer in (program.get("/api/v1/ask", params={"metrics": AHT}), program.get("/api/v1/audit"),
                   program.post("/api/v1/reviews/2026-03/decisions", json={"text": "No."})):
        assert (answer.status_code, answer.json()["name"]) == (403, "token-not-for-this")
    mara = asked.browser("Mara Quinn", origin="http://127.0.0.1")
    made = mara.post("/api/v1/me/tokens", json={"name": "only views", "writes": ["views"]}).json()["token"]
    views = asked.program(token=made)
    assert made.startswith("fsw_")
    assert views.post("/api/v1/reviews/2026-03/decisions", json={"text": "No."}).status_code == 403
    assert views.post("/api/v1/uploads?name=x.csv", content="a,b\n").status_code == 403
    assert views.post("/api/v1/me/tokens", json={"name": "more", "writes": ["load"]}).status_code in (403, 404)
    assert asked.program("Mara Quinn").post("/api/v1/me/tokens", json={"name": "more", "reads": ["audit"]},
                                            ).status_code == 404  # no token makes another
    assert "only views" in mara.get("/account").text
    revoke_read_token(asked.centre, "only views", by="Mara Quinn")
    for token in (made, "fsw_wrong", "no"):
        answer = asked.program(token=token).get("/api/v1/me")
        assert (answer.status_code, answer.json()["name"]) == (401, "token-wrong")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert asked.program().get("/api/v1/me").json()["name"] == "sign-in-first"


def test_a_browsers_sign_in_writes_from_our_own_pages_alone(asked: Asked) -> None:
    body = {"text": "From a browser."}
    ways: list[tuple[dict[str, str], int]] = [
        ({}, 403), ({"origin": "http://evil.example"}, 403), ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "none"}, 403), ({"origin": "http://127.0.0.1"}, 201),
        ({"sec-fetch-site": "same-origin"}, 201)]
    for headers, status in ways:
        answer = asked.browser("Cal Hume", **headers).post("/api/v1/reviews/2026-03/decisions", json=body)
        assert answer.status_code == status, (headers, answer.text)
        assert status == 201 or answer.json()["name"] == "sent-from-elsewhere"
    assert asked.browser("Cal Hume").get("/api/v1/me").json()["person"] == "Cal Hume"


def test_the_document_has_an_example_of_everything(asked: Asked) -> None:
    told = asked.program().get("/api/v1/openapi.json").json()
    bare = [f"{name}.{part}" for name, shape in told["components"]["schemas"].items()
            for part, one in shape.get("properties", {}).items()
            if "examples" not in one and "$ref" not in str(one) and part not in ("total",)]
    assert bare == []
    page = asked.browser("Mara Quinn").get("/api/v1/docs")
    assert page.status_code == 200
    assert all(f'id="{one["operationId"]}"' in page.text for one in operations(asked).values())
    assert "style=" not in page.text
