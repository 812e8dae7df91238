"""This file is about what comes by a key of its own: done once, also after a restart, or where one was killed."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.people.conftest import NOW
from tests.people.rights_table import GOOD

from fourscore.centre import WRITABLE, Centre, add_write_token, invite
from fourscore.office import accounts
from fourscore.web import create_app

DECISIONS = "/api/v1/reviews/2026-03/decisions"
BODY = {"text": "Two more people at noon."}


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "centre")


@pytest.fixture
def token(folder: Path) -> str:
    with Centre.open(folder, now=lambda: NOW) as centre:
        key = invite(centre, "mara", "Mara Quinn", by="Mara Quinn").key
        accounts.accept(centre.office, key, GOOD, now=NOW)
        return add_write_token(centre, "mara", "all of it", WRITABLE, by="Mara Quinn")


@contextmanager
def served(folder: Path, token: str, now: Callable[[], datetime] = lambda: NOW) -> Iterator[TestClient]:
    """The API as a server that began anew gives it."""
    with Centre.open(folder, now=now) as centre:
        app = create_app(centre)
        yield TestClient(app, base_url="http://127.0.0.1", headers={"authorization": f"Bearer {token}"})
        app.state.uploads.close()
        app.state.looks.close()


def decisions(mara: TestClient) -> list[Any]:
    return list(mara.get("/api/v1/decisions").json()["rows"])


def test_a_repeated_post_after_a_restart_acts_once_and_answers_alike(folder: Path, token: str) -> None:
    key = {"idempotency-key": "noon"}
    with served(folder, token) as mara:
        first = mara.post(DECISIONS, json=BODY, headers=key)
        assert first.status_code == 201
        wrong = mara.post(DECISIONS, json={"text": ""}, headers={"idempotency-key": "wrong"})
        assert wrong.status_code >= 400
    later = [NOW]
    with served(folder, token, lambda: later[0]) as mara:
        again = mara.post(DECISIONS, json=BODY, headers=key)
        assert (again.status_code, again.json(), again.headers.get("etag")) == (
            201, first.json(), first.headers.get("etag"))
        other = mara.post(DECISIONS, json={"text": "Another."}, headers=key)
        assert (other.status_code, other.json()["name"]) == (422, "key-used-otherwise")
        mended = mara.post(DECISIONS, json={"text": "Mended."}, headers={"idempotency-key": "wrong"})
        assert mended.status_code == 201  # what failed may be tried again by its key
        assert len(decisions(mara)) == 2
        later[0] = NOW + timedelta(hours=25)  # a day later the key is forgotten
        assert mara.post(DECISIONS, json=BODY, headers=key).status_code == 201
        assert len(decisions(mara)) == 3


def test_a_secret_is_told_again_by_the_run_that_made_it_and_never_written_down(folder: Path, token: str) -> None:
    key, link = {"idempotency-key": "hall"}, {"name": "Hall", "days": 7}
    with served(folder, token) as mara:
        first = mara.post("/api/v1/wall-links", json=link, headers=key)
        assert first.status_code == 201
        assert mara.post("/api/v1/wall-links", json=link, headers=key).json() == first.json()
        secret = first.json()["path"].removeprefix("/wall/").encode()
    assert not any(secret in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with served(folder, token) as mara:
        again = mara.post("/api/v1/wall-links", json=link, headers=key)
        assert (again.status_code, again.json()["name"]) == (409, "told-once")
        assert len(mara.get("/api/v1/wall-links").json()["rows"]) == 1


def test_a_file_that_comes_twice_by_one_key_is_brought_once(folder: Path, token: str) -> None:
    key, at = {"idempotency-key": "desk"}, "/api/v1/uploads?name=desk.csv"
    text = "Call ID,Start,Queue,Agent,Result,Wait,Talk\nc1,2026-04-02 10:00:00,Billing,PJSIP/1001,Answered,12,100\n"
    with served(folder, token) as mara:
        empty = mara.post(at, content="", headers={"idempotency-key": "empty"})
        assert empty.status_code >= 400
        first = mara.post(at, content=text, headers=key)
        assert first.status_code == 201, first.text
    with served(folder, token) as mara:
        again = mara.post(at, content=text, headers=key)
        assert (again.status_code, again.json(), again.headers["etag"]) == (201, first.json(), first.headers["etag"])
        assert [one["id"] for one in mara.get("/api/v1/uploads").json()["rows"]] == [first.json()["id"]]
        other = mara.post("/api/v1/uploads?name=other.csv", content=text, headers=key)
        assert (other.status_code, other.json()["name"]) == (422, "key-used-otherwise")
        mended = mara.post(at.replace("desk", "later"), content=text.replace("Billing", "Sales"), headers={
            "idempotency-key": "later"})
        assert mended.status_code == 201
        assert mara.delete(f"/api/v1/uploads/{first.json()['id']}").status_code == 200


SERVE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from fourscore.centre import Centre, Repeats
from fourscore.settings import Network
from fourscore.web import serve

done = Repeats.done
def killed(self, who, key, answer, **more):
    if key == "half":
        os.kill(os.getpid(), signal.SIGKILL)
    done(self, who, key, answer, **more)

Repeats.done = killed
with Centre.open(Path(sys.argv[1]), now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
    serve(centre, Network(port=0), ready=lambda address: print(address, flush=True))
"""


def test_a_server_killed_between_the_deed_and_the_answer_does_it_no_second_time(folder: Path, token: str) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip().rstrip("/")
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

        def post(key: str, text: str) -> httpx2.Response:
            return httpx2.post(address + DECISIONS, content=json.dumps({"text": text}), timeout=60,
                               headers={**headers, "idempotency-key": key})

        whole = post("whole", "Whole.")
        assert whole.status_code == 201
        with pytest.raises(httpx2.HTTPError):
            post("half", "Half.")
        assert server.wait(20) == -signal.SIGKILL
    with served(folder, token) as mara:
        again = mara.post(DECISIONS, content=json.dumps({"text": "Whole."}), headers={
            "content-type": "application/json", "idempotency-key": "whole"})
        assert (again.status_code, again.json()) == (201, whole.json())
        doubt = mara.post(DECISIONS, json={"text": "Half."}, headers={"idempotency-key": "half"})
        assert (doubt.status_code, doubt.json()["name"]) == (409, "key-in-doubt")
        assert sorted(one["text"] for one in decisions(mara)) == ["Half.", "Whole."]
