"""This file is about the door for pushed events: tokens wrong, revoked and missing, batches, and what is answered."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Intake, add_token, init
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app
from fourscore.web.signin.attempts import ATTEMPTS, Attempts

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: sales, kind: push, id: ref, facts: {sale: {sold: at, amount: net}}}
  - {name: other, kind: push, facts: {sale: {sold: at, amount: net}}}
"""
SALE = {"ref": "s1", "at": "2026-03-02T10:00:00Z", "net": 12.5}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("door") / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    with Centre.open(folder, now=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)) as there:
        yield there


@pytest.fixture(scope="module")
def token(centre: Centre) -> str:
    return add_token(centre, "bridge", "sales")


@pytest.fixture
def door(centre: Centre) -> Iterator[TestClient]:
    intake = Intake(centre)
    yield TestClient(create_app(centre, intake), base_url="http://127.0.0.1", follow_redirects=False)
    intake.close()


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def waiting(centre: Centre) -> int:
    """Lines on the disk."""
    return sum(path.read_bytes().count(b"\n") for path in (centre.folder / "data" / "pushed").rglob("*.events"))


def test_a_batch_is_on_the_disk_when_it_is_answered_and_every_problem_is_told(
    door: TestClient, centre: Centre, token: str
) -> None:
    before = waiting(centre)
    answer = door.post("/push/sales", json=[SALE, {"net": 1}, SALE], headers=bearer(token))
    assert answer.status_code == 200
    assert answer.json() == {"source": "sales", "taken": 2, "set_aside": 1, "problems": [
        {"event": 2, "issue": "event-without-id", "what": "this event has no id under 'ref'"}]}
    assert waiting(centre) == before + 3
    only_bad = door.post("/push/sales", json=[{"net": 1}], headers=bearer(token))
    assert (only_bad.status_code, only_bad.json()["set_aside"]) == (422, 1)


@pytest.mark.parametrize("headers", [
    {}, {"authorization": "Bearer wrong"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer "},
    {"cookie": "token=TOKEN"}, {"authorization": "Bearer Ünicode".encode()},
])
def test_without_the_right_token_nothing_is_taken(
    door: TestClient, centre: Centre, token: str, headers: dict[str, str]
) -> None:
    before = waiting(centre)
    given = {name: value.replace("TOKEN", token) if isinstance(value, str) else value
             for name, value in headers.items()}
    answer = door.post("/push/sales", json=[SALE], headers=given)
    assert (answer.status_code, answer.json()["issue"]) == (401, "token-refused")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert waiting(centre) == before


def test_a_token_is_for_one_source_and_ends_when_it_is_revoked(door: TestClient, centre: Centre, token: str) -> None:
    assert door.post("/push/other", json=[{**SALE, "id": 1}], headers=bearer(token)).status_code == 401
    short = add_token(centre, "short", "other")
    assert door.post("/push/other", json=[{**SALE, "id": 1}], headers=bearer(short)).status_code == 200
    centre.office.revoke_token("short", now=centre.now())
    assert door.post("/push/other", json=[{**SALE, "id": 1}], headers=bearer(short)).status_code == 401
    with pytest.raises(Trouble) as gone:
        centre.office.revoke_token("short", now=centre.now())
    assert gone.value.issues[0].name == "unknown-token"
    again = add_token(centre, "short", "other")
    assert again != short
    assert [(one.name, one.revoked_at is None) for one in centre.office.tokens() if one.name == "short"] == [
        ("short", False), ("short", True)]


def test_many_wrong_tokens_are_not_looked_at_and_the_right_one_still_is(door: TestClient, token: str) -> None:
    answers = [door.post("/push/sales", json=[SALE], headers=bearer(f"wrong{n}")) for n in range(ATTEMPTS + 1)]
    assert {answer.status_code for answer in answers[:ATTEMPTS]} == {401}
    assert (answers[-1].status_code, answers[-1].json()["issue"]) == (429, "too-many-attempts")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert door.post("/push/sales", json=[SALE], headers=bearer(token)).status_code == 200


def test_attempts_are_counted_by_address_and_forgotten_after_a_minute() -> None:
    attempts = Attempts()
    assert [attempts.failed("a", float(n)) for n in range(ATTEMPTS)] == [0] * ATTEMPTS
    assert attempts.failed("a", 10.0) == 50
    assert attempts.failed("b", 10.0) == 0
    assert attempts.failed("a", 60.5) == 0
    for number in range(3_000):
        attempts.failed(str(number), 61.0)
    assert len(attempts._failed) <= 1_000


@pytest.mark.parametrize(("sent", "status", "issue"), [
    ({"content": b"[{]"}, 400, "unreadable-batch"), ({"content": b""}, 400, "unreadable-batch"),
    ({"content": b"x", "headers": {"content-encoding": "gzip"}}, 400, "unreadable-batch"),
    ({"content": b" " * 9_000_000}, 413, "batch-too-large"), ({"content": iter([b" " * 5_000_000] * 2)}, 413,
                                                              "batch-too-large"),
    ({"content": b'{"ref":1}\n' * 10_001}, 413, "batch-too-large"),
])
def test_what_is_no_batch_is_refused_with_its_reason(
    door: TestClient, token: str, sent: dict[str, object], status: int, issue: str
) -> None:
    more = {**sent, "headers": {**bearer(token), **sent.get("headers", {})}}  # type: ignore[dict-item]
    answer = door.post("/push/sales", **more)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["issue"]) == (status, issue)
    assert answer.json()["remedy"]


def test_a_source_taken_out_of_the_settings_takes_nothing(door: TestClient, centre: Centre) -> None:
    left = centre.office.add_token("left", "gone", now=centre.now())
    answer = door.post("/push/gone", json=[SALE], headers=bearer(left))
    assert (answer.status_code, answer.json()["issue"]) == (404, "unknown-source")


def test_the_guard_of_the_pages_is_what_it_was(door: TestClient, token: str) -> None:
    elsewhere = door.post("/push/sales", json=[SALE], headers={**bearer(token), "host": "evil.example"})
    assert elsewhere.status_code == 421
    assert door.post("/scorecard", json=[SALE], headers=bearer(token)).status_code == 405
    assert door.get("/push/sales", headers=bearer(token)).status_code == 405
    asked = door.options("/push/sales", headers={"origin": "http://evil.example",
                                                 "access-control-request-method": "POST"})
    assert asked.status_code == 405
    assert "access-control-allow-origin" not in asked.headers
    answer = door.post("/push/sales", json=[SALE], headers=bearer(token))
    assert answer.headers["cache-control"] == "no-store"


def test_a_token_is_nowhere_but_with_who_has_it(
    door: TestClient, centre: Centre, token: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(Intake, "take", lambda *_: 1 / 0)
    answer = door.post("/push/sales", json=[SALE], headers=bearer(token))
    assert (answer.status_code, answer.json()["issue"]) == (500, "push-failed")
    assert token not in caplog.text + answer.text
    kept = [path for path in centre.folder.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert kept == []
    assert token not in str(list(centre.office.changes()))


@pytest.mark.parametrize(("name", "source", "issue"), [
    ("", "sales", "bad-token-name"), ("two\nlines", "sales", "bad-token-name"), ("x", "nowhere", "unknown-source"),
    ("x", "", "unknown-source"), ("bridge", "sales", "token-twice"),
])
def test_a_token_that_cannot_be_made_is_told(centre: Centre, token: str, name: str, source: str, issue: str) -> None:
    with pytest.raises((Trouble, WrongUse)) as refused:
        add_token(centre, name, source)
    assert refused.value.issues[0].name == issue
